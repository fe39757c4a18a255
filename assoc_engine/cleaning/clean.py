"""Cleaning that accounts for every row: each raw row is kept, merged into another, netted, or left out by one rule.

Rows in = rows out + the counts of the rules that take rows, by construction. What changes rows that stay (names merged
under a code, gaps filled, part of a sale given back) is counted beside them and takes none.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import SettingError
from ..io.table import SalesTable
from ..io.words import clean_text
from ..names import files_named
from ..progress import SILENT, Progress
from ..settings import CleanSettings, is_day
from ..text import N_, message
from ..workspace import Coded
from .account import NO_TIME, CleanTable, QualityReport, RuleCount, counted
from .behaviour import proposals
from .facts import ProductRows, product_facts
from .non_products import list_non_products
from .rules import PLACE, RULES, Rows

MERGED = N_("Spellings of a name merged under their code")


def clean(
    table: SalesTable, settings: CleanSettings = CleanSettings(), progress: Progress = SILENT
) -> tuple[CleanTable, QualityReport]:
    """Apply every rule that is switched on; returns the clean lines and the account of all rows.

    Raises SettingError where `until` is no date (YYYY-MM-DD) or the file has no dates, or where no order holds what
    `exclude_orders_with` names; and Cancelled.
    """
    _check(table, settings)
    progress.step(0, 1, N_("Cleaning"))
    rows = Rows.of(table, settings, progress)
    counts: list[RuleCount] = []
    for index, rule in enumerate(RULES):
        rows.progress = progress.part(index / (len(RULES) + 2), (index + 1) / (len(RULES) + 2), N_("Cleaning"))
        rows.progress.step(0, 1)
        on = rule.wanted(settings)
        taken = np.empty(0, np.int64)
        if on:
            taken = np.flatnonzero((rows.fate == 0) & rule.find(rows))
            rows.fate[taken] = index + 1
        if rule.occurs(rows):
            counts.append(counted(rule.rule, rule.message(rows), rule.effect, taken, on))
    kept = np.flatnonzero(rows.fate == 0)
    progress.step(len(RULES), len(RULES) + 2)
    products = product_facts(table, kept, settings)
    counts += _changes(rows, products, kept)
    clean_table = _assemble(rows, kept, products)
    looked_at = (rows.fate == 0) | (rows.fate >= PLACE["non_products"])
    listed = list_non_products(table, settings, looked_at, rows.fate == PLACE["non_products"], proposals(clean_table))
    report = QualityReport(table.rows, len(kept), tuple(counts), non_products=listed, level=products.level)
    return clean_table, report


def _changes(rows: Rows, products: ProductRows, kept: np.ndarray) -> list[RuleCount]:
    """What was put right in rows that stay."""
    settings, counts = rows.settings, []
    if rows.table.filled.any() or not settings.fill_orders:
        title = message(N_("Customer, date or order number taken from the order’s first row"))
        counts.append(counted("fill_orders", title, "changed", kept[rows.table.filled[kept]], settings.fill_orders))
    part = kept[rows.given_back[kept] > 0]
    if len(part):
        title = message(N_("Partly given back: quantity and money of the sale are smaller by what came back"))
        counts.append(counted("netted_part", title, "changed", part, True))
    counts.append(counted("merge_names", message(MERGED), "changed", products.renamed, settings.merge_names))
    counts.append(counted("fill_missing", _filled(products.filled), "changed", _any(products.filled), settings.fill_missing))
    if settings.same_as:
        title = message(N_("Rows of products that you said are another one"))
        counts.append(counted("same_as", title, "changed", products.joined, True))
    return counts


def _any(filled: dict[str, np.ndarray]) -> np.ndarray:
    return np.unique(np.concatenate([*filled.values(), np.empty(0, np.int64)]))


def _filled(filled: dict[str, np.ndarray]) -> dict[str, Any]:
    """From where, and what: one sentence where it is one thing, else with the count of each."""
    counts = {what: len(rows) for what, rows in filled.items()}
    some = [what for what, count in counts.items() if count]
    if len(some) == 1:
        return message(_FILLED_ONE[some[0]])
    if not some:
        return message(N_("Missing name, code, price or category filled from the product’s other rows"))
    return message(
        N_("Gaps filled from the product’s other rows (names {name}, codes {code}, prices {price}, categories {category})"),
        **counts,
    )  # fmt: skip


_FILLED_ONE = {
    "name": N_("Missing name taken from the code’s other rows"),
    "code": N_("Missing code taken from other rows of the same name"),
    "price": N_("Missing price: the median of the product’s other rows"),
    "category": N_("Missing category taken from the product’s other rows"),
}


def _check(table: SalesTable, settings: CleanSettings) -> None:
    """A limit that cannot do what it says must not be ignored: results would look as if it had been kept."""
    file = files_named(table.raw.paths)
    if settings.until and table.time is None:
        raise SettingError(
            N_("There is no column of dates in {file}, so nothing can be left out from {until} on."),
            advice=N_("Say which column is the date, or leave the date limit out."),
            file=file, until=settings.until,
        )  # fmt: skip
    if settings.until and not is_day(settings.until):
        raise SettingError(N_("The date limit must be a date such as 2011-10-01, not {value}."), value=settings.until)
    known = [set(column.vocabulary) for column in (table.code, table.product) if column is not None]
    for product in settings.exclude_orders_with:
        if not any(clean_text(product) in words for words in known):
            raise SettingError(
                N_("No order in {file} holds the code or name {product}."),
                advice=N_("Write it exactly as it stands there, capitals included."), file=file, product=product,
            )  # fmt: skip


def _assemble(rows: Rows, kept: np.ndarray, products: ProductRows) -> CleanTable:
    table, lines = rows.table, len(kept)
    line = _lines(rows, kept)
    part = np.flatnonzero(line >= 0)
    part = part[np.argsort(line[part], kind="stable")]
    start = np.zeros(lines + 1, np.int64)
    np.cumsum(np.bincount(line[part], minlength=lines), out=start[1:])
    quantity, amount = _sold(rows, kept, np.diff(start))
    return CleanTable(
        order=_order_of(table, kept),
        product=products.product,
        customer=Coded(np.full(lines, -1, np.int32), []) if table.customer is None else _kept_of(table.customer, kept),
        time=np.full(lines, NO_TIME) if table.time is None else table.time[kept],
        quantity=quantity,
        price=products.price,
        amount=np.where(np.isnan(amount), quantity * products.price, amount),
        cost=np.full(lines, np.nan) if table.cost is None else table.cost[kept],
        raw=kept.astype(np.int32),
        origin_start=start,
        origin_raw=part.astype(np.int32),
        fate=rows.fate,
        fate_line=line,
        rules=tuple(rule.rule for rule in RULES),
        products=products.facts,
        has_code=table.code is not None or products.facts.code != products.facts.name,
        file=files_named(table.raw.paths),
        store=_of_lines(table.store, kept),
        channel=_of_lines(table.channel, kept),
        region=_of_lines(table.region, kept),
    )


def _lines(rows: Rows, kept: np.ndarray) -> np.ndarray:
    """int32 a raw row: the clean line it became part of, −1 where it was left out."""
    fingerprint = rows.table.fingerprint
    line = np.full(len(rows.fate), -1, np.int32)
    line[kept] = np.arange(len(kept), dtype=np.int32)
    merged = np.flatnonzero(rows.fate == PLACE["duplicates"])
    if len(merged):
        order = np.argsort(fingerprint[kept], kind="stable")
        line[merged] = order[np.searchsorted(fingerprint[kept][order], fingerprint[merged])]
    return line


def _sold(rows: Rows, kept: np.ndarray, copies: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(quantity, amount) of each clean line after what was given back; `copies`: raw rows of each line."""
    table = rows.table
    amount = np.full(len(kept), np.nan) if table.amount is None else table.amount[kept]
    if table.quantity is None:
        # A file without quantities writes a row for each piece: two equal rows of an order are two pieces,
        # and each of them held the money of one.
        return copies.astype(float), amount * copies
    quantity, back = table.quantity[kept], rows.given_back[kept]
    left = np.where(back > 0, quantity - back, quantity)
    with np.errstate(divide="ignore", invalid="ignore"):
        amount = np.where(back > 0, amount * left / quantity, amount)
    return left, amount


def _of_lines(column: Coded | None, kept: np.ndarray) -> Coded | None:
    return None if column is None else _kept_of(column, kept)


def _kept_of(column: Coded, kept: np.ndarray) -> Coded:
    return Coded(column.codes[kept], column.vocabulary)


def _order_of(table: SalesTable, kept: np.ndarray) -> Coded:
    """Order codes of the kept rows; a row without an order number (kept when that rule is off) is an order by itself."""
    codes = table.order.codes[kept].copy()
    lost = np.flatnonzero(codes < 0)
    vocabulary = table.order.vocabulary
    if len(lost):
        codes[lost] = len(vocabulary) + np.arange(len(lost), dtype=np.int32)
        vocabulary = [*vocabulary, *(f"#{table.raw.row[kept[i]]}" for i in lost.tolist())]
    return Coded(codes, vocabulary)
