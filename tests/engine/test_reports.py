"""The Excel report, reopened: every number is that of its table, in both languages."""

from __future__ import annotations

import datetime
import re
import zipfile

import numpy as np
import openpyxl
import pytest
from report_books import LANGUAGES, chart_texts, table_of, words_of, written
from report_tables import MADE, NAMES, write_workspace

from assoc_engine.progress import Progress
from assoc_engine.reports import links_section
from assoc_engine.reports.build import build_report
from assoc_engine.reports.grade_words import later_results
from assoc_engine.reports.model import ChartBlock, ChartKind, Paragraph, TableBlock
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace

SHEETS = ["Conclusion", "Data check", "Tables and columns", "Key figures", "Links", "Page recommendations", "Method",
          "Chart data"]  # fmt: skip


def test_sheets_stand_in_their_order(books):
    assert books["en"].sheetnames == SHEETS
    assert books["zh_CN"].sheetnames == ["结论", "数据核对", "表和列", "关键指标", "关联明细", "页面推荐", "计算方法", "图表数据"]


def test_links_are_those_of_the_table(books, workspace):
    """Column by column: the passing ones first, each group in the table's order."""
    links = workspace.get("links")
    order = np.r_[np.flatnonzero(links["passes"]), np.flatnonzero(~links["passes"])]
    _, headers, rows = table_of(books["en"]["Links"], "Who buys this (A)")
    assert len(rows) == len(order) > 50
    column = dict(zip(headers, zip(*rows, strict=True), strict=True))
    assert list(column["Who buys this (A)"]) == [NAMES[a] for a in links["a"][order]]
    assert list(column["Code of B"]) == [str(100 + b) for b in links["b"][order]]
    words = {0: ("may be chance", None), 2: ("◐ likely", "not clear"), 3: ("● proven", "found again")}
    assert [(v, later or None) for v, later in zip(column["Grade"], column["Later"])] == [words[g] for g in links["grade"][order].tolist()]
    assert list(column["Assortment"]) == ["seasonal" if fate else "still sold" for fate in links["fate"][order].tolist()]
    for title, name in (("Times chance, later", "late_lift"), ("Later, at least", "late_low"), ("Later, at most", "late_high")):
        assert list(column[title][:3]) == pytest.approx(links[name][order][:3].tolist()) and not any(column[title][3:])
    for title, name in (("Orders with both", "orders"), ("of these tested", "counted"), ("Expected by chance", "expected"),
                        ("Times chance", "adjusted_lift"), ("Of A’s orders, with B", "confidence"),
                        ("Of B’s orders, with A", "confidence_back"),
                        ("Orders with A", "a_orders"), ("Orders with B", "b_orders"), ("Of all orders", "support"),
                        ("Lift", "lift"), ("Share of accidents", "q_value")):  # fmt: skip
        np.testing.assert_allclose(column[title], links[name][order], rtol=1e-14)
    np.testing.assert_allclose(column["Orders beyond chance"], (links["counted"] - links["expected"])[order], rtol=1e-12)


def test_what_is_bought_instead_of_each_other_has_a_sheet_where_it_was_looked_for(tmp_path):
    workspace = write_workspace(tmp_path / "w")
    assert "Instead of each other" not in written(workspace, tmp_path / "r.xlsx").sheetnames
    links, rows = workspace.get("links"), [5, 6, 7]
    anti = {name: np.asarray(links[name])[rows] for name in links.columns} | {
        "grade": np.array([3, 2, 2], np.int8), "companions": np.array([4, 0, 1], np.int32), "instead": np.array([True, False, False]),
    }  # fmt: skip
    said = {name: {"message": f"§{name}§", "values": {}} for name in ("answer", "floor_reason")}
    workspace.put("anti", anti, {**links.meta, **said})
    sheet = written(workspace, tmp_path / "r.xlsx")["Instead of each other"]
    _, headers, listed = table_of(sheet, "Product")
    table = dict(zip(headers, zip(*listed, strict=True), strict=True))
    named = [(NAMES[a], NAMES[b]) for a, b in zip(anti["a"], anti["b"], strict=True)]
    assert list(zip(table["Product"], table["or"], strict=True)) == named
    assert table["They are bought"] == ("instead", "apart", "apart") and table["Grade"] == ("● proven", "◐ likely", "◐ likely")
    assert table["Both go with"] == (4, 0, 1)
    np.testing.assert_allclose(table["Orders missing"], anti["expected"] - anti["counted"])


