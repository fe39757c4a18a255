"""The engine as another program uses it: the lines of the package's docstring, run as they stand there."""

from __future__ import annotations

import textwrap

import assoc_engine
from assoc_engine.sample import SampleSettings, make_sample, write_sample


def test_the_lines_of_the_docstring_run(tmp_path, monkeypatch, capsys):
    sample = make_sample(SampleSettings(rows=20_000, seed=3))
    write_sample(sample, tmp_path / "sales.csv")
    monkeypatch.chdir(tmp_path)
    lines = textwrap.dedent(assoc_engine.__doc__.split("\n\n", 2)[2])
    assert 10 <= sum(bool(line.strip()) for line in lines.splitlines()) <= 13
    exec(compile(lines, "the docstring", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    planted = {frozenset((pair["a_name"], pair["b_name"])) for pair in sample.truth["complements"]}
    assert len(said) == 5 and all(line.endswith((", A", ", B")) for line in said)
    assert sum(frozenset(line.split(": ")[0].split(" → ")) in planted for line in said) >= 3
    assert (tmp_path / "report.xlsx").stat().st_size > 10_000
