"""Which pairs become hints, in which words, and that nothing is named where nothing is foreseen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from assoc_engine.hints.choosing import Ranked, _tells, _Tried, rank_hints
from assoc_engine.hints.finding import about, answer, find_hints
from assoc_engine.hints.horizon import Horizon
from assoc_engine.hints.lessons import Asked
from assoc_engine.hints.question import ask
from assoc_engine.hints.tables import put_hints
from assoc_engine.hints.trial import judged
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace
from tests.hints.theme_shop import history_of, theme_shop
from tests.models.pages import history


@pytest.fixture(scope="module")
def ranked() -> Ranked:
    """All candidates of a small shop, the first ten with a chance of 40 %, the next ten of 6 %, the rest of 0.1 %."""
    question = ask(theme_shop(days=120))
    scores = -np.arange(len(question), dtype=float)
    chance = np.where(scores > -10, 0.4, np.where(scores > -20, 0.06, 0.001))
    true = np.arange(len(question)) < 6
    trials = [judged("second-order", 0, scores, true)]
    precision = [{"k": 100, "share": 0.06, "low": 0.01, "high": 0.2, "chance": 0.004}]
    return Ranked(question, Horizon(24, 100), "second-order", scores, chance, trials, precision, True)


def test_hints_are_those_that_stand_out(ranked):
    hints = find_hints(ranked, None, 500)
    assert len(hints) == 20 and (hints.made == -1).all()  # 6 % is 15 times 0.4 %; 0.1 % is less than any pair has
    assert (np.diff(hints.probability) <= 0).all()
    rows = ranked.first(20)
    assert {frozenset(pair) for pair in zip(hints.a.tolist(), hints.b.tolist())} == {
        frozenset(pair) for pair in zip(ranked.question.products[ranked.question.a[rows]].tolist(),
                                        ranked.question.products[ranked.question.b[rows]].tolist())}  # fmt: skip
    assert len(find_hints(ranked, None, 5)) == 5
    assert (hints.reasons.codes >= 0).all()


def test_chances_under_one_in_twenty_are_no_hints(ranked):
    rare = replace(ranked, chance=ranked.chance / 2, precision=[dict(ranked.precision[0], chance=1e-5)])
    assert len(find_hints(rare, None, 500)) == 10


def test_nothing_is_named_where_the_past_tells_nothing(ranked):
    unsure, untried = replace(ranked, tells=False), replace(ranked, tells=False, trials=[], precision=[])
    unlikely = replace(ranked, chance=ranked.chance / 20)
    for silent, words in ((unsure, " 6 of the pairs named first came true"), (untried, "nothing to learn from"),
                          (unlikely, "No pair stands out")):
        hints = find_hints(silent, None, 500)
        assert not len(hints)
        assert words in Text("en").say(answer(silent, hints, ["x"] * 500))


def test_joint_and_expected_are_counted(ranked, tmp_path):
    hints = find_hints(ranked, None, 500)
    question = ranked.question
    train = question.train
    held = [set(np.repeat(np.arange(train.orders), np.diff(train.start))[train.items == one].tolist()) for one in range(train.products)]
    assert hints.joint.tolist() == [len(held[a] & held[b]) for a, b in zip(hints.a, hints.b)]
    assert hints.expected == pytest.approx(train.chance.expected(hints.a, hints.b))  # as for links, over all orders so far
    made = sparse.csr_matrix(np.ones((7, len(question.products)), np.float32))
    assert (find_hints(ranked, made, 500).made == 7).all()
    names = [str(number) for number in range(train.products)]
    workspace = Workspace(tmp_path)
    put_hints(hints, about(ranked, hints, names, {}), workspace)
    kept = workspace.get("hints")
    assert kept.meta["candidates"] == len(question) and kept["a"].tolist() == hints.a.tolist()
    assert Text("en").say(kept.meta["answer"]).startswith("20 pairs")


def test_pairs_of_one_product_are_one_witness():
    """Six pairs came true among the first: of one product they are one witness, of different products six."""
    question = ask(history([[0, 1], [2, 3], [4, 5], [6, 7], [8, 9], [10, 11], [12, 13]], 14))
    ends = list(zip(question.a.tolist(), question.b.tolist()))
    for wanted, tells in (([(0, b) for b in range(2, 8)], False), ([(0, 2), (1, 3), (4, 6), (5, 7), (8, 10), (9, 11)], True)):
        true = np.array([pair in wanted for pair in ends])
        asked = Asked(0, None, question, {10: true}, {})
        # Drawn from many more candidates than these, so that luck would hardly name six.
        few = [_Tried(asked, {"x": 1.0 * true})]
        rate = true.mean()
        assert rate > 0
        assert _tells("x", few * 1, most=6) == tells


def test_by_luck_alone_nothing_is_told():
    train = theme_shop(days=250)
    draw = np.random.default_rng(0)
    sizes = np.diff(train.start)
    items = np.concatenate([np.sort(draw.choice(train.products, size, replace=False)) for size in sizes]).astype(np.int32)
    ranked = rank_hints(history_of(replace(train, items=items)))
    assert not ranked.tells or ranked.scorer == "popularity"
