"""Opening with a played engine: one file or several, recent ones, the sample, protected ones."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QFileDialog
from steps import drop, mark, settle

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
    assert analysed.preferences.recent[0].name == "sales.csv"
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
    assert opened.window.banner.isVisible() and [f.name for f in opened.preferences.recent] == ["sales.csv"]


def test_recent_files_are_few_and_not_repeated(preferences):
    for number in range(12):
        preferences.add_recent(RecentFile((f"/a/{number}.csv",), number, 0.0))
    preferences.add_recent(RecentFile(("/a/7.csv",), 1, 1.0))
    assert [f.name for f in preferences.recent][:2] == ["7.csv", "11.csv"] and len(preferences.recent) == 8


def test_the_sample_shop_opens_in_the_windows_language(running, qtbot):
    running.window.page.sample_button.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    asked = dict(running.engine.asked)
    assert asked["sample"]["language"] == "en" and asked["read"]["read"]["paths"][0] == asked["sample"]["path"]
    assert running.preferences.recent == [], "the sample is no file of the user's"
