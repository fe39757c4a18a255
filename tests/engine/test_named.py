"""Which product somebody means."""

from __future__ import annotations

import pytest

from assoc_engine.errors import NothingToAnalyse
from assoc_engine.named import products_named
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    made = Workspace(tmp_path)
    names = ["RED MUG", "Red mug", "BLUE  MUG", "Green plate", "Green plate", "月光系列风铃"]
    made.put("products", {"code": ["85123A", "85123a", "22423", "1", "2", "GREEN PLATE"], "name": names})
    return made


@pytest.mark.parametrize(
    ("word", "number"),
    [("85123A", 0), ("85123a", 1), ("RED MUG", 0), ("Red mug", 1), ("blue mug", 2), (" 22423 ", 2), ("月光系列风铃", 5),
     ("GREEN PLATE", 5)],
)
def test_codes_and_names_as_in_the_file_go_before_other_capitals(workspace, word, number):
    assert products_named(workspace, word) == number


def test_a_name_of_several_products_asks_for_the_code(workspace):
    with pytest.raises(NothingToAnalyse) as caught:
        products_named(workspace, "Green plate")
    assert "1, 2" in Text("en").error(caught.value)
    with pytest.raises(NothingToAnalyse) as caught:
        products_named(workspace, "rEd MuG")
    assert "85123A, 85123a" in Text("en").error(caught.value)


@pytest.mark.parametrize(("word", "near"),
                         [("bleu mug", "BLUE  MUG (22423)"), ("22432", "BLUE  MUG (22423)"), ("月光系列风玲", "月光系列风铃")])
def test_an_unknown_product_is_refused_with_the_nearest_names(workspace, word, near):
    with pytest.raises(NothingToAnalyse) as caught:
        products_named(workspace, word)
    assert near in Text("en").error(caught.value)


def test_nothing_near_is_said_without_names(workspace):
    with pytest.raises(NothingToAnalyse) as caught:
        products_named(workspace, "QQXXYYZZ")
    assert "nearest" not in caught.value.advice
