"""The tables of links as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..files import SLICE, write_csv
from ..named import products_named
from ..progress import SILENT, Progress
from ..text import N_
from ..workspace import Workspace
from .links import LinkTable, get_links
from .measures import MEASURES, counts_of
from .verdicts import GRADES

COLUMNS = (
    "antecedent", "consequent", "orders", "antecedent_orders", "consequent_orders", "support", "confidence", "lift",
    "adjusted_lift", "p_value", "q_value", "grade", "antecedent_name", "consequent_name",
)  # fmt: skip
WRITING = N_("Writing the table")


def write_links(
    workspace: Workspace, path: Path, progress: Progress = SILENT, *, table: str = "links", rows: Sequence[int] | None = None,
    measure: str = "",
) -> None:  # fmt: skip
    """Write pairs of a table, `links` or `anti`. Raises WriteError, Cancelled.

    `rows`: which of them (None: all). `measure`: a name of MEASURES, sorts, strongest first, and stands last where it has no
    column. `grade` is A, B, C or empty; grades are never translated.
    """
    links = get_links(workspace, table)
    products = workspace.get("products")
    code, name = list(products["code"]), list(products["name"])
    chosen = np.arange(len(links)) if rows is None else np.asarray(rows, np.int64)
    extra = []
    if measure:
        orders = len(workspace.get("baskets")["start"]) - 1
        values = MEASURES[measure].function(*counts_of(links.orders, links.a_orders, links.b_orders, orders))
        chosen = chosen[np.argsort(-values[chosen], kind="stable")]
        extra = [] if measure in COLUMNS else [values]

    def written() -> Iterator[tuple[Any, ...]]:
        for low in range(0, len(chosen), SLICE):
            part = chosen[low : low + SLICE]
            a, b = links.a[part].tolist(), links.b[part].tolist()
            numbers = (
                getattr(links, column)[part].tolist()
                for column in ("orders", "a_orders", "b_orders", "support", "confidence", "lift", "adjusted_lift",
                               "p_value", "q_value")
            )  # fmt: skip
            grades = [GRADES[grade] for grade in links.grade[part].tolist()]
            yield from zip(
                [code[i] for i in a], [code[i] for i in b], *numbers, grades,
                [name[i] for i in a], [name[i] for i in b], *(values[part].tolist() for values in extra), strict=True,
            )  # fmt: skip

    write_csv(path, (*COLUMNS, *([measure] if extra else [])), written(), len(chosen), progress, WRITING)


def rows_with(links: LinkTable, workspace: Workspace, words: Sequence[str]) -> np.ndarray:
    """Rows (int64) of the pairs that hold every product of `words` (codes or names), rising. Raises NothingToAnalyse where one is not
    there."""
    held = np.ones(len(links), bool)
    for product in {products_named(workspace, word) for word in words}:
        held &= (links.a == product) | (links.b == product)
    return np.flatnonzero(held)
