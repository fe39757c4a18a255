"""Chance by enumeration: every set of s products that an order could be, weighed by Π w, w fitted to the products' totals."""

from __future__ import annotations

from itertools import combinations

import numpy as np

TURNS = 2_000


def moments_by_enumeration(baskets: list[list[int]], products: int, strata: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """E and V (products × products) of joint orders, for few products: E = Σ π_ij over orders, V = Σ π_ij (1 − π_ij) less what the
    totals explain of it, both by strata. Products in every order of a stratum are in all its draws."""
    E, V = np.zeros((products, products)), np.zeros((products, products))
    for stratum in set(strata):
        mine = [basket for basket, each in zip(baskets, strata, strict=True) if each == stratum and basket]
        if not mine:
            continue
        held = np.array([[product in basket for product in range(products)] for basket in mine], float)
        inside = joint_chances(held)
        E += inside.sum(axis=0)
        single = np.einsum("oii->oi", inside)
        variance = (single * (1 - single)).sum(axis=0)
        with_i = (inside * (1 - single[:, :, None])).sum(axis=0)  # cov of the pair and the product of its row, summed over orders
        spread = np.divide(1.0, variance, out=np.zeros(products), where=variance > 1e-9)
        left = (inside * (1 - inside)).sum(axis=0) - with_i**2 * spread[:, None] - with_i.T**2 * spread[None, :]
        V += np.maximum(left, 0)
    return E, V


def joint_chances(held: np.ndarray) -> np.ndarray:
    """π_ij of each order (orders, products, products) from 0/1 orders × products; on the diagonal π_i."""
    sizes, totals = held.sum(axis=1).astype(int), held.sum(axis=0)
    free = np.flatnonzero((totals > 0) & (totals < len(held)))
    always = totals == len(held)
    drawn = sizes - int(always.sum())
    sets = {
        s: np.array([[product in chosen for product in free] for chosen in combinations(free.tolist(), s)],
                    float) for s in set(drawn.tolist())
    }
    log_w = np.zeros(len(free))
    count = {s: int((drawn == s).sum()) for s in sets}
    for _ in range(TURNS):
        expected = sum(count[s] * _chances(sets[s], log_w) @ sets[s] for s in sets)
        wrong = np.log(totals[free] / expected) if len(free) else np.zeros(0)
        log_w += wrong
        if np.abs(wrong).max(initial=0) < 1e-12:
            break
    found = np.zeros((len(held), held.shape[1], held.shape[1]))
    for s in sets:
        whole = np.tile(always.astype(float), (len(sets[s]), 1))
        whole[:, free] = sets[s]
        found[drawn == s] = (whole * _chances(sets[s], log_w)[:, None]).T @ whole
    return found


def _chances(sets: np.ndarray, log_w: np.ndarray) -> np.ndarray:
    weight = np.exp(sets @ log_w)
    return weight / weight.sum()
