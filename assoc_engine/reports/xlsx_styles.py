"""How a workbook looks: fonts, colours, number formats and cell formats, each made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import Kind, Style

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

TEXT_COLOUR, MUTED, LINE, ACCENT, SURFACE = "#1B1F24", "#5B6470", "#DDE1E6", "#2F6FDE", "#F6F7F9"
GREY = "#9AA3AE"
_LINE_HEIGHTS = {"zh_CN": 1.45, "en": 1.3}  # of the font's size
_FONTS = {"zh_CN": "Microsoft YaHei", "en": "Arial"}
_DATES = {"zh_CN": '[$-804]yyyy"年"m"月"d"日"', "en": "[$-809]d mmm yyyy"}
_MONTHS = {"zh_CN": '[$-804]yyyy"年"m"月"', "en": "[$-809]mmm yyyy"}
_DAYS = {"zh_CN": '[$-804]m"月"d"日"', "en": "[$-809]d mmm"}
SIZE = 10  # points of everything that has no size of its own
_STYLES: dict[Style, dict[str, Any]] = {
    Style.ANSWER: {"font_size": 14, "bold": True},
    Style.HEADING: {"font_size": 12, "bold": True},
    Style.BODY: {},
    Style.BULLET: {},
    Style.CAPTION: {"font_size": 9, "font_color": MUTED},
}


class Styles:
    """Cell formats of one workbook by what they are for."""

    def __init__(self, workbook: Workbook, language: str) -> None:
        self._workbook, self._language = workbook, language
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.font = _FONTS[language]
        self.line_height = _LINE_HEIGHTS[language]

    def paragraph(self, style: Style) -> Format:
        """Of a paragraph."""
        return self._format(**{"text_wrap": True, "valign": "top", **_STYLES[style]})

    def paragraph_size(self, style: Style) -> float:
        """Of a paragraph's letters, in points."""
        return _STYLES[style].get("font_size", SIZE)

    def title(self, wrap: bool = True) -> Format:
        """Of the title of a sheet."""
        return self._format(font_size=18, bold=True, valign="vcenter", text_wrap=wrap)

    def header(self, kind: Kind, filtered: bool = False) -> Format:
        """`filtered`: with room for the button of a filter at its right."""
        look = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": SURFACE, "bottom": 1,
                "bottom_color": GREY}  # fmt: skip
        if kind is Kind.TEXT:
            return self._format(**look, align="left", indent=1)
        return self._format(**look, align="right", indent=2 if filtered else 1)

    def cell(self, kind: Kind, decimals: int | None = None, *, wrap: bool = False, total: bool = False, quoted: bool = False) -> Format:
        """`quoted`: Excel keeps the cell text even after someone edited it."""
        look: dict[str, Any] = {"valign": "vcenter", "bottom": 1, "bottom_color": LINE}
        if kind is Kind.TEXT:
            look |= {"align": "left", "indent": 1, "text_wrap": wrap}
            look |= {"num_format": "@", "quote_prefix": True} if quoted else {}
        else:
            look |= {"align": "right", "indent": 1, "num_format": self.number_format(kind, decimals)}
        if total:
            look |= {"bold": True}
        return self._format(**look)

    def label(self) -> Format:
        """Of the label over a key figure."""
        return self._format(font_color=MUTED, valign="bottom", indent=1)

    def signature_line(self) -> Format:
        """Of the line one signs on."""
        return self._format(bottom=1, bottom_color=GREY)

    def number_format(self, kind: Kind, decimals: int | None = None) -> str:
        """Excel's format of a kind of value; `decimals` None: as usual."""
        if kind is Kind.DATE:
            return _DATES[self._language]
        if kind is Kind.NUMERAL:
            return "0"
        if kind is Kind.PROBABILITY:
            return '[<0.0001]"<0.0001";0.0000'
        default = {Kind.INTEGER: 0, Kind.NUMBER: 2, Kind.PERCENT: 1, Kind.MONEY: 2}[kind]
        places = default if decimals is None else decimals
        fraction = "." + "0" * places if places else ""
        return f"0{fraction}%" if kind is Kind.PERCENT else f"#,##0{fraction}"

    def day_format(self) -> str:
        """Excel's format of a day on an axis."""
        return _DAYS[self._language]

    def month_format(self) -> str:
        """Excel's format of a month on an axis."""
        return _MONTHS[self._language]

    def _format(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(
                {"font_name": self.font, "font_size": SIZE, "font_color": TEXT_COLOUR, **look}
            )
        return self._made[key]
