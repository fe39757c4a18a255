"""Workbooks: sheets, headers, kinds of cells, row numbers; and those that cannot be read, each refused by name."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from assoc_engine.errors import FileError, NothingToAnalyse
from assoc_engine.io import workbook_guard
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.progress import Progress
from assoc_engine.settings import ReadSettings


def read(path, sheet=""):
    return read_files(ReadSettings((str(path),), sheet))


def write(path, *sheets):
    """sheets: (name, rows); cells placed as given."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def write_xls(path, rows, name="Sheet1"):
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell is not None:
                sheet.write(y, x, cell)
    book.save(str(path))
    return path


def rows_of(raw):
    return [[column.coded[i] for column in raw.columns] for i in range(raw.rows)]


SALES = [["order", "item", "quantity"], ["A1", "tea", 2], ["A1", "milk", 1], ["A2", "tea", 3]]


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xls"])
def test_cells_read_as_a_person_sees_them(tmp_path, suffix):
    rows = [["订单号", "编码", "单价"], [22423, "007", 2.55], ["22423a", 7, 0.1 + 0.2], [None, None, None], [1e15, "７", True]]
    path = (write_xls if suffix == ".xls" else lambda p, r: write(p, ("a", r)))(tmp_path / f"a{suffix}", rows)
    raw = read(path)
    assert rows_of(raw) == [["22423", "007", "2.55"], ["22423a", "7", "0.3"], ["1000000000000000", "７", "TRUE"]]
    assert raw.row.tolist() == [2, 3, 5]
    assert raw.columns[0].kinds.tolist() == [1, 0, 1]


def test_dates_and_times_of_a_workbook(tmp_path):
    rows = [["order", "item", "date", "time"], ["1", "tea", datetime(2024, 3, 1, 10, 5), time(9, 30)],
            ["2", "milk", date(2024, 3, 2), time(9, 30, 15)]]  # fmt: skip
    raw = read(write(tmp_path / "a.xlsx", ("a", rows)))
    assert rows_of(raw)[0][2:] == ["2024-03-01 10:05", "09:30:00"]
    assert rows_of(raw)[1][2].startswith("2024-03-02")
    table = make_table(raw, guess_roles(raw))
    assert table.time.tolist() == [1709285400, 1709371815]


def test_the_sheet_with_the_sales_is_read_and_the_others_are_named(tmp_path):
    long = [["region", "manager"]] + [["north", f"person {i}"] for i in range(500)]
    hidden = [["order", "item", "quantity", "price", "customer"]] + [["9", "x", 1, 2, 3]] * 900
    path = write(tmp_path / "a.xlsx", ("people", long), ("sales", SALES), ("old", hidden), ("empty", []))
    book = openpyxl.load_workbook(path)
    book["old"].sheet_state = "hidden"
    book.save(path)
    raw = read(path)
    assert raw.sources == (("a.xlsx", "sales"),)
    assert raw.notes[0]["values"] == {"sheet": "sales", "others": "people, old, empty"}
    named = read(path, sheet="old")
    assert (named.sources, named.rows, named.notes) == ((("a.xlsx", "old"),), 900, ())


def test_of_two_sheets_with_the_same_columns_the_longer_one_is_read(tmp_path):
    path = write(tmp_path / "a.xlsx", ("Jan", SALES), ("Feb", SALES + SALES[1:]))
    assert read(path).sources == (("a.xlsx", "Feb"),)


def test_an_unknown_sheet_lists_those_there_are(tmp_path):
    path = write(tmp_path / "a.xlsx", ("Jan", SALES), ("Feb", SALES))
    with pytest.raises(FileError) as caught:
        read(path, sheet="March")
    assert caught.value.values == {"file": "a.xlsx", "sheet": "March", "sheets": "Jan, Feb"}


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
    raw = read(path)
    assert raw.headers == ["小票号", "品名", "数量", "备注"]
    assert rows_of(raw) == [["1007", "茶", "1", ""], ["1009", "奶", "1", ""]]
    assert raw.row.tolist() == [7, 9]
    assert raw.notes[0]["values"] == {"row": 6}


