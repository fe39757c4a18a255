"""When customers come back, and for what: planted by saying whose orders they are, so no order changes what it holds.

A rhythm: the visits of some who come often lie a number of days apart that is the customer's own. A sequence: who buys A
for the first time comes back about so many days later for B. In both, an order found at the right time changes its owner
with one of the customer's own; so everybody keeps about as many orders as he had.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from .draft import FIRST_DAY, LAST_DAY, ORDINARY, Draft
from .draw import shuffled
from .trade import by_first_visit

SMALLEST = 10_000  # rows: with less trade there is seldom an order at the right time
OFTEN = 6  # orders of a customer who may keep a rhythm
RHYTHMIC = 0.4  # of those
SHORTEST, LONGEST = 7, 75  # days between two visits
FILLED = 0.95  # of the two years at most, from the first visit to the last
SPREAD, LEAST_SPREAD = 0.1, 1.0  # of a distance, and days: how far a visit may lie from its time
DAY = 1440


def spread(days: int) -> float:
    """Days that a visit may lie from its time, so many days after another."""
    return max(LEAST_SPREAD, SPREAD * days)


def rhythms(draft: Draft, rng: np.random.Generator) -> Draft:
    """Some of those who come often get visits at equal distances, drawn for each of them, within the two years."""
    if draft.rows < SMALLEST:
        return draft
    orders = draft.orders
    owner, rhythm = orders.customer.copy(), orders.rhythm.copy()
    visits = np.bincount(owner[owner >= 0])
    whole = int((LAST_DAY - FIRST_DAY).astype(int))
    often = np.flatnonzero((visits >= OFTEN) & (visits * SHORTEST < FILLED * whole))
    chosen = often[shuffled(rng, len(often))][: round(RHYTHMIC * len(often))]
    own = _grouped(owner)
    owner[np.isin(orders.customer, chosen)] = -2  # theirs to give away: what is left of it is shared out at the end
    free = _Free(draft, np.flatnonzero((orders.kind == ORDINARY) & (owner != -2)))
    for customer in chosen.tolist():
        days, at = _rhythm(len(own[customer]), whole, rng)
        for mine, day in zip(own[customer], at, strict=True):
            found = free.nearest(FIRST_DAY.astype(np.int64) * DAY + day * DAY, DAY * spread(days))
            if found < 0:
                owner[mine] = customer
                continue
            owner[mine], owner[found], rhythm[found] = owner[found], customer, days
    return draft.with_orders(customer=by_first_visit(owner, orders.minute), rhythm=rhythm)


def _rhythm(count: int, whole: int, rng: np.random.Generator) -> tuple[int, list[float]]:
    """(days between two visits, the day of each of so many visits)"""
    longest = min(LONGEST, int(FILLED * whole / count))
    days = SHORTEST + int(rng.random() * (longest - SHORTEST + 1))
    first = rng.random() * (whole - days * (count - 1) - 1)
    off = SPREAD * (2 * rng.random(count) - 1)
    return days, (first + days * (np.arange(count) + off)).tolist()


def _grouped(owner: np.ndarray) -> dict[int, list[int]]:
    """The orders of each known customer, rising."""
    found: dict[int, list[int]] = {}
    for order in np.flatnonzero(owner >= 0).tolist():
        found.setdefault(int(owner[order]), []).append(order)
    return found


def sequences(draft: Draft, rng: np.random.Generator) -> Draft:
    """Bring back with B, about so many days later, who buys A for the first time and never bought B; with the chance of
    the sequence, where an order with B lies near that time. Customers with a rhythm keep to it."""
    if draft.rows < SMALLEST:
        return draft
    books = _Books(draft)
    for number, (a, b, days, chance) in enumerate(draft.goods.sequences):
        free = _Free(draft, np.flatnonzero(books.holds(b) & ~books.holds(a) & ~books.kept))
        for order in books.first_with(a, b, before=(LAST_DAY.astype(np.int64) - days - spread(days)) * DAY):
            books.asked[order], books.kept[order] = number, True
            if rng.random() < chance:
                found = free.nearest(draft.orders.minute[order] + days * DAY, spread(days) * DAY)
                if found >= 0:
                    books.bring(order, found, number)
    return draft.with_orders(
        customer=by_first_visit(books.owner, draft.orders.minute), follows=books.follows, asked=books.asked
    )


class _Free:
    """Orders that may still change their owner, by time."""

    def __init__(self, draft: Draft, orders: np.ndarray) -> None:
        orders = orders[np.argsort(draft.orders.minute[orders], kind="stable")]
        self._order, self._minute = orders.tolist(), draft.orders.minute[orders].tolist()
        self._taken = [False] * len(orders)

    def nearest(self, minute: float, most: float) -> int:
        """Take the order nearest to a moment, at most so many minutes away; −1 where there is none."""
        right = bisect_left(self._minute, minute)
        left = right - 1
        while left >= 0 and self._taken[left]:
            left -= 1
        while right < len(self._minute) and self._taken[right]:
            right += 1
        before = minute - self._minute[left] if left >= 0 else np.inf
        after = self._minute[right] - minute if right < len(self._minute) else np.inf
        if min(before, after) > most:
            return -1
        place = left if before <= after else right
        self._taken[place] = True
        return self._order[place]


class _Books:
    """Whose every order is, while sequences are planted. `kept`: orders that must not change their owner any more."""

    def __init__(self, draft: Draft) -> None:
        self.draft, orders = draft, draft.orders
        self.owner, self.kept = orders.customer.copy(), (orders.rhythm > 0) | (orders.kind != ORDINARY)
        keepers = np.unique(orders.customer[orders.rhythm > 0])
        self.kept |= np.isin(orders.customer, keepers[keepers >= 0])
        self.follows, self.asked = orders.follows.copy(), orders.asked.copy()
        self.own = _grouped(self.owner)

    def holds(self, item: int) -> np.ndarray:
        """(orders,) bool"""
        found = np.zeros(len(self.owner), bool)
        found[self.draft.lines.order[self.draft.lines.item == item]] = True
        return found

    def first_with(self, a: int, b: int, before: float) -> list[int]:
        """Each customer's first order with A, where he did not buy B until then and it is not part of another plan."""
        minute, turn = self.draft.orders.minute, np.argsort(self.draft.orders.minute, kind="stable")
        with_a, with_b, seen, found = self.holds(a), self.holds(b), set(), []
        for order in turn[(self.owner[turn] >= 0) & (with_a | with_b)[turn]].tolist():
            customer = int(self.owner[order])
            if customer in seen:
                continue
            seen.add(customer)
            if with_a[order] and not with_b[order] and not self.kept[order] and minute[order] < before:
                found.append(order)
        return found

    def bring(self, order: int, found: int, number: int) -> None:
        """The found order becomes the customer's next; its owner gets the one that was, unless that is part of a plan."""
        customer, minute = int(self.owner[order]), self.draft.orders.minute
        later = [own for own in self.own[customer] if minute[own] > minute[order] and not self.kept[own] and own != found]
        if later and self.owner[found] != customer:
            self._give(min(later, key=lambda own: minute[own]), int(self.owner[found]))
        self._give(found, customer)
        self.follows[found], self.kept[found] = number, True

    def _give(self, order: int, customer: int) -> None:
        if self.owner[order] >= 0:
            self.own[int(self.owner[order])].remove(order)
        if customer >= 0:
            self.own[customer].append(order)
        self.owner[order] = customer
