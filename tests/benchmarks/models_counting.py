"""The counting scorers of a product's page on any file, each held against the simple method on the same cases.

    python -m tests.benchmarks.models_counting FILE … [--exclude-order-with PRODUCT] [--models A,B]

FILE: a sales file, or a file of customers' baskets (.json). As `leaderboard FILE --tasks page` does it: the last fifth of the orders by
time is opened once. NDCG@10 with its interval, and its ratio to the base (the best simple method on the part that chooses), cases drawn in
pairs. Without files: the sample shop.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from assoc_engine.analysis import prepare, read
from assoc_engine.learning import leaderboard
from assoc_engine.models.contract import PAGE
from assoc_engine.progress import SILENT
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.settings import AnalysisSettings, CleanSettings, ModelSettings, ReadSettings
from assoc_engine.workspace import Workspace

COUNTING = ("confidence", "weighted-confidence", "lift", "adjusted-lift", "cosine", "ease")


def tell(path: Path, models: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as aside:
        workspace, histories = Workspace(Path(aside) / "workspace"), str(path) if path.suffix == ".json" else ""
        if not histories:
            read(workspace, ReadSettings((str(path),)), {}, SILENT)
            prepare(workspace, AnalysisSettings(clean=CleanSettings(exclude_orders_with=excluded)), SILENT)
        leaderboard(workspace, Path(aside) / "board.csv", ModelSettings(tasks=(PAGE,), models=models), histories)
        board = workspace.get("leaderboard")
        task = board.meta["tasks"][0]
        print(f"\n{path.name}: {task['cases']:,} cases, held against {task['base']}\n")
        print("| | NDCG@10 | × base | coverage | seconds |\n|---|---|---|---|---|")
        for row, name in enumerate(board["model"]):
            ndcg, low, high, ratio, ratio_low, ratio_high, coverage, seconds = (
                float(board[column][row]) for column in ("ndcg", "low", "high", "ratio", "ratio_low", "ratio_high", "coverage", "seconds")
            )  # fmt: skip
            print(f"| {name} | {ndcg:.4f} [{low:.4f}, {high:.4f}] | {ratio:.3f} [{ratio_low:.3f}, {ratio_high:.3f}] | "
                  f"{coverage:.3f} | {seconds:.1f} |", flush=True)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--exclude-order-with", action="append", default=[], metavar="PRODUCT")
    parser.add_argument("--models", default=",".join(COUNTING))
    asked = parser.parse_args()
    models, excluded = tuple(asked.models.split(",")), tuple(asked.exclude_order_with)
    for path in asked.files:
        tell(path, models, excluded)
    if not asked.files:
        with tempfile.TemporaryDirectory() as aside:
            path = Path(aside) / "sample.xlsx"
            write_sample(make_sample(SampleSettings()), path)
            tell(path, models, excluded)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
