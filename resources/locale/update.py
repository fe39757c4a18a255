"""Bring the catalogues up to the code, and what the program reads up to the catalogues: `python resources/locale/update.py`.

Each room of the program has a catalogue of its own in both languages. New message ids are added (empty in Chinese,
so that tests/test_texts.py names them until someone writes them), ids no longer in the code are dropped.
English is its own id; only plurals need two forms. Of the rooms of a language one .mo is compiled, which gettext reads in
milliseconds; so run this again when the Chinese is written.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "resources" / "locale"
# First match wins, so that every file belongs to one room.
ROOMS = {
    "io": ["assoc_engine/io"],
    "reports": ["assoc_engine/reports"],
    "engine": ["assoc_engine"],
    "gui": ["assoc_gui"],
    "cli": ["assoc_cli", "main.py"],
}
# Babel counts a trailing comma as one more argument.
KEYWORDS = parse_keywords(["N_:1,1t", "N_:1,2,2t", "N_:1,2,3t", "text:1"])
# Header lines that say nothing and would change with every run.
A_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # a compiled catalogue has dates in it, which would change with every run
VOLATILE = ('"Project-Id', '"Report-Msgid', '"POT-Creation', '"PO-Revision', '"Last-Tr', '"Language-Team', '"Generated')


def room_of(path: Path) -> str:
    relative = path.relative_to(ROOT).as_posix()
    return next(room for room, starts in ROOMS.items() if any(relative.startswith(start) for start in starts))


def extracted() -> dict[str, dict]:
    """Message ids in the code by room: {room: {id or (singular, plural): [(file, line)]}}; each id in one room only."""
    found: dict[str, dict] = {room: {} for room in ROOMS}
    owner: dict[str, str] = {}
    paths = [ROOT / "main.py"] + [p for room in ("assoc_engine", "assoc_gui", "assoc_cli") for p in sorted((ROOT / room).rglob("*.py"))]
    for path in paths:
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            key = message[0] if isinstance(message, tuple) else message
            if not key:
                continue
            room = owner.setdefault(key, room_of(path))
            entries = found[room]
            if isinstance(message, tuple):
                entries.pop(key, None)
            elif any(isinstance(other, tuple) and other[0] == key for other in entries):
                continue
            entries.setdefault(message, []).append((path.relative_to(ROOT).as_posix(), line))
    return found


def read(language: str) -> dict[str, object]:
    """All translations of a language by id, over its rooms."""
    strings: dict[str, object] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        with open(path, "rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key = message.id[0] if isinstance(message.id, tuple) else message.id
                    if message.string and (not isinstance(message.string, tuple) or any(message.string)):
                        strings[key] = message.string
    return strings


def compiled(language: str) -> bytes:
    """The .mo of all rooms of a language."""
    whole, written = Catalog(locale=language, project="Assoc", creation_date=A_DAY, revision_date=A_DAY), io.BytesIO()
    for path in sorted((LOCALE / language).glob("*.po")):
        with open(path, "rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole.add(message.id, message.string)
    write_mo(written, whole)
    return written.getvalue()


def main() -> int:
    missing = 0
    code = extracted()
    for language in ("en", "zh_CN"):
        old = read(language)
        for room, messages in code.items():
            catalogue = Catalog(locale=language, project="Assoc", fuzzy=False, header_comment="# Assoc")
            for message in sorted(messages, key=lambda m: m if isinstance(m, str) else m[0]):
                key = message if isinstance(message, str) else message[0]
                plural = isinstance(message, tuple)
                string = message if language == "en" else old.get(key, "")
                if language == "zh_CN":
                    string = string[0] if isinstance(string, tuple) else string
                    missing += not string
                    string = (string,) if plural else string
                catalogue.add(message, string, locations=[(f, None) for f in sorted({f for f, _ in messages[message]})])
            path = LOCALE / language / f"{room}.po"
            written = io.BytesIO()
            write_po(written, catalogue, width=110, sort_output=True)
            lines = written.getvalue().decode().splitlines(keepends=True)
            path.write_text("".join(line for line in lines if not line.startswith(VOLATILE)), encoding="utf-8")
        (LOCALE / f"{language}.mo").write_bytes(compiled(language))
    print(f"{sum(map(len, code.values()))} messages, {missing} without Chinese")
    return 0


if __name__ == "__main__":
    sys.exit(main())
