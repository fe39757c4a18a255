"""The leaderboard: chosen on the past, judged on the future, and a future of noise changes no list."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assoc_engine.errors import SettingError
from assoc_engine.models import catalogue
from assoc_engine.models.catalogue import BASE, entries
from assoc_engine.models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE, TASKS, Cases
from assoc_engine.models.evaluation import Scored
from assoc_engine.models.export import LEADERBOARD, write_board, write_lists
from assoc_engine.models.history import History
from assoc_engine.models.leaderboard import Board, _Trials, choose_model, compare_models
from assoc_engine.models.recommending import all_cases, cases_asked, fit_model, make_lists
from assoc_engine.models.splitting import Asked
from assoc_engine.models.timeline import FUTURE, STAGES, stage, timeline
from assoc_engine.names import TASK_TITLES
from assoc_engine.progress import SILENT, Cancelled, Progress
from assoc_engine.settings import ModelSettings
from assoc_engine.text import Text
from tests.models.pages import DAY, history, random_history

QUICK = ModelSettings(models=("popularity", "confidence", "cosine", "frequency", "ridge"))


def paired_history(orders: int = 600, seed: int = 0) -> History:
    """Products 2n and 2n + 1 are bought together; customers keep to two pairs of their own."""
    draw = np.random.default_rng(seed)
    customers = draw.integers(0, 60, orders)
    baskets = []
    for customer in customers.tolist():
        pair = int(draw.choice([customer % 20, (customer + 7) % 20]))
        baskets.append([2 * pair, 2 * pair + 1, int(draw.integers(0, 40))])
    return whole(history(baskets, 40, customers.tolist()))


def whole(train) -> History:
    return History(train, [f"customer {number}" for number in range(train.customers)])


def noisy(source: History, seed: int = 1) -> History:
    """The same history with another future: from its moment on, half of the orders are of new customers, and they hold random
    products, half of them new; these are numbered among the old ones."""
    train, draw = source.train, np.random.default_rng(seed)
    future = timeline(train).future
    items, later = 2 * train.items, np.repeat(train.time >= future, np.diff(train.start))
    customer = (2 * train.customer + np.where(train.time < future, 0, draw.integers(0, 2, train.orders))).astype(np.int32)
    for order in np.flatnonzero(train.time >= future):
        low, high = train.start[order], train.start[order + 1]
        items[low:high] = np.sort(draw.choice(2 * train.products, high - low, replace=False))
    assert later.any()
    names = [f"product {number // 2}" if number % 2 == 0 else f"novelty {number}" for number in range(2 * train.products)]
    noise = replace(train, items=items, customer=customer, customers=2 * train.customers, names=names, texts=names,
                    category=np.repeat(train.category, 2), price=np.repeat(train.price, 2))  # fmt: skip
    return History(noise, [name for known in source.customers for name in (known, f"new {known}")])


def test_every_task_has_a_title_a_base_and_best_sellers():
    assert tuple(TASK_TITLES) == TASKS
    for task in TASKS:
        assert BASE[task] in {e.name for e in entries(task)} and entries(task)[0].name == "popularity"


def test_what_goes_together_beats_best_sellers_and_the_base_is_always_there(tmp_path):
    board = compare_models(paired_history(), replace(QUICK, tasks=(PAGE,), models=("cosine",)), "S", tmp_path)
    rows = {row.model: row for row in board.rows}
    assert set(rows) == {"popularity", "confidence", "cosine"}
    assert rows["confidence"].ndcg > 2 * rows["popularity"].ndcg and rows["confidence"].ratio == 1
    assert rows["confidence"].low < rows["confidence"].ndcg < rows["confidence"].high
    assert rows["popularity"].ratio < 1, "held against the base though it was scored before it"
    assert board.tasks[0].winner in ("confidence", "cosine") and board.tasks[0].cases == rows["cosine"].cases


@pytest.mark.parametrize(
    ("task", "models"),
    [
        (PAGE, ("confidence", "weighted-confidence", "cosine", "ease", "lift", "adjusted-lift")),
        (NEXT_BASKET, ("frequency", "tifuknn", "ridge", "gru", "ranker")),
    ],
)
def test_a_future_of_noise_changes_neither_the_choice_nor_a_list(tmp_path, monkeypatch, task, models):
    """What is learnt and what chooses lie before the future: with other products and customers there, only the scores may differ."""
    seen: list[list] = []
    make = catalogue.Entry.make

    def watched(entry, folder=None, tell=None):
        model = make(entry, None, tell)
        fit, recommend = model.fit, model.recommend

        def fitting(train, settings=None, progress=SILENT):
            model.learnt = train
            return fit(train, settings, progress)

        def recommending(cases, k, exclude=None, progress=SILENT):
            everybody = all_cases(whole(model.learnt), entry.task)
            ids = recommend(everybody, k)[0]
            seen.append([[model.learnt.names[i] for i in row if i >= 0] for row in ids.tolist()])
            return recommend(cases, k, exclude, progress)

        model.fit, model.recommend = fitting, recommending
        return model

    monkeypatch.setattr(catalogue.Entry, "make", watched)
    settings = ModelSettings(tasks=(task,), models=models)
    source = paired_history(400)
    split = timeline(source.train)
    first = compare_models(source, settings, "S", tmp_path)
    lists, seen = seen, []
    days = {"validate": date_of(split.validate), "future": date_of(split.future)}
    second = compare_models(noisy(source), replace(settings, **days), "S", tmp_path)
    assert {row.model for row in first.rows} == {"popularity", *models}
    assert [row.validation for row in first.rows] == [row.validation for row in second.rows], "what chooses"
    assert lists == seen, "every list of both stages"
    assert first.tasks[0].base == second.tasks[0].base
    ours, theirs = (max(row.ndcg for row in board.rows) for board in (first, second))
    assert ours > 2 * theirs, "the noise is noise"


def date_of(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def test_a_winner_of_the_past_that_the_future_denies_is_not_used(tmp_path):
    """Up to the future pairs hold; then they break: nothing may be sold as better than best sellers."""
    source = noisy(paired_history())
    board = compare_models(source, ModelSettings(tasks=(PAGE,), models=("confidence", "cosine")), "S", tmp_path)
    result = board.tasks[0]
    best = max(board.rows, key=lambda row: row.validation)
    assert best.model in ("confidence", "cosine")
    assert result.base == "confidence", "the better of the simple ones when the methods were chosen"
    if result.winner != best.model:
        assert "did not surely bear it out" in result.why["message"]
    simple = {row.model: row for row in board.rows}
    assert result.winner in ("popularity", "confidence") or simple[result.winner].ratio_low > 1


def test_tasks_and_models_that_cannot_are_named_with_the_reason(tmp_path):
    strangers = whole(replace(random_history(), customer=np.full(400, -1, np.int32), customers=0))
    board = compare_models(strangers, ModelSettings(models=("confidence", "frequency")), "S", tmp_path)
    assert [absent["task"] for absent in board.absent] == [NEXT_BASKET, NEW_PRODUCT]
    assert all(Text("en").say(absent["reason"]) for absent in board.absent)
    short = whole(random_history(orders=60))
    board = compare_models(short, ModelSettings(tasks=(PAGE,), models=("confidence", "ranker")), "S", tmp_path)
    assert [row.model for row in board.rows] == ["popularity", "confidence"]
    assert board.tasks[0].absent[0]["model"] == "ranker" and Text("en").say(board.tasks[0].absent[0]["reason"])


def test_unknown_tasks_and_models_are_refused(tmp_path):
    for settings in (ModelSettings(tasks=("weather",)), ModelSettings(models=("oracle",))):
        with pytest.raises(SettingError):
            compare_models(paired_history(), settings, "S", tmp_path)


def test_rows_come_as_they_are_known_and_the_future_after_all_choosing(tmp_path):
    told = []
    compare_models(paired_history(), replace(QUICK, tasks=(PAGE, NEXT_BASKET)), "S", tmp_path,
                   told=lambda board: told.append([(r.validation == r.validation, r.cases > 0) for r in board.rows]))  # fmt: skip
    assert told[0] == [(False, False)] * len(told[0])
    for rows in told:
        if any(opened for _, opened in rows):
            assert all(chosen for chosen, _ in rows), "the future is opened when every choice is made"


def test_cancelling_stops_between_two_steps(tmp_path):
    progress = Progress()
    with pytest.raises(Cancelled):
        compare_models(paired_history(), QUICK, "S", tmp_path, progress, told=lambda board: progress.cancel())


def test_best_is_chosen_on_the_last_part_and_simple_where_nothing_can_choose(tmp_path, monkeypatch):
    quick = [e for e in entries(PAGE) if e.kind == catalogue.COUNTS]
    monkeypatch.setattr(catalogue, "entries", lambda task: quick)
    source = paired_history()
    result = choose_model(source, PAGE, ModelSettings(), "S", tmp_path)
    assert result.winner not in ("", "popularity")
    same_day = whole(replace(source.train, time=np.zeros(source.train.orders, np.int64)))
    result = choose_model(same_day, PAGE, ModelSettings(), "S", tmp_path)
    assert result.winner == BASE[PAGE] and Text("en").say(result.answer)


def test_lists_name_known_products_once_and_never_the_page_itself(tmp_path):
    source = paired_history()
    model = fit_model(source, PAGE, "confidence", None, tmp_path)
    lists = make_lists(model, source, all_cases(source, PAGE), 5)
    for product, ids in zip(lists.cases.keys.tolist(), lists.ids.tolist()):
        named = [other for other in ids if other >= 0]
        assert product not in named and len(set(named)) == len(named)
        assert named[0] == product ^ 1, "its planted partner stands first"


def test_one_case_by_code_or_name_and_unknown_ones():
    source = paired_history()
    source = replace(source, train=replace(source.train, codes=[f"C{number}" for number in range(40)]))
    assert cases_asked(source, PAGE, "C7")[0].keys.tolist() == cases_asked(source, PAGE, "product 7")[0].keys.tolist() == [7]
    assert cases_asked(source, NEXT_BASKET, "customer 3")[0].keys.tolist() == [3]
    assert cases_asked(source, NEXT_BASKET, "nobody")[0].keys.tolist() == [-1]
    assert cases_asked(source, PAGE, "")[1][:2] == ["C0", "C1"]


def test_the_tables_have_the_agreed_columns(tmp_path):
    source = paired_history()
    board = compare_models(source, QUICK, "S", tmp_path)
    write_board(board, tmp_path / "board.csv")
    with open(tmp_path / "board.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(LEADERBOARD) and len(rows) == 1 + len(board.rows)
    model = fit_model(source, NEXT_BASKET, "frequency", None, tmp_path)
    cases, labels = cases_asked(source, NEXT_BASKET, "")
    write_lists(make_lists(model, source, cases, 3), labels, source, Path(tmp_path / "lists.csv"), Text("en"))
    with open(tmp_path / "lists.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["case", "rank", "product", "score", "reason", "product_name"]
    assert [int(row["rank"]) for row in rows[:3]] == [1, 2, 3] and rows[0]["case"] in labels
    scores = [float(row["score"]) for row in rows[:3]]
    assert scores == sorted(scores, reverse=True)


def test_the_split_may_be_set_and_what_is_learnt_ends_there():
    source = paired_history()
    split = timeline(source.train, ModelSettings(future="1970-12-01"))
    assert split.future == 334 * DAY and stage(source.train, split, FUTURE).past.sum() == 334


def test_settings_found_on_the_past_are_those_the_future_is_opened_with(tmp_path):
    """Old habits are over: only recent orders tell what goes together, which a search over the half-life finds."""
    draw = np.random.default_rng(4)
    partner = lambda day: 1 if day < 300 else 3
    baskets = [[0, partner(day)] if draw.random() < 0.8 else draw.choice(np.arange(4, 12), 2, replace=False).tolist() for day in range(500)]
    source = whole(history(baskets, 12))
    settings = ModelSettings(tasks=(PAGE,), models=("weighted-confidence",), search_minutes=1, metric="hit")
    board = compare_models(source, settings, "S", tmp_path)
    told = board.tasks[0].searched[0]
    assert told["model"] == "weighted-confidence" and told["tried"] == 25 and told["settings"]["half_life"] > 0
    assert board.fitted_with[PAGE, "weighted-confidence"].half_life == told["settings"]["half_life"]
    plain = compare_models(source, replace(settings, search_minutes=0), "S", tmp_path)
    ours, usual = (next(r for r in b.rows if r.model == "weighted-confidence") for b in (board, plain))
    assert ours.validation >= usual.validation and not plain.tasks[0].searched


def said(rows: dict[str, tuple[float, list[float]]]) -> tuple[str, str]:
    """(winner, answer and why) of rows {model: (validation, what each later case gained)} of the page task."""
    source = paired_history()
    trials = _Trials(source, ModelSettings(), Board(timeline(source.train), "ndcg", "S"), Path("nowhere"), None)
    trials.prepare(STAGES, SILENT)
    trials.enter(PAGE, [catalogue.entry(PAGE, name) for name in rows])
    for row in trials.board.rows:
        validation, gained = rows[row.model]
        each = np.tile(gained, 50)
        trials.scored[PAGE, row.model] = Scored((each > 0).astype(float), each, each, 1.0)
        row.validation, row.cases, row.ndcg, row.hit = validation, len(each), each.mean(), (each > 0).mean()
        trials.asked[PAGE, FUTURE] = Asked(Cases(PAGE, np.zeros(len(each), np.int32)), np.arange(len(each) + 1),
                                           np.zeros(len(each), np.int32))
    trials.compare(PAGE)
    trials.judge(trials.board.tasks[0])
    result, text = trials.board.tasks[0], Text("en")
    return result.winner, " ".join([text.say(result.answer), *([text.say(result.why)] if result.why else [])])


def test_the_sentence_says_what_the_figures_say():
    simple = {"popularity": (0.1, [0.1, 0.2]), "confidence": (0.2, [0.2, 0.3])}
    winner, words = said(simple | {"cosine": (0.3, [0.4, 0.6])})
    assert winner == "cosine" and "100% better" in words and "100 later cases" in words
    winner, words = said({"popularity": (0.1, [0.0, 0.1]), "confidence": (0.2, [0.2, 0.3]), "cosine": (0.3, [0.4, 0.6])})
    assert "100% of 100 later cases, “Best sellers” in 50%" in words, "the baseline beside the method"
    winner, words = said({"popularity": (0.1, [0.0, 0.1]), "confidence": (0.2, [0.0, 0.0]), "cosine": (0.3, [0.4, 0.6])})
    assert winner == "cosine" and words.endswith("had nothing right.") and "not surely" not in words
    winner, words = said({"popularity": (0.2, [0.1, 0.2]), "cosine": (0.1, [0.1, 0.1])})
    assert winner == "popularity" and words.count("“") == 1, "the best sellers are not held against themselves"
    winner, words = said(simple | {"cosine": (0.3, [0.3, 0.2])})
    assert winner == "confidence" and "Chosen beforehand" in words
    winner, words = said(simple | {"cosine": (0.1, [0.4, 0.6])})
    assert winner == "confidence" and "later “Alike in their orders” did better" in words
    winner, words = said(simple | {"cosine": (0.1, [0.1, 0.1])})
    assert winner == "confidence" and "No method is surely better" in words
    winner, words = said({"popularity": (0.2, [0.0] * 49 + [0.1]), "confidence": (0.1, [0.0] * 50), "cosine": (0.1, [0.0] * 50)})
    assert winner == "popularity" and "No method can predict this" in words and "2.0%" in words
