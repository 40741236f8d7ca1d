"""What every page says of one period: its opening sentences, its first pictures and its lists, without a page.

A chapter is left out where the tables that it needs are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from cs_calc import charts
from cs_calc.analysis import (
    mix,
    onboarding,
    onboarding_charts,
    onboarding_lists,
    onboarding_story,
    onboarding_tables,
    product,
    product_charts,
    product_story,
    product_tables,
    revenue_charts,
    revenue_story,
    revenue_tables,
    risk,
    risk_charts,
    risk_ready,
    risk_records,
    risk_rules,
    risk_settings,
    sentiment,
    sentiment_charts,
    sentiment_lists,
    support,
    support_charts,
    support_story,
    support_tables,
    survey_calendar,
)
from cs_calc.analysis.leavers import leavers, reconciled
from cs_calc.analysis.risk_model import plural
from cs_calc.charts import BRIDGE, Picture
from cs_calc.findings import over_time
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for, given
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind
from cs_calc.units import PERCENT, SCORE

DAYS_AHEAD = 60
"""How far the list of surveys that are due looks ahead."""


@dataclass(frozen=True)
class Listed:
    """Rows to take along. `name` is short enough for a sheet, `says` what they are and what they add up to."""

    name: str
    says: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class Chapter:
    """What one page says of one period."""

    title: str
    asks: str
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    lists: tuple[Listed, ...] = ()


def chapters(dataset: Dataset, kind: Kind, period: str) -> list[Chapter]:
    """The chapters that the data has something for, in the order of the menu."""
    return [found for page in pages() if (found := chapter_of(page, dataset, kind, period)) is not None]


def pages() -> tuple[str, ...]:
    """The pages that have a chapter, by their name in the address bar, in the order of the menu."""
    return tuple(_pages())


def chapter_of(page: str, dataset: Dataset, kind: Kind, period: str) -> Chapter | None:
    """The chapter of one page; None where the data has nothing for it. Raises KeyError for a page without a chapter."""
    return _pages()[page](dataset, kind, period)


def _pages() -> dict[str, Callable[[Dataset, Kind, str], Chapter | None]]:
    return {"revenue": _revenue, "sentiment": _sentiment, "support": _support, "product": _product, "onboarding": _onboarding,
            "customers": _customers}  # fmt: skip


def _revenue(dataset: Dataset, kind: Kind, period: str) -> Chapter | None:
    if dataset.mrr_table is None:
        return None
    if given(dataset, kind, period).get("opening_mrr") is None:
        return None
    currency = dataset.currency
    pictures = [charts.bridge(_numbers(dataset, kind, period), period, currency)]
    churn = revenue_tables.rates_over_time(
        dataset, kind, {"customer_churn_rate": revenue_charts.HEADS, "gross_mrr_churn": revenue_charts.LOST}
    )
    if len(churn):
        pictures.append(revenue_charts.heads_and_money(churn, period))
    kept = revenue_tables.rates_over_time(dataset, kind, {"net_revenue_retention": "NRR", "gross_revenue_retention": "GRR"})
    if len(kept):
        title = revenue_tables.retention_title(kept, period)
        pictures.append(charts.lines(kept, ["NRR", "GRR"], PERCENT, title, "Share of the MRR at start", currency, rule=1.0))
    gone = leavers(dataset, kind, period)
    lists = [Listed("Movements", _adds_up(dataset, kind, period), _movements(dataset, kind, period))]
    lists.append(Listed("Customers who left", reconciled(dataset, gone, kind, period)[1], revenue_tables.leavers_shown(gone)))
    asks = "How did recurring revenue get from the start of the period to its end, and who moved it?"
    return _chapter("Revenue", asks, revenue_story.opening(dataset, kind, period), pictures, lists)


def _numbers(dataset: Dataset, kind: Kind, period: str) -> dict[str, float | None]:
    found = given(dataset, kind, period)
    values = {key: found.get(key) for key, _, _ in BRIDGE}
    return {key: float(value) if isinstance(value, int | float) else None for key, value in values.items()}


def _movements(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """Every customer whose MRR moved, by movement; what was lost is below 0."""
    parts = []
    for key, name, sign in BRIDGE:
        if sign:
            rows, _ = revenue_tables.moved(dataset, kind, period, key)
            if len(rows):
                one = rows.drop(columns=key)
                one.insert(0, "movement", name)
                one.insert(1, "MRR moved", sign * rows[key])
                parts.append(one)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _adds_up(dataset: Dataset, kind: Kind, period: str) -> str:
    """What the list of movements adds up to, by movement."""
    said = [
        f"{name}: {sentence}"
        for key, name, sign in BRIDGE
        if sign
        for rows, sentence in [revenue_tables.moved(dataset, kind, period, key)]
        if len(rows)
    ]
    return " ".join(said)


def _sentiment(dataset: Dataset, kind: Kind, period: str) -> Chapter | None:
    lists = []
    due = survey_calendar.due(dataset, DAYS_AHEAD) if len(survey_calendar.starts(dataset)) else pd.DataFrame()
    if not dataset.has_surveys:
        return None
    pictures = []
    mixed = mix.mix_of(dataset, kind, period)
    if mixed is not None:
        pictures.append(sentiment_charts.mix_picture(mixed))
    nps = METRICS["nps"]
    if answer_for(dataset, nps, kind, period).value is not None:
        title = sentiment.against_last_year(dataset, nps, nps.variants[0], kind, period)
        title = mix.whole_title(mixed, title) if mixed is not None else title
        pictures.append(charts.line_with_range(over_time(dataset, nps, "percentages", kind), "NPS", SCORE, title))
    themes = sentiment.reasons(sentiment.theme_answers(dataset, sentiment.window(dataset, kind, period, 12)))
    if len(themes):
        pictures.append(sentiment_charts.reasons_map(themes, sentiment.reasons_sentence(themes).rstrip(".")))
    calls = sentiment_lists.call_backs(dataset, kind, period)
    if len(calls):
        said = sentiment_lists.call_back_sentence(calls, period, dataset.currency)
        lists.append(Listed("Call back", said, sentiment_lists.for_people(calls)))
    if len(due):
        lists.append(
            Listed(
                "Surveys due",
                survey_calendar.schedule_sentence(due, dataset.as_of, DAYS_AHEAD),
                sentiment_lists.for_people(survey_calendar.to_send(due)),
            )
        )
    asks = "Would customers recommend us, is the change real, and why?"
    return _chapter("Sentiment", asks, sentiment.opening(dataset, kind, period), pictures, lists)


def _support(dataset: Dataset, kind: Kind, period: str) -> Chapter | None:
    rows = support.tickets(dataset, kind)
    if not len(rows):
        return None
    pictures = []
    if any(support.hours_of(rows, what).notna().any() for what in (support.PERSON, support.CLOCK)):
        pictures.append(support_charts.clocks(support.medians(rows, dataset.periods(kind))))
    helped = support_tables.helping(dataset, kind)
    if helped.shape[1] > 1:
        pictures.append(support_charts.helped(helped))
    lists = []
    waiting = support.waiting(dataset, rows)
    if "answered" in waiting and len(waiting):
        said = support_tables.waiting_sentence(dataset, waiting, kind, period)
        lists.append(Listed("Open tickets", said, waiting))
    asks = "How soon are customers answered and helped, by people, and is the speed real?"
    return _chapter("Support", asks, support_story.opening(dataset, kind, period), pictures, lists)


def _product(dataset: Dataset, kind: Kind, period: str) -> Chapter | None:
    if "usage" not in dataset.frames.names or not product.reaches(dataset, kind, period):
        return None
    pictures, lists = [], []
    silent = product.silent(dataset, kind, period)
    if len(silent):
        pictures.append(product_charts.silent_bars(product.counted(silent, "band", product.BANDS), period, dataset.currency))
        said = product_story.silent_sentence(dataset, kind, period)
        lists.append(Listed("Silent customers", said, product_tables.for_people(silent)))
    every = product.activity(dataset, kind, period)
    falling = every[every["trend"] == product.HALVED] if "trend" in every else every.iloc[:0]
    if len(falling):
        pictures.append(product_charts.trend_bars(product.counted(every, "trend", product.TRENDS), dataset.currency))
        said = product_story.falling_sentence(dataset, kind, period)
        lists.append(Listed("Falling activity", said, product_tables.for_people(falling)))
    asks = "Who uses the product as it is meant to be used, and who has stopped?"
    return _chapter("Product", asks, product_story.opening(dataset, kind, period), pictures, lists)


def _onboarding(dataset: Dataset, kind: Kind, period: str) -> Chapter | None:
    if onboarding.sign_ups(dataset).empty and onboarding.trials(dataset, "trials_started", kind).empty:
        return None
    pictures = [
        onboarding_charts.curves(found) for what in onboarding_story.WHATS if (found := onboarding.reached(dataset, what, kind, period))
    ]
    lists = []
    late = onboarding_lists.overdue(dataset)
    if len(late):
        said = f"{plural(len(late), 'customer')} past the planned day on {dataset.as_of:%d %B %Y}; the longest first."
        lists.append(Listed("Onboarding overdue", said, onboarding_tables.for_people(late)))
    idle = onboarding_lists.not_set_up(dataset)
    if len(idle):
        said = f"{plural(len(idle), 'running trial')} not set up on {dataset.as_of:%d %B %Y}; the ones that began first are on top."
        lists.append(Listed("Trials not set up", said, onboarding_tables.for_people(idle)))
    asks = "How soon do newcomers get something of it, and what goes with staying?"
    return _chapter("Onboarding", asks, onboarding_story.opening(dataset, kind, period), pictures, lists)


def _customers(dataset: Dataset, kind: Kind, period: str) -> Chapter | None:
    if not risk_records.records(dataset).n:
        return None
    day, currency = risk.last_day(dataset, kind, period), dataset.currency
    settings = risk_settings.start(dataset, risk_rules.RULES)
    found = risk.at_risk(dataset, settings, day)
    inside = risk.of_segment(dataset, None, "All")
    rows = risk.listed(dataset, found, inside)
    sentences = risk.opening(found, rows, inside, currency)
    pictures, lists = [], []
    if len(rows):
        pictures.append(risk_charts.reasons_picture(risk.by_reason(rows), currency, "mrr" in rows))
        lists.append(Listed("At risk", sentences[0], rows.drop(columns="rules")))
    for name, what, rules in (
        ("Ready for expansion", "an expansion talk", risk_ready.EXPANSION),
        ("Ready as reference", "a reference", risk_ready.REFERENCE),
    ):
        ready = risk_ready.ready(dataset, rules, risk_settings.start(dataset, rules), settings, day, inside)
        if len(ready.rows):
            lists.append(Listed(name, risk_ready.ready_sentence(ready, what, currency), ready.rows))
    asks = "Which accounts are at risk and why, and who is ready for more?"
    return _chapter("Customers", asks, sentences, pictures, lists)


def _chapter(title: str, asks: str, sentences: list[str], pictures: list[Picture], lists: list[Listed]) -> Chapter | None:
    kept = tuple(one for one in lists if len(one.rows))
    return Chapter(title, asks, tuple(sentences), tuple(pictures), kept) if sentences or pictures or kept else None


def lists_of(found: list[Chapter]) -> Iterator[Listed]:
    """The lists of all chapters, in order."""
    for chapter in found:
        yield from chapter.lists
