"""Five hundred damaged files, each read by the real engine: an answer that names the file and a cause, soon, in little memory.

The damages are the same in every run: each has its own seed.
"""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from datetime import datetime
from pathlib import Path

import psutil
import pytest
from workbooks import write, write_ods, write_xls, write_xlsb

from assoc_engine.client import EngineProcess, died
from assoc_engine.errors import EngineDied

EACH = 56  # damages of each of nine files: 504
LONGEST = 30  # seconds
MOST_MEMORY = 1 << 30
REFUSALS = {"FileError", "PasswordNeeded", "NothingToAnalyse"}

ITEMS = ["茶叶 绿茶", "牛奶", "sugar", "café", "面包，全麦", 'cup "large"', "x<y & z"]
ROWS = [["订单号", "商品名称", "数量", "单价", "下单时间"]] + [
    [f"2024{i // 3:04d}", ITEMS[(i * i) % 7], 1 + i % 4, 2.5 + i % 6, datetime(2024, 3, 1 + i % 28, i % 24, 7)]
    for i in range(90)
]
TEXT_ROWS = [[str(cell) for cell in row] for row in ROWS]


def _text(path: Path, separator: str, encoding: str) -> Path:
    lines = (separator.join(f'"{cell}"' if separator in cell or '"' in cell else cell for cell in
                            (cell.replace('"', '""') for cell in row)) for row in TEXT_ROWS)  # fmt: skip
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def _baskets(path: Path) -> Path:
    path.write_text("\n".join(" ".join(str((i * k) % 17 + 1) for k in range(1, 3 + i % 4)) for i in range(120)))
    return path


MAKERS = {
    "a.xlsx": lambda path: write(path, ("销售", ROWS), ("more", ROWS[:30]), ("old", ROWS), hidden=("old",)),
    "a.xlsm": lambda path: write(path, ("销售", ROWS)),
    "a.xls": lambda path: write_xls(path, TEXT_ROWS),
    "a.xlsb": lambda path: write_xlsb(path, ("销售", [[c if isinstance(c, float) else str(c) for c in row] for row in ROWS]),
                                      ("more", TEXT_ROWS)),
    "a.ods": lambda path: write_ods(path, ("销售", ROWS), ("more", ROWS[:30])),
    "utf8.csv": lambda path: _text(path, ",", "utf-8"),
    "gb.csv": lambda path: _text(path, ",", "gb18030"),
    "a.tsv": lambda path: _text(path, "\t", "utf-8"),
    "a.dat": _baskets,
}  # fmt: skip


# Damages of the bytes as they lie on disk


def flipped(data: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(dice.choice([1, 1, 3, 20])):
        damaged[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, len(data))]


def with_a_gap(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.randrange(1, 400) :]


