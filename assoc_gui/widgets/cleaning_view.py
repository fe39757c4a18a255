"""Where the rows went: in, kept, left out by which rule, with the rows themselves and a switch for every rule."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assoc_engine.settings import CleanSettings
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from ..corrections import OF_ONE_FILE
from ..focus import holds_focus
from ..state import AppState
from ..theme import Theme
from .basic import Card, label, scrolling
from .flow_bar import FlowCard, Share
from .folded_notices import FoldedNotices
from .kept_rows import Entry, KeptRows
from .keyboard import paint_ring
from .notice_bar import Notice, NoticeBar
from .raw_table import RawRows, marked_columns
from .switch import SwitchRow

LEAST_RULES, WIDEST_RULES = 260, 430  # pixels across
LEAST_HEIGHT = 180  # pixels of the rules and their rows
MOST_WHOLE = 2  # notices that are not folded
ASIDE = ("exclude_orders_with", "exclude_orders", "largest_order")
DEFAULTS = {name: getattr(CleanSettings(), name) for name in (f.name for f in dataclasses.fields(CleanSettings))}


class RuleRow(SwitchRow):
    """A rule with its switch, what it did and how often. `picked` on a click, `switched(on)` by the switch."""

    picked = Signal()

    def __init__(self, text: Text, theme: Theme, rule: dict) -> None:
        effects = {"left out": text("left out"), "netted": text("cancel out"), "merged": text("merged"),
                   "changed": text("changed")}  # fmt: skip
        count, title = rule["count"], text.say(rule["title"])
        super().__init__(theme, title, "", rule["on"], text.integer(count) if rule["on"] else text("off"),
                         effects[rule["effect"]] if count else "", quiet=not count)  # fmt: skip
        self.rule, self._chosen = rule, False
        if rule["rule"] not in DEFAULTS:  # it keeps its place, so that the words stand in one line
            policy = self.switch.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self.switch.setSizePolicy(policy)
            self.switch.hide()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)

    def choose(self, chosen: bool) -> None:
        self._chosen = chosen
        self.update()

    def mousePressEvent(self, event) -> None:
        self.picked.emit()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event) -> None:
        if self._chosen:
            QPainter(self).fillRect(self.rect(), self._theme.color("soft"))
        super().paintEvent(event)
        if self.hasFocus():
            paint_ring(QPainter(self), self.rect(), self._theme)


class _AsLowAsItGoes(QWidget):
    """A scroll area around it scrolls only where there is less room than its parts can do with."""

    def heightForWidth(self, width: int) -> int:
        return self.layout().minimumHeightForWidth(width)


class CleaningView(QWidget):
    """`setting_wanted(dict)`: cleaning settings to change, upon which the file is analysed again; `products_wanted`:
    what is a product is to be decided."""

    setting_wanted = Signal(dict)
    products_wanted = Signal()

    def __init__(self, text: Text, theme: Theme, state: AppState) -> None:
        super().__init__()
        self.text, self.theme, self._state = text, theme, state
        self._picked = ""  # the rule whose rows are shown, "" for a part of the bar
        self._file: Table | None = None  # whose rules are listed
        self._keyboard_free = False  # the notice that had it is gone
        inside, outer = _AsLowAsItGoes(), QVBoxLayout(self)
        self._box = QVBoxLayout(inside)
        for box in (outer, self._box):
            box.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inside))  # in a low window under many notices
        self._box.setSpacing(16)
        notices = QVBoxLayout()
        notices.setSpacing(8)
        self._notices, self._folded = KeptRows(notices), FoldedNotices(text, theme, self._act)
        self._box.addLayout(notices)
        self._box.addWidget(self._folded)

    def build(self) -> None:
        text, theme = self.text, self.theme
        self.flow = FlowCard(text, theme)
        self.flow.picked.connect(self.pick_share)
        self._box.addWidget(self.flow)
        self._list = QWidget()
        self._list_box = QVBoxLayout(self._list)
        self._list_box.setContentsMargins(0, 0, 0, 0)
        self._list_box.setSpacing(0)
        rows_box = QVBoxLayout()
        rows_box.setSpacing(0)
        self._rules = KeptRows(rows_box)
        self._list_box.addLayout(rows_box)
        self._list_box.addStretch(1)
        rules = Card(margins=6, spacing=0)
        rules.setMinimumWidth(LEAST_RULES)
        rules.setMaximumWidth(WIDEST_RULES)
        rules.setMinimumHeight(LEAST_HEIGHT)
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
        lower.addWidget(rules, 1)
        lower.addWidget(shown, 1)
        self._box.addLayout(lower, 1)

    def steps(self, quality: Table) -> list[Callable[[], None]]:
        """Show this account of the rows, in steps. Of the file that is shown, every rule keeps its place."""
        raw = self._state.get("raw")
        again, self._file = self._file is raw, raw
        # What did something comes first.
        rules = sorted(quality.meta["rules"], key=lambda rule: rule["on"] and not rule["count"])
        entries = [Entry(rule["rule"], rule, lambda rule=rule: self._rule_row(rule)) for rule in rules]

        def top() -> None:
            self._show_notices(quality.meta)
            self.flow.show_quality(quality.meta)

        def keep() -> None:
            nonlocal entries
            entries = self._rules.in_place(entries) if again else entries
            self._rules.keep(entries)

        def put(first: int) -> None:
            for at in range(first, min(first + 2, len(entries))):
                self._rules.put(at, entries[at])

        adding = [lambda first=first: put(first) for first in range(0, len(entries), 2)]
        return [top, keep, *adding, lambda: self._pick_again(again)]

    def _rule_row(self, rule: dict) -> RuleRow:
        made = RuleRow(self.text, self.theme, rule)
        made.picked.connect(lambda: self.pick(made))
        made.switched.connect(lambda on: self._switch(rule["rule"], on))
        return made

    def _switch(self, rule: str, on: bool) -> None:
        self._picked = rule
        self.setting_wanted.emit(_switched(rule, on))

    def _pick_again(self, again: bool) -> None:
        """The rule whose rows were shown, or what was just asked for; in another file what took most."""
        rows = {made.rule["rule"]: made for made in self._rules.widgets}
        if rows:
            known = rows.get(self._picked) if again else None
            shown = known or max(rows.values(), key=_weight)
            self.pick(shown)
            if self._keyboard_free and self.hasFocus():
                shown.setFocus()
        self._keyboard_free = False

    def rule_row(self, name: str) -> RuleRow:
        return next(made for made in self._rules.widgets if made.rule["rule"] == name)

    def pick(self, chosen: RuleRow) -> None:
        """Show the rows of a rule at the right."""
        if self._state.get("fates") is None:  # the data went before this turn came; other data will be shown
            return
        text, rule = self.text, chosen.rule
        self._picked = rule["rule"]
        rows = self._rows_of_rule(rule)
        if not rule["on"]:
            note = text("This rule is switched off; no row is touched by it.")
        elif not rule["count"]:
            note = text("No row is touched by it.")
        elif len(rows) < rule["count"]:
            note = text("{count} rows; here are the first {shown}", count=rule["count"], shown=len(rows))
        else:
            note = self._as_they_stand(len(rows))
        self._show_rows((rule["rule"],), text.say(rule["title"]), note, rows)

    def pick_share(self, share: Share) -> None:
        """Show the rows of a part of the bar: kept, or taken by one or several rules."""
        fates = self._state.get("fates")
        if fates is None:
            return
        taken = [0] if share.effect == "kept" else [1 + fates.meta["rules"].index(rule) for rule in share.rules]
        rows = np.flatnonzero(np.isin(fates["fate"], taken))
        self._picked = share.rules[0] if share.rules else ""
        self._show_rows(share.rules, share.title, self._as_they_stand(len(rows)), rows)

    def _rows_of_rule(self, rule: dict) -> np.ndarray:
        raw, fates, quality = self._state.get("raw"), self._state.get("fates"), self._state.get("quality")
        changed = f"changed_{rule['rule']}"
        if rule["rule"] in fates.meta["rules"]:
            return np.flatnonzero(fates["fate"] == 1 + fates.meta["rules"].index(rule["rule"]))
        return quality[changed] if changed in quality else _positions(raw, rule["examples"])

    def _as_they_stand(self, count: int) -> str:
        if marked_columns(self._state.get("raw").meta):
            return self.text(N_("{count} row of your data, with the columns that were added to it",
                                "{count} rows of your data, with the columns that were added to them"), count=count)  # fmt: skip
        return self.text(N_("{count} row, as it stands in your data", "{count} rows, as they stand in your data"), count=count)

    def _show_rows(self, rules: tuple[str, ...], title: str, note: str, rows: np.ndarray) -> None:
        for made in self._rules.widgets:
            made.choose(made.rule["rule"] in rules)
        self.rows_title.setText(title)
        self.rows_note.setText(note)
        self.rows.setVisible(bool(len(rows)))
        self.rows.show_rows(self._state.get("raw"), rows)

    @property
    def notices(self) -> list[NoticeBar]:
        """From the top, those that are folded as well."""
        return [*self._notices.widgets, *self._folded.bars]

    def _show_notices(self, meta: dict) -> None:
        pressed = next((notice for notice in self._notices.widgets if holds_focus(notice)), None)
        if pressed is not None:
            self.setFocus()
        found = self._notices_of(meta)
        whole = found if len(found) <= MOST_WHOLE else []  # more would push away what they are about
        self._notices.show([notice.entry(self.theme, self._act) for notice in whole])
        self._folded.fold([notice for notice in found if notice not in whole])
        if pressed in self.notices:
            pressed.action.setFocus()
        else:
            self._keyboard_free = pressed is not None

    def _notices_of(self, meta: dict) -> list[Notice]:
        text, found = self.text, []
        for notice in meta["notices"]:
            advice = text.say(notice["advice"]) if notice.get("advice") else ""
            action = action_words(text, notice.get("setting") or {})
            found.append(Notice(text.say(notice["title"]), advice, notice.get("setting"), action))
        for rule in meta["rules"]:
            if rule["rule"] in ASIDE and rule["on"]:
                title = text(N_("{count} row is set aside: {rule}.", "{count} rows are set aside: {rule}."),
                             count=rule["count"], rule=text.say(rule["title"]))  # fmt: skip
                passing = text("This holds while the file is open; the next time they are in again.")
                advice = passing if rule["rule"] in OF_ONE_FILE else ""
                found.append(Notice(title, advice, _switched(rule["rule"], False), text("Put these orders back"), "ready"))
        if doubtful := still_in(meta):
            title = text(N_("{name} may be no product and is counted so far.",
                            "{count} entries may be no products and are counted so far, such as {name}."),
                         count=len(doubtful), name=doubtful[0]["name"] or doubtful[0]["product"])  # fmt: skip
            found.append(Notice(title, "", {}, text("Decide"), ""))
        return found

    def _act(self, setting: dict) -> None:
        """Do it, and then show the rows that it concerns; without a setting the user decides."""
        if not setting:
            self.products_wanted.emit()
            return
        self._picked = next((name for name in setting if name in ASIDE), self._picked)
        self.setting_wanted.emit(setting)


def still_in(quality: dict) -> list[dict]:
    """What may be no product but is counted so far. `quality`: meta of the table `quality`."""
    return [entry for entry in quality.get("non_products") or [] if not entry["out"]]


def action_words(text: Text, setting: dict) -> str:
    """What the button of a notice does with its setting."""
    names = set(setting)
    if names <= set(ASIDE):
        return text("Leave these orders out")
    if names <= {"not_products"}:
        return text("Leave them out")
    if names <= {"keep_products"}:
        return text("Count them as products")
    if names <= {"net_returns"}:
        return text("Count returned orders as sales")
    if names <= {"same_as"}:
        return text("They are one")
    if names <= {"level"}:
        return text("Variants together") if setting["level"] == "parent" else text("Each variant by itself")
    return text("Switch it on") if True in setting.values() else text("Switch it off")


def _weight(made: RuleRow) -> tuple[bool, bool, int]:
    """Which rule to show first: one that did something, that took rows, that took many."""
    return made.rule["count"] > 0, made.rule["effect"] != "changed", made.rule["count"]


def _switched(rule: str, on: bool) -> dict:
    """The setting behind a rule's switch: true or false, or nothing set aside any more."""
    return {rule: on if isinstance(DEFAULTS[rule], bool) else DEFAULTS[rule]}


def _positions(raw: Table, examples: list[dict]) -> np.ndarray:
    """Positions in `raw` of example rows given by file, sheet and row number."""
    sources = [tuple(source) for source in raw.meta["sources"]]
    found = []
    for example in examples:
        source = sources.index((example["file"], example["sheet"]))
        found += np.flatnonzero((raw["row"] == example["row"]) & (raw["source"] == source))[:1].tolist()
    return np.array(found, np.int64)
