"""A matched sheet -> the same with cells that the rules understand: cents as money, durations as times, words as yes and no.

What a file means beyond its cells is done here, before the columns are typed: rows that are not of the table are set aside
with the reason, recipes are worked out, and what the data cannot decide (cents or whole units, minutes or hours) is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.cells import MADE, Ask, Cells
from cs_calc.tables.checking import place_of
from cs_calc.tables.matched import ColumnMatch, Match, Recipe
from cs_calc.tables.parse import Question, as_text
from cs_calc.tables.problems import Problem
from cs_calc.tables.read import RawSheet


@dataclass
class Prepared:
    """`match` is what is typed and checked; `left` the places (in the sheet as read) of rows left out, with the reason."""

    match: Match
    left: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def prepare(found: Match, answers: Mapping[str, str]) -> Prepared:
    """Work out what a match says has to be done; a match that needs nothing comes back as it is.

    Rows without the column that makes them rows of the table (`Match.only`: a ticket nobody rated) are no rows of it.
    """
    done = Prepared(found)
    if not (found.recipes or found.constants or found.leave_out or found.only):
        return done
    _leave_out(done)
    sheet = found.sheet
    keep = np.ones(len(sheet.row_numbers), bool)
    keep[list(done.left)] = False
    cells = _Work(done, answers)
    made: dict[str, pd.Series[Any]] = {}
    for recipe in found.recipes:
        values = cells.make(recipe)
        if values is not None:
            first = made.get(recipe.column)
            made[recipe.column] = values if first is None else _filled(first, values)
    if found.only and found.only in made:
        keep &= made[found.only].notna().to_numpy()
    elif found.only and (position := found.position(found.only)) is not None:
        keep &= sheet.columns[position].notna().to_numpy()
    done.match = _remade(found, made, keep)
    return done


def _filled(first: pd.Series[Any], then: pd.Series[Any]) -> pd.Series[Any]:
    """The first values, and where they are blank (or a dash) the others; of one type where both are."""
    blank = first.isna()
    if not pd.api.types.is_datetime64_any_dtype(first.dtype) and not pd.api.types.is_float_dtype(first.dtype):
        blank |= first.isin(["", "-", "–", "—"]).astype(bool)
    if not blank.any():
        return first
    if blank.all():
        return then
    if first.dtype == then.dtype:
        return first.where(~blank, then)
    return first.astype("object").where(~blank, then.astype("object")).infer_objects()


def _leave_out(done: Prepared) -> None:
    """Rows that the export has but that are none of the table's, such as leads in a list of customers."""
    found = done.match
    place = place_of(found.sheet)
    for position, rule in found.leave_out:
        words = found.sheet.columns[position].reset_index(drop=True)
        plain = {v: as_text(v).casefold().strip() for v in pd.unique(words.dropna())}
        hits = words.map({v: text in rule.words for v, text in plain.items()}).fillna(False).astype(bool).to_numpy()
        rows = [int(i) for i in np.flatnonzero(hits) if int(i) not in done.left]
        if not rows:
            continue
        header = found.sheet.header[position]
        done.left.update(dict.fromkeys(rows, f"{header}: {rule.reason}"))
        shown = ", ".join(dict.fromkeys(f'"{as_text(words[i])}"' for i in rows[:50]))
        name = found.table.name.lower() if found.table else ""
        count = f"{len(rows):,} rows are" if len(rows) > 1 else "1 row is"
        numbers = tuple(int(found.sheet.row_numbers[i]) for i in rows)
        text = f'{place}, column "{header}": {count} set aside, because {shown} means: {rule.reason}. The other rows are read as {name}.'
        done.problems.append(Problem("left_out", "note", text, place, header, shown, rows=numbers))


def _remade(found: Match, made: Mapping[str, pd.Series[Any]], keep: np.ndarray) -> Match:
    """The match over a sheet that has the made columns in the place of the raw ones, constants at the end, and the rows to keep."""
    sheet = found.sheet
    columns, header = list(sheet.columns), list(sheet.header)
    matches = list(found.columns)
    kept = {m.position for m in matches if m.column is not None and m.column.key not in made}
    assert found.table is not None
    for key, values in made.items():
        recipe = next(r for r in found.recipes if r.column == key)
        at, column = recipe.positions[0], found.table.column(key)
        index = next((i for i, m in enumerate(matches) if m.column is not None and m.column.key == key), None)
        if index is not None and at not in kept:
            columns[at] = values
            kept.add(at)
            continue
        if index is not None:
            matches[index] = replace(matches[index], column=None)
        matches.append(ColumnMatch(sheet.header[at], len(columns), column, "worked out"))
        columns.append(values)
        header.append(sheet.header[at])
    for constant in found.constants:
        matches.append(ColumnMatch(constant.column.key, len(columns), constant.column, constant.why))
        columns.append(pd.Series(np.full(len(keep), constant.value, dtype=object)).astype("str"))
        header.append(constant.column.key)
    if not keep.all():
        columns = [c.reset_index(drop=True)[keep].reset_index(drop=True) for c in columns]
    remade = replace(sheet, header=tuple(header), columns=tuple(columns), row_numbers=sheet.row_numbers[keep])
    return replace(found, sheet=remade, columns=tuple(matches), recipes=(), constants=(), leave_out=(), only="")


class _Work:
    """The recipes of one sheet, with the answers to what they ask."""

    def __init__(self, done: Prepared, answers: Mapping[str, str]) -> None:
        self.done, self.answers, self.sheet = done, answers, done.match.sheet
        self.place = place_of(done.match.sheet)

    def make(self, recipe: Recipe) -> pd.Series[Any] | None:
        """The values of one recipe; None where a person has to be asked first."""
        cells = [self.sheet.columns[p].reset_index(drop=True) for p in recipe.positions]
        of = Cells(cells, recipe.unit, recipe.words, lambda column, code: self.answers.get(f"{self.place}|{column}|{code}"), recipe.column)
        try:
            return MADE[recipe.kind](of)
        except Ask as asked:
            key = f"{self.place}|{recipe.column}|{asked.code}"
            header = self.sheet.header[recipe.positions[0]]
            if asked.choices and not any(q.key == key for q in self.done.questions):
                text = f'{self.place}, column "{header}": {asked.asks}'
                self.done.questions.append(Question(key, asked.code, text, asked.choices))
            return None if asked.leave else cells[0]


def as_in_file(sheet: RawSheet, aside: pd.DataFrame) -> pd.DataFrame:
    """Rows set aside with their cells as they stand in the file, not as they were worked out: by `_row`."""
    if not len(aside):
        return aside
    at = pd.Series(np.arange(len(sheet.row_numbers)), index=sheet.row_numbers)
    places = at[~at.index.duplicated()].reindex(aside["_row"].to_numpy()).to_numpy()
    cells = {(h or f"column {i + 1}"): sheet.columns[i].iloc[places].to_numpy(dtype=object) for i, h in enumerate(sheet.header)}
    return pd.concat([aside[["_sheet", "_row", "reason"]].reset_index(drop=True), pd.DataFrame(cells)], axis="columns")


def left_out(found: Match, left: Mapping[int, str]) -> pd.DataFrame:
    """The rows that were left out before the columns were typed, as rows set aside."""
    sheet, places = found.sheet, list(left)
    raw = {(h or f"column {i + 1}"): sheet.columns[i].iloc[places].to_numpy(dtype=object) for i, h in enumerate(sheet.header)}
    return pd.DataFrame({"_sheet": place_of(sheet), "_row": sheet.row_numbers[places], "reason": list(left.values()), **raw})
