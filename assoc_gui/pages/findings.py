"""Findings: which products go together, shown against chance, with the orders behind each pair."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from assoc_engine.text import N_

from ..link_words import link_columns, link_tip
from ..products import words_of
from ..state import Part
from ..widgets.basic import Answer, Card, Tabs, Waiting, button, label, name_segment, row
from ..widgets.evidence_panel import EvidencePanel
from ..widgets.link_scatter import LinkScatter
from ..widgets.orders_view import OrdersView
from ..widgets.overview import Overview
from ..widgets.table import DataTable
from .page import Page


class FindingsPage(Page):
    name = "findings"
    needs = Part.CLEAN
    listens = (Part.LINKS, Part.STRATEGY)

    def title(self) -> str:
        return self.text("Findings")

    def mark(self) -> str:
        if self.running() is not None and not self.state.has(Part.LINKS):
            return "running"
        links = self.state.get("links")
        if links is None:
            return ""
        return "ready" if links.meta["passing"] else "look"

    def running(self):
        return self.session.doing("analyse") or self.session.doing("read")

    def waiting(self) -> Waiting:
        return missing_analysis(self)

    def build(self, box: QVBoxLayout) -> None:
        text = self.text
        self.answer = Answer()
        self.tabs = Tabs([text("Bought together"), text("At a glance")])
        self._views = QStackedWidget()
        self._views.setObjectName("bare")
        self._together = QStackedWidget()
        self._together.setObjectName("bare")
        self.pending = Waiting(text("The pairs are not counted yet."), "", text("Analyse"), self.session.analyse)
        self._together.addWidget(self.pending)
        self._views.addWidget(self._together)
        self._built_links = False
        self.overview: Overview | None = None
        self._shown: dict[str, int] = {}
        self._links = None
        self.tabs.picked.connect(self._show_tab)
        box.addWidget(self.answer)
        box.addWidget(self.tabs)
        box.addWidget(self._views, 1)

    def fill(self) -> None:
        links = self.state.get("links")
        if links is None:
            job = self.running()
            self._links = None
            self.answer.say(self.text.say(self.state.get("quality").meta["answer"]))
            self.pending.wait(job.share if job else None, self.text.say(job.message or job.title) if job else "")
            self._together.setCurrentWidget(self.pending)
        elif links is not self._links:
            self._links = links
            self.answer.say(self.text.say(links.meta["answer"]), self._note(links))
            self._fill_links(links)
        self._show_tab(self.tabs.index)

    def show_progress(self) -> None:
        super().show_progress()
        if self.isVisible() and self._content is not None and self._links is None and self.has_content():
            self.fill()

    def find(self) -> None:
        if self._built_links:
            self.tabs.pick(0)
            self.search.setFocus()
            self.search.selectAll()

    def show_link(self, link: int) -> None:
        """Pick a link, as its row in the table of links; Actions sends here for the evidence."""
        self.refresh()
        if self._built_links:
            self.tabs.pick(0)
            self._left.setCurrentIndex(0)
            if self.table.columns_model.place_of(link) < 0:
                self.search.clear()
                self.all_button.click()
            self.table.pick(link)

    def _note(self, links) -> str:
        text = self.text
        notes = [text("Every dot is a pair of products; those above the line go together.")]
        if "floor_reason" in links.meta and links.meta["floor_reason"]:
            notes.append(text.say(links.meta["floor_reason"]))
        return (" " if text.language == "en" else "").join(notes)

    def _show_tab(self, index: int) -> None:
        if index == 0:
            self._views.setCurrentWidget(self._together)
            return
        if self.overview is None:
            self.overview = Overview(self.text, self.theme)
            self._views.addWidget(self.overview)
        summary = self.state.get("summary")
        if self._shown.get("summary") is not summary:
            self._shown["summary"] = summary
            self.overview.show_summary(summary, self.state.products)
        self._views.setCurrentWidget(self.overview)

    def _build_links(self) -> None:
        text = self.text
        self.scatter = LinkScatter(text, self.theme)
        self.scatter.picked.connect(self._pick)
        self.dots_note = label("", "caption")
        chart = Card(spacing=2)
        chart.box.addLayout(row(label(text("orders with both"), "caption"), 1, self.dots_note))
        chart.box.addWidget(self.scatter, 1)
        chart.box.addWidget(label(text("orders expected by chance →"), "caption"))
        self.table = DataTable(self.theme, [])
        self.table.picked.connect(self._show_evidence)
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("Find a product or code"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(260)
        self.search.textChanged.connect(self._filter)
        self.shown = label("", "caption")
        self.passing_button, self.all_button = button("", "segment"), button("", "segment")
        group = QButtonGroup(self)
        for made in (self.passing_button, self.all_button):
            made.setCheckable(True)
            made.toggled.connect(self._filter)
            group.addButton(made)
        card = Card(margins=8, spacing=6)
        head = row(self.passing_button, self.all_button, self.shown, 1, self.search)
        head.setContentsMargins(6, 4, 6, 2)
        card.box.addLayout(head)
        card.box.addWidget(self.table, 1)
        pairs = QWidget()
        column = QVBoxLayout(pairs)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(chart, 5)
        column.addWidget(card, 6)
        self.orders = OrdersView(text, self.theme, self.state)
        self.orders.back.connect(lambda: self._left.setCurrentIndex(0))
        self._left = QStackedWidget()
        self._left.addWidget(pairs)
        self._left.addWidget(self.orders)
        self.evidence = EvidencePanel(text, self.theme, self.state)
        self.evidence.orders_wanted.connect(self._show_orders)
        self.evidence.page_wanted.connect(self._show_page)
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(self._left, 1)
        line.addWidget(self.evidence)
        self._together.addWidget(whole)
        self._whole = whole
        self._built_links = True

    def _fill_links(self, links) -> None:
        if not self._built_links:
            self._build_links()
        text, products = self.text, self.state.products
        a, b, names = links["a"], links["b"], products.names
        count, passing = len(a), int(links.meta["passing"])
        self.scatter.show_links(
            links["expected"], links["orders"], links["passes"],
            lambda link: f"{_short(names[int(a[link])])} + {_short(names[int(b[link])])}",
            lambda link: link_tip(text, links, products, link),
        )  # fmt: skip
        self.dots_note.setText(
            text("{drawn} of {count} pairs drawn", drawn=self.scatter.drawn, count=count) if self.scatter.drawn < count else ""
        )
        name_segment(self.passing_button, text("Beyond chance {count}", count=passing))
        name_segment(self.all_button, text("All pairs {count}", count=count))
        self.table.set_source(count, columns=link_columns(text, links, products))
        (self.passing_button if passing else self.all_button).setChecked(True)
        self._filter()
        self._left.setCurrentIndex(0)
        self._together.setCurrentWidget(self._whole)
        if count:
            self.table.pick(int(self.table.columns_model.rows[0]) if len(self.table.columns_model.rows) else 0)
        else:
            self.evidence.clear()

    def _filter(self, *changed) -> None:
        links, products = self._links, self.state.products
        if links is None or products is None:
            return
        mask = np.asarray(links["passes"]) if self.passing_button.isChecked() else np.ones(len(links["a"]), bool)
        for word in words_of(self.search.text()):
            matching = products.matching(word)
            mask = mask & (matching[links["a"]] | matching[links["b"]])
        self.table.filter(None if mask.all() else mask)
        shown = len(self.table.columns_model.rows)
        self.shown.setText(self.text(N_("{count} pair found", "{count} pairs found"), count=shown) if self.search.text() else "")

    def _pick(self, link: int) -> None:
        if self.table.columns_model.place_of(link) < 0:
            self.search.clear()
            self.all_button.setChecked(True)
        self.table.pick(link)

    def _show_evidence(self, link: int) -> None:
        self.scatter.mark(link)
        self.evidence.show_link(link)
        if self._left.currentIndex() == 1:
            self.orders.show_link(link)

    def _show_orders(self, link: int) -> None:
        self.orders.show_link(link)
        self._left.setCurrentIndex(1)

    def _show_page(self, product: int) -> None:
        self.parts.go_to("actions").show_product(product)


def _short(name: str, most: int = 26) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def missing_analysis(page: Page) -> Waiting:
    """What pages that rest on the analysis show before it."""
    text, session = page.text, page.session
    if page.state.has(Part.ROLES):
        return Waiting(
            text("This file is not analysed yet."), text("One click; the results appear here as they are found."),
            text("Analyse"), session.analyse,
        )  # fmt: skip
    return Waiting(
        text("No sales file is open."), text("Open one, and what its customers buy together appears here."),
        text("Open a file"), page.parts.choose_file,
    )  # fmt: skip
