"""Work a cell again: what it says now, and how that differs from what it said when it was kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

import pandas as pd

from cs_calc.answer import Answer, answer
from cs_calc.comparison import Comparison, compare
from cs_calc.formulas import inputs_of
from cs_calc.health.formula import Scored
from cs_calc.metrics import METRICS
from cs_calc.model import Metric
from cs_calc.notebook import given
from cs_calc.notebook.cells import (
    AheadOf,
    AnswerOf,
    Cell,
    ComparisonOf,
    HealthOf,
    Note,
    NothingThere,
    Numbers,
    OfMetric,
    PageOf,
    Said,
    ScenariosOf,
    SolvedOf,
    Strange,
    TornadoOf,
    What,
)
from cs_calc.notebook.health_cell import Portfolio, about_health, rows_of_health, said_of_health
from cs_calc.over_time import PLANS, Path, finding, paths
from cs_calc.scenario_table import as_frame
from cs_calc.scenario_table import finding as scenarios_finding
from cs_calc.scenarios import Outcome, outcomes
from cs_calc.solve import solve
from cs_calc.solved import Solved
from cs_calc.spread import Spread, spread, targets
from cs_calc.tables.dataset import Dataset
from cs_calc.tornado import Tornado, as_rows, tornado
from cs_calc.work import number

if TYPE_CHECKING:
    from cs_calc.charts import Picture

Found = Answer | Spread | Comparison | Solved | Tornado | tuple[Outcome, ...] | tuple[Path, ...] | Scored | Portfolio | None


@dataclass(frozen=True)
class Ran:
    """A cell as it is now. `found` is what was worked; `differs` and `why_not` are sentences, empty where there is nothing to say."""

    title: str
    about: str  # whose numbers these are
    said: Said
    what: What  # with the numbers of now
    found: Found = None
    pictures: tuple[Picture, ...] = ()  # of an Analyse page; of the others see `pictures_of`
    why_not: str = ""
    differs: str = ""


def run(cell: Cell, dataset: Dataset | None = None) -> Ran:
    """Work a cell with the data loaded now. Nothing is raised: what cannot be worked is said.

    >>> from cs_calc.notebook.keep import answer_of
    >>> run(Cell("c1", *answer_of("customer_churn_rate", None, {"opening_customers": 1000, "left_customers": 64}))).said.sentences
    ('Customer churn rate is 6.4% (likely between 5.04% and 8.09%, n = 1,000).',)
    """
    try:
        return _run(cell, dataset)
    except (ArithmeticError, ValueError):  # no page lets them be typed, but a file may hold them
        return Ran("Not worked", "", Said(sentences=(NOT_WORKED,)), cell.what)


NOT_WORKED = (
    "The numbers of this cell cannot be worked with: one is too large, or lies outside of what it can be. They are kept as they are."
)


def _run(cell: Cell, dataset: Dataset | None) -> Ran:
    what = cell.what
    match what:
        case Note(text):
            return Ran("Note", "", Said(sentences=(text,)), what)
        case Strange(kind):
            says = f"This cell is a “{kind[:40]}”, which this version of the app does not know. It is kept, and saved with the rest."
            return Ran("Not known here", "", Said(sentences=(says,)), what)
        case PageOf():
            return _page(cell, what, dataset)
        case AheadOf():
            return _compared(cell, _ahead(what))
        case HealthOf():
            return _health(cell, what, dataset)
        case AnswerOf() | ComparisonOf() | SolvedOf() | TornadoOf() | ScenariosOf():
            return _compared(cell, _of_metric(what, dataset))
        case _:
            assert_never(what)


def _of_metric(what: OfMetric, dataset: Dataset | None) -> Ran:
    metric = METRICS[what.metric]
    now = given.now(metric, what.numbers, dataset)
    about = _about(now.numbers, anew=now.anew) + _ranges_in_words(metric, now.numbers)
    ran = _worked(metric, replace(what, numbers=now.numbers), about)
    return replace(ran, why_not=now.why_not)


def _worked(metric: Metric, what: OfMetric, about: str) -> Ran:
    numbers, currency = what.numbers.given, what.numbers.currency
    period = what.numbers.place.kind if what.numbers.place else ""
    match what:
        case AnswerOf():
            found = answer(metric, numbers, what.variant, currency=currency, period=period)
            title = f"{metric.name}: {found.variant.name}" if len(metric.variants) > 1 else metric.name
            if what.numbers.ranges or what.sampling:
                return _spread(metric, what, title, about, period)
            return Ran(title, about, Said(found.shown, found.value, (found.sentence(),)), what, found)
        case ComparisonOf():
            compared = compare(metric, numbers, currency)
            where = what.numbers.place.words() if what.numbers.place else ""
            sentences = tuple(s for s in (compared.finding(where), compared.aside()) if s)
            return Ran(f"{metric.name}: the definitions compared", about, Said(sentences=sentences), what, compared)
        case SolvedOf():
            solved = solve(metric, what.variant, numbers, what.unknown, what.target, currency=currency)
            shown = "" if solved.value is None else solved.show(solved.value)
            title = f"{metric.name}: what would it take?"
            return Ran(title, about, Said(shown, solved.value, (solved.sentence(),)), what, solved)
        case TornadoOf():
            ranked = tornado(metric, numbers, what.variant, share=what.share, ranges=what.numbers.ranges, currency=currency)
            first = (ranked.problem or f"{ranked.finding()}.",) if ranked.problem or ranked.bars else ()
            title = f"{metric.name}: what matters most"
            return Ran(title, about, Said(sentences=(*first, *ranked.sentences)), what, ranked)
        case ScenariosOf():
            base = answer(metric, numbers, what.variant, currency=currency, period=period)
            side = outcomes(base, what.scenarios)
            return Ran(f"{metric.name}: scenarios", about, Said(base.shown, base.value, (scenarios_finding(side),)), what, side)
        case _:
            assert_never(what)


def _spread(metric: Metric, what: AnswerOf, title: str, about: str, period: str) -> Ran:
    numbers = what.numbers
    sampling = what.sampling if what.sampling is not None else False
    found = spread(metric, numbers.given, numbers.ranges, what.variant, sampling=sampling, currency=numbers.currency, period=period)
    if found.problem:
        return Ran(title, about, Said(sentences=(found.problem,)), what)
    sentences = (f"{found.finding()}.", *found.chances(what.aim), " ".join(found.notes()))
    return Ran(title, about, Said(f"{found.shown(0.05)} to {found.shown(0.95)}", found.at(0.5), sentences), what, found)


def _ranges_in_words(metric: Metric, numbers: Numbers) -> str:
    parts = {part.key: part for part in inputs_of(metric)}
    said = [f"{parts[k].name} {r.show(parts[k], numbers.currency)}" for k, r in numbers.ranges.items() if k in parts]
    return f"; 90 % ranges: {', '.join(said)}" if said else ""


def _health(cell: Cell, what: HealthOf, dataset: Dataset | None) -> Ran:
    title = "Health score" if what.given is not None else "Health score: the portfolio"
    what, found, why = about_health(what, dataset)
    if found is None:
        return Ran(title, "", cell.said, what, why_not=f"{why} This is what it said when it was kept.".strip())
    about, said = said_of_health(what, found, why)
    ran = Ran(title, about, said, what, found, why_not=why and f"{why} These are the values of when it was kept.")
    how = "with the data loaded now" if (what.customer or what.given is None) and not why else "with the values as they are now"
    return replace(ran, differs="" if cell.said == Said() else _differs(cell.said, said, how))


def _ahead(what: AheadOf) -> Ran:
    plan, numbers = PLANS[what.plan], what.numbers
    base = {part.key: number(numbers.given, part.key) for part in plan.fields}
    found = paths(plan, base, what.scenarios, what.months, numbers.currency)
    said = Said(sentences=(finding(plan, found, numbers.currency), *found[0].rate_lines))
    return Ran(f"{plan.name} over {what.months} months", _about(numbers, anew=False), said, what, found)


def _about(numbers: Numbers, *, anew: bool) -> str:
    if numbers.place is None:
        return "Typed numbers"
    return f"{numbers.place.words()}, {'counted in the data loaded now' if anew else 'as counted when it was kept'}"


def _page(cell: Cell, what: PageOf, dataset: Dataset | None) -> Ran:
    from cs_calc.notebook.analyse import told  # the charts: only where a page was kept

    try:
        page = told(what.page, what.link, dataset)
    except NothingThere as why:
        note = f"{why} This is what it said when it was kept."
        return Ran(why.title, why.about, cell.said, what, why_not=note)
    said = Said(sentences=page.sentences)
    differs = _differs(cell.said, said, "with the data loaded now") if cell.said != Said() else ""
    return Ran(page.title, page.about, said, what, pictures=page.pictures, differs=differs)


def _compared(cell: Cell, ran: Ran) -> Ran:
    counted = isinstance(ran.what, OfMetric) and ran.what.numbers.place is not None and not ran.why_not
    how = "with the data loaded now" if counted else "with the numbers as they are now"
    return replace(ran, differs="" if cell.said == Said() else _differs(cell.said, ran.said, how))


def _differs(then: Said, now: Said, how: str) -> str:
    """What has changed since, a sentence; empty where nothing has."""
    if then.sentences == now.sentences:
        return ""
    if then.shown and now.shown and then.shown != now.shown:
        return f"It was {then.shown} when it was kept; {how} it is {now.shown}."
    if then.shown and not now.shown:
        return f"It was {then.shown} when it was kept; {how} there is no answer."
    return f"When it was kept it said: {' '.join(then.sentences)}" if then.sentences else ""


def pictures_of(ran: Ran) -> tuple[Picture, ...]:
    """The charts of a cell, drawn when they are asked for."""
    if ran.pictures or ran.found is None:
        return ran.pictures
    drawn: Picture | None = None
    match ran.what:
        case AnswerOf(aim=aim) if isinstance(ran.found, Spread):
            from cs_calc.ranges_chart import spread_picture

            marks = targets(ran.found.base)
            drawn = spread_picture(ran.found, aim if aim is not None else marks[0].value if marks else None)
        case HealthOf():
            from cs_calc.notebook.health_cell import picture_of_health

            drawn = picture_of_health(ran.found)  # type: ignore[arg-type]
        case ComparisonOf(numbers=numbers) if isinstance(ran.found, Comparison):
            from cs_calc.comparison_chart import picture

            drawn = picture(ran.found, numbers.place.words() if numbers.place else "")
        case TornadoOf() if isinstance(ran.found, Tornado) and ran.found.bars:
            from cs_calc.tornado_chart import tornado_picture

            drawn = tornado_picture(ran.found)
        case ScenariosOf():
            from cs_calc.scenarios_chart import scenarios_picture

            drawn = scenarios_picture(ran.found)  # type: ignore[arg-type]
        case AheadOf(plan=plan, numbers=numbers):
            from cs_calc.over_time_chart import over_time_picture

            drawn = over_time_picture(PLANS[plan], ran.found, numbers.currency)  # type: ignore[arg-type]
    return () if drawn is None else (drawn,)


def rows_of(ran: Ran) -> pd.DataFrame | None:
    """A cell's table; None where it has none."""
    if ran.found is None:
        return None
    match ran.what:
        case ComparisonOf() if isinstance(ran.found, Comparison):
            return ran.found.as_frame()
        case TornadoOf() if isinstance(ran.found, Tornado) and ran.found.bars:
            return pd.DataFrame(as_rows(ran.found))
        case HealthOf():
            return rows_of_health(ran.found)  # type: ignore[arg-type]
        case ScenariosOf():
            return as_frame(ran.found)  # type: ignore[arg-type]
        case AheadOf(plan=plan):
            from cs_calc.over_time_chart import as_frame as by_month

            return by_month(PLANS[plan], ran.found).round(2)  # type: ignore[arg-type]
    return None
