"""The Excel report, reopened: every number is that of its table, text stayed text, nothing is left behind."""

from __future__ import annotations

import datetime
import errno
import io
import os
import re
import zipfile

import numpy as np
import openpyxl
import pytest
from report_tables import MADE, NAMES, write_workspace

from assoc_engine.errors import WriteError
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.reports import link_sections
from assoc_engine.reports.build import build_report
from assoc_engine.reports.model import (
    ChartBlock,
    Column,
    Kind,
    Paragraph,
    Report,
    Section,
    Style,
    TableBlock,
)
from assoc_engine.reports.xlsx import write_xlsx
from assoc_engine.reports.xlsx_cells import LONGEST, display_width, lines_of, safe_text
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace

LANGUAGES = ("en", "zh_CN")
SHEETS = ["Conclusion", "Data check", "Key figures", "Links", "Page recommendations", "Method", "Chart data"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    return write_workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="module")
def books(workspace, tmp_path_factory) -> dict:
    """The report of the made shop in both languages, reopened."""
    folder = tmp_path_factory.mktemp("reports")
    return {language: written(workspace, folder / f"{language}.xlsx", language) for language in LANGUAGES}


def written(workspace: Workspace, path, language: str = "en"):
    text = Text(language)
    write_xlsx(build_report(workspace, text), path, text)
    return openpyxl.load_workbook(path)


def table_of(sheet, first_title: str) -> tuple[int, list[str], list[tuple]]:
    """(row of the headers, headers, rows) of the table that begins with `first_title`, up to the first empty cell."""
    start = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == first_title)
    headers = [cell.value for cell in sheet[start] if cell.value is not None]
    rows = []
    for row in sheet.iter_rows(min_row=start + 1, max_col=len(headers), values_only=True):
        if row[0] is None:
            break
        rows.append(row)
    return start, headers, rows


def words_of(book) -> list[str]:
    """Everything a reader can read: cells, notes, names of sheets."""
    found = list(book.sheetnames)
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str):
                found.append(cell.value)
            if cell.comment:
                found.append(cell.comment.text)
    return found


def test_sheets_stand_in_their_order(books):
    assert books["en"].sheetnames == SHEETS
    assert books["zh_CN"].sheetnames == ["结论", "数据核对", "关键指标", "关联明细", "页面推荐", "计算方法", "图表数据"]


def test_links_are_those_of_the_table(books, workspace):
    """Column by column: the passing ones first, each group in the table's order."""
    links = workspace.get("links")
    order = np.r_[np.flatnonzero(links["passes"]), np.flatnonzero(~links["passes"])]
    _, headers, rows = table_of(books["en"]["Links"], "Who buys this (A)")
    assert len(rows) == len(order) > 50
    column = dict(zip(headers, zip(*rows, strict=True), strict=True))
    assert list(column["Who buys this (A)"]) == [NAMES[a] for a in links["a"][order]]
    assert list(column["Code of B"]) == [str(100 + b) for b in links["b"][order]]
    assert [v == "◐ likely" for v in column["Verdict"]] == links["passes"][order].tolist()
    for title, name in (("Orders with both", "orders"), ("Expected by chance", "expected"),
                        ("Times chance", "adjusted_lift"), ("Of A’s orders, with B", "confidence"),
                        ("Of B’s orders, with A", "confidence_back"),
                        ("Orders with A", "a_orders"), ("Orders with B", "b_orders"), ("Of all orders", "support"),
                        ("Lift", "lift"), ("False alarm rate", "q_value")):  # fmt: skip
        np.testing.assert_allclose(column[title], links[name][order], rtol=1e-14)
    np.testing.assert_allclose(column["Orders beyond chance"], (links["orders"] - links["expected"])[order], rtol=1e-12)


