"""Why a pair is among the hints: the words of its names, the products in between, the orders behind it, what would change it."""

from __future__ import annotations

import numpy as np
from hinted_page import column, said, show_hints
from imagined import explained, held, name_of, write_hints
from shop import baskets_of, make_workspace
from shop_models import write_customers
from steps import settle

from assoc_engine.text import Text
from assoc_engine.workspace import Workspace
from assoc_gui.theme import Theme
from assoc_gui.widgets.words_view import Weighed, WordsView


def explain(hinted, qtbot, row: int = 0):
    view = hinted.hints.view
    view.pick(row)
    view.evidence.explain_button.click()
    qtbot.waitUntil(lambda: view.explained is not None and view.left.currentWidget() is view.explained)
    return view.explained


def test_an_explanation_stands_in_place_of_the_table_until_one_goes_back(hinted, learner, qtbot):
    view, hints = hinted.hints.view, hinted.state.get("hints")
    learner.hang.add("explain")
    view.pick(3)
    view.evidence.explain_button.click()
    assert not view.evidence.explain_button.isEnabled() and view.evidence.explain_button.text() == "Looking for the reasons…"
    view.pick(7)
    qtbot.waitUntil(lambda: learner.asked[-1][0] == "explain")
    a, b = int(hints["a"][3]), int(hints["b"][3])
    assert (learner.asked[-1][1]["a"], learner.asked[-1][1]["b"]) == (a, b)
    learner.carry_on("explain")
    qtbot.waitUntil(lambda: view.explained is not None and view.left.currentWidget() is view.explained)
    assert view.explained.title.text() == f"{name_of(a)} + {name_of(b)}" and view.evidence.row == 3, "the panel is about the same pair"
    assert view.evidence.explain_button.isEnabled() and view.evidence.explain_button.text() == "Explain"
    view.explained.back_button.click()
    assert view.left.currentIndex() == 0 and view.table.picked_row == 3


def test_the_explanation_counts_what_the_orders_hold(hinted, qtbot):
    shown, hints, sold = explain(hinted, qtbot), hinted.state.get("hints"), held()
    a, b = int(hints["a"][0]), int(hints["b"][0])
    assert f"{int(sold[:, a] @ sold[:, b])} orders hold both." in said(shown)
    assert column(shown.neighbours, "Product") == ["Thing 20"] and column(shown.neighbours, "How") == ["goes with both"]
    assert column(shown.neighbours, "With the first")[0].startswith(f"{int(sold[:, a] @ sold[:, 28])} (")
    assert column(shown.neighbours, "With the second")[0].startswith(f"{int(sold[:, b] @ sold[:, 28])} (")
    assert {"With 7 joint orders in place of 0", "The pair would be proven."} <= set(said(shown))


def test_the_orders_behind_open_to_their_rows_of_the_file(hinted, qtbot):
    shown, hints, baskets = explain(hinted, qtbot), hinted.state.get("hints"), baskets_of(200)
    pair = {int(hints["a"][0]), int(hints["b"][0])}
    numbers = [int(words[1:]) for words in column(shown.orders, "Order")]
    assert numbers and all(28 in baskets[number] and pair & set(baskets[number]) for number in numbers)
    for place, number in enumerate(numbers):
        shown.orders.pick(place)
        assert column(shown.rows, "Item") == [name_of(product) for product in baskets[number]], "the whole order, as it stands in the file"
        strong = [baskets[number][row] for row in range(len(baskets[number])) if shown.rows.columns_model._strong(row)]
        assert 28 in strong and len(strong) == 2 and pair & set(strong)


def test_a_pair_of_which_nothing_is_known_shows_no_empty_parts(hinted, qtbot, monkeypatch):
    nothing = {"words": [], "words_answer": {}, "neighbours": [], "orders": [], "change": [], "facts": []}
    monkeypatch.setattr("played_trainer.explained", lambda *asked: explained(*asked) | nothing)
    shown = explain(hinted, qtbot)
    assert not any(part.isVisible() for part in (shown._words, shown._neighbours, shown._change, shown._orders))
    assert shown.answer.isVisible()


def test_the_answer_of_the_engine_has_what_is_shown(tmp_path, monkeypatch):
    """Only the net that reads names is left out: teaching it takes long."""
    from assoc_engine.explain import explaining

    class Unread:
        net, missing = None, {"message": "Not read.", "values": {}}

        def __init__(self, *given) -> None: ...

        def readings(self, *given) -> None: ...

        def alike(self, product: int) -> np.ndarray:
            return np.zeros(38)

    monkeypatch.setattr(explaining, "Names", Unread)
    folder = make_workspace(tmp_path / "shop").folder
    write_customers(folder)
    write_hints(folder)
    told, imagined = explaining.explain(Workspace(folder), 0, 1), explained(folder, 0, 1)
    assert told.keys() == imagined.keys()
    for part in ("orders", "change"):
        assert told[part] and set(imagined[part][0]) <= set(told[part][0])
    assert {one["holds"] for one in told["orders"]} <= {"both", "a+neighbour", "b+neighbour"} and told["orders"][0]["rows"][0]["raw"] >= 0


def test_another_language_while_an_explanation_is_made_forgets_it(hinted, learner, qtbot):
    learner.hang.add("explain")
    hinted.hints.view.evidence.explain_button.click()
    qtbot.waitUntil(lambda: learner.asked[-1][0] == "explain")
    running = hinted.running_window
    running.speak("zh_CN")
    qtbot.wait(50)
    page = show_hints(running, qtbot)
    learner.carry_on("explain")
    settle(running, qtbot)
    assert page.hints.shows_view and page.hints.view.left.currentIndex() == 0 and page.hints.view.evidence.explain_button.isEnabled()


def test_words_flow_within_the_width_and_the_tip_tells_their_share(qapp, qtbot):
    made = WordsView(Text("en"), Theme(qapp, "light"))
    qtbot.addWidget(made)
    words = [Weighed(word, of, share) for of in "ab" for word,
             share in (("CHRISTMAS", 0.3), ("DECORATION", 0.15), ("WITH", -0.05), ("BELL", 0.0))]
    made.show_words(("CHRISTMAS DECORATION WITH BELL", "CHRISTMAS DECORATION WITH BELL"), words)
    assert made.heightForWidth(180) > made.heightForWidth(600)
    made.resize(180, made.heightForWidth(180))
    made.show()
    boxes = [box for box, _word in made._boxes]
    assert len(boxes) == 8 and all(box.right() <= 180 and box.bottom() <= made.height() for box in boxes)
    assert not any(one.intersects(other) for i, one in enumerate(boxes) for other in boxes[:i])
    assert made._said(words[0]) == "CHRISTMAS: 30% of what the words say" and "against" in made._said(words[2])
    assert made._said(words[3]) == "BELL: says nothing here"
