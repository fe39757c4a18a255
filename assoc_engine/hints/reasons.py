"""Why a pair is a hint: a counted fact of the orders that a reader can look up, whichever scorer named the pair."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ..models.page_reasons import ALIKE, ENOUGH, clearly
from ..models.reasons import Reasons
from ..progress import SILENT, Progress
from ..rules.chance import Chance
from ..text import N_
from .pair_facts import name_likeness
from .question import Question

LATELY = 30  # days

LIKE_THE_FIRST = N_("{because}, of a name like the first product’s, was bought with the second in {count} orders, {times:times} times "
                    "chance")
LIKE_THE_SECOND = N_("{because}, of a name like the second product’s, was bought with the first in {count} orders, {times:times} times "
                     "chance")
SAME_CUSTOMERS = N_("{count} customers bought both, in different orders: {times:times} times chance")
OVER_A_THIRD = N_("Both go with {because}: the first in {count} orders, the second in {out_of}")
ALIKE_IN_NAME = N_("Their names are alike")
LATELY_BOUGHT = N_("Only their trade speaks for it: the first is in {count} orders of the last 30 days, the second in {out_of}")
BOUGHT = N_("Only their trade speaks for it: the first is in {count} orders so far, the second in {out_of}")
VOCABULARY = (LIKE_THE_FIRST, LIKE_THE_SECOND, SAME_CUSTOMERS, OVER_A_THIRD, ALIKE_IN_NAME, LATELY_BOUGHT, BOUGHT)


def hint_reasons(question: Question, rows: np.ndarray, progress: Progress = SILENT) -> Reasons:
    """One a row (numbers of candidates); `because` are product numbers of `question.train`.

    Of these facts the first that holds. "Clearly" is as of links shown elsewhere: 5 orders or customers, 1.2 times chance and 2
    deviations beyond it. A product of a like name is clearly bought with the other one (the clearest of them; of either end the clearer);
    clearly more customers than by chance bought both in different orders; both are clearly bought with a third product (that by which
    most would go from one to the other); names alike; both in orders of the last 30 days; the orders of each.
    """
    told = _Told(question, rows)
    progress.step(0, 4)
    links, times = _links(question)
    for step, look in enumerate((_sisters, _customers, _thirds)):
        progress.step(step + 1, 4)
        look(told, question, links, times)
    told.say(ALIKE_IN_NAME, name_likeness(question)[told.a, told.b] >= ALIKE)
    held = np.diag(question.together).astype(np.float64)
    if question.train.time is not None:
        young = question.train.now - question.train.time <= LATELY * 86_400
        lately = np.asarray(question.baskets.T @ young.astype(np.float64)).ravel()
        told.say(LATELY_BOUGHT, (lately[told.a] > 0) & (lately[told.b] > 0), count=lately[told.a], out_of=lately[told.b])
    told.say(BOUGHT, np.ones(len(rows), bool), count=held[told.a], out_of=held[told.b])
    return told.reasons


class _Told:
    """What is said of each row so far."""

    def __init__(self, question: Question, rows: np.ndarray) -> None:
        self.a, self.b = question.a[rows], question.b[rows]
        self.products = question.products
        self.reasons = Reasons.none(rows.shape)
        self.reasons.vocabulary.extend(VOCABULARY)

    def say(self, message: str, holds: np.ndarray, because: np.ndarray | None = None, **values: np.ndarray) -> None:
        """Say it wherever it holds and nothing was said yet. `because`: places in `question.products`."""
        chosen = holds & (self.reasons.codes < 0)
        self.reasons.codes[chosen] = VOCABULARY.index(message)
        if because is not None:
            self.reasons.because[chosen] = self.products[because[chosen]]
        for name, value in values.items():
            getattr(self.reasons, name)[chosen] = value[chosen]


def _links(question: Question) -> tuple[np.ndarray, np.ndarray]:
    """float32 products × products: joint orders where they are clearly more than chance, else 0; and as times chance."""
    joint = question.together.copy()
    np.fill_diagonal(joint, 0)
    a, b = np.nonzero(np.triu(joint >= ENOUGH))
    expected, count = question.train.chance.expected(question.products[a], question.products[b]), joint[a, b]
    kept = clearly(count, expected)
    links, times = np.zeros_like(joint), np.zeros_like(joint)
    for x, y in ((a, b), (b, a)):
        links[x[kept], y[kept]] = count[kept]
        times[x[kept], y[kept]] = count[kept] / expected[kept]
    return links, times


def _sisters(told: _Told, question: Question, links: np.ndarray, times: np.ndarray) -> None:
    """A product whose name is like one end's, and that is linked with the other end."""
    alike = name_likeness(question)
    np.fill_diagonal(alike, 0)
    alike[alike < ALIKE] = 0
    clearest = []
    for near, other in ((told.a, told.b), (told.b, told.a)):
        worth = alike[near] * np.log1p(links[other]) * (links[other] > 0)
        third = worth.argmax(axis=1)
        clearest.append((third, worth.max(axis=1)))
    (first, of_first), (second, of_second) = clearest
    for message, third, other, holds in ((LIKE_THE_FIRST, first, told.b, (of_first > 0) & (of_first >= of_second)),
                                         (LIKE_THE_SECOND, second, told.a, of_second > 0)):  # fmt: skip
        told.say(message, holds, third, count=links[third, other], times=times[third, other])


def _customers(told: _Told, question: Question, links: np.ndarray, times: np.ndarray) -> None:
    """Who bought both, but for the customer of the order in which the two met."""
    train = question.train
    known = np.flatnonzero(train.customer >= 0)
    if not len(known):
        return
    owner = sparse.csr_matrix((np.ones(len(known), np.float32), (train.customer[known], known)), shape=(train.customers, train.orders))
    bought = sparse.csr_matrix(owner @ question.baskets)
    bought.data[:] = 1
    both = np.asarray((bought.T @ bought).todense())
    orders = question.baskets[known]
    in_one = np.asarray((orders.T @ orders)[told.a, told.b]).ravel()  # at most FEW, so as many customers
    count = (both[told.a, told.b] - in_one).astype(np.float64)
    bought.sort_indices()  # a customer's products as if they were one order
    chance = Chance.of(bought.indptr.astype(np.int64), bought.indices, bought.shape[1], np.zeros(bought.shape[0], np.int64))
    expected = chance.expected(told.a, told.b)
    told.say(SAME_CUSTOMERS, clearly(count, expected), count=count, times=count / np.maximum(expected, 1e-9))


def _thirds(told: _Told, question: Question, links: np.ndarray, times: np.ndarray) -> None:
    ways = links[told.a] * links[told.b] / np.maximum(np.diag(question.together), 1)
    third = ways.argmax(axis=1)
    told.say(OVER_A_THIRD, ways.max(axis=1) > 0, third, count=links[told.a, third], out_of=links[told.b, third])
