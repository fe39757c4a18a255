"""What the autoencoders leave in the workspace: how well orders can be restored, and which products of orders look out of place."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..text import N_, message
from ..workspace import Workspace
from .autoencoder import Autoencoder
from .basket_lesson import Tell, several
from .denoising import Denoiser

DOTS, DOUBTS = 4_000, 500
GUESSES = 10  # at most; of small assortments one in ten products
LOOKED_AT = 5_000  # of the latest orders, that are looked through for products out of place
DOUBTED = 0.5  # a product that belongs there with at least this chance is no doubt


def put_basket_nets(
    baskets: sparse.csr_matrix, products: np.ndarray, orders: np.ndarray, workspace: Workspace, progress: Progress = SILENT,
    tell_autoencoder: Tell = lambda curve: None, tell_denoising: Tell = lambda curve: None, seed: int = 0,
) -> None:  # fmt: skip
    """Teach both autoencoders and store table `basket_nets`. `baskets`: 0/1 CSR orders × products in order of time; `products`,
    `orders`: the workspace's numbers of its columns and rows. Where the orders teach nothing, the table says so and is empty."""
    try:
        net = Autoencoder(tell=tell_autoencoder).fit(baskets, progress.part(0, 0.4))
        denoiser = Denoiser(tell=tell_denoising).fit(baskets, progress.part(0.4, 0.85))
    except NothingToAnalyse as error:
        nothing: dict[str, Any] = {"loss": [], "validation": [], "squared": [], "squared_apart": [], "popularity": None}
        workspace.put("basket_nets", _columns(*[np.empty(0)] * 6),
                      {"autoencoder": nothing, "answer": message(error.message, **error.values), "orders": 0, "of": 0,
                       "tells": False})  # fmt: skip
        return
    there, given = entries_shown(net, seed)
    usable = len(several(baskets))
    said, tells = answer(denoiser, usable)
    order, product, chance, missing = _doubts(denoiser, baskets, progress.part(0.85, 1)) if tells else (np.empty(0, np.int64),) * 4
    columns = _columns(there, given, orders[order], products[product], chance, np.where(missing >= 0, products[missing], -1))
    about = {"loss": net.curve.loss, "validation": [-figure for figure in net.curve.figure], "squared": net.squared,
             "squared_apart": net.squared_apart, "popularity": net.by_popularity}  # fmt: skip
    workspace.put("basket_nets", columns, {"autoencoder": about, "answer": said, "tells": tells, "of": usable,
                                           "orders": net.lesson.examples + net.lesson.judged})  # fmt: skip


def _columns(
    there: np.ndarray, given: np.ndarray, order: np.ndarray, product: np.ndarray, chance: np.ndarray, missing: np.ndarray
) -> dict[str, Any]:
    whole = {"doubt_order": order, "doubt_product": product, "missing_product": missing}
    return {"input": np.asarray(there, np.float64), "output": np.asarray(given, np.float64), "doubt": np.asarray(chance, np.float64),
            **{name: np.asarray(values, np.int32) for name, values in whole.items()}}  # fmt: skip


def answer(denoiser: Denoiser, usable: int) -> tuple[dict[str, Any], bool]:
    """(message, yes or no): does the net know more of an order than which products sell best? Asked of the orders kept apart, with one
    product taken out of each. (How well the classic net restores whole orders says nothing of that: copying what it sees would do.)
    `usable`: orders of several products there are."""
    lesson = denoiser.lesson
    guesses = min(GUESSES, max(1, lesson.products // 10))
    net, popular = denoiser.guessed(lesson.apart, guesses)
    ahead = net.astype(np.float64) - popular
    values = {"orders": lesson.examples + lesson.judged, "of": usable, "guesses": guesses, "net": float(net.mean()),
              "popular": float(popular.mean())}  # fmt: skip
    tells = bool(ahead.mean() > 1.96 * ahead.std() / np.sqrt(len(ahead)))
    if not tells:
        said = N_("A net read {orders} orders of several products. If one product is taken out of an order, it names that product no more "
                  "often than a list of best sellers does: these orders hardly follow a pattern.")  # fmt: skip
    elif usable > values["orders"]:
        said = N_("A net read {orders} orders of several products, drawn from {of}. If one product is taken out of an order, the net’s "
                  "first {guesses} guesses name it in {net:percent} of cases, the best sellers in {popular:percent}.")  # fmt: skip
    else:
        said = N_("A net read {orders} orders of several products. If one product is taken out of an order, the net’s first {guesses} "
                  "guesses name it in {net:percent} of cases, the best sellers in {popular:percent}.")  # fmt: skip
    return message(said, **values), tells


def entries_shown(net: Autoencoder, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(input 0 or 1, output): entries of the orders kept apart, half of them bought, half of them not, each drawn by chance.
    Drawn from all entries alike, hardly one in fifty would be a bought one."""
    apart, draw = net.lesson.apart, np.random.default_rng([seed, 7])
    half = min(DOTS // 2, apart.nnz, apart.shape[0] * apart.shape[1] - apart.nnz)
    row = np.repeat(np.arange(apart.shape[0]), np.diff(apart.indptr))
    bought = np.sort(draw.permutation(apart.nnz)[:half])
    cells = np.sort(draw.integers(0, apart.shape[0] * apart.shape[1], 8 * half))
    taken = np.isin(cells, row.astype(np.int64) * apart.shape[1] + apart.indices)
    others = np.unique(cells[~taken])
    others = np.sort(draw.permutation(others)[:half])
    rows = np.concatenate([row[bought], others // apart.shape[1]])
    items = np.concatenate([apart.indices[bought], others % apart.shape[1]])
    asked, place = np.unique(rows, return_inverse=True)
    return np.repeat([1.0, 0.0], [len(bought), len(others)]), net.restored(apart[asked])[place, items]


def _doubts(denoiser: Denoiser, baskets: sparse.csr_matrix, progress: Progress) -> tuple[np.ndarray, ...]:
    """(order, product, chance, what would have been expected instead), the most doubtful first, one an order."""
    rows = several(baskets)[-LOOKED_AT:]
    some = baskets[rows]
    judged = denoiser.judge(some, progress)
    found = judged.take(np.argsort(judged.chance, kind="stable"))
    found = found.take(np.sort(np.unique(found.order, return_index=True)[1]))
    found = found.take(np.flatnonzero(found.chance < DOUBTED)[:DOUBTS])
    return rows[found.order], found.product, found.chance, denoiser.expected(some, found)
