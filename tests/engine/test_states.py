"""What columns of states say: orders never completed are left out, what came back is netted, everything else is a sale."""

from __future__ import annotations

import pytest
from made import clean_csv, counts

from assoc_engine.cleaning.states import FINISHED, RETURN, RETURNED, UNFINISHED, judge_column


def judged(word: str, header: str = "订单状态") -> int:
    return int(judge_column(header, [word])[0])


@pytest.mark.parametrize(
    "word",
    ["交易关闭", "已取消", "待付款", "等待买家付款", "作废", "已作废", "草稿", "未付款", "未支付", "支付失败", "超时关闭（未付款）",
     "交易关闭(退款)",
     "Cancelled", "canceled", "CANCELLED", "voided", "pending", "Pending payment", "pending_payment", "unpaid", "expired",
     "failed", "draft", "checkout-draft", "on-hold", "Cancelled by customer", "wc-cancelled", "Awaiting payment",
     "换货", "换货完成", "已换货", "Exchange", "Exchanged", "Replacement",
     "无效", "无效订单", "拒单", "商家拒单", "已驳回", "反结账", "Rejected", "Refused", "Fraud", "suspected_fraud", "Lost", "Undeliverable",
     "Quotation", "Quotation Sent", "wc-on-hold", "Rejected by seller"],
)  # fmt: skip
def test_never_completed(word):
    assert judged(word) == UNFINISHED


@pytest.mark.parametrize("word", ["退款成功", "已退款", "全额退款", "已退货", "交易成功，已退款", "Refunded", "refunded", "returned",
                                  "Shipped - Returned to Seller", "Chargeback", "拒签", "买家拒收", "已冲正", "冲销", "红冲", "退换货",
                                  "已退换货",
                                  "Refused by customer", "Reversed", "Delivery refused", "Returned to sender", "退单", "退单成功", "已退菜",
                                  "RTO",
                                  "RTO Delivered"])  # fmt: skip
def test_given_back(word):
    assert judged(word) == RETURNED


@pytest.mark.parametrize(
    "word",
    ["已发货", "交易成功", "已完成", "待发货", "买家已付款，等待卖家发货", "货到付款", "shipped", "partially_refunded",
     "Partially refunded",
     "partial refund", "未取消", "no refund", "not cancelled", "Not refunded", "无退款", "未退款", "没有申请退款", "部分退款",
     "部分退款成功", "退款关闭",
     "退款中", "售后已关闭", "售后关闭", "取消退款", "退款申请已撤销", "申请退款", "待退款", "拒绝退款", "refund declined",
     "Refund requested",
     "return requested", "non-refundable", "uncancelled", "paid", "completed", "Delivered", "processing",
     "pending shipment", "不可取消", "待收货", "authorized", "refund cancelled", "未冲正", "换货关闭", "申请换货", "无换货", "not reversed",
     "未退单", "退单中", "部分退菜",
     "退款申请已驳回", "Undelivered", "not rejected"],
)  # fmt: skip
def test_sales(word):
    assert judged(word) == FINISHED


def test_a_header_that_asks_is_answered_by_yes_or_a_date():
    assert judge_column("退回", ["是", "否"]).tolist() == [RETURNED, FINISHED]
    assert judge_column("Returned", ["Yes", "No"]).tolist() == [RETURNED, FINISHED]
    assert judge_column("是否作废", ["是", "否", "1", "0"]).tolist() == [UNFINISHED, FINISHED, UNFINISHED, FINISHED]
    assert judged("2024-03-01 10:00:00 +0800", "Cancelled at") == UNFINISHED
    assert judged("2024-03-01", "Paid at") == FINISHED and judged("是", "是否会员") == FINISHED


def test_a_parcel_that_waits_is_no_unpaid_order():
    assert judged("pending", "Lineitem fulfillment status") == FINISHED
    assert judged("cancelled", "Lineitem fulfillment status") == UNFINISHED


def test_what_is_refused_is_a_sale_where_the_column_speaks_of_refunds():
    for header, word in (("售后状态", "已驳回"), ("Refund Status", "Rejected"), ("发票状态", "无效"), ("Dispute", "Lost")):
        assert judged(word, header) == FINISHED


