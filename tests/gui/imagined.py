"""What the nets on whole baskets would find in the made shop, written by hand: hints, groups, made-up baskets, doubtful entries.

`write_hints`, `write_trials`, `write_generated`, `write_basket_nets`, `write_groups` each write their table; `write_watches` appends to
the live file of the GAN. Joint orders and those by chance are counted in the made shop's own orders.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from shop import FILLERS, NAMES, baskets_of, message

from assoc_engine.analysis import FORESEEN
from assoc_engine.workspace import Coded, Workspace

PRODUCTS = len(NAMES) + FILLERS
SAME = "{because} goes with both: {count} orders."
NAMED = "Its name is like that of {because}."
REASONS = [SAME, NAMED]
SCORERS = ("ranker", "gan", "second-order", "neighbours", "popularity")
MOMENTS = (1_580_000_000, 1_583_000_000, 1_586_000_000)
LONGEST = 30  # sizes told of one by one in the live file; the last stands for that many and more
GROUPS = [list(range(2, 8)), list(range(8, 20)), list(range(20, 30))]  # products of each group; the others have none
PLACES = [(-2.0, 0.0), (2.0, 1.5), (1.0, -2.0)]  # the middle of each in the picture


def held(orders: int = 200) -> np.ndarray:
    """Orders × products, 1 where the order holds the product."""
    found = np.zeros((orders, PRODUCTS), np.int64)
    for number, basket in enumerate(baskets_of(orders)):
        found[number, basket] = 1
    return found


def candidates(orders: int = 200) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """a < b of all pairs with at most one joint order, those orders, and how many chance would give."""
    baskets = held(orders)
    together, alone = baskets.T @ baskets, baskets.sum(0)
    a, b = np.nonzero(np.triu(together <= 1, 1))
    return a.astype(np.int32), b.astype(np.int32), together[a, b].astype(np.int32), alone[a] * alone[b] / orders


def write_hints(folder: Path, found: int = 40, days: int = 70, gan: dict | None = None) -> int:
    """The table `hints`: the `found` candidates that chance would bring together most. Returns their number.

    `gan`: its part of the meta, by default one that passes; {} for a run without it.
    """
    a, b, joint, expected = candidates()
    first = np.argsort(-expected, kind="stable")[:found]
    rows, count = np.arange(len(first)), len(first)
    because = (rows % len(NAMES)).astype(np.int32)
    because[rows % 7 == 6] = -1
    Workspace(folder).put("hints", {
        "a": a[first], "b": b[first], "probability": np.linspace(0.41, 0.03, count), "joint": joint[first], "expected": expected[first],
        "reason": Coded(np.where(because < 0, -1, rows % 2).astype(np.int32), REASONS), "because": because,
        "count": np.where(rows % 2 == 0, 5.0 + rows, np.nan), "out_of": np.full(count, np.nan), "times": np.full(count, np.nan),
        "made": (3 + rows % 5).astype(np.int32), "grade": Coded(np.zeros(count, np.int32), ["C"]),
    }, {
        "scorer": "ranker", "title": message("Several signs combined"), "days": days, "orders": 70, "trials": len(MOMENTS),
        "answer": message("{count} pairs may come next.", count=count) if count else message("Nothing points to new pairs."),
        "precision": [{"k": 100, "share": 0.24, "low": 0.17, "high": 0.32, "chance": 0.006},
                      {"k": 500, "share": 0.16, "low": 0.13, "high": 0.19, "chance": 0.006}],
        "products": PRODUCTS, "candidates": len(a), "gan": passing_gan() if gan is None else gan,
    })  # fmt: skip
    return count


def passing_gan(**changes) -> dict:
    return {"fidelity": {"round": 12, "marginals": 0.981, "sizes": 0.06, "pairs": 0.62, "copies": 0.02, "telling": 0.71},
            "collapsed": False, "beaten": False} | changes  # fmt: skip


def write_trials(folder: Path) -> None:
    """The table `hint_trials`: the learned ranking first at every moment, the others by their place in SCORERS."""
    rows = [(scorer, moment, place) for place, scorer in enumerate(SCORERS) for moment in MOMENTS]
    scorer, moment, place = ([row[i] for row in rows] for i in range(3))
    place = np.array(place, float)
    Workspace(folder).put("hint_trials", {
        "scorer": list(scorer), "moment": np.array(moment, np.int64), "precision100": 0.24 / (1 + place),
        "precision500": 0.16 / (1 + place), "auc": 0.85 - 0.05 * place, "chance": np.full(len(rows), 0.006),
    }, {})  # fmt: skip


def write_generated(folder: Path) -> None:
    """The table `generated_links`: the ten candidates first in number, in 50 made-up orders and fewer."""
    a, b, joint, expected = (column[:10] for column in candidates())
    made = np.arange(50, 50 - len(a), -1, dtype=np.int32)
    Workspace(folder).put("generated_links", {
        "a": a, "b": b, "orders": made, "expected": expected, "q_value": np.full(len(a), 0.001), "joint": joint,
    }, {"baskets": 2_000})  # fmt: skip


def write_basket_nets(folder: Path, doubts: int = 12, orders: int = 200) -> None:
    """The table `basket_nets`: ten rounds of the plain autoencoder, a drawn sample of entries, and the entry of the highest number of
    each of the first `doubts` orders as the doubtful one."""
    chance = np.random.default_rng(3)
    inputs = np.repeat([0.0, 1.0], 400)
    outputs = np.concatenate([chance.beta(1, 12, 400), chance.beta(3, 4, 400)])
    loss = [0.6 / (1 + r) + 0.1 for r in range(10)]
    baskets = baskets_of(orders)[:doubts]
    Workspace(folder).put("basket_nets", {
        "input": inputs, "output": outputs, "doubt_order": np.arange(len(baskets), dtype=np.int32),
        "doubt_product": np.array([basket[-1] for basket in baskets], np.int32), "doubt": np.linspace(0.001, 0.02, len(baskets)),
        "missing_product": np.array([-1 if i % 4 == 3 else i % len(NAMES) for i in range(len(baskets))], np.int32),
    }, {
        "autoencoder": {"loss": loss, "validation": [value + 0.02 for value in loss], "squared": [3.1 - 0.1 * r for r in range(10)],
                        "squared_apart": [3.2 - 0.1 * r for r in range(10)], "popularity": 2.9},
        "orders": orders, "of": orders,
        "answer": message("It rebuilds orders better than best sellers alone would."), "tells": True,
    })  # fmt: skip


def write_groups(folder: Path) -> None:
    """The table `groups`: GROUPS, each around its middle in PLACES; the other products belong to none and lie between."""
    chance, products = np.random.default_rng(4), np.arange(PRODUCTS, dtype=np.int32)
    cluster, place = np.full(PRODUCTS, -1, np.int32), chance.normal(size=(PRODUCTS, 2)) * 0.4
    sold = held().sum(0)
    clusters = []
    for number, (members, middle) in enumerate(zip(GROUPS, PLACES, strict=True)):
        cluster[members] = number
        place[members] += middle
        clusters.append({
            "number": number, "name": message("Around {product}", product=name_of(members[0])), "words": ["tea", "cup"][: 1 + number % 2],
            "products": members, "size": len(members), "orders": int(sold[members].sum()), "inside": 0.5 + number / 10,
            "do": message("Put these {count} products on one shelf.", count=len(members)), "kind": ("shelf", "page", "campaign")[number],
        })  # fmt: skip
    Workspace(folder).put("groups", {
        "product": products, "cluster": cluster, "strength": np.where(cluster < 0, 0.0, chance.uniform(0.4, 1, PRODUCTS)),
        "x": place[:, 0], "y": place[:, 1],
    }, {
        "clusters": clusters, "chosen": len(GROUPS), "vectors": "autoencoder",
        "trials": [{"number": n, "ari": ari, "low": ari - 0.05, "high": ari + 0.04} for n,
                   ari in ((2, 0.71), (3, 0.92), (4, 0.66), (6, 0.5))],
        "answer": message("{count} groups of products.", count=len(GROUPS)),
    })  # fmt: skip


def name_of(product: int) -> str:
    return (NAMES + [f"Thing {i}" for i in range(FILLERS)])[product]


def write_watches(folder: Path, rounds: range, stopped: str = "", **figures: float) -> None:
    """Append to `gan.jsonl`: it comes closer round by round; `figures` are those of the last one, `stopped` why it ended."""
    baskets = held()
    size = np.minimum(baskets.sum(1), LONGEST)
    real_sizes = np.bincount(size, minlength=LONGEST + 1)[1:] / len(size)
    real_items = np.sort(baskets.mean(0))[::-1]
    with open(folder / "gan.jsonl", "a", encoding="utf-8") as file:
        for number in rounds:
            off = 1 / (1 + number)  # how far it still is
            line = {
                "round": number, "marginals": 1 - 0.2 * off, "sizes": 0.4 * off, "pairs": 0.8 - 0.7 * off, "copies": 0.02,
                "telling": 0.6 + 0.4 * off,
                "real_sizes": real_sizes.tolist(), "made_sizes": ((1 - off) * real_sizes + off / LONGEST).tolist(),
                "real_items": real_items.tolist(), "made_items": ((1 - off) * real_items + off * real_items.mean()).tolist(),
                "at": float(number), "stopped": "",
            }  # fmt: skip
            if number == rounds[-1]:
                line |= {**figures, "stopped": stopped}
            file.write(json.dumps(line) + "\n")


def write_net_curve(folder: Path, model: str, rounds: range) -> None:
    """Append a net's rounds of the task "baskets" to `curves.jsonl`; the figure is less the loss on orders kept apart."""
    with open(folder / "curves.jsonl", "a", encoding="utf-8") as file:
        for number in rounds:
            line = {"task": "baskets", "model": model, "round": number, "loss": 0.6 / number, "figure": -0.02 - 0.6 / number,
                    "best": number - 1, "at": 0.0}  # fmt: skip
            file.write(json.dumps(line) + "\n")


