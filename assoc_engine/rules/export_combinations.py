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
from .verdicts import GRADES

SET_COLUMNS = ("products", "size", "orders", "support")
BETWEEN = "|"  # several products of a side, or of a set


def write_combinations(workspace: Workspace, path: Path, progress: Progress = SILENT, rows: Sequence[int] | None = None) -> None:
    """Write rows of the table `combinations` (None: all, as they are sorted), UTF-8 with BOM so that Excel reads it.

    Rules have the columns of pairs; `adjusted_lift`, `p_value`, `q_value` and `grade` are known of those with one product on each side
    that the table `links` has, and empty otherwise. The measure that the table is sorted by stands last where it has no column.
    Raises WriteError, Cancelled, KeyError where no combinations were looked for.
    """
    table, products = workspace.get("combinations"), workspace.get("products")
    code, name = list(products["code"]), list(products["name"])
    chosen = np.arange(len(table["orders"])) if rows is None else np.asarray(rows, np.int64)
    rules, measure = table.meta["kind"] == "rules", table.meta["measure"]
    header = COLUMNS if rules else SET_COLUMNS
    last = [] if measure in ("", *header) else [measure]
    tested = _Tested(workspace, len(code)) if rules and workspace.has("links") else None
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*header, *last))
        for low in range(0, len(chosen), SLICE):
            progress.step(low, len(chosen), WRITING)
            part = chosen[low : low + SLICE]
            columns = _rule_columns(table, part, code, name, tested) if rules else _set_columns(table, part, code)
            columns += [_measured(table, measure, part) for measure in last]
            writer.writerows(zip(*columns, strict=True))


def _measured(table: Table, measure: str, part: np.ndarray) -> list[float]:
    """Money to a hundredth of a cent: sums of amounts in floating point end in noise."""
    return np.round(table["money"][part], 4).tolist() if measure in MONEY else table[measure][part].tolist()


def _rule_columns(table: Table, part: np.ndarray, code: list[str], name: list[str], tested: "_Tested | None") -> list[list]:
    start, items, split = table["start"], table["items"], table["split"][part].tolist()
    held = [items[low:high].tolist() for low, high in zip(start[part].tolist(), start[part + 1].tolist(), strict=True)]
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
    start, items = table["start"], table["items"]
    held = [items[low:high].tolist() for low, high in zip(start[part].tolist(), start[part + 1].tolist(), strict=True)]
    return [_joined(held, code), [len(products) for products in held], table["orders"][part].tolist(), table["support"][part].tolist()]


def _joined(sides: list[list[int]], words: list[str]) -> list[str]:
    return [BETWEEN.join([words[product] for product in side]) for side in sides]


_UNKNOWN = ("", "", "", "")


class _Tested:
    """What the pair table says of chance."""

    def __init__(self, workspace: Workspace, products: int) -> None:
        links, self._products = get_links(workspace), products
        keys = (np.minimum(links.a, links.b).astype(np.int64) * products + np.maximum(links.a, links.b)).tolist()
        grades = [GRADES[grade] for grade in links.grade.tolist()]
        facts = zip(links.adjusted_lift.tolist(), links.p_value.tolist(), links.q_value.tolist(), grades, strict=True)
        self._facts = dict(zip(keys, facts, strict=True))

    def of(self, a: int, b: int) -> tuple:
        """(adjusted lift, p, q, grade) of two products, either way."""
        return self._facts.get(min(a, b) * self._products + max(a, b), _UNKNOWN)
