"""Days until the next order, and what is bought next, on Online Retail before 2011-10-01: nothing later is read into memory.

    python -m tests.benchmarks.models_sequences [--seeds 5] [--split 2011-06-01] [--asked-until 2011-07-03]

The nets are taught on what lies before the split and asked, after each order between the two dates, for the days until the next one
within 90 days. Then the sequences of all orders are found, proposed by a net that was taught on them.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

from assoc_engine.models import gru, transformer
from assoc_engine.models.sequences import find_sequences
from assoc_engine.models.splitting import before
from assoc_engine.text import Text
from tests.benchmarks.models_page import FILE, history, rows_of, seconds
from tests.models.days_judged import judge_days

END, WITHIN = "2011-10-01", 90.0
KINDS = {"gru": (gru, gru.GruNextBasket), "transformer": (transformer, transformer.TransformerNextBasket)}


def taught(name: str, train, seed: int):
    module, kind = KINDS[name]
    settings = module.sized("M", train.products)
    return kind().fit(train, replace(settings, training=replace(settings.training, seed=seed, threads=1)))


def days(whole, options) -> None:
    split, until = seconds(options.split), seconds(options.asked_until)
    past = before(whole, split)
    for name in KINDS:
        for seed in range(options.seeds):
            started = time.perf_counter()
            found = judge_days(taught(name, past, seed), whole, split, until, WITHIN)
            print(f"{name}, seed {seed}: {found.cases} orders, {found.came:.0%} followed; error in log days of those who came "
                  + ", ".join(f"{who} {value:.3f}" for who, value in found.error.items()) + "; of all "
                  + ", ".join(f"{who} {value:.3f}" for who, value in found.all_error.items())
                  + f"; {time.perf_counter() - started:.0f} s", flush=True)  # fmt: skip


def bought_next(whole) -> None:
    net = taught("gru", whole, 0)
    for label, with_net in (("by counts", None), ("by the net", net)):
        started = time.perf_counter()
        found = find_sequences(whole, with_net)
        columns = found.columns
        print(
            f"{label}: {len(columns['a'])} of {found.tested} tested, {time.perf_counter() - started:.1f} s. {Text('en').say(found.answer)}"
        )
        for row in range(min(10, len(columns["a"]))):
            a, b = (whole.names[columns[side][row]] for side in "ab")
            print(f"  after {a} comes {b}: {columns['customers'][row]} of {columns['a_customers'][row]} customers, "
                  f"{columns['expected'][row]:.1f} by chance, {columns['days'][row]:.0f} days, p {columns['p_value'][row]:.2g}, "
                  f"q {columns['q_value'][row]:.2g}, by the net × {columns['score'][row]:.1f}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--split", default="2011-06-01")
    parser.add_argument("--asked-until", default="2011-07-03")
    options = parser.parse_args()
    rows = [row for row in rows_of(FILE) if str(row[4]) < END]
    whole = replace(history(rows, seconds(END), True), now=seconds(END))
    days(whole, options)
    bought_next(whole)


if __name__ == "__main__":
    main()
