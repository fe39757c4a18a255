"""Colours, fonts and the style sheet, light and dark: following the system, or as the user chose."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication

CHOICES = ("system", "light", "dark")
STYLE, STYLE_VARIABLE = "Fusion", "QT_STYLE_OVERRIDE"  # the one that the sheet is written for, and where Qt looks for it first
NARROW = QFont.Tag("pwid")  # of a font: signs as wide as they are drawn
BASE, ANSWER, CAPTION = 13, 20, 11  # pixels
# Okabe–Ito, for groups; the same hues in both modes.
QUALITATIVE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")


@dataclass(frozen=True)
class Colors:
    window: str
    surface: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    accent_hover: str
    soft: str  # a picked row, the page one is on
    hover: str
    faint: str  # dots that chance explains, bars that do not matter here
    good: str
    warn: str
    warn_soft: str
    amber: str  # bars of what was left out
    netted: str  # bars of sales and returns that cancel out
    bad: str
    bad_soft: str
    scroll: str
    dark: bool = False


LIGHT = Colors(
    window="#F6F7F9",
    surface="#FFFFFF",
    text="#1B1F24",
    muted="#5B6470",
    line="#DDE1E6",
    accent="#2F6FDE",
    on_accent="#FFFFFF",
    accent_hover="#2560C4",
    soft="#EDF3FD",
    hover="#EEF0F3",
    faint="#A9B0B8",
    good="#1E7F4F",
    warn="#96610B",
    warn_soft="#FDF5E6",
    amber="#DDA23A",
    netted="#3E9C8F",
    bad="#B3322B",
    bad_soft="#FCEFEE",
    scroll="#CBD1D8",
)
DARK = Colors(
    window="#16191D",
    surface="#1E2228",
    text="#E8EAED",
    muted="#9AA3AE",
    line="#323840",
    accent="#7CA8F5",
    on_accent="#10151C",
    accent_hover="#96B9F7",
    soft="#26303D",
    hover="#272C33",
    faint="#6B7480",
    good="#67C99A",
    warn="#E0B04C",
    warn_soft="#2E2919",
    amber="#B98F3C",
    netted="#4FA597",
    bad="#F2938C",
    bad_soft="#33211F",
    scroll="#444C56",
    dark=True,
)


class Theme(QObject):
    """The colours now in force; `changed` after the system or the user changed them."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system", hints: QStyleHints | None = None) -> None:
        super().__init__(app)
        self._app = app
        self.choice = choice if choice in CHOICES else "system"
        self.colors = LIGHT
        self.sheet = ""  # set on each part of the window by itself: parts out of sight wait until they are shown
        if os.environ.get(STYLE_VARIABLE) != STYLE:
            app.setStyle(STYLE)
        app.setFont(base_font())
        self._hints = hints or app.styleHints()
        self._hints.colorSchemeChanged.connect(self._follow)
        self.choose(self.choice)

    @property
    def dark(self) -> bool:
        return self.colors.dark

    def choose(self, choice: str) -> None:
        """For good "light" or "dark", or "system" to follow the system again."""
        self.choice = choice
        # Title bars and native dialogs follow as well, where the platform can.
        if choice == "system":
            self._hints.unsetColorScheme()
        else:
            self._hints.setColorScheme(Qt.ColorScheme.Dark if choice == "dark" else Qt.ColorScheme.Light)
        self._apply()

    def write(self, language: str) -> None:
        """Type for a language. A Chinese face gives ’ “ ” the room of a whole character, which tears words of Latin letters apart."""
        font, narrow = base_font(), not language.startswith("zh")
        if font.isFeatureSet(NARROW) == narrow or not font.families()[0].startswith("Noto Sans CJK"):
            return
        if narrow:
            font.setFeature(NARROW, 1)
        else:
            font.unsetFeature(NARROW)
        sized.cache_clear()
        self._app.setFont(font)

    def color(self, name: str) -> QColor:
        return QColor(getattr(self.colors, name))

    def _follow(self) -> None:
        if self.choice == "system":
            self._apply()

    def _apply(self) -> None:
        dark = self.choice == "dark"
        if self.choice == "system":
            dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        self.colors = DARK if dark else LIGHT
        self._app.setPalette(palette(self.colors))
        self.sheet = style_sheet(self.colors)
        self.changed.emit()


