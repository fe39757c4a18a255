"""Workbooks that would fill the memory: each is refused by name and limit before calamine gets it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib

import openpyxl
import psutil
import pytest
from workbooks import (
    SALES,
    ods_parts,
    ods_row,
    read,
    record,
    refused,
    rewrite,
    rows_of,
    write,
    write_ods,
    write_xls,
    write_xlsb,
    xlsb_sheet,
    zipped,
)  # fmt: skip

from assoc_engine.errors import FileError
from assoc_engine.io import sheet_extents, workbook_guard, xml_checks
from assoc_engine.io.sheet_extents import OdsExtents, XlsbExtent, XlsxExtent
from assoc_engine.io.xml_checks import Entities, Spans
from assoc_engine.io.zip_parts import TooLong
from assoc_engine.progress import Progress

SHEET = "xl/worksheets/sheet1.xml"


def check(path):
    with path.open("rb") as file:
        return workbook_guard.check_zip(path, file, Progress())


def reached(*pieces):
    extent = XlsxExtent()
    for piece in pieces:
        extent.feed(piece)
    return extent.rows, extent.columns


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
        rewrite(path, SHEET, lambda xml: xml.replace(true, dimension.encode()))
    return path


@pytest.mark.parametrize("dimension", [None, 'ref="A1"', 'ref="A1:H10"', 'x="y"'])
def test_two_cells_at_the_ends_of_the_sheet(tmp_path, dimension):
    path = far_apart(tmp_path / "a.xlsx", dimension)
    with pytest.raises(FileError) as caught:
        read(path, sheet="Sheet")
    assert caught.value.values == {"file": "a.xlsx", "sheet": "Sheet", "rows": 1048576, "columns": 16384}
    (table,) = read(path)  # the other sheet is fine
    assert rows_of(table) == [["1", "tea"]]
    assert [(part.sheet, part.rows, part.hidden) for part in table.parts] == [("plain", 1, False), ("Sheet", 0, False)]
    assert "far from the others" in table.parts[1].message["message"]


def test_a_dimension_larger_than_the_cells_does_no_harm(tmp_path):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    rewrite(path, SHEET, lambda xml: xml.replace(b'ref="A1:C4"', b'ref="A1:XFD1048576"'))
    assert read(path)[0].rows == 3


def test_large_sheets_are_believed_only_when_the_dimension_is_plausible(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_extents, "TRUSTED", 0)
    for dimension in ('ref="A1"', 'ref="A1:H10"'):
        assert check(far_apart(tmp_path / "a.xlsx", dimension)).extents["Sheet"] == (1048576, 16384)
    assert check(far_apart(tmp_path / "a.xlsx", cell="AB40")).extents == {"Sheet": (40, 28), "plain": (2, 2)}


def test_a_large_sheet_with_a_true_dimension_is_not_scanned(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_extents, "TRUSTED", 0)
    path = write(tmp_path / "a.xlsx", ("a", [["order", "item"]] + [["1", "tea"]] * 3000))
    fed = []
    monkeypatch.setattr(XlsxExtent, "feed", lambda self, piece: fed.append(piece))
    assert check(path).extents == {"a": (3001, 2)} and not fed
    rewrite(path, SHEET, lambda xml: xml.replace(b'ref="A1:B3001"', b'ref="A1"'))
    check(path)
    assert sum(map(len, fed)) > 100_000


def test_cells_across_the_borders_of_pieces_are_seen(tmp_path):
    path = far_apart(tmp_path / "a.xlsx", 'ref="A1"', others=("B2", "ZZ500"))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(SHEET)
    for size in range(1, 140):
        pieces = [xml[at : at + size] for at in range(0, len(xml), size)]
        assert reached(*pieces) == (1048576, 16384), size


FAR = {
    "other order": '<row r="1"><c s="1" r="A1"><v>1</v></c></row><row r="9"><c t="n" r="XFD1048576"><v>1</v></c></row>',
    "single quotes": "<row r='1'><c r='A1'><v>1</v></c></row><row><c r='XFD1048576'><v>1</v></c></row>",
    "blanks": '<row r="1"><c  r = "A1"><v>1</v></c></row><row><c\nr="XFD1048576"><v>1</v></c></row>',
    "prefix": '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "a prefix of its own": '<row r="1"><c r="A1"><v>1</v></c></row><row><y:c r="XFD1048576"><y:v>1</y:v></y:c></row>',
    "small letters": '<row r="1"><c r="A1"><v>1</v></c></row><row><c r="xfd1048576"><v>1</v></c></row>',
    "row alone": '<row r="1048576"><c r="XFC1048576"/><c><v>1</v></c></row>',
    "counted": '<row r="1048575"><c r="XFC1048575"><v>1</v></c></row><row>' + "<c/>" * 16383 + "<c><v>1</v></c></row>",
}


@pytest.mark.parametrize("how", FAR)
def test_however_a_far_cell_is_written_it_is_found(how):
    rows = FAR[how]
    name = "x:worksheet" if how == "prefix" else "worksheet"
    xml = f"<{name}><cols><col min='1'/></cols><sheetData>{rows}</sheetData><conditionalFormatting/></{name}>".encode()
    assert reached(xml) == (1048576, 16384)
    assert reached(*(xml[at : at + 31] for at in range(0, len(xml), 31))) == (1048576, 16384)


def test_rows_and_cells_without_places_are_counted(tmp_path):
    sheet = "<worksheet><sheetData>" + "<row><c><v>1</v></c><c/><c><v>2</v></c></row>" * 700 + "</sheetData></worksheet>"
    assert reached(sheet.encode()) == (700, 3)
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    strip = re.compile(rb' r="[A-Z]*\d+"')
    rewrite(path, SHEET, lambda xml: strip.sub(b"", xml))
    assert rows_of(read(path)[0]) == [["A1", "tea", "2"], ["A1", "milk", "1"], ["A2", "tea", "3"]]


@pytest.mark.parametrize("empty", ['<c r="XFD1048576" s="1"/>', '<c r="XFD1048576" s="1" />', '<c r="XFD1048576" s="1"></c>'])
def test_empty_formatted_cells_do_not_count(tmp_path, empty):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    stray = f'<row r="1048576">{empty}</row></sheetData>'.encode()
    rewrite(path, SHEET, lambda xml: xml.replace(b"</sheetData>", stray))
    assert read(path)[0].rows == 3


def test_one_far_column_alone_is_no_absurd_sheet(tmp_path):
    book = openpyxl.Workbook()
    for row in SALES:
        book.active.append(row)
    book.active["XFD2"] = "note"
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx")[0].rows == 3


@pytest.mark.parametrize("place", ["E4294967295", "E99999999999999999999", "ZZZZZ1"])
def test_a_place_that_no_sheet_has(tmp_path, place):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    rewrite(path, SHEET, lambda xml: xml.replace(b'r="C4"', f'r="{place}"'.encode()))
    assert "far from the others" in refused(path)


# .xls, .xlsb and .ods


def test_sectors_of_an_xls_that_run_in_a_circle(tmp_path):
    path = write_xls(tmp_path / "a.xls", SALES * 50)
    data = bytearray(path.read_bytes())
    table = (struct.unpack_from("<I", data, 76)[0] + 1) * 512  # which sector follows which
    data[table + 4 : table + 8] = struct.pack("<I", 0)  # 0, 1, 0, 1, …
    path.write_bytes(bytes(data))
    assert "damaged" in refused(path)


def test_a_cell_of_an_xls_beyond_its_last_column(tmp_path):
    path = write_xls(tmp_path / "a.xls", SALES)
    data = path.read_bytes()
    number = struct.pack("<HHHH", 0x27E, 10, 1, 2)  # the cell C2, a whole number
    assert data.count(number) == 1
    path.write_bytes(data.replace(number, struct.pack("<HHHH", 0x27E, 10, 1, 256)))
    assert "damaged" in refused(path)
    path.write_bytes(data.replace(number, struct.pack("<HHHH", 0x27E, 10, 1, 255)))
    assert read(path)[0].columns[-1].header == "IV"


def test_far_cells_of_an_xlsb(tmp_path):
    sheet = xlsb_sheet([["order"], [None] * 16383 + [1.0]], row_numbers=[0, 1048575])
    path = write_xlsb(tmp_path / "a.xlsb", ("far", sheet), ("plain", SALES))
    assert check(path).absurd == {"far": (1048576, 16384)}
    assert "far from the others" in refused(path, sheet="far")
    assert [table.rows for table in read(path)] == [3]
    for size in (1, 7, 64):
        extent = XlsbExtent()
        for at in range(0, len(sheet), size):
            extent.feed(sheet[at : at + size])
        assert (extent.rows, extent.columns) == (1048576, 16384)


def test_a_large_xlsb_is_believed_only_where_it_is_true(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_extents, "TRUSTED_BINARY", 0)
    rows = [["order", "item"]] + [["1", "tea"]] * 50
    assert check(write_xlsb(tmp_path / "a.xlsb", ("a", rows))).extents == {"a": (51, 2)}
    lying = xlsb_sheet(rows, row_numbers=[*range(50), 1048575], dimension=(3, 1))
    assert check(write_xlsb(tmp_path / "a.xlsb", ("a", lying))).extents == {"a": (1048576, 2)}


def test_a_record_of_absurd_size(tmp_path):
    lying = record(129) + b"\x06\xff\xff\xff\x7f" + b"x" * 99
    path = write_xlsb(tmp_path / "a.xlsb", ("a", lying))
    assert "longer than" in refused(path)


def test_an_xls_that_says_it_has_millions_of_rows(tmp_path):
    path = write_xls(tmp_path / "a.xls", SALES)
    data = path.read_bytes()
    said = struct.pack("<HHIIHH", 0x200, 14, 0, 4, 0, 3)
    assert data.count(said) == 1
    path.write_bytes(data.replace(said, struct.pack("<HHIIHH", 0x200, 14, 0, 4 + (8 << 24), 0, 3)))
    assert "damaged" in refused(path)


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_an_ods_cut_off_inside(tmp_path, share):
    path = write_ods(tmp_path / "a.ods", ("a", SALES * 20), ("b", SALES))
    rewrite(path, "content.xml", lambda xml: xml[: int(len(xml) * share)])
    assert "damaged" in refused(path)


@pytest.mark.parametrize("bomb", [
    ods_row('<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>',
            ' table:number-rows-repeated="1048576"'),
    ods_row('<table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value-type="string">'
            "<text:p>x</text:p></table:table-cell>") + ods_row("<table:table-cell/>", ' table:number-rows-repeated="1048574"')
    + ods_row('<table:table-cell office:value-type="float" office:value="1"/>'),
])  # fmt: skip
def test_repeated_cells_and_rows_of_an_ods(tmp_path, bomb):
    path = zipped(tmp_path / "a.ods", ods_parts(f'<table:table table:name="bomb">{bomb}</table:table>'))
    with pytest.raises(FileError) as caught:
        read(path)
    assert caught.value.values == {"file": "a.ods", "sheet": "bomb", "rows": 1048576, "columns": 16384}


def test_repeated_empty_cells_below_and_beside_do_no_harm(tmp_path):
    cells = "".join(f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>' for name in SALES[0])
    beside = '<table:table-cell table:number-columns-repeated="16381"/>'
    filled = ods_row(cells.replace("order", "A1").replace("item", "tea").replace("quantity", "some") + beside,
                     ' table:number-rows-repeated="3"')
    below = ods_row('<table:table-cell table:number-columns-repeated="16384"/>', ' table:number-rows-repeated="1048572"')
    table = f'<table:table table:name="a">{ods_row(cells + beside)}{filled}{below}</table:table>'
    (raw,) = read(zipped(tmp_path / "a.ods", ods_parts(table)))
    assert (raw.rows, raw.headers) == (3, SALES[0])
    extents = OdsExtents()
    for piece in table:
        extents.feed(piece.encode())
    assert extents.tables == {"a": (4, 3)}


def test_repeated_blanks_and_long_texts_of_an_ods(tmp_path):
    def book(cell, attributes=""):
        return zipped(tmp_path / "a.ods", ods_parts(f'<table:table table:name="a">{ods_row(cell, attributes)}</table:table>'))

    blanks = '<table:table-cell office:value-type="string"><text:p>x<text:s text:c="9000000000"/></text:p></table:table-cell>'
    assert "unpacks to" in refused(book(blanks))
    words = f"<text:p>{'x' * 30_000}</text:p>"
    long = f'<table:table-cell office:value-type="string" table:number-columns-repeated="900">{words}</table:table-cell>'
    assert "unpacks to" in refused(book(long, ' table:number-rows-repeated="900"'))


# Sizes, texts and entities


def test_a_workbook_that_unpacks_to_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED", 1 << 20)
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    rewrite(path, "xl/theme/theme1.xml", lambda xml: b" " * (2 << 20))
    assert "unpacks to" in refused(path)


def test_more_than_is_free_in_memory(tmp_path, monkeypatch):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    free = psutil.virtual_memory()._replace(available=1000)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    assert "GB of memory" in refused(path)


def lie_about_size(path, member, declared, checksum):
    """Write another size (and checksum) into both headers of a part."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(member)
    central = data.rindex(b"PK\x01\x02", 0, data.rindex(member.encode()))
    for at in (info.header_offset + 14, central + 16):
        data[at : at + 12] = struct.pack("<III", checksum, info.compress_size, declared)
    path.write_bytes(bytes(data))


