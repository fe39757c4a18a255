"""Where a table's header row is, and the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .cells import PLAIN_NUMBER, Cell, cell_text
from .header_words import role_of_name
from .moments import looks_like_time

_UNIT = re.compile(
    r"[(（\[【]?(元|万元|角|分|件|个|份|套|箱|盒|包|瓶|斤|公斤|千克|克|吨|升|毫升|米|人民币|天|次|%|￥|¥|\$|€|£|rmb|cny|usd|eur"
    r"|gbp|pcs|pieces?|units?|kg|g|ml|l|y{2,4}[-/.]mm?[-/.]dd?( hh:mm(:ss)?)?)[)）\]】]?", re.IGNORECASE
).fullmatch  # fmt: skip
_GROUP = re.compile(
    r"订单|商品|产品|货品|宝贝|客户|会员|买家|顾客|信息|明细|付款|收货|发货|销售|金额|交易"
    r"|order|product|item|customer|buyer|payment|shipping|sales|detail|info", re.IGNORECASE
).search  # fmt: skip
SEARCHED = 30  # rows; a longer preamble than this has not been seen


def header_rows(rows: Sequence[Sequence[Any]]) -> tuple[int, int]:
    """Indices of the first and the last row of the header among the first rows of a table; (−1, −1) for none.

    The row with most names we know wins when it has at least two; else the first row about as wide as the widest
    whose cells are all words (no numbers, no dates) and not repeated. A row of groups above it belongs to it, and so
    does a row below it that names what the first leaves open, says the same in another language, or holds units.
    """
    rows = rows[:SEARCHED]
    known = [sum(bool(role_of_name(cell)) for cell in row if isinstance(cell, str) and cell) for row in rows]
    if known and max(known) >= 2:
        best = known.index(max(known))
        if best + 1 < len(rows) and _goes_on(rows[best], rows[best + 1], known[best + 1]):
            return best, best + 1
        return (best - 1 if best and _are_groups(rows[best - 1], rows[best]) else best), best
    widths = [len(row) - list(row).count("") for row in rows]
    for index, row in enumerate(rows):
        if widths[index] >= 0.7 * max(widths) and _all_words(row) and not _comes_again(row, rows):
            return index, index
    return -1, -1


def header_cells(rows: Sequence[Sequence[Any]], first: int, last: int) -> list[Any]:
    """The header's cells, of the two rows `first` and `last` made one: a name by itself where it is known and stands
    once, else with its group in front. [] where `last` is −1."""
    if last < 0:
        return []
    if first == last or _are_units(rows[last]):
        return list(rows[first])
    width = max(len(rows[first]), len(rows[last]))
    top, low = (list(row) + [""] * (width - len(row)) for row in (rows[first], rows[last]))
    groups = _over(top, low)
    merged = any(below != "" and above == "" for above, below in zip(top, low, strict=True))
    names = [_name(above, below, merged) for above, below in zip(top, low, strict=True)]
    once = [not name or names.count(name) == 1 for name in names]
    return [
        name if not name or (once[i] and role_of_name(str(name))) else _joined(groups[i], name)
        for i, name in enumerate(names)
    ]


def _goes_on(row: Sequence[Any], below: Sequence[Any], known: int) -> bool:
    """Whether the row below one of names belongs to the header too; `known`: names we know in it."""
    if list(row) == list(below):
        return False  # a heading that comes again
    if _are_units(below):
        return True
    if not known or not _all_words(below):
        return False
    cells = [(i < len(row) and row[i] != "", i < len(below) and below[i] != "") for i in range(max(len(row), len(below)))]
    opens = any(under and not over for over, under in cells) and any(over and not under for over, under in cells)
    return opens or (known >= 2 and 2 * known >= sum(under for _, under in cells))


def _are_groups(row: Sequence[Any], below: Sequence[Any]) -> bool:
    """Whether a row over a row of names names groups of them: two words or more, one of which such groups have, fewer
    than the names, none of them a date range, a number of pages or "shop: name" as stand in titles."""
    cells = [cell for cell in row if cell != ""]
    if len(cells) < 2 or not _all_words(row) or any(re.search(r"[:：\d]", cell) for cell in cells):
        return False
    if not any(map(_GROUP, cells)):
        return False
    return len(cells) < sum(cell != "" for cell in below) or any(
        cell != "" and (i >= len(below) or below[i] == "") for i, cell in enumerate(row)
    )


def _are_units(row: Sequence[Any]) -> bool:
    cells = [cell for cell in row if cell != ""]
    return bool(cells) and all(isinstance(cell, str) and _UNIT(cell.strip()) for cell in cells)


def _over(top: Sequence[Any], low: Sequence[Any]) -> list[Any]:
    """The group over each column: a cell merged over several stands over the first. One with nothing below it is the
    name of its own column alone."""
    groups, current = [], ""
    for above, below in zip(top, low, strict=True):
        if above != "":
            current = above if below != "" else ""
        groups.append(current)
    return groups


def _name(above: Cell, below: Cell, merged: bool) -> Cell:
    """The name of a column: the lower cell, unless it is empty, or unknown under a known one that is no group's."""
    if below == "" or (not merged and role_of_name(str(above)) and not role_of_name(str(below))):
        return above
    return below


def _joined(group: Cell, name: Cell) -> str:
    group, name = cell_text(group).strip(), cell_text(name).strip()
    if not group or group == name:
        return name
    return f"{group} {name}" if group[-1].isascii() or name[:1].isascii() else group + name


def _all_words(row: Sequence[Any]) -> bool:
    cells = [cell for cell in row if cell != ""]
    return bool(cells) and all(
        isinstance(cell, str) and not PLAIN_NUMBER(cell.strip()) and not looks_like_time(cell) for cell in cells
    )


def _comes_again(row: Sequence[Any], rows: Sequence[Sequence[Any]]) -> bool:
    """Whether at least half of a row's cells stand in other rows too, as those of data do: in the same column, or, as
    the items of baskets do, in another. The same heading on the next page does not count."""
    cells = [cell for cell in row if cell != ""]
    again = {cell for other in rows if list(other) != list(row) for cell in other}
    return 2 * sum(cell in again for cell in cells) >= len(cells)


def header_names(row: Sequence[Any], width: int) -> list[str]:
    """Names of `width` columns: the row's cells on one line, letters as in a sheet where empty, repeats numbered."""
    names: dict[str, None] = {}
    times: dict[str, int] = {}
    for index in range(width):
        cell = row[index] if index < len(row) else ""
        name = " ".join(cell_text(cell).split()).lstrip("\ufeff") or column_letter(index)
        unique = name
        while unique in names:
            times[name] = times.get(name, 1) + 1
            unique = f"{name} ({times[name]})"
        names[unique] = None
    return list(names)


def column_letter(index: int) -> str:
    """A, B, …, Z, AA for 0, 1, …, 25, 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
