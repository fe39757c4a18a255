"""The window with a played engine: what each part does when it is used."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from shop import PlayedEngine, baskets_of, write_links

from assoc_gui.preferences import RecentFile
from assoc_gui.state import Part


def drop(window, *paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(QDropEvent(
        QPointF(500, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    ))  # fmt: skip


@pytest.fixture
def running(start, qtbot):
    made = start()
    qtbot.waitUntil(lambda: bool(PlayedEngine.started) and bool(PlayedEngine.started[0].asked))
    made.engine = PlayedEngine.started[0]
    return made


@pytest.fixture
def opened(running, qtbot, sales_file):
    drop(running.window, sales_file)
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    return running


@pytest.fixture
def analysed(opened, qtbot):
    opened.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.window.page.name == "findings" and opened.state.has(Part.STRATEGY))
    settle(opened, qtbot)
    return opened


def settle(running, qtbot) -> None:
    """Until no job and no turn is left."""
    qtbot.waitUntil(lambda: running.jobs.current is None and not running.window.page.turns.busy)


def mark(running, page: str) -> str:
    return running.window.side.buttons[page].mark


def test_the_way_from_a_dropped_file_to_a_report(running, qtbot, sales_file, tmp_path, monkeypatch):
    window = running.window
    assert window.page.name == "start" and mark(running, "data") == ""
    drop(window, sales_file)
    qtbot.waitUntil(lambda: window.page.name == "data")
    data = window.page
    assert data.answer.answer.text() == "One row per order line." and data.answer.note.text() == "By order number."
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
    assert {shown.index(r, 1).data() for r in range(shown.rowCount())} == {"A0002"}
    assert shown.index(0, 0).data() == f"{running.state.get('raw')['row'][orders.rows.rows[0]]}"
    orders.back_button.click()
    assert findings.pairs.left.currentIndex() == 0

    window.go_to("actions")
    settle(running, qtbot)
    actions = window.page
    assert len(actions.cards) == 1 and "Cup" in actions.cards[0].headline.text()
    assert "<b>100</b> of 120 orders" in actions.cards[0].why.text()
    actions.cards[0].evidence_button.click()
    assert window.page is findings

    window.go_to("report")
    target = tmp_path / "out.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(target.with_suffix("")), ""))
    window.page.save_button.click()
    settle(running, qtbot)
    assert target.read_text() == "report" and window.page.answer.answer.text() == "The report is saved."
    assert running.engine.asked[-1][1]["language"] == "en" and mark(running, "report") == "ready"


def test_two_files_at_once_are_refused(running, sales_file, tmp_path):
    drop(running.window, sales_file, tmp_path / "other.csv")
    assert running.window.banner.isVisible()
    assert running.window.banner.what.text() == "2 files were dropped at once."


def test_a_role_is_corrected_in_the_headers_menu(opened, qtbot):
    head = opened.window.page.columns.head
    price = next(i for i in range(1, 5) if head.column(i)["header"] == "Price")
    assert not head.column(price)["sure"]
    menu = head.menu_of(price)
    assert next(a for a in menu.actions() if a.isChecked()).text() == "Price per unit"
    next(a for a in menu.actions() if a.text() == "Amount of the line").trigger()
    settle(opened, qtbot)
    request, settings = opened.engine.asked[-1]
    assert request == "roles" and settings["roles"] == {"Price": "amount"}
    assert head.column(price)["role"] == "amount"
    opened.session.set_role("Item", "amount")
    assert opened.session.settings.roles == {"Item": "amount"}, "a role belongs to one column"


def test_roles_changed_after_the_analysis_ask_for_another(analysed, qtbot):
    data = analysed.window.go_to("data")
    settle(analysed, qtbot)
    assert not data.analyse_button.isVisible() and data.tabs.isVisible()
    analysed.session.set_role("Price", "amount")
    settle(analysed, qtbot)
    assert data.analyse_button.isVisible() and data.analyse_button.text() == "Analyse again"
    data.analyse_button.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["roles"] == {"Price": "amount"}


def test_a_rules_switch_analyses_again_and_stays_on_the_page(analysed, qtbot):
    data = analysed.window.go_to("data")
    settle(analysed, qtbot)
    rule = data.cleaning.rule_row("duplicates")
    data.cleaning.pick(rule)
    rows = data.cleaning.rows.columns_model
    assert rows.rowCount() == 1 and rows.index(0, 0).data() == analysed.window.text.integer(
        analysed.state.get("raw").meta["rows"] + 1
    )
    rule.switch.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][0] == "analyse"
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["duplicates"] is False
    assert analysed.window.page is data and not data.cleaning.rule_row("duplicates").rule["on"]
    assert data.answer.answer.text().startswith(f"{analysed.state.get('quality').meta['rows_in']:,} of")
    data.cleaning.rule_row("duplicates").switch.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["duplicates"] is True


def test_orders_are_set_aside_and_put_back(analysed, qtbot):
    data = analysed.window.go_to("data")
    settle(analysed, qtbot)
    assert mark(analysed, "data") == "look"
    data.cleaning.notices[0].action.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["largest_order"] == 4
    back = data.cleaning.notices[0].action
    assert back.text() == "Put them back" and mark(analysed, "data") == "ready"
    back.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["largest_order"] == 0


def test_filter_and_choice_of_pairs(analysed, qtbot):
    pairs = analysed.window.page.pairs
    links = analysed.state.get("links")
    pairs.all_button.click()
    assert pairs.table.columns_model.rowCount() == len(links["a"])
    QTest.keyClick(analysed.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    pairs.search.setText("绿茶 thing")
    a, b = links["a"], links["b"]
    expected = sum(3 in pair and max(pair) >= 8 for pair in zip(a.tolist(), b.tolist(), strict=True))
    assert pairs.table.columns_model.rowCount() == expected > 0
    pairs.search.setText("no such product")
    assert pairs.table.columns_model.rowCount() == 0 and pairs.shown.text() == "0 pairs found"
    pairs.scatter.picked.emit(5)
    assert pairs.search.text() == "" and pairs.evidence.link == 5, "a dot brings its row back"


def test_a_search_that_finds_nothing_shows_no_evidence(analysed, qtbot, tmp_path):
    pairs = analysed.window.page.pairs
    pairs.search.setText("no such product")
    evidence = pairs.evidence
    assert evidence.link == -1 and "no such product" in evidence.empty.text()
    assert not evidence.orders_button.isVisible() and not evidence.page_button.isVisible()
    analysed.session.analyse()
    settle(analysed, qtbot)
    assert pairs.search.text() == "no such product" and evidence.link == -1, "the same file keeps the search"
    pairs.search.clear()
    assert evidence.link == 0 and evidence.orders_button.isVisible()
    pairs.search.setText("no such product")
    other = tmp_path / "other.csv"
    other.write_text("x")
    drop(analysed.window, other)
    qtbot.waitUntil(lambda: analysed.window.top.file.text() == "other.csv")
    analysed.session.analyse()
    qtbot.waitUntil(lambda: analysed.window.page.name == "findings")
    settle(analysed, qtbot)
    assert pairs.search.text() == "" and evidence.link == 0


def test_the_evidence_of_links_that_were_replaced_leads_nowhere(analysed, qtbot):
    evidence, wanted = analysed.window.page.pairs.evidence, []
    evidence.page_wanted.connect(wanted.append)
    evidence.orders_wanted.connect(wanted.append)
    analysed.window.go_to("report")
    write_links(analysed.state.workspace.folder)
    analysed.state.refresh()
    evidence.page_button.click()
    evidence.orders_button.click()
    assert wanted == []


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
    drop(analysed.window, broken)
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
    qtbot.waitUntil(lambda: analysed.window.top.file.text() == "other.csv")
    assert not analysed.state.has(Part.CLEAN) and mark(analysed, "findings") == ""
    qtbot.waitUntil(lambda: not old.exists())
    assert analysed.session.settings.roles == {} and not analysed.session.outdated


def test_cancel_keeps_the_results_before(analysed, qtbot):
    analysed.engine.hang.add("analyse")
    analysed.session.set_clean(duplicates=False)
    qtbot.waitUntil(lambda: analysed.jobs.current is not None and analysed.jobs.current.share > 0)
    qtbot.waitUntil(lambda: analysed.window.status.cancel_button.isVisible())
    assert "40%" in analysed.window.status.left.text() and analysed.window.status.doing.text() == "Counting pairs"
    analysed.window.status.cancel_button.click()
    settle(analysed, qtbot)
    assert analysed.state.has(Part.STRATEGY) and analysed.session.outdated
    assert analysed.window.status.doing.text() == "Ready" and not analysed.window.status.bar.isVisible()


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
    assert waiting.title.text() == "This file is not analysed yet." and waiting.action.isVisible()
    waiting.action.click()
    qtbot.waitUntil(lambda: waiting is not findings._waiting and findings._waiting.bar.isVisible())
    qtbot.waitUntil(lambda: findings._waiting.bar.value() == 400)
    assert findings._waiting.title.text() == "Counting pairs" and mark(opened, "findings") == "running"


def test_the_first_page_without_a_file_offers_to_open_one(running, monkeypatch, sales_file, qtbot):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a: (str(sales_file), ""))
    for name in ("data", "findings", "actions", "report"):
        page = running.window.go_to(name)
        assert page._waiting.title.text() == "No sales file is open."
    page._waiting.action.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    assert running.preferences.last_folder == str(sales_file.parent)


def answer_question(accept: bool) -> None:
    """Press a button of the question that will be open in a moment."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        role = QMessageBox.ButtonRole.AcceptRole if accept else QMessageBox.ButtonRole.RejectRole
        next(b for b in box.buttons() if box.buttonRole(b) == role).click()

    QTimer.singleShot(100, press)


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


