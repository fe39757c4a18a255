"""The window with a played engine: the way through, jobs, language, look, errors and closing."""

from __future__ import annotations

import pytest
from made_aside import write_aside
from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from steps import answer_question, drop, mark, settle

from assoc_gui.pages.data import TABS
from assoc_gui.pages.findings import COMBINATIONS, TOGETHER
from assoc_gui.state import Part
from assoc_gui.widgets.row_painter import STRONG_ROLE


def test_the_way_from_a_dropped_file_to_a_report(running, qtbot, sales_file, tmp_path, monkeypatch):
    window = running.window
    assert window.page.name == "start" and mark(running, "data") == ""
    drop(window, sales_file)
    qtbot.waitUntil(lambda: window.page.name == "data")
    data = window.page
    assert data.answer.answer.text() == "One row per order line." and data.column_notes.text() == "By order number."
    assert data.answer.note.text() == f"{running.state.get('raw').meta['rows']} rows read"
    assert window.top.file.text() == "sales.csv" and mark(running, "findings") == ""
    assert data.analyse_button.isVisible() and not data.tabs.isVisible()

    data.analyse_button.click()
    qtbot.waitUntil(lambda: window.page.name == "findings")
    settle(running, qtbot)
    findings = window.page
    assert findings.answer.answer.text() == "1 pair is bought together."
    assert "→ 200 orders" in window.top.counts.text()
    table = findings.pairs.table
    assert table.columns_model.rowCount() == 1, "what passes is shown first"
    evidence = findings.pairs.evidence
    assert (evidence.first.text(), evidence.second.text()) == ("Tea", "+ Cup")
    assert evidence.together.text() == "100"
    assert evidence.months.figures()[0] == ["2020-01", "16"] and len(evidence.months.figures()) == 7

    evidence.orders_button.click()
    orders = findings.pairs.orders
    assert orders.orders.columns_model.rowCount() == 100
    orders.orders.pick(1)
    shown = orders.rows.columns_model
    titles = [column.title for column in shown.columns]
    assert {shown.index(r, titles.index("Order")).data() for r in range(shown.rowCount())} == {"A0002"}
    bold = {shown.index(r, 1).data() for r in range(shown.rowCount()) if shown.index(r, 1).data(STRONG_ROLE)}
    assert bold == {"Tea", "Cup"}, "the names of products stand first, so that they are in sight however narrow it is"
    assert shown.index(0, 0).data() == f"{running.state.get('raw')['row'][orders.rows.rows[0]]}"
    orders.back_button.click()
    assert findings.pairs.left.currentIndex() == 0

    window.go_to("actions")
    settle(running, qtbot)
    actions = window.page
    assert len(actions.cards) == 1 and "Cup" in actions.cards[0].headline.text()
    assert "<b>100</b> orders; chance alone would give 60" in actions.cards[0].why.text()
    actions.cards[0].evidence_button.click()
    assert window.page is findings

    window.go_to("report")
    target = tmp_path / "out.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(target.with_suffix("")), ""))
    window.page.save_button.click()
    settle(running, qtbot)
    assert target.read_text() == "report" and window.page.answer.answer.text() == "The report is saved."
    assert running.engine.asked[-1][1]["language"] == "en" and mark(running, "report") == "ready"


def test_the_language_switch_keeps_workspace_page_and_results(analysed, qtbot):
    old = analysed.window
    folder = analysed.state.workspace.folder
    old.status.language.click()
    qtbot.waitUntil(lambda: analysed.window is not old)
    settle(analysed, qtbot)
    window = analysed.window
    assert window.text.language == "zh_CN" and window.isVisible() and window.page.name == "findings"
    assert analysed.state.workspace.folder == folder and window.page.pairs.table.columns_model.rowCount() == 1
    assert window.side.buttons["findings"].text() == "发现" and window.page.pairs.evidence.together.text() == "100"
    assert analysed.preferences.language == "zh_CN"
    assert [request for request, _ in analysed.engine.asked].count("analyse") == 1


