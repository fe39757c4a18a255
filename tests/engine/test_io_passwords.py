"""Protected workbooks of every format: asked for their password, opened with it, and checked like any other inside."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
import zlib

import pytest
import xlwt
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4, _makekey
from workbooks import SALES, read, refused, rewrite, rows_of, write, write_ods, write_xls, write_xlsb
from xlwt.CompoundDoc import XlsDoc

from assoc_engine.client import EngineProcess, ask
from assoc_engine.errors import FileError, PasswordNeeded
from assoc_engine.io import workbook_guard

PASSWORD = "茶 secret 1"
TYPES = "[Content_Types].xml"


def protect(path, password=PASSWORD):
    """As Excel does with .xlsx, .xlsm and .xlsb."""
    package = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(package, "a") as archive:
        if TYPES not in archive.namelist():  # msoffcrypto wants the list of types that Excel writes
            archive.writestr(TYPES, '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        archive.writestr("docProps/thumbnail.bin", bytes(9000), zipfile.ZIP_STORED)  # and no tiny package, as Excel's never are
    with path.open("wb") as file:
        OOXMLFile(package).encrypt(password, file)
    return path


_PLAIN_RECORDS = {0x809, 0x2F, 0xE1}  # BOF, FILEPASS, INTERFACEHDR


def protect_xls(path, password=PASSWORD, rows=SALES):
    """RC4 as Excel 97 to 2003 does: every record's content but a few, in the key stream of its place."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            sheet.write(y, x, cell)
    stream, salt, verifier = book.get_biff_data(), bytes(range(16)), bytes(range(50, 66))
    cipher = Cipher(ARC4(_makekey(password, salt, 0)), mode=None).encryptor()
    pass_record = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + salt + cipher.update(verifier + hashlib.md5(verifier).digest())
    first = 4 + struct.unpack("<H", stream[2:4])[0]
    plain = bytearray(stream[:first] + pass_record + stream[first:])
    plain += struct.pack("<HH", 0, -len(plain) % 4) + bytes(-len(plain) % 4)  # xlwt fills up with records of 4 bytes
    secret = bytearray(DocumentRC4.decrypt(password, salt, io.BytesIO(plain), blocksize=1024).read())
    at = 0
    while at + 4 <= len(plain):
        kind, size = struct.unpack("<HH", plain[at : at + 4])
        if kind == 0x85:  # where a sheet begins stays readable, and has moved
            plain[at + 4 : at + 8] = struct.pack("<I", struct.unpack("<I", plain[at + 4 : at + 8])[0] + len(pass_record))
        kept = 4 + (size if kind in _PLAIN_RECORDS else 4 if kind == 0x85 else 0)
        secret[at : at + kept] = plain[at : at + kept]
        at += 4 + size
    XlsDoc().save(str(path), bytes(secret))
    return path


