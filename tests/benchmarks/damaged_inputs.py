"""Damaged files, made and real, of every format: what the engine answers to each; hard_use.py runs it.

The damages are those of tests/engine/test_io_mutations.py, and cells of text files that hold what no shop would write.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "engine"))

from test_io_mutations import MAKERS, REFUSALS, Reader, damaged

from assoc_engine.settings import AnalysisSettings, to_dict

DATA = ROOT.parent / "shared" / "data"
REAL = {"BreadBasket_DMS.csv": 4, "retail.dat": 2, "superstore_zh.xls": 4, "online_retail.xlsx": 1}  # and how often, a made one 4 times
SEPARATORS = {".csv": b",", ".tsv": b"\t", ".dat": b" "}
ODD = [
    b"", b"0", b"-1", b"1e308", b"-1e308", b"NaN", b"inf", b"9" * 40, b"0.0000000001", b"2024-02-30", b"99/99/9999", b"0000-00-00",
    b"12:61", b"#REF!", b"=1+1", b"'", b'"', "１２３".encode(), "￥1，000".encode(), "𝕏🫖".encode(), b"\xff", b"x" * 40_000, b" ",
    "\u200b".encode(), b"true", b"\\N",
]  # fmt: skip
LONGEST = 120  # seconds of an answer
MOST_MEMORY = 3 << 30


def read_damaged(folder: Path, inputs: int, seed: int) -> int:
    """How often the answer to a damaged file was none, late, unexpected or took too much memory; each is said."""
    folder.mkdir()
    whole = _whole_files(folder)
    names = [name for name in whole for _each in range(REAL.get(name, 4))]
    reader, wrong, kinds, slowest = Reader(LONGEST), 0, Counter(), 0.0
    for number in range(inputs):
        name = names[number % len(names)]
        dice = random.Random(f"{name} {seed} {number}")
        how, data = _damaged(name, whole[name], dice)
        (folder / name).write_bytes(data)
        begun = time.monotonic()
        kind, fault = _answer(reader, folder / name, folder / "workspace")
        slowest = max(slowest, time.monotonic() - begun)
        kinds[kind] += 1
        if fault:
            wrong += 1
            print(f"{name} {how} (number {number}, seed {seed}): {fault}", flush=True)
        shutil.rmtree(folder / "workspace", ignore_errors=True)
    print(f"{inputs} damaged files: {dict(kinds)}; slowest {slowest:.0f} s, most memory {reader.peak >> 20} MB, "
          f"{reader.deaths} engines ended; {wrong} went wrong", flush=True)  # fmt: skip
    reader.end()
    return wrong


def _whole_files(folder: Path) -> dict[str, bytes]:
    whole = {name: make(folder / name).read_bytes() for name, make in MAKERS.items()}
    return whole | {name: (DATA / name).read_bytes() for name in REAL if (DATA / name).exists()}


def _damaged(name: str, whole: bytes, dice: random.Random) -> tuple[str, bytes]:
    separator = SEPARATORS.get(Path(name).suffix)
    return with_odd_cells(whole, separator, dice) if separator and dice.random() < 0.4 else damaged(whole, dice)


def with_odd_cells(data: bytes, separator: bytes, dice: random.Random) -> tuple[str, bytes]:
    """One cell, some, or all of a column."""
    lines = [line.split(separator) for line in data.split(b"\n")]
    column = dice.randrange(len(lines[0]))
    chosen = dice.choice([[dice.randrange(len(lines))], dice.sample(range(len(lines)), min(40, len(lines))), range(1, len(lines))])
    for at in chosen:
        if column < len(lines[at]):
            lines[at][column] = dice.choice([cell for cell in ODD if len(cell) < 100 or len(chosen) == 1])
    return "with_odd_cells", b"\n".join(separator.join(line) for line in lines)


def _answer(reader: Reader, path: Path, workspace: Path) -> tuple[str, str]:
    """What came of it in a word, and what is wrong with that, "" where nothing is."""
    answer, does = reader.read(path, workspace), "read"
    if answer["event"] == "done":
        settings = to_dict(AnalysisSettings())
        answer, does = reader.ask("analyse", {"workspace": str(workspace), "settings": settings}), "analysed"
    traces = reader.trace()
    if "Traceback" in traces:  # what calamine says as it gives up a workbook is none: that is answered as an error
        return "trace", traces
    if reader.peak > MOST_MEMORY:
        return "memory", f"{reader.peak >> 20} MB as it was {does}"
    if answer["event"] == "done":
        return "analysed", ""
    error = answer["error"]
    named = error["values"].get("file") == path.name and error["advice"] if does == "read" else "file" in error["values"]
    if error["kind"] not in REFUSALS or not named:
        return "unexpected", f"{does}: {error}"
    return f"not {does}", ""
