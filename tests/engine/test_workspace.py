"""The folder of results: what is put comes back, whole or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assoc_engine.errors import WriteError
from assoc_engine.workspace import Coded, TextColumn, Workspace


@given(st.lists(st.text(), max_size=30))
def test_text_comes_back_as_it_was(strings):
    column = TextColumn.of(strings)
    assert list(column) == strings == column[:]
    assert len(column) == len(strings)


def test_columns_and_meta_round_trip(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.put("t", {"n": np.arange(5), "name": ["a", "", "中文"], "c": Coded(np.array([1, -1, 0], np.int32), ["x", "y"]),
                        "none": np.empty(0)}, {"answer": {"message": "m", "values": {"count": np.int64(3)}}})  # fmt: skip
    table = Workspace(tmp_path).get("t")
    assert table["n"].tolist() == [0, 1, 2, 3, 4] and isinstance(table["n"], np.memmap)
    assert list(table["name"]) == ["a", "", "中文"]
    assert table["c"][:] == ["y", "", "x"]
    assert len(table["none"]) == 0
    assert table.meta["answer"]["values"] == {"count": 3}


def test_a_new_generation_leaves_the_mapped_old_one_alone(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.put("t", {"n": np.zeros(3)})
    old = workspace.get("t")
    workspace.put("t", {"n": np.ones(4)})
    assert old["n"].tolist() == [0, 0, 0] and workspace.get("t")["n"].tolist() == [1, 1, 1, 1]
    assert workspace.get("t").generation == old.generation + 1
    del old
    workspace.put("t", {"n": np.ones(2), "m": np.ones(2)})
    assert sorted(p.name for p in (tmp_path / "data").iterdir()) == ["t.2.n.npy", "t.3.m.npy", "t.3.n.npy"], "the disk does not fill"


def test_a_failed_put_keeps_what_was_there(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path)
    workspace.put("t", {"n": np.zeros(3)})

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(WriteError) as caught:
        workspace.put("t", {"n": np.ones(3)})
    assert "No space" in caught.value.values["reason"]
    assert workspace.get("t")["n"].tolist() == [0, 0, 0]


def seen(folder) -> dict:
    workspace = Workspace(folder)
    return {name: workspace.get(name)["n"].tolist() for name in workspace.names()}


def test_tables_that_belong_together_are_replaced_together(tmp_path):
    workspace = Workspace(tmp_path)
    for name in ("a", "b", "c"):
        workspace.put(name, {"n": np.zeros(2)})
    before = seen(tmp_path)
    with pytest.raises(ZeroDivisionError), workspace.together():
        workspace.remove("a", "b")
        workspace.put("b", {"n": np.ones(1)})
        assert workspace.names() == ["b", "c"] and workspace.get("b")["n"].tolist() == [1], "who writes them reads them"
        with workspace.together():
            workspace.put("d", {"n": np.ones(1)})
        assert seen(tmp_path) == before
        raise ZeroDivisionError
    assert seen(tmp_path) == before and workspace.names() == ["a", "b", "c"]
    with workspace.together():
        workspace.remove("a", "b")
        workspace.put("b", {"n": np.full(3, 2)})
        workspace.put("d", {"n": np.full(1, 3)})
    assert seen(tmp_path) == {"b": [2, 2, 2], "c": [0, 0], "d": [3]}


@pytest.mark.parametrize("placed", range(5))
def test_a_process_that_ends_while_tables_take_their_places(tmp_path, monkeypatch, placed):
    workspace, place = Workspace(tmp_path), Workspace._place
    for name in ("a", "b"):
        workspace.put(name, {"n": np.zeros(2)})
    before, left = seen(tmp_path), [max(placed - 1, 0)]  # of the files: first the one of all changes, then the tables

    def ends(self: Workspace, *values: object) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        place(self, *values)

    monkeypatch.setattr(Workspace, "_place" if placed else "_store", ends)
    try:
        with workspace.together():
            workspace.remove("a")
            workspace.put("b", {"n": np.ones(1)})
            workspace.put("c", {"n": np.ones(1)})
    except KeyboardInterrupt:
        assert placed < 4
    monkeypatch.undo()
    assert seen(tmp_path) == ({"b": [1], "c": [1]} if placed else before)
    Workspace(tmp_path).put("c", {"n": np.full(1, 2)})
    assert seen(tmp_path)["c"] == [2], "changes are made once"


def test_what_is_not_there_is_a_key_error(tmp_path):
    with pytest.raises(KeyError):
        Workspace(tmp_path).get("links")
