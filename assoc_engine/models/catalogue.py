"""All models by task and name: how they are made, with which settings, and what they are called where a person reads of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import SettingError
from ..settings import ModelSettings
from ..text import N_
from .contract import NEW_PRODUCT, NEXT_BASKET, PAGE, TASKS, Recommender, Train
from .training import Curve

COUNTS, LINEAR, NET, RANKER = "counts", "linear", "net", "ranker"
Tell = Callable[[Curve], None]


@dataclass(frozen=True)
class Entry:
    """`kind`: COUNTS, LINEAR, NET or RANKER. `place`: "module.Name" of its class. `title`, `says`: message ids. `fitted_with`:
    "module.name" of its settings, or of the function from size ("S", "M", "L") and number of products to them; "" where it has none."""

    task: str
    name: str
    kind: str
    place: str
    title: str
    says: str
    fitted_with: str = ""

    def make(self, folder: Path | None = None, tell: Tell = lambda curve: None) -> Recommender:
        """A new, unfitted model. A net is kept in the folder and tells its curve."""
        kind = _load(self.place)
        return kind(folder, tell) if self.kind == NET else kind()

    def settings(self, size: str, products: int) -> object | None:
        """What it is fitted with at a size for so many products."""
        if not self.fitted_with:
            return None
        found = _load(self.fitted_with)
        return found() if isinstance(found, type) else found(size, products)


BASE = {PAGE: "confidence", NEXT_BASKET: "frequency", NEW_PRODUCT: "tf-idf"}
"""The simple method that every other is compared with."""

SIMPLE = {task: ("popularity", base) for task, base in BASE.items()} | {NEW_PRODUCT: ("popularity", "tf-idf", "tf-idf-orders")}
"""What is used where nothing learned is surely better; the first where nothing can choose between them."""


def entries(task: str) -> tuple[Entry, ...]:
    """The models of a task, the simple ones first."""
    return tuple(entry for entry in ENTRIES if entry.task == task)


def entry(task: str, name: str) -> Entry:
    """Raises SettingError where the task has no such model."""
    found = next((e for e in ENTRIES if (e.task, e.name) == (task, name)), None)
    if found is None:
        known = ", ".join(e.name for e in entries(task))
        raise SettingError(N_("There is no model {name} for {task}; there are: {known}."), name=name, task=task, known=known)
    return found


def settings_for(chosen: Entry, train: Train, settings: ModelSettings, size: str) -> object | None:
    """What a model is fitted with: its own settings at that size, with the seed and device that were asked for."""
    own = chosen.settings(size, train.products)
    return None if own is None else _asked(own, settings)


def check(settings: ModelSettings) -> None:
    """Raises SettingError for tasks or models that do not exist."""
    for task in settings.tasks:
        if task not in TASKS:
            raise SettingError(N_("There is no task {task}; there are: {known}."), task=task, known=", ".join(TASKS))
    able = names_of_models(settings.tasks)
    for name in settings.models:
        if name not in able:
            raise SettingError(N_("There is no model {name} for what is asked; there are: {known}."), name=name, known=", ".join(able))


def names_of_models(tasks: Sequence[str] = ()) -> list[str]:
    """Every name of these tasks (none: of all) once, in the catalogue's order."""
    return list(dict.fromkeys(e.name for e in ENTRIES if e.task in (tasks or TASKS)))


def models_of(task: str, names: Sequence[str]) -> list[Entry]:
    """Those of a task to be compared: all, or the named ones; the simple ones are always among them."""
    return [e for e in entries(task) if not names or e.name in names or e.name in SIMPLE[task]]


def _asked(own: Any, settings: ModelSettings) -> Any:
    """A copy with the seed and device asked for, wherever the settings have such fields."""
    values = {}
    for field in fields(own):
        value = getattr(own, field.name)
        if is_dataclass(value):
            values[field.name] = _asked(value, settings)
        elif field.name in ("seed", "device"):
            values[field.name] = getattr(settings, field.name)
    return replace(own, **values)


def _load(place: str) -> Any:
    """"module.Name" of the models. Loaded when used: the window, which only names the models, loads none."""
    module, name = place.split(".")
    return getattr(import_module(f".{module}", __package__), name)


def _page(name: str, kind: str, place: str, title: str, says: str, fitted_with: str = "") -> Entry:
    return Entry(PAGE, name, kind, place, title, says, fitted_with)


def _basket(name: str, kind: str, place: str, title: str, says: str, fitted_with: str = "") -> Entry:
    return Entry(NEXT_BASKET, name, kind, place, title, says, fitted_with)


