"""Rows that are no data: headings that come again on every page, and totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...progress import SILENT, Progress
from ..cell_search import CellSearch
from ..numbers import numbers
from ..raw import HEADING, NUMBER, TEXT, TOTAL, RawColumn, RawTable
from ..words import STEP, clean_text

_SAID = tuple(word.encode() for word in ("计", "汇总", "总和", "total", "sum"))  # what every word for a total has in it, "合 计" too
_TOTAL = re.compile(
    r"(本页|当页|本日|当日|本月|本期|整单|订单|全部|以上)?(合计|总计|小计|累计|共计|总和|汇总)(金额|数量)?"
    r"|(grand|sub|page|report|running|overall|order)?[ -]?totals?|sum"
).fullmatch
_PERHAPS = re.compile(r"[合总小累共]\W*计|汇总|总和|total|^\W*sum\b", re.IGNORECASE).search  # told at once: "consumer" is none
_TOTAL_OF = re.compile(r".*(合计|总计|小计|累计|共计|汇总|\btotals?)").fullmatch  # "1001 Total", as Excel's outline has it
_AFTER = re.compile(r"\s*[(（]?(元|人民币|rmb|cny)?[)）]?\s*[:：]?\s*([¥￥$]?[\d.,]+\s*(元|条|笔|件|行|rows?)?)?$")
_ALWAYS = 0.95  # share of the rows that must fill a column which all do
_CLOSING = 5  # rows at most that close a file with words about it
_BLANKS = 20  # bytes at most of blanks and line breaks that a header's name has lost
_REPEATED = re.compile(r" \(\d+\)$")  # what header_names adds to a name that stands twice


def marked(raw: RawTable, roles: Sequence[str], progress: Progress = SILENT) -> RawTable:
    """The table with its marks; nothing is dropped. `roles`: role that each header names."""
    marks = raw.marks.copy()
    names: list[list[int]] = []
    totals: list[tuple[list[int], list[int]]] = []
    for index, column in enumerate(raw.columns):
        cells = CellSearch(column.texts if (column.kinds == TEXT).any() else ())
        names.append(_saying(column, _REPEATED.sub("", column.header), cells))
        totals.append(_labels(column, cells, progress.part(index / len(raw.columns), (index + 1) / len(raw.columns))))
    marks[_headings(raw, names)] |= HEADING
    marks[_totals(raw, roles, totals) & (marks == 0)] |= TOTAL
    marks[_closing_words(raw, roles, marks)] |= TOTAL
    last = _last_sums(raw, roles, marks)
    if last >= 0:
        marks[last] |= TOTAL
    return replace(raw, marks=marks) if marks.any() else raw


def naming(roles: Sequence[str]) -> list[int]:
    """The columns that name what was sold: of products, else of codes."""
    return [i for i, role in enumerate(roles) if role == "product"] or [i for i, r in enumerate(roles) if r == "code"]


# Headings


def _headings(raw: RawTable, names: Sequence[list[int]]) -> np.ndarray:
    """Rows of which most cells, two at least, are their column's name; and what stands above them on each page.
    `names`: what _saying finds in each column."""
    likely = np.zeros(raw.rows, bool)
    for column, saying in zip(raw.columns, names, strict=True):
        if saying:
            likely |= np.isin(column.codes, saying)
    rows = np.flatnonzero(likely)
    same, filled = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    for column in raw.columns if len(rows) else ():
        header, codes = _REPEATED.sub("", column.header), column.codes[rows]
        same += np.isin(codes, [c for c in np.unique(codes[codes >= 0]).tolist() if _is_name(column.texts[c], header)])
        filled += codes >= 0
    rows = rows[(same >= min(2, len(raw.columns))) & (2 * same >= filled)]
    return np.concatenate([rows, _page_titles(raw, rows)])


def _saying(column: RawColumn, header: str, cells: CellSearch) -> list[int]:
    """Codes of the cells that read as a header does."""
    first = header.split(" ", 1)[0].encode("utf-8", "surrogatepass").lower()
    if not first or first not in cells:
        return []
    found = cells.holding(re.compile(re.escape(first)), len(header.encode("utf-8", "surrogatepass")) + _BLANKS)
    return [code for code in found.tolist() if " ".join(column.texts[code].split()) == header]


def _is_name(text: str, header: str) -> bool:
    """Whether a cell reads as its header does, or, where two rows made it one, as its end does."""
    text = " ".join(text.split())
    return text == header or (len(text) > 1 and not text.isdigit() and header.endswith(text))


def _page_titles(raw: RawTable, headings: np.ndarray) -> np.ndarray:
    """Rows right above a repeated heading that hold one text cell alone, or the same above each of several: the title of a
    page, a row of groups."""
    found = []
    above = headings
    for _ in range(3):
        above = above[above > 0] - 1
        if not len(above):
            break
        cells = np.stack([column.codes[above] for column in raw.columns])
        lone = (cells >= 0).sum(axis=0) == 1
        text = np.ones(len(above), bool)
        for column, codes in zip(raw.columns, cells, strict=True):
            text &= np.append(column.kinds, TEXT)[codes] == TEXT
        same = len(above) > 1 and bool((cells == cells[:, :1]).all())
        titles = text & (same | (lone & (len(raw.columns) > 2)))
        above = above[titles]
        found.append(above)
    return np.concatenate(found) if found else np.empty(0, np.int64)


# Totals


def _totals(raw: RawTable, roles: Sequence[str], labels: Sequence[tuple[list[int], list[int]]]) -> np.ndarray:
    """Rows with a word for a total, in place of a product or beside none. `labels`: what _labels finds in each column."""
    none = np.zeros(raw.rows, bool)
    if not any(plain or of for plain, of in labels):
        return none
    products = naming(roles)
    sold = none.copy()
    for index in products:
        column = raw.columns[index]
        sold |= (column.codes >= 0) & ~np.isin(column.codes, labels[index][0])
    orders = [column.codes < 0 for column, role in zip(raw.columns, roles, strict=True) if role == "order"]
    orderless = np.logical_and.reduce(orders) if orders else none
    own = _own_sales(raw, roles, labels)
    result, before = none.copy(), none.copy()
    for index, (column, (plain, of)) in enumerate(zip(raw.columns, labels, strict=True)):
        told = np.isin(column.codes, plain) if plain else none
        if index in products and (told & own).any():
            told = told & ~_named_so(raw, roles, column.codes, told, own)
        first = told & ~before
        if products:
            result |= told & ~sold
        unsure = first.copy()
        if of:
            unsure |= np.isin(column.codes, of) & (orderless if index in products else ~sold)
        result[_only_figures(raw, np.flatnonzero(unsure & ~result), index)] = True
        before |= column.codes >= 0
    return result


def _own_sales(raw: RawTable, roles: Sequence[str], labels: Sequence[tuple[list[int], list[int]]]) -> np.ndarray:
    """Mask of the rows that belong to an order: by its number, or by customer and time where the table numbers none."""
    known = "order" in roles
    own = np.zeros(raw.rows, bool)
    for column, role, (plain, of) in zip(raw.columns, roles, labels, strict=True):
        if role == "order" or (not known and role in ("time", "customer")):
            own |= (column.codes >= 0) & ~np.isin(column.codes, plain + of)
    return own


def _named_so(
    raw: RawTable, roles: Sequence[str], codes: np.ndarray, told: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """Rows of an order with a word for a total in place of the product (`codes`, where `told`) that are no totals: of
    each word, half of them or more sum up nothing and say all that products do. A product may be called so."""
    asked = told & own
    adds = np.zeros(raw.rows, bool)
    adds[asked] = _adds_up(raw, roles, told, np.flatnonzero(asked))
    words, word = np.unique(codes[asked], return_inverse=True)
    summing = np.bincount(word, adds[asked]) / np.maximum(np.bincount(word), 1)
    bare = np.zeros(len(words), bool)
    sold = (raw.marks == 0) & ~told
    for column, role in zip(raw.columns, roles, strict=True):
        if role in ("code", "quantity", "price") and sold.any() and (column.codes[sold] >= 0).mean() >= _ALWAYS:
            bare |= np.bincount(word, column.codes[asked] >= 0, len(words)) == 0
    return asked & np.isin(codes, words[(summing <= 0.5) & ~bare])


def _adds_up(raw: RawTable, roles: Sequence[str], told: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Whether the quantities and money of rows are the sums of what stands above: of all of it, of all since the last
    word for a total, or of the same order, with what was taken off it or without; where that is several rows, one such
    sum is enough. A row without such figures sums up nothing."""
    order = next((raw.columns[i].codes for i, role in enumerate(roles) if role == "order"), np.full(raw.rows, -1))
    before = np.flatnonzero(told)
    since = np.append(-1, before)[np.searchsorted(before, rows)]  # the total above each row, −1 for none

    figures = [
        (role, np.append(numbers(column)[0], np.nan)[column.codes])
        for column, role in zip(raw.columns, roles, strict=True)
        if role in ("quantity", "price", "amount", "cost", "refund")
    ]
    off = np.zeros(raw.rows, bool)  # discounts and what was rounded off
    for _, values in figures:
        off |= values < 0

    def above(values: np.ndarray) -> np.ndarray:
        """Sums of a column over the four, each for every row of `rows`."""
        running = np.append(np.cumsum(values), 0.0)
        of_order = [np.bincount(order + 1, part)[order[rows] + 1] for part in (values, np.where(off, 0.0, values))]
        return np.stack([running[rows], running[rows] - running[since], *of_order])

    every, some, filled = np.ones((4, len(rows)), bool), np.zeros((4, len(rows)), bool), np.zeros(len(rows), bool)
    for role, values in figures:
        if role == "price":
            continue
        given = ~np.isnan(values[rows])
        sold = ~told & ~np.isnan(values)
        sums = above(np.where(sold, values, 0.0))
        equal = np.abs(values[rows] - sums) <= 1e-6 * np.abs(sums) + 0.011
        every &= equal | ~given
        some |= equal & (above(sold.astype(float)) > 1)
        filled |= given
    return (every | some).any(axis=0) & filled


