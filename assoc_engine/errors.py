"""Errors a user can act on: what happened, where, what to do.

The engine never writes a sentence: an error carries message ids (English sentences marked with `N_`) and
named values; `text.Text` turns them into words in whatever language they are shown. In a traceback they are English.
"""

from __future__ import annotations

from typing import Any


class AssocError(Exception):
    """`message` says what happened and where, `advice` what to do; `values` fill the places of both."""

    def __init__(self, message: str, *, advice: str = "", **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.values = values

    def __str__(self) -> str:
        from .text import Text

        return Text("en").error(self)

    def as_dict(self) -> dict[str, Any]:
        """As plain data, for the way between processes."""
        return {"kind": type(self).__name__, "message": self.message, "advice": self.advice, "values": self.values}

    @staticmethod
    def from_dict(data: dict[str, Any]) -> AssocError:
        """The error that `as_dict` described."""
        kind = KINDS.get(data.get("kind", ""), AssocError)
        return kind(data["message"], advice=data.get("advice", ""), **data.get("values", {}))


class FileError(AssocError):
    """A file cannot be read as a sales file."""


class PasswordNeeded(FileError):
    """A workbook is protected, and no password was given or it is not the right one; `values` name its `file`."""


class NothingToAnalyse(AssocError):
    """The file was read, and holds nothing that could be analysed."""


class SettingError(AssocError):
    """A setting or a call is outside what it may be; names the setting."""


class WriteError(AssocError):
    """A result could not be written."""


class EngineDied(AssocError):
    """The engine process ended while it worked."""


KINDS = {
    kind.__name__: kind
    for kind in (AssocError, FileError, PasswordNeeded, NothingToAnalyse, SettingError, WriteError, EngineDied)
}