def protect_ods(path, password=PASSWORD, algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"):
    """As LibreOffice does: parts deflated, then encrypted with a key derived from the password."""
    key = hashlib.pbkdf2_hmac("sha1", hashlib.sha256(password.encode()).digest(), b"s" * 16, 1000, 32)
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    deflate = zlib.compressobj(wbits=-15)
    packed = deflate.compress(content) + deflate.flush()
    padding = 16 - len(packed) % 16
    cipher = Cipher(algorithms.AES(key), modes.CBC(b"i" * 16)).encryptor()
    secret = cipher.update(packed + bytes(padding - 1) + bytes([padding])) + cipher.finalize()
    coded = {name: base64.b64encode(value).decode() for name, value in
             (("sum", hashlib.sha256(packed[:1024]).digest()), ("iv", b"i" * 16), ("salt", b"s" * 16))}  # fmt: skip
    manifest = f"""<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
        <m:file-entry m:full-path="styles.xml" m:size="1"><m:encryption-data m:checksum="x">
          <m:algorithm m:algorithm-name="other" m:initialisation-vector="y"/></m:encryption-data></m:file-entry>
        <m:file-entry m:full-path="content.xml" m:size="{len(content)}"><m:encryption-data m:checksum="{coded["sum"]}">
          <m:algorithm m:algorithm-name="{algorithm}" m:initialisation-vector="{coded["iv"]}"/>
          <m:start-key-generation m:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" m:key-size="32"/>
          <m:key-derivation m:key-derivation-name="PBKDF2" m:iteration-count="1000" m:salt="{coded["salt"]}" m:key-size="32"/>
        </m:encryption-data></m:file-entry></m:manifest>"""
    rewrite(path, "META-INF/manifest.xml", lambda old: manifest)
    return rewrite(path, "content.xml", lambda old: secret)


MAKERS = {
    "a.xlsx": lambda path: protect(write(path, ("a", SALES))),
    "a.xlsm": lambda path: protect(write(path, ("a", SALES))),
    "a.xlsb": lambda path: protect(write_xlsb(path, ("a", SALES))),
    "a.xls": protect_xls,
    "a.ods": lambda path: protect_ods(write_ods(path, ("a", SALES))),
}


@pytest.mark.parametrize("name", MAKERS)
def test_asks_for_a_password_and_opens_with_it(tmp_path, name):
    path = MAKERS[name](tmp_path / name)
    with pytest.raises(PasswordNeeded) as none:
        read(path)
    with pytest.raises(PasswordNeeded) as wrong:
        read(path, password="secret 1")
    assert none.value.values == wrong.value.values == {"file": name}
    assert none.value.advice and wrong.value.advice and none.value.message != wrong.value.message
    (table,) = read(path, password=PASSWORD)
    assert rows_of(table) == [["A1", "tea", "2"], ["A1", "milk", "1"], ["A2", "tea", "3"]]
    assert (table.sources, table.row.tolist()) == (((name, "a"),), [2, 3, 4])


@pytest.mark.parametrize("name", ["renamed.xls", "renamed.csv"])
def test_a_protected_workbook_by_another_name(tmp_path, name):
    path = MAKERS["a.xlsx"](tmp_path / "a.xlsx").rename(tmp_path / name)
    assert read(path, password=PASSWORD)[0].rows == 3


def test_a_password_given_to_a_workbook_without_one_does_no_harm(tmp_path):
    assert read(write(tmp_path / "a.xlsx", ("a", SALES)), password="x")[0].rows == 3
    assert read(write_xls(tmp_path / "a.xls", SALES), password="x")[0].rows == 3
    assert read(write_ods(tmp_path / "a.ods", ("a", SALES)), password="x")[0].rows == 3


def test_what_excel_protects_with_its_own_password_opens_unasked(tmp_path):
    path = protect(write(tmp_path / "a.xlsx", ("a", SALES)), "VelvetSweatshop")
    assert read(path)[0].rows == read(path, password="another")[0].rows == 3
    assert read(protect_xls(tmp_path / "a.xls", "VelvetSweatshop"))[0].rows == 3


@pytest.mark.parametrize(("writer", "close"), [(write, protect), (write_ods, protect_ods)])
def test_what_is_inside_is_checked_like_any_other(tmp_path, monkeypatch, writer, close):
    path = close(writer(tmp_path / ("a.xlsx" if writer is write else "a.ods"), ("a", SALES)))
    monkeypatch.setattr(workbook_guard, "MAX_CELLS", 5)
    assert "far from the others" in refused(path, password=PASSWORD)
    assert not list(tmp_path.glob("*.part")) and len(list(tmp_path.iterdir())) == 1


def test_a_protected_document_is_no_workbook(tmp_path):
    path = write(tmp_path / "a.xlsx", ("a", SALES))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "text document" in refused(protect(path), password=PASSWORD)


def test_protection_of_another_kind_is_refused_with_the_way_out(tmp_path):
    path = protect_ods(write_ods(tmp_path / "a.ods", ("a", SALES)), algorithm="urn:blowfish")
    with pytest.raises(FileError) as caught:
        read(path, password=PASSWORD)
    assert "cannot be opened here" in caught.value.message and not isinstance(caught.value, PasswordNeeded)


@pytest.mark.parametrize("name", MAKERS)
def test_a_damaged_protected_workbook(tmp_path, name):
    whole = MAKERS[name](tmp_path / name).read_bytes()
    for share in (0.3, 0.6, 0.95):
        (tmp_path / name).write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(FileError) as caught:
            read(tmp_path / name, password=PASSWORD)
        assert caught.value.values["file"] == name


def test_the_engine_says_that_a_password_is_needed(tmp_path):
    path = MAKERS["a.xlsx"](tmp_path / "a.xlsx")
    engine = EngineProcess()
    try:
        for password in ("", "wrong"):
            settings = {"workspace": str(tmp_path / "w"), "read": {"paths": [str(path)], "password": password}}
            with pytest.raises(PasswordNeeded) as caught:
                ask(engine, "read", settings)
            assert caught.value.values["file"] == "a.xlsx"
    finally:
        engine.end()
