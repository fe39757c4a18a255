"""What the evidence says of a link in sentences: how strong, how sure, whether it came again later, what became of it, who bought."""

from __future__ import annotations

from assoc_engine.rules.verdicts import AGAIN, GONE, NONE, ONLY_THEN, UNCLEAR, A, B, C, later_verdict
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .evidence import NO_TIME
from .grade_words import MARKS
from .link_words import expected_words, times

Said = list[tuple[str, str]]
"""(mark, sentence) in the order of weight."""
RARE = 0.001  # accidents below this share are not told apart
CUSTOMERS = 3  # known ones without whom a link is a hint
DEPENDENT = 0.95  # independent orders, of those counted, below which the difference is said
ENDED, SEASONAL = 1, 2  # fates, by number
SURE = {
    A: N_("Found in the earlier orders alone, and confirmed by the later ones"),
    B: N_("Beyond chance over all orders, but not yet found in the earlier and confirmed by the later ones"),
}
SURE_APART = {
    A: N_("Missing together in the earlier orders alone, and again in the later ones"),
    B: N_("Below chance over all orders, but not yet found in the earlier and confirmed by the later ones"),
}
LATER = {
    AGAIN: ("ready", N_("Found again from {day:date} on: {orders}, {expected} expected"),
            N_("Found again in the part kept for checking: {orders}, {expected} expected")),
    ONLY_THEN: ("", N_("Clear only from {day:date} on, not before: {orders}, {expected} expected"),
                N_("Clear only in the part kept for checking: {orders}, {expected} expected")),
    UNCLEAR: ("", N_("Not clear from {day:date} on: {orders}, {expected} expected"),
              N_("Not clear in the part kept for checking: {orders}, {expected} expected")),
    GONE: ("missed", N_("Not found again from {day:date} on: {orders}, {expected} expected"),
           N_("Not found again in the part kept for checking: {orders}, {expected} expected")),
}  # fmt: skip
LATER_APART = {
    AGAIN: ("ready", N_("Missing again from {day:date} on: {orders}, {expected} expected"),
            N_("Missing again in the part kept for checking: {orders}, {expected} expected")),
    ONLY_THEN: LATER[ONLY_THEN],
    UNCLEAR: LATER[UNCLEAR],
    GONE: ("missed", N_("No longer missing from {day:date} on: {orders}, {expected} expected"),
           N_("Not missing in the part kept for checking: {orders}, {expected} expected")),
}  # fmt: skip


def strength(text: Text, links: Table, row: int, above: bool = True) -> Said:
    """How far from chance, how sure that is, and what the later part says."""
    grade, factor = int(links["grade"][row]), float(links["adjusted_lift"][row])
    if grade == NONE:
        return [("look", text("Too few beyond chance: it may be an accident"))]
    low, high = (float(links[name][row]) for name in ("adjusted_low", "adjusted_high"))
    if above:
        strong = text("{times} as often as chance alone would give; 19 times in 20 between {low} and {high}",
                      times=times(text, factor), low=times(text, low), high=times(text, high))  # fmt: skip
    else:
        strong = text("{share:percent} of what chance alone would give; 19 times in 20 between {low:percent} and {high:percent}",
                      share=factor, low=low, high=high)  # fmt: skip
    said = [(MARKS[grade], strong)]
    if grade == C:
        said.append(("look", _too_few(text, links, row)))
    else:
        said.append((MARKS[grade], text((SURE if above else SURE_APART)[grade])))
        accidents = float(links["q_value"][row])
        said.append(("ready", text("Of the pairs as clear as this, at most {share:percent} are accidents", share=accidents)
                     if accidents >= RARE else text("Fewer than 1 in 1,000 pairs as clear as this are accidents")))  # fmt: skip
    return [*said, *_later(text, links, row, above)]


def _too_few(text: Text, links: Table, row: int) -> str:
    customers, independent = int(links["customers"][row]), float(links["independent"][row])
    if customers == 0:
        return text("All {orders} orders name no customer: it cannot be told whether they are different people’s",
                    orders=int(links["counted"][row]))
    if 0 < customers < CUSTOMERS:
        return text(N_("Only {count} known customer bought both: a test can tell whether others would",
                       "Only {count} known customers bought both: a test can tell whether others would"), count=customers)  # fmt: skip
    return text("It rests on only {orders} independent orders: a test can tell whether it holds", orders=independent)


def not_confirmed(text: Text, links: Table, row: int) -> str:
    """What warns of a link that the later part does not confirm; "" where it does, or was not asked."""
    if _verdict(links, row, True) not in (UNCLEAR, GONE):
        return ""
    factor = times(text, float(links["late_lift"][row]))
    return text("Not confirmed by the later orders: there it was {times} as often as chance alone would give.", times=factor)


def _verdict(links: Table, row: int, above: bool) -> int:
    one = {name: links[name][row : row + 1] for name in ("early_found", "late_clear", "late_low", "late_high")}
    return int(later_verdict(one, above)[0])


def _later(text: Text, links: Table, row: int, above: bool) -> Said:
    verdict = _verdict(links, row, above)
    if verdict not in LATER:
        return []
    mark, dated, drawn = (LATER if above else LATER_APART)[verdict]
    since, orders = int(links.meta.get("later_from", NO_TIME)), int(links["late_orders"][row])
    values = {"orders": text(N_("{count} order", "{count} orders"), count=orders),
              "expected": expected_words(text, float(links["late_expected"][row]))}  # fmt: skip
    if since == NO_TIME:
        return [(mark, text(drawn, **values))]
    return [(mark, text(dated, day=since, **values))]


def became(text: Text, links: Table, row: int, gone: str, last: int) -> Said:
    """What became of it. `gone`: the product that was bought last at `last` (seconds), earlier than the other."""
    fate = int(links["fate"][row])
    if fate == ENDED:
        return [("look", text("No longer sold: {product} was last bought on {day:date}", product=gone, day=last))]
    return [("", text("Seasonal: they come together in the same months of different years"))] if fate == SEASONAL else []


def buyers(text: Text, links: Table, row: int) -> Said:
    """Whose orders these are, and which of them are not tested."""
    customers, counted, independent = int(links["customers"][row]), int(links["counted"][row]), float(links["independent"][row])
    said = []
    if customers > 0:
        said.append(("", text(N_("By {count} customer", "By {count} different customers"), count=customers)))
    if 0 < independent < DEPENDENT * counted:
        said.append(("", text("Several orders of one customer: they count for {independent} independent ones", independent=independent)))
    if (aside := int(links["orders"][row]) - counted) > 0:
        said.append(("", text(N_("{count} more order with both is set aside: it is no one customer’s basket",
                                 "{count} more orders with both are set aside: they are no one customer’s basket"),
                              count=aside)))  # fmt: skip
    return said
