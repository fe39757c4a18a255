"""Native Excel charts, and the sheet that holds the numbers they are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .model import ChartBlock, ChartKind, Column, Kind, Series, Values
from .xlsx_cells import safe_text
from .xlsx_styles import ACCENT, GREY, LINE, MUTED, TEXT_COLOUR, Styles

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart

FIRST_ROW = 4  # of the numbers in the data sheet: title, gap, chart's title, headers
DAY = 86_400
SHORT = 70  # days, up to which a time axis is labelled with days
EXCEL_EPOCH = 25_569  # days from Excel's day 0 to 1970-01-01


@dataclass(frozen=True, eq=False)
class DataColumn:
    """One column of the data sheet; `chart` is the title of the chart it begins, or ""."""

    column: Column
    chart: str = ""


class ChartData:
    """Collects the numbers behind all charts into columns of one sheet, and says where they will stand."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.columns: list[DataColumn] = []

    def add(self, column: Column, chart: str = "") -> dict[str, Any]:
        """The place and the numbers of the new column, as XlsxWriter's series options want them."""
        self.columns.append(DataColumn(column, chart))
        at, rows = len(self.columns) - 1, len(column.values)
        return {"range": [self.sheet, FIRST_ROW, at, FIRST_ROW + rows - 1, at], "data": _cached(column)}


def _cached(column: Column) -> list[Any]:
    if column.kind is Kind.TEXT:
        return [safe_text(value) for value in column.values]
    values = np.asarray(column.values, float)
    return (values / DAY + EXCEL_EPOCH if column.kind is Kind.DATE else values).tolist()


def native_chart(workbook: Workbook, block: ChartBlock, data: ChartData, styles: Styles, width: int, height: int) -> Chart:
    """A chart object of the size in pixels; its numbers are added to `data`."""
    kind = {ChartKind.BAR: "bar", ChartKind.COLUMN: "column", ChartKind.LINE: "line", ChartKind.SCATTER: "scatter"}
    chart = workbook.add_chart({"type": kind[block.kind]})
    font = {"name": styles.font, "size": 9, "color": MUTED}
    shared = None
    for number, series in enumerate(block.series):
        if block.kind is ChartKind.SCATTER or shared is None:
            shared = data.add(Column(block.x_title or "", block.x_kind, series.x), "" if number else block.title)
        y = data.add(Column(series.name, _kind_of(series), series.y))
        chart.add_series({
            "name": _literal(series.name), "categories": shared["range"], "categories_data": shared["data"],
            "values": y["range"], "values_data": y["data"], **_look(block.kind, series, font),
        })  # fmt: skip
    chart.set_title({"name": _literal(block.title), "overlay": False, "layout": {"x": 0.02, "y": 0.03},
                     "name_font": {"name": styles.font, "size": 12, "bold": True, "color": TEXT_COLOUR}})  # fmt: skip
    _axes(chart, block, styles, font)
    several = len(block.series) > 1
    chart.set_legend({"position": "bottom", "font": font} if several else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_size({"width": width, "height": height})
    return chart


def _kind_of(series: Series) -> Kind:
    return Kind.INTEGER if np.issubdtype(np.asarray(series.y).dtype, np.integer) else Kind.NUMBER


def _literal(words: str) -> str:
    """Chart words that XlsxWriter cannot take for a reference to a cell."""
    words = safe_text(words)
    return " " + words if words.startswith("=") else words


def _look(kind: ChartKind, series: Series, font: dict[str, Any]) -> dict[str, Any]:
    colour = ACCENT if series.accent else GREY
    if series.joined:
        return {"line": {"color": TEXT_COLOUR, "width": 1, "dash_type": "dash"}, "marker": {"type": "none"}}
    if kind is ChartKind.SCATTER:
        dot = {"type": "circle", "size": 4, "border": {"none": True}, "fill": {"color": colour, "transparency": 40}}
        return {"marker": dot, "line": {"none": True}}
    if kind is ChartKind.LINE:
        return {"line": {"color": colour, "width": 2}}
    look: dict[str, Any] = {"fill": {"color": colour}, "border": {"none": True}, "gap": 40}
    if kind is ChartKind.BAR:
        look["data_labels"] = {"value": True, "num_format": "#,##0", "font": font}
    return look


def _axes(chart: Chart, block: ChartBlock, styles: Styles, font: dict[str, Any]) -> None:
    """Calm axes: no ticks, faint lines; a lying bar chart says its numbers at the bars instead."""
    across: dict[str, Any] = {"num_font": font, "line": {"color": GREY}, "major_tick_mark": "none",
                    "major_gridlines": {"visible": False}}  # fmt: skip
    if block.x_title and block.kind in (ChartKind.COLUMN, ChartKind.SCATTER):
        across |= {"name": _literal(block.x_title), "name_font": {**font, "bold": False}}
    if block.x_kind is Kind.DATE:
        across |= _date_scale(block.series[0].x, styles)
    up: dict[str, Any] = {"num_font": font, "num_format": "#,##0", "line": {"none": True}, "min": 0, "major_tick_mark": "none",
                "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.75}},
                "name": _literal(block.y_title), "name_font": {**font, "bold": False}}  # fmt: skip
    if block.kind is ChartKind.BAR:
        across["interval_unit"] = 1  # every name is shown
        # XlsxWriter's y axis is the upright one here, with the names; the first name stands on top.
        chart.set_y_axis({**across, "reverse": True})
        chart.set_x_axis({**up, "visible": False, "major_gridlines": {"visible": False}})
        return
    if block.kind is ChartKind.SCATTER:
        across, up = across | _scale(block, "x"), up | _scale(block, "y")
    chart.set_x_axis(across)
    chart.set_y_axis(up)


def _date_scale(seconds: Values, styles: Styles) -> dict[str, Any]:
    """About ten labels: every so many days of a short time, else every so many months."""
    days = int(np.max(seconds) - np.min(seconds)) // DAY
    if days <= SHORT:
        unit, many, look = "days", round(days / 10), styles.day_format()
    else:
        unit, many, look = "months", round(days / 300), styles.month_format()
    return {"date_axis": True, "major_unit_type": unit, "major_unit": max(1, many), "num_format": look}


def _scale(block: ChartBlock, side: str) -> dict[str, Any]:
    """Whole powers of ten around the dots."""
    if not block.logarithmic:
        return {}
    values = np.concatenate([np.asarray(getattr(series, side), float) for series in block.series if not series.joined])
    low, high = np.floor(np.log10(values.min())), np.ceil(np.log10(values.max()))
    low, high = 10.0**low, 10.0 ** max(high, low + 1)
    return {"log_base": 10, "min": low, "max": high, "crossing": low, "num_format": "#,##0.###"}
