"""Combinations of products of any size: rules "if these, then those", or whole sets; from how many orders on, and sorted by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from ..errors import NothingToAnalyse, SettingError
from ..memory import budget
from ..named import products_named
from ..progress import SILENT, Progress
from ..settings import CombineSettings, to_dict
from ..text import N_, message
from ..workspace import Workspace
from .association import find_rules
from .eclat import find_itemsets
from .extra_item import family_of
from .extra_item_kernels import MOST as MOST_TESTED
from .grades import FEWEST
from .intervals import confidence_interval, lift_interval
from .itemsets import ItemSets
from .links import MOST, ONE_IN, choose_floor
from .measures import measures
from .ranking import MONEY, check_measure
from .set_grades import SetGrades
from .strongest_first import sort_strongest_first
from .verdicts import NONE, B
from .worth import find_worthy_itemsets, money_of, order_money

MOST_CHOSEN = 2_000_000  # rows where the minimum is chosen by hand, and the memory is not: more fill memory and disk, and nobody reads them
MOST_WORTHY = 1_000  # sets by money: far more bring nearly as much as the first, each a little other than the one before
BYTES_A_ROW = {"rules": 400, "sets": 180}  # of the table, with what mining and sorting it takes
BYTES_TESTED = {"rules": 150, "sets": 350}  # more, where it is tested
SORTING = N_("Sorting the combinations")
FOUND, SORTED = 0.5, 0.9  # of the time of a long table is over when its rows are found, and when they are sorted; the rest is storing
MINED, ADDED = 0.2, 0.7  # of the time until then, for sets: they are counted, and what they bring is added up


@dataclass(frozen=True)
class _Search:
    """What is looked for where: CSR baskets, the orders of each product, the products asked for, and the bounds of the result."""

    start: np.ndarray
    items: np.ndarray
    totals: np.ndarray
    must: tuple[int, ...]
    floor: int
    most: int
    memory: int
    settings: CombineSettings
    grades: SetGrades | None

    @property
    def orders(self) -> int:
        return len(self.start) - 1


@dataclass(frozen=True)
class _Found:
    """Rows by columns, not sorted yet; `worth` of a row is what it is sorted by where no measure is asked: orders beyond chance."""

    sides: tuple[np.ndarray, np.ndarray, np.ndarray]  # start, items, split
    columns: dict[str, np.ndarray]
    worth: np.ndarray
    floor: int
    limited: dict[str, Any] | None


def combine(workspace: Workspace, settings: CombineSettings = CombineSettings(), progress: Progress = SILENT) -> dict[str, Any]:
    """The tables `baskets` and `products` → `combinations`, as docs/workspace.md says.

    Returns {"rows", "floor"}. Raises KeyError where nothing is analysed, SettingError (sizes, measure), NothingToAnalyse (a product that
    is not there, no prices or costs where money is asked) and Cancelled.
    """
    check_measure(settings.kind, settings.measure)
    money = _money(workspace, settings.measure)
    search = _search(workspace, settings, progress.part(0.0, 0.05, N_("Holding pairs against chance")))
    progress = progress.part(0.05, 1.0)
    if settings.kind == "rules":
        found = _rules(search, money, progress.part(0.0, FOUND))
    elif settings.measure in MONEY and not settings.min_orders:
        found = _worthy(search, money["money"], progress.part(0.0, FOUND))
    else:
        found = _sets(search, money, progress.part(0.0, FOUND))
    reason = _reason(search, found)
    count = len(found.worth)
    answer = message(_ANSWERS[settings.kind if count else ""], count=count, reason=reason, floor=found.floor)
    meta = {
        "kind": settings.kind, "floor": found.floor, "asked": search.floor, "floor_reason": reason, "limited": found.limited,
        "measure": settings.measure, "settings": to_dict(settings), "answer": answer,
        "advice": None if count else message(N_("A lower minimum or more months of orders may find some.")),
    }  # fmt: skip
    columns, key = dict(zip(("start", "items", "split"), found.sides, strict=True)) | found.columns, _key(found, settings.measure)
    del found  # what was moved is let go at once
    sorting = progress.part(FOUND, SORTED, SORTING)
    workspace.put("combinations", sort_strongest_first(columns, key, sorting), meta)
    return {"rows": count, "floor": meta["floor"]}


_ANSWERS = {
    "rules": N_("{count} rule says: if these products, then those. {reason}", "{count} rules say: if these products, then those. {reason}"),
    "sets": N_("{count} set of products is bought together. {reason}", "{count} sets of products are bought together. {reason}"),
    "": N_("No products stand together in {floor} orders or more."),
}


def _search(workspace: Workspace, settings: CombineSettings, progress: Progress) -> _Search:
    baskets = workspace.get("baskets")
    start = np.asarray(baskets["start"])
    must = tuple(sorted({products_named(workspace, word) for word in settings.products}))
    fewest = max(settings.min_size, len(must))
    if settings.max_size and settings.max_size < fewest:
        raise SettingError(N_("A combination of at most {most} products cannot have {fewest}."), most=settings.max_size, fewest=fewest)
    memory = budget(settings.memory)
    affordable = max(1, memory // (BYTES_A_ROW[settings.kind] + BYTES_TESTED[settings.kind] * settings.tested))
    most = affordable if settings.min_orders and settings.memory else min(_listed(settings), affordable)
    return _Search(
        start, np.asarray(baskets["items"]), np.array(workspace.get("products")["orders"]), must,
        floor=settings.min_orders or choose_floor(len(start) - 1)[0], most=most,
        memory=memory, settings=settings, grades=SetGrades(workspace, progress) if settings.tested else None,
    )  # fmt: skip


def _listed(settings: CombineSettings) -> int:
    return MOST_CHOSEN if settings.min_orders else MOST


def _money(workspace: Workspace, measure: str) -> dict[str, np.ndarray]:
    """What each product brings in each order, by the column it goes to: what is asked, or else both, so that nobody who asks for the
    other later has to wait for another search. Without what the file does not tell."""
    if measure in MONEY:
        return {"money": order_money(workspace, measure)}
    told = {}
    for column, name in (("money", "revenue"), ("margin", "margin")):
        try:
            told[column] = order_money(workspace, name)
        except NothingToAnalyse:
            break
    return told


def _brought(
    sets: ItemSets, nodes: np.ndarray, search: _Search, money: dict[str, np.ndarray], progress: Progress
) -> dict[str, np.ndarray]:
    """The columns of money: what the sets at these nodes bring."""
    columns = {}
    for done, (name, in_order) in enumerate(money.items()):
        part = progress.part(done / len(money), (done + 1) / len(money), N_("Adding up what they bring"))
        columns[name] = money_of(sets, search.start, search.items, in_order, part)[nodes]
    return columns


def _rules(search: _Search, money: dict[str, np.ndarray], progress: Progress) -> _Found:
    settings, products = search.settings, len(search.totals)
    widest = settings.max_antecedent + settings.max_consequent if settings.max_antecedent and settings.max_consequent else 0
    longest = min((size for size in (widest, settings.max_size) if size), default=0)
    # Each of these sets is a rule at least, so that more sets than this would be too many rules.
    sets = find_itemsets(
        search.start, search.items, products, search.floor, min_size=settings.min_size, max_size=longest, must=search.must,
        most=search.most, memory=search.memory, progress=progress.part(0.0, 0.1),
    )  # fmt: skip
    rules = find_rules(
        sets, search.start, search.items, products, max_antecedent=settings.max_antecedent, max_consequent=settings.max_consequent,
        most=search.most, memory=search.memory, progress=progress.part(0.1, 0.2),
    )  # fmt: skip
    a, b, joint = rules.antecedent_orders, rules.consequent_orders, rules.orders
    measuring = progress.part(0.2, 0.7, N_("Measuring the rules"))
    columns = {"orders": joint, "a_orders": a, "b_orders": b, **measures(joint, a, b, search.orders, measuring)}
    columns["confidence_low"], columns["confidence_high"] = confidence_interval(joint, a)
    columns["lift_low"], columns["lift_high"] = lift_interval(joint, a, b, search.orders)
    columns |= _brought(sets, rules.joint, search, money, progress.part(0.8, 0.9))
    sides, floor, worth = rules.sides(np.arange(len(rules))), max(sets.min_orders, rules.min_orders), columns["leverage"]
    if search.grades:
        columns |= _graded_rules(search.grades, products, sets, rules.joint, sides, progress.part(0.9, 1.0))
        worth = columns["counted"] - columns["expected"]
    return _Found(sides, columns, worth, floor, _limited(search, floor))


def _graded_rules(
    grades: SetGrades, products: int, sets: ItemSets, joint: np.ndarray, sides: tuple[np.ndarray, np.ndarray, np.ndarray],
    progress: Progress,
) -> dict[str, np.ndarray]:  # fmt: skip
    """What chance and the smaller sets say of the rules' sets; a rule of three and more is graded where it is surer than with less."""
    used = np.zeros(len(sets), bool)
    used[joint] = True
    number, nodes = np.cumsum(used) - 1, np.flatnonzero(used)
    tests = family_of(sets, products, progress.part(0.0, 0.2))
    columns, improving = grades.columns(*sets.products(nodes), tests, progress=progress.part(0.2, 0.9))
    of = number[joint]
    columns = {name: column[of] for name, column in columns.items()}
    surer = grades.improving(sides, of, improving, progress.part(0.9, 1.0)) | (np.diff(sides[0]) == 2)
    columns["grade"][~surer] = NONE
    return columns | {"says_more": columns["grade"] >= B}


