"""What can be told of a table before it is known what it is for: its roles, its keys, how its rows lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ...progress import SILENT, Progress
from ...workspace import Coded
from ..column_facts import ColumnFacts, facts
from ..header_words import plain_name, role_of_name, roles_of_name, strongest
from ..numbers import numbers
from ..raw import RawColumn, RawTable
from ..roles import guess_roles
from ..words import words

SAMPLED = 20_000  # rows by which roles are guessed, the first of each source
_UNCLEAN = re.compile(r"[^\n!-&(-<>-~\u4e00-\u9fff]").search  # what words.clean_text may change is in here
_GENERIC = re.compile(r"(sheet|工作表|表)\s*\d*", re.IGNORECASE).fullmatch
says_returned = re.compile(r"退货|退回|退款|退单|返品|冲销|冲红|红冲|returns?(?![a-z])|refunds?(?![a-z])|returned", re.IGNORECASE).search
_RETURN_NUMBER = re.compile(r"(?:TH|RT|RET|退货?)[-_]?\d+", re.IGNORECASE).fullmatch
_STOCK = re.compile(r"采购|进货|入库|盘点|库存(流水|变动|明细)|purchas|stock ?(moves|movements|takes?)", re.IGNORECASE).search


@dataclass
class Evidence:
    """A table and what is known of it. `label`: how sentences call it. Costly things are computed when asked for."""

    table: RawTable
    label: str
    progress: Progress = SILENT
    _keys: dict[int, Coded] = field(default_factory=dict)
    _numbers: dict[int, np.ndarray] = field(default_factory=dict)

    def grown(self, table: RawTable) -> Evidence:
        """The evidence of the same rows with more columns, whose roles their headers tell, or with fuller ones."""
        same = {i for i, column in enumerate(self.table.columns) if column is table.columns[i]}
        more = Evidence(table, self.label, self.progress)
        more._keys = {i: keys for i, keys in self._keys.items() if i in same}
        more._numbers = {i: values for i, values in self._numbers.items() if i in same}
        roles = dict(self.roles)
        for index in range(len(self.plain), len(table.columns)):
            if names := more.names[index]:
                roles.setdefault(strongest(names), index)
        more.roles = roles
        return more

    @cached_property
    def names(self) -> list[dict[str, int]]:
        """Roles that each header names, with their strength."""
        return [roles_of_name(header) for header in self.table.headers]

    @cached_property
    def plain(self) -> list[str]:
        """The headers, spelled plainly."""
        return [plain_name(header) for header in self.table.headers]

    @cached_property
    def sample(self) -> RawTable:
        """Some of the rows, to guess by."""
        return _sample(self.table)

    @cached_property
    def roles(self) -> dict[str, int]:
        """Column of each role (of "status" the first), as guessed by a part of the rows."""
        found: dict[str, int] = {}
        for column in guess_roles(self.sample).columns:
            if column.role:
                found.setdefault(column.role, column.index)
        return found

    @cached_property
    def facts(self) -> list[ColumnFacts]:
        """Of each column of the sample."""
        return [facts(column) for column in self.sample.columns]

    def names_role(self, *roles: str) -> bool:
        """Whether a column has one of the roles and says so in its header."""
        return any(role in self.roles and role in self.names[self.roles[role]] for role in roles)

    def strength(self, role: str) -> int:
        """How well the header of a role's column names it; 0 where the values told it."""
        return self.names[self.roles[role]].get(role, 0)

    def unused_name(self, index: int) -> bool:
        """Whether a column's name says that it is of no use here."""
        return role_of_name(self.table.headers[index]) == "unused"

    def keys(self, index: int) -> Coded:
        """The column's cleaned words, each used by a row that is data; −1 elsewhere."""
        if index not in self._keys:
            column = self.table.columns[index]
            found = column.coded if _are_words(column.texts) else words(column, self.progress)
            codes = np.where(self.table.marks == 0, found.codes, np.int32(-1)) if self.table.marks.any() else found.codes
            self._keys[index] = _compact(codes, found.vocabulary)
        return self._keys[index]

    def numbers(self, index: int) -> np.ndarray:
        """float64 a row, NaN where there is no number."""
        if index not in self._numbers:
            column = self.table.columns[index]
            self._numbers[index] = np.append(numbers(column, self.progress)[0], np.nan)[column.codes]
        return self._numbers[index]

    def uniqueness(self, index: int) -> float:
        """Different keys of a column a row of the file that has one."""
        there = self.keys(index).codes >= 0
        row = self.table.row[there] * np.int64(len(self.table.sources)) + self.table.source[there]
        filled = int((np.bincount(row) > 0).sum())
        return len(self.keys(index).vocabulary) / filled if filled else 0.0

    @cached_property
    def one_row_an_order(self) -> bool:
        """Whether nearly every row has an order number of its own."""
        return "order" in self.roles and self.uniqueness(self.roles["order"]) > 0.95

    @cached_property
    def called_returns(self) -> bool:
        """Whether name or headers say that the rows are things given back."""
        if says_returned(self._title):
            return True
        told = any(says_returned(header) for header in self.table.headers)
        few = len(self.table.columns) <= 6 and not {"customer", "time"} <= self.roles.keys()
        return told and few and self.names_role("order")

    @cached_property
    def numbered_as_returns(self) -> bool:
        """Whether all order numbers are those of returns, TH0001 and the like."""
        numbers = self.keys(self.roles["order"]).vocabulary if "order" in self.roles else ()
        return len(numbers) > 0 and all(map(_RETURN_NUMBER, numbers))

    @cached_property
    def called_stock(self) -> bool:
        """Whether the name says that things were bought, moved or counted, not sold."""
        return bool(_STOCK(self._title))

    @property
    def _title(self) -> str:
        file, sheet = self.table.sources[0]
        return sheet if sheet and not _GENERIC(sheet.strip()) else file.rsplit(".", 1)[0]


