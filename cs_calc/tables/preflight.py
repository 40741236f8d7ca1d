"""What a file is, and whether it is safe to open, decided on its bytes before any library sees them.

Messages here are the end of a sentence that starts with the file's name; `read_file` puts the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cs_calc.tables.reading import packed
from cs_calc.tables.reading.archive import ADVICE, REPAIR, Archive
from cs_calc.tables.reading.limits import Limits, Stop
from cs_calc.tables.reading.scan import SheetScan

TEXT = {**packed.TEXT, "": "csv"}
BOOKS = {"xlsx": "xlsx", "xlsm": "xlsx", "xls": "xls", "xlsb": "xlsb", "ods": "ods", "parquet": "parquet"}
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"PK\x07\x08", "a part of a split zip archive"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "a database file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_VERY_OLD = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")


@dataclass(frozen=True)
class Checked:
    """A file whose outside is in order: its kind, the archive it is if it is one, and text files that were packed in it."""

    kind: str
    archive: Archive | None = None
    texts: tuple[packed.Member, ...] = ()

    def scan(self) -> dict[str, SheetScan]:
        """Unpack every part under a counting cap; gives the scans of xlsx sheets by name; raises `Stop`."""
        return self.archive.scan() if self.archive and not self.texts else {}


def preflight(name: str, data: bytes, limits: Limits, check: Callable[[], None]) -> Checked:
    """Say what the file is; `check` is called now and then and may raise. Raises `Stop` for what must not be opened."""
    kind = what_is_it(name, data, limits)
    if kind == "gzip":
        inner = re.sub(r"\.(?:gz|gzip)$", "", name, flags=re.IGNORECASE)
        text = packed.gunzipped(data, limits, check)
        inside = what_is_it(inner, text, limits)
        if inside not in ("csv", "tsv"):
            raise Stop("unsupported_type", "is a gzip archive with another kind of file in it. Unpack it and upload the file inside.")
        return Checked(inside, texts=(packed.Member(packed.stem(inner), inside, text),))
    if kind != "zip":
        return Checked(kind)
    archive = Archive(data, limits, check)
    if archive.kind != "texts":
        return Checked(archive.kind, archive)
    texts = tuple(archive.texts())
    for member in texts:
        what_is_it(f"a.{member.kind}", member.data or b" ", limits)
    return Checked(texts[0].kind, archive, texts)


def what_is_it(name: str, data: bytes, limits: Limits) -> str:
    """The kind by first bytes, then extension: "zip", "gzip", "xls", "parquet", "csv" or "tsv"; raises `Stop` for others.

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
    extension = packed.extension(name)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "zip"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole(data)
    if data[:2] == b"\x1f\x8b":
        return "gzip"
    if data[:4] == b"PAR1":
        if data[-4:] != b"PAR1" or len(data) < 12:
            raise Stop("truncated", "is cut off: the end of the Parquet file is missing. Export or upload it again.")
        return "parquet"
    if data[:4] in _VERY_OLD:
        raise Stop("unsupported_type", f"is a workbook of Excel 4 or older (before 1994), which cannot be read here. {REPAIR}")
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
        raise Stop("encrypted", "has a password. Open it, remove the password under File > Info, save it as .xlsx and upload that.")
    if not any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        raise Stop("not_a_workbook", f"is an Office file, but not a workbook. {ADVICE}")
    return "xls"
