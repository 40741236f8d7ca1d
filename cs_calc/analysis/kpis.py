"""The few metrics a team holds itself against: each with an objective, a target, an owner, and a light that says how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from cs_calc.answer import Answer
from cs_calc.change import Change, change_of
from cs_calc.findings import before
from cs_calc.metrics import METRICS
from cs_calc.model import Advice, Benchmark, Metric
from cs_calc.objectives import OBJECTIVES, Objective, objectives_of
from cs_calc.report import answer_for, available, line
from cs_calc.sources import OURS
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind
from cs_calc.units import Unit
from cs_calc.verdict import PERIODS

MOST, SUGGESTED = 9, 7
"""How many KPIs a team may pick, and how many are suggested: a handful that matters beats a long list that nobody acts on."""
MARGIN = 0.1
"""How far beside a target still counts as within the margin, as a share of the target."""
SAME_STORY = (
    {"net_mrr_churn", "net_revenue_retention"},
    {"gross_mrr_churn", "gross_revenue_retention"},
    {"customer_churn_rate", "customer_retention_rate", "annualised_churn_rate"},
)
"""Metrics of which one says what the other does: of each group one is suggested."""
PAST, YEAR, ENOUGH = "past", {"month": 12, "quarter": 4, "year": 1}, {"month": 3, "quarter": 2, "year": 1}
"""The target of one's own past: the median of the year before, where there are enough periods of it."""
State = Literal["meets", "within the margin", "misses", "too close to call", "no target", "not compared", "not defined"]
Side = Literal["at least", "at most"]


@dataclass(frozen=True)
class Target:
    """What a KPI is held against. `origin`: "yours"; PAST, whose value follows from the data; or a published mark by `mark_key`."""

    origin: str
    value: float
    side: Side
    period: str = ""  # month, quarter, year: what it is meant for; empty: any
    strict: bool = False


@dataclass(frozen=True)
class Kpi:
    """A metric that shows whether an objective is reached. `target` None: nothing to hold it against yet."""

    metric: str
    objective: str = ""
    owner: str = ""
    target: Target | None = None


@dataclass(frozen=True)
class Light:
    """How a KPI stands: the state in words, a sentence with target, provenance and range, and by how much it misses (0 if it does not)."""

    state: State
    sentence: str
    miss: float = 0.0

    @property
    def met(self) -> bool:
        """Whether the target is met beyond doubt."""
        return self.state == "meets"


def mark_key(mark: Benchmark) -> str:
    """What a benchmark is called in files: its source and value.

    >>> mark_key(METRICS["nps"].benchmarks[0])
    '2checkout@50'
    """
    return f"{mark.source.key}@{mark.value:g}"


def targets_of(metric: Metric) -> list[Target]:
    """The articles' and outside marks that are meant for a metric's default definition, as targets."""
    key, better = metric.variants[0].key, metric.better_by(metric.variants[0])
    if better == "depends":
        return []
    return [
        Target(mark_key(b), b.value, "at most" if better == "lower" else "at least", b.period if b.period in PERIODS else "", b.strict)
        for b in metric.benchmarks
        if not b.variants or key in b.variants
    ]


def mark_of(metric: Metric, target: Target) -> Benchmark | None:
    """The benchmark behind a target; None for a person's own."""
    return next((b for b in metric.benchmarks if mark_key(b) == target.origin), None)


def own_target(metric: Metric, value: float, side: Side | None = None, period: str = "") -> Target:
    """A person's own target; its direction is the metric's unless it is given."""
    return Target("yours", value, side or ("at most" if metric.better == "lower" else "at least"), period)


def past_target(metric: Metric) -> Target | None:
    """One's own past as the target; None for a metric of which neither way is good."""
    better = metric.better_by(metric.variants[0])
    return None if better == "depends" else Target(PAST, 0.0, "at most" if better == "lower" else "at least")


def first_target(metric: Metric, kind: Kind) -> Target | None:
    """The target that is suggested: the first published mark that is not meant for another period, else one's own past."""
    return next((t for t in targets_of(metric) if t.period in ("", kind)), past_target(metric))


