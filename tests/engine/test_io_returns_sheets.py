"""Sheets of returns: they mark what came back, and nothing else."""

from __future__ import annotations

import pytest
from several import cells, either, part, role_headers, said, together, total

from assoc_engine.cleaning import clean
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.settings import CleanSettings

BOTH = pytest.mark.parametrize("kind", ["xlsx", "csv"])
SALES = [
    ["订单号", "商品编码", "商品名称", "数量", "单价", "下单时间"],
    ["S9001", "P1", "杯", 2, 10, "2024-01-01"],
    ["S9001", "P2", "盘", 1, 20, "2024-01-01"],
    ["S9002", "P1", "杯", 3, 10, "2024-01-02"],
    ["S9003", "P3", "碗", 1, 8, "2024-01-03"],
    ["S9003", "P3", "碗", 1, 8, "2024-01-03"],
]


@BOTH
def test_orders_given_back_are_marked(tmp_path, kind):
    returns = [["订单号", "退货日期", "退货原因"], ["S9001", "2024-01-08", "破损"], ["S9999", "2024-01-09", "不喜欢"]]
    raw = together(*either(tmp_path, kind, 销售=SALES, 退货=returns))
    back = part(raw, "退货")
    assert (back.kind, back.key, back.keys, back.matched, back.unmatched) == ("returns", "订单号", 3, 1, 1)
    assert raw.rows == 5 and total(raw, "数量") == 8
    assert cells(raw, "Returned") == ["returned", "returned", "", "", ""] and back.columns == ("Returned",)
    assert raw.made == (raw.headers.index("Returned"),)
    assert role_headers(raw)["status"] == "Returned"
    assert "1 of 2 returned orders" in said(back.message)


def test_the_sheets_own_words_are_kept(tmp_path):
    returns = [["订单号", "是否退货"], ["S9001", "是"], ["S9002", "否"]]
    raw = together(*either(tmp_path, "csv", 销售=SALES, 退货=returns))
    assert cells(raw, "是否退货") == ["是", "是", "否", "", ""] and not raw.made
    assert role_headers(raw)["status"] == "是否退货"


def test_only_the_products_that_came_back_are_marked(tmp_path):
    returns = [["订单号", "商品编码", "退货数量"], ["S9001", "P2", 1], ["S9002", "P1", 2], ["S9003", "P3", 1]]
    raw = together(*either(tmp_path, "csv", 销售=SALES, 退货明细=returns))
    assert cells(raw, "Returned") == ["kept", "returned", "kept", "returned", "kept"]
    assert "rest stays" in said(part(raw, "退货明细").message)


def test_the_other_products_of_the_order_stay_sold(tmp_path):
    returns = [["订单号", "商品编码"], ["S9001", "P1"]]
    raw = together(*either(tmp_path, "csv", 销售=SALES, 退货=returns))
    assert role_headers(raw)["status"] == "Returned"
    cleaned, _ = clean(make_table(raw, guess_roles(raw)), CleanSettings(duplicates=False))
    assert cleaned.fate.astype(bool).tolist() == [True, False, False, False, False]


def test_negative_and_split_quantities_add_up(tmp_path):
    returns = [["订单号", "商品名称", "退货数量"], ["S9001", "杯", -1], ["S9001", "杯", -1], ["S9003", "碗", -2]]
    raw = together(*either(tmp_path, "csv", 销售=SALES, 退货明细=returns))
    assert cells(raw, "Returned") == ["returned", "kept", "", "returned", "returned"]


def test_a_return_without_a_product_takes_back_its_whole_order(tmp_path):
    returns = [["订单号", "商品编码"], ["S9001", "P2"], ["S9003", ""]]
    raw = together(*either(tmp_path, "csv", 销售=SALES, 退货=returns))
    assert cells(raw, "Returned") == ["kept", "returned", "", "returned", "returned"]


def test_returns_with_numbers_of_their_own_are_rows_that_take_back(tmp_path):
    returns = [SALES[0], ["TH001", "P1", "杯", -1, 10, "2024-01-05"], ["TH002", "P3", "碗", -1, 8, "2024-01-06"]]
    raw = together(*either(tmp_path, "csv", 销售=SALES, 退货=returns))
    assert [p.kind for p in raw.parts] == ["sales", "sales"] and total(raw, "数量") == 6


