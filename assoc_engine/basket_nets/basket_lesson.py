"""What the nets on whole baskets share: which baskets teach and which are kept apart to judge, and how such a net is taught."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ..errors import NothingToAnalyse
from ..models.checkpoint import fingerprint
from ..models.training import Curve, Lesson, TrainingSettings, train
from ..progress import Progress
from ..text import N_

if TYPE_CHECKING:
    from torch import Tensor

LEAST_BASKETS, LEAST_PRODUCTS = 20, 3
MOST_BASKETS = 20_000  # so many are drawn from larger files: a net on a processor learns no more from further ones in its time
READ = 256  # baskets read at a time

Tell = Callable[[Curve], None]


def several(baskets: sparse.csr_matrix) -> np.ndarray:
    """int64: the rows of baskets of two products or more. One product alone says nothing of what goes together."""
    return np.flatnonzero(np.diff(baskets.indptr) >= 2)


def drawn(rows: np.ndarray, seed: int, most: int = MOST_BASKETS) -> np.ndarray:
    """`most` of the `rows` (int) by chance, rising; all where there are no more."""
    return rows if len(rows) <= most else np.sort(np.random.default_rng([seed, 3]).permutation(rows)[:most])


class BasketLesson:
    """Baskets drawn from 0/1 CSR orders × products, a share `kept` of them apart. `taught`, `apart`: 0/1 CSR float32.

    Raises NothingToAnalyse where there are too few orders of several products, or too few products.
    """

    def __init__(self, baskets: sparse.csr_matrix, kept: float, seed: int) -> None:
        rows = drawn(several(baskets), seed)
        if len(rows) < LEAST_BASKETS:
            raise NothingToAnalyse(N_("Nets learn from whole orders: {least} orders of several products are needed, "
                                      "and there are {there}."),
                                   least=LEAST_BASKETS, there=len(rows))  # fmt: skip
        if np.count_nonzero(np.bincount(baskets.indices, minlength=1)) < LEAST_PRODUCTS:
            raise NothingToAnalyse(N_("With two products only there is nothing that a net could learn."))
        turn = np.random.default_rng([seed, 2]).permutation(len(rows))
        apart = max(1, round(kept * len(rows)))
        self.taught = sparse.csr_matrix(baskets[rows[np.sort(turn[apart:])]], dtype=np.float32)
        self.apart = sparse.csr_matrix(baskets[rows[np.sort(turn[:apart])]], dtype=np.float32)
        self.examples, self.judged = self.taught.shape[0], self.apart.shape[0]
        self.fingerprint = fingerprint(self.taught.indptr, self.taught.indices, self.apart.indices)

    @property
    def products(self) -> int:
        """How many products a basket may hold."""
        return self.taught.shape[1]

    @property
    def share(self) -> np.ndarray:
        """float64, one a product: the share of the teaching baskets that hold it."""
        return np.bincount(self.taught.indices, minlength=self.products) / max(self.examples, 1)


def pieces(rows: int, progress: Progress) -> Iterator[slice]:
    """Rows in pieces that are read at once; steps the progress."""
    for low in range(0, rows, READ):
        progress.step(low, rows)
        yield slice(low, min(low + READ, rows))


def as_tensor(baskets: sparse.csr_matrix, device: str = "cpu") -> Tensor:
    """float32 baskets × products."""
    import torch

    return torch.from_numpy(baskets.toarray()).to(device)


def teach(make: Callable[[], Any], lesson: Lesson, training: TrainingSettings, progress: Progress, tell: Tell) -> tuple[Any, Curve]:
    """(net, Curve): a net that `make` makes, the same for the same seed, taught by the one loop; ready to be asked."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(training.seed)
        net = make()
    with tempfile.TemporaryDirectory(prefix="assoc-net-") as folder:
        curve = train(net, lesson, training, Path(folder), progress, tell)
    net.eval()
    return net, curve