def test_unnamed_columns_get_letters_and_a_workbook_without_header_says_so(tmp_path):
    raw = read(write(tmp_path / "a.xlsx", ("a", [["order", "item", None], ["1", "tea", "x"]])))
    assert raw.headers == ["order", "item", "C"]
    raw = read(write(tmp_path / "b.xlsx", ("a", [[f"A{i // 3}", f"tea {i % 4}", 2.5] for i in range(30)])))
    assert (raw.headers, raw.rows, raw.row[0]) == (["A", "B", "C"], 30, 1)
    assert "no header" in raw.notes[0]["message"]


def test_order_numbers_longer_than_a_number_holds_are_named(tmp_path):
    rows = [["订单编号", "商品名称"], [123456789012345678, "茶"], [123456789012345679, "奶"], [123456789012345678, "糖"]]
    raw = read(write(tmp_path / "a.xlsx", ("a", rows)))
    roles = guess_roles(raw)
    order = roles.columns[0]
    assert (order.role, order.sure) == ("order", False)
    assert "lost their last digits" in order.reason["message"]
    assert order.reason["values"] == {"example": "123456789012345700"}
    assert roles.question["values"] == {"header": "订单编号"}
    as_text = [[str(cell) for cell in row] for row in rows]
    raw = read(write(tmp_path / "b.xlsx", ("a", as_text)))
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

    progress = Watched()
    raw = read_files(ReadSettings((str(write(tmp_path / "a.xlsx", ("a", rows),)))), progress)
    assert rows_of(raw) == rows[1:]
    assert shares == sorted(shares) and shares[-1] == 1


# What cannot be read


def refused(path, sheet=""):
    with pytest.raises(FileError) as caught:
        read(path, sheet)
    error = caught.value
    assert error.advice, "an error must say what to do"
    assert path.name in str(error.values.values())
    return error.message


def xlsx_bytes(tmp_path):
    return write(tmp_path / "ok.xlsx", ("a", SALES)).read_bytes()


def test_missing_folder_empty_unknown(tmp_path):
    assert "no file" in refused(tmp_path / "gone.xlsx")
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in refused(tmp_path / "folder.csv")
    for name in ("a.xlsx", "a.xls", "a.csv"):
        (tmp_path / name).write_bytes(b"")
        assert "empty" in refused(tmp_path / name)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    assert "kind of file" in refused(tmp_path / "a.pdf")


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


def encrypted_xlsx(path):
    """As Excel writes a protected .xlsx: an OLE file with the stream EncryptedPackage."""
    XlsDoc().save(str(path), b"x" * 5000)
    data = path.read_bytes()
    at = data.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2)
    path.write_bytes(data[:at] + entry + data[at + len(entry) :])