def test_a_job_survives_the_language_switch(opened, qtbot):
    opened.engine.hang.add("analyse")
    opened.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.jobs.current is not None and opened.jobs.current.share > 0)
    old = opened.window
    opened.window.status.language.click()
    qtbot.waitUntil(lambda: opened.window is not old)
    opened.engine._answers.put(
        {"id": 3, "event": "done", "result": opened.engine._answer("analyse", opened.engine.asked[-1][1])}
    )
    qtbot.waitUntil(lambda: opened.window.page.name == "findings")
    data = opened.window.go_to("data")
    assert TABS[data.tabs.index] == "rows"  # it was analysed since: what became of the rows comes first, not the columns shown before
    data.show_tab("columns")
    old = opened.window
    opened.window.status.language.click()
    qtbot.waitUntil(lambda: opened.window is not old)
    assert opened.window.page.name == "data" and TABS[opened.window.page.tabs.index] == "columns"


def test_light_and_dark(running, qtbot):
    status = running.window.status

    def choose(words: str) -> None:
        next(action for action in status.theme_menu().actions() if action.text() == words).trigger()

    assert not running.theme.dark and status.theme_button.text() == "Light"
    choose("Dark")
    assert running.theme.dark and running.preferences.theme == "dark" and status.theme_button.text() == "Dark"
    assert QApplication.palette().window().color().name().upper() == running.theme.colors.window
    assert [action.text() for action in status.theme_menu().actions() if action.isChecked()] == ["Dark"]
    choose("Like the system")
    assert running.preferences.theme == "system" and status.theme_button.text() == "Like the system"
    choose("Light")
    assert not running.theme.dark


@pytest.mark.parametrize("colors", ["LIGHT", "DARK"])
def test_words_stand_out_from_their_ground(colors):
    from assoc_gui import theme

    c = getattr(theme, colors)

    def light(value: str) -> float:
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for words, ground in (
        (c.text, c.surface), (c.text, c.window), (c.muted, c.surface), (c.muted, c.window), (c.accent, c.surface),
        (c.on_accent, c.accent), (c.on_accent, c.accent_hover), (c.text, c.soft), (c.text, c.warn_soft),
        (c.text, c.bad_soft), (c.good, c.surface), (c.warn, c.surface), (c.accent_hover, c.soft),
    ):  # fmt: skip
        high, low = sorted((light(words), light(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (words, ground)


def test_cancel_keeps_the_results_before(analysed, qtbot):
    analysed.engine.hang.add("analyse")
    analysed.session.set_clean(duplicates=False)
    qtbot.waitUntil(lambda: analysed.jobs.current is not None and analysed.jobs.current.share > 0)
    qtbot.waitUntil(lambda: analysed.window.status.desk.stop_button.isVisible())
    assert "40%" in analysed.window.status.desk.left.text() and analysed.window.status.desk.doing.text() == "Counting pairs"
    analysed.window.status.desk.stop_button.click()
    settle(analysed, qtbot)
    assert analysed.state.has(Part.STRATEGY) and analysed.session.outdated
    assert analysed.window.status.ready.isVisible() and not analysed.window.status.desk.isVisible()


def test_escape_cancels(opened, qtbot):
    opened.engine.hang.add("analyse")
    opened.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.jobs.current is not None and opened.jobs.current.share > 0)
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: opened.jobs.current is None)
    assert opened.window.page.name == "data" and opened.window.page.analyse_button.isEnabled()


def test_pages_say_what_is_missing_and_get_it(opened, qtbot):
    opened.engine.hang.add("analyse")
    findings = opened.window.go_to("findings")
    waiting = findings._waiting
    assert waiting.title.text() == "Your sales are not analysed yet." and waiting.action.isVisible()
    waiting.action.click()
    qtbot.waitUntil(lambda: waiting is not findings._waiting and findings._waiting.bar.isVisible())
    qtbot.waitUntil(lambda: findings._waiting.bar.value() == 400)
    assert findings._waiting.title.text() == "Counting pairs" and mark(opened, "findings") == "running"


def test_closing_during_a_job_asks_and_stops_it(opened, qtbot):
    opened.engine.hang.add("analyse")
    opened.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.jobs.current is not None)
    answer_question(accept=False)
    assert not opened.window.close() and opened.window.isVisible() and opened.jobs.current is not None
    answer_question(accept=True)
    assert opened.window.close() and opened.engine.ended
    assert not [path for path in opened.workspaces.root.iterdir() if path.is_dir()]
    assert opened.preferences.geometry is not None


