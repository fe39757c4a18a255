"""What sets of products bring in money, revenue or margin: of sets that are given, and the sets that bring the most.

The money of a set is what its own products bring in the orders that hold all of it (high-utility itemsets: Yao, Hamilton and Butz, SDM
2004). Larger sets may bring more than the sets within them or less, so counts do not lead to them; what leads is how much any set in a
branch can bring at best: the transaction-weighted utility (Liu, Liao and Choudhary, PAKDD 2005), the remaining utility (Liu and Qu, CIKM
2012), both from the projected orders of a set (EFIM: Zida et al., MICAI 2015) and from gains alone, as losses never lift a bound (FHN:
Lin, Fournier-Viger and Gan, Knowledge-Based Systems 2016).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..baskets import invert
from ..errors import NothingToAnalyse, SettingError
from ..memory import budget
from ..progress import SILENT, Progress
from ..text import N_
from ..workspace import Workspace
from .counts import checked_baskets, checked_products, fill_places
from .itemsets import ItemSets
from .worth_kernels import DEPTH, NODE, add_money, children, forget_products, lay_out, number_products
from .worth_run import Base, Limits, Run

TURN = 20_000_000  # entries looked at between two looks at the progress: about 50 ms
CELLS = 4_000_000  # of a table of products by orders that is laid out at a time (32 MB)
BYTES_A_SET = 64  # 23 of columns, and what putting them together takes
FEWEST = 10_000  # sets, however little memory there is
DOWN = 2  # each try goes down to so small a part of the minimum of the one before
SHALLOW = (2, 3, 4, 6, 9)  # products of the sets that are looked for first
SOON = 0.03  # of the time that is left: what that takes for one of these
TRY = 0.05  # of the time that is left: what a try takes that is not the last
LEAST = 1e-6  # of the most that any set could bring: under it the minimum that was asked for is as good as the next try


@dataclass(frozen=True)
class WorthySets:
    """Sets that bring at least `min_money`, complete: the nodes of `sets` that are `wanted` (bool); the others lead to them. `money`
    (float64 one a node) is what each brings. `asked`: the minimum that was asked for, below `min_money` where more sets would have
    been found than memory, or the caller, allows (`sets.limit`)."""

    sets: ItemSets
    money: np.ndarray
    wanted: np.ndarray
    min_money: float
    asked: float

    @property
    def complete(self) -> bool:
        """Whether every set that was asked for is there."""
        return self.min_money == self.asked

    def rows(self) -> np.ndarray:
        """The nodes that are results, those that bring most first (int64)."""
        rows = np.flatnonzero(self.wanted)
        return rows[np.argsort(-self.money[rows], kind="stable")]


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


def find_worthy_itemsets(
    start: np.ndarray, items: np.ndarray, money: np.ndarray, products: int, min_money: float, *, min_orders: int = 1, min_size: int = 1,
    max_size: int = 0, must: tuple[int, ...] = (), most: int = 0, memory: int = 0, progress: Progress = SILENT,
) -> WorthySets:  # fmt: skip
    """All sets of `min_size` to `max_size` (0: any) products that stand together in `min_orders` orders and bring at least `min_money`.

    `start` int64 (orders + 1), `items` int32 (below `products`, rising and different within an order) and `money` float64 (may be
    negative) are CSR. `must`: products that every set holds. Where there would be more than `most` sets (0: no limit) or they would take
    more than `memory` bytes (0: half of what is free), the minimum is raised to the lowest with which they do not, and the result is
    complete from there on: so 0 with `most` finds the `most` sets that bring most (fewer where several bring the same). Sums are
    rounded: a set counts as bringing `min_money` when it lacks less than a trillionth of all money there is. Raises ValueError, Cancelled,
    and SettingError as `checked_baskets` does.
    """
    if min_orders < 1 or not np.isfinite(min_money):
        raise ValueError(f"sets stand in at least one order and bring a number, not {min_orders} and {min_money}")
    start, items = checked_baskets(start, items, products)
    must = checked_products(must, products)
    if len(money) != len(items) or not np.isfinite(money).all():
        raise ValueError(f"each of the {len(items)} entries brings a finite amount of money")
    base = Base.of(start, items, money, products, must, min_orders)
    nodes = max(FEWEST, ((memory or budget(0)) - base.bytes) // BYTES_A_SET)
    limits = Limits(int(nodes), most or int(nodes), min_orders, max(min_size, len(must), 1), max_size or products)
    run = _lowest(base, float(min_money), limits, progress)
    columns, reached = run.put_together()
    progress.step(1, 1)
    sets = ItemSets(
        **{name: columns[name].copy() for name in ("parent", "item", "orders", "size")}, min_orders=min_orders, asked=min_orders,
        min_size=min_size, max_size=max_size, must=must, limit=min(limits.rows, limits.nodes),
    )  # fmt: skip
    return WorthySets(sets, columns["money"].copy(), columns["wanted"].copy(), reached, float(min_money))


def _lowest(base: Base, asked: float, limits: Limits, progress: Progress) -> Run:
    """A finished run with the lowest minimum from `asked` on whose sets are within the limits.

    A run raises its minimum by itself, but with one far too low it is lost among sets that bring next to nothing. What the best sets of
    few products bring, the best of all sizes bring at least: these are soon found, and say where to begin. Where there are not enough of
    them, the tries come down from the most that any set can bring, and the first that has to raise its minimum again, or reaches
    `asked`, is the last.
    """
    minimum = asked
    for longest in SHALLOW:
        if limits.smallest <= longest < limits.longest and (minimum > asked or longest == SHALLOW[0]):
            run = Run(base, minimum, replace(limits, longest=longest))
            run.go(progress.part(0.0, SOON))
            minimum, progress = run.minimum, progress.part(SOON, 1.0)
    if minimum > asked:
        run = Run(base, minimum, limits)
        run.go(progress)
        return run
    best = base.best
    minimum = best / DOWN
    while minimum > max(asked, LEAST * best):
        run = Run(base, minimum, limits)
        run.go(progress, TRY)
        if run.raised:
            return run
        minimum, progress = minimum / DOWN, progress.part(TRY, 1.0)
    run = Run(base, asked, limits)
    run.go(progress)
    return run


def warm_up() -> None:
    """Compile (or load from the cache) every kernel of what sets bring."""
    start, items = np.array([0, 4, 8, 9]), np.array([0, 1, 2, 3, 0, 1, 2, 3, 0], np.int32)
    for own in (True, False):  # baskets of a workspace are mapped: a type of its own, which cannot be written to
        start.flags.writeable = items.flags.writeable = own
        found = find_worthy_itemsets(start, items, np.ones(9), 4, 0, most=3, memory=1_000_000_000)
        money_of(found.sets, start, items, np.ones(9))