def _sets(search: _Search, money: dict[str, np.ndarray], progress: Progress) -> _Found:
    """All from the minimum on. Where it was chosen by hand, money is asked for, and they are too many: those that bring most."""
    sets = find_itemsets(
        search.start, search.items, len(search.totals), search.floor, min_size=search.settings.min_size, max_size=search.settings.max_size,
        must=search.must, most=search.most, memory=search.memory, progress=progress.part(0.0, MINED),
    )  # fmt: skip
    if search.settings.measure in MONEY and sets.min_orders > search.floor:
        del sets
        return _worthy(search, money["money"], progress.part(MINED, 1.0))
    rows = sets.rows()
    columns = _set_columns(sets, rows, search) | _brought(sets, rows, search, money, progress.part(MINED, ADDED))
    whole = _whole(sets, rows, progress.part(ADDED, 0.8, SORTING))
    worth = columns["orders"] * (1 - 1 / columns["lift"])
    if search.grades:
        tests = family_of(sets, len(search.totals), progress.part(0.8, 0.85))
        columns |= _graded_sets(search.grades, whole, tests, FEWEST, progress.part(0.85, 1.0))
        worth = columns["counted"] - columns["expected"]
    return _Found(whole, columns, worth, sets.min_orders, _limited(search, sets.min_orders))


