"""Groups and hints in the Excel report: what the tables say, apart from what is proven; nothing where they are missing."""

from __future__ import annotations

import re

import numpy as np
import pytest
from report_books import both_languages, table_of, words_of, written
from report_tables import NAMES, message, write_workspace

from assoc_engine.reports.hints_section import PRINTED
from assoc_engine.text import Text
from assoc_engine.workspace import Coded, Workspace

GROUPS, PRODUCTS, HINTS = "Groups", "Products by group", "Hints"
MEMBERS = [[3, 1, 0], [9, 4]]
REASON = "{count} orders show it with {because}."


def write_groups(workspace: Workspace, found: bool = True) -> None:
    """Two groups; the second one's products are 9 and 4. The rest is in none."""
    cluster, strength = np.full(len(NAMES), -1, np.int32), np.zeros(len(NAMES))
    for number, members in enumerate(MEMBERS if found else []):
        cluster[members], strength[members] = number, 0.9 - 0.1 * number
    clusters = [{
        "number": number, "name": message("Group {n}", n=number), "words": ["x"], "products": members, "size": len(members),
        "orders": 700 + number, "inside": 0.5, "kind": "shelf", "do": message("Do {n}.", n=number),
    } for number, members in enumerate(MEMBERS)] if found else []  # fmt: skip
    trials = [{"number": number, "ari": ari, "low": ari, "high": ari, "chance": 0.0} for number, ari in ((3, 0.4), (5, 0.6))]
    workspace.put("groups", {
        "product": np.arange(len(NAMES), dtype=np.int32), "cluster": cluster, "strength": strength, "x": strength, "y": strength,
    }, {"clusters": clusters, "trials": trials, "chosen": 5 if found else 0, "vectors": "orders",
        "answer": message("Groups: {count}.", count=len(clusters))})  # fmt: skip


def write_hints(workspace: Workspace, count: int = 3, days: int = 70) -> None:
    rows = np.arange(count)
    workspace.put("hints", {
        "a": rows.astype(np.int32), "b": (rows + 5).astype(np.int32), "probability": 0.3 - 0.1 * rows, "joint": (rows % 2).astype(np.int32),
        "expected": 1.25 + rows, "reason": Coded(np.where(rows == 1, -1, 0).astype(np.int32), [REASON]),
        "because": np.where(rows == 1, -1, 2).astype(np.int32), "count": 8.0 + rows, "out_of": np.full(count, np.nan),
        "times": np.full(count, np.nan), "made": np.full(count, -1, np.int32),
    }, {
        "scorer": "ranker", "title": message("Ranker"), "answer": message("Hints: {count}.", count=count), "days": days, "orders": 70,
        "precision": [{"k": 100, "share": 0.24, "low": 0.17, "high": 0.32, "chance": 0.006}], "trials": 3, "products": 12, "candidates": 60,
        "gan": {},
    })  # fmt: skip


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> dict:
    workspace = write_workspace(tmp_path_factory.mktemp("workspace"))
    write_groups(workspace)
    write_hints(workspace)
    return both_languages(workspace, tmp_path_factory.mktemp("reports"))


def columns_of(sheet, first: str) -> dict[str, list]:
    _, headers, rows = table_of(sheet, first)
    return {header: [row[at] for row in rows] for at, header in enumerate(headers)}


def said(sheet) -> str:
    return " ".join(str(cell.value) for cell in sheet["A"])


def test_groups_with_their_products_and_what_to_do(books):
    sheet = books["en"][GROUPS]
    table = columns_of(sheet, "No.")
    assert table["No."] == [1, 2] and table["Group"] == ["§Group 0§", "§Group 1§"] and table["Products"] == [3, 2]
    assert table["Orders"] == [700, 701] and table["What to do with it"] == ["§Do 0.§", "§Do 1.§"]
    assert table["Most typical products"][0] == " · ".join(NAMES[product] for product in MEMBERS[0])
    words = said(sheet)
    assert "§Groups: 2.§" in words and "with 5 groups tried the two agree to 60%" in words
    assert f"{len(NAMES) - 5} products fit nowhere" in words


def test_every_product_of_a_group_stands_under_it(books):
    table = columns_of(books["en"][PRODUCTS], "Group")
    assert table["Group"] == ["§Group 0§"] * 3 + ["§Group 1§"] * 2
    assert table["Product"] == [NAMES[product] for members in MEMBERS for product in members]
    assert table["Code"] == [f"{100 + product}" for members in MEMBERS for product in members]
    np.testing.assert_allclose(table["Belongs there"], [0.9] * 3 + [0.8] * 2)


def test_hints_say_that_they_are_tests_and_how_often_such_came_true(books):
    sheet = books["en"][HINTS]
    table = columns_of(sheet, "Product (A)")
    assert table["Product (A)"] == list(NAMES[:3]) and table["with (B)"] == list(NAMES[5:8])
    np.testing.assert_allclose(table["Comes true"], [0.3, 0.2, 0.1])
    assert table["Orders with both so far"] == [0, 1, 0] and table["Expected by chance"] == [1.25, 2.25, 3.25]
    assert table["Why"] == [f"8 orders show it with {NAMES[2]}.", None, f"10 orders show it with {NAMES[2]}."]
    assert set(table["Grade"]) == {"○ hint"}
    words = said(sheet)
    assert "a test to run, not yet proven" in words
    assert "Of the 100 likeliest pairs at 3 earlier points in time 24% came true (17% to 32%); by chance 0.6% do." in words


