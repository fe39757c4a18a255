"""What the Excel report says of the data: every row accounted for, tables joined, columns and products understood."""

from __future__ import annotations

import pytest
from report_books import LANGUAGES, both_languages, table_of, words_of, written
from report_tables import message, part, write_workspace

from assoc_engine.io.header_words import READINGS, ROLES
from assoc_engine.io.raw import KINDS
from assoc_engine.names import ROLE_NAMES, USE_NAMES
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace


@pytest.fixture(scope="module")
def several(tmp_path_factory) -> dict:
    """A shop whose sales stand in two files, with a product list and returns beside them, and a list that is not used."""
    workspace = write_workspace(tmp_path_factory.mktemp("several"))
    raw = workspace.meta("raw")
    parts = [
        part("may.csv", "", "sales", 900), part("june.csv", "", "sales", 800),
        part("lists.xlsx", "Items", "products", 12, "SKU", (20, 15, 3), ("Date", "Item")),
        part("lists.xlsx", "Returned", "returns", 8, "No", (40, 10, 0), ("Return status",)),
        part("lists.xlsx", "Staff", "", 5),
    ]
    roles = workspace.meta("roles")
    made = {"index": 3, "header": "Return status", "role": "status", "sure": True, "reason": message("Made.")}
    roles["columns"].append(made)
    workspace.put("raw", {}, raw | {
        "paths": ["/a/may.csv", "/a/june.csv", "/b/lists.xlsx"], "parts": parts, "made": [3],
        "headers": [*raw["headers"], "Return status"],
    })  # fmt: skip
    summary = workspace.get("summary")
    columns = {name: summary[name] for name in ("size", "size_orders", "period", "period_orders")}
    workspace.put("summary", columns, summary.meta | {"roles": roles})
    _put_products(workspace)
    return both_languages(workspace, tmp_path_factory.mktemp("reports"))


def _put_products(workspace: Workspace) -> None:
    """A product that was left out after one that was not, 25 pairs that may be one product, and variants."""
    found = [{"product": "900", "name": "Tips", "rows": 9, "orders": 9, "reason": message("In every order."), "out": False},
             {"product": "POST", "name": "POST", "rows": 4, "orders": 4, "reason": message("Postage."), "out": True}]  # fmt: skip
    same = [{"first": f"1{i}", "second": f"2{i}", "first_name": "Mug", "second_name": f"Mug {i}", "rows": [3, 70 - i],
             "reason": message("Alike."), "setting": {}} for i in range(25)]  # fmt: skip
    level = {"chosen": "parent", "variants": 12, "parents": 7, "reason": message("Names end in sizes.")}
    workspace.put("quality", {}, workspace.meta("quality") | {"non_products": found, "same": same, "level": level})


def test_data_check_accounts_for_every_row(books, workspace):
    quality = workspace.meta("quality")
    sheet = books["en"]["Data check"]
    rows = [row for row in table_of(sheet, "From the rows read to the rows used")[2] if row[2] is not None]
    assert rows[0] == ("Rows read", None, quality["rows_in"])
    assert rows[-1][2] == quality["rows_out"] == sum(row[2] for row in rows[:-1])
    assert [row[1:] for row in rows[1:-1]] == [("left out", -10), ("merged into one", -20)]
    _, headers, examples = table_of(sheet, "Rule")
    assert headers == ["Rule", "Sheet or file", "Row", "What stands there"]
    assert examples[0] == ("§Cancelled orders§", "Sales & more", 2112, "=HYPERLINK(…) · 7")
    words = words_of(books["en"])
    assert "Also checked in the rows read, nothing found: §Returned goods§" in words
    assert "Switched off, so not checked: §Postage and fees§" in words


def test_every_role_and_use_has_a_name():
    assert set(ROLE_NAMES) == {*ROLES, *READINGS, ""} and set(USE_NAMES) == {*KINDS, ""}


def test_columns_say_what_they_are(books):
    _, headers, rows = table_of(books["en"]["Tables and columns"], "Column")
    assert headers == ["Column", "Understood as", "Sure?", "Why"]  # nothing was added from elsewhere
    assert ("Date", "Date", "please check", "§Its name says so.§") in rows
    assert table_of(books["zh_CN"]["表和列"], "列")[2][0][:3] == ("Order", "订单号", "是")


def test_one_table_is_no_join_and_quiet_products_have_no_sheet(books, workspace):
    words = words_of(books["en"])
    assert "Joined to the sales" not in words and "Products" not in books["en"].sheetnames
    rows = workspace.meta("raw")["rows"]
    assert table_of(books["en"]["Method"], "Table read")[2] == [
        ("Sales & more", "§Sales & more was read.§", "Sales lines", rows)]  # fmt: skip


