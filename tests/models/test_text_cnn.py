"""The text CNN: it learns what names say of new products and nothing where they say nothing, and loads back to the same scores."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.models.alike_reasons import BOUGHT_WITH
from assoc_engine.models.contract import NEW_PRODUCT, PAGE, Cases, Train
from assoc_engine.models.reasons import POPULAR, SOLD
from assoc_engine.models.text_cnn import TextCnn, sized
from assoc_engine.models.text_lesson import TextLesson, Texts
from assoc_engine.models.text_net import TextCnnSettings, make_net
from assoc_engine.models.text_pieces import Pieces
from assoc_engine.models.training import TrainingSettings
from assoc_engine.progress import Cancelled, Progress
from tests.models.pages import history

SMALL = TextCnnSettings(
    width=16, letter=8, word=16, filters=12,
    training=TrainingSettings(epochs=12, batch=16, rate=0.01, patience=12, threads=1, device="cpu"),
)  # fmt: skip
SERIES = ("tea", "cake", "garden", "baby", "office", "bath")
THINGS = ("mug", "tray", "bag", "towel", "clock", "card", "tin")
PARTNERS = ("honey", "whisk", "seeds", "rattle", "stapler", "soap")  # what each series is bought with; no word is shared
ZH_SERIES = ("茉莉", "烘焙", "园艺", "母婴", "办公", "浴室")
ZH_THINGS = ("马克杯", "托盘", "手提袋", "毛巾", "时钟", "贺卡", "铁罐")
ZH_PARTNERS = ("蜂蜜", "打蛋器", "花籽", "摇铃", "订书机", "香皂")


def series_history(series=SERIES, things=THINGS, partners=PARTNERS, shuffle: int = -1, orders: int = 500) -> Train:
    """Each order holds two things of a series, its partner in three of four, and something else. `shuffle`: seed of names dealt out
    anew."""
    draw, texts = np.random.default_rng(0), [f"{one} {thing}" for one in series for thing in things] + list(partners)
    wide, baskets = len(things), []
    for _ in range(orders):
        one = int(draw.integers(len(series)))
        basket = (one * wide + draw.choice(wide, 2, replace=False)).tolist() + [int(draw.integers(len(texts)))]
        baskets.append(basket + [len(series) * wide + one] * bool(draw.random() < 0.75))
    if shuffle >= 0:
        texts = [texts[place] for place in np.random.default_rng(shuffle).permutation(len(texts))]
    return replace(history(baskets, len(texts)), texts=texts, names=texts)


def asked(*texts: str) -> Cases:
    return Cases(NEW_PRODUCT, np.full(len(texts), -1, np.int32), list(texts))


def first_partner(model: TextCnn, train: Train, series=SERIES, thing: str = "lantern", partners=PARTNERS) -> float:
    """The share of series whose partner is the first of the list of a new thing of it."""
    ids, _ = model.recommend(asked(*(f"{one} {thing}" for one in series)), 1)
    return np.mean([train.texts[first] == partner for first, partner in zip(ids[:, 0], partners, strict=True)])


@pytest.mark.parametrize("seed", range(5))
def test_a_new_product_of_a_series_gets_its_partner_and_shuffled_names_teach_nothing(seed):
    settings = replace(SMALL, training=replace(SMALL.training, seed=seed))
    train = series_history()
    assert first_partner(TextCnn().fit(train, settings), train) >= 5 / 6
    # Dealt out anew, names say nothing; one partner in 48 products would be right by chance.
    control = series_history(shuffle=seed)
    assert first_partner(TextCnn().fit(control, settings), control) <= 2 / 6


def test_chinese_names_are_read():
    train = series_history([f"{one}款" for one in ZH_SERIES], ZH_THINGS, ZH_PARTNERS)
    train = replace(train, texts=[text.replace(" ", "") for text in train.texts])
    model = TextCnn().fit(train, SMALL)
    texts = [f"新{one}灯笼" for one in ZH_SERIES]
    ids, _ = model.recommend(asked(*texts), 1)
    assert np.mean([train.texts[first] == partner for first, partner in zip(ids[:, 0], ZH_PARTNERS, strict=True)]) >= 5 / 6


def test_it_learns_a_tiny_history_by_heart():
    texts = ["red mug", "blue plate", "green lamp", "white chair", "black table", "pink towel", "grey clock", "gold vase", "odd thing",
             "other"]
    train = replace(history([[0, 1], [2, 3], [4, 5], [6, 7]] * 20 + [[8, 9]], 10), texts=texts, names=texts)
    settings = replace(SMALL, dropout=0.0, lost_words=0.0, kept=0.01, training=replace(SMALL.training, epochs=60, patience=60))
    loss = TextCnn().fit(train, settings).curve.loss
    assert loss[-1] < 0.05 * loss[0], "each thing has one partner: nothing is left to be unsure of"


@pytest.fixture(scope="module")
def fitted():
    train = series_history()
    return TextCnn().fit(train, replace(SMALL, training=replace(SMALL.training, epochs=8))), train


def test_lists_keep_the_contract(fitted):
    model, train = fitted
    keys = np.arange(train.products, dtype=np.int32)
    exclude = [np.array([(key + 1) % len(keys), (key + 5) % len(keys)]) for key in keys]
    ids, scores = model.recommend(Cases(PAGE, keys), 47, exclude)
    assert ids.dtype == np.int32 and np.array_equal(ids < 0, np.isneginf(scores))
    for key in keys:
        named = ids[key][ids[key] >= 0].tolist()
        assert len(named) == len(set(named)) == 45 and not {key, *exclude[key]} & set(named)
        assert (np.diff(scores[key][: len(named)]) <= 0).all()
    np.testing.assert_allclose(model.scores(keys).sum(axis=1), 1, atol=1e-5)


def test_answers_do_not_depend_on_company(fitted):
    model, _ = fitted
    texts = ["tea pot", "a very long name of a garden chair with many words that nobody said", "", "soap"]
    together = model.text_scores(texts)
    np.testing.assert_allclose(together, np.concatenate([model.text_scores([text]) for text in texts]), atol=1e-6)
    ids, _ = model.recommend(asked("soap", *texts, "soap"), 3)
    assert ids[0].tolist() == ids[-1].tolist() == ids[4].tolist()


def test_what_shares_nothing_gets_the_best_sellers(fitted):
    model, train = fitted
    popular = np.argsort(-train.counts, kind="stable")[:5]
    for text in ("qqq zzz", "", "!!", "4711 12345", "全新商品"):
        ids, scores = model.recommend(asked(text), 5)
        assert ids[0].tolist() == popular.tolist(), text
        np.testing.assert_allclose(scores[0], train.counts[popular] / train.counts.sum())
    ids, _ = model.recommend(asked("qqq zzz"), 5, [popular[:1]])
    assert popular[0] not in ids


def test_nothing_never_sold_is_recommended_and_its_page_answers_by_its_text(fitted):
    _, train = fitted
    wider = replace(train, texts=[*train.texts, "tea lantern"], names=[*train.names, "tea lantern"],
                    category=np.append(train.category, -1), price=np.append(train.price, np.nan))  # fmt: skip
    model = TextCnn().fit(wider, replace(SMALL, training=replace(SMALL.training, epochs=3)))
    new = train.products
    page, of_text = (model.recommend(cases, 48)[0] for cases in (Cases(PAGE, np.array([new])), asked("tea lantern")))
    assert page.tolist() == of_text.tolist() and new not in page
    assert model.vectors.shape == (new + 1, 16)


def test_a_reason_names_a_product_like_the_new_one_and_counts_orders(fitted):
    model, train = fitted
    ids, _ = model.recommend(asked("tea lantern", "qqq"), 5)
    found = model.reasons(asked("tea lantern", "qqq"), ids)
    said = [[found.message((row, place), train.names).get("message") for place in range(5)] for row in range(2)]
    assert set(said[1]) <= {POPULAR, SOLD}
    place = said[0].index(BOUGHT_WITH)
    because, other = int(found.because[0, place]), int(ids[0, place])
    orders = [set(train.items[low:high].tolist()) for low, high in zip(train.start[:-1], train.start[1:])]
    assert found.out_of[0, place] == sum(because in order for order in orders)
    assert found.count[0, place] == sum({because, other} <= order for order in orders)
    assert train.texts[because].startswith("tea")
    assert found.message((0, place), train.names)["values"]["because"] == train.names[because]


def test_a_kept_net_gives_the_same_scores(fitted, tmp_path):
    model, train = fitted
    model.save(tmp_path / "kept")
    kept = TextCnn().load(tmp_path / "kept", train)
    texts = ["tea lantern", "qqq", "garden soap"]
    np.testing.assert_array_equal(model.text_scores(texts), kept.text_scores(texts))
    np.testing.assert_array_equal(model.scores(np.arange(48)), kept.scores(np.arange(48)))
    np.testing.assert_array_equal(model.vectors, kept.vectors)
    assert kept.parameters == model.parameters > 48 * 16 * 2
    assert json.loads((tmp_path / "kept" / "net.json").read_text(encoding="utf-8"))["settings"]["width"] == 16


def test_the_same_seed_gives_the_same_net_and_another_another():
    train, quick = series_history(orders=120), replace(SMALL, training=replace(SMALL.training, epochs=2))
    one, same = (TextCnn().fit(train, quick) for _ in range(2))
    other = TextCnn().fit(train, replace(quick, training=replace(quick.training, seed=1)))
    np.testing.assert_array_equal(one.vectors, same.vectors)
    assert (one.curve.loss, one.curve.figure) == (same.curve.loss, same.curve.figure)
    assert one.curve.loss != other.curve.loss


@pytest.mark.parametrize("texts", [[""] * 4, ["mug"] * 4, ["!!", "??", "-", "…"]])
def test_names_that_tell_nothing_apart_are_a_message(texts):
    train = replace(history([[0, 1], [2, 3], [0, 2]] * 5, 4), texts=texts, names=texts)
    with pytest.raises(NothingToAnalyse, match="tell them apart"):
        TextCnn().fit(train, SMALL)


def test_one_product_or_no_joint_order_is_a_message():
    for baskets, products in (([[0]] * 5, 1), ([[0], [1], [2]], 3), ([], 3)):
        with pytest.raises(NothingToAnalyse):
            TextCnn().fit(history(baskets, products), SMALL)


def test_names_of_figures_alone_are_learnt_or_get_the_best_sellers():
    texts = [str(1000 + number) for number in range(12)]
    train = replace(history([[0, 1, 2], [3, 4], [5, 6, 7], [8, 9], [10, 11], [0, 2]] * 5, 12), texts=texts, names=texts)
    model = TextCnn().fit(train, replace(SMALL, training=replace(SMALL.training, epochs=2)))
    popular = np.argsort(-train.counts, kind="stable")[:3]
    assert model.recommend(asked("9999"), 3)[0][0].tolist() == popular.tolist()
    assert (model.recommend(asked("1003"), 3)[0] >= 0).all()


def test_cancel_is_heard():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        TextCnn().fit(series_history(orders=50), SMALL, progress)


def lesson_of(train: Train, settings: TextCnnSettings):
    known = np.flatnonzero(train.counts)
    texts = [train.texts[number] for number in known]
    pieces = Pieces.of(texts)
    lesson = TextLesson(train, known, Texts(*pieces.read(texts)), settings, Progress())
    torch.manual_seed(0)
    return lesson, make_net(len(pieces.characters), len(pieces.words), np.log(lesson.popularity).astype(np.float32), settings).eval()


def test_drawn_products_give_the_loss_of_all_on_average():
    """The logQ correction: without it the products drawn most often would count several times."""
    whole = replace(SMALL, lost_own=1.0)
    train = series_history()
    lesson, net = lesson_of(train, whole)
    some = np.arange(12)
    drawn, _ = lesson_of(train, replace(whole, drawn=40))
    with torch.inference_mode():
        expected = float(lesson.loss(net, some, "cpu"))
        found = [float(drawn.loss(net, some, "cpu")) for _ in range(400)]
    assert np.mean(found) == pytest.approx(expected, rel=0.02)
    assert len(drawn._offered()[0]) < 48


def test_its_validation_is_ndcg_of_the_orders_of_the_products_sold_last():
    train = series_history(orders=150)
    lesson, net = lesson_of(train, SMALL)
    order = np.repeat(np.arange(train.orders), np.diff(train.start))
    first = np.array([order[train.items == product].min() for product in range(train.products)])
    assert first[lesson.kept].min() >= np.sort(first)[-len(lesson.kept)] and len(lesson.kept) == 5
    gains = []
    with torch.inference_mode():
        scores = net.scores(lesson.texts.read(net, lesson.kept, "cpu")).numpy()
    for place, wanted in zip(lesson.asks.tolist(), lesson.wanted):
        own = int(lesson.kept[place])
        assert own not in wanted.indices
        row = scores[place].copy()
        row[own] = -np.inf
        hits = np.isin(np.argsort(-row, kind="stable")[:10], wanted.indices)
        best = (1 / np.log2(np.arange(2, min(wanted.nnz, 10) + 2))).sum()
        gains.append((hits / np.log2(np.arange(2, 12))).sum() / best)
    with torch.inference_mode():
        assert lesson.validate(net, "cpu", Progress()) == pytest.approx(np.mean(gains))


def test_sizes_grow():
    train = series_history(orders=60)
    found = [TextCnn().fit(train, replace(settings, training=replace(settings.training, epochs=1, device="cpu"))).parameters
             for settings in (sized(size, 48) for size in "SML")]  # fmt: skip
    assert found == sorted(found) and len(set(found)) == 3
