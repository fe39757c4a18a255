"""Points into groups: Ward's tree, cut at each number asked for, then k-means from the middles of the cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..progress import SILENT, Progress

SMALLEST, LARGEST, FEWEST, MOST, STEPS = 6, 60, 4, 150, 8


def numbers_for(products: int) -> list[int]:
    """Numbers of groups to be tried: a group holds SMALLEST to LARGEST products on average, for fewer are a pair and its company and
    more fit no shelf and no page; two or three groups only part the assortment, and nobody reads more than MOST."""
    high = min(MOST, products // SMALLEST)
    low = min(max(FEWEST, products // LARGEST), high)
    return sorted({int(number) for number in np.geomspace(low, high, STEPS).round()}) if high >= 2 else []


def group(points: np.ndarray, numbers: Sequence[int], progress: Progress = SILENT) -> list[np.ndarray]:
    """For each number the group of each point, int32 0 … number − 1; the same points give the same groups.

    Ward, JASA 1963, by scipy; k-means by scikit-learn, which starts from the tree's groups and lets points go to the nearer middle.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    tree, found = linkage(points, "ward"), []
    with threadpool_limits(1):  # on a busy machine threads that wait for one another take many times as long
        for place, number in enumerate(numbers):
            progress.step(place, len(numbers))
            cut = np.unique(fcluster(tree, number, "maxclust"), return_inverse=True)[1]
            middles = np.stack([points[cut == each].mean(axis=0) for each in range(cut.max() + 1)])
            found.append(KMeans(len(middles), init=middles, n_init=1, max_iter=30).fit_predict(points).astype(np.int32))
    return found
