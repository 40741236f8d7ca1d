"""What stands on the command line, understood or refused with one sentence."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NoReturn

import click

from cs_calc.expr import Input, Summary, Values
from cs_calc.formulas import fields_of, inputs_of
from cs_calc.metrics import METRICS
from cs_calc.model import Metric
from cs_calc.ranges import Range
from cs_calc.units import Unit
from cs_calc.work import Known


def fail(sentence: str) -> NoReturn:
    """One sentence on stderr, exit status 2."""
    click.echo(sentence, err=True)
    sys.exit(2)


def find_metric(key: str) -> Metric:
    """The metric with that key; a near miss is suggested."""
    if key in METRICS:
        return METRICS[key]
    from rapidfuzz import process

    near = [hit[0] for hit in process.extract(key, list(METRICS), limit=3, score_cutoff=70)]
    fail(f"There is no metric {key!r}." + (f" Did you mean {' or '.join(near)}?" if near else " See: cs-calc list"))


def given_inputs(metric: Metric, words: tuple[str, ...]) -> dict[str, Known]:
    """Values typed as input=value, lists as input=1,2,3; every input that the metric's formulas know may be given.

    A summary of a list, such as its median, may be given in the list's place, by its own key.
    """
    known: dict[str, Input | Summary | Values] = {part.key: part for part in (*fields_of(metric), *inputs_of(metric))}
    given: dict[str, Known] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals or key not in known:
            fail(f"{word!r} is not one of this metric's inputs. Write input=value with {', '.join(known)}.")
        part = known[key]
        if isinstance(part, Values):
            pieces = [piece for piece in text.replace(";", ",").split(",") if piece.strip()]
            if not pieces:
                fail(f"{key} is a list and needs at least one number: write {key}=1,2,3.")
            given[key] = tuple(_fitting(piece, part) for piece in pieces)
        else:
            given[key] = _fitting(text, part)
    return given


def given_ranges(metric: Metric, words: tuple[str, ...]) -> tuple[dict[str, Range], tuple[str, ...]]:
    """The ranges among the words (input=7000..9000), by key, and the other words as they stand."""
    known: dict[str, Input | Summary] = {part.key: part for part in inputs_of(metric)}
    ranges: dict[str, Range] = {}
    others: list[str] = []
    for word in words:
        key, _, text = word.partition("=")
        if ".." not in text or key not in known:
            others.append(word)
            continue
        first, _, second = text.partition("..")
        if second.strip().endswith("%") and "%" not in first:
            first += "%"
        low, high = (_fitting(piece, known[key]) for piece in (first, second))
        if not low < high:
            fail(f"{key} needs a range whose first number is the smaller one, such as 7000..9000, found {text!r}.")
        ranges[key] = Range(low, high)
    return ranges, tuple(others)


def _fitting(text: str, part: Input | Summary | Values) -> float:
    number = typed_number(text, part.key, part.unit)
    if part.minimum is not None and number < part.minimum:
        fail(f"{part.name} ({part.key}) cannot be below {part.unit.show(part.minimum)}, found {text}.")
    if part.maximum is not None and number > part.maximum:
        fail(f"{part.name} ({part.key}) cannot be above {part.unit.show(part.maximum)}, found {text}.")
    return number


def typed_number(text: str, key: str, unit: Unit) -> float:
    """A number as it is typed, a rate as 0.064 or 6.4 %; anything else is refused with a sentence that names `key`."""
    bare = text.strip().replace(",", "").lstrip("$€£")
    share = bare.endswith("%")
    try:
        value = float(bare.rstrip("%")) / (100 if share else 1)
    except ValueError:
        fail(f"{key} needs a number, found {text!r}.")
    if share and unit.key != "percent":
        fail(f"{key} is not a percentage, found {text!r}. Write the number alone.")
    if value != value or value in (float("inf"), float("-inf")):
        fail(f"{key} needs a finite number, found {text!r}.")
    return value


def load_files(
    files: tuple[str, ...],
    until: str | None,
    engine: str = "auto",
    survey: str | None = None,
    columns: tuple[str, ...] = (),
    sign: str = "",
    assumed: tuple[str, ...] = (),
) -> Any:
    """Read and understand files, folders, globs and databases (database:crm/usage); raises Refused with a sentence.

    `engine` is pandas, duckdb (csv and Parquet are scanned where they lie), spark (Parquet is, and paths with :// are Spark's to
    find) or auto: duckdb where they are large together.
    """
    from cs_calc.tables.checking import place_of
    from cs_calc.tables.database import is_database
    from cs_calc.tables.load import load, told_apart
    from cs_calc.tables.problems import Refused
    from cs_calc.tables.read import read_file
    from cs_calc.tables.scanned_files import can_scan, files_of, scan_above
    from cs_calc.tables.schema import KNOWN_HEADERS

    day: date | None = None
    if until:
        try:
            day = datetime.strptime(until, "%Y-%m-%d").date()
        except ValueError:
            fail(f"--until needs a day such as 2026-10-31, found {until!r}.")
    pairs = dict(word.split("=", 1) if "=" in word else fail(f"--column needs name=header, found {word!r}.") for word in columns)
    databases = [word for word in files if is_database(word)]
    words = [word for word in files if word not in databases]
    if engine == "spark" and databases:
        fail(f"--engine spark reads files, and {databases[0]} is a database. Leave --engine out: a database does the counting itself.")
    if engine != "spark" and (far := next((word for word in words if "://" in word), None)):
        fail(f"{far} is read by Spark only. Add --engine spark, or name a file, a folder or a pattern on this machine.")
    named = [] if engine == "spark" else [(word, files_of(word)) for word in words]
    limit = scan_above()
    size = sum(path.stat().st_size for _, paths in named for path in paths if can_scan(path) and path.is_file())
    large = engine == "duckdb" or (engine == "auto" and size > limit)
    if large:
        _need_duckdb(engine, size)
    scanned, small = None, [path for _, paths in named for path in paths]
    if large and size:
        from cs_calc.tables.scanned import scan

        whole = [(word, [path for path in paths if can_scan(path)]) for word, paths in named]
        scanned, some = scan([(word, paths) for word, paths in whole if paths], limit=limit, forced=engine == "duckdb", chosen=pairs)
        small = [path for path in small if path in some or not can_scan(path)]
    if engine == "spark":
        from cs_calc.tables.spark import scan as by_spark

        scanned, small = by_spark(words, chosen=pairs)
    raw = []
    for path in small:
        try:
            data = path.read_bytes()
        except OSError as wrong:
            raise Refused("unreadable", f"The file {path} cannot be read: {wrong.strerror or 'it cannot be opened'}.") from None
        raw.append(read_file(path.name, data, known_headers=KNOWN_HEADERS))
    if databases:
        scanned = _of_databases(databases, scanned, pairs)
        large = large or bool(scanned.log)
    places = [place_of(sheet) for sheet in told_apart([*raw, *(scanned.files if scanned else ())])]
    answers = {f"{place}|survey_type|survey_type": survey for place in places if survey}
    set_to = _assumptions(assumed)
    computes: Any = "spark" if engine == "spark" else "duckdb" if large else "pandas"
    loaded = load(raw, answers=answers, chosen=dict.fromkeys(places, pairs), until=day, engine=computes, sign=sign, scanned=scanned)
    if scanned is not None and scanned.says:
        click.echo(scanned.says, err=True)
    return replace(loaded, dataset=loaded.dataset.assuming(set_to)) if set_to else loaded


def _of_databases(words: list[str], scanned: Any, chosen: dict[str, str]) -> Any:
    """What the words name of databases, with what was scanned before; raises Refused."""
    from cs_calc.tables.database import connections, secrets_file, wanted
    from cs_calc.tables.database_read import read_databases

    return read_databases([wanted(word) for word in words], connections(secrets_file()), scanned, chosen=lambda place: chosen)


def _need_duckdb(engine: str, size: int) -> None:
    """Refuse where DuckDB is wanted and not there."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        why = "" if engine == "duckdb" else f"The files have {size / 2**20:,.0f} MB together, and such are scanned by DuckDB. "
        fail(f"{why}The engine duckdb is not installed. Install it with: pip install 'cs-calc[duckdb]'")


def _assumptions(words: tuple[str, ...]) -> dict[str, float]:
    """What no table holds, set by hand: gross_margin=80%."""
    from cs_calc.tables.measures import ASSUMED

    inputs = {part.key: part for metric in METRICS.values() for part in inputs_of(metric) if part.key in ASSUMED}
    found = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals or key not in inputs:
            fail(f"--assume needs name=value, found {word!r}. What can be set: {', '.join(ASSUMED)}.")
        found[key] = _fitting(text, inputs[key])
    return found


def refusal_code(loaded: Any) -> str:
    """The code of the first error, where nothing of the files could be used."""
    codes = [p.code for p in loaded.problems if p.severity == "error" or p.code in ("no_rows", "empty_sheet")]
    return codes[0] if codes else "not_tabular"


def json_values(column: Any) -> list[Any]:
    """A typed column as JSON values: dates as ISO text, whole numbers and fractions as numbers, missing as null."""
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return [None if pd.isna(v) else v.isoformat().removesuffix("T00:00:00") for v in column]
    return [None if pd.isna(v) else v.item() if hasattr(v, "item") else v for v in column]