def test_only_so_many_links_are_written_and_it_is_said(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(link_sections, "LINK_ROWS", 10)
    sheet = written(workspace, tmp_path / "r.xlsx")["Links"]
    _, headers, rows = table_of(sheet, "Who buys this (A)")
    assert len(rows) == 10
    assert [row[headers.index("Verdict")] for row in rows] == ["◐ likely"] * 3 + ["chance can explain it"] * 7
    total = len(workspace.get("links")["a"])
    assert any(f"the first 10 of {total} pairs" in str(cell.value) for cell in sheet["A"])


def test_pages_are_those_of_the_table(books, workspace):
    pages, links = workspace.get("pages"), workspace.get("links")
    _, headers, rows = table_of(books["en"]["Page recommendations"], "On the page of")
    held = np.asarray(workspace.get("products")["orders"])
    columns = (pages[name] for name in ("product", "other", "rank", "link", "extra"))
    wanted = {
        (NAMES[p], NAMES[o]): (int(r), int(links["orders"][link]), extra, int(held[p]))
        for p, o, r, link, extra in zip(*columns, strict=True)
    }
    assert len(rows) == len(wanted) == 2 * len(MADE)
    for row in rows:
        values = dict(zip(headers, row, strict=True))
        rank, together, extra, of_page = wanted.pop((values["On the page of"], values["Recommend"]))
        assert (values["Place"], values["Orders with both"]) == (rank, together)
        assert values["Orders beyond chance"] == pytest.approx(extra)
        assert values["Why"].startswith(f"{together} of its {of_page} orders ({together / of_page:.0%}) hold both")
    popular = [held[NAMES.index(row[0])] for row in rows]
    assert popular == sorted(popular, reverse=True)


def test_page_one_holds_the_strongest_actions(books, workspace):
    actions, links = workspace.get("actions"), workspace.get("links")
    sheet = books["en"]["Conclusion"]
    _, headers, rows = table_of(sheet, "No.")
    assert [row[0] for row in rows] == list(range(1, len(actions["a"]) + 1))
    for row, a, b, link, value in zip(rows, actions["a"], actions["b"], actions["link"], actions["value"], strict=True):
        values = dict(zip(headers, row, strict=True))
        assert (values["on the page of"], values["Recommend"]) == (NAMES[a], NAMES[b])
        assert values["Orders with both"] == links["orders"][link]
        assert values["Value of the orders beyond chance so far"] == pytest.approx(value)
    words = " ".join(words_of(books["en"]))
    for part in ("Start with these 6 recommendations", "12 orders hold 70%", "Approved by", "no promise",
                 "3 of them pass", "not prove"):  # fmt: skip
        assert part in words
    assert sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((None, None), (1, 1))
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sum(len(s._charts) for s in books["en"]) == 5


def test_more_actions_than_page_one_holds_get_a_sheet(tmp_path, monkeypatch):
    from assoc_engine.reports import build, conclusion

    for module in (build, conclusion):
        monkeypatch.setattr(module, "ON_PAGE_ONE", 4)
    book = written(write_workspace(tmp_path / "w"), tmp_path / "r.xlsx")
    assert book.sheetnames[:2] == ["Conclusion", "Actions"]
    assert len(table_of(book["Conclusion"], "No.")[2]) == 4
    assert len(table_of(book["Actions"], "No.")[2]) == 6
    assert any("The 4 strongest of 6 actions" in words for words in words_of(book))


def test_data_check_accounts_for_every_row(books, workspace):
    quality = workspace.meta("quality")
    sheet = books["en"]["Data check"]
    rows = [row for row in table_of(sheet, "From the rows read to the rows used")[2] if row[2] is not None]
    assert rows[0] == ("Rows read", None, quality["rows_in"])
    assert rows[-1][2] == quality["rows_out"] == sum(row[2] for row in rows[:-1])
    assert [row[1:] for row in rows[1:-1]] == [("left out", -10), ("merged into one", -20)]
    _, headers, examples = table_of(sheet, "Rule")
    assert headers == ["Rule", "Sheet or file", "Row", "What stands there"]
    assert examples[0] == ("§Cancelled orders§", "Sales & more", 2112, "=HYPERLINK(…) · 7")
    words = words_of(books["en"])
    assert "Also checked in the rows read, nothing found: §Returned goods§" in words
    assert "Switched off, so not checked: §Postage and fees§" in words
    assert ("Date", "Date", "please check", "§Its name says so.§") in table_of(sheet, "Column")[2]


def test_key_figures_with_definitions_and_types(books):
    sheet = books["en"]["Key figures"]
    _, _, rows = table_of(sheet, "Figure")
    figures = {label: (value, definition) for label, value, definition in rows}
    assert figures["Orders"] == (2000, "§How orders is counted.§")
    assert figures["Average order value"] == (17.25, "§How average_order_value is counted.§")
    assert figures["First order"][0] == datetime.datetime(2023, 1, 2, 1, 0)
    assert "Customers" not in figures and "Repeat rate" not in figures  # the file has none
    assert len(sheet._charts) == 4


def test_no_prices_no_dates_no_codes(tmp_path):
    """What the file cannot give is left out, not shown empty."""
    book = written(write_workspace(tmp_path / "w", prices=False, dates=False, codes=False), tmp_path / "r.xlsx")
    headers = table_of(book["Conclusion"], "No.")[1]
    assert headers[-1] == "Orders beyond chance so far"
    assert not any("Code" in title for title in table_of(book["Links"], "Who buys this (A)")[1])
    assert len(book["Key figures"]._charts) == 3
    assert any("no dates" in words for words in words_of(book))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_passes_is_said_and_helped(tmp_path, language):
    book = written(write_workspace(tmp_path / "w", made=False), tmp_path / "r.xlsx", language)
    words = " ".join(words_of(book))
    assert "§Nothing to recommend yet.§" in words and "§More months of orders would help.§" in words
    chance = Text(language)("chance can explain it")
    assert all(row[4] == chance for row in table_of(book.worksheets[3], Text(language)("Who buys this (A)"))[2])
    assert len(book.worksheets[2]._charts) == 4


def test_one_order_one_product_no_links(tmp_path):
    """The smallest file still gets a report."""
    workspace = write_workspace(tmp_path / "w", orders=1, names=NAMES[:5], made=False)
    assert not len(workspace.get("links")["a"])
    book = written(workspace, tmp_path / "r.xlsx")
    assert book["Links"].auto_filter.ref is None
    assert any("1 order;" in words for words in words_of(book))


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_tables_are_frozen_filtered_and_printed_narrow(books, language):
    for at, first in ((3, "Who buys this (A)"), (4, "On the page of")):
        sheet = books[language].worksheets[at]
        header, titles, rows = table_of(sheet, Text(language)(first))
        last = openpyxl.utils.get_column_letter(len(titles))
        assert sheet.freeze_panes == f"A{header + 1}"
        assert sheet.auto_filter.ref == f"A{header}:{last}{header + len(rows)}"
        assert sheet.print_title_rows == f"${header}:${header}"
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight in (0, "0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_are_wide_enough(books, language):
    """No number is shown as ###, no word of a header is cut, and no column is wider than a screen."""
    for sheet in books[language]:
        for column in sheet.iter_cols():
            letter = openpyxl.utils.get_column_letter(column[0].column)
            width = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else 8.43
            for cell in column:
                if isinstance(cell.value, (int, float)):
                    places = len(cell.number_format.split(".")[1].rstrip("%")) if "." in cell.number_format else 0
                    shown = f"{cell.value:,.{places}f}" if "<" not in cell.number_format else "<0.0001"
                    assert len(shown) + 1 <= width, (sheet.title, cell.coordinate, shown, width)
            assert width <= 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_numbers_in_the_language_s_formats(books, language):
    sheet = books[language].worksheets[3]
    header, titles, rows = table_of(sheet, Text(language)("Who buys this (A)"))
    formats = [cell.number_format for cell in sheet[header + 1]][: len(titles)]
    assert formats[5:13] == ["#,##0", "#,##0.0", "#,##0.0", "#,##0.0", "0.0%", "0.0%", "#,##0", "#,##0"]
    assert all(isinstance(value, (int, float)) for value in rows[0][5:])
    dates = {cell.number_format for row in books[language].worksheets[2].iter_rows() for cell in row
             if isinstance(cell.value, datetime.datetime)}  # fmt: skip
    assert dates == ({'[$-804]yyyy"年"m"月"d"日"'} if language == "zh_CN" else {"[$-809]d mmm yyyy"})


def test_headers_carry_their_definition(books):
    sheet = books["en"]["Links"]
    header, titles, _ = table_of(sheet, "Who buys this (A)")
    notes = {title: sheet.cell(header, at + 1).comment for at, title in enumerate(titles)}
    assert "Confidence: orders with both ÷ orders with A." in notes["Of A’s orders, with B"].text
    assert sum(note is not None for note in notes.values()) >= 11


def test_the_chinese_report_has_no_english_words(books):
    given = {*NAMES, "bakery.xlsx", "Sales & more", "Order", "Item", "Date", "DOT", "=HYPERLINK(…) · 7"}
    for words in words_of(books["zh_CN"]):
        for part in sorted(given, key=len, reverse=True):
            words = words.replace(part, "")
        words = re.sub("§[^§]*§", "", words)
        left = set(re.findall(r"[A-Za-z]{2,}", words)) - {"Benjamini", "Hochberg", "BH"}
        assert not left, words


def test_charts_speak_the_language_and_hold_their_numbers(books, workspace):
    summary = workspace.get("summary")
    with_text = {language: chart_texts(books[language]) for language in LANGUAGES}
    assert "Most orders in the week of 26 Jun 2023: 125" in with_text["en"]
    assert "2023年6月26日当周订单最多：125 单" in with_text["zh_CN"]
    rows = list(books["en"]["Chart data"].iter_rows(min_row=4, values_only=True))
    at = rows[0].index("Orders a week")
    assert [row[at] for row in rows[1:] if row[at] is not None] == summary["period_orders"].tolist()


def chart_texts(book) -> list[str]:
    titles = [chart.title.tx.rich for sheet in book for chart in sheet._charts]
    return [run.t for title in titles for paragraph in title.p for run in paragraph.r or ()]


def test_text_of_users_never_becomes_anything_else(tmp_path):
    hostile = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "http://example.org/x", "mailto:a@b", '=HYPERLINK("x")',
               "{=1}", "00123", "1e5", "<r><t>x</t></r>", "<b>&amp;\"'</b>", "TRUE", "#REF!", "a\tb\nc"]  # fmt: skip
    book = written(write_workspace(tmp_path / "w", names=tuple(hostile)), tmp_path / "r.xlsx")
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in "nsd", (sheet.title, cell.coordinate, cell.value)
            assert cell.hyperlink is None
    names = {row[0] for row in table_of(book["Links"], "Who buys this (A)")[2]} | {
        row[1] for row in table_of(book["Links"], "Who buys this (A)")[2]}  # fmt: skip
    assert {name.rstrip() for name in names} == set(hostile)
    with zipfile.ZipFile(tmp_path / "r.xlsx") as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist() if name.startswith("xl/worksheets/"))
        assert not any("externalLink" in name for name in file.namelist())


