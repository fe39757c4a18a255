"""A list that stays in place when some of its rows change: same card, same spot, and the keyboard where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..focus import holds_focus, stops


@dataclass(frozen=True)
class Entry:
    """A row: what it is of, all that it says (equal: the row can stay), and how to make it."""

    key: object
    face: object
    make: Callable[[], QWidget]


class KeptRows:
    """The rows of a layout. `put` makes those that are new or say something else, and leaves the others alone."""

    def __init__(self, box: QVBoxLayout) -> None:
        self._box = box
        self._shown: dict[object, tuple[object, QWidget]] = {}

    @property
    def widgets(self) -> list[QWidget]:
        """In the order of the screen."""
        rows = [self._box.itemAt(i).widget() for i in range(self._box.count())]
        return [one for one in rows if one is not None]

    def in_place(self, entries: list[Entry]) -> list[Entry]:
        """Entries that are shown keep their places; new ones follow in the order given."""
        places = {key: place for place, key in enumerate(self._shown)}
        return sorted(entries, key=lambda entry: places.get(entry.key, len(places)))

    def keep(self, entries: list[Entry]) -> None:
        """Take out the rows that are of none of these."""
        wanted = {entry.key for entry in entries}
        for key in [key for key in self._shown if key not in wanted]:
            self._remove(self._shown.pop(key)[1])
        self._shown = {entry.key: self._shown[entry.key] for entry in entries if entry.key in self._shown}

    def show(self, entries: list[Entry]) -> None:
        """These and no others, where they are few."""
        self.keep(entries)
        for at, entry in enumerate(entries):
            self.put(at, entry)

    def put(self, at: int, entry: Entry) -> QWidget:
        """Show the entry as row `at`."""
        face, old = self._shown.get(entry.key, (None, None))
        made = old if old is not None and face == entry.face else entry.make()
        if self._box.indexOf(made) != at:
            self._box.removeWidget(made)
            self._box.insertWidget(at, made)
        if old is not None and made is not old:
            if holds_focus(old):
                made.show()
                _focus_the_same(old, made)
            self._remove(old)
        self._shown[entry.key] = entry.face, made
        return made

    def _remove(self, gone: QWidget) -> None:
        self._box.removeWidget(gone)
        gone.hide()
        gone.deleteLater()


def _focus_the_same(old: QWidget, new: QWidget) -> None:
    places = [one for one in stops(old)]
    place = places.index(old.window().focusWidget()) if old.window().focusWidget() in places else 0
    others = stops(new)
    if others:
        others[min(place, len(others) - 1)].setFocus()
