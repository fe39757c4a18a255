"""The sheets of a workbook: each section from top to bottom, row by row (XlsxWriter keeps one row in memory)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from ..progress import SILENT, Progress
from ..text import Text
from .model import Block, ChartBlock, ChartKind, Column, Figure, KeyFigures, Kind, Paragraph, Report, Section, Signatures, Style, TableBlock
from .xlsx_cells import date_of, display_width, lines_of, looks_like_formula, safe_text
from .xlsx_charts import FIRST_ROW, ChartData, native_chart
from .xlsx_styles import SIZE, Styles

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

PIXELS, PADDING = 7, 5  # a digit of the workbook's font, and what Excel adds to each column
ROW_PIXELS, ROW_POINTS = 24, 18
TEXT_WIDTH, BROWSE_TEXT_WIDTH = 115, 170  # digits a paragraph runs to before it wraps
CHART_HEIGHT, LONE_CHART_HEIGHT, CHART_GAP, CHART_SHEET_WIDTH = 336, 240, 16, 118
BARS_HEIGHT, BAR_HEIGHT = 140, 32  # of a lone chart of lying bars: what surrounds them, and each name's
UPRIGHT_WIDTH = 150  # up to which a sheet is as well read upright
CHART_ROWS_PRINTED = 60
ROWS_A_STEP = 300
BROWSE_WIDTH, SENTENCE_WIDTH, NAME_WIDTH = 46, 64, 30  # the widest a column of text gets
NO_TABLE = (6.0, 25.0, 25.0, 39.0)  # columns of a sheet without any
FONT_ROOM = 0.92  # of a column, that is counted on: other programs put wider fonts in place of the workbook's
SAMPLE = 1000  # rows measured for a column's width


def write_sheets(workbook: Workbook, report: Report, text: Text, progress: Progress = SILENT) -> None:
    """Fill the workbook. Raises Cancelled; steps every few hundred rows."""
    styles = Styles(workbook, report.language)
    workbook.set_properties({"title": safe_text(report.title), "subject": safe_text(report.source)[:200]})
    names = _sheet_names([*(section.name for section in report.sections), text("Chart data")])
    data = ChartData(names[-1])
    total = sum(block.rows for section in report.sections for block in section.blocks if isinstance(block, TableBlock))
    done = 0
    for section, name in zip(report.sections, names, strict=False):
        sheet = _Sheet(workbook, name, section, report.source, styles, data, _Counter(progress, done, total))
        sheet.write()
        done += sum(block.rows for block in section.blocks if isinstance(block, TableBlock))
    if data.columns:
        _write_chart_data(workbook, data, text, styles)
    workbook.worksheets()[0].activate()


def _sheet_names(wanted: list[str]) -> list[str]:
    return [re.sub(r"[\[\]:*?/\\']", " ", name)[:31] for name in wanted]


class _Counter:
    """Progress over the table rows of all sheets."""

    def __init__(self, progress: Progress, done: int, total: int) -> None:
        self._progress, self._done, self._total = progress, done, max(1, total)

    def rows(self, count: int) -> None:
        self._done += count
        self._progress.step(self._done, self._total)


class _Sheet:
    """One section being written; `self.row` is the next free row."""

    def __init__(self, workbook: Workbook, name: str, section: Section, source: str, styles: Styles, data: ChartData,
                 counter: _Counter) -> None:  # fmt: skip
        self.workbook, self.section, self.source = workbook, section, source
        self.styles, self.data, self.counter = styles, data, counter
        self.sheet = workbook.add_worksheet(name)
        self.row = 0
        self.widths = column_widths(section)
        browse = any(isinstance(block, TableBlock) and block.browse for block in section.blocks)
        self.browse, self.printed_columns = browse, _printed_columns(section) or len(self.widths)
        self.span = _span(self.widths[: self.printed_columns], BROWSE_TEXT_WIDTH if browse else TEXT_WIDTH)  # columns of a paragraph
        self.last_printed: int | None = None

    def write(self) -> None:
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)
        self.sheet.set_default_row(ROW_POINTS)
        self._line(self.section.title, self.styles.title(), 18, extra=8)
        blocks = list(self.section.blocks)
        while blocks:
            charts = []
            while blocks and isinstance(first := blocks[0], ChartBlock):
                charts.append(first)
                del blocks[0]
            if charts:
                self._charts(charts)
            if blocks:
                self._block(blocks.pop(0))
        self._page_setup()

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, KeyFigures):
            self._key_figures(block)
        elif isinstance(block, TableBlock):
            self._table(block)
        elif isinstance(block, Signatures):
            self._signatures(block)

    def _paragraph(self, block: Paragraph) -> None:
        if not block.text:
            return
        if block.style is Style.HEADING:
            self.row += 1
        words = f"•  {block.text}" if block.style is Style.BULLET else block.text
        self._line(words, self.styles.paragraph(block.style), self.styles.paragraph_size(block.style), extra=4)

    def _line(self, words: str, look: Format, size: float, extra: float) -> None:
        """One wrapped cell over the text columns, high enough for its lines."""
        words = safe_text(words)
        room = (sum(self.widths[: self.span]) + self.span * PADDING / PIXELS - 2) * SIZE / size
        self.sheet.set_row(self.row, lines_of(words, room) * size * self.styles.line_height + extra)
        if self.span > 1:
            self.sheet.merge_range(self.row, 0, self.row, self.span - 1, "", look)
        self.sheet.write_string(self.row, 0, words, look)
        self.row += 1

    def _table(self, table: TableBlock) -> None:
        self.row += not table.browse
        if table.title:
            heading = Style.HEADING
            self._line(table.title, self.styles.paragraph(heading), self.styles.paragraph_size(heading), extra=4)
        header, width = self.row, len(table.columns)
        self._header([(column.title, column.kind, column.note) for column in table.columns], table.browse)
        wrapped = [not table.browse or column.wrapped for column in table.columns]
        cells = [_Cells(column, self.styles, wrap) for column, wrap in zip(table.columns, wrapped, strict=True)]
        for index in range(table.rows):
            if index % ROWS_A_STEP == 0:
                self.counter.rows(min(ROWS_A_STEP, table.rows - index))
            total = index in table.totals
            if any(wrapped):
                self._fit_row([cell.text_at(index) if wrap else "" for cell, wrap in zip(cells, wrapped, strict=True)])
            for column, cell in enumerate(cells):
                cell.write(self.sheet, self.row, column, index, total)
            self.row += 1
        if table.browse:
            self.sheet.freeze_panes(header + 1, 0)
            self.sheet.autofilter(header, 0, self.row - 1, width - 1)
            self.sheet.repeat_rows(header)
            self.last_printed = header + min(table.rows, table.printed or table.rows)

    def _header(self, titles: Sequence[tuple[str, Kind, str]], filtered: bool = False) -> None:
        spare = 3.5 if filtered else 2
        lines = max(lines_of(title, (self.widths[at] - spare) * 0.93) for at, (title, _, _) in enumerate(titles))
        self.sheet.set_row(self.row, lines * SIZE * self.styles.line_height + 6)
        for column, (title, kind, note) in enumerate(titles):
            self.sheet.write_string(self.row, column, safe_text(title), self.styles.header(kind, filtered))
            if note:
                self.sheet.write_comment(self.row, column, safe_text(note), {
                    "author": "", "x_scale": 2, "y_scale": max(0.6, lines_of(note, 36) * 0.24), "font_size": 9,
                    "font_name": self.styles.font, "color": "#FFFFFF",
                })  # fmt: skip
        self.row += 1

    def _fit_row(self, texts: list[str]) -> None:
        lines = max(lines_of(words, (self.widths[at] - 1.5) * FONT_ROOM) if words else 1 for at, words in enumerate(texts))
        self.sheet.set_row(self.row, min(400, lines * SIZE * self.styles.line_height + 4))

    def _key_figures(self, block: KeyFigures) -> None:
        self.row += 1
        label, value, meaning = block.titles
        self._header([(label, Kind.TEXT, ""), (value, Kind.NUMBER, ""), (meaning, Kind.TEXT, "")])
        wrapped = self.styles.cell(Kind.TEXT, wrap=True)
        for figure in block.figures:
            definition = safe_text(figure.definition)
            self._fit_row([figure.label, "", definition])
            self.sheet.write_string(self.row, 0, safe_text(figure.label), wrapped)
            _Cells(_as_column(figure), self.styles, True).write(self.sheet, self.row, 1, 0, True)
            self.sheet.write_string(self.row, 2, definition, wrapped)
            self.row += 1

    def _charts(self, charts: list[ChartBlock]) -> None:
        """Two in a row, the odd last one over the whole width of the sheet; their rows are left free."""
        self.row += 1
        whole = sum(int(each * PIXELS + PADDING) for each in self.widths)
        height = CHART_HEIGHT if len(charts) > 1 else _lone_height(charts[0])
        for number, block in enumerate(charts):
            alone = number == len(charts) - 1 and number % 2 == 0
            width = whole if alone else (whole - CHART_GAP) // 2
            chart = native_chart(self.workbook, block, self.data, self.styles, width, height)
            left = (number % 2) * (width + CHART_GAP)
            self.sheet.insert_chart(self.row, 0, chart, {
                "x_offset": left, "object_position": 2, "description": safe_text(block.title),
            })  # fmt: skip
            if number % 2 or number == len(charts) - 1:
                self.row += math.ceil((height + CHART_GAP) / ROW_PIXELS)

    def _signatures(self, block: Signatures) -> None:
        self.row += 1
        for label in block.labels:
            self.sheet.set_row(self.row, 28)
            self.sheet.merge_range(self.row, 0, self.row, 1, "", self.styles.label())
            self.sheet.write_string(self.row, 0, safe_text(label), self.styles.label())
            for column in (2, 3):
                self.sheet.write_blank(self.row, column, None, self.styles.signature_line())
            self.row += 1

    def _page_setup(self) -> None:
        sheet = self.sheet
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # codes are meant to be text
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        # Charts would be cut at the end of a page, so a sheet that has some is one page, upright.
        one = self.section.one_page or any(isinstance(block, ChartBlock) for block in self.section.blocks)
        if not one and (self.browse or sum(self.widths) > UPRIGHT_WIDTH):
            sheet.set_landscape()
        sheet.fit_to_pages(1, 1 if one else 0)
        sheet.print_area(0, 0, self.row - 1 if self.last_printed is None else self.last_printed, self.printed_columns - 1)
        source = safe_text(self.source)[:80].replace("&", "&&")
        sheet.set_footer(f"&L&8{source}&R&8&P / &N")


class _Cells:
    """A column ready to be written: values as plain Python, formats made."""

    def __init__(self, column: Column, styles: Styles, wrap: bool) -> None:
        self.kind = column.kind
        is_text = column.kind is Kind.TEXT
        self._looks = [
            styles.cell(column.kind, column.decimals, wrap=wrap and is_text, total=total) for total in (False, True)
        ]
        self._quoted = styles.cell(Kind.TEXT, wrap=wrap, quoted=True)
        if is_text:
            known: dict[str, str] = {}
            self._values: list[Any] = [known[v] if v in known else known.setdefault(v, safe_text(v)) for v in column.values]
        else:
            self._values = np.asarray(column.values).tolist()

    def text_at(self, index: int) -> str:
        return self._values[index] if self.kind is Kind.TEXT else ""

    def write(self, sheet: Worksheet, row: int, column: int, index: int, total: bool) -> None:
        value, look = self._values[index], self._looks[total]
        if value == "" or value != value or (self.kind is Kind.DATE and date_of(value) is None):
            sheet.write_blank(row, column, None, look)
        elif self.kind is Kind.TEXT:
            sheet.write_string(row, column, value, self._quoted if looks_like_formula(value) else look)
        elif self.kind is Kind.DATE:
            sheet.write_datetime(row, column, date_of(value), look)
        elif math.isinf(value):
            sheet.write_string(row, column, "∞" if value > 0 else "−∞", look)
        else:
            sheet.write_number(row, column, value, look)


def _as_column(figure: Figure) -> Column:
    large = figure.kind is Kind.MONEY and abs(figure.value) >= 1000
    return Column(figure.label, figure.kind, [figure.value], decimals=0 if large else None)


def column_widths(section: Section) -> list[float]:
    """Widths in digits of the sheet's columns: wide enough for every table of the section."""
    wanted: list[float] = []
    for block in section.blocks:
        if isinstance(block, TableBlock):
            sizes = _table_widths(block, section.one_page)
        elif isinstance(block, KeyFigures):
            sizes = [30.0, 18.0, 70.0]
        else:
            continue
        wanted = [max(pair) for pair in zip_longest(wanted, sizes, fillvalue=0.0)]
    if not wanted:
        wanted = list(NO_TABLE)
    drawn = any(isinstance(block, ChartBlock) for block in section.blocks) and not section.one_page
    lacking = (CHART_SHEET_WIDTH if drawn else 95) - sum(wanted)
    wanted[int(np.argmax(wanted))] += max(0.0, lacking)
    return wanted


