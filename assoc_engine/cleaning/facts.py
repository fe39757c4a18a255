"""What the rows say of each product together: one name under a code, its usual price, cost and category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..io.table import SalesTable
from ..settings import CleanSettings
from ..workspace import Coded
from .levels import CHOSEN, chosen_level, default_level, stem_of, stems_of

TEXTS = ("description", "tags", "picture", "parent")
"""What a file may say of its products besides; columns of ProductFacts, None where it does not."""


@dataclass(frozen=True)
class ProductFacts:
    """One entry a product; `code` is the name where the file has no codes. Medians are NaN where nothing is known."""

    code: list[str]
    name: list[str]
    category: Coded
    price: np.ndarray
    cost: np.ndarray
    description: Coded | None = None
    tags: Coded | None = None
    picture: Coded | None = None
    parent: Coded | None = None


@dataclass(frozen=True)
class ProductRows:
    """What was found out about the kept rows. `product` int32 and `price` float64, one entry a kept row; `renamed`,
    `joined` int64: raw rows whose name was another spelling, whose product the user said is another one; `filled`:
    what was filled ("name", "code", "price", "category") → the raw rows; `level`: meta of `quality`, or None."""

    facts: ProductFacts
    product: np.ndarray
    price: np.ndarray
    renamed: np.ndarray
    joined: np.ndarray
    filled: dict[str, np.ndarray] = field(default_factory=dict)
    level: dict[str, Any] | None = None


def product_facts(table: SalesTable, kept: np.ndarray, settings: CleanSettings) -> ProductRows:
    """Number the products of the kept rows and gather their facts.

    A product is its code, or its name where it has none; with `merge_names` off, a code with two spellings is two
    products. At the level "parent" it is the parent its rows name, or the name without size and colour. Last come the
    products that the user said are one.
    """
    names, codes = _codes(table.product, kept), _codes(table.code, kept)
    adopted = np.zeros(len(kept), bool)
    if settings.fill_missing:
        codes, adopted = _adopt_codes(names, codes)
    name_words = table.product.vocabulary
    code_words = table.code.vocabulary if table.code is not None else []
    variant, variant_code, variant_name = _number(names, codes, settings.merge_names, len(name_words))
    usual = _usual_names(variant, names, variant_name)
    label = [name_words[i] if i >= 0 else code_words[c] if c >= 0 else "" for i, c in zip(usual, variant_code, strict=True)]
    code = [code_words[c] if c >= 0 else text for c, text in zip(variant_code.tolist(), label, strict=True)]
    stems = stems_of(sorted(set(label)))
    default = default_level(table, stems)
    of_parent = _parents(table, kept, variant, code, label, stems)
    level, grouping = None, _own(len(code))
    if default is not None:
        chosen = chosen_level(settings, default)
        level = {
            "chosen": chosen,
            "variants": len(code),
            "parents": len(set(of_parent.of_variant.tolist())),
            "reason": default[1] if chosen == default[0] else CHOSEN[chosen],
        }
        grouping = of_parent if chosen == "parent" else grouping
    grouping, joined = _same(grouping, code, label, settings.same_as)
    group = grouping.of_variant
    product = group[variant].astype(np.int32)
    products = int(group.max()) + 1 if len(group) else 0
    lines = np.bincount(variant, minlength=len(code))
    price, price_of, gap = _prices(table, kept, product, products, settings.fill_missing)
    category = _codes(table.category, kept)
    category_of = _most_frequent(product, category, products)
    heads = _heads(group, lines, products, joined)
    facts = ProductFacts(
        code=[grouping.code.get(g, code[h]) for g, h in enumerate(heads.tolist())],
        name=[grouping.name.get(g, label[h]) for g, h in enumerate(heads.tolist())],
        category=Coded(category_of, table.category.vocabulary if table.category is not None else []),
        price=price_of,
        cost=medians(product, _numbers(table.cost, kept), products),
        **{text: _text_of(getattr(table, text), kept, product, products) for text in TEXTS},
    )
    filled = {}
    if settings.fill_missing:
        masks = {"name": (names < 0) & (usual[variant] >= 0), "code": adopted, "price": gap,
                 "category": (category < 0) & (category_of[product] >= 0)}  # fmt: skip
        filled = {what: kept[mask] for what, mask in masks.items()}
    renamed = (names >= 0) & (names != usual[variant])
    return ProductRows(facts, product, price, kept[renamed], kept[joined[variant]], filled, level)


@dataclass(frozen=True)
class _Grouping:
    """Variants as products: `of_variant` int64; `code`, `name`: group → text where it is not its head's."""

    of_variant: np.ndarray
    code: dict[int, str] = field(default_factory=dict)
    name: dict[int, str] = field(default_factory=dict)


