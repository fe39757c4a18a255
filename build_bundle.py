"""Build the one-folder program and try it with the machine's Python out of reach: `python build_bundle.py`.

Needs the extra `bundle` (`pip install -e '.[bundle]'`). Prints the seconds of the build, the size of the folder and how
long a first and a second start take (numba's kernels are compiled in the first and cached for the second).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
FOLDER = ROOT / "dist" / "Assoc"


def timed(words: list[str], folder: Path, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(words, cwd=folder, env=environment, check=True)
    return time.perf_counter() - started


def out_of_reach(home: str) -> dict[str, str]:
    """An environment without the machine's Python: an empty search path and a home of its own."""
    kept = {name: value for name, value in os.environ.items() if name in ("SYSTEMROOT", "DISPLAY", "XAUTHORITY", "LANG", "TEMP", "TMP")}
    return {**kept, "PATH": "", "HOME": home, "LOCALAPPDATA": home, "USERPROFILE": home}


def window_reads(sample: Path, environment: dict[str, str]) -> float:
    """Start the window on a file and wait until its engine has read it; seconds from start to there."""
    program = FOLDER / ("Assoc.exe" if sys.platform == "win32" else "Assoc")
    started = time.perf_counter()
    process = subprocess.Popen([program, sample], cwd=sample.parent, env=environment)
    try:
        while not any("roles" in index.read_text(encoding="utf-8") for index in sample.parent.rglob("tables.json")):
            if process.poll() is not None or time.perf_counter() - started > 120:
                raise SystemExit("the window did not open, or its engine did not read the file")
            time.sleep(0.05)
        return time.perf_counter() - started
    finally:
        process.kill()
        process.wait()


def main() -> int:
    started = time.perf_counter()
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", "build.spec"]
    subprocess.run(command, cwd=ROOT, check=True)
    print(f"built in {time.perf_counter() - started:.0f} s")
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{FOLDER.relative_to(ROOT)}: {size / 1e6:.0f} MB")
    console = str(FOLDER / ("assoc-cli.exe" if sys.platform == "win32" else "assoc-cli"))
    with tempfile.TemporaryDirectory() as home:
        environment = out_of_reach(home)
        for start in ("first", "second"):
            with tempfile.TemporaryDirectory() as folder:  # another working directory each time
                seconds = timed([console, "demo", "--rows", "20000"], Path(folder), environment)
                report = Path(folder) / "assoc-sample-report.xlsx"
                print(f"{start} start: demo in {seconds:.1f} s, report of {report.stat().st_size / 1e3:.0f} kB")
        kernels = list(Path(home).rglob("*.nbc"))
        print(f"{len(kernels)} compiled kernels cached")
        timed([console, "doctor"], Path(home), environment)
        if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
            print("no screen: the window was not tried (xvfb-run python build_bundle.py tries it)")
            return 0
        sample = Path(home) / "shop.csv"
        timed([console, "demo", "--rows", "20000", "--out", str(sample)], Path(home), environment)
        print(f"window: open with the file read after {window_reads(sample, environment):.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
