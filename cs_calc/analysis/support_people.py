"""Support by agent: only those with enough tickets are ranked, and only a difference beyond chance is called one."""

from __future__ import annotations

import pandas as pd

from cs_calc.charts import SMALL
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for, available, n_of
from cs_calc.tables.dataset import UNKNOWN, Dataset
from cs_calc.tables.periods import Kind

WANTED = ("first_contact_resolution", "csat", "first_response_time", "resolution_time", "first_response_within_target")


def agent_metrics(dataset: Dataset, kind: Kind) -> list[str]:
    """The metrics that can be split by agent, by key."""
    if "agent" not in dataset.segment_columns:
        return []
    found = {m.key for m in available(dataset, kind, "agent")}
    return [key for key in WANTED if key in found]


def by_agent(dataset: Dataset, key: str, kind: Kind, period: str) -> pd.DataFrame:
    """One metric for each agent, the highest first: columns segment, value, low, high, n. Tickets of nobody are left out."""
    table = dataset.measure(kind, "agent")
    names = [str(s) for s in table.loc[table["period"] == period, "segment"].unique() if s != UNKNOWN]
    rows = []
    for name in names:
        found = answer_for(dataset, METRICS[key], kind, period, "agent", name)
        sure = found.interval
        rows.append(
            {
                "segment": name,
                "value": found.value,
                "low": sure.low if sure else None,
                "high": sure.high if sure else None,
                "n": n_of(found),
            }
        )
    frame = pd.DataFrame(rows, columns=["segment", "value", "low", "high", "n"])
    frame = frame.astype(dict.fromkeys(["value", "low", "high", "n"], "float64"))
    return frame.dropna(subset=["value"]).sort_values("value", ascending=False).reset_index(drop=True)


def agents_say(frame: pd.DataFrame) -> str:
    """Whether the agents differ by more than chance; among those with enough to rank.

    >>> table = pd.DataFrame({"segment": ["Ada", "Bo"], "value": [0.8, 0.5], "low": [0.7, 0.4], "high": [0.9, 0.6], "n": [90, 90]})
    >>> agents_say(table)
    'highest for Ada, lowest for Bo, by more than chance'
    >>> agents_say(table.assign(n=[90, 19]))
    'too few to rank: only 1 of 2 agents has 20 or more'
    """
    ranked = frame[frame["n"] >= SMALL]
    if len(ranked) < 2:
        return f"too few to rank: only {len(ranked)} of {len(frame)} agents {'has' if len(ranked) == 1 else 'have'} {SMALL} or more"
    first, last = ranked.iloc[0], ranked.iloc[-1]
    if first["low"] > last["high"]:
        return f"highest for {first['segment']}, lowest for {last['segment']}, by more than chance"
    return f"the ranges of all {len(ranked)} agents overlap, so nobody stands out"
