"""The folder of results: what is put comes back, whole or not at all."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assoc_engine.errors import WriteError
from assoc_engine.progress import Cancelled
from assoc_engine.workspace import INDEX, Coded, TextColumn, Workspace


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


def files(folder) -> list[str]:
    return sorted(path.name for path in (folder / "data").iterdir())


def test_a_new_generation_leaves_the_mapped_old_one_alone(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.put("t", {"n": np.zeros(3)})
    old = workspace.get("t")
    workspace.put("t", {"n": np.ones(4)})
    assert old["n"].tolist() == [0, 0, 0] and workspace.get("t")["n"].tolist() == [1, 1, 1, 1]
    assert workspace.get("t").generation == old.generation + 1
    del old
    workspace.put("t", {"n": np.ones(2), "m": np.ones(2)})
    assert files(tmp_path) == ["t.2.json", "t.2.n.npy", "t.3.json", "t.3.m.npy", "t.3.n.npy"], "the disk does not fill"


def test_a_failed_put_keeps_what_was_there(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path)
    workspace.put("t", {"n": np.zeros(3)})

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(WriteError) as caught:
        workspace.put("t", {"n": np.ones(3)})
    assert "No space" in caught.value.values["reason"]
    assert workspace.get("t")["n"].tolist() == [0, 0, 0] and files(tmp_path) == ["t.1.json", "t.1.n.npy"], "what is half written goes"


def seen(folder) -> dict:
    workspace = Workspace(folder)
    return {name: workspace.get(name)["n"].tolist() for name in workspace.names()}


def test_tables_that_belong_together_are_replaced_together(tmp_path, monkeypatch):
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
    steps, step = [], os.replace
    monkeypatch.setattr(os, "replace", lambda *paths: (steps.append(paths), step(*paths)))
    with workspace.together():
        workspace.remove("a", "b")
        workspace.put("b", {"n": np.full(3, 2)})
        workspace.put("d", {"n": np.full(1, 3)})
    assert seen(tmp_path) == {"b": [2, 2, 2], "c": [0, 0], "d": [3]}
    assert len(steps) == 1, "a disk that is full, or another process, finds no moment between two of them"


def test_what_a_failed_block_wrote_is_never_written_over(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.put("t", {"n": np.zeros(3)})
    with pytest.raises(ZeroDivisionError), workspace.together():
        workspace.put("t", {"n": np.ones(3)})
        held = workspace.get("t")
        raise ZeroDivisionError
    assert files(tmp_path) == ["t.1.json", "t.1.n.npy"]
    workspace.put("t", {"n": np.full(3, 5)})
    assert held["n"].tolist() == [1, 1, 1]


def test_what_is_put_many_times_in_a_block_is_there_once(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.put("t", {"n": np.zeros(3)})
    with workspace.together():
        for value in range(5):
            workspace.put("t", {"n": np.full(3, value)})
        assert files(tmp_path) == ["t.1.json", "t.1.n.npy", "t.6.json", "t.6.n.npy"]
    assert seen(tmp_path) == {"t": [4, 4, 4]}


def test_no_two_have_one_generation(tmp_path):
    """Of whom one was ended as it wrote, its file perhaps mapped still: what it claimed stays its own."""
    workspace = Workspace(tmp_path)
    workspace.put("t", {"n": np.zeros(3)})
    (tmp_path / "data" / "t.2.n.npy").write_bytes(b"half")
    assert workspace.put("t", {"n": np.ones(3)}) == 3 and (tmp_path / "data" / "t.2.n.npy").read_bytes() == b"half"
    workspace.remove("t")
    assert workspace.put("t", {"n": np.ones(3)}) == 4


@pytest.mark.parametrize(("fault", "done"), [(KeyboardInterrupt(), False), (KeyboardInterrupt(), True), (OSError(28, "Full"), False)])
def test_many_tables_change_in_one_step(tmp_path, monkeypatch, fault, done):
    """Where the process ends before it or after it, or the disk is full."""
    workspace, step, steps = Workspace(tmp_path), os.replace, []
    for name in ("a", "b"):
        workspace.put(name, {"n": np.zeros(2)})
    before = seen(tmp_path)

    def fails(*paths: object) -> None:
        steps.append(paths)
        if done:
            step(*paths)
        raise fault

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises((KeyboardInterrupt, WriteError)), workspace.together():
        workspace.remove("a")
        workspace.put("b", {"n": np.ones(1)})
        workspace.put("c", {"n": np.ones(1)})
    monkeypatch.undo()
    after = {"b": [1], "c": [1]} if done else before
    assert seen(tmp_path) == after and len(steps) == 1
    with workspace.together():
        workspace.put("d", {"n": np.ones(1)})
    assert seen(tmp_path) == {**after, "d": [1]}, "what comes later makes nothing half done, and undoes nothing"


@pytest.mark.parametrize("left", [b"", b'{"a": 1, "b"', b"null", b"\xff"])
def test_an_index_that_a_failed_machine_left_is_as_none(tmp_path, left):
    workspace = Workspace(tmp_path)
    workspace.put("a", {"n": np.zeros(2)})
    (tmp_path / INDEX).write_bytes(left)
    assert Workspace(tmp_path).names() == []
    assert workspace.put("a", {"n": np.ones(2)}) == 2 and seen(tmp_path) == {"a": [1, 1]}


def test_what_rests_on_data_that_were_replaced_is_refused(tmp_path):
    desk = Workspace(tmp_path)
    desk.put("orders", {"n": np.zeros(2)})
    trainer = desk.resting_on("orders")
    with desk.together():
        desk.remove("learned")
        desk.put("orders", {"n": np.ones(2)})
        trainer.put("learned", {"n": np.zeros(1)})  # it was not there when it was removed
        assert "learned" in seen(tmp_path)
    now = {"orders": [1, 1]}
    assert seen(tmp_path) == now
    with pytest.raises(Cancelled):
        trainer.put("learned", {"n": np.zeros(1)})
    with pytest.raises(Cancelled), trainer.together():
        trainer.remove("orders")
    with pytest.raises(Cancelled), trainer.together():
        trainer.put("learned", {"n": np.zeros(1)})
        pytest.fail("what follows would be done in vain")
    assert seen(tmp_path) == now and not [name for name in files(tmp_path) if name.startswith("learned.2")]
    assert Workspace(tmp_path).resting_on("orders").put("learned", {"n": np.zeros(1)}) == 2


def test_nobody_changes_what_is_there_while_another_does(tmp_path):
    """Each puts tables of its own, many times; whoever read the index before another wrote it would lose that."""

    def puts(who: str) -> None:
        workspace = Workspace(tmp_path)
        for number in range(25):
            workspace.put(f"{who}{number}", {"n": np.full(1, number)})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(puts, "abcd"))
    assert seen(tmp_path) == {f"{who}{number}": [number] for who in "abcd" for number in range(25)}


def test_who_waits_for_a_moment_is_not_told_of_it(tmp_path, monkeypatch):
    """Windows refuses to replace the index while a reader has it open."""
    workspace, step, refusals = Workspace(tmp_path), os.replace, [PermissionError(), PermissionError()]

    def refuses(*paths: object) -> None:
        if refusals:
            raise refusals.pop()
        step(*paths)

    monkeypatch.setattr(os, "replace", refuses)
    workspace.put("a", {"n": np.zeros(1)})
    assert seen(tmp_path) == {"a": [0]} and not refusals


def test_a_table_replaced_twice_while_it_is_read(tmp_path, monkeypatch):
    workspace, writer, read = Workspace(tmp_path), Workspace(tmp_path), Workspace._manifest
    writer.put("t", {"n": np.zeros(2)})

    def slowly(self: Workspace, name: str, generation: int) -> dict:
        if generation == 1:
            for number in (1, 2):
                writer.put("t", {"n": np.full(2, number)})
            writer.put("t", {"n": np.full(2, 3)})
        return read(self, name, generation)

    monkeypatch.setattr(Workspace, "_manifest", slowly)
    assert workspace.get("t")["n"].tolist() == [3, 3]


def test_what_is_not_there_is_a_key_error(tmp_path):
    with pytest.raises(KeyError):
        Workspace(tmp_path).get("links")
