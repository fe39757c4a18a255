"""Words of a text, and how much each carries of a score.

What a word carries is its Shapley value (1953): words are blanked out of the text in every combination, and what the score loses
with the word is averaged over all orders in which words may go (Štrumbelj and Kononenko, JMLR 2010). Leaving out one word alone
would say nothing where two say the same. The values of a text's words add up to its score less that of the text without words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import lgamma

import numpy as np

from ..models.text_pieces import runs

MOST = 10  # words told apart; those behind are taken as one, so that 1,024 texts are read at most
APOSTROPHES = "'’"
LONGEST = 8  # characters of a word in scripts without blanks

Span = tuple[int, int]


def shapley(scores: Callable[[Sequence[str]], np.ndarray], text: str, spans: Sequence[Span]) -> tuple[np.ndarray, float]:
    """(float64 a span: its Shapley value, exactly; their sum). `scores(texts)` gives a number a text."""
    count = len(spans)
    if not count:
        return np.zeros(0), 0.0
    shown = np.arange(2**count)  # bit n: the span n stands
    held = (shown[:, None] >> np.arange(count)) & 1 > 0
    score = scores([blanked(text, spans, np.flatnonzero(row).tolist()) for row in held])
    others = held.sum(axis=1)
    values = np.empty(count)
    for span in range(count):
        without = shown[~held[:, span]]
        size = others[without]
        weight = np.exp([lgamma(s + 1) + lgamma(count - s) - lgamma(count + 1) for s in size.tolist()])
        values[span] = (weight * (score[without | (1 << span)] - score[without])).sum()
    return values, float(score[-1] - score[0])


def blanked(text: str, spans: Sequence[Span], kept: Sequence[int]) -> str:
    """The text with a blank in place of each span that is not among `kept` (numbers of spans)."""
    letters, stay = list(text), set(kept)
    for number, (low, high) in enumerate(spans):
        if number not in stay:
            letters[low:high] = [" "] + [""] * (high - low - 1)
    return "".join(letters)


def spans_of(text: str, texts: Sequence[str]) -> list[Span]:
    """Where the words of a text stand. Where a script puts no blanks, words are what its texts share: see `_shared`. From the MOST-th
    on all is one word."""
    found: list[Span] = []
    for low, high, unspaced in runs(text):
        if found and text[found[-1][1] : low] in APOSTROPHES and low - found[-1][1] == 1:
            found[-1] = (found[-1][0], high)
        else:
            found += [(low + a, low + b) for a, b in _shared(text[low:high], texts)] if unspaced else [(low, high)]
    return found if len(found) <= MOST else [*found[: MOST - 1], (found[MOST - 1][0], found[-1][1])]


def _shared(run: str, texts: Sequence[str]) -> list[Span]:
    """Cut a run of characters into pieces that several texts hold, so that the sum of (length − 1) · log(texts that hold the piece) is
    largest; neighbouring characters that no piece covers are one."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # up to each character: worth, and where the last piece begins
    for end in range(1, len(run) + 1):
        options = [(best[end - 1][0], end - 1)]
        for begin in range(max(0, end - LONGEST), end - 1):
            held = sum(run[begin:end] in text for text in texts)
            if held > 1:
                options.append((best[begin][0] + (end - begin - 1) * float(np.log(held)), begin))
        best.append(max(options))
    pieces: list[tuple[int, int, bool]] = []
    end = len(run)
    while end:
        begin = best[end][1]
        if end - begin == 1 and pieces and pieces[-1][2]:
            pieces[-1] = (begin, pieces[-1][1], True)
        else:
            pieces.append((begin, end, end - begin == 1))
        end = begin
    return [(begin, end) for begin, end, _ in reversed(pieces)]
