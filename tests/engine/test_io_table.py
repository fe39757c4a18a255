"""The SalesTable: one entry a raw row, typed; unreadable cells named; fingerprints of whole rows."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.settings import ReadSettings

CSV = """订单号,商品编码,品名,数量,单价,金额,下单时间,客户,备注
1,a1,茶 ,1,"¥1,200.00",1200,2024-03-01 10:00,c1,x
1,A1,茶,x,3.5,3.5,2024-03-01 10:00,c1,
2,b2,ｔｅａ,2,-,(7.00),later,,
2,b2,ｔｅａ,2,abc,(7.00),later,,
3,b2,tea,2,3.5,7,,c2,y
3,b2,tea,2,3.5,7,,c2,y
3,b2,tea,2,3.5,7,,c2,z
"""


@pytest.fixture
def sales(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding="utf-8")
    raw = read_files(ReadSettings((str(path),)))
    return make_table(raw, guess_roles(raw))


def test_every_raw_row_has_its_entry(sales):
    assert sales.rows == sales.raw.rows == 7
    assert list(sales.order) == ["1", "1", "2", "2", "3", "3", "3"]
    assert list(sales.code) == ["a1", "A1", "b2", "b2", "b2", "b2", "b2"]
    assert list(sales.product) == ["茶", "茶", "tea", "tea", "tea", "tea", "tea"]
    assert list(sales.customer) == ["c1", "c1", "", "", "c2", "c2", "c2"]
    assert np.array_equal(sales.quantity, [1, np.nan, 2, 2, 2, 2, 2], equal_nan=True)
    assert np.array_equal(sales.price, [1200, 3.5, np.nan, np.nan, 3.5, 3.5, 3.5], equal_nan=True)
    assert sales.amount.tolist() == [1200, 3.5, -7, -7, 7, 7, 7]
    missing = np.iinfo(np.int64).min
    assert sales.time.tolist() == [1709287200, 1709287200, missing, missing, missing, missing, missing]
    assert (sales.cost, sales.category, sales.region) == (None, None, None)


def test_rows_with_an_unreadable_cell_are_marked(sales):
    assert sales.unreadable.tolist() == [False, True, True, True, False, False, False]


def test_fingerprints_are_equal_for_rows_equal_in_every_column(sales):
    prints = sales.fingerprint.tolist()
    assert prints[4] == prints[5] != prints[6]
    assert len(set(prints)) == 6


def test_fingerprints_know_the_column_and_the_empty_cell(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("order,item,p,q\n1,tea,x,\n1,tea,,x\n1,tea,x,x\n1,tea,,\n")
    raw = read_files(ReadSettings((str(path),)))
    assert len(set(make_table(raw, guess_roles(raw)).fingerprint.tolist())) == 4


def test_a_job_asked_to_stop_stops(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding="utf-8")
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        read_files(ReadSettings((str(path),)), stopped)
    raw = read_files(ReadSettings((str(path),)))
    with pytest.raises(Cancelled):
        make_table(raw, guess_roles(raw), progress=stopped)
