"""Variant or parent: names without their size and colour, and which of the two levels a product is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..io.table import SalesTable
from ..settings import CleanSettings
from ..text import N_, message

_COLOURS_EN = [
    "black", "white", "red", "blue", "green", "yellow", "orange", "purple", "violet", "pink", "brown", "grey", "gray", "beige",
    "navy", "ivory", "cream", "khaki", "gold", "silver", "turquoise", "teal", "burgundy", "maroon", "olive", "mint", "coral",
    "lilac", "lavender", "charcoal", "tan", "camel", "rose", "multi", "multicolour", "multicolor", "transparent", "clear",
]  # fmt: skip
_SHADES_EN = [
    "light", "dark", "pale", "bright", "deep", "royal", "sky", "baby", "hot", "navy", "rose", "off", "army", "forest", "ice",
    "melange", "heather",
]  # fmt: skip
_SIZE_EN = r"(?:\d?x{0,4}[sl]|m|xs|xxs|one ?size|os|small|medium|large|x-?large|xx-?large|extra (?:small|large)|plus size)"
_SIZE_NUMBER = r"(?:(?:eu|uk|us|size|sz|尺码|码)[ .:]?\d{1,3}(?:\.5)?|\d{2,3}(?:\.5)?码|\d{3}/\d{2,3}[aby]?)"
_SIZE_ZH = r"(?:(?:\d?x{0,4}[sl]|m|xs|xxs)(?:码|号)|均码|大码|[特加超]?[大中小]号|[大中小]码|加[大长厚]|单人|双人)"
_COLOUR_ZH = (
    r"(?:[深浅亮暗淡墨米藏酒天宝军草柠玫桃橘橙银金咖乳雾哑本磨焦驼卡其奶牛仔豆沙]{0,3}"
    r"(?:红|橙|黄|绿|青|蓝|紫|黑|白|灰|粉|棕|褐|咖|杏|银|金|驼|米|裸|卡其|咖啡|玫红|彩|透明|花|原|肤)色?)"
)
_COLOUR_EN = rf"(?:(?:{'|'.join(_SHADES_EN)})[ -])?(?:{'|'.join(_COLOURS_EN)})"
_LABEL = r"(?:颜色(?:分类)?|尺码|尺寸|规格|款式|colou?r|size)\s*[:=]\s*"
_SIZE = re.compile(rf"(?:{_LABEL})?(?:{_SIZE_EN}|{_SIZE_NUMBER}|{_SIZE_ZH})$", re.IGNORECASE)
_VARIANT = re.compile(
    rf"(?:{_LABEL})?(?:{_SIZE_EN}|{_SIZE_NUMBER}|{_SIZE_ZH}|{_COLOUR_ZH}|{_COLOUR_EN}(?:[ /&]{_COLOUR_EN})?)$", re.IGNORECASE
)
_BRACKET = re.compile(r"^(?P<stem>.*\S)\s*[(\[【](?P<part>[^()\[\]【】]+)[)\]】]$")
_MARKS = re.compile(r"\s*[;,/|、+]\s*|\s+[-–]\s+|(?<=[\u4e00-\u9fff])[-–_]")
_DIVIDED = re.compile(_MARKS.pattern + r"|\s+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

PARENT_COLUMN = N_("A column says of which product each variant is; links of whole products are easier to act on.")
BY_NAMES = N_("Names end in sizes or colours, such as {name}; links of whole products are easier to act on.")
CHOSEN = {
    "parent": message(N_("Variants are counted together, as you chose.")),
    "variant": message(N_("Each variant is counted by itself, as you chose.")),
}
CODES_STAY = N_("Names end in sizes or colours, such as {name}, but every code is a product of its own.")


def stem_of(name: str) -> str:
    """The name without its size and colour, or "" where it does not end in one.

    "T恤 红色 L", "T恤(红色;L)", "Shirt - Red / M" and "Shirt, blue, XL" end in one; "RED MUG" and "Cup 500ml" do not, and
    "Desk Lamp Black" does not either: a colour after a mere blank may belong to the name, a size does not.
    """
    if (found := _BRACKET.match(name)) and _all_variant(found["part"]):
        return found["stem"].rstrip(" -–,;/")
    for stem, part in _cuts(name):
        if _all_variant(part):
            return stem
    return _after_blanks(name)


def stems_of(names: Sequence[str]) -> dict[str, str]:
    """Name → stem, for stems that at least two of the names share; a name that is itself a stem is one of them."""
    found = {name: stem for name in names if (stem := stem_of(name))}
    bare = set(found.values())
    found |= {name: name for name in names if name in bare}
    times: dict[str, int] = {}
    for stem in found.values():
        times[stem] = times.get(stem, 0) + 1
    return {name: stem for name, stem in found.items() if times[stem] > 1}


def default_level(table: SalesTable, stems: dict[str, str]) -> tuple[str, dict[str, Any]] | None:
    """(the better level, why), or None where the file does not tell variants from parents."""
    if table.parent is not None and (table.parent.codes >= 0).any():
        return "parent", message(PARENT_COLUMN)
    if not stems:
        return None
    example = {"name": next(iter(stems))}
    if table.code is not None:
        return "variant", message(CODES_STAY, **example)
    return "parent", message(BY_NAMES, **example)


def chosen_level(settings: CleanSettings, default: tuple[str, dict[str, Any]] | None) -> str:
    """ "variant" or "parent": what the user wants, else the better one."""
    if default is None:
        return "variant"
    return settings.level or default[0]


def is_variant_word(word: str) -> bool:
    """Whether a word by itself is a size or a colour."""
    return bool(_VARIANT.match(word))


def _cuts(name: str) -> Iterator[tuple[str, str]]:
    """(stem, part) at each mark that can begin a variant part, the longest part first."""
    for mark in re.finditer(r"\s+[-–|/]\s+|\s*[,;、]\s*|(?<=[\u4e00-\u9fff])[-–_/]", name):
        stem = name[: mark.start()].strip()
        if stem:
            yield stem, name[mark.end() :]


def _all_variant(part: str) -> bool:
    """Whether every piece of a variant part is a size or a colour."""
    if _VARIANT.match(part.strip()):
        return True
    for divide in (_MARKS, _DIVIDED):  # a colour may be of two words, so blanks divide last
        pieces = [piece for piece in divide.split(part.strip()) if piece]
        if pieces and all(_VARIANT.match(piece) for piece in pieces):
            return True
    return False


def _after_blanks(name: str) -> str:
    """Sizes and colours after mere blanks: Chinese ones, else only where a size is among them."""
    words = name.split()
    last = len(words)
    while last > 1 and _VARIANT.match(words[last - 1]):
        last -= 1
    part = words[last:]
    if not part:
        return ""
    sized = any(_SIZE.match(word) for word in part)
    return " ".join(words[:last]) if sized or all(_CHINESE.search(word) for word in part) else ""
