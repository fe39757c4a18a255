"""Files given to the window: refused at once, the good ones of a mixture, taken out again; and where the keyboard is after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from steps import drop, settle

from assoc_engine.plan import Plan
from assoc_engine.settings import CleanSettings
from assoc_engine.text import Text
from assoc_gui.corrections import corrections_said
from assoc_gui.refused import refusal


def test_what_is_no_table_is_refused_before_anything_is_asked(opened, qtbot, tmp_path):
    window = opened.window
    asked = len(opened.engine.asked)
    (tmp_path / "empty.csv").touch()
    (tmp_path / "note.pdf").write_bytes(b"%PDF-1.4")
    for name in ("empty.csv", "note.pdf", ""):
        drop(window, tmp_path / name)
        assert window.banner.isVisible() and window.question.isHidden(), name
        window.banner.more.setChecked(True)
        assert "{" not in window.banner._details.text() and window.banner.what.text() in window.banner._details.text()
    assert len(opened.engine.asked) == asked
    window.banner.close_button.setFocus()
    window.banner.close_button.click()
    assert window.focusWidget() is window.page.analyse_button


def test_of_a_mixture_the_tables_are_opened_and_the_others_named(running, qtbot, sales_file, tmp_path):
    (tmp_path / "note.pdf").write_bytes(b"%PDF-1.4")
    drop(running.window, sales_file, tmp_path / "note.pdf")
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    settle(running, qtbot)
    assert running.session.reading.paths == (str(sales_file),)
    assert running.window.banner.isVisible() and "note.pdf" in running.window.banner.what.text()


def test_only_what_cannot_be_a_table_is_refused(tmp_path):
    for name, start in (("a.csv", b"x"), ("b.dat", b"1 2"), ("c.xlsx", b"PK\x03\x04"), ("d", b"PK\x03\x04")):
        (tmp_path / name).write_bytes(start)
        assert refusal(str(tmp_path / name)) is None, name
    assert refusal(str(tmp_path / "gone.csv")) is None, "the engine says that"
    (tmp_path / "e.docx2").write_bytes(b"x")
    assert refusal(str(tmp_path / "e.docx2")) is not None


def test_the_keyboard_comes_back_from_the_question(opened, qtbot, tmp_path):
    window = opened.window
    other = tmp_path / "other.csv"
    other.write_text("Order,Item\n2,Tea\n", encoding="utf-8")
    before = window.page.tabs.buttons[0] if window.page.tabs.isVisible() else window.page.analyse_button
    before.setFocus()
    drop(window, other)
    assert window.focusWidget() is window.question.open_button, "the open file has more columns"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    window.question.close_question()
    assert window.focusWidget() is before
    drop(window, other)
    window.question.add_button.click()
    settle(opened, qtbot)
    assert len(opened.session.reading.paths) == 2 and window.focusWidget() is window.page.main_button()
    opened.session.remove_file("other.csv")
    settle(opened, qtbot)
    assert len(opened.session.reading.paths) == 1
    opened.session.remove_file("sales.csv")
    assert len(opened.session.reading.paths) == 1, "the last one stays"


def test_corrections_are_said_in_a_few_words():
    plan = Plan(roles={"Day": "time:dmy"}, clean=CleanSettings(same_as={"A": "B"}, duplicates=False, exclude_orders=("1",)))
    assert corrections_said(plan, Text("en")) == ["Day = Date, the day first", "1 product put with another", "1 rule for the rows"]
    assert corrections_said(Plan(), Text("en")) == []


def test_adding_is_the_likelier_answer_only_where_the_columns_are_the_same(opened, tmp_path):
    """As text of either encoding, as a workbook of either kind; another shop's file, or a part of a header, is no such file."""
    from openpyxl import Workbook

    question, headers = opened.window.question, opened.state.get("raw").meta["headers"]
    beside = [*headers, "Note"]
    book = Workbook()
    book.active.append(beside)
    book.save(tmp_path / "next.xlsx")
    (tmp_path / "next.csv").write_text(";".join(beside) + "\n1;2\n", encoding="utf-16")
    (tmp_path / "next.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"".join(header.encode("utf-16-le") + b"\x07" for header in beside))
    (tmp_path / "other.csv").write_text(",".join(f"{header} 2" for header in headers) + "\n" + ",".join(headers[1:]), encoding="utf-8")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04")
    for name, likely in (("next.xlsx", True), ("other.csv", False), ("next.csv", True), ("next.xls", True), ("broken.xlsx", False)):
        drop(opened.window, tmp_path / name)
        answer, other = (question.add_button, question.open_button)[:: 1 if likely else -1]
        assert answer.property("kind") == "primary" and not other.property("kind"), name
        assert opened.window.focusWidget() is answer, name
        question.close_question()
