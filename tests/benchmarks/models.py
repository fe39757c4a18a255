"""The leaderboard of all models on real files, and what lists for everybody cost from nothing, as a user would call them.

    python -m tests.benchmarks.models [--only online_retail superstore_zh tafeng] [--without-cost] [--out FOLDER]

Each call runs the command line in a process of its own; the engine works with one thread less than there are cores. The
largest memory is that of all processes of the call together, looked at five times a second.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
FILES = {
    "online_retail": [DATA / "online_retail.xlsx", "--exclude-order-with", "DOT"],
    "superstore_zh": [DATA / "superstore_zh.xls"],
    "tafeng": [DATA / "tafeng" / "history.json"],
}
LISTS = {"online_retail": ("page", "next-basket"), "superstore_zh": ("page", "next-basket"), "tafeng": ("next-basket",)}


def call(*words) -> tuple[float, float, subprocess.Popen]:
    """(seconds, largest memory in MB) of one call of the command line."""
    begun, largest = time.monotonic(), 0.0
    process = subprocess.Popen([sys.executable, str(ROOT / "main.py"), *map(str, words), "--language", "en"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # fmt: skip
    whole = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            largest = max(largest, sum(p.memory_info().rss for p in [whole, *whole.children(recursive=True)]) / 1e6)
        except psutil.Error:
            pass
        time.sleep(0.2)
    return time.monotonic() - begun, largest, process


def leaderboard(name: str, folder: Path) -> None:
    out = folder / f"{name}.csv"
    seconds, largest, process = call("leaderboard", *FILES[name], "--out", out)
    print(f"\n{name}: leaderboard in {seconds:.0f} s, {largest:.0f} MB\n{process.stdout.read().strip()}")
    with open(out, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            print(f"{row['task']:12s} {row['model']:20s} cases {row['cases']:>6s}  hit {float(row['hit@10']):.4f}  recall "
                  f"{float(row['recall@10']):.4f}  ndcg {float(row['ndcg@10']):.4f} [{float(row['low']):.4f}, {float(row['high']):.4f}]  "
                  f"coverage {float(row['coverage']):.3f}  {float(row['seconds']):7.1f} s  {row['parameters']:>9s}")  # fmt: skip


def cost(name: str, folder: Path) -> None:
    for task in LISTS[name]:
        out = folder / f"{name}.{task}.csv"
        seconds, largest, process = call("recommend", *FILES[name], "--task", task, "--all", "--model", "best", "--out", out)
        print(f"{name}: recommend --task {task} --all --model best in {seconds:.0f} s, {largest:.0f} MB\n{process.stdout.read().strip()}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=tuple(FILES), default=tuple(FILES))
    parser.add_argument("--without-cost", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        folder = options.out or Path(aside)
        folder.mkdir(parents=True, exist_ok=True)
        for name in options.only:
            leaderboard(name, folder)
            if not options.without_cost:
                cost(name, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
