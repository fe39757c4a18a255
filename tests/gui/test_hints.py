"""The tab Hints with a made shop: why it is empty, how the ways of foreseeing did, and the pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hinted_page import change, column, said, show_hints
from imagined import MOMENTS, SCORERS, candidates, held, name_of, write_groups, write_hints, write_trials
from PySide6.QtWidgets import QFileDialog, QLabel
from steps import settle

from assoc_engine.text import Text
from assoc_engine.workspace import Workspace
from assoc_gui import hint_words
from assoc_gui.hint_words import by_chance, of_hundred, tried
from assoc_gui.pages.findings import GROUPS, TOGETHER
from assoc_gui.widgets.basic import Waiting
from assoc_gui.widgets.hints_view import EVERY, NEVER, ONCE

# Before there are hints -----------------------------------------------------------------------------------------


def test_a_click_looks_for_hints_and_shows_how_far_it_is(analysed, learner, qtbot):
    page = show_hints(analysed, qtbot)
    learner.hang.add("hints")
    waiting = page.hints.currentWidget()
    assert "Not looked for yet" in page.answer.answer.text() and not waiting.bar.isVisible()
    waiting.action.click()
    qtbot.waitUntil(lambda: page.hints.currentWidget().work.bar.isVisible() and page.hints.currentWidget().work.bar.value() == 400)
    learner.carry_on("hints")
    qtbot.waitUntil(lambda: page.hints.shows_view and not page.hints.turns.busy)
    assert page.hints.view.table.columns_model.rowCount() == 40 and page.answer.answer.text() == "40 pairs may come next."


def test_a_search_that_was_stopped_and_another_training_are_named_as_the_reason(analysed, learner, qtbot):
    page, training = show_hints(analysed, qtbot), analysed.window.page.training
    learner.hang |= {"hints", "train"}
    training.start("hints")
    qtbot.waitUntil(lambda: bool(training.job.share))
    training.stop()
    qtbot.waitUntil(lambda: training.job is None)
    assert page.hints.currentWidget() is page.hints.waiting["stopped"]
    training.start()
    qtbot.waitUntil(lambda: bool(training.job.share))
    assert page.hints.currentWidget() is page.hints.waiting["busy"]
    learner.carry_on()
    settle(analysed, qtbot)
    assert page.hints.currentWidget() is page.hints.waiting["stopped"], "the methods do not bring hints"


def test_where_nothing_is_likely_it_says_so_and_leads_on(analysed, qtbot):
    write_trials(analysed.state.workspace.folder)
    write_hints(analysed.state.workspace.folder, found=0)
    analysed.state.refresh()
    page = show_hints(analysed, qtbot)
    assert page.answer.answer.text() == "Nothing points to new pairs." and page.hints.view is None
    none, tries = page.hints.waiting["none"], page.hints.tries
    assert none.isVisible() and tries.isVisible() and tries.bars.figures(), "what was tried is shown all the same"
    none.findChild(Waiting).action.click()
    assert page.tabs.index == TOGETHER


def test_a_narrow_table_keeps_the_reason_in_sight(hinted, qtbot):
    table, window = hinted.hints.view.table, hinted.running_window.window
    titles = [column.title for column in table.columns_model.columns]
    window.resize(900, 600)
    qtbot.waitUntil(lambda: table.isColumnHidden(titles.index("Grade")))
    shown = [title for i, title in enumerate(titles) if not table.isColumnHidden(i)]
    assert shown == ["Product", "may go with", "Comes true", "Why"]
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not table.isColumnHidden(titles.index("Grade")))
    assert not table.isColumnHidden(titles.index("Together")) and table.isColumnHidden(titles.index("Made up")), "as before"


# How the ways of foreseeing did -----------------------------------------------------------------------------------


def test_what_comes_true_is_what_the_engine_counts():
    from assoc_engine.hints import question

    assert (hint_words.ENOUGH, hint_words.TIMES) == (question.ENOUGH, question.TIMES)


def test_each_way_stands_by_the_mean_over_the_moments_it_was_tried_at(hinted):
    trials = Workspace(hinted.state.workspace.folder).get("hint_trials")
    found = np.array(trials["precision100"])
    names = np.array(list(trials["scorer"]))
    found[np.flatnonzero(names == "gan")[:2]] = np.nan, 0.5  # not tried at the first moment
    found[names == "popularity"] = np.nan
    change(hinted, "hint_trials", {"precision100": found})
    table = hinted.state.get("hint_trials")
    ways = tried(table, "ranker")
    by_hand = {name: np.nanmean(found[names == name]) for name in SCORERS[:-1]}
    assert {way.scorer: way.share for way in ways} == pytest.approx(by_hand), "popularity was tried nowhere"
    assert [way.scorer for way in ways] == sorted(by_hand, key=by_hand.get, reverse=True) and ways[0].scorer == "gan"
    gan = next(way for way in ways if way.scorer == "gan")
    assert gan.moments.tolist() == list(MOMENTS[1:]) and not gan.used
    assert by_chance(table) == pytest.approx(0.006)
    assert "most right where as many were named" in hinted.hints.view.chart.note.text(), "why another than the first is in use"
    shown = hinted.hints.view.chart.bars.figures()
    assert shown[:2] == [["Made-up orders (2 of 3)", f"{100 * by_hand['gan']:g}"], ["Several signs combined", "24"]]


def test_the_chart_holds_the_used_way_against_the_others_and_chance(hinted):
    chart = hinted.hints.view.chart
    assert chart.bars.figures() == [
        ["Several signs combined", "24"], ["Made-up orders", "12"], ["Bought beside the same products", "8"],
        ["Their likes go together", "6"], ["Both sell well", "4.8"], ["Chance alone", "0.6"],
    ]  # fmt: skip
    assert chart.bars._strong == 0 and "24 came true" in chart.title.text() and "chance gives 0.6" in chart.title.text()
    change(hinted, scorer="neighbours")
    assert chart.bars._strong == 3 and "6 came true" in chart.title.text(), "the one in use, whichever is best"


def test_no_chart_where_the_past_was_too_short(hinted):
    none = {name: values[:0] for name, values in hinted.state.get("hint_trials").columns.items() if name != "scorer"}
    change(hinted, "hint_trials", {**none, "scorer": []})
    change(hinted, precision=[], trials=0)
    view = hinted.hints.view
    assert view.table.isVisible() and not view.chart.isVisible() and not view.evidence.months.isVisible()
    assert "too short" in view.evidence.months_title.text() and view.evidence.chance.text() == "–"


def test_hundredths_keep_a_digit_only_where_it_counts():
    text = Text("en")
    assert [of_hundred(text, share) for share in (0.238, 0.0627, 0.006, 0.0004, 0.0, 1.0)] == ["24", "6.3", "0.6", "<0.1", "0", "100"]


# The pairs --------------------------------------------------------------------------------------------------------


def test_the_table_shows_what_was_counted(hinted):
    a, b, joint, expected = candidates()
    first = np.argsort(-expected, kind="stable")[:40]
    table = hinted.hints.view.table
    assert column(table, "Product") == [name_of(a[i]) for i in first] and column(table, "may go with") == [name_of(b[i]) for i in first]
    assert column(table, "Together") == [str(joint[i]) for i in first]
    assert column(table, "By chance")[0] == f"{expected[first[0]]:.1f}"
    assert column(table, "Comes true")[0] == "41%" and column(table, "Comes true")[-1] == "3.0%"
    assert column(table, "Why")[0] == "Tea goes with both: 5 orders." and column(table, "Why")[6] == ""
    assert {table.columns_model.words(row, 0) for row in range(40)} == {"hint"}


def test_pairs_that_never_met_and_those_that_met_once(hinted):
    view, hints = hinted.hints.view, hinted.state.get("hints")
    sold = held()
    met = np.array([int(sold[:, a] @ sold[:, b]) for a, b in zip(hints["a"].tolist(), hints["b"].tolist(), strict=True)])
    for choice, count in ((NEVER, (met == 0).sum()), (ONCE, (met == 1).sum()), (EVERY, 40)):
        view.buttons[choice].click()
        assert view.table.columns_model.rowCount() == count > 0
        assert view.evidence.row in view.table.columns_model.rows
    assert [button.text().split()[-1] for button in view.buttons] == ["40", str((met == 0).sum()), str((met == 1).sum())]
    view.buttons[NEVER].click()
    view.search.setText("fork")
    fork = [i for i in range(40) if met[i] == 0 and "Fork" in (name_of(hints["a"][i]), name_of(hints["b"][i]))]
    assert view.table.columns_model.rows.tolist() == fork and view.shown.text().startswith(f"{len(fork)} ")
    view.search.setText("no such product")
    assert "no such product" in view.evidence.empty.text() and not view.evidence.explain_button.isVisible()
    view.pick(int(np.flatnonzero(met == 1)[0]))
    assert view.search.text() == "" and view.buttons[EVERY].isChecked(), "a hint that the choice hides is brought back"


def test_the_panel_says_how_often_pairs_in_that_place_came_true(hinted):
    view = hinted.hints.view
    steps = [{"k": 30, "share": 0.1, "low": 0.05, "high": 0.2, "chance": 0.01},
             {"k": 10, "share": 0.3, "low": 0.1, "high": 0.5, "chance": 0.01}]
    change(hinted, precision=steps)
    for row, strong in ((0, 0), (9, 0), (10, 1), (29, 1), (30, -1)):
        view.pick(row)
        assert view.evidence.months._strong == strong
    assert view.evidence.months.figures() == [["the first 10", "30"], ["the first 30", "10"], ["any pair", "1"]]
    assert view.evidence.chance.text() == "1.0%"


def test_the_panel_is_as_sure_as_the_probability(hinted):
    view, hints = hinted.hints.view, hinted.state.get("hints")
    for row in (0, 1, 20, 39):
        view.pick(row)
        a, b = name_of(hints["a"][row]), name_of(hints["b"][row])
        words = said(view.evidence)
        assert f"Not proven: of 100 pairs as likely as this, {100 - round(100 * hints['probability'][row])} do not come true" in words
        assert any(part.startswith("Bought together" if hints["joint"][row] else "Never bought together") for part in words)
        assert (
            view.evidence.todo.text()
            == f"Run a test: show {b} beside {a} and count the orders with both. At least 5 in the next 70 days: it came true."
        )
    change(hinted, columns={"made": np.full(40, -1, np.int32)})
    assert not any("a net made up" in part for part in said(view.evidence)), "no net made orders up"
    assert "Made up" not in [made.title for made in view.table.columns_model.columns]


def test_without_dates_it_is_told_in_orders(hinted):
    assert "the next 70 day" in hinted.answer.note.text()
    change(hinted, days=0, orders=45)
    assert "the next 45 order" in hinted.answer.note.text() and "the next 45 order" in hinted.hints.view.evidence.caption.text()
    tip = hinted.hints.view.chart.bars._exact(0)
    assert "24 of 100" in tip and "1970" not in tip and "2020" not in tip


def test_hints_are_saved_as_csv_and_the_place_is_told(hinted, qtbot, monkeypatch, tmp_path):
    chosen = tmp_path / "hints"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(chosen), ""))
    hinted.hints.view.save_button.click()
    settle(hinted.running_window, qtbot)
    asked = hinted.running_window.engine.asked[-1]
    assert asked[0] == "hints_csv" and asked[1]["path"] == f"{chosen}.csv" and asked[1]["language"] == "en"
    qtbot.waitUntil(lambda: str(chosen) in hinted.hints.view.saved.text())


def test_new_data_take_the_hints_away(hinted, qtbot):
    hinted.session.analyse(then="")
    settle(hinted.running_window, qtbot)
    assert hinted.state.get("hints") is None and not hinted.hints.shows_view
    assert hinted.hints.currentWidget() is hinted.hints.waiting["start"]


# Pieces -------------------------------------------------------------------------------------------------------------


def test_the_pairs_of_a_group_are_shown_by_its_name_and_all_again(analysed, qtbot):
    write_groups(analysed.state.workspace.folder)
    analysed.state.refresh()
    page = analysed.window.go_to("findings")
    page.tabs.pick(GROUPS)
    qtbot.waitUntil(lambda: not page.turns.busy and not page.groups.turns.busy)
    links, view = analysed.state.get("links"), page.pairs
    inside = np.zeros(38, bool)
    inside[2:8] = True
    foreign = int(np.flatnonzero(~(inside[links["a"]] & inside[links["b"]]))[0])
    page.show_link(foreign)
    qtbot.waitUntil(lambda: not page.turns.busy and view.evidence.row == foreign)
    page.groups.pairs_wanted.emit(inside, "Around Cake")
    qtbot.waitUntil(lambda: not page.turns.busy)
    assert view.evidence.row == view.table.columns_model.rows[0] and view.table.columns_model.place_of(foreign) < 0
    assert view.framed.isVisible() and view.framed.text() == f"{view.table.columns_model.rowCount()} of {len(links['a'])}"
    assert page.tabs.index == TOGETHER and view.table.columns_model.rowCount() == int((inside[links["a"]] & inside[links["b"]]).sum()) > 0
    assert "Around Cake" in view.frame_button.text()
    view.frame_button.click()
    assert view.table.columns_model.rowCount() == len(links["a"]) and not view.framed.isVisible()
    page.groups.pairs_wanted.emit(np.zeros(38, bool), "Around Nothing")
    qtbot.waitUntil(lambda: not page.turns.busy)
    assert view.evidence.row == -1 and not view.evidence.page_button.isVisible(), "no pair is left to recommend"


def test_the_report_page_names_the_hints_and_says_their_answer(hinted, qtbot):
    page = hinted.running_window.window.go_to("report")
    qtbot.waitUntil(lambda: not page.turns.busy)
    before_the_method = page._contents.itemAt(page._contents.count() - 2).widget()
    assert [part.text() for part in before_the_method.findChildren(QLabel)] == ["Hints", "40 pairs to try out, not yet proven"]
    words = [part.text() for part in page._paper.findChildren(QLabel)]
    answer = Workspace(page.state.workspace.folder).get("hints").meta["answer"]
    assert words[words.index("What was learned from the orders") + 1] == "•  " + Text("en").say(answer)