def _own(variants: int) -> _Grouping:
    return _Grouping(np.arange(variants))


def _parents(
    table: SalesTable, kept: np.ndarray, variant: np.ndarray, code: list[str], label: list[str], stems: Mapping[str, str]
) -> _Grouping:
    """Variants under their parent: the one most of its rows name, else the stem it shares with others, else itself."""
    parent = np.full(len(code), -1, np.int32)
    words: list[str] = []
    if table.parent is not None:
        parent, words = _most_frequent(variant, table.parent.codes[kept], len(code)), list(table.parent.vocabulary)
    known = set(words)
    number: dict[tuple[str, str], int] = {}
    of_variant = np.empty(len(code), np.int64)
    group_code: dict[int, str] = {}
    group_name: dict[int, str] = {}
    for v, p in enumerate(parent.tolist()):
        stem = stems.get(label[v], "") if table.parent is None else ""
        of_words = words[p] if p >= 0 else code[v] if code[v] in known else ""
        key = ("parent", of_words) if of_words else ("stem", stem) if stem else ("own", str(v))
        of_variant[v] = group = number.setdefault(key, len(number))
        if of_words:
            group_code[group] = of_words
            if bare := stem_of(label[v]):
                group_name[group] = bare
        elif stem:
            group_name[group] = stem
            if table.code is None:
                group_code[group] = stem
    return _Grouping(of_variant, group_code, group_name)


def _same(
    grouping: _Grouping, code: list[str], label: list[str], same_as: Mapping[str, str]
) -> tuple[_Grouping, np.ndarray]:
    """Groups joined as the user said, under the second's code and name, and a mask of the variants that moved.

    What the file does not hold is passed over: next month's file need not have it.
    """
    moved = np.zeros(len(code), bool)
    if not same_as:
        return grouping, moved
    place: dict[str, int] = {}
    for v, group in enumerate(grouping.of_variant.tolist()):
        place.setdefault(code[v], group)
    for group, text in grouping.code.items():
        place[text] = group
    target = np.arange(int(grouping.of_variant.max(initial=-1)) + 1)
    for first, second in same_as.items():
        if first in place and second in place:
            a, b = target[place[first]], target[place[second]]
            target[target == a] = b
    new = target[grouping.of_variant]
    moved = new != grouping.of_variant
    left, numbered = np.unique(new, return_inverse=True)
    renumber = {int(old): n for n, old in enumerate(left.tolist())}
    keep = {int(old) for old in left.tolist()}
    return _Grouping(
        numbered,
        {renumber[g]: text for g, text in grouping.code.items() if g in keep},
        {renumber[g]: text for g, text in grouping.name.items() if g in keep},
    ), moved


def _heads(group: np.ndarray, lines: np.ndarray, groups: int, joined: np.ndarray) -> np.ndarray:
    """The variant whose code and name each group bears: none that joined it, then that with most rows, then the first."""
    heads = np.zeros(groups, np.int64)
    order = np.lexsort((-np.arange(len(group)), lines, ~joined))
    heads[group[order]] = order  # the best is written last
    return heads


def _usual_names(variant: np.ndarray, names: np.ndarray, variant_name: np.ndarray) -> np.ndarray:
    usual = _most_frequent(variant, names, len(variant_name))
    return np.where(variant_name >= 0, variant_name, usual)