def test_the_question_on_closing_follows_the_work(opened, qtbot):
    opened.engine.hang.add("analyse")
    opened.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.jobs.current is not None and opened.jobs.current.share > 0)
    said = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        said.append(box.text())
        opened.jobs.current.cancel()
        QTimer.singleShot(300, lambda: (said.append(box.text()), box.buttons()[1].click()))

    QTimer.singleShot(100, look)
    opened.window.close()
    assert said[0].startswith("Assoc is still at work") and said[1] == "The work is finished now."


def test_closing_idle_does_not_ask(opened):
    assert opened.window.close()


def test_a_small_window_keeps_the_table_and_the_buttons_in_sight(analysed, qtbot):
    window, findings = analysed.window, analysed.window.page
    write_aside(analysed.state.workspace.folder)
    analysed.state.refresh()
    window.resize(900, 560)
    qtbot.waitUntil(lambda: window.height() == 560 and window.width() == 900)
    pairs = findings.pairs
    assert pairs.chart.isHidden() and pairs.chart_button.isVisible() and findings.folded.isVisible(), "what is set aside is said first"
    findings.folded.hide()
    qtbot.waitUntil(lambda: pairs.table.viewport().height() >= 3 * 32)
    choice = pairs.choice
    for seen in (pairs.evidence.orders_button, pairs.evidence.page_button, pairs.table, choice.floor, choice.measure, choice.save_button):
        low = seen.mapTo(window, QPoint(seen.width(), seen.height()))
        assert window.rect().contains(low) and low.y() <= window.status.mapTo(window, QPoint(0, 0)).y()
        qtbot.waitUntil(lambda seen=seen: seen.width() >= seen.minimumSizeHint().width())  # its words are not clipped
    findings.tabs.pick(COMBINATIONS)
    settle(analysed, qtbot)
    qtbot.waitUntil(lambda: findings.combinations.shows_view and not findings.combinations.turns.busy)
    view = findings.combinations.view
    qtbot.waitUntil(view.evidence.orders_button.isVisible)
    qtbot.waitUntil(lambda: view.table.viewport().height() >= 3 * 32)
    bar = view.choice
    for seen in (view.evidence.orders_button, view.table, bar.floor, *(bar.lengths[side] for side in ("if", "then")), bar.measure,
                 bar.save_button, bar.search):
        low = seen.mapTo(window, QPoint(seen.width(), seen.height()))
        assert window.rect().contains(low) and low.y() <= window.status.mapTo(window, QPoint(0, 0)).y()
        qtbot.waitUntil(lambda seen=seen: seen.width() >= seen.minimumSizeHint().width())  # its words are not clipped
    findings.tabs.pick(TOGETHER)
    window.resize(900, 700)
    qtbot.waitUntil(lambda: pairs.scatter.isVisible() and pairs.table.viewport().height() >= 3 * 32)
    window.resize(900, 560)
    qtbot.waitUntil(lambda: window.height() == 560)
    assert findings.answer.note.isHidden() and "Every dot" in findings.answer.answer.toolTip()
    for name in ("start", "data", "actions", "report"):
        window.go_to(name)
        settle(analysed, qtbot)
        assert (window.width(), window.height()) == (900, 560), name
    window.resize(1440, 900)
    window.go_to("findings")
    qtbot.waitUntil(lambda: findings.answer.note.isVisible())


