"""The bar over the combinations: rules or sets, from how many orders on, with which product, how long, sorted by what."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..combination_rows import Wanted
from ..combination_words import BEYOND, floor_words, for_experts, measure_hint, measure_title, measures_of, money_columns
from ..grade_words import MEANS_SETS
from ..link_words import some_aside
from ..products import Products, words_of
from ..theme import Theme
from .basic import Card, MenuButton, button, label, name_segment, row, search_field
from .elided import Elided
from .floor_slider import FloorSlider
from .grade_choice import GradeChoice
from .keyboard import OneOf
from .pairs_too import PairsToo
from .save_table import show_saved_path
from .sort_and_save import SortButton
from .work_line import WorkLine

LENGTHS = {"if": (1, 2, 3), "then": (1, 2, 3), "all": (2, 3, 4)}  # products at most that can be chosen, besides any number
NAMED = {"if": N_("If: {most}"), "then": N_("Then: {most}"), "all": N_("Products: {most}")}
KINDS = ("rules", "sets")
BESIDE = 76  # pixels of the gaps and margins in the first line


class CombinationChoice(Card):
    """`changed` when other rows of the table are wanted, `sorted(measure)`; what needs another search: `kind_wanted(kind)`,
    `lowered(orders)`, `alone_wanted` (only what is wanted now), `all_wanted` (no more only that). `save_wanted`: the rows as a file.
    `others_left`: no more only the rules of the same products as one."""

    changed = Signal()
    sorted = Signal(str)
    kind_wanted = Signal(str)
    lowered = Signal(int)
    alone_wanted = Signal()
    all_wanted = Signal()
    save_wanted = Signal()
    others_left = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(margins=8, spacing=6)
        self.text, self._theme = text, theme
        self._most = dict.fromkeys(LENGTHS, 0)
        self.every = False  # all rules of the same products, or one?
        self.kinds = dict(zip(KINDS, (button("", "segment"), button("", "segment")), strict=True))
        group = OneOf(self)
        for kind, words in zip(KINDS, (text("If … then"), text("Whole sets")), strict=True):
            made = self.kinds[kind]
            name_segment(made, words)
            made.setCheckable(True)
            group.addButton(made)
            made.clicked.connect(lambda checked=False, kind=kind: self.kind_wanted.emit(kind))
        self.search = search_field(text("With product …"), text("Find combinations with a product, by name or code"), 120, 260)
        self.search.textChanged.connect(self.changed)
        self.search.returnPressed.connect(self._want_alone)
        self.which = GradeChoice(text, theme, MEANS_SETS)
        self.which.changed.connect(self.changed)
        self.alone = button(text("Look for these alone"), "inline", self._want_alone)
        self.save_button = button(text("Save…"), clicked=self.save_wanted.emit)
        self.save_button.setToolTip(text("All rows that are listed now, as CSV for Excel"))
        self.floor = FloorSlider(text)
        self.floor.moved.connect(self.changed)
        self.floor.lowered.connect(self.lowered)
        self.lengths = {side: self._length(side) for side in LENGTHS}
        self.measure = SortButton(text, theme, {BEYOND: ""}, {})
        self.measure.chosen.connect(self.sorted)
        self.shown, self.limited, self.saved = label("", "caption"), Elided(), Elided()
        self.all_button = button("", "link", self.all_wanted.emit)
        self.others_button = button(text("Only rules of these products ✕"), "link", self.others_left.emit)
        self.others_button.hide()
        self.every_button = button("", "inline", lambda: self.show_every(not self.every))
        self.unhide_button = button("", "inline", self.show_all)
        self.unhide_button.hide()
        self.pairs = PairsToo(text)
        self.pairs.changed.connect(self.changed)
        self.pairs.lower_wanted.connect(self.lowered)
        self.work = WorkLine(text)
        self.work.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        first = row(*self.kinds.values(), self.which)
        first.addWidget(self.search, 2)
        for item in (self.alone, 1, self.save_button):
            first.addStretch(item) if isinstance(item, int) else first.addWidget(item)
        second = row()
        second.addWidget(self.floor, 3)
        second.addStretch(1)
        for made in (*self.lengths.values(), self.measure):
            second.addWidget(made)
        third = row(self.shown, self.all_button, self.others_button, self.unhide_button, self.pairs, self.every_button, spacing=12)
        third.addWidget(self.limited, 3)
        third.addWidget(self.saved, 2)
        third.addWidget(self.work, 3)
        for line in (first, second, third):
            line.setContentsMargins(6, 0, 6, 0)
            self.box.addLayout(line)

    # What is chosen ---------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> Wanted:
        rules = self.kinds["rules"].isChecked()
        return Wanted(
            self.floor.orders, words_of(self.search.text()), self._most["if"] if rules else 0, self._most["then"] if rules else 0,
            0 if rules else self._most["all"], self.pairs.fewest(self._most_of_all()),
        )  # fmt: skip

    def _most_of_all(self) -> int:
        """Products at most that the lengths allow, 0 for any number."""
        if not self.kinds["rules"].isChecked():
            return self._most["all"]
        return self._most["if"] + self._most["then"] if self._most["if"] and self._most["then"] else 0

    def most(self, side: str) -> int:
        """Products at most on a side of LENGTHS, 0 for any number."""
        return self._most[side]

    def show_table(self, table: Table, products: Products, measure: str, other_file: bool) -> None:
        """What the table was made of; the rest stays as it was chosen, unless it is of another file. `measure`: what it is sorted by."""
        text, meta, kind = self.text, table.meta, table.meta["kind"]
        self.search.blockSignals(True)
        if other_file:
            self.search.clear()
            for side in LENGTHS:
                self.set_length(side, 0)
            self.pairs.reset()
            self.every = False
        self.search.blockSignals(False)
        self.show_kind(kind)
        self.floor.show_range(int(meta["floor"]), int(table["orders"].max(initial=0)), floor_words(text, table),
                              some_aside(table))
        self.pairs.show_table(int(np.diff(table["start"]).max(initial=0)), int(meta["floor"]))
        self._offer_measures(kind, money_columns(table), measure)
        settings = meta["settings"]
        alone = bool(settings["products"]) or any(settings[name] for name in ("max_antecedent", "max_consequent", "max_size"))
        self.all_button.setVisible(alone)
        only = " + ".join(products.names[products.codes.index(word)] if word in products.codes else word for word in settings["products"])
        self.all_button.setText(text("Only {what} ✕", what=only) if only else text("Only these lengths ✕"))
        self.all_button.setToolTip(text("Look for all of them again"))
        self.limited.say(text.say(meta["limited"]) if meta["limited"] else "")

    def show_kind(self, kind: str) -> None:
        self.kinds[kind].setChecked(True)
        for side, made in self.lengths.items():
            made.setVisible((side == "all") == (kind == "sets"))
        self.every_button.setVisible(kind == "rules")
        self._name_every()

    def show_every(self, every: bool) -> None:
        """All rules of the same products, or the one of them that leads most surely to one product."""
        self.every = every
        self._name_every()
        self.changed.emit()

    def _name_every(self) -> None:
        text = self.text
        self.every_button.setText(text("One rule for the same products") if self.every else text("Every rule"))
        self.every_button.setToolTip(text("Of the rules for the same products, the one that leads to one product most surely") if self.every
                                     else text("All the rules for the same products, whichever comes first"))  # fmt: skip

    def show_others(self, only: bool) -> None:
        """Are only the rules of the same products listed as one of them? Then what else is chosen does not count."""
        self.others_button.setVisible(only)
        self.every_button.setVisible(not only and self.kinds["rules"].isChecked())
        self.pairs.say(self._most_of_all())
        if only:
            self.pairs.hide()

    def show_all(self) -> None:
        """Nothing that was chosen hides a row any more, but that pairs stand in another tab."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        for side in LENGTHS:
            self.set_length(side, 0)
        self.floor.set_orders(0)
        self.which.keep_all()
        self.changed.emit()

    def show_counts(self, shown: int, of: int, hidden: int, alone: bool) -> None:
        """`hidden`: how many `show_all` would list where none is. `alone`: would a search for what is wanted now find more?"""
        self.shown.setText(self.text("{shown} of {all}", shown=shown, all=of))
        if self.others_button.isHidden():
            self.pairs.say(self._most_of_all())
            self.every_button.setVisible(shown > 0 and self.kinds["rules"].isChecked())
        self.unhide_button.setVisible(hidden > 0)
        self.unhide_button.setText(self.text("Show all {count}", count=hidden))
        self._make_room()
        self.alone.setVisible(alone)
        self.alone.setToolTip(self.text("More are there than the list holds: a search for these alone misses none of them"))

    def show_saved(self, path: str) -> None:
        """Where the rows were last written, "" for nowhere."""
        show_saved_path(self.saved, self.text, path)

    # ------------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if self.which.counts:
            self._make_room()

    def _make_room(self) -> None:
        """The choice of grades gets what its neighbours leave it."""
        beside = [*self.kinds.values(), self.save_button, *([self.alone] if self.alone.isVisibleTo(self) else [])]
        self.which.make_room(self.width() - self.search.minimumWidth() - sum(one.sizeHint().width() for one in beside) - BESIDE)

    def _want_alone(self) -> None:
        if self.alone.isVisibleTo(self):
            self.alone_wanted.emit()

    def _length(self, side: str) -> MenuButton:
        text = self.text
        choices = {"0": text("Any number"), **{str(most): text("{count} at most", count=most) for most in LENGTHS[side]}}
        name = {"if": text("Products on the first side"), "then": text("Products on the second side"),
                "all": text("Products of a set")}[side]
        made = MenuButton(self._theme, choices, "0", name, self._length_words(side, 0))
        made.setToolTip(name)
        made.chosen.connect(lambda value: (self.set_length(side, int(value)), self.changed.emit()))
        return made

    def set_length(self, side: str, most: int) -> None:
        self._most[side], self.lengths[side].value = most, str(most)
        self.lengths[side].setText(self._length_words(side, most))

    def _length_words(self, side: str, most: int) -> str:
        return self.text(NAMED[side], most=f"≤ {most}" if most > 1 else "1" if most else self.text("any number"))

    def _offer_measures(self, kind: str, money: Iterable[str], measure: str) -> None:
        text, names = self.text, measures_of(kind, money)
        self.measure.choices = {name: measure_title(text, name) for name in names}
        self.measure.hints = {name: measure_hint(text, name, kind) for name in names}
        self.measure.heads = for_experts(text, names)
        self.measure.show_sorted(measure)