def resolved(dataset: Dataset, metric: Metric, target: Target | None, kind: Kind, period: str) -> Target | None:
    """The target with its value: of one's own past the median of the periods before; None where there are too few of them."""
    if target is None or target.origin != PAST:
        return target
    earlier = before(dataset, kind, period)
    values = history(dataset, metric, kind, earlier, YEAR[kind]) if earlier is not None else ()
    return replace(target, value=median(values)) if len(values) >= ENOUGH[kind] else None


def objective_of(metric: str) -> Objective | None:
    """The first objective that a metric shows, as a KPI rather than as a detail."""
    first = [o for o in OBJECTIVES if metric in dict(o.metrics)]
    return next(iter([*first, *objectives_of(metric)]), None)


def new_kpi(metric: Metric, kind: Kind) -> Kpi:
    """A KPI to begin with: its objective in words, and the mark that is suggested."""
    objective = objective_of(metric.key)
    return Kpi(metric.key, objective.name if objective else "", "", first_target(metric, kind))


def suggested(dataset: Dataset, kind: Kind) -> tuple[Kpi, ...]:
    """For each objective the first of its metrics that the data can answer, at most seven; none that repeats another's story."""
    can = {m.key for m in available(dataset, kind)}
    chosen: list[Kpi] = []
    for objective in OBJECTIVES:
        told = {k.metric for k in chosen}
        told |= {key for group in SAME_STORY if group & told for key in group}
        key = next((k for k, _ in objective.metrics if k in can and k not in told), None)
        if key is not None and len(chosen) < SUGGESTED:
            chosen.append(Kpi(key, objective.name, "", first_target(METRICS[key], kind)))
    return tuple(chosen)


def light(found: Answer, target: Target | None, margin: float = MARGIN) -> Light:
    """An answer held against a target, with words instead of a colour alone.

    Too close to call where the 95 % range spans the target, whichever side the value is on. Within the margin where it misses by no
    more than `margin` of the target (of a target of 0: of one point or unit). Not compared for a target of another period.

    >>> from cs_calc import answer
    >>> nps = answer(METRICS["nps"], {"promoters": 42, "passives": 10, "detractors": 8})
    >>> light(nps, own_target(METRICS["nps"], 50.0)).state, light(nps, own_target(METRICS["nps"], 20.0)).state
    ('too close to call', 'meets')
    """
    if found.value is None:
        return Light("not defined", found.problem)
    if target is None:
        return Light("no target", "No target is set: a number alone is neither good nor bad.")
    unit = found.variant.formula.unit
    mark = mark_of(found.metric, target)
    goal = f"{target_words(target)} {brief(unit, target.value, found.currency)}"
    whose = "your own target" if mark is None else f"{mark.kind}, {mark.source.publisher}, date {mark.date}"
    whose += f", period {mark.period}" if mark is not None and mark.period == "not stated" else ""
    if target.origin == PAST:
        whose = "your own past: the median of the year before"
    if target.period and found.period and target.period != found.period:
        return Light("not compared", f"The target of {goal} is for a {target.period}, not a {found.period} ({whose}).")
    met = _met(found.value, target)
    scale = abs(target.value) or (0.01 if unit.key == "percent" else 1.0)
    miss = 0.0 if met else abs(found.value - target.value) / scale
    sure = found.interval
    if sure is not None and sure.low <= target.value <= sure.high and sure.low < sure.high:
        side = "meets" if met else "misses"
        return Light("too close to call", f"It {side} {goal}, but its range spans the target ({whose}).", miss)
    known = "so does its whole range" if sure is not None else "no range: nothing is sampled"
    if met:
        return Light("meets", f"It meets {goal} ({whose}); {known}.")
    if miss <= margin + 1e-9:
        return Light("within the margin", f"It misses {goal}, by less than {margin:.0%} of it ({whose}).", miss)
    return Light("misses", f"It misses {goal} ({whose}); {known}.", miss)


def target_words(target: Target) -> str:
    """The direction of a target in words.

    >>> target_words(Target("yours", 1.0, "at most")), target_words(Target("yours", 1.0, "at least", strict=True))
    ('at most', 'above')
    """
    return {"at least": "above", "at most": "below"}[target.side] if target.strict else target.side


