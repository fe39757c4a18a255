"""The made bakery for tests of the reports: its tables, and its report in both languages."""

from __future__ import annotations

import pytest
from report_books import both_languages
from report_tables import write_workspace

from assoc_engine.workspace import Workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    return write_workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="session")
def books(tmp_path_factory) -> dict:
    """By language; nobody changes them."""
    return both_languages(write_workspace(tmp_path_factory.mktemp("workspace")), tmp_path_factory.mktemp("reports"))
