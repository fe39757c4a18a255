""""What goes with a product that was never sold?": its text alone asks, on Online Retail and the Chinese superstore, with intervals.

    python -m tests.benchmarks.models_new_product [--split 2011-08-01] [--until 2011-10-01] [--seeds 5] [--superstore] [--every]

Online Retail: invoices not starting with C, quantity over 0, codes that begin with five digits, without the collective invoices
(those with a line DOT; with --every all invoices). One case a basket that holds a product first sold after the split and at least
one sold before; names of known products come from before the split. A new product asks in each of its baskets, so intervals draw
products, not cases. Figures of the net are means over its seeds; "names shuffled" is the same net taught with the names dealt out
anew among the known products. For choices give a split and an end in the past.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from assoc_engine.models.cases import ask
from assoc_engine.models.contract import NEW_PRODUCT, PAGE, Train
from assoc_engine.models.evaluation import Scored, compare, mean_interval, score
from assoc_engine.models.popularity import Popularity
from assoc_engine.models.splitting import before, between
from assoc_engine.models.text_cnn import TextCnn
from assoc_engine.models.text_net import TextCnnSettings
from assoc_engine.models.tfidf import NAMES, ORDERS, TfIdfNeighbours, TfIdfSettings
from tests.benchmarks.models_page import FILE, history, rows_of, seconds

SUPERSTORE = FILE.parent / "superstore_zh.xls"
SISTER = 0.5  # tf-idf likeness from which on a known product is a sister of the new one
RIVALS = {
    "popularity": (Popularity, None),
    "tf-idf, like names": (TfIdfNeighbours, TfIdfSettings(NAMES)),
    "tf-idf, their orders": (TfIdfNeighbours, TfIdfSettings(ORDERS)),
}


def with_texts(rows: list[list], split: int, until: int, every: bool) -> Train:
    """The history with the names of before the split, and of new products those of the time in which they ask."""
    rows = [row for row in rows if seconds(str(row[4])) < until]
    whole, late = history(rows, split, every), history(rows, until, every)
    known = before(whole, split).counts > 0
    return replace(whole, texts=[(whole if known[i] else late).names[i] for i in range(whole.products)])


def superstore() -> Train:
    from assoc_engine.analysis import prepare, read
    from assoc_engine.models.history import history_of
    from assoc_engine.progress import Progress
    from assoc_engine.settings import AnalysisSettings, ReadSettings
    from assoc_engine.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "workspace")
        read(workspace, ReadSettings((str(SUPERSTORE),)), {}, Progress())
        prepare(workspace, AnalysisSettings(), Progress())
        train = history_of(workspace).train
        return replace(train, time=np.array(train.time), start=np.array(train.start), items=np.array(train.items))


def shuffled(train: Train, seed: int) -> Train:
    """The names dealt out anew among the products that were sold."""
    known = np.flatnonzero(train.counts)
    texts = list(train.texts)
    for number, other in zip(known, np.random.default_rng(seed).permutation(known), strict=True):
        texts[number] = train.texts[other]
    return replace(train, texts=texts)


def run(whole: Train, split: int, until: int, seeds: int) -> None:
    past = before(whole, split)
    stage = between(whole, split, until)
    known = int(np.count_nonzero(past.counts))
    nets = [TextCnn().fit(past, _settings(seed)) for seed in range(seeds)]
    for task in (NEW_PRODUCT, PAGE):
        asked = ask(task, whole, stage, 0)
        keys = asked.cases.keys if task == NEW_PRODUCT else None
        print(f"{task}: {past.orders} orders before, {known} known products, {len(asked.cases)} cases"
              + (f" of {len(np.unique(keys))} new products" if task == NEW_PRODUCT else ""))  # fmt: skip
        judged: dict[str, Scored] = {}
        for name, (kind, settings) in RIVALS.items():
            if task in kind.tasks:
                judged[name] = score(kind().fit(past, settings).recommend(asked.cases, 10)[0], asked, past.products, known)
        judged["text-cnn"] = _mean([score(net.recommend(asked.cases, 10)[0], asked, past.products, known) for net in nets])
        if task == NEW_PRODUCT:
            control = TextCnn().fit(shuffled(past, 0), _settings(0))
            judged["names shuffled"] = score(control.recommend(asked.cases, 10)[0], asked, past.products, known)
        for name, got in judged.items():
            low, high = mean_interval(got.ndcg, clusters=keys)
            print(f"  {name:22s} hit {got.hit.mean():.4f}  recall {got.recall.mean():.4f}  ndcg {got.ndcg.mean():.4f} "
                  f"[{low:.4f}, {high:.4f}]  coverage {got.coverage:.3f}", flush=True)  # fmt: skip
        print(f"  one net: {nets[0].parameters} parameters, {nets[0].curve.seconds:.0f} s, best round {[n.curve.best + 1 for n in nets]}")
        for name in [n for n in judged if n != "text-cnn"]:
            got = compare(judged["text-cnn"].ndcg, judged[name].ndcg, clusters=keys)
            print(f"  text-cnn is {got.ratio:.3f} × {name} ({got.low:.3f}–{got.high:.3f})")
        if task == NEW_PRODUCT:
            _sisters(past, asked, judged)


def _settings(seed: int) -> TextCnnSettings:
    usual = TextCnnSettings()
    return replace(usual, training=replace(usual.training, seed=seed))


def _mean(scored: list[Scored]) -> Scored:
    return Scored(*(np.mean([getattr(one, what) for one in scored], axis=0) for what in ("hit", "recall", "ndcg", "coverage")))


def _sisters(past: Train, asked, judged: dict[str, Scored]) -> None:
    """What carries it: cases whose new product has a sister among the known ones by its name, and the others."""
    like = TfIdfNeighbours().fit(past, TfIdfSettings(NAMES)).likeness(asked.cases.texts).max(axis=1)
    for said, some in (("a sister", like >= SISTER), ("no sister", like < SISTER)):
        figures = "  ".join(f"{name} {got.ndcg[some].mean():.4f}" for name, got in judged.items()) if some.any() else "–"
        print(f"  {said}: {int(some.sum())} cases of {len(np.unique(asked.cases.keys[some]))} products  {figures}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="2011-08-01")
    parser.add_argument("--until", default="2011-10-01")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--superstore", action="store_true")
    parser.add_argument("--every", action="store_true")
    options = parser.parse_args()
    split, until = seconds(options.split), seconds(options.until)
    begun = time.perf_counter()
    whole = superstore() if options.superstore else with_texts(rows_of(FILE), split, until, options.every)
    print(f"{'superstore_zh' if options.superstore else 'online_retail'}, split {options.split}, until {options.until}")
    run(whole, split, until, options.seeds)
    print(f"{time.perf_counter() - begun:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
