"""Large text files: the kernels give what the csv module gives, cell for cell, or leave the file to it."""

from __future__ import annotations

import csv
import io
import threading
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assoc_engine.errors import AssocError
from assoc_engine.io import delimited, large_text
from assoc_engine.io.cell_codes import CellCodes
from assoc_engine.progress import SILENT, Cancelled, Progress

NEVER = 1 << 60


def reading(path, monkeypatch, large, block=1 << 20, part=1 << 24):
    """The table, or the class of the error, and whether the kernels gave it."""
    used = []

    def watched(*arguments):
        found = original(*arguments)
        used.append(True)
        return found

    original = large_text.read_large
    with monkeypatch.context() as patch:
        patch.setattr(delimited, "LARGE", 0 if large else NEVER)
        patch.setattr(large_text, "BLOCK", block)
        patch.setattr(large_text, "PART", part)
        patch.setattr(large_text, "read_large", watched)
        patch.setattr(large_text.os, "cpu_count", lambda: 3)
        try:
            return delimited.read_delimited(path, SILENT), bool(used)
        except AssocError as error:
            return type(error), bool(used)


def assert_same(one, other):
    if isinstance(one, type) or isinstance(other, type):
        assert one == other
        return
    assert (one.headers, one.notes, one.layout, one.sources) == (other.headers, other.notes, other.layout, other.sources)
    assert np.array_equal(one.row, other.row) and one.row.dtype == other.row.dtype
    for a, b in zip(one.columns, other.columns, strict=True):
        assert list(a.texts) == list(b.texts)
        assert np.array_equal(a.codes, b.codes) and a.codes.dtype == b.codes.dtype
        assert np.array_equal(a.kinds, b.kinds) and a.kinds.dtype == b.kinds.dtype
        assert np.array_equal(a.values.view(np.int64), b.values.view(np.int64)), "to the last bit, −0 and NaN too"


CELLS = st.one_of(
    st.sampled_from([
        "", '""', "007", "0", "-0", "-0.0", "12", "-12.5", "1.", ".5", "3.10", "0.1", "1e5", "123456789012345",
        "1234567890123456", "9007199254740993.5", "123456789012345.67890123456789012345678", "1２", "3.５", "２", "-",
        "可口可乐 330ml 罐装", "Café", '="123"', '="210987654321098765"', '"a ""good"" cup"', '"x, y"', '"two\nlines"',
        '"two\r\nlines"', '"a" b', '"a"b"c', 'a"b', '12" pan', " lead", "trail ", "\t5", "'5", "é" * 40, '"' + "é" * 30 + '"',
        "a" * 8, "a" * 16, "a" * 17, "a" * 32, "a" * 33, '"", ', "\x00", "\x0b", "\u2028", "\ufeff", '"unclosed', "lone\rreturn",
    ]),
    st.text(alphabet='a1-.茶é "\t;', max_size=12),
    st.integers(-(10**17), 10**17).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
)  # fmt: skip
RECORDS = st.lists(
    st.one_of(
        st.lists(CELLS, min_size=3, max_size=3), st.lists(CELLS, max_size=5), st.just([]), st.just(["", "", ""]),
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    RECORDS, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), st.sampled_from(["", "order,item,note", "Sales\n\norder,item,note"]),
    st.sampled_from([7, 64, 1 << 20]), st.sampled_from([50, 1 << 24]), st.sampled_from([None, b"\xff", b"\xe4\xbd"]),
)  # fmt: skip
def test_the_kernels_and_the_csv_module_agree(
    tmp_path, monkeypatch, records, separator, feed, last, encoding, header, block, part, damage
):
    lines = [*header.replace(",", separator).split("\n"), *(separator.join(cells) for cells in records)]
    data = (feed.join(lines) + (feed if last else "")).encode(encoding)
    if damage:
        middle = len(data) // 2
        data = data[:middle] + damage + data[middle:]
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    careful, _ = reading(path, monkeypatch, large=False)
    fast, _ = reading(path, monkeypatch, large=True, block=block, part=part)
    assert_same(fast, careful)


USUAL = {
    "plain": "1,tea,2.50\n2,milk,1\n",
    "quoted": '"1","tea, green","2"\n"2","a ""good"" cup",""\n',
    "line breaks in cells": '1,"tea\ngreen",2\n2,"milk\r\nwhole",3\n3,jam,4\n',
    "lines too long and too short": "1,tea,2,x\n2,milk\n3,jam,1,,\n\n4,egg,2\n",
    "no last line feed": "1,tea,2\n2,milk,3",
    "formulas and codes": '="123456789012345678",007,-0.5\n="123456789012345679",7,1.\n',
    "trailing separators": "1,tea,2,,\n2,milk,3,,\n",
    "text behind a quotation mark": '1,"Fancy" mug,2\n2,12" pan,3\n',
}


