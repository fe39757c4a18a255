"""The conclusion on one page, to be read, believed and signed."""

from __future__ import annotations

import numpy as np

from ..rules.verdicts import ENDED, GONE, SEASONAL, UNCLEAR, A, C, later_verdict
from ..text import N_
from .facts import Facts, notices
from .grade_words import grades, verdicts_later
from .learned import LEARNED, learned_lines
from .model import Block, ChartBlock, ChartKind, Column, Kind, Paragraph, Section, Series, Signatures, Style, TableBlock

TITLE = N_("What is bought together, and what to do about it")  # of the report and of this page
ON_PAGE_ONE = 10  # actions
MUCH_LEFT_OUT = 0.05  # share of the rows from which on page one says so
SHORT_PERIOD = 90  # days
FEW_ORDERS = 1000


def conclusion(facts: Facts, title: str) -> Section:
    """The first page: what was found, the strongest actions, and what to know of the file first."""
    text = facts.text
    blocks: list[Block] = [
        Paragraph(_scope(facts), Style.CAPTION),
        Paragraph(facts.say(facts.actions.meta["answer"]), Style.ANSWER),
        Paragraph(facts.say(facts.links.meta["answer"])),
    ]
    count = len(facts.actions["a"])
    if count:
        blocks.append(action_table(facts, ON_PAGE_ONE))
        blocks.append(_proof(facts))
        if count > ON_PAGE_ONE:
            blocks.append(Paragraph(
                text("The {shown} strongest of {count} action; all stand in the sheet “{sheet}”.",
                     shown=ON_PAGE_ONE, count=count, sheet=text("Actions")), Style.CAPTION))  # fmt: skip
    else:
        blocks += _without_actions(facts)
    tables = (getattr(facts, name) for name in ("leaderboard", *LEARNED))
    if learned := learned_lines(text, *(table.meta if table is not None else None for table in tables)):
        blocks.append(Paragraph(text("What was learned from the orders"), Style.HEADING))
        blocks += [Paragraph(line, Style.BULLET) for line in learned]
    blocks.append(Paragraph(text("What to watch out for"), Style.HEADING))
    blocks += [Paragraph(line, Style.BULLET) for line in _cautions(facts)]
    blocks.append(Paragraph(text("How sure this is"), Style.HEADING))
    blocks += [Paragraph(line, Style.BULLET) for line in _certainty(facts)]
    blocks.append(Signatures((text("Prepared by"), text("Approved by"), text("Date"))))
    return Section(text("Conclusion"), title, tuple(blocks), one_page=True)


def all_actions(facts: Facts) -> Section:
    """The whole list, where it is longer than page one."""
    text = facts.text
    return Section(text("Actions"), text("All actions, the strongest first"), (action_table(facts, None),))


def action_table(facts: Facts, at_most: int | None) -> TableBlock:
    """The strongest actions in words: whose page, which product, why, the orders behind it, what they were worth."""
    text, links = facts.text, facts.links
    a, b = facts.actions["a"][:at_most].tolist(), facts.actions["b"][:at_most].tolist()
    rows = facts.actions["link"][:at_most]
    verdicts = grades(text, links, np.asarray(rows))
    in_money, currency = bool(facts.actions.meta["in_money"]), facts.actions.meta.get("currency", "")
    money = text("Value of the orders beyond chance so far") + (f" ({currency})" if currency else "")
    worth = Column(
        money if in_money else text("Orders beyond chance so far"),
        Kind.MONEY if in_money else Kind.INTEGER,
        facts.actions["value"][:at_most],
        text("Orders beyond chance × the usual (median) price of the recommended product: what the data shows, no "
             "promise.")
        if in_money
        else text("Tested orders that hold both products, less the orders chance alone would give."),
        decimals=0,
    )
    return TableBlock((
        Column(text("No."), Kind.INTEGER, np.arange(1, len(a) + 1)),
        Column(text("Recommend"), Kind.TEXT, [facts.short_name(product) for product in b]),
        Column(text("beside"), Kind.TEXT, [facts.short_name(product) for product in a]),
        Column(text("Grade"), Kind.TEXT, verdicts),
        Column(text("Why"), Kind.TEXT, reasons(facts, np.asarray(facts.actions["a"][:at_most]), rows), wrapped=True),
        Column(text("Tested orders with both"), Kind.INTEGER, links["counted"][rows]),
        worth,
    ))  # fmt: skip