def test_the_theme_follows_the_system_until_one_is_chosen(qapp):
    from assoc_gui.theme import Theme

    class System(QObject):
        """The platform without a screen has no light and dark of its own."""

        colorSchemeChanged = Signal(object)
        now = Qt.ColorScheme.Dark
        unsetColorScheme = setColorScheme = lambda *scheme: None

        def colorScheme(self):
            return self.now

        def switch(self, scheme) -> None:
            self.now = scheme
            self.colorSchemeChanged.emit(scheme)

    system = System()
    theme = Theme(qapp, "system", system)
    assert theme.dark
    system.switch(Qt.ColorScheme.Light)
    assert not theme.dark
    theme.choose("dark")
    system.switch(Qt.ColorScheme.Light)
    assert theme.dark
    theme.choose("system")
    assert not theme.dark
    theme.choose("light")


def test_a_mistake_of_ours_is_said_and_the_window_goes_on(opened, capsys):
    try:
        raise ZeroDivisionError("made up")
    except ZeroDivisionError as error:
        opened.complain(type(error), error, error.__traceback__)
    banner = opened.window.banner
    assert banner.isVisible() and banner.what.text() == "Something unexpected went wrong."
    banner.more.click()
    assert banner._details.isVisible() and "ZeroDivisionError: made up" in banner._details.text()
    assert "ZeroDivisionError" in capsys.readouterr().err and opened.window.page.name == "data"


def test_an_error_lies_over_the_page_and_goes_when_the_next_action_works(opened, qtbot, sales_file, tmp_path):
    window = opened.window
    place = window.page.mapTo(window, QPoint(0, 0))
    opened.engine.fail["read"] = {"kind": "FileError", "message": "No file.", "advice": "", "values": {}}
    opened.session.open_files([str(tmp_path / "other.csv")])
    qtbot.waitUntil(lambda: window.banner.isVisible())
    banner = window.banner
    assert banner.isVisible() and window.page.mapTo(window, QPoint(0, 0)) == place
    low = banner.mapTo(window, QPoint(0, banner.height())).y()
    assert low < window.status.mapTo(window, QPoint(0, 0)).y(), "the status bar stays in sight"
    opened.engine.fail["analyse"] = {"kind": "AssocError", "message": "No.", "advice": "", "values": {}}
    opened.session.analyse()
    qtbot.waitUntil(lambda: banner.what.text() == "No.")
    del opened.engine.fail["analyse"]
    opened.session.analyse()
    qtbot.waitUntil(lambda: opened.state.has(Part.STRATEGY))
    settle(opened, qtbot)
    assert not banner.isVisible() and opened.session.error is None
    opened.engine.fail["analyse"] = {"kind": "AssocError", "message": "No.", "advice": "", "values": {}}
    opened.session.analyse()
    qtbot.waitUntil(lambda: banner.isVisible() and opened.jobs.current is None)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not banner.isVisible())
    assert opened.session.error is None


def test_return_presses_the_button_that_has_the_keyboard(opened, qtbot):
    button = opened.window.page.analyse_button
    opened.window.activateWindow()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.window.page.name == "findings")
    settle(opened, qtbot)
    assert opened.window.focusWidget() is opened.window.page.pairs.table, "one reads on in the table"


def test_saving_a_report_that_is_out_of_date_is_not_the_strongest_button(analysed, qtbot):
    report = analysed.window.go_to("report")
    settle(analysed, qtbot)
    assert report.save_button.property("kind") == "primary"
    analysed.session.set_role("Price", "amount")
    settle(analysed, qtbot)
    assert report.save_button.property("kind") == "" and report.save_button.isEnabled()
    analysed.session.analyse(then="")
    settle(analysed, qtbot)
    assert report.save_button.property("kind") == "primary"
