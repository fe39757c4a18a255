"""How the numbers of what was learned are made: what is bought next, the groups, and the comparison of methods."""

from __future__ import annotations

from .facts import Facts
from .model import Column, Kind, TableBlock


def learned_terms(facts: Facts) -> list[TableBlock]:
    """A table for each of them that the workspace holds."""
    text, found = facts.text, []
    if facts.sequences is not None:
        found.append((text("Bought next"), _sequence_terms(facts)))
    if facts.groups is not None and facts.groups.meta["clusters"]:
        found.append((text("Groups"), _group_terms(facts)))
    if facts.leaderboard is not None:
        found.append((text("Methods compared"), _comparison_terms(facts)))
    return [
        TableBlock((
            Column(title, Kind.TEXT, [term for term, _, _ in terms]),
            Column(text("How it is computed"), Kind.TEXT, [formula for _, formula, _ in terms]),
            Column(text("In plain words"), Kind.TEXT, [meaning for _, _, meaning in terms]),
        ))
        for title, terms in found
    ]  # fmt: skip


def _sequence_terms(facts: Facts) -> list[tuple[str, str, str]]:
    text = facts.text
    return [
        (text("Customers who did"),
         text("known customers whose first B came on a later visit than their first A, within the time looked at"),
         text("Each customer counts once, so that a few regulars cannot make a sequence.")),
        (text("Expected by chance"),
         text("per customer: the probability that A came first if the visits had come in any order, weighed by how much of A and of B "
              "was sold in those weeks; summed over those who bought both"),
         text("What a customer buys and how often stays as it is; only what came first is left to chance. Seasons and habits make no "
              "sequence.")),
        (text("Share of accidents"), text("p from the binomial distribution; q: Benjamini–Hochberg over all sequences tested"),
         text("Among many thousand sequences some look striking by chance. This limits the share of such false alarms.")),
        (text("By the model"), text("probability of B after A in the trained model ÷ its probability otherwise"),
         text("Proposes what to count; it proves nothing by itself.")),
    ]  # fmt: skip


def _group_terms(facts: Facts) -> list[tuple[str, str, str]]:
    text = facts.text
    return [
        (text("A group"),
         text("orders with both − expected by chance, in units of their spread; of these the directions longer than those of "
                               "orders dealt out anew; Ward’s tree, then k-means"),
         text("Products that the same orders hold, and that go with the same others.")),
        (text("The two halves agree"), text("adjusted Rand index of the groups of two random halves of the orders"),
         text("0% is what chance gives. Orders dealt out anew, with the same names and best sellers, give about 0%.")),
        (text("Belongs there"), text("share of the halves in which the product is in the group that is most like this one"),
         text("How firmly a product belongs to its group. Below one half it belongs to none.")),
    ]  # fmt: skip


def _comparison_terms(facts: Facts) -> list[tuple[str, str, str]]:
    text = facts.text
    return [
        (text("The later orders"), text("one split in time: learn | choose | compare; every setting is chosen before the last part"),
         text("A method is judged by orders that it has never seen, as in daily business.")),
        (text("NDCG@10"), text("Σ over the hits 1 ÷ log₂(place + 1), divided by the best possible; mean over the lists"),
         text("A right product at the top of the list counts more than one at its end.")),
        (text("Of what was bought"), text("hits among the ten ÷ products bought (recall); every product of the assortment takes part"),
         text("How much of what was really bought the list foresaw.")),
        (text("Range"), text("95% bootstrap interval over the lists; for the multiple paired on the same occasions"),
         text("A method counts as better only where the whole range lies above the simple rule.")),
    ]  # fmt: skip
