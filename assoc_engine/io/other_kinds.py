"""Files that are no sales files, told by their first bytes, their parts or their name; each refused with its way out."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from ..errors import FileError
from ..text import N_

_EXPORT = N_("Export the sales from the system they come from as .xlsx or .csv.")
_SAVE_COPY = N_("Open it in Excel or WPS, save it as .xlsx, and read that copy.")
_KINDS = {
    "pdf": (N_("{file} is a PDF document, which holds printed pages and no table."), _EXPORT),
    "picture": (N_("{file} is a picture."), _EXPORT),
    "document": (
        N_("{file} is a text document of Word or WPS, not a table."),
        N_("Copy its table into Excel, save that as .xlsx, and read it."),
    ),
    "slides": (N_("{file} is a presentation, not a table."), N_("Copy its table into Excel, save that as .xlsx, and read it.")),
    "drawing": (N_("{file} is an OpenDocument file, but not a spreadsheet."), _EXPORT),
    "numbers": (
        N_("{file} is a Numbers spreadsheet, which only Numbers reads."),
        N_("In Numbers choose File, Export To, Excel or CSV, and read that file."),
    ),
    "page": (
        N_("{file} is a web page with a table in it, not an Excel workbook; some systems export such files as .xls."),
        _SAVE_COPY,
    ),
    "xml": (N_("{file} is an XML file, not an Excel workbook; some systems export such files as .xls."), _SAVE_COPY),
    "json": (
        N_("{file} is a JSON file."),
        N_("Export as .csv or .xlsx instead; Excel opens it by Data, Get Data, From JSON, and saves it as .xlsx."),
    ),
    "archive": (
        N_("{file} is an archive with other files in it."),
        N_("Unpack it, then choose the sales file that was in it."),
    ),
    "database": (N_("{file} is a database file."), N_("Export its table of order lines as .csv or .xlsx.")),
    "parquet": (N_("{file} is a Parquet file."), N_("Export its table of order lines as .csv or .xlsx.")),
    "zip": (
        N_("{file} is not an Excel workbook, whatever its name says."),
        N_("Open it in the program that wrote it and save it as .xlsx or .csv."),
    ),
    "unknown": (
        N_("{file} is not a kind of file that can be read."),
        N_("Save it as .xlsx or .csv; .xlsm, .xlsb, .xls, .ods, .et, .tsv, .txt and .dat are read as well."),
    ),
}  # fmt: skip

_STARTS = (
    (b"%PDF", "pdf"), (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"), (b"{\\rtf", "document"),
    (b"\x1f\x8b", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"Rar!", "archive"), (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"), (b"SQLite format 3", "database"), (b"\x00\x01\x00\x00Standard ", "database"),
    (b"PAR1", "parquet"),
)  # fmt: skip
_PAGE = re.compile(rb"[\xef\xbb\xbf\s]*<(?:html|!doctype html|table|meta|head|style|body|div)", re.IGNORECASE)
_XML = re.compile(rb"[\xef\xbb\xbf\s]*<\?xml", re.IGNORECASE)
_JSON = re.compile(rb"[\xef\xbb\xbf\s]*(?:\[\s*)?\{\s*\"")
_SUFFIXES = {
    "pdf": "pdf", "docx": "document", "doc": "document", "wps": "document", "rtf": "document", "odt": "document",
    "pages": "document", "pptx": "slides", "ppt": "slides", "dps": "slides", "numbers": "numbers", "html": "page",
    "htm": "page", "mht": "page", "xml": "xml", "json": "json", "jsonl": "json", "zip": "archive", "gz": "archive",
    "rar": "archive", "7z": "archive", "tar": "archive", "png": "picture", "jpg": "picture", "jpeg": "picture",
    "webp": "picture", "heic": "picture", "mdb": "database", "accdb": "database", "db": "database", "sqlite": "database",
    "dbf": "database", "parquet": "parquet",
}  # fmt: skip


def other_kind(path: Path, kind: str) -> FileError:
    """The refusal of a file that is of another kind than sales."""
    sentence, advice = _KINDS[kind]
    return FileError(sentence, advice=advice, file=path.name)


def kind_by_start(start: bytes) -> str:
    """The kind that a file's first bytes say, "" where they say none."""
    for begin, kind in _STARTS:
        if start.startswith(begin):
            return kind
    return next((kind for found, kind in ((_PAGE, "page"), (_XML, "xml"), (_JSON, "json")) if found.match(start)), "")


def kind_by_name(path: Path) -> str:
    """The kind that a file's ending tells, "unknown" else."""
    return _SUFFIXES.get(path.suffix.lower()[1:], "unknown")


def kind_of_zip(path: Path, names: Collection[str]) -> str:
    """What a zip without a spreadsheet in it is, by the names of its parts; "" for a workbook that lacks one."""
    names = [name.lower() for name in names]
    if any(name.startswith("xl/") or name in ("mimetype", "content.xml") for name in names):
        return ""
    if any(name.endswith(".iwa") or name in ("index.zip", "index.xml.gz") for name in names):
        return "numbers" if kind_by_name(path) != "document" else "document"
    if "word/document.xml" in names:
        return "document"
    if "ppt/presentation.xml" in names:
        return "slides"
    loose = [name for name in names if not name.endswith((".xml", ".rels", "/"))]
    return "archive" if loose and not any(name.startswith(("_rels/", "[content_types]")) for name in names) else "zip"


def kind_of_ole(streams: Collection[str]) -> str:
    """What an OLE file without a workbook in it is, by the names of its streams; "" where it is not known."""
    if "WordDocument" in streams:
        return "document"
    return "slides" if "PowerPoint Document" in streams else ""
