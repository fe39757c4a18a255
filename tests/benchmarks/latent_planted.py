"""Are complements foreseen that a made shop sells apart up to a day and together from then on? Five shops, and each without them.

    python -m tests.benchmarks.latent_planted [--rows 60000] [--seeds 5] [--scorers vae,autoencoder]

Beside the scorers, what the program itself would list: the pairs that it calls hints, in the shop and in the one without.

Asked on 1 October 2025: 8 pairs are sold together from that day on (8 others were before, so that who learns from earlier dates can),
among some 100,000 pairs that hardly met. Things of a series look alike, have partners in common and stay apart: they are the decoys.
"""

from __future__ import annotations

import argparse
from time import perf_counter

import numpy as np
from sklearn.metrics import roc_auc_score

from assoc_engine.basket_nets.gan_scorer import GanScorer
from assoc_engine.basket_nets.net_scorers import AutoencoderScorer, VaeScorer
from assoc_engine.hints.choosing import rank_hints
from assoc_engine.hints.finding import find_hints
from assoc_engine.hints.horizon import Horizon
from assoc_engine.hints.question import Question, ask, came_true, later_baskets_of
from assoc_engine.hints.scorers import COUNTING
from assoc_engine.models.history import History
from assoc_engine.models.splitting import between
from tests.models.sampled import DAY, Shop, shop

NETS = (VaeScorer, AutoencoderScorer, GanScorer)
SCORERS = {kind.name: kind for kind in COUNTING} | {kind.name: lambda horizon, kind=kind: kind() for kind in NETS}
PAIRS, MOMENT = 16, 1_759_276_800  # 2025-10-01
MOST = 500  # hints listed at most


def asked_of(made: Shop) -> tuple[History, Question, np.ndarray, np.ndarray]:
    """(what is known by then, what is asked, bool: came it true, bool: is it a pair sold together from the day on)."""
    history = History(made.train, [str(n) for n in range(made.train.customers)])
    stage = between(made.train, MOMENT, MOMENT + 92 * DAY)
    past = history.past(stage)
    question = ask(past.train)
    whole = past.product[question.products]
    pairs = {(min(a, b), max(a, b)) for a, b, day in made.withheld if day == MOMENT}
    keys = zip(np.minimum(whole[question.a], whole[question.b]).tolist(), np.maximum(whole[question.a], whole[question.b]).tolist(),
               strict=True)
    known = History(past.train, [str(n) for n in past.customer])
    return known, question, came_true(question, later_baskets_of(question, history, past, stage)), np.array([key in pairs for key in keys])


def listed(known: History, true: np.ndarray, wanted: np.ndarray) -> str:
    """What the program lists, and how much of it is right."""
    ranked = rank_hints(known)
    hints = find_hints(ranked, None, MOST)
    rows = ranked.first(len(hints))
    return (f"{ranked.scorer} used: {len(hints)} hints, {true[rows].sum()} of them come true, {wanted[rows].sum()} planted"
            f" (chance said {hints.probability.sum():.1f})")  # fmt: skip


def told(scores: np.ndarray, wanted: np.ndarray) -> tuple[float, float, float]:
    """(share of the wanted among as many first, among the first 50, AUC)."""
    first, many = np.argsort(-scores, kind="stable"), int(wanted.sum())
    return wanted[first[:many]].mean(), wanted[first[:50]].sum() / many, roc_auc_score(wanted, scores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--scorers", default=",".join(SCORERS))
    asked, found = parser.parse_args(), {}
    for seed in range(asked.seeds):
        known, question, true, wanted = asked_of(shop(asked.rows, seed, withheld=PAIRS))
        bare, _, without, none = asked_of(shop(asked.rows, seed))
        print(f"seed {seed}: {len(question)} candidates, {true.sum()} come true, {(true & wanted).sum()} of the {wanted.sum()} planted; "
              f"{without.sum()} in the shop without", flush=True)  # fmt: skip
        print(f"  with: {listed(known, true, wanted)}\n  without: {listed(bare, without, none)}", flush=True)
        for name in asked.scorers.split(","):
            begun = perf_counter()
            figures = told(SCORERS[name](Horizon.of(question.train)).scores(question), wanted)
            found.setdefault(name, []).append(figures)
            print(f"  {name}: {figures[0]:.2f} of the planted among the first {wanted.sum()}, {figures[1]:.2f} among the first 50, "
                  f"AUC {figures[2]:.3f}; {perf_counter() - begun:.0f} s", flush=True)  # fmt: skip
    for name, figures in found.items():
        print(name, "mean", np.round(np.mean(figures, axis=0), 3), "least", np.round(np.min(figures, axis=0), 3))


if __name__ == "__main__":
    main()
