"""What counts as a product, and as one and the same: each decision stands where it can be taken and taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.settings import CleanSettings
from assoc_engine.text import N_, Text

from ..theme import Theme
from .basic import Card, button, empty, label, name_segment, row, scrolling
from .switch import SwitchRow

FIRST, MORE = 60, 20  # entries of a list shown at once; then so many on demand
AT_ONCE = 4  # rows made in one turn of the event loop


def has_something_to_say(quality: dict, clean: CleanSettings) -> bool:
    """Is there anything to decide about products? `quality`: meta of the table `quality`."""
    return bool(quality.get("non_products") or quality.get("same") or quality.get("level") or clean.same_as)


def confirmed(clean: CleanSettings, product: str, out: bool) -> dict:
    """The complete lists of what the user said is no product, or is one, after switching one of them."""
    no, yes = list(clean.not_products), list(clean.keep_products)
    mine, other = (no, yes) if out else (yes, no)
    if product in other:  # taken back: what was recognised counts again
        other.remove(product)
    else:
        mine.append(product)
    return {"not_products": no, "keep_products": yes}


class SameRow(QFrame):
    """Two names side by side, and a button that makes them one or parts them. `decided` when it is pressed."""

    decided = Signal()

    def __init__(self, theme: Theme, first: str, second: str, note: str, action: str) -> None:
        super().__init__()
        self._theme = theme
        self.button = button(action, clicked=self.decided.emit)
        self.first, self.second = label(first, wrap=True), label(second, wrap=True)
        words = QVBoxLayout()
        words.setSpacing(1)
        for item in (self.first, self.second, label(note, "caption", wrap=True)):
            words.addWidget(item)
        box = QHBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 9)
        box.setSpacing(12)
        box.addLayout(words, 1)
        box.addWidget(self.button)

    def paintEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        painter = QPainter(self)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(10, self.height() - 1, self.width() - 10, self.height() - 1)


class ListCard(Card):
    """A title, a sentence, and a list that grows on demand."""

    def __init__(self, text: Text, title: str, note: str) -> None:
        super().__init__(margins=6, spacing=0)
        self.text = text
        self._left: list[Callable[[], QWidget]] = []
        head = QVBoxLayout()
        head.setContentsMargins(10, 8, 10, 8)
        head.setSpacing(2)
        head.addWidget(label(title, "strong"))
        head.addWidget(label(note, "muted", wrap=True))
        self.box.addLayout(head)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        outer.addLayout(self._list)
        self.more = button("", "link", lambda: self._add(MORE))
        outer.addLayout(row(self.more, 1))
        outer.addStretch(1)
        self.box.addWidget(scrolling(inside), 1)

    def steps(self, makers: list[Callable[[], QWidget]]) -> list[Callable[[], None]]:
        """Show what these make, a few a step, the first of many."""

        def clear() -> None:
            empty(self._list)
            self._left = list(makers)
            self._name_more()

        turns = (min(FIRST, len(makers)) + AT_ONCE - 1) // AT_ONCE
        return [clear, *[lambda: self._add(AT_ONCE)] * turns]

    def widgets(self) -> list[QWidget]:
        return [self._list.itemAt(i).widget() for i in range(self._list.count())]

    def _add(self, count: int) -> None:
        for make in self._left[:count]:
            self._list.addWidget(make())
        self._left = self._left[count:]
        self._name_more()

    def _name_more(self) -> None:
        self.more.setVisible(bool(self._left))
        self.more.setText(self.text("Show {number} more", number=min(MORE, len(self._left))))


class ProductsView(QWidget):
    """`setting_wanted(dict)`: cleaning settings to change, upon which the file is analysed again."""

    setting_wanted = Signal(dict)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text, self.theme = text, theme
        self._names: dict[str, str] = {}  # of products seen before: once merged, they are in no table any more
        self._held: dict[str, int] = {}  # orders of entries seen before: once kept, they are in no list any more
        self.others = ListCard(
            text, text("Not products"),
            text("What is switched on is left out: it goes with everything and says nothing of what customers choose."),
        )  # fmt: skip
        self.same = ListCard(text, text("Perhaps the same product"), text("Nothing is put together unless you say so."))
        self.level = Card(spacing=8)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(self.level)
        right.addWidget(self.same, 1)
        self._right = QWidget()
        right.setContentsMargins(0, 0, 0, 0)
        self._right.setLayout(right)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(16)
        box.addWidget(self.others, 1)
        box.addWidget(self._right, 1)

    def steps(
        self, quality: dict, clean: CleanSettings, names: Callable[[list[str]], dict[str, str]]
    ) -> list[Callable[[], None]]:
        """Show what is to be decided about products, in steps. `quality`: meta of the table `quality`; `clean`: the
        settings it was made with; `names`: the names of the products with these codes, as far as they are known."""
        found, pairs = list(quality.get("non_products") or []), quality.get("same") or []
        for pair in pairs:
            self._names |= {pair["first"]: pair["first_name"], pair["second"]: pair["second_name"]}
        for entry in found:
            self._names[entry["product"]], self._held[entry["product"]] = entry["name"], entry["orders"]
        decided = {*clean.keep_products, *clean.same_as, *clean.same_as.values()} - set(self._names)
        self._names |= names(sorted(decided)) if decided else {}
        listed = {entry["product"] for entry in found}
        found += [self._kept(product) for product in clean.keep_products if product not in listed]
        sides = {self.others: bool(found), self.same: bool(pairs or clean.same_as), self.level: bool(quality.get("level"))}
        merged = [lambda a=a, b=b: self._merged_row(a, b, clean) for a, b in clean.same_as.items()]
        open_pairs = [pair for pair in pairs if pair["first"] not in clean.same_as and pair["second"] not in clean.same_as]

        def show() -> None:
            for card, shown in sides.items():
                card.setVisible(shown)
            self._right.setVisible(sides[self.same] or sides[self.level])
            self._show_level(quality.get("level"))

        return [
            show,
            *self.others.steps([lambda entry=entry: self._other_row(entry, clean) for entry in found]),
            *self.same.steps([*merged, *(lambda pair=pair: self._same_row(pair, clean) for pair in open_pairs)]),
        ]

    def _other_row(self, entry: dict, clean: CleanSettings) -> SwitchRow:
        text = self.text
        held = text(N_("{count} order", "{count} orders"), count=entry["orders"]) if entry["orders"] else ""
        made = SwitchRow(self.theme, entry["name"] or entry["product"], text.say(entry["reason"]), entry["out"],
                         held, "", quiet=not entry["out"])  # fmt: skip
        made.switched.connect(lambda out: self.setting_wanted.emit(confirmed(clean, entry["product"], out)))
        return made

    def _kept(self, product: str) -> dict:
        """An entry for what the user said is a product, so that it can be taken back where it was said."""
        return {"product": product, "name": self._names.get(product, product), "orders": self._held.get(product, 0),
                "reason": {"message": N_("Kept, as you said.")}, "out": False}  # fmt: skip

    def _same_row(self, pair: dict, clean: CleanSettings) -> SameRow:
        first, second = (self._one(pair[f"{side}_name"], pair[side], rows)
                         for side, rows in zip(("first", "second"), pair["rows"], strict=True))  # fmt: skip
        made = SameRow(self.theme, first, second, self.text.say(pair["reason"]), self.text("They are one"))
        together = {**clean.same_as, **pair["setting"]["same_as"]}
        made.decided.connect(lambda: self.setting_wanted.emit({"same_as": together}))
        return made

    def _merged_row(self, one: str, other: str, clean: CleanSettings) -> SameRow:
        text, parted = self.text, {a: b for a, b in clean.same_as.items() if a != one}
        made = SameRow(self.theme, self._named(one), self._named(other), text("Counted as one product, as you said."),
                       text("Separate them"))  # fmt: skip
        made.decided.connect(lambda: self.setting_wanted.emit({"same_as": parted}))
        return made

    def _named(self, product: str) -> str:
        name = self._names.get(product, product)
        return name if name == product else f"{name}  ·  {product}"

    def _one(self, name: str, code: str, rows: int) -> str:
        counted = self.text(N_("{count} row", "{count} rows"), count=rows)
        return "  ·  ".join(part for part in (name, code if code != name else "", counted) if part)

    def _show_level(self, level: dict | None) -> None:
        text = self.text
        empty(self.level.box)
        if level is None:
            return
        holder = QWidget()
        self.level_buttons = {}
        line = row(spacing=0)
        for value, words in (
            ("variant", text("Each variant by itself ({count})", count=level["variants"])),
            ("parent", text("Variants together ({count})", count=level["parents"])),
        ):
            made = button("", "segment", lambda value=value: self.setting_wanted.emit({"level": value}))
            name_segment(made, words)
            made.setCheckable(True)
            made.setChecked(value == level["chosen"])
            made.setAutoExclusive(True)
            self.level_buttons[value] = made
            line.addWidget(made)
        line.addStretch(1)
        holder.setLayout(line)
        self.level.box.addWidget(label(text("What counts as one product"), "strong"))
        self.level.box.addWidget(holder)
        self.level.box.addWidget(label(text.say(level["reason"]), "muted", wrap=True))
