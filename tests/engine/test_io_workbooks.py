"""Workbooks: sheets, headers, kinds of cells, row numbers; and files that are none, each refused by name."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from datetime import date, datetime, time

import openpyxl
import psutil
import pytest
from workbooks import SALES, read, refused, rows_of, write, write_ods, write_xls, write_xlsb, zipped
from xlwt.CompoundDoc import XlsDoc

from assoc_engine.client import EngineProcess, ask
from assoc_engine.errors import FileError, NothingToAnalyse
from assoc_engine.io.raw import shape_of
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.workspace import Workspace


def one(path, **how):
    """The only table of a file."""
    (table,) = read(path, **how)
    return table


WRITERS = {
    ".xlsx": lambda path, rows: write(path, ("a", rows)),
    ".xlsm": lambda path, rows: write(path, ("a", rows)),
    ".xls": write_xls,
    ".xlsb": lambda path, rows: write_xlsb(path, ("a", rows)),
    ".ods": lambda path, rows: write_ods(path, ("a", rows)),
}
BOOKS = (".xlsx", ".xlsb", ".ods")  # where several sheets are written here


def write_sheets(path, *sheets, hidden=()):
    return {".xlsx": write, ".xlsb": write_xlsb, ".ods": write_ods}[path.suffix](path, *sheets, hidden=hidden)


@pytest.mark.parametrize("suffix", WRITERS)
def test_cells_read_as_a_person_sees_them(tmp_path, suffix):
    rows = [["订单号", "编码", "单价"], [22423, "007", 2.55], ["22423a", 7, 0.1 + 0.2], [None, None, None], [1e15, "７", True]]
    if suffix == ".xlsb":
        rows[-1][2] = "TRUE"
    raw = one(WRITERS[suffix](tmp_path / f"a{suffix}", rows))
    assert rows_of(raw) == [["22423", "007", "2.55"], ["22423a", "7", "0.3"], ["1000000000000000", "７", "TRUE"]]
    assert raw.row.tolist() == [2, 3, 5]
    assert raw.columns[0].kinds.tolist() == [1, 0, 1]


def test_dates_and_times_of_a_workbook(tmp_path):
    rows = [["order", "item", "date", "time"], ["1", "tea", datetime(2024, 3, 1, 10, 5), time(9, 30)],
            ["2", "milk", date(2024, 3, 2), time(9, 30, 15)]]  # fmt: skip
    raw = one(write(tmp_path / "a.xlsx", ("a", rows)))
    assert rows_of(raw)[0][2:] == ["2024-03-01 10:05", "09:30:00"]
    assert rows_of(raw)[1][2].startswith("2024-03-02")
    table = make_table(raw, guess_roles(raw))
    assert table.time.tolist() == [1709285400, 1709371815]


@pytest.mark.parametrize("suffix", BOOKS)
def test_every_visible_sheet_is_a_table_and_hidden_ones_are_named(tmp_path, suffix):
    people = [["region", "manager"]] + [["north", f"person {i}"] for i in range(50)]
    sheets = ("people", people), ("empty", []), ("old", SALES * 9), ("sales", SALES)
    path = write_sheets(tmp_path / f"a{suffix}", *sheets, hidden=("old",))
    first, second = read(path)
    assert [table.sources for table in (first, second)] == [((path.name, "people"),), ((path.name, "sales"),)]
    assert [(part.sheet, part.rows, part.kind, part.layout, part.hidden) for part in first.parts] == [
        ("people", 50, "", "lines", False), ("old", 0, "", "lines", True),
    ]  # fmt: skip
    assert first.parts[1].message["values"] == {"name": "old"}
    assert [(part.sheet, part.rows, part.shape) for part in second.parts] == [("sales", 3, shape_of(SALES[0]))]
    assert rows_of(second) == [["A1", "tea", "2"], ["A1", "milk", "1"], ["A2", "tea", "3"]]


@pytest.mark.parametrize("suffix", BOOKS)
def test_a_sheet_named_is_read_alone_even_hidden(tmp_path, suffix):
    path = write_sheets(tmp_path / f"a{suffix}", ("new", SALES), ("old", SALES + SALES[1:]), hidden=("old",))
    table = one(path, sheet="old")
    assert (table.sources, table.rows, len(table.parts)) == (((path.name, "old"),), 6, 1)


@pytest.mark.parametrize("suffix", BOOKS)
def test_rows_in_hidden_sheets_alone_are_named_with_the_way_out(tmp_path, suffix):
    sheets = ("cover", []), ("data", SALES), ("more", SALES), ("none", [])
    path = write_sheets(tmp_path / f"a{suffix}", *sheets, hidden=("data", "more", "none"))
    with pytest.raises(NothingToAnalyse) as caught:
        read(path)
    assert caught.value.values == {"file": path.name, "sheets": "data, more"}
    assert "--sheet" in caught.value.advice


def test_an_unknown_sheet_lists_those_there_are(tmp_path):
    path = write(tmp_path / "a.xlsx", ("Jan", SALES), ("Feb", SALES))
    with pytest.raises(FileError) as caught:
        read(path, sheet="March")
    assert caught.value.values == {"file": "a.xlsx", "sheet": "March", "sheets": "Jan, Feb"}


def test_a_chart_sheet_is_no_table(tmp_path):
    book = openpyxl.Workbook()
    for row in SALES:
        book.active.append(row)
    book.create_chartsheet("chart", 0)
    book.save(tmp_path / "a.xlsx")
    assert one(tmp_path / "a.xlsx").sources == (("a.xlsx", "Sheet"),)


def test_titles_above_the_header_and_empty_rows_and_columns(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B3"], sheet["B4"] = "销售明细表", "日期：2024-01-01 至 2024-01-31"
    for x, name in zip("BCEF", ("小票号", "品名", "数量", "备注"), strict=True):
        sheet[f"{x}6"] = name
    for y, item in ((7, "茶"), (9, "奶")):
        sheet[f"B{y}"], sheet[f"C{y}"], sheet[f"E{y}"] = 1000 + y, item, 1
    book.save(path)
    raw = one(path)
    assert raw.headers == ["小票号", "品名", "数量", "备注"]
    assert rows_of(raw) == [["1007", "茶", "1", ""], ["1009", "奶", "1", ""]]
    assert raw.row.tolist() == [7, 9]
    assert raw.notes[0]["values"] == {"row": 6}


def test_unnamed_columns_get_letters_and_a_workbook_without_header_says_so(tmp_path):
    raw = one(write(tmp_path / "a.xlsx", ("a", [["order", "item", None], ["1", "tea", "x"]])))
    assert raw.headers == ["order", "item", "C"]
    raw = one(write(tmp_path / "b.xlsx", ("a", [[f"A{i // 3}", f"tea {i % 4}", 2.5] for i in range(30)])))
    assert (raw.headers, raw.rows, raw.row[0]) == (["A", "B", "C"], 30, 1)
    assert "no header" in raw.notes[0]["message"]


def test_order_numbers_longer_than_a_number_holds_are_named(tmp_path):
    rows = [["订单编号", "商品名称"], [123456789012345678, "茶"], [123456789012345679, "奶"], [123456789012345678, "糖"]]
    raw = one(write(tmp_path / "a.xlsx", ("a", rows)))
    roles = guess_roles(raw)
    order = roles.columns[0]
    assert (order.role, order.sure) == ("order", False)
    assert "lost their last digits" in order.reason["message"]
    assert order.reason["values"] == {"example": "123456789012345700"}
    assert roles.question["values"]["header"] == "订单编号"
    as_text = [[str(cell) for cell in row] for row in rows]
    raw = one(write(tmp_path / "b.xlsx", ("a", as_text)))
    assert [row[0] for row in rows_of(raw)] == [row[0] for row in as_text[1:]]
    assert guess_roles(raw).columns[0].sure


def test_progress_rises_and_many_rows_arrive_in_order(tmp_path):
    rows = [["order", "item"]] + [[f"A{i // 2}", f"item {i % 5}"] for i in range(20_000)]
    shares = []

    class Watched(Progress):
        def part(self, low, high, message=""):
            child = super().part(low, high, message)
            child.__class__ = Watched
            return child

        def step(self, done, total=0, message="", **values):
            super().step(done, total, message, **values)
            shares.append(self._root.snapshot.share)

    first, second = read(write(tmp_path / "a.xlsx", ("a", rows), ("b", rows[:5000])), progress=Watched())
    assert rows_of(first) == rows[1:] and rows_of(second) == rows[1:5000]
    assert shares == sorted(shares) and shares[-1] == 1


# What cannot be read


def xlsx_bytes(tmp_path):
    return write(tmp_path / "ok.xlsx", ("a", SALES)).read_bytes()


def test_missing_folder_empty_unknown(tmp_path):
    assert "no file" in refused(tmp_path / "gone.xlsx")
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in refused(tmp_path / "folder.csv")
    for name in ("a.xlsx", "a.xls", "a.csv"):
        (tmp_path / name).write_bytes(b"")
        assert "empty" in refused(tmp_path / name)
    (tmp_path / "a.abc").write_bytes(b"abc")
    assert "kind of file" in refused(tmp_path / "a.abc")


def test_locked(tmp_path, monkeypatch):
    path = write(tmp_path / "a.xlsx", ("a", SALES))

    def locked(self, *args, **kwargs):
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr("pathlib.Path.open", locked)
    assert "another program holds it" in refused(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_truncated(tmp_path, suffix, share):
    whole = xlsx_bytes(tmp_path) if suffix == ".xlsx" else write_xls(tmp_path / "ok.xls", SALES * 200).read_bytes()
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "damaged or incomplete" in refused(path)


def test_damaged_inside(tmp_path):
    data = bytearray(write(tmp_path / "ok.xlsx", ("a", SALES * 500)).read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename)
    data[start + 100 : start + 140] = bytes(40)
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(data))
    assert "damaged or incomplete" in refused(path)


def test_noise_under_a_workbooks_name(tmp_path):
    for name in ("a.xls", "a.xlsx"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20)
        assert "damaged or incomplete" in refused(tmp_path / name)
        (tmp_path / name).write_bytes(bytes(range(256)) * 20)
        assert "damaged or incomplete" in refused(tmp_path / name)


def test_a_zip_with_a_password(tmp_path):
    data = bytearray(xlsx_bytes(tmp_path))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    (tmp_path / "a.xlsx").write_bytes(bytes(data))
    assert "password" in refused(tmp_path / "a.xlsx")


PAGES = ["<html><table><tr><td>1</td></tr></table></html>", "  <TABLE><tr>", "<!DOCTYPE html>", "\ufeff<html>"]


@pytest.mark.parametrize("page", PAGES)
def test_a_web_page_named_xls(tmp_path, page):
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    assert "web page" in refused(tmp_path / "a.xls")


OTHERS = {
    "a.xls": (b'<?xml version="1.0"?><Workbook/>', "XML file"),
    "a.pdf": (b"%PDF-1.7", "PDF"),
    "b.xlsx": (b"%PDF-1.7", "PDF"),
    "a.csv": (b"\x89PNG\r\n\x1a\n", "picture"),
    "a.json": (b'{"orders": []}', "JSON"),
    "b.json": (b"nonsense", "JSON"),
    "a.txt": (b' [ {"order": 1}]', "JSON"),
    "a.csv.gz": (gzip.compress(b"order,item\n1,tea\n"), "archive"),
    "a.rtf": (b"{\\rtf1", "text document"),
    "a.db": (b"SQLite format 3\0", "database"),
    "a.parquet": (b"PAR1", "Parquet"),
    "a.html": (b"<p>x</p>", "web page"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_kinds_are_refused_by_their_name(tmp_path, name):
    data, word = OTHERS[name]
    (tmp_path / name).write_bytes(data)
    assert word in refused(tmp_path / name)


ZIPS = {
    "a.docx": ({"[Content_Types].xml": "", "_rels/.rels": "", "word/document.xml": "<w/>"}, "text document"),
    "a.xlsx": ({"[Content_Types].xml": "", "_rels/.rels": "", "word/document.xml": "<w/>"}, "text document"),
    "a.pptx": ({"[Content_Types].xml": "", "ppt/presentation.xml": "<w/>"}, "presentation"),
    "a.numbers": ({"Index/Document.iwa": "x", "preview.jpg": "x"}, "Numbers"),
    "a.zip": ({"sales/2024.csv": "order,item"}, "archive"),
    "b.xlsx": ({"2024.xlsx": "x"}, "archive"),
    "a.odt": ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "not a spreadsheet"),
    "c.xlsx": ({"[Content_Types].xml": "", "_rels/.rels": "", "other/part.xml": "<w/>"}, "not an Excel workbook"),
}


@pytest.mark.parametrize("name", ZIPS)
def test_other_zips_are_refused_by_what_they_hold(tmp_path, name):
    parts, word = ZIPS[name]
    assert word in refused(zipped(tmp_path / name, parts))


@pytest.mark.parametrize(("stream", "word"), [("WordDocument", "text document"), ("PowerPoint Document", "presentation")])
def test_other_ole_files_are_refused_by_what_they_hold(tmp_path, stream, word):
    path = tmp_path / "a.et"
    XlsDoc().save(str(path), b"x" * 5000)
    data, name = path.read_bytes(), stream.encode("utf-16-le")
    at = data.index("Workbook".encode("utf-16-le"))
    path.write_bytes(data[:at] + name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2) + data[at + 66 :])
    assert word in refused(path)


def test_what_a_file_is_counts_not_its_name(tmp_path):
    text = tmp_path / "a.xls"
    text.write_bytes("订单号\t商品名称\n1\t茶\n1\t奶\n".encode("gb18030"))
    assert rows_of(one(text)) == [["1", "茶"], ["1", "奶"]]
    assert "no sheet" in refused(text, sheet="Jan")
    utf16 = tmp_path / "b.xls"
    utf16.write_text("order\titem\n1\ttea\n", encoding="utf-16")
    assert rows_of(one(utf16)) == [["1", "tea"]]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", ["b.xls", "b.xlsx", "b.xlsb", "b.ods", "b.et", "b.csv", "b.data", "b"])
def test_a_workbook_is_read_whatever_its_name(tmp_path, suffix, name):
    (tmp_path / name).write_bytes(WRITERS[suffix](tmp_path / f"ok{suffix}", SALES).read_bytes())
    assert len(rows_of(one(tmp_path / name))) == 3


@pytest.mark.parametrize("rows", [[], [["order", "item", "quantity"]], [[None, None], [None]]])
@pytest.mark.parametrize("suffix", WRITERS)
def test_no_rows(tmp_path, suffix, rows):
    path = WRITERS[suffix](tmp_path / f"a{suffix}", rows)
    with pytest.raises(NothingToAnalyse) as caught:
        read(path)
    assert caught.value.values == {"file": path.name} and caught.value.advice


def test_cancel_ends_the_reader_of_a_large_workbook(shared_data, tmp_path):
    """calamine cannot be stopped: after a second without an answer the client is free, and ends the process."""
    engine = EngineProcess()
    messages = []

    def interrupt(event):
        messages.append(event["message"])
        if event["message"] == "Reading the workbook" and event["share"] > 0.1:
            raise KeyboardInterrupt  # as Ctrl-C would

    settings = {"workspace": str(tmp_path / "w"), "read": {"paths": [str(shared_data / "online_retail.xlsx")]}}
    try:
        with pytest.raises(Cancelled):
            ask(engine, "read", settings, interrupt)
    finally:
        engine.end()
    assert messages and not psutil.pid_exists(engine.pid) and not Workspace(tmp_path / "w").has("raw")