def test_text_excel_cannot_hold_is_made_to_fit(tmp_path):
    strange = ("x" * 40_000, "😀" * 20_000, "bell\x07 null\x00", "half \ud83d pair", "\ufffe\uffff", "line\r\nend\rlast",
               "_x0041_ literal", "normal name")  # fmt: skip
    book = written(write_workspace(tmp_path / "w", names=strange), tmp_path / "r.xlsx")
    rows = table_of(book["Links"], "Who buys this (A)")[2]
    names = {value for row in rows for value in row[:2]}
    assert all(len(name.encode("utf-16-le")) // 2 <= LONGEST for name in names)
    assert "x" * (LONGEST - 1) + "…" in names
    assert {"bell\ufffd null\ufffd", "half \ufffd pair", "line\nend\nlast", "normal name"} <= names
    conclusion = [str(cell.value) for row in book["Conclusion"].iter_rows() for cell in row if cell.value]
    assert max(map(len, conclusion)) < 500  # a sentence does not carry 40,000 characters


@pytest.mark.parametrize(
    ("value", "kept"), [("plain", "plain"), ("a\x0bb", "a\ufffdb"), ("<r>x</r>", "<r>x</r> "), ("", "")]
)
def test_safe_text(value, kept):
    assert safe_text(value) == kept


def test_widths_and_lines():
    assert display_width("订单") == pytest.approx(2 * display_width("订"))
    assert 1.8 <= display_width("订") / display_width("0") <= 2
    assert lines_of("", 10) == 1
    assert lines_of("one two three", 100) == 1
    assert lines_of("aaaa bbbb cccc", display_width("aaaa bbbb")) == 2
    assert lines_of("x" * 100, display_width("x" * 10)) == 10
    assert lines_of("订" * 20, display_width("订" * 10)) == 2
    assert lines_of("a\nb\nc", 50) == 3


def test_missing_and_endless_numbers_are_no_errors(tmp_path):
    values = Column("v", Kind.NUMBER, np.array([1.5, np.nan, np.inf, -np.inf]))
    early = Column("d", Kind.DATE, np.array([-5_000_000_000, 0, 86_400, 3_600]))
    report = Report("t", "en", "f", (Section("s", "S", (TableBlock((values, early)),)),))
    write_xlsx(report, tmp_path / "r.xlsx", Text("en"))
    _, _, rows = table_of(openpyxl.load_workbook(tmp_path / "r.xlsx")["s"], "v")
    assert rows == [(1.5, None)]
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["s"]
    at = next(row for row in range(1, 9) if sheet.cell(row, 1).value == "v")
    assert [sheet.cell(at + k, 1).value for k in (2, 3, 4)] == [None, "∞", "−∞"]
    assert sheet.cell(at + 3, 2).value == datetime.datetime(1970, 1, 2)


def test_names_of_sheets_excel_refuses(tmp_path):
    block = (Paragraph("x", Style.BODY),)
    report = Report("t", "en", "f&A", (Section("a/b:c*[d]?" + "x" * 40, "S", block),))
    write_xlsx(report, tmp_path / "r.xlsx", Text("en"))
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames == ["a b c  d  " + "x" * 21]


def test_the_model_knows_no_format(workspace):
    report = build_report(workspace, Text("en"))
    blocks = [block for section in report.sections for block in section.blocks]
    for block in blocks:
        if isinstance(block, TableBlock):
            assert len({len(column.values) for column in block.columns}) == 1
    assert sum(isinstance(block, ChartBlock) for block in blocks) == 5


def test_the_same_tables_give_the_same_report(workspace, tmp_path):
    for name in ("a", "b"):
        written(workspace, tmp_path / f"{name}.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as a, zipfile.ZipFile(tmp_path / "b.xlsx") as b:
        assert a.namelist() == b.namelist()
        assert all(a.read(name) == b.read(name) for name in a.namelist() if name != "docProps/core.xml")


# Where it cannot be written


@pytest.fixture
def report(workspace) -> Report:
    return build_report(workspace, Text("en"))


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A target that holds something already, and the only folder for temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    (tmp_path / "r.xlsx").write_bytes(b"what was there")
    return tmp_path / "r.xlsx"


def unharmed(kept) -> bool:
    left = sorted(path.relative_to(kept.parent).as_posix() for path in kept.parent.rglob("*"))
    return kept.read_bytes() == b"what was there" and left == ["r.xlsx", "temporary"]


def three_parts(error: WriteError, language: str, *parts: str) -> None:
    words = Text(language).error(error)
    assert error.advice and "{" not in words and all(part in words for part in parts), words


def test_a_folder_that_is_not_there(report, tmp_path):
    with pytest.raises(WriteError) as raised:
        write_xlsx(report, tmp_path / "none" / "r.xlsx", Text("en"))
    three_parts(raised.value, "en", "there is no folder", str(tmp_path / "none"), "create it first")
    three_parts(raised.value, "zh_CN", "不存在", "请选择")
    assert not (tmp_path / "none").exists()


def test_a_folder_in_place_of_the_file(report, tmp_path):
    with pytest.raises(WriteError) as raised:
        write_xlsx(report, tmp_path, Text("en"))
    three_parts(raised.value, "en", tmp_path.name, str(tmp_path.parent), "has a folder of that name")


def test_a_file_open_elsewhere(report, kept, monkeypatch):
    def refuse(source, target):
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(WriteError) as raised:
        write_xlsx(report, kept, Text("en"))
    three_parts(raised.value, "en", "r.xlsx", str(kept.parent), "Excel")
    three_parts(raised.value, "zh_CN", "r.xlsx", "Excel", "关闭")
    assert unharmed(kept)


def test_a_read_only_file_is_respected(report, kept, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anything: the system cannot be asked
    with pytest.raises(WriteError):
        write_xlsx(report, kept, Text("en"))
    assert unharmed(kept)


@pytest.mark.parametrize("after", [0, 5])
def test_a_full_disk(report, kept, monkeypatch, after):
    """The first write fails, or a later one in the middle of the archive."""

    class Full(io.FileIO):
        writes = 0

        def write(self, data):
            Full.writes += 1
            if Full.writes > after:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    opener = lambda path, mode: Full(path, mode.replace("b", ""))  # noqa: E731
    monkeypatch.setattr("assoc_engine.reports.xlsx.open", opener, raising=False)
    with pytest.raises(WriteError) as raised:
        write_xlsx(report, kept, Text("en"))
    three_parts(raised.value, "en", "disk is full", "Free some space")
    assert unharmed(kept)


class Watched(Progress):
    """Keeps every share of the bar, and asks the work to stop once it has reached one."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.shares, self._stop_at = [], stop_at
        super().__init__()

    @property
    def snapshot(self):
        return self._latest

    @snapshot.setter
    def snapshot(self, value) -> None:
        self._latest = value
        self.shares.append(value.share)
        if value.share >= self._stop_at:
            self.cancel()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("share", [0.001, 0.3, 0.7, 0.751, 0.8])
def test_cancelled_leaves_nothing_behind(report, kept, share):
    """While rows are written (below 0.75) and while the archive is packed."""
    with pytest.raises(Cancelled):
        write_xlsx(report, kept, Text("en"), Watched(share))
    assert unharmed(kept)


def test_building_can_be_cancelled(workspace):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        build_report(workspace, Text("en"), progress)


def test_progress_rises_to_the_end(report, tmp_path):
    progress = Watched()
    write_xlsx(report, tmp_path / "r.xlsx", Text("en"), progress)
    assert progress.shares == sorted(progress.shares)
    assert progress.shares[-1] > 0.8 and len(set(progress.shares)) > 8


def test_a_real_file_from_file_to_report(shared_data, tmp_path):
    """The bakery's joint orders in the report are those one counts by hand in its file."""
    from assoc_engine import analysis
    from assoc_engine.settings import AnalysisSettings, ReadSettings

    path = shared_data / "BreadBasket_DMS.csv"
    workspace = Workspace(tmp_path / "w")
    analysis.read(workspace, ReadSettings((str(path),)), {}, Progress())
    analysis.analyse(workspace, AnalysisSettings(), Progress())
    _, headers, rows = table_of(written(workspace, tmp_path / "r.xlsx")["Links"], "Who buys this (A)")
    baskets: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        _, _, transaction, item = line.split(",")
        baskets.setdefault(transaction, set()).add(item)
    assert len(rows) == len(workspace.get("links")["a"]) > 200
    for row in rows[:20] + rows[-20:]:
        assert row[headers.index("Orders with both")] == sum({row[0], row[1]} <= basket for basket in baskets.values())
