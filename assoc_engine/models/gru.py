"""A GRU over each customer's orders that predicts the next basket, and may copy from his past or explore.

An order is the sum of its products' vectors. The net's state and the customer's whole past give one vector, whose product
with each product's vector says how likely it is (explore); to products of the past a small net adds what their frequency and
recency are worth, seen with the state and with what is particular to the product (copy). Padding is masked by reading the
state at the order's own place only.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from ..files import replacing
from ..progress import Progress
from ..settings import from_dict, limited
from .customer_scorer import CustomerScorer, batches, best_of
from .histories import CustomerOrders
from .pasts import MOST, Pasts
from .training import BEST, Curve, TrainingSettings, load_weights, train

FADINGS = (1.0, 0.9, 0.7, 0.4)  # of the sums over a past that tell frequency and recency
FEATURES = len(FADINGS) + 2


@dataclass(frozen=True)
class GruSettings:
    """`width`: of a product's vector; `hidden`: of the state. `dropout`: of both. `kept`: the share of customers whose last
    order is kept apart to end the training in time."""

    width: int = limited(64, 1, 4096)
    hidden: int = limited(96, 1, 4096)
    dropout: float = limited(0.3, 0.0, 0.95)
    kept: float = limited(0.15, 0.001, 0.9)
    training: TrainingSettings = field(default_factory=lambda: TrainingSettings(epochs=6, batch=64, rate=2e-3, patience=2))


def make_net(products: int, settings: GruSettings, popularity: np.ndarray):
    """The net itself; `popularity` float32 (products): log probabilities that the scores start from."""
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            width, hidden = settings.width, settings.hidden
            self.read = nn.EmbeddingBag(products, width, mode="sum")
            self.past = nn.EmbeddingBag(products, width, mode="sum")
            self.gru = nn.GRU(width + 2, hidden, batch_first=True)
            self.mix = nn.Linear(hidden + width, width)
            self.offer = nn.Linear(width, products)
            self.own = nn.Embedding(products, 4)
            self.gate = nn.Linear(hidden, 8)
            self.copy = nn.Sequential(nn.Linear(FEATURES + 12, 32), nn.ReLU(), nn.Linear(32, 1))
            self.drop = nn.Dropout(settings.dropout)
            for table in (self.read, self.past, self.offer, self.own):
                nn.init.normal_(table.weight, std=0.05)
            with torch.no_grad():
                self.offer.bias.copy_(torch.from_numpy(popularity))

        def forward(self, batch: dict):
            """Scores (moments × products) of a batch made by `Moments.batch`."""
            orders = self.read(batch["items"], batch["offsets"], per_sample_weights=batch["weights"])
            orders = torch.cat([self.drop(orders), batch["facts"]], dim=1)
            states, _ = self.gru(orders[batch["places"]])
            state = self.drop(states[batch["sequence"], batch["place"]])
            past = self.past(batch["past"], batch["past_offsets"], per_sample_weights=batch["past_weights"])
            scores = self.offer(self.drop(torch.tanh(self.mix(torch.cat([state, past], dim=1)))))
            seen = torch.cat([batch["features"], self.own(batch["past"]), self.gate(state)[batch["row"]]], dim=1)
            return scores.index_put((batch["row"], batch["past"]), self.copy(seen).squeeze(1), accumulate=True)

    return Net()


class Moments:
    """Customers' pasts as batches of tensors."""

    def __init__(self, orders: CustomerOrders) -> None:
        self.orders, self.pasts = orders, Pasts(orders)
        sums = [self.pasts.matrix(fading) for fading in FADINGS]
        self.past, count = sums[0], sums[0].data
        number = np.repeat(np.minimum(self.pasts.number, MOST), np.diff(self.past.indptr)).astype(np.float32)
        columns = [np.log(s.data) / 2 for s in sums] + [count / number, np.log(number) / 2]
        self.features = np.stack(columns, axis=1).astype(np.float32)
        self.weight = sums[1].data
        self.facts = order_facts(orders)

    def batch(self, customers: np.ndarray, moments: np.ndarray, device: str) -> dict:
        """Tensors for these moments, each of one of these customers (both rising); a customer's newest MOST orders are read."""
        import torch

        orders, pasts = self.orders, self.pasts
        last = pasts.number[moments]  # the moment's state is the one after the order `number − 1`
        owner = np.searchsorted(customers, pasts.owner[moments])
        most = np.zeros(len(customers), np.int64)
        np.maximum.at(most, owner, last)
        length = np.minimum(most, MOST)
        first = orders.start[customers] + most - length
        rows = spread(first, length)
        places = np.zeros((len(customers), int(length.max(initial=1))), np.int64)
        sequence = np.repeat(np.arange(len(customers)), length)
        inside = np.arange(len(rows)) - np.repeat(np.cumsum(length) - length, length)
        places[sequence, inside] = np.arange(len(rows))
        place = np.maximum(orders.start[customers][owner] + last - 1 - first[owner], 0)
        baskets, past = orders.baskets, self.past
        size, kept = np.diff(baskets.indptr)[rows], np.diff(past.indptr)[moments]
        lines, seen = spread(baskets.indptr[rows], size), spread(past.indptr[moments], kept)
        row = np.repeat(np.arange(len(moments)), kept)
        weight = self.weight[seen]
        total = np.bincount(row, weight, minlength=len(moments))
        arrays = {
            "items": baskets.indices[lines].astype(np.int64), "offsets": np.cumsum(size) - size,
            "weights": np.repeat(1 / np.sqrt(np.maximum(size, 1)), size).astype(np.float32),
            "facts": self.facts[rows], "places": places, "sequence": owner, "place": place,
            "past": past.indices[seen].astype(np.int64), "past_offsets": np.cumsum(kept) - kept,
            "past_weights": (weight / np.sqrt(total)[row]).astype(np.float32), "features": self.features[seen], "row": row,
        }  # fmt: skip
        return {name: torch.from_numpy(np.ascontiguousarray(value)).to(device) for name, value in arrays.items()}


