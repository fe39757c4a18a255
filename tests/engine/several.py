"""Several files and sheets written by the tests, and what reading them together gives."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from assoc_engine.io.raw import OVERLAP, Part, RawTable
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.settings import ReadSettings
from assoc_engine.text import Text


def book(path: Path, **sheets: list[list]) -> Path:
    written = openpyxl.Workbook()
    written.remove(written.active)
    for name, rows in sheets.items():
        sheet = written.create_sheet(name)
        for row in rows:
            sheet.append(row)
    written.save(path)
    return path


def sheet_csv(path: Path, rows: list[list]) -> Path:
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(rows)
    return path


def either(folder: Path, kind: str, **tables: list[list]) -> list[Path]:
    """The tables as sheets of one workbook, or as one text file each."""
    if kind == "xlsx":
        return [book(folder / "all.xlsx", **tables)]
    return [sheet_csv(folder / f"{name}.csv", rows) for name, rows in tables.items()]


def together(*paths: Path, uses: dict[str, str] | None = None) -> RawTable:
    return read_files(ReadSettings(tuple(map(str, paths)), uses=uses or {}))


def cells(raw: RawTable, header: str, counted: bool = True) -> list[str]:
    """The column's cells, of the rows that no other source has."""
    column = raw.columns[raw.headers.index(header)].coded
    return [column[row] for row in range(raw.rows) if not counted or not raw.marks[row] & OVERLAP]


def total(raw: RawTable, header: str) -> float:
    return sum(float(cell) for cell in cells(raw, header) if cell)


def part(raw: RawTable, name: str) -> Part:
    return next(part for part in raw.parts if name in (part.sheet, part.file, part.file.rsplit(".", 1)[0]))


def said(message: dict) -> str:
    return Text("en").say(message)


def role_headers(raw: RawTable) -> dict[str, str]:
    return {column.role: column.header for column in guess_roles(raw).columns if column.role}
