"""The tab Bought next with a made shop: why it is empty, what it shows, and the customers behind a sequence."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from shop import NAMES, baskets_of
from shop_models import followers, write_customers, write_sequences
from steps import settle

from assoc_engine.rules.verdicts import B
from assoc_engine.workspace import Coded, Workspace
from assoc_gui.pages.findings import NEXT, TOGETHER
from assoc_gui.sequence_evidence import MOST_VISITS, bought_next, waiting_bins


@pytest.fixture
def known(analysed, qtbot):
    """The analysed shop, whose orders name their customers."""
    write_customers(analysed.state.workspace.folder)
    analysed.state.open(Workspace(analysed.state.workspace.folder))
    analysed.window.go_to("findings")
    settle(analysed, qtbot)
    return analysed


def show_next(running, qtbot):
    """The tab, once it is filled."""
    page = running.window.go_to("findings")
    page.tabs.pick(NEXT)
    qtbot.waitUntil(lambda: not page.turns.busy and not page.next.turns.busy)
    return page


def trained(running, qtbot, **how):
    pairs = write_sequences(running.state.workspace.folder, **how)
    running.state.refresh()
    return show_next(running, qtbot), pairs


def column(table, title: str) -> list[str]:
    model = table.columns_model
    at = next(i for i, made in enumerate(model.columns) if made.title == title)
    return [model.index(row, at).data() for row in range(model.rowCount())]


def test_without_customers_it_says_so_and_leads_to_the_columns(analysed, qtbot):
    page = show_next(analysed, qtbot)
    waiting = page.next.currentWidget()
    assert "does not say who bought" in waiting.title.text() and not waiting.bar.isVisible()
    waiting.action.click()
    assert analysed.window.page.name == "data" and analysed.window.page.columns.isVisible()


def test_without_training_it_leads_to_the_models(known, qtbot):
    page = show_next(known, qtbot)
    waiting = page.next.currentWidget()
    assert "when the methods are trained" in waiting.title.text() and "not known yet" in page.answer.answer.text()
    waiting.action.click()
    assert known.window.page.name == "models"


def test_passing_sequences_first_and_the_others_when_asked(known, qtbot):
    page, pairs = trained(known, qtbot, passing=2)
    view, sequences = page.next.view, known.state.get("sequences")
    assert page.answer.answer.text() == "2 sequences found."
    assert column(view.table, "After") == [NAMES[a] for a, _ in pairs[:2]]
    assert column(view.table, "comes") == [NAMES[b] for _, b in pairs[:2]]
    assert column(view.table, "Customers") == [str(len(followers(*pair))) for pair in pairs[:2]]
    assert column(view.table, "Times chance") == ["4.0 ×", "4.0 ×"]
    assert column(view.table, "Within")[0] == f"about {round(float(sequences['days'][0]))} days"
    view.which.all_button.click()
    assert view.table.columns_model.rowCount() == len(pairs) > 10
    view.search.setText("tea")
    assert view.table.columns_model.rowCount() == sum(0 in pair for pair in pairs)
    assert view.shown.text() == f"{sum(0 in pair for pair in pairs)} sequences found"
    view.which.buttons[B].click()
    view.search.setText("no such product")
    assert "no such product" in view.evidence.empty.text() and not view.evidence.customers_button.isVisible()


def test_the_customers_behind_a_sequence_are_those_of_the_orders(known, qtbot):
    """Against a walk through each customer's orders: who, which two orders, in days."""
    page, pairs = trained(known, qtbot)
    view, found = page.next.view, followers(*pairs[0])
    assert view.evidence.second.text() == f"→ {NAMES[pairs[0][1]]}" and view.evidence.together.text() == str(len(found))
    view.evidence.customers_button.click()
    table = view.behind.customers
    shown = zip(column(table, "Customer"), column(table, "Order of the first"), column(table, "Order of the second"),
                column(table, "Days"), strict=True)  # fmt: skip
    assert sorted(shown) == sorted((who, f"A{first:04d}", f"A{later:04d}", str(later - first)) for who, (first, later) in found.items())
    table.pick(0)
    first, later = found[column(table, "Customer")[0]]
    rows = view.behind.rows.columns_model.rowCount()
    assert rows == len(baskets_of(200)[first]) + len(baskets_of(200)[later])
    strong = [view.behind.rows.columns_model._strong(row) for row in range(rows)]
    assert sum(strong) == 2, "in the first order A, in the later one B"
    view.pick(3)
    assert view.behind.customers.columns_model.rowCount() == len(followers(*pairs[3])), "the customers follow the row"
    view.behind.back_button.click()
    assert view.left.currentIndex() == 0


