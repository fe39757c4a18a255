"""How the lines of a text file divide into cells, and whether each line is an order line or a whole basket."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass

from .cells import PLAIN_NUMBER
from .header_words import role_of_name

SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 2000  # lines


@dataclass(frozen=True)
class Separation:
    """`layout`: "lines" or "baskets"; `width`: cells that most lines have, 1 where nothing cuts them; `skipped`: lines
    before the table that name the separator (Excel's `sep=;`)."""

    separator: str
    layout: str = "lines"
    width: int = 1
    skipped: int = 0


def find_separation(sample: str, cut: bool = False) -> Separation:
    """From the start of a file; `cut`: there is more of it, so that the last line may not be whole."""
    lines = sample.splitlines()
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        sep = lines[0][4]
        return Separation(sep, width=max(_evenness(lines[1:_LOOKED_AT], sep)[2], 1), skipped=1)
    lines = [line for line in lines[: len(lines) - cut] if line.strip()][:_LOOKED_AT]
    scores = {sep: _evenness(lines, sep) for sep in SEPARATORS}
    best = max(scores, key=scores.__getitem__)
    even = scores[best] >= (0, 0.9, 2)
    counts = {sep: sum(sep in line for line in lines) for sep in SEPARATORS}
    sep = max(counts, key=counts.__getitem__) if max(counts.values()) >= 0.2 * len(lines) else " "
    if not (even and sep != best) and _are_baskets(lines, sep, even):
        return Separation(sep, "baskets")
    return Separation(best, width=max(scores[best][2], 1))


def items_of(line: str, sep: str) -> list[str]:
    """The items of a basket's line."""
    return [cell for cell in _places(line, sep) if cell]


def _places(line: str, sep: str) -> list[str]:
    if sep == " ":
        return line.split()
    return [cell.strip() for cell in (next(csv.reader([line], delimiter=sep)) if '"' in line else line.split(sep))]


def _evenness(lines: list[str], sep: str) -> tuple[bool, float, int]:
    """How well a separator cuts the lines: whether the first record has the usual width (no decimal commas there),
    the share of records that have it, and that width; all 0 where it does not cut."""
    widths = [len(record) for record in csv.reader(lines, delimiter=sep) if record]
    width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
    if width < 2:
        return False, 0.0, 0
    return widths[0] == width, round(count / len(widths), 2), width


def _are_baskets(lines: list[str], sep: str, even: bool) -> bool:
    """Whether each line lists the items of one order.

    No header stands above; the items fill the places from the left without gaps; and they are the same items in
    every place, unlike the cells of a table. Where all lines are equally long and not padded, they must be words:
    a table of numbers is no less likely.
    """
    places_of = [_places(line, sep) for line in lines]
    baskets = [[cell for cell in cells if cell] for cells in places_of]
    if max(map(len, baskets), default=0) < 2 or _has_header(lines[0], baskets):
        return False
    gaps = sum("" in cells[: len(basket)] for cells, basket in zip(places_of, baskets, strict=True))
    if gaps > 0.02 * len(baskets):
        return False
    sizes = Counter(map(len, baskets))
    if even and len(sizes) <= 2 and any(PLAIN_NUMBER(cell) for basket in baskets for cell in basket):
        return False
    places: dict[str, set[int]] = {}
    for basket in baskets:
        for place, cell in enumerate(basket):
            places.setdefault(cell, set()).add(place)
    again = [cell for basket in baskets for cell in basket[1:]]
    elsewhere = sum(len(places[cell]) > 1 for cell in again)
    return elsewhere >= (0.5 if even else 0.2) * len(again)


def _has_header(line: str, baskets: list[list[str]]) -> bool:
    """Whether the first line names columns: two names we know (or one that is the whole line), or words none of which
    comes again below."""
    known = sum(bool(role_of_name(cell)) for cell in baskets[0])
    if known >= 2 or role_of_name(line):
        return True
    below = {cell for basket in baskets[1:] for cell in basket}
    widest = max(map(len, baskets))
    return len(baskets[0]) >= widest > 1 and not below & set(baskets[0]) and not any(map(PLAIN_NUMBER, baskets[0]))
