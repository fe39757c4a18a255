"""What is shown always belongs together."""

from __future__ import annotations

import pytest
from shop import make_workspace, write_clean, write_links, write_read, write_strategies

from assoc_engine.workspace import Workspace
from assoc_gui.state import AppState, Part


@pytest.fixture
def state(qapp) -> AppState:
    made = AppState()
    made.seen = []
    made.changed.connect(made.seen.append)
    return made


def test_parts_appear_one_after_another(state, tmp_path):
    write_read(tmp_path)
    state.open(Workspace(tmp_path))
    assert state.seen == [Part.RAW, Part.ROLES] and not state.has(Part.CLEAN)
    write_clean(tmp_path)
    state.refresh()
    write_links(tmp_path)
    state.refresh()
    state.refresh()
    assert state.seen == [Part.RAW, Part.ROLES, Part.CLEAN, Part.LINKS]
    write_strategies(tmp_path)
    state.refresh()
    assert state.seen[-1] is Part.STRATEGY


def test_half_a_part_is_not_shown(state, tmp_path):
    write_read(tmp_path)
    write_clean(tmp_path)
    Workspace(tmp_path).remove("summary")
    state.open(Workspace(tmp_path))
    assert not state.has(Part.CLEAN) and state.get("quality") is None


def test_links_without_their_products_are_not_shown(state, tmp_path):
    write_read(tmp_path)
    write_links(tmp_path)
    state.open(Workspace(tmp_path))
    assert not state.has(Part.LINKS)


def test_new_links_drop_what_was_recommended_from_those_before(state, tmp_path):
    make_workspace(tmp_path)
    state.open(Workspace(tmp_path))
    write_links(tmp_path, floor=4)
    state.refresh()
    assert state.has(Part.LINKS) and not state.has(Part.STRATEGY), "it names links by their row"
    assert state.seen[-2:] == [Part.STRATEGY, Part.LINKS]
    Workspace(tmp_path).put("pages", state.workspace.get("pages").columns, {})
    state.refresh()
    assert not state.has(Part.STRATEGY), "half of it is new"
    write_strategies(tmp_path)
    state.refresh()
    assert state.has(Part.STRATEGY)


def test_links_that_come_with_what_is_recommended_drop_nothing(state, tmp_path):
    make_workspace(tmp_path)
    state.open(Workspace(tmp_path))
    write_links(tmp_path, floor=4)
    write_strategies(tmp_path)
    state.refresh()
    assert state.seen[-2:] == [Part.LINKS, Part.STRATEGY] and state.has(Part.STRATEGY)


def test_new_products_drop_the_links_before(state, tmp_path):
    make_workspace(tmp_path)
    state.open(Workspace(tmp_path))
    assert state.has(Part.STRATEGY)
    old = state.products
    write_clean(tmp_path)
    state.refresh()
    assert state.products is not old
    assert not state.has(Part.LINKS) and not state.has(Part.STRATEGY)
    assert state.seen[-3:] == [Part.LINKS, Part.STRATEGY, Part.CLEAN]
    state.refresh(ended=True)
    assert not state.has(Part.LINKS), "the links of the analysis before must not come back"
    write_links(tmp_path)
    state.refresh()
    assert state.has(Part.LINKS)


def test_the_old_results_stay_until_the_new_ones_are_there(state, tmp_path):
    make_workspace(tmp_path)
    state.open(Workspace(tmp_path))
    links = state.get("links")
    Workspace(tmp_path).remove("quality", "links", "pages", "actions")
    state.refresh()
    assert state.get("links") is links and int(links["orders"][0]) > 0


def test_results_that_are_gone_are_dropped_at_the_end(state, tmp_path):
    make_workspace(tmp_path)
    state.open(Workspace(tmp_path))
    Workspace(tmp_path).remove("links", "pages", "actions")
    state.refresh(ended=True)
    assert state.has(Part.CLEAN) and not state.has(Part.LINKS) and not state.has(Part.STRATEGY)


def test_a_mixture_of_two_analyses_is_dropped_at_the_end(state, tmp_path):
    make_workspace(tmp_path)
    state.open(Workspace(tmp_path))
    old = Workspace(tmp_path).get("quality")
    Workspace(tmp_path).put("quality", {}, old.meta)
    state.refresh()
    assert state.has(Part.CLEAN), "while it is written the old part is whole"
    state.refresh(ended=True)
    assert not state.has(Part.CLEAN) and not state.has(Part.LINKS)


def test_what_is_not_yet_or_no_longer_there_is_not_shown(state, tmp_path):
    make_workspace(tmp_path)
    state.open(Workspace(tmp_path))
    workspace, links = Workspace(tmp_path), state.get("links")
    old = links.generation
    with workspace.together():
        workspace.remove("pages", "actions")
        workspace.put("links", links.columns, links.meta)
        state.refresh(ended=True)
        assert state.get("links").generation == old and state.has(Part.STRATEGY), "the block is not through"
    state.refresh(ended=True)
    assert state.get("links").generation == old + 1 and not state.has(Part.STRATEGY)


def test_another_file_starts_empty(state, tmp_path):
    make_workspace(tmp_path / "a")
    state.open(Workspace(tmp_path / "a"))
    write_read(tmp_path / "b", file="b.csv")
    state.open(Workspace(tmp_path / "b"))
    assert state.get("raw").meta["file"] == "b.csv" and not state.has(Part.CLEAN) and state.products is None
