"""Rows of payments and of whole sales among the lines of goods, told by the column that says what each row is."""

from __future__ import annotations

from made import clean_csv, counts

HEAD = ["小票号", "行类型", "时间", "名称", "数量", "金额"]


def names(kept) -> set[str]:
    return {kept.products.name[i] for i in kept.product}


def title(report) -> dict:
    return next(rule.title for rule in report.rules if rule.rule == "totals")


def till(*kinds: tuple[str, str]) -> list[list]:
    """Four receipts, each with a row of each (kind, name)."""
    return [[str(n), kind, f"2024-03-0{n}", name, 1, 5] for n in range(1, 5) for kind, name in kinds]


def test_payments_beside_goods_are_left_out_and_named(tmp_path):
    rows = [HEAD, *till(("商品", "茶"), ("商品", "杯"), ("支付", "现金"))]
    _, kept, report = clean_csv(tmp_path / "s.csv", rows)
    assert counts(report)["totals"] == 4 and names(kept) == {"茶", "杯"}
    assert title(report)["values"] == {"beside": "支付"}
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, totals=False)
    assert names(kept) == {"茶", "杯", "现金"} and counts(report)["totals"] == 0


def test_a_sale_beside_its_lines_is_the_sum_of_them(tmp_path):
    rows = [["Receipt Number", "Line Type", "Date", "Details", "Quantity", "Total"],
            *till(("Sale", "Tea + 1 more"), ("Sale Line", "Tea"), ("Sale Line", "Mug"), ("Payment", "Cash"))]  # fmt: skip
    _, kept, report = clean_csv(tmp_path / "s.csv", rows)
    assert counts(report)["totals"] == 8 and names(kept) == {"Tea", "Mug"}
    assert title(report)["values"] == {"beside": "Sale, Payment"}


def test_kinds_of_sales_are_no_payments(tmp_path):
    for kinds in ((("收款", "茶"), ("退货", "杯")), (("Sale", "Tea"), ("Payment", "Mug")),
                  (("商品", "茶"), ("折扣", "茶")), (("Item", "Tea"), ("Sale", "Mug"))):  # fmt: skip
        _, _, report = clean_csv(tmp_path / "s.csv", [HEAD, *till(*kinds)])
        assert "totals" not in counts(report), kinds


def test_only_a_column_of_types_says_it(tmp_path):
    rows = [["小票号", "备注", "时间", "名称", "数量", "金额"], *till(("商品", "茶"), ("支付", "现金"))]
    _, _, report = clean_csv(tmp_path / "s.csv", rows)
    assert "totals" not in counts(report)
