"""Other ways in which people write the same product's name."""

from __future__ import annotations

from collections.abc import Callable


def variants(name: str, language: str, taken: set[str], misspellings: list[list[str]]) -> list[str]:
    """Two spellings of `name` that differ from it, from each other and from every name in `taken`.

    They differ in letters, case or signs, not only in blanks or widths, which readers may level out before they count.
    Raises ValueError where there are no two.
    """
    ways = _chinese(misspellings) if language == "zh_CN" else _ENGLISH
    start = sum(map(ord, name)) % len(ways)  # so that products differ in how they are misspelt
    found: list[str] = []
    for way in ways[start:] + ways[:start] + [_doubled_letter]:
        written = way(name)
        if written != name and written not in taken and written not in found:
            found.append(written)
        if len(found) == 2:
            return found
    raise ValueError(f"no two other spellings of {name}")


def _swapped(name: str) -> str:
    """Two letters in the middle of the longest word change places: a typing error."""
    word = max(name.replace(",", "").split(), key=len)
    middle = len(word) // 2
    return name.replace(word, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :], 1)


def _doubled_letter(name: str) -> str:
    return name[:2] + name[1:]


_ENGLISH: list[Callable[[str], str]] = [
    str.upper,
    _swapped,
    lambda name: name.replace(", ", " "),
    lambda name: name.replace(", ", " - "),
    lambda name: name.replace(" & ", " and ").replace("set of ", "set/").replace("pack of ", "pk "),
]


def _chinese(misspellings: list[list[str]]) -> list[Callable[[str], str]]:
    def homophone(name: str) -> str:
        for right, wrong in misspellings:
            if right in name:
                return name.replace(right, wrong, 1)
        return name

    return [
        homophone,
        lambda name: name.replace("（", "-").replace("）", ""),
        lambda name: name.replace("（", "").replace("）", ""),
        lambda name: name + "(新)",
        lambda name: "【新】" + name,
    ]