def _graded_sets(
    grades: SetGrades, whole: tuple[np.ndarray, np.ndarray, np.ndarray], tests: int, fewest: int, progress: Progress
) -> dict[str, np.ndarray]:
    columns, _ = grades.columns(*whole[:2], tests, fewest, progress)
    return columns | {"says_more": columns["grade"] >= B}


def _worthy(search: _Search, money: np.ndarray, progress: Progress) -> _Found:
    """The sets that bring most. They stand in enough orders too: else any large order would be among them."""
    most = min(search.most, MOST_WORTHY)
    found = find_worthy_itemsets(
        search.start, search.items, money, len(search.totals), 0.0, min_orders=search.floor, min_size=search.settings.min_size,
        max_size=search.settings.max_size, must=search.must, most=most, memory=search.memory, progress=progress.part(0.0, 0.8),
    )  # fmt: skip
    rows = found.rows()
    columns = _set_columns(found.sets, rows, search) | {"money": found.money[rows]}
    whole = _whole(found.sets, rows)
    if search.grades:
        columns |= _graded_sets(search.grades, whole, *_tests(search, progress.part(0.8, 0.95)), progress.part(0.95, 1.0))
    limited = None
    if not found.complete:
        limited = message(N_("These are the {most} that bring most: {money:money} and more."),
                          money=found.min_money, most=len(rows))  # fmt: skip
    return _Found(whole, columns, columns["money"], search.floor, limited)


