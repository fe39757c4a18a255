"""Nothing is proven where there is nothing: real files whose orders are filled anew by chance alone, graded as ever.

    python -m tests.benchmarks.links_shuffled [FILE …] [--runs 100] [--results FILE]

Without files: the real sales files beside the checkout. Every order keeps its size, its day and its customer, every product its orders
within each stratum; orders that are set aside stay out. Runs that are in the results already are not made again; so more can be added
on another day. Prints, over all runs of a file: the share with a link or an anti-link of a grade, and over all pairs that chance expects
at least 10 times together the median of joint orders / expected and the ratio of their sums. (The
median of a count lies a little below its mean, so the first is a little below 1.)
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from assoc_engine.baskets import Baskets, invert, make_baskets
from assoc_engine.cleaning import clean
from assoc_engine.rules.anti import find_anti_links
from assoc_engine.rules.chance import Chance
from assoc_engine.rules.collective import Lines, find_collective, set_aside
from assoc_engine.rules.grades import ELIGIBLE, FEWEST
from assoc_engine.rules.links import find_links
from assoc_engine.rules.tested_orders import TestedOrders, common_by
from assoc_engine.rules.verdicts import A, B
from assoc_engine.settings import CleanSettings, LinkSettings
from tests.benchmarks.end_to_end import DATA, FILES
from tests.engine.made import table_of
from tests.engine.shuffled import shuffled

OFTEN = 10.0  # joint orders by chance of the pairs whose lift is looked at
SETTINGS = LinkSettings(min_orders=FEWEST)  # no grade may hide below the floor
RESULTS = Path("links_shuffled.jsonl")


@dataclass(frozen=True)
class File:
    """`aside` bool per order; `tested` what is not set aside; `a`, `b` int32 and `expected` float64: the pairs that chance expects OFTEN,
    the same in every run since chance knows of totals and sizes alone."""

    baskets: Baskets
    aside: np.ndarray
    tested: TestedOrders
    a: np.ndarray
    b: np.ndarray
    expected: np.ndarray


def opened(path: Path) -> File:
    table = table_of(path)
    kept, _ = clean(table, CleanSettings())
    baskets = make_baskets(kept)
    aside = set_aside(find_collective(baskets, Lines.of(table, kept, baskets)), baskets.orders)
    tested = TestedOrders.of(baskets, aside)
    return File(baskets, aside, tested, *_expected_often(tested.chance(), np.flatnonzero(tested.product_orders >= ELIGIBLE)))


def _expected_often(chance: Chance, products: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    found = [(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))]
    for place in range(0, len(products) - 1, 200):
        low, high = np.triu_indices(len(products) - place, 1)
        few = low < 200
        a, b = (products[side[few] + place].astype(np.int32) for side in (low, high))
        expected = chance.expected(a, b)
        often = expected >= OFTEN
        found.append((a[often], b[often], expected[often]))
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))


def run(file: File, seed: int) -> dict:
    """The figures of one filling by chance."""
    tested, sizes = file.tested, np.diff(file.baskets.start)
    rows = tested.rows
    edges = np.concatenate([[0], np.cumsum(sizes[rows])]).astype(np.int64)
    _, strata = np.unique(tested.strata[rows], return_inverse=True)
    items = file.baskets.items.copy()
    items[np.repeat(rows, sizes)] = shuffled(edges, tested.items, strata.astype(np.int64), seed)
    holders_start, holders = invert(file.baskets.start, items, len(file.baskets.products))
    baskets = replace(file.baskets, items=items, holders_start=holders_start, holders=holders)
    links = find_links(baskets, SETTINGS, aside=file.aside)
    anti = find_anti_links(baskets, links, SETTINGS, aside=file.aside).links
    made = TestedOrders.of(baskets, file.aside)
    joint = common_by(made.holders_start, made.holders, np.zeros(baskets.orders, np.int64), 1, file.a, file.b)[:, 0]
    return {
        "A": int((links.grade == A).sum()), "B": int((links.grade >= B).sum()), "anti A": int((anti.grade == A).sum()),
        "anti B": int((anti.grade >= B).sum()), "pairs": len(joint), "tests": links.eligible_pairs,
    } | ({
        "median": float(np.median(joint / file.expected)), "ratio": float(joint.sum() / file.expected.sum()),
    } if len(joint) else {})  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    for path in [Path(name) for name in asked.files] or [DATA / name for name in FILES]:
        done = {one["seed"] for one in _told(asked.results) if one["file"] == path.name}
        left = [seed for seed in range(asked.runs) if seed not in done]
        if not left or not path.exists():
            continue
        file = opened(path)
        for seed in left:
            begun = perf_counter()
            figures = {"file": path.name, "seed": seed} | run(file, seed) | {"seconds": round(perf_counter() - begun, 1)}
            with open(asked.results, "a", encoding="utf-8") as out:
                out.write(json.dumps(figures) + "\n")
            print(figures, flush=True)
    print(table(_told(asked.results)))


def _told(results: Path) -> list[dict]:
    return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()] if results.exists() else []


def table(results: list[dict]) -> str:
    """A row a file, as docs/method.md has it."""
    heads = ("file", "runs", "pairs tested", "any A", "any B", "any anti-link", "pairs with 10 expected",
             "median lift", "joint / expected")  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name in dict.fromkeys(one["file"] for one in results):
        own = [one for one in results if one["file"] == name]
        share = [f"{sum(one[grade] > 0 for one in own)} of {len(own)}" for grade in ("A", "B", "anti B")]
        lift = "– | –"
        if own[0]["pairs"]:
            median, ratio = (np.mean([one[figure] for one in own]) for figure in ("median", "ratio"))
            lift = f"{median:.3f} | {ratio:.4f}"
        lines.append(f"| `{name}` | {len(own)} | {own[0]['tests']:,} | {' | '.join(share)} | {own[0]['pairs']:,} | {lift} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
