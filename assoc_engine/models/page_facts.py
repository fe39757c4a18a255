"""What is known of a pair (a page's product A, a candidate B) at the end of a past: counts under many weights, and what derives
from them. Computed a block of A at a time, so that memory grows with the candidates and not with the square of the products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from ..text import N_
from .contract import Train
from .customer_scorer import best_of
from .ease import Ease, EaseSettings
from .item_facts import item_facts, name_vectors
from .pair_scorers import STEP, age_weight, page_weight, pair_counts, size_weight
from .splitting import basket_matrix

CELLS = 450_000  # products A × products looked at in a step
NEIGHBOURS = 100  # kept of each product for what goes over a third one
SMALL, LARGE = 15, 40  # products: orders up to the one and over the other are counted apart
WINDOWS = ((0, 14), (0, 30), (30, 90), (90, 180))  # days before the end of the past
TRUST = 3.0  # orders of A (weighted) that a window needs to count as much as the whole past
CALLED = {"trending": 80, "flat120": 80, "ease": 80, "size_cosine": 80, "smooth": 80, "size30": 40, "customers_cosine": 40,
          "text": 30}  # fmt: skip
RANKED = ("trending", "ease", "smooth", "flat120", "size_cosine", "customers_cosine", "size_back", "text")
RELATIVE = ("size", "ease", "flat120", "smooth")
RECENT = 30  # of the most bought of the last 30 days are candidates everywhere


@dataclass(frozen=True)
class Pairs:
    """`a`, `b` int32 and `features` float32 (pairs × columns), grouped by A in the order asked."""

    a: np.ndarray
    b: np.ndarray
    features: np.ndarray


class PageFacts:
    """All of one past, ready to be asked for candidates. `columns` names the features after the first block was made."""

    def __init__(self, train: Train, progress: Progress = SILENT) -> None:
        self.train, self.baskets = train, basket_matrix(train)
        self.across = sparse.csr_matrix(self.baskets.T)
        self.orders = train.counts.astype(np.float64)
        self.weights = _order_weights(train)
        self.held = {name: self.baskets.T @ weight for name, weight in self.weights.items()}
        self.sized: dict[str, sparse.csr_matrix] = {}
        for number, (name, weight) in enumerate(self.weights.items()):
            progress.step(0.03 * number / len(self.weights), 1, N_("Looking at pairs of products"))
            self.sized[name] = sparse.csr_matrix(sparse.diags(weight.astype(np.float32)) @ self.baskets)
        progress.step(0.03, 1)
        self.items = item_facts(train, self.baskets)
        progress.step(0.04, 1)
        self.names = name_vectors(train)
        for number, look in enumerate((self._customers, self._latest, self._strata)):
            progress.step(0.06 + number / 100, 1)
            look()
        self._over_a_third(progress.part(0.1, 0.4))
        plain = EaseSettings()
        self.ease = Ease().fit(train, plain, progress.part(0.4, 1))
        recent = np.argsort(-self.items["sold30"], kind="stable")[:RECENT]
        self.everywhere = recent[self.orders[recent] > 0]
        self.columns: list[str] = []

    def _customers(self) -> None:
        """Customers as one large basket each, and as what an order of theirs usually holds."""
        train, known = self.train, np.flatnonzero(self.train.customer >= 0)
        owner = sparse.csr_matrix((np.ones(len(known), np.float32), (train.customer[known], known)),
                                  shape=(max(train.customers, 1), train.orders))  # fmt: skip
        bought = owner @ self.baskets
        bought.data[:] = 1
        weight = np.maximum(np.diff(bought.indptr) - 1, 1.0) ** -0.5
        self.bought_across = sparse.csr_matrix(bought.T)
        self.bought = sparse.csr_matrix(sparse.diags(weight.astype(np.float32)) @ bought)
        self.bought_held = np.maximum(bought.T @ weight, 1e-9)
        # Strangers' orders count as customers of one order.
        group = _owners(train)
        aged, groups = age_weight(train, 60), int(group.max(initial=-1)) + 1
        orders = np.arange(train.orders)
        rate = sparse.csr_matrix((aged.astype(np.float32), (group, orders)), shape=(groups, train.orders)) @ self.baskets
        sized = (aged * size_weight(train)).astype(np.float32)
        usual = sparse.csr_matrix((sized, (group, orders)), shape=(groups, train.orders)) @ self.baskets
        total = np.maximum(np.bincount(group, aged, minlength=groups), 0.25)
        self.rate_across, self.rate_held = sparse.csr_matrix(rate.T), np.maximum(np.asarray(rate.sum(0)).ravel(), 1e-6)
        self.usual = sparse.csr_matrix(sparse.diags((1 / total).astype(np.float32)) @ usual)

    def _latest(self) -> None:
        """For each customer and product the latest order that holds it: whoever buys a pair ten times is one witness."""
        group, orders = _owners(self.train), self.train.orders
        order = np.repeat(np.arange(orders), np.diff(self.baskets.indptr))
        key = group[order].astype(np.int64) * self.train.products + self.baskets.indices
        _, back = np.unique(key[::-1], return_index=True)
        last = np.sort(len(key) - 1 - back)
        ones = np.ones(len(last), np.float32)
        self.latest_across = sparse.csr_matrix((ones, (self.baskets.indices[last], order[last])),
                                               shape=(self.train.products, orders))  # fmt: skip

    def _strata(self) -> None:
        """Share of each product in orders of about one size: what a page's orders hold by their size alone."""
        size = np.diff(self.baskets.indptr)
        stratum = np.searchsorted(2.0 ** np.arange(0.5, 12, 0.5), size)
        orders = np.bincount(stratum, minlength=stratum.max(initial=0) + 1)
        into = sparse.csr_matrix((np.ones(len(size)), (stratum, np.arange(len(size)))), shape=(len(orders), len(size)))
        held = np.asarray((into @ self.baskets).todense())
        weight = np.bincount(stratum, size_weight(self.train), minlength=len(orders)) / np.maximum(orders, 1)
        self.in_stratum, self.share = held, held / np.maximum(orders, 1)[:, None]
        self.size_share = self.share * weight[:, None]

    def _over_a_third(self, progress: Progress) -> None:
        """The nearest products of each product, by confidence and by cosine, as sparse steps."""
        pairs = pair_counts(self.baskets, self.weights["size"], progress.part(0, 0.4))
        held = np.maximum(self.held["size"], 1e-9)
        scale = sparse.diags((1 / np.sqrt(held)).astype(np.float32))
        self.step = _row_shares(_nearest(pairs, progress.part(0.4, 0.7)))
        self.cosines = _nearest(sparse.csr_matrix(scale @ pairs @ scale), progress.part(0.7, 1))
        self.blend = _row_shares(self.cosines)
        self.confidence = sparse.csr_matrix(sparse.diags((1 / held).astype(np.float32)) @ pairs)

    def pairs(self, products: np.ndarray, progress: Progress = SILENT) -> Pairs:
        """Candidates of the products asked (those sold in the past; others get none) with all that is known of them."""
        parts = list(self.blocks(products, progress))
        if not parts:
            return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty((0, len(self.columns)), np.float32))
        return Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("a", "b", "features")))

    def blocks(self, products: np.ndarray, progress: Progress = SILENT) -> Iterator[Pairs]:
        """As `pairs`, some products at a time: for whoever keeps only some of the candidates."""
        known = np.asarray(products)[self.orders[products] > 0]
        size = max(1, CELLS // max(1, self.train.products))
        for low in range(0, len(known), size):
            progress.step(low, len(known), N_("Looking at pairs of products"))
            yield self._block(known[low : low + size])

    def _block(self, asked: np.ndarray) -> Pairs:
        dense = self._scores(asked)
        row, b = self._candidates(asked, dense)
        columns = {name: scores[row, b] for name, scores in dense.items()}
        for name in RANKED:
            columns[f"{name}_rank"] = _ranks(row, columns[name])
        for name in RELATIVE:
            top = best_of(dense[name], 5)[1]
            columns[f"{name}_relative"] = columns[name] / np.maximum(np.where(np.isfinite(top), top, 0).mean(1), 1e-9)[row]
        columns |= {f"b_{name}": values[b] for name, values in self.items.items()}
        columns |= {f"a_{name}": values[asked[row]] for name, values in self.items.items()}
        columns["price_ratio"] = self.items["price"][b] - self.items["price"][asked[row]]
        self.columns = list(columns)
        features = np.stack([values.astype(np.float32) for values in columns.values()], axis=1)
        return Pairs(asked[row].astype(np.int32), b.astype(np.int32), features)

    def _scores(self, asked: np.ndarray) -> dict[str, np.ndarray]:
        """float32 asked × products each: everything that is a score in itself."""
        rows, one = self.across[asked], np.float32
        joint = {name: np.asarray((rows @ sized).todense(), one) for name, sized in self.sized.items()}
        held = {name: np.maximum(self.held[name], 1e-6).astype(one) for name in joint}
        f = {name: block / held[name][asked, None] for name, block in joint.items()}
        for name in self.windows:
            f[name] = (joint[name] + one(TRUST) * f["size"]) / (held[name][asked, None] + one(TRUST))
        both, n = joint["all"], np.maximum(self.orders, 1).astype(one)
        f |= {"joint": both, "joint_size": joint["size"], "joint_small": joint["small"], "back": both / n}
        f["size_back"] = joint["size"] / held["size"]
        f["lift"] = (both + one(0.5)) * one(self.train.orders) / (np.outer(n[asked], n) + one(self.train.orders / 2))
        f["size_lift"] = joint["size"] * held["size"].sum() / np.outer(held["size"][asked], held["size"])
        f["cosine"] = both / np.sqrt(np.outer(n[asked], n))
        f["size_cosine"] = joint["size"] / np.sqrt(np.outer(held["size"][asked], held["size"]))
        f["trending"] = f["size"] * np.sqrt(self.items["trend30"]).astype(one)
        recent = (self.held["0-30"] / max((self.weights["0-30"] > 0).sum(), 1)).astype(one)
        f |= {f"prior{k}": (joint["size"] + one(k) * recent) / (n[asked, None] + one(k)) for k in (2, 8)}
        latest = self.latest_across[asked]
        for name in ("size", "size60"):
            f[f"latest_{name}"] = np.asarray((latest @ self.sized[name]).todense()) / np.maximum(
                latest @ self.weights[name], 1e-6).astype(one)[:, None]  # fmt: skip
        expected = (self.in_stratum[:, asked].T @ self.share).astype(one)
        f |= {"chance": expected / n[asked, None], "over_chance": (both + 1) / (expected + 1),
              "size_chance": (self.in_stratum[:, asked].T @ self.size_share).astype(one) / n[asked, None],
              "surprise": (both - expected) / np.sqrt(expected + one(0.5))}  # fmt: skip
        f["second"] = np.asarray((self.step[asked] @ self.step).todense())
        f["cosine_second"] = np.asarray((self.cosines[asked] @ self.cosines).todense())
        f["smooth"] = np.asarray((self.blend[asked] @ self.confidence).todense())
        f["ease"] = self.ease.scores(asked).astype(one)
        bought = np.asarray((self.bought_across[asked] @ self.bought).todense())
        f["customers"] = (bought / self.bought_held[asked, None]).astype(one)
        f["customers_cosine"] = (bought / np.sqrt(np.outer(self.bought_held[asked], self.bought_held))).astype(one)
        f["usual"] = np.asarray((self.rate_across[asked] @ self.usual).todense()) / self.rate_held[asked, None].astype(one)
        f["text"] = np.asarray((self.names[asked] @ self.names.T).todense(), one)
        return f

    @property
    def windows(self) -> list[str]:
        """The names of the windows of time that orders are counted in."""
        return [name for name in self.weights if "-" in name]

    def _candidates(self, asked: np.ndarray, dense: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """(row in `asked`, product) of the union of what the parts name, by row and product."""
        named = np.zeros((len(asked), self.train.products), bool)
        for name, most in CALLED.items():
            ids, _ = best_of(np.where(dense[name] > 0, dense[name], -np.inf), most)
            row, place = np.nonzero(ids >= 0)
            named[row, ids[row, place]] = True
        named[:, self.everywhere] = True
        named[:, self.orders == 0] = False
        named[np.arange(len(asked)), asked] = False
        row, product = np.nonzero(named)
        return row, product


def _order_weights(train: Train) -> dict[str, np.ndarray]:
    """The weights of orders under which pairs are counted. "flat": see `page_weight`."""
    size, by_size = np.diff(train.start), size_weight(train)
    flat = page_weight(size)
    group = _owners(train)
    age = np.zeros(train.orders) if train.time is None else (train.now - train.time) / 86_400
    recent = np.bincount(group[age <= 60], minlength=group.max(initial=-1) + 1)[group]
    active = np.where(train.customer < 0, 0.5, np.minimum(recent, 4))
    weights = {"all": np.ones(train.orders), "size": by_size, "flat": flat, "flat120": flat * age_weight(train, 120),
               "small": 1.0 * (size <= SMALL), "large": 1.0 * (size > LARGE), "strangers": by_size * (train.customer < 0),
               "even": by_size / np.sqrt(np.bincount(group, minlength=1)[group]),
               "active": by_size * active * age_weight(train, 180)}  # fmt: skip
    weights |= {f"size{days}": by_size * age_weight(train, days) for days in (30, 60, 90)}
    return weights | {f"{low}-{high}": by_size * ((age > low) & (age <= high)) for low, high in WINDOWS}


def _owners(train: Train) -> np.ndarray:
    """int64 an order: its customer, and a number of its own for every order of a stranger."""
    strangers = train.customer < 0
    owner = train.customer.astype(np.int64)
    owner[strangers] = train.customers + np.arange(strangers.sum())
    return owner


def _nearest(pairs: sparse.csr_matrix, progress: Progress) -> sparse.csr_matrix:
    """The NEIGHBOURS largest entries of each row."""
    parts = []
    for low in range(0, pairs.shape[0], STEP):
        progress.step(low, pairs.shape[0])
        some = pairs[low : low + STEP]
        row = np.repeat(np.arange(some.shape[0]), np.diff(some.indptr))
        kept = _ranks(row, some.data) < NEIGHBOURS
        parts.append(sparse.csr_matrix((some.data[kept], (row[kept], some.indices[kept])), shape=some.shape))
    return sparse.csr_matrix(sparse.vstack(parts)) if parts else pairs


def _row_shares(pairs: sparse.csr_matrix) -> sparse.csr_matrix:
    total = np.maximum(np.asarray(pairs.sum(axis=1)).ravel(), 1e-9)
    return sparse.csr_matrix(sparse.diags((1 / total).astype(np.float32)) @ pairs)


def _ranks(row: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The place of each value among those of its row (0: the largest); rows lie together, rising."""
    order = np.lexsort((-values, row))
    ranks = np.empty(len(row), np.int64)
    ranks[order] = np.arange(len(row)) - np.searchsorted(row, row[order])
    return ranks
