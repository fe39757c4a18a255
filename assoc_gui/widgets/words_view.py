"""The words of two names, each on a ground and over a bar as strong as what it says for or against the two going together."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from assoc_engine.text import Text

from ..theme import CAPTION, Theme, sized
from .basic import tip

HIGH, GAP, LINE, BAR = 24, 8, 36, 4  # pixels of a word, between two, from line to line, and of the bar below it
CAPTION_HIGH = 20
FAINTEST = 0.005  # share below which a word says nothing


@dataclass(frozen=True)
class Weighed:
    """A word of the first ("a") or second ("b") product. `share`: of all that the words say, below 0 where it speaks against."""

    word: str
    of: str
    share: float


class WordsView(QWidget):
    """Words flow over as many lines as they need."""

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text, self._theme = text, theme
        self._captions: list[tuple[str, int]] = []  # words above a name, and where
        self._boxes: list[tuple[QRectF, Weighed]] = []
        self._given: list[tuple[str, list[Weighed]]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_words(self, names: tuple[str, str], words: list[Weighed]) -> None:
        """`names`: of both products."""
        self._given = [(name, [one for one in words if one.of == side]) for name, side in zip(names, "ab", strict=True)]
        self.setAccessibleDescription("; ".join(self._said(one) for one in words))
        self._place(self.width())
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, keep=False)

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place(self.width())

    def _place(self, width: int, keep: bool = True) -> int:
        """Lay the words out; returns the height. Not `keep`: only for the height."""
        metrics, captions, boxes, y = QFontMetrics(sized(13)), [], [], 0
        for name, words in self._given:
            captions.append((name, y))
            x, y = 0, y + CAPTION_HIGH
            for one in words:
                wide = metrics.horizontalAdvance(one.word) + 16
                if x and x + wide > width:
                    x, y = 0, y + LINE
                boxes.append((QRectF(x, y, wide, HIGH), one))
                x += wide + GAP
            y += LINE + 4
        if keep:
            self._captions, self._boxes = captions, boxes
        return max(1, y)

    def _said(self, one: Weighed) -> str:
        text = self.text
        if abs(one.share) < FAINTEST:
            return text("{word}: says nothing here", word=one.word)
        if one.share < 0:
            return text("{word}: speaks against it, {share:percent} of what the words say", word=one.word, share=-one.share)
        return text("{word}: {share:percent} of what the words say", word=one.word, share=one.share)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._theme.color
        painter.setFont(sized(CAPTION + 1))
        painter.setPen(color("muted"))
        elided = QFontMetrics(painter.font()).elidedText
        for name, y in self._captions:
            painter.drawText(QRectF(0, y, self.width(), CAPTION_HIGH - 3), Qt.AlignmentFlag.AlignVCenter,
                             elided(name, Qt.TextElideMode.ElideRight, self.width()))  # fmt: skip
        strongest = max((abs(one.share) for _box, one in self._boxes), default=0.0)
        painter.setFont(sized(13))
        for box, one in self._boxes:
            weight = abs(one.share) / strongest if strongest > FAINTEST else 0.0
            ground = color("amber" if one.share < 0 else "accent")
            bar = QRectF(box.left(), box.bottom() + 2, max(2.0, box.width() * weight), BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("hover"))
            painter.drawRoundedRect(box, 5, 5)
            ground.setAlphaF(0.32 * weight)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 5, 5)
            if abs(one.share) >= FAINTEST:
                painter.setBrush(color("amber" if one.share < 0 else "accent"))
                painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(color("text" if weight > 0.05 else "muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.word)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            under = next((one for box, one in self._boxes if box.adjusted(0, 0, 0, BAR + 2).contains(event.pos())), None)
            if under is not None:
                QToolTip.showText(event.globalPos(), tip(self._said(under)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
