"""What a file leaves open is one question with its answers; each answer settles it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made import table_of, write_csv
from made_columns import CELLS, ORDER, ROWS, made, table

from assoc_engine.io.moments import row_times
from assoc_engine.io.relations import constant_within, divides, mixed_within, same_groups
from assoc_engine.io.roles import Roles, guess_roles
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace


def asked(raw, **overrides):
    roles = guess_roles(raw, overrides)
    answers = [(choice.header, choice.role) for choice in roles.choices]
    for said in filter(None, (roles.question, *(choice.label for choice in roles.choices))):
        assert "{" not in Text("en").say(said)
    return roles.question_role, answers


def test_nothing_is_asked_where_all_is_clear():
    raw = table(order=CELLS["order"], item=CELLS["name"], qty=CELLS["quantity"], date=CELLS["date"])
    assert asked(raw) == ("", [])


def test_two_numbers_with_similar_right_to_be_the_order():
    visits = [f"V{i // 6}" for i in range(ROWS)]
    raw = table(订单编号=CELLS["order"], 销售单号=visits, 商品名称=CELLS["name"], 数量=CELLS["quantity"])
    assert asked(raw) == ("order", [("订单编号", "order"), ("销售单号", "order")])
    for header in ("订单编号", "销售单号"):
        roles = guess_roles(raw, {header: "order"})
        assert roles.header("order") == header and roles.question is None


@pytest.mark.parametrize("other", ["交易号", "销售单号", "小票号"])
def test_two_numbers_that_part_the_rows_alike_are_one(other):
    raw = table(订单编号=CELLS["order"], **{other: CELLS["hash"]}, 商品名称=CELLS["name"])
    assert asked(raw) == ("", [])


def test_the_main_order_is_no_question_beside_the_line():
    raw = table(子订单编号=CELLS["unique"], 主订单编号=CELLS["long"], 商品名称=CELLS["name"])
    roles = guess_roles(raw)
    assert roles.header("order") == "主订单编号" and roles.question is None


def test_two_names_with_similar_right_to_be_the_product():
    makers = [f"{'甲乙丙'[i % 3]}厂货" for i in range(ROWS)]
    raw = table(订单号=CELLS["order"], 商品名称=CELLS["name"], 货品名称=makers)
    assert asked(raw) == ("product", [("商品名称", "product"), ("货品名称", "product")])
    assert asked(raw, 货品名称="product") == ("", [])


@pytest.mark.parametrize("other", ["规格名称", "颜色分类", "Description"])
def test_a_variant_or_description_is_no_rival_of_the_name(other):
    raw = table(订单号=CELLS["order"], 商品名称=CELLS["name"], **{other: CELLS["size"]})
    roles = guess_roles(raw)
    assert (roles.header("product"), roles.header("description"), roles.question) == ("商品名称", other, None)


def test_order_numbers_shared_by_customers():
    days = [f"2024-03-{1 + i % 9:02d}" for i in range(ROWS)]
    people = [f"p{i * 7 % 5}" for i in range(ROWS)]
    raw = table(单号=CELLS["order"], 会员号=people, 商品名称=CELLS["name"], 日期=days)
    role, answers = asked(raw)
    assert role == "order" and answers == [("单号", "order"), ("单号", "order:customer"), ("单号", "")]
    assert asked(raw, 单号="order") == ("", [])
    without = guess_roles(raw, {"单号": ""})
    assert without.made_from == "customer_day" and without.question is None


def test_order_numbers_that_the_file_has_lost():
    spoilt = ["2.19877E+17"] * 30 + ["2.19878E+17"] * 30
    raw = table(订单编号=spoilt, 标题=CELLS["name"], 支付单号=CELLS["order"])
    roles = guess_roles(raw)
    assert roles.question["values"] == {"header": "订单编号", "example": "2.19877E+17"}
    assert [choice.header for choice in roles.choices] == ["订单编号", "支付单号"]
    assert guess_roles(raw, {"支付单号": "order"}).question is None
    # The user may take it as it is; that it is lost stays said.
    taken = guess_roles(raw, {"订单编号": "order"})
    assert taken.question is None and taken.columns[0].reason["values"] == {"example": "2.19877E+17"}


def test_long_numbers_of_a_workbook_are_lost_only_beyond_what_it_keeps():
    def doubtful(numbers):
        cells = [float(numbers[o % len(numbers)]) for o in ORDER]
        return guess_roles(made(["订单编号", "标题"], [cells, CELLS["name"]])).question is not None

    assert doubtful([2198765432100000000, 2198765432100001000])
    assert doubtful([1234567890123450, 1234567890123460])  # a sheet keeps 15 digits
    assert not doubtful([1234567890123451, 1234567890123462])  # written by a program, all digits there
    assert not doubtful([120000, 130000])


def test_codes_that_the_file_has_lost_are_said():
    raw = table(order=CELLS["order"], item=CELLS["name"], barcode=[f"6.9012{i * 7 % 11:02d}E+12" for i in range(ROWS)])
    column = guess_roles(raw).columns[2]
    assert (column.role, column.sure) == ("code", False) and "lost" in column.reason["message"]


def test_day_or_month_first_is_asked_and_the_answer_is_kept(tmp_path):
    raw = table(order=CELLS["order"], item=CELLS["name"], date=[f"{1 + o % 5}/{6 + o % 7}/2024" for o in ORDER])
    roles = guess_roles(raw)
    role, answers = asked(raw)
    assert role == "time" and sorted(answers) == [("date", "time:dmy"), ("date", "time:mdy")]
    shown = {choice.role: choice.label["values"]["date"] for choice in roles.choices}
    assert {Text("en").date(value) for value in shown.values()} == {"1 Jun 2024", "6 Jan 2024"}
    first = {"dmy": "2024-06-01", "mdy": "2024-01-06"}
    for order in ("dmy", "mdy"):
        answered = guess_roles(raw, {"date": f"time:{order}"})
        assert (answered.question, answered.header("time"), answered.date_order) == (None, "date", order)
        time = row_times(raw.columns[2], None, order=answered.date_order).time
        assert time[0] == np.datetime64(first[order], "s").astype(int)
        workspace = Workspace(tmp_path / order)
        answered.put(workspace)
        assert Roles.get(workspace) == answered
    workspace = Workspace(tmp_path / "asked")
    roles.put(workspace)
    assert Roles.get(workspace) == roles


def test_dates_that_read_alike_either_way_are_no_question():
    raw = table(order=CELLS["order"], item=CELLS["name"], date=[f"{1 + o % 5}/{1 + o % 5}/2024" for o in ORDER])
    assert asked(raw) == ("", [])


def test_missing_columns_are_asked_for_with_what_could_serve():
    raw = table(P=[f"W{i * 3 % 7}" for i in range(ROWS)], 品名=CELLS["name"], 数量=CELLS["quantity"], 运费=CELLS["tax"])
    assert asked(raw) == ("order", [("P", "order")])
    raw = table(订单号=CELLS["order"], 品类编号=CELLS["state"], 数量=CELLS["quantity"])
    assert asked(raw)[0] == "product"


def test_what_an_order_says_once_is_no_product():
    raw = made(["Order ID", "Title", "Name", "X"], [CELLS["order"], CELLS["person"], CELLS["total"], CELLS["name"]])
    roles = guess_roles(raw)
    assert roles.header("product") == "X"
    assert "all rows of an order" in roles.columns[1].reason["message"]


def test_several_columns_tell_states_and_payment_or_kinds_of_goods_do_not():
    raw = table(订单号=CELLS["order"], 品名=CELLS["name"], 订单状态=CELLS["state"], 是否退款=CELLS["flag"], 类型=CELLS["sale"],
                支付方式=CELLS["payment"], 商品类型=CELLS["group"], 发货状态=CELLS["state"])  # fmt: skip
    roles = guess_roles(raw)
    assert [raw.headers[index] for index in roles.all("status")] == ["订单状态", "是否退款", "类型"]
    assert roles.header("category") == "商品类型"
    kinds = table(订单号=CELLS["order"], 品名=CELLS["name"], 类型=CELLS["group"])
    assert guess_roles(kinds).all("status") == []
    given = guess_roles(raw, {"订单状态": "", "支付方式": "status"})
    assert "支付方式" in [raw.headers[index] for index in given.all("status")]
    assert "订单状态" not in [raw.headers[index] for index in given.all("status")]


def test_a_date_that_most_rows_have_tells_no_state():
    often = table(订单号=CELLS["order"], 品名=CELLS["name"], 取消时间=CELLS["stamp"])
    assert guess_roles(often).all("status") == []


def test_the_finer_code_is_what_is_sold_and_the_coarser_its_parent():
    for fine, coarse in (("规格编码", "商品编码"), ("SKU", "Product ID"), ("条码", "款号"), ("SKU", "Handle"), ("商家编码", "SPU")):
        raw = made(["订单号", "品名", coarse, fine], [CELLS[name] for name in ("order", "name", "style", "code")])
        roles = guess_roles(raw)
        assert (roles.header("code"), roles.header("parent")) == (fine, coarse)
    alike = made(["订单号", "品名", "商品编码", "SKU"], [CELLS[name] for name in ("order", "name", "barcode", "code")])
    assert (guess_roles(alike).header("code"), guess_roles(alike).column("parent")) == ("SKU", None)
    alone = made(["订单号", "品名", "款号"], [CELLS[name] for name in ("order", "name", "style")])
    assert (guess_roles(alone).column("code"), guess_roles(alone).header("parent")) == (None, "款号")


def test_a_category_number_is_no_parent():
    raw = made(["订单号", "品名", "SKU", "商品分类编码"], [CELLS["order"], CELLS["name"], CELLS["code"], CELLS["style"]])
    assert guess_roles(raw).column("parent") is None


def test_relations_of_columns():
    fine, coarse = np.array([0, 1, 2, 3, 0, 1, -1], np.int32), np.array([0, 0, 1, 1, 0, 0, 0], np.int32)
    assert divides(fine, coarse) and not divides(coarse, fine) and not same_groups(fine, coarse)
    assert same_groups(fine, np.array([7, 5, 3, 1, 7, 5, 2], np.int32))
    assert mixed_within(coarse, fine) == 1 and mixed_within(fine, coarse) == 0
    groups = np.repeat(np.arange(6, dtype=np.int32), 2)
    assert constant_within(groups, groups) and not constant_within(groups, np.arange(12, dtype=np.int32))
    assert not constant_within(groups, np.zeros(12, np.int32))  # a shop of one price


def test_a_column_the_file_does_not_have_is_named_in_the_readers_words():
    raw = replace(table(订单号=CELLS["order"], Product=CELLS["name"]), made=(1,))
    assert guess_roles(raw).answer["values"] == {"order": "订单号", "product": {"message": "Product", "values": {}}}


def test_the_answer_to_how_dates_are_written_changes_the_times(tmp_path):
    rows = [["订单号", "商品名称", "下单时间"]] + [[f"A{i // 2}", f"茶{i % 7}", f"0{1 + i % 3}/0{2 + i % 5}/2024"] for i in range(40)]
    path = write_csv(tmp_path / "a.csv", rows)
    first = {role: table_of(path, {"下单时间": role}).time[0] for role in ("time:dmy", "time:mdy")}
    days = {role: str(np.datetime64(int(second), "s").astype("datetime64[D]")) for role, second in first.items()}
    assert days == {"time:dmy": "2024-02-01", "time:mdy": "2024-01-02"}


def test_numbers_that_come_again_are_one_order_where_the_user_says_so(tmp_path):
    rows = [["小票号", "商品名称", "日期"]]
    rows += [[f"{1 + i % 9}", f"茶{i % 7}", f"2024-03-{1 + i // 9:02d}"] for i in range(180)]
    path = write_csv(tmp_path / "a.csv", rows)
    assert len(table_of(path).order.vocabulary) == 180
    assert len(table_of(path, {"小票号": "order:whole"}).order.vocabulary) == 9


def test_numbers_on_two_days_may_be_said_to_be_another_order_each_day(tmp_path):
    """Numbers whose rows stand next to one another on two days: an order paid over midnight, or two? It is asked."""
    rows = [["订单号", "商品名称", "日期"]]
    rows += [[f"D{i // 4}", f"茶{i % 7}", f"2024-03-{1 + i // 12 * 2 + i % 4 // 2:02d}"] for i in range(120)]
    path = write_csv(tmp_path / "a.csv", rows)
    roles = guess_roles(table_of(path).raw)
    assert roles.question_role == "order" and ("订单号", "order:day") in [(c.header, c.role) for c in roles.choices]
    assert len(table_of(path).order.vocabulary) == 30
    assert len(table_of(path, {"订单号": "order:day"}).order.vocabulary) == 60
    assert guess_roles(table_of(path).raw, {"订单号": "order:day"}).question is None


def test_numbers_of_several_customers_may_be_said_to_be_each_customers_own(tmp_path):
    """Without dates nothing proves that customers are counted for themselves: it is asked, and can be said."""
    rows = [["客户", "订单序号", "商品名称"]]
    rows += [[f"客{c}", f"{1 + i // 2}", f"茶{(i + c) % 7}"] for c in range(8) for i in range(10)]
    path = write_csv(tmp_path / "a.csv", rows)
    roles = guess_roles(table_of(path).raw)
    assert roles.question_role == "order" and ("订单序号", "order:customer") in [(c.header, c.role) for c in roles.choices]
    assert len(table_of(path).order.vocabulary) == 5
    said = {"订单序号": "order:customer"}
    assert len(table_of(path, said).order.vocabulary) == 40 and guess_roles(table_of(path).raw, said).question is None
    assert guess_roles(table_of(path).raw, said | {"客户": ""}).made_from == ""  # there are no customers then
