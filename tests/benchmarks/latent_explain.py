"""Do explanations point at the planted words? Five shops, in both languages, each beside the same shop with the names dealt out.

    python -m tests.benchmarks.latent_explain [--rows 60000] [--seeds 5]

A case is a thing of a planted series and one of the two partners that the series is bought with; the words of the series' name are
the planted ones. The net reads names alone and never saw the newest things.
"""

from __future__ import annotations

import argparse
from dataclasses import astuple
from time import perf_counter

import numpy as np

from tests.explain.pointed import net_of_names, point
from tests.models.sampled import misnamed, shop

COLUMNS = "Shapley values, one word blanked out, a word by chance, Shapley values for things never sold"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    print(f"share of cases whose strongest word is a planted one: {COLUMNS}")
    for language in ("en", "zh_CN"):
        rows = {False: [], True: []}
        for seed in range(asked.seeds):
            begun = perf_counter()
            made = shop(asked.rows, seed, language)
            for control in (False, True):
                found = point(made, net_of_names(made, misnamed(made.train, seed) if control else made.train, seed))
                rows[control].append(astuple(found)[:4])
                print(f"{language} seed {seed} {'names dealt out' if control else 'planted'}: {np.round(rows[control][-1], 2)} of {found.cases}", flush=True)
            print(f"  {perf_counter() - begun:.0f} s", flush=True)
        for control in (False, True):
            values = np.array(rows[control])
            print(f"{language} {'names dealt out' if control else 'planted'}: mean {np.round(values.mean(axis=0), 2)} least {np.round(values.min(axis=0), 2)} "
                  f"most {np.round(values.max(axis=0), 2)}")  # fmt: skip


if __name__ == "__main__":
    main()
