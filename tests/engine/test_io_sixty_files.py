"""More than sixty made files of real systems: understood without help in all but a few, which ask; never silently wrong."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from sixty_files.chinese import chinese
from sixty_files.english import english
from sixty_files.layouts import layouts
from sixty_files.several import several

from assoc_engine.io.read import read_files
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.settings import ReadSettings

CASES = [*chinese(), *english(), *layouts(), *several()]
ASKING = [case for case in CASES if case.asks]


def wrong(case, raw, roles) -> list[str]:
    """What was not understood as it should be."""
    found: dict[str, tuple[str, ...]] = {}
    for column in roles.columns:
        if column.role:
            found[column.role] = (*found.get(column.role, ()), column.header)
    faults = [f"{role}: {found.get(role)}, not {headers or 'any'}" for role, headers in case.roles.items()
              if (found.get(role) != headers if headers else role not in found)]  # fmt: skip
    if case.strict:
        faults += [f"{role}: {headers}, not none" for role, headers in found.items() if role not in case.roles]
    if not found.keys() & {"product", "code"} or not ("order" in found or roles.made_from):
        return [*faults, "no orders or no products"]
    table = make_table(raw, roles)
    sold = (raw.marks == 0) & (table.product.codes >= 0)
    orders = len(np.unique(table.order.codes[sold]))
    if orders != case.orders or (table.order.codes[sold] < 0).any():
        faults.append(f"{orders} orders, not {case.orders}; {(table.order.codes[sold] < 0).sum()} rows without one")
    named = None not in {order for order, _ in case.pairs}
    pairs = Counter(
        (table.order.vocabulary[o] if named and o >= 0 else None, table.product.vocabulary[p])
        for o, p in zip(table.order.codes[sold].tolist(), table.product.codes[sold].tolist(), strict=True)
    )
    if set(pairs) != set(case.pairs) or (not case.repeats and pairs != case.pairs):
        odd = list((pairs - case.pairs).items())[:3] or list((case.pairs - pairs).items())[:3]
        faults.append(f"{pairs.total()} lines, not {case.pairs.total()}, such as {odd}")
    if table.unreadable.any() and not (raw.marks > 0).any():
        faults.append(f"{table.unreadable.sum()} rows with cells that cannot be read")
    return faults


@pytest.mark.parametrize("case", CASES, ids=[f"{case.of}: {case.name}" for case in CASES])
def test_understood_or_asked(case, tmp_path):
    raw = read_files(ReadSettings(case.write(tmp_path)))
    roles = guess_roles(raw)
    if not case.asks:
        assert wrong(case, raw, roles) == []
        assert roles.question is None
        return
    assert roles.question_role == case.asks
    header, role = case.answer
    assert role in {choice.role for choice in roles.choices if choice.header == header}
    answered = guess_roles(raw, {header: role})
    assert wrong(case, raw, answered) == []
    assert answered.question is None


def test_enough_of_them_and_few_that_ask():
    assert len({case.name for case in CASES}) >= 60
    assert len(ASKING) <= 0.05 * len(CASES)
