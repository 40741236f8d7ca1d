"""The team lead's report to take along: each list as CSV, and all of them as one Excel workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from cs_calc.shown_rows import tidy_names
from cs_calc.training.clusters import cluster_name
from cs_calc.training.progress.levels import LEVELS, RULES
from cs_calc.training.progress.team import ENOUGH, Team, alternatives, clusters, discrimination, grid, rates, top_mistakes

COLUMNS = {
    "person": "Person", "cohort": "Cohort", "item": "Exercise", "metric": "Metric", "cluster": "Kind of mistake", "mistake": "Mistake",
    "count": "Times", "people": "People", "answers": "Answers", "share": "Share of answers", "problems": "Problems",
    "first_try": "Right at first try", "rate": "First-try rate", "low": "At least (95 %)", "high": "At most (95 %)",
    "seconds": "Seconds (median)", "with_hints": "Share with hints", "enough": "Enough to compare", "definition": "Definition kept",
    "variants": "Variants", "last": "Last time", "right_since": "Right since", "right": "Right", "value": "Discrimination", "says": "Means",
    "version": "Version", "seed": "Seed", "stage": "Stage", "mode": "Asked in", "answer": "Typed", "kind": "Marked as", "hints": "Hints",
    "took": "Seconds", "at": "At (UTC)", "level": "Level",
}  # fmt: skip
MAP = "Heat map"
SHARES = ("share", "rate", "low", "high", "with_hints")


def lists(team: Team, names: Mapping[str, str]) -> dict[str, tuple[str, pd.DataFrame]]:
    """Every list of the report by the name of its sheet: what it holds in a sentence, and its rows with our column keys.

    `names`: metric or item -> what it is called.
    """
    few = f"Below {ENOUGH} problems a rate is not one to compare."
    found = {
        "Metrics": (f"Full problems by metric. {few}", rates(team, "metric")),
        MAP: (
            "Share of a metric's typed numbers with each kind of mistake; counts stand on the next sheet.",
            grid(clusters(team)).rename(columns=lambda c: c if c == "metric" else cluster_name(c)),
        ),
        "Mistakes by kind": ("Typed numbers with a known mistake, by metric and kind of mistake.", clusters(team)),
        "Top mistakes": ("The ten commonest mistakes over all variants.", top_mistakes(team)),
        "Other definitions": ("Who gave another published definition on two variants or more.", alternatives(team)),
        "People": (f"Full problems by person, in the order of names. {few}", _people(team)),
        "Exercises": ("First full problem of each person: does the exercise tell apart who knows the rest?", discrimination(team)),
        "Answers": ("Every answer that counts. Item, version and seed draw the same numbers again.", _answers(team)),
    }
    return {sheet: (says, _named(frame, names)) for sheet, (says, frame) in found.items()}


def _answers(team: Team) -> pd.DataFrame:
    return team.answers.drop(columns="learner").rename(columns={"seconds": "took"})


def _people(team: Team) -> pd.DataFrame:
    """The rates of each person with how many exercises they have at each level."""
    found = rates(team, "person").drop(columns="people")
    for level in LEVELS[1:]:
        reached = team.levels[team.levels["level"] == level].groupby("person").size()
        found[RULES[level][0]] = found["person"].map(reached).fillna(0).astype("int64")
    return found


def _named(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    shown = frame.copy()
    for column in ("metric", "item"):
        if column in shown:
            shown[column] = [names.get(key, key) for key in shown[column]]
    if "cluster" in shown:
        shown["cluster"] = [cluster_name(key) if key else "" for key in shown["cluster"]]
    return shown


def csv(rows: pd.DataFrame) -> bytes:
    """One list as CSV for a spreadsheet: plain column names, shares as fractions, nothing that a spreadsheet would compute."""
    return tidy_names(_plain(rows)).to_csv(index=False).encode("utf-8-sig")


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """A list with the names of its columns as people read them; moments and yes or no as text."""
    plain = rows.copy()
    for column in plain.columns:
        if isinstance(plain[column].dtype, pd.DatetimeTZDtype):
            plain[column] = plain[column].dt.strftime("%Y-%m-%d %H:%M")
        elif pd.api.types.is_bool_dtype(plain[column].dtype):
            plain[column] = plain[column].map({True: "yes", False: "no"})
    return plain.rename(columns=COLUMNS)


def workbook(team: Team, names: Mapping[str, str], now: datetime) -> bytes:
    """The whole report as one Excel workbook: a cover with what each sheet holds, and a sheet with a real table for each list."""
    from cs_calc.workbook.book import Book

    book = Book(title="Practice: the team's report", day=now.date())
    found = lists(team, names)
    cover = book.add("Cover")
    book.sheets[cover].hide_gridlines(2)
    book.sheets[cover].set_column(0, 0, 24)
    book.sheets[cover].set_column(1, 1, 100)
    book.text(cover, 0, 0, "Practice: the team's report", "title", text_wrap=False)
    people, answers = team.answers["learner"].nunique(), len(team.answers)
    book.text(cover, 1, 0, f"{people:,} people, {answers:,} answers, as of {now:%Y-%m-%d}.", "quiet", text_wrap=False)
    for row, (sheet, (says, rows)) in enumerate(found.items(), 3):
        name = book.add(sheet)
        book.to_sheet(cover, row, 0, name)
        book.text(cover, row, 1, f"{says} {'' if len(rows) else 'Nothing yet.'}".strip())
        _write(book, name, says, rows)
    return book.close()


def _write(book: Any, name: str, says: str, rows: pd.DataFrame) -> None:
    from cs_calc.workbook.rows import HEAD, write_table

    book.top(name, name)
    book.text(name, 1, 2, says, "quiet", text_wrap=False)
    if not len(rows):
        book.text(name, HEAD, 0, "Nothing yet.", "quiet", text_wrap=False)
        return
    percent, plain = book.look(num_format="0.0%"), _plain(rows)
    shares = {str(new): percent for key, new in zip(rows, plain, strict=True) if key in SHARES or (name == MAP and key != "metric")}
    write_table(book, name, "practice_" + name.lower().replace(" ", "_"), plain, shares)
    if name == MAP:
        scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#2E7FB0"}
        book.sheets[name].conditional_format(HEAD + 1, 1, HEAD + len(rows), len(rows.columns) - 1, scale)