def _prices(
    table: SalesTable, kept: np.ndarray, product: np.ndarray, products: int, fill: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(unit price of each kept row, median of each product, mask of rows whose gap was filled by it)."""
    price = _unit_price(table, kept)
    usual = medians(product, price, products)
    gap = np.isnan(price) & ~np.isnan(usual[product]) & fill
    return np.where(gap, usual[product], price), usual, gap


def _text_of(column: Coded | None, kept: np.ndarray, product: np.ndarray, products: int) -> Coded | None:
    if column is None:
        return None
    return Coded(_most_frequent(product, column.codes[kept], products), column.vocabulary)


def _codes(column: Coded | None, kept: np.ndarray) -> np.ndarray:
    return np.full(len(kept), -1, np.int32) if column is None else column.codes[kept]


def _numbers(column: np.ndarray | None, kept: np.ndarray) -> np.ndarray:
    return np.full(len(kept), np.nan) if column is None else column[kept]


def _unit_price(table: SalesTable, kept: np.ndarray) -> np.ndarray:
    """The price column, else amount / quantity."""
    price, amount = _numbers(table.price, kept), _numbers(table.amount, kept)
    quantity = np.ones(len(kept)) if table.quantity is None else table.quantity[kept]
    with np.errstate(divide="ignore", invalid="ignore"):
        derived = np.where(quantity > 0, amount / quantity, np.nan)
    return np.where(np.isnan(price), derived, price)


def _adopt_codes(names: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give a row that has a name but no code the code of that name, where other rows agree on exactly one."""
    lost = (codes < 0) & (names >= 0)
    known = (codes >= 0) & (names >= 0)
    if not lost.any() or not known.any():
        return codes, np.zeros(len(codes), bool)
    pairs = np.unique(names[known].astype(np.int64) << 32 | codes[known])
    name_of, code_of = (pairs >> 32).astype(np.int64), (pairs & 0xFFFFFFFF).astype(np.int32)
    single = np.full(max(int(names.max()), int(name_of.max())) + 1, -1, np.int32)
    times = np.bincount(name_of, minlength=len(single))
    single[name_of] = code_of
    single[times > 1] = -1
    adopted = lost & (single[names] >= 0)
    return np.where(adopted, single[names], codes), adopted


def _number(
    names: np.ndarray, codes: np.ndarray, merge: bool, width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(product number of each row, code of each product or −1, name of each product where it is part of its identity)."""
    by_name = (codes < 0) | (not merge)
    key = (codes.astype(np.int64) + 1) * (width + 1) + np.where(by_name, names.astype(np.int64) + 1, 0)
    keys, product = np.unique(key, return_inverse=True)
    code = (keys // (width + 1) - 1).astype(np.int32)
    name = np.where((code < 0) | (not merge), keys % (width + 1) - 1, -1).astype(np.int32)
    return product.astype(np.int32), code, name


def _most_frequent(group: np.ndarray, value: np.ndarray, groups: int) -> np.ndarray:
    """The most frequent value ≥ 0 of each group (ties: the smaller value, which stood first in the file); −1: none."""
    result = np.full(groups, -1, np.int32)
    known = value >= 0
    if known.any():
        pairs, times = np.unique(group[known].astype(np.int64) << 32 | value[known], return_counts=True)
        order = np.lexsort((-pairs, times))  # the best of each group is written last
        result[(pairs[order] >> 32).astype(np.int64)] = (pairs[order] & 0xFFFFFFFF).astype(np.int32)
    return result


def medians(group: np.ndarray, value: np.ndarray, groups: int) -> np.ndarray:
    """Median of the known values of each group, NaN where there are none."""
    result = np.full(groups, np.nan)
    known = np.flatnonzero(~np.isnan(value))
    if len(known):
        order = known[np.lexsort((value[known], group[known]))]
        sizes = np.bincount(group[order], minlength=groups)
        first = np.cumsum(sizes) - sizes
        has = sizes > 0
        low, high = first + (sizes - 1) // 2, first + sizes // 2
        result[has] = (value[order][low[has]] + value[order][high[has]]) / 2
    return result
