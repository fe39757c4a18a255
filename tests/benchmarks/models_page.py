""""What goes with this product?" on Online Retail: every scorer on the same later baskets, with intervals.

    python -m tests.benchmarks.models_page [--split 2011-10-01] [--until 2012-01-01] [--draws 5] [--without-ranker] [--only DATA]

Invoices not starting with C, quantity over 0, codes that begin with five digits; once without the collective invoices (those
with a line DOT) and once with every invoice. One case a later basket with at least two products known before the split; the
draw of the page's product is repeated `--draws` times with seeds 0, 1, … and the mean of a basket over its draws is compared. For choices
give a split and an end in the past: --split 2011-07-01 --until 2011-09-01.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]

from assoc_engine.models.cases import ask
from assoc_engine.models.contract import PAGE, Train
from assoc_engine.models.ease import Ease, EaseSettings
from assoc_engine.models.evaluation import compare, mean_interval, score
from assoc_engine.models.pair_scorers import AdjustedLift, Confidence, Cosine, Lift, LiftSettings, WeightedConfidence, WeightedSettings
from assoc_engine.models.popularity import Popularity
from assoc_engine.models.ranker import Ranker, RankerSettings
from assoc_engine.models.splitting import before, between
from assoc_engine.models.text_cnn import TextCnn
from assoc_engine.models.text_net import TextCnnSettings

FILE = ROOT.parent / "shared" / "data" / "online_retail.xlsx"
RIVALS = {
    "popularity": (Popularity, None),
    "lift, 3 joint orders": (Lift, LiftSettings(3)),
    "lift, 10 joint orders": (Lift, LiftSettings(10)),
    "lift, 30 joint orders": (Lift, LiftSettings(30)),
    "adjusted lift, 30": (AdjustedLift, LiftSettings(30)),
    "cosine": (Cosine, None),
    "EASE, 200": (Ease, EaseSettings(200.0)),
    "confidence": (Confidence, None),
    "confidence, size": (WeightedConfidence, WeightedSettings(half_life=0.0)),
    "confidence, size and age": (WeightedConfidence, WeightedSettings(half_life=180.0)),
}


def seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def rows_of(path: Path) -> list[list]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]


def plain(cell) -> str:
    return (str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)).strip()


def history(rows: list[list], split: int, collective: bool) -> Train:
    """All orders of the file by time; names and prices are taken from what is before the split."""
    apart = set() if collective else {plain(row[0]) for row in rows if plain(row[1]) == "DOT"}
    lines = [
        (plain(row[0]), plain(row[1]), str(row[2]).strip(), seconds(str(row[4])), float(row[5]), plain(row[6]))
        for row in rows
        if row[3] > 0 and plain(row[1])[:5].isdecimal() and len(plain(row[1])) >= 5
    ]
    lines = [line for line in lines if not line[0].startswith("C") and line[0] not in apart]
    invoice, code, name, when, price, customer = (np.array(column) for column in zip(*lines, strict=True))
    codes, product = np.unique(code, return_inverse=True)
    invoices, order = np.unique(invoice, return_inverse=True)
    first = np.full(len(invoices), np.iinfo(np.int64).max)
    np.minimum.at(first, order, when)
    by_time = np.argsort(first, kind="stable")
    order = np.argsort(by_time)[order]
    pairs = np.unique(order * len(codes) + product)
    buyers, buyer = np.unique(customer, return_inverse=True)
    owner = np.full(len(invoices), -1, np.int32)
    owner[order[customer != ""]] = buyer[customer != ""]
    names, prices = [""] * len(codes), np.full(len(codes), np.nan)
    past = when < split
    for number in np.unique(product[past]):
        mine = past & (product == number)
        said, times = np.unique(name[mine], return_counts=True)
        names[number] = str(said[np.argmax(times)])
        paid = price[mine & (price > 0)]
        prices[number] = np.median(paid) if len(paid) else np.nan
    start = np.concatenate([[0], np.cumsum(np.bincount(pairs // len(codes), minlength=len(invoices)))])
    return Train(start, (pairs % len(codes)).astype(np.int32), first[by_time], owner, len(buyers), names, names,
                 np.full(len(codes), -1, np.int32), prices, int(first.max()) + 1, codes.tolist())  # fmt: skip


def judged(model, past: Train, asked: list) -> tuple[list, float]:
    """(figures of each draw, seconds to answer all products once)."""
    started = time.perf_counter()
    known = int(np.count_nonzero(past.counts))
    figures = [score(model.recommend(draw.cases, 10)[0], draw, past.products, known) for draw in asked]
    return figures, (time.perf_counter() - started) / len(asked)


def run(rows: list[list], options, collective: bool) -> None:
    split, until = seconds(options.split), seconds(options.until)
    whole = history(rows, split, collective)
    past = before(whole, split)
    asked = [ask(PAGE, whole, between(whole, split, until), seed) for seed in range(options.draws)]
    print(f"{'every invoice' if collective else 'without the collective invoices'}: {past.orders} orders before {options.split}, "
          f"{np.count_nonzero(past.counts)} known products, {len(asked[0].cases)} cases, {options.draws} draws")  # fmt: skip
    rivals = dict(RIVALS)
    for seed in range(0 if options.without_ranker else options.seeds):
        cnn = TextCnnSettings()
        rivals[f"text-cnn, seed {seed}"] = (TextCnn, replace(cnn, training=replace(cnn.training, seed=seed)))
        rivals[f"ranker, seed {seed}"] = (Ranker, RankerSettings(seed=10 * seed))  # of its nets, which count on from there
    results = {}
    print(f"{'scorer':26s} {'hit@10':>7s} {'recall':>7s} {'ndcg@10':>8s} {'interval':>16s} {'cover':>6s} {'fit s':>6s} {'ask s':>6s}")
    for name, (kind, settings) in rivals.items():
        started = time.perf_counter()
        model = kind().fit(past, settings)
        fitted = time.perf_counter() - started
        figures, answered = judged(model, past, asked)
        hit, recall, ndcg = (np.mean([getattr(f, figure) for f in figures], axis=0) for figure in ("hit", "recall", "ndcg"))
        results[name], low_high = ndcg, mean_interval(ndcg)
        print(f"{name:26s} {hit.mean():7.4f} {recall.mean():7.4f} {ndcg.mean():8.4f} {low_high[0]:8.4f}–{low_high[1]:.4f} "
              f"{figures[0].coverage:6.3f} {fitted:6.1f} {answered:6.1f}", flush=True)  # fmt: skip
    for kind in ("text-cnn", "ranker"):
        seeds = [ndcg for name, ndcg in results.items() if name.startswith(kind)]
        if len(seeds) > 1:
            results[f"{kind}, mean of {len(seeds)} seeds"] = np.mean(seeds, axis=0)
    for name in [n for n in results if n.startswith(("ranker", "text-cnn", "confidence,", "adjusted", "lift, 30"))]:
        told = [(base, compare(results[name], results[base])) for base in ("confidence", "popularity")]
        print(name + " is " + ", ".join(f"{got.ratio:.4f} × {base} ({got.low:.4f}–{got.high:.4f})" for base, got in told), flush=True)
    if isinstance(model, Ranker):
        print(f"the ranker has {model.parameters} parameters and learned from {len(model.moments)} earlier splits; NDCG@10 lost without:")
        print("\n".join(f"  {share:7.2%}  {group}" for group, share in model.importance), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", default="2011-10-01")
    parser.add_argument("--until", default="2012-01-01")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--without-ranker", action="store_true")
    parser.add_argument("--only", choices=("every", "without"), default=None)
    options = parser.parse_args()
    rows = rows_of(FILE)
    for collective in (False, True):
        if options.only is None or collective == (options.only == "every"):
            run(rows, options, collective)
    return 0


if __name__ == "__main__":
    sys.exit(main())
