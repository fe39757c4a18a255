"""The lists in use as CSV, every page's or every customer's, for the shop's own system or a mailing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import NothingToAnalyse
from ..files import write_csv
from ..models.contract import LIST_OF, PAGE
from ..models.reasons import reason_of
from ..progress import SILENT, Progress
from ..text import N_, Text
from ..workspace import Workspace

COLUMNS = ("case", "rank", "product", "score", "reason", "product_name")


def write_lists(workspace: Workspace, task: str, path: Path, text: Text, progress: Progress = SILENT) -> None:
    """One row an entry, by case and rank. `task`: "page" or "next-basket". `case`: the page's
    product or the customer, "" for whoever is not known; products by their code where the file has codes, else by name.

    Raises NothingToAnalyse where the winner made no lists, WriteError, Cancelled.
    """
    if not workspace.has(LIST_OF[task]):
        raise NothingToAnalyse(N_("There are no lists of this kind to save."), advice=N_("Compare the methods first."))
    lists, products = workspace.get(LIST_OF[task]), workspace.get("products")
    names = list(products["name"])
    codes = list(products["code"]) if products.meta["has_code"] else names
    owner, other = ("product", "other") if task == PAGE else ("customer", "product")
    labels = codes if task == PAGE else list(workspace.get("orders")["customer"].vocabulary)
    cases, ranks, ids, scores = (np.asarray(lists[column]) for column in (owner, "rank", other, "score"))
    said: dict[str, str] = {}

    def written() -> Iterator[tuple[Any, ...]]:
        for row in np.lexsort((ranks, cases)).tolist():
            case, product, message = int(cases[row]), int(ids[row]), reason_of(lists, row, names)
            reason = said.setdefault(repr(message), text.say(message) if message else "")
            label = labels[case] if case >= 0 else ""
            yield label, int(ranks[row]), codes[product], repr(float(scores[row])), reason, names[product]

    write_csv(path, COLUMNS, written(), len(cases), progress)
