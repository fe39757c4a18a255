"""The Data page with a played engine: roles, rules, tables and products corrected where they stand."""

from __future__ import annotations

import pytest
from shop import BOOK, message, write_read
from steps import drop, mark, settle

from assoc_engine.names import ROLE_NAMES
from assoc_gui.widgets.columns_view import GROUPS, ORDER
from assoc_gui.widgets.products_view import joined


def test_a_role_is_corrected_in_the_headers_menu(opened, qtbot):
    head = opened.window.page.columns.head
    price = next(i for i in range(1, 5) if head.column(i)["header"] == "Price")
    assert not head.column(price)["sure"]
    menu = head.menu_of(price)
    assert next(a for a in menu.actions() if a.isChecked()).text() == "Price per unit"
    next(a for a in menu.actions() if a.text() == "Amount of the line").trigger()
    settle(opened, qtbot)
    request, settings = opened.engine.asked[-1]
    assert request == "roles" and settings["roles"] == {"Price": "amount"}
    assert head.column(price)["role"] == "amount"
    opened.session.set_role("Item", "amount")
    assert opened.session.settings.roles == {"Item": "amount"}, "a role belongs to one column"


def test_roles_changed_after_the_analysis_ask_for_another(analysed, qtbot):
    data = analysed.window.go_to("data")
    settle(analysed, qtbot)
    assert not data.analyse_button.isVisible() and data.tabs.isVisible()
    analysed.session.set_role("Price", "amount")
    settle(analysed, qtbot)
    assert data.analyse_button.isVisible() and data.analyse_button.text() == "Analyse again"
    data.analyse_button.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["roles"] == {"Price": "amount"}


def test_a_rules_switch_analyses_again_and_stays_on_the_page(analysed, qtbot):
    data = analysed.window.go_to("data")
    settle(analysed, qtbot)
    rule = data.cleaning.rule_row("duplicates")
    data.cleaning.pick(rule)
    rows = data.cleaning.rows.columns_model
    assert rows.rowCount() == 1 and rows.index(0, 0).data() == analysed.window.text.integer(
        analysed.state.get("raw").meta["rows"] + 1
    )
    rule.switch.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][0] == "analyse"
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["duplicates"] is False
    assert analysed.window.page is data and not data.cleaning.rule_row("duplicates").rule["on"]
    assert data.answer.note.text().startswith(f"{analysed.state.get('quality').meta['rows_in'] - 2:,} of")
    data.cleaning.rule_row("duplicates").switch.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["duplicates"] is True


def said_title(data, rule: str) -> str:
    return data.cleaning.rule_row(rule).title.text()


def test_orders_are_set_aside_and_put_back(analysed, qtbot):
    data = analysed.window.go_to("data")
    settle(analysed, qtbot)
    assert mark(analysed, "data") == "look"
    data.cleaning.notices[0].action.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["largest_order"] == 4
    back = data.cleaning.notices[0].action
    assert back.text() == "Put these orders back" and data.cleaning.rows_title.text() == said_title(data, "largest_order")
    assert mark(analysed, "data") == "look", "what may be no product is still to be decided"
    back.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["largest_order"] == 0


def test_columns_chosen_before_the_analysis_are_shown_after_it(opened, qtbot):
    """The analysis writes the roles anew while the page turns to the account of the rows."""
    opened.session.set_role("Price", "amount")
    opened.session.analyse(then="")
    settle(opened, qtbot)
    data = opened.window.go_to("data")
    qtbot.waitUntil(lambda: not data.turns.busy)
    data.show_tab("columns")
    assert data.columns.head.column(3)["role"] == "amount" and data.columns.columns_model.rowCount() == 100


def shown_use(data, sheet: str) -> str:
    """The use in a table's menu, "" while the tables are being shown anew."""
    return next((row.menu.text() for row in data.tables.rows if row.part["sheet"] == sheet), "")


def use_of(data, sheet: str, words: str) -> None:
    """Say in a table's menu what it is used for."""
    row = next(row for row in data.tables.rows if row.part["sheet"] == sheet)
    next(action for action in row.menu.menu_of_choices().actions() if action.text() == words).trigger()


@pytest.fixture
def book(running, qtbot, sales_file):
    """A workbook of several sheets, opened."""
    running.engine.tables = BOOK
    drop(running.window, sales_file)
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    settle(running, qtbot)
    return running