def write_links(workspace: Workspace, pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array([pair[i] for pair in pairs], np.int32) for i in range(2))
    workspace.put("generated_links", {
        "a": a, "b": b, "orders": np.full(len(a), 9, np.int32), "expected": np.ones(len(a)), "q_value": np.full(len(a), 0.01),
        "joint": np.zeros(len(a), np.int32),
    }, {"baskets": 500})  # fmt: skip


def test_hints_say_how_many_of_them_made_up_orders_hold_too(books, tmp_path):
    """The hints are 0+5, 1+6 and 2+7: a pair counts whichever of its products stands first, and neither alone."""
    assert "a net made up" not in said(books["en"][HINTS]), "nothing where no orders were made up"
    workspace = write_workspace(tmp_path / "w")
    write_hints(workspace)
    write_links(workspace, [(5, 0), (2, 7), (1, 7), (3, 4)])
    words = said(written(workspace, tmp_path / "r.xlsx")[HINTS])
    assert "4 pairs go together beyond chance" in words and "among them: 2 of 3." in words and "grade C, no proof" in words
    write_links(workspace, [])
    words = said(written(workspace, tmp_path / "r.xlsx")[HINTS])
    assert "no pair goes together beyond chance" in words and "among them" not in words


def test_the_sheets_are_there_only_with_their_tables_and_in_order(books, tmp_path):
    names = books["en"].sheetnames
    assert names.index("Page recommendations") < names.index(GROUPS) < names.index(PRODUCTS) < names.index(HINTS) < names.index("Method")
    plain = written(write_workspace(tmp_path / "w"), tmp_path / "r.xlsx").sheetnames
    assert not {GROUPS, PRODUCTS, HINTS} & set(plain)


def test_no_groups_and_no_hints_are_said_and_list_nothing(tmp_path):
    workspace = write_workspace(tmp_path / "w", codes=False)
    write_groups(workspace, found=False)
    write_hints(workspace, count=0, days=0)
    book = written(workspace, tmp_path / "r.xlsx")
    assert PRODUCTS not in book.sheetnames
    assert "§Groups: 0.§" in said(book[GROUPS]) and "§Hints: 0.§" in said(book[HINTS]) and "a test to run" not in said(book[HINTS])
    assert "Ward" not in " ".join(words_of(book)), "what was not found needs no explanation"


def test_the_first_page_says_what_groups_and_hints_there_are(books, tmp_path):
    words = said(books["en"]["Conclusion"])
    assert words.index("What was learned from the orders") < words.index("§Groups: 2.§") < words.index("§Hints: 3.§")
    assert "What was learned" not in said(written(write_workspace(tmp_path / "w"), tmp_path / "r.xlsx")["Conclusion"])


def test_hints_print_on_few_pages_with_their_reasons_whole(tmp_path):
    """A long reason takes several lines of its row and the columns beside it none; what is beyond the first rows is not printed."""
    workspace = write_workspace(tmp_path / "w")
    write_hints(workspace, count=PRINTED + 20)
    table = workspace.get("hints")
    long = "{count} orders show it with {because}: " + "and so it goes on and on " * 6
    same = {name: np.resize(np.arange(3, dtype=np.int32), PRINTED + 20) for name in ("a", "b")}
    reason = Coded(np.where(np.arange(PRINTED + 20) == 1, -1, 0).astype(np.int32), [long])
    workspace.put("hints", {**table.columns, **same, "reason": reason}, table.meta)
    sheet = written(workspace, tmp_path / "r.xlsx")[HINTS]
    _at, headers, rows = table_of(sheet, "Product (A)")
    assert len(rows) == PRINTED + 20 and f"On paper: the first {PRINTED} rows." in said(sheet)
    first = next(cell.row for cell in sheet["A"] if cell.value == "Product (A)")
    assert sheet.print_area.endswith(f"${first + PRINTED}")
    why = sheet.cell(first + 1, headers.index("Why") + 1)
    width = sheet.column_dimensions[why.column_letter].width
    lines = -(-len(why.value) // (width * 1.3))  # even where the letters are narrow
    assert why.alignment.wrap_text and lines > 1
    assert sheet.row_dimensions[first + 1].height >= lines * 11 and sheet.row_dimensions[first + 2].height < 2 * 11
    assert not sheet.cell(first + 1, 1).alignment.wrap_text


def test_the_method_explains_groups(books):
    assert "adjusted Rand index" in " ".join(words_of(books["en"]))


def test_the_chinese_sheets_have_no_english_words(books):
    text, book = Text("zh_CN"), books["zh_CN"]
    for name in (GROUPS, PRODUCTS, HINTS):
        for row in book[text(name)].iter_rows(values_only=True):
            for words in (value for value in row if isinstance(value, str)):
                for part in sorted({*NAMES, "orders show it with"}, key=len, reverse=True):
                    words = words.replace(part, "")
                assert not re.findall(r"[A-Za-z]{3,}", re.sub("§[^§]*§", "", words)), words
