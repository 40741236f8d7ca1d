"""The match of a sheet as a table that a person can change: which of its columns is which of ours, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from cs_calc.staging import Chosen
from cs_calc.tables.checking import place_of
from cs_calc.tables.load import Loaded
from cs_calc.tables.match import Match
from cs_calc.tables.parse import Question, as_text
from cs_calc.tables.schema import Column, Table, category_key


@dataclass(frozen=True)
class View:
    """One table that one sheet feeds. `prefix` stands before its columns in the choices, where the sheet feeds several."""

    found: Match
    prefix: str = ""
    siblings: tuple[Match, ...] = ()

    @property
    def elsewhere(self) -> dict[int, str]:
        """Columns, by position, that another table of the same sheet uses, and as what."""
        return {
            c.position: f"{c.column.key} of {m.table.name.lower()}"
            for m in self.siblings
            for c in m.columns
            if c.column is not None and m.table is not None
        }

    @property
    def place(self) -> str:
        """File and sheet."""
        return place_of(self.found.sheet)

    @property
    def name(self) -> str:
        """What it is called in a list: the sheet, and the further table if it is one."""
        return f"{self.place}: {self.found.table.name}" if self.prefix and self.found.table else self.place


def views(loaded: Loaded) -> list[View]:
    """Every table that every sheet feeds, a sheet's own table first; sheets without a header are left out."""
    found: list[View] = []
    for match in loaded.matches:
        if match.sheet.header:
            found.append(View(match, siblings=match.also))
            for also in match.also:
                if also.table:
                    found.append(View(also, f"{also.table.key}.", (match, *(m for m in match.also if m is not also))))
    return found


RowState = Literal["matched", "guess", "elsewhere", "splits", "ignored"]


@dataclass(frozen=True)
class MatchRow:
    """One column of a file in the match: three values, the column of ours that it is (or ""), and why."""

    position: int
    header: str
    name: str
    examples: tuple[str, ...]
    ours: str
    required: bool
    state: RowState
    why: str
    guess: str = ""


WHY = {"same name": "has the same name", "known name for it": "a known name for it", "your choice": "you chose it", "not used": ""}


def match_rows(view: View, splits: Sequence[str] = ()) -> list[MatchRow]:
    """The columns of a sheet: what we took for required columns first, then the others, then guesses, then what is ignored."""
    found, elsewhere = view.found, view.elsewhere
    guesses = {header: key for key, header in (found.suggestions or {}).items()}
    names = unique_names(found.sheet.header)
    rows = []
    for column in found.columns:
        ours, guess = column.column, "" if column.column else guesses.get(column.header, "")
        split = ours is None and category_key(column.header) in splits
        state: RowState
        state = "matched" if ours else "guess" if guess else "splits" if split else "ignored"
        if state in ("splits", "ignored") and column.position in elsewhere:
            state = "elsewhere"
        why = WHY.get(column.why, column.why)
        if guess:
            why = f"looks like {guess}: a guess, not applied"
        elif state == "elsewhere":
            why = f"read as {elsewhere[column.position]}"
        elif split:
            why = "not a column of ours, but the numbers can be split by it"
        few = tuple(cut(text) for text in examples(found.sheet.columns[column.position]))
        name, required = names[column.position], bool(ours and ours.required)
        rows.append(MatchRow(column.position, column.header, name, few, ours.key if ours else "", required, state, why, guess))
    order = {"guess": 2, "elsewhere": 3, "splits": 4, "ignored": 5}
    return sorted(rows, key=lambda r: (0 if r.required else order.get(r.state, 1), r.position))


def needs_a_look(found: Match) -> bool:
    """Whether a sheet with a header was not understood, or lacks a required column."""
    return bool(found.sheet.header) and (found.table is None or bool(lacking(found))) and found.chosen.get("table") != ""


def lacking(found: Match) -> list[Column]:
    """The required columns that a matched sheet does not have; which survey it is, is a question."""
    return [c for c in found.missing if c.key != "survey_type"] if found.table is not None else []