def _proof(facts: Facts) -> ChartBlock:
    """What the actions of page one rest on: seen beside expected orders."""
    text = facts.text
    rows = facts.actions["link"][:ON_PAGE_ONE]
    seen, expected = np.asarray(facts.links["counted"][rows]), np.asarray(facts.links["expected"][rows])
    pairs = facts.pair_names(facts.actions["a"][:ON_PAGE_ONE], facts.actions["b"][:ON_PAGE_ONE])
    title = text("Seen together {seen} times where chance would give {expected}",
                 seen=int(seen.sum()), expected=round(expected.sum()))  # fmt: skip
    return ChartBlock(ChartKind.BAR, title, text("Product"), text("Orders"), (
        Series(text("Tested orders with both"), pairs, seen),
        Series(text("Expected by chance"), pairs, expected, accent=False),
    ))  # fmt: skip


def reasons(facts: Facts, page: np.ndarray, rows: np.ndarray) -> list[str]:
    """One sentence a link (rows of `links`), seen from the product whose page it is, with a warning where the later part does not confirm
    it."""
    text, links = facts.text, facts.links
    forward = np.asarray(links["a"][rows]) == page
    held = np.where(forward, links["a_orders"][rows], links["b_orders"][rows]).tolist()
    both, counted, expected, times = (links[name][rows].tolist() for name in ("orders", "counted", "expected", "adjusted_lift"))
    said = []
    for n, tested, h, e, t in zip(both, counted, held, expected, times, strict=True):
        if tested == n:
            said.append(text("{both} of its {held} orders ({share:percent}) hold both, {times:times} times the {expected:number} "
                             "expected by chance", both=n, held=h, share=n / h, expected=e, times=t))  # fmt: skip
        else:
            said.append(text("{share:percent} of its orders hold both; the {tested} tested ones are {times:times} times the "
                             "{expected:number} expected by chance", tested=tested, share=n / h, expected=e, times=t))  # fmt: skip
    confirmed = ~np.isin(verdicts_later(links, rows), (UNCLEAR, GONE))
    return [one if sure else text("{why}; not confirmed by the later orders", why=one) for one, sure in zip(said, confirmed, strict=True)]


def _scope(facts: Facts) -> str:
    text, figures = facts.text, facts.figures
    products, by_category = int(figures["products"]), "product:category" in facts.summary.meta.get("settings", {}).get("roles", {}).values()
    parts = [
        facts.files,
        text("{count} row", count=int(facts.quality.meta["rows_in"])),
        text("{count} order", count=int(figures["orders"])),
        text("{count} category", count=products) if by_category else text("{count} product", count=products),
    ]
    if "first_time" in figures and "last_time" in figures:
        parts.append(text("{first:date} to {last:date}", first=figures["first_time"], last=figures["last_time"]))
    return "  ·  ".join(parts)


def _without_actions(facts: Facts) -> list[Block]:
    """What data without any proven link still teaches, and what would help."""
    text, links = facts.text, facts.links
    blocks: list[Block] = [Paragraph(text("What would help"), Style.HEADING)]
    advice = facts.say(facts.actions.meta.get("advice"))
    blocks.append(Paragraph(advice or text("More orders: a longer period, or more shops of the same kind.")))
    count = min(ON_PAGE_ONE, len(links["a"]))
    if not count:
        return blocks
    most = np.argsort(-np.asarray(links["counted"]), kind="stable")[:count]
    blocks.append(TableBlock((
        Column(text("Product"), Kind.TEXT, [facts.short_name(p) for p in links["a"][most].tolist()]),
        Column(text("together with"), Kind.TEXT, [facts.short_name(p) for p in links["b"][most].tolist()]),
        Column(text("Tested orders with both"), Kind.INTEGER, links["counted"][most]),
        Column(text("Expected by chance"), Kind.NUMBER, links["expected"][most], decimals=1),
    ), title=text("Most often in one order (chance can explain these; do not act on them)")))  # fmt: skip
    return blocks