def _table_widths(table: TableBlock, one_page: bool) -> list[float]:
    measured = [_measure(column) for column in table.columns]
    widest = max(range(len(measured)), key=lambda at: measured[at])
    sizes = []
    for at, (column, natural) in enumerate(zip(table.columns, measured, strict=True)):
        most = BROWSE_WIDTH if table.browse else NAME_WIDTH
        if at == widest and not table.browse:
            most = 48 if one_page else SENTENCE_WIDTH
        if one_page and at != widest:
            most = 25
        if table.browse and at == len(measured) - 1:
            most = SENTENCE_WIDTH if column.wrapped else 90
        # A word is not broken, nor is a Chinese header of four characters.
        words = max(min(display_width(word), 12 if word.isascii() else 8) for word in re.split(r"\s", column.title))
        header = max(words, display_width(column.title) / 2.2) * 1.08 + (4 if table.browse else 3)
        least = 9 if not one_page else 6 if column.kind is not Kind.TEXT else 16
        sizes.append(max(min(natural / FONT_ROOM + 3, most), header, least))
    return sizes


def _measure(column: Column) -> float:
    """The width that holds nearly all values of a column."""
    count = len(column.values)
    if not count:
        return 0.0
    if column.kind is Kind.DATE:
        return 14.0
    at = np.linspace(0, count - 1, min(SAMPLE, count)).astype(np.int64).tolist()
    if column.kind is Kind.TEXT:
        widths = sorted(display_width(column.values[index][:200]) for index in at)
        return widths[int(0.97 * (len(widths) - 1))]
    if column.kind is Kind.PROBABILITY:
        return 8.0  # <0.0001
    values = np.asarray(column.values, float)
    largest = np.nanmax(np.abs(values[np.isfinite(values)]), initial=0.0)
    usual = {Kind.INTEGER: 0, Kind.NUMERAL: 0, Kind.PERCENT: 1}.get(column.kind, 2)
    places = usual if column.decimals is None else column.decimals
    return (len(f"{largest:,.{places}f}") + 1.0) * 1.07