def test_a_part_that_holds_more_than_it_declares(tmp_path):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    bomb = b"<worksheet><sheetData>" + b" " * (8 << 20) + b"</sheetData></worksheet>"
    rewrite(path, SHEET, lambda xml: bomb)
    lie_about_size(path, SHEET, 22, zlib.crc32(bomb[:22]))
    with zipfile.ZipFile(path) as archive:
        assert archive.read(SHEET) == bomb[:22], "zipfile believes it"
    assert "damaged or incomplete" in refused(path)


def test_a_text_of_absurd_length(tmp_path, monkeypatch):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    rewrite(path, SHEET, lambda xml: xml.replace(b"tea", b"x" * (33 << 20)).replace(b't="s"', b't="inlineStr"'))
    rewrite(path, "xl/sharedStrings.xml", lambda xml: xml.replace(b"tea", b"x" * (33 << 20)))
    before = psutil.Process().memory_info().rss
    assert "longer than" in refused(path)
    assert psutil.Process().memory_info().rss - before < 200 << 20


SPANS = {
    "text": (b"<a>" + b"x" * 900, True),
    "tag": (b'<a b="' + b"x" * 900 + b'"/>', True),
    "comment": (b"<a/><!-- " + b"<>" * 450 + b"-->", True),
    "section": (b"<a><![CDATA[" + b"<>" * 450 + b"]]></a>", True),
    "short ones": (b"<a>!</a><!-- x --><b><![CDATA[<y>]]></b>" * 300, False),
    "after a comment": (b"<!-- " + b"<" * 300 + b" -->" + b"y" * 300 + b"<a>" + b"z" * 300 + b"<b/>", False),
}


