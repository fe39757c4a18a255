"""What the models found in the Excel report: suggestions apart from what is proven, what is bought next, who predicts best."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from report_books import both_languages, table_of, words_of, written
from report_models import write_leaderboard, write_sequences, write_suggestions
from report_tables import MADE, NAMES, write_workspace

from assoc_engine.models.reasons import POPULAR
from assoc_engine.reports import pages_section
from assoc_engine.strategy.suggestions import fill_pages, only_popular, places_on_a_page
from assoc_engine.text import Text
from assoc_engine.workspace import Coded, Workspace

PAGES, NEXT, METHODS = "Page recommendations", "Bought next", "Methods compared"
LINKED = set().union(*MADE)  # products with a proven link


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    made = write_workspace(tmp_path_factory.mktemp("workspace"))
    write_suggestions(made)
    write_sequences(made)
    write_leaderboard(made)
    return made


@pytest.fixture(scope="module")
def books(workspace, tmp_path_factory) -> dict:
    return both_languages(workspace, tmp_path_factory.mktemp("reports"))


def columns_of(sheet, first: str) -> dict[str, list]:
    _, headers, rows = table_of(sheet, first)
    return {header: [row[at] for row in rows] for at, header in enumerate(headers)}


def test_pages_are_filled_only_where_no_link_passes():
    pages = {"product": np.array([3, 3, 5])}
    suggestions = {"product": np.array([5, 3, 2, 2, 9, 2]), "rank": np.array([1, 1, 2, 1, 1, 3])}
    assert fill_pages(pages, suggestions, 2).tolist() == [3, 2, 4], "by product and rank; a list that is short stays short"
    assert fill_pages(pages, suggestions).tolist() == [3, 2, 5, 4]
    assert fill_pages({"product": np.arange(10)}, suggestions).tolist() == []
    assert places_on_a_page({"strategy": {"per_page": 3}}) == 3 and places_on_a_page({}) == 5


def test_the_sheets_are_there_only_with_their_tables(books, tmp_path):
    assert [name for name in books["en"].sheetnames if name in (NEXT, METHODS)] == [NEXT, METHODS]
    assert books["en"].sheetnames.index(PAGES) < books["en"].sheetnames.index(NEXT) < books["en"].sheetnames.index("Method")
    plain = written(write_workspace(tmp_path / "w"), tmp_path / "r.xlsx")
    assert NEXT not in plain.sheetnames and METHODS not in plain.sheetnames
    assert set(columns_of(plain[PAGES], "On the page of")["Grade"]) == {"● proven", "◐ likely"}
    assert not any("suggest" in words or "○" in words for words in words_of(plain))


def test_suggestions_stand_below_what_is_proven_and_say_what_they_are(books, workspace):
    table = columns_of(books["en"][PAGES], "On the page of")
    proven = 2 * len(MADE)
    assert sorted(table["Grade"][:proven]) == ["● proven"] * (proven - 2) + ["◐ likely"] * 2, "as the links behind them"
    assert set(table["Grade"][proven:]) == {"○ suggestion of the model"}
    owners = table["On the page of"][proven:]
    assert {NAMES.index(name) for name in owners} == set(range(12)) - LINKED, "a page with a proven link is not padded"
    assert len(owners) == 5 * (12 - len(LINKED)), "as many as the settings allow, not all seven"
    held = [int(workspace.get("products")["orders"][NAMES.index(name)]) for name in owners]
    assert held == sorted(held, reverse=True)
    for at in range(proven, len(table["Why"])):
        product, place = NAMES.index(table["On the page of"][at]), table["Place"][at]
        assert table["Recommend"][at] == NAMES[(product + place) % 12]
        assert table["Orders with both"][at] is None and table["Orders beyond chance"][at] is None
        reason = f"To try out: {place} of 40 customers of {NAMES[product]} took it."
        assert table["Why"][at] == (reason if place != 3 else "To try out: the method “Several methods combined” puts it there.")
    words = " ".join(words_of(books["en"]))
    count = 12 - len(LINKED)
    assert f"For {count} products of which nothing is proven or likely" in words and "grade C" in words
    assert f"For {count} products without a proven or likely link" in " ".join(str(cell.value) for cell in books["en"]["Conclusion"]["A"])


def test_where_nothing_is_proven_the_suggestions_are_all_there_is(tmp_path):
    workspace = write_workspace(tmp_path / "w", made=False)
    write_suggestions(workspace)
    book = written(workspace, tmp_path / "r.xlsx")
    assert set(columns_of(book[PAGES], "On the page of")["Grade"]) == {"○ suggestion of the model"}
    said = " ".join(str(cell.value) for cell in book[PAGES]["A"])
    assert "nothing is recommended. For 12 products" in said and "Better no recommendation" not in said
    assert len(table_of(book["Conclusion"], "Product")[2]) == 10, "no suggestion became an action"


def test_what_only_sells_everywhere_is_one_sentence(tmp_path):
    """Every second place rests on popularity alone, every third is together by chance: neither has a row."""
    workspace = write_workspace(tmp_path / "w")
    write_suggestions(workspace)
    table = workspace.get("suggestions")
    rank = np.asarray(table["rank"])
    reason = Coded(np.where(rank == 2, 1, 0).astype(np.int32), [*table["reason"].vocabulary, POPULAR])
    times = np.where(rank == 3, 1.04, np.where(rank == 4, 1.3, np.nan))
    workspace.put("suggestions", {**table.columns, "reason": reason, "times": times}, table.meta)
    held = workspace.get("suggestions")
    assert only_popular(held, np.arange(7)).tolist() == [False, True, True, False, False, False, False]
    sheet = written(workspace, tmp_path / "r.xlsx")[PAGES]
    listed = columns_of(sheet, "On the page of")
    count = 12 - len(LINKED)
    assert [place for place, grade in zip(listed["Place"], listed["Grade"], strict=True) if "○" in grade] == [1, 4, 5] * count
    said = [str(cell.value) for cell in sheet["A"]]
    (words,) = [words for words in said if "because they sell anyway" in words]
    named = Counter((product + rank) % 12 for product in set(range(12)) - LINKED for rank in (2, 3))
    most = sorted(named, key=lambda product: (-named[product], product))[:5]
    assert words.startswith(f"On {count} page") and words.endswith(" · ".join(NAMES[product] for product in most) + ".")


def test_the_first_page_says_who_won_and_what_follows(books):
    said = [str(cell.value) for cell in books["en"]["Conclusion"]["A"]]
    for words in ("What to show on a product’s page: §The ranker wins on pages.§", "What a customer buys next: §Frequency stays.§",
                  "§2 sequences.§"):  # fmt: skip
        assert sum(line.endswith(words) for line in said) == 1, words


def test_an_unfinished_comparison_is_said_to_be_so(books, tmp_path):
    workspace = write_workspace(tmp_path / "w")
    write_leaderboard(workspace, finished=False)
    table = workspace.get("leaderboard")
    open_ = [{**result, "base": "", "winner": "", "answer": {}} for result in table.meta["tasks"]]
    ratio = np.array([np.inf, *np.asarray(table["ratio"])[1:]])
    workspace.put("leaderboard", {**table.columns, "ratio": ratio}, {**table.meta, "tasks": open_})
    book = written(workspace, tmp_path / "r.xlsx")
    for name in ("Conclusion", METHODS):
        assert sum("not compared to the end" in str(cell.value) for cell in book[name]["A"]) == 1
    assert not any("not compared to the end" in words or "∞" in words for words in words_of(books["en"]))
    table = columns_of(book[METHODS], "The method")
    assert "∞" not in table["Times the simple rule"] and table["Verdict"].count("the simple rule") == 0


def test_the_simple_rule_is_that_of_the_comparison(tmp_path):
    workspace = write_workspace(tmp_path / "w")
    write_leaderboard(workspace)
    table = workspace.get("leaderboard")
    page, basket = table.meta["tasks"]
    workspace.put("leaderboard", table.columns, {**table.meta, "tasks": [{**page, "base": "popularity"}, basket]})
    listed = columns_of(written(workspace, tmp_path / "r.xlsx")[METHODS], "The method")
    verdicts = zip(listed["The method"], listed["Verdict"], strict=True)
    assert [name for name, verdict in verdicts if verdict == "the simple rule"] == ["Best sellers"]


def test_only_so_many_suggestions_are_written_and_it_is_said(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(pages_section, "SUGGESTED_ROWS", 4)
    book = written(workspace, tmp_path / "r.xlsx")
    assert columns_of(book[PAGES], "On the page of")["Grade"].count("○ suggestion of the model") == 4
    assert any(f"first 4 of {5 * (12 - len(LINKED))} suggestions" in str(cell.value) for cell in book[PAGES]["A"])


def test_sequences_that_pass_with_their_counts(books, workspace):
    sequences, sheet = workspace.get("sequences"), books["en"][NEXT]
    table = columns_of(sheet, "No.")
    assert table["After (A)"] == [NAMES[4], NAMES[6]] and table["comes (B)"] == [NAMES[6], NAMES[10]]
    assert table["Customers who did"] == [40, 25] and table["Expected by chance"] == [20.0, 12.5]
    assert table["Times chance"] == [2.0, 2.0] and table["Of those who came again"] == [0.2, 0.25]
    assert table["Days between (median)"] == [7.0, 30.5] and table["By the model"] == [3.5, 2.0]
    np.testing.assert_allclose(table["Share of accidents"], sequences["q_value"][:2])
    assert len(sheet._charts) == 1
    title = "".join(run.t for paragraph in sheet._charts[0].title.tx.rich.p for run in paragraph.r or ())
    assert title == "2.0 times as many customers came back for it as chance would give"
    assert "§2 sequences.§" in words_of(books["en"])


def test_no_sequence_passes_and_what_came_closest_is_no_advice(tmp_path):
    workspace = write_workspace(tmp_path / "w")
    write_sequences(workspace, passing=0, dated=False, net=False)
    sheet = written(workspace, tmp_path / "r.xlsx")[NEXT]
    table = columns_of(sheet, "No.")
    assert table["Customers who did"] == [40, 25, 11, 9, 8] and not sheet._charts
    assert "Days between (median)" not in table and "By the model" not in table, "what is not known has no column"
    said = " ".join(str(cell.value) for cell in sheet["A"])
    assert "do not act on them" in said and "reminder" not in said


def test_methods_best_first_with_their_verdict(books):
    sheet = books["en"][METHODS]
    table = columns_of(sheet, "The method")
    assert table["The method"][0] == "Several methods combined" and len(table["The method"]) == 6
    assert table["NDCG@10"] == [0.23, 0.21, 0.20, 0.11, 0.07, None], "the best first, the one that is not judged last"
    assert table["Verdict"] == ["better; in use", "no sure difference", "the simple rule", "worse", "worse", "not judged yet"]
    assert table["Times the simple rule"][:3] == [1.15, 1.05, 1.0] and table["Lists checked"] == [500] * 6
    np.testing.assert_allclose(table["Lists with a hit"][:2], [0.53, 0.51])
    np.testing.assert_allclose(table["Of what was bought"][:2], [0.33, 0.31])
    said = [str(cell.value) for cell in sheet["A"]]
    assert said[1] == "§The ranker wins on pages.§" and said.count(said[1]) == 1 and "§Frequency stays.§" in said
    assert any("1,200 orders before 12 Apr 2023" in words and "from 22 May 2023" in words for words in said)
    assert any("looked at 3 times" in words for words in said)
    assert any(words.endswith("§Too few customers.§") for words in said)
    assert any(words.endswith("§No product is new.§") for words in said)
    second = [row[1].value for row in sheet.iter_rows() if row[0].value == "What the customer buys most"]
    assert second == ["the simple rule; in use"]


def test_without_dates_no_date_is_named(tmp_path):
    workspace = write_workspace(tmp_path / "w", dates=False)
    write_leaderboard(workspace, dated=False)
    said = " ".join(str(cell.value) for cell in written(workspace, tmp_path / "r.xlsx")[METHODS]["A"])
    assert "There are no dates" in said and "1970" not in said


def test_the_method_explains_what_was_learned(books):
    words = " ".join(words_of(books["en"]))
    assert "Benjamini–Hochberg over all sequences tested" in words and "log₂(place + 1)" in words


def test_the_chinese_report_has_no_english_words(books):
    given = {*NAMES, "bakery.xlsx", "Sales & more", "Order", "Item", "Date", "DOT", "=HYPERLINK(…) · 7", "took it.", "customers of", "of"}
    known = {"Benjamini", "Hochberg", "NDCG", "Recall", "Hit", "BH"}
    for words in words_of(books["zh_CN"]):
        for part in sorted(given, key=len, reverse=True):
            words = words.replace(part, "")
        left = set(re.findall(r"[A-Za-z]{2,}", re.sub("§[^§]*§", "", words))) - known
        assert not left, words
    assert Text("zh_CN")("○ suggestion of the model") == "○ 模型建议"
