"""Why to believe that two products replace each other or avoid each other: orders that are missing, and what both go with."""

from __future__ import annotations

import numpy as np

from assoc_engine.rules.companions import companions_of
from assoc_engine.text import N_
from assoc_engine.workspace import Table

from ..evidence import orders_with
from ..group_words import listed
from ..link_story import Said
from ..substitute_words import kind_of
from .link_figures import Held
from .link_panel import LinkPanel, aside_rows

NAMED = 3  # companions


class SubstitutePanel(LinkPanel):
    """Over `anti`. `orders_wanted(row)` from its button."""

    name = "anti"
    above = False

    def says(self, links: Table, link: int) -> str:
        return kind_of(self.text, links, link)

    def joined(self) -> str:
        return self.text("or")

    def held(self, links: Table, link: int) -> Held:
        """The tested orders alone, where some are not: two that big orders hold both are kept apart in the others."""
        if not links.meta.get("set_aside"):
            return super().held(links, link)
        baskets, left_out = self._state.get("baskets"), aside_rows(self._state.get("aside"))
        a, b = (np.setdiff1d(orders_with(baskets, int(links[name][link])), left_out, assume_unique=True).size for name in ("a", "b"))
        return Held(int(links["counted"][link]), a, b, len(baskets["start"]) - 1 - len(left_out), tested=True)

    def own_sentences(self, links: Table, link: int) -> Said:
        text, pairs = self.text, self._state.get("links")
        if pairs is None or not int(links["companions"][link]):
            return [("", text("Nothing goes with both: they may not be two of a kind, but things for different customers"))]
        found, names = companions_of(pairs, int(links["a"][link]), int(links["b"][link])), self._state.products.names
        first, more = [names[product] for product in found[:NAMED].tolist()], len(found) - NAMED
        said = text("Both go with {products}", products=listed(text, first)) if more <= 0 else text(
            N_("Both go with {products} and {count} more product", "Both go with {products} and {count} more products"),
            products=listed(text, first), count=more,
        )  # fmt: skip
        if links["instead"][link]:
            return [("ready", said)]
        return [("", said),
                ("", text("That is too little to call it a choice between the two: it may be different kinds of orders or customers"))]