def test_recent_files_with_size_and_date(opened, qtbot, tmp_path):
    opened.preferences.add_recent(RecentFile(str(tmp_path / "gone.csv"), 12_345, datetime(2020, 5, 1).timestamp()))
    start = opened.window.go_to("start")
    start.refresh()
    rows = [start.recent.box.itemAt(i).widget() for i in range(start.recent.box.count())]
    assert [row.text() for row in rows] == ["gone.csv", "sales.csv"]
    assert "12,345 rows, 1 May 2020" in rows[0].accessibleName() and "Today" in rows[1].accessibleName()
    rows[0].click()
    assert opened.window.banner.isVisible() and [f.name for f in opened.preferences.recent] == ["sales.csv"]


def test_recent_files_are_few_and_not_repeated(preferences):
    for number in range(12):
        preferences.add_recent(RecentFile(f"/a/{number}.csv", number, 0.0))
    preferences.add_recent(RecentFile("/a/7.csv", 1, 1.0))
    assert [f.name for f in preferences.recent][:2] == ["7.csv", "11.csv"] and len(preferences.recent) == 8


def test_the_sample_shop_opens_in_the_windows_language(running, qtbot):
    running.window.page.sample_button.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    asked = dict(running.engine.asked)
    assert asked["sample"]["language"] == "en" and asked["read"]["read"]["paths"][0] == asked["sample"]["path"]
    assert running.preferences.recent == [], "the sample is no file of the user's"


