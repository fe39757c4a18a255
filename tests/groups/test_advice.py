"""What to do with a group follows from its orders: counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from made_groups import train_of

from assoc_engine.groups.advice import CAMPAIGN, PAGE, SHELF, advise, facts_of
from assoc_engine.models.splitting import basket_matrix
from assoc_engine.text import Text

EN = Text("en")

NAMES = [f"p{n}" for n in range(6)]


def facts(baskets, members, **kept):
    train = train_of(baskets, NAMES, **kept)
    return facts_of(train, basket_matrix(train), np.array(members), 2.5)


def of_months(months: list[tuple[int, int, list[int]]]):
    """(year, month, basket) each as one order."""
    return ([basket for *_, basket in months],
            [int(datetime(year, month, 9, tzinfo=UTC).timestamp()) for year, month, _ in months])  # fmt: skip


def two_years(season: tuple[int, ...], years=(2021, 2022)) -> list[tuple[int, int, list[int]]]:
    """Ten ordinary orders a month; of products 0 and 1 eight orders in the months of the season of the `years`, else one every third."""
    rows = []
    for year in (2021, 2022):
        for month in range(1, 13):
            own = 8 if month in season and year in years else month % 3 == 0
            rows += [(year, month, [2, 3])] * 10 + [(year, month, [0, 1])] * int(own)
    return rows


def test_facts_by_hand():
    found = facts([[0, 1], [0], [1, 2], [3], [0, 1, 2]], [0, 1, 2], customers=[0, 0, 1, 1, -1])
    assert found.orders == 4 and found.several == 3 / 4
    assert found.back == 0, "customer 0 bought nothing of it that he had not bought first; 1 came back for others"
    again = facts([[0], [1], [2], [2], [0]], [0, 1, 2], customers=[0, 0, 1, 1, 2])
    assert again.back == 1 / 3 and again.season is None
    assert np.isnan(facts([[0], [1]], [0, 1]).back)


def test_bought_together_stands_together_and_bought_apart_is_shown_on_the_page():
    kind, message = advise(facts([[0, 1]] * 3 + [[0]] * 7, [0, 1]))
    assert kind == SHELF and "30% of the 10 orders" in EN.say(message) and "2.5 times" in EN.say(message)
    kind, message = advise(facts([[0, 1]] + [[0]] * 9, [0, 1]))
    assert kind == PAGE and "10% of the 10 orders" in EN.say(message)
    kind, message = advise(facts([[0, 1]] + [[0], [1]] * 8, [0, 1], customers=[0] + [1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 11, 12]))
    assert kind == PAGE and "31% of the customers came back" in EN.say(message)


def test_a_season_that_comes_every_year_is_a_campaign():
    baskets, times = of_months(two_years((10, 11, 12)))
    kind, message = advise(facts(baskets, [0, 1], times=times))
    own, usual = 2 * 24, 2 * (24 + 30)
    assert kind == CAMPAIGN
    first, last = (datetime.fromtimestamp(message["values"][name], UTC) for name in ("first", "last"))
    assert (first.year, first.month, last.month) == (2022, 10, 12)
    np.testing.assert_allclose(message["values"]["share"], own / (own + 2 * 3))
    np.testing.assert_allclose(message["values"]["usual"], usual / (usual + 2 * (90 + 3)))


def test_what_was_strong_in_one_of_two_years_is_no_season():
    baskets, times = of_months(two_years((10, 11, 12), years=(2022,)))
    assert advise(facts(baskets, [0, 1], times=times))[0] == SHELF


def test_a_season_over_the_turn_of_the_year_is_one():
    baskets, times = of_months(two_years((12, 1, 2)))
    found = facts(baskets, [0, 1], times=times).season
    assert found.yearly and datetime.fromtimestamp(found.first, UTC).month == 12


def one_year(months_of_group: dict[int, int]):
    rows = []
    for month in range(1, 11):
        rows += [(2021, month, [2, 3])] * 10 + [(2021, month, [0, 1])] * months_of_group.get(month, 0)
    return of_months(rows)


def test_one_year_shows_a_season_that_ended_and_says_that_it_saw_it_once():
    baskets, times = one_year({2: 2, 3: 9, 4: 9, 5: 8, 7: 1, 9: 1})
    kind, message = advise(facts(baskets, [0, 1], times=times))
    assert kind == CAMPAIGN and "once only" in EN.say(message)


def test_a_novelty_and_what_is_gone_are_no_seasons():
    for months in ({8: 9, 9: 9, 10: 9, 3: 2}, {2: 9, 3: 9, 4: 9}):
        baskets, times = one_year(months)
        assert facts(baskets, [0, 1], times=times).season is None


def test_without_dates_or_with_a_few_months_there_is_no_season():
    baskets, times = one_year({2: 2, 3: 9, 4: 9, 5: 8, 7: 1, 9: 1})
    assert facts(baskets, [0, 1], times=times, dated=False).season is None
    few = [(b, t) for b, t in zip(baskets, times, strict=True) if t < datetime(2021, 7, 1, tzinfo=UTC).timestamp()]
    assert facts([b for b, _ in few], [0, 1], times=[t for _, t in few]).season is None
