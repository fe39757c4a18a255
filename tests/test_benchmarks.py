"""The programs that measure start as they say they do: `python -m tests.benchmarks.NAME`."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.benchmarks.all import PROGRAMS

FOLDER = Path(__file__).parent / "benchmarks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
PEERS = {"fim", "mlxtend"}  # measured beside ours where somebody installed them


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_what_it_needs(name):
    try:
        importlib.import_module(f"tests.benchmarks.{name}")
    except ModuleNotFoundError as error:
        assert error.name in PEERS


def test_those_that_run_in_one_go_are_there():
    assert PROGRAMS.keys() <= set(NAMES)
