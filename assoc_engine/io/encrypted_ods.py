"""Protected .ods workbooks as LibreOffice writes them: each part of the zip is encrypted by itself (ODF 1.2, AES-256).

Only the part with the sheets is decrypted, into a zip of its own in memory.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from . import refusals
from .xml_checks import tags
from .zip_parts import PIECE

MAX_UNPACKED = 4 << 30
"""Bytes of the sheets' XML, as in workbook_guard."""

_MANIFEST, _SHEETS = "META-INF/manifest.xml", "content.xml"
_MAX_MANIFEST = 4 << 20
_MAX_ITERATIONS = 10_000_000
_PLAIN = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def protection_of(path: Path) -> dict[str, str] | None:
    """How the sheets of an .ods are encrypted, as its manifest says; None for any other zip and where they are not."""
    try:
        with zipfile.ZipFile(path) as archive:
            if _SHEETS not in archive.namelist() or archive.getinfo(_MANIFEST).file_size > _MAX_MANIFEST:
                return None
            elements = tags(archive.read(_MANIFEST), "file-entry", "encryption-data", "algorithm", "start-key-generation",
                            "key-derivation")  # fmt: skip
    except Exception:  # whatever is wrong with the zip, its check says
        return None
    entry = ""
    found: dict[str, str] = {}
    for attributes in elements:
        entry = attributes.get("full-path", entry)
        if entry == _SHEETS:
            found |= attributes
    return found if "initialisation-vector" in found else None


def decrypted_ods(path: Path, how: dict[str, str], password: str) -> io.BytesIO:
    """The sheets as an .ods without protection. Raises PasswordNeeded, and FileError for older kinds of encryption."""
    if not password:
        raise refusals.password_needed(path)
    known = how.get("algorithm-name", "").endswith("#aes256-cbc") and how.get("key-derivation-name", "").endswith("PBKDF2")
    if not known or not how.get("start-key-generation-name", "").endswith("sha256"):
        raise refusals.protected(path)
    try:
        with zipfile.ZipFile(path) as archive:
            packed = _decrypt(archive.read(_SHEETS), how, password)
        if packed is None:
            raise refusals.wrong_password(path)
        return _plain_zip(path, packed)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, ValueError, KeyError, OSError) as error:
        raise refusals.damaged(path, str(error) or type(error).__name__) from error


def _decrypt(data: bytes, how: dict[str, str], password: str) -> bytes | None:
    """The deflated XML; None where the password is wrong, which the checksum of its first 1,024 bytes tells."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    iterations = int(how["iteration-count"])
    if not 0 < iterations <= _MAX_ITERATIONS:
        raise ValueError("iteration-count")
    start = hashlib.sha256(password.encode("utf-8")).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, base64.b64decode(how["salt"]), iterations, 32)
    cipher = Cipher(algorithms.AES(key), modes.CBC(base64.b64decode(how["initialisation-vector"]))).decryptor()
    packed = cipher.update(data) + cipher.finalize()
    packed = packed[: len(packed) - packed[-1]] if packed else b""
    if hashlib.sha256(packed[:1024]).digest() != base64.b64decode(how.get("checksum", "")):
        return None
    return packed


def _plain_zip(path: Path, packed: bytes) -> io.BytesIO:
    plain = io.BytesIO()
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(_MANIFEST, _PLAIN)
        with archive.open(_SHEETS, "w", force_zip64=True) as sheets:
            while packed and not inflate.eof:
                size += sheets.write(inflate.decompress(packed, PIECE))
                packed = inflate.unconsumed_tail
                if size > MAX_UNPACKED:
                    raise refusals.too_large_inside(path, size / (1 << 30), MAX_UNPACKED / (1 << 30))
    plain.seek(0)
    return plain