def order_facts(orders: CustomerOrders) -> np.ndarray:
    """float32 orders × 2: log of the size, and of 1 + the days since the customer's order before (0 where not known)."""
    gap = np.zeros(len(orders.order))
    if orders.train.time is not None:
        time = orders.train.time[orders.order].astype(np.float64)
        gap[1:] = np.where(orders.position[1:] > 0, np.maximum(np.diff(time), 0) / 86_400, 0)
    return np.stack([np.log(np.maximum(orders.sizes, 1)) / 2, np.log1p(gap) / 4], axis=1).astype(np.float32)


def spread(start: np.ndarray, length: np.ndarray) -> np.ndarray:
    """start[0], start[0] + 1, … length[0] of them, then those of the next one."""
    return np.repeat(start - (np.cumsum(length) - length), length) + np.arange(int(length.sum()))


class NextBasketLesson:
    """Each customer is an example: all his orders but the first, each weighing the same however large it is."""

    def __init__(self, orders: CustomerOrders, settings: GruSettings) -> None:
        self.moments = Moments(orders)
        rng = np.random.default_rng([settings.training.seed, 1])
        able = np.flatnonzero(orders.number >= 2)
        self.kept = np.sort(rng.permutation(able)[: max(1, round(settings.kept * len(able)))])
        apart = np.isin(np.arange(len(orders.number)), self.kept)
        taught = orders.number - apart
        self.customers, self.taught = np.flatnonzero(taught >= 2), taught
        self.examples = len(self.customers)

    def loss(self, net, examples: np.ndarray, device: str):
        import torch

        orders, pasts = self.moments.orders, self.moments.pasts
        customers = np.sort(self.customers[examples])
        taught = self.taught[customers]
        newest = np.minimum(taught - 1, MOST - 1)
        moments = spread(pasts.start[customers] + taught - newest, newest)
        scores = net(self.moments.batch(customers, moments, device)).log_softmax(dim=1)
        after = orders.baskets[pasts.order[moments]]
        size = np.diff(after.indptr)
        row = torch.from_numpy(np.repeat(np.arange(len(moments)), size)).to(device)
        weight = torch.from_numpy(np.repeat(1 / size, size).astype(np.float32)).to(device)
        picked = scores[row, torch.from_numpy(after.indices.astype(np.int64)).to(device)]
        return -(picked * weight).sum() / len(moments)

    def validate(self, net, device: str, progress: Progress) -> float:
        """NDCG@10 on the last orders of the customers kept apart."""
        orders, pasts, gained = self.moments.orders, self.moments.pasts, []
        for rows in batches(len(self.kept), orders.train.products):
            progress.step(rows.start, len(self.kept))
            moments = pasts.now[self.kept[rows]] - 1
            scores = net(self.moments.batch(self.kept[rows], moments, device)).cpu().numpy()
            gained.append(ndcg(best_of(scores, 10)[0], orders.baskets[pasts.order[moments]]))
        return float(np.concatenate(gained).mean())


