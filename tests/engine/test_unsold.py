"""Products of a list that were never sold: found by the reader, kept in the workspace, and nowhere where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from several import book, cells, either, part, said, together

from assoc_engine.analysis import prepare, read
from assoc_engine.io.raw import RawTable
from assoc_engine.models.history import history_of
from assoc_engine.progress import Progress
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings
from assoc_engine.workspace import Workspace

PLAIN = CleanSettings()
BOTH = pytest.mark.parametrize("kind", ["xlsx", "csv"])
SALES = [
    ["单号", "商品编码", "商品名称", "数量", "金额"],
    ["X1", "007", "铅笔", 2, 20], ["X1", "012", "橡皮", 1, 15], ["X2", "007", "铅笔", 1, 10], ["X3", "100", "台灯", 4, 80],
    ["X3", "012", "橡皮", 1, 15],
]  # fmt: skip
LIST = [
    ["商品编码", "商品名称", "类别", "零售价", "标签", "库存数量"],
    [7, "铅笔", "文具", 10, "学生", 30], [12, "橡皮", "文具", 15, "", 40], [100, "台灯", "电器", 20, "", 50],
    [200, "玻璃水杯", "日用", 26, "新品,办公", 60], [300, "纯棉毛巾", "", "", "", 70], [400, "运费补差", "其他", 1, "", 0],
    [200, "水杯旧名", "日用", 9, "", 1], [500, "", "日用", 4, "", 2],
]  # fmt: skip
ENGLISH = [
    ["Order No", "Item", "Qty", "Price"], ["1", "Red mug", 1, 4.5], ["1", "Tea tray", 2, 9], ["2", "Red mug", 1, 4.5],
    ["3", "Blue mug", 1, 4.5], ["3", "Tea tray", 1, 9],
]  # fmt: skip
ENGLISH_LIST = [
    ["Item", "Category", "Description"], ["Red mug", "Mugs", "Stoneware"], ["RED MUG", "Mugs", ""], ["Tea tray", "Trays", "Beech"],
    ["Blue mug", "Mugs", ""], ["Green mug", "Mugs", "Stoneware, new"], ["Postage", "Other", ""],
]  # fmt: skip


def workspace_of(folder, *paths, clean: CleanSettings = PLAIN) -> Workspace:
    workspace = Workspace(folder / "workspace")
    read(workspace, ReadSettings(tuple(map(str, paths))), {}, Progress())
    prepare(workspace, AnalysisSettings(clean=clean), Progress())
    return workspace


@BOTH
def test_a_chinese_list_tells_what_was_never_sold(tmp_path, kind):
    paths = either(tmp_path, kind, 销售=SALES, 商品=LIST)
    raw = together(*paths)
    assert list(raw.unsold.code) == ["200", "300", "400"] and raw.rows == 5
    assert "3 product" in said(part(raw, "商品").message)
    workspace = workspace_of(tmp_path, *paths)
    found = workspace.get("unsold")
    assert history_of(workspace).unsold == [("200", "玻璃水杯\n新品,办公"), ("300", "纯棉毛巾")]
    assert list(found["code"]) == ["200", "300"] and list(found["name"]) == ["玻璃水杯", "纯棉毛巾"], "postage is no product"
    assert list(found["category"]) == ["日用", ""] and list(found["tags"]) == ["新品,办公", ""] and "description" not in found
    np.testing.assert_array_equal(found["price"], [26, np.nan])


@BOTH
def test_an_english_list_by_name(tmp_path, kind):
    found = workspace_of(tmp_path, *either(tmp_path, kind, orders=ENGLISH, products=ENGLISH_LIST)).get("unsold")
    assert list(found["name"]) == list(found["code"]) == ["Green mug"]
    assert list(found["description"]) == ["Stoneware, new"] and np.isnan(found["price"]).all()


def test_a_list_that_adds_nothing_else_still_tells_what_was_never_sold(tmp_path):
    names = [[row[0], row[1]] for row in LIST]
    raw = together(*either(tmp_path, "csv", 销售=SALES, 商品=names))
    known = part(raw, "商品")
    assert raw.headers == SALES[0] and cells(raw, "商品名称")[0] == "铅笔"
    assert (known.kind, known.matched) == ("products", 3) and list(raw.unsold.name) == ["玻璃水杯", "纯棉毛巾", "运费补差"]
    assert "3 of them w" in said(known.message)


def test_where_all_are_sold_there_is_no_table(tmp_path):
    paths = either(tmp_path, "csv", 销售=SALES, 商品=LIST[:4])
    assert not len(together(*paths).unsold)
    workspace = workspace_of(tmp_path, *paths)
    assert not workspace.has("unsold") and not [name for name in workspace.get("raw") if name.startswith("unsold")]


def test_the_users_word_counts_and_a_new_reading_forgets(tmp_path):
    path = book(tmp_path / "a.xlsx", 销售=SALES, 商品=LIST)
    workspace = workspace_of(tmp_path, path, clean=CleanSettings(not_products=("200",), keep_products=("运费补差",)))
    assert list(workspace.get("unsold")["code"]) == ["300", "400"]
    read(workspace, ReadSettings((str(book(tmp_path / "b.xlsx", 销售=SALES)),)), {}, Progress())
    assert not workspace.has("unsold") and not len(RawTable.get(workspace).unsold)


def test_two_lists_name_a_product_once_and_one_may_know_what_the_other_does_not(tmp_path):
    other = [["商品编码", "品名", "描述"], [7, "铅笔", "HB"], [200, "水杯", "玻璃"], [600, "雨伞", "折叠"]]
    raw = together(*either(tmp_path, "csv", 销售=SALES, 商品=LIST, 新品=other))
    assert sorted(raw.unsold.code) == ["200", "300", "400", "600"]


def test_a_code_that_may_be_a_sold_one_is_not_called_unsold(tmp_path):
    sales = [SALES[0], *SALES[1:], ["X4", "07", "钢笔", 1, 9]]
    raw = together(*either(tmp_path, "csv", 销售=sales, 商品=LIST))
    assert list(raw.unsold.code) == ["200", "300", "400"], "7 may be 007 or 07; new it is not"


def test_other_tables_list_no_products(tmp_path):
    stock = [["商品编码", "商品名称", "数量"], ["007", "铅笔", 3], ["900", "书包", 4]]
    customers = [["单号", "客户"], ["X1", "周一"], ["X9", "吴二"]]
    raw = together(book(tmp_path / "a.xlsx", 销售=SALES, 采购入库=stock, 订单=customers))
    assert not len(raw.unsold)
