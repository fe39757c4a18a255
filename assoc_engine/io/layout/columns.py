"""Products in numbered columns ("Product 1", "Qty 1", "Product 2", …), or a main one and one added to it: `columns`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ...progress import Progress
from ...text import N_, message
from ..header_words import plain_name
from ..raw import NUMBER, RawColumn, RawTable
from ..words import clean_text
from .matrix import NO, YES
from .order_rows import header_roles, rows_are_orders
from .unfold import PRODUCT, free_header, merged, order_column, rebuilt, taken

_NUMBER = re.compile(r"^(?P<stem>.*?)[\s_\-#.:(（\[]*(?P<number>\d{1,3}|[一二三四五六七八九十])[)）\]]?(?P<rest>\D*)$")
_LETTERED = re.compile(r"^(?P<stem>.*(?:[\s_\-]|[^\W\da-zA-Z]))(?P<letter>[A-Z])$").match  # "Item A", 商品A
_MEASURE = re.compile(r"^[件个款项种样号]\s*(?=\D)")  # 第1件商品
_CHINESE = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
_MAIN = re.compile(r"(主商品|主购商品|主要商品|主品|mainproduct|mainitem|baseproduct)(名称|name)?").fullmatch
_ADDED = re.compile(
    r"(加购商品|加购品|加价购商品|换购商品|换购品|搭配商品|搭购商品|addonproduct|addonitem|addon|extraproduct|extraitem)(名称|name)?"
).fullmatch
_LETTER = re.compile(r"[A-Z]{1,2}").fullmatch  # the name of a column without one
OF_LINE = ("product", "code", "quantity", "price", "amount", "cost", "category", "description", "refund", "returned",
           "picture")  # fmt: skip
"""Roles that belong to a product of an order; numbered columns of others (Address 1, Address 2) stay as they are."""


@dataclass(frozen=True)
class Field:
    """One column after unfolding: its header, whether the file has no such column, its role, and the columns in the
    file that become it, one for each place (−1 for none)."""

    header: str
    made: bool
    role: str
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Columns:
    """The fields that headers like Item 1, Quantity 1, Item 2 … repeat."""

    fields: tuple[Field, ...]

    @property
    def naming(self) -> list[Field]:
        """The fields that say what was sold."""
        return [f for f in self.fields if f.role == "product"] or [f for f in self.fields if f.role == "code"]

    @property
    def consumed(self) -> list[int]:
        """The indices of all their columns."""
        return [index for field in self.fields for index in field.columns if index >= 0]


def find(raw: RawTable, roles: Sequence[str], forced: bool = False) -> Columns | None:
    """The numbered columns of products, or None. `forced`: the user said that there are."""
    how = _numbered(raw) or _main_and_added(raw) or _unnamed(raw, roles)
    if how is None or (not forced and not rows_are_orders(raw, roles)):
        return None
    consumed = set(how.consumed)
    for index, role in enumerate(roles):  # a product beside the numbered ones: these say more about it
        if role == "product" and index not in consumed and not _numeric(raw.columns[index]):
            return None
    if forced or (not _are_marks(raw, how.naming[0]) and _same_in_every_place(raw, how.naming[0])):
        return how
    return None


def _numbered(raw: RawTable) -> Columns | None:
    """Columns whose headers differ in a number alone, with those of products among them."""
    stems: dict[str, dict[int, int]] = {}
    for index, header in enumerate(raw.headers):
        stem, number = stem_and_number(header)
        if number is not None:
            stems.setdefault(stem, {}).setdefault(number, index)
    for index, header in enumerate(raw.headers):  # the first of "Product, Product (2)" has no number
        if header in stems and header and min(stems[header]) > 0:
            first = min(stems[header])
            stems[header][first - 1] = index
    stems = {stem: places for stem, places in stems.items() if len(places) > 1}
    roles = dict(zip(stems, header_roles([stem.replace(" ", "") for stem in stems]), strict=True))
    leading = [stem for stem in stems if roles[stem] in ("product", "code")]
    if not leading:
        return None
    numbers = sorted({number for stem in leading for number in stems[stem]})
    fields = []
    left = [h for h in raw.headers if not any(raw.headers.index(h) in places.values() for places in stems.values())]
    for stem, places in stems.items():
        if roles[stem] in OF_LINE and places.keys() <= set(numbers):
            columns = tuple(places.get(number, -1) for number in numbers)
            header = stem if plain_name(stem) not in map(plain_name, left) else free_header(PRODUCT, left)
            if stem != header and roles[stem] != "product":
                return None
            fields.append(Field(header, header != stem, roles[stem], columns))
            left.append(header)
    return Columns(tuple(fields))


def _main_and_added(raw: RawTable) -> Columns | None:
    """A main product of the order and others added to it, each named as such; what else is named for each of them
    (主商品数量, 加购商品数量) cannot be told apart, and leaves them as they are."""
    plain = [plain_name(header) for header in raw.headers]
    found = [[i for i, name in enumerate(plain) if says(name)] for says in (_MAIN, _ADDED)]
    naming = [index for indices in found for index in indices]
    if len(found[0]) != 1 or not found[1] or any(_numeric(raw.columns[index]) for index in naming):
        return None
    own = (*(plain[index] for index in naming), "加购", "主商品", "addon", "main")
    if any(name.startswith(own) for index, name in enumerate(plain) if index not in naming):
        return None
    left = [header for index, header in enumerate(raw.headers) if index not in naming]
    return Columns((Field(free_header(PRODUCT, left), True, "product", tuple(naming)),))


def stem_and_number(header: str) -> tuple[str, int | None]:
    """("Product", 1) of "Product 1", "Product A", 商品1号 or 第1件商品 alike; ("", None) where there is no number."""
    if found := _LETTERED(header):
        return " ".join(found["stem"].strip(" _-").split()), ord(found["letter"]) - ord("A") + 1
    found = _NUMBER.match(header)
    if not found:
        return "", None
    stem, rest = found["stem"], found["rest"].strip()
    if stem == "第":
        stem, rest = "", _MEASURE.sub("", rest)
    rest = "" if rest == "号" else rest
    return " ".join(f"{stem} {rest}".split()), _CHINESE.get(found["number"]) or int(found["number"])


def _unnamed(raw: RawTable, roles: Sequence[str]) -> Columns | None:
    """A product column with columns without a name to its right."""
    for index, role in enumerate(roles):
        if role == "product" and index + 1 < len(roles):
            end = index + 1
            while end < len(roles) and _LETTER(raw.headers[end]) and not _numeric(raw.columns[end]):
                end += 1
            if end > index + 1:
                return Columns((Field(raw.headers[index], False, "product", tuple(range(index, end))),))
    return None


def _numeric(column: RawColumn) -> bool:
    return bool(len(column.kinds)) and float((column.kinds == NUMBER).mean()) > 0.9


def _are_marks(raw: RawTable, field: Field) -> bool:
    """Whether the cells are 0 and 1 and their like, or figures with 0 among them: then each column is a product, 商品A."""
    columns = [raw.columns[index] for index in field.columns if index >= 0]
    texts = {clean_text(text).lower() for column in columns for text in column.texts}
    return texts <= YES | NO or ("0" in texts and all(map(_numeric, columns)))


def _same_in_every_place(raw: RawTable, field: Field) -> bool:
    """Whether the products of a later place also stand in others, as those of a list do, or the places fill from the
    first: not a name in two languages, nor a name and its variant."""
    columns = [raw.columns[index] for index in field.columns if index >= 0]
    filled = [int((column.codes >= 0).sum()) for column in columns]
    if filled[-1] < 0.95 * filled[0] and all(a >= b for a, b in pairwise(filled)):
        return True
    seen = [set(column.texts) for column in columns]
    later = sum(len(texts) for texts in seen[1:])
    again = sum(len(texts & set().union(*seen[:i], *seen[i + 1 :])) for i, texts in enumerate(seen) if i)
    return later > 0 and again >= 0.3 * later


def unfold(raw: RawTable, roles: Sequence[str], how: Columns, progress: Progress) -> RawTable:
    """One row a product. A row without one stays a row."""
    rows, place = places(raw, how)
    added = []
    for done, field in enumerate(how.fields):
        progress.step(done, len(how.fields))
        added.append((stacked(raw, field, rows, place), field.made))
    if "order" not in roles:
        added.append((taken(order_column(raw), rows), True))
    note = message(
        N_("Each row is one order; its products stand in {count} column.",
           "Each row is one order; its products stand in {count} columns."),
        count=len(how.naming[0].columns),
    )  # fmt: skip
    return rebuilt(raw, rows, "columns", note, without=how.consumed, added=added)


def places(raw: RawTable, how: Columns) -> tuple[np.ndarray, np.ndarray]:
    """(row in the file, place in it) of each product; place 0 alone for a row of no product, or that is no data."""
    count = len(how.fields[0].columns)
    there = np.zeros((raw.rows, count), bool)
    for field in how.naming:
        for place, index in enumerate(field.columns):
            if index >= 0:
                there[:, place] |= raw.columns[index].codes >= 0
    there[raw.marks > 0] = False
    there[~there.any(axis=1), 0] = True
    rows, number = np.nonzero(there)
    return rows, number


def stacked(raw: RawTable, field: Field, rows: np.ndarray, place: np.ndarray) -> RawColumn:
    """The cell of each product, of one field."""
    present = [index for index in field.columns if index >= 0]
    whole, maps = merged(field.header, [raw.columns[index] for index in present])
    codes = np.full(len(rows), -1, np.int32)
    for number, index in enumerate(field.columns):
        if index >= 0:
            at = np.flatnonzero(place == number)
            codes[at] = maps[present.index(index)][raw.columns[index].codes[rows[at]]]
    return replace(whole, codes=codes)
