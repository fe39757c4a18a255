"""Rules and sets as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..files import SLICE, write_csv
from ..progress import SILENT, Progress
from ..workspace import Table, Workspace
from .export import COLUMNS, WRITING
from .ranking import MONEY
from .verdicts import GRADES

SET_COLUMNS = ("products", "size", "orders", "support")
TO_READ = ("lift", "expected", "adjusted_lift", "products_name")  # of sets, besides, for people to read
DIGITS = {"lift": 4, "adjusted_lift": 4, "expected": 4}  # decimals of what people read; of all else:
SHARE, CENT = 6, 2
BETWEEN = "|"  # several products of a side, or of a set


def write_combinations(
    workspace: Workspace, path: Path, progress: Progress = SILENT, rows: Sequence[int] | None = None, measure: str | None = None
) -> None:
    """Write rows of the table `combinations` (None: all, as they are sorted).

    `measure`: what a person sees them sorted by ("": orders beyond chance). It is written for people then: what there is of money stands
    last, sets tell also how they compare with chance and the names of their products, and no figure has more digits than it can be read
    with. None: for checks, with the measure of the table and every digit.

    Rules have the columns of pairs; `p_value`, `q_value` and `grade` say of rules of three and more products whether they are more than the
    smaller sets within them, and are empty where that was not tested (set_grades.py). The measure that the table is sorted by stands last
    where it has no column. Raises WriteError, Cancelled, KeyError where no combinations were looked for, or rules that were not tested.
    """
    table, products = workspace.get("combinations"), workspace.get("products")
    code, name = list(products["code"]), list(products["name"])
    chosen = np.arange(len(table["orders"])) if rows is None else np.asarray(rows, np.int64)
    rules, to_read, money = table.meta["kind"] == "rules", measure is not None, _money_columns(table)
    header = COLUMNS if rules else (*SET_COLUMNS, *TO_READ) if to_read else SET_COLUMNS
    wanted = (measure, *money) if to_read else (table.meta["measure"],)
    last = [name for name in dict.fromkeys(wanted) if name not in ("", *header)]

    def written() -> Iterator[tuple[Any, ...]]:
        for low in range(0, len(chosen), SLICE):
            part = chosen[low : low + SLICE]
            columns = _rule_columns(table, part, code, name) if rules else _set_columns(table, part, code)
            if to_read and not rules:
                columns += [*(table[column][part].tolist() for column in TO_READ[:-1]), _joined(_held(table, part), name)]
            columns += [_measured(table, money.get(measure, measure), part) for measure in last]
            if to_read:
                columns = [_readable(title, values) for title, values in zip((*header, *last), columns, strict=True)]
            yield from zip(*columns, strict=True)

    write_csv(path, (*header, *last), written(), len(chosen), progress, WRITING)


def _money_columns(table: Table) -> dict[str, str]:
    """The measures of money that the table tells → their columns."""
    asked = table.meta["measure"] if table.meta["measure"] in MONEY else "revenue"
    return {name: column for name, column in ((asked, "money"), ("margin", "margin")) if column in table.columns}


def _measured(table: Table, column: str, part: np.ndarray) -> list[float]:
    """Money to a hundredth of a cent: sums of amounts in floating point end in noise."""
    return np.round(table[column][part], 4).tolist() if column in ("money", "margin") else table[column][part].tolist()


def _readable(title: str, values: list[Any]) -> list[Any]:
    """Numbers with as many decimals as are read; words and counts as they are. A tiny probability keeps its first digits."""
    if title in ("p_value", "q_value"):
        return [float(f"{value:.4g}") if isinstance(value, float) else value for value in values]
    decimals = CENT if title in MONEY else DIGITS.get(title, SHARE)
    return [round(value, decimals) if isinstance(value, float) else value for value in values]


def _rule_columns(table: Table, part: np.ndarray, code: list[str], name: list[str]) -> list[list[Any]]:
    held, split = _held(table, part), table["split"][part].tolist()
    if_side = [products[:cut] for products, cut in zip(held, split, strict=True)]
    then_side = [products[cut:] for products, cut in zip(held, split, strict=True)]
    numbers = [table[column][part].tolist() for column in ("orders", "a_orders", "b_orders", "support", "confidence", "lift")]
    chance = [_known(table[column][part]) for column in ("adjusted_lift", "p_value", "q_value")]
    grades = [GRADES[grade] for grade in table["grade"][part].tolist()]
    return [_joined(if_side, code), _joined(then_side, code), *numbers, *chance, grades, _joined(if_side, name), _joined(then_side, name)]


def _known(values: np.ndarray) -> list[Any]:
    return ["" if value != value else value for value in values.tolist()]


def _set_columns(table: Table, part: np.ndarray, code: list[str]) -> list[list[Any]]:
    held = _held(table, part)
    return [_joined(held, code), [len(products) for products in held], table["orders"][part].tolist(), table["support"][part].tolist()]


def _held(table: Table, part: np.ndarray) -> list[list[int]]:
    start, items = table["start"], table["items"]
    return [items[low:high].tolist() for low, high in zip(start[part].tolist(), start[part + 1].tolist(), strict=True)]


def _joined(sides: list[list[int]], words: list[str]) -> list[str]:
    return [BETWEEN.join([words[product] for product in side]) for side in sides]