def test_nothing_to_recommend_is_said_not_shown_empty(analysed, qtbot):
    from assoc_engine.workspace import Workspace

    folder = analysed.state.workspace.folder
    links, pages, actions = (Workspace(folder).get(name) for name in ("links", "pages", "actions"))

    def none(table):
        return {name: column[:0] for name, column in table.columns.items()}

    Workspace(folder).put(
        "links", none(links), {**links.meta, "passing": 0, "answer": {"message": "No pair.", "values": {}}}
    )
    Workspace(folder).put("pages", none(pages), pages.meta)
    Workspace(folder).put("actions", none(actions), {**actions.meta, "answer": {"message": "Nothing.", "values": {}},
                                                     "advice": {"message": "More months.", "values": {}}})  # fmt: skip
    analysed.state.refresh()
    settle(analysed, qtbot)
    findings = analysed.window.page
    assert findings.answer.answer.text() == "No pair." and findings.tabs.index == 1
    assert findings._together.currentWidget() is findings._none and mark(analysed, "findings") == "look"
    actions = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    nothing = actions.nothing
    assert nothing.advice.text() == "More months." and not actions.panel.isVisible()
    nothing.columns_button.click()
    assert analysed.window.page.name == "data" and analysed.window.page.columns.isVisible()
    nothing.overview_button.click()
    assert analysed.window.page is findings
    assert "Every dot" not in findings.answer.note.text(), "that is said of the chart of pairs"
    assert write_links(folder) > 0
    analysed.state.refresh()
    settle(analysed, qtbot)
    assert findings.tabs.index == 0, "where there are pairs again they are shown"
    assert "Every dot" in findings.answer.note.text()
    findings.tabs.pick(1)
    assert "Every dot" not in findings.answer.note.text()


