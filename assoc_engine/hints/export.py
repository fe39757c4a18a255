"""Hints as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..files import write_csv
from ..models.reasons import reason_of
from ..progress import SILENT, Progress
from ..text import Text
from ..workspace import Workspace

COLUMNS = ("product_a", "product_b", "probability", "joint_orders", "expected_orders", "reason", "product_a_name", "product_b_name")


def write_hints(workspace: Workspace, path: Path, text: Text, progress: Progress = SILENT) -> None:
    """The pairs of the table `hints`, probability falling.

    `expected_orders`: joint orders so far by chance. Products by their code where the file has codes, else by name. Raises WriteError,
    Cancelled, KeyError where no hints were looked for.
    """
    hints, products = workspace.get("hints"), workspace.get("products")
    code, name = list(products["code"]), list(products["name"])

    def written() -> Iterator[tuple[Any, ...]]:
        for row in range(len(hints["a"])):
            a, b, message = int(hints["a"][row]), int(hints["b"][row]), reason_of(hints, row, name)
            yield (code[a], code[b], repr(float(hints["probability"][row])), int(hints["joint"][row]),
                   repr(float(hints["expected"][row])), text.say(message) if message else "", name[a], name[b])  # fmt: skip

    write_csv(path, COLUMNS, written(), len(hints["a"]), progress)