def _cautions(facts: Facts) -> list[str]:
    text, figures = facts.text, facts.figures
    lines = notices(facts)
    if aside := facts.links.meta["set_aside"]:
        lines.append(text("{count} order is no one customer’s basket or a copy of another: links are tested without it, the counts of "
                          "orders hold it; the sheet “{sheet}” tells more.", count=aside, sheet=text("Data check")))  # fmt: skip
    rows_in, rows_out = int(facts.quality.meta["rows_in"]), int(facts.quality.meta["rows_out"])
    if rows_in and (rows_in - rows_out) / rows_in >= MUCH_LEFT_OUT:
        lines.append(text(
            "{count} row ({share:percent}) was left out, merged or set off as given back; the sheet “{sheet}” says why.",
            count=rows_in - rows_out, share=(rows_in - rows_out) / rows_in, sheet=text("Data check"),
        ))  # fmt: skip
    if "first_time" not in figures:
        lines.append(text("There are no dates, so it cannot be seen whether the findings hold over the year."))
    elif (days := round((figures["last_time"] - figures["first_time"]) / 86400)) < SHORT_PERIOD:
        lines.append(text("The data covers only {count} day; seasons may change the findings.", count=days))
    if figures["orders"] < FEW_ORDERS:
        few = int(figures["orders"])
        lines.append(text("There is only {count} order; rare products cannot be judged.", count=few))
    if len(facts.actions["a"]):
        lines.append(text("That two products are bought together does not prove that a recommendation sells more of "
                          "them: start with a few pages and compare."))  # fmt: skip
        if facts.actions.meta["in_money"]:
            lines.append(text("The value is what was seen in the data, in its currency; it is no forecast and no "
                              "promise."))  # fmt: skip
    return lines


def _certainty(facts: Facts) -> list[str]:
    text, meta = facts.text, facts.links.meta
    eligible = int(meta["eligible_pairs"])
    lines = [text("{count} pair of products was common enough to be tested against chance.", count=eligible)]
    if facts.passing:
        lines += [_mere_chance(facts), *_replicated(facts)]
    else:
        lines.append(text("None of them stands out from chance clearly enough to act on."))
    if facts.suggested_pages:
        lines.append(text("For {count} product without a proven or likely link the sheet “{sheet}” has suggestions of a model (○): hints "
                          "to try out, none of them is among the actions.", count=facts.suggested_pages,
                          sheet=text("Page recommendations")))  # fmt: skip
    return lines


def _mere_chance(facts: Facts) -> str:
    """How many of the links that pass may be accidents: by the least clear of them, which is the rate of them all."""
    text, passes = facts.text, np.asarray(facts.links["passes"], bool)
    share = max(float(np.asarray(facts.links["q_value"])[passes].max()), 1e-12)  # nothing is surer than that
    if share * facts.passing < 1:
        return text("{count} of them passes; of links as clear as this at most {share:percent} are expected to be mere chance, fewer than "
                    "one here.", count=facts.passing, share=share)  # fmt: skip
    return text("{count} of them passes; of links as clear as this at most {share:percent} are expected to be mere chance, about {false} "
                "here.", count=facts.passing, share=share, false=round(share * facts.passing))  # fmt: skip


def _replicated(facts: Facts) -> list[str]:
    """What the later part of the orders, and the assortment at its end, say of the links that pass."""
    text, links = facts.text, facts.links
    passes = np.asarray(links["passes"], bool)
    proven, fate = int((np.asarray(links["grade"]) == A).sum()), np.asarray(links["fate"])[passes]
    lines = [text("{count} of these is proven (●): it was found in the earlier part of the orders alone and confirmed by the later part.",
                  count=proven)]  # fmt: skip
    if gone := int((later_verdict(links)[passes] == GONE).sum()):
        lines.append(text("{count} of them clearly does not hold in the later part any more.", count=gone))
    if ended := int((fate == ENDED).sum()):
        lines.append(text("{count} of them has a product that is no longer sold; it is not recommended.", count=ended))
    if seasonal := int((fate == SEASONAL).sum()):
        lines.append(text("{count} of them is seasonal: it comes back in the same months.", count=seasonal))
    if hints := int((np.asarray(links["grade"]) == C).sum()):
        lines.append(text("{count} more link stands out but rests on too few orders or customers (○): a test to run; the sheet “{sheet}” "
                          "lists it after those that pass.", count=hints, sheet=text("Links")))  # fmt: skip
    return lines
