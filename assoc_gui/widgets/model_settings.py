"""The expert panel of the models: every setting of a training, with the way back to the usual ones."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assoc_engine.errors import SettingError
from assoc_engine.models.catalogue import SIMPLE, entries, names_of_models
from assoc_engine.models.contract import TASKS
from assoc_engine.names import TASK_TITLES
from assoc_engine.settings import ModelSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Table

from ..split import Split, by_date, iso
from ..theme import Theme
from ..training import Training
from .basic import Card, button, label, row, scrolling
from .settings_form import FieldWords, SettingsForm


class ModelSettingsPanel(Card):
    """`closed` by its button."""

    closed = Signal()

    def __init__(self, text: Text, theme: Theme, training: Training) -> None:
        super().__init__(margins=0, spacing=0)
        self.text, self._training = text, training
        self.form = SettingsForm(text, theme, ModelSettings, setting_words(text))
        self.form.wanted.connect(self._set)
        self.sizes = label("", "caption", wrap=True)
        self.usual = button(text("Back to the usual settings"), "link", self._reset)
        self.close_button = button(text("Close"), "link", self.closed.emit)
        head = row(label(text("Settings for experts"), "title"), 1, self.close_button)
        head.setContentsMargins(16, 12, 12, 8)
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(16, 4, 16, 16)
        box.setSpacing(8)
        box.addWidget(label(text("The usual settings are good for most shops. Every choice is made on earlier orders; what you change "
                                 "here takes effect with the next comparison."), "muted", wrap=True))  # fmt: skip
        box.addWidget(self.form)
        box.addWidget(self.sizes)
        box.addLayout(row(self.usual, 1))
        box.addStretch(1)
        self.box.addLayout(head)
        self.box.addWidget(scrolling(inside), 1)

    def show_settings(self, board: Table | None, split: Split | None) -> None:
        """The settings of the next training; `board` tells how many parameters the nets of the last had, `split` the days chosen."""
        self.form.show_settings(self._training.settings)
        self.form.offer("models", names_of_models(self._training.settings.tasks))
        for name in ("validate", "future"):
            day = iso(getattr(split, name)) if by_date(split) else ""
            hint = self.text("{day}, or empty", day=day) if day else self.text("empty: chosen")
            self.form.fields[name].setPlaceholderText(hint)
        self.usual.setVisible(self._training.settings != ModelSettings())
        self.sizes.setText(self._sizes(board))
        self.sizes.setVisible(bool(self.sizes.text()))

    def take_focus(self) -> None:
        self.close_button.setFocus()

    def _sizes(self, board: Table | None) -> str:
        if board is None:
            return ""
        nets = [(board["task"][i], board["model"][i], int(board["parameters"][i])) for i in range(len(board["task"]))]
        titles = {(task, entry.name): entry.title for task in TASKS for entry in entries(task)}
        said = [
            self.text("{net} ({question}): {count} learned numbers", net=self.text(titles[task, model]),
                      question=self.text(TASK_TITLES[task]), count=count)
            for task, model, count in nets
            if count and (task, model) in titles
        ]
        return self.text("At size {size}:", size=board.meta["size"]) + " " + " · ".join(said) if said else ""

    def _set(self, name: str, value) -> None:
        values = {name: value}
        if name == "tasks":
            values["models"] = self._methods(value)
        try:
            self._training.set(**values)
        except SettingError as error:
            self.form.refuse(name, self.text.error(error))

    def _methods(self, tasks: tuple[str, ...]) -> tuple[str, ...]:
        """The methods for these questions: those ticked, which would be refused where no question has them, the simple ones, which are
        always compared, and all of a question that was not asked before."""
        before = self._training.settings
        if not before.models:
            return ()
        new = [task for task in tasks or TASKS if before.tasks and task not in before.tasks]
        chosen = {*before.models, *(model for task in tasks or TASKS for model in SIMPLE[task]), *(names_of_models(new) if new else ())}
        able = names_of_models(tasks)
        kept = tuple(model for model in able if model in chosen)
        return () if len(kept) == len(able) else kept

    def _reset(self) -> None:
        self._training.reset()


def setting_words(text: Text) -> dict[str, FieldWords]:
    """What each field of ModelSettings is called, what it does, and what its values are called."""
    titles = {entry.name: text(entry.title) for task in TASKS for entry in entries(task)}
    return {
        "tasks": FieldWords(
            text("Questions"), text("Which questions are answered; the fewer, the faster."),
            {task: text(TASK_TITLES[task]) for task in TASKS},
        ),
        "models": FieldWords(
            text("Methods to compare"), text("The simple rule of each question is always among them."), titles,
        ),
        "metric": FieldWords(
            text("What counts as good"),
            text("The figure, on the first ten places of a list, by which the best method and its settings are chosen."),
            {"ndcg": text("Right ones far up (NDCG@10)"), "recall": text("Share of what was bought (Recall@10)"),
             "hit": text("At least one right (Hit@10)")},
        ),
        "validate": FieldWords(
            text("First day of the orders used to choose"),
            text("Empty: chosen so that each part has enough orders. The borders under the comparison move it too."),
        ),
        "future": FieldWords(
            text("First day of the orders used to judge"),
            text("Empty: the last fifth of the orders. No method sees anything of it before it is judged."),
        ),
        "size": FieldWords(
            text("Size of the nets"),
            text("Larger nets learn finer differences, take longer, and need more orders. L is for graphics cards."),
            {"": text("Chosen by assortment and device"), "S": text("S, small"), "M": text("M, middle"), "L": text("L, large")},
        ),
        "device": FieldWords(
            text("Where the nets are trained"), text("A graphics card is many times faster than the processor."),
            {"": text("The best one here"), "cuda": text("Graphics card (CUDA)"), "mps": text("Apple chip (MPS)"),
             "cpu": text("Processor")},
        ),
        "search_minutes": FieldWords(
            text("Time to look for better settings"),
            text("Tries other settings of the nets on the orders used to choose; 0 takes the usual ones."), unit=text("min"),
        ),
        "seed": FieldWords(
            text("Random seed"), text("The same seed gives the same result on the same computer."),
        ),
    }  # fmt: skip
