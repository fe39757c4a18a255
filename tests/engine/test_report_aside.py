"""What the report says of orders that links are tested without, and that no figure beside chance counts them."""

from __future__ import annotations

import numpy as np
import pytest
from report_books import table_of, words_of, written
from report_tables import write_workspace

from assoc_engine.notices.heavy_orders import heavy_orders
from assoc_engine.rules.collective import Collective, keeping, put_aside, set_aside
from assoc_engine.workspace import Workspace

KINDS = (
    Collective("marked", np.arange(30, dtype=np.int32), 0.015, 0.2, 0.62, 12, "DOT", "DOTCOM POSTAGE"),
    Collective("copied", np.arange(30, 37, dtype=np.int32), 0.0035, 0.01, 0.02, 2),
)
TITLE = "Orders that are not one customer’s basket"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    return write_workspace(tmp_path_factory.mktemp("workspace"))


def test_each_kind_is_listed_with_what_it_weighs_and_what_became_of_it(workspace, tmp_path):
    put_aside(keeping(KINDS, ("copied",)), workspace)
    try:
        _, headers, rows = table_of(written(workspace, tmp_path / "r.xlsx")["Data check"], TITLE)
    finally:
        workspace.remove("aside")
    found = [dict(zip(headers, row, strict=True)) for row in rows]
    assert [row["Orders"] for row in found] == [30, 7]
    assert [row["Of all rows"] for row in found] == [0.2, 0.01] and [row["Of all pairs within orders"] for row in found] == [0.62, 0.02]
    assert "DOTCOM POSTAGE" in found[0][TITLE] and "repeat" in found[1][TITLE]
    assert [row["What happened"] for row in found] == ["set aside where links are tested", "tested with the others, as you chose"]


@pytest.mark.parametrize("kept", [(), ("marked",)])
def test_what_links_are_tested_without_is_no_advice_to_leave_it_out(tmp_path, kept):
    """Once in the conclusion, with the number; and not among what is worth a look beneath the list of it."""
    workspace = write_workspace(tmp_path / "w")
    kinds = keeping(KINDS, kept)
    put_aside(kinds, workspace)
    quality, links = workspace.get("quality"), workspace.get("links")
    notice = heavy_orders(kinds)
    workspace.put("quality", dict(quality), quality.meta | {"notices": [notice]})
    workspace.put("links", dict(links), links.meta | {"set_aside": int(set_aside(kinds, 2000).sum())})
    book = written(workspace, tmp_path / "r.xlsx")
    for sheet in ("Conclusion", "Data check"):
        words = [str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row if cell is not None]
        advice = [cell for cell in words if "Leave them out" in cell]
        assert len(advice) == len(kept), sheet
        told = [cell for cell in words if f"{7 if kept else 37} order" in cell and "links are tested without" in cell]
        assert len(told) == (sheet == "Conclusion")


def test_without_such_orders_there_is_no_list(workspace, tmp_path):
    assert not any(TITLE in words for words in words_of(written(workspace, tmp_path / "r.xlsx")))


def test_formulas_hold_tested_orders_against_chance(workspace, tmp_path):
    _, _headers, rows = table_of(written(workspace, tmp_path / "r.xlsx")["Method"], "Term")
    formulas = dict(row[:2] for row in rows)
    assert "n(A and B)" in formulas["Orders with both"] and "t(A and B)" in formulas["of these tested"]
    beside_chance = [formula for term, formula in formulas.items() if "E" in formula.split() or "(X ≥" in formula or "− E)" in formula]
    assert len(beside_chance) >= 4 and not any("n(A and B)" in formula for formula in beside_chance)


def test_what_stands_beside_chance_where_nothing_is_proven_is_tested(tmp_path):
    workspace = write_workspace(tmp_path / "w", made=False)
    _, headers, rows = table_of(written(workspace, tmp_path / "r.xlsx")["Conclusion"], "Product")
    links = workspace.get("links")
    counted = [row[headers.index("Tested orders with both")] for row in rows]
    assert counted == sorted(links["counted"].tolist(), reverse=True)[: len(rows)] and len(rows) > 5
