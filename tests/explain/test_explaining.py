"""Whole explanations of an analysed shop: a proven link, one foreseen, one that never was, and files with little in them."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from assoc_cli.explain import in_words, print_explained
from assoc_engine.errors import SettingError
from assoc_engine.explain.counted import Counted
from assoc_engine.explain.explaining import explain
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.text import Text
from assoc_engine.workspace import Coded
from tests.explain.analysed import BREAD, BUTTER, CUP, JAM, NAMES, POT, TOAST, analysed, number_of, shop_rows


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return analysed(tmp_path_factory.mktemp("shop"), shop_rows())


def explained(workspace, a: str, b: str) -> dict:
    found = explain(workspace, number_of(workspace, a), number_of(workspace, b))
    assert json.loads(json.dumps(found, allow_nan=False)) == found  # goes between processes
    return found


def sentences(found: dict) -> str:
    text = Text("en")
    changes = [part for one in found["change"] for part in (one["what"], one["says"])]
    told = [found["answer"], found["words_answer"], *found["facts"], *changes]
    return "\n".join(text.say(message) for message in told)


def test_a_proven_link_is_told_by_its_orders_and_what_it_could_lose(workspace):
    found = explained(workspace, POT, CUP)
    counted = Counted(workspace)
    meeting = counted.meeting(number_of(workspace, POT), number_of(workspace, CUP))
    assert (found["a"], found["b"], found["a_name"], found["kind"], found["grade"]) == (POT, CUP, "Rose tea pot", "together", "A")
    assert (
        f"Joint orders: {meeting.joint};" in sentences(found)
        and "truly go together" in sentences(found)
        and "; again more." in sentences(found)
    )
    change = next(one for one in found["change"] if one["of"] == "orders")
    assert (change["before"], change["after"]) == (meeting.joint, counted.enough(meeting) - 1)
    assert not [one for one in found["change"] if one["of"] == "neighbours"]


def test_the_rows_shown_are_those_of_the_file(workspace):
    found = explained(workspace, POT, CUP)
    with open(workspace.folder.parent / "shop.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(found["orders"]) == 5 and [order["size"] for order in found["orders"]] == sorted(order["size"] for order in found["orders"])
    for order in found["orders"]:
        said = [rows[place["row"] - 1] for place in order["rows"]]
        assert {row[0] for row in said} == {order["order"]} and {row[1] for row in said} == {POT, CUP}
        assert order["holds"] == "both" and set(order["products"][:2]) == {NAMES[POT], NAMES[CUP]}
        assert {row[2] for row in rows if row[0] == order["order"]} == set(order["products"]) and order["size"] == len(order["products"])


def test_two_that_never_met_are_told_by_what_is_in_between(workspace):
    found = explained(workspace, BREAD, JAM)
    assert found["grade"] == "" and "not proven" in sentences(found) and "both go with Farm butter" in sentences(found)
    assert found["neighbours"][0]["name"] == NAMES[BUTTER] and found["neighbours"][0]["kind"] == "both"
    held = {order["holds"] for order in found["orders"]}
    assert held == {"a+neighbour", "b+neighbour"}
    for order in found["orders"]:
        assert NAMES[BUTTER] in order["products"] and (NAMES[BREAD] in order["products"]) == (order["holds"] == "a+neighbour")
    without = next(one for one in found["change"] if one["of"] == "neighbours")
    assert (without["after"], without["place_after"]) == (0, None) and without["before"] == pytest.approx(1)
    assert "Nothing would be left" in sentences(found)


def test_two_with_nothing_in_common_are_told_so(workspace):
    found = explained(workspace, POT, TOAST)
    assert found["grade"] == "" and "Nothing but chance" in sentences(found) and not found["words"]


def test_a_hint_is_told_with_its_chance_and_reason(workspace):
    a, b, butter = (number_of(workspace, code) for code in (BREAD, JAM, BUTTER))
    one = lambda value, kind=float: np.array([0, value], kind)
    workspace.put("hints", {
        "a": np.array([number_of(workspace, POT), b], np.int32), "b": np.array([number_of(workspace, TOAST), a], np.int32),
        "probability": one(0.31), "joint": one(0, np.int32), "expected": one(0.4), "made": one(7, np.int32),
        "reason": Coded(np.array([-1, 0], np.int32), ["Its name is like that of {because}."]), "because": np.array([-1, butter], np.int32),
        "count": np.full(2, np.nan), "out_of": np.full(2, np.nan), "times": np.full(2, np.nan),
    }, {"title": {"message": "Its name is like that of {because}.", "values": {"because": "X"}},
        "precision": [{"k": 100, "share": 0.25, "low": 0.1, "high": 0.4, "chance": 0.01}]})  # fmt: skip
    try:
        found = explained(workspace, BREAD, JAM)
    finally:
        workspace.remove("hints")
    said = sentences(found)
    assert found["grade"] == "C" and "31%" in said and "Place 2 of 2 hints" in said and f"like that of {NAMES[BUTTER]}" in said
    assert "25% came true" in said and "7 order" in said


def test_the_same_question_has_the_same_answer_and_the_net_is_taught_once(workspace):
    first = explained(workspace, POT, CUP)
    state = workspace.folder / "models" / "explain" / "best.safetensors"
    taught = state.stat().st_mtime_ns
    assert explained(workspace, POT, CUP) == first and state.stat().st_mtime_ns == taught


def test_files_with_little_in_them(tmp_path):
    workspace = analysed(tmp_path, [[*row[:2], "", *row[3:]] for row in shop_rows(orders=60, customers=False, dates=False)])
    found = explained(workspace, POT, CUP)
    assert found["customers"] == {} and all(order["time"] is None for order in found["orders"]) and sentences(found)


def test_products_whose_names_do_not_differ_have_no_words(tmp_path):
    workspace = analysed(tmp_path, [[*row[:2], "Same", *row[3:]] for row in shop_rows(orders=60)])
    found = explained(workspace, POT, CUP)
    assert not found["words"] and "do not tell them apart" in sentences(found)


def test_one_product_twice_is_refused_and_stopping_is_heard(workspace):
    with pytest.raises(SettingError):
        explain(workspace, 1, 1)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        explain(workspace, 0, 1, progress)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_is_printed_with_the_rows_in_the_users_language(workspace, capsys, language):
    print_explained(Text(language), explained(workspace, BREAD, JAM), workspace)
    printed = capsys.readouterr().out
    assert NAMES[BUTTER] in printed and "shop.csv" in printed and "{" not in printed
    assert printed.count(f" | {BREAD} | {NAMES[BREAD]} | ") == 2


def test_as_json_each_message_stands_with_its_words(workspace):
    found, text = explained(workspace, BREAD, JAM), Text("en")
    told = in_words(text, found)
    assert told["answer"]["words"] == text.say(found["answer"])
    assert told["change"][0]["says"]["words"] == text.say(found["change"][0]["says"])
    assert told["answer"]["values"]["reason"]["words"] == "both go with Farm butter." and told["words"] == found["words"]


def test_a_product_of_undated_orders_alone_is_counted_and_its_name_not_read(tmp_path):
    rows = shop_rows(orders=60)
    late = {POT: NAMES[POT], "X": "Late lamp"}
    rows += [[str(9000 + number), code, name, 1, 2.5, "", "c1"] for number in range(8) for code, name in late.items()]
    found = explained(analysed(tmp_path, rows), POT, "X")
    assert found["words"] == [] and "never sold in an order with a date" in sentences(found) and "Joint orders: 8;" in sentences(found)
    assert all(order["time"] is None for order in found["orders"]) and len(found["orders"]) == 5


SMALL = {  # (order, product) of each row
    "ten orders": [(order, product) for order in range(10) for product in range(3)],
    "two products": [(order, product) for order in range(40) for product in range(2)],
    "one product an order": [(order, order % 5) for order in range(50)],
}


@pytest.mark.parametrize("rows", SMALL.values(), ids=SMALL)
def test_files_in_which_nothing_can_be_learnt_are_explained_by_their_counts(tmp_path, rows):
    rows = [[str(order), f"X{product}", f"Thing {product}", 1, 1.0, f"2024-01-{order % 28 + 1:02d}", f"c{order}"]
            for order, product in rows]
    workspace = analysed(tmp_path, rows)
    found = explained(workspace, "X0", "X1")
    held = [{row[0] for row in rows if row[1] == code} for code in ("X0", "X1")]
    assert f"Joint orders: {len(held[0] & held[1])};" in sentences(found) and found["words"] == [] and found["words_answer"]
