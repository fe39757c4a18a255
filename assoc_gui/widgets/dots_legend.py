"""Which shape of a dot is which grade."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from assoc_engine.rules.verdicts import NONE, A, B, C
from assoc_engine.text import Text

from ..grade_words import MARKS, grade_name
from ..theme import Theme
from .basic import Mark, label, row


class DotsLegend(QWidget):
    """A sign and a word for each grade that is drawn."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        line = row(spacing=5)
        self.parts: dict[int, tuple[QWidget, QWidget]] = {}
        for grade in (A, B, C, NONE):
            self.parts[grade] = Mark(theme, MARKS[grade], 11), label(grade_name(text, grade), "caption")
            self.parts[grade][1].setContentsMargins(0, 0, 7, 0)
            for part in self.parts[grade]:
                line.addWidget(part)
        self.setLayout(line)

    def show_grades(self, grade: np.ndarray) -> None:
        for one, parts in self.parts.items():
            drawn = bool(np.any(grade == one))
            for part in parts:
                part.setVisible(drawn)
