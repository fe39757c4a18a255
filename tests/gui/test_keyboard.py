"""Whatever the mouse can press the keyboard reaches, and shows where it is: every page is walked through with Tab."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QGraphicsView,
    QHeaderView,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSlider,
    QWidget,
)  # fmt: skip
from steps import settle

from assoc_gui.pages.book import TITLES
from assoc_gui.pages.help import KEYS, PAGES, WORDS
from assoc_gui.substitute_words import SORTS
from assoc_gui.widgets.flow_bar import FlowBar

PRESSED = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QGraphicsView, QLineEdit, QSlider)
MOST = 150  # steps after which Tab must have been everywhere


def walked(window) -> list[QWidget]:
    """What has the keyboard at each Tab, until it comes round."""
    window.status.theme_button.setFocus()  # the last one there is
    found: list[QWidget] = []
    for _ in range(MOST):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        if window.focusWidget() in found:
            return found
        found.append(window.focusWidget())
    raise AssertionError("Tab does not come round")


def to_press(window) -> list[QWidget]:
    """What the mouse can press, of what is in sight."""
    return [
        one for one in window.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and not one.visibleRegion().isEmpty()
        and not isinstance(one, FlowBar)  # its legend does the same
        and (isinstance(one, PRESSED) or one.cursor().shape() == Qt.CursorShape.PointingHandCursor)
        and not isinstance(one, QScrollBar) and not (isinstance(one, QHeaderView) and not one.sectionsClickable())
        and not isinstance(one.parent(),
                           (QLineEdit, QAbstractSpinBox, QAbstractItemView)) and one.parent().cursor().shape() != one.cursor().shape()
    ]  # fmt: skip


def stop_of(one: QWidget) -> QWidget:
    """Where Tab stops for it: buttons of which one is picked have one stop, the arrows reach the others."""
    group = one.group() if isinstance(one, QAbstractButton) else None
    return group.checkedButton() if group is not None and group.exclusive() and group.checkedButton() is not None else one


def picture(window, one: QWidget):
    """It and a rim around, as they look now."""
    QApplication.processEvents()
    return window.grab(QRect(one.mapTo(window, QPoint(0, 0)), one.size()).adjusted(-2, -2, 2, 2)).toImage()


def names(widgets) -> list[str]:
    return [f"{type(one).__name__} “{one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else '')}”" for one in widgets]


def check(window, seen: set[tuple]) -> None:
    """`seen`: kinds of widgets that were looked at already."""
    stops = walked(window)
    assert not names(one for one in to_press(window) if stop_of(one) not in stops)
    blind = []
    for one in stops:
        if (kind := (type(one), one.property("kind"), bool(one.property("picked")))) in seen:
            continue
        seen.add(kind)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        for area in window.page.findChildren(QScrollArea):
            if area.isAncestorOf(one):
                area.ensureWidgetVisible(one)
        with_keyboard = picture(window, one)
        window.page.setFocus()
        if picture(window, one) == with_keyboard:
            blind.append(one)
    assert not names(blind)


def test_tab_reaches_what_can_be_pressed_and_it_is_seen(trained, qtbot):
    running, seen = trained.running_window, set()
    running.window.activateWindow()
    for page in running.window.side.buttons:
        shown = running.window.go_to(page)
        settle(running, qtbot)
        for tab in [index for index, made in enumerate(shown.tabs.buttons) if not made.isHidden()] if shown.tabs else [-1]:
            if tab >= 0:
                shown.tabs.pick(tab)
                settle(running, qtbot)
            check(running.window, seen)
    trained.tabs.pick(0)
    trained.run.settings_button.setChecked(True)
    running.window.go_to("models")
    settle(running, qtbot)
    check(running.window, seen)


def test_what_the_mouse_does_the_keys_do(analysed, qtbot):
    window = analysed.window
    page = window.go_to("findings")
    settle(analysed, qtbot)
    # A title is gone to and sorted by; the figures of a chart are copied.
    table, scatter = page.pairs.table, page.pairs.scatter
    header = table.horizontalHeader()
    header.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(header, key)
    third = [i for i in map(header.logicalIndex, range(header.count())) if not header.isSectionHidden(i)][2]
    assert any(arrow in table.columns_model.headerData(third, Qt.Orientation.Horizontal) for arrow in "↑↓")
    scatter.setFocus()
    QTest.keyClick(scatter, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().count("\n") == len(scatter.figures()) - 1 > 0
    # A card is picked.
    actions = window.go_to("actions")
    settle(analysed, qtbot)
    card = actions.cards[-1]
    actions.panel.show_product(1)
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert (actions.panel.product, actions.panel.link) == (card.product, card.link)
    # Of pages, one is the stop of Tab, wherever it was picked; the arrows go on from there.
    stops, buttons = walked(window), window.side.buttons
    assert [name for name, made in buttons.items() if made in stops] == ["actions"]
    buttons["actions"].setFocus()
    QTest.keyClick(buttons["actions"], Qt.Key.Key_Down)
    assert window.page.name == "report" and window.focusWidget() is buttons["report"]


def test_help_says_what_is_there(analysed, qtbot):
    """F1 leads to it; it tells of every page and every key of the window, and means by a word what the table's title means."""
    window = analysed.window
    columns = {column.title: column.hint for column in window.go_to("findings").pairs.table.columns_model.columns}
    QTest.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window.page.name == "help")
    assert set(PAGES) | {"help"} == set(TITLES)
    assert {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)} <= {QKeySequence(key).toString() for key in KEYS}
    assert {word: said for word, said in WORDS.items() if columns.get(word, said) != said} == {}
    substitutes = {title: hint for title, hint in SORTS.values()}
    assert set(WORDS) - set(columns) == {"Tested orders", "Both go with"}, "the one is no column, the other one of another table"
    assert WORDS["Both go with"] == substitutes["Both go with"]


def test_a_product_is_found_from_any_page(analysed, qtbot):
    """The most bought first; Return leads to its pairs."""
    window = analysed.window
    window.go_to("report")
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    finder = window.focusWidget()
    assert finder is window.top.finder
    QTest.keyClicks(finder, "UP")
    offered = finder._list.popup()
    model, products = finder._list.completionModel(), analysed.state.products
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert offered.isVisible() and names == ["Cup"]
    found = finder._matching("1 thing")
    assert found and all("Thing" in products.names[p] and "1" in products.names[p] + products.codes[p] for p in found)
    assert sorted(found, key=lambda p: -products.orders[p]) == found
    QTest.keyClick(offered, Qt.Key.Key_Return)
    settle(analysed, qtbot)
    assert window.page.name == "findings" and window.page.pairs.search.text() == "Cup" and finder.text() == ""
    assert window.focusWidget() is window.page.pairs.table
    QTest.keyClicks(finder, "no such")
    assert offered.isVisible() and model.rowCount() == 1 and "no such" in model.index(0, 0).data(), "that there is none is said"
    QTest.keyClick(offered, Qt.Key.Key_Down)
    QTest.keyClick(offered, Qt.Key.Key_Return)
    assert window.page.pairs.search.text() == "Cup" and finder.text() == "no such", "and leads nowhere"
    analysed.state.open(analysed.state.workspace)
    assert finder.text() == "", "another file is another search"
