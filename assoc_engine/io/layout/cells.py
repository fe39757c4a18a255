"""Several products in one cell, with separators between them and perhaps counts: the layout `cells`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from ...progress import Progress
from ...text import N_, message
from ..cells import ColumnBuilder
from ..header_words import role_of_name
from ..numbers import numbers
from ..raw import TEXT, RawColumn, RawTable
from .counts import Form, doubtful_count, find_form, may_be_sizes
from .item_marks import without_marks
from .order_rows import rows_are_orders
from .separators import BLANKS, SEPARATORS, TWINS, UNSURE, splitter
from .unfold import PRODUCT, QUANTITY, free_header, made_column, merged, number_column, order_column, rebuilt, taken
from .written_lists import are_lists, counted, read_list

SAMPLED = 3000  # distinct cells looked at
_ALONE, _TURNED = 0.95, 3  # share of the words that must be products, and pairs of them that must stand in either order
STEP = 2000  # distinct cells divided between two looks at the progress, about 20 ms
BESIDE = ("product", "code", "quantity", "price", "amount", "cost", "description", "category", "")
"""Roles of columns whose cells may be divided along with those of the products."""


DOUBTFUL = N_("Names such as {example} end in what may be a count or a size; they were kept as they are.")


@dataclass(frozen=True)
class Cells:
    """`column` holds the products, divided by `separators`, "" where programs wrote the list; `form`: how counts are
    written, or None. `along`: other columns whose cells have as many parts, with the separators that divide them.
    `counted`: the cells say how many there are of each. `doubtful`: a part that ends in what may be a count, or "".
    `plain`: takes running numbers and prices out of a cell."""

    column: int
    separators: str
    form: Form | None
    along: dict[int, str]
    counted: bool
    doubtful: str = ""
    plain: Callable[[str], str] = str

    @property
    def items(self) -> Callable[[str], list[tuple[str, float | str]]]:
        """A function that reads name and count of each part of a cell."""
        if not self.separators:
            return lambda text: read_list(text) or [(text, 1)]
        split, form, plain = splitter(self.separators), self.form, self.plain
        return lambda text: [form.read(part) if form else (part, 1) for part in split(plain(text)) or [text]]


def find(raw: RawTable, roles: Sequence[str], forced: bool = False) -> Cells | None:
    """The column of several products a cell, or None. `forced`: the user said that there is one."""
    if not forced and (_is_list(roles) or not rows_are_orders(raw, roles)):
        return None
    best, how = 0.0, None
    named = next((role for role in ("product", "code") if role in roles), "")
    for index in [i for i, role in enumerate(roles) if role == named and (named or not role_of_name(raw.headers[i]))]:
        sample = _sample(raw, index)
        if are_lists(sample):
            return Cells(index, "", None, {}, counted(sample))
        plain = without_marks(sample)
        sample = [plain(text) for text in sample]
        score, separators, form = _evidence(sample, forced)
        if not score and named:
            score, separators = _blank_score(sample), BLANKS
        if score > best:
            best, how = score, (index, separators, form, sample, plain)
    if how is None:
        return None
    index, separators, form, sample, plain = how
    doubtful = "" if form else doubtful_count([part for text in sample for part in splitter(separators)(text)])
    return Cells(index, separators, form, _along(raw, roles, index, separators), form is not None, doubtful, plain)


def _is_list(roles: Sequence[str]) -> bool:
    """Whether the rows are no orders but what is known of products, or of customers without products."""
    if "order" in roles:
        return False
    if {"product", "code"} & set(roles):
        return not {"time", "customer"} & set(roles) and bool({"code", "category", "cost", "price"} & set(roles))
    return len(roles) > 1


def _sample(raw: RawTable, index: int) -> list[str]:
    """Distinct text cells of the data."""
    column = raw.columns[index]
    step = -(-len(column.texts) // SAMPLED) or 1
    codes = np.arange(0, len(column.texts), step)
    codes = codes[column.kinds[codes] == TEXT]
    if (raw.marks > 0).any():
        codes = codes[np.isin(codes, column.codes[raw.marks == 0])]
    return [column.texts[code] for code in codes.tolist()]


def _evidence(texts: list[str], forced: bool) -> tuple[float, str, Form | None]:
    """How sure it is that the cells hold several products (0: not), their separators, and the form of the counts."""
    best: tuple[float, str, Form | None] = (0.0, "", None)
    for mark in SEPARATORS:
        score, form = _score(texts, mark, forced)
        if score > best[0]:
            twin = TWINS.get(mark, "")
            best = score, mark + (twin if twin and _score(texts, twin, False)[0] else ""), form
    return best


def _score(texts: list[str], mark: str, forced: bool) -> tuple[float, Form | None]:
    """0 where a separator does not divide products; else how many cells it divides, more where counts are written.

    Products come again by themselves or first in other cells; the second halves of names with a comma in them
    ("Scissors, blue") never do. A separator that names often hold must show it more often.
    """
    several = [text for text in texts if mark in text]
    if not several:
        return 0.0, None
    split = splitter(mark)
    divided = [parts for text in several if len(parts := split(text)) > 1]
    if forced and divided:
        return float(len(divided)), find_form([part for parts in divided for part in parts])
    if len(divided) < 3 and len(divided) < 0.2 * len(texts):
        return 0.0, None
    form = find_form([part for parts in divided for part in parts])
    ends = (slice(0, -1), slice(1, None)) if may_be_sizes(form) else (slice(0, -1),)  # "纸巾10包, 蓝" is one name
    if form and all(form == find_form([part for parts in divided for part in parts[end]]) for end in ends):
        return 2.0 * len(divided) + len(texts), form
    alone = {text.strip() for text in texts if mark not in text}
    first = alone | {parts[0] for parts in divided}
    later = Counter(part for parts in divided for part in parts[1:])
    often = Counter(part for parts in divided for part in set(parts))
    again = sum(n for part, n in later.items() if often[part] > 1 or part in first)
    placed = sum(n for part, n in later.items() if part in first)
    needed, coming = UNSURE.get(mark, (0.3, 0.05))
    sure = placed >= 3 and placed >= needed * again and again >= coming * later.total()
    return (float(len(divided)) if sure else 0.0), None


def _blank_score(texts: list[str]) -> float:
    """How many cells hold several products with blanks between them; 0 where the blanks may be those of names: nearly
    every word must be a product by itself, and some must stand in either order."""
    alone = {text.strip() for text in texts if len(text.split()) == 1}
    divided = [words for text in texts if len(words := text.split()) > 1]
    times = Counter(word for parts in divided for word in parts)
    if not divided or sum(n for word, n in times.items() if word in alone) < _ALONE * times.total():
        return 0.0
    pairs = {pair for parts in divided for pair in combinations(parts, 2)}
    turned = sum((b, a) in pairs for a, b in pairs if a < b)
    return float(len(divided)) if turned >= _TURNED else 0.0


def _along(raw: RawTable, roles: Sequence[str], product: int, separators: str) -> dict[int, str]:
    """Columns whose cells have as many parts as the product's in nearly all rows where that has several."""
    rows = np.flatnonzero((raw.columns[product].codes >= 0) & (raw.marks == 0))
    rows = rows[:: -(-len(rows) // SAMPLED)]
    own = _part_counts(raw.columns[product], separators, rows)
    rows, own = rows[own > 1], own[own > 1]
    found = {}
    for index, column in enumerate(raw.columns):
        if index == product or roles[index] not in BESIDE:
            continue
        for marks in dict.fromkeys((separators, *SEPARATORS)):
            counts = _part_counts(column, marks, rows)
            filled = column.codes[rows] >= 0
            if filled.any() and (counts[filled] == own[filled]).mean() > 0.9:
                found[index] = marks
                break
    return found


def _part_counts(column: RawColumn, separators: str, rows: np.ndarray) -> np.ndarray:
    """Parts of the cells in some rows, 1 for none."""
    split = splitter(separators)
    codes, inverse = np.unique(column.codes[rows], return_inverse=True)
    return np.array([len(split(column.texts[code])) or 1 if code >= 0 else 1 for code in codes.tolist()], int)[inverse]


def unfold(raw: RawTable, roles: Sequence[str], how: Cells, progress: Progress) -> RawTable:
    """One row a product. A row without one stays a row."""
    column = raw.columns[how.column]
    items = how.items
    names, quantities, starts = ColumnBuilder(), ColumnBuilder(), [0]
    for done in range(0, len(column.texts), STEP):
        progress.step(done, len(column.texts))
        divided = [items(text) for text in column.texts[done : done + STEP]]
        starts += (starts[-1] + np.cumsum([len(parts) for parts in divided])).tolist()
        pairs = [pair for parts in divided for pair in parts]
        names.add([name for name, _ in pairs])
        quantities.add([count for _, count in pairs])
    names.add([""])  # the part of an empty cell
    quantities.add([""])
    start = np.array(starts)
    size = np.append(np.diff(start), 1)
    counts = np.where(raw.marks > 0, 1, size[column.codes])
    rows = np.repeat(np.arange(raw.rows), counts)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    part = start[column.codes[rows]] + place  # code −1 finds the start of the empty cell's part, the last one
    product = names.finish(column.header, typed=column.typed)
    product = replace(product, codes=product.codes[part])
    instead = {
        index: _divided(raw.columns[index], marks, rows, place, counts[rows]) for index, marks in how.along.items()
    }
    added = []
    if roles[how.column]:
        instead[how.column] = product
    else:
        added.append((replace(product, header=free_header(PRODUCT, raw.headers)), True))
    total = next((i for i, role in enumerate(roles) if role == "quantity" and i not in how.along), None)
    if how.counted:
        quantity = quantities.finish(free_header(QUANTITY, raw.headers), typed=column.typed)
        added.append((replace(quantity, codes=quantity.codes[part]), True))
    elif total is not None:
        added.append((_quantity(raw, total, counts, rows), True))
    if "order" not in roles:
        added.append((taken(order_column(raw), rows), True))
    result = rebuilt(raw, rows, "cells", _note(how), instead, added=added)
    return replace(result, notes=(*result.notes, message(DOUBTFUL, example=how.doubtful))) if how.doubtful else result


def _divided(column: RawColumn, marks: str, rows: np.ndarray, place: np.ndarray, counts: np.ndarray) -> RawColumn:
    """The part of each row's cell that belongs to its place; the whole cell where it has not as many parts."""
    split = splitter(marks)
    divided = [split(text) or [text] for text in column.texts]
    flat = made_column(column.header, [part for parts in divided for part in parts])
    whole, maps = merged(column.header, [column, flat])
    start = np.cumsum([0, *(len(parts) for parts in divided)])
    fits = np.append(np.diff(start), 0)[column.codes[rows]] == counts
    at = np.where(fits & (counts > 1), start[column.codes[rows]] + place, 0)
    inside = np.append(maps[1], -1)[flat.codes[at]] if len(flat.codes) else np.full(len(rows), -1, np.int32)
    codes = np.where(fits & (counts > 1), inside, maps[0][column.codes[rows]])
    return replace(whole, codes=codes.astype(np.int32), typed=column.typed)


def _quantity(raw: RawTable, total: int, counts: np.ndarray, rows: np.ndarray) -> RawColumn:
    """The quantity of each part from the order's: all of it where the order has one product, 1 each where there are
    as many pieces as products, unknown else."""
    column = raw.columns[total]
    pieces = np.append(numbers(column)[0], np.nan)[column.codes]
    each = np.where(counts == 1, pieces, np.where(pieces == counts, 1.0, np.nan))
    return number_column(free_header(QUANTITY, raw.headers), each[rows])


def _note(how: Cells) -> dict[str, Any]:
    if not how.separators:
        return message(N_("Each row is one order; its products stand in one cell, as a list that a program wrote."))
    if how.separators == BLANKS:
        return message(N_("Each row is one order; its products stand in one cell, with blanks between them."))
    mark = how.separators[0]
    if mark == "\n":
        return message(N_("Each row is one order; its products stand in one cell, one on each line."))
    return message(N_("Each row is one order; its products stand in one cell, divided by “{mark}”."), mark=mark)
