"""Text files in a zip or gzip archive, unpacked under a counting cap; anything else in one is named and refused."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import NamedTuple

from cs_calc.tables.reading.limits import Limits, Stop

TEXT = {"csv": "csv", "txt": "csv", "tsv": "tsv", "tab": "tsv"}
_BOOKS = ("xlsx", "xlsm", "xls", "xlsb", "ods", "parquet")
_PIECE = 2**20


class Member(NamedTuple):
    """One text file to read: its name without extension, its kind (csv or tsv), its bytes."""

    stem: str
    kind: str
    data: bytes


def extension(name: str) -> str:
    """The end of a file's name in lower case, without the dot.

    >>> extension("a/Export.CSV"), extension("notes")
    ('csv', '')
    """
    base = re.split(r"[\\/]", name)[-1]
    return base.rsplit(".", 1)[1].lower() if "." in base else ""


def stem(name: str) -> str:
    """The name without folders and extension."""
    base = re.sub(r"[\x00-\x1f\x7f]", "", re.split(r"[\\/]", name)[-1])[:100]
    return base.rsplit(".", 1)[0] or base


def gunzipped(data: bytes, limits: Limits, check: Callable[[], None]) -> bytes:
    """The content of a gzip file, at most as much as an upload may be; raises `Stop`."""
    inflater = zlib.decompressobj(31)
    found: list[bytes] = []
    total, pending = 0, data
    try:
        while pending and not inflater.eof:
            check()
            piece = inflater.decompress(pending, _PIECE)
            pending = inflater.unconsumed_tail
            total += len(piece)
            if total > limits.max_bytes:
                raise too_large(limits)
            found.append(piece)
    except zlib.error:
        raise Stop(
            "corrupt", "is damaged and cannot be unpacked. Export it again, or unpack it yourself and upload the file inside."
        ) from None
    if not inflater.eof:
        raise Stop("truncated", "is cut off: its end is missing. Export or upload it again.")
    return b"".join(found)


def texts_of(parts: dict[str, str], limits: Limits) -> list[str]:
    """Which parts of a zip archive are text tables; `parts` are lower-case path -> name. Raises `Stop` where there are none or too many."""
    real = {path: name for path, name in parts.items() if not path.startswith("__macosx/") and not path.split("/")[-1].startswith(".")}
    texts = [path for path in real if extension(path) in ("csv", "tsv", "tab")]
    texts = texts or ([path for path in real if extension(path) == "txt"] if len(real) == 1 else [])
    if books := [real[path] for path in real if extension(path) in _BOOKS]:
        raise Stop(
            "not_a_workbook",
            f'is a zip archive with {len(books)} workbook{"s" if len(books) > 1 else ""} in it ("{books[0][:60]}"). '
            "Unpack it and upload what is inside; several files at once are fine.",
        )
    if len(texts) > limits.max_sheets:
        raise Stop(
            "too_many_sheets", f"holds {len(texts):,} tables; at most {limits.max_sheets:,} can be read. Upload only those that you need."
        )
    return texts


def too_large(limits: Limits) -> Stop:
    """For what unpacks to more than an upload may have."""
    return Stop(
        "too_large_uncompressed",
        f"unpacks to more than {limits.max_bytes:,} bytes, the most that can be read. "
        "Split it, or leave out columns and years that are not needed.",
    )
