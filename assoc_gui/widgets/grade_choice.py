"""Of which grades rows are listed: proven, likely, hints, or all that was counted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from assoc_engine.rules.verdicts import A, B
from assoc_engine.text import Text

from ..grade_words import MARKS, grade_name
from ..theme import Theme
from .basic import bold_width, button, paint_mark, row

SIGN, SHARPER = 13, 2  # pixels of a sign, and how many times as many are painted
FRAME, SIGNED = 22, 20  # pixels beside the words, and of a sign with the gap behind it
FIRST = (A, B)  # listed at first


class GradeChoice(QWidget):
    """`changed` by its buttons: a grade each, which are on or off together with others, and one for all. `means`: the grades there can
    be, and what each means."""

    changed = Signal()

    def __init__(self, text: Text, theme: Theme, means: dict[int, str]) -> None:
        super().__init__()
        self.text, self._theme, self._means = text, theme, means
        self.counts: dict[int, int] = {}
        self.all_means = text("All that was counted, whatever its grade")
        self.buttons = {grade: button("", "segment") for grade in means}
        self.all_button = button("", "segment")
        for made in (*self.buttons.values(), self.all_button):
            made.setCheckable(True)
            made.setStyleSheet("padding-left: 8px; padding-right: 8px;")
        for made in self.buttons.values():
            made.setIconSize(QSize(SIGN, SIGN))
            made.clicked.connect(lambda checked=False: self._follow_grades())
        self.all_button.clicked.connect(lambda checked=False: (self.keep_all(), self.changed.emit()))
        self.setLayout(row(*self.buttons.values(), self.all_button, spacing=4))
        theme.changed.connect(self._draw_signs)
        self._draw_signs()

    def show_grades(self, grade: np.ndarray) -> None:
        """Of rows of these grades: those that are proven or likely, all where there is none."""
        self.choose_first({one: int(np.count_nonzero(grade == one)) for one in self.buttons} | {0: len(grade)})

    def choose_first(self, counts: dict[int, int]) -> None:
        """As `show_grades`, of so many of each grade; 0: of all."""
        self.count(counts)
        self.all_button.setChecked(not any(self.counts.get(one) for one in FIRST))
        for one, made in self.buttons.items():
            made.setChecked(one in FIRST and not self.all_button.isChecked())

    def count(self, counts: dict[int, int]) -> None:
        """So many of each grade are there to be chosen."""
        self.counts = counts
        for one, made in self.buttons.items():
            made.setEnabled(bool(counts[one]))

    def kept(self, grade: np.ndarray) -> np.ndarray | bool:
        """Which rows of these grades are listed: bool a row, or True for all."""
        if self.all_button.isChecked():
            return True
        return np.isin(grade, [one for one, made in self.buttons.items() if made.isChecked()])

    def keep_all(self) -> None:
        self.all_button.setChecked(True)
        for made in self.buttons.values():
            made.setChecked(False)

    def _follow_grades(self) -> None:
        self.all_button.setChecked(not any(made.isChecked() for made in self.buttons.values()))
        self.changed.emit()

    def make_room(self, width: int) -> None:
        """The words and counts for which these many pixels are enough; all of them in the tooltip everywhere."""
        text, counts = self.text, self.counts
        names = {grade: capital(grade_name(text, grade)) for grade in self.buttons}
        full = {grade: f"{names[grade]} {text.integer(counts[grade])}" for grade in self.buttons}
        every = text("All {count}", count=counts[0])
        for words, last in (
            (full, every),
            (names, text("All")),
            ({grade: text.integer(counts[grade]) for grade in full}, text("All")),
            (dict.fromkeys(full, ""), text("All")),
        ):
            needed = sum(bold_width(said) + FRAME + SIGNED for said in words.values()) + bold_width(last) + FRAME + 4 * len(words)
            if needed <= width:
                break
        for grade, made in self.buttons.items():
            self._name(made, words[grade], full[grade], text(self._means[grade]), SIGNED)
        self._name(self.all_button, last, every, self.all_means, 0)

    @staticmethod
    def _name(made, words: str, full: str, means: str, sign: int) -> None:
        made.setText(words)
        made.setMinimumWidth(bold_width(words) + FRAME + sign)
        made.setAccessibleName(full)
        made.setToolTip(f"<p>{full}. {means}</p>")

    def _draw_signs(self) -> None:
        for grade, made in self.buttons.items():
            drawn = QPixmap(SIGN * SHARPER, SIGN * SHARPER)
            drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(drawn)
            paint_mark(painter, QRectF(drawn.rect()), MARKS[grade], self._theme)
            painter.end()
            drawn.setDevicePixelRatio(SHARPER)
            made.setIcon(QIcon(drawn))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
