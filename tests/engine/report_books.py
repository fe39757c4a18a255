"""Reports written and opened again, for tests."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from assoc_engine.reports.build import build_report
from assoc_engine.reports.xlsx import write_xlsx
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace

LANGUAGES = ("en", "zh_CN")


def both_languages(workspace: Workspace, folder: Path) -> dict:
    """The report in each language, reopened."""
    return {language: written(workspace, folder / f"{language}.xlsx", language) for language in LANGUAGES}


def written(workspace: Workspace, path, language: str = "en"):
    text = Text(language)
    write_xlsx(build_report(workspace, text), path, text)
    return openpyxl.load_workbook(path)


def table_of(sheet, first_title: str) -> tuple[int, list[str], list[tuple]]:
    """(row of the headers, headers, rows) of the table that begins with `first_title`, up to the first empty cell."""
    start = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == first_title)
    headers = [cell.value for cell in sheet[start] if cell.value is not None]
    rows = []
    for row in sheet.iter_rows(min_row=start + 1, max_col=len(headers), values_only=True):
        if row[0] is None:
            break
        rows.append(row)
    return start, headers, rows


def words_of(book) -> list[str]:
    """Everything a reader can read: cells, notes, names of sheets."""
    found = list(book.sheetnames)
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str):
                found.append(cell.value)
            if cell.comment:
                found.append(cell.comment.text)
    return found


def chart_texts(book) -> list[str]:
    titles = [chart.title.tx.rich for sheet in book for chart in sheet._charts]
    return [run.t for title in titles for paragraph in title.p for run in paragraph.r or ()]
