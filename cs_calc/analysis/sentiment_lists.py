"""Whom to call back, who never answers, which articles do not help: lists of customers and articles to act on."""

from __future__ import annotations

import pandas as pd

from cs_calc.analysis.mix import answers_by_month, last_month
from cs_calc.charts import SMALL
from cs_calc.intervals import wilson
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, label, spoken
from cs_calc.units import COUNT, MONEY, PERCENT

WITHIN = 12
"""Who has not answered in this many months is called silent."""


def paying(dataset: Dataset, month: int) -> pd.DataFrame:
    """The customers at the end of a month with their MRR: customer_id, customer_name, owner, mrr (what is known of them).

    From MRR data where there is any; else from the list of customers: who had signed up and not left.
    """
    rows = answers_by_month(dataset, "customer_periods")
    if len(rows):
        at = min(label(month, "month"), str(rows["period"].max()))
        there = rows[(rows["period"] == at) & (rows["is_in"] == 1)]
        found = there[["customer_id", "closing_mrr"]].rename(columns={"closing_mrr": "mrr"})
    else:
        found = _from_list(dataset, month)
    known = dataset.attributes
    names = [c for c in ("customer_name", "owner") if c in known]
    found = found.merge(known[["customer_id", *names]], on="customer_id", how="left")
    return found[["customer_id", *names, *(c for c in ("mrr",) if c in found)]].reset_index(drop=True)