def _labels(column: RawColumn, cells: CellSearch, progress: Progress) -> tuple[list[int], list[int]]:
    """Codes of cells that are a word for a total, and of those that name whose total it is ("张三 小计")."""
    said = [word for word in _SAID if word in cells]
    if not said:
        return [], []
    plain, of = [], []
    found = cells.holding(re.compile(b"|".join(said)))
    for place, code in enumerate(found.tolist()):
        if place % STEP == 0:
            progress.step(place, len(found))
        text = column.texts[code]
        if not _PERHAPS(text):
            continue
        low = clean_text(text).lower()
        if says_total(low):
            plain.append(code)
        elif _TOTAL_OF(_AFTER.sub("", low)):
            of.append(code)
    return plain, of


def says_total(text: str) -> bool:
    """Whether a text is a word for a total and nothing else, a figure or a unit after it aside."""
    label = _AFTER.sub("", clean_text(text).lower())
    return bool(_TOTAL(label if label.isascii() else label.replace(" ", "")))


def _only_figures(raw: RawTable, rows: np.ndarray, but: int) -> np.ndarray:
    """Those of the rows that hold figures alone, one at least, besides the cell in column `but`."""
    figures = np.zeros(len(rows), bool)
    for index, column in enumerate(raw.columns):
        if index == but or not len(rows):
            continue
        codes = column.codes[rows]
        number = np.append(column.kinds == NUMBER, True)[codes]
        if not number.all():
            values, _ = numbers(column)
            number |= np.append(~np.isnan(values), True)[codes]
        rows, figures, codes = rows[number], figures[number], codes[number]
        figures |= codes >= 0
    return rows[figures]


