"""Workbooks protected with a password, decrypted in memory by msoffcrypto-tool: nothing of them is written to disk."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import FileError
from . import refusals

if TYPE_CHECKING:
    from msoffcrypto.format.base import BaseOfficeFile

EXCELS_OWN = "VelvetSweatshop"
"""Excel protects a workbook whose structure is locked with this password and opens it without asking."""


def streams_of(path: Path) -> set[str]:
    """Names of an OLE file's streams; none where it is too damaged to list them, which calamine then says. A protected
    .xlsx, .xlsm or .xlsb is the stream EncryptedPackage; a protected .xls says so in its own records."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            return {entry[0] for entry in ole.listdir()}
    except Exception:  # a damaged file makes olefile raise nearly anything
        return set()


def decrypted(path: Path, password: str) -> io.BytesIO:
    """The workbook inside a protected one. Raises PasswordNeeded without a password or with a wrong one, and FileError
    where it is damaged or protected in a way that is not known."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    plain = io.BytesIO()
    try:
        with path.open("rb") as file:
            office = msoffcrypto.OfficeFile(file)
            if not any(_opens(office, candidate) for candidate in (EXCELS_OWN, password) if candidate):
                raise refusals.wrong_password(path) if password else refusals.password_needed(path)
            office.decrypt(plain)
    except FileError:
        raise
    except DecryptionError as error:
        if isinstance(error, InvalidKeyError):  # the password was right, so the contents are not
            raise refusals.damaged(path, str(error)) from error
        raise refusals.protected(path) from error
    except Exception as error:  # msoffcrypto and olefile check little: a damaged file raises nearly anything
        raise refusals.damaged(path, str(error) or type(error).__name__) from error
    plain.seek(0)
    return plain


def _opens(office: BaseOfficeFile, password: str) -> bool:
    from msoffcrypto.exceptions import InvalidKeyError

    try:
        if office.format == "ooxml":
            office.load_key(password=password, verify_password=True)
        else:
            office.load_key(password=password)  # always verified
    except InvalidKeyError:
        return False
    return True
