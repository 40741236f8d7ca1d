"""Files in, one Dataset out, with the ledger: rows read = rows used + rows set aside, always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from cs_calc.tables.checking import place_of
from cs_calc.tables.dataset import Dataset, Engine
from cs_calc.tables.ids import mismatch_problems
from cs_calc.tables.match import Chosen, Match, match
from cs_calc.tables.parse import Question
from cs_calc.tables.prepare import as_in_file, left_out, prepare
from cs_calc.tables.problems import Problem
from cs_calc.tables.read import RawFile, RawSheet
from cs_calc.tables.scanned_tables import Scanned, ScannedTables
from cs_calc.tables.schema import TABLES
from cs_calc.tables.span import last_day
from cs_calc.tables.tidy import Tidy, tidy


@dataclass(frozen=True)
class Fed:
    """One table that a sheet feeds: of its rows, how many belong to that table, and how many of them were used."""

    table: str
    rows_read: int
    rows_used: int


@dataclass(frozen=True)
class LedgerLine:
    """What became of one sheet. `table` is empty where the sheet was not recognised, `tool` where it is no known export.

    A sheet that feeds several tables is one line: a row counts as used where any of them used it. `fed` has a part for
    each table, the first of them `table`. `engine` says what read it: pandas, or DuckDB where it was scanned by its path;
    `how`, where that is not pandas, what was done where.
    """

    sheet: str
    table: str
    rows_read: int
    rows_used: int
    tool: str = ""
    fed: tuple[Fed, ...] = ()
    engine: Engine = "pandas"
    how: str = ""

    @property
    def rows_set_aside(self) -> int:
        """Rows read and not used."""
        return self.rows_read - self.rows_used

    @property
    def understood(self) -> str:
        """What the sheet was read as, and how, where it is not held as a table."""
        name = TABLES[self.table].name if self.table in TABLES else "not recognised"
        return f"{name}, {self.how}" if self.how else name

    @property
    def says(self) -> str:
        """How many rows fed which table, where there are several.

        >>> LedgerLine("a.csv", "tickets", 9, 9, "Zendesk", (Fed("tickets", 9, 9), Fed("survey_responses", 4, 4))).says
        '9 rows fed tickets, 4 rows fed survey responses'
        """
        if len(self.fed) < 2:
            return ""
        return ", ".join(f"{f.rows_used:,} row{'s' if f.rows_used != 1 else ''} fed {TABLES[f.table].name.lower()}" for f in self.fed)


@dataclass(frozen=True)
class Loaded:
    """An upload, understood: the data, how each sheet was matched, the ledger, problems and open questions."""

    dataset: Dataset
    matches: tuple[Match, ...]
    ledger: tuple[LedgerLine, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    set_aside: pd.DataFrame
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> Literal["ok", "ask", "refused"]:
        """`ask` where a question must be answered first, `refused` where nothing could be used."""
        if self.questions:
            return "ask"
        return "ok" if self.dataset.tables else "refused"

    @property
    def message(self) -> str:
        """The upload in one sentence."""
        used, read = sum(x.rows_used for x in self.ledger), sum(x.rows_read for x in self.ledger)
        if self.questions:
            return self.questions[0].asks
        if not self.dataset.tables:
            empty = next((p.message for p in self.problems if p.code in ("no_rows", "empty_sheet")), None)
            if empty is not None and not read:
                return empty
            return "No sheet could be used: none has the required columns of a known table. Compare it with the template."
        names = ", ".join(TABLES[t].name for t in self.dataset.tables)
        return f"{used:,} of {read:,} rows used. Tables: {names}."


def load(
    files: Sequence[RawFile],
    *,
    answers: Mapping[str, str] | None = None,
    chosen: Mapping[str, Chosen] | None = None,
    until: date | None = None,
    today: date | None = None,
    engine: Engine = "pandas",
    sign: str = "",
    scanned: Scanned | None = None,
) -> Loaded:
    """Match, type, check and join the sheets of one or more files.

    `answers` are replies to earlier questions by their key; `chosen` overrides the match of a sheet, by
    its place (`checking.place_of`); `sign` goes before amounts, if not the file's own; `until`
    is the last day that the data speaks of, if it is not the one
    that the data shows; `scanned` is what DuckDB scanned by its path (`tables.scanned`). Nothing is raised for what is in the
    files: it becomes problems and questions.
    """
    matches, tidied = [], []
    problems = [p for f in (*files, *(scanned.files if scanned else ())) for p in f.problems]
    ledger = []
    for sheet in told_apart([*files, *(scanned.files if scanned else ())]):
        found = match(sheet, (chosen or {}).get(place_of(sheet)))
        matches.append(found)
        missing = [c.key for c in found.missing if c.key != "survey_type"]
        if found.table is None or missing:
            problems.append(_not_used(found, missing))
            ledger.append(LedgerLine(place_of(sheet), "", len(sheet.row_numbers), 0, found.tool))
            continue
        if found.tool:
            problems.append(Problem("header_mapping", "note", f"{place_of(sheet)}: {found.why}", place_of(sheet)))
        results = [_tidied(part, answers or {}, today) for part in (found, *found.also)]
        tidied += results
        problems += [p for result in results for p in result.problems]
        fed = tuple(Fed(result.table.key, result.rows_read, len(result.frame)) for result in results)
        ledger.append(LedgerLine(place_of(sheet), found.table.key, len(sheet.row_numbers), fed[0].rows_used, found.tool, fed))
    tables, aside = _join(tidied, problems)
    ledger = [_counted(line, tables) for line in ledger]
    aside = _once(aside, tables, {line.sheet for line in ledger if len(line.fed) > 1})
    whole: Mapping[str, pd.DataFrame] = tables
    if scanned is not None:
        whole = _with_scanned(scanned, tables, matches, ledger, problems, today or date.today())
        aside = pd.concat([aside, *(c.set_aside for c in scanned.counted if len(c.set_aside))], ignore_index=True)
    as_of = until or last_day(tables, today or date.today())
    problems += _running_on(tables, as_of) + _both_kinds_of_mrr(tables) + mismatch_problems(tables)
    questions = (*(q for t in tidied for q in t.questions), *(scanned.questions if scanned else ()))
    data = Dataset(whole, as_of, engine, sign)
    return Loaded(data, tuple(matches), tuple(ledger), tuple(problems), questions, aside, dict(answers or {}))


def _with_scanned(
    scanned: Scanned, tables: dict[str, pd.DataFrame], matches: list[Match], ledger: list[LedgerLine], problems: list[Problem], today: date
) -> Mapping[str, pd.DataFrame]:
    """The tables with the log that was scanned, the ledger and the problems of it; in `tables` stand its customers alone."""
    for found, counted in zip(scanned.matches, scanned.counted, strict=True):
        missing = [c.key for c in found.missing]
        key = found.table.key if found.table is not None and not missing else ""
        fed = (Fed(key, counted.rows_read, counted.rows_used),) if key else ()
        matches.append(found)
        ledger.append(LedgerLine(counted.place, key, counted.rows_read, counted.rows_used, found.tool, fed, scanned.log.kind, counted.how))
        problems += [*counted.problems, *([] if key else [_not_used(found, missing)])]
    if not scanned.log:
        return dict(tables)
    if "usage" in tables:
        scanned.log.take_in(tables.pop("usage"))
    held = dict(tables)
    tables["usage"] = scanned.log.customers(today)
    return ScannedTables(held, scanned.log)


def told_apart(files: Sequence[RawFile]) -> list[RawSheet]:
    """All sheets; a file whose name has come before gets a number, so that the ledger and questions stay apart."""
    seen: dict[str, int] = {}
    sheets: list[RawSheet] = []
    for file in files:
        seen[file.name] = seen.get(file.name, 0) + 1
        again = f"{file.name} ({seen[file.name]})" if seen[file.name] > 1 else file.name
        sheets += [sheet if again == file.name else replace(sheet, file=again) for sheet in file.sheets]
    return sheets


def _tidied(found: Match, answers: Mapping[str, str], today: date | None) -> Tidy:
    """One table of one sheet: prepared, typed and checked, with the rows that were left out among those set aside."""
    ready = prepare(found, answers)
    done = tidy(ready.match, answers, today)
    if ready.match is found:
        return done
    parts = [as_in_file(found.sheet, part) for part in (done.set_aside,) if len(part)]
    if ready.questions:
        rows = done.frame[["_sheet", "_row"]].assign(reason="A question about this sheet is open.")
        parts.append(as_in_file(found.sheet, rows))
        done.frame = done.frame.iloc[:0]
    if ready.left:
        parts.append(left_out(found, ready.left))
    done.set_aside = pd.concat(parts, ignore_index=True).sort_values("_row", kind="stable") if parts else done.set_aside
    done.rows_read += len(ready.left)
    done.problems = [*ready.problems, *done.problems]
    done.questions = [*ready.questions, *done.questions]
    return done


def _counted(line: LedgerLine, tables: Mapping[str, pd.DataFrame]) -> LedgerLine:
    """A line of the ledger with the rows that are used in the end, after what came twice was set aside."""
    rows = {f.table: tables[f.table]["_row"][tables[f.table]["_sheet"] == line.sheet] for f in line.fed if f.table in tables}
    fed = tuple(replace(f, rows_used=len(rows.get(f.table, ()))) for f in line.fed)
    if len(fed) < 2:
        return replace(line, rows_used=fed[0].rows_used if fed else 0, fed=fed)
    return replace(line, rows_used=len({int(row) for some in rows.values() for row in some}), fed=fed)


def _once(aside: pd.DataFrame, tables: Mapping[str, pd.DataFrame], several: set[str]) -> pd.DataFrame:
    """Of sheets that feed several tables: each row that none of them used, once."""
    if not several or not len(aside):
        return aside
    used = {(s, int(r)) for t in tables.values() for s, r in zip(t["_sheet"], t["_row"], strict=True) if s in several}
    pairs = zip(aside["_sheet"], aside["_row"].astype(int), strict=True)
    fresh = ~aside.duplicated(["_sheet", "_row"]) & pd.Series([pair not in used for pair in pairs], aside.index)
    keep = ~aside["_sheet"].isin(several) | fresh
    return aside[keep].reset_index(drop=True)


def _not_used(found: Match, missing: list[str]) -> Problem:
    place = place_of(found.sheet)
    if found.cannot:
        return Problem("not_tabular", "error", f"{place}: {found.why} {found.cannot}", place, found=found.tool)
    if found.table is None or not found.sheet.header:
        text = f'Sheet "{found.sheet.name}" was not recognised as one of our tables and was left out.'
        return Problem("not_tabular", "warning", text, place, found=", ".join(found.sheet.header[:8]))
    names = ", ".join(f'"{key}"' for key in missing)
    what = f"{found.table.name.lower()} ({found.tool} {found.export})" if found.tool else found.table.name.lower()
    text = f'Sheet "{found.sheet.name}" looks like {what}, but has no column for {names}.'
    if hints := {k: v for k, v in (found.suggestions or {}).items() if k in missing}:
        text += " Perhaps " + ", ".join(f'"{header}" is {key}' for key, header in hints.items()) + "?"
    text += " Rename the column, or choose it (on the Data page; --column on the command line)."
    return Problem("missing_columns", "error", text, place, expected=", ".join(missing), found=", ".join(found.sheet.header[:12]))


def _join(tidied: Sequence[Tidy], problems: list[Problem]) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Sheets of the same table one under the other; ids that come again in a later sheet are set aside."""
    tables: dict[str, pd.DataFrame] = {}
    aside = [t.set_aside for t in tidied if len(t.set_aside)]
    for name in dict.fromkeys(t.table.key for t in tidied):
        parts = [t.frame for t in tidied if t.table.key == name and len(t.frame)]
        if not parts:
            continue
        whole = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        again = _again(whole, name) if len(parts) > 1 else pd.Series(False, whole.index)
        if again.any():
            rows = whole[again]
            text = f"{again.sum():,} rows of {TABLES[name].name.lower()} are in an earlier sheet already; they were set aside."
            numbers = tuple(int(r) for r in rows["_row"])
            problems.append(Problem("duplicate_id", "error", text, str(rows["_sheet"].iloc[0]), TABLES[name].unique, rows=numbers))
            aside.append(rows[["_sheet", "_row"]].assign(reason="already in an earlier sheet"))
            whole = whole[~again].reset_index(drop=True)
        tables[name] = whole
    empty = pd.DataFrame({"_sheet": pd.Series(dtype="str"), "_row": pd.Series(dtype="int64"), "reason": pd.Series(dtype="str")})
    return tables, pd.concat(aside, ignore_index=True) if aside else empty


