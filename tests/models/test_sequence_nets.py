"""The nets over customers' orders, one test for both readers: what they learn, what they must not, and that they are kept whole."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.models import gru, transformer
from assoc_engine.models.checkpoint import BEST, STATE
from assoc_engine.models.contract import NEXT_BASKET, Cases
from assoc_engine.models.customer_scorer import best_of
from assoc_engine.models.evaluation import score
from assoc_engine.models.frequency import PersonalFrequency
from assoc_engine.models.gru import GruNextBasket, GruSettings
from assoc_engine.models.histories import CustomerOrders, cut, next_baskets
from assoc_engine.models.moments import Moments
from assoc_engine.models.next_basket_lesson import NextBasketLesson
from assoc_engine.models.sizes import SIZES, pick_size
from assoc_engine.models.splitting import Asked
from assoc_engine.models.training import TrainingSettings
from assoc_engine.models.transformer import TransformerNextBasket, TransformerSettings
from assoc_engine.progress import SILENT
from tests.models import customers as made
from tests.models.dated import dated, shop

LOOP = TrainingSettings(epochs=12, batch=16, rate=0.01, threads=1, device="cpu")
GRU = GruSettings(width=16, hidden=24, dropout=0.1, training=LOOP)
TRANSFORMER = TransformerSettings(width=16, hidden=24, layers=1, heads=2, dropout=0.1, training=LOOP)
BOTH = pytest.mark.parametrize("kind, settings", [(GruNextBasket, GRU), (TransformerNextBasket, TRANSFORMER)], ids=["gru", "transformer"])


def taught(settings, **values):
    return replace(settings, training=replace(settings.training, **values))


def circles(shuffled: bool, customers: int = 150) -> list[list[list[int]]]:
    """Customers walk round a circle of 12 products, one a basket, beside noise. `shuffled`: the baskets of all customers are
    mixed (within one customer the gap in his walk would tell what is missing)."""
    draw, found = np.random.default_rng(0), []
    for _ in range(customers):
        start, length = int(draw.integers(12)), int(draw.integers(4, 9))
        found.append([[(start + step) % 12, int(draw.integers(12, 30))] for step in range(length)])
    if shuffled:
        every = [basket for baskets in found for basket in baskets]
        mixed = iter(draw.permutation(len(every)).tolist())
        found = [[every[next(mixed)] for _ in baskets] for baskets in found]
    return found


def share_right(kind, settings, lists, folder) -> float:
    train = made.of(lists, folder)
    past, (customers, wanted) = cut(train, 1), next_baskets(train, 1)
    ids, _ = kind().fit(past, settings).recommend(Cases(NEXT_BASKET, customers), 1)
    return float(np.mean([ids[row, 0] in wanted[row].indices for row in range(len(customers))]))


@BOTH
@pytest.mark.parametrize("seed", range(5))
def test_they_learn_what_comes_next(tmp_path, kind, settings, seed):
    assert share_right(kind, taught(settings, seed=seed), circles(False), tmp_path) > 0.9


@BOTH
def test_they_learn_nothing_where_order_says_nothing(tmp_path, kind, settings):
    """A product of the circle is in every basket, so that one of twelve is right by chance alone."""
    assert share_right(kind, taught(settings, epochs=6), circles(True), tmp_path) < 0.2


@BOTH
def test_they_can_learn_a_small_history_by_heart(kind, settings, tmp_path):
    """Baskets drawn evenly follow no rule: whoever names nine of ten products of a next basket has them by heart."""
    draw = np.random.default_rng(2)
    lists = [[draw.choice(40, 3, replace=False).tolist() for _ in range(3)] for _ in range(20)]
    model = kind()
    model.fit(made.of(lists, tmp_path), taught(replace(settings, dropout=0.0, width=48, hidden=48), epochs=80, patience=80, batch=8))
    lesson = NextBasketLesson(model.orders, model.settings)
    last = load_file(model.folder / STATE)  # the best weights are those before the noise is known by heart
    model.net.load_state_dict({name[4:]: value for name, value in last.items() if name.startswith("net.")})
    customers = np.setdiff1d(np.arange(20), lesson.kept)
    moments = model.moments.pasts.start[customers] + 2  # the third basket after two
    ids = np.argsort(-model.scores_at(moments), axis=1)[:, :3]
    assert np.mean([np.isin(lists[c][2], row) for c, row in zip(customers, ids, strict=True)]) > 0.9


@BOTH
def test_answers_do_not_depend_on_company_or_on_padding(tmp_path, kind, settings):
    model = kind().fit(made.of(made.drawn(), tmp_path), taught(settings, epochs=2))
    everybody = np.arange(60)
    together = model.scores(everybody)
    alone = np.concatenate([model.scores(np.array([customer])) for customer in everybody[::3]])
    np.testing.assert_allclose(together[::3], alone, atol=1e-5)
    np.testing.assert_allclose(model.scores(np.array([7, 3, 7])), together[[7, 3, 7]], atol=1e-5)


@BOTH
def test_what_comes_later_or_stands_in_the_padding_changes_no_state(kind, settings):
    torch.manual_seed(0)
    reader = kind.reader(settings, 6).eval()
    orders, days = torch.randn(3, 9, 6), torch.rand(3, 9).cumsum(dim=1) * 20
    there = torch.arange(9) < torch.tensor([[9], [5], [1]])
    states = reader(orders, days, there)
    for customer, length in enumerate((9, 5, 1)):
        alone = reader(orders[[customer], :length], days[[customer], :length], there[[customer], :length])
        torch.testing.assert_close(states[customer, :length], alone[0], atol=1e-5, rtol=0)
        early = reader(orders[[customer], :1], days[[customer], :1], there[[customer], :1])
        torch.testing.assert_close(states[customer, :1], early[0], atol=1e-5, rtol=0)
    changed = reader(orders + torch.eye(9)[0][:, None], days, there)
    assert not torch.allclose(changed[0, 8], states[0, 8]), "the first order is still known at the last"


def test_the_transformer_sees_how_long_ago_an_order_was():
    torch.manual_seed(0)
    reader = transformer.reader(TRANSFORMER, 6).eval()
    for table in (reader.apart, reader.between):
        torch.nn.init.normal_(table.weight)
    orders, there = torch.randn(1, 4, 6), torch.ones(1, 4, dtype=torch.bool)
    near, far = reader(orders, torch.tensor([[0.0, 1, 2, 3]]), there), reader(orders, torch.tensor([[0.0, 1, 2, 300]]), there)
    torch.testing.assert_close(near[0, :3], far[0, :3])
    assert not torch.allclose(near[0, 3], far[0, 3])


@BOTH
def test_the_future_moves_no_answer_and_one_seed_gives_the_same_bits(tmp_path, kind, settings):
    """The same past with other last baskets: what is learnt from the past is the same bit for bit; another seed is another net."""
    lists = made.drawn()
    noise = [[*baskets[:-1], [int(i)]] for baskets, i in zip(lists, np.random.default_rng(3).integers(0, 30, 60), strict=True)]
    answers = []
    for customers, seed in ((lists, 0), (noise, 0), (lists, 1)):
        past = cut(made.of(customers, tmp_path), 1)
        answers.append(kind().fit(past, taught(settings, epochs=2, seed=seed)).scores(np.flatnonzero(CustomerOrders(past).number)))
    np.testing.assert_array_equal(*answers[:2])
    assert not np.array_equal(answers[0], answers[2])


@BOTH
@pytest.mark.parametrize("dates", [False, True])
def test_a_kept_net_gives_the_same_scores(tmp_path, kind, settings, dates):
    train = dated(shop(60, 100, 30, 0), 30) if dates else made.of(made.drawn(), tmp_path)
    model = kind(tmp_path / "net").fit(train, taught(settings, epochs=2))
    model.save(tmp_path / "elsewhere")
    for folder in ("net", "elsewhere"):
        kept = kind().load(tmp_path / folder, train)
        everybody = np.flatnonzero(model.orders.number)
        np.testing.assert_array_equal(model.scores(everybody), kept.scores(everybody))
        np.testing.assert_array_equal(model.days(everybody), kept.days(everybody))
        assert kept.settings == model.settings and kept.parameters == model.parameters > 30 * 16 * 3
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == {BEST, "net.json"}
    assert json.loads((tmp_path / "net" / "net.json").read_text())["settings"]["width"] == 16


@BOTH
def test_they_copy_habits_at_least_as_well_as_frequency(tmp_path, kind, settings):
    draw, lists = np.random.default_rng(5), []
    for _ in range(300):
        own = draw.choice(40, 3, replace=False)
        lists.append([sorted({int(draw.choice(own)), int(draw.integers(40))}) for _ in range(draw.integers(3, 8))])
    train = made.of(lists, tmp_path)
    past, (customers, wanted) = cut(train, 1), next_baskets(train, 1)
    asked = Asked(Cases(NEXT_BASKET, customers), wanted.indptr, wanted.indices)
    found = [
        score(model.fit(past, own).recommend(asked.cases, 3)[0], asked, 40, 40, 3).ndcg.mean()
        for model, own in ((kind(), taught(settings, epochs=8)), (PersonalFrequency(), None))
    ]
    assert found[0] > 0.97 * found[1], found


def test_their_ndcg_is_that_of_the_evaluation(tmp_path):
    settings = taught(GRU, epochs=1)
    model = GruNextBasket().fit(made.of(made.drawn(), tmp_path), settings)
    lesson = NextBasketLesson(model.orders, settings)
    moments = model.moments.pasts.now[lesson.kept] - 1
    wanted = model.orders.baskets[model.moments.pasts.order[moments]]
    asked = Asked(Cases(NEXT_BASKET, lesson.kept), wanted.indptr, wanted.indices)
    ids = best_of(model.scores_at(moments), 10)[0]
    with torch.inference_mode():
        found = lesson.validate(model.net, "cpu", SILENT)
    np.testing.assert_allclose(found, score(ids, asked, 30, 30).ndcg.mean())


def test_some_columns_are_those_of_all_scores(tmp_path):
    model = GruNextBasket().fit(made.of(made.drawn(), tmp_path), taught(GRU, epochs=1))
    batch = Moments(model.orders).batch(np.arange(9), model.moments.pasts.now[:9], "cpu")
    chosen = torch.tensor([0, 3, 4, 17, 29])
    with torch.inference_mode():
        state = model.net.states(batch)
        torch.testing.assert_close(model.net.scores_of(batch, state, chosen), model.net.scores(batch, state)[:, chosen])


def test_sizes_grow_and_suit_their_device():
    for module in (gru, transformer):
        parameters = []
        for size in SIZES:
            settings = module.sized(size, 500)
            parameters.append(settings.width * 500 + settings.hidden**2)
            assert settings.hidden % getattr(settings, "heads", 1) == 0
        assert parameters == sorted(set(parameters))
    assert pick_size(12_000, 70_000, "cpu") == "M" and pick_size(20_000, 500_000, "cpu") == "S"
    assert pick_size(20_000, 500_000, "cuda") == "L" and pick_size(100, 500, "cuda") == "M"


@BOTH
def test_one_customer_of_three_orders_is_enough_and_fewer_are_said_to_be_too_few(tmp_path, kind, settings):
    model = kind().fit(made.of([[[0, 1], [2], [0]]], tmp_path), taught(settings, epochs=1))
    ids, _ = model.recommend(Cases(NEXT_BASKET, np.array([0, -1])), 2)
    assert (ids >= 0).all()
    for train in (made.of([[[0, 1], [2]]], tmp_path), dated([[(0.0, [0])], [(3.0, [1])]], 2)):
        with pytest.raises(NothingToAnalyse):
            kind().fit(train, settings)
