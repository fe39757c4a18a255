"""Hints on a real file: what is foreseen at a moment, and how much of it came true after it.

    python -m tests.benchmarks.latent FILE --until 2011-10-01 [--exclude-order-with DOT] [--nets] [--seeds 3]

Everything is learned and chosen on orders before the moment; what came after is opened once, at the end, and only with --future. Prints
precision@100, precision@500 and AUC of every scorer at the earlier moments, and of the scorer used (and all counting ones) after it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assoc_engine.analysis import prepare, read
from assoc_engine.basket_nets.gan import GanSettings
from assoc_engine.basket_nets.gan_scorer import GanScorer
from assoc_engine.basket_nets.net_scorers import AutoencoderScorer, VaeScorer
from assoc_engine.hints.choosing import Ranked, rank_hints
from assoc_engine.hints.question import came_true, later_baskets_of
from assoc_engine.hints.scorers import COUNTING
from assoc_engine.hints.trial import Trial, first_of, interval, judged
from assoc_engine.learning import pasts_of
from assoc_engine.models.history import History, history_of
from assoc_engine.models.splitting import Stage, between
from assoc_engine.progress import SILENT
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings
from assoc_engine.workspace import Workspace


def told(trial: Trial) -> str:
    return f"{trial.precision100:.3f} / {trial.precision500:.3f} / {trial.auc:.3f}"


def opened(file: str, left_out: list[str], until: str, folder: Path) -> History:
    workspace = Workspace(folder)
    read(workspace, ReadSettings((file,)), {}, SILENT)
    prepare(workspace, AnalysisSettings(clean=CleanSettings(exclude_orders_with=tuple(left_out), until=until)), SILENT)
    return history_of(workspace, pasts_of(workspace))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--until", required=True)
    parser.add_argument("--exclude-order-with", action="append", default=[])
    parser.add_argument("--nets", action="store_true", help="try the GAN and the autoencoders too")
    parser.add_argument("--future", action="store_true", help="open what came after")
    parser.add_argument("--seeds", type=int, default=1)
    own = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = opened(own.file, own.exclude_order_with, own.until, Path(folder) / "known")
        for seed in range(own.seeds):
            rivals = (GanScorer(GanSettings(rounds=2)), VaeScorer(), AutoencoderScorer()) if own.nets else ()
            begun = time.perf_counter()
            ranked = rank_hints(known, rivals, seed)
            print(f"seed {seed}: {ranked.scorer} used; {len(ranked.question):,} candidates; {time.perf_counter() - begun:.0f} s")
            for trial in ranked.trials:
                print(f"  {np.datetime64(trial.moment, 's').astype('M8[D]')} {trial.scorer:13s} {told(trial)}  chance {trial.chance:.4f}")
            if own.future:
                whole = opened(own.file, own.exclude_order_with, "", Path(folder) / "whole")
                moment = int(datetime.fromisoformat(own.until).replace(tzinfo=UTC).timestamp())
                after(whole, between(whole.train, moment, int(whole.train.time[-1]) + 1), ranked, rivals)


def after(whole: History, stage: Stage, ranked: Ranked, rivals) -> None:
    """What came true after the moment, by each scorer."""
    question, past = ranked.question, whole.past(stage)
    assert list(past.train.names) == list(question.train.names)
    true = came_true(question, later_baskets_of(question, whole, past, stage))
    print(f"  after: {int(true.sum()):,} of {len(true):,} came true ({true.mean():.4%})")
    for scorer in (*(make(ranked.horizon) for make in COUNTING), *rivals):
        print(f"    {scorer.name:13s} {told(judged(scorer.name, 0, scorer.scores(question), true))}")
    print(f"    {ranked.scorer:13s} {told(judged(ranked.scorer, 0, ranked.scores, true))}  (used)")
    for k in (100, 500):
        rows = first_of(ranked.scores, k)
        low, high = interval([(question.a[rows], question.b[rows], true[rows])])
        print(f"    first {k}: said {ranked.chance[rows].mean():.3f}, true {true[rows].mean():.3f} [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main()
