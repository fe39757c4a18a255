"""What the methods are called in a report."""

from __future__ import annotations

from ..errors import SettingError
from ..models.catalogue import entry
from ..text import Text


def method_title(text: Text, task: str, model: str) -> str:
    """The name of a model in words; its own where the catalogue no longer has it."""
    try:
        return text(entry(task, model).title)
    except SettingError:
        return model
