"""Do graded links hold in orders that nobody looked at? Learned on what is before a date, checked from there on.

    python -m tests.benchmarks.links_later FILE DATE [--end DATE] [--exclude-order-with PRODUCT …] [--min-orders N]

Links are found as the command `links FILE --until DATE` finds them, with no other option. Checked are those whose products still sell: each
in at least 30 orders from DATE on (before `--end`), without the orders that hold a product excluded. A link recurs where these orders hold
both products; it is above chance where more of them do than n_A · n_B · Σ s (s − 1) / (Σ s)² (s products of these orders), a null that is
not the finder's own. Every call without `--end` on data that end there opens the future of the file: choose nothing by what it prints.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np

from assoc_engine.analysis import analyse, find_substitutes, read
from assoc_engine.baskets import Baskets, invert, make_baskets
from assoc_engine.cleaning import clean
from assoc_engine.progress import SILENT
from assoc_engine.rules.tested_orders import common_by
from assoc_engine.rules.verdicts import ENDED, GRADES, SEASONAL, SOLD
from assoc_engine.settings import AnalysisSettings, CleanSettings, LinkSettings, ReadSettings
from assoc_engine.workspace import Table, Workspace
from tests.engine.made import table_of

SELLS = 30  # later orders of each product of a link that is checked
FATES = {SOLD: "still sold", ENDED: "no longer sold", SEASONAL: "seasonal"}


class Later:
    """The orders of a period, by the codes of their products."""

    def __init__(self, baskets: Baskets, since: int, end: int) -> None:
        rows = (baskets.time >= since) & (baskets.time < end)
        size = np.where(rows, baskets.sizes, 0)
        start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
        items = baskets.items[np.repeat(rows, baskets.sizes)]
        self.orders = int(rows.sum())
        self.holders_start, self.holders = invert(start, items, len(baskets.products))
        self.number = {code: place for place, code in enumerate(baskets.products.code)}
        self.factor = (size * (size - 1.0)).sum() / size.sum() ** 2

    def check(self, a: list[str], b: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(products still sell, joint orders, joint orders by chance) of pairs of codes."""
        one, other = (np.array([self.number.get(code, -1) for code in side], np.int64) for side in (a, b))
        known = (one >= 0) & (other >= 0)
        held = np.diff(self.holders_start)
        n_a, n_b = held[one] * known, held[other] * known
        label = np.zeros(int(self.holders.max(initial=0)) + 1, np.int64)
        joint = common_by(self.holders_start, self.holders, label, 1, np.where(known, one, 0), np.where(known, other, 0))[:, 0]
        return (n_a >= SELLS) & (n_b >= SELLS), joint * known, n_a * n_b * self.factor


def told(name: str, chosen: np.ndarray, sold: np.ndarray, joint: np.ndarray, expected: np.ndarray) -> None:
    rows = chosen & sold
    line = f"| {name} | {int(chosen.sum()):,} | {int(rows.sum()):,} "
    if rows.any():
        line += (
            f"| {(joint > 0)[rows].mean():.2%} | {(joint > expected)[rows].mean():.2%} | {np.median(joint[rows] / expected[rows]):.2f} |"
        )
    print(line if rows.any() else line + "| – | – | – |")


def check(table: Table, codes: list[str], later: Later, title: str) -> None:
    """A line a grade, and a line a fate of the best."""
    sides = ([codes[product] for product in table[side].tolist()] for side in ("a", "b"))
    found = later.check(*sides)
    grade, fate = np.asarray(table["grade"]), np.asarray(table["fate"])
    for number in (3, 2, 1):
        if (grade == number).any():
            told(f"{title}, {GRADES[number]}", grade == number, *found)
    for number, name in FATES.items():
        if ((grade == 3) & (fate == number)).any():
            told(f"{title}, A, {name}", (grade == 3) & (fate == number), *found)


def seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("date")
    parser.add_argument("--end", default="9999-01-01")
    parser.add_argument("--exclude-order-with", nargs="*", default=[])
    parser.add_argument("--min-orders", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder)
        settings = AnalysisSettings(clean=CleanSettings(until=asked.date), links=LinkSettings(min_orders=asked.min_orders))
        read(workspace, ReadSettings((str(asked.file),)), {}, SILENT)
        started = perf_counter()
        analyse(workspace, settings, SILENT)
        find_substitutes(workspace, settings, SILENT)
        links, anti, codes = workspace.get("links"), workspace.get("anti"), list(workspace.get("products")["code"])
        print(f"learned before {asked.date} in {perf_counter() - started:.1f} s: {len(links['a']):,} pairs of "
              f"{links.meta['floor']} orders or more, {links.meta['set_aside']:,} orders set aside")  # fmt: skip
        kept, _ = clean(table_of(asked.file), CleanSettings(exclude_orders_with=tuple(asked.exclude_order_with)))
        later = Later(make_baskets(kept), seconds(asked.date), seconds(asked.end))
        print(f"checked on {later.orders:,} orders from there on\n")
        print("| | found | both sell later | recur | above chance | median observed / expected |\n|---|---|---|---|---|---|")
        check(links, codes, later, "links")
        check(anti, codes, later, "instead of each other")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
