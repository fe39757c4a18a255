"""How many digits an explanation gives: no more than two that say something."""

from __future__ import annotations

import re

import pytest

from assoc_engine.explain.facts import evidence_facts
from assoc_engine.text import Text


@pytest.mark.parametrize(("value", "said"), [(0.66712, "67% as often"), (3.14159, "3.1 times as often")])
def test_figures_against_chance_have_two_digits(value, said):
    interval = {"value": value, "low": 0.93 * value, "high": 1.07 * value}
    told = {"adjusted": interval | {"counted": 9}, "lift": interval, "parts": {"late": {}}, "fate": "", "companions": None,
            "buyers": {"independent": 9.0}}
    words = Text("en").say(evidence_facts(told, "")[0])
    assert said in words and not re.search(r"\d\.\d\d", words) and not re.search(r"\d\.\d%", words)
