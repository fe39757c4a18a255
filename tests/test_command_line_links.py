"""`links` in its kinds, as a person calls it, on orders that are counted by hand here."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from itertools import combinations, pairwise
from math import prod
from pathlib import Path

import numpy as np
import pytest

from assoc_cli import commands
from assoc_cli.commands import main
from assoc_engine.analysis import analyse, read
from assoc_engine.client import EngineProcess
from assoc_engine.desk import REQUESTS
from assoc_engine.progress import Progress
from assoc_engine.rules import combine
from assoc_engine.serve import DESK
from assoc_engine.settings import AnalysisSettings, CombineSettings, ReadSettings, to_dict
from assoc_engine.workspace import Workspace

NAMES = {"22423": "Cake stand", "85123A": "Red mug", "85123a": "Blue mug", "0071": "Tea pot", "P5": "Plate", "P6": "Bowl", "P7": "Spoon"}
PRICES = {"22423": 12.5, "85123A": 3.0, "85123a": 2.0, "0071": 9.0, "P5": 1.0, "P6": 40.0, "P7": 0.5}


def drawn() -> list[set[str]]:
    draw, codes = random.Random(4), list(NAMES)
    orders = [set(draw.sample(codes, draw.choice([1, 1, 2, 3]))) for _ in range(120)]
    return [order | ({"22423", "85123A", "0071"} if draw.random() < 0.25 else set()) for order in orders]


ORDERS = drawn()


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shop.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Order number", "Product code", "Product name", "Quantity", "Price"])
        for number, order in enumerate(ORDERS):
            writer.writerows((f"A{number}", code, NAMES[code], 1 + number % 2, PRICES[code]) for code in sorted(order))
    return path


@pytest.fixture(scope="module", autouse=True)
def one_engine():
    """One real engine for all calls: starting it takes longer than what is asked of it here."""
    engine = EngineProcess(DESK)
    end, engine.end = engine.end, lambda: None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "EngineProcess", lambda kind: engine)
        yield
    end()


def links(shop: Path, out: Path, *words) -> tuple[list[dict], list[str]]:
    """The rows written and their columns. In this process: only the engine's is started."""
    assert main(["links", str(shop), "--language", "en", "--out", str(out), *map(str, words)]) == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with open(out, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader), list(reader.fieldnames or [])


def refused(capsys, shop: Path, out: Path, *words) -> str:
    assert main(["links", str(shop), "--language", "en", "--out", str(out), *map(str, words)]) == 2
    assert not out.exists()
    return capsys.readouterr().err.strip().splitlines()[-1]


def held(products: Iterable[str]) -> int:
    return sum(set(products) <= order for order in ORDERS)


def every_set(floor: int, most: int = 7) -> dict[frozenset, int]:
    sets = (frozenset(chosen) for size in range(2, most + 1) for chosen in combinations(NAMES, size))
    return {products: held(products) for products in sets if held(products) >= floor}


def parts(words: str) -> frozenset:
    split = words.split("|")
    assert len(split) == len(set(split))
    return frozenset(split)


def falling(values: list[float]) -> bool:
    return all(a >= b for a, b in pairwise(values))


@pytest.mark.parametrize(("words", "floor", "most"), [((), 5, 7), (("--min-orders", 1), 1, 7), (("--max-size", 2), 5, 2)])
def test_sets_are_all_that_reach_the_minimum(shop, tmp_path, capsys, words, floor, most):
    rows, columns = links(shop, tmp_path / "s.csv", "--kind", "sets", *words)
    assert columns == ["products", "size", "orders", "support"]
    assert {parts(row["products"]): int(row["orders"]) for row in rows} == every_set(floor, most)
    assert len(rows) == len(every_set(floor, most))
    for row in rows:
        assert int(row["size"]) == len(parts(row["products"])) and float(row["support"]) == int(row["orders"]) / len(ORDERS)
    said = capsys.readouterr().out
    assert f"At least {floor} orders together" in said and f"{len(rows)} set" in said


def test_sets_sorted_by_what_chance_would_give(shop, tmp_path):
    rows, columns = links(shop, tmp_path / "s.csv", "--kind", "sets", "--measure", "lift", "--min-orders", 2)
    assert columns == ["products", "size", "orders", "support", "lift"] and falling([float(row["lift"]) for row in rows])
    for row in rows:
        chance = len(ORDERS) * prod(held([code]) / len(ORDERS) for code in parts(row["products"]))
        assert float(row["lift"]) == pytest.approx(int(row["orders"]) / chance)


def test_sets_that_bring_most_money(shop, tmp_path):
    rows, columns = links(shop, tmp_path / "s.csv", "--kind", "sets", "--measure", "revenue", "--with", "P6")
    assert columns[-1] == "revenue" and falling([float(row["revenue"]) for row in rows])
    found = {parts(row["products"]): float(row["revenue"]) for row in rows}
    assert found == {
        products: pytest.approx(sum((1 + n % 2) * PRICES[code] for n, order in enumerate(ORDERS) if products <= order for code in products))
        for products in every_set(5) if "P6" in products
    }  # fmt: skip


