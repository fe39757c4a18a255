"""Where a table's header row is, and the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from .cells import PLAIN_NUMBER, cell_text
from .header_words import role_of_name
from .moments import looks_like_time

SEARCHED = 30  # rows; a longer preamble than this has not been seen


def find_header(rows: Sequence[Sequence]) -> int:
    """Index of the header among the first rows of a table, or −1 where the first row is data already.

    The row with most names we know wins when it has at least two; else the first row about as wide as the widest
    whose cells are all words (no numbers, no dates) and not repeated.
    """
    rows = rows[:SEARCHED]
    known = [sum(bool(role_of_name(cell)) for cell in row if isinstance(cell, str) and cell) for row in rows]
    if known and max(known) >= 2:
        return known.index(max(known))
    widths = [len(row) - list(row).count("") for row in rows]
    for index, row in enumerate(rows):
        if widths[index] >= 0.7 * max(widths) and _all_words(row) and not _comes_again(row, rows[index + 1 :]):
            return index
    return -1


def _all_words(row: Sequence) -> bool:
    cells = [cell for cell in row if cell != ""]
    return bool(cells) and all(
        isinstance(cell, str) and not PLAIN_NUMBER(cell.strip()) and not looks_like_time(cell) for cell in cells
    )


def _comes_again(row: Sequence, below: Sequence[Sequence]) -> bool:
    """Whether at least half of a row's cells stand in the same column further down, as those of data do."""
    cells = [(column, cell) for column, cell in enumerate(row) if cell != ""]
    again = sum(any(column < len(other) and other[column] == cell for other in below) for column, cell in cells)
    return 2 * again >= len(cells)


def header_names(row: Sequence, width: int) -> list[str]:
    """Names of `width` columns: the row's cells on one line, letters as in a sheet where empty, repeats numbered."""
    names: list[str] = []
    for index in range(width):
        cell = row[index] if index < len(row) else ""
        name = " ".join(cell_text(cell).split()).lstrip("\ufeff") or column_letter(index)
        unique, number = name, 2
        while unique in names:
            unique, number = f"{name} ({number})", number + 1
        names.append(unique)
    return names


def column_letter(index: int) -> str:
    """A, B, …, Z, AA for 0, 1, …, 25, 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
