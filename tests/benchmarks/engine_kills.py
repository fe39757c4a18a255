"""Engine processes killed at random moments of what they do, and what must be true of the workspace then; hard_use.py runs it."""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import numpy as np
import psutil

from assoc_engine import serve
from assoc_engine.client import EngineProcess, ask
from assoc_engine.errors import AssocError, EngineDied
from assoc_engine.serve import DESK, TRAINER
from assoc_engine.settings import AnalysisSettings, LinkSettings, ModelSettings, ReadSettings, to_dict
from assoc_engine.workspace import Coded, Table, TextColumn, Workspace

Contents = dict[str, dict[str, object]]  # every cell of every table, by its name

PLAIN, FEWER = (to_dict(AnalysisSettings(links=LinkSettings(least))) for least in (0, 2))
TRAININGS = [to_dict(ModelSettings(tasks=("page", "next-basket"), models=("cosine", "gru"), size="S", device="cpu",
                                   seed=seed)) for seed in (0, 1)]
LEARNED = ("leaderboard", "suggestions", "customer_lists", "sequences", "opened")
OF_THE_RUN = ("seconds", "opened")  # of a leaderboard: another each time
ALL_LINES, LAST_LINES = sys.maxsize, 4  # of those that let tables take their places; the last come when they have them
FAULTS = (AssocError, ValueError, OSError, KeyError)


def kill_desks(file: Path, folder: Path, kills: int, seed: int) -> int:
    """How often a killed `analyse` or `pairs` left anything but all there was before or all that was to be, or the next differed; every
    third ends itself as its tables take their places. One more where that left all there was before only, or all that was to be only."""
    chance, left, placing = np.random.default_rng(seed), Counter(), Counter()
    engine, wrong = EngineProcess(DESK), 0
    read_into(engine, folder, file)
    before, after, spans, lines = {}, {}, {}, {}
    for what in ("analyse", "pairs"):
        for _again in range(3):  # the first compiles what it needs
            before[what] = analysed(engine, folder)
            spans[what] = span(engine, what, folder, FEWER)
        after[what] = contents(folder)
        analysed(engine, folder)
        lines[what] = kill_placing(what, folder, FEWER, ALL_LINES)
        analysed(engine, folder)
    for number in range(kills):
        what, first = "pairs" if number % 4 == 1 else "analyse", number % 7 == 6
        if first:  # nothing is there yet
            shutil.rmtree(folder)
            read_into(engine, folder, file)
            what = "analyse"
        if hit := number % 3 == 2:
            engine.end()
            shown = lines[what] - LAST_LINES
            line = int(chance.integers(shown, lines[what]) if number % 2 else chance.integers(shown)) + 1
            moment, missed = tried(kill_placing, what, folder, FEWER, line)
        else:
            moment, missed = kill_within(engine, chance, number, what, spans[what], folder, FEWER), ""
        states = {} if first else {"all that was before": before[what], "all that was to be": after[what]}
        found, fault = tried(what_is_left, folder, states)
        left[found] += 1
        placing.update([found] * (hit and not missed))
        engine = EngineProcess(DESK)
        again, refused = tried(analysed, engine, folder)
        fault = missed or fault or refused or ("" if same(again, before["analyse"]) else "the next analysis differs")
        if fault:
            wrong += 1
            print(f"{what} killed {'at line' if hit else 'after'} {moment} (number {number}, seed {seed}): {fault}", flush=True)
    engine.end()
    tell(f"{kills} desks killed, {placing.total()} of them as tables took their places (left {dict(placing)})", spans, left, wrong)
    if kills > 5 and not (placing["all that was before"] and placing["all that was to be"]):
        wrong += 1
        print("the moment at which tables take their places was not hit from both sides", flush=True)
    return wrong


