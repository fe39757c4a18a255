"""Next baskets of Ta-Feng: every scorer on the same customers, with paired intervals against personal frequency.

    python -m tests.benchmarks.models_next_basket [--future] [--only NAME …] [--seeds 5] [--save FILE.npz]

Without --future each customer's last past basket is what is to be predicted, and the scorers learn from what lies before it:
every choice is made there. With --future they learn from the whole of history.json and next.json is opened, only to score.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]

from assoc_engine.models import gru, transformer
from assoc_engine.models.basket_ranker import BasketRanker, usual_parts
from assoc_engine.models.contract import NEXT_BASKET, Cases
from assoc_engine.models.customer_links import BoughtAfter, BoughtTogether, CustomerEase
from assoc_engine.models.customer_scorer import CustomerScorer
from assoc_engine.models.evaluation import compare, mean_interval, score
from assoc_engine.models.frequency import PersonalFrequency
from assoc_engine.models.histories import Histories, cut, next_baskets, read_histories
from assoc_engine.models.ridge import Ridge
from assoc_engine.models.splitting import Asked
from assoc_engine.models.tifuknn import Tifuknn

FOLDER = ROOT.parent / "shared" / "data" / "tafeng"


def seeded(module, kind, seed: int = 0, size: str = "M"):
    """A net of one size and seed, on one thread."""

    class Seeded(kind):
        def learn(self, settings, progress) -> None:
            usual = module.sized(size, self.orders.train.products)
            super().learn(replace(usual, training=replace(usual.training, seed=seed, threads=1)), progress)

    return Seeded()


def seeded_gru(seed: int = 0, size: str = "M"):
    return seeded(gru, gru.GruNextBasket, seed, size)


def seeded_transformer(seed: int = 0, size: str = "M"):
    return seeded(transformer, transformer.TransformerNextBasket, seed, size)


def rivals(seeds: int) -> dict[str, CustomerScorer]:
    known = [PersonalFrequency(), Tifuknn(), Ridge(), CustomerEase(), BoughtTogether(), BoughtAfter()]
    return {
        "popularity": PersonalFrequency(),  # asked about nobody
        **{model.name: model for model in known},
        "ranker": BasketRanker(),
        "ranker + gru": BasketRanker(lambda: [*usual_parts(), seeded_gru()]),
        **{f"gru S, seed {seed}": seeded_gru(seed, "S") for seed in range(seeds)},
        **{f"transformer S, seed {seed}": seeded_transformer(seed, "S") for seed in range(seeds)},
        **{f"gru, seed {seed}": seeded_gru(seed) for seed in range(seeds)},
        **{f"transformer, seed {seed}": seeded_transformer(seed) for seed in range(seeds)},
    }


def in_the_past(histories: Histories):
    """(what is learnt from, customers asked, their last past baskets): of customers with two orders before it, as in the future."""
    customers, wanted = next_baskets(histories.train, 1)
    number = np.bincount(histories.train.customer, minlength=histories.train.customers)
    able = number[customers] >= 3
    customers, wanted = customers[able], wanted[able]
    return cut(histories.train, 1), Asked(Cases(NEXT_BASKET, customers), wanted.indptr, wanted.indices)


def in_the_future(histories: Histories):
    """The same of next.json. Products that the past does not know are wanted all the same, under a number nobody can name."""
    train = histories.train
    number = {name: code for code, name in enumerate(train.names)}
    place = {name: code for code, name in enumerate(histories.customers)}
    found = json.loads((FOLDER / "next.json").read_text(encoding="utf-8"))
    print(f"next.json opened once: {len(found)} customers", flush=True)
    baskets = {place[c]: sorted({number.get(str(i), -1) for i in items}) for c, items in found.items()}
    customers = np.array(sorted(baskets), np.int32)
    wanted = [baskets[c] for c in customers.tolist()]
    unknown = sum(items.count(-1) for items in wanted)
    if unknown:
        print(f"{unknown} wanted products are in no past basket")
    start = np.cumsum([0, *map(len, wanted)]).astype(np.int64)
    relevant = np.concatenate([np.array(items, np.int32) for items in wanted])
    return train, Asked(Cases(NEXT_BASKET, customers), start, np.where(relevant < 0, train.products, relevant))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--future", action="store_true")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--save", type=Path)
    options = parser.parse_args()
    train, asked = (in_the_future if options.future else in_the_past)(read_histories(FOLDER / "history.json"))
    known, results = int((train.counts > 0).sum()), {}
    print(f"{len(asked.cases)} customers, {train.products} products", flush=True)
    for name, model in rivals(options.seeds).items():
        if options.only and name not in options.only:
            continue
        started = time.perf_counter()
        model.fit(train)
        cases = asked.cases if name != "popularity" else Cases(NEXT_BASKET, np.full(len(asked.cases), -1, np.int32))
        ids, _ = model.recommend(cases, 10)
        seconds = time.perf_counter() - started
        found = score(ids, asked, train.products + 1, known)
        results[name] = (found.recall, found.ndcg, found.hit)
        low, high = mean_interval(found.ndcg)
        print(f"{name:14s} recall {found.recall.mean():.4f}  ndcg {found.ndcg.mean():.4f} [{low:.4f}, {high:.4f}]  "
              f"hit {found.hit.mean():.4f}  coverage {found.coverage:.3f}  {seconds:6.1f} s", flush=True)  # fmt: skip
        for rival in ("frequency", "ranker"):
            if rival in results and name != rival:
                told = [compare(ours, theirs) for ours, theirs in zip(results[name][:2], results[rival][:2], strict=True)]
                print("    × " + rival + "".join(f"   {what} {c.ratio:.3f} [{c.low:.3f}, {c.high:.3f}]"
                                                 for what, c in zip(("recall", "ndcg"), told, strict=True)), flush=True)  # fmt: skip
        if options.save:
            np.savez(options.save, **{key: np.stack(value) for key, value in results.items()})
    for kind in ("gru S", "transformer S", "gru", "transformer"):
        nets = [value for key, value in results.items() if key.startswith(f"{kind}, seed")]
        if len(nets) > 1 and "frequency" in results:
            mean = np.mean(np.stack([np.stack(value) for value in nets]), axis=0)
            told = [compare(mean[row], results["frequency"][row]) for row in (0, 1)]
            print(f"{kind}, mean of {len(nets)} seeds: " + "   ".join(f"{what} × {c.ratio:.3f} [{c.low:.3f}, {c.high:.3f}]"
                  for what, c in zip(("recall", "ndcg"), told, strict=True)))  # fmt: skip


if __name__ == "__main__":
    main()