def _new(name: str, kind: str, place: str, title: str, says: str, fitted_with: str = "") -> Entry:
    return Entry(NEW_PRODUCT, name, kind, place, title, says, fitted_with)


_BEST_SELLERS = (
    "popularity", COUNTS, "popularity.Popularity", N_("Best sellers"), N_("The same list for everybody: what is in most orders."),
)  # fmt: skip
_RANKING = N_("Several methods combined")
_IN_WORDS = N_("Model that reads names")
_READS = N_("A model that learns from the names which products go together (text CNN).")

ENTRIES = (
    _page(*_BEST_SELLERS),
    _page("confidence", COUNTS, "pair_scorers.Confidence", N_("Bought with it most often"),
          N_("Of the product’s orders, the share that holds the other one (confidence).")),
    _page("lift", COUNTS, "pair_scorers.Lift", N_("Bought with it beyond chance"),
          N_("Joint orders as a multiple of what chance gives, from 30 joint orders on (lift).")),
    _page("adjusted-lift", COUNTS, "pair_scorers.AdjustedLift", N_("Beyond chance, size of orders taken out"),
          N_("As beyond chance, where chance keeps the size, the month and the kind of customer of every order (adjusted lift).")),
    _page("weighted-confidence", COUNTS, "pair_scorers.WeightedConfidence", N_("Bought with it in small, recent orders"),
          N_("As bought with it most often, where small and recent orders count more."), "pair_scorers.WeightedSettings"),
    _page("cosine", COUNTS, "pair_scorers.Cosine", N_("Alike in their orders"),
          N_("Joint orders over the mean of both products’ orders (cosine).")),
    _page("ease", LINEAR, "ease.Ease", N_("Direct links only"),
          N_("How much one product calls for another once all others of the same order are accounted for (EASE).")),
    _page("text-cnn", NET, "text_cnn.TextCnn", _IN_WORDS, _READS, "text_cnn.sized"),
    _page("ranker", RANKER, "ranker.Ranker", _RANKING,
          N_("Puts what all counting methods propose in the order that proved right on earlier dates of your file."),
          "ranker.RankerSettings"),
    _basket(*_BEST_SELLERS),
    _basket("frequency", COUNTS, "frequency.PersonalFrequency", N_("What the customer buys most"),
            N_("The customer’s own products by how often they were bought, then the best sellers.")),
    _basket("tifuknn", COUNTS, "tifuknn.Tifuknn", N_("Customers like this one"),
            N_("The customer’s own habits and those of the most similar customers (TIFU-KNN).")),
    _basket("item-knn", COUNTS, "customer_links.BoughtTogether", N_("Bought by the same customers"),
            N_("What customers bought who bought the same products (item-kNN).")),
    _basket("after", COUNTS, "customer_links.BoughtAfter", N_("What follows the last order"),
            N_("What others bought in the order after one like the customer’s last.")),
    _basket("customer-ease", LINEAR, "customer_links.CustomerEase", N_("Direct links within customers’ purchases"),
            N_("How much one product calls for another once all others that the customer bought are accounted for (EASE).")),
    _basket("ridge", LINEAR, "ridge.Ridge", N_("From past to next order"),
            N_("A straight line from what a customer had bought to what came next (ridge)."), "ridge.RidgeSettings"),
    _basket("gru", NET, "gru.GruNextBasket", N_("Model that reads orders one by one"),
            N_("A model that reads each customer’s orders one after another, for what is bought again and what is new (GRU)."),
            "gru.sized"),
    _basket("transformer", NET, "transformer.TransformerNextBasket", N_("Model that weighs all orders together"),
            N_("A model that weighs all of a customer’s earlier orders against one another (causal Transformer)."), "transformer.sized"),
    _basket("ranker", RANKER, "basket_ranker.BasketRanker", _RANKING,
            N_("Puts what all other methods propose in the order that proved right on the customers’ earlier orders."),
            "basket_ranker.BasketRankerSettings"),
    _new(*_BEST_SELLERS),
    _new("tf-idf", COUNTS, "tfidf.TfIdfNeighbours", N_("Products of a similar name"),
         N_("The known products whose names are most like the new one’s (tf-idf)."), "tfidf.by_names"),
    _new("tf-idf-orders", COUNTS, "tfidf.TfIdfNeighbours", N_("Bought with products of a similar name"),
         N_("The known products that were bought with those whose names are like the new one’s."), "tfidf.TfIdfSettings"),
    _new("text-cnn", NET, "text_cnn.TextCnn", _IN_WORDS, _READS, "text_cnn.sized"),
)  # fmt: skip