def test_overview_draws_the_summary(analysed, qtbot):
    findings = analysed.window.page
    findings.tabs.pick(1)
    settle(analysed, qtbot)
    overview, products = findings.overview, analysed.state.products
    top = overview.top.figures()
    assert top[0] == ["Tea", "120"] and [int(c) for _, c in top] == sorted((int(c) for _, c in top), reverse=True)
    assert sum(int(count) for _, count in overview.sizes.figures()) == 200
    assert [int(count) for _, count in overview.time.figures()] == [31, 29, 31, 30, 31, 30, 18]
    sizes = sorted(len(basket) for basket in baskets_of(200))
    middle = sizes[99]
    share = sum(size >= middle for size in sizes) / 200
    assert overview.sizes_title.text() == f"{share:.0%} of the orders hold {middle} or more products"
    assert overview.top_title.text() == "Most bought: Tea, in 60% of all orders" and products.names[0] == "Tea"


def test_page_list_follows_the_card_and_its_search(analysed, qtbot):
    actions = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    panel = actions.panel
    assert panel.product == 0 and panel.page_title.text() == "Tea"
    assert panel.page.columns_model.index(0, 1).data() == "Cup"
    panel.search.setText("cup")
    assert panel.owners.columns_model.rowCount() == 1
    panel.owners.pick(int(panel.owners.columns_model.rows[0]))
    assert panel.page_title.text() == "Cup" and panel.page.columns_model.index(0, 3).data() == "100%"
    analysed.window.go_to("findings").pairs.evidence.page_button.click()
    qtbot.waitUntil(lambda: panel.product == 0)


def test_a_cards_own_pair_is_picked_on_its_page(analysed, qtbot):
    """Two cards on the page of Tea: each shows itself and its own pair only."""
    from assoc_engine.workspace import Workspace

    folder = analysed.state.workspace.folder
    links = Workspace(folder).get("links")
    with_tea = np.flatnonzero(np.asarray(links["a"]) == 0)[:3]
    others, count = np.asarray(links["b"])[with_tea], len(with_tea)
    Workspace(folder).put("pages", {
        "product": np.zeros(count, np.int32), "rank": np.arange(1, count + 1, dtype=np.int32),
        "other": others.astype(np.int32), "link": with_tea.astype(np.int32), "extra": np.ones(count),
    })  # fmt: skip
    Workspace(folder).put("actions", {
        "a": np.zeros(2, np.int32), "b": others[[2, 0]].astype(np.int32), "link": with_tea[[2, 0]].astype(np.int32),
        "value": np.array([9.0, 8.0]),
    }, {"in_money": True, "answer": {"message": "Start.", "values": {}}, "advice": None})  # fmt: skip
    analysed.state.refresh()
    actions = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    panel, wanted = actions.panel, []
    panel.evidence_wanted.disconnect()
    panel.evidence_wanted.connect(wanted.append)
    assert panel.order_note.isVisible() and panel.page.picked_row == 2, "the first card's pair is third on the page"
    assert [card.property("picked") for card in actions.cards] == [True, False]
    actions.cards[1].picked.emit(actions.cards[1].product, actions.cards[1].link)
    assert [card.property("picked") for card in actions.cards] == [False, True] and panel.page.picked_row == 0
    panel.evidence_button.click()
    panel.page.pick(1)
    panel.evidence_button.click()
    assert wanted == with_tea[:2].tolist()
    assert not any(card.property("picked") for card in actions.cards), "that pair is on no card"


