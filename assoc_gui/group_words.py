"""The groups of products as the window needs them: read from the table `groups`, and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .products import Products
from .widgets.basic import tip
from .widgets.table import Column

TYPICAL = 1  # the column of typical products
NAMED = 4  # of them named in a row of the list
NONE = -1  # the place of the group of a product that belongs to none


@dataclass(frozen=True)
class Group:
    """One of them: its name and what to do with it in words, typical `words`, and its `rows` of the table (its products): the typical
    ones first, then by how firmly they belong to it. `firm`: the mean of that; `inside`: the share of its products' links that stay
    inside."""

    name: str
    do: str
    kind: str
    words: list[str]
    rows: np.ndarray
    orders: int
    firm: float
    inside: float


class Groups:
    """The table `groups` with its groups in their order. `place`: of each row, that of its group in `groups`, NONE for no group."""

    def __init__(self, table: Table, text: Text) -> None:
        self.table, self.meta = table, table.meta
        self.product = np.asarray(table["product"])
        self.strength = np.asarray(table["strength"], float)
        found = table.meta["clusters"]
        number, cluster = np.array([entry["number"] for entry in found], np.int64), np.asarray(table["cluster"])
        place_of = np.full(max(int(cluster.max(initial=-1)), int(number.max(initial=-1))) + 2, NONE)  # the last one: of −1
        place_of[number] = np.arange(len(number))
        self.place = place_of[cluster]
        typical = np.full(len(self.product), np.iinfo(np.int32).max)
        row_of = {int(product): row for row, product in enumerate(self.product)}
        for entry in found:
            for place, product in enumerate(entry["products"]):
                typical[row_of[int(product)]] = place
        order = np.lexsort((-self.strength, typical, self.place))
        starts = np.searchsorted(self.place[order], np.arange(len(found) + 1))
        self.groups = [self._group(entry, order[starts[i] : starts[i + 1]], text) for i, entry in enumerate(found)]

    def _group(self, entry: dict, rows: np.ndarray, text: Text) -> Group:
        firm = float(self.strength[rows].mean()) if len(rows) else 0.0
        return Group(text.say(entry["name"]), text.say(entry["do"]), entry["kind"], list(entry["words"]), rows, int(entry["orders"]),
                     firm, float(entry["inside"]))  # fmt: skip

    def __len__(self) -> int:
        return len(self.groups)

    def name(self, place: int, text: Text) -> str:
        return self.groups[place].name if place != NONE else text("in no group")

    def members(self, place: int, products: int) -> np.ndarray:
        """bool a product: does it belong to the group?"""
        mask = np.zeros(products, bool)
        mask[self.product[self.groups[place].rows]] = True
        return mask


def kind_words(text: Text, kind: str) -> str:
    """What a group is good for, in a word or two."""
    return {"shelf": text("One shelf"), "page": text("Each other’s page"), "campaign": text("A campaign")}.get(kind, "")


def group_columns(text: Text, groups: Groups, products: Products) -> list[Column]:
    """Columns for widgets.table over the groups, TYPICAL the column of products; the mark of a row is the place of its group."""
    found = groups.groups
    sizes, orders = (np.array(values, np.int64) for values in ([len(one.rows) for one in found], [one.orders for one in found]))
    firm, inside = (np.array(values) for values in ([one.firm for one in found], [one.inside for one in found]))
    kinds = [kind_words(text, one.kind) for one in found]
    names = sorted(range(len(found)), key=lambda i: found[i].name.lower().encode("gb18030", "replace"))
    alphabetical = np.argsort(np.array(names, np.int64))
    return [
        Column(text("Group"), lambda r: found[r].name, lambda: alphabetical, mark=str, falling=False),
        Column(text("Typical products"),
               lambda r: listed(text, [products.names[int(groups.product[row])] for row in found[r].rows[:NAMED]])),
        Column(text("Products"), lambda r: text.integer(int(sizes[r])), lambda: sizes, numeric=True, sample="8,888"),
        Column(text("Orders"), lambda r: text.integer(int(orders[r])), lambda: orders, numeric=True, sample="88,888",
               hint=text("Orders that hold one of its products.")),
        Column(text("Firm"), lambda r: text.percent(firm[r]), lambda: firm, numeric=True, sample="88 %",
               hint=text("How much of the group came together again in halves of the orders, on average over its products.")),
        Column(text("Inside"), lambda r: text.percent(inside[r]), lambda: inside, numeric=True, sample="88 %", optional=True,
               hint=text("Of the links of its products, the share that leads to another product of the group.")),
        Column(text("Good for"), lambda r: kinds[r], lambda: np.array([sorted(set(kinds)).index(kind) for kind in kinds]), falling=False,
               sample=max(kinds, key=len, default=""), exact=lambda r: f"{kinds[r]}\n{found[r].do}"),
    ]  # fmt: skip


def dot_tip(text: Text, groups: Groups, products: Products, row: int) -> str:
    """The tooltip of a product's dot: product, group, orders."""
    product, place = int(groups.product[row]), int(groups.place[row])
    lines = [products.names[product], text(N_("{count} order", "{count} orders"), count=int(products.orders[product]))]
    if place == NONE:
        return tip(*lines, text("in no group"))
    return tip(*lines, text("Group: {name}", name=groups.groups[place].name))


def listed(text: Text, words: list[str]) -> str:
    return ("、" if text.language == "zh_CN" else ", ").join(words)