def _netted(raw) -> tuple[int, int, int]:
    """(rows read, rows left, rows netted)."""
    _, report = clean(make_table(raw, guess_roles(raw)))
    return report.rows_in, report.rows_out, sum(rule.count for rule in report.rules if rule.rule == "net_returns")


def _shop(count: int = 60) -> list[list]:
    """Two lines an order of one piece each."""
    names = ["茶", "杯", "壶", "碗", "筷"]
    rows = [["单号", "时间", "会员号", "商品名称", "数量", "金额"]]
    for i in range(count):
        for k in (i % 5, (i + 2) % 5):
            rows.append([f"D{1000 + i}", f"2024-01-{1 + i % 28:02d} 10:00", f"V{i}", names[k], 1, 10 + k])
    return rows


@BOTH
@pytest.mark.parametrize("back", [1, 20, 59, 110])
def test_what_a_sheet_marks_is_netted_however_much_stays(tmp_path, kind, back):
    sold = _shop()
    rows = [["单号", "商品名称", "数量", "退货日期"], *([row[0], row[3], 1, "2024-03-01"] for row in sold[1 : 1 + back])]
    raw = together(*either(tmp_path, kind, 销售=sold, 退货=rows))
    assert "status" in role_headers(raw) and _netted(raw) == (120, 120 - back, back)


@pytest.mark.parametrize("word", ["退货入库", "Unit returned to inventory", "退"])
def test_the_sheets_own_words_count_however_few(tmp_path, word):
    sold = _shop()
    rows = [["单号", "商品名称", "状态"], *([row[0], row[3], "已退货 " + word] for row in sold[1:6])]
    raw = together(*either(tmp_path, "csv", 销售=sold, 退货=rows))
    assert "status" in role_headers(raw) and _netted(raw) == (120, 115, 5)


@BOTH
@pytest.mark.parametrize("name", ["退货", "冲销", "refunds", "其他"])
def test_returns_written_as_sales_are_netted(tmp_path, kind, name):
    sold = _shop()
    rows = [sold[0], *([f"TH{i:04d}", "2024-04-01 10:00", *row[2:]] for i, row in enumerate(sold[1:101:10]))]
    raw = together(*either(tmp_path, kind, 销售=sold, **{name: rows}))
    assert part(raw, name).kind == "returns" and "10 rows" in said(part(raw, name).message).replace("row ", "rows ")
    assert total(raw, "数量") == 110 and _netted(raw) == (130, 110, 20)


def test_another_shop_whose_numbers_look_like_returns_sells(tmp_path):
    sold = _shop()
    other = [sold[0], *([f"RT{row[0]}".replace("D", ""), row[1], f"W{row[2]}", *row[3:]] for row in sold[1:61])]
    raw = together(*either(tmp_path, "csv", 一店=sold, 二店=other))
    assert [p.kind for p in raw.parts] == ["sales", "sales"] and _netted(raw) == (180, 180, 0)


def test_sales_that_hold_their_returns_keep_their_signs(tmp_path):
    """Only the name of the second file speaks of returns; it has sales and what takes some of them back."""
    sold, later = _shop(), [["E" + row[0], *row[1:]] for row in _shop(40)[1:]]
    back = [["E1", "2024-05-01 10:00", *later[3][2:4], -1, -later[3][5]]]
    raw = together(*either(tmp_path, "csv", 一月=sold, 二月含退货=[sold[0], *later, *back]))
    assert part(raw, "二月含退货").kind == "sales" and total(raw, "数量") == 120 + 80 - 1


def test_returns_of_things_that_were_never_sold_take_nothing_back(tmp_path):
    sold = _shop()
    rows = [sold[0], *([f"TH{i}", row[1], row[2], f"药{i}", *row[4:]] for i, row in enumerate(sold[1:11]))]
    raw = together(*either(tmp_path, "csv", 销售=sold, 退货=rows))
    assert part(raw, "退货").kind == "" and _netted(raw) == (120, 120, 0)
    raw = together(*either(tmp_path, "csv", 销售=sold, 退货=rows), uses={"退货.csv": "returns"})
    assert part(raw, "退货").kind == "returns" and total(raw, "数量") == 110


