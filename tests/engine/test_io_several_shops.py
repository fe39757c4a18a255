"""Shops that count their receipts alike: how many orders and rows are left after cleaning, whatever the files look like."""

from __future__ import annotations

import pytest
from several import cells, either, said, sheet_csv, together

from assoc_engine.cleaning import clean
from assoc_engine.io.raw import RawTable
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table

NAMES = ["茶", "杯", "壶", "碗", "筷", "盘", "勺"]


def used(raw: RawTable) -> tuple[int, int]:
    """(orders, rows) that cleaning leaves."""
    lines, report = clean(make_table(raw, guess_roles(raw)))
    return len(set(lines.order)), report.rows_out


def receipts(shop: int, day: bool, store: str = "", count: int = 60) -> list[list]:
    """Two lines a receipt, numbered from 1; of other shops under the same number with another second product."""
    rows = [["小票号", *(["门店"] if store else []), *(["日期"] if day else []), "品名", "数量"]]
    for i in range(count):
        for name in (NAMES[i % 2], NAMES[2 + (i + shop) % 5]):
            rows.append([f"{i + 1:04d}", *([store] if store else []), *([f"2024-01-{1 + i % 28:02d}"] if day else []), name, 1])
    return rows


@pytest.mark.parametrize("day", [True, False])
@pytest.mark.parametrize("stores", [("东店", "西店"), ("", "")])
def test_a_file_a_shop(tmp_path, stores, day):
    east, west = (receipts(shop, day, store) for shop, store in enumerate(stores))
    raw = together(*either(tmp_path, "csv", 东=east, 西=west))
    assert used(raw) == (120, 240) and not raw.marks.any()
    assert any("tells them apart" in said(note) for note in raw.notes)


def test_a_few_numbers_that_two_shops_share_are_two_orders(tmp_path):
    east = receipts(0, True, "东店", 60)
    west = receipts(0, True, "西店", 2)
    raw = together(*either(tmp_path, "csv", 东=east, 西=west))
    assert used(raw) == (62, 124) and "0001 西店" in cells(raw, "小票号")


def test_a_shop_whose_file_is_given_twice_counts_once(tmp_path):
    east, west = receipts(0, True, "东店"), receipts(1, True, "西店")
    raw = together(*either(tmp_path, "csv", 东=east, 西=west, 东2=east))
    assert used(raw) == (120, 240) and (raw.marks[raw.source == 0] > 0).all() and not raw.marks[raw.source > 0].any()


def test_drinks_and_dishes_of_the_same_receipts_are_one_order(tmp_path):
    def lines(names: str) -> list[list]:
        return [["小票号", "时间", "品名"], *([str(i), f"2024-01-01 {9 + i // 60:02d}:{i % 60:02d}:07", name]
                                          for i in range(1, 40) for name in names)]  # fmt: skip

    assert used(together(*either(tmp_path, "csv", 吧台=lines("茶酒"), 厨房=lines("面饭")))) == (39, 156)


@pytest.mark.parametrize("day", [True, False])
def test_one_file_of_three_shops_sorted_by_number(tmp_path, day):
    shops = [receipts(shop, day, f"{shop}店")[1:] for shop in range(3)]
    rows = [row for i in range(0, 120, 2) for shop in shops for row in shop[i : i + 2]]
    raw = together(sheet_csv(tmp_path / "a.csv", [receipts(0, day, "东店")[0], *rows]))
    assert guess_roles(raw).made_from == "number_store" and used(raw) == (180, 360)


def test_shops_with_a_customer_each_under_one_number(tmp_path):
    rows = [[f"{i:03d}", store, f"{store}{i}", name, 1]
            for i in range(30) for store, name in (("东店", NAMES[i % 3]), ("西店", NAMES[3 + i % 4]))]  # fmt: skip
    raw = together(sheet_csv(tmp_path / "a.csv", [["小票号", "门店", "会员号", "品名", "数量"], *rows]))
    assert guess_roles(raw).made_from == "number_store" and used(raw) == (60, 60)


def test_an_order_sent_from_two_stores_is_one(tmp_path):
    rows = [[f"{i:03d}", store, f"客{i}", "2024-01-01", name, 1]
            for i in range(30) for store, name in (("东店", NAMES[i % 3]), ("西店", NAMES[3 + i % 4]))]  # fmt: skip
    raw = together(sheet_csv(tmp_path / "a.csv", [["订单号", "门店", "会员号", "日期", "品名", "数量"], *rows]))
    assert guess_roles(raw).made_from == "" and used(raw) == (30, 60)


def test_a_popular_line_under_the_same_number_is_no_overlap(tmp_path):
    """Two files that share four of their forty long numbers by accident, each with one line in common."""
    def file(first: int, other: str) -> list[list]:
        return [["订单号", "品名", "数量", "日期"], *([f"X{first + i}", name, 1, "2024-01-01"]
                                              for i in range(40) for name in ("塑料袋", other))]  # fmt: skip

    raw = together(*either(tmp_path, "csv", a=file(0, "茶"), b=file(36, "酒")))
    assert not raw.marks.any() and used(raw) == (76, 156)  # as one order, whose two bags are one line


HEADER = ["订单号", "标题", "数量", "订单状态", "下单时间"]


def orders(first: int, last: int, closed: int, day: int = 0) -> list[list]:
    return [HEADER, *([f"Q{100 + i}", name, 1, "交易关闭" if i >= closed else "交易成功", f"2024-01-{1 + i // 4 + day:02d}"]
                      for i in range(first, last) for name in (NAMES[i % 3], NAMES[3 + i % 4]))]  # fmt: skip


@pytest.mark.parametrize("days", [True, False])
@pytest.mark.parametrize("swapped", [True, False])
def test_the_later_version_of_an_order_counts_in_whatever_order_the_files_come(tmp_path, swapped, days):
    old, new = orders(0, 40, 99), [*orders(30, 40, 36), *orders(40, 60, 99)[1:]]
    files = {"b": new, "a": old} if swapped else {"a": old, "b": new}
    if not days:
        files = {name: [row[:-1] for row in rows] for name, rows in files.items()}
    raw = together(*either(tmp_path, "csv", **files))
    assert used(raw) == (56, 112)  # four of the sixty were closed since
    assert raw.notes[-1]["values"] == {"count": 10, "name": "b.csv"} and "counted once" in said(raw.notes[-1])


def test_the_fuller_version_counts_though_it_is_older(tmp_path):
    old, new = orders(0, 40, 99), orders(30, 60, 99)
    del new[1]
    raw = together(*either(tmp_path, "csv", b=new, a=old))
    assert used(raw) == (60, 120) and "the version with more rows, else the later one" in said(raw.notes[-1])


@pytest.mark.parametrize("till", ["收银机", "款台号", "POS机号", "终端号", "Till No", "Lane"])
def test_tills_that_count_alike(tmp_path, till):
    tills = [receipts(i, True, f"{i:02d}") for i in (1, 2)]
    rows = [row for i in range(0, 120, 2) for lines in tills for row in lines[1 + i : 3 + i]]
    header = [till if name == "门店" else name for name in tills[0][0]]
    raw = together(sheet_csv(tmp_path / "a.csv", [header, *rows]))
    assert guess_roles(raw).made_from == "number_store" and used(raw) == (120, 240)