def test_by_money_all_sets_are_listed_from_a_minimum_that_was_chosen(shop, tmp_path, monkeypatch):
    """The usual list ends with those that bring most; who says from how many orders on gets every set from there, if it has room."""
    workspace = Workspace(tmp_path / "workspace")
    read(workspace, ReadSettings((str(shop),)), {}, Progress())
    analyse(workspace, AnalysisSettings(), Progress())
    monkeypatch.setattr(combine, "MOST_WORTHY", 3)

    def found(**asked) -> tuple[int, list[float], dict | None]:
        combine.combine(workspace, CombineSettings("sets", measure="revenue", **asked), Progress())
        table = workspace.get("combinations")
        return table.meta["floor"], table["money"].tolist(), table.meta["limited"]

    floor, most, limited = found()
    every = found(min_orders=2)
    assert floor == 5 and len(most) == 3 and limited["values"]["most"] == 3
    assert every[0] == 2 and len(every[1]) == len(every_set(2)) and falling(every[1]) and every[2] is None
    assert most == [money for money in every[1]][:3]
    monkeypatch.setitem(combine.BYTES_A_ROW, "sets", 1024**2)
    assert found(min_orders=2, memory=10) == (2, every[1][:3], limited)


def test_what_goes_with_a_product(shop, tmp_path):
    rows, _ = links(shop, tmp_path / "s.csv", "--kind", "sets", "--with", "Red mug", "--with", "0071", "--min-orders", 1)
    assert {parts(row["products"]) for row in rows} == {products for products in every_set(1) if {"85123A", "0071"} <= products}
    pairs, _ = links(shop, tmp_path / "p.csv", "--with", "85123a", "--min-orders", 1)
    assert pairs and all("85123a" in (row["antecedent"], row["consequent"]) for row in pairs)
    every, _ = links(shop, tmp_path / "p.csv", "--min-orders", 1)
    assert [row for row in every if "85123a" in (row["antecedent"], row["consequent"])] == pairs, "p and q are those of all pairs"


def test_rules_both_ways_with_chance_where_it_is_known(shop, tmp_path):
    rows, columns = links(shop, tmp_path / "r.csv", "--kind", "rules")
    pairs, pair_columns = links(shop, tmp_path / "p.csv")
    assert columns == pair_columns
    sizes = ((whole, size) for whole in every_set(5) for size in range(1, len(whole)))
    expected = {(frozenset(side), whole - frozenset(side)) for whole, size in sizes for side in combinations(whole, size)}
    assert {(parts(row["antecedent"]), parts(row["consequent"])) for row in rows} == expected and len(rows) == len(expected)
    known = {frozenset((row["antecedent"], row["consequent"])): row for row in pairs}
    for row in rows:
        first, then = parts(row["antecedent"]), parts(row["consequent"])
        counts = [int(row[column]) for column in ("orders", "antecedent_orders", "consequent_orders")]
        assert counts == [held(first | then), held(first), held(then)]
        assert float(row["confidence"]) == pytest.approx(held(first | then) / held(first))
        assert row["antecedent_name"] == "|".join(NAMES[code] for code in row["antecedent"].split("|"))
        for column in ("adjusted_lift", "p_value", "q_value", "grade"):
            assert len(first | then) > 2 or row[column] == known[first | then][column]
        assert float(row["adjusted_lift"]) > 0 and 0 <= float(row["p_value"]) <= float(row["q_value"]) <= 1
    assert any(row["grade"] in ("A", "B") for row in rows)


@pytest.mark.parametrize(("kind", "measure"), [("pairs", "jaccard"), ("pairs", "confidence"), ("rules", "zhang"), ("rules", "revenue")])
def test_a_measure_sorts_and_stands_last_where_it_has_no_column(shop, tmp_path, kind, measure):
    rows, columns = links(shop, tmp_path / "r.csv", "--kind", kind, "--measure", measure)
    assert len(rows) > 3 and falling([float(row[measure]) for row in rows])
    assert columns.count(measure) == 1 and (columns[-1] == measure) == (measure != "confidence")
    if measure == "jaccard":
        for row in rows:
            either = int(row["antecedent_orders"]) + int(row["consequent_orders"]) - int(row["orders"])
            assert float(row["jaccard"]) == pytest.approx(int(row["orders"]) / either)


@pytest.mark.parametrize("kind", ["pairs", "rules", "sets"])
def test_a_minimum_over_every_count_leaves_an_empty_table(shop, tmp_path, capsys, kind):
    rows, columns = links(shop, tmp_path / "r.csv", "--kind", kind, "--min-orders", 1000)
    assert not rows and columns
    said = capsys.readouterr().out
    assert "No " in said and ("in 1,000 orders or more" in said or kind == "pairs")


