"""The tf-idf neighbours, by hand: the cosine of runs of letters, what like-named products were bought with, popularity for the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.models.alike_reasons import ALIKE, BOUGHT_WITH, FEW
from assoc_engine.models.contract import NEW_PRODUCT, Cases
from assoc_engine.models.reasons import POPULAR, SOLD
from assoc_engine.models.tfidf import NAMES, TIES, TfIdfNeighbours, TfIdfSettings
from tests.models.pages import history

TEXTS = ["red mug", "blue mug", "tea tray", "honey", "soap", "never sold mug"]
BASKETS = [[0, 3], [0, 3], [1, 3], [1, 2, 4], [2, 4], [4], [4], [4, 0, 2, 3]]


def train(texts=TEXTS):
    return replace(history(BASKETS, len(texts)), texts=texts, names=texts)


def asked(*texts: str) -> Cases:
    return Cases(NEW_PRODUCT, np.full(len(texts), -1, np.int32), list(texts))


def runs(text: str) -> list[str]:
    padded = [f" {word} " for word in text.split()]
    return [word[at : at + size] for word in padded for size in (2, 3, 4) for at in range(len(word) - size + 1)]


def vector(text: str, known: list[str]) -> dict[str, float]:
    found, held = runs(text), [set(runs(other)) for other in known]
    weights = {
        run: (1 + np.log(found.count(run))) * (np.log((1 + len(known)) / (1 + times)) + 1)
        for run in set(found)
        if (times := sum(run in other for other in held))
    }
    length = np.sqrt(sum(value**2 for value in weights.values()))
    return {run: value / length for run, value in weights.items()}


def test_likeness_is_the_cosine_of_tf_idf():
    model, known = TfIdfNeighbours().fit(train()), TEXTS[:5]
    new = "Green  ＭＵＧ"
    mine = vector("green mug", known)
    expected = [sum(value * other.get(run, 0) for run, value in mine.items()) for other in (vector(text, known) for text in known)]
    np.testing.assert_allclose(model.likeness([new])[0], expected, atol=1e-9)
    assert expected[0] > 0 and expected[3] == 0


def test_it_ranks_what_like_named_products_were_bought_with():
    model = TfIdfNeighbours().fit(train(), TfIdfSettings(power=2.0))
    like = model.likeness(["green mug"])[0] ** 2
    shares = np.zeros((5, 5))
    for a in range(5):
        weights = [(1 / np.sqrt(max(len(basket) - 1, 1)), basket) for basket in BASKETS if a in basket]
        for b in range(5):
            shares[a, b] = sum(w for w, basket in weights if b in basket and a != b) / sum(w for w, _ in weights)
    expected = like @ shares / like.sum() + TIES * train().counts[:5] / train().counts.max()
    np.testing.assert_allclose(model.scores(["green mug"])[0], expected, rtol=1e-5)
    ids, _ = model.recommend(asked("green mug"), 5)
    assert ids[0].tolist() == np.argsort(-expected, kind="stable").tolist() and ids[0, 0] == 3
    assert 5 not in model.recommend(asked("green mug"), 6)[0], "what was never sold is not recommended"


def test_by_names_alone_the_likest_come_first():
    model = TfIdfNeighbours().fit(train(), TfIdfSettings(NAMES))
    assert model.recommend(asked("green mug"), 5)[0][0, :2].tolist() == [0, 1]


@pytest.mark.parametrize("texts", [TEXTS, [""] * 6, ["same"] * 6, [str(number) for number in range(6)]])
def test_what_is_like_none_gets_the_best_sellers(texts):
    model, popular = TfIdfNeighbours().fit(train(texts)), np.argsort(-train().counts, kind="stable")[:5]
    for text in ("qqq", "", "!"):
        assert model.recommend(asked(text), 5)[0][0].tolist() == popular.tolist()
    assert model.recommend(asked("qqq"), 5, [popular[:2]])[0][0].tolist() == [*popular[2:], -1, -1]


def test_chinese_names_are_alike_by_their_characters():
    texts = ["茉莉花茶", "白瓷盖碗", "竹茶盘", "蜂蜜", "香皂", "x"]
    assert TfIdfNeighbours().fit(train(texts)).likeness(["茉莉绿茶"])[0].argmax() == 0


def told(baskets, new: str, *listed: int) -> list[dict]:
    past = replace(history(baskets, 6), texts=TEXTS, names=TEXTS)
    found = TfIdfNeighbours().fit(past).reasons(asked(new), np.array([listed], np.int32))
    return [found.message((0, place), TEXTS) for place in range(len(listed))]


def test_reasons_name_the_likest_that_was_bought_with_it():
    honey, blue, nothing = told(BASKETS * 2, "green mug", 3, 1, -1)
    # Both mugs were bought with honey: the red one in 6 of its 6 orders, the blue one in 2 of 4.
    assert honey == {"message": BOUGHT_WITH, "values": {"count": 6, "out_of": 6, "because": "red mug"}}
    assert blue == {"message": ALIKE, "values": {}} and nothing == {}


def test_a_reason_of_few_orders_says_so():
    (honey,) = told(BASKETS, "green mug", 3)
    assert honey == {"message": FEW, "values": {"count": 3, "out_of": 3, "because": "red mug"}}, "an order or two prove nothing"
    # Of the 6 orders with a red mug one holds honey: the blue one, alike but of 5 orders with 2, is the firm one.
    rare = [[0, 3]] + [[0]] * 5 + [[4]] * 90
    assert told(rare, "red mug", 3)[0]["message"] == FEW
    assert told(rare + [[1, 3]] * 2 + [[1]] * 3, "red mug", 3)[0] == {
        "message": BOUGHT_WITH, "values": {"count": 2, "out_of": 5, "because": "blue mug"},
    }  # fmt: skip


def test_what_is_bought_with_it_by_chance_alone_is_told_by_its_sales():
    """Honey is in 58 of 100 orders and in 6 of the red mug's 10: that is no link."""
    baskets = [[0, 3]] * 6 + [[0]] * 4 + [[3]] * 52 + [[4]] * 36 + [[2]] * 2
    assert told(baskets, "green mug", 3, 2) == [
        {"message": POPULAR, "values": {"count": 58, "out_of": 100}},
        {"message": SOLD, "values": {"count": 2, "out_of": 100}},
    ]
    assert [reason["message"] for reason in told(baskets, "qqq", 3, 2)] == [POPULAR, SOLD]


def test_nothing_sold_gives_empty_lists_and_settings_are_kept(tmp_path):
    nothing = replace(history([], 3), time=np.empty(0, np.int64))
    ids, scores = TfIdfNeighbours().fit(nothing).recommend(asked("mug"), 2)
    assert (ids == -1).all() and np.isneginf(scores).all()
    model = TfIdfNeighbours().fit(train(), TfIdfSettings(NAMES, 5.0))
    model.save(tmp_path)
    kept = TfIdfNeighbours().load(tmp_path, train())
    assert kept.settings == model.settings
    np.testing.assert_array_equal(kept.scores(TEXTS), model.scores(TEXTS))
