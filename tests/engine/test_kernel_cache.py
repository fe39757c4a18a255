"""Kernels are compiled once for a user: in a fresh engine they come from the user's cache, and an analysis needs no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import write_csv

from assoc_engine.client import EngineProcess, ask
from assoc_engine.settings import AnalysisSettings, CombineSettings, to_dict


def compiled(folder: Path) -> dict[Path, int]:
    """Every compiled kernel and every index of them, with when it was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.nb[ci]")}


def asked(*requests: tuple[str, dict]) -> None:
    """A fresh engine answers these."""
    engine = EngineProcess()
    try:
        for request, settings in requests:
            ask(engine, request, settings)
    finally:
        engine.end()


def cached_under(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(home))


def test_a_second_engine_compiles_nothing_and_an_analysis_needs_nothing_more(request, tmp_path, monkeypatch):
    home = request.config.cache.mkdir("kernels")  # it stays from one run of the tests to the next: compiling takes long
    cached_under(home, monkeypatch)
    asked(("warm", {}))
    first = compiled(home)
    assert len(first) > 30 and all("assoc/kernels/" in path.as_posix() for path in first)
    rows = [["order", "product", "quantity", "price"]]
    rows += [[f"o{i}", f"p{(i * step) % 11}", 1 + i % 3, 2.5] for i in range(400) for step in (1, 3, 7)]
    folder = str(tmp_path / "workspace")
    combinations = [
        CombineSettings(kind="rules"), CombineSettings(kind="sets", products=("p1",)), CombineSettings(kind="sets", measure="revenue"),
    ]  # fmt: skip
    asked(
        ("read", {"workspace": folder, "read": {"paths": [str(write_csv(tmp_path / "shop.csv", rows))]}}),
        ("analyse", {"workspace": folder, "settings": to_dict(AnalysisSettings())}),
        *(("combine", {"workspace": folder, "settings": to_dict(wanted)}) for wanted in combinations),
    )
    assert compiled(home) == first, "every kernel was warmed up with the very types that an analysis hands it"


def test_where_the_cache_cannot_be_written_the_engine_works_all_the_same(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.write_text("a file where the folder should be")
    cached_under(home, monkeypatch)
    path = write_csv(tmp_path / "shop.csv", [["order", "product"]] + [[f"o{i // 2}", f"p{i % 3}"] for i in range(60)])
    folder = str(tmp_path / "workspace")
    asked(
        ("read", {"workspace": folder, "read": {"paths": [str(path)]}}),
        ("analyse", {"workspace": folder, "settings": to_dict(AnalysisSettings())}),
    )
    assert home.is_file()


def test_a_folder_that_is_set_is_kept(tmp_path, monkeypatch):
    cached_under(tmp_path / "home", monkeypatch)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "mine"))
    path = write_csv(tmp_path / "shop.csv", [["order", "product"]] + [[f"o{i // 2}", f"p{i % 3}"] for i in range(60)])
    folder = str(tmp_path / "workspace")
    asked(
        ("read", {"workspace": folder, "read": {"paths": [str(path)]}}),
        ("analyse", {"workspace": folder, "settings": to_dict(AnalysisSettings())}),
    )
    assert compiled(tmp_path / "mine") and not compiled(tmp_path / "home")