@cache
def base_font() -> QFont:
    """The system's own font at 13 px, with a Chinese face behind it."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    families = [font.family()]
    if sys.platform == "win32":
        families = ["Segoe UI", "Microsoft YaHei UI"]
    elif sys.platform == "darwin":
        families += ["PingFang SC"]
    elif font.family().lower() in ("sans", "sans serif", "sans-serif", "dejavu sans", "", "helvetica"):
        # No desktop told us its font: the Chinese face also has the Latin letters that fit it.
        families = ["Noto Sans CJK SC", "Noto Sans", font.family()]
    else:
        families += ["Noto Sans CJK SC"]
    font.setFamilies(families)
    font.setPixelSize(BASE)
    return font


@cache
def sized(pixels: int, bold: bool = False) -> QFont:
    """The base font in another size, its figures all of one width. Kept: making one takes a millisecond."""
    font = QFont(base_font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def palette(c: Colors) -> QPalette:
    result = QPalette()
    role = QPalette.ColorRole
    for name, value in (
        (role.Window, c.window), (role.WindowText, c.text), (role.Base, c.surface), (role.AlternateBase, c.window),
        (role.Text, c.text), (role.Button, c.surface), (role.ButtonText, c.text), (role.BrightText, c.bad),
        (role.Highlight, c.accent), (role.HighlightedText, c.on_accent), (role.ToolTipBase, c.surface),
        (role.ToolTipText, c.text), (role.PlaceholderText, c.muted), (role.Link, c.accent), (role.Mid, c.line),
        (role.Accent, c.accent),
    ):  # fmt: skip
        result.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.muted))
    return result


def style_sheet(c: Colors) -> str:
    """Only what the palette cannot say; menus and dialogs stay the style's own, scroll bars are thinned."""
    return f"""
    QLabel {{ background: transparent; }}
    QLabel[kind="answer"] {{ font-size: {ANSWER}px; font-weight: bold; }}
    QLabel[kind="title"] {{ font-size: 15px; font-weight: bold; }}
    QLabel[kind="strong"] {{ font-weight: bold; }}
    QLabel[kind="figure"] {{ font-size: 26px; font-weight: bold; }}
    QLabel[kind="muted"] {{ color: {c.muted}; }}
    QLabel[kind="caption"] {{ color: {c.muted}; font-size: {CAPTION + 1}px; }}
    QLabel[kind="good"] {{ color: {c.good}; }}
    QLabel[kind="warn"] {{ color: {c.warn}; }}
    QLabel[kind="number"] {{ color: {c.accent_hover}; background: {c.soft}; border-radius: 14px; font-weight: bold; }}
    QLabel[kind="chip"] {{ color: {c.muted}; border: 1px solid {c.line}; border-radius: 10px; padding: 1px 9px;
        font-size: {CAPTION + 1}px; }}
    QFrame#card {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 6px; }}
    QFrame#card[picked="true"] {{ border: 1px solid {c.accent}; }}
    QFrame#notice {{ background: {c.warn_soft}; border: 1px solid {c.line}; border-radius: 6px; }}
    QFrame#error {{ background: {c.bad_soft}; border: 1px solid {c.bad}; border-radius: 6px; }}
    QFrame#rule {{ background: {c.line}; border: none; }}
    QWidget#side {{ background: {c.window}; border-right: 1px solid {c.line}; }}
    QWidget#top {{ background: {c.surface}; border-bottom: 1px solid {c.line}; }}
    QWidget#status {{ background: {c.surface}; border-top: 1px solid {c.line}; }}
    QFrame#ask {{ background: {c.soft}; border: none; border-bottom: 1px solid {c.line}; }}
    QWidget#bare, QScrollArea#bare, QStackedWidget#bare {{ background: transparent; border: none; }}
    QPushButton {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line}; border-radius: 5px;
        padding: 6px 14px; min-height: 18px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:focus {{ border: 2px solid {c.accent}; padding: 5px 13px; }}
    QPushButton:disabled {{ color: {c.muted}; background: {c.window}; }}
    QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
        font-weight: bold; }}
    QPushButton[kind="primary"]:hover {{ background: {c.accent_hover}; }}
    QPushButton[kind="primary"]:focus {{ background: {c.accent_hover}; border: 2px solid {c.text}; }}
    QPushButton[kind="primary"]:disabled {{ background: {c.line}; border-color: {c.line}; color: {c.muted}; }}
    QPushButton[kind="link"] {{ background: transparent; border: none; padding: 2px 4px; color: {c.muted};
        min-height: 16px; text-align: left; }}
    QPushButton[kind="link"]:hover {{ color: {c.accent}; }}
    QPushButton[kind="link"]:focus {{ color: {c.accent}; border: 1px solid {c.accent}; border-radius: 4px;
        padding: 1px 3px; }}
    QPushButton[kind="inline"] {{ background: transparent; border: none; padding: 1px 0; min-height: 16px; color: {c.accent};
        text-decoration: underline; }}
    QPushButton[kind="inline"]:focus {{ background: {c.accent}; color: {c.on_accent}; border-radius: 3px; padding: 1px 0; }}
    QPushButton[kind="menu"] {{ text-align: left; padding: 5px 28px 5px 12px; }}
    QPushButton[kind="menu"]:focus {{ padding: 4px 27px 4px 11px; }}
    QPushButton[kind="segment"] {{ padding: 5px 16px; }}
    QPushButton[kind="segment"]:checked {{ background: {c.soft}; border-color: {c.scroll}; font-weight: bold; }}
    QPushButton[kind="segment"]:focus {{ border: 2px solid {c.accent}; padding: 4px 15px; }}
    QPushButton[kind="tab"] {{ background: transparent; border: none; border-bottom: 2px solid transparent;
        border-radius: 0; padding: 6px 2px 8px 2px; color: {c.muted}; }}
    QPushButton[kind="tab"]:hover {{ color: {c.text}; }}
    QPushButton[kind="tab"]:checked {{ color: {c.text}; font-weight: bold; border-bottom-color: {c.accent}; }}
    QPushButton[kind="tab"]:focus {{ color: {c.text}; background: {c.soft}; padding: 6px 2px 8px 2px; }}
    QLineEdit {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 5px; padding: 5px 10px;
        min-height: 18px; }}
    QLineEdit:focus {{ border-color: {c.accent}; }}
    QTableView {{ background: {c.surface}; border: none; gridline-color: transparent; outline: none; }}
    QHeaderView {{ background: {c.surface}; border: none; }}
    QHeaderView::section {{ background: {c.surface}; color: {c.muted}; border: none;
        border-bottom: 1px solid {c.line}; padding: 0 10px; font-size: {CAPTION + 1}px; }}
    QTableCornerButton::section {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.line}; }}
    QSlider::groove:horizontal {{ background: {c.line}; height: 4px; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {c.scroll}; height: 4px; border-radius: 2px; }}
    QSlider::handle:horizontal {{ background: {c.accent}; width: 14px; margin: -5px 0; border-radius: 7px; }}
    QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{
        background: {c.accent_hover}; border: 2px solid {c.text}; width: 10px; }}
    QProgressBar {{ background: {c.line}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 2px; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {c.scroll}; border-radius: 3px; margin: 2px; }}
    QScrollBar::handle:vertical {{ min-height: 36px; }}
    QScrollBar::handle:horizontal {{ min-width: 36px; }}
    QScrollBar::handle:hover {{ background: {c.faint}; }}
    QScrollBar[held="true"]::handle {{ background: {c.accent}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QAbstractScrollArea::corner {{ background: transparent; }}
    QToolTip {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; padding: 6px; }}
    """