def test_every_table_says_what_became_of_it(book, qtbot):
    data = book.window.page
    assert [made.text() for made in data.tabs.buttons if made.isVisible()] == ["Columns", "Tables"]
    data.show_tab("tables")
    settle(book, qtbot)
    shown = [(row.name.text(), row.message.text(), row.menu and row.menu.text()) for row in data.tables.rows]
    assert shown == [
        ("Sheet A", "Joined.", "Sales lines"), ("Goods", "Joined.", "Product list"),
        ("Notes", "Not used.", "Not used"), ("Old", "Not used.", None),
    ]  # fmt: skip


def test_another_use_of_a_table_reads_again_and_keeps_page_results_and_corrections(book, qtbot):
    data = book.window.page
    book.session.set_role("Price", "amount")
    book.session.set_clean(duplicates=False, until="2020-06-01")
    settle(book, qtbot)
    data.show_tab("tables")
    settle(book, qtbot)
    use_of(data, "Notes", "Customer list")
    qtbot.waitUntil(lambda: shown_use(data, "Notes") == "Customer list")
    settle(book, qtbot)
    requests = [request for request, _ in book.engine.asked]
    read = next(settings for request, settings in reversed(book.engine.asked) if request == "read")
    assert read["read"]["uses"] == {"c3": "customers"} and data.tables.rows[2].message.text() == "Joined."
    assert requests[-3:] == ["read", "roles", "analyse"], "the roles are applied, and there were results"
    analysis = book.engine.asked[-1][1]["settings"]
    assert analysis["roles"] == {"Price": "amount"}
    assert analysis["clean"]["duplicates"] is False and analysis["clean"]["until"] == "2020-06-01"
    assert book.window.page is data and data.tables.isVisible(), "one stays where one was"
    use_of(data, "Notes", "Not used")
    settle(book, qtbot)
    qtbot.waitUntil(lambda: shown_use(data, "Notes") == "Not used")


def test_a_table_that_cannot_be_read_so_leaves_what_was(book, qtbot):
    data = book.window.page
    data.show_tab("tables")
    settle(book, qtbot)
    book.engine.fail["read"] = {"kind": "FileError", "message": "No sales are left.", "advice": "", "values": {}}
    use_of(data, "Sheet A", "Not used")
    qtbot.waitUntil(lambda: book.window.banner.isVisible())
    assert book.session.reading.uses == {} and shown_use(data, "Sheet A") == "Sales lines"


def test_the_layout_is_said_and_can_be_corrected(opened, qtbot):
    data = opened.window.page
    assert data.layout_menu.text() == "One product of an order"
    next(a for a in data.layout_menu.menu_of_choices().actions() if "in a cell" in a.text()).trigger()
    qtbot.waitUntil(lambda: "in a cell" in data.layout_menu.text())
    assert opened.session.reading.layout == "cells"
    assert next(a for a in data.layout_menu.menu_of_choices().actions() if a.isChecked()).text().endswith("in a cell")


def test_a_question_is_answered_with_one_click(running, qtbot, sales_file):
    choices = [
        {"header": "Order", "role": "order", "label": {}},
        {"header": "When", "role": "", "label": message("Every row by itself")},
    ]
    running.engine.question = {"question": "Which column tells the orders apart?", "choices": choices, "role": "order"}
    drop(running.window, sales_file)
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    data = running.window.page
    assert [made.text() for made in data.question.buttons] == ["Order", "Every row by itself"] and mark(running, "data") == "look"
    data.question.buttons[0].click()
    settle(running, qtbot)
    assert running.engine.asked[-1][1]["roles"] == {"Order": "order"}
    assert data.question is None and mark(running, "data") == "ready"


def test_a_question_without_choices_stands_alone(running, qtbot, sales_file):
    running.engine.question = {"question": "Which column holds the products?"}
    drop(running.window, sales_file)
    qtbot.waitUntil(lambda: running.window.page.name == "data")
    assert running.window.page.question.buttons == []


def test_columns_made_by_the_program_are_named_in_the_users_words(opened, qtbot):
    write_read(opened.state.workspace.folder, made=(1,))
    opened.state.refresh()
    data = opened.window.page
    settle(opened, qtbot)
    head = data.columns.head
    item = next(i for i in range(1, 5) if head.column(i)["index"] == 1)
    assert head.column(item)["header"] == opened.window.text("Item")
    head.chosen.emit(item - 1, "code")
    assert opened.session.settings.roles == {"Item": "code"}, "the correction names it as the file's table does"


