"""What a group is called: the words that its products' names have in common and others lack; else its most typical product.

A phrase is a run of one to five words of a name; of scripts without blanks a run of two to six characters stands for a word. A
phrase is worth the share of the group's names that hold it, less a multiple of the share of all others that do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..models.text_pieces import parts
from ..models.text_pieces import words as words_of
from ..text import N_, message

RUN, CHARACTERS = 5, 6  # words of a phrase; characters of one in a script without blanks
HELD, PURE = 0.4, 0.5  # a phrase names a group where this share of its names holds it, and half of those that do are in it
# share of the names that a further phrase adds; and of those that hold it, how many are in the group
SECOND, SECOND_PURE, LOOSE = 0.25, 0.2, 0.1
TELLING = 4.0  # times as frequent in the group's names as in others, from which a phrase is told
LISTED = 6  # typical words told
CATEGORY = 0.8  # share of a group that its category names
JOINING = ("and", "for", "from", "the", "with")
SHORT = 40  # characters of a product's name inside a group's
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SHOWN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:['’][^\W_{_UNSPACED}]+)*").findall
_UNSPACED_START = re.compile(rf"[{_UNSPACED}]").match


@dataclass(frozen=True)
class Phrases:
    """`held`: phrases of each name, folded. `times`: names that hold each. `shown`: how each is written in the names most often."""

    held: list[frozenset[str]]
    times: Counter[Any]
    shown: dict[str, str]

    @classmethod
    def of(cls, names: Sequence[str]) -> Phrases:
        """The phrases of each product name, and how each is mostly written."""
        written: dict[str, Counter[Any]] = {}
        held = []
        for name in names:
            mine: dict[str, str] = {}
            for phrase in _phrases(name):
                mine.setdefault(phrase.casefold(), phrase)
            for key, phrase in mine.items():
                written.setdefault(key, Counter())[phrase] += 1
            held.append(frozenset(mine))
        times = Counter(phrase for mine in held for phrase in mine)
        return cls(held, times, {key: min(forms, key=lambda form: (-forms[form], form)) for key, forms in written.items()})

    def typical(self, members: Sequence[int]) -> list[tuple[str, float]]:
        """(phrase, share of the members that hold it), the most telling first; none that is part of a longer one as frequent here."""
        count = len(members)
        here = Counter(phrase for member in members for phrase in self.held[member])
        worth = {
            phrase: (times / count) * (times / self.times[phrase]) ** 0.5 * (1 + 0.1 * _length(phrase))
            for phrase, times in here.items()
            if times >= max(2, 0.15 * count)
            and times / count >= TELLING * (self.times[phrase] - times) / max(len(self.held) - count, 1)
        }  # fmt: skip
        found: list[tuple[str, float]] = []
        for phrase in sorted(worth, key=lambda phrase: (-worth[phrase], phrase)):
            if not any(_part_of(phrase, other) or _part_of(other, phrase) for other, _ in found):
                found.append((phrase, here[phrase] / count))
        return found

    def pure(self, phrase: str, members: Sequence[int]) -> float:
        """Of all names that hold a phrase, the share that are members."""
        return sum(phrase in self.held[member] for member in members) / self.times[phrase]


def name_groups(
    names: Sequence[str], groups: Sequence[Sequence[int]], categories: Sequence[str], bought: Sequence[int]
) -> list[tuple[dict[str, Any], list[str]]]:
    """(name as a message, typical words) of each group of numbers, the most typical first; no two groups get the same name.
    `categories`: "" unknown, one a name, or none at all; `bought`: how often each was."""
    phrases, taken, found = Phrases.of(names), set(), []
    for members in groups:
        typical = phrases.typical(members) if words_in(names) else []
        options = [*_by_words(phrases, members, typical), *_by_category(categories, members), *_by_product(names, members, bought)]
        name = next(option for option in options if repr(option) not in taken)
        taken.add(repr(name))
        found.append((name, [phrases.shown[phrase] for phrase, _ in typical[:LISTED]]))
    return found


def words_in(names: Sequence[str]) -> bool:
    """Do names hold words at all, or are they numbers alone?"""
    lettered = sum(any(word.isalpha() and len(word) > 1 for word in words_of(name)) for name in names)
    return lettered >= 0.3 * len(names)


def _by_words(phrases: Phrases, members: Sequence[int], typical: list[tuple[str, float]]) -> list[dict[str, Any]]:
    good = [(phrase, share) for phrase, share in typical if share >= HELD and phrases.pure(phrase, members) >= PURE]
    loose = [(phrase, share) for phrase, share in typical
             if share >= HELD and phrases.pure(phrase, members) >= LOOSE and (phrase, share) not in good]  # fmt: skip
    options = []
    for first, _ in [*good, *loose]:
        rest = [member for member in members if first not in phrases.held[member]]
        more = [phrase for phrase, _ in typical if not parts(phrase) & parts(first) and phrases.pure(phrase, members) >= SECOND_PURE
                and sum(phrase in phrases.held[member] for member in rest) >= max(2, SECOND * len(members))]  # fmt: skip
        if more:
            options.append(message(N_("{first} and {second}"),
                                   first=_title(phrases.shown[first]), second=_title(phrases.shown[more[0]])))  # fmt: skip
        options.append(message("{words}", words=_title(phrases.shown[first])))
    return options


def _by_category(categories: Sequence[str], members: Sequence[int]) -> list[dict[str, Any]]:
    if not len(categories):
        return []
    (category, times), *_ = Counter(categories[member] for member in members).most_common(1)
    return [message("{words}", words=category)] if category and times >= CATEGORY * len(members) else []


def _by_product(names: Sequence[str], members: Sequence[int], bought: Sequence[int]) -> list[dict[str, Any]]:
    """Of the more typical half the most bought first: the one that people know."""
    half = (len(members) + 1) // 2
    members = sorted(members[:half], key=lambda member: -bought[member]) + list(members[half:])
    return [message(N_("Around {product}"), product=short(names[member])) for member in members] + [
        message(N_("Around {product} and {other}"), product=short(names[members[0]]), other=short(names[other]))
        for other in members[1:]
    ]  # fmt: skip


def short(name: str) -> str:
    """A product's name inside a sentence."""
    name = " ".join(name.split())
    return name if len(name) <= SHORT else name[: SHORT - 1] + "…"


