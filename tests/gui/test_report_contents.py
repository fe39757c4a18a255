"""The Report page names the sheets of the report, and what was learned: each sheet in the list, each answer on the first page."""

from __future__ import annotations

import random

import numpy as np
import pytest
from imagined import GROUPS, write_groups, write_hints, write_trials
from PySide6.QtWidgets import QLabel

from assoc_engine import analysis
from assoc_engine.reports.build import build_report
from assoc_engine.reports.conclusion import TITLE, conclusion
from assoc_engine.reports.facts import Facts
from assoc_engine.reports.model import Paragraph, TableBlock
from assoc_engine.settings import AnalysisSettings, ReadSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace
from assoc_gui.report_contents import report_contents
from assoc_gui.state import AppState


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


def test_the_first_page_is_the_reports_own(analysed, qtbot):
    """Its sentences and its counts: where orders are set aside, the tested ones, as in the sheet."""
    workspace = Workspace(analysed.state.workspace.folder)
    links = workspace.get("links")
    tested = np.asarray(links["counted"]) - 7
    workspace.put("links", {**links.columns, "counted": tested}, {**links.meta, "set_aside": 9})
    for name in ("pages", "actions"):  # what rests on them is written after them
        workspace.put(name, workspace.get(name).columns, workspace.get(name).meta)
    analysed.state.refresh()
    page = analysed.window.go_to("report")
    qtbot.waitUntil(lambda: not page.turns.busy)
    told = conclusion(Facts.of(workspace, Text("en")), TITLE)
    said = words(page._paper)
    assert said[1] == told.title and [one.text for one in told.blocks if isinstance(one, Paragraph) and one.text not in said] == []
    table, actions = next(one for one in told.blocks if isinstance(one, TableBlock)), workspace.get("actions")
    assert table.rows and len([line for line in said if line.split(".")[0].isdigit()]) == table.rows
    for name, link in zip(table.columns[1].values, actions["link"], strict=False):
        place = next(place for place, line in enumerate(said) if line[0].isdigit() and f": {name} ·" in line)
        assert f"Tested orders with both: {tested[link]}" in said[place + 1] and str(int(links["orders"][link])) not in said[place + 1]


def shop(path, pairs: int) -> ReadSettings:
    """900 orders of some pairs of products, each bought together, and of bread."""
    chance, rows = random.Random(5), ["order,product"]
    for order in range(900):
        bought = [f"{side}{pair}" for pair in range(pairs) if chance.random() < 0.12 for side in "ab"]
        rows += [f"{order},{product}" for product in (*bought, "bread")]
    path.write_text("\n".join(rows))
    return ReadSettings((str(path),))


@pytest.mark.parametrize(("language", "pairs"), [("zh_CN", 14), ("en", 2)])
def test_the_sheets_that_are_named_are_those_of_the_report(tmp_path, language, pairs):
    workspace, state, text = Workspace(tmp_path / "w"), AppState(), Text(language)
    analysis.read(workspace, shop(tmp_path / "sales.csv", pairs))
    analysis.analyse(workspace)
    state.open(workspace)
    told = [name for name, _ in report_contents(text, state)]
    analysis.find_substitutes(workspace, AnalysisSettings())
    assert told == [section.name for section in build_report(workspace, text).sections]