def brief(unit: Unit, value: float, currency: str = "$") -> str:
    """A value where there is little room; ratios keep two decimals, as one would not tell 0.27 from 0.3.

    >>> from cs_calc.units import PERCENT, RATIO
    >>> brief(PERCENT, 0.0312), brief(RATIO, 0.274)
    ('3.1%', '0.27')
    """
    return unit.show(value, currency) if unit.key == "ratio" else unit.show_brief(value, currency)


def _met(value: float, target: Target) -> bool:
    if value == target.value:
        return not target.strict
    return value < target.value if target.side == "at most" else value > target.value


@dataclass(frozen=True)
class Standing:
    """A KPI in one period: its answer (None where the data cannot give one), light, change on the period before, and what to do first."""

    kpi: Kpi
    metric: Metric
    answer: Answer | None
    light: Light
    change: Change | None
    advice: Advice | None
    history: tuple[float, ...]


def standing(dataset: Dataset, kpi: Kpi, kind: Kind, period: str, margin: float = MARGIN) -> Standing:
    """How one KPI stands; worked once for the same question."""
    found: Standing = dataset.keep(("kpi", kpi, kind, period, margin), lambda: _standing(dataset, kpi, kind, period, margin))
    return found


def _standing(dataset: Dataset, kpi: Kpi, kind: Kind, period: str, margin: float) -> Standing:
    metric = METRICS[kpi.metric]
    if metric.key not in {m.key for m in available(dataset, kind)}:
        gone = Light("not defined", "The loaded data cannot answer this metric.")
        return Standing(kpi, metric, None, gone, None, advice_for(metric), ())
    now = answer_for(dataset, metric, kind, period)
    then = before(dataset, kind, period)
    change = change_of(answer_for(dataset, metric, kind, then), now) if then is not None and dataset.is_whole(period, kind) else None
    target = resolved(dataset, metric, kpi.target, kind, period)
    shown = light(now, target, margin)
    if target is None and kpi.target is not None and now.value is not None:
        shown = Light("no target", "There are too few periods before this one to make a target of your own past.")
    past = history(dataset, metric, kind, period)
    return Standing(replace(kpi, target=target), metric, now, shown, change, advice_for(metric), past)


def history(dataset: Dataset, metric: Metric, kind: Kind, period: str, last: int = 13) -> tuple[float, ...]:
    """The values of the last periods up to one, for a small line; those that are not defined are left out."""
    return tuple(value for p, value in line(dataset, metric, kind).items() if p <= period)[-last:]


def do_first(found: Answer | None, advice: Advice | None) -> tuple[str, str]:
    """What to do first and whose advice it is: the step that goes with an answer of this size, else the advice on the metric.

    >>> do_first(None, None)
    ('', '')
    """
    meaning = found.meaning if found is not None else None
    if meaning is not None:
        return meaning.then, meaning.source.publisher
    return (advice.text, advice.source.publisher) if advice is not None else ("", "")


def advice_for(metric: Metric) -> Advice | None:
    """How a metric is acted on in general, and whose advice it is: an article's before our own."""
    some = [a for a in metric.collect if a.topic == "act on it"]
    return next(iter(sorted(some, key=lambda a: a.source is OURS)), None)


def starts(standings: Sequence[Standing]) -> dict[str, float]:
    """Where a target of one's own begins, by metric: at the target that was held against it, else at the value."""
    found = {}
    for s in standings:
        value = s.kpi.target.value if s.kpi.target is not None else s.answer.value if s.answer is not None else None
        if value is not None:
            found[s.kpi.metric] = value
    return found


def with_metrics(kpis: Sequence[Kpi], metrics: Sequence[str], kind: Kind) -> tuple[Kpi, ...]:
    """The KPIs for a choice of metrics: those that were there as they were, new ones to begin with; at most nine."""
    there = {k.metric: k for k in kpis}
    return tuple(there.get(m) or new_kpi(METRICS[m], kind) for m in metrics)[:MOST]


def changed(kpis: Sequence[Kpi], metric: str, new: Kpi) -> tuple[Kpi, ...]:
    """The KPIs with one of them replaced."""
    return tuple(replace(new, metric=metric) if k.metric == metric else k for k in kpis)
