"""What goes with a product, told by its text: for products that were never sold, and for all that were; and which texts are alike.

The net is told in text_net.py, how it is taught in text_lesson.py.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from ..errors import NothingToAnalyse
from ..files import replacing
from ..progress import SILENT, Progress
from ..settings import from_dict
from ..text import N_
from .alike_reasons import alike_reasons
from .checkpoint import BEST, load_weights, save_weights
from .contract import NEW_PRODUCT, PAGE, Cases, Train
from .customer_scorer import batches, best_of
from .reasons import Reasons
from .text_lesson import TextLesson, Texts
from .text_net import TextCnnSettings, make_net
from .text_pieces import Pieces, parts, parts_of
from .training import Curve, TrainingSettings
from .training import train as train_net

ABOUT = "net.json"
READ = 256  # texts read at a time


def sized(size: str, products: int) -> TextCnnSettings:
    """Settings of a size of `sizes.SIZES` for an assortment of so many products."""
    usual = TextCnnSettings()
    if size == "S":
        return replace(usual, width=32, filters=32, word=32, drawn=2048, training=replace(usual.training, epochs=12, patience=4))
    if size == "L":
        training = TrainingSettings(epochs=40, batch=256, rate=2e-3, decay=1e-4, patience=8)
        return replace(usual, width=128, filters=192, word=128, letter=48, dropout=0.4, drawn=16_384, training=training)
    return usual


class TextCnn:
    """`folder`: where the net is kept while and after it is trained; one of its own, gone with it, where none is given. `tell` gets
    the curve after each epoch. `vectors`: float32 products × width, of the texts of all products, also of those never sold."""

    name = "text-cnn"
    tasks = (PAGE, NEW_PRODUCT)

    def __init__(self, folder: Path | None = None, tell: Callable[[Curve], None] = lambda curve: None) -> None:
        if folder is None:
            self._own = tempfile.TemporaryDirectory(prefix="assoc-net-")
        self.folder = Path(self._own.name if folder is None else folder)
        self.tell, self.curve = tell, Curve()

    def fit(self, train: Train, settings: TextCnnSettings | None = None, progress: Progress = SILENT) -> Self:
        """Raises NothingToAnalyse where the products have no texts that tell them apart, or no two were bought together."""
        import torch

        self.settings, self.known = settings or TextCnnSettings(), np.flatnonzero(train.counts)
        texts = [train.texts[number] for number in self.known.tolist()]
        if len(set(map(frozenset, parts_of(texts, progress.part(0, 0.03))))) < 2:
            raise NothingToAnalyse(N_("The products’ names do not tell them apart, so nothing can be learnt from them."))
        self.pieces = Pieces.of(texts)
        lesson = TextLesson(train, self.known, Texts(*self.pieces.read(texts)), self.settings, progress.part(0.03, 0.1))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.settings.training.seed)
            self.net = self._make(np.log(lesson.popularity).astype(np.float32))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._describe(self.folder)
        self.curve = train_net(self.net, lesson, self.settings.training, self.folder, progress.part(0.1, 0.95), self.tell)
        return self._see(train, progress.part(0.95, 1))

    def save(self, folder: Path) -> None:
        """Keep the net in a folder, from which `load` takes it. Raises WriteError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._describe(folder)
        save_weights(self.net, folder / BEST)

    def load(self, folder: Path, train: Train) -> Self:
        """Take the net of a folder in place of teaching one; products are numbered as when it was taught."""
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        self.settings, self.known = from_dict(TextCnnSettings, about["settings"]), np.array(about["known"], np.int64)
        self.pieces = Pieces(tuple(about["characters"]), tuple(about["words"]))
        self.net = self._make(np.zeros(len(self.known), np.float32))
        load_weights(self.net, folder / BEST)
        return self._see(train)

    def _make(self, popularity: np.ndarray) -> Any:
        return make_net(len(self.pieces.characters), len(self.pieces.words), popularity, self.settings)

    def _describe(self, folder: Path) -> None:
        about = {"kind": self.name, "settings": asdict(self.settings), "known": self.known.tolist(),
                 "characters": self.pieces.characters, "words": self.pieces.words}  # fmt: skip
        with replacing(folder / ABOUT) as path:
            path.write_text(json.dumps(about), encoding="utf-8")

    def _see(self, train: Train, progress: Progress = SILENT) -> Self:
        """Answer for these products and their texts from now on."""
        self.net.eval()
        self.train, counts = train, train.counts[self.known]
        self.popularity = counts / max(counts.sum(), 1)
        self.said = frozenset().union(*parts_of([train.texts[number] for number in self.known.tolist()], progress.part(0, 0.3)))
        self.place = np.full(train.products, -1, np.int64)
        self.place[self.known] = np.arange(len(self.known))
        self.vectors = self.read(train.texts, progress.part(0.3, 1))
        return self

    @property
    def parameters(self) -> int:
        """Weights of the net."""
        return sum(p.numel() for p in self.net.parameters())

    def read(self, texts: Sequence[str], progress: Progress = SILENT) -> np.ndarray:
        """The vectors of texts: float32 texts × width."""
        import torch

        read, found = Texts(*self.pieces.read(texts)), np.zeros((len(texts), self.settings.width), np.float32)
        with torch.inference_mode():
            for low in range(0, len(texts), READ):
                progress.step(low, len(texts))
                rows = np.arange(low, min(low + READ, len(texts)))
                found[rows] = read.read(self.net, rows, "cpu").numpy()
        return found

    def likeness(self, vectors: np.ndarray) -> np.ndarray:
        """float64 vectors × sold products: the cosine."""
        return _unit(vectors) @ _unit(self.vectors[self.known]).T

    def scores(self, products: np.ndarray) -> np.ndarray:
        """float64 products × products: the chance of each to be the next one bought with these, which were sold; 0 where never sold."""
        import torch

        found = np.zeros((len(products), len(self.place)))
        with torch.inference_mode():
            vectors = torch.from_numpy(self.vectors[products]) + self.net.asked(torch.from_numpy(self.place[products]))
            found[:, self.known] = self.net.scores(vectors).softmax(dim=1).numpy()
        return found

    def text_scores(self, texts: Sequence[str]) -> np.ndarray:
        """float64 texts × products, as `scores`; for a text that shares nothing with any sold product's, the shares of all sales."""
        found = np.zeros((len(texts), len(self.place)))
        found[:, self.known] = np.where(self._says(texts)[:, None], np.exp(self.log_chances(texts)), self.popularity)
        return found

    def log_chances(self, texts: Sequence[str]) -> np.ndarray:
        """float32 texts × sold products: the logarithm of the chance of each to be the next one bought, as the net reads the text."""
        import torch

        with torch.inference_mode():
            return self.net.scores(torch.from_numpy(self.read(texts))).log_softmax(dim=1).numpy()

    def _says(self, texts: Sequence[str]) -> np.ndarray:
        """bool a text: whether it shares a word, or a part of one, with a sold product's."""
        return np.array([not self.said.isdisjoint(parts(text)) for text in texts], bool)

    def recommend(
        self, cases: Cases, k: int, exclude: Sequence[np.ndarray] | None = None, progress: Progress = SILENT
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `contract.Recommender`. Scores are chances."""
        keys = np.asarray(cases.keys)
        ids, best = np.full((len(keys), k), -1, np.int32), np.full((len(keys), k), -np.inf)
        for rows in batches(len(keys), len(self.place)):
            progress.step(rows.start, len(keys))
            scores = self._page(keys[rows]) if cases.task == PAGE else self._new(cases.texts[rows])
            scores[scores <= 0] = -np.inf
            for row, forbidden in enumerate(exclude[rows] if exclude is not None else ()):
                scores[row, forbidden] = -np.inf
            ids[rows], best[rows] = best_of(scores, k)
        return ids, best

    def _page(self, keys: np.ndarray) -> np.ndarray:
        """Products never sold answer by their text."""
        sold = self.place[keys] >= 0
        scores = np.empty((len(keys), len(self.place)))
        scores[sold] = self.scores(keys[sold])
        scores[~sold] = self.text_scores([self.train.texts[key] for key in keys[~sold].tolist()])
        scores[np.arange(len(keys)), keys] = 0
        return scores

    def _new(self, texts: Sequence[str]) -> np.ndarray:
        """A new product asks in each of its orders: each text is read once."""
        different = list(dict.fromkeys(texts))
        number = {text: place for place, text in enumerate(different)}
        return self.text_scores(different)[[number[text] for text in texts]]

    def reasons(self, cases: Cases, ids: np.ndarray, progress: Progress = SILENT) -> Reasons:
        """Why each product is on a new product's list: which sold product is like it, and how often the two were bought together."""
        vectors = self.read(list(cases.texts))
        vectors[~self._says(cases.texts)] = 0
        return alike_reasons(self.train, self.known, lambda rows: self.likeness(vectors[rows]), ids, progress)


def _unit(vectors: np.ndarray) -> np.ndarray:
    """float64: each row of length 1, or 0 where it is nothing."""
    length = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    return vectors / np.where(length > 0, length, 1)
