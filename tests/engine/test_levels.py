"""Variant or parent: sizes and colours at the end of a name, and the level a product is counted at."""

from __future__ import annotations

import pytest
from made import clean_csv, table_of

from assoc_engine.cleaning import clean
from assoc_engine.cleaning.levels import stem_of


@pytest.mark.parametrize(
    ("name", "stem"),
    [("T恤 红色 L", "T恤"), ("T恤(红色;L)", "T恤"), ("T恤 红色", "T恤"), ("连衣裙 深蓝色 均码", "连衣裙"),
     ("短袖(颜色:白;尺码:XL)", "短袖"),
     ("运动鞋 42码", "运动鞋"), ("拖鞋-黑色-大号", "拖鞋"), ("Shirt - Red / M", "Shirt"), ("Shirt, blue, XL", "Shirt"),
     ("Shirt - Dark Blue", "Shirt"), ("Basic Tee M", "Basic Tee"), ("Basic Tee Black M", "Basic Tee"), ("Hoodie (Navy, 2XL)", "Hoodie"),
     ("Sneaker - EU 42", "Sneaker"), ("Wool Hat, light grey", "Wool Hat")],
)  # fmt: skip
def test_stems(name, stem):
    assert stem_of(name) == stem


@pytest.mark.parametrize(
    "name", ["RED MUG", "Cup 500ml", "Desk Lamp Black", "T恤", "红色", "L", "PACK OF 12", "Shirt - with pockets", "果汁 1L装",
             "小熊(毛绒)", "Battery AA", "Candle, vanilla", "Blue", "牛奶 250ml", "Shirt, blue and round"],
)  # fmt: skip
def test_names_without_a_variant(name):
    assert stem_of(name) == ""


def sizes(orders: int = 8) -> list[list]:
    names = ["T恤 红色 L", "T恤 红色 M", "T恤 蓝色 L", "帽子"]
    return [["单号", "品名"], *([str(i), names[i % 4]] for i in range(orders)), *([str(i), "袜子"] for i in range(orders))]


def test_names_with_variants_are_counted_as_their_parent(tmp_path):
    _, kept, report = clean_csv(tmp_path / "s.csv", sizes())
    assert sorted(kept.products.name) == ["T恤", "帽子", "袜子"] and kept.products.code == kept.products.name
    assert (report.level["chosen"], report.level["variants"], report.level["parents"]) == ("parent", 5, 3)
    _, kept, report = clean_csv(tmp_path / "s.csv", sizes(), level="variant")
    assert len(kept.products.name) == 5 and report.level["chosen"] == "variant"
    assert "as you chose" in report.level["reason"]["message"]


def test_one_variant_alone_keeps_its_name(tmp_path):
    rows = [["单号", "品名"], ["1", "T恤 红色 L"], ["1", "袜子"], ["2", "袜子"], ["2", "T恤 红色 L"]]
    _, kept, report = clean_csv(tmp_path / "s.csv", rows)
    assert "T恤 红色 L" in kept.products.name and report.level is None


def test_the_name_alone_joins_its_variants(tmp_path):
    rows = [["单号", "品名"], ["1", "T恤"], ["1", "袜子"], ["2", "T恤 红色 L"], ["2", "帽子"]]
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows)
    assert sorted(kept.products.name) == ["T恤", "帽子", "袜子"]


CODED = [["order", "sku", "product"], ["1", "A1", "Shirt - Red"], ["1", "A2", "Shirt - Blue"], ["2", "A1", "Shirt - Red"],
         ["2", "B1", "Hat"], ["3", "A1", "Shirt - Red"]]  # fmt: skip


def test_codes_stay_products_unless_the_user_wants_parents(tmp_path):
    _, kept, report = clean_csv(tmp_path / "s.csv", CODED)
    assert sorted(kept.products.code) == ["A1", "A2", "B1"] and report.level["chosen"] == "variant"
    assert (report.level["variants"], report.level["parents"]) == (3, 2)
    _, kept, _ = clean_csv(tmp_path / "s.csv", CODED, level="parent")
    assert list(zip(kept.products.code, kept.products.name, strict=True)) == [("A1", "Shirt"), ("B1", "Hat")]


def test_a_column_of_parents_decides(tmp_path):
    rows = [["order", "sku", "product", "spu"], ["1", "A1", "Shirt - Red", "P1"], ["1", "B1", "Hat", ""], ["2", "A2", "Shirt - Blue", "P1"],
            ["2", "B1", "Hat", ""], ["3", "A2", "Shirt - Blue", ""]]  # fmt: skip
    roles = {"sku": "code", "product": "product", "spu": "parent"}
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, roles)
    assert sorted(zip(kept.products.code, kept.products.name, strict=True)) == [("B1", "Hat"), ("P1", "Shirt")]
    assert len(kept.product) == 5 and report.level["chosen"] == "parent"
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows, roles, level="variant")
    assert sorted(kept.products.code) == ["A1", "A2", "B1"]
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows, roles, not_products=("P1",))
    assert "P1" not in kept.products.code, "the user may name the parent"


def test_the_codes_of_online_retail_stay_its_products(shared_data):
    table = table_of(shared_data / "online_retail.xlsx")
    kept, report = clean(table)
    assert report.level["chosen"] == "variant" and {"85123A", "85099B"} <= set(kept.products.code)
    assert set(kept.products.code) <= set(table.code.vocabulary) and len(kept.products.code) == len(set(kept.products.code))
