"""`inspect` says how files are understood, and `--plan` takes it back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from test_command_line import call, sample, sentence  # noqa: F401 (the fixture)


def write(path: Path, rows: list[list]) -> Path:
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(rows)
    return path


def shop(path: Path) -> Path:
    """Sales with a sheet of returns and one of products; 40 orders of three lines."""
    goods = [(f"{700 + i}", name) for i, name in enumerate(("茶杯", "茶壶", "托盘", "勺子", "蜡烛", "灯笼"))]
    book = openpyxl.Workbook()
    sales, returns, products = book.active, book.create_sheet("退货"), book.create_sheet("商品")
    sales.title = "销售"
    sales.append(["订单编号", "商品编码", "数量", "单价", "下单时间"])
    for order in range(40):
        for line in range(3):
            code = goods[(order * (line + 1) + line) % 6][0]
            sales.append([f"D{order:04d}", code, line + 1, 9.5, f"2024-03-{order % 28 + 1:02d} 10:{line:02d}:00"])
    returns.append(["订单编号", "是否退货"])
    for order in (3, 7):
        returns.append([f"D{order:04d}", "是"])
    products.append(["商品编码", "商品名称", "类别"])
    for code, name in goods:
        products.append([code, name, "餐具"])
    book.save(path)
    return path


def inspected(*words, cwd: Path) -> dict:
    result = call("inspect", *words, "--json", "--language", "en", cwd=cwd)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_the_description_is_complete_and_its_account_adds_up(tmp_path):
    found = inspected(shop(tmp_path / "shop.xlsx"), cwd=tmp_path)
    roles = {column["role"]: column["header"] for column in found["columns"] if column["role"]}
    assert roles["order"] == "订单编号" and roles["product"] == "商品名称" and roles["code"] == "商品编码"
    assert [table["kind"] for table in found["tables"]] == ["sales", "returns", "products"]
    assert found["tables"][2]["matched"] == 6 and found["rows"] == 120
    assert all(column["reason"] for column in found["columns"]) and found["understood"] and found["order_rule"]
    gone = sum(rule["rows"] for rule in found["cleaning"] if rule["effect"] != "changed")
    assert found["rows"] == found["rows_used"] + gone and gone == 6, "two orders of three lines were given back"


@pytest.mark.parametrize(("language", "words"), [("en", "sure"), ("zh", "确定")])
def test_as_text_it_says_roles_joins_and_cleaning(tmp_path, language, words):
    result = call("inspect", shop(tmp_path / "shop.xlsx"), "--language", language, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    for said in ("订单编号", "商品名称", "退货", words, "114"):
        assert said in result.stdout


def test_the_plan_taken_back_gives_the_same_links(sample, tmp_path):  # noqa: F811
    (tmp_path / "plan.json").write_text(json.dumps(inspected(sample, cwd=tmp_path)), encoding="utf-8")
    assert call("links", sample, "--out", "a.csv", cwd=tmp_path).returncode == 0
    assert call("links", sample, "--plan", "plan.json", "--out", "b.csv", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_changed_plan_changes_what_is_read(tmp_path):
    path = shop(tmp_path / "shop.xlsx")
    plan = inspected(path, cwd=tmp_path)["plan"]
    plan["uses"]["shop.xlsx|退货"] = ""
    plan["clean"]["exclude_orders"] = ["D0000"]
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    found = inspected(path, "--plan", "plan.json", cwd=tmp_path)
    assert found["rows_used"] == 117 and found["tables"][1]["kind"] == ""


def test_an_option_goes_before_the_plan(tmp_path):
    path = shop(tmp_path / "shop.xlsx")
    (tmp_path / "plan.json").write_text(json.dumps({"roles": {"商品编码": "code"}, "sheet": "退货"}), encoding="utf-8")
    found = inspected(path, "--plan", "plan.json", "--sheet", "销售", "--role", "商品编码=product", cwd=tmp_path)
    assert {column["role"]: column["header"] for column in found["columns"]}["product"] == "商品编码"


@pytest.mark.parametrize(
    ("content", "said"),
    [("not json", "is no plan"), ("[1]", "holds no settings"), ('{"roles": {"x": 1}}', "roles"), ('{"layout": "heap"}', "heap"),
     ('{"uses": {"shop.xlsx|退货": "gifts"}}', "gifts"), ('{"colour": "red"}', "colour")],
)  # fmt: skip
def test_a_plan_that_is_none_is_refused_in_a_sentence(tmp_path, content, said):
    (tmp_path / "plan.json").write_text(content, encoding="utf-8")
    result = call("inspect", shop(tmp_path / "shop.xlsx"), "--plan", "plan.json", "--language", "en", cwd=tmp_path)
    assert result.returncode == 2 and said in sentence(result)


def test_a_file_without_orders_is_described_all_the_same(tmp_path):
    path = write(tmp_path / "names.csv", [["商品名称", "类别"]] + [[f"茶{i % 7}", "茶"] for i in range(30)])
    result = call("inspect", path, "--language", "en", "--json", cwd=tmp_path)
    assert result.returncode == 2 and "order" in sentence(result)
    found = json.loads(result.stdout)
    assert found["question"] and "rows" not in found


def test_two_months_at_once_count_the_orders_between_them_once(tmp_path):
    def month(name: str, orders: range) -> Path:
        rows = [[f"A{order}", f"product {(order * 3 + line) % 8}", 1] for order in orders for line in range(2)]
        return write(tmp_path / name, [["订单号", "商品名称", "数量"], *rows])

    found = inspected(month("march.csv", range(30)), month("april.csv", range(25, 60)), cwd=tmp_path)
    assert found["files"] == ["march.csv", "april.csv"] and found["orders"] == 60 and found["rows_used"] == 120
