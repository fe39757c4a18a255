"""What is bought together: every pair against chance, with the orders behind the one that is picked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal

from assoc_engine.workspace import Table

from ..combination_words import BEYOND
from ..grade_words import MEANS
from ..jobs import Job
from ..link_words import link_columns, link_tip
from ..products import Products
from .evidence_panel import EvidencePanel
from .orders_view import OrdersView
from .pair_rows import PairRows
from .pairs_choice import PairsChoice
from .table import Column


class PairsView(PairRows):
    """Over the table `links`. `page_wanted(product)` leads to Actions, `lowered(orders)` asks for pairs from so many orders on."""

    page_wanted = Signal(int)
    lowered = Signal(int)
    means = MEANS

    def columns(self, rows: Table, products: Products) -> list[Column]:
        return link_columns(self.text, rows, products)

    def name(self, a: str, b: str) -> str:
        return f"{a} + {b}"

    def tip(self, rows: Table, products: Products, picked: int) -> str:
        return link_tip(self.text, rows, products, picked)

    def make_choices(self) -> PairsChoice:
        self.choice = made = PairsChoice(self.text, self.theme)
        made.changed.connect(self._choose_rows)
        made.lowered.connect(self.lowered)
        made.sorted.connect(self._sort)
        made.save_wanted.connect(self.save_wanted)
        return made

    def show_choices(self) -> None:
        text, links = self.text, self._rows
        self._sorted_by = BEYOND
        self.choice.show_links(links)
        self.which.all_means = text("{tested} pairs were tested against chance; listed are {listed}, those together often enough.",
                                    tested=int(links.meta["eligible_pairs"]), listed=len(links["a"]))  # fmt: skip
        self._make_room()

    def kept(self) -> np.ndarray:
        return self._rows["orders"] >= self.choice.floor.orders

    def keep_all(self) -> None:
        self.choice.floor.set_orders(0)

    def show_work(self, job: Job | None, saved: str) -> None:
        """The count at work, None for none, and where the pairs were last written."""
        ended = job is None and not self.choice.work.isHidden()
        self.choice.show_job(job)
        self.choice.show_saved(saved)
        if ended and self._rows is not None:
            self.keep_all()

    def make_evidence(self) -> EvidencePanel:
        made = EvidencePanel(self.text, self.theme, self._state)
        made.orders_wanted.connect(self._show_behind)
        made.page_wanted.connect(self.page_wanted)
        return made

    @property
    def orders(self) -> OrdersView | None:
        """The orders behind the pair, once they were asked for."""
        return self.behind
