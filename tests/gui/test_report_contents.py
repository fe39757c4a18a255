"""The Report page names what was learned: each sheet in the list, each answer on the first page."""

from __future__ import annotations

from imagined import GROUPS, write_groups, write_hints, write_trials
from PySide6.QtWidgets import QLabel


def words(holder) -> list[str]:
    return [part.text() for part in holder.findChildren(QLabel) if not part.isHidden()]


def test_groups_and_hints_are_named_before_the_report_is_saved(analysed, qtbot):
    page = analysed.window.go_to("report")
    qtbot.waitUntil(lambda: not page.turns.busy)
    assert not {"Groups", "Products by group", "Hints"} & set(words(page))
    folder, state = analysed.state.workspace.folder, analysed.state
    write_groups(folder)
    write_trials(folder)
    write_hints(folder)
    state.refresh()
    qtbot.waitUntil(lambda: not page.turns.busy and "Hints" in words(page))
    qtbot.waitUntil(lambda: bool(words(page._paper)))  # what is laid out anew is shown in the next turn
    said, paper = words(page), "\n".join(words(page._paper))
    assert {"Groups", "Products by group", "Hints"} <= set(said)
    count = sum(map(len, GROUPS))
    assert any(str(count) in line and str(len(GROUPS)) in line for line in said) and any(line.startswith("40 pair") for line in said)
    for name in ("groups", "hints"):
        assert page.text.say(state.get(name).meta["answer"]) in paper
