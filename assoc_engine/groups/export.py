"""The groups of products as CSV, with the columns that people and checks rely on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..files import write_csv
from ..progress import SILENT, Progress
from ..text import Text
from ..workspace import Workspace

COLUMNS = ("product", "cluster", "cluster_name", "strength", "product_name")


def write_groups(workspace: Workspace, path: Path, text: Text, progress: Progress = SILENT) -> None:
    """Write every product that an order holds, by group and within it the most typical first;
    those in no group last, with `cluster` empty. Groups are numbered from 1 as in the table `groups` from 0. `strength`: see there.

    Raises KeyError where there is no table `groups`, WriteError, Cancelled.
    """
    groups, products = workspace.get("groups"), workspace.get("products")
    code, name = list(products["code"]), list(products["name"])
    cluster_of = dict(zip(np.asarray(groups["product"]).tolist(), np.asarray(groups["cluster"]).tolist(), strict=True))
    strength_of = dict(zip(np.asarray(groups["product"]).tolist(), np.asarray(groups["strength"]).tolist(), strict=True))
    clusters = groups.meta["clusters"]
    called = {each["number"]: text.say(each["name"]) for each in clusters}
    loose = [product for product, cluster in cluster_of.items() if cluster < 0]
    rows = [product for each in clusters for product in each["products"]] + loose

    def written() -> Iterator[tuple[Any, ...]]:
        for product in rows:
            number = cluster_of[product]
            yield (code[product], number + 1 if number >= 0 else "", called.get(number, ""), round(strength_of[product], 4),
                   name[product])  # fmt: skip

    write_csv(path, COLUMNS, written(), len(rows), progress)
