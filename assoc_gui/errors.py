"""An error in three parts at the top of the window: what happened and where, what to do, and the details on demand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.errors import AssocError
from assoc_engine.text import Text

from .widgets.basic import Mark, button, label


class ErrorBanner(QFrame):
    """Hidden until `show_error`; what is loaded stays usable below it."""

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
        self.more.toggled.connect(self._details.setVisible)
        self.close_button = button(text("Close"), "link")
        self.close_button.clicked.connect(self._dismiss)
        mark = Mark(theme, "look", 18)
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self.what, self.advice, self._details):
            words.addWidget(part)
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 12, 16, 12)
        line.setSpacing(12)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_error(self, error: AssocError) -> None:
        values = error.values
        self.what.setText(self._text(error.message, **values))
        self.advice.setText(self._text(error.advice, **values))
        self.advice.setVisible(bool(error.advice))
        known = [f"{name}: {value}" for name, value in values.items()]
        self._details.setText("\n".join([f"{type(error).__name__}: {error.message}", *known]))
        self.more.setChecked(False)
        self._details.hide()
        self.show()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
