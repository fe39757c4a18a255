"""What counts as a product, and as one and the same: each decision stands where it can be taken and taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from assoc_engine.settings import CleanSettings
from assoc_engine.text import N_, Text, message

from ..theme import Theme
from .basic import Card, button, label, name_segment, row, scrolling
from .kept_rows import Entry, KeptRows
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

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(10, self.height() - 1, self.width() - 10, self.height() - 1)


class ListCard(Card):
    """A title, a sentence, and a list that grows on demand and keeps its rows in place."""

    def __init__(self, text: Text, title: str, note: str) -> None:
        super().__init__(margins=6, spacing=0)
        self.text = text
        self._entries: list[Entry] = []
        self._count = 0  # rows shown
        self.count = label("", "muted")
        self.all_button = button("")
        self.all_button.hide()
        head = QVBoxLayout()
        head.setContentsMargins(10, 8, 10, 8)
        head.setSpacing(2)
        head.addLayout(row(label(title, "strong"), self.count, 1, self.all_button))
        head.addWidget(label(note, "muted", wrap=True))
        self.box.addLayout(head)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        rows_box = QVBoxLayout()
        rows_box.setSpacing(0)
        self._rows = KeptRows(rows_box)
        outer.addLayout(rows_box)
        self.more = button("", "link", self._show_more)
        outer.addLayout(row(self.more, 1))
        outer.addStretch(1)
        self.box.addWidget(scrolling(inside), 1)

    def steps(self, entries: list[Entry], again: bool) -> list[Callable[[], None]]:
        """Show these, a few a step, the first of many. `again`: what is shown of them stays where it is."""
        entries = self._rows.in_place(entries) if again else entries
        count = min(len(entries), max(FIRST, self._count if again else 0))

        def keep() -> None:
            self._entries, self._count = entries, count
            self._rows.keep(entries[:count])
            self._name_more()

        return [keep, *(lambda at=at: self._put(at, at + AT_ONCE) for at in range(0, count, AT_ONCE))]

    def widgets(self) -> list[QWidget]:
        return self._rows.widgets

    def _put(self, first: int, end: int) -> None:
        for at in range(first, min(end, self._count)):
            self._rows.put(at, self._entries[at])

    def _show_more(self) -> None:
        first, self._count = self._count, min(len(self._entries), self._count + MORE)
        self._put(first, self._count)
        self._name_more()

    def _name_more(self) -> None:
        left = len(self._entries) - self._count
        self.more.setVisible(left > 0)
        self.more.setText(self.text("Show {number} more", number=min(MORE, left)))


class ProductsView(QWidget):
    """`setting_wanted(dict)`: cleaning settings to change, upon which the file is analysed again. `settings()`: as they
    are now, which may be newer than what is shown."""

    setting_wanted = Signal(dict)

    def __init__(self, text: Text, theme: Theme, settings: Callable[[], CleanSettings]) -> None:
        super().__init__()
        self.text, self.theme, self._settings = text, theme, settings
        self._names: dict[str, str] = {}  # of products seen before: once merged, they are in no table any more
        self._held: dict[str, int] = {}  # orders of entries seen before: once kept, they are in no list any more
        self._file: object = None  # whose products are listed
        self._open: list[dict] = []  # pairs that may be one
        self.others = ListCard(
            text, text("Not products"),
            text("What is switched on is left out: it goes with everything and says nothing of what customers choose."),
        )  # fmt: skip
        self.same = ListCard(text, text("Perhaps the same product"), text("Nothing is put together unless you say so."))
        self.same.all_button.setText(text("All of them are one"))
        self.same.all_button.clicked.connect(self._join_all)
        self.level = LevelCard(text)
        self.level.chosen.connect(lambda level: self.setting_wanted.emit({"level": level}))
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
        self, quality: dict, products: int, file: object, names: Callable[[list[str]], dict[str, str]]
    ) -> list[Callable[[], None]]:
        """Show what is to be decided about products, in steps. `quality`: meta of the table `quality`; `products`: how
        many there are now; `file`: the same one where entries keep their places; `names`: the names of the products
        with these codes, as far as they are known."""
        again, self._file = self._file is file, file
        clean = self._settings()
        found, pairs = list(quality.get("non_products") or []), quality.get("same") or []
        for pair in pairs:
            self._names |= {pair["first"]: pair["first_name"], pair["second"]: pair["second_name"]}
        for entry in found:
            self._names[entry["product"]], self._held[entry["product"]] = entry["name"], entry["orders"]
        decided = {*clean.keep_products, *clean.same_as, *clean.same_as.values()} - set(self._names)
        self._names |= names(sorted(decided)) if decided else {}
        listed = {entry["product"] for entry in found}
        found += [self._kept(product) for product in clean.keep_products if product not in listed]
        self._open = [pair for pair in pairs if pair["first"] not in clean.same_as and pair["second"] not in clean.same_as]
        sides = {self.others: bool(found), self.same: bool(self._open or clean.same_as), self.level: bool(quality.get("level"))}
        others = [Entry(entry["product"], entry, lambda entry=entry: self._other_row(entry)) for entry in found]
        same = [
            Entry(frozenset(pair), "merged", lambda pair=pair: self._merged_row(*pair)) for pair in clean.same_as.items()
        ]
        for pair in self._open:
            said = (pair["rows"], pair["reason"])
            same.append(Entry(frozenset((pair["first"], pair["second"])), said, lambda pair=pair: self._same_row(pair)))

        def show() -> None:
            for card, shown in sides.items():
                card.setVisible(shown)
            self._right.setVisible(sides[self.same] or sides[self.level])
            if quality.get("level"):
                self.level.show_level(quality["level"], products, clean.level == "")
            pairs_said = self.text(N_("{count} pair", "{count} pairs"), count=len(self._open))
            self.same.count.setText(f"·  {pairs_said}" if self._open else "")
            self.same.all_button.setVisible(len(self._open) > 1)

        return [show, *self.others.steps(others, again), *self.same.steps(same, again)]

    def _join_all(self) -> None:
        self.setting_wanted.emit({"same_as": joined(self._settings().same_as, self._open)})

    def _other_row(self, entry: dict) -> SwitchRow:
        text = self.text
        held = text(N_("{count} order", "{count} orders"), count=entry["orders"]) if entry["orders"] else ""
        made = SwitchRow(self.theme, entry["name"] or entry["product"], text.say(entry["reason"]), entry["out"],
                         held, "", quiet=not entry["out"])  # fmt: skip
        made.switched.connect(lambda out: self.setting_wanted.emit(confirmed(self._settings(), entry["product"], out)))
        return made

    def _kept(self, product: str) -> dict:
        """An entry for what the user said is a product, so that it can be taken back where it was said."""
        return {"product": product, "name": self._names.get(product, product), "orders": self._held.get(product, 0),
                "reason": message(N_("Kept, as you said.")), "out": False}  # fmt: skip

    def _same_row(self, pair: dict) -> SameRow:
        first, second = (self._one(pair[f"{side}_name"], pair[side], rows)
                         for side, rows in zip(("first", "second"), pair["rows"], strict=True))  # fmt: skip
        made = SameRow(self.theme, first, second, self.text.say(pair["reason"]), self.text("They are one"))
        made.decided.connect(lambda: self.setting_wanted.emit({"same_as": joined(self._settings().same_as, [pair])}))
        return made

    def _merged_row(self, one: str, other: str) -> SameRow:
        text = self.text
        note = text("Counted as one product, as you said. It goes by {code}.", code=other)
        made = SameRow(self.theme, self._named(one), self._named(other), note, text("Separate them"))
        made.decided.connect(lambda: self.setting_wanted.emit(
            {"same_as": {a: b for a, b in self._settings().same_as.items() if a != one}}
        ))  # fmt: skip
        return made

    def _named(self, product: str) -> str:
        name = self._names.get(product, product)
        return name if name == product else f"{name}  ·  {product}"

    def _one(self, name: str, code: str, rows: int) -> str:
        counted = self.text(N_("{count} row", "{count} rows"), count=rows)
        return "  ·  ".join(part for part in (name, code if code != name else "", counted) if part)


def joined(same_as: dict[str, str], pairs: list[dict]) -> dict[str, str]:
    """`same_as` with these pairs as one each; none of them leads back to where it came from."""
    together = dict(same_as)
    for pair in pairs:
        for one, other in pair["setting"]["same_as"].items():
            if one not in together and _last(together, other) != one:
                together[one] = other
    return together


def _last(same_as: dict[str, str], product: str) -> str:
    while product in same_as:
        product = same_as[product]
    return product


class LevelCard(Card):
    """Whether variants (sizes, colours) count apart or together. `chosen(level)`."""

    chosen = Signal(str)

    def __init__(self, text: Text) -> None:
        super().__init__(spacing=8)
        self.text = text
        self.buttons: dict[str, QPushButton] = {}
        for value in ("variant", "parent"):
            made = button("", "segment", lambda value=value: self.chosen.emit(value))
            made.setCheckable(True)
            made.setAutoExclusive(True)
            self.buttons[value] = made
        self.now = label("", "muted", wrap=True)
        self.box.addWidget(label(text("What counts as one product"), "strong"))
        holder = QWidget()
        holder.setLayout(row(*self.buttons.values(), 1, spacing=0))
        for item in (holder, self.now):
            self.box.addWidget(item)

    def show_level(self, level: dict, products: int, recognised: bool) -> None:
        """`level`: from the meta of `quality`; `products`: how many there are now, after all that was put together;
        `recognised`: nobody chose it, so why it is so is said."""
        text, together = self.text, level["chosen"] == "parent"
        counted = level["parents" if together else "variants"]
        other = level["variants" if together else "parents"]
        known = counted == products  # else something was put together by hand, and the other figure is of before that
        figures = {level["chosen"]: products, "variant" if together else "parent": other if known else None}
        for value, words, with_figure in (
            ("variant", text("Each variant by itself"), N_("Each variant by itself ({count})")),
            ("parent", text("Variants together"), N_("Variants together ({count})")),
        ):
            figure = figures[value]
            name_segment(self.buttons[value], words if figure is None else text(with_figure, count=figure))
            self.buttons[value].setChecked(value == level["chosen"])
        if together and known:
            now = text("Sizes and colours count together: {products} products instead of {other}.",
                       products=products, other=other)  # fmt: skip
        elif together:
            now = text("Sizes and colours count together: {products} products.", products=products)
        elif known:
            now = text("Each size and colour counts by itself: {products} products; together they would be {other}.",
                       products=products, other=other)  # fmt: skip
        else:
            now = text("Each size and colour counts by itself: {products} products.", products=products)
        reason = [text.say(level["reason"])] if recognised else []
        self.now.setText((" " if text.language == "en" else "").join([now, *reason]))
