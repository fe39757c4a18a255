"""Returns are set off against their sale: by order, customer, product, price and time, never more than was sold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import HEAD, clean_csv, counts, filler, line

from assoc_engine.cleaning.netting import net


def fates(table, kept) -> dict[int, str]:
    """Row of the file → the rule that took it, "" where it stays."""
    return {int(row): kept.rules[fate - 1] if fate else "" for row, fate in zip(table.raw.row, kept.fate, strict=True)}


def quantities(kept, name: str) -> dict[str, float]:
    """Order → pieces of a product that are left."""
    product = kept.products.name.index(name) if name in kept.products.name else -1
    lines = np.flatnonzero(kept.product == product)
    return {kept.order[i]: float(kept.quantity[i]) for i in lines.tolist()}


def cleaned(tmp_path, *own, roles=None, **switches):
    table, kept, report = clean_csv(tmp_path / "s.csv", [HEAD, *filler(), *own], roles, **switches)
    assert report.rows_in == report.rows_out + report.explained
    return table, kept, report


def test_a_sale_wholly_given_back_goes_with_its_return(tmp_path):
    table, kept, report = cleaned(tmp_path, line("1001"), line("C1002", quantity=-2, when="2024-03-05"), line("1003", when="2024-03-06"))
    assert [fates(table, kept)[row] for row in (32, 33, 34)] == ["net_returns", "net_returns", ""]
    assert counts(report)["net_returns"] == 2 and counts(report)["cancelled"] == 0
    rule = next(rule for rule in report.rules if rule.rule == "net_returns")
    assert rule.effect == "netted" and rule.title["values"] == {"sales": 1, "returns": 1}


def test_a_sale_partly_given_back_stays_smaller(tmp_path):
    _, kept, report = cleaned(tmp_path, line("1001", quantity=5), line("C1002", quantity=-2, when="2024-03-05"))
    assert quantities(kept, "RED MUG") == {"1001": 3}
    assert kept.amount[kept.product == kept.products.name.index("RED MUG")].tolist() == [10.5]
    assert counts(report)["netted_part"] == 1 and counts(report)["net_returns"] == 1


def test_the_money_of_an_amount_column_shrinks_with_the_pieces(tmp_path):
    rows = [["单号", "品名", "数量", "金额", "会员号", "日期"], ["1", "杯", 4, 20, "a", "2024-03-01"],
            ["2", "杯", -1, -5, "a", "2024-03-02"],
            *([str(i), "碟", 1, 3, "b", "2024-03-01"] for i in range(10, 20))]  # fmt: skip
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows, {"金额": "amount"})
    assert kept.amount.sum() == 15 + 30 and quantities(kept, "杯") == {"1": 3}


def test_the_nearest_sale_before_comes_first_and_then_the_one_before_it(tmp_path):
    _, kept, _ = cleaned(
        tmp_path, line("1001", quantity=5, when="2024-03-01"), line("1002", quantity=2, when="2024-03-03"),
        line("1003", quantity=5, when="2024-03-09"), line("C1", quantity=-4, when="2024-03-05"),
    )  # fmt: skip
    assert quantities(kept, "RED MUG") == {"1001": 3, "1003": 5}, "2 from the third of March, 2 from the first, none from later"


def test_an_exact_price_goes_before_a_nearer_sale(tmp_path):
    _, kept, _ = cleaned(
        tmp_path, line("1001", price=3.5, when="2024-03-01"), line("1002", price=9, when="2024-03-03"),
        line("C1", quantity=-2, price=3.5, when="2024-03-05"),
    )  # fmt: skip
    assert quantities(kept, "RED MUG") == {"1002": 2}


def test_a_cent_beside_is_the_price_and_another_price_only_with_the_customer(tmp_path):
    _, kept, _ = cleaned(tmp_path, line("1001"), line("C1", quantity=-2, price=3.51, when="2024-03-05", customer="c1"))
    assert quantities(kept, "RED MUG") == {}
    _, kept, _ = cleaned(tmp_path, line("1001"), line("C1", quantity=-2, price=2, when="2024-03-05", customer="c1"))
    assert quantities(kept, "RED MUG") == {}
    _, kept, report = cleaned(tmp_path, line("1001", customer=""), line("C1", quantity=-2, price=2, customer=""))
    assert quantities(kept, "RED MUG") == {"1001": 2} and counts(report)["cancelled"] == 1


@pytest.mark.parametrize("change", [{"customer": "c2"}, {"customer": ""}, {"code": "22002", "name": "BLUE MUG"},
                                    {"when": "2024-02-01 09:00"}])  # fmt: skip
def test_another_customer_product_or_an_earlier_day_is_not_its_return(tmp_path, change):
    _, kept, report = cleaned(tmp_path, line("1001"), line(**{"order": "C1002", "quantity": -2, **change}))
    assert quantities(kept, "RED MUG") == {"1001": 2}
    assert counts(report)["net_returns"] == 0 and counts(report)["cancelled"] == 1


def test_the_same_order_goes_first_whatever_the_price(tmp_path):
    _, kept, _ = cleaned(
        tmp_path, line("1001", when="2024-03-01"), line("1002", quantity=1, price=3.5, when="2024-03-03"),
        line("1001", quantity=-2, price=1, when="2024-03-05"),
    )  # fmt: skip
    assert quantities(kept, "RED MUG") == {"1002": 1}
    _, kept, _ = cleaned(
        tmp_path, line("1001", when="2024-03-01"), line("1002", when="2024-03-03"), line("C1001", quantity=-2, when="2024-03-05")
    )
    assert quantities(kept, "RED MUG") == {"1002": 2}, "C1001 bears the number of 1001"


def test_two_returns_cannot_give_back_one_sale_twice(tmp_path):
    table, kept, report = cleaned(
        tmp_path, line("1001"), line("C1002", quantity=-2, when="2024-03-05"), line("C1003", quantity=-2, when="2024-03-06")
    )
    assert counts(report)["net_returns"] == 2 and counts(report)["cancelled"] == 1
    assert fates(table, kept)[34] == "cancelled", "the later one has no sale left"


def test_copies_of_a_sale_given_back_do_not_stay(tmp_path):
    """The file holds the sale twice by mistake: left alone, its copy would be a sale nobody made."""
    _, kept, report = cleaned(tmp_path, line("1001"), line("1001"), line("C1002", quantity=-2, when="2024-03-05"))
    assert quantities(kept, "RED MUG") == {} and counts(report)["net_returns"] == 3
    _, kept, _ = cleaned(tmp_path, line("1001"), line("1001"), line("C1002", quantity=-2, when="2024-03-05"), duplicates=False)
    assert quantities(kept, "RED MUG") == {"1001": 2}


def test_a_number_after_a_letter_is_no_reference_to_a_later_sale_or_another_price(tmp_path):
    """Returns counted by themselves bear the numbers of sales they have nothing to do with."""
    own = [line("1001", price=3.5, customer=""), line("1002", price=4.2, when="2024-03-09", customer="")]
    _, kept, _ = cleaned(tmp_path, *own, line("T1002", quantity=-2, price=3.5, when="2024-03-02", customer=""))
    assert quantities(kept, "RED MUG") == {"1002": 2}
    _, kept, _ = cleaned(tmp_path, *own, line("T1001", quantity=-2, price=4.2, when="2024-03-02", customer=""))
    assert quantities(kept, "RED MUG") == {"1001": 2, "1002": 2}, "that of 1002 comes later"


def test_of_several_strangers_sales_none_is_taken_unless_the_order_is_named(tmp_path):
    sales = [line("1001", customer=""), line("1002", customer="", when="2024-03-03")]
    _, kept, report = cleaned(tmp_path, *sales, line("C77", quantity=-2, customer="", when="2024-03-05"))
    assert quantities(kept, "RED MUG") == {"1001": 2, "1002": 2} and counts(report)["cancelled"] == 1
    _, kept, _ = cleaned(tmp_path, *sales, line("C1001", quantity=-2, customer="", when="2024-03-05"))
    assert quantities(kept, "RED MUG") == {"1002": 2}


def test_a_letter_of_a_channel_cancels_nothing(tmp_path):
    shop = [line(f"C{7000 + i}", when=f"2024-03-{1 + i:02d}") for i in range(5)]
    _, _, report = cleaned(tmp_path, *shop, line("7001", when="2024-03-09"), line("C7009", "X1", "BLUE MUG", -1, when="2024-03-09"))
    assert counts(report)["cancelled"] == 1 and counts(report)["net_returns"] == 0
    head = ["order", "product"]
    plain = [head, *([str(i), f"Plate {i % 4}"] for i in range(20)), ["C90", "Mug"], ["C91", "Mug"]]
    _, _, report = clean_csv(tmp_path / "s.csv", plain)
    assert counts(report)["cancelled"] + counts(report)["net_returns"] == 0
    _, kept, report = clean_csv(tmp_path / "s.csv", [*plain, ["90", "Mug"], ["91", "Mug"], ["90", "Bowl"]])
    assert counts(report)["net_returns"] == 4 and quantities(kept, "Bowl") == {"90": 1}, "their orders are there without the C"


def test_where_nobody_is_known_one_sale_must_hold_the_whole_return(tmp_path):
    singles = [line(str(1001 + i), quantity=1, customer="", when=f"2024-03-0{1 + i}") for i in range(3)]
    _, kept, report = cleaned(tmp_path, *singles, line("C2", quantity=-3, customer="", when="2024-03-08"))
    assert quantities(kept, "RED MUG") == {"1001": 1, "1002": 1, "1003": 1} and counts(report)["cancelled"] == 1
    _, kept, _ = cleaned(tmp_path, *singles, line("1009", quantity=3, customer=""), line("C2", quantity=-3, customer="", when="2024-03-08"))
    assert quantities(kept, "RED MUG") == {"1001": 1, "1002": 1, "1003": 1}


def test_notes_of_the_stock_keeper_take_no_sale(tmp_path):
    _, kept, report = cleaned(
        tmp_path, line("1001", customer="", price=0), line("1002", quantity=-2, price=0, customer="", when="2024-03-05")
    )
    assert quantities(kept, "RED MUG") == {"1001": 2} and counts(report)["returns"] == 1


def test_rows_whose_type_says_return_are_returns_even_with_positive_quantity(tmp_path):
    rows = [["小票号", "品名", "数量", "单价", "会员号", "时间", "类型"],
            ["1", "牛奶", 2, 5, "a", "2024-03-01 10:00", "销售"], ["1", "面包", 1, 8, "a", "2024-03-01 10:00", "销售"],
            ["2", "牛奶", 2, 5, "a", "2024-03-02 10:00", "退货"], ["3", "牛奶", 1, 5, "b", "2024-03-01 09:00", "销售"],
            ["4", "面包", 1, 8, "b", "2024-03-03 10:00", "退货"]]  # fmt: skip
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, {"类型": "status"})
    assert counts(report)["net_returns"] == 2 and counts(report)["returns"] == 1
    assert quantities(kept, "牛奶") == {"3": 1} and quantities(kept, "面包") == {"1": 1}


def test_switched_off_returns_are_left_out_and_sales_stay(tmp_path):
    _, kept, report = cleaned(tmp_path, line("1001"), line("C1002", quantity=-2, when="2024-03-05"), net_returns=False)
    assert quantities(kept, "RED MUG") == {"1001": 2} and counts(report)["cancelled"] == 1
    titles = {rule.rule: rule.title["message"] for rule in report.rules}
    assert titles["cancelled"] == "Cancelled orders"


SHOPIFY = ["Name", "Lineitem name", "Lineitem quantity", "Lineitem price", "Email", "Created at", "Refunded Amount"]


def test_a_refund_of_the_whole_order_on_its_first_row_takes_all_its_lines(tmp_path):
    rows = [SHOPIFY, ["#1", "Mug", 1, 10, "a@x.org", "2024-03-01", 30], ["#1", "Plate", 1, 20, "", "", ""],
            ["#2", "Mug", 1, 10, "b@x.org", "2024-03-02", 10], ["#2", "Plate", 1, 20, "", "", ""],
            ["#3", "Mug", 1, 10, "c@x.org", "2024-03-03", 0], ["#3", "Plate", 1, 20, "", "", ""]]  # fmt: skip
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, {"Refunded Amount": "refund"})
    assert counts(report)["net_returns"] == 2
    assert quantities(kept, "Mug") == {"#2": 1, "#3": 1}, "10 of 30 is a part of order 2, not its mug"


def test_a_refund_on_a_line_takes_that_line(tmp_path):
    rows = [["订单号", "商品名称", "数量", "单价", "退款金额"], ["1", "杯", 1, 10, 0], ["1", "碟", 2, 20, 40], ["2", "杯", 1, 10, 0],
            ["2", "碟", 2, 20, 5], ["3", "碟", 1, 20, 0]]  # fmt: skip
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, {"退款金额": "refund"})
    assert counts(report)["net_returns"] == 1 and quantities(kept, "碟") == {"2": 2, "3": 1}


@pytest.mark.parametrize("blank", [0, 5, ""])
def test_one_blank_cell_does_not_change_what_a_column_of_refunds_means(tmp_path, blank):
    rows = [["订单号", "商品名称", "数量", "单价", "退款金额"]]
    for i in range(30):
        rows += [[str(i), name, 1, price, 5 if i < 25 else 0] for name, price in (("夹", 3), ("锅", 50), ("桶", 60))]
    rows[2][4] = blank
    _, _, report = clean_csv(tmp_path / "s.csv", rows, {"退款金额": "refund"})
    assert counts(report)["net_returns"] == 0, "5 of 113 came back, not the clip at 3"


def test_without_quantities_a_return_takes_one_piece(tmp_path):
    rows = [["order", "product", "price", "customer"], ["1", "Mug", 3, "a"], ["1", "Mug", 3, "a"], ["2", "Mug", -3, "a"],
            ["3", "Plate", 4, "b"]]
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows)
    assert quantities(kept, "Mug") == {"1": 1}


class Rows:
    """Just enough of a SalesTable for netting: one product, one price, customers and days at will."""

    def __init__(self, customer, day, quantity) -> None:
        from assoc_engine.workspace import Coded

        self.rows = len(day)
        self.order = Coded(np.arange(self.rows, dtype=np.int32), [f"n{i}" for i in range(self.rows)])
        self.product, self.code = Coded(np.zeros(self.rows, np.int32), ["Mug"]), None
        self.customer = Coded(np.array(customer, np.int32), ["a", "b"])
        self.quantity, self.price, self.amount = np.array(quantity, float), np.ones(self.rows), None
        self.time = np.array(day, np.int64)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 9), st.sampled_from([-3, -2, -1, 1, 2, 3])), min_size=1, max_size=30))
def test_nothing_is_given_back_twice_and_nothing_that_could_be_is_left(rows):
    customer, day, quantity = zip(*rows, strict=True)
    table = Rows(customer, day, quantity)
    sales, returns = table.quantity > 0, table.quantity < 0
    taken = net(table, sales, returns)
    assert (taken >= 0).all() and (taken <= np.abs(table.quantity)).all()
    assert taken[sales].sum() == taken[returns].sum()
    left = np.abs(table.quantity) - taken
    for back in np.flatnonzero(returns & (left > 0)).tolist():
        could = sales & (left > 0) & (table.customer.codes == customer[back]) & (table.time <= day[back])
        if customer[back] < 0:
            assert (could & (left == -table.quantity[back])).sum() != 1, "the only sale it can mean"
        else:
            assert not could.any()
