"""The same product under two codes (or two spellings): suggested where names differ by nothing that tells products apart.

Names are compared as words. Two that share all words but one each are compared further: the words must be spellings of
one another (rapidfuzz) and one of them rare, for two words that both occur often ("RED", "BED") are two words. Names of
few words, and those that have no words, such as Chinese ones, are compared letter by letter (slips.py). Nothing
may differ in a number, a size, a colour or a unit. Finding the pairs costs one entry a word of each name, not one a pair.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, combinations
from typing import Any

import numpy as np

from ..progress import SILENT, Progress
from ..text import N_, message
from .account import CleanTable
from .levels import is_variant_word
from .slips import Slips, near_pairs, plain

SHOWN = 50
ALIKE = 80  # of 100: two spellings of one word
CROWD = 12  # names that share all words but one are a family of products, not spellings of one
RARE = 2  # products a word stands in: more often, it is a word of its own
DEARER = 1.6  # times: prices further apart are of different products
CLOSE = 1.2  # times, where only letters were compared
STEP = 2000
_FILLERS = frozenset(["the", "a", "an", "of", "with", "and", "for", "in", "on", "by", "to", "de", "la", "的", "款", "新款", "正品", "包邮",
                      "官方", "装", "新"])
_WORD = re.compile(r"[^\W_]+", re.UNICODE)

CASE = N_("Codes and names that differ in capitals only.")
IDENTICAL = N_("The same name under two codes.")
EQUAL = N_("Names that differ in capitals, blanks, marks or the order of words only.")
SPELLED = N_("Names that differ in a spelling only: {first} and {second}.")
FORMS = N_("Names that differ in traditional and simplified characters only.")
FILLED = N_("Names that differ in small words only.")


def same_products(table: CleanTable, same_as: Mapping[str, str], progress: Progress = SILENT) -> tuple[dict[str, Any], ...]:
    """Entries of `same` (docs/workspace.md, `quality`), most rows first, at most SHOWN. `same_as`: as it is set now."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    facts = table.products
    split = [_words(name) for name in facts.name]
    count = Counter(word for words in split for word in set(words))
    rows = np.bincount(table.product, minlength=len(facts.code))
    slips = Slips(split, OSA.distance)
    found: dict[tuple[int, int], dict[str, Any]] = {}
    progress.step(0, 1, N_("Looking for products under two codes"))
    for step, (a, b) in enumerate(chain(_candidates(split), near_pairs([plain(words) for words in split]))):
        if step % STEP == 0:
            progress.step(0, 1, N_("Looking for products under two codes"))
        pair = (a, b) if a < b else (b, a)
        one_code = facts.code[a].casefold() == facts.code[b].casefold() and facts.code[a] != facts.name[a]
        if pair in found or _designs(facts.code[a], facts.code[b]):
            continue
        if facts.name[a] == facts.name[b] and one_code:
            found[pair] = message(CASE)  # at whatever price: it is often that of another channel
        elif not _near_in_price(facts.price[a], facts.price[b]):
            continue
        elif facts.name[a] == facts.name[b]:
            found[pair] = message(IDENTICAL)
        elif reason := _reason(split[pair[0]], split[pair[1]], count, fuzz.ratio):
            found[pair] = reason
        elif _near_in_price(facts.price[a], facts.price[b], CLOSE) and (slip := slips.between(split[pair[0]], split[pair[1]])):
            found[pair] = message(SPELLED, first=slip[0], second=slip[1])
    found = _one_each(found, rows)
    best = sorted(found, key=lambda pair: (-min(rows[list(pair)]), -rows[list(pair)].sum(), pair))[:SHOWN]
    return tuple(_entry(table, rows, *pair, found[pair], same_as) for pair in best)


def _entry(table: CleanTable, rows: np.ndarray, a: int, b: int, reason: dict[str, Any], same_as: Mapping[str, str]) -> dict[str, Any]:
    """The product with fewer rows first: it would become the other."""
    first, second = (a, b) if rows[a] <= rows[b] else (b, a)
    code, name = table.products.code, table.products.name
    return {
        "first": code[first], "second": code[second], "first_name": name[first], "second_name": name[second],
        "rows": [int(rows[first]), int(rows[second])], "reason": reason,
        "setting": {"same_as": {**same_as, code[first]: code[second]}},
    }  # fmt: skip


def _words(name: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", name).casefold())


def _candidates(split: list[list[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of names with the same letters, or with the same words but one on each side (or on one side)."""
    blocks: dict[str, list[int]] = {}
    for product, words in enumerate(split):
        whole = " ".join(sorted(words))
        keys = {whole, "=" + "".join(words)}
        if len(words) > 2:
            keys |= {" ".join(sorted(words[:i] + words[i + 1 :])) for i in range(len(words))}
        elif len(words) == 2:
            keys |= {words[0], words[1]}
        for key in keys - {"", "="}:
            blocks.setdefault(key, []).append(product)
    for members in blocks.values():
        if 1 < len(members) <= CROWD:
            yield from combinations(members, 2)


def _one_each(found: dict[tuple[int, int], dict[str, Any]], rows: np.ndarray) -> dict[tuple[int, int], dict[str, Any]]:
    """Of several products alike, each is suggested once: to join that with most rows."""
    chosen: dict[int, tuple[int, int]] = {}
    for a, b in sorted(found):
        less, more = (a, b) if rows[a] <= rows[b] else (b, a)
        if less not in chosen or rows[more] > rows[_other(chosen[less], less)]:
            chosen[less] = (a, b)
    return {pair: found[pair] for pair in set(chosen.values())}


def _other(pair: tuple[int, int], one: int) -> int:
    return pair[1] if pair[0] == one else pair[0]


def _designs(a: str, b: str) -> bool:
    """Codes that differ in their last letter ("82613A", "82613B"): designs of one article that the shop tells apart."""
    a, b = a.casefold(), b.casefold()
    return a != b and a[:-1] == b[:-1] and a[-1:].isalpha() and b[-1:].isalpha() and a[-2:-1].isdigit()


def _near_in_price(a: float, b: float, dearer: float = DEARER) -> bool:
    low, high = min(a, b), max(a, b)
    return not low > 0 or high / low <= dearer  # an unknown price (NaN) tells nothing


def _reason(a: list[str], b: list[str], count: Counter[Any], ratio: Callable[[str, str], float]) -> dict[str, Any] | None:
    """Why two names may be of one product, or None."""
    if "".join(a) == "".join(b):
        return message(EQUAL)
    if plain(a) == plain(b):
        return message(FORMS)
    if sorted(a) == sorted(b):  # white/red is not red/white
        variants = [[word for word in words if is_variant_word(word)] for words in (a, b)]
        return message(EQUAL) if variants[0] == variants[1] else None
    left, right = list((Counter(a) - Counter(b)).elements()), list((Counter(b) - Counter(a)).elements())
    if len(a) + len(b) - len(left) - len(right) < 4:  # too little in common to judge by
        return None
    if set(left) | set(right) <= _FILLERS:
        return message(FILLED)
    if len(left) != 1 or len(right) != 1 or not _spellings(left[0], right[0], count, ratio):
        return None
    return message(SPELLED, first=left[0], second=right[0])


def _spellings(a: str, b: str, count: Counter[Any], ratio: Callable[[str, str], float]) -> bool:
    if not (a + b).isalpha() or max(a + b) >= "\u2e80":  # in Chinese, one character of five is a flavour or a colour
        return False
    if min(len(a), len(b)) < 4 or is_variant_word(a) or is_variant_word(b):
        return False
    if min(count[a], count[b]) > RARE:
        return False
    return ratio(a, b) >= ALIKE