def test_the_look_up_agrees_with_a_walk_through_every_customer(known):
    orders, baskets = known.state.get("orders"), known.state.get("baskets")
    names = orders["customer"].vocabulary
    for a in range(8):
        for b in range(8):
            made, wanted = bought_next(orders, baskets, a, b), followers(a, b)
            assert {names[c]: (f, s) for c, f, s in zip(made.customer, made.first, made.later, strict=True)} == wanted
            assert list(made.later) == sorted(made.later)
            assert made.waited.tolist() == (made.later - made.first).tolist(), "an order a day"
            near = bought_next(orders, baskets, a, b, 41.0)
            assert sorted(near.customer) == sorted(c for c, waited in zip(made.customer, made.waited, strict=True) if waited <= 41)


def test_the_customers_shown_are_those_that_the_engine_counted(known):
    from assoc_engine.models.history import history_of
    from assoc_engine.models.sequence_counts import count_followed
    from assoc_engine.models.visits import log_rates, visits, weeks_of
    from assoc_engine.progress import SILENT

    train, products = history_of(known.state.workspace).train, np.arange(12)
    counted = count_followed(visits(train), products, log_rates(train, products, weeks_of(train)), 41.0, SILENT).customers
    orders, baskets = known.state.get("orders"), known.state.get("baskets")
    shown = [[len(bought_next(orders, baskets, a, b, 41.0)) if a != b else 0 for b in range(12)] for a in range(12)]
    assert counted.tolist() == shown and counted.sum() > 50


def test_nothing_passes_is_said_and_what_was_counted_is_shown(known, qtbot):
    page, pairs = trained(known, qtbot, passing=0)
    view = page.next.view
    assert page.answer.answer.text() == "No sequence goes beyond chance."
    assert view.which.all_button.isChecked() and view.table.columns_model.rowCount() == len(pairs)
    assert view.evidence.caption.text() == "Chance can explain this sequence"
    assert not view.which.buttons[B].isEnabled(), "there is none to be listed"


def test_no_sequence_at_all_is_not_an_empty_chart(known, qtbot):
    folder = known.state.workspace.folder
    write_sequences(folder)
    table = Workspace(folder).get("sequences")
    Workspace(folder).put("sequences", {name: values[:0] for name, values in table.columns.items()}, table.meta)
    known.state.refresh()
    page = show_next(known, qtbot)
    assert page.next.currentWidget() is page.next.waiting["none"] and page.next.view is None


def test_new_data_take_the_sequences_away(known, qtbot):
    page, _pairs = trained(known, qtbot)
    assert page.next.shows_view
    known.session.analyse(then="")
    settle(known, qtbot)
    assert known.state.get("sequences") is None and not page.next.shows_view
    assert "does not say who bought" in page.next.currentWidget().title.text(), "the played engine names no customers"
    page.tabs.pick(TOGETHER)
    assert page.pairs.evidence.link == 0


def test_the_report_page_names_what_the_training_adds(known, qtbot):
    page = known.window.go_to("report")
    qtbot.waitUntil(lambda: not page.turns.busy)

    def sheets() -> list[list[str]]:
        return [[part.text() for part in page._contents.itemAt(i).widget().findChildren(QLabel)] for i in range(page._contents.count())]

    before = sheets()
    write_sequences(known.state.workspace.folder, passing=2)
    known.state.refresh()
    qtbot.waitUntil(lambda: not page.turns.busy)
    assert sheets() == [*before[:-1], ["Bought next", "2 sequences beyond chance"], before[-1]]