def ndcg(ids: np.ndarray, wanted) -> np.ndarray:
    """float64 (cases): NDCG of ids (cases × k) against the rows of a 0/1 CSR matrix that is empty in none."""
    k, sizes = ids.shape[1], np.diff(wanted.indptr)
    found = np.asarray(wanted[np.arange(len(ids))[:, None], np.maximum(ids, 0)].todense()) * (ids >= 0)
    worth = 1 / np.log2(np.arange(k) + 2)
    return (found * worth).sum(axis=1) / np.cumsum(worth)[np.minimum(sizes, k) - 1]


class GruNextBasket(CustomerScorer):
    """`folder`: where the net is kept while and after it is trained; one of its own, gone with it, where none is given."""

    name = "gru"

    def __init__(self, folder: Path | None = None, tell=lambda curve: None) -> None:
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="assoc-gru-")
        self.folder = Path(folder or self._own.name)
        self.tell, self.curve = tell, Curve()

    def learn(self, settings: GruSettings | None, progress: Progress) -> None:
        import torch

        self.settings = settings or GruSettings()
        self.folder.mkdir(parents=True, exist_ok=True)
        lesson = NextBasketLesson(self.orders, self.settings)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.settings.training.seed)
            self.net = make_net(self.orders.train.products, self.settings, self._log_popularity())
        with replacing(self.folder / "net.json") as path:
            path.write_text(json.dumps({"kind": self.name, "settings": asdict(self.settings)}), encoding="utf-8")
        self.curve = train(self.net, lesson, self.settings.training, self.folder, progress, self.tell)
        self.moments = lesson.moments

    def see(self, orders: CustomerOrders) -> "GruNextBasket":
        """Answer for these orders from now on, with what was learnt from others (the products are the same)."""
        self.orders, self.moments = orders, Moments(orders)
        return self

    def load(self, orders: CustomerOrders) -> "GruNextBasket":
        """Take the net of the folder in place of learning one. `orders`: those that the answers are about."""
        data = json.loads((self.folder / "net.json").read_text(encoding="utf-8"))
        self.orders, self.settings = orders, from_dict(GruSettings, data["settings"])
        counts = np.bincount(orders.train.items, minlength=orders.train.products)
        self.popularity = (counts / (counts.max(initial=0) + 1)).astype(np.float32)
        self.net = make_net(orders.train.products, self.settings, self._log_popularity())
        load_weights(self.net, self.folder / BEST)
        return self.see(orders)

    @property
    def parameters(self) -> int:
        return sum(p.numel() for p in self.net.parameters())

    def scores(self, customers: np.ndarray) -> np.ndarray:
        import torch

        self.net.eval()
        different, place = np.unique(customers, return_inverse=True)
        with torch.inference_mode():
            moments = self.moments.pasts.now[different]
            return self.net(self.moments.batch(different, moments, "cpu")).log_softmax(dim=1).numpy()[place]

    def _log_popularity(self) -> np.ndarray:
        counts = np.bincount(self.orders.train.items, minlength=self.orders.train.products) + 0.5
        return np.log(counts / counts.sum()).astype(np.float32)

