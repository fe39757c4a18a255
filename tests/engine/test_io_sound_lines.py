"""Lines of text files that are mended: stray quotation marks, zero bytes, and lines of absurd length."""

from __future__ import annotations

import csv
import io

import pytest

from assoc_engine.errors import FileError
from assoc_engine.io import delimited, large_text, sound_lines
from assoc_engine.io.delimited import read_delimited
from assoc_engine.progress import SILENT


@pytest.fixture(params=["csv", "kernels"])
def read(request, tmp_path, monkeypatch):
    """Reads bytes as a small file or as a large one."""
    monkeypatch.setattr(delimited, "LARGE", 0 if request.param == "kernels" else 1 << 60)
    monkeypatch.setattr(large_text, "BLOCK", 512)

    def read(content):
        path = tmp_path / "a.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_delimited(path, SILENT)

    return read


def rows_of(raw):
    return [[column.coded[i] for column in raw.columns] for i in range(raw.rows)]


def note_of(raw, word):
    return [note["values"] for note in raw.notes if word in note["message"]]


STRAY = {
    "before other quoted cells": (lambda i: f'{i},"item {i % 7}",1', '1000,"item 6,1', ["1000", "item 6", "1"]),
    "before plain cells": (lambda i: f"{i},item {i % 7},1", '1000,"12 inch pan,1', ["1000", "12 inch pan", "1"]),
    "in a last cell": (lambda i: f'"{i}","item {i % 7}","1"', '"1000","a, b","1', ["1000", "a, b", "1"]),
    "before inches": (lambda i: f'{i},{i % 7}" nail,1', '1000,"5 inch pot,1', ["1000", "5 inch pot", "1"]),
    "in a first cell": (lambda i: f"{i},item {i % 7},1", '"1000,item 6,1', ["1000", "item 6", "1"]),
    "in two columns": (lambda i: f'{i},"item {i % 7}"', '1000,"item 6', ["1000", "item 6"]),
}


@pytest.mark.parametrize("stray", ['"cake', '"big" cake', '5" cake'])
def test_the_same_stray_mark_in_neighbouring_rows_keeps_them_apart(read, stray):
    names = ["tea", stray, stray, "milk", stray, "jam", "tea", stray, stray, stray, "milk"]
    raw = read("\n".join(["order,item,qty", *(f"{i},{name},1" for i, name in enumerate(names))]) + "\n")
    rows = rows_of(raw)
    assert [row[0] for row in rows] == [str(i) for i in range(len(names))] and {row[2] for row in rows} == {"1"}
    assert {row[1] for row in rows if "cake" in row[1]} == {{'"cake': "cake", '"big" cake': "big cake"}.get(stray, stray)}


@pytest.mark.parametrize("name", STRAY)
@pytest.mark.parametrize("place", [3, 1000, 2999])
def test_a_quotation_mark_never_closed_swallows_nothing(read, name, place):
    usual, stray, meant = STRAY[name]
    lines = [usual(i) for i in range(3000)]
    lines[place] = stray
    raw = read("\n".join(["order,item,qty" if "two" not in name else "order,item", *lines]) + "\n")
    assert raw.row.tolist() == list(range(2, 3002))
    rows = rows_of(raw)
    assert rows[place] == meant
    assert rows[place - 1] == next(csv.reader([usual(place - 1)]))
    assert [row[0] for row in rows[place + 1 :]] == [str(i) for i in range(place + 1, 3000)]
    assert note_of(raw, "is not closed") == [{"count": 1, "lines": str(place + 2)}]


def test_each_stray_mark_is_named(read):
    lines = [f'{i},"tea {i % 5}",2' for i in range(200)]
    for place in range(10, 150, 20):
        lines[place] = f'{place},"tea,2'
    raw = read("\n".join(["order,item,qty", *lines]))
    assert raw.rows == 200
    assert note_of(raw, "is not closed") == [{"count": 7, "lines": "12, 32, 52, 72, 92…"}]


MEANT = [
    "12 High Street, 5\nLondon, UK\nEurope, Earth", "first\nsecond", "a, b, c\nd", "\n\n\n", 'said ""yes""\nthen', "x\r\ny, z",
]  # fmt: skip


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_line_breaks_that_are_meant_stay(read, columns):
    rows = [[str(i), MEANT[i % len(MEANT)], "2.5", "tea"][:columns] for i in range(300)]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([["order", "item", "price", "note"][:columns], *rows])
    raw = read(written.getvalue())
    assert rows_of(raw) == rows and not note_of(raw, "is not closed")


def test_whole_lines_between_two_stray_marks_are_rows(read):
    lines = [f"{i},tea {i % 5},2" for i in range(300)]
    lines[100], lines[110] = '100,tea,"2', '110,tea,2"'
    raw = read("\n".join(["order,item,qty", *lines]))
    assert raw.rows == 300 and [row[0] for row in rows_of(raw)] == [str(i) for i in range(300)]


def test_zero_bytes_are_left_out_and_said(read):
    lines = [f'{i},tea {i % 5},"2"' for i in range(300)]
    lines[100], lines[250] = "100,te\0a 0,2\0", '250,tea 0,"2\0"'
    raw = read("\n".join(["order,item,qty", *lines]))
    assert raw.rows == 300 and rows_of(raw)[100] == ["100", "tea 0", "2"]
    assert len(raw.columns[1].texts) == 5 and raw.columns[2].texts == ["2"]
    assert note_of(raw, "zero bytes") == [{"count": 2, "lines": "102, 252"}]


def test_a_line_of_absurd_length_is_refused_by_name_and_limit(read, monkeypatch):
    monkeypatch.setattr(sound_lines, "LONGEST_LINE", 1 << 20)
    monkeypatch.setattr(sound_lines, "_STEP", 1 << 19)
    head, rest = "order,item,qty\n1,", ",1\n2,tea,1\n2,jam,1\n" * 1000
    assert read(head + "z" * 400_000 + rest).rows == 3000
    with pytest.raises(FileError) as caught:
        read(head + "z" * (1 << 21) + rest)
    assert caught.value.values == {"file": "a.csv", "limit": 1} and caught.value.advice


def test_a_line_of_absurd_length_is_not_read(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"order,item\n1,")
        for _ in range(40):
            file.write(b"z" * (1 << 20))
    with pytest.raises(FileError) as caught:
        read_delimited(path, SILENT)
    assert caught.value.values["limit"] == 16
