"""A form made from a settings dataclass: a field's kind, range and unit come from there, its words from whoever shows it."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from assoc_engine.text import Text

from ..theme import Theme
from .basic import MenuButton, label
from .switch import Switch
from .tick import Tick

MOST_WHOLE = 2**31 - 1  # what a spin box can hold


@dataclass(frozen=True)
class FieldWords:
    """`label`, `hint` of a field; `choices`: value → words, where it has some (of a tuple: what it may hold; "" in a choice
    is the usual). `unit`: in place of the dataclass's own."""

    label: str
    hint: str
    choices: dict[str, str] = field(default_factory=dict)
    unit: str = ""


class SettingsForm(QWidget):
    """`wanted(name, value)` when a field was changed; whoever hears it refuses by `refuse` or shows what came of it."""

    wanted = Signal(str, object)

    def __init__(self, text: Text, theme: Theme, kind: type, words: dict[str, FieldWords]) -> None:
        super().__init__()
        self.text, self._theme, self._kind = text, theme, kind
        self.fields: dict[str, QWidget] = {}
        self._showing: dict[str, Callable[[object], None]] = {}
        self._refused: dict[str, QWidget] = {}
        self._ticks: dict[str, dict[str, Tick]] = {}  # of fields that hold several values
        self._filling = False
        hints = typing.get_type_hints(kind)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for one in dataclasses.fields(kind):
            said = words.get(one.name, FieldWords(one.name, ""))
            title = label(said.label, "strong", wrap=True)
            made = self._make(one, typing.get_origin(hints[one.name]) or hints[one.name], said)
            made.setAccessibleName(said.label)
            for part in (title, made):
                part.setToolTip(f"<p>{said.hint}</p>" if said.hint else "")
            refused = label("", "warn", wrap=True)
            refused.hide()
            self.fields[one.name], self._refused[one.name] = made, refused
            box.addWidget(title)
            box.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft if isinstance(made, Switch) else Qt.AlignmentFlag(0))
            box.addWidget(refused)
            box.addSpacing(8)
        box.addStretch(1)

    def show_settings(self, settings) -> None:
        """The values as they are now."""
        self._filling = True
        for name, show in self._showing.items():
            show(getattr(settings, name))
            self._refused[name].hide()
        self._filling = False

    def offer(self, name: str, values: Collection[str]) -> None:
        """Of a field that holds several values only these can be chosen now."""
        for value, tick in self._ticks[name].items():
            tick.setVisible(value in values)

    def refuse(self, name: str, words: str) -> None:
        """Say below a field why its value cannot be."""
        self._refused[name].setText(words)
        self._refused[name].show()

    def _want(self, name: str, value) -> None:
        if not self._filling:
            self.wanted.emit(name, value)

    def _make(self, one: dataclasses.Field, kind: type, said: FieldWords) -> QWidget:
        if kind is tuple:
            return self._make_list(one.name, said)
        if kind is bool:
            return self._make_switch(one.name, said)
        if kind in (int, float):
            return self._make_number(one, kind, said)
        return self._make_choice(one, said) if "one_of" in one.metadata else self._make_line(one, said)

    def _make_list(self, name: str, said: FieldWords) -> QWidget:
        """Ticks; all that are offered are the same as none."""
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        ticks = self._ticks[name] = {value: Tick(self._theme, words) for value, words in said.choices.items()}

        def changed() -> None:
            offered = [value for value, tick in ticks.items() if not tick.isHidden()]
            picked = tuple(value for value in offered if ticks[value].isChecked())
            self._want(name, () if len(picked) == len(offered) else picked)
            if not picked:  # nothing is no choice
                show(())

        def show(values) -> None:
            for value, tick in ticks.items():
                tick.setChecked(not values or value in values)

        for tick in ticks.values():
            tick.clicked.connect(changed)
            box.addWidget(tick, 0, Qt.AlignmentFlag.AlignLeft)
        self._showing[name] = show
        return holder

    def _make_switch(self, name: str, said: FieldWords) -> QWidget:
        made = Switch(self._theme, said.label, False)
        made.clicked.connect(lambda on: self._want(name, on))
        self._showing[name] = made.setChecked
        return made

    def _make_number(self, one: dataclasses.Field, kind: type, said: FieldWords) -> QWidget:
        made: QAbstractSpinBox = QSpinBox() if kind is int else QDoubleSpinBox()
        low, high = one.metadata.get("low", 0), one.metadata.get("high", MOST_WHOLE)
        made.setRange(low, min(high, MOST_WHOLE) if kind is int else high)
        unit = said.unit or one.metadata.get("unit", "")
        made.setSuffix(f" {unit}" if unit else "")
        made.setKeyboardTracking(False)
        made.setMinimumHeight(30)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the form
        made.wheelEvent = lambda event: event.ignore()
        made.valueChanged.connect(lambda value: self._want(one.name, value))
        self._showing[one.name] = made.setValue
        return made

    def _make_choice(self, one: dataclasses.Field, said: FieldWords) -> QWidget:
        choices = {value: said.choices.get(value, value) for value in one.metadata["one_of"]}
        made = MenuButton(self._theme, choices, one.default, said.label)

        def show(value) -> None:
            made.value = value
            made.setText(choices[value])

        made.chosen.connect(lambda value: (show(value), self._want(one.name, value)))
        self._showing[one.name] = show
        return made

    def _make_line(self, one: dataclasses.Field, said: FieldWords) -> QWidget:
        made = QLineEdit()
        made.setPlaceholderText(said.unit)
        made.editingFinished.connect(lambda: self._want(one.name, made.text().strip()))
        self._showing[one.name] = made.setText
        return made