def _tests(search: _Search, progress: Progress) -> tuple[int, int]:
    """How many sets there are to test, whatever they bring, and from how many orders on."""
    sets = find_itemsets(
        search.start, search.items, len(search.totals), search.floor, max_size=MOST_TESTED, must=search.must, most=search.most,
        memory=search.memory, progress=progress.part(0.0, 0.7),
    )  # fmt: skip
    return family_of(sets, len(search.totals), progress.part(0.7, 1.0)), sets.min_orders


def _set_columns(sets: ItemSets, rows: np.ndarray, search: _Search) -> dict[str, np.ndarray]:
    expected, commonest = _by_chance(sets.parent, sets.item, search.totals / search.orders, search.totals)
    orders = sets.orders[rows]
    return {"orders": orders, "support": orders / search.orders, "lift": orders / (expected[rows] * search.orders),
            "all_confidence": orders / commonest[rows]}  # fmt: skip


def _whole(sets: ItemSets, rows: np.ndarray, progress: Progress = SILENT) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return (*sets.products(rows, progress), np.zeros(len(rows), np.int32))


def _limited(search: _Search, floor: int) -> dict[str, Any] | None:
    if floor == search.floor:
        return None
    return message(N_("There are more with fewer orders; not all of them would fit."))


def _reason(search: _Search, found: _Found) -> dict[str, Any]:
    """From how many orders on, and why, as a message."""
    asked, values = search.settings.min_orders, {"floor": found.floor}
    if found.floor > search.floor and search.most != _listed(search.settings):
        said = N_("At least {floor} orders together, because all with fewer would take more than the {memory} MB of memory they may.")
        values["memory"] = search.memory // 1024**2
    elif found.floor > search.floor:
        said = N_("At least {floor} orders together, because a longer list could not be shown at once.")
    elif asked:
        said = N_("At least {floor} orders together, because you chose so.")
    elif found.floor == FEWEST:
        said = N_("At least {floor} orders together, because fewer would rest on a handful of customers.")
    else:
        said = N_("At least {floor} orders together, because that is 1 in {one_in} of the {orders} orders.")
        values |= {"one_in": ONE_IN, "orders": search.orders}
    return message(said, **values)


def _key(found: _Found, measure: str) -> np.ndarray:
    """What the rows are sorted by."""
    return found.columns["money" if measure in MONEY else measure] if measure else found.worth


@njit(nogil=True, cache=True)
def _by_chance(parent: np.ndarray, item: np.ndarray, share: np.ndarray, totals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each node: the share of orders that would hold all of it if each product were bought by itself, and the orders of the product
    that is in most."""
    together, most = np.empty(len(item)), np.empty(len(item), np.int64)
    for node in range(len(item)):
        together[node], most[node] = share[item[node]], totals[item[node]]
        if parent[node] >= 0:
            together[node] *= together[parent[node]]
            most[node] = max(most[node], most[parent[node]])
    return together, most


def warm_up() -> None:
    """Compile (or load from the cache) the kernels here."""
    one = np.zeros(1, np.int32)
    _by_chance(one - 1, one, np.ones(1), one)
