"""Assoc's engine: from a sales file to links, strategies and a report. Imports no Qt; nothing heavy at import."""

__version__ = "0.1.0"
