"""Paths that a person named -> sources that DuckDB scans in place: files of one kind with the same columns, and a sample of their rows.

A source is one file, or the files of a folder or a glob that have the same header. Its sample is a raw sheet like that of an
upload, so that the same matching understands it. Texts of csv files go once through a folder of their own as Parquet, with the
columns that are needed: that is read many times faster, row numbers are known, and memory stays small.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from cs_calc.tables.problems import Problem, Refused
from cs_calc.tables.read import TEXT, RawFile, RawSheet, read_file
from cs_calc.tables.schema import KNOWN_HEADERS

if TYPE_CHECKING:
    from cs_calc.tables.scanned_engine import Engine

SETTING = "CS_CALC_SCAN_ABOVE"
SUFFIXES: dict[str, Literal["csv", "parquet"]] = {".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
SAMPLE, HEAD = 1_000, 2**18
"""Rows of a Parquet file, and bytes of a csv file, that the matching looks at."""
Kind = Literal["text", "number", "whole", "time", "yes_no"]
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "whole"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "whole"),
    "FLOAT": "number", "DOUBLE": "number", "DATE": "time", "BOOLEAN": "yes_no",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Files with the same columns. `sheet` is a sample; `names` and `kinds` are DuckDB's columns by position in it.

    `skip` lines stand above the header of a csv file, whose first row below it is row `first_row` of the file.
    """

    name: str
    files: tuple[Path, ...]
    kind: Literal["csv", "parquet"]
    sheet: RawSheet
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    first_row: int = 1
    separator: str = ","
    skip: int = 0
    width: int = 0
    problems: tuple[Problem, ...] = ()
    whole: RawFile | None = None  # where the sample is all of it


def scan_above() -> int:
    """The size in bytes above which csv and Parquet files are scanned and not loaded: `CS_CALC_SCAN_ABOVE` in MB, else 50 MB."""
    text = os.environ.get(SETTING, "50")
    try:
        return int(float(text) * 2**20)
    except (ValueError, OverflowError):
        raise Refused("bad_setting", f"{SETTING} needs a number of MB such as 50, found {text!r}.") from None


def files_of(word: str) -> list[Path]:
    """The files that a path names: itself, the csv and Parquet files of a folder (and those inside it), or what a glob finds.

    Raises Refused where there are none.
    """
    path = Path(word)
    if path.is_dir():
        found = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES and p.is_file() and not _hidden(p, path)]
        if not found:
            raise Refused("unreadable", f"The folder {word} has no csv or Parquet file. Name a folder that has some, or a file.")
        return found
    if has_magic(word) and not path.exists():
        found = [Path(p) for p in sorted(glob(word, recursive=True)) if Path(p).is_file()]
        if not found:
            raise Refused("unreadable", f"No file fits {word}. Check the folder and the pattern.")
        return found
    return [path]


def _hidden(path: Path, under: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.relative_to(under).parts)


def can_scan(path: Path) -> bool:
    """Whether DuckDB reads such a file: csv, tsv, Parquet."""
    return path.suffix.lower() in SUFFIXES


def grouped(files: Sequence[Path], engine: Engine) -> list[list[Path]]:
    """The files that belong together: those of one kind with the same header. Raises Refused where one cannot be read."""
    groups: dict[tuple[str, ...], list[Path]] = {}
    for path in files:
        groups.setdefault((SUFFIXES[path.suffix.lower()], *_header(path, engine)), []).append(path)
    return list(groups.values())


def source_of(word: str, files: Sequence[Path], engine: Engine) -> Source:
    """Files that belong together, which `word` named, as a source. Raises Refused."""
    name, stem = (named(word),) * 2 if len(files) > 1 else (files[0].name, files[0].stem)
    if SUFFIXES[files[0].suffix.lower()] == "parquet":
        return _parquet(name, stem, files, engine)
    return _csv(name, stem, files)


def named(word: str) -> str:
    """What the files of a folder or a glob are called together: the folder's name."""
    folder = Path(word)
    while has_magic(folder.name) and folder.parent != folder:
        folder = folder.parent
    return folder.resolve().name or word


def _header(path: Path, engine: Engine) -> tuple[str, ...]:
    """What tells files of different tables apart: the columns of Parquet, the first line of csv."""
    import duckdb

    try:
        with path.open("rb") as file:
            first = file.readline(2**16).strip().decode("latin-1")
        if SUFFIXES[path.suffix.lower()] == "csv":
            return (first,)
        asked = f"SELECT name FROM parquet_schema({paths([path])}) ORDER BY name"
        return tuple(str(row[0]) for row in engine.rows(asked))
    except OSError as wrong:
        raise Refused("unreadable", f"The file {path} cannot be read: {wrong.strerror or 'it cannot be opened'}.") from None
    except duckdb.Error:
        raise Refused("corrupt", f"The file {path.name} is damaged and cannot be read as a Parquet file. Export it again.") from None


def _parquet(name: str, stem: str, files: Sequence[Path], engine: Engine) -> Source:
    asked = f"SELECT * FROM read_parquet({paths(files)}, union_by_name = true)"
    plain = [(str(row[0]), str(row[1])) for row in engine.rows(f"DESCRIBE {asked}") if not _nested(str(row[1]))]
    if not plain:
        raise Refused("structure", f"The file {files[0].name} has only nested columns, no table. Expected: one plain value per cell.")
    names, kinds = tuple(n for n, _ in plain), tuple(kind_of(t) for _, t in plain)
    rows = engine.frame(f"SELECT {', '.join(map(quoted, names))} FROM ({asked}) LIMIT {SAMPLE}")
    columns = tuple(cells_of(rows.iloc[:, i], kind) for i, kind in enumerate(kinds))
    sheet = RawSheet(name, stem, names, 0, np.arange(1, len(rows) + 1), columns)
    return Source(name, tuple(files), "parquet", sheet, names, kinds)


