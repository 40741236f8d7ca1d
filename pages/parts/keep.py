"""“Keep in notebook”: one button for an answer, a comparison, scenarios or a page; the notebook page shows what was kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.health.model import HealthModel
from cs_calc.model import Metric
from cs_calc.notebook import keep as kept
from cs_calc.notebook.cells import NotebookError, NothingThere, Place
from cs_calc.notebook.keep import Kept
from cs_calc.ranges import Range
from cs_calc.report import given
from cs_calc.scenarios import Scenario
from cs_calc.spread import can_sample
from cs_calc.tables.dataset import ALL
from cs_calc.tables.periods import KINDS, Kind
from cs_calc.typed import read_typed
from cs_calc.work import Given
from pages.parts import notebook_state as book
from pages.parts import state
from pages.parts.filters import Filters
from pages.parts.whatif_ranges import AIM, ON, SAMPLE


def keep_button(key: str, make: Callable[[], Kept], what: str, *, quiet: bool = False) -> None:
    """The button; `make` is called when it is pressed, `what` says what is kept; `quiet`: without a border."""
    st.button(
        "Keep in notebook",
        icon=":material/bookmark_add:",
        key=f"keep_{key}",
        help=f"Puts {what} at the end of your notebook (in the menu under Calculate), where it can be saved as a file.",
        type="tertiary" if quiet else "secondary",
        on_click=book.keep,
        args=(make, key),
    )
    book.say_kept(key)


def keep_typed(found: Answer) -> None:
    """For the calculator's answer; where its numbers are those of the month that was filled in, they stay with the data."""

    def make() -> Kept:
        ranges = _ranges_of(found)
        place = None if ranges else _of_month(found, st.session_state.get("calc_month"))
        asked = _asked_of(found) if st.session_state.get(ON) else {}
        return kept.answer_of(found.metric.key, found.variant.key, found.given, found.currency, place, ranges=ranges, **asked)

    keep_button("answer", make, "this answer with its numbers and ranges")


def keep_filtered(found: Answer, filters: Filters) -> None:
    """For an answer that was counted in the loaded data, with the filters of a page."""
    split = filters.by is not None and filters.segment != ALL
    place = Place(filters.kind, filters.period, (filters.by or "") if split else "", filters.segment if split else ALL)
    metric, variant = found.metric.key, found.variant.key
    keep_button(
        f"{metric}_{variant}", lambda: kept.answer_of(metric, variant, found.given, found.currency, place), "this answer with its numbers"
    )


def keep_solved(found: Answer, unknown: str, target: float) -> None:
    """For what an input must be."""
    metric, variant = found.metric.key, found.variant.key
    keep_button("solved", lambda: kept.solved_of(metric, variant, found.given, unknown, target, found.currency), "this question")


def keep_tornado(found: Answer, share: float) -> None:
    """For what matters most."""
    metric, variant = found.metric.key, found.variant.key
    keep_button(
        "tornado",
        lambda: kept.tornado_of(metric, variant, found.given, share, found.currency, ranges=_ranges_of(found)),
        "this ranking with its chart",
    )


def keep_health(model: HealthModel, given: Mapping[str, float | None] | None, customer: str = "") -> None:
    """For a health model with one customer's signals (`customer` where they are those of the data), or with None the portfolio."""
    what = "this score with its model" if given is not None else "the portfolio's bands with this model"
    key = "health" if given is not None else "health_portfolio"
    keep_button(key, lambda: kept.health_of(model, given, customer, book.dataset()), what)


def keep_comparison(metric: Metric, numbers: Given, currency: str, *, from_data: bool) -> None:
    """For the definitions of a metric; `from_data`: on the period of the loaded data that the link names."""

    def make() -> Kept:
        return kept.comparison_of(metric.key, numbers, currency, _linked(st.query_params.to_dict()) if from_data else None)

    keep_button("comparison", make, "this comparison with its numbers")


def keep_scenarios(base: Answer, scenarios: Sequence[Scenario], link: Mapping[str, str]) -> None:
    """For scenarios of a metric; the link says whether the base was counted in the loaded data."""
    metric, variant = base.metric.key, base.variant.key
    keep_button(
        "scenarios", lambda: kept.scenarios_of(metric, variant, base.given, scenarios, base.currency, _linked(link)), "these scenarios"
    )


def keep_ahead(plan: str, months: int, base: Given, scenarios: Sequence[Scenario], currency: str) -> None:
    """For a month's rates carried forward."""
    keep_button("ahead", lambda: kept.ahead_of(plan, months, base, scenarios, currency), "these ways ahead")


def keep_page(page: str) -> None:
    """For a page of the group Analyse: what it says and shows first, with the filters of now."""

    def make() -> Kept:
        data = book.dataset()
        if data is None:
            raise NotebookError("Nothing was kept: no data is loaded.")
        try:
            return kept.page_of(page, st.query_params.to_dict(), data)
        except NothingThere as why:
            raise NotebookError(f"Nothing was kept. {why}") from None

    keep_button(f"page_{page}", make, "what this page says, its first charts and its filters", quiet=True)


def _ranges_of(found: Answer) -> dict[str, Range]:
    """The ranges that the calculator's fields hold of an answer's numbers; none while they take plain numbers."""
    if not st.session_state.get(ON):
        return {}
    return {part.key: state.ranges()[part.key] for part in found.inputs if part.key in state.ranges()}


def _asked_of(found: Answer) -> dict[str, Any]:
    """What is asked of the distribution: the person's own target, and whether the sampling margin is added."""
    sampling = bool(st.session_state.get(SAMPLE)) and can_sample(found.metric, found.variant.key, found.given)
    return {"aim": read_typed(st.session_state.get(AIM, ""), found.variant.formula.unit).value, "sampling": sampling}


def _of_month(found: Answer, month: object) -> Place | None:
    """The month of the loaded data, where an answer's numbers are those that were counted in it."""
    data = book.dataset()
    if data is None or not isinstance(month, str) or month not in data.periods("month"):
        return None
    return kept.place_of(found.given, given(data, "month", month), found.metric.key, found.variant.key, Place("month", month))


def _linked(link: Mapping[str, str]) -> Place | None:
    """The period and segment that a link names; None where its numbers were typed."""
    kind: Kind | None = next((k for k in KINDS if k == link.get("periods")), None)
    if kind is None or not link.get("period"):
        return None
    by = link.get("by", "")
    return Place(kind, link["period"], by, link.get("segment", ALL) if by else ALL)
