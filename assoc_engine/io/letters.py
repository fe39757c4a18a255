"""Which encoding a text is in that is no Unicode, told by how frequent its characters are in the languages written so.

Rules of our own over the character sets' own order, which puts frequent characters first: charset-normalizer,
restricted to the same encodings, took 2 % of short tables of product names for another one (4 % of the Western ones for
Chinese).
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

_LOOKED_AT = 1 << 18  # bytes
_RUSSIAN = set("оеаинт")
_KOREAN = set("이다가고지기상품주문번호수량일시금액명원제매총단객점자사대리스트인")
_TOGETHER = re.compile("[^\0-\x7f]{2,}")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")


def told_by_letters(data: bytes) -> tuple[str, str, bool]:
    """The name Python knows the encoding by, the one people know, and whether the text is plausible in it."""
    first = re.search(rb"[\x80-\xff]", data)
    begin = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    data = data[begin : begin + _LOOKED_AT]
    gb18030, big5 = _frequent_chinese(data), _frequent_big5(data)
    if share_damaged(data, "cp932") <= 0.02 and _frequent_japanese(data) >= 0.8:
        return "cp932", "Shift-JIS", True
    if gb18030 >= 0.9 and _korean(data):
        return "cp949", "EUC-KR", True
    if big5 >= 0.9 and big5 > gb18030:
        name = "cp950" if share_damaged(data, "cp950") <= share_damaged(data, "big5hkscs") else "big5hkscs"
        if share_damaged(data, name) <= 0.02:
            return name, "Big5", True
    if share_damaged(data, "gb18030") <= 0.02 and gb18030 >= 0.5:
        return "gb18030", "GB18030", True
    dense = _dense(data)
    if dense and _russian(data):
        return "cp1251", "Windows-1251", True
    return "cp1252", "Windows-1252", not dense


def share_damaged(data: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that are none in an encoding."""
    counts = _beyond(codecs.getincrementaldecoder(encoding)("replace").decode(data))
    return counts["\ufffd"] / sum(counts.values()) if counts else 0.0


def partly_utf8(data: bytes) -> bool:
    """Whether much of a text is UTF-8: its sequences of three bytes hardly ever come about in another encoding."""
    counts = _beyond(data.decode("utf-8", "replace"))
    return sum(n for c, n in counts.items() if c >= "\u0800" and c != "\ufffd") >= 0.3 * counts.total()


def _beyond(text: str) -> Counter[str]:
    """How often each character beyond ASCII comes."""
    return Counter({character: count for character, count in Counter(text).items() if not character.isascii()})


def _coded(data: bytes, encoding: str) -> list[tuple[bytes, int]]:
    """The codes of the characters beyond ASCII and how often each comes; what is damaged stands as "?"."""
    return [(c.encode(encoding, "replace"), n) for c, n in _beyond(data.decode(encoding, "replace")).items()]


def _share(found: int, counts: list[tuple[bytes, int]]) -> float:
    return found / sum(n for _, n in counts) if counts else 0.0


def _frequent_chinese(data: bytes) -> float:
    """Share of punctuation and of GB2312's 3,755 frequent characters among all beyond ASCII, read as GB18030.

    Chinese text consists of them nearly wholly. Accented letters read so give rare characters: a lone one swallows
    the ASCII letter behind it, and two lower-case ones in a row lie behind the frequent ones.
    """
    counts = _coded(data, "gb18030")
    return _share(sum(n for c, n in counts if len(c) == 2 and 0xA1 <= c[0] <= 0xD7 and c[1] >= 0xA1), counts)


def _frequent_big5(data: bytes) -> float:
    """Share of punctuation and of Big5's 5,401 frequent characters. Half of them have a second byte below those of
    GB2312, whose own characters lie for the other half behind the frequent ones of Big5. 0 where they stand alone, as
    an accented letter with the one behind it does."""
    counts = _coded(data, "big5hkscs")
    together = sum(map(len, _TOGETHER.findall(data.decode("big5hkscs", "replace"))))
    if together < 0.5 * sum(n for _, n in counts):
        return 0.0
    return _share(sum(n for c, n in counts if len(c) == 2 and 0xA1 <= c[0] <= 0xC6), counts)


def _frequent_japanese(data: bytes) -> float:
    """Share of kana, punctuation and the 2,965 frequent characters of Shift-JIS; 0 without kana: curly quotation marks
    of Windows-1252 with the letter behind them would be such characters too."""
    counts = _coded(data, "cp932")
    pairs = [(c, n) for c, n in counts if len(c) == 2]
    if _share(sum(n for c, n in pairs if c[0] == 0x83 or (c[0] == 0x82 and c[1] >= 0x9F)), counts) < 0.15:
        return 0.0
    return _share(sum(n for c, n in pairs if 0x81 <= c[0] <= 0x83 or 0x88 <= c[0] <= 0x98), counts)


def _korean(data: bytes) -> bool:
    """Korean syllables have the codes of frequent Chinese characters, though not of those whose sound begins with s to z;
    few characters may all lie before them by accident, unless they are the most frequent syllables."""
    counts = _beyond(data.decode("cp949", "replace"))
    syllables = sum(n for c, n in counts.items() if "가" <= c <= "힣")
    usual = sum(n for c, n in counts.items() if c in _KOREAN)
    needed = 0.2 if len(counts) < 10 else 0.08 if len(counts) < 25 else 0.0
    return syllables >= 0.95 * counts.total() and usual >= needed * counts.total()


def _dense(data: bytes) -> bool:
    """Whether words with bytes beyond ASCII consist of them mostly: accented letters stand among others."""
    words = [word for word in _WORD.findall(data) if not word.isascii()]
    beyond = sum(len(word) - len(word.translate(None, bytes(range(128, 256)))) for word in words)
    return beyond >= 0.7 * sum(map(len, words))


def _russian(data: bytes) -> bool:
    counts = _beyond(data.decode("cp1251", "replace").lower())
    letters = sum(n for c, n in counts.items() if "а" <= c <= "я" or c == "ё")
    return letters >= 0.9 * counts.total() and sum(n for c, n in counts.items() if c in _RUSSIAN) >= 0.33 * letters
