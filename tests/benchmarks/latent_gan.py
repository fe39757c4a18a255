"""Is the GAN of orders built, and what does it foresee? Its figures before and after the critic, and its hints on splits of the past.

    python -m tests.benchmarks.latent_gan FILE [--until 2011-10-01] [--seeds 3] [--exclude-order-with DOT]
    python -m tests.benchmarks.latent_gan FILE --splits 2011-05-23 2011-07-01 2011-07-23 [--days 70] [--rounds 5]

The first way learns from all orders before `--until` with each seed and compares as many made-up orders with them, and so those of a
Mult-VAE. The second asks at
each moment which pairs come true within so many days, and shows the GAN beside second-order similarity (the cosine of two products'
joint orders with all others in the last 90 days) and the joint orders that chance alone gives. Choose `--splits` so that what lies
behind the last of them is past, too.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.metrics import roc_auc_score

from assoc_engine.analysis import prepare, read
from assoc_engine.basket_nets.basket_lesson import several
from assoc_engine.basket_nets.coming_true import DAY, LATELY, by_chance, latest
from assoc_engine.basket_nets.fidelity import compare_baskets
from assoc_engine.basket_nets.gan import BasketGan, GanSettings
from assoc_engine.basket_nets.gan_scorer import GanScorer, seasons
from assoc_engine.basket_nets.generated_links import find_generated_links
from assoc_engine.basket_nets.mult_vae import MultVae
from assoc_engine.hints.question import Question, ask, came_true, later_baskets_of
from assoc_engine.learning import pasts_of
from assoc_engine.models.history import History, history_of
from assoc_engine.models.splitting import between
from assoc_engine.progress import SILENT
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings
from assoc_engine.workspace import Workspace

FIGURES = ("marginals", "sizes", "pairs", "copies", "telling")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--until", default="2011-10-01")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--exclude-order-with", action="append", default=[])
    parser.add_argument("--splits", nargs="*", default=[])
    parser.add_argument("--days", type=int, default=70)
    parser.add_argument("--rounds", type=int, default=GanSettings().rounds)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder)
        read(workspace, ReadSettings((asked.file,)), {}, SILENT)
        prepare(workspace, AnalysisSettings(clean=CleanSettings(exclude_orders_with=tuple(asked.exclude_order_with))), SILENT)
        history = history_of(workspace, pasts_of(workspace))
        settings = replace(GanSettings(), rounds=asked.rounds)
        if asked.splits:
            for day in asked.splits:
                foresee(history, day, asked.days, settings)
        else:
            moment = moment_of(asked.until)
            question = ask(history.past(between(history.train, moment, moment + 1)).train)
            for seed in range(asked.seeds):
                build(question, replace(settings, warm=replace(settings.warm, seed=seed)))
            rival(question)


def moment_of(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def build(question: Question, settings: GanSettings) -> None:
    begun = perf_counter()
    gan = BasketGan(settings).fit(question.baskets, seasons(question.train))
    taught = perf_counter() - begun
    print(f"seed {settings.warm.seed}: {len(gan.orders)} orders, {taught:.0f} s, collapsed {gan.collapsed}, weights of round {gan.best}")
    for found in gan.watch:
        print("  round", found.round, *(f"{name} {getattr(found, name):.4f}" for name in FIGURES))
    made = gan.generate(len(gan.orders), seed=100)
    links = find_generated_links(made, question.baskets)
    print("  at last", compared(gan.orders.baskets, made), "links hardly seen yet", len(links), flush=True)


def rival(question: Question) -> None:
    """Orders made up by the simpler net, which knows those of several products alone."""
    begun, real = perf_counter(), question.baskets[several(question.baskets)]
    net = MultVae().fit(real)
    taught = perf_counter() - begun
    print(f"Mult-VAE: {real.shape[0]} orders, {taught:.0f} s", compared(real, net.generate(real.shape[0], seed=100)), flush=True)


def compared(real: csr_matrix, made: csr_matrix) -> str:
    found = compare_baskets(real, made)
    return " ".join(f"{name} {getattr(found, name):.4f}" for name in FIGURES)


def foresee(history: History, day: str, days: int, settings: GanSettings) -> None:
    moment, begun = moment_of(day), perf_counter()
    stage = between(history.train, moment, moment + days * DAY)
    past = history.past(stage)
    question = ask(past.train)
    true = came_true(question, later_baskets_of(question, history, past, stage))
    lately = question.baskets[latest(question.train, *LATELY)]
    scores = {"gan": GanScorer(settings).scores(question), "second order, 90 days": second_order(question, 90),
              "chance of the last 30 days": question.of(by_chance(lately))}  # fmt: skip
    print(f"{day}: {len(question)} candidates, {true.mean():.4f} come true, {perf_counter() - begun:.0f} s")
    for name, score in scores.items():
        ranked = true[np.argsort(-score, kind="stable")]
        print(f"  {name:27s} {ranked[:100].mean():.3f} {ranked[:500].mean():.3f} {roc_auc_score(true, score):.3f}", flush=True)


def second_order(question: Question, days: int) -> np.ndarray:
    baskets = question.baskets[latest(question.train, days, 1)].astype(np.float64)
    joint = np.asarray((baskets.T @ baskets).todense())
    np.fill_diagonal(joint, 0)
    rows = joint / np.maximum(np.linalg.norm(joint, axis=1), 1e-12)[:, None]
    return question.of(rows @ rows.T)


if __name__ == "__main__":
    main()