def our_columns(table: Table) -> list[Column]:
    """The columns of a table of ours, the required ones first."""
    return sorted(table.columns, key=lambda c: not c.required)


def column_label(column: Column) -> str:
    """A column of ours in a list: required ones are marked.

    >>> from cs_calc.tables.schema import TABLES
    >>> column_label(TABLES["survey_responses"].column("score"))
    'score (required)'
    """
    return f"{column.key} (required)" if column.required else column.key


def matches_table(loaded: Loaded) -> pd.DataFrame:
    """One row for each sheet and table: what it was read as, how many columns were matched, and what is missing."""
    return pd.DataFrame(
        {
            "Sheet": v.place,
            "Read as": v.found.table.name if v.found.table else "left out",
            "Looks like": v.found.tool,
            "Columns matched": f"{sum(1 for c in v.found.columns if c.column)} of {len(v.found.columns)}",
            "Still missing": ", ".join(c.key for c in lacking(v.found)),
        }
        for v in views(loaded)
    )


def looks_like(found: Match) -> str:
    """What one sheet is, in a sentence: the tool where it is known, and the tables it feeds."""
    tables = [m.table.name.lower() for m in (found, *found.also) if m.table]
    what = " and ".join([", ".join(tables[:-1]), tables[-1]] if len(tables) > 1 else tables)
    if not what:
        return "We do not recognise it as one of our tables."
    if not found.tool:
        return f"Looks like {what}."
    export = f"{found.tool} {found.export}".strip()
    return f"Looks like {article(export)}{'' if export.endswith('export') else ' export'}: {what}."


def article(word: str) -> str:
    """A word with its article.

    >>> article("Zendesk"), article("Intercom")
    ('a Zendesk', 'an Intercom')
    """
    return f"{'an' if word[:1].lower() in 'aeio' else 'a'} {word}"


def assign(view: View, chosen: Chosen, header: str, ours: str) -> dict[str, str]:
    """A sheet's choices after a person said which column of ours a column of the file is; "" for none.

    The table stays what it is; what the column was before is let go.
    """
    found = view.found
    before = next((c.column.key for c in found.columns if c.header == header and c.column is not None), "")
    pinned = {} if found.tool or view.prefix or found.table is None else {"table": found.table.key}
    changed = {**pinned, **chosen}
    if before:
        changed[view.prefix + before] = ""
    if ours:
        changed[view.prefix + ours] = header
    return changed


def undecided(question: Question, loaded: Loaded, many: int = 5) -> tuple[str, ...]:
    """Values of the column that a question is about, which cannot decide it; none where it is about no column."""
    place, column, _ = (*question.key.split("|"), "", "")[:3]
    for view in views(loaded):
        position = view.found.position(column)
        if view.place == place and position is not None:
            return examples(view.found.sheet.columns[position], many)
    return ()


def unique_names(header: Sequence[str]) -> list[str]:
    """Headers as names that come once each.

    >>> unique_names(["id", "", "id"])
    ['id', '(column 2, no name)', 'id (column 3)']
    """
    names: list[str] = []
    for number, text in enumerate(header, 1):
        name = text or f"(column {number}, no name)"
        names.append(f"{name} (column {number})" if name in names or name == "Row" else name)
    return names


def shown(cell: Any) -> str:
    """A cell as text, blank for none; long texts are cut."""
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return ""
    return cut(as_text(cell), 80)


def cut(text: str, most: int = 32) -> str:
    """A text of at most so many characters.

    >>> cut("It was down again when we needed it.", 12)
    'It was down…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def examples(cells: pd.Series[Any], many: int = 3) -> tuple[str, ...]:
    """The first different values of a column, as texts."""
    found = dict.fromkeys(t for v in cells.head(200) if (t := shown(v)))
    if len(found) < many:
        found |= dict.fromkeys(t for v in cells.dropna().unique()[: many + 1] if (t := shown(v)))
    return tuple(found)[:many]
