"""Hints as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

import csv
from pathlib import Path

from ..files import replacing
from ..models.reasons import reason_of
from ..progress import SILENT, Progress
from ..text import Text
from ..workspace import Workspace

COLUMNS = ("product_a", "product_b", "probability", "joint_orders", "expected_orders", "reason", "product_a_name", "product_b_name")
SLICE = 1_000  # rows between two looks at the progress


def write_hints(workspace: Workspace, path: Path, text: Text, progress: Progress = SILENT) -> None:
    """The pairs of the table `hints`, probability falling, UTF-8 with BOM so that Excel reads it.

    `expected_orders`: joint orders so far by chance. Products by their code where the file has codes, else by name. Raises WriteError,
    Cancelled, KeyError where no hints were looked for.
    """
    hints, products = workspace.get("hints"), workspace.get("products")
    code, name = list(products["code"]), list(products["name"])
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in range(len(hints["a"])):
            if row % SLICE == 0:
                progress.step(row, len(hints["a"]))
            a, b, message = int(hints["a"][row]), int(hints["b"][row]), reason_of(hints, row, name)
            writer.writerow((code[a], code[b], repr(float(hints["probability"][row])), int(hints["joint"][row]),
                             repr(float(hints["expected"][row])), text.say(message) if message else "", name[a], name[b]))  # fmt: skip
