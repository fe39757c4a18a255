"""What is said of a pair is true of the orders it is said of: those set aside, one customer's habit, and pairs that are in no list."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from assoc_cli.explain import print_explained
from assoc_cli.show import print_actions
from assoc_engine.analysis import find_substitutes
from assoc_engine.explain.answers import TOGETHER, graded_answer
from assoc_engine.explain.counted import Counted, Shared
from assoc_engine.explain.explaining import explain
from assoc_engine.explain.facts import customer_facts
from assoc_engine.progress import SILENT
from assoc_engine.rules.collective import get_aside, set_aside
from assoc_engine.rules.links import get_links
from assoc_engine.rules.verdicts import C
from assoc_engine.settings import AnalysisSettings
from assoc_engine.text import Text
from tests.explain.analysed import CUP, POT, analysed, number_of, shop_rows

ONE, OTHER = "H1", "H2"  # the habit
TEA, COFFEE = "L1", "L2"  # somewhat less often together than chance gives
COLLECTIVE = range(15)


@pytest.fixture(scope="module")
def rows():
    """A shop with collective orders of 120 products, pot and cup among them; a customer who bought two things 38 times, and two more who
    did once; and two things in every second order, some of the orders that would hold both broken up."""
    rng = np.random.default_rng(4)
    found = [[*row[:6], f"c{int(row[0]) % 300}"] for row in shop_rows(orders=660)]
    line = lambda order, code, when, who: found.append([order, code, f"Article {code}", 1, 2.5, when, who])
    for number in COLLECTIVE:
        for code in [POT, CUP, "DOT", *(f"E{code:03d}" for code in rng.choice(400, 120, replace=False))]:
            line(f"9{number:04d}", code, f"2024-{1 + number % 11:02d}-17 09:00" if number else "2024-12-30 09:00",
                 "" if number % 5 else "c1")
    for number in range(40):
        for code in (ONE, OTHER):
            line(f"8{number:04d}", code, f"2024-{1 + number // 4:02d}-{3 + number % 4 * 6:02d} 11:00",
                 "habit" if number < 38 else f"c{number}")
    for number in range(660):
        when, (tea, coffee) = f"2024-{1 + number // 56:02d}-{1 + number // 2 % 28:02d} 10:00", rng.random(2) < 0.5
        if tea and coffee and rng.random() < 0.6:
            tea, coffee = (True, False) if number % 2 else (False, True)
        for code, held in ((TEA, tea), (COFFEE, coffee), (ONE, number % 20 == 3), (OTHER, number % 20 == 7)):
            if held:
                line(str(1000 + number), code, when, f"c{(1000 + number) % 300}")
    return found


@pytest.fixture(scope="module")
def told(workspace):
    """What explain says of two products, after the search for what is bought instead of each other, as on the command line."""
    find_substitutes(workspace, AnalysisSettings(), SILENT)
    return lambda a, b: explain(workspace, number_of(workspace, a), number_of(workspace, b))


def said(found: dict) -> str:
    return "\n".join(Text("en").say(message) for message in (found["answer"], *found["facts"]))


def test_every_figure_of_a_pair_is_of_the_orders_that_are_tested(rows, workspace, told, capsys):
    held: dict[str, set[str]] = {}
    who = {row[0]: row[6] for row in rows}
    for order, code, *_ in rows:
        held.setdefault(order, set()).add(code)
    tested = {order: codes for order, codes in held.items() if "DOT" not in codes}
    assert set_aside(get_aside(workspace), len(held)).sum() == len(held) - len(tested) == len(COLLECTIVE)
    both, pots, cups = (sum(codes >= asked for codes in tested.values()) for asked in ({POT, CUP}, {POT}, {CUP}))
    found = told(POT, CUP)
    assert found["evidence"]["tested"] == {"both": both, "only_a": pots - both, "only_b": cups - both,
                                           "neither": len(tested) - pots - cups + both}
    words = said(found)
    assert f"{both} orders hold both" in words
    assert f"Joint orders: {both};" in words and f"Orders of Rose tea pot: {pots}; of Rose tea cup: {cups}." in words
    assert f"{len(COLLECTIVE)} more order" in words
    bought: dict[str, set[str]] = {}
    for order, codes in tested.items():
        bought.setdefault(who[order], set()).update(codes)
    bought.pop("", None)
    together = {who[order] for order, codes in tested.items() if codes >= {POT, CUP}} - {""}
    owners = {one for one, codes in bought.items() if codes >= {POT, CUP}}
    assert re.search(rf"{len(owners)} customers? bought both, {len(owners - together)} (of them )?never in one order", words)
    print_explained(Text("en"), found, workspace)
    lines = capsys.readouterr().out.splitlines()
    table = lines[next(number for number, line in enumerate(lines) if line == "Orders with and without") + 2 :]
    assert re.findall(r"\d+", table[0]) == [str(both), str(pots - both)] and re.findall(r"\d+", table[1])[0] == str(cups - both)
    assert re.findall(r"\d+", table[2]) == [str(len(COLLECTIVE)), str(both + len(COLLECTIVE))] and "set aside" in table[2]
    assert re.search(rf"{len(together)} known customers? had both in one order", "\n".join(lines))
    days = sorted(row[5][:10] for row in rows if tested.get(row[0], set()) >= {POT, CUP})
    assert Text("en").date(int(np.datetime64(days[-1], "s").astype(int))) in words


def test_an_action_says_which_of_its_orders_chance_is_held_against(workspace, capsys):
    links, codes = get_links(workspace), list(workspace.get("products")["code"])
    row = next(row for row in range(len(links)) if {codes[links.a[row]], codes[links.b[row]]} == {POT, CUP})
    assert links.orders[row] == links.counted[row] + len(COLLECTIVE)
    print_actions(Text("en"), workspace)
    line = next(line for line in capsys.readouterr().out.splitlines() if "Rose tea pot" in line and "Rose tea cup" in line)
    assert f"together in {links.orders[row]} of " in line
    assert f"the {links.counted[row]} of these that are tested are {links.adjusted_lift[row]:.1f} times chance" in line


def test_a_pair_in_no_list_is_not_said_to_replace_each_other(workspace, told):
    found = told(TEA, COFFEE)
    adjusted, codes = found["evidence"]["adjusted"], list(workspace.get("products")["code"])
    anti = workspace.get("anti")
    assert not any({codes[a], codes[b]} == {TEA, COFFEE} for a, b in zip(anti["a"], anti["b"], strict=True))
    assert adjusted["p"] < 0.01 and adjusted["high"] < 1, "it is below what chance gives, only not by enough"
    assert (found["kind"], found["grade"], adjusted["q"]) == ("", "", None)
    words = said(found)
    assert "somewhat less often than chance gives" in words and "kept apart" not in words and "replace" not in words
    late = found["evidence"]["parts"]["late"]
    assert f"looked at alone: joint orders {late['orders']}, by chance" in words
    assert ("fewer than chance gives." in words) == (found["evidence"]["parts"]["verdict"] == "clear") == (late["p"] <= 0.05)


def test_one_customers_habit_is_called_one(told):
    found = told(ONE, OTHER)
    assert found["grade"] == "" and found["evidence"]["adjusted"]["counted"] == 40
    assert (
        Text("en")
        .say(found["answer"])
        .startswith(f"38 of the 40 orders with Article {ONE} and Article {OTHER} are one customer’s: a habit, not a link")
    )


def test_two_customers_habits_are_called_so(tmp_path):
    rows = shop_rows()
    for number in range(600):
        day = f"2024-{1 + number // 56:02d}-{1 + number // 2 % 28:02d} 10:00"
        rows += [[str(1000 + number), code, f"Article {code}", 1, 2.5, day, f"c{number % 37}"]
                 for at, code in ((3, "H1"), (4, "H2")) if number % 12 == at]
    for number in range(24):
        day = f"2024-{1 + number // 3:02d}-{5 + number % 3 * 7:02d} 12:00"
        rows += [[f"7{number:03d}", code, f"Article {code}", 1, 2.5, day, f"guest {number % 2}"] for code in ("H1", "H2")]
    workspace = analysed(tmp_path, rows)
    found = explain(workspace, number_of(workspace, "H1"), number_of(workspace, "H2"))
    assert "habits of a few customers (2 known ones): they count for only 2 independent orders" in Text("en").say(found["answer"])


@pytest.mark.parametrize(("known", "words"), [
    (0, "but none of these orders names a customer, so it cannot be told whether they are different people’s."),
    (2, "but the customers who are known are too few, and whose the other 22 are cannot be told."),
    (24, "but they are of too few different customers."),
])  # fmt: skip
def test_a_hint_says_whether_customers_are_few_or_not_known(tmp_path, known, words):
    """Two things that are 24 times in one order, `known` of these by one customer or another; both alone as often, by known ones."""
    rows = [[*row[:6], f"c{int(row[0]) % 300}"] for row in shop_rows()]
    for number in range(600):
        day = f"2024-{1 + number // 56:02d}-{1 + number // 2 % 28:02d} 10:00"
        rows += [[str(1000 + number), code, f"Article {code}", 1, 2.5, day, f"c{(1000 + number) % 300}"]
                 for at, code in ((3, "H1"), (4, "H2")) if number % 12 == at]  # fmt: skip
    for number in range(24):
        day = f"2024-{1 + number // 3:02d}-{5 + number % 3 * 7:02d} 12:00"
        rows += [[f"7{number:03d}", code, f"Article {code}", 1, 2.5, day, f"c{number % 2}" if number < known else ""]
                 for code in ("H1", "H2")]  # fmt: skip
    workspace = analysed(tmp_path, rows)
    if known == 24:  # two customers' orders count for two: the words are tried on as many independent ones
        meeting = replace(Counted(workspace).meeting(number_of(workspace, "H1"), number_of(workspace, "H2")), independent=24.0)
        told = graded_answer(TOGETHER, C, meeting, {"a": "H1", "b": "H2"})
        assert Text("en").say(told).endswith(words)
        return
    found = explain(workspace, number_of(workspace, "H1"), number_of(workspace, "H2"))
    assert found["grade"] == "C" and found["evidence"]["buyers"]["unknown"] == 24 - known
    assert Text("en").say(found["answer"]).endswith(words)


def test_customers_of_whom_none_bought_both_are_told_only_where_chance_would_bring_some():
    told = lambda *counts: [Text("en").say(fact) for fact in customer_facts(Shared(*counts), 49)]
    assert told(0, 0, 0.0, 12, 0) == [] and told(0, 0, 3.2, 900, 0) == ["No known customer bought both; chance would bring 3.2."]
    assert len(told(3, 1, 0.0, 12, 2)) == 1


def test_the_answer_says_which_orders_it_does_not_count(told):
    assert re.search(rf" Not counted here (is|are) {len(COLLECTIVE)} orders? that holds? both, but (is|are) set aside\.$",
                     Text("en").say(told(POT, CUP)["answer"]))
    assert "Not counted" not in Text("en").say(told(TEA, COFFEE)["answer"])


def test_kept_apart_is_a_kind_of_its_own_and_the_figures_name_their_side_of_chance(tmp_path):
    """Two things, one of which is in every order, and never both: what goes with the one is what goes with the other, but for nothing."""
    rows = shop_rows(customers=False)
    rows += [[str(1000 + number), code, f"Article {code}", 1, 2.5, next(row[5] for row in rows if row[0] == str(1000 + number)), ""]
             for number in range(600) for code in ("K1" if number % 2 else "K2",)]  # fmt: skip
    workspace = analysed(tmp_path, rows)
    find_substitutes(workspace, AnalysisSettings(), SILENT)
    anti, codes = workspace.get("anti"), list(workspace.get("products")["code"])
    row = next(row for row in range(len(anti["a"])) if {codes[anti["a"][row]], codes[anti["b"][row]]} == {"K1", "K2"})
    found = explain(workspace, number_of(workspace, "K1"), number_of(workspace, "K2"))
    assert (
        not anti["instead"][row]
        and found["kind"] == "apart"
        and "are kept apart: 0 orders hold both" in said(found)
        and "; again too few." in said(found)
    )
    assert [found["evidence"]["adjusted"][name] for name in ("tail", "p", "q")] == ["fewer", anti["p_value"][row], anti["q_value"][row]]
    links = get_links(workspace)
    for link in [int(np.argmax(links.adjusted_lift)), int(np.argmin(links.adjusted_lift))]:
        adjusted = explain(workspace, int(links.a[link]), int(links.b[link]))["evidence"]["adjusted"]
        assert adjusted["tail"] == ("more" if links.adjusted_lift[link] >= 1 else "fewer")
        assert (adjusted["p"] == pytest.approx(links.p_value[link])) == (adjusted["tail"] == "more")
    assert links.adjusted_lift.min() < 1 < links.adjusted_lift.max()
