"""Cleaning accounts for every row, and each rule takes what its name says."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import HEAD, clean_csv, counts, filler, line, table_of, write_csv

from assoc_engine.baskets import make_baskets, put_baskets
from assoc_engine.cleaning import clean
from assoc_engine.errors import SettingError
from assoc_engine.io.raw import HEADING, OVERLAP, TOTAL
from assoc_engine.settings import CleanSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace


def test_each_rule_takes_its_row_and_rows_add_up(tmp_path):
    rows = [
        HEAD,
        *filler(),
        line(),
        line(),  # duplicate
        line(order="C1002", name="BLUE MUG", code="22002", quantity=-2),  # cancelled, its sale is not in the file
        line(order="1003", name="BLUE MUG", code="22002", quantity=-1),  # returned, likewise
        line(order="1004", code="POST", name="POSTAGE", quantity=1),
        line(order="1005", code="", name=""),  # blank
        line(order="1006", when="no idea"),
        line(order="1007", quantity="many"),
        line(order="1008", name="RED  MUG "),
        line(order="1009", name="Red Mugg"),  # spelling under the code
        line(order="1010", name=""),  # name filled
        line(order="1011", price=""),  # price filled
        line(order="1012", name="damaged", price=0),  # a note
        line(order="1013", name="", price=0),  # the stock keeper's row
    ]
    table, kept, report = clean_csv(tmp_path / "sales.csv", rows)
    assert report.rows_in == len(rows) - 1
    assert report.rows_in == report.rows_out + report.explained
    assert counts(report) == {
        "blank_products": 1, "unreadable": 2, "net_returns": 0, "cancelled": 1, "returns": 1, "non_products": 3, "duplicates": 1,
        "merge_names": 1, "fill_missing": 2,
    }  # fmt: skip
    mug = kept.products.code.index("22001")
    assert kept.products.name[mug] == "RED MUG" and kept.products.price[mug] == 3.5
    assert not np.isnan(kept.price).any()
    duplicate = int(np.flatnonzero(table.raw.row == 33)[0])
    merged_into = int(kept.fate_line[duplicate])
    part = kept.origin_raw[kept.origin_start[merged_into] : kept.origin_start[merged_into + 1]]
    assert table.raw.row[part].tolist() == [32, 33], "a merged line keeps all its rows"


def test_every_rule_can_be_switched_off(tmp_path):
    rows = [HEAD, *filler(), line(), line(), line(order="C1002", quantity=-2), line(code="POST", name="POSTAGE"),
            line(code="", name=""), line(quantity="many"), line(name="RED MUGG")]  # fmt: skip
    path = write_csv(tmp_path / "sales.csv", rows)
    table = table_of(path)
    off = dict.fromkeys(
        ("blank_products", "unreadable", "net_returns", "cancelled", "returns", "non_products", "duplicates", "merge_names",
         "fill_missing"),
        False,
    )
    _kept, report = clean(table, CleanSettings(**off))
    assert report.rows_out == report.rows_in == len(rows) - 1
    assert all(rule.count == 0 and not rule.on for rule in report.rules)
    for name in off:
        _, alone = clean(table, CleanSettings(**{**off, name: True}))
        assert alone.rows_in == alone.rows_out + alone.explained
        assert counts(alone)[name] > 0 or name == "fill_missing"


def test_equal_baskets_are_never_duplicates(tmp_path):
    path = tmp_path / "baskets.dat"
    path.write_text("\n".join(["1 2 3", "1 2 3", "2 3", "1 2 2", "4", "5 6 7 8 9"] * 10))
    kept, report = clean(table_of(path))
    assert counts(report)["duplicates"] == 10, "only an item that stands twice in one line"
    assert len(np.unique(kept.order.codes)) == 60


@pytest.mark.parametrize(("numbers", "merged"), [(["2300000000000001000", "2400000000000000000"], 0), (["2.3E+17", "2.4E+17"], 0),
                                                 (["2300000000000000017", "2400000000000000000"], 2), (["100", "200"], 2)])  # fmt: skip
def test_rows_are_no_copies_where_order_numbers_lost_their_digits(tmp_path, numbers, merged):
    rows = [["订单号", "商品名称", "数量"], *([number, name, 1] for number in numbers for name in ("Mug", "Bowl", "Mug"))]
    _, _, report = clean_csv(tmp_path / "s.csv", rows, {"订单号": "order"})
    assert counts(report)["duplicates"] == merged
    rule = next(rule for rule in report.rules if rule.rule == "duplicates")
    assert ("lost" in rule.title["message"]) == (not merged)


def test_rows_of_masked_customers_are_no_copies(tmp_path):
    head = ["买家手机号", "品名", "数量", "日期"]
    for shown, merged in (("1**", 0), ("138001", 9)):
        rows = [head, *([f"{shown}{i % 3}", f"Plate {i % 4}", 1, "2024-01-01"] for i in range(21))]
        roles = {"买家手机号": "customer", "品名": "product", "数量": "quantity", "日期": "time"}
        assert counts(clean_csv(tmp_path / "s.csv", rows, roles)[2])["duplicates"] == merged


def test_codes_that_differ_in_case_stay_two_products(tmp_path):
    rows = [HEAD, *filler(), line(code="84795B", name="BLUE HAMMOCK"), line(code="84795b", name="PINK HAMMOCK")]
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows)
    assert {"84795B", "84795b"} <= set(kept.products.code)


def test_a_row_without_code_takes_the_code_of_its_name(tmp_path):
    rows = [HEAD, *filler(), line(), line(order="1002", code="", name="RED MUG")]
    _, kept, report = clean_csv(tmp_path / "s.csv", rows)
    assert kept.products.name.count("RED MUG") == 1
    assert counts(report)["fill_missing"] == 1


def test_until_leaves_out_that_day_and_what_has_no_date(tmp_path):
    rows = [HEAD, *filler(), line(when="2024-04-01 00:00"), line(order="1002", when="2024-03-31 23:59"), line(order="1003", when="")]
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, until="2024-04-01")
    assert counts(report)["until"] == 2
    assert "1002" in {kept.order[i] for i in range(len(kept.product))}


def test_until_needs_dates(tmp_path):
    rows = [["order", "product"], ["1", "Mug"], ["1", "Plate"], ["2", "Mug"]]
    with pytest.raises(SettingError) as caught:
        clean_csv(tmp_path / "s.csv", rows, until="2024-04-01")
    assert "in s.csv," in Text("en").error(caught.value)


@pytest.mark.parametrize("until", ["20240401", "2024-W14-1", "2024-4-1", "soon"])
def test_until_takes_one_form_of_date_only(tmp_path, until):
    with pytest.raises(SettingError) as caught:
        clean_csv(tmp_path / "s.csv", [HEAD, *filler()], until=until)
    assert caught.value.values["value"] == until


def test_setting_aside_what_no_order_holds_is_refused(tmp_path):
    with pytest.raises(SettingError) as caught:
        clean_csv(tmp_path / "s.csv", [HEAD, *filler()], exclude_orders_with=("plate a",))
    assert caught.value.values["product"] == "plate a"


def test_equal_rows_without_a_quantity_are_pieces(tmp_path):
    rows = [["order", "product"], ["1", "Coffee"], ["1", "Coffee"], ["1", "Cake"], ["2", "Coffee"]]
    _, kept, report = clean_csv(tmp_path / "s.csv", rows)
    assert counts(report)["duplicates"] == 1 and kept.quantity.sum() == 4


def test_pieces_keep_their_money(tmp_path):
    rows = [["单号", "商品名称", "金额"], ["1", "Coffee", 3], ["1", "Coffee", 3], ["1", "Cake", 2.5], ["2", "Coffee", 4]]
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows, {"金额": "amount"})
    assert kept.amount.sum() == 12.5 and sorted(kept.price.tolist()) == [2.5, 3, 4]


def test_large_orders_are_measured_by_products_with_or_without_code(tmp_path):
    big = [line(order="9", code="", name=f"Thing {c}") for c in "abcdefghijkl"]
    _, _kept, report = clean_csv(tmp_path / "s.csv", [HEAD, *filler(), *big], largest_order=11)
    assert counts(report)["largest_order"] == 12


def test_setting_aside_takes_the_text_as_the_file_has_it(tmp_path):
    rows = [HEAD, *filler(), line(order="1001", code="ＤＯＴ", name="MUG"), line(order="1001"), line(order="1002")]
    _, _, report = clean_csv(tmp_path / "s.csv", rows, exclude_orders_with=("ＤＯＴ",))
    assert counts(report)["exclude_orders_with"] == 2


def test_orders_are_set_aside_whole_by_what_they_hold(tmp_path):
    rows = [HEAD, *filler(), line(order="1001"), line(order="1001", code="DOT", name="DOTCOM POSTAGE"), line(order="1002")]
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, exclude_orders_with=("DOT",))
    assert counts(report)["exclude_orders_with"] == 2
    orders = {kept.order[i] for i in range(len(kept.product))}
    assert "1001" not in orders and "1002" in orders


def test_what_the_file_says_of_products_and_orders_reaches_the_workspace(tmp_path):
    rows = [["order", "sku", "product", "shop", "labels", "image"], ["1", "A", "Mug", "North", "red, new", "a.png"],
            ["1", "B", "Plate", "North", "", ""], ["2", "A", "Mug", "South", "red, new", ""],
            ["2", "C", "Bowl", "South", "blue", ""]]  # fmt: skip
    roles = {"sku": "code", "product": "product", "shop": "store", "labels": "tags", "image": "picture"}
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows, roles)
    workspace = Workspace(tmp_path / "ws")
    put_baskets(make_baskets(kept), kept, workspace)
    products, orders = workspace.get("products"), workspace.get("orders")
    assert dict(zip(products["code"], products["tags"], strict=True)) == {"A": "red, new", "B": "", "C": "blue"}
    assert dict(zip(products["code"], products["picture"], strict=True)) == {"A": "a.png", "B": "", "C": ""}
    assert list(orders["store"]) == ["North", "South"]
    assert "description" not in products and "channel" not in orders, "only what the file has"


def test_orders_set_aside_by_number_go_whole(tmp_path):
    _, kept, report = clean_csv(tmp_path / "s.csv", [HEAD, *filler(), line("9001"), line("9001", "22002", "BLUE MUG")],
                                exclude_orders=("9001", "last month's"))  # fmt: skip
    assert counts(report)["exclude_orders"] == 2 and "9001" not in {kept.order[i] for i in range(len(kept.product))}


def test_marked_rows_are_left_out_before_anything_else(tmp_path):
    """Headings, totals and overlaps are marked while reading; each is a rule that shows only where it occurs."""
    table = table_of(write_csv(tmp_path / "s.csv", [HEAD, *filler(), line("9001", quantity=-1), line("9002"), line("9003")]))
    marks = np.zeros(table.rows, np.uint8)
    marks[-3:] = (TOTAL, HEADING, OVERLAP)
    table = dataclasses.replace(table, raw=dataclasses.replace(table.raw, marks=marks))
    _, report = clean(table)
    assert {rule: counts(report)[rule] for rule in ("headings", "totals", "overlaps", "returns")} == {
        "headings": 1, "totals": 1, "overlaps": 1, "returns": 0,
    }  # fmt: skip
    _, off = clean(table, CleanSettings(headings=False, totals=False, overlaps=False))
    assert counts(off)["net_returns"] == 1 and [rule.on for rule in off.rules[:3]] == [False] * 3


def test_filled_order_fields_are_counted(tmp_path):
    rows = [["Name", "Email", "Created at", "Lineitem name", "Lineitem quantity"], ["#1", "a@x.org", "2024-03-01", "Mug", 1],
            ["#1", "", "", "Plate", 1], ["#2", "b@x.org", "2024-03-02", "Mug", 1], ["#2", "", "", "Bowl", 2]]  # fmt: skip
    _, kept, report = clean_csv(tmp_path / "s.csv", rows)
    assert counts(report)["fill_orders"] == 2 and (kept.customer.codes >= 0).all()


def test_filling_says_from_where(tmp_path):
    def title(*own) -> dict:
        _, _, report = clean_csv(tmp_path / "s.csv", [HEAD, *filler(), line(), line("1002"), *own])
        return next(rule for rule in report.rules if rule.rule == "fill_missing").title

    assert title(line("1003", name=""))["message"] == "Missing name taken from the code’s other rows"
    assert title(line("1003", price=""))["message"] == "Missing price: the median of the product’s other rows"
    assert title(line("1003", name=""), line("1004", price=""))["values"] == {"name": 1, "code": 0, "price": 1, "category": 0}


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_rows_always_add_up(tmp_path_factory, data):
    cell = st.sampled_from
    n = data.draw(st.integers(1, 25))
    rows = [HEAD] + [
        [
            data.draw(cell(["1", "2", "C3", "", "4"])), data.draw(cell(["a1", "a2", "", "POST"])),
            data.draw(cell(["MUG", "Mug", "", "POSTAGE", "?"])), data.draw(cell([1, -1, 0, "", "x", 3])),
            data.draw(cell([1.5, 0, "", "y"])), data.draw(cell(["2024-01-05", "", "zz"])), "c",
        ]
        for _ in range(n)
    ]  # fmt: skip
    roles = dict(zip(HEAD, ("order", "code", "product", "quantity", "price", "time", "customer"), strict=True))
    folder = tmp_path_factory.mktemp("rows")
    table, kept, report = clean_csv(folder / "s.csv", rows, roles)
    assert report.rows_in == table.raw.rows
    assert report.rows_in == report.rows_out + report.explained
    assert (kept.fate == 0).sum() == report.rows_out == len(kept.product)
    assert sorted(kept.origin_raw.tolist()) == np.flatnonzero(kept.fate_line >= 0).tolist()
