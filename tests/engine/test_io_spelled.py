"""Codes and order numbers that one of the stacked files wrote without their leading zeros."""

from __future__ import annotations

from several import cells, either, said, together, total

HEADER = ["单号", "日期", "条码", "品名", "数量"]
NAMES = ["可乐", "雪碧", "薯片", "牛奶", "面包", "大米"]


def month(number: int, codes: list[str], names: list[str] = NAMES, orders: int = 12) -> list[list]:
    rows = []
    for i in range(orders):
        for k in (i % 6, (i + 2) % 6):
            rows.append([f"M{number}{i:04d}", f"2024-0{number}-{i + 1:02d}", codes[k], names[k], 1 + i % 3])
    return [HEADER, *rows]


def padded(width: int = 7) -> list[str]:
    return [str(101001 + i).zfill(width) for i in range(6)]


def test_codes_without_their_zeros_are_those_with(tmp_path):
    raw = together(*either(tmp_path, "csv", a=month(1, padded()), b=month(2, padded(6))))
    assert set(cells(raw, "条码")) == set(padded()) and raw.rows == 48 and not raw.marks.any()
    note = next(text for text in map(said, raw.notes) if "leading zeros" in text)
    assert "条码: 6" in note and "0101001 and 101001" in note


def test_numbers_of_a_workbook_are_codes_of_a_text_file(tmp_path):
    whole = month(2, padded(6))
    typed = [whole[0], *([a, b, int(c), d, e] for a, b, c, d, e in whole[1:])]
    (tmp_path / "x").mkdir()
    raw = together(*either(tmp_path, "csv", a=month(1, padded())), *either(tmp_path / "x", "xlsx", b=typed))
    assert set(cells(raw, "条码")) == set(padded())


def test_orders_of_both_files_are_one_once_their_codes_are(tmp_path):
    first, second = month(1, padded()), month(1, padded(6))
    raw = together(*either(tmp_path, "csv", a=first[:17], b=[HEADER, *second[9:]]))
    assert len(set(cells(raw, "单号"))) == 12 and total(raw, "数量") == sum(row[4] for row in first[1:])


def test_codes_of_other_products_keep_their_spelling(tmp_path):
    other = ["牙膏", "牙刷", "毛巾", "肥皂", "纸巾", "洗发水"]
    raw = together(*either(tmp_path, "csv", a=month(1, padded()), b=month(2, padded(6), other)))
    assert set(cells(raw, "条码")) == {*padded(), *padded(6)}


def test_both_spellings_in_one_file_are_two_codes(tmp_path):
    extra = ["M10000", "2024-01-01", "101001", "可乐", 1]
    raw = together(*either(tmp_path, "csv", a=[*month(1, padded()), extra], b=month(2, padded(6))))
    assert set(cells(raw, "条码")) == {*padded(), *padded(6)}


def test_zeros_of_several_widths_are_left_alone(tmp_path):
    mixed = [padded(7)[i] if i else "00101001" for i in range(6)]
    raw = together(*either(tmp_path, "csv", a=month(1, mixed), b=month(2, padded(6))))
    assert {"00101001", "101001", "0101002", "101002"} <= set(cells(raw, "条码"))


def receipts(first: int, last: int, width: int, day: str = "2024-03", turn: int = 0) -> list[list]:
    rows = []
    for i in range(first, last):
        for k in (i % 6, (i + 2) % 6):
            rows.append([str(10000 + i).zfill(width), f"{day}-{i % 28 + 1:02d}", NAMES[(k + turn) % 6], 1 + (i + turn) % 3])
    return [["单号", "日期", "品名", "数量"], *rows]


def test_order_numbers_without_their_zeros_are_the_same_orders(tmp_path):
    raw = together(*either(tmp_path, "csv", a=receipts(0, 20, 7), b=receipts(14, 30, 5)))
    assert total(raw, "数量") == sum(row[3] for row in receipts(0, 30, 7)[1:])
    assert len(set(cells(raw, "单号"))) == 30
    assert any("0010014 and 10014" in said(note) for note in raw.notes)


def test_another_tills_numbers_keep_their_spelling(tmp_path):
    raw = together(*either(tmp_path, "csv", a=receipts(0, 20, 7), b=receipts(14, 30, 5, "2024-05", 3)))
    assert len(set(cells(raw, "单号"))) == 36 and raw.rows == 72 and not raw.marks.any()
