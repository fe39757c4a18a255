"""Do explanations point at the planted words? Five shops, in both languages, each beside the same shop with the names dealt out.

    python -m tests.benchmarks.latent_explain [--rows 60000] [--seeds 5]
    python -m tests.benchmarks.latent_explain --withheld 16 [--rows 60000] [--seeds 5]
    python -m tests.benchmarks.latent_explain --file FILE [--until DATE] [--exclude-order-with PRODUCT]

A case is a thing of a planted series and one of the two partners that the series is bought with; the words of the series' name are
the planted ones. The net reads names alone and never saw the newest things. With pairs that are withheld (never sold together so
far, see assoc_engine/sample/withheld.py) a case is one of a pair and the other, and the words are those of their likeness. In a real
file nothing is planted; there it is measured what is left of the partner's chance without the word that counts most, beside a word
taken by chance, for proven links.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import astuple
from pathlib import Path
from time import perf_counter

import numpy as np

from assoc_engine.analysis import analyse, read
from assoc_engine.explain.reading import read_words
from assoc_engine.explain.reading_net import Names
from assoc_engine.explain.words import blanked, spans_of
from assoc_engine.models.splitting import before
from assoc_engine.progress import SILENT
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings
from assoc_engine.workspace import Workspace
from tests.explain.pointed import between_withheld, net_of_names, partners_of, point, point_withheld
from tests.models.sampled import misnamed, shop

PLANTED, CONTROL = "planted", "names dealt out"
LINKS, CLEAREST, ORDERS = 200, 2_000, 20
FORESEEN = ("by the likeness of names, by what the net expects with the name, a word by chance; names that say something, median place by "
            "likeness")  # fmt: skip
COLUMNS = "Shapley values, one word blanked out, a word by chance, Shapley values for things never sold"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--withheld", type=int, default=0)
    parser.add_argument("--file")
    parser.add_argument("--until", default="")
    parser.add_argument("--exclude-order-with", action="append", default=[])
    asked = parser.parse_args()
    if asked.file:
        real(asked.file, CleanSettings(until=asked.until, exclude_orders_with=tuple(asked.exclude_order_with)))
    else:
        planted(asked)


def real(file: str, clean: CleanSettings) -> None:
    """LINKS of the clearest proven links, and as many pairs of products that are in ORDERS orders."""
    with tempfile.TemporaryDirectory() as folder:
        workspace, rng = Workspace(folder), np.random.default_rng(0)
        read(workspace, ReadSettings((file,)), {}, SILENT)
        analyse(workspace, AnalysisSettings(clean=clean), SILENT)
        links, names = workspace.get("links"), Names(workspace)
        common = np.flatnonzero(np.asarray(workspace.get("products")["orders"]) >= ORDERS)
        rows = rng.choice(np.flatnonzero(links["passes"])[:CLEAREST], LINKS, replace=False)
        rows = [row for row in rows.tolist() if len(spans_of(names.texts[int(links["a"][row])], names.texts)) > 2]
        left = np.array([_left(names, int(links["a"][row]), int(links["b"][row]), rng) for row in rows])
        pairs = [rng.choice(common, 2, replace=False).tolist() for _ in range(LINKS)]
        strangers = np.mean([read_words(names.net, names.texts, *pair).speaks for pair in pairs])
    print(f"{len(left)} proven links: the name says something in {left[:, 0].mean():.3f}, of pairs at random in {strangers:.3f}")
    print(f"median of what is left of the partner's chance: without the word that counts most {np.median(left[:, 1]):.2f}, "
          f"without a word by chance {np.median(left[:, 2]):.2f}")  # fmt: skip


def _left(names: Names, a: int, b: int, rng: np.random.Generator) -> tuple[float, float, float]:
    found, text = read_words(names.net, names.texts, a, b), names.texts[a]
    spans = spans_of(text, names.texts)
    gone = (int(found.values.argmax()), int(rng.integers(len(spans))))
    shown = [text, *(blanked(text, spans, [kept for kept in range(len(spans)) if kept != one]) for one in gone)]
    scores = names.net.log_chances(shown)[:, names.net.place[b]].astype(np.float64)
    return found.speaks, *np.exp(scores[1:] - scores[0]).tolist()


def planted(asked: argparse.Namespace) -> None:
    print(f"share of cases whose strongest word is a planted one: {FORESEEN if asked.withheld else COLUMNS}")
    for language in ("en", "zh_CN"):
        rows = {PLANTED: [], CONTROL: []}
        for seed in range(asked.seeds):
            begun = perf_counter()
            made = shop(asked.rows, seed, language, asked.withheld)
            moment = min((day for *_, day in made.withheld), default=made.launch)
            for kind, train in ((PLANTED, made.train), (CONTROL, misnamed(made.train, seed))):
                net = net_of_names(before(train, moment), seed)
                found = point_withheld(made, net) if asked.withheld else point(made, net)
                rows[kind].append(astuple(found)[:-1])
                print(f"{language} seed {seed} {kind}: {np.round(rows[kind][-1], 2)} of {found.cases}", flush=True)
            if asked.withheld:
                with tempfile.TemporaryDirectory() as folder:
                    partners = partners_of(asked.rows, seed, language, asked.withheld)
                    own, strange = between_withheld(made, before(made.train, moment), partners, Path(folder))
                print(f"  first product in between is a planted partner: {own:.2f}, of things of two pairs {strange:.2f}")
            print(f"  {perf_counter() - begun:.0f} s", flush=True)
        for kind, values in rows.items():
            mean, least, most = (np.round(getattr(np.array(values), of)(axis=0), 2) for of in ("mean", "min", "max"))
            print(f"{language} {kind}: mean {mean} least {least} most {most}")


if __name__ == "__main__":
    main()
