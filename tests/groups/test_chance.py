"""Orders beyond chance, the control that has none, and the directions that are longer than the control's."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from made_groups import made, train_of
from scipy import sparse

from assoc_engine.groups.chance import chance_of, dealt, met, size_classes
from assoc_engine.groups.vectors import directions, longest
from assoc_engine.models.splitting import basket_matrix
from tests.engine.drawn import moments_by_enumeration


def beyond(matrix, products, others=None):
    return met(matrix, chance_of(matrix), products, others)


def test_size_classes_hold_their_upper_edge():
    assert size_classes(np.array([1, 5, 6, 10, 11, 160, 161])).tolist() == [0, 0, 1, 1, 2, 5, 6]


def test_met_by_enumeration():
    """Orders of two classes of size; chance is that of the draws of each."""
    baskets = [[0, 1], [0, 1, 2], [1, 3], [0], [0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]]
    matrix = basket_matrix(train_of(baskets, list("abcdefg")))
    looked_at = np.array([0, 1, 2, 3])
    found = beyond(matrix, looked_at)
    classes = size_classes(np.array([len(basket) for basket in baskets])).tolist()
    expected, _ = moments_by_enumeration(baskets, 7, classes)
    for a, b in combinations(range(4), 2):
        assert found.joint[a, b] == found.joint[b, a] == sum(a in basket and b in basket for basket in baskets)
        np.testing.assert_allclose(found.expected[a, b], expected[a, b], rtol=1e-5)
    assert not found.joint.diagonal().any() and not found.expected.diagonal().any()
    part = beyond(matrix, looked_at[:2], looked_at[2:])
    np.testing.assert_array_equal(part.joint, found.joint[2:, :2])
    np.testing.assert_allclose(part.expected, found.expected[2:, :2], rtol=1e-6)


def test_over_all_products_chance_has_as_many_pairs_as_there_are():
    train = made(400).train
    found = beyond(basket_matrix(train), np.arange(train.products))
    np.testing.assert_allclose(found.expected.sum(), found.joint.sum(), rtol=1e-5)


def test_the_control_keeps_sizes_and_totals_and_loses_what_goes_together():
    shop = made()
    matrix = basket_matrix(shop.train)
    control = dealt(matrix, 3)
    np.testing.assert_array_equal(control.sum(axis=0), matrix.sum(axis=0))
    np.testing.assert_array_equal(control.sum(axis=1), matrix.sum(axis=1))
    assert control.max() == 1 and (control != dealt(matrix, 4)).nnz and not (control != dealt(matrix, 3)).nnz
    inside = (shop.theme[:, None] == shop.theme) & (shop.theme >= 0)
    measured = [beyond(baskets, np.arange(len(inside))) for baskets in (matrix, control)]
    ratio = [found.joint[inside].sum() / found.expected[inside].sum() for found in measured]
    assert ratio[0] > 2.5 and abs(ratio[1] - 1) < 0.1


def test_the_control_mends_what_is_dealt_twice_in_a_tiny_assortment():
    rows = [[0, 1, 2]] * 200 + [[0, 3]] * 200
    matrix = basket_matrix(train_of(rows, list("abcd")))
    control = dealt(matrix, 0)
    assert control.nnz >= 0.9 * matrix.nnz and control.max() == 1, "one product in every order leaves hardly a way to deal"


def test_directions_are_as_many_as_the_themes_and_none_of_the_control():
    shop = made(3000)
    matrix, products = basket_matrix(shop.train), np.arange(shop.train.products)
    noise = longest(beyond(dealt(matrix, 1), products))
    assert 3 <= len(directions(beyond(matrix, products), noise)) <= 6
    assert len(directions(beyond(dealt(matrix, 2), products), 1.05 * noise)) == 0


def test_a_product_is_turned_to_where_it_stands():
    """A product's own point is what it has beyond chance with the others, turned."""
    shop = made(2000)
    whole = beyond(basket_matrix(shop.train), np.arange(shop.train.products))
    found = directions(whole, 20.0)
    assert len(found) > 1
    np.testing.assert_allclose(whole.excess @ found.turn, found.points, atol=1e-3)


def test_a_class_without_pairs_is_no_division_by_nothing():
    matrix = sparse.csr_matrix(np.eye(5, dtype=np.float32))
    found = beyond(matrix, np.arange(5))
    assert not found.joint.any() and not found.expected.any() and np.isfinite(found.excess).all()