def _closing_words(raw: RawTable, roles: Sequence[str], marks: np.ndarray) -> list[int]:
    """The last rows where they are words about the file ("200", "records downloaded", "from", …): they have neither
    figures nor a time where all others do, words in a column of figures, and no product that was sold elsewhere."""
    data = np.flatnonzero(marks == 0)
    above = data[:-_CLOSING]
    if len(above) < _CLOSING:
        return []
    usual = [
        index
        for index, role in enumerate(roles)
        if role in ("quantity", "price", "amount", "time") and (raw.columns[index].codes[above] >= 0).mean() >= _ALWAYS
    ]
    if not usual:
        return []
    found = []
    for row in data[: -_CLOSING - 1 : -1].tolist():
        cells = [int(column.codes[row]) for column in raw.columns]
        named = [i for i in naming(roles) if cells[i] >= 0]
        if any(cells[i] >= 0 for i in usual) or 2 * sum(code >= 0 for code in cells) > len(cells):
            break
        if any(np.count_nonzero(raw.columns[i].codes == cells[i]) > 1 for i in named):
            break
        words = [i for i, code in enumerate(cells) if code >= 0 and raw.columns[i].kinds[code] == TEXT]
        if not any((np.append(raw.columns[i].kinds, TEXT)[raw.columns[i].codes[above]] != TEXT).mean() > 0.5 for i in words):
            break
        found.append(row)
    return found


def _last_sums(raw: RawTable, roles: Sequence[str], marks: np.ndarray) -> int:
    """The last row where it has no word and its figures are the sums of their columns; −1 else."""
    data = np.flatnonzero(marks == 0)
    if len(data) < 3:
        return -1
    last, above = data[-1], data[:-1]
    filled = [index for index, column in enumerate(raw.columns) if column.codes[last] >= 0]
    if set(filled) & set(naming(roles)) or len(filled) == len(raw.columns):
        return -1
    if any(raw.columns[i].kinds[raw.columns[i].codes[last]] != NUMBER for i in filled):
        return -1
    sums = 0
    for index in filled:
        column = raw.columns[index]
        values = np.append(numbers(column)[0], np.nan)[column.codes]
        total = np.nansum(values[above])
        sums += bool((~np.isnan(values[above])).sum() > 1 and abs(values[last] - total) <= 1e-6 * abs(total) + 0.011)
    return int(last) if sums and 2 * sums >= len(filled) else -1
