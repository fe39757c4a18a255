"""Words and figures for people: a gettext catalogue and Babel's locales. No Qt, so reports use it too.

A message id is the English sentence with named places: "{count} orders hold {product}". The place's format says
how its value is written: nothing for whole numbers and text, `percent`, `money`, `number` (three significant
digits), `times` (one decimal), `date`, `month`, `duration` (seconds). A value named `count` chooses the plural; a
value may be a message itself.
"""

from __future__ import annotations

import gettext
import math
import os
import string
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .paths import RESOURCES

if TYPE_CHECKING:
    from babel import Locale

    from .errors import AssocError

LANGUAGES = ("zh_CN", "en")
Moment = datetime | date | str | float
"""A datetime or date, an ISO string, or seconds since 1970 (the engine's times carry no zone)."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")
"""As Babel and its source, the CLDR, have them; Babel itself takes 15 ms to load, and the window's first picture shows dates."""


def N_(message: str, plural: str = "") -> str:
    """Mark a message id for the catalogue (and its plural, chosen by the value `count`). Returns the id."""
    return message


def message(text: str, /, **values: object) -> dict[str, Any]:
    """A message as it is stored: an id marked with N_ and the values of its places. `Text.say` makes the sentence of it."""
    return {"message": text, "values": values}


def language_of(tag: str) -> str:
    """The catalogue for a locale tag such as `zh-Hans-CN` or `de_DE`: Chinese for Chinese, else English."""
    return "zh_CN" if tag.lower().startswith(("zh", "chinese")) else "en"


def system_language() -> str:
    """The catalogue for the language that this computer is set to."""
    import locale

    return language_of(os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or "")


class Text:
    """Sentences, numbers, dates and money in one language ("zh_CN" or "en")."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {LANGUAGES}")
        self.language = language
        with open(RESOURCES / "locale" / f"{language}.mo", "rb") as compiled:
            self._translations = gettext.GNUTranslations(compiled)
        self._formatter = _Formatter(self)

    @cached_property
    def locale(self) -> Locale:
        """Babel's, made when it is first needed."""
        from babel import Locale

        return Locale.parse("en_GB" if self.language == "en" else self.language)

    def __call__(self, message: str, /, **values: object) -> str:
        """The sentence for a message id, its places filled with localised values."""
        return self._formatter.vformat(self._look_up(message, values), (), values)

    def say(self, message: dict[str, Any]) -> str:
        """The sentence of a stored message: {"message": id, "values": {...}}."""
        return self(message["message"], **message.get("values", {}))

    def error(self, error: AssocError) -> str:
        """An AssocError in one line: what happened and where, then what to do."""
        parts = [self(part, **error.values) for part in (error.message, error.advice) if part]
        return "".join(parts) if self.language == "zh_CN" else " ".join(parts)

    def _look_up(self, message: str, values: dict[str, Any]) -> str:
        if not message:
            return ""
        if isinstance(values.get("count"), int):
            found = self._translations.ngettext(message, "", values["count"])
            if found not in ("", message):
                return found
        return self._translations.gettext(message)

    def integer(self, value: float) -> str:
        """A whole number, thousands parted."""
        return f"{round(value):,}"  # both languages group digits by threes

    def number(self, value: float) -> str:
        """Three significant digits, no exponent."""
        from babel.numbers import format_decimal

        if value != value:
            return "–"
        if abs(value) == math.inf:
            return "∞" if value > 0 else "−∞"
        if abs(value) >= 100 or value == int(value):
            return self.integer(value)
        return format_decimal(float(f"{value:.3g}"), format="#,##0.######", locale=self.locale)

    def times(self, value: float, decimals: int = 1) -> str:
        """With so many decimals, also where they are 0."""
        from babel.numbers import format_decimal

        return format_decimal(value, format="#,##0." + "0" * decimals, locale=self.locale)

    def percent(self, value: float) -> str:
        """Whole percents from 10 % on, one decimal below, and never "0 %" for something that is there."""
        from babel.numbers import format_percent

        if 0 < value < 0.0005:
            return "<" + format_percent(0.001, format="#,##0.0%", locale=self.locale)
        return format_percent(value, format="#,##0%" if value >= 0.1 or value == 0 else "#,##0.0%", locale=self.locale)

    def money(self, value: float) -> str:
        """Without a currency, which files do not tell; pennies below a thousand only."""
        from babel.numbers import format_decimal

        pattern = "#,##0" if abs(value) >= 1000 else "#,##0.00"
        return format_decimal(value, format=pattern, locale=self.locale)

    def date(self, value: Moment) -> str:
        """A day, as people write it."""
        day = _as_datetime(value)
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh_CN" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def month(self, value: Moment) -> str:
        """A month and its year."""
        day = _as_datetime(value)
        return f"{day.year}年{day.month}月" if self.language == "zh_CN" else f"{MONTHS[day.month - 1]} {day.year}"

    def duration(self, seconds: float) -> str:
        """Minutes and seconds, as a clock shows them: 0:14."""
        whole = max(0, round(seconds))
        return f"{whole // 60}:{whole % 60:02d}"


def _as_datetime(value: Moment) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(float(value), tz=UTC).replace(tzinfo=None)


class _Formatter(string.Formatter):
    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec:
            return str(getattr(self._text, format_spec)(value))
        if isinstance(value, dict):  # a message as the value of another
            return self._text.say(value)
        if isinstance(value, (bool, str)):
            return str(value)
        if isinstance(value, int):
            return self._text.integer(value)
        if isinstance(value, float):
            return self._text.number(value)
        return str(value)
