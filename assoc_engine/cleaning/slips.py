"""Slips of the pen between two names: one letter or character off, as a typist or an input method leaves it.

Near is not enough: 红 and 蓝, "Hammer" and "Hamper" are one letter apart. So a Chinese character must sound like the other
(苹果, 平果), must not be in words that several products have on both sides, and both must not be such that tell goods
apart; in a word of letters, one of a double letter is missing, two neighbours are exchanged, it is its own plural, or it
is long. Finding the pairs costs one entry a letter of each name, not one a pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

from .chinese_forms import simplified, sound_alike
from .levels import is_variant_word

LONGEST = 60  # letters of a name that is looked at
CROWD = 12  # names that are alike but for one letter at the same place are a family of products
RARE = 2  # products a word stands in: more often, it is a word of its own
LONG, DOUBLED, PLURAL = 8, 6, 3  # letters of a word, for each kind of slip
CHARACTERS = 4  # of a Chinese name
# Characters that tell goods apart and sound like another of these.
_TELLING = frozenset(
    "栗荔粒李里理礼梨狸桃陶萄椒蕉胶焦芋玉核荷盒河橘菊枣早杏葱藕偶鱿油邮鸭压鹅柚幼芝汁脂枝支丝粉棉绵面香箱青清轻氢红黄新心芯锌"
    "单丹双霜男南女左右高膏糕茶叉查酸蒜糖塘汤咸鲜闲甜田虾鸡基鱼渔牛羊洋猪公工母木大小晓上下夏前后厚薄长短肠冷热干湿生熟油盐岩烟"
    "米蜜奶乃麻毛猫帽锅瓜豆杯被贝背碗丸盘本笔灯皮巾金筋裤酷袜鞋刀刃书梳薯花画滑苏酥冰兵饼丁钉铁贴铜童银砖专手首口春纯夜叶液业一衣医"
)


def near_pairs(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of pairs that are equal but for one letter (no figure) that is more, other or exchanged with its neighbour.
    `names`: letters and figures only."""
    blocks: dict[int, list[int]] = {}
    for place, name in enumerate(names):
        if len(name) > LONGEST:
            continue
        for key in {hash(name)} | {hash(name[:i] + name[i + 1 :]) for i, letter in enumerate(name) if not letter.isdigit()}:
            blocks.setdefault(key, []).append(place)
    for members in blocks.values():
        if 1 < len(members) <= CROWD:
            yield from combinations(members, 2)


def plain(words: Sequence[str]) -> str:
    """The letters of a name, in simplified characters."""
    return simplified("".join(words))


class Slips:
    """What words and neighbouring characters a list of names has, to tell slips from words that both are meant."""

    def __init__(self, split: Sequence[list[str]], distance: Callable[[str, str], int]) -> None:
        """`split`: the words of each name; `distance`: optimal string alignment (rapidfuzz)."""
        self._words = Counter(word for words in split for word in set(words))
        self._neighbours = Counter(two for words in split for two in set(pairwise(plain(words))))
        self._distance = distance

    def between(self, a: Sequence[str], b: Sequence[str]) -> tuple[str, str] | None:
        """What is written for what in the words of two names, or None where it is no slip."""
        one, other = plain(a), plain(b)
        if len(one) == len(other) and len(one) >= CHARACTERS:
            places = [i for i, (x, y) in enumerate(zip(one, other, strict=True)) if x != y]
            if len(places) == 1 and _chinese(one[places[0]]) and _chinese(other[places[0]]):
                return self._character(one, other, places[0])
        left, right = list((Counter(a) - Counter(b)).elements()), list((Counter(b) - Counter(a)).elements())
        if len(left) != 1 or len(right) != 1 or not self._word(left[0], right[0], alone=len(a) == 1):
            return None
        return left[0], right[0]

    def _character(self, one: str, other: str, place: int) -> tuple[str, str] | None:
        x, y = one[place], other[place]
        if not sound_alike(x, y) or (x in _TELLING and y in _TELLING):
            return None
        known = min(min(self._neighbours[two] for two in pairwise(name[max(0, place - 1) : place + 2])) for name in (one, other))
        return (x, y) if known <= RARE else None

    def _word(self, a: str, b: str, alone: bool) -> bool:
        short, long = sorted((a, b), key=len)
        if not (a + b).isalpha() or any(map(_chinese, a + b)) or is_variant_word(a) or is_variant_word(b):
            return False
        if long in (short + "s", short + "es") and not short.endswith("s"):
            return len(short) >= PLURAL and not alone
        if min(self._words[a], self._words[b]) > RARE or self._distance(a, b) != 1:
            return False
        if len(short) >= LONG and short[0] == long[0]:
            return True
        if len(long) < DOUBLED:
            return False
        return _undoubled(short, long) or (len(a) == len(b) and sorted(a) == sorted(b))


def _undoubled(short: str, long: str) -> bool:
    """Whether the long word is the short one with one of its letters doubled."""
    return any(long[i] == long[i - 1] and long[:i] + long[i + 1 :] == short for i in range(1, len(long)))


def _chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