def test_joined_tables_say_how_much_fits(several):
    rows = table_of(several["en"]["Tables and columns"], "Joined to the sales")[2]
    assert rows[:2] == [
        ("lists.xlsx › Items", "SKU", "Product list", 0.75,
         "15 of 20 in the sales are in this table; 3 stand in this table alone"),
        ("lists.xlsx › Returned", "No", "Returns list", 0.25, "10 of 40 in the sales are in this table"),
    ]  # fmt: skip
    assert table_of(several["zh_CN"]["表和列"], "关联到销售的表")[2][1][2] == "退货清单"


def test_added_columns_name_their_table(several):
    _, headers, rows = table_of(several["en"]["Tables and columns"], "Column")
    assert headers[1] == "Added or filled from"
    assert [row[:2] for row in rows] == [
        ("Order", None), ("Item", "lists.xlsx › Items"), ("Date", "lists.xlsx › Items"),
        ("Return status", "lists.xlsx › Returned"),
    ]  # fmt: skip
    made = table_of(several["zh_CN"]["表和列"], "列")[2][3]
    assert made[0] == Text("zh_CN")("Return status") != "Return status"  # made by the program: in the reader's language


def test_method_lists_every_table_read(several):
    rows = table_of(several["en"]["Method"], "Table read")[2]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("may.csv", "Sales lines", 900), ("june.csv", "Sales lines", 800), ("lists.xlsx › Items", "Product list", 12),
        ("lists.xlsx › Returned", "Returns list", 8), ("lists.xlsx › Staff", "Not used", 5),
    ]  # fmt: skip
    assert ("Number of files", "3") in table_of(several["en"]["Method"], "The data")[2]
    assert "may.csv and 2 others" in several["en"]["Conclusion"].oddFooter.left.text
    assert any(words.startswith("may.csv 和另外 2 个文件") for words in words_of(several["zh_CN"]))


def test_products_left_out_come_first_and_long_lists_are_cut(several):
    sheet = several["en"]["Products"]
    assert table_of(sheet, "Perhaps no product")[2] == [
        ("POST", "§Postage.§", "left out", 4), ("Tips (900)", "§In every order.§", "kept", 9)]  # fmt: skip
    same = table_of(sheet, "Perhaps the same product")[2]
    assert same[0] == ("Mug (10)", "Mug 0 (20)", "§Alike.§", 3, 70)
    words = words_of(several["en"])
    assert "The first 20 of 25; the program lists all." in words and "Mug (119)" in words and "Mug (120)" not in words
    assert "Variants (sizes, colours) count together as one product: 7 products instead of 12." in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_given_back_are_set_off_and_not_left_out(tmp_path, language):
    workspace = write_workspace(tmp_path / "w")
    quality = workspace.meta("quality")
    rule = quality["rules"][0] | {"rule": "net_returns", "effect": "netted", "count": 1000}
    taken = quality["rows_in"] - quality["rows_out"] + 1000
    workspace.put("quality", {}, quality | {"rules": [*quality["rules"], rule], "rows_in": quality["rows_in"] + 1000})
    book, text = written(workspace, tmp_path / "r.xlsx", language), Text(language)
    balance = table_of(book.worksheets[1], text("From the rows read to the rows used"))[2]
    assert (text("set off against each other"), -1000) in [row[1:] for row in balance]
    said = {"en": f"{taken:,} rows ({taken / (quality['rows_in'] + 1000):.0%}) were left out, merged or set off as given back",
            "zh_CN": f"有 {taken:,} 行（{taken / (quality['rows_in'] + 1000):.0%}）被排除、合并，或与退货相抵"}  # fmt: skip
    assert any(words.lstrip("• ").startswith(said[language]) for words in words_of(book))


def test_what_was_said_by_hand_stands_in_the_settings(tmp_path):
    workspace = write_workspace(tmp_path / "w")
    summary = workspace.get("summary")
    clean = summary.meta["settings"]["clean"] | {
        "not_products": [f"BAG{i}" for i in range(22)], "same_as": {"10": "11"}, "level": "variant",
    }  # fmt: skip
    settings = summary.meta["settings"] | {"clean": clean, "roles": {"Day": "time:dmy", "Note": ""}}
    columns = {name: summary[name] for name in ("size", "size_orders", "period", "period_orders")}
    workspace.put("summary", columns, summary.meta | {"settings": settings})
    rows = dict(table_of(written(workspace, tmp_path / "r.xlsx")["Method"], "Settings used")[2])
    assert rows["Said to be no products"].endswith("BAG19 and 2 more")
    assert rows["Said to be the same product"] == "10 = 11" and rows["What counts as one product"] == "each variant by itself"
    assert rows["Columns set by hand"] == "Day = Date, the day first · Note = Not used" and "Said to be products" not in rows
