"""The engine as another program uses it: the lines of the package's docstring and of docs/notebook.md, run as they stand there."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

import assoc_engine
from assoc_engine.sample import Sample, SampleSettings, make_sample, write_sample

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebook.md"


@pytest.fixture(scope="module")
def sample() -> Sample:
    return make_sample(SampleSettings(rows=20_000, seed=3))


@pytest.fixture(autouse=True)
def in_a_folder_with_sales(sample, tmp_path, monkeypatch):
    write_sample(sample, tmp_path / "sales.csv")
    monkeypatch.chdir(tmp_path)


def test_the_lines_of_the_docstring_run(sample, tmp_path, capsys):
    lines = textwrap.dedent(assoc_engine.__doc__.split("\n\n", 2)[2])
    assert 10 <= sum(bool(line.strip()) for line in lines.splitlines()) <= 13
    exec(compile(lines, "the docstring", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    planted = {frozenset((pair["a_name"], pair["b_name"])) for pair in sample.truth["complements"]}
    assert len(said) == 5 and all(line.endswith((", A", ", B")) for line in said)
    assert sum(frozenset(line.split(": ")[0].split(" → ")) in planted for line in said) >= 3
    assert (tmp_path / "report.xlsx").stat().st_size > 10_000


def test_the_cells_of_the_notebook_run(capsys):
    cells: dict[str, object] = {}
    for number, cell in enumerate(re.findall(r"```python\n(.*?)```", NOTEBOOK.read_text(encoding="utf-8"), re.DOTALL)):
        exec(compile(cell, f"cell {number}", "exec"), cells)
    links, text = cells["links"], cells["text"]
    assert links["passes"].head().all() and text.say(cells["found"]["answer"]).startswith(links["a"].iloc[0])
    assert np.array_equal(cells["pairs"].grade, cells["shop"].get("links")["grade"])  # step by step as all at once
    frequent = dict(zip(cells["frequent"]["itemsets"], cells["frequent"]["support"], strict=True))
    assert frequent[frozenset(links.iloc[0][["a", "b"]])] == pytest.approx(links["support"].iloc[0])
    assert len(cells["told"]) == len(cells["rules"]) > 0 and set(cells["board"]["model"]) == {"popularity", "confidence", "ease"}
    assert cells["ids"].shape == (2, 5) and "%" in capsys.readouterr().out
    for shown in ("raw", "lines", "baskets", "pairs", "sets", "rules", "history"):
        assert len(repr(cells[shown])) < 2_500  # as a notebook shows it
