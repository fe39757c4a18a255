"""Where the rows went: the bar, its parts and legend, and the rows behind each."""

from __future__ import annotations

import pytest
from shop import message
from steps import settle

from assoc_engine.names import files_named
from assoc_engine.text import Text
from assoc_gui.widgets.cleaning_view import action_words
from assoc_gui.widgets.flow_bar import shares_of
from assoc_gui.widgets.raw_table import _are_numbers, header_names, source_names


@pytest.fixture
def rows(analysed, qtbot):
    """The page with the account of the rows."""
    data = analysed.window.go_to("data")
    settle(analysed, qtbot)
    return data.cleaning


def quality(*rules: tuple[str, int]) -> dict:
    listed = [{"rule": f"r{i}", "title": message(f"Rule {i}"), "effect": effect, "count": count, "on": True, "examples": []}
              for i, (effect, count) in enumerate(rules)]  # fmt: skip
    gone = sum(count for effect, count in rules if effect != "changed")
    return {"rows_in": 1000 + gone, "rows_out": 1000, "rules": listed}


def test_the_bar_holds_every_row_once_and_a_part_for_each_fate():
    meta = quality(("changed", 99), *(("left out", count) for count in range(1, 11)), ("merged", 3), ("netted", 2),
                   ("left out", 0))  # fmt: skip
    shares = shares_of(meta, Text("en"))
    assert sum(share.rows for share in shares) == meta["rows_in"]
    assert [(share.effect, share.rows) for share in shares] == [("kept", 1000), ("netted", 2), ("merged", 3), ("left out", 55)]
    assert shares[-1].rules == tuple(f"r{i}" for i in range(1, 11)), "a rule that took nothing has no part in it"


def test_what_happened_to_no_row_has_no_part():
    shares = shares_of(quality(("left out", 5), ("merged", 1)), Text("en"))
    assert [(share.title, share.rules) for share in shares] == [("Kept", ()), ("Merged", ("r1",)), ("Left out", ("r0",))]


def test_parts_and_legend_lead_to_their_rows(rows, analysed):
    total = analysed.state.get("raw").meta["rows"]
    legend = {item.text(): item for item in rows.flow.legend}
    assert set(legend) == {f"Kept {total - 3}", "Sold and returned 2", "Merged 1"}
    legend["Sold and returned 2"].click()
    assert rows.rows.rows.tolist() == [4, 9] and rows.rows_title.text() == "Sold and returned"
    legend[f"Kept {total - 3}"].click()
    assert len(rows.rows.rows) == total - 3 and 4 not in rows.rows.rows
    merged = next(share for share in rows.flow.bar.shares if share.effect == "merged")
    rows.flow.bar.picked.emit(merged)
    assert rows.rows.rows.tolist() == [total - 1] and rows.rows_title.text() == "Merged"


def test_a_rule_that_changes_shows_all_its_rows(rows):
    changing = rows.rule_row("merge_names")
    rows.pick(changing)
    assert rows.rows.rows.tolist() == [0, 1, 2, 3, 4] and rows.rows_note.text().startswith("5 rows, as they stand")


def test_buttons_of_notices_say_what_they_do():
    text = Text("en")
    said = {action_words(text, setting) for setting in (
        {"exclude_orders": ["A1"]}, {"not_products": ["P1"]}, {"same_as": {"a": "b"}}, {"merge_names": False},
        {"level": "parent"}, {"net_returns": False}, {"keep_products": ["P1"]})}  # fmt: skip
    assert said == {"Leave these orders out", "Leave them out", "They are one", "Switch it off", "Variants together",
                    "Count returned orders as sales", "Count them as products"}  # fmt: skip


def test_figures_stand_at_the_right_and_codes_at_the_left():
    assert _are_numbers(["12", "1,234.50", "-3", "", "¥9.9", ".5", "12%"])
    assert not any(_are_numbers(cells) for cells in ([""], ["0012", "0013"], ["A1", "7"], ["2017-04-27"], ["-"], ["1 × 2"]))


def test_rows_say_where_they_stand():
    assert source_names([["a.csv", ""]]) == [""] == source_names([["a.xls", "订单"]])
    assert source_names([["a.csv", ""], ["b.csv", ""]]) == ["a.csv", "b.csv"]
    assert source_names([["a.xls", "Jan"], ["a.xls", "Feb"]]) == ["Jan", "Feb"]
    assert source_names([["a.xls", "S"], ["b.csv", ""]]) == ["a.xls › S", "b.csv"]
    assert source_names([["a.xls", "S"], ["a.xls", "T"], ["b.xls", "S"]]) == ["a.xls › S", "a.xls › T", "b.xls › S"]


def test_words_for_made_columns_and_many_files():
    assert header_names({"headers": ["Date", "Date"], "made": [1]}, Text("zh_CN")) == ["Date", "日期"]
    assert Text("en").say(files_named(["/a/b.csv", "/a/c.csv"])) == "b.csv, c.csv"
    assert Text("en").say(files_named(["/a/b.csv", "/c", "/d", "/e"])).startswith("b.csv and 3 other")


def test_what_waits_to_be_shown_goes_with_its_data(analysed, qtbot):
    """Another file takes the tables away while the page is still being filled: no step may look for them."""
    window, state = analysed.window, analysed.state
    window.go_to("data")
    settle(analysed, qtbot)
    window.page.turns.again(lambda: state.get("fates").meta["rules"])
    state.workspace.remove("fates")
    state.refresh(ended=True)
    settle(analysed, qtbot)
    assert state.get("fates") is None
