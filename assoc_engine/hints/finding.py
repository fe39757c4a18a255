"""From a ranking to hints: the pairs that stand out, how sure it is, why, and what to say of them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from ..progress import SILENT, Progress
from ..text import N_, message
from .choosing import Ranked
from .reasons import hint_reasons
from .tables import Hints

STANDS_OUT = 3.0  # times as likely as any candidate, from which on a pair is a hint
LEAST = 0.05  # and its chance at least: of twenty such pairs one comes true

TITLES = {
    "ranker": N_("Several signs combined"),
    "gan": N_("Made-up orders"),
    "vae": N_("A net that makes orders up from their gist"),
    "autoencoder": N_("A net that restores orders"),
    "second-order": N_("Bought with the same products"),
    "neighbours": N_("What goes with their like"),
    "ease": N_("Direct links"),
    "text": N_("Names that are alike"),
    "popularity": N_("Both bought often"),
}


def find_hints(ranked: Ranked, made: sparse.csr_matrix | None, top: int, progress: Progress = SILENT) -> Hints:
    """At most `top` pairs, in numbers of the products of the history that was ranked. `made`: generated baskets × the products looked at.

    None where the scorer used did no better than chance at the earlier moments, or could not be tried: then nothing is foreseen.
    """
    question = ranked.question
    rows = ranked.first(top)
    rows = rows[ranked.chance[rows] >= max(LEAST, STANDS_OUT * ranked.rate)] if ranked.tells else rows[:0]
    rows = rows[np.argsort(-ranked.chance[rows], kind="stable")]
    a, b = question.a[rows], question.b[rows]
    expected = question.train.chance.expected(question.products[a], question.products[b])
    reasons = hint_reasons(question, rows, progress)
    return Hints(
        a=question.products[a].astype(np.int32), b=question.products[b].astype(np.int32), probability=ranked.chance[rows],
        joint=question.joint[rows], expected=expected, made=_made(made, a, b), reasons=reasons,
    )  # fmt: skip


def answer(ranked: Ranked, hints: Hints, names: Sequence[str]) -> dict[str, Any]:
    """Message: what is foreseen, or why nothing is. `names`: of all products."""
    if not len(ranked.trials):
        return message(N_("No hint can be given: earlier in these orders no pair that had hardly met was bought together often enough "
                          "later, so there is nothing to learn from."))  # fmt: skip
    if not ranked.tells:
        found = sum(round(trial.precision100 * 100) for trial in ranked.trials if trial.scorer == ranked.scorer)
        return message(N_("No new link can be foreseen here with confidence: at earlier moments of these orders {count} of the pairs "
                          "named first came true, too few to rely on."),
                       count=found)  # fmt: skip
    if not len(hints):
        return message(N_("No pair stands out: of those that hardly met so far none has a chance of {least:percent} to be bought "
                          "together soon."),
                       least=LEAST)  # fmt: skip
    values = {"count": len(hints), "a": names[int(hints.a[0])], "b": names[int(hints.b[0])], "chance": float(hints.probability[0]),
              "times": float(hints.probability[0] / ranked.rate)}  # fmt: skip
    return message(N_("{count} pair that hardly met so far may be bought together soon: {a} and {b}, with a chance of "
                      "{chance:percent}, {times:times} times that of any pair.",
                      "{count} pairs that hardly met so far may be bought together soon. The likeliest: {a} and {b}, with a chance of "
                      "{chance:percent}, {times:times} times that of any pair."),
                   **values)  # fmt: skip


def about(ranked: Ranked, hints: Hints, names: Sequence[str], gan: dict[str, Any]) -> dict[str, Any]:
    """The meta of table `hints` (docs/workspace.md)."""
    return {
        "scorer": ranked.scorer, "title": message(TITLES[ranked.scorer]), "answer": answer(ranked, hints, names),
        "days": ranked.horizon.days, "orders": ranked.horizon.orders, "precision": ranked.precision,
        "trials": len({trial.moment for trial in ranked.trials}), "products": len(ranked.question.products),
        "candidates": len(ranked.question), "absent": ranked.absent, "gan": gan | _beaten(ranked),
    }  # fmt: skip


def _beaten(ranked: Ranked) -> dict[str, Any]:
    """Was the GAN no better than second order at the latest moment tried? {} where it was not tried."""
    latest = {trial.scorer: trial for trial in ranked.trials if trial.moment == ranked.trials[0].moment}
    return {"beaten": latest["gan"].precision500 <= latest["second-order"].precision500} if "gan" in latest else {}


def _made(made: sparse.csr_matrix | None, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    if made is None or not len(a):
        return np.full(len(a), -1, np.int32)
    return np.asarray(sparse.csr_matrix(made.T @ made)[a, b]).ravel().astype(np.int32)
