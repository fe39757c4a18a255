"""What a card says of a recommendation: one base of orders, a warning where the later part does not confirm it, and how the list is made."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QLabel
from steps import settle

from assoc_engine.workspace import Workspace


def shown(widget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if not one.isHidden()]


def changed(analysed, **columns) -> None:
    """Put other values of the first link, which the first card is of."""
    folder = analysed.state.workspace.folder
    links, actions = (Workspace(folder).get(name) for name in ("links", "actions"))
    row = int(actions["link"][0])
    made = {name: np.asarray(links[name]).copy() for name in columns}
    for name, value in columns.items():
        made[name][row] = value
    Workspace(folder).put("links", {**links.columns, **made}, links.meta)
    for name in ("pages", "actions"):
        table = Workspace(folder).get(name)
        Workspace(folder).put(name, dict(table.columns), table.meta)
    analysed.state.refresh()


def test_orders_and_chance_of_a_card_are_of_the_same_orders(analysed, qtbot):
    changed(analysed, counted=50, expected=12.0)
    page = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    card = page.cards[0]
    assert card.why.text() == "Bought together in <b>50</b> orders; chance alone would give 12."
    assert "50 of these are tested" in card.why.toolTip()


def test_what_the_later_part_does_not_confirm_is_warned_of(analysed, qtbot):
    page = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    assert not any("Not confirmed" in words for words in shown(page.cards[0]))
    changed(analysed, grade=2, early_found=True, late_clear=False, late_lift=0.9, late_low=0.6, late_high=1.4)
    settle(analysed, qtbot)
    warned = [words for words in shown(page.cards[0]) if "Not confirmed" in words]
    assert warned == ["Not confirmed by the later orders: there it was 0.9 × as often as chance alone would give."]


def test_it_says_why_a_strong_link_may_be_missing(analysed, qtbot):
    page = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    assert any("No product is in more than 3 of them" in words and "proven and likely alike" in words for words in shown(page.answer))
