"""How the text CNN is taught: from the text of each product, what it was bought with.

Each product is an example, and its answer the whole distribution of its partners. Among many products a step scores some that
are drawn by popularity, each then divided by how often it is drawn (the logQ correction: Bengio and Senécal, 2008; Yi and others,
RecSys 2019). The products sold for the first time last teach nothing by their text: they judge, as new ones will.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ..progress import Progress
from .checkpoint import fingerprint
from .contract import Train
from .customer_scorer import batches, best_of
from .evaluation import best_gain
from .pair_scorers import age_weight, pair_counts, size_weight
from .splitting import basket_matrix
from .text_net import TextCnnSettings

if TYPE_CHECKING:
    from torch import Tensor

JUDGED = 30  # orders of a product by which it is judged, at most
PLACES = 10


class Texts:
    """Texts as tables of pieces; `letters`, `words`: int64 texts × pieces."""

    def __init__(self, letters: np.ndarray, words: np.ndarray) -> None:
        self.letters, self.words = letters, words

    def read(self, net: Any, rows: np.ndarray, device: str) -> Tensor:
        """Vectors (rows × width) of some of the texts."""
        import torch

        tables = (table[rows] for table in (self.letters, self.words))
        return net.read(*(torch.from_numpy(table[:, : max(1, int((table > 0).sum(axis=1).max(initial=1)))]).to(device) for table in tables))


class TextLesson:
    """`known`: numbers of the products that were sold, whose texts are `texts`; all else counts them from 0. `popularity`: the share
    of pairs that each is in."""

    def __init__(self, train: Train, known: np.ndarray, texts: Texts, settings: TextCnnSettings, progress: Progress) -> None:
        self.texts, self.settings = texts, settings
        weight = size_weight(train, settings.size_power) * age_weight(train, settings.half_life)
        pairs = sparse.csr_matrix(pair_counts(basket_matrix(train), weight, progress)[known][:, known])
        mass = np.asarray(pairs.sum(axis=1)).ravel().astype(np.float64)
        able = np.flatnonzero(mass > 0)
        self.kept = able[np.sort(_newest(train, known)[able].argsort(kind="stable")[: max(1, round(settings.kept * len(able)))])]
        self.taught = np.setdiff1d(able, self.kept)
        self.partners = sparse.csr_matrix(sparse.diags((1 / np.maximum(mass, 1e-12)).astype(np.float32)) @ pairs)
        self.worth = mass**settings.often / max((mass[self.taught] ** settings.often).mean(), 1e-12) if len(self.taught) else mass
        smooth = mass + 1e-3 * mass.sum() / max(len(known), 1) + 1e-12
        self.popularity = smooth / smooth.sum()
        self.wanted, self.asks = self._judging(train, known)
        self.examples, self.judged = len(self.taught), self.wanted.shape[0]
        self.fingerprint = fingerprint(train.start, train.items, train.time, known, texts.letters, texts.words, settings)

    def _judging(self, train: Train, known: np.ndarray) -> tuple[sparse.csr_matrix, np.ndarray]:
        """(some orders of each kept product without itself: 0/1 CSR orders × known, the place in `kept` of the one that asks)."""
        baskets = sparse.csr_matrix(basket_matrix(train)[:, known])
        holders, rng = sparse.csc_matrix(baskets), np.random.default_rng([self.settings.training.seed, 1])
        orders, places = [], []
        for place, product in enumerate(self.kept.tolist()):
            held = holders.indices[holders.indptr[product] : holders.indptr[product + 1]]
            held = held[np.diff(baskets.indptr)[held] > 1]
            some = rng.permutation(held)[:JUDGED]
            orders.append(some)
            places.append(np.full(len(some), place))
        if not orders:
            return baskets[:0], np.empty(0, np.int64)
        asks = np.concatenate(places)
        own = sparse.csr_matrix((np.ones(len(asks), np.float32), self.kept[asks], np.arange(len(asks) + 1)), (len(asks), len(known)))
        wanted = sparse.csr_matrix(baskets[np.concatenate(orders)] - own)
        wanted.eliminate_zeros()
        return wanted, asks

    def loss(self, net: Any, examples: np.ndarray, device: str) -> Tensor:
        """Cross entropy between a product's partners and what the net expects them to be, each product at its worth."""
        import torch

        products = self.taught[examples]
        vectors = self.texts.read(net, products, device)
        shown = (torch.rand(len(products)) >= self.settings.lost_own).float().to(device)
        vectors = vectors + net.asked(torch.from_numpy(products).to(device)) * shown[:, None]
        offered, chance = self._offered()
        answer = torch.from_numpy(self.partners[products][:, offered].toarray() / chance).to(device)
        itself = torch.from_numpy(products[:, None] == offered).to(device)
        scores = net.scores(vectors, torch.from_numpy(offered).to(device)).masked_fill(itself, -1e4)
        every = (scores - torch.from_numpy(np.log(chance)).to(device)).logsumexp(dim=1, keepdim=True)
        worth = torch.from_numpy(self.worth[products].astype(np.float32)).to(device)
        return ((answer * (every - scores)).sum(dim=1) * worth).mean()

    def _offered(self) -> tuple[np.ndarray, np.ndarray]:
        """(products scored in a step, float32 how likely each was to be among them)."""
        import torch

        number, drawn = len(self.popularity), self.settings.drawn
        if number <= drawn:
            return np.arange(number), np.ones(number, np.float32)
        rate = torch.from_numpy(self.popularity)
        offered = torch.unique(torch.multinomial(rate, drawn, replacement=True)).numpy()
        return offered, -np.expm1(drawn * np.log1p(-self.popularity[offered])).astype(np.float32)

    def validate(self, net: Any, device: str, progress: Progress) -> float:
        """NDCG@10 of the orders that hold products sold for the first time last, each asking by its text alone."""
        lists = np.full((len(self.kept), PLACES), -1, np.int32)
        for rows in batches(len(self.kept), len(self.popularity)):
            progress.step(rows.start, len(self.kept))
            scores = net.scores(self.texts.read(net, self.kept[rows], device)).cpu().numpy().astype(np.float64)
            scores[np.arange(len(scores)), self.kept[rows]] = -np.inf
            lists[rows] = best_of(scores, PLACES)[0]
        asked = lists[self.asks]
        found = np.asarray(self.wanted[np.arange(len(asked))[:, None], np.maximum(asked, 0)].todense()) * (asked >= 0)
        gain = (found / np.log2(np.arange(2, PLACES + 2))).sum(axis=1)
        return float((gain / best_gain(np.diff(self.wanted.indptr), PLACES)).mean())


def _newest(train: Train, known: np.ndarray) -> np.ndarray:
    """int64, one a known product: orders between its first one and the end; the newest product has the least."""
    order = np.repeat(np.arange(train.orders), np.diff(train.start))
    first = np.full(train.products, train.orders)
    np.minimum.at(first, train.items, order)
    return train.orders - first[known]
