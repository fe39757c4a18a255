"""Do planted groups come back, does a shop without any have none, and which vectors of products make the groups that hold?

    python -m tests.benchmarks.latent_groups planted [--rows 60000] [--seeds 5]
    python -m tests.benchmarks.latent_groups real FILE… [--until DATE] [--exclude-order-with DOT]
    python -m tests.benchmarks.latent_groups vectors FILE [--until DATE] [--exclude-order-with DOT]

planted: the sample shop, whose orders keep to one category with a chance (COHERENCE), at the sample's own and at two stronger ones; what
is planted are its categories and, apart from them, its series of one design. The category column is not used. Control: the same orders
dealt out anew. real: groups, time and stability of real files. vectors: halves of the orders are grouped by each kind of vectors, and
held against the other half: adjusted Rand index, and times as many orders within groups as chance gives.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from assoc_engine.analysis import prepare, read
from assoc_engine.groups.chance import dealt, met
from assoc_engine.groups.clustering import group, numbers_for
from assoc_engine.groups.finding import LOOKED_AT, ORDERS, find_groups
from assoc_engine.groups.stability import within
from assoc_engine.groups.vectors import directions, fused, longest, of_names, unit
from assoc_engine.models.contract import Train
from assoc_engine.models.history import history_of
from assoc_engine.models.splitting import basket_matrix
from assoc_engine.progress import Progress
from assoc_engine.sample import SampleSettings, make_sample, trade
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace
from tests.models.sampled import shop

NO_LINKS = np.empty(0, np.int32), np.empty(0, np.int32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    planted_ = commands.add_parser("planted")
    planted_.add_argument("--rows", type=int, default=60_000)
    planted_.add_argument("--seeds", type=int, default=5)
    for name in ("real", "vectors"):
        command = commands.add_parser(name)
        command.add_argument("files", nargs="+")
        command.add_argument("--until", default="")
        command.add_argument("--exclude-order-with", default="")
        command.add_argument("--splits", type=int, default=3)
    asked = parser.parse_args()
    if asked.command == "planted":
        planted(asked.rows, asked.seeds)
    for file in getattr(asked, "files", ()):
        train = train_of(file, asked.until, asked.exclude_order_with)
        real(file, train) if asked.command == "real" else vectors(file, train, asked.splits)


def planted(rows: int, seeds: int) -> None:
    usual = trade.COHERENCE
    for coherence in (usual, 0.3, 0.5):
        trade.COHERENCE, found = coherence, []
        for seed in range(seeds):
            truth = make_sample(SampleSettings(rows=rows, seed=seed)).truth
            train = shop(rows, seed).train
            groups = find_groups(train, NO_LINKS, seed=seed)
            control = dealt(basket_matrix(train), seed)
            none = find_groups(replace(train, start=control.indptr.astype(np.int64), items=control.indices.astype(np.int32)), NO_LINKS,
                               seed=seed)
            found.append((*against(truth, groups), len(groups.clusters), len(none.clusters)))
            print(f"coherence {coherence} seed {seed}: ARI {found[-1][0]:.2f} over {found[-1][1]:.0%} of the products that came in "
                  f"a group, {found[-1][2]:.2f} over all; {found[-1][3]} groups; control {found[-1][4]} groups", flush=True)  # fmt: skip
        mean, least = np.mean(found, axis=0), np.min(found, axis=0)
        print(f"coherence {coherence}: ARI mean {mean[0]:.2f} least {least[0]:.2f}, products in groups {mean[1]:.0%}, control "
              f"{np.max(found, axis=0)[4]:.0f} groups at most")  # fmt: skip
    trade.COHERENCE = usual


def against(truth: dict, groups) -> tuple[float, float, float]:
    """(ARI over products in a group, their share, ARI over all with each product in none by itself)."""
    series = {code: each["name"] for each in truth["series"] for code in [*each["members"], *(p["code"] for p in each["partners"])]}
    planted_ = np.array([series.get(product["code"], product["category"]) for product in truth["products"]])[groups.product]
    inside = groups.cluster >= 0
    alone = np.where(inside, groups.cluster, -2 - np.arange(len(inside)))
    return (adjusted_rand_score(planted_[inside], groups.cluster[inside]) if inside.any() else 0.0, float(inside.mean()),
            adjusted_rand_score(planted_, alone))  # fmt: skip


def real(file: str, train: Train) -> None:
    begun, worked = perf_counter(), process_time()
    groups = find_groups(train, NO_LINKS)
    print(f"{Path(file).name}: {perf_counter() - begun:.0f} s ({process_time() - worked:.0f} s of work); {Text('en').say(groups.answer)}")
    for trial in groups.trials:
        mark = "  <- chosen" if trial.number == groups.chosen else ""
        print(f"  {trial.number} groups: ARI {trial.ari:.2f} ({trial.low:.2f} to {trial.high:.2f}), control {trial.chance:.2f}{mark}")
    for each in groups.clusters:
        typical = " · ".join(train.names[product] for product in each["products"][:3])
        print(f"  {Text('en').say(each['name'])} [{each['kind']}] {each['size']} products, {each['orders']} orders: {typical}")


def vectors(file: str, train: Train, splits: int) -> None:
    counts = train.counts
    products = np.sort(np.lexsort((np.arange(len(counts)), -counts))[: min(LOOKED_AT, int((counts >= ORDERS).sum()))])
    baskets, numbers, rows = basket_matrix(train), numbers_for(len(products)), {}
    names = of_names(train, 0)
    names = None if names is None else names[products]
    for split in range(splits):
        order = np.random.default_rng(split).permutation(train.orders)
        halves = [np.sort(half) for half in np.array_split(order, 2)]
        control = dealt(baskets, split)
        noise = max(longest(met(control[half], products)) for half in halves)
        sides = [met(baskets[half], products) for half in halves]
        kinds = [points_of(train, half, side, noise, products, names) for half, side in zip(halves, sides, strict=True)]
        for kind in kinds[0]:
            labels = [group(each[kind], numbers) for each in kinds]
            for place, number in enumerate(numbers):
                kept = [within(labels[a][place], sides[1 - a].joint).sum() / within(labels[a][place], sides[1 - a].expected).sum()
                        for a in (0, 1)]  # fmt: skip
                rows.setdefault((kind, number), []).append((adjusted_rand_score(labels[0][place], labels[1][place]), *kept))
    for (kind, number), found in rows.items():
        found = np.array(found)
        print(f"{Path(file).name} {kind:24} {number:4} groups: ARI {found[:, 0].mean():.2f}, within groups x{found[:, 1:].mean():.2f}")


def points_of(train: Train, half: np.ndarray, side, noise: float, products: np.ndarray, names) -> dict[str, np.ndarray]:
    """By kind of vectors the points that half the orders (their numbers, rising) give."""
    from assoc_engine.basket_nets.autoencoder import Autoencoder
    from assoc_engine.basket_nets.mult_vae import MultVae
    from assoc_engine.models.text_cnn import TextCnn, sized

    orders, baskets = directions(side, noise).points, sparse.csr_matrix(basket_matrix(train)[half])
    learned = {name: centred(kind().fit(sparse.csr_matrix(baskets[:, products])).vectors)
               for name, kind in (("autoencoder", Autoencoder), ("vae", MultVae))}  # fmt: skip
    found = {"orders": unit(orders)} | learned | {f"orders, {name} 0.15": fused(orders, each, 0.15) for name, each in learned.items()}
    if names is None:
        return found
    own = replace(train, start=baskets.indptr.astype(np.int64), items=baskets.indices, customer=train.customer[half],
                  time=None if train.time is None else train.time[half])  # fmt: skip
    read = centred(TextCnn().fit(own, sized("S", train.products)).read([train.texts[product] for product in products.tolist()]))
    return found | {"names": names, "text CNN": read, "orders, names 0.15": fused(orders, names, 0.15),
                    "orders, names 0.3": fused(orders, names, 0.3), "orders, text CNN 0.15": fused(orders, read, 0.15)}  # fmt: skip


def centred(vectors_: np.ndarray) -> np.ndarray:
    return unit((vectors_ - vectors_.mean(axis=0)).astype(np.float64))


def train_of(file: str, until: str, without: str) -> Train:
    if Path(file).suffix == ".json":
        from assoc_engine.models.histories import read_histories
        from assoc_engine.models.history import history_of_baskets

        return history_of_baskets(read_histories(file, Progress())).train
    with tempfile.TemporaryDirectory(prefix="assoc-groups-") as folder:
        workspace = Workspace(folder)
        read(workspace, ReadSettings((file,)), {}, Progress())
        clean = CleanSettings(until=until, exclude_orders_with=(without,) if without else ())
        prepare(workspace, AnalysisSettings(clean=clean), Progress())
        train = history_of(workspace).train
        return replace(train, start=np.array(train.start), items=np.array(train.items), customer=np.array(train.customer),
                       time=None if train.time is None else np.array(train.time))  # fmt: skip


if __name__ == "__main__":
    main()