def _from_list(dataset: Dataset, month: int) -> pd.DataFrame:
    table = dataset.tables.get("customers")
    if table is None or not len(table):
        return pd.DataFrame({"customer_id": pd.Series(dtype="str")})
    end = pd.Timestamp(year=month // 12, month=month % 12 + 1, day=1) + pd.offsets.MonthBegin(1)
    here = pd.Series(True, table.index)
    if "signup_date" in table:
        here &= ~(table["signup_date"] >= end)
    if "churned_at" in table:
        here &= ~(table["churned_at"] < end)
    if "trial_start" in table and "converted_at" in table:
        here &= table["trial_start"].isna() | (table["converted_at"] < end)
    return table.loc[here, ["customer_id", *(c for c in ("mrr",) if c in table)]].drop_duplicates("customer_id")


def call_backs(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """Every answer from 0 to 6 of a period, with whose it is, the owner and what the customer pays; the largest first.

    Columns, where known: customer_id, customer_name, owner, score, comment, themes, channel, date, mrr, score_since (of the
    latest answer after that one, as text), _sheet, _row. MRR is that at the end of the period: 0 where the customer has left.
    """
    found: pd.DataFrame = dataset.keep(("call backs", kind, period), lambda: _call_backs(dataset, kind, period))
    return found


def _call_backs(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    rows = dataset.rows("detractors", kind, period)
    if not len(rows):
        return pd.DataFrame()
    wanted = ["score", "comment", "themes", "channel", "date"]
    found = rows[[c for c in ("customer_id", *wanted, "_sheet", "_row") if c in rows]]
    if "customer_id" not in found:
        return found.sort_values(["score", "date"]).reset_index(drop=True)
    month = last_month(dataset, kind, period)
    known = dataset.attributes
    names = [c for c in ("customer_name", "owner") if c in known]
    found = found.merge(known[["customer_id", *names]], on="customer_id", how="left")
    here = paying(dataset, month)
    if "mrr" in here and len(here):
        found = found.merge(here[["customer_id", "mrr"]], on="customer_id", how="left")
        found["mrr"] = found["mrr"].fillna(0.0).where(found["customer_id"].notna())
    found = found.merge(_latest(dataset), on="customer_id", how="left")
    later = found["latest_date"] > found["date"]
    found["score_since"] = [f"{s:g}" if yes else "" for s, yes in zip(found["latest_score"], later, strict=True)]
    by = ["mrr", "score", "date"] if "mrr" in found else ["score", "date"]
    found = found.sort_values(by, ascending=[c != "mrr" for c in by], na_position="last", kind="stable")
    order = ["customer_id", *names, *(c for c in ("mrr",) if c in found), *wanted, "score_since", "_sheet", "_row"]
    return found[[c for c in order if c in found]].reset_index(drop=True)


def _latest(dataset: Dataset) -> pd.DataFrame:
    rows = answers_by_month(dataset)
    rows = rows[(rows["survey_type"] == "NPS") & rows["customer_id"].notna()].sort_values(["date", "_row"], kind="stable")
    last = rows.groupby("customer_id").tail(1)
    return last[["customer_id", "score", "date"]].rename(columns={"score": "latest_score", "date": "latest_date"})


def for_people(rows: pd.DataFrame) -> pd.DataFrame:
    """A list as it is shown and taken along: shares in percent, MRR under the name that it has elsewhere, no empty words.

    >>> for_people(pd.DataFrame({"mrr": [5.0], "share": [0.5], "comment": [None]})).to_dict("records")
    [{'closing_mrr': 5.0, 'share': '50.0%', 'comment': ''}]
    """
    found = rows.rename(columns={"mrr": "closing_mrr"})
    for column in found:
        if str(column).startswith("share") or column in ("low", "high", "with_comment"):
            found[column] = [PERCENT.show_brief(v) if pd.notna(v) else "" for v in found[column]]
        elif column in ("comment", "themes", "title", "owner", "customer_name", "channel"):
            found[column] = found[column].astype("object").where(found[column].notna(), "")
    return found


def call_back_sentence(rows: pd.DataFrame, period: str, currency: str) -> str:
    """How many to call, and what they pay."""
    if not len(rows):
        return f"Nobody gave 0 to 6 in {spoken(period)}: there is nobody to call back."
    if "customer_id" not in rows:
        return f"{len(rows)} answers from 0 to 6 in {spoken(period)}. The survey does not say whose they are, so nobody can be called."
    who = rows.dropna(subset=["customer_id"]).drop_duplicates("customer_id")
    text = f"{len(who)} customer{'s' if len(who) != 1 else ''} gave 0 to 6 in {spoken(period)}"
    if "mrr" in who:
        text += f" and {'pays' if len(who) == 1 else 'pay'} {MONEY.show_brief(float(who['mrr'].sum()), currency)} MRR"
        gone = int((who["mrr"] == 0).sum())
        text += f"; {gone} of them {'has' if gone == 1 else 'have'} left" if gone else ""
    nameless = int(rows["customer_id"].isna().sum())
    return text + "." + (f" {nameless} more answers do not say whose they are." if nameless else "")


def who_answered(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """Each customer at the end of the period: what is known of it, answers in the 12 months up to then, last_answer; silent ones first."""
    month = last_month(dataset, kind, period)
    here = paying(dataset, month)
    rows = answers_by_month(dataset)
    if not len(here) or not len(rows) or "customer_id" not in rows:
        return pd.DataFrame()
    rows = rows[rows["period"] <= label(month, "month")]
    recent = rows[rows["period"] > label(month - WITHIN, "month")].groupby("customer_id").size()
    found = here.assign(
        answers=here["customer_id"].map(recent).fillna(0).astype("int64"),
        last_answer=pd.to_datetime(here["customer_id"].map(rows.groupby("customer_id")["date"].max().to_dict())),
    )
    by = ["answers", *(["mrr"] if "mrr" in found else []), "customer_id"]
    return found.sort_values(by, ascending=[c != "mrr" for c in by], kind="stable").reset_index(drop=True)


def answered_sentence(found: pd.DataFrame, period: str, currency: str) -> str:
    """The share of customers who answered at all in the last 12 months (a count of all: no range), and what the silent ones pay."""
    n, k = len(found), int((found["answers"] > 0).sum())
    text = (
        f"{COUNT.show(k)} of {COUNT.show(n)} customers ({PERCENT.show_brief(k / n)}) answered at least one survey in the {WITHIN} months "
    )
    text += f"to {spoken(period)}."
    silent = found[found["answers"] == 0]
    if len(silent) and "mrr" in found:
        text += f" The {COUNT.show(len(silent))} silent ones pay {MONEY.show_brief(float(silent['mrr'].sum()), currency)} MRR"
        whole = float(found["mrr"].sum())
        text += f", {PERCENT.show_brief(float(silent['mrr'].sum()) / whole)} of it all." if whole else "."
    return text


def by_channel(dataset: Dataset, survey: str, months: list[str]) -> pd.DataFrame:
    """Answers of one survey (NPS, CSAT, CES) by channel and month: period, channel, answers, customers; channels in order of size."""
    rows = answers_by_month(dataset)
    columns = ["period", "channel", "answers", "customers"]
    if not len(rows) or "channel" not in rows:
        return pd.DataFrame(columns=columns)
    rows = rows[(rows["survey_type"] == survey) & rows["period"].isin(months)]
    rows = rows.assign(channel=rows["channel"].fillna("Unknown"))
    found = rows.groupby(["period", "channel"]).size().rename("answers").reset_index()
    if "customer_id" in rows:
        found["customers"] = rows.groupby(["period", "channel"])["customer_id"].nunique().to_numpy()
    return found[[c for c in columns if c in found]]


def channel_table(dataset: Dataset, survey: str, months: list[str], month: int) -> pd.DataFrame:
    """One row a channel over some months: answers, share of all, customers, their share of the customers now, share with a comment."""
    rows = answers_by_month(dataset)
    if not len(rows) or "channel" not in rows:
        return pd.DataFrame()
    rows = rows[(rows["survey_type"] == survey) & rows["period"].isin(months)]
    here = set(paying(dataset, month)["customer_id"])
    found = []
    for channel, part in rows.assign(channel=rows["channel"].fillna("Unknown")).groupby("channel"):
        row = {"channel": channel, "answers": len(part), "share_of_answers": len(part) / len(rows)}
        if "customer_id" in part:
            row["customers"] = part["customer_id"].nunique()
            if here:
                row["share_of_customers"] = len(here & set(part["customer_id"].dropna())) / len(here)
        if "comment" in part:
            row["with_comment"] = float(part["comment"].notna().mean())
        found.append(row)
    return pd.DataFrame(found).sort_values("answers", ascending=False, kind="stable").reset_index(drop=True) if found else pd.DataFrame()


def article_ranking(dataset: Dataset) -> pd.DataFrame:
    """Help articles by the lower end of their share of helpful votes (Wilson), the least helpful first.

    Columns: article_id, title, helpful, unhelpful, votes, share, low, high, ranked (False below 20 votes: those
    stand at the end), and what else is known (views, updated_at). A small article cannot come out on top by luck.
    """
    found: pd.DataFrame = dataset.keep(("articles ranked",), lambda: _ranked(answers_by_month(dataset, "article_votes")))
    return found


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    if not len(rows) or "helpful" not in rows:
        return pd.DataFrame()
    how = {"helpful": "sum", "unhelpful": "sum", **{c: "max" for c in ("views", "updated_at") if c in rows}}
    how |= {c: "first" for c in ("title",) if c in rows}
    found = rows.groupby("article_id").agg(how).reset_index()
    found["votes"] = found["helpful"] + found["unhelpful"]
    found = found[found["votes"] > 0]
    ends = [wilson(a, b) for a, b in zip(found["helpful"], found["votes"], strict=True)]
    found = found.assign(
        share=found["helpful"] / found["votes"],
        low=pd.Series([e.low if e else None for e in ends], found.index, dtype="float64"),
        high=pd.Series([e.high if e else None for e in ends], found.index, dtype="float64"),
        ranked=found["votes"] >= SMALL,
    )
    found = found.sort_values(["ranked", "low", "article_id"], ascending=[False, True, True], kind="stable")
    order = ["article_id", "title", "helpful", "unhelpful", "votes", "share", "low", "high", "views", "updated_at", "ranked"]
    return found[[c for c in order if c in found]].reset_index(drop=True)


def articles_sentence(found: pd.DataFrame) -> str:
    """Which article helps least, how sure that is, and how many have too few votes."""
    ranked = found[found["ranked"]]
    few = len(found) - len(ranked)
    left = f" {few} article{' has' if few == 1 else 's have'} fewer than {SMALL} votes: too few to rank." if few else ""
    if not len(ranked):
        return f"No article has {SMALL} votes yet.{left}"
    least = ranked.iloc[0]
    name = least["title"] if "title" in least and pd.notna(least["title"]) else least["article_id"]
    text = f"“{name}” stands last: {COUNT.show(least['helpful'])} of {COUNT.show(least['votes'])} votes say that it helped "
    text += f"({PERCENT.show_brief(least['share'])}, likely {PERCENT.show_brief(least['low'])} to {PERCENT.show_brief(least['high'])})."
    return text + left
