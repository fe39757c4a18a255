"""One analysed shop for the tests of a file."""

from __future__ import annotations

import pytest

from tests.explain.analysed import analysed, shop_rows


@pytest.fixture(scope="module")
def rows():
    return shop_rows()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, rows):
    return analysed(tmp_path_factory.mktemp("shop"), rows)