@pytest.mark.parametrize("feed", ["\n", "\r\n"])
@pytest.mark.parametrize("name", USUAL)
def test_usual_files_are_read_by_the_kernels(tmp_path, monkeypatch, name, feed):
    path = tmp_path / "a.csv"
    text = "order,item,price\n" + USUAL[name] * 40
    path.write_bytes(text.replace("\r\n", "\n").replace("\n", feed).encode())
    careful, _ = reading(path, monkeypatch, large=False)
    for block, part in ((16, 1 << 24), (300, 200), (1 << 20, 1 << 24)):
        fast, by_kernels = reading(path, monkeypatch, large=True, block=block, part=part)
        assert by_kernels
        assert_same(fast, careful)


UNUSUAL = {
    "a lone carriage return": b"order,item\n1,tea\n2,mi\rlk\n3,jam\n",
    "only carriage returns": b"order,item\r1,tea\r2,milk\r3,jam\r",
    "a quotation mark never closed": b'order,item\n1,"tea\n2,milk\n3,jam\n',
    "a cell of very many lines": b'order,item\n1,"tea' + b"\n" * 60 + b'"\n2,milk\n',
    "baskets": b"tea jam\njam milk tea\ntea jam\n\nmilk tea\njam tea\n",
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_files_are_left_to_the_csv_module(tmp_path, monkeypatch, name):
    path = tmp_path / "a.csv"
    path.write_bytes(UNUSUAL[name])
    careful, _ = reading(path, monkeypatch, large=False)
    fast, by_kernels = reading(path, monkeypatch, large=True)
    assert not by_kernels
    assert_same(fast, careful)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_distinct_cells_beyond_one_table_and_many_parts(tmp_path, monkeypatch, encoding):
    rng = np.random.default_rng(3)
    items = rng.integers(0, 5000, 60_000).tolist()
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["订单编号", "商品名称", "数量", "备注"])
    writer.writerows([f"A{i // 3:08d}", f"茶 {item}, 罐", item % 7, f"{i}.5" if i % 2 else ""] for i, item in enumerate(items))
    path = tmp_path / "a.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    careful, _ = reading(path, monkeypatch, large=False)
    fast, by_kernels = reading(path, monkeypatch, large=True, block=50_000, part=300_000)
    assert by_kernels and len(fast.columns[0].texts) == 20_000
    assert_same(fast, careful)


def test_one_damaged_cell_at_the_end_is_found_and_said(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    lines = [f"{i},可乐{i % 5}" for i in range(3000)]
    path.write_bytes("\n".join(["订单编号,商品名称", *lines]).encode() + b"\n3000,\xe5\x8f,\n")
    careful, _ = reading(path, monkeypatch, large=False)
    fast, by_kernels = reading(path, monkeypatch, large=True, part=5000)
    assert by_kernels and any("damaged" in note["message"] for note in fast.notes)
    assert_same(fast, careful)


def test_two_halves_of_a_character_in_neighbouring_cells_are_no_character():
    data = np.frombuffer(b"a\xc3\xa9" + bytes(64), np.uint8)
    codes = np.empty(2, np.int32)
    for edges, valid in (([0, 1, 3], True), ([0, 2, 3], False)):
        cells, edges = CellCodes(), np.array(edges, np.int32)
        cells.add(data, edges[:-1], edges[1:], 3, codes)
        assert cells.valid() is valid


def test_cancel_ends_all_parts(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("order,item\n" + "".join(f"{i},tea {i}\n" for i in range(200_000)))
    monkeypatch.setattr(delimited, "LARGE", 0)
    monkeypatch.setattr(large_text, "BLOCK", 4000)
    monkeypatch.setattr(large_text, "PART", 100_000)
    before = threading.active_count()
    progress = Progress()
    shares = []

    def step(self, done, total=0, *rest, **values):
        shares.append(done / total if total else 0)
        if 0 < shares[-1] < 1:
            progress.cancel()
        original(self, done, total, *rest, **values)

    original, cut = Progress.step, large_text.Cutter.cut
    monkeypatch.setattr(Progress, "step", step)
    monkeypatch.setattr(large_text.Cutter, "cut", lambda *places: (time.sleep(0.002), cut(*places))[1])
    with pytest.raises(Cancelled):
        delimited.read_delimited(path, progress)
    assert threading.active_count() == before
    assert any(0 < share < 1 for share in shares)
