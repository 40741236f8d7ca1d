"""What customers feel, and whether a change of it is real: NPS by channel, scores, reasons, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cs_calc.analysis.mix import answers_by_month, channel_counts, last_month, mix_of, mix_sentences, nps_of
from cs_calc.change import change_of
from cs_calc.charts import SMALL
from cs_calc.findings import before
from cs_calc.metrics import METRICS
from cs_calc.model import Metric, Variant
from cs_calc.report import answer_for, can_work
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import IN_YEAR, Kind, label, spoken
from cs_calc.units import PERCENT, SCORE

GROUPS = ("Promoters", "Passives", "Detractors")


def opening(dataset: Dataset, kind: Kind, period: str) -> list[str]:
    """The page's first sentences: how NPS moved, whether it moved where it was asked before, and what it is now."""
    now = answer_for(dataset, METRICS["nps"], kind, period)
    mix = mix_of(dataset, kind, period)
    said = []
    if mix is not None and (mix.added or mix.reversed):
        said += mix_sentences(mix)
    if now.value is None:
        return [*said, f"There is no NPS for {spoken(period)}: no answers were counted in it."]
    n = now.interval.n if now.interval else 0.0
    text = f"In {spoken(period)} NPS is {now.shown} (likely between {now.range_shown.replace(' to ', ' and ')}, {n:,.0f} answers)"
    few = f" Fewer than {SMALL} answers: too few to rank." if n < SMALL else ""
    earlier = before(dataset, kind, period)
    moved = None
    if earlier is not None and dataset.is_whole(period, kind):
        moved = change_of(answer_for(dataset, METRICS["nps"], kind, earlier), now)
    if moved is None:
        return [*said, f"{text}.{few}"]
    return [*said, f"{text}.{few} Against {spoken(earlier or '')}: {moved.sentence}"]


