"""Products in between, held against counting by hand; none where orders were dealt out by chance."""

from __future__ import annotations

import itertools
from math import log

import numpy as np
import pytest

from assoc_engine.explain.counted import Counted
from assoc_engine.explain.neighbours import BOTH, LIKE_A, association, likeness, sisters
from assoc_engine.models.splitting import before
from assoc_engine.rules.tails import upper_tail
from tests.explain.analysed import BREAD, BUTTER, CUP, JAM, NAMES, POT, analysed, number_of, shop_rows
from tests.explain.pointed import between_withheld, partners_of
from tests.models.sampled import shop


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return analysed(tmp_path_factory.mktemp("shop"), shop_rows())


@pytest.fixture(scope="module")
def counted(workspace):
    return Counted(workspace)


def baskets_of(counted) -> list[set[int]]:
    start, items = counted.tested.start.tolist(), counted.tested.items
    return [set(items[low:high].tolist()) for low, high in itertools.pairwise(start)]


def rows_by_hand(counted) -> np.ndarray:
    """products × products: log(joint / expected) where chance gives as many in 1 of 1,000 cases at most."""
    baskets, found = baskets_of(counted), np.zeros((counted.products, counted.products))
    for a in range(counted.products):
        for b in range(counted.products):
            joint = sum(a in basket and b in basket for basket in baskets)
            expected, variance = (float(moment[0]) for moment in counted.chance.moments(a, b))
            most = min(sum(one in basket for basket in baskets) for one in (a, b))
            if a != b and joint and upper_tail(joint, expected, variance, most)[0] <= 0.001:
                found[a, b] = log(joint / expected)
    return found


def test_rows_and_likeness_are_those_counted_by_hand(workspace, counted):
    rows = rows_by_hand(counted)
    assert association(counted).toarray() == pytest.approx(rows)
    a, b, butter = (number_of(workspace, code) for code in (BREAD, JAM, BUTTER))
    found = likeness(counted, association(counted), a, b)

    def placed(rows):
        norm = np.sqrt((rows**2).sum(axis=1))
        cosine = rows @ rows[a] / np.maximum(norm * norm[a], 1e-12)
        return cosine[b], 1 + sum(cosine[c] > cosine[b] + 1e-12 for c in range(len(rows)) if c != a)

    assert (found.cosine, found.place) == pytest.approx(placed(rows))
    cut = rows.copy()
    cut[:, butter] = 0
    assert found.without == pytest.approx(placed(cut))


def test_what_goes_with_both_is_found_with_its_counts(workspace, counted):
    a, b, butter = (number_of(workspace, code) for code in (BREAD, JAM, BUTTER))
    found = likeness(counted, association(counted), a, b)
    first = found.neighbours[0]
    baskets = baskets_of(counted)
    assert (first.product, first.kind) == (butter, BOTH) and found.place == 1
    assert first.with_a == sum({a, butter} <= basket for basket in baskets)
    assert first.with_b == sum({b, butter} <= basket for basket in baskets)
    assert first.with_a > 5 * first.expected_a and sum(one.share for one in found.neighbours) <= 1 + 1e-9
    assert found.without[0] < found.cosine / 2


def test_orders_dealt_out_have_nothing_in_between(tmp_path):
    """The same orders and products, which is in which order by chance."""
    rows, rng = shop_rows(), np.random.default_rng(1)
    codes = rng.permutation([row[1] for row in rows]).tolist()
    dealt = Counted(analysed(tmp_path, [[row[0], code, NAMES[code], *row[3:]] for row, code in zip(rows, codes, strict=True)]))
    rows = association(dealt)
    assert not any(likeness(dealt, rows, a, b).neighbours for a in range(dealt.products) for b in range(a))


def test_planted_partners_stand_between_pairs_kept_apart_so_far_and_not_between_strangers(tmp_path):
    sold = shop(20_000, 0, withheld=5)
    past = before(sold.train, min(day for *_, day in sold.withheld))
    own, strange = between_withheld(sold, past, partners_of(20_000, 0, "en", 5), tmp_path)
    assert own >= 0.8 and strange == 0


def test_products_of_like_names_are_told_where_more_of_them_go_with_the_other(workspace, counted):
    pot, cup, bread = (number_of(workspace, code) for code in (POT, CUP, BREAD))
    rows = association(counted)
    alike = np.zeros(counted.products)
    alike[pot] = 0.9
    found = sisters(counted, rows, lambda one: alike.copy() if one == bread else np.zeros(counted.products), bread, cup)
    goes = (rows[cup].toarray()[0] > 0).mean()
    assert goes > 0.01 and not found  # one of one: products at random go with the cup more often than 1 in 100
    alike[:] = 0.9
    assert not sisters(counted, rows, lambda one: alike.copy(), bread, cup)  # all names alike: no more than chance
    assert sisters(counted, rows, lambda one: np.zeros(counted.products), bread, cup) == []


def test_several_of_like_names_that_go_with_the_other(tmp_path):
    """Three cups of one name go with the saucer, forty other things do not."""
    rng, rows = np.random.default_rng(0), []
    for number in range(900):
        held = {f"X{n:02d}" for n in rng.integers(0, 40, 2)}
        held |= {"SAUCER", f"CUP{number // 6 % 3}"} if number % 6 == 0 else ({"CUP3"} if number % 30 == 1 else set())
        rows += [[str(number), code, f"Thing {code}", 1, 1.0, "", ""] for code in sorted(held)]
    workspace = analysed(tmp_path, rows)
    counted, goal, one = Counted(workspace), number_of(workspace, "SAUCER"), number_of(workspace, "CUP3")
    codes = list(workspace.get("products")["code"])
    alike = np.array([0.8 if code.startswith("CUP") else 0.0 for code in codes])
    found = sisters(counted, association(counted), lambda product: alike.copy() if product == one else np.zeros(len(codes)), one, goal)
    assert sorted(codes[near.product] for near in found) == ["CUP0", "CUP1", "CUP2"] and {near.kind for near in found} == {LIKE_A}
