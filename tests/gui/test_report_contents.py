"""The Report page names the sheets of the report, and what was learned: each sheet in the list, each answer on the first page."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
import pytest
from imagined import GROUPS, write_groups, write_hints, write_trials
from made_substitutes import write_anti
from PySide6.QtWidgets import QLabel

from assoc_engine import analysis
from assoc_engine.reports.build import build_report
from assoc_engine.reports.model import ChartBlock, Kind, Paragraph, TableBlock
from assoc_engine.settings import AnalysisSettings, ReadSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace
from assoc_gui.i18n import NAMES
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
    said = words(page)
    assert {"Groups", "Products by group", "Hints"} <= set(said)
    count = sum(map(len, GROUPS))
    assert any(str(count) in line and str(len(GROUPS)) in line for line in said) and any(line.startswith("40 pair") for line in said)
    for name in ("groups", "hints"):
        answer = "•  " + page.text.say(state.get(name).meta["answer"])
        qtbot.waitUntil(lambda answer=answer: answer in words(page._paper))  # what is laid out anew is shown in the next turn


def test_what_is_bought_instead_of_each_other_is_told_from_what_is_only_kept_apart(analysed):
    text, folder, state = Text("en"), analysed.state.workspace.folder, analysed.state
    said = []
    for instead in (1, 0):
        write_anti(folder, instead=instead)
        state.refresh()
        said.append(dict(report_contents(text, state))["Instead of each other"])
    write_anti(folder, pairs=())
    state.refresh()
    said.append(dict(report_contents(text, state))["Instead of each other"])
    assert said == ["1 pair is bought instead of each other", "None; 2 pairs are only kept apart", "None"]


def shop(path, pairs: int) -> ReadSettings:
    """900 orders of some pairs of products, each bought together, and of bread."""
    chance, rows = random.Random(5), ["order,product"]
    for order in range(900):
        bought = [f"{side}{pair}" for pair in range(pairs) if chance.random() < 0.12 for side in "ab"]
        rows += [f"{order},{product}" for product in (*bought, "bread")]
    path.write_text("\n".join(rows))
    return ReadSettings((str(path),))


def written(text: Text, block) -> list[str]:
    """The words and counts of a block of the sheet, in their order."""
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, ChartBlock):
        return [block.title]
    if isinstance(block, TableBlock):
        return [column.title for column in block.columns] + [
            text.integer(value) if column.kind is Kind.INTEGER else value
            for column in block.columns if column.kind in (Kind.TEXT, Kind.INTEGER) for value in column.values
        ]  # fmt: skip
    return ["    ".join(f"{one}: ________" for one in block.labels)]


def says(paper, expected: list[str]) -> None:
    assert sorted(line.removeprefix("•  ") for line in words(paper)) == sorted(expected)


def test_the_first_page_is_the_reports_own_in_either_language(running, tmp_path, qtbot):
    """All its words and counts, none besides: where orders are set aside, the tested ones, as in the sheet."""
    workspace = Workspace(tmp_path / "w")
    analysis.read(workspace, shop(tmp_path / "sales.csv", 14))
    analysis.analyse(workspace)
    links = workspace.get("links")
    workspace.put("links", {**links.columns, "counted": np.asarray(links["counted"]) - 7}, {**links.meta, "set_aside": 9})
    for name in ("pages", "actions"):  # what rests on them is written after them
        workspace.put(name, workspace.get(name).columns, workspace.get(name).meta)
    running.state.open(workspace)
    page = running.window.go_to("report")
    for language in ("en", "zh_CN"):
        next(one for one in page.languages.buttons() if one.text() == NAMES[language]).click()
        text = Text(language)
        told = build_report(workspace, text).sections[0]
        expected = [page.text("First page"), told.title, *(line for block in told.blocks for line in written(text, block))]
        qtbot.waitUntil(partial(says, page._paper, expected))  # shown the turn after it is laid out


@pytest.mark.parametrize(("language", "pairs"), [("zh_CN", 14), ("en", 2)])
def test_the_sheets_that_are_named_are_those_of_the_report(tmp_path, language, pairs):
    workspace, state, text = Workspace(tmp_path / "w"), AppState(), Text(language)
    analysis.read(workspace, shop(tmp_path / "sales.csv", pairs))
    analysis.analyse(workspace)
    state.open(workspace)
    told = [name for name, _ in report_contents(text, state)]
    analysis.find_substitutes(workspace, AnalysisSettings())
    assert told == [section.name for section in build_report(workspace, text).sections]
