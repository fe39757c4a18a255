"""What the sample plants over time and over series of things, counted anew from the columns; without planting it is not there."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

import numpy as np
import pytest
from test_sample import by_role, ordinary_baskets, untouched_orders

from assoc_engine.sample import SampleSettings, make_sample
from assoc_engine.sample import generate as generating

SETTINGS = SampleSettings(rows=60_000, seed=3)
PLANTED = (15, 16, 17)


@pytest.fixture(scope="module")
def shop():
    return make_sample(SETTINGS)


@pytest.fixture(scope="module")
def bare():
    """The same shop without what is planted here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generating, "STEPS", tuple(step for step in generating.STEPS if step[0] not in PLANTED))
        patch.setattr(generating, "truth_of", lambda *given: {})
        return make_sample(SETTINGS)


def visits(sample) -> dict[str, list[tuple[float, set[str]]]]:
    """Each known customer's orders in order of time: days, and the codes in the order. Returns are no visits."""
    cells, found, seen = by_role(sample), {}, defaultdict(set)
    for order, time, code, customer in zip(cells["order"], cells["time"], cells["code"], cells["customer"], strict=True):
        if customer and not order.startswith("C"):
            seen[order].add(code)
            if isinstance(time, datetime):
                found[order] = (time.timestamp() / 86_400, customer)
    people = defaultdict(list)
    for order, (day, customer) in found.items():
        people[customer].append((day, seen[order]))
    return {customer: sorted(own, key=lambda visit: visit[0]) for customer, own in people.items()}


def followed(people, a: str, b: str, days: float, spread: float) -> tuple[int, int]:
    """(customers who bought A and had not bought B, those of them who bought B about so many days after that)"""
    asked = came = 0
    for own in people.values():
        first = next((day for day, codes in own if a in codes), None)
        if first is None or any(b in codes for day, codes in own if day <= first):
            continue
        asked += 1
        came += any(b in codes and abs(day - first - days) <= spread + 0.01 for day, codes in own)
    return asked, came


def test_planted_sequences_are_in_the_data_at_their_figures_and_not_without_planting(shop, bare):
    people, control = visits(shop), visits(bare)
    assert len(shop.truth["sequences"]) == 8
    for sequence in shop.truth["sequences"]:
        window = sequence["days"], sequence["spread"]
        asked, came = followed(people, sequence["a"], sequence["b"], *window)
        wanted = sequence["probability"] * sequence["asked"]
        assert 0.5 * wanted - 10 < sequence["followed"] < wanted + 3 * np.sqrt(wanted), sequence
        assert 0.85 * sequence["followed"] <= came <= 1.15 * sequence["followed"] + 5, (sequence, came)
        assert asked > 1.2 * came
        _, by_chance = followed(control, sequence["a"], sequence["b"], *window)
        assert by_chance < 0.25 * came, (sequence, came, by_chance)
    assert sum(s["followed"] for s in shop.truth["sequences"]) > 250


def test_customers_with_a_rhythm_keep_it_and_others_do_not(shop, bare):
    people, rhythms = visits(shop), shop.truth["rhythms"]
    assert len(rhythms["customers"]) > 80 and len({entry["days"] for entry in rhythms["customers"]}) > 20
    for entry in rhythms["customers"]:
        days = np.array([day for day, _ in people[entry["customer"]]])
        assert entry["orders"] >= 6 and abs(len(days) - entry["orders"]) <= 2  # unreadable dates
        steps = (days - days[0]) / entry["days"]
        off = np.abs(steps - np.round(steps)) * entry["days"]
        assert np.quantile(off, 0.9) <= 2 * max(1.0, rhythms["spread"] * entry["days"]) + 1
        assert np.median(np.diff(days)) == pytest.approx(entry["days"], rel=0.2, abs=1.5), entry
    kept = {entry["customer"] for entry in rhythms["customers"]}
    assert unsteadiness(own for customer, own in people.items() if customer in kept) < 0.25
    assert unsteadiness(own for customer, own in people.items() if customer not in kept) > 0.7
    assert unsteadiness(visits(bare).values()) > 0.7


def unsteadiness(people) -> float:
    """The median, over customers of six visits and more, of the spread of the gaps beside their mean (1: by chance alone)."""
    gaps = [np.diff([day for day, _ in own]) for own in people if len(own) >= 6]
    return float(np.median([g.std() / g.mean() for g in gaps]))


