"""Parquet by path, read by Spark: the product log stays with Spark, other tables come over by their known columns or as uploads.

    scanned, small = scan(["s3a://bucket/events", "customers.csv"])
    loaded = load([read_file(...) for path in small], scanned=scanned, engine="spark")

What lies on this machine is looked at first: only the files of a product log are given to Spark. A path with :// in it is Spark's to find.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from cs_calc.tables.match import Chosen, Match, match
from cs_calc.tables.parse import Question
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import RawFile, RawSheet
from cs_calc.tables.scanned import columns_in_memory, only_counted, scanned_cells
from cs_calc.tables.scanned_cells import cannot_scan
from cs_calc.tables.scanned_files import SAMPLE, Kind, Source, cells_of, files_of, named
from cs_calc.tables.scanned_log import Counted
from cs_calc.tables.scanned_tables import Scanned
from cs_calc.tables.spark_engine import as_pandas, first_line
from cs_calc.tables.spark_log import HOW, SparkLog

NESTED = ("array", "map", "struct", "binary", "variant", "geometry", "geography")
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "whole"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("date", "timestamp", "timestamp_ntz"), "time"),
    "boolean": "yes_no",
}  # fmt: skip


def elsewhere(word: str) -> bool:
    """Whether a path is Spark's to find.

    >>> elsewhere("s3a://bucket/events"), elsewhere("logs/*.parquet")
    (True, False)
    """
    return "://" in word


def scan(
    words: Sequence[str], *, chosen: Chosen | None = None, answers: Mapping[str, str] | None = None, today: date | None = None
) -> tuple[Scanned, list[Path]]:
    """What Spark scans of what these words name, and the files that are read as uploads are. Raises Refused."""
    log = SparkLog()
    small: list[Path] = []
    matches: list[Match] = []
    counted: list[Counted] = []
    questions: list[Question] = []
    files: list[RawFile] = []
    for word in words:
        groups, others = ([], []) if elsewhere(word) else _grouped(files_of(word))
        small += others
        for paths in groups or ([()] if elsewhere(word) else []):
            source = _source(word, paths, log)
            found = match(source.sheet, chosen)
            usable = found.table is not None and not [c for c in found.missing if c.key != "survey_type"]
            if usable and found.table is not None and found.table.key == "usage" and not cannot_scan(found):
                cells = scanned_cells(source, found, log, len(matches), answers or {})
                matches.append(found)
                counted.append(replace(log.add(cells, today or date.today()), how=HOW))
                questions += cells.questions
            elif paths:
                small += paths
            elif usable:
                files.append(columns_in_memory(source, found, log, len(matches) + len(files)))
            else:
                matches.append(found)
                counted.append(replace(only_counted(source, log, len(matches)), how=HOW))
    log.settle()
    return Scanned(log, tuple(matches), tuple(counted), tuple(questions), tuple(files), _says(counted, log)), small


def _grouped(paths: Sequence[Path]) -> tuple[list[tuple[Path, ...]], list[Path]]:
    """Parquet files by their columns, and the files that are none."""
    import pyarrow.parquet as pq
    from pyarrow.lib import ArrowException

    groups: dict[tuple[str, ...], list[Path]] = {}
    others = [path for path in paths if path.suffix.lower() != ".parquet"]
    for path in paths:
        if path in others:
            continue
        try:
            groups.setdefault(tuple(sorted(pq.read_schema(path).names)), []).append(path)
        except OSError as wrong:
            raise Refused("unreadable", f"The file {path} cannot be read: {wrong.strerror or 'it cannot be opened'}.") from None
        except ArrowException:
            raise Refused("corrupt", f"The file {path.name} is damaged and cannot be read as a Parquet file. Export it again.") from None
    return [tuple(group) for group in groups.values()], others


def _source(word: str, paths: Sequence[Path], log: SparkLog) -> Source:
    """Files of the same columns, or what a path of Spark's names, with a sample of the rows."""
    one = word.rstrip("/").rsplit("/", 1)[-1] if not paths else paths[0].name
    name, stem = (named(word),) * 2 if len(paths) > 1 else (one, one.removesuffix(".parquet"))
    reader = log.spark.spark.read
    if paths and Path(word).is_dir():
        reader = reader.option("basePath", _as_spark_has_it(Path(word)))  # a folder such as day=2026-01-31 is a column
    try:
        native = reader.parquet(*([_as_spark_has_it(path) for path in paths] or [word]))
        plain = [(str(n), str(t)) for n, t in native.dtypes if not str(t).startswith(NESTED)]
        if not plain:
            raise Refused("structure", f"{word} has only nested columns, no table. Expected: one plain value per cell.")
        header, kinds = tuple(n for n, _ in plain), tuple(kind_of(t) for _, t in plain)
        rows = as_pandas(native.select(*(log.sql.quoted(n) for n in header)).limit(SAMPLE))
    except Refused:
        raise
    except Exception as wrong:
        raise Refused("unreadable", f"Spark cannot read {word}: {first_line(wrong)}") from None
    columns = tuple(cells_of(rows.iloc[:, i], kind) for i, kind in enumerate(kinds))
    sheet = RawSheet(name, stem, header, 0, np.arange(1, len(rows) + 1), columns)
    log.read[name] = native
    files = tuple(paths) or tuple(Path(str(file)) for file in native.inputFiles())
    log.files += paths
    return Source(name, files, "parquet", sheet, tuple(f"c{i}" for i in range(len(header))), kinds)


def _as_spark_has_it(path: Path) -> str:
    """A path on this machine; characters that Spark would take for a pattern stand for themselves."""
    return "file:" + re.sub(r"([\[\]{}*?\\])", r"\\\1", path.resolve().as_posix())


def kind_of(type_name: str) -> Kind:
    """What kind of cells a column of Spark has.

    >>> kind_of("decimal(18,3)"), kind_of("timestamp_ntz"), kind_of("string")
    ('number', 'time', 'text')
    """
    return KINDS.get(type_name.partition("(")[0], "text")


def _says(counted: Sequence[Counted], log: SparkLog) -> str:
    """The engine in a sentence; empty where nothing was scanned."""
    if not counted:
        return ""
    rows, names = sum(c.rows_read for c in counted), ", ".join(c.place for c in counted)
    where = "on this machine" if log.here else "by Spark"
    return f"Spark scanned {rows:,} row{'s' if rows != 1 else ''} of {names}; usage is counted from days of use, {where}."
