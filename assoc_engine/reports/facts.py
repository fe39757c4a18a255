"""What the sections of a report draw on: the tables of a workspace, opened once, with the products' names at hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..names import files_named
from ..strategy.suggestions import fill_pages, only_popular, places_on_a_page
from ..text import Text
from ..workspace import Table, Workspace

MISSING_TIME = np.iinfo(np.int64).min
SHORT_NAME = 60  # characters of a product's name inside a sentence
CHART_NAME = 32  # beside a bar


@dataclass(frozen=True, eq=False)
class Facts:
    """The tables by name, `text` to say things with, and names and codes of all products as lists. What the models found is None
    where nothing was trained, `aside` where the workspace is older than it, `anti` where it was not looked for."""

    text: Text
    raw: Table
    quality: Table
    products: Table
    links: Table
    pages: Table
    actions: Table
    summary: Table
    names: list[str]
    codes: list[str]
    aside: Table | None = None
    anti: Table | None = None
    leaderboard: Table | None = None
    suggestions: Table | None = None
    sequences: Table | None = None
    groups: Table | None = None
    hints: Table | None = None
    generated_links: Table | None = None

    @classmethod
    def of(cls, workspace: Workspace, text: Text) -> Facts:
        """Raises KeyError where a step of the analysis has not stored its table yet."""
        tables = ("raw", "quality", "products", "links", "pages", "actions", "summary")
        opened = {name: workspace.get(name) for name in tables}
        products = opened["products"]
        perhaps = ("aside", "anti", "leaderboard", "suggestions", "sequences", "groups", "hints", "generated_links")
        opened |= {name: workspace.get(name) for name in perhaps if workspace.has(name)}
        return cls(text=text, names=list(products["name"]), codes=list(products["code"]), **opened)

    @property
    def figures(self) -> dict[str, float]:
        """The key figures the file can give: {name: number}."""
        return {name: value for name, value in self.summary.meta["figures"].items() if _is_there(value)}

    @property
    def files(self) -> str:
        """The files read, named where there is little room."""
        return self.say(files_named(self.raw.meta["paths"]))

    @property
    def has_code(self) -> bool:
        """Whether products have codes beside their names."""
        return bool(self.products.meta.get("has_code"))

    @cached_property
    def suggested(self) -> np.ndarray:
        """Rows of `suggestions` that fill the pages without a proven link, each with a reason of its own; none where nothing was
        trained."""
        return self._filling[~self._popular]

    @cached_property
    def best_sellers(self) -> np.ndarray:
        """Rows (int64) of `suggestions` that would fill such pages only because the product sells anyway."""
        return self._filling[self._popular]

    @cached_property
    def _filling(self) -> np.ndarray:
        if self.suggestions is None:
            return np.empty(0, np.int64)
        return fill_pages(self.pages, self.suggestions, places_on_a_page(self.summary.meta.get("settings", {})))

    @cached_property
    def _popular(self) -> np.ndarray:
        if self.suggestions is None:
            return np.empty(0, bool)
        return only_popular(self.suggestions, self._filling)

    @property
    def suggested_pages(self) -> int:
        """How many products have suggestions and nothing proven."""
        if self.suggestions is None:
            return 0
        return len(np.unique(np.asarray(self.suggestions["product"])[self.suggested]))

    @property
    def passing(self) -> int:
        """How many links are graded A or B."""
        return int(self.links.meta["passing"])

    def say(self, message: dict[str, Any] | None) -> str:
        """A message in the report's language, "" for none."""
        return self.text.say(message) if message else ""

    def short_name(self, product: int, longest: int = SHORT_NAME) -> str:
        """A product's name on one line, cut where it is longer."""
        name = " ".join(self.names[product][: 2 * longest].split())
        return name if len(name) <= longest else name[: longest - 1] + "…"

    def pair_names(self, a: np.ndarray, b: np.ndarray, between: str = " + ") -> list[str]:
        """Of products (int), each `a` with its `b`, as short as there is room for beside a bar."""
        both = zip(np.asarray(a).tolist(), np.asarray(b).tolist(), strict=True)
        return [between.join(self.short_name(product, CHART_NAME // 2) for product in pair) for pair in both]

    def names_of(self, products: np.ndarray) -> list[str]:
        """Of products (int)."""
        return [self.names[product] for product in products.tolist()]

    def codes_of(self, products: np.ndarray) -> list[str]:
        """Of products (int)."""
        return [self.codes[product] for product in products.tolist()]


def joined(text: Text, sentences: list[str]) -> str:
    """Sentences as one paragraph."""
    return ("" if text.language == "zh_CN" else " ").join(sentence for sentence in sentences if sentence)


def notices(facts: Facts) -> list[str]:
    """What the reader should know before believing the links, with what to do about it: nothing about orders that they are tested
    without."""
    done = [kind["message"] for kind in facts.aside.meta["kinds"] if not kind["kept"]] if facts.aside is not None else []
    found = [notice for notice in facts.quality.meta["notices"] if notice["title"] not in done]
    return [joined(facts.text, [facts.say(notice["title"]), facts.say(notice["advice"])]) for notice in found]


def _is_there(value: float | None) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value)) and value != MISSING_TIME
