"""What to put into a notebook: a cell's content and what it says now, ready for `edit.added`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cs_calc.health.model import HealthModel
from cs_calc.metrics import METRICS
from cs_calc.notebook.cells import (
    AheadOf,
    AnswerOf,
    Cell,
    ComparisonOf,
    HealthOf,
    Numbers,
    PageOf,
    Place,
    Said,
    ScenariosOf,
    SolvedOf,
    TornadoOf,
    What,
)
from cs_calc.notebook.given import kept
from cs_calc.notebook.run import run
from cs_calc.over_time import PLANS
from cs_calc.ranges import Range
from cs_calc.scenarios import Scenario
from cs_calc.tables.dataset import Dataset
from cs_calc.tornado import SHARE
from cs_calc.work import Given
from cs_calc.work import number as number_in

Kept = tuple[What, Said]


def said(what: What, dataset: Dataset | None = None) -> Said:
    """What a content says now."""
    return run(Cell("", what), dataset).said


def numbers_of(metric: str, given: Given, currency: str = "$", place: Place | None = None) -> Numbers:
    """The numbers of a cell: of all that is given, what the metric uses. Raises KeyError for a metric that does not exist."""
    return Numbers(kept(METRICS[metric], given), currency, place)


def same_as_kept(what: What) -> Kept:
    """A content with what it says on its own numbers, whether they were counted or typed."""
    return what, said(what)


def answer_of(
    metric: str,
    variant: str | None,
    given: Given,
    currency: str = "$",
    place: Place | None = None,
    *,
    ranges: Mapping[str, Range] | None = None,
    aim: float | None = None,
    sampling: bool | None = None,
) -> Kept:
    """A worked answer, with ranges a distribution. Raises KeyError for a metric or definition that does not exist.

    >>> answer_of("customer_churn_rate", None, {"opening_customers": 1000, "left_customers": 64})[1].shown
    '6.4%'
    """
    chosen = METRICS[metric].variant(variant)
    numbers = replace(numbers_of(metric, given, currency, place), ranges=dict(ranges or {}))
    return same_as_kept(AnswerOf(metric, chosen.key, numbers, aim, sampling))


def comparison_of(metric: str, given: Given, currency: str = "$", place: Place | None = None) -> Kept:
    """Every definition of a metric on the same numbers."""
    return same_as_kept(ComparisonOf(metric, numbers_of(metric, given, currency, place)))


def solved_of(
    metric: str, variant: str | None, given: Given, unknown: str, target: float, currency: str = "$", place: Place | None = None
) -> Kept:
    """What an input must be for a target. Raises KeyError for what does not exist."""
    chosen = METRICS[metric].variant(variant)
    return same_as_kept(SolvedOf(metric, chosen.key, numbers_of(metric, given, currency, place), unknown, target))


def tornado_of(
    metric: str,
    variant: str | None,
    given: Given,
    share: float = SHARE,
    currency: str = "$",
    place: Place | None = None,
    *,
    ranges: Mapping[str, Range] | None = None,
) -> Kept:
    """What matters most, an input with a range over its own. Raises ValueError for a share that is not above 0."""
    chosen = METRICS[metric].variant(variant)
    numbers = replace(numbers_of(metric, given, currency, place), ranges=dict(ranges or {}))
    return same_as_kept(TornadoOf(metric, chosen.key, numbers, share))


def scenarios_of(
    metric: str, variant: str | None, given: Given, scenarios: Sequence[Scenario], currency: str = "$", place: Place | None = None
) -> Kept:
    """Scenarios of a metric beside a base."""
    chosen = METRICS[metric].variant(variant)
    return same_as_kept(ScenariosOf(metric, chosen.key, numbers_of(metric, given, currency, place), tuple(scenarios)))


def ahead_of(plan: str, months: int, given: Given, scenarios: Sequence[Scenario], currency: str = "$") -> Kept:
    """A month's rates carried forward. Raises KeyError for a plan that does not exist, ValueError for months that cannot be."""
    fields = {part.key: value for part in PLANS[plan].fields if (value := number_in(given, part.key)) is not None}
    return same_as_kept(AheadOf(plan, months, Numbers(fields, currency), tuple(scenarios)))


def page_of(page: str, link: Mapping[str, str], dataset: Dataset) -> Kept:
    """A page of the group Analyse, by its name in the address bar and the parameters of its link."""
    what = PageOf(page, {key: value for key, value in link.items() if key != "data"})
    return what, said(what, dataset)


def health_of(model: HealthModel, given: Mapping[str, float | None] | None, customer: str = "", dataset: Dataset | None = None) -> Kept:
    """A health model with one customer's signals (`customer`: the id in the loaded data they are of), or with None the whole portfolio.

    >>> from cs_calc.health.model import default_model
    >>> health_of(default_model(["usage", "nps"]), {"usage": 0.5, "nps": 9})[1].shown
    '63.33'
    """
    what = HealthOf(model, None if given is None else dict(given), customer)
    return what, said(what, dataset)


def place_of(given: Given, counted: Given, metric: str, variant: str, place: Place) -> Place | None:
    """The place, where a definition's numbers are those that were counted there; None where one was typed over.

    >>> place_of({"left_customers": 64.0}, {"left_customers": 64.0}, "customer_churn_rate", "opening_customers", Place("month", "2026-05"))
    """
    from cs_calc.answer import answer

    needed = [part.key for part in answer(METRICS[metric], {}, variant).fields]
    same = all(given.get(key) is not None and given.get(key) == counted.get(key) for key in needed)
    return place if same else None
