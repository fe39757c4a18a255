"""Pairs counted again in an analysed workspace are those of an analysis with these settings; what was learned stays."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.analysis import LEARNED, analyse, count_pairs, find_substitutes, read
from assoc_engine.desk import REQUESTS
from assoc_engine.errors import AssocError, WriteError
from assoc_engine.learning import find_groups, foresee, train
from assoc_engine.progress import SILENT, Cancelled, Progress
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.settings import AnalysisSettings, LinkSettings, ModelSettings, ReadSettings
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
    def part(self, *share):
        return self

    def step(self, done, total=0, message="", **values):
        if message == "Choosing recommendations":
            raise Cancelled
        super().step(done, total, message, **values)


@pytest.mark.parametrize("again", [count_pairs, analyse])
def test_what_is_stopped_leaves_all_there_was(tmp_path, file, again):
    workspace = analysed(tmp_path, file, LinkSettings())
    find_substitutes(workspace, AnalysisSettings(), SILENT)
    before = {name: workspace.get(name).generation for name in workspace.names()}
    with pytest.raises(Cancelled):
        again(workspace, AnalysisSettings(links=LinkSettings(2)), StopsAtRecommendations())
    assert {name: workspace.get(name).generation for name in workspace.names()} == before


def test_a_disk_that_is_full_when_recommendations_are_stored_leaves_all_there_was(tmp_path, file, monkeypatch):
    workspace = analysed(tmp_path, file, LinkSettings())
    find_substitutes(workspace, AnalysisSettings(), SILENT)
    before, put = {name: workspace.get(name).generation for name in workspace.names()}, Workspace.put

    def full_disk(self: Workspace, name: str, *values: object) -> int:
        if name == "pages":
            raise WriteError("The disk is full.")
        return put(self, name, *values)

    monkeypatch.setattr(Workspace, "put", full_disk)
    for again in (count_pairs, analyse):
        with pytest.raises(WriteError):
            again(workspace, AnalysisSettings(links=LinkSettings(2)), SILENT)
        assert {name: workspace.get(name).generation for name in workspace.names()} == before


class AnalysedMeanwhile(Progress):
    """As it is first told how far the work is, the file is analysed anew elsewhere."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.once = [workspace]

    def part(self, *share):
        return self

    def step(self, done, total=0, message="", **values):
        if self.once:
            analyse(self.once.pop(), AnalysisSettings(links=LinkSettings(2)), SILENT)


@pytest.mark.parametrize("learn", [train, foresee, find_groups])
def test_what_was_learned_from_orders_that_were_replaced_does_not_show(tmp_path, file, learn):
    workspace = analysed(tmp_path, file, LinkSettings())
    for name in ("groups", "leaderboard", "hints"):
        workspace.put(name, {"product": np.zeros(1, np.int32)}, {"finished": True})
    with pytest.raises(Cancelled):
        learn(Workspace(tmp_path), ModelSettings(tasks=("page",), models=("cosine",), size="S"), progress=AnalysedMeanwhile(workspace))
    assert workspace.meta("links")["floor"] == 2 and not set(LEARNED) & set(workspace.names())


@pytest.mark.parametrize("name", ["links", "combinations_csv", "lists", "hints_csv", "groups_csv"])
def test_what_was_computed_anew_meanwhile_is_not_saved_in_place_of_what_was_seen(tmp_path, name):
    asked = {"workspace": str(tmp_path), "path": str(tmp_path / "t.csv"), "task": "page", "language": "en", "shown": {name: 1}}
    with pytest.raises(AssocError, match="computed anew"):
        REQUESTS[name](asked, SILENT)


def test_rows_of_links_that_were_replaced_are_not_saved(tmp_path, file):
    workspace, path = analysed(tmp_path / "w", file, LinkSettings()), tmp_path / "links.csv"
    asked = {"workspace": str(workspace.folder), "path": str(path), "rows": [1, 0], "shown": {"links": workspace.get("links").generation}}
    REQUESTS["links"](asked, SILENT)
    written = path.read_bytes()
    assert len(written.splitlines()) == 3
    count_pairs(workspace, AnalysisSettings(links=LinkSettings(min_orders=9)), SILENT)
    with pytest.raises(AssocError):
        REQUESTS["links"](asked, SILENT)
    assert path.read_bytes() == written