def kill_trainers(file: Path, folder: Path, kills: int, seed: int) -> int:
    """How often a killed training left anything but all there was before or all that was to be, or the next one differed."""
    chance, left = np.random.default_rng(seed), Counter()
    desk = EngineProcess(DESK)
    read_into(desk, folder, file)
    analysed(desk, folder)
    desk.end()
    engine, wrong, expected, spans = EngineProcess(TRAINER), 0, [], {}
    ask(engine, "warm", {})
    for settings in (*TRAININGS, *TRAININGS):  # the first compiles what it needs
        shutil.rmtree(folder / "models", ignore_errors=True)
        spans["train"] = span(engine, "train", folder, settings)
        expected.append(contents(folder))
    expected = expected[2:]
    for number in range(kills):
        which, old = number % 2, contents(folder)
        if number % 4 < 2:
            shutil.rmtree(folder / "models")  # else the nets of the other training, or of this one, are there
        moment = kill_within(engine, chance, number, "train", spans["train"], folder, TRAININGS[which])
        found, fault = tried(board_left, folder, old, expected[which])
        left[found] += 1
        engine = EngineProcess(TRAINER)
        _, refused = tried(ask, engine, "train", request(folder, TRAININGS[which]))
        now, unread = tried(contents, folder)
        fault = fault or refused or unread or ", ".join(differences(learned(now), learned(expected[which])))
        if fault:
            wrong += 1
            print(f"training killed after {moment:.3f} s (number {number}, seed {seed}): {fault}", flush=True)
    engine.end()
    tell(f"{kills} trainers killed", spans, left, wrong)
    return wrong


def tried(does: Callable[..., Any], *values: object) -> tuple[Any, str]:
    """What it gives, and the error it ends with instead, "" for none."""
    try:
        return does(*values), ""
    except FAULTS as error:
        return None, repr(error)


def what_is_left(folder: Path, states: dict[str, Contents]) -> str:
    """Which of these states it is in, where there are any. Raises ValueError where it is in none of them."""
    now = contents(folder)
    found = [name for name, state in states.items() if same(now, state)]
    if states and not found:
        raise ValueError(f"neither what was there before nor what was to be: {sorted(now)}")
    return found[0] if found else "a part"


def board_left(folder: Path, old: Contents, new: Contents) -> str:
    """Which board it is, that of before or the new one. Raises ValueError where it is neither, or anything else is not as it was."""
    now = contents(folder)
    if same(now, old):
        return "the board of before"
    if not same(without(now, LEARNED), without(old, LEARNED)) or differences(learned(now), learned(new)):
        raise ValueError(f"neither what was there before nor what was to be: {sorted(now)}")
    return "the new board"


def tell(what: str, spans: dict[str, tuple[float, float]], left: Counter[str], wrong: int) -> None:
    said = ", ".join(f"{name} of {takes:.2f} s that writes from {writing:.2f} s on" for name, (writing, takes) in spans.items())
    print(f"{what} ({said}); left {dict(left)}; {wrong} went wrong", flush=True)


def read_into(engine: EngineProcess, folder: Path, file: Path) -> None:
    ask(engine, "read", {"workspace": str(folder), "read": to_dict(ReadSettings((str(file),))), "roles": {}})


def analysed(engine: EngineProcess, folder: Path) -> Contents:
    for what in ("analyse", "anti"):
        ask(engine, what, request(folder, PLAIN))
    return contents(folder)


def request(folder: Path, settings: dict) -> dict:
    return {"workspace": str(folder), "settings": settings}


