"""The text CNN: a product's text as a vector, and how well each product that was sold goes with it.

Characters and words of the text each pass convolutions of a few widths whose strongest answers anywhere in the text are kept (Kim,
EMNLP 2014); the mean of the words stands beside them. The vector's product with a sold product's own vector, and what that product
is worth with anything (its bias), give the logarithm of its chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..settings import Checked, limited
from .training import TrainingSettings

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class TextCnnSettings(Checked):
    """`width`: of a product's vector; `letter`, `word`: of a character's and a word's; `filters`: convolutions of each width.
    `dropout`: of what they found; `lost_words`: the share of words not shown in teaching, so that names it never saw are read too;
    `lost_own`: the share of products taught by their text alone, as a new one has no more. `size_power`: a pair counts (order size
    − 1)^−power; `half_life`: and half after so many days; `often`: a product teaches in proportion to its pairs to this power.
    `kept`: the share of products, those sold for the first time last, that only judge. `drawn`: products scored in a step where
    there are more."""

    width: int = limited(64, 1, 4096)
    letter: int = limited(24, 1, 1024)
    word: int = limited(64, 1, 4096)
    filters: int = limited(64, 1, 4096)
    dropout: float = limited(0.3, 0.0, 0.95)
    lost_words: float = limited(0.1, 0.0, 0.95)
    lost_own: float = limited(0.7, 0.0, 1.0)
    size_power: float = limited(0.5, 0.0, 2.0)
    half_life: float = limited(60.0, 0.0, 100_000.0, "days; 0 for no ageing")
    often: float = limited(0.6, 0.0, 1.0)
    kept: float = limited(0.1, 0.001, 0.9)
    drawn: int = limited(4096, 16, 1_000_000, "products")
    training: TrainingSettings = field(
        default_factory=lambda: TrainingSettings(epochs=24, batch=64, rate=2e-3, decay=1e-4, patience=8)
    )


LETTER_WIDTHS, WORD_WIDTHS = (3, 4, 5), (1, 2)


def make_net(characters: int, words: int, popularity: np.ndarray, settings: TextCnnSettings) -> Any:
    """The net for so many different characters and words. `popularity` float32: log probabilities of the sold products, which the
    scores start from."""
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            width, filters = settings.width, settings.filters
            self.letter = nn.Embedding(characters + 1, settings.letter, padding_idx=0)
            self.word = nn.Embedding(words + 1, settings.word, padding_idx=0)
            self.letters = nn.ModuleList(nn.Conv1d(settings.letter, filters, k) for k in LETTER_WIDTHS)
            self.words = nn.ModuleList(nn.Conv1d(settings.word, filters, k) for k in WORD_WIDTHS)
            found = filters * (len(LETTER_WIDTHS) + len(WORD_WIDTHS)) + settings.word
            self.mix, self.drop = nn.Linear(found, width), nn.Dropout(settings.dropout)
            self.asked, self.offered = nn.Embedding(len(popularity), width), nn.Embedding(len(popularity), width)
            self.bias = nn.Parameter(torch.from_numpy(popularity.copy()))
            with torch.no_grad():
                self.word.weight[1:].normal_(std=0.1)
                self.asked.weight.normal_(std=0.02)
                self.offered.weight.normal_(std=0.05)

        def read(self, letters: Tensor, words: Tensor) -> Tensor:
            """Vectors (texts × width) of texts as Pieces.read gives them."""
            if self.training:
                words = words * (torch.rand(words.shape) >= settings.lost_words).to(words.device)
            shown = self.word(words)
            mean = shown.sum(dim=1) / (words > 0).sum(dim=1, keepdim=True).clamp(min=1).sqrt()
            found = [*_strongest(self.letters, self.letter(letters)), *_strongest(self.words, shown), mean]
            return self.mix(self.drop(torch.cat(found, dim=1)))

        def scores(self, vectors: Tensor, offered: Tensor | None = None) -> Tensor:
            """Vectors (cases × width) against the sold products with these numbers among themselves, or all of them."""
            if offered is None:
                return vectors @ self.offered.weight.T + self.bias
            return vectors @ self.offered(offered).T + self.bias[offered]

    def _strongest(convolutions: Any, shown: Tensor) -> list[Tensor]:
        """The strongest answer of each filter. So many blanks stand on either side that each text has a window of blanks alone,
        however long the others of its batch are: company does not change an answer."""
        blank = max(c.kernel_size[0] for c in convolutions)
        shown = nn.functional.pad(shown.transpose(1, 2), (1, blank))
        return [torch.relu(c(shown)).amax(dim=2) for c in convolutions]

    return Net()
