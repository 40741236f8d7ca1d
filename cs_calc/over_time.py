"""Carry a month's rate forward: what is left of customers or MRR after 12 to 36 months, and why it is not 12 times the month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cs_calc.expr import Expr, Input, Step, steps
from cs_calc.formulas import inputs_of
from cs_calc.metrics import METRICS
from cs_calc.say import in_terms
from cs_calc.scenarios import Scenario, differing, label
from cs_calc.units import COUNT, MONEY, PERCENT
from cs_calc.work import Given, work

YEAR = 12
SHORTEST, FURTHEST = 12, 36

MONTHS = Input("months_ahead", "Months", COUNT, 12.0, "How far ahead.")
START_CUSTOMERS = Input("start_customers", "Customers at start", COUNT, 1_000.0, "Paying customers today.")
MONTHLY_CHURN = Input("monthly_churn", "Monthly churn", PERCENT, 0.05, "Of those there at its start, who leave in it.", maximum=1.0)
JOINING = Input("joining_customers", "New customers a month", COUNT, 0.0, "They count from the end of the month in which they come.")
START_MRR = Input("start_mrr", "MRR at start", MONEY, 100_000.0, "Recurring revenue of a month, today.")
GROSS_CHURN = Input(
    "monthly_gross_churn", "Monthly gross churn", PERCENT, 0.05,
    "MRR lost to cancellations and downgrades, of the MRR at its start.", maximum=1.0,
)  # fmt: skip
EXPANSION = Input(
    "monthly_expansion", "Monthly expansion", PERCENT, 0.02, "MRR gained from existing customers, of the MRR at its start.", maximum=1.0
)
NEW_MRR = Input("monthly_new_mrr", "New MRR a month", MONEY, 0.0, "From new customers; it counts from the end of its month.")


@dataclass(frozen=True)
class Plan:
    """What is carried forward. Each month `start` is multiplied by `kept` and `added` is put to it.

    The closed form: start × kept ^ months + added × (1 − kept ^ months) ÷ (1 − kept), the sum of a geometric row.
    """

    key: str
    name: str
    what: str  # in a sentence
    start: Input
    fields: tuple[Input, ...]
    kept: Expr  # the share of one month's amount that the next starts with
    added: Input
    rate_name: str
    rate: Expr  # the month's rate that is set beside the year's
    year: Expr  # and the year's, compounded


CUSTOMERS = Plan(
    "customers", "Customers", "customers", START_CUSTOMERS, (START_CUSTOMERS, MONTHLY_CHURN, JOINING), 1 - MONTHLY_CHURN, JOINING,
    "Churn", MONTHLY_CHURN * 1, 1 - (1 - MONTHLY_CHURN) ** YEAR,
)  # fmt: skip
MRR = Plan(
    "mrr", "MRR", "MRR", START_MRR, (START_MRR, GROSS_CHURN, EXPANSION, NEW_MRR), 1 - GROSS_CHURN + EXPANSION, NEW_MRR,
    "Net change without new MRR", EXPANSION - GROSS_CHURN, (1 - GROSS_CHURN + EXPANSION) ** YEAR - 1,
)  # fmt: skip
PLANS = {plan.key: plan for plan in (CUSTOMERS, MRR)}


@dataclass(frozen=True)
class Path:
    """One scenario carried forward; without `values` where `problem` says why."""

    label: str
    numbers: Mapping[str, float | None]
    changed: frozenset[str]
    values: tuple[float, ...]  # at the start and after each month
    lines: tuple[str, ...]  # the working, in the manner of the articles
    month_rate: float | None
    times_twelve: float | None
    year_rate: float | None
    rate_lines: tuple[str, ...]
    problem: str = ""


def formula(plan: Plan, months: int, *, added: bool, steady: bool) -> Step:
    """The closed form as data. `steady`: the share kept is 1, so that what is added each month just adds up."""
    unit = plan.start.unit
    whole = f"{plan.name} after {months} months"
    first = plan.start * plan.kept**MONTHS
    if not added:
        return Step("carried", whole, unit, first)
    rest = plan.added * MONTHS if steady else plan.added * (1 - plan.kept**MONTHS) / (1 - plan.kept)
    start_name = f"Left of the {plan.what} at start"
    return Step("carried", whole, unit, Step("of_start", start_name, unit, first) + Step("of_added", "Left of what was added", unit, rest))


def from_data(plan: Plan, given: Given) -> dict[str, float | None]:
    """A month of the loaded data as the plan's numbers: its end is the start, its rates are carried on; None where not counted.

    >>> from_data(CUSTOMERS, {"opening_customers": 1000, "left_customers": 64, "closing_customers": 1016, "new_customers": 80})
    {'start_customers': 1016.0, 'monthly_churn': 0.064, 'joining_customers': 80.0}
    """
    known = ("customer_churn_rate", "net_mrr_churn", "gross_mrr_churn")
    leaf: dict[str, Expr] = {part.key: part for key in known for part in inputs_of(METRICS[key])}
    took: tuple[Expr, ...]
    if plan is CUSTOMERS:
        churn = METRICS["customer_churn_rate"].variants[0].formula
        took = (leaf["closing_customers"], churn, leaf["new_customers"])
    else:
        gained = (leaf["expanded_mrr"] + leaf["reactivated_mrr"]) / leaf["opening_mrr"]
        took = (
            Input("counted_closing_mrr", "MRR at the end", MONEY, 0.0, ""),
            METRICS["gross_mrr_churn"].variants[0].formula,
            gained,
            leaf["new_mrr"],
        )
    return {part.key: work(Step("counted", part.name, part.unit, expr), given).value for part, expr in zip(plan.fields, took, strict=True)}


def by_month(plan: Plan, numbers: Mapping[str, float | None], months: int) -> tuple[float, ...]:
    """The amount at the start and after each month, worked month by month. Raises ValueError, a sentence, where a number is missing.

    >>> [round(x, 2) for x in by_month(CUSTOMERS, {"start_customers": 1000, "monthly_churn": 0.05, "joining_customers": 0}, 2)]
    [1000.0, 950.0, 902.5]
    """
    kept = _value(plan.kept, numbers)
    amount, added = _value(plan.start * 1, numbers), _value(plan.added * 1, numbers)
    found = [amount]
    for _ in range(months):
        amount = amount * kept + added
        found.append(amount)
    return tuple(found)


def path(plan: Plan, name: str, numbers: Mapping[str, float | None], changed: frozenset[str], months: int, currency: str = "$") -> Path:
    """One set of numbers carried forward, with its working.

    >>> made = path(CUSTOMERS, "Base", {"start_customers": 1000, "monthly_churn": 0.05, "joining_customers": 0}, frozenset(), 12)
    >>> made.lines[0]
    'Customers after 12 months = 1,000 × (1 − 0.05) ^ 12 = 540.36'
    >>> made.rate_lines[0]
    'Churn over a year = 1 − (1 − 0.05) ^ 12 = 0.45964 = 45.96%'
    """
    try:
        values = by_month(plan, numbers, months)
        kept = _value(plan.kept, numbers)
        month, year = _value(plan.rate, numbers), _value(plan.year, numbers)
    except ValueError as why:
        return Path(name, numbers, changed, (), (), None, None, None, (), str(why))
    known = {**numbers, MONTHS.key: float(months)}
    steady = abs(1 - kept) < 1e-12
    whole = formula(plan, months, added=bool(numbers[plan.added.key]), steady=steady)
    parts = steps(whole)[:-1]
    lines = [_line(step, known, currency) for step in parts]
    if parts:
        shown = [plan.start.unit.show(_value(step, known), currency) for step in parts]
        total = plan.start.unit.show(_value(whole, known), currency)
        lines.append(f"{whole.name} = {' + '.join(shown)} = {total}")
    else:
        lines.append(_line(whole, known, currency))
    rates = (
        _line(Step("year", f"{plan.rate_name} over a year", PERCENT, plan.year), known, currency),
        f"Not 12 × {PERCENT.plain(month)} = {PERCENT.plain(12 * month)} = {PERCENT.show(12 * month)}: "
        "each month's rate is taken of what the month before left.",
    )
    return Path(name, numbers, changed, values, tuple(lines), month, YEAR * month, year, rates)


def paths(
    plan: Plan, base: Mapping[str, float | None], scenarios: Iterable[Scenario], months: int, currency: str = "$"
) -> tuple[Path, ...]:
    """The base and every scenario carried forward. Raises ValueError where `months` is not 12 to 36."""
    if not SHORTEST <= months <= FURTHEST:
        raise ValueError(f"{months} months are asked for; it must be {SHORTEST} to {FURTHEST}.")
    found = [path(plan, "Base", base, frozenset(), months, currency)]
    for scenario in scenarios:
        changed = differing(scenario, base)
        name = label(scenario, base, plan.fields, currency)
        found.append(path(plan, name, {**base, **changed}, frozenset(changed), months, currency))
    return tuple(found)


def finding(plan: Plan, found: Sequence[Path], currency: str = "$") -> str:
    """What the base comes to, and the scenario that ends highest, a sentence."""
    drawn = [one for one in found if one.values]
    if not drawn:
        return found[0].problem
    unit, months = plan.start.unit, len(drawn[0].values) - 1
    first = drawn[0]
    begin = f"After {months} months {amount(plan, first.values[-1], currency)}"
    begin += "" if first is found[0] else f" with “{first.label}”"
    best = max(drawn, key=lambda one: one.values[-1])
    if len(drawn) < 2 or best is first:
        return f"{begin}, of {amount(plan, first.values[0], currency)} at the start."
    more = unit.show(round(best.values[-1]) - round(first.values[-1]), currency)  # of the whole amounts that are shown
    return f"{begin}; with “{best.label}” {amount(plan, best.values[-1], currency)}: {more} more."


def amount(plan: Plan, value: float, currency: str = "$") -> str:
    """A whole amount with its noun: nobody counts parts of customers.

    >>> amount(CUSTOMERS, 540.36), amount(MRR, 54036.0)
    ('540 customers', '$54,036 MRR')
    """
    return f"{plan.start.unit.show(round(value), currency)} {plan.what}"


def _value(expr: Expr, numbers: Mapping[str, float | None]) -> float:
    worked = work(Step("carried", "The way ahead", PERCENT, expr), numbers)
    if worked.value is None:
        raise ValueError(worked.problem)
    return worked.value


def _line(step: Step, known: Mapping[str, float | None], currency: str) -> str:
    written = "".join(t.text for t in in_terms(step, lambda part: part.unit.plain(known[part.key] or 0.0)))
    value = _value(step, known)
    shown = step.unit.show(value, currency)
    return f"{step.name} = {written} = " + (f"{step.unit.plain(value)} = {shown}" if step.unit.key == "percent" else shown)