def kill_within(
    engine: EngineProcess, chance: np.random.Generator, number: int, what: str, span: tuple[float, float], folder: Path, settings: dict
) -> float:
    """Kill it at work, as the system would when it has no memory left. Returns the moment, in seconds: any, while it writes, or near its
    end."""
    writing, takes = span
    moment = float(chance.uniform((0.0, writing, 0.85 * takes)[number // 3 % 3], takes))
    engine.send(what, request(folder, settings))
    time.sleep(moment)
    psutil.Process(engine.pid).kill()
    engine.end()
    return moment


def kill_placing(what: str, folder: Path, settings: dict, line: int) -> int:
    """An engine that ends itself before it comes to this line of those that let tables take their places. Returns the line, or how many
    there are where there are fewer. Raises OSError where it ended before any of them, ValueError where it did not end."""
    told = folder.with_name(f"{folder.name}-lines")
    told.unlink(missing_ok=True)
    with patch.object(serve, "run", partial(run_until, line, told)):
        engine = EngineProcess(DESK)
    try:
        ask(engine, what, request(folder, settings))
    except EngineDied:
        return int(told.read_text())
    finally:
        engine.end()
    if line < ALL_LINES:
        raise ValueError(f"{what} never came to line {line} of those that let tables take their places")
    return int(told.read_text())


def run_until(line: int, told: Path, *values: Any) -> None:
    """The engine's process, which counts the lines run while tables take their places and ends itself before the one asked for."""
    passed, change = 0, Workspace._change

    def see(frame: FrameType, event: str, value: object) -> Callable[..., Any] | None:
        nonlocal passed
        if frame.f_code.co_filename != change.__code__.co_filename:
            return None
        if event == "line":
            passed += 1
            if passed == line:
                told.write_text(str(passed))
                psutil.Process().kill()
        return see

    def changing(self: Workspace, changes: dict[str, int | None]) -> None:
        if self._waiting is not None:
            return change(self, changes)
        sys.settrace(see)
        try:
            return change(self, changes)
        finally:
            sys.settrace(None)
            told.write_text(str(passed))

    Workspace._change = changing  # type: ignore[method-assign]
    serve.run(*values)


def span(engine: EngineProcess, what: str, folder: Path, settings: dict) -> tuple[float, float]:
    """Seconds after which a request begins to write tables, and after which it is done."""
    before, begun, writing = stamp(folder), time.perf_counter(), 0.0
    number = engine.send(what, request(folder, settings))
    while True:
        answer = engine.receive(timeout=0.002)
        if not writing and stamp(folder) != before:
            writing = time.perf_counter() - begun
        if answer is not None and answer["id"] == number and answer["event"] != "progress":
            assert answer["event"] == "done", answer
            return writing, time.perf_counter() - begun


def stamp(folder: Path) -> int:
    return (folder / "data").stat().st_mtime_ns


def contents(folder: Path) -> Contents:
    """Every cell of every table, and its meta."""
    workspace = Workspace(folder)
    return {name: _cells(workspace.get(name)) for name in workspace.names()}


def _cells(table: Table) -> dict[str, object]:
    return {"meta": table.meta, **{name: _whole(column) for name, column in table.columns.items()}}


def _whole(column: object) -> object:
    if isinstance(column, Coded):
        return np.array(column.codes), list(column.vocabulary)
    return list(column) if isinstance(column, TextColumn) else np.array(column)


def without(tables: Contents, names: tuple[str, ...]) -> Contents:
    return {name: table for name, table in tables.items() if name not in names}


def learned(tables: Contents) -> Contents:
    """What a training leaves, without how often and how long."""
    found = {name: dict(tables[name]) for name in LEARNED[:-1] if name in tables}
    board = found["leaderboard"]
    found["leaderboard"] = {name: cells for name, cells in board.items() if name not in OF_THE_RUN}
    found["leaderboard"]["meta"] = {name: value for name, value in board["meta"].items() if name not in OF_THE_RUN}
    return found


def same(one: Contents, other: Contents) -> bool:
    return not differences(one, other)


def differences(one: Contents, other: Contents) -> list[str]:
    """The columns that are not the same, or not in both."""
    cells = [{(table, name): value for table, columns in tables.items() for name, value in columns.items()} for tables in (one, other)]
    return [".".join(key) for key in {**cells[0], **cells[1]}
            if not all(key in each for each in cells) or not _equal(cells[0][key], cells[1][key])]  # fmt: skip


def _equal(one: object, other: object) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return one == other
