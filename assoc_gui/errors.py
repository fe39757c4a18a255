"""An error in three parts over the foot of the page: what happened and where, what to do, and the details on demand."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.errors import AssocError
from assoc_engine.text import N_, Text

from .widgets.basic import Mark, button, label

WIDEST = 760  # pixels
# A mistake of ours: its technical reason says nothing to the user and stands under Details.
UNEXPECTED = N_("Something unexpected went wrong.")
WITH_REASON = "Something unexpected went wrong: {reason}."  # as the engine says it


class ErrorBanner(QFrame):
    """Hidden until `show_error`; it lies over the page, so that nothing moves, and what is loaded stays usable."""

    dismissed = Signal()

    def __init__(self, text: Text, theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("error")
        self._text = text
        self.what, self.advice, self._details = (
            label("", "strong", wrap=True),
            label("", wrap=True),
            label("", "muted", wrap=True),
        )
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more = button(text("Details"), "link")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_details)
        self._area = QRect()
        self.close_button = button(text("Close"), "link")
        self.close_button.clicked.connect(self.dismiss)
        mark = Mark(theme, "look", 18)
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self.what, self.advice, self._details):
            words.addWidget(part)
        words.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 12, 12, 12)
        line.setSpacing(12)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_error(self, error: AssocError) -> None:
        values = error.values
        self.what.setText(self._text(UNEXPECTED if error.message == WITH_REASON else error.message, **values))
        self.advice.setText(self._text(error.advice, **values))
        self.advice.setVisible(bool(error.advice))
        said = self._text(error.message, **values)
        reason = str(values.get("reason", "")) if error.message == UNEXPECTED else ""
        self._details.setText("\n".join(part for part in (f"{type(error).__name__}: {said}", reason) if part))
        self.more.setChecked(False)
        self._details.hide()
        self.show()
        self.place(self._area)
        self.raise_()

    def place(self, area: QRect) -> None:
        """Lie at the foot of the area, as high as the words need."""
        self._area = area
        wide = min(WIDEST, area.width())
        high = min(area.height(), self.heightForWidth(wide))
        self.setGeometry(area.x(), area.bottom() - high + 1, wide, high)

    def _show_details(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self.place(self._area)

    def dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
