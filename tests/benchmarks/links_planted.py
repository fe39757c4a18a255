"""Is what a made shop plants found, and nothing else? Complements, substitutes, pairs that meet by chance, a channel of collective orders.

    python -m tests.benchmarks.links_planted [--rows 50000,200000] [--seeds 5]

Every shop is read, cleaned and graded as a file of a user is. A pair that is called a link and was not planted is still no mistake where
the shop was made so that both meet more often: they are of one category (a share of an order's choices keeps to one) or of one season. An
anti-link is none where the shop keeps both apart: no order holds things of two series, so their partners meet less often too; or they are
of two seasons. Of what was planted and missed the power is printed: the chance that so strong a plant reaches the p-value that a list as
long asks for. Other pairs that are B are there by chance: of all that were called, 1 in 20 may be.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from time import perf_counter

import numpy as np
from scipy import stats

from assoc_engine.baskets import Baskets, make_baskets
from assoc_engine.cleaning import clean
from assoc_engine.io.table import SalesTable
from assoc_engine.rules.anti import find_anti_links
from assoc_engine.rules.collective import Lines, find_collective, keeping, set_aside
from assoc_engine.rules.grades import FEWEST
from assoc_engine.rules.links import LinkTable, find_links
from assoc_engine.rules.tails import lower_tail, upper_tail
from assoc_engine.rules.verdicts import A, B
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.settings import CleanSettings, LinkSettings
from tests.engine.made import table_of

Pair = frozenset[str]
SETTINGS = LinkSettings(min_orders=FEWEST)  # grades alone: what a floor hides is found all the same


@dataclass(frozen=True)
class Graded:
    """What the program says of a file. `instead`: bool per row of `anti`; `aside`: orders set aside by kind; `seconds`: of links and
    anti-links together."""

    baskets: Baskets
    links: LinkTable
    anti: LinkTable
    instead: np.ndarray
    aside: dict[str, np.ndarray]
    seconds: float

    def pairs(self, table: LinkTable, least: int) -> dict[Pair, int]:
        """Codes of the pairs of this grade or a better one → row."""
        code = self.baskets.products.code
        return {frozenset((code[table.a[row]], code[table.b[row]])): row for row in np.flatnonzero(table.grade >= least).tolist()}

    def grades(self, table: LinkTable) -> dict[Pair, int]:
        return {pair: int(table.grade[row]) for pair, row in self.pairs(table, B).items()}


def graded(table: SalesTable, left_out: tuple[str, ...] = (), keep: tuple[str, ...] = ()) -> Graded:
    kept, _ = clean(table, CleanSettings(exclude_orders_with=left_out))
    baskets = make_baskets(kept)
    begun = perf_counter()
    found = keeping(find_collective(baskets, Lines.of(table, kept, baskets)), keep)
    mask = set_aside(found, baskets.orders)
    links = find_links(baskets, SETTINGS, aside=mask)
    anti = find_anti_links(baskets, links, SETTINGS, aside=mask)
    return Graded(baskets, links, anti.links, anti.instead, {one.kind: one.orders for one in found}, perf_counter() - begun)


def planted_links(truth: dict) -> set[Pair]:
    """Every pair that is bought together because of what was planted."""
    pairs = [(p["a"], p["b"]) for kind in ("complements", "echoes") for p in truth[kind]]
    brought = [(one["members"], one["partners"]) for one in truth["series"]]
    brought += [([one["a"], one["b"]], one["companions"]) for one in truth["substitutes"]]
    for things, partners in brought:
        codes = [partner["code"] for partner in partners]
        pairs += [(thing, code) for thing in things for code in codes] + list(combinations(codes, 2))
    return {frozenset(pair) for pair in pairs}


def meet_anyway(truth: dict, pair: Pair) -> bool:
    """Of one category or one season, which also brings two products together."""
    facts = [next(product for product in truth["products"] if product["code"] == code) for code in pair]
    return facts[0]["category"] == facts[1]["category"] or bool(facts[0]["season"] and facts[0]["season"] == facts[1]["season"])


def kept_apart(truth: dict, pair: Pair) -> bool:
    """Things or partners of two series, or products of two seasons."""
    series = [{*one["members"], *(partner["code"] for partner in one["partners"])} for one in truth["series"]]
    seasons = {product["season"] for product in truth["products"] if product["code"] in pair} - {""}
    return sum(bool(pair & own) for own in series) == 2 or len(seasons) == 2


def missed(told: Graded, table: LinkTable, wanted: list[dict], found: dict[Pair, int], below: bool) -> tuple[list[str], float]:
    """A line for each plant that was not found: what it had to be told by, and the power to tell it; and the power of all together."""
    code = told.baskets.products.code
    row_of = {frozenset((code[a], code[b])): row for row, (a, b) in enumerate(zip(table.a, table.b, strict=True))}
    limit = SETTINGS.max_fdr * max(len(found), 1) / max(table.eligible_pairs, 1)
    lines, together = [], 0.0
    for plant in wanted:
        pair = frozenset((plant["a"], plant["b"]))
        mean = plant["probability"] * plant["chance_orders"] if below else plant["expected_orders"]
        able = power(mean, plant, limit, below)
        together += able
        if pair in found:
            continue
        row = row_of.get(pair)
        measured = (
            f"{table.counted[row]} orders, {table.expected[row]:.1f} by chance, q {table.q_value[row]:.3f}"
            if row is not None
            else "not listed"
        )
        lines.append(f"{plant['a_name']} – {plant['b_name']}: planted {mean:.1f}; {measured}; power {able:.2f}")
    return lines, together


def power(mean: float, plant: dict, limit: float, below: bool) -> float:
    """Chance that a plant of so many joint orders in the mean is at `limit` or below, chance alone taken as Poisson."""
    by_chance = np.full(1, plant["chance_orders"])
    most = np.full(1, min(plant["a_orders"], plant["b_orders"]))
    counts = np.arange(0 if below else FEWEST, 1000)
    tail = lower_tail if below else upper_tail
    enough = tail(counts, by_chance, by_chance, most) <= limit
    return float(stats.poisson.pmf(counts[enough], mean).sum())


def told_of(path: Path, truth: dict) -> Counter:
    """Print what is found in one shop, and what is not; the counts of it."""
    table = table_of(path)
    marker = truth["collective"]["marker_code"]
    told, without, kept = graded(table), graded(table, (marker,)), graded(table, keep=("marked", "large"))
    planted, substitutes = planted_links(truth), {frozenset((p["a"], p["b"])) for p in truth["substitutes"]}
    complements = [frozenset((p["a"], p["b"])) for p in truth["complements"]]
    found, below = told.pairs(told.links, B), told.pairs(told.anti, B)
    other = [pair for pair in found if pair not in planted]
    proven, never = told.pairs(told.links, A), told.pairs(told.anti, A)
    named = [pair for pair, row in below.items() if told.instead[row]]
    count = Counter({
        "complements": len(complements), "complements found": sum(pair in found for pair in complements),
        "links": len(found), "links planted": len(found) - len(other),
        "links made to meet": sum(meet_anyway(truth, pair) for pair in other),
        "proven": len(proven), "proven by chance": sum(pair not in planted and not meet_anyway(truth, pair) for pair in proven),
        "substitutes": len(substitutes), "substitutes found": sum(pair in below for pair in substitutes), "anti-links": len(below),
        "named": len(named),
        "named planted": sum(pair in substitutes for pair in named),
        "anti-links made": sum(pair in substitutes or kept_apart(truth, pair) for pair in below),
        "anti-links proven": len(never), "anti-links proven made": sum(pair in substitutes or kept_apart(truth, pair) for pair in never),
        "independents": len(truth["independents"]),
        "independents in A": sum(frozenset((p["a"], p["b"])) in proven for p in truth["independents"]),
        "channel": len(truth["collective"]["orders"]), "channel set aside": len(told.aside.get("marked", ())),
        "grades": len(without.grades(without.links)) + len(without.grades(without.anti)),
        "grades changed": changed(told, without), "grades changed if kept": changed(kept, without),
    })  # fmt: skip
    lines, count["complements able"] = missed(told, told.links, truth["complements"], found, False)
    more, count["substitutes able"] = missed(told, told.anti, truth["substitutes"], below, True)
    print(f"  {dict(count)}; {told.seconds:.1f} s", flush=True)
    for line in lines + more:
        print(f"  missed: {line}")
    return count


def changed(one: Graded, other: Graded) -> int:
    """Pairs that have another grade in one than in the other (below B is one grade)."""
    both = [(one.grades(one.links), other.grades(other.links)), (one.grades(one.anti), other.grades(other.anti))]
    return sum(len({pair for pair, _ in first.items() ^ second.items()}) for first, second in both)


def row(rows: int, seeds: int, count: Counter) -> str:
    by_chance = count["links"] - count["links planted"] - count["links made to meet"]
    cells = (
        f"{rows:,}", seeds, _able(count, "complements"), _of(count["links"] - by_chance, count["links"]),
        _of(count["proven"] - count["proven by chance"], count["proven"]), _able(count, "substitutes"),
        _of(count["named planted"], count["named"]),
        _of(count["anti-links made"], count["anti-links"]), _of(count["anti-links proven made"], count["anti-links proven"]),
        _of(count["independents in A"], count["independents"]), _of(count["grades changed"], count["grades"]),
        _of(count["grades changed if kept"], count["grades"]),
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def _able(count: Counter, kind: str) -> str:
    return f"{_of(count[f'{kind} found'], count[kind])}; power {count[f'{kind} able'] / count[kind]:.3f}"


def _of(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.3f} ({part:,} of {whole:,})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="50000,200000")
    parser.add_argument("--seeds", type=int, default=5)
    asked, lines = parser.parse_args(), []
    for rows in map(int, asked.rows.split(",")):
        total: Counter = Counter()
        for seed in range(asked.seeds):
            print(f"{rows:,} rows, seed {seed}:", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                path, sample = Path(folder) / "shop.csv", make_sample(SampleSettings(rows=rows, seed=seed))
                write_sample(sample, path)
                total += told_of(path, sample.truth)
        lines.append(row(rows, asked.seeds, total))
    print("| rows | shops | complements found | links that are made | of those in A | substitutes found | of those told as instead of "
          "each other, planted | anti-links that are made | of those in A | independents in A | grades the channel changed | grades it "
          "would change if kept |\n" + "|---" * 12 + "|")  # fmt: skip
    print("\n".join(lines))


if __name__ == "__main__":
    main()
