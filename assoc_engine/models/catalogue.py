"""All models by task and name: how they are made, with which settings, and what they are called where a person reads of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from importlib import import_module
from pathlib import Path

from ..errors import SettingError
from ..settings import ModelSettings
from ..text import N_
from .contract import NEW_PRODUCT, NEXT_BASKET, PAGE, TASKS, Recommender, Train
from .training import Curve

COUNTS, LINEAR, NET, RANKER = "counts", "linear", "net", "ranker"
Tell = Callable[[Curve], None]


@dataclass(frozen=True)
class Entry:
    """`make(folder, tell)`: a new, unfitted model; a net is kept in the folder and tells its curve. `settings(size, products)`: what
    it is fitted with at a size ("S", "M", "L") for so many products; None where it has none. `kind`: COUNTS, LINEAR, NET or RANKER.
    `title`, `says`: message ids."""

    task: str
    name: str
    kind: str
    make: Callable[[Path | None, Tell], Recommender]
    title: str
    says: str
    settings: Callable[[str, int], object] | None = None


BASE = {PAGE: "confidence", NEXT_BASKET: "frequency", NEW_PRODUCT: "tf-idf"}
"""The simple method that every other is compared with."""

SIMPLE = {task: ("popularity", base) for task, base in BASE.items()}
"""What is used where nothing learned is surely better; the first where nothing can choose between them."""

_BEST_SELLERS = N_("Best sellers")
_BEST_SELLERS_SAY = N_("The same list for everybody: what is in most orders.")
_RANKING = N_("Learned ranking")


def entries(task: str) -> tuple[Entry, ...]:
    """The models of a task, the simple ones first."""
    return tuple(entry for entry in _entries() if entry.task == task)


def entry(task: str, name: str) -> Entry:
    """Raises SettingError where the task has no such model."""
    found = next((e for e in _entries() if (e.task, e.name) == (task, name)), None)
    if found is None:
        known = ", ".join(e.name for e in entries(task))
        raise SettingError(N_("There is no model {name} for {task}; there are: {known}."), name=name, task=task, known=known)
    return found


def settings_for(chosen: Entry, train: Train, settings: ModelSettings, size: str) -> object | None:
    """What a model is fitted with: its own settings at that size, with the seed and device that were asked for."""
    return None if chosen.settings is None else _asked(chosen.settings(size, train.products), settings)


def check(settings: ModelSettings) -> None:
    """Raises SettingError for tasks or models that do not exist."""
    for task in settings.tasks:
        if task not in TASKS:
            raise SettingError(N_("There is no task {task}; there are: {known}."), task=task, known=", ".join(TASKS))
    for name in settings.models:
        if name not in names_of_models():
            raise SettingError(N_("There is no model {name}; there are: {known}."), name=name, known=", ".join(names_of_models()))


def names_of_models() -> list[str]:
    """Every name once, in the catalogue's order."""
    return list(dict.fromkeys(e.name for e in _entries()))


def models_of(task: str, names: Sequence[str]) -> list[Entry]:
    """Those of a task to be compared: all, or the named ones; the simple ones are always among them."""
    return [e for e in entries(task) if not names or e.name in names or e.name in SIMPLE[task]]


def _asked(own, settings: ModelSettings):
    """A copy with the seed and device asked for, wherever the settings have such fields."""
    values = {}
    for field in fields(own):
        value = getattr(own, field.name)
        if is_dataclass(value):
            values[field.name] = _asked(value, settings)
        elif field.name in ("seed", "device"):
            values[field.name] = getattr(settings, field.name)
    return replace(own, **values)


