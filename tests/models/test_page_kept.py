"""What a page ranker keeps in a folder, and histories that lack what it could learn from."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.errors import FileError
from assoc_engine.models.contract import PAGE, Cases
from assoc_engine.models.page_net import PageNet, Pages
from assoc_engine.models.ranker import Ranker, RankerSettings
from assoc_engine.models.training import TrainingSettings
from tests.models.pages import random_history

SMALL = RankerSettings(splits=2, nearest=40, every=20, horizon=40, nets=2, wide=8, epochs=2, batch=16)
CASES = Cases(PAGE, np.arange(30, dtype=np.int32))


def lists(ranker: Ranker) -> tuple[np.ndarray, np.ndarray]:
    return ranker.recommend(CASES, 20)


def test_a_kept_ranker_answers_with_the_same_scores(tmp_path):
    train = random_history()
    taught = Ranker().fit(train, SMALL)
    taught.save(tmp_path / "kept" / "page")
    back = Ranker().load(tmp_path / "kept" / "page", train)
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(lists(taught), lists(back)))
    assert (back.parameters, back.settings, back.moments, back.importance) == (
        taught.parameters, taught.settings, taught.moments, taught.importance
    )  # fmt: skip
    columns = len(taught.columns)
    assert taught.parameters == 2 * ((columns + 1) * 8 + 9 * 4 + 5)
    assert {path.suffix for path in (tmp_path / "kept" / "page").iterdir()} == {".json", ".safetensors"}


def test_what_was_learned_serves_orders_that_came_later(tmp_path):
    train = random_history(orders=450)
    Ranker().fit(random_history(), SMALL).save(tmp_path)
    later = Ranker().load(tmp_path, train)
    ids, _ = lists(later)
    assert later.train is train and (ids >= 0).sum() > 500


@pytest.mark.parametrize("file", ["ranker.json", "net.json", "best.safetensors"])
def test_a_damaged_or_missing_file_is_named(tmp_path, file):
    train = random_history()
    Ranker().fit(train, SMALL).save(tmp_path)
    whole = (tmp_path / file).read_bytes()
    (tmp_path / file).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileError) as caught:
        Ranker().load(tmp_path, train)
    assert caught.value.values["file"] == file
    (tmp_path / file).unlink()
    with pytest.raises(FileError):
        Ranker().load(tmp_path, train)


def test_a_net_of_other_facts_is_refused(tmp_path):
    train = random_history()
    Ranker().fit(train, SMALL).save(tmp_path)
    about = json.loads((tmp_path / "ranker.json").read_text())
    about["columns"][0] = "another"
    (tmp_path / "ranker.json").write_text(json.dumps(about))
    with pytest.raises(FileError):
        Ranker().load(tmp_path, train)


@pytest.mark.parametrize(
    "without",
    [
        {"price": np.full(30, np.nan)},
        {"price": np.zeros(30)},
        {"names": ["the same"] * 30, "texts": ["the same"] * 30},
        {"texts": [""] * 30},
        {"texts": ["?", "!"] * 15},
        {"customer": np.full(400, -1, np.int32), "customers": 0},
        {"customer": np.zeros(400, np.int32), "customers": 1},
    ],
    ids=["no price", "free", "one name", "no text", "no letters", "no customer", "one customer"],
)
def test_what_a_file_lacks_is_done_without(without):
    train = replace(random_history(), **without)
    ranker = Ranker().fit(train, replace(SMALL, splits=1, nets=1))
    ids, scores = lists(ranker)
    assert (ids >= 0).sum() > 500 and np.isfinite(scores[ids >= 0]).all()
    assert len(ranker.importance) == 8 and all(np.isfinite(share) for _, share in ranker.importance)


def test_pages_are_taken_whole():
    pages = Pages(np.array([0, 2, 5]), np.arange(10, dtype=np.float32).reshape(5, 2), np.arange(5.0), np.arange(5.0))
    some = pages.take(np.array([1]))
    assert some.start.tolist() == [0, 3] and some.features[:, 0].tolist() == [4, 6, 8] and some.bought.tolist() == [2, 3, 4]


def test_the_pages_kept_apart_teach_no_net():
    """Each page's right candidate is marked by the page's own column: only what was taught is known."""
    pages = Pages(np.arange(0, 61, 3), np.tile(np.eye(3, dtype=np.float32), (20, 1)), np.tile([1, 0, 0], 20).astype(np.float32),
                  np.ones(60, np.float32))  # fmt: skip
    net = PageNet((4, 5), 4, 0.0)
    taught = net.fit(pages, TrainingSettings(epochs=2, batch=8, device="cpu"))
    assert len(taught.apart) == 2
    changed = Pages(pages.start, pages.features, pages.bought.copy(), pages.stands)
    for page in taught.apart:
        changed.bought[3 * page : 3 * page + 3] = 0, 0, 9
    one = PageNet((4, 5), 4, 0.0).fit(changed, TrainingSettings(epochs=1, batch=8, device="cpu"))
    other = PageNet((4, 5), 4, 0.0).fit(pages, TrainingSettings(epochs=1, batch=8, device="cpu"))
    assert np.array_equal(one.scores(pages.features), other.scores(pages.features))
