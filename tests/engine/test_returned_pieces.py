"""A column that says how many pieces of each line came back."""

from __future__ import annotations

import pytest
from made import clean_csv, counts

from assoc_engine.io.header_words import role_of_name


def lines(header: str, *more: list) -> list[list]:
    head = ["订单号", "日期", "品名", "数量", header, "单价", "金额"]
    own = [["A1", "2024-03-01", "茶", 4, 4, 2, 8], ["A1", "2024-03-01", "杯", 3, 1, 5, 15], ["A2", "2024-03-02", "茶", 2, 0, 2, 4],
           ["A2", "2024-03-02", "碟", 1, "", 9, 9], ["A3", "2024-03-02", "杯", 2, 0, 5, 10]]  # fmt: skip
    return [head, *own, *more]


@pytest.mark.parametrize("header", ["退货数量", "已退数量", "退款数量", "退货件数", "Returned Qty", "Refunded Quantity"])
def test_the_pieces_are_taken_off_their_line(tmp_path, header):
    _, kept, report = clean_csv(tmp_path / "s.csv", lines(header))
    sold = {(kept.order[i], kept.products.name[p]): (kept.quantity[i], kept.amount[i]) for i, p in enumerate(kept.product)}
    assert sold == {("A1", "杯"): (2, 10), ("A2", "茶"): (2, 4), ("A2", "碟"): (1, 9), ("A3", "杯"): (2, 10)}
    assert counts(report)["net_returns"] == 1 and counts(report)["netted_part"] == 1
    _, kept, _ = clean_csv(tmp_path / "s.csv", lines(header), net_returns=False)
    assert kept.quantity.sum() == 12


def test_a_row_of_the_same_return_is_not_taken_off_again(tmp_path):
    _, kept, report = clean_csv(tmp_path / "s.csv", lines("退货数量", ["A1", "2024-03-03", "杯", -1, 0, 5, -5]))
    cup = next(i for i, p in enumerate(kept.product) if kept.products.name[p] == "杯" and kept.order[i] == "A1")
    assert kept.quantity[cup] == 2 and counts(report)["net_returns"] == 2


def test_what_may_be_returned_is_not_what_was():
    assert role_of_name("可退数量") != "returned" and role_of_name("退货数量") == "returned"
