"""Cleaning that accounts for every row: each raw row is kept, merged into another, or left out by exactly one rule.

Rules are tried in the order of `RULES`; a row belongs to the first that takes it, so that
rows in = rows out + the counts of the rules that take rows, by construction. The rules that change
(names merged under a code, gaps filled) are counted beside them and take none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .errors import SettingError
from .facts import ProductFacts, product_facts
from .io.table import SalesTable
from .io.words import clean_text
from .nonproducts import is_non_product, is_stock_note
from .progress import SILENT, Progress
from .settings import CleanSettings, is_day
from .text import N_
from .workspace import Coded, Workspace

NO_TIME = np.iinfo(np.int64).min
MERGED = N_("Spellings of a name merged under their code")
EXAMPLES = 3  # rows shown for each rule


@dataclass(frozen=True)
class CleanTable:
    """Clean order lines: arrays, one entry a line. `raw` int32 is the line's first raw row; all its raw rows are
    `origin_raw[origin_start[i]:origin_start[i + 1]]`. `fate` int8, one a raw row: 0 kept, else 1 + place in `rules`;
    `fate_line` int32: the line a raw row became part of, −1 where it was left out."""

    order: Coded
    product: np.ndarray
    customer: Coded
    time: np.ndarray
    quantity: np.ndarray
    price: np.ndarray
    amount: np.ndarray
    cost: np.ndarray
    raw: np.ndarray
    origin_start: np.ndarray
    origin_raw: np.ndarray
    fate: np.ndarray
    fate_line: np.ndarray
    rules: tuple[str, ...]
    products: ProductFacts
    has_code: bool
    file: str


@dataclass(frozen=True)
class RuleCount:
    """What one rule did. `effect`: "left out", "merged" or "changed"; `rows` int64: up to three raw rows as examples."""

    rule: str
    title: dict
    effect: str
    count: int
    on: bool
    rows: np.ndarray


@dataclass(frozen=True)
class QualityReport:
    rows_in: int
    rows_out: int
    rules: tuple[RuleCount, ...]
    notices: tuple[dict, ...] = ()

    @property
    def explained(self) -> int:
        """Rows that a rule took: rows_in − rows_out, always."""
        return sum(rule.count for rule in self.rules if rule.effect != "changed")


@dataclass(frozen=True)
class _Rule:
    rule: str
    title: str
    effect: str
    find: Callable[[SalesTable, CleanSettings, np.ndarray], np.ndarray]
    wanted: Callable[[CleanSettings], bool] = field(default=lambda settings: True)
    always_shown: bool = True


def clean(
    table: SalesTable, settings: CleanSettings = CleanSettings(), progress: Progress = SILENT
) -> tuple[CleanTable, QualityReport]:
    """Apply every rule that is switched on; returns the clean lines and the account of all rows.

    Raises SettingError where `until` is no date (YYYY-MM-DD) or the file has no dates, or where no order holds what
    `exclude_orders_with` names; and Cancelled.
    """
    _check(table, settings)
    rows = len(table.fingerprint)
    fate = np.zeros(rows, np.int8)
    counts: list[RuleCount] = []
    for index, rule in enumerate(RULES):
        progress.step(index, len(RULES) + 2, N_("Cleaning"))
        on = rule.wanted(settings)
        taken = np.empty(0, np.int64)
        if on:
            taken = np.flatnonzero((fate == 0) & rule.find(table, settings, fate))
            fate[taken] = index + 1
        if on or rule.always_shown:
            title = {"message": rule.title, "values": _said(settings)}
            counts.append(RuleCount(rule.rule, title, rule.effect, len(taken), on, taken[:EXAMPLES]))
    kept = np.flatnonzero(fate == 0)
    progress.step(len(RULES), len(RULES) + 2)
    facts, product, changed, filled, price = product_facts(table, kept, settings)
    for name, title, rows_changed, on in (
        ("merge_names", MERGED, changed, settings.merge_names),
        ("fill_missing", N_("Missing name, price or category filled from the product's other rows"), filled,
         settings.fill_missing),
    ):  # fmt: skip
        counts.append(RuleCount(name, {"message": title}, "changed", len(rows_changed), on, rows_changed[:EXAMPLES]))
    clean_table = _assemble(table, kept, fate, facts, product, price)
    return clean_table, QualityReport(rows, len(kept), tuple(counts))


def _said(settings: CleanSettings) -> dict:
    """What the titles of rules name."""
    return {"until": settings.until, "limit": settings.largest_order,
            "products": ", ".join(settings.exclude_orders_with)}  # fmt: skip


def _check(table: SalesTable, settings: CleanSettings) -> None:
    """A limit that cannot do what it says must not be ignored: results would look as if it had been kept."""
    file = table.raw.sources[0][0]
    if settings.until and table.time is None:
        raise SettingError(
            N_("{file} has no column of dates, so nothing can be left out from {until} on."),
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
                advice=N_("Write it exactly as in the file, capitals included."), file=file, product=product,
            )  # fmt: skip


def put_quality(report: QualityReport, table: SalesTable, answer: dict, workspace: Workspace) -> None:
    """Store as table `quality`; the examples carry file, sheet, row number and the row's cells."""
    raw = table.raw

    def example(row: int) -> dict:
        file, sheet = raw.sources[int(raw.source[row])]
        cells = [column.coded[row] for column in raw.columns]
        return {"file": file, "sheet": sheet, "row": int(raw.row[row]), "text": " · ".join(c for c in cells if c)}

    rules = [
        {
            "rule": rule.rule,
            "title": rule.title,
            "effect": rule.effect,
            "count": rule.count,
            "on": rule.on,
            "examples": [example(row) for row in rule.rows.tolist()],
        }
        for rule in report.rules
    ]
    meta = {"rows_in": report.rows_in, "rows_out": report.rows_out, "rules": rules,
            "notices": list(report.notices), "answer": answer}  # fmt: skip
    workspace.put("quality", {}, meta)


