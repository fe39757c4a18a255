"""Shared fixtures: where real sales files may lie beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assoc_engine.machine import worker_threads

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ.setdefault(name, str(worker_threads()))  # as in the engine's processes; more only wait for each other

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real sales files; a test that needs it is skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder ../shared/data with the real sales files is not here")
    return SHARED_DATA