def _printed_columns(section: Section) -> int:
    return max((block.printed_columns for block in section.blocks if isinstance(block, TableBlock)), default=0)


def _lone_height(chart: ChartBlock) -> int:
    """Lying bars need room for each name, others do not."""
    if chart.kind is not ChartKind.BAR:
        return LONE_CHART_HEIGHT
    return BARS_HEIGHT + BAR_HEIGHT * max(2, len(chart.series[0].x))


def _span(widths: list[float], enough: float) -> int:
    """How many columns a paragraph may cover."""
    used = 0.0
    for at, width in enumerate(widths):
        used += width
        if used >= enough:
            return at + 1
    return len(widths)


def _write_chart_data(workbook: Workbook, data: ChartData, text: Text, styles: Styles) -> None:
    """All numbers behind the charts, side by side: title, gap, chart's title, headers, numbers."""
    sheet = workbook.add_worksheet(data.sheet)
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW_POINTS)
    sheet.write_string(0, 0, text("The numbers behind the charts"), styles.title(wrap=False))
    sheet.set_row(0, 30)
    cells = [_Cells(each.column, styles, False) for each in data.columns]
    for at, each in enumerate(data.columns):
        sheet.set_column(at, at, max(16, min(40, _measure(each.column) + 2)))
    look = styles.paragraph(Style.CAPTION)
    sheet.set_row(FIRST_ROW - 2, 42)
    for at, each in enumerate(data.columns):
        if each.chart:
            sheet.merge_range(FIRST_ROW - 2, at, FIRST_ROW - 2, at + 1, "", look)
            sheet.write_string(FIRST_ROW - 2, at, safe_text(each.chart), look)
    sheet.set_row(FIRST_ROW - 1, 30)
    for at, each in enumerate(data.columns):
        sheet.write_string(FIRST_ROW - 1, at, safe_text(each.column.title), styles.header(each.column.kind))
    for index in range(max(len(each.column.values) for each in data.columns)):
        for at, each in enumerate(data.columns):
            if index < len(each.column.values):
                cells[at].write(sheet, FIRST_ROW + index, at, index, False)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.print_area(0, 0, FIRST_ROW + CHART_ROWS_PRINTED, len(data.columns) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
