"""What a card says of a recommendation: one base of orders, a warning where the later part does not confirm it, and how the list is
made."""

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
    card, together = page.cards[0], int(analysed.state.get("links")["orders"][page.cards[0].link])
    assert card.why.text() == f"Bought together in <b>50</b> tested orders, of {together} with both; chance alone would give 12."
    assert "50 of these are tested" in card.why.toolTip()


def test_a_card_says_what_the_cards_are_ordered_by(analysed, qtbot):
    """The money of the orders beyond chance, with the file's own sign; orders where the file has no prices; nothing where this product has
    none."""
    page = analysed.window.go_to("actions")
    settle(analysed, qtbot)
    for meta, value, said in (
        ({"in_money": True, "currency": "¥"}, 2150.3, "Money of the orders beyond chance so far: ¥2,150"),
        ({"in_money": True, "currency": ""}, 2150.3, "Money of the orders beyond chance so far: 2,150"),
        ({"in_money": True, "currency": "¥"}, 0.0, ""),
        ({"in_money": False, "currency": "¥"}, 2150.3, "Orders beyond chance so far: 2,150"),
    ):
        folder = analysed.state.workspace.folder
        actions = Workspace(folder).get("actions")
        Workspace(folder).put("actions", {**actions.columns, "value": np.full(len(actions["a"]), value)}, actions.meta | meta)
        changed(analysed)
        settle(analysed, qtbot)
        assert (page.cards[0].worth.text(), page.cards[0].worth.isHidden()) == (said, not said)


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


def test_a_test_is_run_where_there_is_somebody_to_win():
    """Two hints: of the first every buyer of the rarer product takes the other, of the second nobody on either page is left."""
    from assoc_gui.trials_to_run import Trial, trials_to_run

    links = {
        "a": np.array([0, 2]), "b": np.array([1, 3]), "orders": np.array([49, 45], np.int32), "counted": np.array([49, 45], np.int32),
        "expected": np.array([20.0, 10.0]), "a_orders": np.array([49, 50], np.int32), "b_orders": np.array([400, 52], np.int32),
        "grade": np.array([1, 1], np.int8), "fate": np.zeros(2, np.int8), "early_found": np.zeros(2, bool), "late_clear": np.zeros(2, bool),
        "late_low": np.full(2, np.nan), "late_high": np.full(2, np.nan),
    }  # fmt: skip
    assert trials_to_run(links, np.array([49, 400, 50, 52])) == [Trial(0, 1, 0)]
    links["counted"], links["orders"] = np.array([49, 30], np.int32), np.array([49, 30], np.int32)
    assert trials_to_run(links, np.array([49, 400, 50, 52])) == [Trial(0, 1, 0), Trial(1, 3, 2)]
    assert trials_to_run(links, np.array([49, 400, 31, 36])) == [Trial(0, 1, 0)], "by the tested orders"
