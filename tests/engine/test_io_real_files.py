"""The real files: read whole, roles found without help, rows and figures as known of these data sets."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.settings import ReadSettings

EXPECTED = {
    "online_retail.xlsx": {
        "order": "InvoiceNo", "code": "StockCode", "product": "Description", "quantity": "Quantity",
        "time": "InvoiceDate", "price": "UnitPrice", "customer": "CustomerID", "region": "Country",
    },
    "superstore_zh.xls": {
        "order": "订单 ID", "code": "产品 ID", "product": "产品名称", "quantity": "数量", "time": "订单日期",
        "amount": "销售额", "customer": "客户 ID", "region": "地区", "category": "子类别",
        "status": "退回",
    },
    "BreadBasket_DMS.csv": {"order": "Transaction", "product": "Item", "time": "Date", "clock": "Time"},
    "retail.dat": {"order": "basket", "product": "item"},
}  # fmt: skip
ROWS = {
    "online_retail.xlsx": 541_909, "superstore_zh.xls": 10_000, "BreadBasket_DMS.csv": 21_293, "retail.dat": 908_576,
}  # fmt: skip


@pytest.fixture(scope="module", params=EXPECTED)
def read(request, shared_data):
    raw = read_files(ReadSettings((str(shared_data / request.param),)))
    roles = guess_roles(raw)
    return request.param, raw, roles, make_table(raw, roles)


def test_every_row_is_there_and_every_role_found(read):
    name, raw, roles, table = read
    assert raw.rows == table.rows == ROWS[name]
    assert {column.role: column.header for column in roles.columns if column.role} == EXPECTED[name]
    assert roles.question is None
    assert not table.unreadable.any()


def test_known_figures(read):
    name, raw, _roles, table = read
    if name == "online_retail.xlsx":
        assert len(set(table.fingerprint.tolist())) == 541_909 - 5_268
        assert len(table.order.vocabulary) == 25_900
        assert len({code.lower() for code in table.code.vocabulary}) == len(table.code.vocabulary) - 112
        assert "22423" in table.code.vocabulary
        assert (table.customer.codes < 0).sum() == 135_080
        assert np.nansum(table.quantity * table.price) == pytest.approx(9_747_747.934)
    elif name == "superstore_zh.xls":
        # 2,773 numbers, most of them of several customers months apart
        assert np.unique(table.order.codes).size == 4_973
        assert raw.sources == (("superstore_zh.xls", "订单"),)
    elif name == "BreadBasket_DMS.csv":
        assert np.unique(table.order.codes).size == 9_531
        assert len(table.product.vocabulary) == 96
        first = np.datetime64("2016-10-30T09:58:11")
        assert table.time[0] == first.astype("datetime64[s]").astype(int)
    else:
        assert raw.layout == "baskets"
        assert len(table.product.vocabulary) == 16_470
        assert table.order[-1] == "88162" and raw.row[-1] == 88_162
