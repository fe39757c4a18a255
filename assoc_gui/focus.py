"""Where the keyboard is: the order of Tab as the screen shows it, and a place to come back to."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QTableView, QWidget
from shiboken6 import isValid


class Place:
    """What had the keyboard before something asked for it, and gives it back when that is answered."""

    def __init__(self, window: QWidget) -> None:
        self._window, self._before = window, window.focusWidget()

    def return_to(self) -> bool:
        """False where it is gone by now, hidden or switched off."""
        before = self._before
        if before is None or not isValid(before) or not (before.isVisible() and before.isEnabled()):
            return False
        before.setFocus()
        return True


def holds_focus(part: QWidget) -> bool:
    focused = part.window().focusWidget()
    return focused is not None and (focused is part or part.isAncestorOf(focused))


def stops(part: QWidget | QLayout | None) -> list[QWidget]:
    """The widgets below it at which Tab stops, in the order in which they are laid out."""
    if isinstance(part, QScrollArea):
        return stops(part.widget())
    if isinstance(part, QTableView):
        return [one for one in (part.horizontalHeader(), part) if _takes_tab(one)]
    layout = part if isinstance(part, QLayout) else part.layout() if part is not None else None
    found = [part] if isinstance(part, QWidget) and _takes_tab(part) else []
    for i in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(i)
        found += stops(item.widget() or item.layout())
    return found


def tab_as_laid_out(part: QWidget) -> None:
    """Tab goes through it as one reads it, whenever its widgets were made."""
    found = stops(part)
    for one, other in itertools.pairwise(found):
        QWidget.setTabOrder(one, other)


def _takes_tab(part: QWidget) -> bool:
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
