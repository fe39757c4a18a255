"""The last section: how every number was made, so that another analyst can make it again."""

from __future__ import annotations

from typing import Any

from ..names import ROLE_NAMES
from .facts import Facts
from .key_figures import FIGURES
from .learned_terms import learned_terms
from .model import Block, Column, Kind, Paragraph, Section, TableBlock
from .tables_read import tables_read

LISTED = 20  # entries of what was said by hand


def method(facts: Facts) -> Section:
    """How every number is computed, and from which table."""
    text = facts.text
    terms = _link_terms(facts)
    blocks: list[Block] = [
        Paragraph(text("Every number of this report is counted from the tables named below; nothing is estimated by "
                       "hand.")),
        TableBlock((
            Column(text("Term"), Kind.TEXT, [term for term, _, _ in terms]),
            Column(text("How it is computed"), Kind.TEXT, [formula for _, formula, _ in terms]),
            Column(text("In plain words"), Kind.TEXT, [meaning for _, _, meaning in terms]),
        )),
        *learned_terms(facts),
        _pairs_table(facts, text("Key figure"), text("How it is computed"), _figure_terms(facts)),
        _pairs_table(facts, text("Settings used"), text("Value"), _settings(facts)),
        _pairs_table(facts, text("The data"), text("Value"), _data(facts)),
        tables_read(facts),
    ]  # fmt: skip
    return Section(text("Method"), text("How was each number made?"), tuple(blocks))


def _pairs_table(facts: Facts, first: str, second: str, pairs: list[tuple[str, str]]) -> TableBlock:
    return TableBlock((
        Column(first, Kind.TEXT, [label for label, _ in pairs]),
        Column(second, Kind.TEXT, [value for _, value in pairs]),
    ))  # fmt: skip


def _link_terms(facts: Facts) -> list[tuple[str, str, str]]:
    text = facts.text
    return [
        (text("Orders with both"), text("n(A and B), counted; a product bought several times in an order counts once"),
         text("How often the two really were in one order.")),
        (text("of these tested"), text("t(A and B): the same without the orders that are set aside (listed in the sheet “{sheet}”)",
                                       sheet=text("Data check")),
         text("A few orders that hold most pairs, copies and standing orders are no one customer’s basket; chance is held against the "
              "others.")),
        (text("Expected by chance"),
         text("E = Σ over strata and order sizes s of m · π(A and B), m orders of s products; an order is a draw of s different products "
              "in which a set has probability ∝ the product of its weights (conditional Poisson sampling), weights such that every "
              "product is expected in as many orders of the stratum as it is in; strata: months (put together until they have 1,000 "
              "orders) and whether the customer is known"),
         text("The tested orders with both if the products were dealt out anew by chance over the orders of the same months and kind of "
              "customer, each order keeping its size and each product its number of orders.")),
        (text("Times chance"), text("t(A and B) ÷ E"),
         text("3 means: three times as often together as chance would give.")),
        (text("Orders beyond chance"), text("t(A and B) − E"), text("The tested orders that chance does not explain.")),
        (text("Of A’s orders, with B"), text("n(A and B) ÷ n(A)  (confidence)"),
         text("Of 100 orders with A, so many also hold B.")),
        (text("Of all orders"), text("n(A and B) ÷ all orders  (support)"),
         text("How much of the business the pair is.")),
        (text("Lift"), text("(n(A and B) ÷ n(A)) ÷ (n(B) ÷ all orders)"),
         text("The usual measure in textbooks. It takes no account of order sizes: where a few orders are very large, it is "
              "far too large.")),
        (text("Chance probability"),
         text("p = P(X ≥ t(A and B)), X binomial with mean E and the variance of such deals; all divided by D = Σ x² ÷ Σ x, x joint orders "
              "of each customer"),
         text("How probable so many joint orders, or more, would be by chance alone.")),
        (text("Share of accidents"),
         text("q: Benjamini–Hochberg over all {count} pair of products that are in at least {least} orders each",
              count=int(facts.links.meta["eligible_pairs"]), least=int(facts.links.meta["eligible_orders"])),
         text("Among many thousand pairs some look striking by chance. This limits the share of such false alarms.")),
        (text("Value of the orders beyond chance so far"), text("(t(A and B) − E) × median price of B"),
         text("Puts large and small products on one scale. It is what the data shows, no promise.")),
    ]  # fmt: skip