def test_what_is_no_product_is_confirmed_or_kept(analysed, qtbot):
    data = analysed.window.go_to("data")
    data.show_tab("products")
    settle(analysed, qtbot)

    def rows():
        return {row.title.text(): row for row in data.products.others.widgets()}

    assert rows()["Fork"].switch.isChecked() and not rows()["Spoon"].switch.isChecked()
    for name, no, yes in (("Fork", [], ["P7"]), ("Spoon", ["P6"], ["P7"]), ("Fork", ["P6"], []), ("Spoon", [], [])):
        rows()[name].switch.click()
        settle(analysed, qtbot)
        clean = analysed.engine.asked[-1][1]["settings"]["clean"]
        assert (list(clean["not_products"]), list(clean["keep_products"])) == (no, yes), name
    assert data.products.isVisible() and rows()["Fork"].switch.isChecked()


def test_products_are_one_until_they_are_separated(analysed, qtbot):
    data = analysed.window.go_to("data")
    data.show_tab("products")
    settle(analysed, qtbot)
    pair = data.products.same.widgets()[0]
    assert "绿茶" in pair.first.text() and "50 rows" in pair.first.text()
    pair.button.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["same_as"] == {"P4": "P3"}
    merged = data.products.same.widgets()[0]
    assert merged.button.text() == "Separate them" and "红茶" in merged.first.text()
    merged.button.click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["same_as"] == {}
    assert data.products.same.widgets()[0].button.text() == "They are one"


def test_the_level_of_a_product_is_chosen(analysed, qtbot):
    data = analysed.window.go_to("data")
    data.show_tab("products")
    settle(analysed, qtbot)
    assert data.products.level.buttons["variant"].isChecked()
    data.products.level.buttons["parent"].click()
    settle(analysed, qtbot)
    assert analysed.engine.asked[-1][1]["settings"]["clean"]["level"] == "parent"
    assert data.products.level.buttons["parent"].isChecked()


def test_a_list_stays_in_place_with_the_keyboard_where_it_was(analysed, qtbot):
    data = analysed.window.go_to("data")
    settle(analysed, qtbot)
    rules = [made.rule["rule"] for made in data.cleaning._rules.widgets]
    switch = data.cleaning.rule_row("merge_names").switch
    switch.setFocus()
    switch.click()
    assert analysed.window.focusWidget() is switch, "a rule can be switched back while the rows are cleaned anew"
    settle(analysed, qtbot)
    assert [made.rule["rule"] for made in data.cleaning._rules.widgets] == rules
    assert analysed.window.focusWidget() is data.cleaning.rule_row("merge_names").switch
    assert data.cleaning.rows_title.text() == said_title(data, "merge_names")
    data.show_tab("products")
    settle(analysed, qtbot)
    names = [row.title.text() for row in data.products.others.widgets()]
    first = data.products.others.widgets()[-1]
    first.switch.setFocus()
    first.switch.click()
    settle(analysed, qtbot)
    assert [row.title.text() for row in data.products.others.widgets()] == names
    assert analysed.window.focusWidget() is data.products.others.widgets()[-1].switch


def test_the_figure_on_a_level_is_that_of_the_headline(analysed, qtbot):
    data = analysed.window.go_to("data")
    data.show_tab("products")
    settle(analysed, qtbot)
    products = len(analysed.state.get("products")["code"])
    assert data.products.level.buttons["variant"].text() == f"Each variant by itself ({products})"
    assert f"{products} products" in data.products.level.now.text()
    level = analysed.state.get("quality").meta["level"]
    assert data.products.level.buttons["parent"].text() == f"Variants together ({level['parents']})"
    data.products.level.show_level(level, products - 1, recognised=True)
    assert data.products.level.buttons["variant"].text() == f"Each variant by itself ({products - 1})"
    assert data.products.level.buttons["parent"].text() == "Variants together", "its figure is of before two were put together"


def test_all_pairs_are_one_and_none_leads_back():
    pairs = [{"setting": {"same_as": {a: b}}} for a, b in (("A", "B"), ("B", "C"), ("C", "A"), ("D", "C"))]
    assert joined({"X": "Y"}, pairs) == {"X": "Y", "A": "B", "B": "C", "D": "C"}


def test_every_role_stands_once_in_the_menu():
    assert sorted(ORDER) == sorted(ROLE_NAMES) and set(GROUPS) < set(ORDER)
