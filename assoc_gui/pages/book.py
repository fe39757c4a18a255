"""The pages of a window: their titles at once, each page itself when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from assoc_engine.text import N_

from ..overrides import settle_overrides
from .page import Page, Parts

TITLES = {
    "start": N_("Start"), "data": N_("Data"), "findings": N_("Findings"), "models": N_("Models"), "actions": N_("Actions"),
    "report": N_("Report"), "help": N_("Help"),
}  # fmt: skip
"""In the order of the side bar. The page `start` is the class StartPage of start.py, and so on."""


def kind(name: str) -> type[Page]:
    """The class of a page. Most take numpy and charts along: a quarter of a second, the first time."""
    made: type[Page] = getattr(import_module(f".{name}", __package__), f"{name.capitalize()}Page")
    settle_overrides()
    return made


class Book(dict[str, Page]):
    """The pages that are there, by name; `book[name]` makes one that is not. `made(page)` is told of each."""

    def __init__(self, parts: Parts, made: Callable[[Page], None]) -> None:
        super().__init__()
        self._parts, self._made = parts, made

    def __missing__(self, name: str) -> Page:
        self[name] = page = kind(name)(self._parts)
        self._made(page)
        return page
