"""A zipped workbook, checked without any library: its directory, then every part under a counting cap."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
import zlib
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Iterator
from typing import NoReturn

from cs_calc.tables.reading import ods
from cs_calc.tables.reading.limits import Limits, Stop
from cs_calc.tables.reading.packed import TEXT, Member, extension, stem, texts_of, too_large
from cs_calc.tables.reading.scan import SheetScan

ADVICE = "Save it as an Excel workbook (.xlsx) or as .csv and upload that."
REPAIR = "Open it in your spreadsheet program, save it again as .xlsx and upload that."
_PIECE = 2**20
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}


class Archive:
    """The checks on a zipped workbook: directory first, then every part inflated under a counting cap."""

    def __init__(self, data: bytes, limits: Limits, check: Callable[[], None]) -> None:
        self.data, self.limits, self.check = data, limits, check
        self.inflated = 0
        self.parts = self._directory()
        self.kind = self._kind()

    def scan(self) -> dict[str, SheetScan]:
        """Inflate and look at every part; gives the scan of each xlsx worksheet by the sheet's name."""
        small = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "meta-inf/manifest.xml")
        texts = {name: b"".join(self._inflate(name, 8 * _PIECE)) for name in small if name in self.parts}
        if b"encryption-data" in texts.get("meta-inf/manifest.xml", b""):
            raise Stop("encrypted", f"has a password. Open it, save it without a password. {REPAIR}")
        sheets = _sheet_parts(texts.get(small[0], b""), texts.get(small[1], b"")) if self.kind == "xlsx" else {}
        if len(sheets) > self.limits.max_sheets:
            raise Stop(
                "too_many_sheets",
                f"has {len(sheets):,} sheets; at most {self.limits.max_sheets:,} can be read. Keep only the sheets with your tables.",
            )
        self.inflated = 0
        scans: dict[str, SheetScan] = {}
        content: list[bytes] = []
        for part in self.parts:
            scan = SheetScan() if part in sheets.values() or part.startswith("xl/worksheets/sheet") else None
            keep = self.kind == "ods" and part == "content.xml" and self.parts[part].file_size <= ods.MOST_BYTES
            for piece in self._inflate(part):
                if scan:
                    scan.feed(piece)
                elif keep:
                    content.append(piece)
            if scan:
                scan.finish()
                shown = next((title for title, path in sheets.items() if path == part), part.split("/")[-1])
                scan.check(shown, self.limits)
                scans[shown] = scan
        if content:
            scans |= ods.errors_of(b"".join(content))
        cells = sum(scan.last_row * scan.last_column for scan in scans.values())
        if cells > self.limits.max_cells:
            raise Stop(
                "too_many_cells",
                f"has {cells:,} cells on all its sheets; at most {self.limits.max_cells:,} can be read. Split it into several files.",
            )
        return scans

    def _directory(self) -> dict[str, zipfile.ZipInfo]:
        end = self.data.rfind(b"PK\x05\x06")
        if end < 0 or end + 22 > len(self.data):
            raise Stop("truncated", f"is cut off: its end is missing. Export or upload it again. {REPAIR}")
        size, start = struct.unpack("<II", self.data[end + 12 : end + 20])
        if size != 0xFFFFFFFF and size > self.limits.max_parts * 1_000:
            self._too_many()
        if start != 0xFFFFFFFF and start + size > end:
            raise Stop("truncated", f"is cut off: parts of it are missing. Export or upload it again. {REPAIR}")
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                infos = archive.infolist()
                last = archive.start_dir
        except Exception:
            raise Stop("corrupt", f"is damaged: its list of parts cannot be read. {REPAIR}") from None
        if len(infos) > self.limits.max_parts:
            self._too_many(len(infos))
        self.starts: dict[str, int] = {}
        previous = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            at, part = info.header_offset, _path(info.filename)
            if self.data[at : at + 4] != b"PK\x03\x04":
                raise Stop("corrupt", f"is damaged: a part is not where it should be. {REPAIR}")
            if at < previous or part in self.starts:
                raise Stop(
                    "zip_overlap",
                    f"has parts that lie over each other, as files made to do harm have. {REPAIR}",
                )
            name_size, extra_size = struct.unpack("<HH", self.data[at + 26 : at + 30])
            self.starts[part] = at + 30 + name_size + extra_size
            previous = self.starts[part] + info.compress_size
            if info.flag_bits & 1:
                raise Stop("encrypted", f"has a password. Open it, save it without a password. {REPAIR}")
        if previous > last:
            raise Stop("zip_overlap", f"has a part that is longer than the file itself. {REPAIR}")
        if sum(info.file_size for info in infos) > self.limits.max_uncompressed:
            self._too_large()
        return {_path(info.filename): info for info in infos if not info.is_dir()}

    def _kind(self) -> str:
        names = self.parts
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "xl/workbook.bin" in names:
            return "xlsb"
        if "content.xml" in names and "mimetype" in names:
            kind = b"".join(self._inflate("mimetype", 200))
            if b"spreadsheet" in kind:
                return "ods"
        what = "a zip archive"
        for start, told in (("word/", "a Word document"), ("ppt/", "a PowerPoint presentation")):
            if any(name.startswith(start) for name in names):
                what = told
        if what == "a zip archive" and texts_of(self._names(), self.limits):
            return "texts"
        raise Stop("not_a_workbook", f"is {what}, not a workbook. {ADVICE}")

    def texts(self) -> list[Member]:
        """The text tables of an archive that is no workbook, all together no larger than an upload may be."""
        members: list[Member] = []
        for path in texts_of(self._names(), self.limits):
            if sum(len(member.data) for member in members) + self.parts[path].file_size > self.limits.max_bytes:
                raise too_large(self.limits)
            members.append(Member(stem(self.parts[path].filename), TEXT[extension(path)], b"".join(self._inflate(path))))
        return members

    def _names(self) -> dict[str, str]:
        return {path: info.filename for path, info in self.parts.items()}

    def _inflate(self, name: str, most: int | None = None) -> Iterator[bytes]:
        """The part in pieces as UTF-8 where it is XML, counting every byte, as sizes in headers lie."""
        info = self.parts[name]
        start = self.starts[name]
        raw = memoryview(self.data)[start : start + info.compress_size]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Stop("structure", f"is packed in a way that spreadsheet programs do not use. {REPAIR}")
        inflater = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
        count, crc, used = 0, 0, 0
        watch = _XmlWatch(plain_doctype=name == "meta-inf/manifest.xml")
        pending: bytes | memoryview = b""
        while True:
            if not pending and used < len(raw):
                pending, used = raw[used : used + _PIECE // 4], used + _PIECE // 4
            if inflater:
                try:
                    piece = inflater.decompress(pending, _PIECE)
                except zlib.error:
                    raise Stop("corrupt", f"is damaged: a part cannot be unpacked. {REPAIR}") from None
                pending = inflater.unconsumed_tail
            else:
                piece, pending = bytes(pending), b""
            count += len(piece)
            self.inflated += len(piece)
            if count > info.file_size:
                raise Stop("zip_size_lie", f"says it is smaller than it is, as files made to do harm do. {REPAIR}")
            if self.inflated > self.limits.max_uncompressed or (most and count > most):
                self._too_large()
            self.check()
            if piece:
                crc = zlib.crc32(piece, crc)
                yield watch.see(piece)
            elif not pending and used >= len(raw):
                break
        if inflater and not inflater.eof:
            raise Stop("truncated", f"is cut off in the middle of a part. Export or upload it again. {REPAIR}")
        if count != info.file_size:
            raise Stop("zip_size_lie", f"says it is larger than it is. {REPAIR}")
        if crc != info.CRC:
            raise Stop("corrupt", f"is damaged: the check sum of a part is wrong. {REPAIR}")

    def _too_many(self, found: int | None = None) -> NoReturn:
        many = f"{found:,}" if found else "far too many"
        raise Stop("too_many_parts", f"has {many} parts; at most {self.limits.max_parts:,} are read. {REPAIR}")

    def _too_large(self) -> NoReturn:
        raise Stop(
            "too_large_uncompressed",
            f"unpacks to more than {self.limits.max_uncompressed:,} bytes, the most that can be read. "
            "Split it, or leave out sheets and columns that are not needed.",
        )


class _XmlWatch:
    """Turns the pieces of an XML part into UTF-8, stops at a DOCTYPE or ENTITY; leaves other parts alone."""

    def __init__(self, plain_doctype: bool = False) -> None:
        self.plain_doctype = plain_doctype  # old OpenOffice names one in its manifest, with nothing inside
        self.decoder: IncrementalDecoder | None = None
        self.first, self.xml, self.tail = True, False, b""

    def see(self, piece: bytes) -> bytes:
        if self.first:
            self.first = False
            if piece[:2] in (b"\xff\xfe", b"\xfe\xff"):
                self.decoder = getincrementaldecoder("utf-16")("replace")
            elif piece[:2] in (b"<\0", b"\0<"):
                little = piece[:2] == b"<\0"
                self.decoder = getincrementaldecoder("utf-16-le" if little else "utf-16-be")("replace")
            if self.decoder:
                piece = self.decoder.decode(piece).encode()
            self.xml = piece.lstrip(b"\xef\xbb\xbf \t\r\n\0")[:1] == b"<"
            declared = re.match(rb"""\W{0,8}<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.-]+)""", piece)
            if self.xml and declared and declared[1].lower() not in _ENCODINGS:
                raise Stop("structure", f"has a part in an encoding that spreadsheets do not use. {REPAIR}")
        elif self.decoder:
            piece = self.decoder.decode(piece).encode()
        if self.xml:
            text = self.tail + piece if self.tail else piece
            if self.plain_doctype:
                text = re.sub(rb"<!DOCTYPE[^\[\]<>]{0,300}>", b"", text, count=1)
            if b"<!" in text and re.search(rb"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
                raise Stop(
                    "xml_entity",
                    f"has a document type or entity inside; workbooks never need one, attacks do. {REPAIR}",
                )
            self.tail = text[-10:] if b"<" in text[-10:] else b""
        return piece


def _sheet_parts(workbook: bytes, rels: bytes) -> dict[str, str]:
    """Sheet name -> path of its part, from the workbook's own list, in its order."""
    targets: dict[str, str] = {}
    for tag in re.findall(rb"<(?:[\w.-]{1,40}:)?Relationship\s[^>]{0,4000}>", rels):
        found = _attributes(tag)
        if found.get("Type", "").endswith("/worksheet"):
            target = found.get("Target", "")
            targets[found.get("Id", "")] = target[1:] if target.startswith("/") else "xl/" + target
    sheets: dict[str, str] = {}
    for tag in re.findall(rb"<(?:[\w.-]{1,40}:)?sheet\s[^>]{0,4000}>", workbook):
        found = _attributes(tag)
        id_ = next((value for key, value in found.items() if key.endswith(":id")), "")
        if id_ in targets:
            sheets[found.get("name", "")] = _path(targets[id_])
    return sheets


def _path(name: str) -> str:
    """Readers look parts up without regard to case, so the checks do too."""
    return name.replace("\\", "/").lower()


def _attributes(tag: bytes) -> dict[str, str]:
    pairs = re.findall(rb"""([\w:.-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return {k.decode(): html.unescape((a or b).decode("utf-8", "replace")) for k, a, b in pairs}