def nps_by_channel(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """NPS by period and channel: period, channel, value, low, high, n; periods without answers are left out."""
    found: pd.DataFrame = dataset.keep(("nps by channel", kind), lambda: _by_channel(channel_counts(dataset), kind))
    return found


def channel_title(table: pd.DataFrame, period: str) -> str:
    """The highest and the lowest channel of a period among those with 20 answers. `table`: see `nps_by_channel`.

    >>> channel_title(pd.DataFrame({"period": "2026-10", "channel": ["e-mail", "chat"], "value": [20.0, -5.0], "n": [40, 30]}), "2026-10")
    'NPS by channel: highest in e-mail (20.0), lowest in chat (-5.0) in Oct 2026'
    """
    ranked = table[(table["period"] == period) & (table["n"] >= SMALL) & table["value"].notna()].sort_values("value", kind="stable")
    if len(ranked) < 2:
        return f"NPS by channel: too few answers in {spoken(period)} to rank them"
    low, high = ranked.iloc[0], ranked.iloc[-1]
    ends = [f"{r['channel']} ({SCORE.show_brief(r['value'])})" for r in (high, low)]
    return f"NPS by channel: highest in {ends[0]}, lowest in {ends[1]} in {spoken(period)}"


def _by_channel(counts: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    counts = counts.assign(period=[label(m, kind) for m in counts["month"]])
    rows = []
    for (period, channel), part in counts.groupby(["period", "channel"]):
        found = nps_of(part)
        ends = found.interval
        rows.append({"period": period, "channel": channel, "value": found.value, "n": part["n"].sum(),
                     "low": ends.low if ends else None, "high": ends.high if ends else None})  # fmt: skip
    return pd.DataFrame(rows, columns=["period", "channel", "value", "low", "high", "n"])


# scores and reasons


def group_of(score: float) -> str:
    """Who gave that score.

    >>> group_of(9), group_of(7), group_of(6)
    ('Promoters', 'Passives', 'Detractors')
    """
    return "Promoters" if score >= 9 else "Passives" if score >= 7 else "Detractors"


def window(dataset: Dataset, kind: Kind, period: str, months: int = 0) -> list[str]:
    """The months of a period (0), or the last so many months up to its end, as they stand in files."""
    assert dataset.reach is not None
    until = last_month(dataset, kind, period)
    every = range(dataset.reach[0], until + 1)
    return [label(m, "month") for m in every if (m > until - months if months else label(m, kind) == period)]


def nps_answers(dataset: Dataset, months: Sequence[str]) -> pd.DataFrame:
    """The NPS answers of some months as they stand in the file, with `group`, the newest first."""
    return _of_nps(answers_by_month(dataset), months)


def theme_answers(dataset: Dataset, months: Sequence[str]) -> pd.DataFrame:
    """The NPS answers of some months, once for each theme in them, with `theme` and `group`."""
    return _of_nps(answers_by_month(dataset, "themes"), months)


def _of_nps(rows: pd.DataFrame, months: Sequence[str]) -> pd.DataFrame:
    if not len(rows):
        return pd.DataFrame()
    found = rows[(rows["survey_type"] == "NPS") & rows["period"].isin(list(months)) & rows["score"].notna()]
    found = found.assign(group=[group_of(s) for s in found["score"]])
    return found.sort_values(["date", "_row"], ascending=[False, True], kind="stable").drop(columns=["period", "segment"])


def score_counts(answers: pd.DataFrame) -> pd.DataFrame:
    """How many gave each score: score 0 to 10, group, answers, share."""
    counts = answers["score"].round().astype("int64").value_counts() if len(answers) else pd.Series(dtype="int64")
    rows = [{"score": s, "group": group_of(s), "answers": int(counts.get(s, 0))} for s in range(11)]
    return pd.DataFrame(rows).assign(share=lambda t: t["answers"] / max(1, t["answers"].sum()))


def reasons(themed: pd.DataFrame) -> pd.DataFrame:
    """How many of each group name a theme: theme, group, answers, of (answers of the group with a theme), share; the commonest first."""
    columns = ["theme", "group", "answers", "of", "share"]
    if not len(themed):
        return pd.DataFrame(columns=columns)
    one = themed.drop_duplicates(["_sheet", "_row", "theme"])
    of = one.drop_duplicates(["_sheet", "_row"])["group"].value_counts()
    counts = one.groupby(["theme", "group"]).size()
    order = one["theme"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    rows = [{"theme": t, "group": g, "answers": int(counts.get((t, g), 0)), "of": int(of.get(g, 0))} for t in order for g in GROUPS]
    found = pd.DataFrame(rows)
    return found.assign(share=found["answers"] / found["of"].where(found["of"] > 0))[columns]


def reasons_sentence(table: pd.DataFrame) -> str:
    """What detractors and promoters name most often; empty without reasons."""
    said = []
    for group in ("Detractors", "Promoters"):
        part = table[(table["group"] == group) & (table["answers"] > 0)]
        if len(part):
            top = part.sort_values(["answers", "theme"], ascending=[False, True]).iloc[0]
            few = ", too few to rank" if top["of"] < SMALL else ""
            said.append(f"{group} name {top['theme']} most often ({PERCENT.show_brief(top['share'])} of {top['of']}{few})")
    return "; ".join(said) + ("." if said else "")


# CSAT and CES


def definition(dataset: Dataset, metric: Metric, kind: Kind) -> Variant | None:
    """The first definition of a metric that the data can answer."""
    return next((v for v in metric.variants if can_work(dataset, metric, v, kind)), None)


def against_last_year(dataset: Dataset, metric: Metric, variant: Variant, kind: Kind, period: str) -> str:
    """A title: what the answer is, and how it stands against the same period a year before (else the period before)."""
    now = answer_for(dataset, metric, kind, period, variant=variant.key)
    unit, name = variant.formula.unit, short(metric)
    if now.value is None:
        return f"{name} is not defined in {spoken(period)}"
    periods = dataset.periods(kind)
    place = periods.index(period)
    title = f"{name} is {unit.show_brief(now.value)} in {spoken(period)}"
    for back in (IN_YEAR[kind], 1):
        if place >= back and dataset.is_whole(period, kind):
            then = answer_for(dataset, metric, kind, periods[place - back], variant=variant.key)
            if (moved := change_of(then, now)) is not None:
                sure = {"real": "more than chance", "none": "may be chance", "not tested": "not tested"}[moved.evidence]
                return f"{title}, {unit.show_change(moved.difference)} on {spoken(periods[place - back])} ({sure})"
    return title


def short(metric: Metric) -> str:
    """NPS, CSAT or CES.

    >>> short(METRICS["nps"]), short(METRICS["csat"]), short(METRICS["customer_effort_score"])
    ('NPS', 'CSAT', 'CES')
    """
    return "CES" if metric.key == "customer_effort_score" else metric.key.upper()


def rule(metric: Metric, variant: Variant) -> str:
    """What is counted, and which way is good.

    >>> print(rule(METRICS["csat"], METRICS["csat"].variant("yes_no")))  # doctest: +ELLIPSIS
    Rule: ... High is good.
    """
    good = {"higher": "High is good.", "lower": "Low is good.", "depends": "Which way is good depends."}[metric.better_by(variant)]
    text = f"Rule: {variant.name[:1].lower()}{variant.name[1:]}."
    return text if good[:-1].lower() in text.lower() else f"{text} {good}"


# the comments behind a mark, and the answers by channel


def behind(answers: pd.DataFrame, *, score: float | None = None, theme: str | None = None, group: str | None = None) -> pd.DataFrame:
    """The answers with a comment or theme that were clicked on: by score, by theme and group; all where nothing was."""
    words = [c for c in ("comment", "themes") if c in answers]
    found = answers[answers[words].notna().any(axis=1)] if words else answers.iloc[:0]
    if score is not None:
        found = found[found["score"] == float(score)]
    if group is not None:
        found = found[found["group"] == group]
    if theme is not None and "themes" in found:
        named = [theme.casefold() in {t.strip().casefold() for t in str(v).replace(",", ";").split(";")} for v in found["themes"]]
        found = found[named]
    order = ["group", "score", "comment", "themes", "customer_id", "channel", "date", "_sheet", "_row"]
    return found[[c for c in order if c in found]].reset_index(drop=True)


def behind_sentence(found: pd.DataFrame, *, score: float | None = None, theme: str | None = None, group: str | None = None) -> str:
    """How many comments there are, and of what.

    >>> behind_sentence(pd.DataFrame({"score": [3.0]}), theme="price", group="Detractors")
    '1 comment of detractors on price.'
    """
    text = f"{len(found)} comment{'' if len(found) == 1 else 's'}"
    text += f" of {group.lower()}" if group else ""
    text += f" on {theme}" if theme else ""
    return text + (f" with score {score:g}" if score is not None else "") + "."


def surveys(dataset: Dataset) -> list[str]:
    """The kinds of survey that were answered, NPS first."""
    table = dataset.tables.get("survey_responses")
    known = set() if table is None else set(table["survey_type"].dropna())
    return [s for s in ("NPS", "CSAT", "CES") if s in known]


def answered_through(table: pd.DataFrame, months: Sequence[str], most: int = 4) -> tuple[pd.DataFrame, list[str], str]:
    """Answers by channel as a line for each of the largest: one row a month (0 where there were none), their names, and the finding."""
    sums = table.groupby("channel")["answers"].sum().sort_index().sort_values(ascending=False, kind="stable")
    names = sorted(str(c) for c in sums.index[:most])
    wide = table.pivot_table(index="period", columns="channel", values="answers", aggfunc="sum").reindex(list(months)).fillna(0.0)
    last = wide.iloc[-1]
    title = (
        f"{last.idxmax()} brings {last.max() / last.sum():.0%} of the answers in {spoken(months[-1])}"
        if last.sum()
        else "Answers by channel"
    )
    title = f"{title[:1].upper()}{title[1:]}"
    return wide[names].rename_axis(columns=None).reset_index(), names, title
