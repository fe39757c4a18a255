"""What a window saves of combinations, for people: more columns, figures that can be read, in the order that was seen."""

from __future__ import annotations

import csv
from math import prod
from pathlib import Path

import pytest

from assoc_engine.analysis import analyse, read
from assoc_engine.desk import REQUESTS
from assoc_engine.progress import Progress
from assoc_engine.settings import AnalysisSettings, CombineSettings, ReadSettings, to_dict
from assoc_engine.workspace import Workspace

PRICES = {"T1": 7.0 / 3, "C2": 4.1, "M3": 0.7}
COSTS = {"T1": 1.3, "C2": 4.0, "M3": 0.1}
NAMES = {"T1": "Tea, green", "C2": "Cup", "M3": "Milk"}
ORDERS = [{"T1", "C2", "M3"}] * 7 + [{"T1", "C2"}] * 6 + [{"C2", "M3"}] * 5 + [{"T1"}, {"M3"}] * 4


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    folder = tmp_path_factory.mktemp("priced")
    with open(folder / "shop.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Order number", "Product code", "Product name", "Quantity", "Price", "Cost"])
        for number, order in enumerate(ORDERS):
            writer.writerows((f"A{number}", code, NAMES[code], 2, PRICES[code], COSTS[code]) for code in sorted(order))
    made = Workspace(folder / "workspace")
    read(made, ReadSettings((str(folder / "shop.csv"),)), {}, Progress())
    analyse(made, AnalysisSettings(), Progress())
    return made


def written(workspace: Workspace, path: Path, kind: str, **words) -> tuple[list[dict], list[str]]:
    ask = {"workspace": str(workspace.folder)}
    REQUESTS["combine"](ask | {"settings": to_dict(CombineSettings(kind))}, Progress())
    REQUESTS["combinations_csv"](ask | {"path": str(path)} | words, Progress())
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader), list(reader.fieldnames or [])


def held(products) -> int:
    return sum(set(products) <= order for order in ORDERS)


@pytest.mark.parametrize("kind", ["sets", "rules"])
def test_revenue_and_margin_stand_with_every_row_at_once(workspace, tmp_path, kind):
    rows, columns = written(workspace, tmp_path / "r.csv", kind, measure="")
    assert rows and columns[-2:] == ["revenue", "margin"]
    for row in rows:
        products = (row["products"] if kind == "sets" else f"{row['antecedent']}|{row['consequent']}").split("|")
        revenue = held(products) * sum(2 * PRICES[code] for code in products)
        margin = held(products) * sum(2 * (PRICES[code] - COSTS[code]) for code in products)
        assert row["revenue"] == str(round(revenue, 2)) and row["margin"] == str(round(margin, 2))


def test_sets_for_people_tell_names_and_chance_in_the_order_that_was_seen(workspace, tmp_path):
    rows, columns = written(workspace, tmp_path / "s.csv", "sets", measure="all_confidence", rows=[3, 0, 1])
    assert columns == ["products", "size", "orders", "support", "lift", "expected", "adjusted_lift", "products_name", "all_confidence",
                       "revenue", "margin"]
    table = workspace.get("combinations")
    assert [int(row["orders"]) for row in rows] == table["orders"][[3, 0, 1]].tolist()
    for place, row in zip((3, 0, 1), rows, strict=True):
        products = row["products"].split("|")
        by_themselves = len(ORDERS) * prod(held([code]) / len(ORDERS) for code in products)
        assert row["products_name"].split("|") == [NAMES[code] for code in products]
        assert row["lift"] == str(round(held(products) / by_themselves, 4))
        assert row["expected"] == str(round(float(table["expected"][place]), 4))
        assert row["adjusted_lift"] == str(round(held(products) / float(table["expected"][place]), 4)), "nothing is set aside here"
        assert row["support"] == str(round(held(products) / len(ORDERS), 6))


def test_for_checks_nothing_is_added_and_nothing_rounded(workspace, tmp_path):
    rows, columns = written(workspace, tmp_path / "c.csv", "sets")
    assert columns == ["products", "size", "orders", "support"]
    assert {float(row["support"]) for row in rows} == {held(row["products"].split("|")) / len(ORDERS) for row in rows}
    rules, columns = written(workspace, tmp_path / "r.csv", "rules")
    assert columns[-1] == "consequent_name" and max(len(row["lift"]) for row in rules) > 10
    rules, _ = written(workspace, tmp_path / "r.csv", "rules", measure="")
    assert max(len(row["lift"]) for row in rules) <= 6 and max(len(row["confidence"]) for row in rules) <= 8
