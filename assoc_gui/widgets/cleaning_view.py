"""Where the rows went: in, kept, left out by which rule, with the rows themselves and a switch for every rule."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from assoc_engine.settings import CleanSettings
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..state import AppState
from ..theme import Theme, sized
from .basic import Card, button, empty, label, row, scrolling, tip
from .notice_bar import NoticeBar
from .raw_table import RawRows

ASIDE = ("exclude_orders_with", "largest_order")
DEFAULTS = {f.name: f.default for f in dataclasses.fields(CleanSettings)}


class Switch(QAbstractButton):
    """On or off, as a slider; Space changes it."""

    def __init__(self, theme: Theme, name: str, on: bool) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setChecked(on)
        self.setAccessibleName(name)
        self.setFixedSize(QSize(32, 18))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def paintEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, on = self._theme.color, self.isChecked()
        painter.setPen(QPen(color("text"), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(color("accent" if on else "faint"))
        painter.drawRoundedRect(QRectF(0.5, 0.5, 31, 17), 8.5, 8.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("surface"))
        painter.drawEllipse(QPointF(23 if on else 9, 9), 6.5, 6.5)


class FlowBar(QWidget):
    """All rows as one bar: kept, and what each rule took, in proportion. `picked(rule)` on a click."""

    picked = Signal(str)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.text, self._theme = text, theme
        self._parts: list[tuple[str, int, str, str]] = []
        self._spots: list[tuple[float, float, str, str]] = []
        self.setFixedHeight(20)
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def show_parts(self, parts: list[tuple[str, int, str, str]]) -> None:
        """(title, rows, colour name, rule or "") from left to right."""
        self._parts = [part for part in parts if part[1] > 0]
        self.update()

    def paintEvent(self, event) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        total, x = sum(part[1] for part in self._parts), 0.0
        self._spots = []
        if not total:
            return
        # Even a handful of rows must be seen: three pixels at least, taken from the widest part.
        wide = [max(3.0, self.width() * part[1] / total) for part in self._parts]
        wide[int(np.argmax(wide))] -= sum(wide) - self.width()
        for (title, count, name, rule), width in zip(self._parts, wide, strict=True):
            painter.setBrush(self._theme.color(name))
            painter.drawRoundedRect(QRectF(x, 0, max(2.0, width - 1.5), self.height()), 3, 3)
            words = tip(title, self.text(N_("{count} row", "{count} rows"), count=count))
            self._spots.append((x, x + width, words, rule))
            x += width

    def _at(self, x: float) -> tuple[str, str]:
        return next(((words, rule) for low, high, words, rule in self._spots if low <= x < high), ("", ""))

    def mouseMoveEvent(self, event) -> None:  # noqa: N802
        QToolTip.showText(event.globalPosition().toPoint(), self._at(event.position().x())[0], self)

    def mousePressEvent(self, event) -> None:  # noqa: N802
        rule = self._at(event.position().x())[1]
        if rule:
            self.picked.emit(rule)


class RuleRow(QFrame):
    """A rule with its switch, what it did and how often. `picked` on a click, `switched(on)` by the switch."""

    picked = Signal()
    switched = Signal(bool)

    def __init__(self, text: Text, theme: Theme, rule: dict) -> None:
        super().__init__()
        self._theme, self.rule, self._chosen = theme, rule, False
        title = text.say(rule["title"])
        self.switch = Switch(theme, title, rule["on"])
        self.switch.clicked.connect(self.switched)
        self.switch.setVisible(rule["rule"] in DEFAULTS)
        effect = {"left out": text("left out"), "merged": text("merged"), "changed": text("changed")}[rule["effect"]]
        count = label(text.integer(rule["count"]) if rule["on"] else text("off"), "" if rule["count"] else "muted")
        count.setFont(sized(13))
        words = label(title, "" if rule["count"] else "muted", wrap=True)
        box = QHBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 8)
        box.setSpacing(12)
        box.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(words, 1)
        numbers = QVBoxLayout()
        numbers.setSpacing(0)
        for item in (count, label(effect, "caption") if rule["count"] else None):
            if item is not None:
                item.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                numbers.addWidget(item)
        box.addLayout(numbers)
        self.setMinimumHeight(46)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)
        theme.changed.connect(self.update)

    def choose(self, chosen: bool) -> None:
        self._chosen = chosen
        self.update()

    def mousePressEvent(self, event) -> None:  # noqa: N802
        self.picked.emit()

    def keyPressEvent(self, event) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event) -> None:  # noqa: N802
        painter = QPainter(self)
        if self._chosen or self.hasFocus():
            painter.fillRect(self.rect(), self._theme.color("soft"))
        painter.setPen(self._theme.color("line"))
        painter.drawLine(10, self.height() - 1, self.width() - 10, self.height() - 1)


class CleaningView(QWidget):
    """`setting_wanted(dict)`: cleaning settings to change, upon which the file is analysed again."""

    setting_wanted = Signal(dict)

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__()
        self.text, self.theme, self._state = text, theme, state
        self._rules: list[RuleRow] = []
        self.notices: list[NoticeBar] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(16)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(8)
        self._box.addLayout(self._notices)

    def build(self) -> None:
        text, theme = self.text, self.theme
        self.flow = FlowBar(text, theme)
        self.flow.picked.connect(lambda rule: self.pick(self.rule_row(rule)))
        self.rows_in, self.kept, self.gone = label("", "strong"), label("", "muted"), label("", "muted")
        flow = Card(spacing=8)
        flow.box.addLayout(row(self.rows_in, 1))
        flow.box.addWidget(self.flow)
        flow.box.addLayout(row(self.kept, 1, self.gone))
        self._box.addWidget(flow)
        self._list = QWidget()
        self._list_box = QVBoxLayout(self._list)
        self._list_box.setContentsMargins(0, 0, 0, 0)
        self._list_box.setSpacing(0)
        rules = Card(margins=6, spacing=0)
        rules.setFixedWidth(430)
        rules.box.addWidget(scrolling(self._list))
        self.rows_title, self.rows_note = label("", "strong", wrap=True), label("", "caption", wrap=True)
        self.rows = RawRows(text, theme)
        shown = Card(margins=8, spacing=6)
        head = QVBoxLayout()
        head.setContentsMargins(8, 8, 8, 0)
        head.setSpacing(2)
        head.addWidget(self.rows_title)
        head.addWidget(self.rows_note)
        shown.box.addLayout(head)
        shown.box.addWidget(self.rows, 1)
        shown.box.addStretch(0)
        lower = QHBoxLayout()
        lower.setSpacing(16)
        lower.addWidget(rules)
        lower.addWidget(shown, 1)
        self._box.addLayout(lower, 1)

    def steps(self, quality: Table) -> list[Callable[[], None]]:
        """Show this account of the rows, in steps."""

        def top() -> None:
            self._show_notices(quality.meta)
            self._show_flow(quality.meta)

        def clear() -> None:
            empty(self._list_box)
            self._rules = []

        # What did something comes first.
        rules = sorted(quality.meta["rules"], key=lambda rule: rule["on"] and not rule["count"])
        pairs = [rules[i : i + 2] for i in range(0, len(rules), 2)]
        adding = [lambda pair=pair: self._add_rules(pair) for pair in pairs]
        return [top, clear, *adding, self._end_rules]

    def _add_rules(self, rules: list[dict]) -> None:
        for rule in rules:
            made = RuleRow(self.text, self.theme, rule)
            made.picked.connect(lambda made=made: self.pick(made))
            made.switched.connect(lambda on, rule=rule: self.setting_wanted.emit(_switched(rule["rule"], on)))
            self._list_box.addWidget(made)
            self._rules.append(made)

    def _end_rules(self) -> None:
        self._list_box.addStretch(1)
        self.pick(max(self._rules, key=_weight))

    def rule_row(self, name: str) -> RuleRow:
        return next(made for made in self._rules if made.rule["rule"] == name)

    def pick(self, chosen: RuleRow) -> None:
        """Show the rows of a rule at the right."""
        for made in self._rules:
            made.choose(made is chosen)
        rule, raw, fates = chosen.rule, self._state.get("raw"), self._state.get("fates")
        names = fates.meta["rules"]
        if rule["rule"] in names:
            rows = np.flatnonzero(fates["fate"] == 1 + names.index(rule["rule"]))
        else:
            rows = _positions(raw, rule["examples"])
        text = self.text
        self.rows_title.setText(text.say(rule["title"]))
        if not rule["on"]:
            note = text("This rule is switched off; no row is touched by it.")
        elif not rule["count"]:
            note = text("No row of this file is touched by it.")
        elif len(rows) < rule["count"]:
            note = text("{count} rows; here are the first {shown}", count=rule["count"], shown=len(rows))
        else:
            note = text(
                N_("{count} row, as it stands in the file", "{count} rows, as they stand in the file"), count=len(rows)
            )
        self.rows_note.setText(note)
        self.rows.setVisible(bool(len(rows)))
        self.rows.show_rows(raw, rows)

    def _show_notices(self, meta: dict) -> None:
        empty(self._notices)
        text, self.notices = self.text, []
        for notice in meta["notices"]:
            setting = notice.get("setting") or {}
            action = text("Set them aside") if set(setting) <= set(ASIDE) else text("Switch it off")
            advice = text.say(notice["advice"]) if notice.get("advice") else ""
            self._add_notice(text.say(notice["title"]), advice, notice.get("setting"), action)
        for rule in meta["rules"]:
            if rule["rule"] in ASIDE and rule["on"]:
                title = text(N_("{count} row is set aside: {rule}.", "{count} rows are set aside: {rule}."),
                             count=rule["count"], rule=text.say(rule["title"]))  # fmt: skip
                self._add_notice(title, "", _switched(rule["rule"], False), text("Put them back"), "ready")

    def _add_notice(self, title: str, advice: str, setting: dict | None, action: str, mark: str = "look") -> None:
        made = NoticeBar(self.text, self.theme, title, advice, setting, action, mark)
        made.wanted.connect(self.setting_wanted)
        self._notices.addWidget(made)
        self.notices.append(made)

    def _show_flow(self, meta: dict) -> None:
        text = self.text
        taken = [rule for rule in meta["rules"] if rule["effect"] != "changed" and rule["count"]]
        parts = [(text("Kept"), meta["rows_out"], "accent", "")]
        parts += [
            (text.say(rule["title"]), rule["count"], "faint" if rule["effect"] == "merged" else "amber", rule["rule"])
            for rule in taken
        ]
        self.flow.show_parts(parts)
        gone = meta["rows_in"] - meta["rows_out"]
        share = meta["rows_out"] / max(1, meta["rows_in"])
        self.rows_in.setText(text(N_("{count} row in the file", "{count} rows in the file"), count=meta["rows_in"]))
        self.kept.setText(text("{count} kept ({share:percent})", count=meta["rows_out"], share=share))
        self.gone.setText(
            text("{count} left out or merged, each explained below", count=gone) if gone else text("nothing left out")
        )


def _weight(made: RuleRow) -> tuple[bool, bool, int]:
    """Which rule to show first: one that did something, that took rows, that took many."""
    return made.rule["count"] > 0, made.rule["effect"] != "changed", made.rule["count"]


def _switched(rule: str, on: bool) -> dict:
    """The setting behind a rule's switch: true or false, or nothing set aside any more."""
    return {rule: on if isinstance(DEFAULTS[rule], bool) else DEFAULTS[rule]}


def _positions(raw: Table, examples: list[dict]) -> np.ndarray:
    """Positions in `raw` of example rows given by sheet and row number."""
    sheets = [sheet for _file, sheet in raw.meta["sources"]]
    found = []
    for example in examples:
        source = sheets.index(example["sheet"]) if example["sheet"] in sheets else 0
        found += np.flatnonzero((raw["row"] == example["row"]) & (raw["source"] == source))[:1].tolist()
    return np.array(found, np.int64)