def test_only_so_many_links_are_written_and_it_is_said(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(links_section, "LINK_ROWS", 10)
    sheet = written(workspace, tmp_path / "r.xlsx")["Links"]
    _, headers, rows = table_of(sheet, "Who buys this (A)")
    assert len(rows) == 10
    assert [row[headers.index("Grade")] for row in rows] == ["● proven", "◐ likely", "● proven"] + ["may be chance"] * 7
    total = len(workspace.get("links")["a"])
    assert any(f"the first 10 of {total} pairs" in str(cell.value) for cell in sheet["A"])


def test_on_paper_is_what_one_decides_by(books, workspace, tmp_path):
    """Of the links those that stand out, up to the column that says whether they can still be used; where none does a page of them.
    Short sheets are upright; where bars are, names stand beside them, not numbers."""
    sheet = books["en"]["Links"]
    start, headers, _ = table_of(sheet, "Who buys this (A)")
    last = openpyxl.utils.get_column_letter(headers.index("Assortment") + 1)
    assert sheet.print_area.endswith(f"$A$1:${last}${start + 3}")
    assert any(f"first 3 rows, up to the column “{headers[headers.index('Assortment')]}”" in str(cell.value) for cell in sheet["A"])
    merged = [area.max_col for area in sheet.merged_cells.ranges]
    assert merged and max(merged) <= headers.index("Assortment") + 1, "no sentence runs off the paper"
    none = written(write_workspace(tmp_path / "w", made=False), tmp_path / "r.xlsx")["Links"]
    assert none.print_area.endswith(f"${table_of(none, 'Who buys this (A)')[0] + links_section.ONE_PAGE}")
    upright = {name for name in books["en"].sheetnames if books["en"][name].page_setup.orientation != "landscape"}
    assert {"Conclusion", "Key figures", "Data check"} <= upright and not {"Links", "Page recommendations"} & upright
    chart = build_report(workspace, Text("en")).sections[0].blocks
    names = next(block for block in chart if isinstance(block, ChartBlock)).series[0].x
    assert names[0] == " + ".join(NAMES[workspace.get("actions")[side][0]] for side in "ab")


def test_pages_are_those_of_the_table(books, workspace):
    pages, links = workspace.get("pages"), workspace.get("links")
    _, headers, rows = table_of(books["en"]["Page recommendations"], "On the page of")
    held = np.asarray(workspace.get("products")["orders"])
    columns = (pages[name] for name in ("product", "other", "rank", "link", "extra"))
    wanted = {
        (NAMES[p], NAMES[o]): (int(r), int(links["orders"][link]), extra, int(held[p]), int(link))
        for p, o, r, link, extra in zip(*columns, strict=True)
    }
    assert len(rows) == len(wanted) == 2 * len(MADE)
    for row in rows:
        values = dict(zip(headers, row, strict=True))
        rank, together, extra, of_page, at = wanted.pop((values["On the page of"], values["Recommend"]))
        assert (values["Place"], values["Orders with both"]) == (rank, together)
        assert values["Orders beyond chance"] == pytest.approx(extra)
        tested = int(links["counted"][at])
        whole = f"{together} of its {of_page} orders ({together / of_page:.0%}) hold both, "
        less = f"{together / of_page:.0%} of its orders hold both; the {tested} tested ones are "
        assert values["Why"].startswith(whole if tested == together else less)
        assert values["Why"].endswith("; not confirmed by the later orders") == (values["Grade"] == "◐ likely")
    popular = [held[NAMES.index(row[0])] for row in rows]
    assert popular == sorted(popular, reverse=True)


def test_page_one_holds_the_strongest_actions(books, workspace):
    actions, links = workspace.get("actions"), workspace.get("links")
    sheet = books["en"]["Conclusion"]
    _, headers, rows = table_of(sheet, "No.")
    assert [row[0] for row in rows] == list(range(1, len(actions["a"]) + 1))
    for row, a, b, link, value in zip(rows, actions["a"], actions["b"], actions["link"], actions["value"], strict=True):
        values = dict(zip(headers, row, strict=True))
        assert (values["beside"], values["Recommend"]) == (NAMES[a], NAMES[b])
        assert values["Tested orders with both"] == links["counted"][link]
        assert values["Value of the orders beyond chance so far"] == pytest.approx(value)
    words = " ".join(words_of(books["en"]))
    for part in ("Start with these 6 recommendations", "12 orders hold 70%", "Approved by", "no promise",
                 "3 of them pass; of links as clear as these at most <0.1% are expected to be mere chance, fewer than one here.",
                 "not prove"):  # fmt: skip
        assert part in words
    assert sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((None, None), (1, 1))
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sum(len(s._charts) for s in books["en"]) == 5


@pytest.mark.parametrize(("least_clear", "said"), [(0.04, "at most 4.0% are expected to be mere chance, about 2 here"),
                                                   (0.01, "at most 1.0% are expected to be mere chance, fewer than one here")])  # fmt: skip
def test_how_many_may_be_accidents_is_of_those_that_pass(tmp_path, least_clear, said):
    """By the least clear of 45 that pass, not by the rate that was asked for."""
    workspace = write_workspace(tmp_path / "w")
    links = workspace.get("links")
    passes = np.arange(len(links["a"])) < 45
    q = np.where(passes, 1e-9, 0.5)
    q[7] = least_clear
    workspace.put("links", {**links.columns, "passes": passes, "q_value": q}, {**links.meta, "passing": 45})
    words = [block.text for block in build_report(workspace, Text("en")).sections[0].blocks if isinstance(block, Paragraph)]
    assert any(said in one for one in words)


def test_more_actions_than_page_one_holds_get_a_sheet(tmp_path, monkeypatch):
    from assoc_engine.reports import build, conclusion

    for module in (build, conclusion):
        monkeypatch.setattr(module, "ON_PAGE_ONE", 4)
    book = written(write_workspace(tmp_path / "w"), tmp_path / "r.xlsx")
    assert book.sheetnames[:2] == ["Conclusion", "Actions"]
    assert len(table_of(book["Conclusion"], "No.")[2]) == 4
    assert len(table_of(book["Actions"], "No.")[2]) == 6
    assert any("The 4 strongest of 6 actions" in words for words in words_of(book))


def test_key_figures_with_definitions_and_types(books):
    sheet = books["en"]["Key figures"]
    _, _, rows = table_of(sheet, "Figure")
    figures = {label: (value, definition) for label, value, definition in rows}
    assert figures["Orders"] == (2000, "§How orders is counted.§")
    assert figures["Average order value"] == (17.25, "§How average_order_value is counted.§")
    assert figures["First order"][0] == datetime.datetime(2023, 1, 2, 1, 0)
    assert "Customers" not in figures and "Repeat rate" not in figures  # the file has none
    assert len(sheet._charts) == 4


def test_the_later_result_of_each_kind_of_link_has_words_of_its_own():
    """Found early and confirmed; clear in the later orders alone; neither; found early and clearly below chance later; not measured."""
    links = {"early_found": np.array([True, False, False, True, False]), "late_clear": np.array([True, True, False, False, False]),
             "late_low": np.array([1.4, 1.4, 0.6, 0.2, np.nan]), "late_high": np.array([3.0, 3.0, 2.0, 0.9, np.nan])}  # fmt: skip
    told = ["found again", "only in the later part", "not clear", "not found again", ""]
    assert later_results(Text("en"), links, np.arange(5)) == told
    assert later_results(Text("en"), links, np.array([3, 1])) == [told[3], told[1]]


def test_what_stands_beside_chance_in_the_chart_are_the_tested_orders(workspace):
    """Chance is of the tested orders alone; all orders would stand too high by those that are set aside."""
    links = workspace.get("links")
    assert (links["orders"] > links["counted"]).any()
    chart = next(block for section in build_report(workspace, Text("en")).sections for block in section.blocks
                 if isinstance(block, ChartBlock) and block.kind == ChartKind.SCATTER)  # fmt: skip
    tested = set(zip(links["expected"].tolist(), links["counted"].tolist(), strict=True))
    drawn = [dot for series in chart.series if not series.joined for dot in zip(series.x.tolist(), series.y.tolist(), strict=True)]
    assert len(drawn) > 50 and set(drawn) <= tested
    assert [series.x.tolist() == series.y.tolist() for series in chart.series] == [False, False, True], "the line is that of chance"


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
    chance = Text(language)("may be chance")
    assert all(row[4] == chance for row in table_of(book.worksheets[4], Text(language)("Who buys this (A)"))[2])
    assert len(book.worksheets[3]._charts) == 4


def test_one_order_one_product_no_links(tmp_path):
    """The smallest file still gets a report."""
    workspace = write_workspace(tmp_path / "w", orders=1, names=NAMES[:5], made=False)
    assert not len(workspace.get("links")["a"])
    book = written(workspace, tmp_path / "r.xlsx")
    assert book["Links"].auto_filter.ref is None
    assert any("1 order;" in words for words in words_of(book))


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
