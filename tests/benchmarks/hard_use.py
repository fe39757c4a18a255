"""Hard use: `python tests/benchmarks/hard_use.py --runs 50 --kills 100 [--seed 1]` (0 leaves one of the two out).

`--kills`: an engine process is killed at a random moment of an analysis, every second time of the span in which it writes its
tables, and every third time while it counts pairs anew. Then the workspace must open, every table that is there must read
whole, recommendations must be of the links they stand beside, and analysing again must give the same links as a run that nobody
killed. `--runs`: random sequences of what a user does in the real window with the real engine (window_acts.py
has the acts). Prints what went wrong, each with the seed to see it again; the exit code says whether anything did.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from assoc_engine.client import EngineProcess, ask
from assoc_engine.errors import AssocError
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.settings import AnalysisSettings, LinkSettings, ReadSettings, to_dict
from assoc_engine.workspace import Coded, Table, TextColumn, Workspace

ROWS = 2_000, 4_000, 6_000  # of the sample shops


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50, help="sequences in the window")
    parser.add_argument("--kills", type=int, default=100, help="engine processes killed")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = sample_files(Path(folder))
        wrong = kill_engines(files[1], Path(folder) / "killed", chosen.kills, chosen.seed) if chosen.kills else 0
        if chosen.runs:
            from window_acts import use_windows

            wrong += use_windows(files, Path(folder), chosen.runs, chosen.seed)
    print(f"{wrong} went wrong")
    return 1 if wrong else 0


def sample_files(folder: Path) -> list[Path]:
    """Sample shops in either language, one of them a workbook."""
    files = []
    for rows, language, suffix in zip(ROWS, ("en", "zh_CN", "en"), ("csv", "csv", "xlsx"), strict=True):
        files.append(folder / f"shop{rows}.{suffix}")
        write_sample(make_sample(SampleSettings(rows=rows, seed=rows, language=language)), files[-1])
    return files


def kill_engines(file: Path, folder: Path, kills: int, seed: int) -> int:
    """How often what an analysis that was killed had left behind was not whole, or the next one differed."""
    random, workspace = np.random.default_rng(seed), Workspace(folder)
    anew, fewer = (to_dict(settings) for settings in (AnalysisSettings(), AnalysisSettings(links=LinkSettings(min_orders=2))))
    request, pairs = ({"workspace": str(folder), "settings": settings} for settings in (anew, fewer))
    engine, wrong, partly = EngineProcess(), 0, 0
    ask(engine, "read", {"workspace": str(folder), "read": to_dict(ReadSettings((str(file),))), "roles": {}})
    ask(engine, "analyse", request)
    expected, everything = contents(workspace.get("links")), workspace.names()
    ask(engine, "pairs", pairs)  # compiles what it needs
    spans = {"pairs": span(engine, "pairs", workspace, pairs), "analyse": span(engine, "analyse", workspace, request)}
    for number in range(kills):
        what = "pairs" if number % 3 == 2 else "analyse"
        writing, takes = spans[what]
        moment = float(random.uniform(0.0, takes)) if number % 2 else float(random.uniform(writing, takes))
        engine.send(what, request if what == "analyse" else pairs)
        time.sleep(moment)
        kill(engine)
        try:
            workspace = Workspace(folder)
            left = workspace.names()
            partly += left != everything
            tables = {name: contents(workspace.get(name)) for name in left}
            if "actions" in tables and not of_these_links(tables["actions"], tables["links"]):
                raise ValueError("recommendations of other links")
            engine = EngineProcess()
            ask(engine, "analyse", request)
            if not same(contents(workspace.get("links")), expected) or workspace.names() != everything:
                raise ValueError("the links differ")
        except (AssocError, ValueError, OSError, KeyError) as error:
            wrong += 1
            print(f"{what} killed after {moment:.3f} s of {takes:.3f} (number {number}, seed {seed}): {error!r}", flush=True)
    engine.end()
    said = ", ".join(f"{what} of {takes:.2f} s that writes from {writing:.2f} s on" for what, (writing, takes) in spans.items())
    print(f"{kills} engines killed ({said}); {partly} left a part of the tables, {wrong} went wrong", flush=True)
    return wrong


def kill(engine: EngineProcess) -> None:
    """As the system would, when it has no memory left."""
    import psutil

    psutil.Process(engine.pid).kill()
    engine.end()


def span(engine: EngineProcess, what: str, workspace: Workspace, request: dict) -> tuple[float, float]:
    """Seconds after which a request writes its first table, and after which it is done."""
    before, begun, writing = stamp(workspace), time.perf_counter(), 0.0
    number = engine.send(what, request)
    while True:
        answer = engine.receive(timeout=0.002)
        if not writing and stamp(workspace) != before:
            writing = time.perf_counter() - begun
        if answer is not None and answer["id"] == number and answer["event"] != "progress":
            return writing, time.perf_counter() - begun


def of_these_links(actions: dict, links: dict) -> bool:
    """Do the recommendations name the rows of these links, by which they were chosen?"""
    rows = actions["link"]
    if len(rows) and rows.max() >= len(links["a"]):
        return False
    chosen, linked = ({frozenset(pair) for pair in zip(a, b, strict=True)} for a, b in
                      ((actions["a"], actions["b"]), (links["a"][rows], links["b"][rows])))  # fmt: skip
    return chosen == linked


def stamp(workspace: Workspace) -> int:
    return workspace.folder.stat().st_mtime_ns


def contents(table: Table) -> dict[str, object]:
    """Every cell of a table, and its meta."""
    return {"meta": table.meta, **{name: whole(column) for name, column in table.columns.items()}}


def whole(column: object) -> object:
    if isinstance(column, Coded):
        return np.array(column.codes), list(column.vocabulary)
    return list(column) if isinstance(column, TextColumn) else np.array(column)


def same(one: dict[str, object], other: dict[str, object]) -> bool:
    return one.keys() == other.keys() and all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f") if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) else a == b
        for a, b in zip(one.values(), other.values(), strict=True)
    )


if __name__ == "__main__":
    sys.exit(main())
