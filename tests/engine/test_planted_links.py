"""A made shop's links, anti-links and grades: what was planted is found and proven, and a channel of collective orders changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from made import table_of

from assoc_engine.baskets import Baskets, make_baskets
from assoc_engine.cleaning import clean
from assoc_engine.rules.anti import AntiLinks, find_anti_links
from assoc_engine.rules.collective import Lines, find_collective, set_aside
from assoc_engine.rules.links import LinkTable, find_links
from assoc_engine.rules.verdicts import A, B
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.settings import CleanSettings, LinkSettings


@dataclass(frozen=True)
class Told:
    baskets: Baskets
    links: LinkTable
    apart: AntiLinks
    aside: int

    @property
    def anti(self) -> LinkTable:
        return self.apart.links

    def pairs(self, table: LinkTable, least: int) -> dict[frozenset[str], int]:
        """Codes of the pairs of this grade or a better one → row."""
        code = self.baskets.products.code
        return {frozenset((code[table.a[row]], code[table.b[row]])): row for row in np.flatnonzero(table.grade >= least).tolist()}

    def grades(self, table: LinkTable) -> dict[frozenset[str], int]:
        return {pair: int(table.grade[row]) for pair, row in self.pairs(table, B).items()}


@pytest.fixture(scope="module")
def truth_and_table(tmp_path_factory):
    path, sample = tmp_path_factory.mktemp("shop") / "shop.csv", make_sample(SampleSettings(rows=50_000, seed=1))
    write_sample(sample, path)
    return sample.truth, table_of(path)


def told_of(table, **settings) -> Told:
    kept, _ = clean(table, CleanSettings(**settings))
    baskets = make_baskets(kept)
    aside = set_aside(find_collective(baskets, Lines.of(table, kept, baskets)), baskets.orders)
    links = find_links(baskets, LinkSettings(), aside=aside)
    return Told(baskets, links, find_anti_links(baskets, links, aside=aside), int(aside.sum()))


@pytest.fixture(scope="module")
def told(truth_and_table) -> Told:
    return told_of(truth_and_table[1])


def both(plant: dict) -> frozenset[str]:
    return frozenset((plant["a"], plant["b"]))


def test_complements_are_proven_and_pairs_that_meet_by_chance_are_not(truth_and_table, told):
    truth, found = truth_and_table[0], told.pairs(told.links, B)
    strong = [plant for plant in truth["complements"] if plant["expected_orders"] >= 2 * plant["chance_orders"] + 10]
    assert len(strong) >= 25 and not [plant for plant in strong if both(plant) not in found]
    proven = told.pairs(told.links, A)
    assert sum(both(plant) in proven for plant in strong) >= 0.9 * len(strong)
    assert not [plant for plant in truth["independents"] if both(plant) in found]


def test_substitutes_are_bought_instead_of_each_other_and_have_their_companions_in_common(truth_and_table, told):
    truth, found = truth_and_table[0], told.pairs(told.anti, B)
    assert len(truth["substitutes"]) == 3
    for plant in truth["substitutes"]:
        row = found[both(plant)]
        assert told.anti.counted[row] < 0.4 * told.anti.expected[row] and told.anti.adjusted_high[row] < 0.8
        assert told.apart.companions[row] >= len(plant["companions"]) and told.apart.instead[row]
    assert set(told.pairs(told.anti, A)) <= {both(plant) for plant in truth["substitutes"]}


def test_a_channel_of_collective_orders_changes_no_grade(truth_and_table, told):
    """As if it had never been in the file: not even the periods that chance is held against may see it."""
    truth, table = truth_and_table
    assert told.aside == len(truth["collective"]["orders"])
    without = told_of(table, exclude_orders_with=(truth["collective"]["marker_code"],))
    assert told.grades(told.links) == without.grades(without.links)
    assert told.grades(told.anti) == without.grades(without.anti)
    kept = told.grades(find_links(told.baskets, LinkSettings()))
    assert len(kept.items() ^ told.grades(told.links).items()) > 30, "what the channel would do, were it not set aside"