def test_returns_that_name_the_sale_are_marked_though_they_look_like_sales(tmp_path):
    sold = _shop()
    rows = [[*sold[0], "原订单号"], *([f"TH{i}", "2024-04-01 10:00", *row[2:], row[0]] for i, row in enumerate(sold[1:21]))]
    raw = together(*either(tmp_path, "csv", 销售=sold, 退货=rows))
    assert _netted(raw) == (120, 100, 20)


def test_returns_of_another_year_are_not_joined(tmp_path):
    raw = together(*either(tmp_path, "csv", 销售=SALES, 退货=[["订单号", "退货原因"], ["S1", "破损"], ["S2", "破损"]]))
    assert raw.headers == SALES[0] and part(raw, "退货").kind == "" and "S9001" in said(part(raw, "退货").message)


def test_a_report_of_returns_is_no_product_list_though_it_names_products(tmp_path):
    orders = [["amazon-order-id", "purchase-date", "order-status", "sku", "product-name", "quantity", "item-price"],
              ["111-1", "2024-01-01T10:00:00+00:00", "Shipped", "S1", "Lamp", 2, 40],
              ["111-1", "2024-01-01T10:00:00+00:00", "Shipped", "S2", "Bulb", 1, 5],
              ["111-2", "2024-01-03T10:00:00+00:00", "Shipped", "S1", "Lamp", 1, 20]]  # fmt: skip
    returns = [["return-date", "order-id", "sku", "product-name", "quantity", "reason", "status"],
               ["2024-01-09", "111-1", "S2", "Bulb", 1, "DEFECTIVE", "Unit returned to inventory"]]  # fmt: skip
    raw = together(*either(tmp_path, "csv", orders=orders, FBA_returns=returns))
    assert cells(raw, "status") == ["kept", "Unit returned to inventory", ""] and raw.rows == 3
    assert part(raw, "FBA_returns").kind == "returns"


def _unnumbered(sold: list[list]) -> list[list]:
    rows = [["日期", "客户", "品名", "退货数量", "退货金额"]]
    return rows + [["2024-02-20", row[2], row[3], row[4], row[5]] for row in sold[1:101:10]]


@BOTH
def test_returns_without_numbers_take_back_what_the_same_customer_bought(tmp_path, kind):
    sold = _shop()
    raw = together(*either(tmp_path, kind, 销售=sold, 退货记录=_unnumbered(sold)))
    assert raw.headers == sold[0] and part(raw, "退货记录").kind == "returns"
    assert "without order number" in said(part(raw, "退货记录").message)
    assert total(raw, "数量") == 110 and _netted(raw) == (130, 110, 20)
    assert len(set(cells(raw, "单号"))) == 70 and "" not in cells(raw, "单号")


def test_returns_without_numbers_are_not_taken_twice(tmp_path):
    sold = _shop()
    signed = [*sold, ["D2000", "2024-02-20 10:00", "V0", "茶", -1, -10]]
    raw = together(*either(tmp_path, "csv", 销售=signed, 退货记录=_unnumbered(sold)))
    assert part(raw, "退货记录").kind == "" and total(raw, "数量") == 119
    state = [[*sold[0], "订单状态"], *([*row, "已退款" if i % 10 == 0 else "交易成功"] for i, row in enumerate(sold[1:]))]
    raw = together(*either(tmp_path, "csv", 销售=state, 退货记录=_unnumbered(sold)))
    assert part(raw, "退货记录").kind == ""


def test_a_sum_of_returns_by_product_takes_nothing_back(tmp_path):
    sums = [["品名", "退货数量", "退货金额"], ["茶", 5, 50], ["杯", 3, 33], ["壶", 2, 24]]
    raw = together(*either(tmp_path, "csv", 销售=_shop(), 退货统计=sums))
    assert part(raw, "退货统计").kind == "" and raw.rows == 120


def test_returns_that_name_the_sales_number_beside_their_own_are_not_without_number(tmp_path):
    sold = _shop()
    rows = [["退货单号", "退货日期", "原单号", "客户", "品名", "退货数量"]]
    rows += [[f"TH{i:04d}", "2024-03-01", row[0], row[2], row[3], 1] for i, row in enumerate(sold[1:101:10])]
    raw = together(*either(tmp_path, "csv", 销售=sold, 退货=rows))
    assert "without order number" not in said(part(raw, "退货").message)
    assert raw.rows == 120 and _netted(raw) == (120, 110, 10)