def test_series_go_with_their_partners_the_new_things_as_the_older_ones(shop):
    baskets = ordinary_baskets(shop)
    shares = defaultdict(list)
    assert len(shop.truth["series"]) == 6
    for series in shop.truth["series"]:
        new, old = set(series["new"]), set(series["members"]) - set(series["new"])
        assert len(new) == 2 and len(old) == 6
        for place, partner in enumerate(series["partners"]):
            everywhere = np.mean([partner["code"] in basket for basket in baskets])
            for kind, things in (("new", new), ("old", old)):
                holding = [partner["code"] in basket for basket in baskets if basket & things]
                assert len(holding) > 20
                shares[kind, place] += holding
                chance = partner["probability"]
                assert np.mean(holding) > max(2 * everywhere, chance - 3.3 * np.sqrt(chance * (1 - chance) / len(holding)))
    for (_, place), holding in shares.items():
        probability = shop.truth["series"][0]["partners"][place]["probability"]
        assert np.mean(holding) == pytest.approx(probability, abs=3 * np.sqrt(0.25 / len(holding)) + 0.02)


def test_new_things_are_sold_from_their_first_day_on_and_bear_the_name_of_their_series(shop):
    cells, first, lines = by_role(shop), {}, Counter(by_role(shop)["code"])
    for time, code in zip(cells["time"], cells["code"], strict=True):
        if isinstance(time, datetime):
            first[code] = min(first.get(code, time), time)
    name = {product["code"]: product["name"] for product in shop.truth["products"]}
    for series in shop.truth["series"]:
        day = {code: start for start, codes in series["launched"].items() for code in codes}
        assert sorted(day.values()) == ["2025-05-01"] * 2 + ["2025-10-01"] * 2
        assert {code for code, start in day.items() if start == series["first_sold"]} == set(series["new"])
        for code in series["members"]:
            assert name[code].startswith(series["name"])
            assert (first[code] >= datetime.fromisoformat(day.get(code, "2024-01-01")))
            assert code in day or first[code] < datetime(2025, 1, 1)
            assert lines[code] > 5
        assert sum(lines[code] for code in series["members"]) == pytest.approx(series["orders"], rel=0.05)
        partners = {name[partner["code"]] for partner in series["partners"]}
        assert not any(word in partner for partner in partners for word in series["name"].split())


def test_without_planting_no_more_differs_than_was_planted(shop, bare):
    """Times and sizes stay; beside the lines of series and partners every order holds what it held."""
    one, other = untouched_orders(shop), untouched_orders(bare)
    series = {code for entry in shop.truth["series"] for code in entry["members"]}
    partners = {partner["code"] for entry in shop.truth["series"] for partner in entry["partners"]}
    assert len(series) == 48
    things = sum(entry["orders"] for entry in shop.truth["series"])
    given = sum(entry["orders"] * sum(p["probability"] for p in entry["partners"]) for entry in shop.truth["series"])
    changed = sum((one - other).values())
    assert 0.8 * (things + given) < changed < 1.2 * (things + given)
    assert all(items & (series | partners) or fewer for (_, items), fewer in (one - other).items())
    assert len(by_role(shop)["order"]) == len(by_role(bare)["order"])
    assert set(by_role(bare)["customer"]) and abs(len(set(by_role(shop)["customer"])) - len(set(by_role(bare)["customer"]))) < 20


@pytest.mark.parametrize("rows", [100, 2_000, 7_999])
def test_small_shops_have_none_of_it(rows):
    truth = make_sample(SampleSettings(rows=rows)).truth
    assert truth["sequences"] == [] and truth["series"] == [] and truth["rhythms"]["customers"] == []


def test_both_languages_plant_the_same(shop):
    other = make_sample(SampleSettings(rows=60_000, seed=3, language="zh_CN")).truth
    figures = ("a", "b", "days", "asked", "followed")
    assert [[s[f] for f in figures] for s in other["sequences"]] == [[s[f] for f in figures] for s in shop.truth["sequences"]]
    assert other["rhythms"] == shop.truth["rhythms"]
    assert [s["members"] for s in other["series"]] == [s["members"] for s in shop.truth["series"]]
    assert [[p["code"] for p in s["partners"]] for s in other["series"]] == [
        [p["code"] for p in s["partners"]] for s in shop.truth["series"]
    ]
    assert all("一" <= s["name"][0] <= "鿿" for s in other["series"])
