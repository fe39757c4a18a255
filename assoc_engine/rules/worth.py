"""What sets of products bring in money: revenue or margin, of sets that were found by frequency."""

from __future__ import annotations

import numpy as np

from ..baskets import invert
from ..errors import NothingToAnalyse, SettingError
from ..progress import SILENT, Progress
from ..text import N_
from ..workspace import Workspace
from .counts import fill_places
from .itemsets import ItemSets
from .worth_kernels import DEPTH, NODE, add_money, children, forget_products, lay_out, number_products

TURN = 20_000_000  # entries looked at between two looks at the progress: about 50 ms
CELLS = 4_000_000  # of a table of products by orders that is laid out at a time (32 MB)


def order_money(workspace: Workspace, measure: str) -> np.ndarray:
    """What each product brings in each order, float64 aligned with `items` of the table `baskets`.

    `measure`: "revenue", the sum of the amounts of the order's lines of the product, or "margin", the sum of amount − quantity × cost.
    A line of which the amount (for margin also the quantity or the cost of a piece) is unknown brings nothing.
    Raises NothingToAnalyse where the file has no prices or no costs, SettingError for another measure.
    """
    lines, baskets = workspace.get("lines"), workspace.get("baskets")
    money = np.asarray(lines["amount"], np.float64)
    if not np.nansum(np.abs(money)) > 0:
        raise NothingToAnalyse(
            N_("The file has no prices or amounts, so what products bring together cannot be told in money."),
            advice=N_("Add a column with the price or the amount of each row, or rank by how often products go together."),
        )  # fmt: skip
    if measure == "margin":
        if not np.nansum(np.abs(lines["cost"])) > 0:
            raise NothingToAnalyse(
                N_("The file has no costs, so the margin that products bring together cannot be told."),
                advice=N_("Add a column with what a piece costs you, or rank by revenue."),
            )  # fmt: skip
        money = money - lines["quantity"] * lines["cost"]
    elif measure != "revenue":
        raise SettingError(N_("{measure} is no measure in money: it is revenue or margin."), measure=measure)
    items = np.asarray(baskets["items"])
    products = int(items.max(initial=-1)) + 1
    order = np.repeat(np.arange(len(baskets["start"]) - 1), np.diff(baskets["start"]))
    place = np.searchsorted(order * products + items, np.asarray(lines["order"], np.int64) * products + lines["product"])
    return np.bincount(place, np.nan_to_num(money), minlength=len(items))


def money_of(sets: ItemSets, start: np.ndarray, items: np.ndarray, money: np.ndarray, progress: Progress = SILENT) -> np.ndarray:
    """What each set of a tree brings: the money of its products in the orders that hold all of it, float64 one a node.

    `start` int64, `items` int32 (rising within an order) and `money` float64 are CSR. Exact but for rounding, whatever the order of the
    products in the tree; takes 8 bytes a node and CELLS cells beside the result. Raises Cancelled.
    """
    products = max(int(items.max(initial=-1)), int(sets.item.max(initial=-1))) + 1
    total = np.zeros(len(sets))
    roots = np.flatnonzero(sets.parent < 0)
    total[roots] = np.bincount(items, money, minlength=products)[sets.item[roots]]
    holders_start, holders = invert(start, items, products)
    place = np.empty(len(items), np.int64)
    fill_places(start, items, holders_start[:-1].copy(), place)
    first, sibling = children(sets.parent)
    below = np.flatnonzero(sets.parent >= 0)
    whole, done = float(sets.orders[sets.parent[below]].sum(dtype=np.int64) + 5 * len(below)), 0
    number = np.full(products, -1, np.int32)
    due = TURN
    for root in roots[first[roots] >= 0].tolist():
        rows, depth = number_products(root, first, sibling, sets.parent, sets.item, number)
        begin, end = holders_start[sets.item[root]], holders_start[sets.item[root] + 1]
        width = int(min(end - begin, max(64, CELLS // rows)))
        table, orders, sums = np.empty((rows, width)), np.empty((depth + 1, width), np.int32), np.empty((depth + 1, width))
        for low in range(begin, end, max(width, 1)):
            high = min(low + width, end)
            lay_out(low, high, start, items, money, holders, place, number, table, orders, sums)
            held, state = np.zeros(depth + 1, np.int64), np.zeros(2, np.int64)
            held[0], state[NODE], state[DEPTH] = high - low, first[root], 0
            while state[NODE] >= 0:
                walked = (root, first, sibling, sets.parent, sets.item, number, table, orders, sums, held, total, state, TURN)
                done += add_money(*walked)
                if done >= due:
                    progress.step(done, max(whole, done))
                    due = done + TURN
        forget_products(root, first, sibling, sets.parent, sets.item, number)
    progress.step(1, 1)
    return total
