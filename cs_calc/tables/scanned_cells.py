"""The cells of a scanned log as SQL: typed by what DuckDB knows, and by the parsers of uploads where it does not.

What is written plainly (2026-05-31 10:15:00, 12.5) is cast by DuckDB. Every other text is looked up: its distinct values go through
the same rules as the cells of an upload, so that both are read alike, and asked about alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cs_calc.tables.checking import place_of
from cs_calc.tables.headers import HOURS
from cs_calc.tables.match import Match
from cs_calc.tables.parse import Question, parse_text
from cs_calc.tables.parse.base import MISSING_WORDS, NOTHING
from cs_calc.tables.prepare import prepare
from cs_calc.tables.problems import Problem, Refused
from cs_calc.tables.read import TEXT
from cs_calc.tables.scanned_files import Kind, Source, cells_of
from cs_calc.tables.tidy import typed
from cs_calc.tables.words import spellings

if TYPE_CHECKING:
    from cs_calc.tables.scanned_engine import Engine

MOST_TEXTS = 1_000_000
"""Different texts of one column that are looked up; more of them are not read by their path."""
SOME = 1_000
KEYS = ("customer_id", "user_id", "date", "feature", "minutes")
TEXTS = ("customer_id", "user_id", "feature")


@dataclass
class Cells:
    """The columns of one scanned source as SQL over its `view`, by canonical key; and what was found on the way.

    `sql` has typed values (date: TIMESTAMP), NULL where a cell cannot be used; `raw` the cells as they stand; `bad` marks cells
    that hold something that cannot be read.
    """

    source: Source
    match: Match
    view: str
    engine: Engine
    answers: Mapping[str, str]
    sql: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)
    counts: pd.Series[Any] | None = None  # how often each customer comes
    filled: dict[str, bool] = field(default_factory=dict)  # whether a column of texts has any, used or not
    rows: str = "count(*)"  # how many rows there are; where they are grouped already, the sum of a column
    joins: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def place(self) -> str:
        """What the source is called in the ledger and in messages."""
        return place_of(self.match.sheet)

    @property
    def relation(self) -> str:
        """What stands behind FROM."""
        return " ".join([self.view, *self.joins])

    def positions(self, key: str) -> tuple[int, ...]:
        """Where in the source a column comes from: the first known value counts."""
        made = tuple(dict.fromkeys(r.positions[0] for r in self.match.recipes if r.column == key))
        at = self.match.position(key)
        return made or (() if at is None else (at,))

    def header(self, key: str) -> str:
        """What a column is called in the file."""
        places = self.positions(key)
        return self.match.sheet.header[places[0]] if places else key


def columns_of(found: Match) -> list[int]:
    """The positions of the columns that are needed."""
    return sorted({p for key in KEYS for r in found.recipes if r.column == key for p in r.positions} | {
        p for key in KEYS if (p := found.position(key)) is not None
    })  # fmt: skip


def cannot_scan(found: Match) -> str:
    """Why a log of this kind is not scanned; empty where it is."""
    other = [r for r in found.recipes if r.kind not in ("", "unix", "time")]
    several = sum(r.column == "minutes" for r in found.recipes) > 1
    if found.constants or found.leave_out or found.only or other or several:
        return "its cells have to be worked out one by one"
    return ""


def understood(cells: Cells) -> Cells:
    """Fill in the SQL of every column that the source has. Raises Refused."""
    columns = {key: _raw(cells, key) for key in KEYS if cells.positions(key)}
    cells.raw = {key: raw for key, (raw, _) in columns.items()}
    counted = cells.engine.counts([_counts(cells, raw) for key, raw in cells.raw.items() if key in TEXTS])
    for key, (raw, kind) in columns.items():
        if key == "date":
            _date(cells, raw, kind)
        elif key == "minutes":
            _minutes(cells, raw, kind)
        else:
            _text(cells, key, raw, next(counted))
    return cells


def _counts(cells: Cells, raw: str) -> str:
    """The question how often each text of a column comes."""
    return f"SELECT {raw} AS raw, {cells.rows} AS n FROM {cells.view} WHERE {raw} IS NOT NULL GROUP BY 1"


def _raw(cells: Cells, key: str) -> tuple[str, Kind]:
    """A column as it stands (ids and features as text), and its kind; of several the first that is not blank."""
    places = cells.positions(key)
    kinds = {cells.source.kinds[p] for p in places}
    sql = cells.engine.sql
    columns = [sql.quoted(cells.source.names[p]) for p in places]
    as_text = key not in ("date", "minutes") or len(kinds) > 1
    if as_text:
        columns = [sql.cell_as_text(c, cells.source.kinds[p]) for c, p in zip(columns, places, strict=True)]
    if len(columns) > 1 and (as_text or kinds == {"text"}):
        listed = ", ".join(sql.literal(word) for word in sorted(NOTHING))
        columns = [f"CASE WHEN {c} IN ({listed}) THEN NULL ELSE {c} END" for c in columns]
    return (columns[0] if len(columns) == 1 else f"coalesce({', '.join(columns)})"), ("text" if as_text else kinds.pop())


def _text(cells: Cells, key: str, raw: str, found: pd.DataFrame) -> None:
    """Ids and features: as they stand, but for those that the rules read otherwise, which are looked up."""
    texts = found["raw"].astype(TEXT)
    values = parse_text(texts).values if key == "feature" else _looked_up(cells, key, texts, notes=True)[0]
    if key == "feature":
        counts = pd.Series(found["n"].to_numpy(), index=values).groupby(level=0).sum()
        usual, given_up = spellings(counts.sort_values(ascending=False, kind="stable"))
        values = values.map(usual).astype("str") if given_up else values
        if given_up:
            shown = ", ".join(f'"{t}"' for t in given_up[:5])
            where = f'Sheet "{cells.match.sheet.name}", column "{cells.header(key)}"'
            text = f"{where}: {shown} read as the more frequent spelling of the same word."
            cells.problems.append(Problem("near_duplicate_id", "note", text, cells.place, cells.header(key), found=shown))
    if key == "customer_id":
        cells.counts = pd.Series(found["n"].to_numpy(), index=values).groupby(level=0).sum().sort_values(ascending=False, kind="stable")
    cells.filled[key] = bool(values.notna().any())
    other = (values != texts).fillna(True).to_numpy()
    cells.bad[key] = "false"
    if not other.any():
        cells.sql[key] = raw
        return
    name = _join(cells, key, raw, pd.DataFrame({"raw": texts[other].astype("object"), "value": values[other].astype("object")}))
    cells.sql[key] = f"CASE WHEN {name}.raw IS NULL THEN {raw} ELSE {name}.value END"


def _date(cells: Cells, raw: str, kind: Kind) -> None:
    if kind == "time":
        cells.sql["date"], cells.bad["date"] = cells.engine.sql.moment(raw), "false"
    elif kind == "text":
        _with_others(cells, "date", raw, cells.engine.sql.moment_of_text(raw))
    elif kind == "yes_no":
        cells.sql["date"], cells.bad["date"] = "CAST(NULL AS TIMESTAMP)", f"{raw} IS NOT NULL"
    else:
        moment = _numbered(cells, f"CAST({raw} AS DOUBLE)")
        cells.sql["date"] = moment
        cells.bad["date"] = f"({raw} IS NOT NULL AND NOT isnan(CAST({raw} AS DOUBLE)) AND ({moment}) IS NULL)"


def _numbered(cells: Cells, raw: str) -> str:
    """Numbers as moments, as `parse.dates` reads a column of numbers: spreadsheet days, seconds since 1970, or 20260131."""
    known = f"SELECT min({raw}), max({raw}) FROM {cells.view} WHERE NOT isnan({raw})"
    low, high = cells.engine.rows(known)[0]
    some = cells.engine.frame(f"SELECT DISTINCT {raw} AS raw FROM {cells.view} ORDER BY 1 LIMIT {SOME}")["raw"]
    ends = [number for number in (low, high) if number is not None]
    _looked_up(cells, "date", pd.concat([some, pd.Series(ends, dtype="float64")]).astype("float64"), notes=True)
    if low is not None and low >= 19_000_101 and high <= 21_001_231:
        return cells.engine.sql.moment_of_digits(raw)
    return cells.engine.sql.moment_of_number(raw)


def _minutes(cells: Cells, raw: str, kind: Kind) -> None:
    recipe = next((r for r in cells.match.recipes if r.column == "minutes" and r.kind == "time"), None)
    if kind in ("number", "whole") and (recipe is None or recipe.unit in HOURS):
        number = f"CASE WHEN isnan(CAST({raw} AS DOUBLE)) THEN NULL ELSE CAST({raw} AS DOUBLE) END"
        cells.sql["minutes"] = number if recipe is None else f"round(({number}) * {HOURS[recipe.unit] * 60!r}, 6)"
        cells.bad["minutes"] = "false"
        return
    if recipe is not None or kind != "text":
        _with_others(cells, "minutes", raw, "CAST(NULL AS DOUBLE)", typed_as=kind)
        return
    trimmed, matches = f"trim({raw})", cells.engine.sql.matches
    pointed, digits, either = (matches(trimmed, pattern) for pattern in (r"\d{1,15}\.\d+", r"\d{1,15}", r"\d{1,15}(\.\d+)?"))
    some = cells.engine.frame(f"SELECT DISTINCT {raw} AS raw FROM {cells.view} WHERE {pointed} ORDER BY 1 LIMIT {SOME}")["raw"]
    whole = f"CASE WHEN {digits} THEN CAST({trimmed} AS DOUBLE) END"
    plain = f"CASE WHEN {either} THEN CAST({trimmed} AS DOUBLE) END"
    others = _distinct(cells, "minutes", raw, plain)
    read, _ = _looked_up(cells, "minutes", pd.concat([others, some]).astype(TEXT), notes=False)
    point = bool((read.iloc[len(others) :].to_numpy() == some.astype("float64").to_numpy()).all())  # else it separates thousands
    _with_others(cells, "minutes", raw, plain if point else whole)


def _with_others(cells: Cells, key: str, raw: str, plain: str, *, typed_as: Kind = "text") -> None:
    """What DuckDB reads by itself, and every other text by the rules of uploads."""
    others = _distinct(cells, key, raw, plain)
    some = cells.engine.frame(f"SELECT DISTINCT {raw} AS raw FROM {cells.view} WHERE ({plain}) IS NOT NULL ORDER BY 1 LIMIT {SOME}")["raw"]
    texts = cells_of(pd.concat([others, some]), typed_as)
    values, bad = _looked_up(cells, key, texts, notes=True)
    cells.sql[key], cells.bad[key] = plain, "false"
    if len(others):
        n = len(others)
        table = pd.DataFrame({"raw": others.to_numpy(), "value": values.iloc[:n].to_numpy(), "bad": bad[:n]})
        name = _join(cells, key, raw, table)
        cells.sql[key], cells.bad[key] = f"coalesce({plain}, {name}.value)", f"coalesce({name}.bad, false)"


def _distinct(cells: Cells, key: str, raw: str, plain: str) -> pd.Series[Any]:
    """The distinct cells that DuckDB does not read by itself. Raises Refused where there are too many."""
    asked = (
        f"SELECT DISTINCT {raw} AS raw FROM {cells.view} WHERE {raw} IS NOT NULL AND ({plain}) IS NULL ORDER BY 1 LIMIT {MOST_TEXTS + 1}"
    )
    found = cells.engine.frame(asked)["raw"]
    if len(found) > MOST_TEXTS:
        wanted = "dates like 2026-05-31 or 2026-05-31 10:15:00" if key == "date" else "numbers like 12.5"
        text = (
            f'{cells.place}, column "{cells.header(key)}": more than {MOST_TEXTS:,} different texts, such as "{found.iloc[0]}", are not '
            f"written as {wanted}, too many to read one by one. Write them like that, or save the log as Parquet with a typed column."
        )
        raise Refused("too_many_texts", text)
    return found


def _looked_up(cells: Cells, key: str, texts: pd.Series[Any], *, notes: bool) -> tuple[pd.Series[Any], np.ndarray]:
    """Cells of one column by the rules of uploads: typed values, and which cannot be read; notes and questions are kept."""
    texts = texts.reset_index(drop=True)
    at = cells.positions(key)[0]
    numbers = np.arange(1, len(texts) + 1)
    blank = pd.Series(np.full(len(texts), None, dtype=object)).astype(TEXT)
    sheet = replace(
        cells.match.sheet, row_numbers=numbers, columns=tuple(texts if i == at else blank for i in range(len(cells.match.sheet.header)))
    )
    assert cells.match.table is not None
    column = cells.match.table.column(key)
    recipes = tuple(r for r in cells.match.recipes if r.column == key and r.kind == "time")
    columns = tuple(replace(m, column=column if m.position == at else None) for m in cells.match.columns)
    ready = prepare(replace(cells.match, sheet=sheet, columns=columns, recipes=recipes), cells.answers)
    work = typed(ready.match, cells.answers)
    values = work.frame[key] if key in work.frame else pd.Series(np.nan, range(len(texts)))
    if notes:
        cells.problems += [p for p in work.problems if p.severity == "note"]
        known = {q.key for q in cells.questions}
        cells.questions += [q for q in (*ready.questions, *work.questions) if q.key not in known]
    if key in ("date", "minutes") and not work.questions and not ready.questions:
        words = texts.astype("object").map(lambda v: "" if v is None or v != v else str(v).strip().lower())
        return values, (values.isna() & ~words.isin(list(MISSING_WORDS))).to_numpy()
    return values, np.zeros(len(texts), bool)


def _join(cells: Cells, key: str, raw: str, table: pd.DataFrame) -> str:
    """Look the cells of a column up in a table of raw cells and their values: the table's name."""
    name = f"{cells.view}_{key}"
    cells.engine.table(name, table)
    cells.joins.append(f"LEFT JOIN {name} ON {name}.raw = {raw}")
    return name