def looks_alike(one: Evidence, other: Evidence) -> bool:
    """Whether two tables have nearly the same columns, as two exports of one system have."""
    a, b = set(one.plain), set(other.plain)
    return len(a & b) >= 0.7 * len(a | b)


def compacted(column: RawColumn) -> RawColumn:
    """The column without the distinct cells that no row has."""
    used, place = _used(column.codes, len(column.texts))
    if len(used) == len(column.texts):
        return column
    texts = [column.texts[i] for i in used.tolist()]
    return replace(
        column, codes=place[column.codes], texts=texts, kinds=column.kinds[used], values=column.values[used]
    )


def _are_words(texts: Sequence[str]) -> bool:
    """Whether cleaning would leave all of them as they are, as it does with most numbers and codes: told in one go."""
    joined = "\n".join(texts)
    plain = _UNCLEAN(joined) is None and joined.count("\n") == max(len(texts) - 1, 0)
    return plain and "" not in (found := set(texts)) and len(found) == len(texts)


def _compact(codes: np.ndarray, vocabulary: Sequence[str]) -> Coded:
    used, place = _used(codes, len(vocabulary))
    if len(used) == len(vocabulary):
        return Coded(codes, vocabulary)
    return Coded(place[codes], [vocabulary[i] for i in used.tolist()])


def _used(codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(codes that some row has, the new code of each, −1 for none)."""
    held = np.zeros(size + 1, bool)
    held[codes] = True  # the last place takes the code −1
    used = np.flatnonzero(held[:-1])
    place = np.full(size + 1, -1, np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return used, place


def _sample(table: RawTable) -> RawTable:
    """The first rows of each source that are data."""
    most = max(SAMPLED // len(table.sources), 2000)
    data = np.flatnonzero(table.marks == 0)
    source = table.source[data]
    parts = [data[source == place][:most] for place in range(len(table.sources))]
    rows = np.concatenate(parts)
    columns = tuple(compacted(replace(column, codes=column.codes[rows])) for column in table.columns)
    return replace(table, columns=columns, source=table.source[rows], row=table.row[rows], marks=table.marks[rows])
