"""A case: files to be written, and what must be understood of them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import xlwt

from assoc_engine.io.words import clean_text

from .cells import FIELDS
from .shop import Line, shop_lines

Rows = list[list]


@dataclass(frozen=True)
class Case:
    """`files`: name → what writes it. `roles`: headers of each role; with `strict` no other column has one. `pairs`: how
    many lines each (order, product) has, the order None where its number is made; `orders`: different ones. `of`: what
    must work for it: "roles", "layout" or "joins". `asks`: the role that is asked about, `answer`: (header, role)."""

    name: str
    files: dict[str, Callable[[Path], None]]
    roles: dict[str, tuple[str, ...]]
    pairs: Counter
    orders: int
    of: str = "roles"
    strict: bool = True
    asks: str = ""
    answer: tuple[str, str] = ("", "")
    repeats: bool = False  # the same lines stand in several files, to be counted once later

    def write(self, folder: Path) -> tuple[str, ...]:
        """Paths of the files, written."""
        for name, write in self.files.items():
            write(folder / name)
        return tuple(str(folder / name) for name in self.files)


Column = tuple[str, str, str]


def columns(spec: str) -> list[Column]:
    """(header, field, role) of each "header : field : role"."""
    cells = (cell.strip() for cell in re.split(r"[|\n]", spec.strip()))
    return [tuple(part.strip() for part in re.split(r" :(?: |$)", cell)) for cell in cells if cell]


def cell(field: str, line: Line):
    """A field of a line; "first …" stands on the first line of its order alone."""
    if field.startswith("first "):
        return FIELDS[field[6:]](line) if line.line == 0 else ""
    return FIELDS[field](line)


def rows_of(spec: str, lines: Sequence[Line]) -> Rows:
    """Header and rows."""
    given = columns(spec)
    return [[header for header, _, _ in given], *([cell(field, line) for _, field, _ in given] for line in lines)]


def roles_of(spec: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for header, _, role in columns(spec):
        if role:
            found[role] = (*found.get(role, ()), header)
    return found


def pairs_of(spec: str, lines: Sequence[Line]) -> Counter:
    """Lines of each (order, product) as they must read."""
    field = {role: name.removeprefix("first ") for _, name, role in columns(spec)}
    order, product = field.get("order"), field.get("product") or field["code"]

    def text(name: str | None, line: Line) -> str | None:
        return clean_text(str(FIELDS[name](line))) if name else None

    return Counter((text(order, line), text(product, line)) for line in lines)


def simple(
    name: str,
    spec: str,
    seed: int,
    ending: str = "xlsx",
    encoding: str = "utf-8-sig",
    above: Rows = [],
    lines: Sequence[Line] | None = None,
    orders: int | None = None,
    separator: str = "",
    **more,
) -> Case:
    """One file of order lines with the columns of `spec`; `above`: rows over the header."""
    lines = shop_lines(seed) if lines is None else lines
    rows = above + rows_of(spec, lines)
    writers = {
        "xlsx": lambda path: write_xlsx(path, {"Sheet1": rows}),
        "xls": lambda path: write_xls(path, rows),
        "csv": lambda path: write_text(path, rows, separator or ",", encoding),
        "tsv": lambda path: write_text(path, rows, "\t", encoding),
    }
    counted = len({line.number for line in lines}) if orders is None else orders
    return Case(name, {f"sales.{ending}": writers[ending]}, roles_of(spec), pairs_of(spec, lines), counted, **more)


def write_xlsx(path: Path, sheets: dict[str, Rows], hidden: Sequence[str] = (), merged: Sequence[str] = ()) -> None:
    """A workbook; `merged`: ranges of the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
        if name in hidden:
            sheet.sheet_state = "hidden"
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)


def write_xls(path: Path, rows: Rows) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    forms = {
        datetime: xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS"), date: xlwt.easyxf(num_format_str="YYYY/M/D"),
        time: xlwt.easyxf(num_format_str="HH:MM:SS"),
    }  # fmt: skip
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value != "":
                sheet.write(r, c, value, forms.get(type(value), xlwt.Style.default_style))
    book.save(str(path))


def write_text(path: Path, rows: Rows, separator: str, encoding: str) -> None:
    with open(path, "w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=separator).writerows(rows)
