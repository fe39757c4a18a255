"""Opening with a played engine: one file or several, recent ones, the sample, protected ones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from steps import drop, mark, settle

from assoc_engine.workspace import Workspace
from assoc_gui.preferences import RecentFile
from assoc_gui.state import Part


def test_an_unreadable_file_keeps_what_is_open(analysed, qtbot, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    folders = set(analysed.workspaces.root.iterdir())
    analysed.engine.fail["read"] = {
        "kind": "FileError",
        "message": "{file} is not a workbook.",
        "advice": "Save it again.",
        "values": {"file": "broken.xlsx"},
    }
    analysed.session.open_files([str(broken)])
    qtbot.waitUntil(lambda: analysed.window.banner.isVisible())
    settle(analysed, qtbot)
    banner = analysed.window.banner
    assert banner.what.text() == "broken.xlsx is not a workbook." and banner.advice.text() == "Save it again."
    assert analysed.window.top.file.text() == "sales.csv" and analysed.state.has(Part.STRATEGY)
    assert analysed.window.page.pairs.table.columns_model.rowCount() == 1
    assert Path(analysed.preferences.recent[0].paths[0]).name == "sales.csv"
    qtbot.waitUntil(
        lambda: {p for p in analysed.workspaces.root.iterdir() if p.is_dir()} == {p for p in folders if p.is_dir()}
    )
    banner.close_button.click()
    assert not banner.isVisible()


def test_another_file_replaces_the_workspace_and_its_folder_goes(analysed, qtbot, tmp_path):
    old = analysed.state.workspace.folder
    other = tmp_path / "other.csv"
    other.write_text("x")
    drop(analysed.window, other)
    analysed.window.question.open_button.click()
    qtbot.waitUntil(lambda: analysed.window.top.file.text() == "other.csv")
    assert not analysed.state.has(Part.CLEAN) and mark(analysed, "findings") == ""
    qtbot.waitUntil(lambda: not old.exists())
    assert analysed.session.settings.roles == {} and not analysed.session.outdated


def test_the_first_page_without_a_file_offers_to_open_one(running, monkeypatch, sales_file, qtbot):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a: ([str(sales_file)], ""))
    for name in ("data", "findings", "actions", "report"):
        page = running.window.go_to(name)
        assert page._waiting.title.text() == "No sales file is open."
    page._waiting.action.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    assert running.preferences.last_folder == str(sales_file.parent)


def test_recent_files_with_size_and_date(opened, qtbot, tmp_path):
    opened.preferences.add_recent(RecentFile((str(tmp_path / "gone.csv"),), 12_345, datetime(2020, 5, 1).timestamp()))
    start = opened.window.go_to("start")
    start.refresh()
    rows = [start.recent.box.itemAt(i).widget() for i in range(start.recent.box.count())]
    assert [row.text() for row in rows] == ["gone.csv", "sales.csv"]
    assert "12,345 rows, 1 May 2020" in rows[0].accessibleName() and "Today" in rows[1].accessibleName()
    rows[0].click()
    assert opened.window.banner.isVisible() and [Path(f.paths[0]).name for f in opened.preferences.recent] == ["sales.csv"]


def test_recent_files_are_few_and_not_repeated(preferences):
    for number in range(12):
        preferences.add_recent(RecentFile((f"/a/{number}.csv",), number, 0.0))
    preferences.add_recent(RecentFile(("/a/7.csv",), 1, 1.0))
    assert [f.paths for f in preferences.recent][:2] == [("/a/7.csv",), ("/a/11.csv",)] and len(preferences.recent) == 8


def test_the_sample_shop_opens_in_the_windows_language(running, qtbot):
    running.window.page.sample_button.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    asked = dict(running.engine.asked)
    assert asked["sample"]["language"] == "en" and asked["read"]["read"]["paths"][0] == asked["sample"]["path"]
    assert running.preferences.recent == [], "the sample is no file of the user's"


@pytest.fixture
def other_file(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("x")
    return path


def paths_read(running) -> list[str]:
    settings = next(settings for request, settings in reversed(running.engine.asked) if request == "read")
    return [Path(path).name for path in settings["read"]["paths"]]


def test_several_files_open_together_and_again_from_the_recent_ones(running, qtbot, sales_file, other_file):
    drop(running.window, sales_file, other_file)
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    assert paths_read(running) == ["sales.csv", "other.csv"]
    assert running.window.page.answer.note.text().endswith("rows in 2 files")
    start = running.window.go_to("start")
    start.refresh()
    entry = start.recent.box.itemAt(0).widget()
    assert entry.text() == "sales.csv, other.csv" and start.recent.box.count() == 1
    count = len(running.engine.asked)
    entry.click()
    qtbot.waitUntil(lambda: len(running.engine.asked) > count and running.window.page.name == "data")
    assert paths_read(running) == ["sales.csv", "other.csv"]
    other_file.unlink()
    running.window.go_to("start").refresh()
    start.recent.box.itemAt(0).widget().click()
    assert running.window.banner.isVisible() and "other.csv" in running.window.banner.what.text()


def test_a_recent_file_of_the_version_before_is_known(preferences):
    preferences._settings.setValue("recent", '[{"path": "/a/b.csv", "rows": 3, "opened": 1.0}]')
    assert preferences.recent == [RecentFile(("/a/b.csv",), 3, 1.0)]


def test_a_file_dropped_on_an_open_one_is_added_or_opened_instead(opened, qtbot, other_file):
    question = opened.window.question
    opened.session.set_role("Price", "amount")
    settle(opened, qtbot)
    drop(opened.window, other_file)
    assert question.isVisible() and "other.csv" in question.words.text() and paths_read(opened) == ["sales.csv"]
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert not question.isVisible() and paths_read(opened) == ["sales.csv"]
    drop(opened.window, other_file)
    question.add_button.click()
    qtbot.waitUntil(lambda: opened.state.get("raw").meta["file"] == "sales.csv, other.csv")
    settle(opened, qtbot)
    assert paths_read(opened) == ["sales.csv", "other.csv"] and not question.isVisible()
    assert opened.session.settings.roles == {"Price": "amount"}, "what was corrected counts for both"
    drop(opened.window, other_file)
    question.open_button.click()
    qtbot.waitUntil(lambda: opened.window.top.file.text() == "other.csv")


def test_the_sample_is_nothing_to_add_to(running, qtbot, sales_file):
    running.window.page.sample_button.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    drop(running.window, sales_file)
    assert not running.window.question.isVisible()
    qtbot.waitUntil(lambda: running.window.top.file.text() == "sales.csv")


def test_a_protected_file_asks_for_its_password_where_one_is(opened, qtbot, other_file, preferences):
    panel, session = opened.window.password, opened.session
    opened.engine.password = "s3cret"
    session.open_files([str(other_file)])
    qtbot.waitUntil(lambda: panel.isVisible())
    assert panel.title.text().startswith("locked.xlsx") and not panel.wrong.isVisible()
    assert not panel.open_button.isEnabled() and opened.window.top.file.text() == "sales.csv"
    QTest.keyClicks(panel.field, "wrong")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.isVisible() and panel.wrong.isVisible())
    assert panel.field.text() == "" and not opened.window.banner.isVisible()
    panel.cancel_button.click()
    assert not panel.isVisible() and opened.window.top.file.text() == "sales.csv" and opened.state.has(Part.ROLES)
    session.open_files([str(other_file)])
    qtbot.waitUntil(lambda: panel.isVisible())
    assert not panel.wrong.isVisible()
    QTest.keyClicks(panel.field, "s3cret")
    panel.open_button.click()
    qtbot.waitUntil(lambda: opened.window.top.file.text() == "other.csv")
    assert not panel.isVisible()
    session.set_role("Price", "amount")
    session.read_again(layout="cells")
    qtbot.waitUntil(lambda: session.reading.layout == "cells")
    preferences._settings.sync()
    assert "s3cret" not in Path(preferences._settings.fileName()).read_text()


def test_an_analysis_goes_on_while_a_password_is_asked(opened, qtbot, other_file):
    opened.engine.hang.add("analyse")
    opened.session.analyse()
    qtbot.waitUntil(lambda: opened.jobs.current is not None)
    opened.engine.password = "s3cret"
    opened.engine.hang.clear()
    opened.session.open_files([str(other_file)])
    qtbot.waitUntil(lambda: opened.window.password.isVisible() and opened.state.has(Part.STRATEGY))


def test_what_is_still_to_be_written_of_the_open_file_is_not_lost_to_another(analysed, qtbot, tmp_path):
    old, other = analysed.state.workspace.folder, tmp_path / "other.csv"
    other.write_text("Order,Item\n1,Cup\n", encoding="utf-8")
    analysed.engine.hang.add("report")
    analysed.session.open_files([str(other)])
    analysed.session.save_report(str(tmp_path / "report.xlsx"), "en")
    qtbot.waitUntil(lambda: analysed.state.workspace.folder != old)
    qtbot.wait(100)
    assert Workspace(old).has("links"), "the report is made of it"
    session, engine = analysed.session, analysed.engine
    assert session.doing("report") is None, "of the file that is open none is written"
    session.analyse()
    assert analysed.jobs.current.request == "report" and not analysed.jobs.current.stopping
    engine.answer_held("report")
    qtbot.waitUntil(lambda: not old.exists() and analysed.state.has(Part.STRATEGY))
    assert (tmp_path / "report.xlsx").exists() and not session.saved, "no report of this file was saved"