@pytest.mark.parametrize("what", SPANS)
@pytest.mark.parametrize("size", [1, 5, 100])
def test_the_longest_piece_of_xml(monkeypatch, what, size):
    monkeypatch.setattr(xml_checks, "MAX_TEXT", 800)
    data, too_long = SPANS[what]
    spans = Spans()

    def feed():
        for at in range(0, len(data), size):
            spans.feed(data[at : at + size])

    if too_long:
        with pytest.raises(TooLong):
            feed()
    else:
        feed()


DECLARED = b'<?xml version="1.0"?>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


READ = "xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
COMMENT = b"<!-- " + b" " * (2 << 20) + b" -->"


@pytest.mark.parametrize(  # of a part that is never read only the beginning is looked at
    ("part", "before"),
    [*((part, b"") for part in (*READ, "docProps/core.xml")), *((part, COMMENT) for part in READ)],
)
def test_entities_are_refused_in_any_part(tmp_path, part, before):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    rewrite(path, part, lambda xml: DECLARED + before + LAUGHS + xml.split(b"?>", 1)[-1])
    assert "entities" in refused(path)
    ods = write_ods(tmp_path / "a.ods", ("a", SALES))
    rewrite(ods, "content.xml", lambda xml: DECLARED + before + LAUGHS + xml.split(b"?>", 1)[-1])
    assert "entities" in refused(ods)


def test_entities_in_utf16_are_seen_by_the_parser():
    with pytest.raises(Entities):
        xml_checks.tags((LAUGHS + b"<x>&b;</x>").decode().encode("utf-16"), "sheet")


def test_a_part_listed_twice_and_names_that_lead_out(tmp_path):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/workbook.xml", "<workbook/>")
    assert "twice" in refused(path)
    path = write(tmp_path / "b.xlsx", ("a", SALES))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../evil.xml", "<a/>")
    assert "damaged" in refused(path)
