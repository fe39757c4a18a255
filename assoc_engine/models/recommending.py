"""Lists to be used: which model of a task, fitted on everything up to now, and its best products with the reason of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import NothingToAnalyse
from ..progress import SILENT, Progress
from ..text import N_, message
from . import catalogue
from .basket_reasons import customer_reasons
from .contract import NEW_PRODUCT, NEXT_BASKET, PAGE, Cases, Recommender
from .customer_scorer import CustomerScorer
from .histories import CustomerOrders
from .history import History
from .page_reasons import page_reasons
from .reasons import Reasons
from .sales_reasons import sales_reasons
from .training import Curve


@dataclass(frozen=True)
class Lists:
    """The lists of some cases. `ids` int32, `scores` float64 (cases × places), −1 and −inf where a list is shorter; `reasons` of the
    same shape. `cases`: whose they are."""

    cases: Cases
    ids: np.ndarray
    scores: np.ndarray
    reasons: Reasons

    def flat(self) -> tuple[np.ndarray, np.ndarray]:
        """(row, place) of every entry that is there, int64, row by row."""
        row, place = np.nonzero(self.ids >= 0)
        return row, place


def fit_model(
    history: History, task: str, name: str, own: object | None, folder: Path, progress: Progress = SILENT,
    tell: Callable[[Curve], None] = lambda curve: None,
) -> Recommender:  # fmt: skip
    """A model of the catalogue, fitted on the whole history with settings of its own (catalogue.settings_for, or those that were
    found). Nets are kept in `folder` while they are trained."""
    return catalogue.entry(task, name).make(folder / f"{name}.all", tell).fit(history.train, own, progress)


def make_lists(model: Recommender, history: History, cases: Cases, places: int, progress: Progress = SILENT) -> Lists:
    """The best products of each case with their reasons."""
    ids, scores = model.recommend(cases, places, progress=progress.part(0, 0.5, N_("Making the lists")))
    return Lists(cases, ids, scores, _reasons(model, history, cases, ids, progress.part(0.5, 1, N_("Looking for the reasons"))))


def all_cases(history: History, task: str) -> Cases:
    """Every product that was sold, or every customer who ordered. Raises NothingToAnalyse where no customer is known."""
    train = history.train
    if task == PAGE:
        return Cases(PAGE, np.flatnonzero(train.counts).astype(np.int32))
    if not (train.customer >= 0).any():
        raise NothingToAnalyse(N_("No customer is known in these orders."),
                               advice=N_("Check which column is the customer."))  # fmt: skip
    return Cases(NEXT_BASKET, np.unique(train.customer[train.customer >= 0]).astype(np.int32))


def cases_asked(history: History, task: str, case: str) -> tuple[Cases, list[str]]:
    """The cases of RecommendSettings and what they are called: one, or all there are. Raises NothingToAnalyse."""
    train = history.train
    if task == NEW_PRODUCT:
        if case:
            return Cases(task, np.full(1, -1, np.int32), [dict(history.unsold).get(case, case)]), [case]
        if not history.unsold:
            raise NothingToAnalyse(N_("The files list no product that was never sold."), advice=N_("Give a new product’s name."))
        return Cases(task, np.full(len(history.unsold), -1, np.int32), [text for _, text in history.unsold]), [
            code for code, _ in history.unsold
        ]
    if not case:
        cases = all_cases(history, task)
        labels = (train.codes or train.names) if task == PAGE else history.customers
        return cases, [labels[key] for key in cases.keys.tolist()]
    number = product_number(history, case) if task == PAGE else customer_number(history, case)
    return Cases(task, np.array([number], np.int32)), [case]


def cases_notes(history: History, cases: Cases) -> list[dict[str, Any]]:
    """What to know about the cases asked, as messages."""
    if cases.task == NEXT_BASKET and (cases.keys < 0).any():
        return [message(N_("This customer is not in the orders; what follows is the list for everybody."))]
    return []


def product_number(history: History, said: str) -> int:
    """The product of a code or name, exactly as in the file. Raises NothingToAnalyse where there is none."""
    train = history.train
    for known in (train.codes, train.names):
        if said in known:
            return list(known).index(said)
    raise NothingToAnalyse(N_("There is no product {product} in these orders."), product=said,
                           advice=N_("Write its code or name exactly as the file has it."))  # fmt: skip


def customer_number(history: History, said: str) -> int:
    """The customer of a name, −1 for one that the orders do not know: he gets the list for everybody."""
    return list(history.customers).index(said) if said in history.customers else -1


def _reasons(model: Recommender, history: History, cases: Cases, ids: np.ndarray, progress: Progress) -> Reasons:
    """A page's reasons are counted facts, whoever named the product; a customer's and a new product's come from what named it."""
    if cases.task == PAGE:
        return page_reasons(history.train, cases.keys, ids, progress)
    if cases.task == NEXT_BASKET:
        orders = model.orders if isinstance(model, CustomerScorer) else CustomerOrders(history.train)
        return customer_reasons(model, orders, cases.keys, ids, progress)
    if hasattr(model, "reasons"):
        return model.reasons(cases, ids, progress)
    return sales_reasons(history.train, ids)