def test_a_small_window_keeps_the_table_and_the_buttons_in_sight(analysed, qtbot):
    window, findings = analysed.window, analysed.window.page
    window.resize(900, 560)
    qtbot.waitUntil(lambda: window.height() == 560 and window.width() == 900)
    pairs = findings.pairs
    assert pairs.chart.isHidden() and findings._bars.count(), "what orders weigh is said first: no room for the chart"
    findings._bars.itemAt(0).widget().hide()
    qtbot.waitUntil(lambda: pairs.scatter.isVisible() and pairs.table.viewport().height() >= 3 * 32)
    for seen in (pairs.evidence.orders_button, pairs.evidence.page_button, pairs.table, pairs.scatter):
        low = seen.mapTo(window, QPoint(seen.width(), seen.height()))
        assert window.rect().contains(low) and low.y() <= window.status.mapTo(window, QPoint(0, 0)).y()
        assert seen.width() >= seen.minimumSizeHint().width(), "its words are not clipped"
    assert findings.answer.note.isHidden() and "Every dot" in findings.answer.answer.toolTip()
    for name in ("start", "data", "actions", "report"):
        window.go_to(name)
        settle(analysed, qtbot)
        assert (window.width(), window.height()) == (900, 560), name
    window.resize(1440, 900)
    window.go_to("findings")
    qtbot.waitUntil(lambda: findings.answer.note.isVisible())


def test_a_frame_around_dots_keeps_the_table_to_them(analysed, qtbot):
    pairs, links = analysed.window.page.pairs, analysed.state.get("links")
    pairs.all_button.click()
    view = pairs.scatter.getViewBox()
    middle = np.log10(float(np.median(links["expected"])))
    (left, right), (low, high) = view.viewRange()
    corners = [pairs.scatter.mapFromScene(view.mapViewToScene(QPointF(x, y))) for x, y in ((left, high), (middle, low))]
    port = pairs.scatter.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=corners[0])
    QTest.mouseMove(port, corners[1])
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=corners[1])
    shown = np.asarray(links["expected"])[pairs.table.columns_model.rows]
    assert 0 < len(shown) < len(links["a"]) and shown.max() <= np.median(links["expected"]) * 1.05
    pairs.frame_button.click()
    assert pairs.table.columns_model.rowCount() == len(links["a"])


def test_the_theme_follows_the_system_until_one_is_chosen(qapp):
    from assoc_gui.theme import Theme

    class System(QObject):
        """The platform without a screen has no light and dark of its own."""

        colorSchemeChanged = Signal(object)  # noqa: N815 (Qt's name)
        now = Qt.ColorScheme.Dark
        unsetColorScheme = setColorScheme = lambda *scheme: None  # noqa: N815

        def colorScheme(self):  # noqa: N802
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
    drop(window, sales_file, tmp_path / "other.csv")
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


def test_return_presses_the_button_that_has_the_keyboard(opened, qtbot):
    button = opened.window.page.analyse_button
    opened.window.activateWindow()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.window.page.name == "findings")
    settle(opened, qtbot)
    assert opened.window.focusWidget() is opened.window.page.pairs.table, "one reads on in the table"


def test_columns_chosen_before_the_analysis_are_shown_after_it(opened, qtbot):
    """The analysis writes the roles anew while the page turns to the account of the rows."""
    opened.session.set_role("Price", "amount")
    opened.session.analyse(then="")
    settle(opened, qtbot)
    data = opened.window.go_to("data")
    qtbot.waitUntil(lambda: not data.turns.busy)
    data.tabs.pick(1)
    assert data.columns.head.column(3)["role"] == "amount" and data.columns.columns_model.rowCount() == 100
