"""Cleaning that accounts for every row: what is left out, netted, merged or put right, by rules that can be switched off."""

from ..settings import CleanSettings
from .account import NO_TIME, CleanTable, QualityReport, RuleCount, put_quality
from .clean import MERGED, clean
from .facts import TEXTS, ProductFacts
from .never_sold import put_unsold
from .same_products import same_products

__all__ = ["MERGED", "NO_TIME", "TEXTS", "CleanSettings", "CleanTable", "ProductFacts", "QualityReport", "RuleCount", "clean",
           "put_quality", "put_unsold", "same_products"]  # fmt: skip
