"""Every table that was read: where it stands, what it is used for and how it was joined, with a menu to correct it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.names import USE_NAMES, table_name
from assoc_engine.text import Text

from ..corrections import use_key
from ..theme import Theme
from .basic import Card, MenuButton, button, empty, label, row, scrolling

MENU_WIDTH = 180
ROWS_WIDTH = 110
AT_ONCE = 4  # rows made in one turn of the event loop


def layout_names(text: Text) -> dict[str, str]:
    """What a row of the sales can stand for (raw.LAYOUTS)."""
    return {
        "lines": text("One product of an order"), "baskets": text("One order: its products and nothing else"),
        "cells": text("One order: several products in a cell"), "columns": text("One order: products in several columns"),
        "matrix": text("One order: a column for each product"),
    }  # fmt: skip


def deserves_a_list(raw: dict) -> bool:
    """Is there more to say of the tables than that there is one, of sales? `raw`: meta of the table `raw`."""
    parts = raw.get("parts", [])
    return len(parts) > 1 or any(part["kind"] != "sales" for part in parts)


class TableRow(QFrame):
    """One table. `use_chosen(kind)`; `remove_wanted`: its file is to go, where it is `removable`."""

    use_chosen = Signal(str)
    remove_wanted = Signal()

    def __init__(self, text: Text, theme: Theme, part: dict, name: str, removable: bool) -> None:
        super().__init__()
        self._theme, self.part = theme, part
        used = bool(part["kind"])
        self.name = label(name, "strong" if used else "muted")
        rows = label(text.integer(part["rows"]), "" if used else "muted")
        rows.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setFixedWidth(ROWS_WIDTH)
        said = _more_than_its_name(text, part)
        self.message = label(said, "muted", wrap=True)
        self.message.setVisible(bool(said))
        words = QVBoxLayout()
        words.setSpacing(2)
        title = row(self.name)
        if part.get("hidden"):
            title.addWidget(label(text("hidden"), "chip"))
        self.remove = button(text("Remove this file"), "inline", self.remove_wanted.emit)
        self.remove.setAccessibleName(text("Remove {file}", file=part["file"]))
        self.remove.setVisible(removable)
        title.addWidget(self.remove)
        title.addStretch(1)
        words.addLayout(title)
        words.addWidget(self.message)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 11)
        box.setSpacing(24)
        box.addLayout(words, 1)
        box.addWidget(rows)
        self.menu: MenuButton | None = None
        if part.get("hidden"):
            chosen = label(text("Not used"), "muted")
            chosen.setFixedWidth(MENU_WIDTH)
            chosen.setContentsMargins(13, 0, 0, 0)
            box.addWidget(chosen)
        else:
            uses = {kind: text(name) for kind, name in USE_NAMES.items()}
            self.menu = MenuButton(theme, uses, part["kind"], text("{name}: used for", name=name))
            self.menu.setFixedWidth(MENU_WIDTH)
            self.menu.chosen.connect(self.use_chosen)
            box.addWidget(self.menu)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(16, self.height() - 1, self.width() - 16, self.height() - 1)


def _more_than_its_name(text: Text, part: dict) -> str:
    """How it was joined, without its name in front; nothing for sales of which name, rows and use say all."""
    message = part["message"]
    if part["kind"] == "sales" and set(message["values"]) == {"name", "count"}:
        return ""
    said = text.say(message)
    for end in (": ", "：", ":"):
        said = said.removeprefix(f"{message['values'].get('name', '')}{end}")
    return said[:1].upper() + said[1:]


class TablesView(QWidget):
    """`use_wanted(key, kind)`: a table is for something else; `add_wanted`: more files belong to these;
    `remove_wanted(file)`: one does not."""

    use_wanted = Signal(str, str)
    add_wanted = Signal()
    remove_wanted = Signal(str)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text, self.theme = text, theme
        self.rows: list[TableRow] = []
        card = Card(margins=6, spacing=0)
        card.box.addLayout(self._headings())
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        card.box.addLayout(self._list)
        add = row(button(text("Add files…"), clicked=self.add_wanted.emit), 1)
        add.setContentsMargins(16, 14, 16, 10)
        card.box.addLayout(add)
        inside, outer = QWidget(), QVBoxLayout(self)
        holder = QVBoxLayout(inside)
        for box in (outer, holder):
            box.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(card)
        holder.addStretch(1)
        outer.addWidget(scrolling(inside))

    def _headings(self) -> QHBoxLayout:
        text = self.text
        rows, used = label(text("Rows of the table"), "caption"), label(text("Used for"), "caption")
        rows.setFixedWidth(ROWS_WIDTH)
        rows.setAlignment(Qt.AlignmentFlag.AlignRight)
        used.setFixedWidth(MENU_WIDTH)
        line = row(label(text("Table and how it was joined"), "caption"), 1, rows, used, spacing=24)
        line.setContentsMargins(16, 8, 16, 4)
        return line

    def steps(self, raw: dict) -> list[Callable[[], None]]:
        """Show the tables, in steps. `raw`: meta of the table `raw`."""
        parts = raw.get("parts", [])

        def clear() -> None:
            empty(self._list)
            self.rows = []

        def add(some: list[dict]) -> None:
            for part in some:
                first = next(one for one in shown if one["file"] == part["file"])
                made = TableRow(self.text, self.theme, part, table_name(part, parts), several and first is part)
                made.remove_wanted.connect(lambda file=part["file"]: self.remove_wanted.emit(file))
                made.use_chosen.connect(lambda kind, key=use_key(part, parts): self.use_wanted.emit(key, kind))
                self._list.addWidget(made)
                self.rows.append(made)

        # What is used stands first, the sales above all; hidden sheets last.
        shown = sorted(parts, key=lambda part: (bool(part.get("hidden")), not part["kind"], part["kind"] != "sales"))
        several = len({part["file"] for part in parts}) > 1
        groups = [shown[i : i + AT_ONCE] for i in range(0, len(shown), AT_ONCE)]
        return [clear, *(lambda some=some: add(some) for some in groups)]
