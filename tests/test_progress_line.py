"""Progress where nobody sees a line being written over: each step once."""

from __future__ import annotations

from assoc_cli.show import ProgressLine
from assoc_engine.text import Text


def test_a_step_is_said_once_however_it_counts_and_another_file_is_another_step(capsys):
    line = ProgressLine(Text("en"))
    for message, values in (
        ("Learning", {}), ("Found {count} so far", {"count": 1}), ("Found {count} so far", {"count": 2}), ("Learning", {}),
        ("Reading {file}", {"file": "a.csv"}), ("Reading {file}", {"file": "b.csv"}),
    ):  # fmt: skip
        line.show({"message": message, "values": values, "share": 0.5})
    assert capsys.readouterr().err.splitlines() == ["Learning …", "Found 1 so far …", "Reading a.csv …", "Reading b.csv …"]
