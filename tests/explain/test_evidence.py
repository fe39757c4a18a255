"""The evidence of a pair against the rows of the file, counted by hand, and against the tables of links."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_cli.explain import print_explained
from assoc_engine.analysis import find_substitutes
from assoc_engine.explain.counted import Counted
from assoc_engine.explain.evidence import by_month, evidence
from assoc_engine.explain.explaining import explain
from assoc_engine.progress import SILENT
from assoc_engine.rules.chance import Chance
from assoc_engine.rules.links import get_links
from assoc_engine.rules.verdicts import A, B, later_verdict
from assoc_engine.settings import AnalysisSettings
from assoc_engine.text import Text
from tests.explain.analysed import CUP, JAM, NAMES, POT, TOAST, analysed, number_of, shop_rows

VERDICTS = ("unknown", "again", "only_then", "unclear", "gone")
FATES = ("sold", "ended", "seasonal")


def told(workspace, a: int, b: int, grade: int = A, early_found: bool = True) -> dict:
    counted = Counted(workspace)
    return evidence(counted, a, b, counted.meeting(a, b), grade, early_found)


def orders_of(rows) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for order, code, *_ in rows:
        held.setdefault(order, set()).add(code)
    return held


def test_the_table_and_both_lifts_are_counted_by_hand(rows, workspace):
    held = list(orders_of(rows).values())
    found = told(workspace, number_of(workspace, POT), number_of(workspace, CUP))
    count = lambda a, b: sum((POT in order) == a and (CUP in order) == b for order in held)
    assert found["table"] == found["tested"] == {
        "both": count(True, True), "only_a": count(True, False), "only_b": count(False, True), "neither": count(False, False)
    }  # fmt: skip
    both, one, other = found["table"]["both"], *(sum(code in order for order in held) for code in (POT, CUP))
    assert found["lift"]["value"] == pytest.approx(both * len(held) / (one * other))
    assert found["lift"]["low"] < found["lift"]["value"] < found["lift"]["high"]


def test_every_link_is_told_as_the_table_of_links_has_it(workspace):
    links = get_links(workspace)
    stood_out = np.flatnonzero(links.grade > 0)
    assert len(stood_out) > 1
    for row in stood_out.tolist():
        found = told(workspace, int(links.b[row]), int(links.a[row]), int(links.grade[row]), bool(links.early_found[row]))
        adjusted, late, early = found["adjusted"], found["parts"]["late"], found["parts"]["early"]
        counts = links.counted[row], links.late_orders[row], links.early_orders[row]
        assert (adjusted["counted"], late["orders"], early["orders"]) == counts
        assert [adjusted[name] for name in ("value", "low", "high", "expected", "independent", "p", "q")] == pytest.approx(
            [getattr(links, name)[row] for name in ("adjusted_lift", "adjusted_low", "adjusted_high", "expected", "independent", "p_value",
                                                    "q_value")]
        )
        assert [late[name] for name in ("expected", "p", "lift", "low", "high")] == pytest.approx(
            [getattr(links, f"late_{name}")[row] for name in ("expected", "p", "lift", "low", "high")]
        )
        assert (early["expected"], early["p"]) == pytest.approx((links.early_expected[row], links.early_p[row]))
        assert found["fate"] == FATES[links.fate[row]] and found["buyers"]["customers"] == links.customers[row]
        part = {name: getattr(links, name)[row : row + 1] for name in ("early_found", "late_clear", "late_low", "late_high")}
        assert found["parts"]["verdict"] == VERDICTS[later_verdict(part)[0]]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_link_that_only_the_later_orders_show_is_told_so_with_the_day_from_which_they_are(tmp_path, capsys, language):
    """Jam and toast rack are together in every sixth of the last three tenths of the orders, and hardly before."""
    rows = shop_rows()
    rows += [[str(1000 + number), code, NAMES[code], 1, 2.5, next(row[5] for row in rows if row[0] == str(1000 + number)),
              f"c{number % 37}"]
             for number in range(424, 600, 6) for code in (JAM, TOAST)]  # fmt: skip
    workspace = analysed(tmp_path, rows)
    found = explain(workspace, number_of(workspace, JAM), number_of(workspace, TOAST))
    parts = found["evidence"]["parts"]
    assert found["grade"] == "B" and parts["early"]["found"] is False and parts["verdict"] == "only_then"
    when, held = {row[0]: np.datetime64(row[5].replace(" ", "T"), "s").astype(int) for row in rows}, orders_of(rows)
    for part, inside in (("early", lambda time: time < parts["from"]), ("late", lambda time: time >= parts["from"])):
        assert parts[part]["orders"] == sum({JAM, TOAST} <= held[order] for order in held if inside(when[order]))
    assert sum(time < parts["from"] for time in when.values()) / len(when) == pytest.approx(0.7, abs=0.05)
    print_explained(Text(language), found, workspace)
    printed = capsys.readouterr().out
    assert Text(language).date(parts["from"]) in printed
    assert ("clear only then: the orders before do not show it by themselves" in printed) == (language == "en")


def test_months_are_those_of_the_file_each_with_its_own_chance(rows, workspace):
    a, b, codes = number_of(workspace, POT), number_of(workspace, CUP), list(workspace.get("products")["code"])
    month_of, held = {row[0]: row[5][:7] for row in rows}, orders_of(rows)
    found = by_month(Counted(workspace), a, b)
    assert [str(np.datetime64(one["month"], "s"))[:7] for one in found] == sorted(set(month_of.values()))
    for one, month in zip(found, sorted(set(month_of.values())), strict=True):
        baskets = [sorted(codes.index(code) for code in held[order]) for order in held if month_of[order] == month]
        assert one["orders"] == sum(a in basket and b in basket for basket in baskets)
        start = np.concatenate([[0], np.cumsum([len(basket) for basket in baskets])])
        alone = Chance.of(start, np.concatenate(baskets).astype(np.int32), len(codes), np.zeros(len(baskets), np.int64))
        assert one["expected"] == pytest.approx(float(alone.expected(a, b)[0]))


def test_a_month_in_which_one_was_not_sold_expects_nothing_and_an_empty_month_is_there(tmp_path):
    rows = [row for row in shop_rows() if not (row[1] == CUP and row[5] < "2024-03")]
    rows = [row for row in rows if not "2024-05" <= row[5] < "2024-06"]
    found = by_month(Counted(workspace := analysed(tmp_path, rows)), number_of(workspace, POT), number_of(workspace, CUP))
    assert [one["expected"] for one in found[:2]] == [0, 0] and found[2]["expected"] > 0
    assert (found[4]["orders"], found[4]["expected"]) == (0, 0) and found[5]["orders"] > 0


def test_months_hold_orders_with_and_without_a_customer_apart(tmp_path):
    """Who gives no name buys twenty things at once, the others two: chance is that of each kind."""
    rng, rows = np.random.default_rng(5), []
    for number in range(200):
        things = rng.choice(24, 12 if number % 2 else 2, replace=False)
        rows += [[str(number), f"T{thing}", f"Thing {thing}", 1, 1.0, f"2024-0{1 + number // 100}-{1 + number % 28:02d} 10:00",
                  "" if number % 2 else f"c{number}"]
                 for thing in sorted(things)]  # fmt: skip
    workspace = analysed(tmp_path, rows)
    a, b, codes, held = number_of(workspace, "T1"), number_of(workspace, "T2"), list(workspace.get("products")["code"]), orders_of(rows)
    found = by_month(Counted(workspace), a, b)
    for month, one in enumerate(found):
        expected = 0.0
        for kind in range(2):
            numbers = range(100 * month + kind, 100 * month + 100, 2)
            baskets = [sorted(codes.index(code) for code in held[str(number)]) for number in numbers]
            start = np.concatenate([[0], np.cumsum([len(basket) for basket in baskets])])
            alone = Chance.of(start, np.concatenate(baskets).astype(np.int32), len(codes), np.zeros(len(baskets), np.int64))
            expected += float(alone.expected(a, b)[0])
        assert one["expected"] == pytest.approx(expected)


def test_buyers_are_those_of_the_rows(rows, workspace):
    who, held = {row[0]: row[-1] for row in rows}, orders_of(rows)
    joint = [who[order] for order in held if {POT, CUP} <= held[order]]
    often = {customer: joint.count(customer) for customer in set(joint)}
    found = told(workspace, number_of(workspace, POT), number_of(workspace, CUP))["buyers"]
    assert found["customers"] == len(often) and found["unknown"] == 0 and found["places"] == []
    assert found["independent"] == pytest.approx(len(joint) ** 2 / sum(n * n for n in often.values()))
    assert [one["orders"] for one in found["most"]] == sorted(often.values(), reverse=True)[:5]
    assert all(often[one["customer"]] == one["orders"] for one in found["most"])


def test_without_dates_and_customers_the_later_part_is_drawn_and_no_month_told(tmp_path):
    workspace = analysed(tmp_path, shop_rows(customers=False, dates=False))
    found = told(workspace, number_of(workspace, POT), number_of(workspace, CUP))
    assert found["months"] == [] and found["fate"] == "sold" and found["parts"]["by"] == "draw" and found["parts"]["from"] is None
    assert found["parts"]["early"]["orders"] + found["parts"]["late"]["orders"] == found["adjusted"]["counted"]
    assert found["buyers"]["customers"] is None and found["buyers"]["most"] == []


def substitutes_rows() -> list[list]:
    """Red and blue jam, each with the same bread and butter, never in one order."""
    rng, rows = np.random.default_rng(3), []
    for number in range(900):
        held = {f"F{thing}" for thing in rng.choice(20, 3, replace=False)}
        if number % 3 == 0:
            held |= {"BREAD", "BUTTER", ("RED", "BLUE")[number // 3 % 2]}
        elif number % 3 == 1:
            held |= {"BREAD"} if number % 2 else {"BUTTER"}
        day = f"2024-{1 + number // 90:02d}-{1 + number % 28:02d} 10:00"
        rows += [[str(number), code, f"Thing {code.lower()}", 1, 1.0, day, f"c{number % 211}"] for code in sorted(held)]
    return rows


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_bought_instead_of_each_other_is_told_as_such_and_printed(tmp_path, capsys, language):
    workspace = analysed(tmp_path, substitutes_rows())
    find_substitutes(workspace, AnalysisSettings(), SILENT)
    anti = workspace.get("anti")
    a, b = number_of(workspace, "RED"), number_of(workspace, "BLUE")
    row = next(row for row in range(len(anti["a"])) if {int(anti["a"][row]), int(anti["b"][row])} == {a, b})
    found, text = explain(workspace, a, b), Text(language)
    assert found["kind"] == "instead" and found["grade"] == ("A" if anti["grade"][row] == A else "B") and anti["grade"][row] >= B
    assert found["evidence"]["companions"] == anti["companions"][row] >= 2
    assert [found["evidence"]["adjusted"][name] for name in "pq"] == pytest.approx([anti["p_value"][row], anti["q_value"][row]])
    assert found["evidence"]["parts"]["late"]["p"] == pytest.approx(anti["late_p"][row])
    print_explained(text, found, workspace)
    printed = capsys.readouterr().out
    assert "{" not in printed and printed.count("|") >= len(found["evidence"]["months"]) == 10
    if language == "en":
        assert (
            "tend to be bought instead of each other: 0 orders hold both" in printed
            and "; again too few." in printed
            and "Thing bread goes with both" in printed
        )


def test_orders_set_aside_are_in_the_table_and_not_in_what_is_tested(tmp_path):
    rows = shop_rows()
    rows += [[f"C{number}", code, f"Thing {code}", 1, 1.0, f"2024-06-{1 + number:02d} 10:00", f"c{number}"]
             for number in range(12) for code in ["POST", *(f"P{thing}" for thing in range(1, 7)),
                                                  *(f"X{thing}" for thing in range(80))]]  # fmt: skip
    workspace = analysed(tmp_path, rows)
    assert [kind["kind"] for kind in workspace.meta("aside")["kinds"]]
    found = told(workspace, number_of(workspace, POT), number_of(workspace, CUP))
    assert found["table"]["both"] - found["tested"]["both"] == 12 and found["adjusted"]["counted"] == found["tested"]["both"]
