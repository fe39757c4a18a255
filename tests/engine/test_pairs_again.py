"""Pairs counted again in an analysed workspace are those of an analysis with these settings; what was learned stays."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.analysis import analyse, count_pairs, read
from assoc_engine.errors import WriteError
from assoc_engine.progress import SILENT, Cancelled, Progress
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.settings import AnalysisSettings, LinkSettings, ReadSettings
from assoc_engine.workspace import Coded, Workspace


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("sample") / "sales.csv"
    write_sample(make_sample(SampleSettings(rows=4_000, seed=3), SILENT), path, SILENT)
    return str(path)


def analysed(folder, file: str, links: LinkSettings) -> Workspace:
    workspace = Workspace(folder)
    read(workspace, ReadSettings((file,)), {}, SILENT)
    analyse(workspace, AnalysisSettings(links=links), SILENT)
    return workspace


@pytest.mark.parametrize("floor", [2, 9])
def test_the_same_as_a_whole_analysis(tmp_path, file, floor):
    again, whole = analysed(tmp_path / "a", file, LinkSettings()), analysed(tmp_path / "b", file, LinkSettings(floor))
    before = again.meta("links")["floor"]
    for name in ("groups", "anti", "combinations"):
        again.put(name, {"product": np.zeros(1, np.int32)}, {})
    told = count_pairs(again, AnalysisSettings(links=LinkSettings(floor)), SILENT)
    assert told["links"] == len(again.get("links")["a"]) and again.meta("links")["floor"] == floor != before
    for name in ("links", "pages", "actions"):
        one, other = again.get(name), whole.get(name)
        assert one.meta == other.meta and one.columns.keys() == other.columns.keys()
        for column in one.columns:
            assert not isinstance(one[column], Coded)
            np.testing.assert_array_equal(one[column], other[column], f"{name}.{column}")
    assert again.has("groups"), "what was learned stays"
    assert not again.has("anti") and not again.has("combinations"), "what rests on the links is looked for again"


class StopsAtRecommendations(Progress):
    def step(self, done, total=0, message="", **values):
        if message == "Choosing recommendations":
            raise Cancelled
        super().step(done, total, message, **values)


def test_a_count_that_is_stopped_leaves_links_and_recommendations_that_belong_together(tmp_path, file):
    workspace = analysed(tmp_path, file, LinkSettings())
    before = {name: workspace.meta(name) | {"rows": len(workspace.get(name)["link" if name == "pages" else "a"])} for name in ("links", "pages", "actions")}
    with pytest.raises(Cancelled):
        count_pairs(workspace, AnalysisSettings(links=LinkSettings(2)), StopsAtRecommendations())
    for name, kept in before.items():
        assert workspace.meta(name) | {"rows": len(workspace.get(name)["link" if name == "pages" else "a"])} == kept


def test_recommendations_that_cannot_be_stored_leave_none_beside_other_links(tmp_path, file, monkeypatch):
    workspace = analysed(tmp_path, file, LinkSettings())
    put, before = Workspace.put, len(workspace.get("links")["a"])

    def full_disk(self: Workspace, name: str, *values: object) -> int:
        if name == "pages":
            raise WriteError("The disk is full.")
        return put(self, name, *values)

    monkeypatch.setattr(Workspace, "put", full_disk)
    with pytest.raises(WriteError):
        count_pairs(workspace, AnalysisSettings(links=LinkSettings(2)), SILENT)
    assert len(workspace.get("links")["a"]) > before
    assert not workspace.has("pages") and not workspace.has("actions"), "they name rows of the links there were before"
    monkeypatch.undo()
    count_pairs(workspace, AnalysisSettings(), SILENT)
    assert len(workspace.get("links")["a"]) == before > workspace.get("actions")["link"].max()