def _phrases(name: str) -> list[str]:
    """Every phrase of a name as it is written there; a phrase does not run over a sign such as a comma."""
    found = []
    for piece in re.split(r"[,;:/()\[\]|，；：（）、【】]", name):
        pieces = _SHOWN(piece)
        for at, run in enumerate(pieces):
            if _UNSPACED_START(run):
                found += [run[low : low + length] for length in range(2, CHARACTERS + 1) for low in range(len(run) - length + 1)]
                found += [run] if len(run) == 1 else []
                continue
            for length in range(1, RUN + 1):
                phrase = pieces[at : at + length]
                if len(phrase) == length and not any(_UNSPACED_START(word) for word in phrase) and _tells(phrase):
                    found.append(" ".join(phrase))
    return found


def _tells(phrase: Sequence[str]) -> bool:
    """A phrase neither begins nor ends with a number, a letter or two, or a word that only joins others."""
    return all(len(word) > 2 and not word.isdigit() and word.casefold() not in JOINING for word in (phrase[0], phrase[-1]))


def _length(phrase: str) -> int:
    return len(phrase) - 1 if _UNSPACED_START(phrase) else phrase.count(" ") + 1


def _part_of(part: str, whole: str) -> bool:
    """Do two phrases share a word (of scripts without blanks: two neighbouring characters)?"""
    return bool(set(words_of(part)) & set(words_of(whole)))


def _title(words: str) -> str:
    """Capital letters throughout are how a till writes, not how people do."""
    return words[:1].upper() + words[1:].lower() if words.isupper() else words[:1].upper() + words[1:]
