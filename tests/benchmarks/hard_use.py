"""Hard use: `python -m tests.benchmarks.hard_use --runs 50 --kills 100 --inputs 500 [--seed 1]` (0 leaves one of them out).

`--kills`: engine processes are killed at random moments, three of five of an analysis or of pairs counted anew, the others of a training.
Then the workspace must open, every table must read whole, what was there before (or all that was to be) must be there, and doing it again
must give what a run gives that nobody killed (engine_kills.py). `--inputs`: damaged files of every format, real ones too, are read, and
analysed where they can be read: an answer is a table or an error with advice, soon, in little memory (damaged_inputs.py). `--runs`: random
sequences of what a user does in the real window with the real engine (window_sequences.py). Prints what went wrong, each with the seed to
see it again; the exit code says whether anything did.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from assoc_engine.sample import SampleSettings, make_sample, write_sample

ROWS = 2_000, 4_000, 6_000  # of the sample shops


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50, help="sequences in the window")
    parser.add_argument("--kills", type=int, default=100, help="engine processes killed")
    parser.add_argument("--inputs", type=int, default=500, help="damaged files read")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    trainings, wrong = chosen.kills * 2 // 5, 0
    with tempfile.TemporaryDirectory() as folder:
        files = sample_files(Path(folder))
        if chosen.kills:
            from tests.benchmarks.engine_kills import kill_desks, kill_trainers  # not above: every engine that is started loads this file

            wrong += kill_desks(files[1], Path(folder) / "desk", chosen.kills - trainings, chosen.seed)
            wrong += kill_trainers(files[1], Path(folder) / "trainer", trainings, chosen.seed)
        if chosen.inputs:
            from tests.benchmarks.damaged_inputs import read_damaged

            wrong += read_damaged(Path(folder) / "inputs", chosen.inputs, chosen.seed)
        if chosen.runs:
            from tests.benchmarks.window_sequences import use_windows

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


if __name__ == "__main__":
    sys.exit(main())
