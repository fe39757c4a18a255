"""Large assortments: products drawn in a step stand for all of them, and without the correction the popular ones would pay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from assoc_engine.models import next_basket_lesson
from assoc_engine.models.gru import GruNextBasket, GruSettings
from assoc_engine.models.histories import CustomerOrders
from assoc_engine.models.next_basket_lesson import NextBasketLesson
from assoc_engine.models.sequence_net import make_net
from assoc_engine.models.training import TrainingSettings
from tests.models import customers as made

SETTINGS = GruSettings(width=8, hidden=8, dropout=0.0, training=TrainingSettings(epochs=3, batch=16, rate=0.01, threads=1, device="cpu"))
CUSTOMERS = np.arange(1, 7)  # not the one who had everything


def skewed(tmp_path, products: int = 400):
    """Baskets drawn by a steep popularity: product 0 is in every other one."""
    draw = np.random.default_rng(0)
    rate = 1 / np.arange(1, products + 1)
    lists = [[draw.choice(products, 4, replace=False, p=rate / rate.sum()).tolist() for _ in range(5)] for _ in range(120)]
    lists[0][0] = list(range(products))
    return CustomerOrders(made.of(lists, tmp_path))


def gradients(lesson, net, draws: int) -> np.ndarray:
    """The mean gradient of the products' biases over some draws."""
    found = []
    for _ in range(draws):
        net.zero_grad()
        lesson.loss(net, CUSTOMERS, "cpu").backward()
        found.append(net.offer.bias.grad.numpy().copy())
    return np.mean(found, axis=0)


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def lesson_and_net(tmp_path):
    lesson = NextBasketLesson(skewed(tmp_path), replace(SETTINGS, drawn=60))
    torch.manual_seed(0)
    net = make_net(SETTINGS, lesson.start(), GruNextBasket.reader)
    with torch.no_grad():
        net.offer.bias.add_(torch.randn(400))  # an untaught net has the popularity right already
    return lesson, net


def test_the_gradient_of_drawn_products_is_that_of_all(lesson_and_net, monkeypatch):
    lesson, net = lesson_and_net
    full = gradients(lesson, net, 1)
    monkeypatch.setattr(next_basket_lesson, "ALL", 0)
    apart = {}
    for drawn in (60, 1_000, 20_000):
        lesson.drawn = drawn
        apart[drawn] = np.linalg.norm(gradients(lesson, net, 1) - full) / np.linalg.norm(full)
    assert apart[20_000] < 0.02 and apart[20_000] < apart[1_000] < apart[60], apart
    lesson.drawn = 300
    assert np.linalg.norm(gradients(lesson, net, 40) - full) / np.linalg.norm(full) < 0.05, "right in the mean"


def test_without_the_correction_popular_products_are_pushed_down(lesson_and_net, monkeypatch):
    """A falling bias has a positive gradient. Popular products are drawn more often than their score deserves."""
    lesson, net = lesson_and_net
    lesson.drawn = 100
    full = gradients(lesson, net, 1)
    monkeypatch.setattr(next_basket_lesson, "ALL", 0)
    right = gradients(lesson, net, 20)
    draw = lesson.draw

    def uncorrected(sure):
        """Only repeats are counted, as a softmax over the drawn products does."""
        chosen, correction = draw(sure)
        rate = torch.from_numpy(lesson.rate)[chosen]
        return chosen, torch.where(correction == 0, 0.0, correction + torch.log(lesson.drawn * rate).float())

    monkeypatch.setattr(lesson, "draw", uncorrected)
    wrong = gradients(lesson, net, 20)
    popular = np.arange(20, 60)  # those that every batch holds anyway are exact in both
    assert abs(right[popular].sum() - full[popular].sum()) < 0.1 * abs(full[popular]).sum()
    assert wrong[popular].sum() > 1.2 * full[popular].sum(), (wrong[popular].sum(), full[popular].sum())


def test_a_net_taught_with_drawn_products_finds_what_one_taught_with_all_does(tmp_path, monkeypatch):
    draw = np.random.default_rng(1)
    lists = [[[(start + step) % 15, int(draw.integers(15, 300))] for step in range(6)] for start in draw.integers(0, 15, 150).tolist()]
    train, found = made.of(lists, tmp_path), []
    settings = replace(SETTINGS, width=16, hidden=24, drawn=100, training=replace(SETTINGS.training, epochs=8, patience=8))
    for limit in (20_000, 0):
        monkeypatch.setattr(next_basket_lesson, "ALL", limit)
        model = GruNextBasket().fit(train, settings)
        best = model.scores(np.arange(150)).argmax(axis=1)
        following = np.array([(train_list[-1][0] + 1) % 15 for train_list in lists])
        names = np.array([int(train.names[b]) for b in best])
        found.append(np.mean(names == following))
    assert min(found) > 0.9, found
