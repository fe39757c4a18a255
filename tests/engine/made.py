"""Small tables made by the tests: rows in, the engine's own types out."""

from __future__ import annotations

import csv
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from assoc_engine.baskets import Baskets, invert, make_baskets
from assoc_engine.cleaning import NO_TIME, CleanTable, QualityReport, clean
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import SalesTable, make_table
from assoc_engine.rules.collective import Collective, Lines, find_collective
from assoc_engine.settings import CleanSettings, ReadSettings

HEAD = ["Invoice", "StockCode", "Description", "Quantity", "UnitPrice", "InvoiceDate", "CustomerID"]


def line(order="1001", code="22001", name="RED MUG", quantity=2, price=3.5, when="2024-03-01 10:00", customer="c1"):
    """A row of a file with the columns of HEAD."""
    return [order, code, name, quantity, price, when, customer]


def filler(n: int = 30) -> list[list]:
    """Ordinary sales, one an order: of 7 products, over the days of March."""
    return [
        line(str(2000 + i), str(30000 + i % 7), f"PLATE {'ABCDEFG'[i % 7]}", when=f"2024-03-{1 + i % 28:02d} 11:00")
        for i in range(n)
    ]


def write_csv(path: Path, rows: list[list]) -> Path:
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(rows)
    return path


def table_of(path: Path, roles: dict[str, str] | None = None) -> SalesTable:
    raw = read_files(ReadSettings((str(path),)))
    return make_table(raw, guess_roles(raw, roles or {}))


def clean_csv(
    path: Path, rows: list[list], roles: dict[str, str] | None = None, **settings
) -> tuple[SalesTable, CleanTable, QualityReport]:
    table = table_of(write_csv(path, rows), roles)
    return table, *clean(table, CleanSettings(**settings))


def noticed(table: SalesTable, kept: CleanTable) -> tuple[Baskets, tuple[Collective, ...]]:
    """The orders of a cleaned table, and those that are not one customer's basket."""
    baskets = make_baskets(kept)
    return baskets, find_collective(baskets, Lines.of(table, kept, baskets))


def counts(report: QualityReport) -> dict[str, int]:
    return {rule.rule: rule.count for rule in report.rules}


def basket_csr(baskets: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """CSR of lists of product numbers."""
    start = np.cumsum([0, *(len(set(basket)) for basket in baskets)]).astype(np.int64)
    items = np.array([item for basket in baskets for item in sorted(set(basket))], np.int32)
    return start, items


def shop_of(baskets: list[list[int]], products: int, time: np.ndarray | None = None, customer: np.ndarray | None = None) -> SimpleNamespace:
    """What the search for links looks at of Baskets: product numbers an order, its time in seconds and its customer's code (not known)."""
    start, items = basket_csr(baskets)
    holders_start, holders = invert(start, items, products)
    orders = np.diff(holders_start).astype(np.int32)
    return SimpleNamespace(
        start=start, items=items, holders_start=holders_start, holders=holders, orders=len(baskets), sizes=np.diff(start),
        time=np.full(len(baskets), NO_TIME) if time is None else time,
        customer=SimpleNamespace(codes=np.full(len(baskets), -1, np.int32) if customer is None else customer.astype(np.int32)),
        products=_Products(orders=orders),
    )  # fmt: skip


class _Products(SimpleNamespace):
    def __len__(self) -> int:
        return len(self.orders)


def baskets_of(folder: Path, orders: list[list[str]]) -> Baskets:
    """Baskets of product names, one list an order."""
    rows = [["order", "product"]] + [[f"o{i}", name] for i, order in enumerate(orders) for name in order]
    path = write_csv(folder / "orders.csv", rows)
    table, _ = clean(table_of(path, {"order": "order", "product": "product"}), CleanSettings(non_products=False))
    return make_baskets(table)
