"""How the lines of a text file divide into cells, and whether each line is an order line or a whole basket."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass

from .header import find_header

SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Separation:
    """`skipped`: lines before the table that only name the separator (Excel's `sep=;`)."""

    separator: str
    layout: str = "lines"
    skipped: int = 0


def find_separation(sample: str) -> Separation:
    """From the start of the file (whose last line may be cut)."""
    lines = sample.splitlines()
    if len(lines) > 1 and len(sample) > 1000:
        lines = lines[:-1]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return Separation(lines[0].strip()[4], skipped=1)
    scored = {sep: _evenness(lines, sep) for sep in SEPARATORS}
    best = max(scored, key=lambda sep: scored[sep])
    if basket := _basket_separator(lines):
        return Separation(basket, "baskets")
    return Separation(best)


def _evenness(lines: list[str], sep: str) -> tuple[float, int]:
    """How evenly a separator cuts the lines: share of records of the usual width (0 when that is 1), and the width."""
    widths = Counter(len(record) for record in csv.reader(lines, delimiter=sep) if record)
    if not widths:
        return (0.0, 0)
    width, count = widths.most_common(1)[0]
    return (round(count / widths.total(), 2), width) if width > 1 else (0.0, 1)


def _basket_separator(lines: list[str]) -> str:
    """The separator under which the lines are baskets of items: no header, ragged, the same items in every place."""
    for sep in (*SEPARATORS, " "):
        records = [[c.strip() for c in r] for r in csv.reader(lines, delimiter=sep)] if sep != " " else list(map(str.split, lines))
        baskets = [[cell for cell in record if cell] for record in records]
        baskets = [basket for basket in baskets if basket]
        if not baskets or max(map(len, baskets)) < 2:
            continue
        if find_header(records) >= 0 and sum(map(bool, records[find_header(records)])) >= max(map(len, baskets)):
            continue
        widths = Counter(map(len, baskets))
        if len(widths) > 2 and widths.most_common(1)[0][1] < 0.7 * len(baskets):
            return sep
    return ""
