"""The benchmarks of the program as its users have it, in one go.

The output of each stands after its command, under a line that says which machine and when:

    python -m tests.benchmarks.all [--only NAME …] [--out performance.txt]

About fifty minutes on two cores; nothing else should run beside it. Programs whose file is not there are passed over, and said so. Exit
code 1 where one of them fails.

Not among them are those of single methods over many seeds and options, each for when one of its methods changes: `models_page`,
`models_next_basket`, `models_new_product`, `models_counting`, `models_sequences`, `latent_explain`, `latent_gan`, `latent_planted`
(what these methods are worth together is in `models` and `latent`); `links_later`, which opens the future of a file; `links_shuffled`,
which takes a night; and `hard_use` and `screenshots`, which measure nothing. `miner_call` is a part of `miners`.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import psutil

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
ONLINE = str(DATA / "online_retail.xlsx")
BEFORE = ("--until", "2011-10-01", "--exclude-order-with", "DOT")
PROGRAMS: dict[str, tuple[str, ...]] = {
    "starting": (),
    "end_to_end": (),
    "reading": (),
    "pairs": (str(DATA / "retail.dat"),),
    "miners": ("--large",),
    "links_graded": (),
    "links_planted": (),
    "window_gap": (ONLINE,),
    "window_rows": (ONLINE,),
    "models": (),
    "models_planted": (),
    "latent": (ONLINE, *BEFORE),
    "latent_groups": ("planted",),
}


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "torch", "PySide6-Essentials"))
    return (f"{datetime.now():%Y-%m-%d %H:%M}; {platform.platform()}, {os.cpu_count()} cores, {memory:.0f} GB; "
            f"Python {platform.python_version()}, {libraries}")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", choices=PROGRAMS, default=list(PROGRAMS))
    parser.add_argument("--out", type=Path, default=Path("performance.txt"))
    asked, failed = parser.parse_args(), 0
    with open(asked.out, "a", encoding="utf-8") as out:

        def say(words: str) -> None:
            print(words, flush=True)
            out.write(words + "\n")
            out.flush()

        say(f"# {machine()}")
        for name in asked.only:
            words = PROGRAMS[name]
            if missing := [word for word in words if word.startswith(str(DATA)) and not Path(word).exists()]:
                say(f"## {name}: {missing[0]} is not here")
                continue
            begun = perf_counter()
            done = subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *words], cwd=ROOT, capture_output=True, text=True)
            failed += done.returncode != 0
            say(f"## {name} {' '.join(words)}: {perf_counter() - begun:.0f} s, exit code {done.returncode}")
            say((done.stdout if done.returncode == 0 else done.stdout + done.stderr).rstrip())
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
