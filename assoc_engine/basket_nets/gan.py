"""A GAN of baskets: a generator makes them up, a critic tells them from real ones, and each learns from the other.

The generator is given a size and a season, drawn as they occur among the real orders, and if wanted a product that must be in the
basket; what else is in it, it makes from noise. It first learns as the decoder of a variational autoencoder (gan_lesson.py),
since a critic that only says "wrong" teaches 1,500 products slowly; then the two play (hinge loss: Lim and Ye 2017; Miyato and
others, ICLR 2018). The weights used are a running mean of the generator's (Yazıcı and others, ICLR 2019), of the best round.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ..errors import NothingToAnalyse, SettingError
from ..models.training import TrainingSettings, settled, train
from ..progress import SILENT, Progress
from ..settings import Checked, limited
from ..text import N_, message
from .fidelity import Fidelity, compare_baskets
from .gan_game import Game
from .gan_lesson import Orders, WarmLesson
from .gan_net import NetSettings, make_generator, race
from .gan_watch import Watch, collapsed

if TYPE_CHECKING:
    from torch import Tensor

FEWEST = 50  # orders of two products or more, below which there is nothing that a critic could tell
ROWS = 500  # baskets made at once
COLLAPSED = N_("The net that makes up orders no longer made them as varied as yours are: it was stopped in round {round}, and what "
               "was best before is used.")  # fmt: skip
SURE = 30.0  # log rate of a given product: it comes first


@dataclass(frozen=True)
class GanSettings(Checked):
    """`warm`: of the generator before the critic comes, at most `warm_steps` of it; `kept`: share of orders that end it in time.
    `distance`: what noise apart from the standard normal costs. `asked`: share of baskets for which a product is given. `rounds` of
    `steps` steps of the generator, each after `critic_steps` of the critic, which has `lead` before the first. `again`: weight of
    saying real orders again beside the critic's verdict. `slow`: share of the running mean that stays at each step. `most`:
    orders learned from; of more so many are drawn."""

    net: NetSettings = field(default_factory=NetSettings)
    warm: TrainingSettings = field(default_factory=lambda: TrainingSettings(epochs=20, batch=256, rate=2e-3, patience=3, device="cpu"))
    warm_steps: int = limited(1_100, 1, 1_000_000)
    kept: float = limited(0.05, 0.001, 0.9)
    distance: float = limited(1.0, 0.0, 100.0)
    asked: float = limited(0.5, 0.0, 1.0)
    rounds: int = limited(5, 1, 10_000)
    steps: int = limited(25, 1, 10_000)
    critic_steps: int = limited(2, 1, 100)
    lead: int = limited(100, 0, 10_000)
    rate: float = limited(5e-5, 1e-7, 1.0)
    critic_rate: float = limited(1e-3, 1e-7, 1.0)
    again: float = limited(0.01, 0.0, 100.0)
    heat: float = limited(1.0, 0.01, 100.0)
    slow: float = limited(0.97, 0.0, 0.9999)
    most: int = limited(40_000, FEWEST, 10_000_000, "orders")


class BasketGan:
    """After `fit`: `watch`, the figures of each round (round 0: before the critic came); `best`, the place in it of the weights
    used; `collapsed`; `notes`, messages about what was done otherwise than asked; `seasons`, the labels known.

    `folder`: where the first part keeps its state and goes on from; None for nowhere. `tell` gets a dict a round, see gan_watch.py."""

    def __init__(
        self, settings: GanSettings | None = None, folder: Path | None = None, tell: Callable[[dict[str, Any]], None] = lambda told: None
    ) -> None:
        self.settings, self.folder, self.tell = settings or GanSettings(), folder, tell
        self.watch: list[Fidelity] = []
        self.notes: list[dict[str, Any]] = []
        self.collapsed, self.best = False, 0

    def fit(self, baskets: sparse.csr_matrix, season: np.ndarray | None = None, progress: Progress = SILENT) -> BasketGan:
        """`baskets`: orders × products, 0/1; empty ones are left out. `season`: a label (int) an order. The same baskets, settings and
        seed give the same GAN. Raises NothingToAnalyse where too few orders hold two products, and what training.train raises."""
        import torch

        self.orders = self._taken(sparse.csr_matrix(baskets), season)
        seed, threads = self.settings.warm.seed, self.settings.warm.threads
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.net = make_generator(self.settings.net, log_rates(self.orders))
        self._warm_up(progress.part(0, 0.4))
        with settled(threads, "cpu"), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self._play(progress.part(0.4, 1))
        self.net.eval()
        return self

    def generate(
        self, count: int, seed: int = 0, given: int | None = None, season: int | None = None, progress: Progress = SILENT
    ) -> sparse.csr_matrix:
        """float32 count × products. Size and season are those of a real order drawn for each: of any, or of those that hold the product
        `given` (then in every basket) and lie in `season`. Raises SettingError for a product or season that was not learned."""
        import torch

        asked = self._drawn(count, seed, given, season)
        parts = []
        with torch.inference_mode(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            for low in range(0, count, ROWS):
                progress.step(low, count, N_("Making up orders"))
                made = self.made(self.net, *(part[low : low + ROWS] for part in asked))
                parts.append(sparse.csr_matrix(made.numpy()))
        return sparse.csr_matrix(sparse.vstack(parts), dtype=np.float32)

    def made(self, net: Any, sizes: Tensor, season: Tensor, given: Tensor) -> Tensor:
        """Baskets with gradients by a net, for tensors of what is asked."""
        import torch

        products = self.orders.baskets.shape[1]
        log_rates = net(torch.randn(len(sizes), self.settings.net.noise), sizes, season, given)
        wanted = given < products
        log_rates = log_rates.index_put((torch.nonzero(wanted)[:, 0], given[wanted]), torch.tensor(SURE))
        return race(log_rates, sizes, self.settings.heat)

    def expected_together(
        self, count: int, seed: int = 0, season: int | None = None, progress: Progress = SILENT
    ) -> tuple[np.ndarray, np.ndarray]:
        """(float64 products × products, float64 products): the share of generated orders that hold both, and that hold each, as the
        chances of `count` orders say; nothing is drawn but their noise, so rare pairs are told apart that no order would show."""
        import torch

        asked, products = self._drawn(count, seed, None, season), self.orders.baskets.shape[1]
        both, each = np.zeros((products, products)), np.zeros(products)
        with torch.inference_mode(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            for low in range(0, count, ROWS):
                progress.step(low, count, N_("Making up orders"))
                part = tuple(part[low : low + ROWS] for part in asked)
                chance = -torch.expm1(-self.net(torch.randn(len(part[0]), self.settings.net.noise), *part).exp())
                both += (chance.T @ chance).numpy()
                each += chance.sum(dim=0).numpy()
        return both / count, each / count

    def _taken(self, baskets: sparse.csr_matrix, season: np.ndarray | None) -> Orders:
        """What is learned from. Of too many orders some are drawn."""
        rows, settings = np.flatnonzero(np.diff(baskets.indptr)), self.settings
        if int((np.diff(baskets.indptr) > 1).sum()) < FEWEST:
            raise NothingToAnalyse(N_("Fewer than {fewest} orders hold two products or more: too few to learn from how whole orders look."),
                                   fewest=FEWEST)  # fmt: skip
        if len(rows) > settings.most:
            note = N_("Of {orders} orders {most} were drawn to learn from how whole orders look.")
            self.notes.append(message(note, orders=len(rows), most=settings.most))
            rows = np.sort(np.random.default_rng([settings.warm.seed, 2]).permutation(rows)[: settings.most])
        labels = np.zeros(baskets.shape[0], np.int64) if season is None else np.asarray(season)
        self.seasons, number = np.unique(labels[rows], return_inverse=True)
        return Orders(sparse.csr_matrix(baskets[rows], dtype=np.float32), number.astype(np.int64))

    def _warm_up(self, progress: Progress) -> None:
        settings = self.settings
        lesson = WarmLesson(self.orders, settings.kept, settings.distance, settings.asked, settings.warm.seed)
        steps = -(-lesson.examples // settings.warm.batch)
        warm = replace(settings.warm, epochs=max(1, min(settings.warm.epochs, settings.warm_steps // steps)))
        with tempfile.TemporaryDirectory() if self.folder is None else nullcontext(self.folder) as folder:
            train(self.net, lesson, warm, Path(folder), progress)

    def _play(self, progress: Progress) -> None:
        """Round after round against the critic, until the last or a collapse; the best round's weights stay."""
        game = Game(self)
        kept = game.weights()
        watch = Watch(self.orders)
        for round in range(self.settings.rounds + 1):
            part = progress.part(round / (self.settings.rounds + 1), (round + 1) / (self.settings.rounds + 1))
            if round:
                game.play(part.part(0, 0.6, N_("One net makes up orders, another tells them from real ones")))
            self.net.load_state_dict(game.weights())
            made = self.generate(watch.count, self.settings.warm.seed + 1, progress=part.part(0.6, 0.8))
            found = compare_baskets(self.orders.baskets, made, round, self.settings.warm.seed, part.part(0.8, 1))
            self.watch.append(found)
            self.collapsed = collapsed(found, self.orders.baskets, made)
            self.tell(watch.line(found, made, self.collapsed))
            if self.collapsed:
                self.notes.append(message(COLLAPSED, round=round))
                break
            if worth(found) >= worth(self.watch[self.best]):
                self.best, kept = round, game.weights()
        self.net.load_state_dict(kept)

    def _drawn(self, count: int, seed: int, given: int | None, season: int | None) -> tuple[Any, ...]:
        """(sizes, season, given): tensors of `count` orders asked for."""
        import torch

        orders, products = self.orders, self.orders.baskets.shape[1]
        pool = np.arange(len(orders))
        if given is not None:
            if not 0 <= given < products:
                raise SettingError(N_("There is no product {product} among those that were learned from."), product=given)
            pool = np.flatnonzero(orders.baskets[:, [given]].toarray().ravel())
        if season is not None:
            if season not in self.seasons:
                raise SettingError(N_("There is no season {season} among those that were learned from."), season=season)
            number = int(np.searchsorted(self.seasons, season))
            pool = pool[orders.season[pool] == number]
        pool = pool if len(pool) else np.arange(len(orders))
        rows = pool[np.random.default_rng([seed, 3]).integers(0, len(pool), count)]
        seasons = orders.season[rows] if season is None else np.full(count, number)
        asked = orders.sizes[rows], seasons, np.full(count, products if given is None else given, np.int64)
        return tuple(torch.from_numpy(np.ascontiguousarray(part)) for part in asked)


def worth(found: Fidelity) -> float:
    """By which rounds are compared: what is shared with the real orders less what tells them apart."""
    terms = (found.marginals, found.pairs, -found.sizes, -found.copies, -2 * (found.telling - 0.5))
    return float(np.nansum(terms))


def log_rates(orders: Orders) -> np.ndarray:
    """float32 seasons × products: at what rate each comes in a basket of the mean size, by the shares of orders that hold it; a season's
    share is drawn to that of all as if by 20 more orders."""
    number = np.bincount(orders.season)
    own = sparse.csr_matrix((np.ones(len(orders)), (orders.season, np.arange(len(orders)))), (len(number), len(orders)))
    held = np.asarray((own @ orders.baskets).todense())
    share = (held.sum(axis=0) + 0.5) / (len(orders) + 1)
    share = ((held + 20 * share) / (number[:, None] + 20)).clip(max=0.99)
    return (np.log(-np.log1p(-share)) - np.log(orders.sizes.mean())).astype(np.float32)
