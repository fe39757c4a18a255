"""How many rows of each kind a sample of a given size holds: fixed before anything is drawn, so the total is exact."""

from __future__ import annotations

SHARES = {
    "cancelled_lines": 0.006,
    "negative_quantities": 0.001,
    "carrier_bags": 0.012,
    "postage": 0.002,
    "vouchers": 0.001,
    "adjustments": 0.0004,
    "blank_names": 0.004,
    "blank_products": 0.0006,
    "missing_prices": 0.003,
    "unreadable_dates": 0.0012,
    "unreadable_quantities": 0.0008,
    "unavailable_dates": 0.0004,
    "unavailable_quantities": 0.0004,
    "spelling_variants": 0.006,
    "duplicates": 0.005,
}
EXTRA = ("cancelled_lines", "negative_quantities", "carrier_bags", "postage", "vouchers", "adjustments", "duplicates")

COLLECTIVE_SIZES = (60, 150)
COLLECTIVE_SHARE = 0.165  # of all rows
BANK_CHARGES_AT = 2_000  # rows a month's charge stands for, up to one charge a month
MONTHS = 24


def planned(rows: int, kind: str) -> int:
    """Rows of a kind; at least one, so that even the smallest sample shows every kind."""
    return max(1, round(SHARES[kind] * rows))


def collective_orders(rows: int) -> int:
    """How many orders that are no one customer's basket a shop of so many rows gets."""
    return round(rows * COLLECTIVE_SHARE / (sum(COLLECTIVE_SIZES) / 2 + 1))


def bank_charges(rows: int) -> int:
    """How many bank charges it gets, at most one a month."""
    return min(MONTHS, max(1, rows // BANK_CHARGES_AT))


def extra_rows(rows: int) -> int:
    """Rows beside the ordinary and the collective orders' own."""
    return sum(planned(rows, kind) for kind in EXTRA) + bank_charges(rows)
