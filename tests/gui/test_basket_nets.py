"""Whole orders on the Models page: made-up orders live and afterwards, the autoencoder, entries that look out of place."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import numpy as np
import played_trainer
import pytest
from imagined import held, passing_gan, write_basket_nets, write_generated, write_hints, write_trials, write_watches
from played_trainer import PlayedTrainer
from shop import baskets_of
from steps import settle

from assoc_engine.text import Text
from assoc_gui.gan_watch import FILE, GanWatch, holds
from assoc_gui.pages.whole_orders import DOUBTS, LINKS, REBUILT
from assoc_gui.state import Part
from assoc_gui.training import COMPARE, HINTS
from assoc_gui.widgets.autoencoder_charts import WIDEST, right_way_round, spaced, spread
from assoc_gui.widgets.gan_charts import percent_at, round_powers


@pytest.fixture
def whole(models, qtbot):
    """The tab, nothing learned yet, its engine ready."""
    models.training.trainer.warm_up()
    qtbot.waitUntil(lambda: bool(PlayedTrainer.started) and bool(PlayedTrainer.started[0].asked))
    models.tabs.pick(3)
    models.whole.settled = lambda: qtbot.waitUntil(
        lambda: models.training.job is None and not (models.whole.turns.busy or models.turns.busy or quiet(models.whole))
    )
    return models.whole


def quiet(whole) -> bool:
    """Does the monitor still wait to draw?"""
    return whole.view is not None and whole.monitor._turns.busy


@pytest.fixture
def live(whole, models, qtbot):
    """Hints are being looked for, three rounds are told."""
    PlayedTrainer.started[0].hang.add(HINTS)
    whole.waiting["wanted"].action.click()
    qtbot.waitUntil(lambda: whole.view is not None and whole.monitor.isVisible() and not whole.turns.busy and not quiet(whole))
    qtbot.waitUntil(lambda: models.training.watch.latest is not None and models.training.watch.latest.round == 3)
    return whole


@pytest.fixture
def learned(live):
    PlayedTrainer.started[0].carry_on(HINTS)
    live.settled()
    return live


def tell(qtbot, models, number: int) -> None:
    """The engine tells progress, as it does after each watch."""
    trainer = PlayedTrainer.started[0]
    asked = len(trainer.asked)
    trainer._answers.put({"id": asked, "event": "progress", "share": 0.5, "message": "Counting pairs", "values": {}})
    qtbot.waitUntil(lambda: models.training.watch.latest.round == number and not quiet(models.whole))


def shown(chart) -> np.ndarray:
    """The figures of a chart without their names."""
    return np.array([[float(value) for value in line[-2:]] for line in chart.figures()])


def test_nothing_is_learned_before_it_is_asked_for(whole, models):
    assert "Not learned yet" in models.answer.answer.text() and not models.state.has(Part.BASKET_NETS)
    assert models.main_button() is whole.waiting["wanted"].action and whole.view is None
    assert HINTS not in [request for request, _ in PlayedTrainer.started[0].asked]


def test_made_up_orders_are_watched_live(live, models, qtbot):
    monitor, folder = live.monitor, models.state.workspace.folder
    assert "round 3" in monitor.state.text() and live.stop_button.isVisible() and not live.start_button.isVisible()
    sizes = np.bincount(held().sum(1), minlength=31)[1:] / 200
    assert shown(monitor.sizes)[:, 0] == pytest.approx(sizes, abs=1e-6), "the orders counted by hand"
    before = np.abs(np.diff(shown(monitor.sizes), axis=1)).max()
    write_watches(folder, range(4, 6), marginals=0.949, sizes=0.101)
    tell(qtbot, models, 5)
    assert np.abs(np.diff(shown(monitor.sizes), axis=1)).max() < before, "it came closer"
    assert {name: check.mark.kind for name, check in monitor.checks.items()} == {
        "marginals": "missed", "sizes": "missed", "pairs": "ready", "copies": "ready", "telling": ""}  # fmt: skip
    assert "2 of 4" in models.answer.answer.text() and "0.949" in monitor.checks["marginals"].says.text()
    live.pick(REBUILT)
    qtbot.waitUntil(lambda: live.rebuilt.losses.isVisible())
    assert live.rebuilt.losses.figures()[1][1:] == ["0.6", "0.3", "0.2", "0.15"] and not live.rebuilt.rebuilt.isVisible()
    assert live.rebuilt.losses.figures()[0][1:] == ["0.62", "0.32", "0.22",
                                                    "0.17"], "what it gets wrong on orders kept apart, not less of it"


def test_the_last_state_stays(learned, models, qtbot):
    monitor, kept = learned.monitor, passing_gan()["fidelity"]
    assert "all 4" in models.answer.answer.text() and not learned.stop_button.isVisible() and learned.start_button.isVisible()
    assert [check.mark.kind for check in monitor.checks.values()] == ["ready"] * 4 + [""]
    assert "71%" in monitor.checks["telling"].says.text()
    items = np.sort(held().mean(0))[::-1]
    assert shown(monitor.shares)[:, 0] == pytest.approx(items, abs=1e-6)
    folder = models.state.workspace.folder
    again = GanWatch()
    again.open(folder)
    while again.read():
        pass
    assert [watch.round for watch in again.watches] == list(range(1, 13)) and again.latest.figures["pairs"] == kept["pairs"]
    models.running_window.speak("zh_CN")  # another window, made anew
    page = models.running_window.window.go_to("models")
    page.tabs.pick(3)
    qtbot.waitUntil(lambda: page.whole.view is not None and not page.whole.turns.busy and bool(page.whole.monitor.checks))
    assert page.whole.monitor.sizes.figures() and page.whole.monitor.checks["copies"].mark.kind == "ready"


def test_looking_again_shows_the_new_run_and_gives_the_old_one_back_where_it_is_stopped(learned, models, qtbot):
    found, said = models.state.get("hints"), models.answer.answer.text()
    learned.start_button.click()
    qtbot.waitUntil(lambda: models.training.watch.latest is not None and models.training.watch.latest.round == 3 and not quiet(learned))
    assert models.state.get("hints") is found and "So far" in models.answer.answer.text() != said
    assert "before" in learned.stop_button.toolTip() and models.training.again
    learned.stop_button.click()
    learned.settled()
    assert models.training.watch.latest.round == 12 and models.answer.answer.text() == said and not models.training.was_stopped(HINTS)
    assert models.state.get("hints") is found and "12" in learned.monitor.state.text()


def test_collapse_is_said_and_what_is_used_instead(live, models, qtbot, monkeypatch):
    folder = models.state.workspace.folder
    write_watches(folder, range(4, 9), stopped="collapsed", marginals=0.3)
    tell(qtbot, models, 8)
    assert "all alike" in models.answer.answer.text() and live.monitor.sign.isVisible()
    assert "Stopped at round 8" in live.monitor.state.text() and live.monitor.checks["marginals"].mark.kind == "missed"
    kept = {**passing_gan()["fidelity"], "round": 5, "pairs": 0.2}

    def ends(where: Path) -> dict:
        write_basket_nets(where)
        write_trials(where)
        return {"hints": write_hints(where, gan=passing_gan(collapsed=True, beaten=True, fidelity=kept))}

    monkeypatch.setattr(played_trainer, "end_hints", ends)
    PlayedTrainer.started[0].carry_on(HINTS)
    live.settled()
    assert "all alike" in models.answer.answer.text() and "one among several" in models.answer.note.text()
    used = live.training.watch.watches[4]
    assert used.round == 5 and shown(live.monitor.sizes)[:, 1] == pytest.approx(used.made_sizes, abs=1e-6), "the pictures of what is used"
    assert live.monitor.state.text() == "Used: round 5 of 8" and live.monitor.checks["pairs"].mark.kind == "missed"


def test_what_could_not_be_learned_is_said(learned, models, qtbot):
    workspace = models.state.workspace
    (workspace.folder / FILE).unlink()
    models.training.watch.open(workspace.folder)
    write_hints(workspace.folder, gan={})
    write_trials(workspace.folder)
    models.state.refresh()
    learned.settled()
    assert "No orders were made up" in models.answer.answer.text() and learned.monitor.empty.isVisible()
    assert not learned.monitor.sizes.isVisible()
    nets = workspace.get("basket_nets")
    nothing = {"loss": [], "validation": [], "squared": [], "squared_apart": [], "popularity": None}
    none = {name: column[:0] for name, column in nets.columns.items()}
    workspace.put("basket_nets", none,
                  {"autoencoder": nothing, "answer": {"message": "Too few orders."}, "orders": 0, "of": 0, "tells": False})
    models.state.refresh()
    learned.settled()
    learned.pick(REBUILT)
    assert learned.rebuilt.empty.isVisible() and learned.rebuilt.empty.text() == "Too few orders."
    learned.pick(DOUBTS)
    assert learned.doubts.empty.text() == "Too few orders." and not learned.doubts.table.isVisible()
    assert "cannot be told" in models.answer.answer.text(), "not that no entry is doubted"
    workspace.put("basket_nets", none, nets.meta | {"tells": False})
    models.state.refresh()
    learned.settled()
    assert "cannot be told" in models.answer.answer.text() and "better than best sellers" in learned.doubts.empty.text()
    workspace.put("basket_nets", none, nets.meta)
    models.state.refresh()
    learned.settled()
    assert models.answer.answer.text() == "No entry looks out of place." and "even chance" in learned.doubts.empty.text()


def test_words_at_the_ends_of_lines_keep_apart():
    places = spaced(np.array([2.88, 2.84, 2.1, 2.9]), 0.1, 2.0, 3.0)
    assert np.diff(np.sort(places)).min() >= 0.1 - 1e-9 and places.min() >= 2 and places.max() <= 3 + 1e-9
    assert np.argsort(places).tolist() == [2, 1, 0, 3] and places[2] == 2.1, "in their order, and not moved without need"
    squeezed = spaced(np.array([1.0, 1.0, 1.0]), 0.5, 0.0, 0.6)
    assert sorted(squeezed.tolist()) == pytest.approx([0, 0.3, 0.6]), "evenly where there is no room"


def test_every_tick_of_small_shares_has_its_own_words():
    words = [percent_at(Text("en"), math.log10(share)) for share in (0.0001, 0.0002, 0.0005, 0.001, 0.01, 1)]
    assert words == ["0.01%", "0.02%", "0.05%", "0.1%", "1.0%", "100%"]


def test_the_autoencoder_shows_how_it_learned_and_what_it_makes_of_orders(learned, models, qtbot):
    learned.pick(REBUILT)
    qtbot.waitUntil(lambda: learned.rebuilt.rebuilt.isVisible() and not learned.turns.busy)
    nets = models.state.get("basket_nets")
    told = nets.meta["autoencoder"]
    apart, taught = ([float(value) for value in line[1:]] for line in learned.rebuilt.losses.figures())
    assert apart == pytest.approx(told["validation"], rel=1e-5) and taught == pytest.approx(told["loss"], rel=1e-5)
    far = [[float(value) for value in line[1:]] for line in learned.rebuilt.squared.figures()]
    assert far == [pytest.approx(told[name]) for name in ("squared_apart", "squared")] + [[told["popularity"]]], "and what best sellers get"
    assert shown(learned.rebuilt.rebuilt) == pytest.approx(np.column_stack([nets["input"], nets["output"]]),
                                                           rel=1e-5), "every entry has its dot"
    assert models.answer.answer.text() == nets.meta["answer"]["message"]
    chart, there = learned.rebuilt.rebuilt, nets["input"] >= 0.5
    assert np.all(np.abs(chart._x - there) <= WIDEST) and 10 ** chart._y == pytest.approx(np.maximum(nets["output"], 1e-4))


def test_a_doubtful_entry_leads_to_its_rows(learned, models, qtbot):
    assert "12" in learned.buttons[DOUBTS].text()
    learned.pick(DOUBTS)
    view, names = learned.doubts, models.state.products.names
    qtbot.waitUntil(lambda: view.table.isVisible())
    view.table.pick(5)
    basket = baskets_of(200)[5]
    first = sum(map(len, baskets_of(200)[:5]))
    rows = view.rows.columns_model
    assert view.rows.rows.tolist() == list(range(first, first + len(basket))), "the order's rows, no others"
    assert [rows.index(i, 2).data() for i in range(rows.rowCount())] == [names[product] for product in basket]
    assert [i for i in range(rows.rowCount()) if rows._strong(i)] == [len(basket) - 1], "the last product was doubted"
    table = view.table.columns_model
    assert table.index(5, 0).data() == names[basket[-1]] and table.index(5, 1).data() == "A0005" and "A0005" in view.title.text()
    view.rows.setFixedHeight(90)  # two rows of it are seen
    qtbot.waitUntil(lambda: view.rows.viewport().height() < 90)
    view.table.pick(4)
    view.table.pick(5)
    bold = view.rows.visualRect(rows.index(len(basket) - 1, 0))
    assert len(basket) >= 4 and view.rows.viewport().rect().intersects(bold), "the doubted row is scrolled to"
    assert table.index(3, 4).data() == "–" and table.index(5, 4).data() == names[5], "expected instead, where something was"


def cells(table, column: int) -> list[str]:
    model = table.columns_model
    return [model.index(i, column).data() for i in range(model.rowCount())]


def test_links_among_made_up_orders_are_listed_as_stored(learned, models, qtbot):
    assert "10" in learned.buttons[LINKS].text()
    learned.pick(LINKS)
    table, names, links = learned.links.table, models.state.products.names, models.state.get("generated_links")
    qtbot.waitUntil(lambda: table.isVisible() and not learned.links.empty.isVisible())
    pairs = [(names[a], names[b]) for a, b in zip(links["a"], links["b"], strict=True)]
    assert list(zip(cells(table, 1), cells(table, 2), strict=True)) == pairs
    assert cells(table, 3) == [str(made) for made in range(50, 40, -1)], "the made-up orders, not the real ones"
    baskets = held()
    assert cells(table, 5) == [str(int((baskets[:, a] & baskets[:, b]).sum())) for a, b in zip(links["a"], links["b"], strict=True)]
    assert set(cells(table, 0)) == {"hint (C)"} and table.columns_model.columns[0].mark(0) == "hint"
    assert "10 pairs go together" in models.answer.answer.text()
    note = learned.links.note
    assert "2,000 made-up orders" in note.text() and "no proof: grade C" in note.text() and note.isVisible()
    word = pairs[0][1].lower()
    learned.links.search.setText(word)
    found = [pair for pair in pairs if word in pair[0].lower() or word in pair[1].lower()]
    assert 0 < len(found) < len(pairs), "else the search could do nothing"
    assert list(zip(cells(table, 1), cells(table, 2), strict=True)) == found and note.text().startswith(f"{len(found)} pair")
    learned.links.search.setText("no such thing")
    assert not cells(table, 1) and "Nothing matches “no such thing”" in note.text()
    learned.links.search.clear()
    assert "no proof" in note.text()
    table._sort_by(5)
    joint = cells(table, 5)
    assert joint == sorted(joint, reverse=True) and len(joint) == len(pairs)
    models.running_window.window.resize(900, 600)
    qtbot.waitUntil(lambda: "10" not in learned.buttons[LINKS].text())
    qtbot.wait(50)
    edges = [(made.geometry().left(), made.geometry().right()) for made in learned.buttons] + [(learned.start_button.geometry().left(), 0)]
    assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(edges)), "none lies on another"


def test_no_link_among_made_up_orders_is_not_the_same_as_no_made_up_orders(learned, models, qtbot):
    workspace = models.state.workspace
    learned.pick(LINKS)
    links = workspace.get("generated_links")
    workspace.put("generated_links", {name: column[:0] for name, column in links.columns.items()}, links.meta)
    models.state.refresh()
    learned.settled()
    assert "No pair goes together" in models.answer.answer.text() and "There is none" in learned.links.empty.text()
    assert learned.links.empty.isVisible() and not learned.links.table.isVisible() and "0" not in learned.buttons[LINKS].text()
    workspace.remove("generated_links")  # the net could not learn
    models.state.refresh(ended=True)
    learned.settled()
    assert models.answer.answer.text() == "No orders were made up." and "too few to learn from" in learned.links.empty.text()
    write_generated(workspace.folder)
    models.state.refresh()
    learned.settled()
    assert learned.links.table.isVisible() and len(cells(learned.links.table, 1)) == 10


def test_stop_and_other_work(whole, models, qtbot):
    trainer = PlayedTrainer.started[0]
    trainer.hang |= {HINTS, COMPARE}
    models.training.start(COMPARE)
    qtbot.waitUntil(lambda: whole.currentWidget() is whole.waiting.get("busy"))
    models.training.stop()
    whole.settled()
    assert whole.currentWidget() is whole.waiting["wanted"], "what was stopped was not this"
    models.training.start(HINTS)
    qtbot.waitUntil(lambda: whole.view is not None and whole.stop_button.isVisible())
    whole.stop_button.click()
    whole.settled()
    assert whole.currentWidget() is whole.waiting["stopped"]
    trainer.hang.clear()
    whole.waiting["stopped"].action.click()
    whole.settled()
    assert whole.currentWidget() is whole.view and models.state.has(Part.HINTS)


def test_other_data_take_what_was_learned(learned, models, qtbot):
    models.session.set_clean(duplicates=False)
    settle(models.running_window, qtbot)
    learned.settled()
    assert not models.state.has(Part.BASKET_NETS) and "Not learned yet" in models.answer.answer.text()
    assert models.training.watch.latest is None and learned.currentWidget() is learned.waiting["wanted"]
    models.tabs.pick(0)
    settle(models.running_window, qtbot)
    assert "Not compared yet" in models.answer.answer.text() and models.board.isVisible() and not learned.isVisible()


def test_lines_of_the_file_are_read_as_they_come(tmp_path):
    watch = GanWatch()
    assert not watch.read() and watch.latest is None
    watch.begin(tmp_path)
    assert not watch.read(), "not written yet"
    write_watches(tmp_path, range(1, 4))
    line = (tmp_path / FILE).read_text().splitlines()[-1].replace('"round": 3', '"round": 4')
    with open(tmp_path / FILE, "a") as file:
        file.write(line[:100])
        file.flush()
        assert watch.read() and [one.round for one in watch.watches] == [1, 2, 3] and not watch.read()
        file.write(line[100:] + "\n")
    assert watch.read() and watch.latest.round == 4
    bad = {**json.loads(line), "round": 9, "made_sizes": [0.5]}
    with open(tmp_path / FILE, "a") as file:
        file.write("nonsense\n" + json.dumps(bad) + "\n" + json.dumps({**json.loads(line), "round": 3, "telling": math.nan}) + "\n")
    assert watch.read() and [one.round for one in watch.watches] == [1, 2, 3], "gone on from the second"
    assert math.isnan(watch.latest.figures["telling"]) and watch.latest.figures["pairs"] == json.loads(line)["pairs"]
    (tmp_path / FILE).unlink()
    write_watches(tmp_path, range(1, 2))
    assert watch.read() and [one.round for one in watch.watches] == [1], "another run's file"


def test_limits_are_kept_up_to_their_edge():
    at_edge = {"marginals": 0.95, "sizes": 0.1, "pairs": 0.5, "copies": 0.05}
    assert all(holds(name, value) is True for name, value in at_edge.items())
    worse = {"marginals": 0.9499, "sizes": 0.1001, "pairs": 0.4999, "copies": 0.0501}
    assert all(holds(name, value) is False for name, value in worse.items())
    assert holds("telling", 0.5) is None and holds("pairs", math.nan) is None


def test_which_was_there_is_counted_over_all_pairs():
    chance = np.random.default_rng(1)
    there, given = chance.random(60) < 0.3, np.round(chance.random(60), 1)
    wins = [(a > b) + (a == b) / 2 for a in given[there] for b in given[~there]]
    assert right_way_round(there, given) == pytest.approx(np.mean(wins))
    assert math.isnan(right_way_round(np.ones(3), np.ones(3)))


def test_dots_spread_as_far_as_there_are_others_at_their_height():
    y = np.concatenate([np.zeros(500), np.linspace(1, 10, 20)])
    x = spread(np.ones(len(y), bool), y) - 1
    assert np.ptp(x[:500]) > 1.9 * WIDEST and np.abs(x[:500]).max() <= WIDEST and np.abs(x[500:]).max() < WIDEST / 50
    assert len(np.unique(np.round(x[:500], 6))) == 500, "none hides another"
    assert not len(spread(np.empty(0, bool), np.empty(0)))


def test_round_figures_on_a_logarithmic_axis():
    assert 10 ** np.array(round_powers(-2, 0)) == pytest.approx([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1])
    assert 10 ** np.array(round_powers(-4, 0)) == pytest.approx([0.0001, 0.001, 0.01, 0.1, 1])
