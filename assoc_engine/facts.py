"""What the rows say of each product together: one name under a code, its usual price, cost and category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .io.table import SalesTable
from .settings import CleanSettings
from .workspace import Coded


@dataclass(frozen=True)
class ProductFacts:
    """One entry a product; `code` is the name where the file has no codes. Medians are NaN where nothing is known."""

    code: list[str]
    name: list[str]
    category: Coded
    price: np.ndarray
    cost: np.ndarray


def product_facts(
    table: SalesTable, kept: np.ndarray, settings: CleanSettings
) -> tuple[ProductFacts, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Number the products of the kept rows and gather their facts.

    A product is its code, or its name where it has none; with `merge_names` off, a code with two spellings is two
    products. Returns (facts, product number int32 of each kept row, raw rows whose name was changed, raw rows in
    which something was filled, unit price float64 of each kept row after filling).
    """
    names = _codes(table.product, kept)
    codes = _codes(table.code, kept)
    codes, adopted = _adopt_codes(names, codes) if settings.fill_missing else (codes, np.zeros(len(kept), bool))
    name_words = list(table.product.vocabulary) if table.product is not None else []
    code_words = list(table.code.vocabulary) if table.code is not None else []
    product, product_code, product_name = _number(names, codes, settings.merge_names, len(name_words))
    products = len(product_code)
    usual = _most_frequent(product, names, products)
    usual = np.where(product_name >= 0, product_name, usual)
    changed = (names >= 0) & (names != usual[product])
    price = _unit_price(table, kept)
    price_of, cost_of = _medians(product, price, products), _medians(product, _numbers(table.cost, kept), products)
    category = _codes(table.category, kept)
    category_of = _most_frequent(product, category, products)
    filled = adopted | ((names < 0) & (usual[product] >= 0) & (table.product is not None))
    if settings.fill_missing:
        gap = np.isnan(price) & ~np.isnan(price_of[product])
        price = np.where(gap, price_of[product], price)
        filled |= gap | ((category < 0) & (category_of[product] >= 0))
    else:
        filled[:] = False
    name = [name_words[i] if i >= 0 else code_words[c] if c >= 0 else "" for i, c in zip(usual, product_code)]  # noqa: B905
    facts = ProductFacts(
        code=[code_words[c] if c >= 0 else n for c, n in zip(product_code.tolist(), name, strict=True)],
        name=name,
        category=Coded(category_of, table.category.vocabulary if table.category is not None else []),
        price=price_of,
        cost=cost_of,
    )
    return facts, product, kept[changed], kept[filled], price


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


def _medians(group: np.ndarray, value: np.ndarray, groups: int) -> np.ndarray:
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
