"""A line in the top bar that finds a product, whichever page is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QStringListModel, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCompleter, QLineEdit

from assoc_engine.text import Text

if TYPE_CHECKING:  # takes numpy along, which the first picture of the window does without
    from ..products import Products

MOST = 12  # products offered
KEYS = "Ctrl+K"
MOST_WIDE, ROUND_WORDS = 260, 36  # pixels, and those around the words that it shows while it is empty


class ProductFinder(QLineEdit):
    """`picked(product)` by a click on what is offered or by Return. `products`: of the analysis, None while there are none."""

    picked = Signal(int)

    def __init__(self, text: Text, products: Callable[[], Products | None]) -> None:
        super().__init__()
        self._text, self._products = text, products
        self._offered: list[int] = []
        keys = QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        self.setPlaceholderText(text("What goes with… ({keys})", keys=keys))
        self.setToolTip(text("What goes with a product ({keys})", keys=keys))
        self.setAccessibleName(text("What goes with a product"))
        self.setMinimumWidth(min(MOST_WIDE, self.fontMetrics().horizontalAdvance(self.placeholderText()) + ROUND_WORDS))
        self.setMaximumWidth(MOST_WIDE)
        self._names = QStringListModel(self)
        self._list = QCompleter(self._names, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(MOST)
        self._list.setWidget(self)  # not setCompleter: what is found holds the words anywhere, in any order
        self._list.activated[QModelIndex].connect(lambda index: self._pick(index.row()))
        self.textEdited.connect(self._offer)
        self.returnPressed.connect(lambda: self._offer(self.text()))

    def _offer(self, words: str) -> None:
        """The most bought products whose names or codes hold all the words, the first of them picked; or that there is none."""
        self._offered = self._matching(words)
        products, text = self._products(), self._text
        if products is None or not words.strip():
            self._list.popup().hide()
            return
        none = [text("No product is called “{words}”.", words=words.strip())]
        self._names.setStringList([products.names[product] for product in self._offered] or none)
        self._list.complete()
        if self._offered:
            self._list.popup().setCurrentIndex(self._list.completionModel().index(0, 0))

    def _matching(self, words: str) -> list[int]:
        from ..products import words_of

        products, searched = self._products(), words_of(words)
        if products is None or not searched:
            return []
        found = products.matching(searched[0])
        for word in searched[1:]:
            found &= products.matching(word)
        places = found.nonzero()[0]
        return places[(-products.orders[places]).argsort(kind="stable")][:MOST].tolist()

    def _pick(self, place: int) -> None:
        if not self._offered:  # what was clicked says that there is none
            return
        self.clear()
        self.picked.emit(self._offered[place])
