"""Products put into orders by popularity are found among those that belong there, which popularity alone cannot do."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from assoc_engine.basket_nets.basket_findings import answer, put_basket_nets
from assoc_engine.basket_nets.denoising import LEAST, WRONG, Denoiser
from assoc_engine.workspace import Workspace
from tests.basket_nets.themed import OF_EACH, PRODUCTS, dealt_out, of_rows, themed, with_strangers


@pytest.fixture(scope="module")
def taught():
    return Denoiser().fit(themed(strays=0.0))


def test_an_entry_is_judged_by_the_others_of_its_order(taught):
    """The chance by hand, for one order, of each entry."""
    basket = [3, 5, 6, 20]
    judged = taught.judge(of_rows([basket, [1, 2]], PRODUCTS))
    assert judged.order.tolist() == [0] * 4 and judged.product.tolist() == basket and len(basket) >= LEAST
    for place, item in enumerate(basket):
        rest = [other for other in basket if other != item]
        given = np.zeros((1, PRODUCTS), np.float32)
        given[0, rest] = 1
        scores = taught.net(torch.from_numpy(given)).detach().numpy()[0].astype(np.float64)
        open_to = np.setdiff1d(np.arange(PRODUCTS), rest)
        p = np.exp(scores[item]) / np.exp(scores[open_to]).sum()
        q = taught.popular[item] / taught.popular[open_to].sum()
        right = (1 - 1 / WRONG) * p
        assert judged.chance[place] == pytest.approx(right / (right + q / WRONG), rel=1e-4)
    assert judged.chance.argmin() == 3 and judged.chance[3] < 0.3, "the only one of another theme"
    assert judged.chance[:3].min() > 0.9


def test_strangers_are_found_and_popularity_is_no_help(taught):
    orders, wrong = with_strangers(themed(400, seed=9, strays=0.0), 1 / WRONG)
    judged = taught.judge(orders)
    wrong = wrong[np.repeat(np.diff(orders.indptr) >= LEAST, np.diff(orders.indptr))]
    assert roc_auc_score(wrong, -judged.chance) > 0.8
    assert abs(roc_auc_score(wrong, -taught.popular[judged.product]) - 0.5) < 0.1
    sure = judged.chance > 0.9
    assert abs(judged.chance[sure].mean() - (1 - wrong[sure].mean())) < 0.03, "the chance is one"


def test_where_nothing_goes_together_nothing_is_out_of_place():
    orders = dealt_out(themed())
    judged = Denoiser().fit(orders).judge(orders[:300])
    assert judged.chance.min() > 0.5


def test_what_is_expected_instead_is_of_the_orders_theme_and_not_in_it(taught):
    orders = of_rows([[0, 1, 2, 30], [1, 17, 18, 20], list(range(PRODUCTS))], PRODUCTS)
    judged = taught.judge(orders)
    out = judged.take(np.array([3, 4, 8]))
    assert out.product.tolist() == [30, 1, 0]
    expected = taught.expected(orders, out)
    assert (expected[:2] // OF_EACH).tolist() == [0, 2] and expected[2] == -1
    assert expected[0] not in (0, 1, 2) and expected[1] not in (17, 18, 20)


def test_the_answer_says_whether_more_than_best_sellers_was_learned(taught):
    said, tells = answer(taught, 1_500)
    assert tells
    values = said["values"]
    net, popular = taught.guessed(taught.lesson.apart, 4)
    assert (values["guesses"], values["net"], values["popular"]) == (4, net.mean(), popular.mean())
    assert values["net"] > 2 * values["popular"] and "guesses name it" in said["message"]
    assert abs(taught.guessed(taught.lesson.apart, 1)[1].mean() - 1 / PRODUCTS) < 0.05
    assert "drawn from" in answer(taught, 1_000_000)[0]["message"]
    nothing = Denoiser().fit(dealt_out(themed()))
    said, tells = answer(nothing, 1_500)
    assert not tells and "no more often" in said["message"]


def test_the_table_names_orders_and_products_of_the_workspace(tmp_path):
    workspace, orders = Workspace(tmp_path), themed(1_200, strays=0.0)
    rows = [orders.indices[low:high].tolist() for low, high in zip(orders.indptr[:-1], orders.indptr[1:])]
    rows[700] = [0, 1, 2, 3, 30]
    rows[900] = [7]
    rounds = {"first": [], "second": []}
    put_basket_nets(of_rows(rows, PRODUCTS), np.arange(PRODUCTS) + 100, np.arange(1_200) * 2, workspace,
                    tell_autoencoder=rounds["first"].append, tell_denoising=rounds["second"].append)  # fmt: skip
    table = workspace.get("basket_nets")
    about = table.meta["autoencoder"]
    assert len(about["loss"]) == len(about["validation"]) == len(about["squared"]) == len(about["squared_apart"]) == 10
    assert len(rounds["first"]) == 10 and rounds["second"]
    assert table.meta["answer"]["values"]["orders"] == table.meta["orders"] == table.meta["of"] == 1_199
    found = dict(zip(table["doubt_order"].tolist(), table["doubt_product"].tolist(), strict=True))
    assert found[1_400] == 130 and list(table["doubt"]) == sorted(table["doubt"]) and table["doubt"].max() < 0.5
    place = list(table["doubt_order"]).index(1_400)
    assert 100 <= table["missing_product"][place] < 108
    assert table["doubt_order"].dtype == table["missing_product"].dtype == np.int32 and len(table["input"]) == len(table["output"])


def test_a_file_that_teaches_nothing_leaves_an_empty_table_that_says_why(tmp_path):
    workspace = Workspace(tmp_path)
    put_basket_nets(of_rows([[0]] * 500, 1), np.arange(1), np.arange(500), workspace)
    table = workspace.get("basket_nets")
    assert not len(table["input"]) and not len(table["doubt"]) and table.meta["autoencoder"]["loss"] == []
    assert "orders of several products are needed" in table.meta["answer"]["message"]