def _again(whole: pd.DataFrame, name: str) -> pd.Series[bool]:
    """Rows that an earlier sheet has: by id where the table has one, else subscriptions that are the same throughout."""
    key = TABLES[name].unique
    if key in whole:
        counted = whole[key].str.startswith("row ") if key == "response_id" else pd.Series(False, whole.index)
        return whole[key].duplicated() & ~counted
    if name == "subscriptions":
        return whole[[c for c in whole if c not in ("_sheet", "_row")]].duplicated()
    return pd.Series(False, whole.index)


def _running_on(tables: Mapping[str, pd.DataFrame], as_of: date) -> list[Problem]:
    table: pd.DataFrame | None = tables.get("subscriptions")
    if table is None or "end_date" not in table:
        return []
    later = table["end_date"] > pd.Timestamp(as_of)
    if not later.any():
        return []
    rows: Any = table.loc[later, "_row"]
    ends = "subscription ends" if later.sum() == 1 else "subscriptions end"
    text = f"{later.sum():,} {ends} after {as_of:%d %B %Y}, the last day of the data: what ends later counts as still running."
    return [Problem("future_date", "note", text, str(table.loc[later, "_sheet"].iloc[0]), "end_date", rows=tuple(int(r) for r in rows))]


def _both_kinds_of_mrr(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    if "subscriptions" not in tables or "monthly_mrr" not in tables:
        return []
    text = "MRR is worked out from the subscriptions; the monthly MRR that came with them was read, but is not counted a second time."
    return [Problem("header_mapping", "note", text)]
