"""Rules and sets as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..files import replacing
from ..progress import SILENT, Progress
from ..workspace import Table, Workspace
from .export import COLUMNS, SLICE, WRITING
from .links import get_links
from .ranking import MONEY

SET_COLUMNS = ("products", "size", "orders", "support")
TO_READ = ("lift", "expected", "products_name")  # of sets, besides, for people to read
DIGITS = {"lift": 4, "adjusted_lift": 4, "expected": 4}  # decimals of what people read; of all else:
SHARE, CENT = 6, 2
BETWEEN = "|"  # several products of a side, or of a set


def write_combinations(
    workspace: Workspace, path: Path, progress: Progress = SILENT, rows: Sequence[int] | None = None, measure: str | None = None
) -> None:
    """Write rows of the table `combinations` (None: all, as they are sorted), UTF-8 with BOM so that Excel reads it.

    `measure`: what a person sees them sorted by ("": orders beyond chance). It is written for people then: what there is of money stands
    last, sets tell also how they compare with chance and the names of their products, and no figure has more digits than it can be read
    with. None: for checks, with the measure of the table and every digit.

    Rules have the columns of pairs; `adjusted_lift`, `p_value`, `q_value` and `grade` are known of those with one product on each side
    that the table `links` has, and empty otherwise. The measure that the table is sorted by stands last where it has no column.
    Raises WriteError, Cancelled, KeyError where no combinations were looked for.
    """
    table, products = workspace.get("combinations"), workspace.get("products")
    code, name = list(products["code"]), list(products["name"])
    chosen = np.arange(len(table["orders"])) if rows is None else np.asarray(rows, np.int64)
    rules, to_read, money = table.meta["kind"] == "rules", measure is not None, _money_columns(table)
    header = COLUMNS if rules else (*SET_COLUMNS, *TO_READ) if to_read else SET_COLUMNS
    wanted = (measure, *money) if to_read else (table.meta["measure"],)
    last = [name for name in dict.fromkeys(wanted) if name not in ("", *header)]
    tested = _Tested(workspace, len(code)) if rules and workspace.has("links") else None
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*header, *last))
        for low in range(0, len(chosen), SLICE):
            progress.step(low, len(chosen), WRITING)
            part = chosen[low : low + SLICE]
            columns = _rule_columns(table, part, code, name, tested) if rules else _set_columns(table, part, code)
            if to_read and not rules:
                columns += [table["lift"][part].tolist(), table["expected"][part].tolist(), _joined(_held(table, part), name)]
            columns += [_measured(table, money.get(measure, measure), part) for measure in last]
            if to_read:
                columns = [_readable(title, values) for title, values in zip((*header, *last), columns, strict=True)]
            writer.writerows(zip(*columns, strict=True))


def _money_columns(table: Table) -> dict[str, str]:
    """The measures of money that the table tells → their columns."""
    asked = table.meta["measure"] if table.meta["measure"] in MONEY else "revenue"
    return {name: column for name, column in ((asked, "money"), ("margin", "margin")) if column in table.columns}


def _measured(table: Table, column: str, part: np.ndarray) -> list[float]:
    """Money to a hundredth of a cent: sums of amounts in floating point end in noise."""
    return np.round(table[column][part], 4).tolist() if column in ("money", "margin") else table[column][part].tolist()


def _readable(title: str, values: list) -> list:
    """Numbers with as many decimals as are read; words and counts as they are. A tiny probability keeps its first digits."""
    if title in ("p_value", "q_value"):
        return [float(f"{value:.4g}") if isinstance(value, float) else value for value in values]
    decimals = CENT if title in MONEY else DIGITS.get(title, SHARE)
    return [round(value, decimals) if isinstance(value, float) else value for value in values]


def _rule_columns(table: Table, part: np.ndarray, code: list[str], name: list[str], tested: "_Tested | None") -> list[list]:
    held, split = _held(table, part), table["split"][part].tolist()
    if_side = [products[:cut] for products, cut in zip(held, split, strict=True)]
    then_side = [products[cut:] for products, cut in zip(held, split, strict=True)]
    chance = [
        tested.of(first[0], then[0]) if tested and len(first) == len(then) == 1 else _UNKNOWN
        for first, then in zip(if_side, then_side, strict=True)
    ]
    numbers = [table[column][part].tolist() for column in ("orders", "a_orders", "b_orders", "support", "confidence", "lift")]
    return [_joined(if_side, code), _joined(then_side, code), *numbers, *([row[k] for row in chance] for k in range(4)),
            _joined(if_side, name), _joined(then_side, name)]  # fmt: skip


def _set_columns(table: Table, part: np.ndarray, code: list[str]) -> list[list]:
    held = _held(table, part)
    return [_joined(held, code), [len(products) for products in held], table["orders"][part].tolist(), table["support"][part].tolist()]


def _held(table: Table, part: np.ndarray) -> list[list[int]]:
    start, items = table["start"], table["items"]
    return [items[low:high].tolist() for low, high in zip(start[part].tolist(), start[part + 1].tolist(), strict=True)]


def _joined(sides: list[list[int]], words: list[str]) -> list[str]:
    return [BETWEEN.join([words[product] for product in side]) for side in sides]


_UNKNOWN = ("", "", "", "")


class _Tested:
    """What the pair table says of chance."""

    def __init__(self, workspace: Workspace, products: int) -> None:
        links, self._products = get_links(workspace), products
        keys = (np.minimum(links.a, links.b).astype(np.int64) * products + np.maximum(links.a, links.b)).tolist()
        grades = ["B" if passes else "" for passes in links.passes.tolist()]
        facts = zip(links.adjusted_lift.tolist(), links.p_value.tolist(), links.q_value.tolist(), grades, strict=True)
        self._facts = dict(zip(keys, facts, strict=True))

    def of(self, a: int, b: int) -> tuple:
        """(adjusted lift, p, q, grade) of two products, either way."""
        return self._facts.get(min(a, b) * self._products + max(a, b), _UNKNOWN)
