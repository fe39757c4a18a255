"""The winners at work: each is fitted on everything up to now, and what it says goes into the workspace."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ..progress import Progress
from ..text import N_, message
from ..workspace import Workspace
from . import catalogue
from .contract import NEW_PRODUCT, NEXT_BASKET, PAGE
from .history import History
from .leaderboard import Board
from .recommending import all_cases, fit_model, make_lists
from .sequences import find_sequences
from .splitting import basket_matrix
from .tables import put_lists
from .training import Curve

if TYPE_CHECKING:
    from .sequence_model import SequenceNextBasket

PLACES = 10  # of each list
READER = "gru"  # the net that is asked what follows a product
KEPT = "new-product"  # where models of new products are kept within the models' folder, each in one of its own


@dataclass(frozen=True)
class Use:
    """What every winner is fitted with: the settings that the leaderboard chose it with. `folder`: where nets are kept.
    `tell(task, model, curve)`: hears of their training."""

    history: History
    board: Board
    folder: Path
    tell: Callable[[str, str, Curve], None]

    def fit(self, task: str, name: str, progress: Progress) -> Any:
        """The model of a task, taught on the whole history with the settings the board found. Raises NothingToAnalyse, Cancelled."""
        own = self.board.fitted_with.get((task, name))
        return fit_model(self.history, task, name, own, self.folder, progress, lambda curve: self.tell(task, name, curve))


def put_pages(use: Use, name: str, workspace: Workspace, progress: Progress) -> None:
    """Table `suggestions`: the list of every product's page. Best sellers everywhere suggest nothing, and are left out."""
    if name == "popularity":
        return
    model = use.fit(PAGE, name, progress.part(0, 0.6))
    lists = make_lists(model, use.history, all_cases(use.history, PAGE), PLACES, progress.part(0.6, 1))
    row, place = lists.flat()
    columns = {"product": lists.cases.keys[row], "other": lists.ids[row, place]}
    put_lists("suggestions", lists, columns, name, said_of(PAGE, name, len(np.unique(row))), workspace)


def put_customers(use: Use, name: str, workspace: Workspace, progress: Progress) -> None:
    """Table `customer_lists`: the next list of every customer, repeats told from what is new to him."""
    model = use.fit(NEXT_BASKET, name, progress.part(0, 0.6))
    lists = make_lists(model, use.history, all_cases(use.history, NEXT_BASKET), PLACES, progress.part(0.6, 1))
    row, place = lists.flat()
    customer, product = lists.cases.keys[row], lists.ids[row, place]
    columns = {"customer": customer, "product": product, "again": had(use.history, customer, product)}
    put_lists("customer_lists", lists, columns, name, said_of(NEXT_BASKET, name, len(np.unique(row))), workspace)


def keep_new_products(use: Use, name: str, progress: Progress) -> str:
    """Keep the model ready for any text, beside that of a comparison before, which counts until this one's board stands. Returns the name
    of its folder, "" for a model that needs none."""
    model = use.fit(NEW_PRODUCT, name, progress)
    if not hasattr(model, "save"):
        return ""
    own = f"{name}.{os.urandom(4).hex()}"
    model.save(use.folder / KEPT / own)
    return own


def let_go_but(kept: str | None, folder: Path) -> None:
    """Remove the models of new products but this one."""
    for other in (folder / KEPT).glob("*"):
        if other.name != kept:
            shutil.rmtree(other, ignore_errors=True)


def put_sequences(use: Use, with_net: bool, workspace: Workspace, progress: Progress) -> None:
    """Table `sequences`: what is bought next, as the net that reads orders in time proposes it and the customers' orders count it."""
    net = use.fit(NEXT_BASKET, READER, progress.part(0, 0.8)) if with_net else None
    found = find_sequences(use.history.train, net, progress=progress.part(0.8, 1))
    window = found.settings.orders if use.history.train.time is None else found.settings.days
    meta = {"model": READER if with_net else "", "answer": found.answer, "window": window, "tested": found.tested}
    workspace.put("sequences", found.columns | _returns(net, use.history), meta)


def _returns(net: SequenceNextBasket | None, history: History) -> dict[str, np.ndarray]:
    """When each customer is expected again: `visitor` int32, `visit_days` float64 from now on (inf: hardly again; NaN: not known)."""
    visitors = np.unique(history.train.customer[history.train.customer >= 0]).astype(np.int32)
    return {"visitor": visitors, "visit_days": np.full(len(visitors), np.nan) if net is None else net.days(visitors)}


def had(history: History, customer: np.ndarray, product: np.ndarray) -> np.ndarray:
    """bool an entry: has the customer (number, −1 unknown) bought the product before?"""
    train = history.train
    known = np.flatnonzero(train.customer >= 0)
    owner = sparse.csr_matrix((np.ones(len(known), np.float32), (train.customer[known], known)), (train.customers + 1, train.orders))
    return np.asarray((owner @ basket_matrix(train))[customer, product]).ravel() > 0


SAID = {
    PAGE: N_("“{model}” has a list for the page of {count} product.", "“{model}” has a list for the pages of {count} products."),
    NEXT_BASKET: N_("“{model}” has a list for {count} customer.", "“{model}” has a list for {count} customers."),
    NEW_PRODUCT: N_("“{model}” has a list for {count} new product.", "“{model}” has a list for {count} new products."),
}


def said_of(task: str, name: str, count: int) -> dict[str, Any]:
    """The answer of so many lists of a model."""
    return message(SAID[task], model=message(catalogue.entry(task, name).title), count=count)