def begin_hints(folder: Path) -> None:
    """What stands there while hints are being looked for."""
    for name in ("curves.jsonl", "gan.jsonl"):
        (folder / name).unlink(missing_ok=True)
    if not Workspace(folder).has("hints"):
        Workspace(folder).remove(*FORESEEN)
    write_net_curve(folder, "autoencoder", range(1, 5))
    write_watches(folder, range(1, 4))


def end_hints(folder: Path) -> dict:
    """What stands there afterwards, and the answer to the request."""
    write_watches(folder, range(4, 13), **passing_gan()["fidelity"])
    write_basket_nets(folder)
    write_generated(folder)
    write_trials(folder)
    return {"hints": write_hints(folder)}


def explained(folder: Path, a: int, b: int) -> dict:
    """What explain says of two products: counts of the made shop's orders, the other parts by hand. Behind it stand the first order of
    each with Thing 20."""
    between, baskets = 28, baskets_of(200)
    sold = held()
    joint, alone = sold.T @ sold, sold.sum(0)
    chance = np.outer(alone, alone) / len(baskets)

    def behind(one: int, holds: str) -> list[dict]:
        number = next((i for i, basket in enumerate(baskets) if one in basket and between in basket), -1)
        first = sum(map(len, baskets[:number]))
        rows = [{"raw": first + place, "file": "shop.csv", "sheet": "Sheet A", "row": first + place + 2}
                for place, product in enumerate(baskets[number]) if product in (one, between)]  # fmt: skip
        told = {"order": f"A{number:04d}", "time": None, "holds": holds, "rows": rows, "products": list(map(name_of, baskets[number])),
                "size": len(rows)}
        return [told] if number >= 0 else []

    return {
        "a": f"P{a}", "b": f"P{b}", "a_name": name_of(a), "b_name": name_of(b), "kind": "", "grade": "C", "evidence": {},
        "answer": message("{a} and {b} may soon be bought together.", a=name_of(a), b=name_of(b)),
        "facts": [message("{joint} orders hold both.", joint=int(joint[a, b])), message("{count} customers bought both.", count=3)],
        "words": [{"word": word, "of": of, "share": share}
                  for of, name in (("a", name_of(a)), ("b", name_of(b))) for share,
                  word in zip((0.6, -0.1), name.split()[::-1], strict=False)],
        "words_answer": message("The word “{word}” says most.", word=name_of(a).split()[-1]),
        "neighbours": [{"product": between, "name": name_of(between), "kind": "both", "with_a": int(joint[a, between]),
                        "with_b": int(joint[b, between]), "expected_a": float(chance[a, between]), "expected_b": float(chance[b, between]),
                        "share": 0.4}],
        "customers": {"both": 3, "apart": 2, "expected": 1.5, "customers": 40, "most": 1},
        "orders": [*behind(a, "a+neighbour"), *behind(b, "b+neighbour")],
        "change": [{"what": message("With {after} joint orders in place of {before}", before=0, after=7), "of": "orders", "before": 0,
                    "after": 7,
                    "place_before": None, "place_after": None, "says": message("The pair would be proven.")}],
        "model": message("A net that reads the names"),
    }  # fmt: skip