def encrypted_xls(path):
    """An .xls whose stream says FILEPASS (0x2F, RC4) after its first record."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    stream = book.get_biff_data()
    first = 4 + struct.unpack("<H", stream[2:4])[0]
    XlsDoc().save(str(path), stream[:first] + struct.pack("<HHHHH", 0x2F, 6, 1, 1, 1) + stream[first:])


@pytest.mark.parametrize(("name", "make"), [("a.xlsx", encrypted_xlsx), ("a.xls", encrypted_xls), ("renamed.xls", encrypted_xlsx)])
def test_protected(tmp_path, name, make):
    make(tmp_path / name)
    assert "password" in refused(tmp_path / name)


def test_a_zip_with_a_password(tmp_path):
    data = bytearray(xlsx_bytes(tmp_path))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    (tmp_path / "a.xlsx").write_bytes(bytes(data))
    assert "password" in refused(tmp_path / "a.xlsx")


def test_another_zip_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "not an Excel workbook" in refused(tmp_path / "a.xlsx")


PAGES = ["<html><table><tr><td>1</td></tr></table></html>", '\ufeff<?xml version="1.0"?><Workbook/>', "  <TABLE><tr>",
         "<!DOCTYPE html>"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_web_page_named_xls(tmp_path, page):
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    assert "web page" in refused(tmp_path / "a.xls")


def test_what_a_file_is_counts_not_its_name(tmp_path):
    text = tmp_path / "a.xls"
    text.write_bytes("订单号\t商品名称\n1\t茶\n1\t奶\n".encode("gb18030"))
    assert rows_of(read(text)) == [["1", "茶"], ["1", "奶"]]
    assert "no sheet" in refused(text, sheet="Jan")
    utf16 = tmp_path / "b.xls"
    utf16.write_text("order\titem\n1\ttea\n", encoding="utf-16")
    assert rows_of(read(utf16)) == [["1", "tea"]]
    for name in ("b.xls", "b.csv"):
        (tmp_path / name).write_bytes(xlsx_bytes(tmp_path))
        assert len(rows_of(read(tmp_path / name))) == 3
    (tmp_path / "c.xlsx").write_bytes(write_xls(tmp_path / "ok.xls", SALES).read_bytes())
    assert len(rows_of(read(tmp_path / "c.xlsx"))) == 3


@pytest.mark.parametrize("rows", [[], [["order", "item", "quantity"]], [[None, None], [None]]])
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_no_rows(tmp_path, suffix, rows):
    path = tmp_path / f"a{suffix}"
    (write_xls if suffix == ".xls" else lambda p, r: write(p, ("a", r)))(path, rows)
    with pytest.raises(NothingToAnalyse) as caught:
        read(path)
    assert caught.value.values == {"file": path.name} and caught.value.advice


# Cells too far apart: calamine would end the process


def far_apart(path, dimension=None, cell="XFD1048576", others=()):
    book = openpyxl.Workbook()
    book.active["A1"] = "order"
    for place in (*others, cell):
        book.active[place] = 1
    book.create_sheet("plain").append(["order", "item"])
    book["plain"].append(["1", "tea"])
    book.save(path)
    if dimension is not None:
        true = f'ref="A1:{cell}"'.encode()
        rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(true, dimension.encode()))
    return path


def rewrite(path, member, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = change(parts[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("dimension", [None, 'ref="A1"', 'ref="A1:H10"', 'x="y"'])
def test_two_cells_at_the_ends_of_the_sheet(tmp_path, dimension):
    path = far_apart(tmp_path / "a.xlsx", dimension)
    with pytest.raises(FileError) as caught:
        read(path, sheet="Sheet")
    assert caught.value.values == {"file": "a.xlsx", "sheet": "Sheet", "rows": 1048576, "columns": 16384}
    assert rows_of(read(path)) == [["1", "tea"]]  # the other sheet is fine


def test_a_dimension_larger_than_the_cells_does_no_harm(tmp_path):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:C4"', b'ref="A1:XFD1048576"'))
    assert len(rows_of(read(path))) == 3


def test_large_sheets_are_believed_only_when_the_dimension_is_plausible(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_guard, "TRUSTED", 0)

    def extent(path):
        with zipfile.ZipFile(path) as archive:
            return workbook_guard.extent(archive, archive.getinfo("xl/worksheets/sheet1.xml"), Progress())

    assert extent(far_apart(tmp_path / "a.xlsx", 'ref="A1"')) == (1048576, 16384)
    assert extent(far_apart(tmp_path / "b.xlsx", 'ref="A1:H10"')) == (1048576, 16384)
    assert extent(far_apart(tmp_path / "c.xlsx", cell="AB40")) == (40, 28)


def test_a_large_sheet_with_a_true_dimension_is_not_scanned(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_guard, "TRUSTED", 0)
    monkeypatch.setattr(workbook_guard, "CHUNK", 4096)
    path = write(tmp_path / "a.xlsx", ("a", [["order", "item"]] + [["1", "tea"]] * 3000))
    seen = []
    progress = Progress()
    monkeypatch.setattr(progress, "step", lambda *args, **values: seen.append(args))
    workbook_guard.check_zip(path, progress)
    assert not seen
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:B3001"', b'ref="A1"'))
    workbook_guard.check_zip(path, progress)
    assert len(seen) > 10


def test_cells_across_chunk_borders_are_seen(tmp_path, monkeypatch):
    path = far_apart(tmp_path / "a.xlsx", 'ref="A1"', others=("B2", "ZZ500"))
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        for chunk in range(70, 140):
            monkeypatch.setattr(workbook_guard, "CHUNK", chunk)
            assert workbook_guard.extent(archive, info, Progress()) == (1048576, 16384), chunk


def test_empty_formatted_cells_do_not_count(tmp_path):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    stray = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", stray))
    assert len(rows_of(read(path))) == 3


def test_a_workbook_that_unpacks_to_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED", 1 << 20)
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx_bytes(tmp_path))
    rewrite(path, "xl/theme/theme1.xml", lambda xml: b" " * (2 << 20))
    assert "unpacks to" in refused(path)
