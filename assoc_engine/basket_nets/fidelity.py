"""How like the real baskets the generated ones are: five figures, none of which a generator sees while it learns."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress

TOP = 1_000  # pairs that are compared
COPIED = 3  # products from which on a basket that equals a real one counts as copied
TOLD = 3_000  # baskets of either kind that the classifier is shown, at most
FEWEST = 40  # below so many of either kind no classifier says anything
DIRECTIONS = 32  # of the real baskets, that the classifier sees
TREES, GROWN = 60, 10  # of the classifier, and those grown between two looks at the progress


@dataclass(frozen=True)
class Fidelity:
    """`round`: of the training. `marginals`: correlation (Pearson) of the shares of baskets that hold each product. `sizes`:
    Kolmogorov-Smirnov distance of the numbers of products in a basket. `pairs`: share of the TOP pairs in most real baskets that are
    among the TOP of the generated ones. `copies`: share of the generated baskets of at least COPIED products that equal a real
    one. `telling`: accuracy of a classifier that tells real from generated, on baskets it has not seen; 0.5 when it cannot."""

    round: int
    marginals: float
    sizes: float
    pairs: float
    copies: float
    telling: float


def compare_baskets(
    real: sparse.csr_matrix, made: sparse.csr_matrix, round: int = 0, seed: int = 0, progress: Progress = SILENT
) -> Fidelity:
    """`real`, `made`: baskets × the same products, 0/1; empty baskets are left out. Undefined figures are NaN: of no basket, of
    products that are all bought alike, and `telling` of fewer than FEWEST baskets. Raises Cancelled."""
    real, made = (_filled(baskets) for baskets in (real, made))
    found = []
    for place, figure in enumerate((marginals, size_distance, shared_pairs, copied)):
        progress.step(place, 8)
        found.append(figure(real, made))
    shares, sizes, pairs, copies = found
    return Fidelity(round, shares, sizes, pairs, copies, telling(real, made, seed, progress.part(0.5, 1)))


def marginals(real: sparse.csr_matrix, made: sparse.csr_matrix) -> float:
    """The correlation, over products, of the shares of baskets that hold each; NaN where either side sells all products alike."""
    shares = [np.asarray(baskets.sum(axis=0), np.float64).ravel() / max(1, baskets.shape[0]) for baskets in (real, made)]
    if min(share.std() for share in shares) < 1e-12:
        return float("nan")
    return float(np.corrcoef(*shares)[0, 1])


def size_distance(real: sparse.csr_matrix, made: sparse.csr_matrix) -> float:
    """The largest difference of the two distribution functions."""
    if min(real.shape[0], made.shape[0]) == 0:
        return float("nan")
    sizes = [np.diff(baskets.indptr) for baskets in (real, made)]
    most = max(size.max() for size in sizes)
    steps = [np.bincount(size, minlength=most + 1).cumsum() / len(size) for size in sizes]
    return float(np.abs(steps[0] - steps[1]).max())


def shared_pairs(real: sparse.csr_matrix, made: sparse.csr_matrix, top: int = TOP) -> float:
    """Where fewer than `top` pairs ever met in real baskets, as many as met are compared."""
    first = top_pairs(real, top)
    return float(np.isin(first, top_pairs(made, len(first))).mean()) if len(first) else float("nan")


def top_pairs(baskets: sparse.csr_matrix, top: int) -> np.ndarray:
    """The pairs in most baskets, int64 a · products + b (a < b); of equals those of the lower numbers."""
    joint = sparse.coo_matrix(sparse.triu(baskets.T @ baskets, 1))
    keys = joint.row.astype(np.int64) * baskets.shape[1] + joint.col
    met = joint.data > 0
    return keys[met][np.lexsort((keys[met], -joint.data[met]))[:top]]


def copied(real: sparse.csr_matrix, made: sparse.csr_matrix) -> float:
    """The share of made baskets of at least COPIED products that are a real one."""
    known = set(contents(real))
    asked = contents(made)
    return float(np.mean([content in known for content in asked])) if asked else 0.0


def telling(real: sparse.csr_matrix, made: sparse.csr_matrix, seed: int = 0, progress: Progress = SILENT) -> float:
    """A two-sample test by a classifier (Lopez-Paz and Oquab, ICLR 2017): boosted trees over the size of a basket, how popular its
    products are, and where it lies along the main directions of the real ones."""
    count = min(real.shape[0], made.shape[0], TOLD)
    if count < FEWEST:
        return float("nan")
    from sklearn.ensemble import HistGradientBoostingClassifier

    rng = np.random.default_rng(seed)
    drawn = [baskets[np.sort(rng.permutation(baskets.shape[0])[:count])] for baskets in (real, made)]
    facts = _facts(sparse.csr_matrix(sparse.vstack(drawn)), real, seed)
    kind, taught = np.repeat([0, 1], count), rng.random(2 * count) < 0.5
    trees = HistGradientBoostingClassifier(learning_rate=0.1, max_leaf_nodes=15, random_state=seed, warm_start=True)
    for grown in range(GROWN, TREES + 1, GROWN):
        progress.step(grown, TREES)
        trees.set_params(max_iter=grown).fit(facts[taught], kind[taught])
    right = trees.predict(facts[~taught]) == kind[~taught]
    return float(np.mean([right[kind[~taught] == k].mean() for k in (0, 1)]))


def spread(baskets: sparse.csr_matrix, places: int = 200) -> np.ndarray:
    """float64: shares of baskets that hold each of some products, spread evenly over the columns given."""
    chosen = np.unique(np.linspace(0, baskets.shape[1] - 1, min(places, baskets.shape[1])).round().astype(np.int64))
    return np.asarray(baskets[:, chosen].mean(axis=0), np.float64).ravel()


def _facts(baskets: sparse.csr_matrix, real: sparse.csr_matrix, seed: int) -> np.ndarray:
    size = np.diff(baskets.indptr)[:, None].astype(np.float64)
    popularity = np.log(np.asarray(real.sum(axis=0)).ravel() + 1.0)[:, None]
    columns = [np.log(size), baskets @ popularity / size]
    directions = min(DIRECTIONS, min(real.shape) - 1)
    if directions > 0:
        start = np.random.default_rng(seed).normal(size=min(real.shape))
        _, _, across = sparse.linalg.svds(real.astype(np.float64), directions, v0=start)
        columns.append(baskets @ across.T / np.sqrt(size))
    return np.hstack(columns)


def _filled(baskets: sparse.csr_matrix) -> sparse.csr_matrix:
    baskets = sparse.csr_matrix(baskets)
    return baskets[np.flatnonzero(np.diff(baskets.indptr))]


def contents(baskets: sparse.csr_matrix) -> list[bytes]:
    """What is in each basket of at least COPIED products; equal where the products are the same."""
    baskets = baskets.sorted_indices()
    start, items = baskets.indptr, baskets.indices.astype(np.int32)
    return [items[low:high].tobytes() for low, high in itertools.pairwise(start) if high - low >= COPIED]
