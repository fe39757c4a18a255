"""Help: what stands on which page, what the signs and words mean, and the keys. F1 leads here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from assoc_engine.text import N_

from ..grade_words import MARKS, MEANS
from ..widgets.basic import Answer, Card, Mark, label, row, scrolling
from ..widgets.product_finder import KEYS as FIND_PRODUCT
from .book import TITLES
from .page import Page

NAMES, SIGN = 96, 14  # pixels of what is explained, at least, and of a sign
PAGES = {
    "start": N_("Open sales files, one or several, or try the sample shop."),
    "data": N_("Is the file read right? What each column is, what counts as a product, and where every row went. Each of it can be "
               "corrected."),
    "findings": N_("What is bought together, instead of each other, in combinations of three and more, and next; groups of products; "
                   "hints of what may come."),
    "models": N_("Which method predicts best what is bought, judged on orders that it has not seen. Learning takes minutes; you can go on "
                 "working."),
    "actions": N_("What to recommend on which product’s page, the strongest first. Where nothing is sure enough it says what would help."),
    "report": N_("An Excel workbook to read, print and sign; and the table of all pairs."),
}
STATES = {
    "ready": N_("Ready: the page has what it shows."),
    "running": N_("At work: it comes when it is ready."),
    "look": N_("Needs a look: something to decide, or the results are out of date."),
}
WORDS = {
    N_("Together"): N_("Orders that hold both products."),
    N_("Tested orders"): N_("All orders but those that are set aside, because they are no one customer’s basket: collective invoices, "
                            "copies, standing orders. Chance, grade and later result rest on these."),
    N_("By chance"): N_("In how many tested orders both would be if customers chose at random: each order as large and each product bought "
                        "as often as in the file, month by month and for each kind of customer."),
    N_("Times chance"): N_("Adjusted lift: tested orders with both / orders expected by chance. 1 means no link."),
    N_("Beyond chance"): N_("Tested orders with both, less those expected by chance."),
    N_("Of its orders"): N_("Confidence: of the orders with the product, the share that also hold what goes with it."),
    N_("Both go with"): N_("Products that both of a pair go with, as those do of which one stands in for the other."),
}  # fmt: skip
KEYS = {
    QKeySequence.StandardKey.Open: N_("Open sales files"),
    QKeySequence.StandardKey.Save: N_("Save the report"),
    QKeySequence.StandardKey.Find: N_("Search on this page"),
    FIND_PRODUCT: N_("What goes with a product"),
    QKeySequence.StandardKey.Copy: N_("Copy the row of a table, or the figures of a chart"),
    QKeySequence.StandardKey.HelpContents: N_("This page"),
    Qt.Key.Key_Escape: N_("Close a question, stop what is at work, or put an error away"),
    Qt.Key.Key_Tab: N_("To the next thing that can be pressed"),
    Qt.Key.Key_Return: N_("Press what has the keyboard, else the page’s main button; on a column’s title: sort"),
    Qt.Key.Key_Menu: N_("As the right mouse button: the columns of a table on its titles, copying and saving on a chart"),
}
ARROWS = N_("Arrows"), N_("To the next row, column, tab or page")


class HelpPage(Page):
    name = "help"

    def mark(self) -> str:
        return ""

    def build(self, box: QVBoxLayout) -> None:
        text = self.text
        self.answer = Answer()
        self.answer.say(
            text("What stands where, and what it means"),
            text("Rest the mouse on a figure, a title or a sign, and it says what it means. Everything is computed on this computer."),
        )
        inside = QWidget()
        columns = row(spacing=16)
        inside.setLayout(columns)
        for cards in ((self._pages(), self._keys()), (self._signs(), self._words())):
            column = QVBoxLayout()
            column.setSpacing(16)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            columns.addLayout(column, 1)
        box.addWidget(self.answer)
        box.addWidget(scrolling(inside), 1)

    def fill(self) -> None:
        """It says the same whatever is open."""

    def _pages(self) -> Card:
        return self._card(self.text("The pages"),
                          [(label(self.text(TITLES[name]), "strong"), self.text(said)) for name, said in PAGES.items()])

    def _words(self) -> Card:
        return self._card(self.text("The words"), [(label(self.text(word), "strong"), self.text(said)) for word, said in WORDS.items()])

    def _keys(self) -> Card:
        text, native = self.text, QKeySequence.SequenceFormat.NativeText
        keys = [(QKeySequence(key).toString(native), text(said)) for key, said in KEYS.items()]
        return self._card(text("The keys"), [(label(key, "strong"), said) for key, said in [*keys, (text(ARROWS[0]), text(ARROWS[1]))]])

    def _signs(self) -> Card:
        text = self.text
        states = [(Mark(self.theme, mark, SIGN), text(said)) for mark, said in STATES.items()]
        grades = [(Mark(self.theme, MARKS[grade], SIGN), text(said)) for grade, said in sorted(MEANS.items(), reverse=True)]
        return self._card(text("The signs"), [*states, *grades])

    def _card(self, title: str, entries: list[tuple[QWidget, str]]) -> Card:
        card, grid = Card(margins=16, spacing=12), QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, NAMES)
        grid.setColumnStretch(1, 1)
        for line, (name, said) in enumerate(entries):
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            words = label(said, "muted", wrap=True)
            words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # as low as its lines at this width
            grid.addWidget(words, line, 1)
        card.box.addWidget(label(title, "title"))
        card.box.addLayout(grid)
        return card
