"""What goes with a product that was never sold, told by the names of those that were: the most alike by tf-idf (Salton and Buckley,
1988), and what these were bought with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy import sparse

from ..files import replacing
from ..progress import SILENT, Progress
from ..settings import Checked, from_dict, limited
from .alike_reasons import alike_reasons
from .contract import NEW_PRODUCT, Cases, Train
from .customer_scorer import batches, best_of
from .pair_scorers import WeightedConfidence, WeightedSettings
from .reasons import Reasons
from .text_pieces import folded

NAMES, ORDERS = "names", "orders"
TIES = 1e-6  # what popularity adds at most: it orders equals, and alone where no name is alike
ABOUT = "model.json"


@dataclass(frozen=True)
class TfIdfSettings(Checked):
    """`by`: ORDERS ranks by what the products of like names were bought with (their confidence, small orders counting more, weighed
    by likeness to the `power`), NAMES by likeness alone."""

    by: str = field(default=ORDERS, metadata={"one_of": (NAMES, ORDERS)})
    power: float = limited(3.0, 0.1, 10.0)


def by_names(size: str, products: int) -> TfIdfSettings:
    """Likeness alone, at every size."""
    return TfIdfSettings(NAMES)


class TfIdfNeighbours:
    """Likeness is the cosine of the tf-idf of runs of 2 to 4 letters within words, which suits scripts without blanks too."""

    name = "tf-idf"
    tasks = (NEW_PRODUCT,)

    def fit(self, train: Train, settings: TfIdfSettings | None = None, progress: Progress = SILENT) -> Self:
        """See `contract.Recommender`."""
        self.train, self.settings = train, settings or TfIdfSettings()
        counts = train.counts
        self.known = np.flatnonzero(counts)
        self.popularity = counts[self.known] / max(counts.max(initial=0), 1)
        self.letters, self.texts = _letters([train.texts[number] for number in self.known.tolist()])
        self.bought = None
        if self.settings.by == ORDERS:
            self.bought = self._bought(progress)
        return self

    def _bought(self, progress: Progress) -> sparse.csr_matrix:
        """float32 known × known products: the share of the first one's orders that hold the second."""
        counted = WeightedConfidence().fit(self.train, WeightedSettings(half_life=0.0), progress)
        pairs = sparse.csr_matrix(counted.pairs[self.known][:, self.known])
        shares = sparse.diags((1 / np.maximum(counted.held[self.known], 1e-12)).astype(np.float32))
        return sparse.csr_matrix(shares @ pairs)

    def likeness(self, texts: Sequence[str]) -> np.ndarray:
        """float64 texts × known products, 0 to 1."""
        if self.letters is None:
            return np.zeros((len(texts), len(self.known)))
        return (self.letters.transform(list(map(folded, texts))) @ self.texts.T).toarray()

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """float64 texts × known products, higher is likelier."""
        alike = self.likeness(texts)
        if self.bought is not None:
            alike = alike**self.settings.power
            whole = np.maximum(alike.sum(axis=1, keepdims=True), 1e-12)
            alike = np.asarray((self.bought.T @ alike.T).T) / whole
        return alike + TIES * self.popularity

    def recommend(
        self, cases: Cases, k: int, exclude: Sequence[np.ndarray] | None = None, progress: Progress = SILENT
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `contract.Recommender`. A text like none gets the most popular products."""
        different, place = np.unique(np.array(list(cases.texts), object), return_inverse=True)
        ids, best = np.full((len(cases), k), -1, np.int32), np.full((len(cases), k), -np.inf)
        if not len(self.known):
            return ids, best
        for rows in batches(len(cases), len(self.known)):
            progress.step(rows.start, len(cases))
            asked, inside = np.unique(place[rows], return_inverse=True)
            scores = self.scores(different[asked].tolist())[inside]
            for row, forbidden in enumerate(exclude[rows] if exclude is not None else ()):
                scores[row, np.isin(self.known, forbidden)] = -np.inf
            found, best[rows] = best_of(scores, k)
            ids[rows] = np.where(found >= 0, self.known[np.maximum(found, 0)], -1)
        return ids, best

    def reasons(self, cases: Cases, ids: np.ndarray, progress: Progress = SILENT) -> Reasons:
        """Why each product is on its list: which known product is like the new one, and how often the two were bought together."""
        return alike_reasons(self.train, self.known, lambda rows: self.likeness([cases.texts[row] for row in rows]), ids, progress)

    def save(self, folder: Path) -> None:
        """Keep the settings: all else is counted again from the orders. Raises WriteError."""
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(folder / ABOUT) as path:
            path.write_text(json.dumps(asdict(self.settings)), encoding="utf-8")

    def load(self, folder: Path, train: Train) -> Self:
        """As it was saved; it learns anew, which takes no time."""
        return self.fit(train, from_dict(TfIdfSettings, json.loads((folder / ABOUT).read_text(encoding="utf-8"))))


def _letters(texts: Sequence[str]) -> tuple[Any, Any]:
    """(what turns texts into tf-idf, that of these texts: CSR texts × runs); (None, None) where no text holds a letter."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, lowercase=False)
    try:
        return letters, letters.fit_transform(list(map(folded, texts)))
    except ValueError:  # an empty vocabulary
        return None, None