def test_little_memory_raises_the_minimum_and_says_so(tmp_path, capsys):
    """The sets of 15 products that are in two orders do not fit into a megabyte; those of the 12 that are in five do."""
    path = tmp_path / "wide.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("order,product\n")
        for number in range(5):
            file.writelines(f"{number},Thing {product}\n" for product in (range(15) if number < 2 else range(12)))
    rows, _ = links(path, tmp_path / "s.csv", "--kind", "sets", "--min-orders", 1, "--memory", "1M")
    assert len(rows) == 2**12 - 13 and {int(row["orders"]) for row in rows} == {5}
    said = capsys.readouterr().out
    assert "At least 3 orders together" in said and "1 MB" in said and "There are more with fewer orders" in said


def test_orders_set_aside_are_named_and_can_be_tested_all_the_same(tmp_path, capsys):
    path = tmp_path / "sample.csv"
    assert main(["demo", "--rows", "20000", "--out", str(path), "--language", "en"]) == 0
    without, _ = links(path, tmp_path / "w.csv")
    said = capsys.readouterr().out
    assert "Links are tested without them; --keep marked tests them too." in said
    kept, _ = links(path, tmp_path / "k.csv", "--keep", "marked", "--keep", "large")
    assert "Links are tested with them, as you chose." in capsys.readouterr().out
    pair = ("antecedent", "consequent", "orders", "antecedent_orders", "consequent_orders", "support", "lift")
    assert {tuple(row[name] for name in pair) for row in without} == {tuple(row[name] for name in pair) for row in kept}
    adjusted = [{(row["antecedent"], row["consequent"]): float(row["adjusted_lift"]) for row in rows} for rows in (without, kept)]
    assert max(abs(adjusted[0][key] / adjusted[1][key] - 1) for key in adjusted[0]) > 0.2
    strict, _ = links(path, tmp_path / "d.csv", "--dependent")
    assert sum(row["grade"] in ("A", "B") for row in strict) < sum(row["grade"] in ("A", "B") for row in without)


def test_the_window_exports_the_rows_it_shows(shop, tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    read(workspace, ReadSettings((str(shop),)), {}, Progress())
    analyse(workspace, AnalysisSettings(), Progress())
    place = {"workspace": str(workspace.folder)}
    asked = CombineSettings("rules", max_consequent=1, min_size=3, measure="leverage")
    REQUESTS["combine"](place | {"settings": to_dict(asked)}, Progress())
    table = workspace.get("combinations")
    assert set(np.diff(table["start"]) - table["split"]) == {1} and min(np.diff(table["start"])) == 3
    assert falling(table["leverage"].tolist()) and np.all(table["confidence_low"] < table["confidence"])
    for request, words in (("combinations_csv", {}), ("links", {"measure": "support"})):
        path = tmp_path / "rows.csv"
        REQUESTS[request](place | words | {"path": str(path)}, Progress())
        every = path.read_text(encoding="utf-8-sig").splitlines()
        by_support = np.argsort(-workspace.get("links")["support"], kind="stable")
        sorted_by = by_support if request == "links" else range(len(every) - 1)
        shown = [int(sorted_by[k]) for k in (0, 2)]
        REQUESTS[request](place | words | {"path": str(path), "rows": shown}, Progress())
        assert path.read_text(encoding="utf-8-sig").splitlines() == [every[0], every[1], every[3]]


def test_refused_in_one_sentence(shop, tmp_path, capsys):
    out = tmp_path / "x.csv"
    for kind in ("pairs", "rules", "sets"):
        said = refused(capsys, shop, out, "--kind", kind, "--with", "Rad mug")
        assert "Rad mug" in said and "Red mug (85123A)" in said
    assert "2K" in refused(capsys, shop, out, "--memory", "2K")
    assert "beauty" in refused(capsys, shop, out, "--measure", "beauty")
    assert "all_confidence" in refused(capsys, shop, out, "--kind", "sets", "--measure", "confidence")
    assert "no costs" in refused(capsys, shop, out, "--kind", "sets", "--measure", "margin")
    three = [word for code in list(NAMES)[:3] for word in ("--with", code)]
    assert "at most 2" in refused(capsys, shop, out, "--kind", "sets", "--max-size", 2, *three)
    for size in (-1, 1):
        assert "--max-size" in refused(capsys, shop, out, "--kind", "rules", "--max-size", size)
    for fewest in (-3, 0, 3_000_000_000):
        assert "--min-orders" in refused(capsys, shop, out, "--min-orders", fewest)
    assert "--max-size" in refused(capsys, shop, out, "--max-size", 3)
    assert "--max-size" in refused(capsys, shop, out, "--kind", "anti", "--max-size", 3)
    assert "--min-orders is for the other kinds" in refused(capsys, shop, out, "--kind", "anti", "--min-orders", 500)
