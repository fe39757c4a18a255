"""Settings are checked where they are made, and a bad value names its field."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assoc_engine.errors import AssocError, SettingError, WriteError
from assoc_engine.models.ease import EaseSettings
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.settings import AnalysisSettings, CleanSettings, CombineSettings, LinkSettings, ReadSettings, from_dict, to_dict


def test_round_trip():
    settings = AnalysisSettings(
        roles={"Invoice": "order"}, clean=CleanSettings(returns=False, exclude_orders_with=("DOT",)), links=LinkSettings(7)
    )
    assert from_dict(AnalysisSettings, to_dict(settings)) == settings


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"min_orders": -1}, "min_orders"),
        ({"min_orders": 2.5}, "min_orders"),
        ({"min_orders": True}, "min_orders"),
        ({"max_fdr": 0.9}, "max_fdr"),
        ({"max_fdr": "low"}, "max_fdr"),
        ({"colour": 1}, "colour"),
    ],
)
def test_a_bad_value_names_its_field(data, field):
    with pytest.raises(SettingError) as caught:
        from_dict(LinkSettings, data)
    assert caught.value.values["name"] == field


def test_settings_made_by_a_program_are_looked_at_as_well():
    for make, field in (
        (lambda: LinkSettings(max_fdr=5), "max_fdr"), (lambda: CombineSettings(kind="rule"), "kind"),
        (lambda: ReadSettings("sales.csv"), "paths"), (lambda: AnalysisSettings(clean={"largest_order": -1}), "largest_order"),
        (lambda: replace(LinkSettings(), min_orders=0.5), "min_orders"), (lambda: EaseSettings(shrinkage=-1), "shrinkage"),
    ):  # fmt: skip
        with pytest.raises(SettingError) as caught:
            make()
        assert caught.value.values["name"] == field
    assert LinkSettings(np.int64(7), max_fdr=np.float32(0.25), keep=["large"]) == LinkSettings(7, 0.25, keep=("large",))


def test_errors_cross_the_pipe_as_dictionaries():
    error = WriteError("It failed in {folder}.", advice="Do this.", folder="x")
    again = AssocError.from_dict(error.as_dict())
    assert type(again) is WriteError and again.values == {"folder": "x"} and again.advice == "Do this."


def test_progress_maps_parts_onto_the_bar_and_cancels():
    progress = Progress()
    half = progress.part(0.5, 1.0, "second half")
    half.part(0.0, 0.5).step(1, 2, "a quarter of it")
    assert progress.snapshot.share == pytest.approx(0.625)
    half.step(1, 1)
    assert progress.snapshot.share == 1.0 and progress.snapshot.message == "second half"
    progress.cancel()
    with pytest.raises(Cancelled):
        half.step(0, 1)
