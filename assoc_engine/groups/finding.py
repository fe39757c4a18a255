"""The groups of products of a shop: from its orders, proven on orders that did not make them, named, with what to do with each.

What two products have beyond chance in the same orders makes them points (vectors.py); points become groups (clustering.py); how many
groups there are, and which of them count, is told by halves of the orders (stability.py). A group stays where halves find it again and
where, in the half that did not make it, its products meet more often than chance has them meet. Products that halves do not put
there again belong to no group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from ..models.contract import Train
from ..models.splitting import basket_matrix
from ..progress import SILENT, Progress
from ..rules.chance import Chance
from ..rules.tails import upper_tail
from ..text import N_, message
from .advice import advise, facts_of
from .chance import chance_of, dealt, met
from .clustering import group, numbers_for
from .joining import join
from .naming import name_groups
from .picture import places
from .stability import Trial, Trials, choose, found_again, try_numbers, within
from .vectors import Directions, directions, fused, longest, of_names

LOOKED_AT, ORDERS = 1_500, 10  # products grouped by themselves at most, and the orders each of them is in
FEWEST = 12  # such products without which there is nothing to group
AGAIN, ALIKE = 0.5, 0.5  # share of the halves that put a product there; mean Jaccard index of a group (below, it dissolves: Hennig)
MEMBERS = 3  # products of a group
TIMES, ALARM = 1.2, 0.05  # times as often as by chance in the other half; rate of false alarms over all groups


@dataclass(frozen=True)
class Groups:
    """`product` int32: those that any order holds, rising. `cluster` int32: the number of its group, −1 none. `strength` float64 0–1: of
    products in enough orders the share of the halves that put them there; of the others the share of their nearest that are there;
    0 for who is in none. `x`, `y` float64: the place in the picture, NaN not drawn. `clusters`: as docs/workspace.md says. `trials`: one
    a number of groups tried, `chosen`: that number, 0 none. `vectors`: "orders", or "orders and names". `answer`: message."""

    product: np.ndarray
    cluster: np.ndarray
    strength: np.ndarray
    x: np.ndarray
    y: np.ndarray
    clusters: list[dict[str, Any]]
    trials: list[Trial]
    chosen: int
    vectors: str
    answer: dict[str, Any]


@dataclass(frozen=True)
class _Shop:
    """What is given: see find_groups. `names`: the names as points, of all products."""

    train: Train
    baskets: sparse.csr_matrix
    chance: Chance
    links: tuple[np.ndarray, np.ndarray]
    categories: Sequence[str]
    names: np.ndarray | None


@dataclass(frozen=True)
class _Made:
    """Groups of `products` (int64): `labels` int32 and `strength` float64 a product; the `points` of each, and what they were `found`
    along."""

    products: np.ndarray
    labels: np.ndarray
    strength: np.ndarray
    points: np.ndarray
    found: Directions


def find_groups(
    train: Train, links: tuple[np.ndarray, np.ndarray], categories: Sequence[str] = (), seed: int = 0, progress: Progress = SILENT
) -> Groups:
    """`links`: product numbers of the pairs that pass the guard against chance. `categories`: one a product, "" unknown; none where the
    file has none. They only name groups. The same orders and seed give the same groups.

    Where nothing holds together there are no groups, and `answer` says why; every product is in none then. Raises Cancelled.
    """
    baskets, counts = basket_matrix(train), train.counts
    products = np.sort(np.lexsort((np.arange(len(counts)), -counts))[: min(LOOKED_AT, int((counts >= ORDERS).sum()))])
    numbers = numbers_for(len(products))
    if len(products) < FEWEST or not numbers:
        return _none(counts, [], message(N_("Only {count} products are in {orders} orders or more: too few to form groups."),
                                         count=len(products), orders=ORDERS))  # fmt: skip
    progress.step(0, 1, N_("Reading the names of the products"))
    names = of_names(train, seed)
    halves = progress.part(0.02, 0.75, N_("Grouping halves of the orders"))
    trials = try_numbers(baskets, products, None if names is None else names[products], numbers, seed, halves)
    chosen = choose(trials.tried)
    if chosen is None:
        return _none(counts, trials.tried, message(_NOTHING, count=len(products), orders=ORDERS))
    chance = chance_of(baskets)
    made = _made(baskets, chance, products, names, trials, chosen, seed, progress.part(0.75, 0.8, N_("Grouping all orders")))
    if made.labels.max(initial=-1) < 0:
        return _none(counts, trials.tried, message(_UNPROVEN, count=chosen.number))
    shop = _Shop(train, baskets, chance, links, categories, names)
    return _told(shop, made, trials, chosen, progress.part(0.8, 1.0, N_("Naming the groups")))


_NOTHING = N_("There are no groups: the {count} most bought products (each in {orders} orders or more) come together as chance has it, and "
              "halves of the orders do not agree on any grouping.")  # fmt: skip
_UNPROVEN = N_("There are no groups that hold: of {count} groups tried, none was found again in halves of the orders with its products "
               "together more often than by chance.")  # fmt: skip


def _made(
    baskets: sparse.csr_matrix, chance: Chance, products: np.ndarray, names: np.ndarray | None, trials: Trials, chosen: Trial, seed: int,
    progress: Progress,
) -> _Made:  # fmt: skip
    """The groups of all orders that halves confirm, by their orders beyond chance, the most first."""
    control = dealt(baskets, seed)
    noise = longest(met(control, chance_of(control), products))
    progress.step(1, 3)
    whole = met(baskets, chance, products)
    found = directions(whole, noise)
    progress.step(2, 3)
    points = fused(found.points, None if names is None else names[products], trials.weight)
    nothing = _Made(products, np.full(len(products), -1, np.int32), np.zeros(len(products)), points, found)
    if not len(found):
        return nothing
    labels, strength = _confirmed(group(points, [chosen.number])[0], trials, [each.number for each in trials.tried].index(chosen.number))
    count = labels.max(initial=-1) + 1
    if not count:
        return nothing
    inside = np.where(labels < 0, count, labels)  # a group of their own, left out below
    beyond = within(inside, whole.joint)[:count] - within(inside, whole.expected)[:count]
    number = np.empty(count + 1, np.int32)
    number[np.argsort(-beyond, kind="stable")], number[-1] = np.arange(count), -1
    return _Made(products, number[inside], strength, points, found)


def _confirmed(labels: np.ndarray, trials: Trials, place: int) -> tuple[np.ndarray, np.ndarray]:
    """(labels int32, −1 where not confirmed; strength float64) of a grouping of all orders, by what halves say."""
    halves = [(half, *found_again(labels, half.labels[place])) for half in trials.halves]
    strength = np.mean([again for *_, again in halves], axis=0)
    alike = np.mean([jaccard for _, _, jaccard, _ in halves], axis=0)
    joint = np.mean([half.joint[place][nearest] for half, nearest, *_ in halves], axis=0)
    expected = np.mean([half.expected[place][nearest] for half, nearest, *_ in halves], axis=0)
    mean = np.maximum(expected, 1e-9)
    p = upper_tail(joint, mean, mean, np.full(len(joint), np.inf))  # pairs of many orders: Poisson
    proven = (joint >= TIMES * expected) & (p <= ALARM / len(joint))
    again = strength >= AGAIN
    holds = (alike >= ALIKE) & proven & (np.bincount(labels[again], minlength=len(alike)) >= MEMBERS)
    number = np.where(holds, np.cumsum(holds) - 1, -1)
    found = np.where(again, number[labels], -1).astype(np.int32)
    return found, np.where(found >= 0, strength, 0.0)


def _told(shop: _Shop, made: _Made, trials: Trials, chosen: Trial, progress: Progress) -> Groups:
    """Everything said of the groups; products in few orders join them first."""
    train = shop.train
    product = np.flatnonzero(train.counts).astype(np.int32)
    cluster, strength = np.full(train.products, -1, np.int32), np.zeros(train.products)
    cluster[made.products], strength[made.products] = made.labels, made.strength
    others = np.setdiff1d(product, made.products)
    cluster[others], strength[others] = join(shop.baskets, made.products, made.found, made.labels, others, shop.names,
                                             progress.part(0, 0.6))
    core = [_typical_first(made, number) for number in range(made.labels.max() + 1)]
    members = [_with_joined(mine, cluster, strength, number) for number, mine in enumerate(core)]
    called = name_groups(train.names, [mine.tolist() for mine in core], shop.categories, train.counts.tolist())
    clusters = []
    for number, (mine, (name, words)) in enumerate(zip(members, called, strict=True)):
        progress.step(0.6 + 0.4 * number / len(members), 1)
        clusters.append(_cluster(shop, cluster, number, mine, len(core[number]), name, words))
    x, y = _drawn(made, core, members, train.counts)
    values = {"count": len(clusters), "inside": int((cluster >= 0).sum()), "products": len(product)}
    return Groups(product, cluster[product], strength[product], x[product], y[product], clusters, trials.tried, chosen.number,
                  "orders and names" if trials.weight else "orders", message(_FOUND, **values))  # fmt: skip


_FOUND = N_("{count} group of products that go together, found again in halves of the orders; {inside} of {products} products belong to "
            "it.",
            "{count} groups of products that go together, found again in halves of the orders; {inside} of {products} products belong to "
            "one.")  # fmt: skip


def _typical_first(made: _Made, number: int) -> np.ndarray:
    """The products that make a group, the nearest to its middle first."""
    mine = np.flatnonzero(made.labels == number)
    middle = made.points[mine].mean(axis=0)
    return made.products[mine[np.argsort(-(made.points[mine] @ middle), kind="stable")]]


def _with_joined(core: np.ndarray, cluster: np.ndarray, strength: np.ndarray, number: int) -> np.ndarray:
    joined = np.setdiff1d(np.flatnonzero(cluster == number), core)
    return np.concatenate([core, joined[np.argsort(-strength[joined], kind="stable")]])


def _cluster(
    shop: _Shop, cluster: np.ndarray, number: int, members: np.ndarray, core: int, name: dict[str, Any], words: list[str]
) -> dict[str, Any]:
    """An entry of `clusters`. How often any two meet is told of the products that make the group, the first `core` of the members; what
    orders hold of it, of all of them."""
    pairs = met(shop.baskets, shop.chance, members[:core])
    facts = facts_of(shop.train, shop.baskets, members, float(pairs.joint.sum() / pairs.expected.sum()))
    kind, do = advise(facts)
    a, b = (cluster[ends] == number for ends in shop.links)
    return {"number": number, "name": name, "words": words, "products": members.tolist(), "size": len(members), "orders": facts.orders,
            "inside": float((a & b).sum() / max((a | b).sum(), 1)), "kind": kind, "do": do}  # fmt: skip


def _drawn(made: _Made, core: list[np.ndarray], members: list[np.ndarray], counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(x, y) by product number: of all groups, and of the products in enough orders that belong to none, the most bought first."""
    loose = made.products[made.labels < 0]
    loose = loose[np.argsort(-counts[loose], kind="stable")]
    place = np.full(len(counts), -1)
    place[made.products] = np.arange(len(made.products))
    middles = np.stack([made.points[place[mine]].mean(axis=0) for mine in core])
    return places(middles, members, loose, len(counts))


def _none(counts: np.ndarray, tried: list[Trial], answer: dict[str, Any]) -> Groups:
    product = np.flatnonzero(counts).astype(np.int32)
    nowhere = np.full(len(product), np.nan)
    return Groups(product, np.full(len(product), -1, np.int32), np.zeros(len(product)), nowhere, nowhere, [], tried, 0, "orders", answer)