class _Later:
    """A module of the models that is loaded when something of it is used: the window, which only names them, loads none."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str):
        return getattr(import_module(f".{self._name}", __package__), what)


def _entries() -> tuple[Entry, ...]:
    basket_ranker, customer_links, ease, frequency = map(_Later, ("basket_ranker", "customer_links", "ease", "frequency"))
    gru, pair_scorers, popularity, ranker = map(_Later, ("gru", "pair_scorers", "popularity", "ranker"))
    ridge, tifuknn, transformer = map(_Later, ("ridge", "tifuknn", "transformer"))

    def plain(module, kind):
        return lambda folder, tell: getattr(module, kind)()

    def page(name, kind, make, title, says, settings=None):
        return Entry(PAGE, name, kind, make, title, says, settings)

    def basket(name, kind, make, title, says, settings=None):
        return Entry(NEXT_BASKET, name, kind, make, title, says, settings)

    return (
        page("popularity", COUNTS, plain(popularity, "Popularity"), _BEST_SELLERS, _BEST_SELLERS_SAY),
        page("confidence", COUNTS, plain(pair_scorers, "Confidence"), N_("Bought with it most often"),
             N_("Of the product's orders, the share that holds the other one (confidence).")),
        page("lift", COUNTS, plain(pair_scorers, "Lift"), N_("Bought with it beyond chance"),
             N_("Joint orders as a multiple of what chance gives, from 30 joint orders on (lift).")),
        page("observed-expected", COUNTS, plain(pair_scorers, "ObservedExpected"), N_("Beyond chance, by order size"),
             N_("As beyond chance, with chance computed among orders of about the same size.")),
        page("weighted-confidence", COUNTS, plain(pair_scorers, "WeightedConfidence"), N_("Bought with it in small, recent orders"),
             N_("As bought with it most often, where small and recent orders count more."),
             lambda size, products: pair_scorers.WeightedSettings(half_life=180.0)),
        page("cosine", COUNTS, plain(pair_scorers, "Cosine"), N_("Alike in their orders"),
             N_("Joint orders over the mean of both products' orders (cosine).")),
        page("ease", LINEAR, plain(ease, "Ease"), N_("All links at once"),
             N_("Each product explained by all others of its orders together (EASE).")),
        page("ranker", RANKER, plain(ranker, "Ranker"), _RANKING,
             N_("Puts what all counting methods propose in the order that proved right on earlier dates of your file."),
             lambda size, products: ranker.RankerSettings()),
        basket("popularity", COUNTS, plain(popularity, "Popularity"), _BEST_SELLERS, _BEST_SELLERS_SAY),
        basket("frequency", COUNTS, plain(frequency, "PersonalFrequency"), N_("What the customer buys most"),
               N_("The customer's own products by how often he bought them, then the best sellers.")),
        basket("tifuknn", COUNTS, plain(tifuknn, "Tifuknn"), N_("Customers like this one"),
               N_("The customer's own habits and those of the customers most like him (TIFU-KNN).")),
        basket("item-knn", COUNTS, plain(customer_links, "BoughtTogether"), N_("Bought by the same customers"),
               N_("What customers bought who bought the same products (item-kNN).")),
        basket("after", COUNTS, plain(customer_links, "BoughtAfter"), N_("What follows the last order"),
               N_("What others bought in the order after one like the customer's last.")),
        basket("customer-ease", LINEAR, plain(customer_links, "CustomerEase"), N_("All links between customers' products"),
               N_("Each product explained by all others of the same customers together (EASE).")),
        basket("ridge", LINEAR, plain(ridge, "Ridge"), N_("From past to next order"),
               N_("A straight line from what a customer had bought to what came next (ridge).")),
        basket("gru", NET, lambda folder, tell: gru.GruNextBasket(folder, tell), N_("Order in time"),
               N_("A net that reads each customer's orders one after another and may repeat or explore (GRU)."),
               lambda size, products: gru.sized(size, products)),
        basket("transformer", NET, lambda folder, tell: transformer.TransformerNextBasket(folder, tell), N_("Order in time, all at once"),
               N_("A net that weighs all of a customer's earlier orders against one another (causal Transformer)."),
               lambda size, products: transformer.sized(size, products)),
        basket("ranker", RANKER, plain(basket_ranker, "BasketRanker"), _RANKING,
               N_("Puts what all other methods propose in the order that proved right on the customers' earlier orders."),
               lambda size, products: basket_ranker.BasketRankerSettings()),
        Entry(NEW_PRODUCT, "popularity", COUNTS, plain(popularity, "Popularity"), _BEST_SELLERS, _BEST_SELLERS_SAY),
    )  # fmt: skip
