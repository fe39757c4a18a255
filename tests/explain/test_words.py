"""Which words carry a score: exact Shapley values, words of scripts without blanks, and the pointing game on a sample shop."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from assoc_engine.explain.reading import ALIKE, read_words
from assoc_engine.explain.words import MOST, blanked, shapley, spans_of
from assoc_engine.models.splitting import before
from tests.explain.pointed import net_of_names, point, point_withheld
from tests.models.sampled import Shop, misnamed, shop

TEXT = "red tin box big"


def by_all_orders(value, count: int) -> np.ndarray:
    """The definition: what each brings when it comes to those before it, averaged over all orders of coming."""
    found, orders = np.zeros(count), list(permutations(range(count)))
    for order in orders:
        for place, one in enumerate(order):
            found[one] += value(frozenset(order[: place + 1])) - value(frozenset(order[:place]))
    return found / len(orders)


def scored(value):
    """A score of texts from one of the set of words that stand."""
    words = TEXT.split()
    return lambda texts: np.array([value(frozenset(n for n, word in enumerate(words) if word in text.split())) for text in texts], float)


@pytest.mark.parametrize("seed", range(5))
def test_values_are_those_of_the_definition(seed):
    drawn = np.random.default_rng(seed).normal(size=16)
    value = lambda held: drawn[sum(1 << n for n in held)]
    found, whole = shapley(scored(value), TEXT, spans_of(TEXT, [TEXT]))
    assert found == pytest.approx(by_all_orders(value, 4)) and found.sum() == pytest.approx(whole)
    assert whole == pytest.approx(drawn[15] - drawn[0])


def test_two_words_that_say_the_same_share_what_neither_loses_alone():
    found, _ = shapley(scored(lambda held: float(bool(held & {0, 2}))), TEXT, spans_of(TEXT, [TEXT]))
    assert found == pytest.approx([0.5, 0, 0.5, 0])


def test_a_blanked_word_leaves_the_others_where_they_are():
    text = "Mug, cream 'n blue"
    spans = spans_of(text, [text])
    assert [text[low:high] for low, high in spans] == ["Mug", "cream", "n", "blue"]
    assert blanked(text, spans, [0, 1, 2, 3]) == text and blanked(text, spans, [1]) == " , cream '   "
    assert [text[low:high] for text in ["Children's 50's kit"] for low, high in spans_of(text, [text])] == ["Children's", "50's", "kit"]


def test_words_without_blanks_between_them_are_what_names_share():
    texts = ["月光系列小夜灯", "月光系列墙贴", "月光系列风铃", "星空系列风铃", "保温杯500ml（红色）", "玻璃杯（红色）"]
    found = [[text[low:high] for low, high in spans_of(text, texts)] for text in texts]
    assert found[2] == ["月光系列", "风铃"] and found[0] == ["月光系列", "小夜灯"]
    assert found[4] == ["保温杯", "500ml", "红色"]


def test_of_a_long_text_what_comes_last_is_one_word():
    text = " ".join(f"w{number}" for number in range(30))
    spans = spans_of(text, [text])
    assert len(spans) == MOST and text[spans[-1][0] : spans[-1][1]].split() == [f"w{number}" for number in range(MOST - 1, 30)]


@pytest.fixture(scope="module")
def sold() -> Shop:
    return shop(20_000, 0, withheld=5)


@pytest.fixture(scope="module")
def net(sold):
    return net_of_names(before(sold.train, min(day for *_, day in sold.withheld)), seed=0, epochs=20)


def test_the_strongest_word_is_a_planted_one(sold, net):
    found = point(sold, net)
    assert found.shapley >= 0.9 and found.unsold >= 0.9 and found.chance <= 0.5, found


def test_it_is_not_where_the_names_were_dealt_out(sold):
    found = net_of_names(before(misnamed(sold.train), sold.launch), seed=0, epochs=8)
    assert point(sold, found).shapley <= 0.7 and point_withheld(sold, found).words <= 0.75


def test_a_reading_is_the_nets_own_score_and_what_it_becomes(sold, net):
    texts, (old, _, partners) = sold.train.texts, sold.series[0]
    thing, partner = old[0], partners[0]
    found = read_words(net, texts, thing, partner)
    spans = spans_of(texts[thing], texts)
    goal = net.place[partner]
    whole, bare = net.log_chances([texts[thing], blanked(texts[thing], spans, [])])[:, goal]
    assert found.figure == pytest.approx(np.exp(whole - bare), rel=1e-4)
    assert found.values.sum() == pytest.approx(np.log(found.figure), rel=1e-4)
    left = texts[thing].replace(found.strongest, " ")
    chances = net.log_chances([left])[0]
    assert found.without[0] == pytest.approx(np.exp(chances[goal] - bare), rel=1e-4)
    rivals = [number for number in range(len(net.known)) if net.known[number] != thing]
    assert found.without[1] == 1 + sum(chances[number] > chances[goal] for number in rivals) and found.of == len(rivals)
    assert found.speaks and found.without[1] > found.place


def test_the_strongest_word_of_a_pair_kept_apart_so_far_is_a_planted_one(sold, net):
    found = point_withheld(sold, net)
    assert found.words >= 0.8 and found.chance <= 0.6 and found.place <= 0.1 * sold.train.products, found


def test_the_likeness_of_two_names_and_what_it_becomes(sold, net):
    texts, (one, other, _) = sold.train.texts, sold.withheld[0]
    found, spans = read_words(net, texts, one, other, ALIKE), spans_of(texts[one], texts)
    cosine = lambda u, v: float(u @ v / np.linalg.norm(u) / np.linalg.norm(v))
    goal, bare, left = net.read([texts[other], blanked(texts[one], spans, []), texts[one].replace(found.strongest, " ")])
    assert found.figure == pytest.approx(cosine(net.vectors[one], goal), rel=1e-4)
    assert found.values.sum() == pytest.approx(found.figure - cosine(bare, goal), abs=1e-4)
    assert found.without[0] == pytest.approx(cosine(left, goal), rel=1e-4)
    others = [number for number in net.known.tolist() if number != one]
    assert found.place == 1 + sum(cosine(net.vectors[one], net.vectors[number]) > found.figure + 1e-7 for number in others)
