"""Support's small tables as people read them: durations in minutes, hours or days, shares with their range."""

from __future__ import annotations

import pandas as pd

from cs_calc.analysis.support import NO_CHANNEL, UNTAGGED, closed_without_reply, in_period, tickets
from cs_calc.analysis.support_story import spoken_hours
from cs_calc.charts import SMALL
from cs_calc.metrics import METRICS
from cs_calc.report import series
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import Kind
from cs_calc.units import COUNT, PERCENT


def _time(hours: float) -> str:
    return "" if pd.isna(hours) else spoken_hours(float(hours))


def speed_shown(table: pd.DataFrame) -> pd.DataFrame:
    """`support.speed` for people."""
    times = {
        name: [_time(h) for h in table[column]] for name, column in (("Median", "median"), ("Nine in ten within", "p90"), ("Mean", "mean"))
    }
    return pd.DataFrame({"Time to": table["what"], **times, "Tickets": table["n"].astype("int64")})


def channels_shown(table: pd.DataFrame) -> pd.DataFrame:
    """`support.by_channel` for people: the target, how many kept to it, and whether there are enough to say so."""
    within = [
        ""
        if pd.isna(r["within"])
        else f"{PERCENT.show_brief(r['within'])} ({PERCENT.show_brief(r['low'])} to {PERCENT.show_brief(r['high'])})"
        for r in table.to_dict("records")
    ]
    few = ["too few to rank" if n < SMALL else "" for n in table["n"]]
    return pd.DataFrame(
        {
            "Channel": table["channel"],
            "Tickets": table["tickets"],
            "Answered by a person": table["n"].astype("int64"),
            "Median": [_time(h) for h in table["median"]],
            "Nine in ten within": [_time(h) for h in table["p90"]],
            "Mean": [_time(h) for h in table["mean"]],
            "Target": [_time(h) for h in table["target"]],
            "Within target": within,
            "Note": few,
        }
    )


def channels_drawn(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The share within target by channel as `charts.dots_by_segment` wants it, and the title that says which is lowest."""
    frame = table.rename(columns={"channel": "segment", "within": "value"})[["segment", "value", "low", "high", "n"]].dropna(
        subset=["value"]
    )
    frame = frame.sort_values("value", ascending=False).reset_index(drop=True)
    ranked = frame[(frame["n"] >= SMALL) & (frame["segment"] != NO_CHANNEL)]
    if len(ranked) < 2:
        return frame, "Replies within target by channel: too few to rank"
    last = ranked.iloc[-1]
    return frame, f"Replies within target are lowest on {last['segment']}: {PERCENT.show_brief(last['value'])}"


def tags_shown(table: pd.DataFrame) -> pd.DataFrame:
    """`support.tag_pareto` for people."""
    shares = (
        ("Of all tickets", "share"),
        ("Together with those above", "covered"),
        ("Of them avoidable", "avoidable"),
        ("Of them on a documented topic", "documented"),
    )
    found = pd.DataFrame({"Tag": table["tag"], "Tickets": table["tickets"]})
    for name, column in shares:
        if column in table:
            found[name] = ["" if pd.isna(v) else PERCENT.show_brief(v) for v in table[column]]
    return found


def tag_sentence(table: pd.DataFrame) -> str:
    """Where help articles are written already, or information was lacking, most often: what to do next. Empty where that is not known."""
    tags = table[(table["tag"] != UNTAGGED) & (table["tickets"] >= SMALL)]
    said = []
    for column, text in (
        ("documented", "the most tickets on topics that an article already answers: see why it is not found"),
        ("avoidable", "the most avoidable tickets: say it before they ask"),
    ):
        if column in tags and len(tags) and tags[column].notna().any():
            row = tags.assign(number=(tags[column] * tags["tickets"]).round()).sort_values("number").iloc[-1]
            said.append(f"“{row['tag']}” has {text} ({COUNT.show(float(row['number']))} of {COUNT.show(float(row['tickets']))}).")
    return " ".join(said)


def helping(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """First contact and CSAT in each period: columns period, `First contact`, `CSAT` (those that the data has)."""
    found = pd.DataFrame({"period": dataset.periods(kind)})
    for key, name in (("first_contact_resolution", "First contact"), ("csat", "CSAT")):
        values = series(dataset, METRICS[key], kind)
        values = values[values["segment"] == ALL][["period", "value"]].rename(columns={"value": name})
        if len(values) and values[name].notna().any():
            found = found.merge(values, on="period", how="left")
    return found


def waiting_sentence(dataset: Dataset, listed: pd.DataFrame, kind: Kind, period: str) -> str:
    """How many tickets are open and never answered on the last day, the oldest of them, and how many were closed without a word."""
    day = f"{dataset.as_of:%d %B %Y}"
    if listed.empty:
        text = f"No ticket is open on {day}."
    else:
        never = listed[listed["answered"] == "not yet"]
        are = "ticket is" if len(listed) == 1 else "tickets are"
        text = f"{COUNT.show(len(listed))} {are} open on {day}; {COUNT.show(len(never))} of them nobody has ever answered"
        text += f", the oldest for {COUNT.show(float(never['age_days'].max()))} days." if len(never) else "."
        if "escalated" in listed:
            risen = listed[listed["escalated"] == "yes"]
            text += f" {COUNT.show(len(risen))} of the open ones {'is' if len(risen) == 1 else 'are'} escalated, by their tags."
    silent = len(closed_without_reply(in_period(tickets(dataset, kind), period)))
    return text + (
        f" {COUNT.show(silent)} of this period's tickets {'was' if silent == 1 else 'were'} closed without any reply." if silent else ""
    )