def test_without_dates_it_is_told_in_orders(known, qtbot):
    folder = known.state.workspace.folder
    orders = Workspace(folder).get("orders")
    time = np.full(200, np.iinfo(np.int64).min)
    Workspace(folder).put("orders", {**orders.columns, "time": time}, {**orders.meta, "has_time": False})
    write_sequences(folder, dated=False)
    known.state.open(Workspace(folder))
    page = show_next(known, qtbot)
    view = page.next.view
    assert "Within" not in [made.title for made in view.table.columns_model.columns]
    assert view.evidence.months_title.text() == "How many visits later"
    a, b = (int(known.state.get("sequences")[side][0]) for side in ("a", "b"))
    assert sum(int(count) for _, count in view.evidence.months.figures()) == len(followers(a, b))
    assert view.evidence.months.figures()[0][0] == "1", "the very next order is one visit later"
    view.evidence.customers_button.click()
    assert "Days" not in [made.title for made in view.behind.customers.columns_model.columns]


def test_columns_of_waiting_hold_everybody_once():
    waits = np.array([0.0, 0.4, 6.9, 7.0, 69.9, np.nan])
    width, counts = waiting_bins(waits)
    assert width == 7 and counts.tolist() == [3, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert waiting_bins(np.array([3.0]))[1].tolist() == [0, 0, 0, 1] and waiting_bins(np.array([np.nan]))[1].tolist() == []
    width, counts = waiting_bins(np.array([9_999.0]))
    assert len(counts) <= 11 and counts.sum() == 1


def test_unknown_customers_are_nobody(known):
    orders = known.state.get("orders")
    alone = Coded(np.full(200, -1, np.int32), [])
    nobody = type(orders)(orders.name, orders.generation, orders.meta, {**orders.columns, "customer": alone})
    assert len(bought_next(nobody, known.state.get("baskets"), 0, 1)) == 0


def orders_of(days: list[float], products: list[int], customer: int = 0) -> tuple[dict, dict]:
    """One customer's orders of one product each, as the tables `orders` and `baskets`."""
    count, most = len(days), max(products) + 1
    holders = [[order for order, held in enumerate(products) if held == product] for product in range(most)]
    starts = np.concatenate([[0], np.cumsum([len(held) for held in holders])])
    orders = {"customer": Coded(np.full(count, customer, np.int32), ["C"]), "time": (np.array(days) * 86_400).astype(np.int64)}
    return orders, {"holders_start": starts, "holders": np.array([order for held in holders for order in held], np.int32)}


def test_two_orders_of_one_day_are_one_visit():
    orders, baskets = orders_of([0.1, 0.9, 3.2], [0, 1, 1])
    assert len(bought_next(orders, baskets, 0, 1)) == 0, "the other product was first bought on the same day"
    orders, baskets = orders_of([0.9, 3.2, 3.4], [0, 2, 1])
    assert bought_next(orders, baskets, 0, 1).waited.tolist() == [3.0], "from day to day, not by the hour"


def test_only_the_newest_visits_count():
    from assoc_engine.models import visits

    assert MOST_VISITS == visits.MOST_VISITS
    for between, found in ((MOST_VISITS - 2, 1), (MOST_VISITS - 1, 0)):
        orders, baskets = orders_of(list(range(between + 2)), [0] + [2] * between + [1])
        assert len(bought_next(orders, baskets, 0, 1)) == found


def test_a_training_that_was_stopped_is_named_as_the_reason(known, qtbot):
    board = {"tasks": [], "absent": [], "finished": False, "settings": {}}
    Workspace(known.state.workspace.folder).put("leaderboard", {}, board)
    known.state.refresh()
    page = show_next(known, qtbot)
    assert page.next.currentWidget() is page.next.waiting["stopped"]
    assert "stopped before" in page.next.currentWidget().title.text()


def test_a_handful_of_dots_is_no_chart_and_a_model_without_a_view_says_nothing(known, qtbot):
    folder = known.state.workspace.folder
    write_sequences(folder)
    table = Workspace(folder).get("sequences")
    columns = {name: values[:3] for name, values in table.columns.items()}
    Workspace(folder).put("sequences", {**columns, "score": np.array([1.04, 3.0, 3.0])}, table.meta)
    known.state.refresh()
    page = show_next(known, qtbot)
    view = page.next.view

    def said() -> list[str]:
        return [part.text() for part in view.evidence.findChildren(QLabel) if part.text() and "model" in part.text()]

    assert view.table.isVisible() and not view.chart.isVisible() and page.answer.note.text() == "" and not said()
    trained(known, qtbot)
    assert view.chart.isVisible() and "Every dot" in page.answer.note.text() and len(said()) == 1 and "3.2 ×" in said()[0]