def _figure_terms(facts: Facts) -> list[tuple[str, str]]:
    definitions = facts.summary.meta.get("definitions", {})
    return [
        (facts.text(label), facts.say(definitions[name]))
        for name, (label, _) in FIGURES.items()
        if name in facts.figures and definitions.get(name)
    ]


def _settings(facts: Facts) -> list[tuple[str, str]]:
    text, settings, links = facts.text, facts.summary.meta.get("settings", {}), facts.links.meta
    clean, strategy = settings.get("clean", {}), settings.get("strategy", {})
    pairs = [
        (text("Least orders with both"), text("{count} order", count=int(links["floor"]))),
        (text("Why this minimum"), facts.say(links["floor_reason"])),
        (text("False alarms allowed"), text("{share:percent} of the passing links", share=float(links["max_fdr"]))),
    ]
    if strategy:
        pairs.append((text("Recommendations a page"), text("at most {count}", count=int(strategy["per_page"]))))
        pairs.append((text("Actions for one product"), text("at most {count}", count=int(strategy["per_product"]))))
    pairs += _said_by_hand(facts, clean)
    if clean.get("until"):
        pairs.append((text("Only orders before"), text.date(clean["until"])))
    if clean.get("exclude_orders_with"):
        pairs.append((text("Orders set aside that hold"), " · ".join(clean["exclude_orders_with"])))
    if clean.get("largest_order"):
        limit = text("{count} product", count=int(clean["largest_order"]))
        pairs.append((text("Orders set aside of more than"), limit))
    off = [facts.say(rule["title"]) for rule in facts.quality.meta["rules"] if not rule["on"]]
    pairs.append((text("Cleaning rules switched off"), " · ".join(off) or text("none")))
    by_hand = settings.get("roles", {})
    if by_hand:
        said = [f"{header} = {text(ROLE_NAMES[role])}" for header, role in by_hand.items()]
        pairs.append((text("Columns set by hand"), " · ".join(said)))
    return pairs


def _said_by_hand(facts: Facts, clean: dict[str, Any]) -> list[tuple[str, str]]:
    """What the user said of products and orders; only what was said."""
    text, level = facts.text, clean.get("level", "")
    levels = {"variant": text("each variant by itself"), "parent": text("variants together")}
    said = {
        text("Orders set aside"): clean.get("exclude_orders", ()),
        text("Said to be no products"): clean.get("not_products", ()),
        text("Said to be products"): clean.get("keep_products", ()),
        text("Said to be the same product"): [f"{one} = {other}" for one, other in clean.get("same_as", {}).items()],
        text("What counts as one product"): [levels[level]] if level else [],
    }
    return [(title, _listed(facts, list(entries))) for title, entries in said.items() if entries]


def _listed(facts: Facts, entries: list[str]) -> str:
    """The first of a list, and how many more there are."""
    words = " · ".join(entries[:LISTED])
    more = len(entries) - LISTED
    return words if more <= 0 else facts.text("{words} and {count} more", words=words, count=more)


def _data(facts: Facts) -> list[tuple[str, str]]:
    text, raw, figures = facts.text, facts.raw.meta, facts.figures
    pairs = [
        (text("Number of files"), text.integer(len(raw["paths"]))),
        (text("Size"), text("{size} bytes", size=int(raw["bytes"]))),
        (text("Rows of sales"), text.integer(facts.quality.meta["rows_in"])),
    ]
    if "first_time" in figures and "last_time" in figures:
        pairs.append((text("First order"), text.date(figures["first_time"])))
        pairs.append((text("Last order"), text.date(figures["last_time"])))
    return pairs
