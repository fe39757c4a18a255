"""Text files: every encoding with every separator, quoted and damaged lines, and baskets."""

from __future__ import annotations

import csv
import io
import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assoc_engine.errors import FileError, NothingToAnalyse
from assoc_engine.io.delimited import read_delimited
from assoc_engine.io.raw import RawTable
from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.progress import SILENT
from assoc_engine.settings import ReadSettings
from assoc_engine.workspace import Workspace


def read(path):
    return read_files(ReadSettings((str(path),)))


def rows_of(raw):
    return [[column.coded[i] for column in raw.columns] for i in range(raw.rows)]


def messages(raw):
    return [note["message"] for note in raw.notes]


CHINESE = [["订单编号", "商品名称", "单价"], ["A1", "可乐", "3.5"], ["A1", "薯片, 原味", "6"], ["A2", "喆牌茶|袋\t装;", "12.0"]]
WESTERN = [["order", "item", "price"], ["A1", "Café crème", "3.5"], ["A1", "Käse, jung", "6"],
           ["A2", "Maçã; Coração|à\tla", "9"]]  # fmt: skip
ENCODINGS = [
    *((name, CHINESE) for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le")),
    *((name, WESTERN) for name in ("utf-16-be", "utf-8", "cp1252", "latin-1")),
]


@pytest.mark.parametrize(("encoding", "separator"), list(itertools.product(range(len(ENCODINGS)), ",;\t|")))
def test_encoding_and_separator_are_told(tmp_path, encoding, separator):
    name, table = ENCODINGS[encoding]
    text = "".join(
        separator.join(f'"{cell}"' if any(mark in cell for mark in ",;|\t") else cell for cell in row) + "\r\n"
        for row in table
    )
    path = tmp_path / "sales.csv"
    path.write_bytes(text.encode(name))
    raw = read(path)
    assert raw.headers == table[0]
    assert rows_of(raw) == table[1:]
    assert raw.row.tolist() == [2, 3, 4]
    assert guess_roles(raw).column("product") == 1


def test_a_cut_or_damaged_character_does_not_change_the_encoding(tmp_path):
    body = "订单编号,商品名称\n" + "A1,可口可乐\n" * 50
    path = tmp_path / "a.csv"
    path.write_bytes(body.encode("utf-8")[:-2])
    assert read(path).headers == ["订单编号", "商品名称"]
    data = bytearray(body.encode("gb18030"))
    data[-4] = 0xFF
    path.write_bytes(bytes(data))
    raw = read(path)
    assert raw.columns[1].texts[0] == "可口可乐"
    assert any("damaged" in message for message in messages(raw))


def test_a_decimal_comma_is_not_taken_for_the_separator(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Bestellung;Artikel;Preis;Summe\n" + "".join(f"{i};Brot;1,50;2,50\n" for i in range(50)))
    assert read(path).headers == ["Bestellung", "Artikel", "Preis", "Summe"]


def test_excels_separator_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\norder;item\n1;tea\n")
    raw = read(path)
    assert (raw.headers, rows_of(raw), raw.row.tolist()) == (["order", "item"], [["1", "tea"]], [3])


def test_quoted_newlines_keep_rows_and_lines_right(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('order,item,note\n1,tea,"two\nlines"\n2,"a ""good"" cup",\n\n3,"x\n\ny",z\n4,milk,\n')
    raw = read(path)
    assert [row[1] for row in rows_of(raw)] == ["tea", 'a "good" cup', "x\n\ny", "milk"]
    assert raw.row.tolist() == [2, 4, 6, 9]


CELL = st.text(alphabet='a1茶é ",;\t|\n\r.-', max_size=8)
SEPARATED = st.tuples(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=40), st.sampled_from(",;\t|"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SEPARATED)
def test_whatever_the_csv_module_writes_is_read_back_with_its_lines(tmp_path, case):
    rows, separator = case
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL)
    expected = []
    for number, row in enumerate([("order", "item", "note"), *rows]):
        line = len(list(io.StringIO(written.getvalue(), newline=""))) + 1
        writer.writerow(row)
        if number and any(row):
            expected.append((line, list(row)))
    path = tmp_path / "a.csv"
    path.write_bytes(written.getvalue().encode("utf-8"))
    if not expected:
        with pytest.raises(NothingToAnalyse):
            read_delimited(path, SILENT)
        return
    raw = read_delimited(path, SILENT)  # before its layout is looked at: cells such as 1|1 may be several products
    assert raw.headers == ["order", "item", "note"]
    assert list(zip(raw.row.tolist(), rows_of(raw), strict=True)) == expected


def test_lines_with_too_many_cells_stay_as_empty_rows_and_are_counted(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("order,item,price\n1,tea,2\n2,bread, dark,3\n3,milk,1,,\n4,jam\n5,egg,2\n")
    raw = read(path)
    assert rows_of(raw) == [["1", "tea", "2"], ["", "", ""], ["3", "milk", "1"], ["4", "jam", ""], ["5", "egg", "2"]]
    assert raw.row.tolist() == [2, 3, 4, 5, 6]
    long = next(note for note in raw.notes if "more cells" in note["message"])
    assert long["values"] == {"count": 1, "lines": "3"}
    short = next(note for note in raw.notes if "fewer cells" in note["message"])
    assert short["values"] == {"count": 1}


def test_title_lines_blank_lines_and_nameless_empty_columns_go(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("销售明细表,,,\n日期：2024-01,,,\n,,,\n小票号,品名,,数量\n1,茶,,2\n,,,\n2,奶,,1\n", encoding="utf-8")
    raw = read(path)
    assert raw.headers == ["小票号", "品名", "数量"]
    assert rows_of(raw) == [["1", "茶", "2"], ["2", "奶", "1"]]
    assert raw.row.tolist() == [5, 7]
    assert any(note["values"].get("row") == 4 for note in raw.notes)


def test_without_a_header_columns_get_letters(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{100 + i // 3},2024-01-{1 + i // 9:02d},tea {i % 5},{i % 3 + 1}\n" for i in range(60)))
    raw = read(path)
    assert raw.headers == ["A", "B", "C", "D"]
    assert raw.rows == 60
    roles = guess_roles(raw)
    assert [roles.column(role) for role in ("order", "time", "product")] == [0, 1, 2]
    assert roles.question is not None


def test_row_names_without_a_header(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"order","item"\n"1",10,"tea"\n"2",10,"milk"\n"3",11,"tea"\n')
    raw = read(path)
    assert raw.headers == ["A", "order", "item"]
    assert rows_of(raw)[0] == ["1", "10", "tea"]


def test_repeated_headers_are_numbered(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("order,item,note,note\n1,tea,a,b\n")
    assert read(path).headers == ["order", "item", "note", "note (2)"]


def test_codes_and_long_numbers_stay_text(tmp_path):
    path = tmp_path / "a.csv"
    lines = ['订单编号,商家编码,标题', '="210987654321098765",007,茶', '="210987654321098766",007a,茶', "\t12345678901234567,7,奶"]
    path.write_text("\n".join(lines), encoding="utf-8")
    raw = read(path)
    table = make_table(raw, guess_roles(raw))
    assert list(table.order) == ["210987654321098765", "210987654321098766", "12345678901234567"]
    assert list(table.code) == ["007", "007a", "7"]
    assert raw.columns[1].kinds.tolist() == [0, 0, 1]


BASKETS = {
    "numbers by blanks": "1 5 9\n2 5\n1 2 5 9 11\n\n5\n9 1\n",
    "names by blanks": "bread milk\nbread beer eggs\nmilk\nmilk bread beer eggs\n\nbread milk\n",
    "names by commas": "whole milk, bread\nbread,jam,whole milk\njam\ntea,bread,jam,whole milk\n\nbread\n",
    "padded": "tea,jam,egg,rice\njam,tea,,\negg,,,\nrice,tea,jam,\n\negg,tea,,\n",
    "semicolons": "tea;jam\njam;tea;egg\negg;jam\negg;tea;jam;rice\n\ntea\n",
    "tabs": "tea\tjam\njam\ttea\tegg\negg\tjam\negg\ttea\tjam\trice\n\ntea\n",
}


@pytest.mark.parametrize("name", BASKETS)
@pytest.mark.parametrize("suffix", [".dat", ".txt", ".csv"])
def test_one_basket_a_line(tmp_path, name, suffix):
    path = tmp_path / f"baskets{suffix}"
    path.write_text(BASKETS[name])
    raw = read(path)
    assert raw.layout == "baskets"
    expected = [
        [str(number), item.strip()]
        for number, line in enumerate(BASKETS[name].splitlines(), 1)
        for item in (line.split() if "blanks" in name else line.replace(";", ",").replace("\t", ",").split(","))
        if item.strip()
    ]
    assert rows_of(raw) == expected
    assert raw.row.tolist() == [int(basket) for basket, _ in expected]
    roles = guess_roles(raw)
    assert (roles.column("order"), roles.column("product"), roles.question) == (0, 1, None)


TABLES = {
    "unquoted commas": "order,item,qty\n" + "".join(f"{i},{'bread, dark' if i % 2 else 'tea'},1\n" for i in range(40)),
    "headerless pairs of numbers": "".join(f"{i // 3} {i % 17 + 50}\n".replace(" ", ",") for i in range(90)),
    "one column of names": "商品名称\n" + "可口可乐 330ml\n百事可乐\n可口可乐 330ml 罐装\n" * 10,
    "blank last column": "order,item,note\n" + "".join(f"{i},tea,{'late' if i % 3 else ''}\n" for i in range(40)),
    "names with blanks": "order,item\n" + "".join(f"{i},green tea cup {i % 3}\n" for i in range(40)),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_not_taken_for_baskets(tmp_path, name):
    path = tmp_path / "a.csv"
    path.write_text(TABLES[name], encoding="utf-8")
    assert read(path).layout == "lines"


def test_lines_are_kept_in_order_over_many_chunks(tmp_path):
    path = tmp_path / "a.csv"
    rng = np.random.default_rng(5)
    items = rng.integers(0, 300, 40_000).tolist()
    path.write_text("order,item\n" + "".join(f"{i // 4},p{item}\n" for i, item in enumerate(items)))
    raw = read(path)
    table = make_table(raw, guess_roles(raw))
    assert [table.product.vocabulary[code] for code in table.product.codes] == [f"p{item}" for item in items]
    assert list(table.order)[::4] == [str(i) for i in range(10_000)]
    assert raw.row.tolist() == list(range(2, 40_002))


def test_the_workspace_gives_back_what_was_put(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("order,item,price\n1,tea,2.5\n1,,\n2,milk,x\n")
    raw = read(path)
    workspace = Workspace(tmp_path / "w")
    raw.put(workspace)
    again = RawTable.get(workspace)
    assert rows_of(again) == rows_of(raw)
    assert (again.headers, again.rows, again.sources, again.layout, again.bytes, again.notes) == (
        raw.headers, 3, (("a.csv", ""),), "lines", raw.bytes, raw.notes,
    )  # fmt: skip
    meta = workspace.meta("raw")
    assert (meta["file"], meta["rows"]) == ("a.csv", 3)
    table, other = make_table(raw, guess_roles(raw)), make_table(again, guess_roles(again))
    assert np.array_equal(table.fingerprint, other.fingerprint)
    assert np.array_equal(table.price, other.price, equal_nan=True)


@pytest.mark.parametrize("content", ["order,item,price\n", "order,item\n\n,\n", "\n\n\n", "   \n"])
def test_no_rows_is_nothing_to_analyse(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_text(content)
    with pytest.raises(NothingToAnalyse) as caught:
        read(path)
    assert caught.value.values["file"] == "a.csv" and caught.value.advice


def test_what_is_no_text_is_refused_by_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(FileError) as caught:
        read(path)
    assert "not a text file" in caught.value.message and caught.value.advice
