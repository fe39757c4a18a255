"""Models: which method predicts best what is bought next, judged on orders that none of them had seen."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from ..state import Part
from ..widgets.basic import Answer, Waiting
from .findings import missing_analysis
from .page import Page


class ModelsPage(Page):
    name = "models"
    needs = Part.CLEAN
    listens = (Part.BOARD, Part.LISTS, Part.CUSTOMERS)

    def title(self) -> str:
        return self.text("Models")

    def running(self):
        return self.training.job or self.session.doing("analyse") or self.session.doing("read")

    def waiting(self) -> Waiting:
        return missing_analysis(self)

    def build(self, box: QVBoxLayout) -> None:
        self.answer = Answer()
        box.addWidget(self.answer)

    def fill(self) -> None:
        self.answer.say("")
