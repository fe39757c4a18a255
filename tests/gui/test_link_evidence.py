"""What the evidence of a link says, for every grade, verdict and fate, and the figures it rests on."""

from __future__ import annotations

import numpy as np
import pytest
from shop import START, baskets_of
from steps import settle

from assoc_engine.text import Text
from assoc_engine.workspace import Table, Workspace
from assoc_gui.link_story import became, buyers, strength

NO_TIME = int(np.iinfo(np.int64).min)


def link(above: bool = True, later_from: int = START + 14 * 86_400, **values) -> Table:
    """A table of one link."""
    columns = {
        "grade": 3, "adjusted_lift": 5.8, "adjusted_low": 5.0, "adjusted_high": 6.7, "q_value": 1e-9, "late_clear": True, "late_low": 2.0,
        "early_found": True,
        "late_high": 4.0, "late_orders": 41, "late_expected": 17.2, "customers": 30, "independent": 50.0, "counted": 50, "orders": 50,
        "fate": 0,
    } | values  # fmt: skip
    return Table("links", 1, {"later_from": later_from}, {name: np.array([value]) for name, value in columns.items()})


def words(said: list[tuple[str, str]]) -> str:
    return " | ".join(f"{mark}: {sentence}" for mark, sentence in said)


def test_each_grade_has_its_sign_and_says_how_sure_it_is():
    text = Text("en")
    assert "proven: 5.8 × as often" in words(strength(text, link(),
                                                      0)) and "Found in the earlier orders alone" in words(strength(text, link(), 0))
    likely = words(strength(text, link(grade=2, q_value=0.03), 0))
    assert likely.startswith("likely:") and "at most 3.0% are accidents" in likely and "not yet found in the earlier" in likely
    few = words(strength(text, link(grade=1, customers=2), 0))
    assert few.startswith("hint:") and "Only 2 known customer" in few and "accidents" not in few
    unnamed = words(strength(text, link(grade=1, customers=0, independent=49.0, counted=49), 0))
    assert "All 49 orders name no customer: it cannot be told" in unnamed and "Only" not in unnamed
    assert "only 3.5 independent orders" in words(strength(text, link(grade=1, customers=-1, independent=3.5), 0))
    assert strength(text, link(grade=0), 0) == [("look", "Too few beyond chance: it may be an accident")]


@pytest.mark.parametrize(
    ("late", "mark", "begins"),
    [({}, "ready", "Found again from 15 Jan 2020 on: 41 order"), ({"late_clear": False, "late_low": 0.7}, "", "Not clear from 15 Jan 2020"),
     ({"early_found": False}, "", "Clear only from 15 Jan 2020 on, not before"),
     ({"late_clear": False, "late_low": 0.2, "late_high": 0.8}, "missed", "Not found again from 15 Jan 2020")],
)  # fmt: skip
def test_the_later_part_has_its_verdict(late, mark, begins):
    said = strength(Text("en"), link(**late), 0)[-1]
    assert said[0] == mark and said[1].startswith(begins) and "17 expected" in said[1]


def test_without_dates_the_later_part_is_the_part_kept_for_checking():
    assert "Found again in the part kept for checking" in words(strength(Text("en"), link(later_from=NO_TIME), 0))
    assert len(strength(Text("en"), link(late_low=np.nan), 0)) == 3, "of what was not measured nothing is said"


def test_what_is_missing_is_a_share_of_chance():
    said = words(strength(Text("en"), link(adjusted_lift=0.61, adjusted_low=0.48, adjusted_high=0.77, late_low=0.3, late_high=0.6), 0,
                          above=False))
    assert "proven: 61% of what chance" in said and "between 48% and 77%" in said and "Missing again from 15 Jan 2020" in said


def test_what_is_gone_is_named_and_buyers_are_counted():
    text = Text("en")
    assert "Tea was last bought on" in became(text, link(fate=1), 0, "Tea", START)[0][1]
    assert "Seasonal" in became(text, link(fate=2), 0, "Tea", START)[0][1] and became(text, link(), 0, "Tea", START) == []
    said = words(buyers(text, link(counted=40, independent=25.0), 0))
    assert "By 30 different customers" in said and "25 independent" in said and "10 more order" in said
    assert buyers(text, link(customers=-1), 0) == []


def test_the_panel_shows_the_orders_counted_by_hand(analysed, qtbot):
    evidence, baskets = analysed.window.page.pairs.evidence, baskets_of(200)
    with_tea, with_cup = (np.array([product in basket for basket in baskets]) for product in (0, 1))
    counts = [int(np.sum(a & b)) for a in (with_tea, ~with_tea) for b in (with_cup, ~with_cup)]
    assert [cell.text() for cell in evidence.figures.cells] == [str(count) for count in counts] and sum(counts) == 200
    lift = counts[0] * 200 / (with_tea.sum() * with_cup.sum())
    assert evidence.figures.lines["lift"].text().startswith(f"{lift:.1f} ×")
    assert all(line.toolTip() for line in evidence.figures.lines.values()), "every figure has its definition"
    bars, across = evidence.months._counts, evidence.months._across
    assert bars.sum() == counts[0] and across.sum() == pytest.approx(float(analysed.state.get("links")["expected"][0]))


def test_where_orders_are_set_aside_each_count_says_of_which_it_is(analysed, qtbot):
    """The large figure is of the tested orders, its words and the button agree on all of them, and the plain lift says that it is of
    all."""
    panel, folder = analysed.window.page.pairs.evidence, analysed.state.workspace.folder
    assert panel.counted_words.text() == "orders with both" and panel.figures.titles["lift"].text() == "Lift"
    links = Workspace(folder).get("links")
    joint, tested = np.asarray(links["orders"]), np.asarray(links["counted"]).copy()
    tested[0] -= 7
    Workspace(folder).put("links", {**links.columns, "counted": tested}, {**links.meta, "set_aside": 9})
    analysed.state.refresh()
    settle(analysed, qtbot)
    assert panel.link == 0 and panel.together.text() == str(tested[0])
    assert panel.counted_words.text() == f"tested orders with both\n({joint[0]} of all orders)"
    assert panel.orders_button.text() == f"See all orders ({joint[0]})"
    assert panel.months_title.text().startswith("Tested orders") and panel.months._counts.sum() <= joint[0]
    view = analysed.window.page.pairs
    assert view.up.text() == "tested orders with both" and any(one.title == "Tested together" for one in view.table.columns_model.columns)
    assert "of all orders" in view.choice.floor.words.text()
    assert f"{links.meta['eligible_pairs']} pairs were tested" in view.which.all_button.toolTip(), "which are more than are listed"
    assert (
        panel.figures.titles["lift"].text() == "Lift, all orders"
        and panel.figures.title.text() == "All 200 orders, those set aside included"
    )


def test_a_pair_whose_product_ended_names_it(analysed, qtbot):
    folder = analysed.state.workspace.folder
    links = Workspace(folder).get("links")
    fate = np.asarray(links["fate"]).copy()
    fate[0] = 1
    Workspace(folder).put("links", {**links.columns, "fate": fate}, links.meta)
    analysed.state.refresh()
    settle(analysed, qtbot)
    panel = analysed.window.page.pairs.evidence
    said = [panel.sentences.itemAt(i).layout().itemAt(1).widget().text() for i in range(panel.sentences.count())]
    last = {name: max(order for order, basket in enumerate(baskets_of(200)) if product in basket) for product,
            name in ((0, "Tea"), (1, "Cup"))}
    gone = min(last, key=last.get)
    assert any(sentence.startswith(f"No longer sold: {gone} was last bought on") for sentence in said)