def test_undelivered_is_lost_only_where_what_is_on_its_way_has_another_name():
    assert judge_column("Status", ["Delivered", "Undelivered"]).tolist() == [FINISHED, FINISHED]
    assert judge_column("Status", ["Delivered", "In Transit", "Undelivered"]).tolist() == [FINISHED, FINISHED, UNFINISHED]


def test_a_column_of_types_says_what_the_row_is():
    assert judge_column("类型", ["销售", "退货"]).tolist() == [FINISHED, RETURN]
    assert judge_column("Event Type", ["Payment", "Refund"]).tolist() == [FINISHED, RETURN]
    assert judge_column("单据", ["销售单", "退货单"]).tolist() == [FINISHED, RETURN]
    assert judge_column("Status", ["Completed", "Refund"]).tolist() == [FINISHED, RETURNED]


def test_a_row_of_an_exchange_is_neither_sale_nor_return(tmp_path):
    rows = [["单号", "时间", "会员号", "品名", "数量", "单价", "单据类型"], ["1", "2024-03-01", "a", "茶", 1, 10, "销售"],
            ["1", "2024-03-01", "a", "杯", 1, 8, "销售"], ["2", "2024-03-02", "a", "茶", 1, 10, "换货"],
            ["3", "2024-03-03", "b", "杯", 1, 8, "销售"]]  # fmt: skip
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, {"单据类型": "status"})
    assert counts(report)["unfinished"] == 1 and counts(report)["net_returns"] == 0
    assert {kept.order[i] for i in range(len(kept.product))} == {"1", "3"} and kept.quantity.sum() == 3


HEAD = ["订单编号", "商品名称", "购买数量", "价格", "订单状态", "退款状态"]
ROLES = {"订单状态": "status", "退款状态": "status"}


def test_unfinished_orders_are_left_out_by_name_and_refunded_lines_netted(tmp_path):
    rows = [HEAD, ["1", "杯", 1, 5, "交易成功", ""], ["1", "碟", 1, 9, "交易成功", "退款成功"], ["2", "杯", 1, 5, "交易关闭", ""],
            ["2", "碟", 1, 9, "交易关闭", ""], ["3", "杯", 1, 5, "交易成功", "退款关闭"], ["4", "杯", 1, 5, "等待买家付款", ""],
            ["5", "碟", 1, 9, "交易成功", "无退款"]]  # fmt: skip
    _table, kept, report = clean_csv(tmp_path / "s.csv", rows, ROLES)
    assert counts(report)["unfinished"] == 3 and counts(report)["net_returns"] == 1
    title = next(rule.title for rule in report.rules if rule.rule == "unfinished")
    assert title["values"]["states"] == "交易关闭, 等待买家付款"
    assert [(kept.order[i], kept.products.name[kept.product[i]]) for i in range(len(kept.product))] == [
        ("1", "杯"), ("3", "杯"), ("5", "碟")
    ]  # fmt: skip
    _, _, off = clean_csv(tmp_path / "s.csv", rows, ROLES, unfinished=False, net_returns=False)
    assert off.rows_out == off.rows_in


def test_a_state_on_the_first_row_of_an_order_counts_for_all_its_rows(tmp_path):
    head = ["Name", "Lineitem name", "Lineitem quantity", "Email", "Financial Status", "Cancelled at"]
    rows = [head, ["#1", "Mug", 1, "a@x.org", "paid", ""], ["#1", "Plate", 1, "", "", ""],
            ["#2", "Mug", 1, "b@x.org", "paid", "2024-03-02 10:00"], ["#2", "Plate", 1, "", "", ""],
            ["#3", "Mug", 1, "c@x.org", "refunded", ""], ["#3", "Plate", 1, "", "", ""],
            ["#4", "Mug", 1, "d@x.org", "partially_refunded", ""], ["#4", "Plate", 1, "", "", ""]]  # fmt: skip
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, {"Financial Status": "status", "Cancelled at": "status"})
    assert counts(report)["unfinished"] == 2 and counts(report)["net_returns"] == 2
    assert {kept.order[i] for i in range(len(kept.product))} == {"#1", "#4"}


def test_files_without_states_do_not_speak_of_them(tmp_path):
    rows = [["order", "product"], ["1", "Mug"], ["1", "Plate"], ["2", "Mug"]]
    _, _, report = clean_csv(tmp_path / "s.csv", rows)
    assert not {"unfinished", "headings", "totals", "overlaps"} & set(counts(report))
