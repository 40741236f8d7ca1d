"""Onboarding's tables for people: plain column names, shares as text, the columns that say something."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cs_calc.analysis.onboarding import Reached
from cs_calc.analysis.onboarding_story import days, points
from cs_calc.analysis.onboarding_trials import WINDOWS, FastEffect
from cs_calc.change import chance_in_words
from cs_calc.charts import SMALL
from cs_calc.tables.periods import spoken
from cs_calc.units import PERCENT

NAMES = {
    "mrr": "closing_mrr", "signup_date": "Signed up", "target_days": "Planned days", "due": "Planned day", "days_overdue": "Days overdue",
    "late": "How late",
    "waited": "Days waited", "wait": "How long", "trial_start": "Trial began", "trial_end": "Trial ends", "days_left": "Days left",
    "hours_since_start": "Hours since it began", "set_up": "Set up", "onboarding_done_at": "Set up at", "converted_at": "Became a customer",
    "days_to_convert": "Days to becoming a customer",
}  # fmt: skip
TRIAL_COLUMNS = (
    "customer_id", "customer_name", "owner", "plan", "segment", "country", "trial_start", "trial_end", "onboarding_done_at", "converted_at",
    "_sheet", "_row",
)  # fmt: skip


def for_people(rows: pd.DataFrame) -> pd.DataFrame:
    """A list with names for people."""
    return rows.rename(columns=NAMES)


def trials_shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Trials as they stand in the file, the latest first."""
    found = rows[[c for c in TRIAL_COLUMNS if c in rows and not (c == "segment" and (rows[c] == "All").all())]]
    return for_people(found.sort_values("trial_end", ascending=False, kind="stable"))


def effects_shown(found: Sequence[FastEffect]) -> pd.DataFrame:
    """Fast against slow, one row for each stretch of time."""
    return pd.DataFrame(
        {
            "Trials that ended": [e.name for e in found],
            "Set up within 24 hours": [f"{e.fast_converted} of {e.fast} ({PERCENT.show_brief(e.fast_rate)})" for e in found],
            "Later or never": [f"{e.slow_converted} of {e.slow} ({PERCENT.show_brief(e.slow_rate)})" for e in found],
            "Difference": [f"{points(e.difference)} {'more' if e.difference >= 0 else 'fewer'}" for e in found],
            "Likely": [f"from {PERCENT.show_change(e.low)} to {PERCENT.show_change(e.high)}" for e in found],
            "Fisher’s exact test": [chance_in_words(e.chance) for e in found],
            "Relative": [PERCENT.show_brief(e.uplift.value) + " likelier" if e.uplift.value is not None else "" for e in found],
            "Note": ["too few to rank" if min(e.fast, e.slow) < SMALL else "" for e in found],
        }
    )


def reached_shown(found: Sequence[Reached]) -> pd.DataFrame:
    """The groups of a survival curve, one row each, with the twelve months before."""
    whole = found[0]
    return pd.DataFrame(
        {
            "Who": [r.group for r in found],
            "Sign-ups": [r.people for r in found],
            "Got there": [r.median.happened for r in found],
            "Gone without it": [f"{r.gone} ({PERCENT.show_brief(r.never)})" for r in found],
            "Still waiting": [r.waiting for r in found],
            "Half within (Kaplan-Meier)": [days(r.median.median) if r.median.median is not None else "fewer than half" for r in found],
            f"By day {whole.span}": ["not known yet" if r.by_span is None else PERCENT.show_brief(r.by_span) for r in found],
            "12 months before, half within": [
                "" if r.before is None else days(r.before.median) if r.before.median is not None else "fewer than half" for r in found
            ],
            "Such a difference by luck": ["" if r.chance is None else f"{chance_in_words(r.chance)} (log-rank)" for r in found],
        }
    )


def cohorts_shown(table: pd.DataFrame) -> pd.DataFrame:
    """`onboarding.cohorts`, one row for each cohort."""
    found = []
    for cohort, part in table.groupby("cohort", sort=True):
        by = part.set_index("window")["value"]
        so_far = part[part["window"].isna()].iloc[0]
        cells = {f"{w} days": "not known yet" if pd.isna(by.get(w)) else PERCENT.show_brief(float(by[w])) for w in WINDOWS}
        note = "too few to rank" if so_far["trials"] < SMALL else ""
        found.append({"Trials begun in": spoken(str(cohort)), "Trials": int(so_far["trials"]), "Customers so far": int(so_far["converted"]),
                      **cells, "So far": PERCENT.show_brief(float(so_far["value"])), "Note": note})  # fmt: skip
    return pd.DataFrame(found)