def kind_of(type_name: str) -> Kind:
    """What kind of cells a column of DuckDB has.

    >>> kind_of("TIMESTAMP WITH TIME ZONE"), kind_of("DECIMAL(18,3)"), kind_of("UUID")
    ('time', 'number', 'text')
    """
    if type_name.startswith("TIMESTAMP"):
        return "time"
    return "number" if type_name.startswith("DECIMAL") else _KINDS.get(type_name, "text")


def _nested(type_name: str) -> bool:
    return type_name.startswith(("STRUCT", "MAP", "UNION", "BLOB", "BIT", "GEOMETRY", "VARIANT")) or type_name.endswith("]")


def cells_of(column: pd.Series[Any], kind: Kind) -> pd.Series[Any]:
    """A column that DuckDB gave, typed as that of an upload is: see `RawSheet`."""
    plain = column.reset_index(drop=True)
    if kind in ("number", "whole"):
        return plain.astype("float64")
    if kind == "yes_no":
        return plain.astype("boolean")
    if kind == "time":
        days: pd.Series[Any] = pd.to_datetime(plain, utc=True).dt.tz_localize(None).astype("datetime64[us]")
        return days
    return plain.astype("object").map(lambda v: None if v is None or v != v else str(v)).astype(TEXT)


def _csv(name: str, stem: str, files: Sequence[Path]) -> Source:
    """The first rows of the first file, read as an upload is: its separator, header row and cells."""
    with files[0].open("rb") as file:
        head = file.read(HEAD)
    is_whole = len(head) < HEAD and len(files) == 1
    if not is_whole:
        head = head[: head.rindex(b"\n") + 1] if b"\n" in head else head
    read = read_file(files[0].name, head, known_headers=KNOWN_HEADERS)
    sheet = read.sheets[0]
    guess = next((p.found for p in read.problems if p.code == "delimiter_guess"), None)
    separator = guess or ("\t" if read.kind == "tsv" else ",")
    skip, header = _line_of(head, separator, sheet)
    places = _places(header, sheet.header)
    if places is None:
        text = f"The file {files[0].name} has a header of several rows, which cannot be scanned by its path. Give it one row of names."
        raise Refused("structure", text)
    told = tuple(p for p in read.problems if p.code in ("delimiter_guess", "encoding_guess"))
    names = tuple(f"c{place}" for place in places)
    kinds: tuple[Kind, ...] = tuple("text" for _ in names)
    found = RawSheet(name, stem, sheet.header, sheet.header_row, sheet.row_numbers, sheet.columns)
    first = sheet.header_row + 1
    return Source(name, tuple(files), "csv", found, names, kinds, first, separator, skip, len(header), told, read if is_whole else None)


def _line_of(head: bytes, separator: str, sheet: RawSheet) -> tuple[int, list[str]]:
    """How many lines stand above the header, and the cells of the header."""
    text = head.decode("utf-8-sig", "replace")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    above = 0
    for row, cells in enumerate(lines, 1):
        if row == sheet.header_row:
            return above, cells
        above = lines.line_num
    return 0, []


def _places(header: Sequence[str], wanted: Sequence[str]) -> list[int] | None:
    """Where in the file's header each column of the sample stands; None where it does not."""
    places, at = [], 0
    for name in wanted:
        while at < len(header) and " ".join(header[at].split()) != " ".join(name.split()):
            at += 1
        if at == len(header):
            return None
        places.append(at)
        at += 1
    return places


def staged(source: Source, wanted: Iterable[str], folder: Path, engine: Engine) -> Iterator[tuple[Path, Path, str]]:
    """The file, its Parquet, and a sentence where letters had to be guessed, for each file: csv is written once as Parquet."""
    import duckdb

    for number, path in enumerate(source.files):
        if source.kind == "parquet":
            yield path, path, ""
            continue
        made, said, text = folder / f"{abs(hash(source.name))}_{number}.parquet", "", ""
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(source.width))
        chosen = ", ".join(map(quoted, wanted))
        for encoding, parallel in (("utf-8", True), ("utf-8", False), ("latin-1", True), ("latin-1", False)):
            options = (
                f"auto_detect = false, header = true, skip = {source.skip}, delim = {literal(source.separator)}, quote = '\"', "
                f"escape = '\"', strict_mode = false, null_padding = true, max_line_size = 10000000, encoding = '{encoding}', "
                f"parallel = {str(parallel).lower()}, columns = {{{columns}}}"
            )
            asked = f"SELECT {chosen} FROM read_csv({paths([path])}, {options})"
            try:
                engine.rows(f"COPY ({asked}) TO {literal(str(made))} (FORMAT parquet)")
            except duckdb.Error as wrong:
                text = str(wrong)
                continue
            said = "" if encoding == "utf-8" else f"The text of {path.name} is not UTF-8, so it was read as Western European (Latin-1)."
            break
        else:
            raise Refused("corrupt", f"The file {path.name} cannot be scanned as csv: {_first_line(text)} Save it as CSV UTF-8 or Parquet.")
        yield path, made, said


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[1] if len(lines) > 1 else lines[0])[:200].rstrip(".") + "."


def paths(files: Iterable[Path]) -> str:
    """Files as a list in SQL. Characters that DuckDB would take for a pattern stand for themselves."""
    escaped = (str(path).replace("[", "[[]").replace("*", "[*]").replace("?", "[?]") for path in files)
    return f"[{', '.join(map(literal, escaped))}]"


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """The name of a column in SQL."""
    return '"' + name.replace('"', '""') + '"'
