"""Complements kept apart at first, counted anew from the columns; a shop without them is the same in everything else."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from test_sample import by_role, untouched_orders

from assoc_engine.errors import SettingError
from assoc_engine.sample import SampleSettings, make_sample

SETTINGS = SampleSettings(rows=60_000, seed=3, withheld=16)


@pytest.fixture(scope="module")
def shop():
    return make_sample(SETTINGS)


@pytest.fixture(scope="module")
def bare():
    return make_sample(SampleSettings(rows=60_000, seed=3))


def dated_orders(sample) -> list[tuple[datetime, set[str]]]:
    """Day and codes of each ordinary order whose day can be read."""
    cells, found = by_role(sample), {}
    aside = set(sample.truth["collective"]["orders"])
    for order, time, code in zip(cells["order"], cells["time"], cells["code"], strict=True):
        if order not in aside and not order.startswith("C") and isinstance(time, datetime):
            found.setdefault(order, (time, set()))[1].add(code)
    return list(found.values())


def test_pairs_are_kept_apart_and_sold_together_from_their_day_on(shop):
    orders, shares = dated_orders(shop), []
    assert len(shop.truth["withheld"]) == 16 and len({w["words"] for w in shop.truth["withheld"]}) == 16
    assert [w["from"] for w in shop.truth["withheld"]].count("2025-10-01") == 8
    for pair in shop.truth["withheld"]:
        day, both = datetime.fromisoformat(pair["from"]), {pair["a"], pair["b"]}
        assert not [1 for time, codes in orders if time < day and both <= codes]
        late = [codes for time, codes in orders if time >= day and pair["a"] in codes]
        together = [codes for codes in late if pair["b"] in codes]
        assert len(together) >= 5 and abs(len(together) - pair["orders"]) <= 1
        assert pair["a_orders"] == 120 and pair["a_name"].startswith(pair["words"]) and pair["b_name"].startswith(pair["words"])
        shares.append((len(together), len(late)))
    together, late = np.sum(shares, axis=0)
    assert together / late == pytest.approx(0.7, abs=0.06)


def test_both_things_go_with_the_same_partners_long_before(shop):
    orders, partners = [codes for time, codes in dated_orders(shop) if time < datetime(2025, 5, 1)], []
    for place, chance in enumerate((0.5, 0.35)):
        holding = []
        for pair in shop.truth["withheld"]:
            partner = pair["partners"][place]
            partners.append(partner["code"])
            assert partner["probability"] == chance
            for thing in (pair["a"], pair["b"]):
                holding += [partner["code"] in codes for codes in orders if thing in codes]
        assert np.mean(holding) == pytest.approx(chance, abs=0.05)
    series = {code for one in shop.truth["series"] for code in (*one["members"], *(p["code"] for p in one["partners"]))}
    assert len(set(partners)) == 32 and not set(partners) & series


def test_beside_the_pairs_and_their_partners_everything_is_as_without(shop, bare):
    one, other = untouched_orders(shop), untouched_orders(bare)
    planted = {code for pair in shop.truth["withheld"] for code in (pair["a"], pair["b"], *(p["code"] for p in pair["partners"]))}
    assert all(items & planted or fewer for (_, items), fewer in (one - other).items())
    for key in ("complements", "independents", "series"):
        assert shop.truth[key] == bare.truth[key], key
    assert len(by_role(shop)["order"]) == len(by_role(bare)["order"]) and bare.truth["withheld"] == []
    assert not any("Blue Willow" in product["name"] for product in bare.truth["products"])


def test_categories_hold_every_product_once(shop):
    codes = [code for own in shop.truth["categories"].values() for code in own]
    assert sorted(codes) == sorted(product["code"] for product in shop.truth["products"])
    category = {product["code"]: product["category"] for product in shop.truth["products"]}
    assert all(category[code] == name for name, own in shop.truth["categories"].items() for code in own)


def test_small_shops_have_fewer_and_both_languages_the_same():
    assert make_sample(SampleSettings(rows=3_000, withheld=16)).truth["withheld"] == []
    english, chinese = (make_sample(SampleSettings(rows=20_000, withheld=16, language=tongue)).truth["withheld"]
                        for tongue in ("en", "zh_CN"))  # fmt: skip
    assert len(english) == 5
    figures = ("a", "b", "from", "a_orders", "b_orders", "orders")
    assert [[pair[f] for f in figures] for pair in english] == [[pair[f] for f in figures] for pair in chinese]
    assert all(pair["a_name"].startswith(pair["words"]) and "一" <= pair["words"][0] <= "鿿" for pair in chinese)
    with pytest.raises(SettingError) as error:
        make_sample(SampleSettings(withheld=17))
    assert error.value.values["name"] == "withheld"
