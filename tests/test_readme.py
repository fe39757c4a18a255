"""The README's two commands are the first two bash blocks, and CI runs the second as it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def blocks(language: str) -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [block.strip() for block in re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


def test_two_commands_of_one_line_each():
    commands = blocks("bash")
    assert len(commands) == 2 and all("\n" not in command for command in commands)
    assert commands[0].endswith("main.py demo") and commands[1].endswith("pytest -q")


def test_ci_holds_the_test_command_and_nothing_cleverer():
    lines = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")]
    assert lines == [blocks("bash")[1]]


def test_powershell_needs_no_activation():
    assert len(blocks("powershell")) == 3
    assert all("Activate" not in block and r".venv\Scripts\python.exe" in block for block in blocks("powershell"))


def test_direct_dependencies_are_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    every = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9.]+", line) for line in every)
    assert "torch==2.13.0" in every
