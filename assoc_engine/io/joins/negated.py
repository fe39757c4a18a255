"""A table of returns written as sales are, with what it counts turned negative."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..layout.unfold import number_column
from .evidence import Evidence
from .sales import counted_columns


def has_no_sign(one: Evidence) -> bool:
    """Whether what the table counts is above zero throughout: TH0001, two pieces, twenty yuan. A table that has both
    says itself which of its rows are returns."""
    return not any((one.numbers(index) < 0).any() for index in counted_columns(one))


def negated(one: Evidence) -> Evidence:
    """The table with its pieces and its money below zero, so that its rows take back what others sold."""
    columns = list(one.table.columns)
    for index in counted_columns(one):
        column = number_column(columns[index].header, -np.abs(one.numbers(index)))
        columns[index] = replace(column, typed=columns[index].typed)
    back = Evidence(replace(one.table, columns=tuple(columns)), one.label, one.progress)
    back.roles = one.roles
    return back
