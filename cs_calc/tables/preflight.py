"""What a file is, and whether it is safe to open, decided on its bytes before any library sees them.

Messages here are the end of a sentence that starts with the file's name; `read_file` puts the two together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cs_calc.tables.reading.archive import ADVICE, REPAIR, Archive
from cs_calc.tables.reading.limits import Limits, Stop
from cs_calc.tables.reading.scan import SheetScan

TEXT = {"csv": "csv", "txt": "csv", "tsv": "tsv", "tab": "tsv", "": "csv"}
BOOKS = {"xlsx": "xlsx", "xlsm": "xlsx", "xls": "xls", "xlsb": "xlsb", "ods": "ods"}
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")


@dataclass(frozen=True)
class Checked:
    """A file whose outside is in order: its kind, and the archive it is if it is one."""

    kind: str
    archive: Archive | None = None

    def scan(self) -> dict[str, SheetScan]:
        """Unpack every part under a counting cap; gives the scans of xlsx sheets by name; raises `Stop`."""
        return self.archive.scan() if self.archive else {}


def preflight(name: str, data: bytes, limits: Limits, deadline: float) -> Checked:
    """Say what the file is; `deadline` is on `time.monotonic`. Raises `Stop` for what must not be opened."""
    kind = what_is_it(name, data, limits)
    if kind != "zip":
        return Checked(kind)
    archive = Archive(data, limits, deadline)
    return Checked(archive.kind, archive)


def what_is_it(name: str, data: bytes, limits: Limits) -> str:
    """The kind by first bytes, then extension: "zip", "xls", "csv" or "tsv"; raises `Stop` for others.

    >>> what_is_it("a.csv", b"id,score", Limits())
    'csv'
    """
    if not data:
        raise Stop("empty_file", "is empty (0 bytes). Choose a file that has rows.")
    if len(data) > limits.max_bytes:
        raise Stop(
            "file_too_large",
            f"has {len(data):,} bytes; at most {limits.max_bytes:,} can be read. "
            "Split it, or leave out columns and years that are not needed.",
        )
    base = re.split(r"[\\/]", name)[-1]
    extension = base.rsplit(".", 1)[1].lower() if "." in base else ""
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "zip"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole(data)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    found = next((what for bytes_, what in _SIGNATURES if data.startswith(bytes_)), "")
    if start.startswith(_HTML) or (b"<html" in start and start.startswith(b"<?xml")):
        found = "a web page (HTML)"
    elif start.startswith((b"<?xml", b"<workbook")):
        found = "an XML file"
    elif re.match(rb'(\[\s*)?\{\s*"', start):
        found = "a JSON file"
    if found:
        known = extension in TEXT or extension in BOOKS
        code = "wrong_type" if known else "unsupported_type"
        but = f", although its name ends in .{extension}" if known and extension else ""
        raise Stop(code, f"is {found}{but}. Expected a spreadsheet or a csv file. {ADVICE}")
    if extension in BOOKS:
        raise Stop(
            "not_a_workbook",
            f"is not a workbook, although its name ends in .{extension}. If it is text with commas or "
            "semicolons, rename it to .csv; otherwise export it again.",
        )
    if extension not in TEXT:
        raise Stop("unsupported_type", f"ends in .{extension[:20]}, which cannot be read here. {ADVICE}")
    return TEXT[extension]


def _ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Stop("encrypted", f"has a password. Open it, remove the password under File > Info. {REPAIR}")
    if not any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        raise Stop("not_a_workbook", f"is an Office file, but not a workbook. {ADVICE}")
    return "xls"
