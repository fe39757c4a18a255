"""Do the nets learn what the sample shop plants, and nothing from controls? Five shops, each with a seed of its own for the nets.

    python -m tests.benchmarks.models_planted [--rows 60000] [--seeds 5]

Controls: the orders of known customers dealt out among them (no sequence, no rhythm), the names dealt out among the products.
"""

from __future__ import annotations

import argparse
from time import perf_counter

import numpy as np

from assoc_engine.models.sequences import find_sequences
from tests.models.planted import FIRST, learn_texts, learn_time
from tests.models.sampled import misnamed, shop, strangers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--seeds", type=int, default=5)
    asked, rows = parser.parse_args(), []
    print(f"planted sequences: raised to the first {FIRST} by the GRU, counted; error of days; partners of new things in the first {FIRST}")
    for seed in range(asked.seeds):
        begun = perf_counter()
        made = shop(asked.rows, seed)
        for control in (False, True):
            people = strangers(made.train, seed) if control else made.train
            columns = find_sequences(people).columns
            passed = set(zip(columns["a"][columns["passes"]].tolist(), columns["b"][columns["passes"]].tolist(), strict=True))
            counted = sum((a, b) in passed for a, b, _ in made.sequences)
            time = learn_time(made, people, seed)
            texts = learn_texts(made, misnamed(made.train, seed) if control else made.train, seed)
            rows.append((control, time.sequences, counted, len(passed), time.days, texts))
            print(f"seed {seed} {'control' if control else 'planted'}: GRU {time.sequences}/8, counted {counted}/8 of {len(passed)} "
                  f"that pass, days {time.days:.2f} x everybody's, CNN {texts:.2f}", flush=True)  # fmt: skip
        print(f"  {perf_counter() - begun:.0f} s", flush=True)
    for control in (False, True):
        mine = np.array([row[1:] for row in rows if row[0] == control])
        print("control" if control else "planted", "mean", np.round(mine.mean(axis=0), 2), "least", np.round(mine.min(axis=0), 2),
              "most", np.round(mine.max(axis=0), 2))  # fmt: skip


if __name__ == "__main__":
    main()