def _late(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    """Dated on or after `until`; a row without a date might be, so it goes too."""
    limit = np.datetime64(settings.until, "s").astype(np.int64)
    return (table.time >= limit) | (table.time == NO_TIME)


def _unwanted_orders(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    marked = np.zeros(len(fate), bool)
    unwanted = {clean_text(product) for product in settings.exclude_orders_with}
    for column in (table.code, table.product):
        if column is not None:
            codes = [i for i, text in enumerate(column.vocabulary) if text in unwanted]
            marked |= np.isin(column.codes, codes)
    return _whole_orders(table, marked)


def _blank(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    blank = np.ones(len(fate), bool)
    for column in (table.product, table.code):
        if column is not None:
            blank &= column.codes < 0
    return blank | (table.order.codes < 0)


def _unreadable(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    return table.unreadable != 0


def _cancelled(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    """Orders numbered C and digits in a file whose other orders are plain numbers (invoice C536379 cancels a sale)."""
    vocabulary = table.order.vocabulary
    cancels = np.array([text[:1] in "Cc" and text[1:].isdigit() for text in vocabulary], bool)
    plain = sum(text.isdigit() for text in vocabulary)
    if plain < 0.5 * len(vocabulary):
        return np.zeros(len(fate), bool)
    return _at(cancels, table.order.codes)


def _returned(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    returned = np.zeros(len(fate), bool)
    if table.quantity is not None:
        returned |= table.quantity <= 0  # zero sold is no sale either; NaN compares false
    for column in (table.price, table.amount):
        if column is not None:
            returned |= column < 0
    return returned


def _non_products(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    names = table.product
    flags = _name_flags(names.vocabulary, is_non_product)
    flagged = _at(flags, names.codes)
    unpaid = np.zeros(len(fate), bool)
    if table.price is not None:
        notes = _at(flags | _name_flags(names.vocabulary, is_stock_note), names.codes)
        free = (table.price == 0) & _mostly_paid(table.price)  # a column of zeros says nothing
        unpaid = notes & free
        if table.code is not None:  # nameless and unpaid, though its code has a name: the stock keeper's row
            named_codes = np.bincount(table.code.codes[(table.code.codes >= 0) & (names.codes >= 0)],
                                      minlength=len(table.code.vocabulary)) > 0
            unpaid |= (names.codes < 0) & free & _at(named_codes, table.code.codes)
    if table.code is None:
        return flagged | unpaid
    # Under a code, its rows decide together: "adjustment" once under a mug's code does not make the mug a fee.
    codes, size = table.code.codes, len(table.code.vocabulary)
    named = (codes >= 0) & (names.codes >= 0) & (fate == 0)
    of_code = np.bincount(codes[named], minlength=size)
    by_code = _at(2 * np.bincount(codes[named & flagged], minlength=size) > of_code, codes)
    own_words = _name_flags(table.code.vocabulary, is_non_product)
    nameless = (names.codes < 0) & _at(own_words, codes)
    return by_code | nameless | unpaid | (flagged & (codes < 0))


def _mostly_paid(price: np.ndarray) -> bool:
    known = price[~np.isnan(price)]
    return len(known) > 0 and float((known > 0).mean()) > 0.5


def _name_flags(vocabulary, judge: Callable[[str], bool]) -> np.ndarray:
    return np.array([judge(name) for name in vocabulary], bool)


def _at(flags: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """The flag of each code; False for code −1."""
    return np.append(flags, False)[codes]


def _duplicates(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    """All but the first of rows that are alike in every column of the file."""
    alive = np.flatnonzero(fate == 0)
    _, first = np.unique(table.fingerprint[alive], return_index=True)
    repeated = np.zeros(len(fate), bool)
    repeated[alive] = True
    repeated[alive[first]] = False
    return repeated


def _large_orders(table: SalesTable, settings: CleanSettings, fate: np.ndarray) -> np.ndarray:
    name = table.product.codes.astype(np.int64)
    if table.code is not None:  # the name only where there is no code, as products are told apart
        name = np.where(table.code.codes >= 0, len(table.product.vocabulary) + table.code.codes.astype(np.int64), name)
    alive = np.flatnonzero((fate == 0) & (table.order.codes >= 0))
    width = int(name.max(initial=0)) + 2
    pairs = np.unique(table.order.codes[alive].astype(np.int64) * width + name[alive] + 1)
    sizes = np.bincount(pairs // width, minlength=len(table.order.vocabulary))
    return _at(sizes > settings.largest_order, table.order.codes)


def _whole_orders(table: SalesTable, rows: np.ndarray) -> np.ndarray:
    """All rows of the orders that the marked rows belong to."""
    marked = np.zeros(len(table.order.vocabulary), bool)
    marked[table.order.codes[rows & (table.order.codes >= 0)]] = True
    return _at(marked, table.order.codes)


# Duplicates come last: what they merge into must not be taken by a later rule.
RULES: tuple[_Rule, ...] = (
    _Rule("until", N_("Dated {until:date} or later, or without a date"), "left out", _late,
          lambda s: bool(s.until), always_shown=False),
    _Rule("exclude_orders_with", N_("Orders that hold {products}"), "left out", _unwanted_orders,
          lambda s: bool(s.exclude_orders_with), always_shown=False),
    _Rule("blank_products", N_("No product or no order number"), "left out", _blank, lambda s: s.blank_products),
    _Rule("unreadable", N_("Unreadable date or number"), "left out", _unreadable, lambda s: s.unreadable),
    _Rule("cancelled", N_("Cancelled orders"), "left out", _cancelled, lambda s: s.cancelled),
    _Rule("returns", N_("Returns and corrections (quantity not above zero, or negative money)"), "left out", _returned,
          lambda s: s.returns),
    _Rule("non_products", N_("Not products: postage, fees, vouchers, notes"), "left out", _non_products,
          lambda s: s.non_products),
    _Rule("largest_order", N_("Orders of more than {limit} products"), "left out", _large_orders,
          lambda s: s.largest_order > 0, always_shown=False),
    _Rule("duplicates", N_("Exact duplicates of another row"), "merged", _duplicates, lambda s: s.duplicates),
)  # fmt: skip


def _assemble(
    table: SalesTable, kept: np.ndarray, fate: np.ndarray, facts: ProductFacts, product: np.ndarray, price: np.ndarray
) -> CleanTable:
    rows, lines = len(fate), len(kept)
    line = np.full(rows, -1, np.int32)
    line[kept] = np.arange(lines, dtype=np.int32)
    merged = np.flatnonzero(fate == 1 + [rule.rule for rule in RULES].index("duplicates"))
    if len(merged):
        order = np.argsort(table.fingerprint[kept], kind="stable")
        at = order[np.searchsorted(table.fingerprint[kept][order], table.fingerprint[merged])]
        line[merged] = at
    part = np.flatnonzero(line >= 0)
    part = part[np.argsort(line[part], kind="stable")]
    start = np.zeros(lines + 1, np.int64)
    np.cumsum(np.bincount(line[part], minlength=lines), out=start[1:])
    # A file without quantities writes a row for each piece: two equal rows of an order are two pieces.
    quantity = np.diff(start).astype(float) if table.quantity is None else table.quantity[kept]
    amount = np.full(lines, np.nan) if table.amount is None else table.amount[kept]
    if table.quantity is None:
        amount = amount * quantity  # each of the equal rows held the money of one piece
    return CleanTable(
        order=_order_of(table, kept),
        product=product,
        customer=Coded(np.full(lines, -1, np.int32), []) if table.customer is None
        else Coded(table.customer.codes[kept], table.customer.vocabulary),
        time=np.full(lines, NO_TIME) if table.time is None else table.time[kept],
        quantity=quantity,
        price=price,
        amount=np.where(np.isnan(amount), quantity * price, amount),
        cost=np.full(lines, np.nan) if table.cost is None else table.cost[kept],
        raw=kept.astype(np.int32),
        origin_start=start,
        origin_raw=part.astype(np.int32),
        fate=fate,
        fate_line=line,
        rules=tuple(rule.rule for rule in RULES),
        products=facts,
        has_code=table.code is not None,
        file=table.raw.sources[0][0],
    )  # fmt: skip


def _order_of(table: SalesTable, kept: np.ndarray) -> Coded:
    """Order codes of the kept rows; a row without an order number (kept when that rule is off) is an order by itself."""
    codes = table.order.codes[kept].copy()
    lost = np.flatnonzero(codes < 0)
    vocabulary = table.order.vocabulary
    if len(lost):
        codes[lost] = len(vocabulary) + np.arange(len(lost), dtype=np.int32)
        vocabulary = [*vocabulary, *(f"#{table.raw.row[kept[i]]}" for i in lost.tolist())]
    return Coded(codes, vocabulary)
