"""Two makes of one thing, counted anew from the columns: not together, with the same companions, and by chance with everything else."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from test_sample import ordinary_baskets, together, untouched_orders

from assoc_engine.sample import SampleSettings, make_sample
from assoc_engine.sample import generate as generating

SETTINGS = SampleSettings(rows=120_000, seed=5)


@pytest.fixture(scope="module")
def shop():
    return make_sample(SETTINGS)


@pytest.fixture(scope="module")
def baskets(shop):
    return ordinary_baskets(shop)


def test_two_makes_hardly_ever_meet_where_chance_would_bring_them_together(shop, baskets):
    met, expected = [], []
    assert len(shop.truth["substitutes"]) == 7
    for pair in shop.truth["substitutes"]:
        orders, by_chance = together(baskets, pair["a"], pair["b"])
        assert abs(orders - pair["orders"]) <= 1  # an unreadable line, or a return
        assert 22 < by_chance < 32 and by_chance == pytest.approx(pair["chance_orders"], rel=0.25)
        assert orders < 0.4 * by_chance
        for make in ("a", "b"):
            assert sum(pair[make] in basket for basket in baskets) == pytest.approx(pair[f"{make}_orders"], rel=0.02)
        met.append(orders)
        expected.append(pair["probability"] * pair["chance_orders"])
    assert abs(sum(met) - sum(expected)) < 3 * np.sqrt(sum(expected))


def test_both_makes_go_with_the_same_companions(shop, baskets):
    everyone = [companion["code"] for pair in shop.truth["substitutes"] for companion in pair["companions"]]
    assert len(everyone) == len(set(everyone)) == 14
    for place, chance in enumerate((0.3, 0.2)):
        holding = []
        for pair in shop.truth["substitutes"]:
            companion = pair["companions"][place]
            assert companion["probability"] == chance
            for make in (pair["a"], pair["b"]):
                own = [companion["code"] in basket for basket in baskets if make in basket]
                assert abs(np.mean(own) - chance) < 4 * np.sqrt(chance * (1 - chance) / len(own)) + 0.01
                holding += own
        assert np.mean(holding) == pytest.approx(chance, abs=0.02)


def test_makes_of_different_things_meet_by_chance(shop, baskets):
    """Were lines that became one make never to become another in the same order, all makes would look like substitutes."""
    makes = [[pair["a"], pair["b"]] for pair in shop.truth["substitutes"]]
    others = [(a, b) for one, other in combinations(makes, 2) for a in one for b in other]
    popular = {code for pair in shop.truth["independents"] for code in (pair["a"], pair["b"])}
    others += [(make, code) for pair in makes for make in pair for code in sorted(popular)[:4]]
    found = np.array([together(baskets, a, b) for a, b in others])
    off = (found[:, 0] - found[:, 1]) / np.sqrt(found[:, 1])
    assert len(off) == 140 and np.abs(off).max() < 4
    assert 0.87 < found[:, 0].sum() / found[:, 1].sum() < 1.02  # a companion that is added leaves less room for others
    assert np.mean(off**2) < 1.5


def test_beside_makes_and_companions_everything_is_as_without(monkeypatch):
    settings = SampleSettings(rows=40_000, seed=3)
    dropped = {15, 16, 17, 18}  # these make things of what lines are left
    monkeypatch.setattr(generating, "STEPS", tuple(step for step in generating.STEPS if step[0] not in dropped))
    monkeypatch.setattr(generating, "truth_of", lambda draft, *given: draft.truth)
    shop = make_sample(settings)
    monkeypatch.setattr(generating, "STEPS", tuple(step for step in generating.STEPS if step[0] != 19))
    bare = make_sample(settings)
    one, other = untouched_orders(shop), untouched_orders(bare)
    planted = {code for pair in shop.truth["substitutes"] for code in (pair["a"], pair["b"], *(c["code"] for c in pair["companions"]))}
    assert len(planted) == 8
    assert all(items & planted or fewer for (_, items), fewer in (one - other).items())
    assert len(next(iter(shop.columns.values()))) == len(next(iter(bare.columns.values()))) == 40_000
    sold = [{order for order in sample.columns["Order number"] if not order.startswith("C")} for sample in (shop, bare)]
    assert len(sold[0]) == len(sold[1])


def test_small_shops_have_none_and_both_languages_the_same():
    assert make_sample(SampleSettings(rows=39_999)).truth["substitutes"] == []
    english, chinese = (make_sample(SampleSettings(rows=40_000, language=tongue)).truth["substitutes"] for tongue in ("en", "zh_CN"))
    assert len(english) == 2
    figures = ("a", "b", "probability", "a_orders", "b_orders", "orders", "chance_orders")
    assert [[pair[f] for f in figures] for pair in english] == [[pair[f] for f in figures] for pair in chinese]
    for one, other in zip(english, chinese, strict=True):
        assert [c["code"] for c in one["companions"]] == [c["code"] for c in other["companions"]]
        assert one["a_name"].startswith(one["words"]) and other["a_name"].startswith(other["words"])
        assert "一" <= other["words"][0] <= "鿿"