def with_noise(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + dice.randbytes(dice.choice([1, 7, 300])) + data[at:]


def with_zeros(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    size = dice.choice([2, 40, 512])
    return data[:at] + bytes(size) + data[at + size :]


def doubled(data: bytes, dice: random.Random) -> bytes:
    return data + data[dice.randrange(len(data)) :]


ON_DISK = (flipped, flipped, truncated, with_a_gap, with_noise, with_zeros, doubled)


# Damages of text


def without_lines(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    first = dice.randrange(len(lines))
    return b"\n".join(lines[:first] + lines[first + dice.randrange(1, 60) :])


def with_odd_characters(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice([1, 5, 40])):
        at = dice.randrange(len(data))
        odd = dice.choice([b'"', b"\0", b"\r", b"\xff\xfe", "，".encode(), b",,,,,", b"\x1a", b"\n\n", "é".encode("cp1252"), b'="1"'])
        data = data[:at] + odd + data[at:]
    return data


def cut_in_a_character(data: bytes, dice: random.Random) -> bytes:
    high = [at for at, byte in enumerate(data) if byte > 127] or [len(data) // 2]
    at = dice.choice(high)
    return data[:at] + data[at + 1 :] if dice.random() < 0.5 else data[: at + 1]


IN_TEXT = (*ON_DISK, without_lines, with_odd_characters, cut_in_a_character)


# Damages of the parts inside a zip


def without_a_part(parts: dict, dice: random.Random) -> None:
    del parts[dice.choice(list(parts))]


def with_parts_swapped(parts: dict, dice: random.Random) -> None:
    one, other = dice.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def with_a_damaged_part(parts: dict, dice: random.Random) -> None:
    name = _large(parts, dice)
    parts[name] = dice.choice(IN_TEXT)(parts[name], dice)


def with_broken_xml(parts: dict, dice: random.Random) -> None:
    name = _large(parts, dice)
    broken = dice.choice([b"<", b">", b"</row>", b"&", b"&#xFFFF;", b"&unknown;", b"<![CDATA[", b"<!--", b"]]>", b"<!DOCTYPE a>", b"<?x",
                          b"'"])
    at = dice.randrange(len(parts[name]) + 1)
    parts[name] = parts[name][:at] + broken + parts[name][at:]


NUMBERS = [b"-1", b"0", b"4294967295", b"99999999999999999999", b"", b"1e999", b"NaN", b"x", b"2147483648", b"65536"]


def with_wrong_numbers(parts: dict, dice: random.Random) -> None:
    """Indices of shared texts and styles, values, places, repetitions: any number of a part becomes another."""
    name = _large(parts, dice)
    found = list(re.finditer(rb"\d+", parts[name]))
    for match in dice.sample(found, min(len(found), dice.choice([1, 5]))):
        if match.end() <= len(parts[name]):
            parts[name] = parts[name][: match.start()] + dice.choice(NUMBERS) + parts[name][match.end() :]


def with_huge_reach(parts: dict, dice: random.Random) -> None:
    huge = dice.choice([b"A1:XFD1048576", b"A1:ZZZ9999999", b"B5:A1", b"A0:A0", b"1:2", b"", b"A1:XFD1048577"])
    for name in parts:
        parts[name] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + huge + b'"', parts[name])
        if dice.random() < 0.5:
            place = dice.choice([b"XFD1048576", b"AAAA1", b"A0", b"A9999999999", b"a5", b"5", b"$A$5", "é1".encode()])
            parts[name] = parts[name].replace(b'r="B5"', b'r="' + place + b'"')
        repeat = dice.choice([b"-1", b"0", b"99999999", b"18446744073709551616"])
        parts[name] = parts[name].replace(b"<table:table-cell office",
                                          b'<table:table-cell table:number-columns-repeated="' + repeat + b'" office', 1)


def without_rows(parts: dict, dice: random.Random) -> None:
    for name in parts:
        for end in (b"</row>", b"</table:table-row>"):
            rows = parts[name].split(end)
            if len(rows) > 2:
                first = dice.randrange(len(rows))
                parts[name] = end.join(rows[:first] + rows[first + dice.randrange(1, 40) :])


def _large(parts: dict, dice: random.Random) -> str:
    """One of the parts that hold data, mostly."""
    names = sorted(parts, key=lambda name: ("sheet" in name.lower() or "content" in name, len(parts[name])))
    return dice.choice(names[-3:] * 3 + [name for name in names if parts[name]])


INSIDE = (without_a_part, with_parts_swapped, with_a_damaged_part, with_a_damaged_part, with_broken_xml, with_broken_xml,
          with_wrong_numbers, with_wrong_numbers, with_huge_reach, without_rows)  # fmt: skip


def damaged(whole: bytes, dice: random.Random) -> tuple[str, bytes]:
    """What was done, and the damaged file."""
    if not whole.startswith(b"PK"):
        damage = dice.choice(ON_DISK if whole.startswith(b"\xd0\xcf") else IN_TEXT)
        return damage.__name__, damage(whole, dice)
    if dice.random() < 0.35:
        damage = dice.choice(ON_DISK)
        return damage.__name__, damage(whole, dice)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    damage = dice.choice(INSIDE)
    damage(parts, dice)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return damage.__name__, file.getvalue()


class Reader:
    """An engine that is started again when a file has ended it, or when it has not answered within `longest` seconds. `deaths`: how often
    it was ended; `peak`: bytes it had at most."""

    def __init__(self, longest: float = LONGEST) -> None:
        self.deaths = self.peak = 0
        self._longest = longest
        self._engine = EngineProcess()

    def read(self, path: Path, workspace: Path) -> dict:
        return self.ask("read", {"workspace": str(workspace), "read": {"paths": [str(path)]}})

    def ask(self, request: str, settings: dict) -> dict:
        """The last answer; a death is the failure that a client would report."""
        end = time.monotonic() + self._longest
        try:
            number = self._engine.send(request, settings)
            while time.monotonic() < end:
                answer = self._engine.receive(timeout=1)
                if answer and answer["id"] == number and answer["event"] != "progress":
                    self.peak = max(self.peak, peak_memory(self._engine.pid))
                    return answer
            failure = {"kind": "hang", "message": "", "values": {}}
        except EngineDied:
            self.deaths += 1
            failure = died(request, settings).as_dict()
        self._engine.end()
        self._engine = EngineProcess()
        return {"event": "failed", "error": failure}

    def trace(self) -> str:
        """What it has written of errors that nobody expected; it is told once."""
        log = self._engine.log
        words = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if words:
            log.write_text("")
        return words

    def end(self) -> None:
        self._engine.end()


def peak_memory(pid: int) -> int:
    """Bytes a process had at most, where the system tells; else those it has."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+) kB", status.read_text())[1]) << 10
    memory = psutil.Process(pid).memory_info()
    return getattr(memory, "peak_wset", memory.rss)


@pytest.fixture(scope="module")
def reader():
    reader = Reader()
    yield reader
    reader.end()


@pytest.mark.parametrize("name", MAKERS)
def test_damaged_files_are_read_or_refused_by_name(reader, tmp_path, name):
    path = MAKERS[name](tmp_path / name)
    whole = path.read_bytes()
    answer = reader.read(path, tmp_path / "w")
    assert answer["event"] == "done", answer
    wrong, refused = [], 0
    for seed in range(EACH):
        how, data = damaged(whole, random.Random(f"{name} {seed}"))
        path.write_bytes(data)
        answer = reader.read(path, tmp_path / "w")
        if answer["event"] == "done":
            continue
        error = answer["error"]
        refused += 1
        if error["kind"] not in REFUSALS or error["values"].get("file") != name or not error["advice"]:
            wrong.append(f"{seed} {how}: {error}")
    assert not wrong, "\n".join(wrong)
    assert 0 < refused < EACH or not whole.startswith((b"PK", b"\xd0")), "some damages matter, and some do not"
    assert reader.peak < MOST_MEMORY
    assert reader.deaths <= EACH // 10, "most of what would end the engine is found before"
