"""Cleaning that accounts for every row: what is left out, netted, merged or put right, by rules that can be switched off."""

from .account import NO_TIME, CleanTable, QualityReport, put_quality
from .clean import MERGED, clean
from .facts import TEXTS
from .never_sold import put_unsold
from .same_products import same_products

__all__ = ["MERGED", "NO_TIME", "TEXTS", "CleanTable", "QualityReport", "clean",
           "put_quality", "put_unsold", "same_products"]  # fmt: skip
