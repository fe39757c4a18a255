"""The evidence of a pair: its 2×2 table, how sure its lift is, what each part of the orders says alone, month by month, and who buys it.

All of it is measured as links are (rules/), of whichever pair is asked, listed or not; so for a listed one these are the table's figures.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..cleaning import NO_TIME
from ..progress import SILENT, Progress
from ..rules.anti import BELOW
from ..rules.chance import Chance
from ..rules.fates import fates
from ..rules.intervals import adjusted_interval, lift_interval
from ..rules.links import ABOVE
from ..rules.replication import Replication, later_from
from ..rules.strata import by_kind
from ..rules.verdicts import AGAIN, ENDED, GONE, ONLY_THEN, SEASONAL, SOLD, UNCLEAR, UNKNOWN, C, later_verdict
from .counted import Counted, Meeting

VERDICTS = {UNKNOWN: "unknown", AGAIN: "again", ONLY_THEN: "only_then", UNCLEAR: "unclear", GONE: "gone"}
UNLISTED = {"again": "clear", "only_then": "clear", "gone": "opposite"}  # of a pair that was found on neither side of chance
FATES = {SOLD: "sold", ENDED: "ended", SEASONAL: "seasonal"}
PLACES, BUYERS = 3, 5  # of each column of places, and customers, that are named: those with most joint orders


def evidence(
    counted: Counted, a: int, b: int, meeting: Meeting, grade: int, early_found: bool | None, seed: int = 0, progress: Progress = SILENT
) -> dict[str, Any]:
    """As `explaining.explain` tells it under `evidence`. `grade`, `early_found`: of the link (rules.grades), or of the anti-link below
    chance; the latter None where it is neither."""
    apart = meeting.joint < meeting.expected
    joint, (held_a, held_b) = len(meeting.orders), meeting.held
    low, high = lift_interval(np.array([joint]), np.array([held_a]), np.array([held_b]), counted.baskets.orders)
    return {
        "table": _table(joint, held_a, held_b, counted.baskets.orders),
        "tested": _table(meeting.joint, *meeting.tested, int(counted.tested.rows.sum())),
        "lift": {"value": joint * counted.baskets.orders / (held_a * held_b), "low": float(low[0]), "high": float(high[0])},
        "adjusted": _adjusted(meeting, apart),
        "parts": _parts(counted, a, b, apart, early_found, seed, progress.part(0.0, 0.6)),
        "fate": FATES[int(fates(counted.baskets, counted.tested, np.array([a]), np.array([b]), np.array([grade >= C and not apart]))[0])],
        "months": by_month(counted, a, b, progress.part(0.6, 1.0)),
        "buyers": buyers_of(counted, meeting),
    }  # fmt: skip


def by_month(counted: Counted, a: int, b: int, progress: Progress = SILENT) -> list[dict[str, Any]]:
    """[{`month` its first second, `orders` joint ones tested, `expected`}], every month from the first to the last order; [] without dates.

    What chance expects of a month is told by that month's orders alone, with and without a known customer apart: a product that was not
    sold in it is not expected.
    """
    rows = np.flatnonzero(counted.tested.rows & (counted.baskets.time != NO_TIME))
    if not len(rows):
        return []
    month = counted.baskets.time[rows].astype("M8[s]").astype("M8[M]")
    first, number = month.min(), (month - month.min()).astype(np.int64)
    months, dense = np.unique(number, return_inverse=True)
    strata, _ = by_kind(dense, counted.baskets.customer.codes[rows])
    of_stratum = np.zeros(strata.max() + 1, np.int64)
    of_stratum[strata] = number
    asked = np.zeros(len(counted.tested.rows), bool)
    asked[rows] = True
    part, everywhere = counted.tested.only(asked), np.full(len(asked), 0)
    everywhere[rows] = strata
    chance = Chance.of(part.start, part.items, counted.products, everywhere, progress)
    expected = np.zeros(months[-1] + 1)
    for stratum, place in zip(chance.strata, of_stratum, strict=True):
        expected[place] += float(Chance((stratum,), counted.products).expected(np.array([a]), np.array([b]))[0])
    met = np.bincount(number[np.isin(rows, counted.joint(a, b))], minlength=len(expected))
    began = (first + np.arange(len(expected))).astype("M8[s]").astype(np.int64)
    return [{"month": int(when), "orders": int(n), "expected": float(e)} for when, n, e in zip(began, met, expected, strict=True)]


def _table(both: int, held_a: int, held_b: int, orders: int) -> dict[str, Any]:
    return {"both": both, "only_a": held_a - both, "only_b": held_b - both, "neither": orders - held_a - held_b + both}


def _adjusted(meeting: Meeting, apart: bool) -> dict[str, Any]:
    """The lift against chance; `p`: of so many joint orders, or below chance of so few, as `tail` says."""
    value = meeting.joint / meeting.expected if meeting.expected > 0 else None
    counts = meeting.independent, meeting.joint, meeting.expected
    low, high = (float(limit[0]) for limit in adjusted_interval(*(np.array([n]) for n in counts)))
    return {
        "value": value, "low": None if value is None else low, "high": None if value is None else high, "counted": meeting.joint,
        "expected": meeting.expected, "independent": meeting.independent, "tail": "fewer" if apart else "more",
        "p": meeting.rare if apart else meeting.p,
        "q": meeting.q if meeting.row >= 0 and not apart else None,  # of those apart only the table `anti` tells it
    }  # fmt: skip


def _parts(counted: Counted, a: int, b: int, apart: bool, early_found: bool | None, seed: int, progress: Progress) -> dict[str, Any]:
    """What the earlier and the later orders say alone. `by` "date", where the later ones begin at `from` (seconds), or "draw"."""
    since = later_from(counted.baskets.time, counted.tested.rows)
    parts = Replication(counted.tested, counted.baskets.time, BELOW if apart else ABOVE, seed, progress.part(0.0, 0.5))
    columns = parts.measured(np.array([a], np.int32), np.array([b], np.int32), progress.part(0.5, 1.0))
    found: dict[str, dict[str, Any]] = {"early": {"found": early_found}, "late": {}}
    for name, column in columns.items():
        part, _, what = name.partition("_")
        value = column[0].item()
        found[part][what] = None if isinstance(value, float) and not np.isfinite(value) else value
    verdict = VERDICTS[int(later_verdict(columns | {"early_found": np.array([bool(early_found)])}, above=not apart)[0])]
    verdict = verdict if early_found is not None else UNLISTED.get(verdict, verdict)
    return {"by": "draw" if since == NO_TIME else "date", "from": None if since == NO_TIME else since, **found, "verdict": verdict}


def buyers_of(counted: Counted, meeting: Meeting) -> dict[str, Any]:
    """Whose the tested joint orders are: `customers` known ones (null in a file without), `independent`: orders they count for, `unknown`:
    orders of no known customer; `most` [{`customer` as in the file, `orders`}]; `places` [{`column` "store", "channel" or "region",
    `value`, `orders`, `share` of them, `share_all` of all tested orders}]."""
    rows, tested = meeting.orders[counted.tested.rows[meeting.orders]], counted.tested.rows
    customer = counted.baskets.customer
    who, often = np.unique(customer.codes[rows[counted.tested.known[rows]]], return_counts=True)
    first = np.lexsort((who, -often))[:BUYERS]
    places = []
    for column, values in counted.baskets.places.items():
        here, everywhere = (np.bincount(values.codes[of][values.codes[of] >= 0], minlength=len(values.vocabulary)) for of in (rows, tested))
        for code in np.lexsort((np.arange(len(here)), -here))[:PLACES][: np.count_nonzero(here)].tolist():
            places.append({"column": column, "value": values.vocabulary[code], "orders": int(here[code]),
                           "share": float(here[code] / len(rows)), "share_all": float(everywhere[code] / tested.sum())})  # fmt: skip
    return {
        "customers": None if meeting.people < 0 else meeting.people, "independent": meeting.independent,
        "unknown": meeting.unknown,
        "most": [{"customer": customer.vocabulary[who[place]], "orders": int(often[place])} for place in first.tolist()], "places": places,
    }  # fmt: skip
