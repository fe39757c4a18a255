"""The link table as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

import csv
from pathlib import Path

from ..files import replacing
from ..progress import SILENT, Progress
from ..workspace import Workspace
from .links import get_links

COLUMNS = (
    "antecedent", "consequent", "orders", "antecedent_orders", "consequent_orders", "support", "confidence", "lift",
    "adjusted_lift", "p_value", "q_value", "grade", "antecedent_name", "consequent_name",
)  # fmt: skip
SLICE = 20_000  # rows between two looks at the progress


def write_links(workspace: Workspace, path: Path, progress: Progress = SILENT) -> None:
    """Write every pair at or over the floor, UTF-8 with BOM so that Excel reads it. Raises WriteError, Cancelled.

    `grade` is B where the pair passes the guard against chance, else empty; grades are never translated.
    """
    links = get_links(workspace)
    products = workspace.get("products")
    code, name = list(products["code"]), list(products["name"])
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for low in range(0, len(links), SLICE):
            progress.step(low, len(links))
            part = slice(low, low + SLICE)
            a, b = links.a[part].tolist(), links.b[part].tolist()
            numbers = (
                getattr(links, column)[part].tolist()
                for column in ("orders", "a_orders", "b_orders", "support", "confidence", "lift", "adjusted_lift",
                               "p_value", "q_value")
            )  # fmt: skip
            grades = ["B" if passes else "" for passes in links.passes[part].tolist()]
            writer.writerows(
                zip(
                    [code[i] for i in a], [code[i] for i in b], *numbers, grades,
                    [name[i] for i in a], [name[i] for i in b], strict=True,
                )
            )  # fmt: skip
