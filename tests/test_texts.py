"""Every word a person reads is in both catalogues, with the same places to fill."""

from __future__ import annotations

import importlib.util
import re
import string
import time
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date, format_skeleton

from assoc_engine.text import LANGUAGES, Text

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("update", ROOT / "resources" / "locale" / "update.py")
update = importlib.util.module_from_spec(spec)
spec.loader.exec_module(update)


def ids() -> dict[str, tuple[str, ...]]:
    """Message id → its forms in the code (singular and plural)."""
    return {(m[0] if isinstance(m, tuple) else m): (m if isinstance(m, tuple) else (m,))
            for room in update.extracted().values() for m in room}  # fmt: skip


def places(sentence: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(sentence) if field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_words(language):
    known = update.read(language)
    missing = [key for key in ids() if key not in known]
    assert not missing, f"{len(missing)} messages without {language}; run resources/locale/update.py and write them"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_program_reads_what_the_catalogues_say(language):
    assert update.compiled(language) == (ROOT / "resources" / "locale" / f"{language}.mo").read_bytes(), "run resources/locale/update.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_what_the_code_dropped(language):
    assert not set(update.read(language)) - set(ids())


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_are_those_of_the_message(language):
    forms = ids()
    for key, translated in update.read(language).items():
        allowed = set().union(*(places(form) for form in forms[key]))
        for sentence in translated if isinstance(translated, tuple) else (translated,):
            assert places(sentence) <= allowed, f"{key!r} → {sentence!r}"
            if language == "zh_CN":
                assert places(sentence) == allowed, f"a value is lost: {key!r} → {sentence!r}"


def test_chinese_is_chinese():
    """A translation that repeats English words was forgotten (names of formats and files may stand alone)."""
    latin_only = [k for k, v in update.read("zh_CN").items()
                  if not any("\u4e00" <= c <= "\u9fff" for c in (v[0] if isinstance(v, tuple) else v))]  # fmt: skip
    words = [re.sub(r"\{.*?\}", "", key).strip() for key in latin_only]  # places alone have nothing to translate
    assert all(len(word) < 30 for word in words), latin_only


def test_a_sentence_about_one_has_a_form_for_many():
    one = re.compile(r"\{count\} (of (these|them|it) |(more |further |other )?\w+ )(is|has|was|does|stands|passes|rests|holds)\b")
    assert not [forms for forms in ids().values() if len(forms) == 1 and one.search(forms[0])]


def test_plurals_numbers_and_dates():
    en, zh = Text("en"), Text("zh_CN")
    message = ("{count} pair of products is bought together more often than chance. "
               "Most orders beyond chance: {a} and {b}, in {together} orders, {times:times} times chance.")  # fmt: skip
    values = {"a": "A", "b": "B", "together": 1234, "times": 3.14159}
    assert en(message, count=1, **values).startswith("1 pair of products is")
    assert en(message, count=2500, **values).startswith("2,500 pairs of products are")
    assert "1,234 orders, 3.1 times" in en(message, count=2, **values)
    assert zh(message, count=2500, **values).startswith("有 2,500 对商品")
    day = time.strptime("2011-12-09", "%Y-%m-%d")
    seconds = int(time.mktime(day) - time.timezone)
    assert en.date(seconds) == "9 Dec 2011" and zh.date(seconds) == "2011年12月9日"
    for text, locale in ((en, "en_GB"), (zh, "zh_CN")):
        days = [date(2011, month, 4 + month) for month in range(1, 13)]
        assert [text.date(day) for day in days] == [format_date(day, "medium", locale) for day in days]
        assert [text.month(day) for day in days] == [format_skeleton("yMMM", day, locale=locale) for day in days]
    assert en.percent(0.0001) == "<0.1%" and en.percent(0.034) == "3.4%" and en.percent(0.69) == "69%"
    assert en.number(0.012345) == "0.0123" and en.number(1234567.8) == "1,234,568"
    assert [zh.number(v) for v in (float("inf"), -float("inf"), float("nan"))] == ["∞", "−∞", "–"]
    assert en.duration(74.6) == "1:15"


def test_no_words_hide_in_f_strings():
    """Babel does not look into f-strings, so a message there would never reach the catalogues."""
    hidden = re.compile(r"""\bf["'].*\{(self\.)?_?(text|spoken)\(["']""")
    found = [f"{path.name}:{number}" for room in ("assoc_engine", "assoc_gui", "assoc_cli")
             for path in (ROOT / room).rglob("*.py")
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if hidden.search(line)]  # fmt: skip
    assert not found
