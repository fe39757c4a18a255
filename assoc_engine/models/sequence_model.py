"""Recommenders of the next basket that read each customer's orders in turn: taught, kept and asked; the reader tells them apart."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import numpy as np

from ..files import replacing
from ..progress import SILENT, Progress
from ..settings import from_dict
from .checkpoint import BEST, load_weights, save_weights
from .contract import Train
from .customer_scorer import CustomerScorer, batches
from .histories import CustomerOrders
from .moments import Moments
from .next_basket_lesson import NextBasketLesson
from .sequence_net import SequenceSettings, Start, make_net
from .training import Curve, train
from .visit_time import EDGES, median_days

ABOUT = "net.json"


class SequenceNextBasket(CustomerScorer):
    """`folder`: where the net is kept while and after it is trained; one of its own, gone with it, where none is given. `tell`
    gets the curve after each epoch. A subclass names itself, its settings and its reader (see `make_net`)."""

    settings_kind: type[SequenceSettings]
    reader: Callable[..., Any]

    def __init__(self, folder: Path | None = None, tell: Callable[[Curve], None] = lambda curve: None) -> None:
        if folder is None:
            self._own = tempfile.TemporaryDirectory(prefix="assoc-net-")
        self.folder = Path(self._own.name if folder is None else folder)
        self.tell, self.curve = tell, Curve()

    def learn(self, settings: Any, progress: Progress) -> None:
        """See CustomerScorer."""
        import torch

        self.settings = settings or self.settings_kind()
        self.folder.mkdir(parents=True, exist_ok=True)
        lesson = NextBasketLesson(self.orders, self.settings)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.settings.training.seed)
            self.net = make_net(self.settings, lesson.start(), self.reader)
        self._describe(self.folder)
        self.curve = train(self.net, lesson, self.settings.training, self.folder, progress, self.tell)
        self.moments = lesson.moments

    def save(self, folder: Path) -> None:
        """Keep the net in a folder, from which `load` takes it. Raises WriteError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._describe(folder)
        save_weights(self.net, folder / BEST)

    def _describe(self, folder: Path) -> None:
        about = {"kind": self.name, "settings": asdict(self.settings), "dates": hasattr(self.net, "visit")}
        with replacing(folder / ABOUT) as path:
            path.write_text(json.dumps(about), encoding="utf-8")

    def load(self, folder: Path, train: Train) -> Self:
        """Take the net of a folder in place of learning one, for these orders; products are numbered as when it was taught."""
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        self.settings = from_dict(self.settings_kind, about["settings"])
        start = Start(np.zeros(train.products, np.float32), np.zeros(len(EDGES), np.float32) if about["dates"] else None)
        self.net = make_net(self.settings, start, self.reader)
        load_weights(self.net, folder / BEST)
        self.net.eval()
        return self.see(CustomerOrders(train))

    def see(self, orders: CustomerOrders) -> Self:
        """Answer for these orders from now on, with what was learnt from others (the products are the same)."""
        self.orders, self.moments = orders, Moments(orders)
        counts = orders.train.counts
        self.popularity = (counts / (counts.max(initial=0) + 1)).astype(np.float32)
        return self

    @property
    def parameters(self) -> int:
        """Weights of the net."""
        return sum(p.numel() for p in self.net.parameters())

    def scores(self, customers: np.ndarray) -> np.ndarray:
        """See CustomerScorer: logarithms of probabilities."""
        different, place = np.unique(customers, return_inverse=True)
        return self.scores_at(self.moments.pasts.now[different])[place]

    def scores_at(self, moments: np.ndarray) -> np.ndarray:
        """float32 moments × products: log probabilities of the next order's products at moments of `Pasts` (rising)."""
        import torch

        self.net.eval()
        with torch.inference_mode():
            return self.net(self._batch(moments)).log_softmax(dim=1).numpy()

    def days(self, customers: np.ndarray, progress: Progress = SILENT) -> np.ndarray:
        """float64: the days from now on until half of customers like each have ordered again, if he has not since his last
        order. inf: more than a year, or never; NaN: he has no order, or orders have no dates."""
        found = np.full(len(customers), np.nan)
        if hasattr(self.net, "visit") and self.moments.gaps is not None:
            known = np.flatnonzero(self.orders.number[customers] > 0)
            moments, place = np.unique(self.moments.pasts.now[customers[known]], return_inverse=True)
            found[known] = median_days(self.visits_at(moments, progress), self.moments.gaps.waited[moments])[place]
        return found

    def visits_at(self, moments: np.ndarray, progress: Progress = SILENT) -> np.ndarray:
        """float32 moments × spans of days: log odds of an order in each span at moments of `Pasts` (rising)."""
        import torch

        self.net.eval()
        found = np.zeros((len(moments), len(EDGES)), np.float32)
        with torch.inference_mode():
            for rows in batches(len(moments), 4 * self.settings.hidden * len(EDGES)):
                progress.step(rows.start, len(moments))
                batch = self._batch(moments[rows])
                found[rows] = self.net.visits(batch, self.net.states(batch)).numpy()
        return found

    def _batch(self, moments: np.ndarray) -> dict[str, Any]:
        return self.moments.batch(np.unique(self.moments.pasts.owner[moments]), moments, "cpu")
