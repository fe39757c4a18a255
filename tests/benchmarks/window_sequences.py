"""Random sequences of a user's acts (window_acts.py), each in a window of its own; hard_use.py runs them."""

from __future__ import annotations

import gc
import random
import sys
import time
from collections import Counter
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.benchmarks.window_acts import User
from tests.benchmarks.window_truths import Faults


def use_windows(files: list[Path], folder: Path, runs: int, seed: int) -> int:
    """How often something went wrong in so many sequences, each said."""
    app, wrong, counts, escapes = QApplication.instance() or QApplication(sys.argv[:1]), 0, Counter(), Counter()
    broken = folder / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    for number in range(runs):
        faults, begun = Faults(), time.perf_counter()
        user = User(app, files, broken, folder / f"run{number}", faults, random.Random(f"{seed} {number}"))
        user.go_through()
        counts.update(user.done)
        escapes.update(user.escapes)
        del user
        gc.collect()
        wrong += bool(faults.said)
        print(f"sequence {number} (seed {seed}): {time.perf_counter() - begun:.0f} s, {' > '.join(faults.acts)}", flush=True)
    if escapes.total() > 4 and not escapes["cancelled"]:
        wrong += 1
        print(f"    WRONG: Escape cancels nothing: {dict(escapes)}")
    print(f"{runs} sequences, {wrong} with something wrong; " + ", ".join(f"{name} {count}" for name, count in counts.most_common())
          + f"; after Escape {dict(escapes)}")  # fmt: skip
    return wrong
