"""The fields of a cell in a file: written, and read back with a sentence for whatever cannot be."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from cs_calc.metrics import METRICS
from cs_calc.model import Metric
from cs_calc.notebook.cells import (
    LONGEST_LIST,
    LONGEST_NOTE,
    AheadOf,
    AnswerOf,
    ComparisonOf,
    HealthOf,
    Note,
    NotebookError,
    Numbers,
    PageOf,
    Place,
    Said,
    ScenariosOf,
    SolvedOf,
    Strange,
    TornadoOf,
    What,
)
from cs_calc.notebook.health_cell import from_file, to_file
from cs_calc.over_time import FURTHEST, PLANS, SHORTEST
from cs_calc.ranges import Range
from cs_calc.scenarios import LONGEST, MOST, Scenario, tidy_name
from cs_calc.tables.dataset import ALL
from cs_calc.tables.periods import KINDS
from cs_calc.work import Known

FAR = 1e15
MOST_KEYS = 300
PAGES = ("scorecard", "revenue", "sentiment", "support", "product", "onboarding", "customers", "why", "drivers")


def short(value: object) -> str:
    """A value of a file in a sentence."""
    return "nothing" if value is None else f"“{str(value)[:40]}”"


@dataclass(frozen=True)
class Row:
    """A part of a cell in a file. Every question that it cannot answer raises NotebookError, a sentence that names the cell."""

    content: Mapping[str, Any]
    place: int  # of the cell, counted from 1

    def wrong(self, name: str, expected: str) -> NotebookError:
        """The sentence for a field that is not what it should be."""
        return NotebookError(f"In the file, cell {self.place} has {short(self.content.get(name))} as its {name}; {expected} was expected.")

    def text(self, name: str, most: int, otherwise: str | None = None) -> str:
        """Text of at most `most` characters; `otherwise` where it is not there."""
        value = self.content.get(name, otherwise)
        if not isinstance(value, str) or len(value) > most:
            raise self.wrong(name, f"text of at most {most:,} characters")
        return value

    def one_of(self, name: str, choices: Collection[str], otherwise: str | None = None) -> str:
        """One of some words."""
        value = self.text(name, 200, otherwise)
        if value not in choices:
            raise self.wrong(name, " or ".join(list(choices)[:12]) + (" or another that this version knows" if len(choices) > 12 else ""))
        return value

    def number(self, name: str, low: float = -FAR, high: float = FAR) -> float:
        """A finite number."""
        value = self.content.get(name)
        if not is_number(value) or not low <= float(value) <= high:  # type: ignore[arg-type]
            raise self.wrong(name, "a number" if high >= FAR else f"a number from {low:g} to {high:g}")
        return float(value)  # type: ignore[arg-type]

    def part(self, name: str) -> Row:
        """A part with fields of its own; empty where it is not there."""
        value = self.content.get(name, {})
        if not isinstance(value, dict) or len(value) > MOST_KEYS:
            raise self.wrong(name, f"at most {MOST_KEYS} named values")
        return Row(value, self.place)

    def rows(self, name: str, most: int) -> list[Row]:
        """A list of parts."""
        value = self.content.get(name, [])
        if not isinstance(value, list) or len(value) > most or not all(isinstance(v, dict) for v in value):
            raise self.wrong(name, f"a list of at most {most}")
        return [Row(v, self.place) for v in value]


def is_number(value: object) -> bool:
    """Whether a value of a file is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e300 and math.isfinite(value)


def what_to(what: What) -> dict[str, Any]:
    """A cell's content as it stands in a file."""
    match what:
        case Note(text):
            return {"kind": "note", "text": text}
        case AnswerOf():
            asked = {"aim": what.aim, "sampling": what.sampling}
            return {"kind": "answer", "metric": what.metric, "variant": what.variant, "numbers": _numbers_to(what.numbers),
                    **{name: value for name, value in asked.items() if value is not None}}  # fmt: skip
        case ComparisonOf():
            return {"kind": "comparison", "metric": what.metric, "numbers": _numbers_to(what.numbers)}
        case SolvedOf():
            return {"kind": "solved", "metric": what.metric, "variant": what.variant, "numbers": _numbers_to(what.numbers),
                    "unknown": what.unknown, "target": what.target}  # fmt: skip
        case TornadoOf():
            return {"kind": "tornado", "metric": what.metric, "variant": what.variant, "numbers": _numbers_to(what.numbers),
                    "share": what.share}  # fmt: skip
        case ScenariosOf():
            return {"kind": "scenarios", "metric": what.metric, "variant": what.variant, "numbers": _numbers_to(what.numbers),
                    "scenarios": _scenarios_to(what.scenarios)}  # fmt: skip
        case AheadOf():
            return {"kind": "over time", "plan": what.plan, "months": what.months, "numbers": _numbers_to(what.numbers),
                    "scenarios": _scenarios_to(what.scenarios)}  # fmt: skip
        case PageOf():
            return {"kind": "page", "page": what.page, "link": dict(what.link)}
        case HealthOf():
            return {"kind": "health", **to_file(what)}
        case Strange(kind):
            return {"kind": kind}
        case _:
            assert_never(what)


def what_from(row: Row) -> What:
    """A cell's content out of a file. Raises NotebookError."""
    kind = row.text("kind", 40)
    match kind:
        case "note":
            return Note(row.text("text", LONGEST_NOTE))
        case "page" if row.content.get("page") in PAGES:
            return PageOf(row.text("page", 40), _link(row.part("link")))
        case "health":
            return from_file(row.content, row.place)
        case "over time" if row.content.get("plan") in PLANS:
            plan = PLANS[row.text("plan", 40)]
            months = row.number("months", SHORTEST, FURTHEST)
            keys = {part.key for part in plan.fields}
            return AheadOf(plan.key, int(months), _numbers(row.part("numbers")), _scenarios(row, keys))
        case "answer" | "comparison" | "solved" | "tornado" | "scenarios" if row.content.get("metric") in METRICS:
            return _of_metric(kind, METRICS[row.text("metric", 100)], row)
        case _:
            return Strange(kind)


def _of_metric(kind: str, metric: Metric, row: Row) -> What:
    numbers = _numbers(row.part("numbers"))
    if kind == "comparison":
        return ComparisonOf(metric.key, numbers)
    variant = row.one_of("variant", [v.key for v in metric.variants])
    match kind:
        case "solved":
            return SolvedOf(metric.key, variant, numbers, _unknown(metric, variant, row), row.number("target"))
        case "tornado":
            return TornadoOf(metric.key, variant, numbers, row.number("share", 1e-6, 1.0))
        case "scenarios":
            from cs_calc.answer import answer

            return ScenariosOf(metric.key, variant, numbers, _scenarios(row, {part.key for part in answer(metric, {}, variant).inputs}))
        case _:
            sampling = row.content.get("sampling")
            if sampling is not None and not isinstance(sampling, bool):
                raise row.wrong("sampling", "true or false")
            return AnswerOf(metric.key, variant, numbers, None if row.content.get("aim") is None else row.number("aim"), sampling)


def _unknown(metric: Metric, variant: str, row: Row) -> str:
    from cs_calc.expr import inputs, lists

    formula = metric.variant(variant).formula
    return row.one_of("unknown", [part.key for part in (*inputs(formula), *lists(formula))])


def _link(row: Row) -> dict[str, str]:
    return {str(key)[:60]: row.text(key, 2_000) for key in row.content}


def _numbers_to(numbers: Numbers) -> dict[str, Any]:
    given = {key: list(value) if isinstance(value, Sequence) else value for key, value in numbers.given.items()}
    place = numbers.place
    counted = {} if place is None else {
        "counted": {"periods": place.kind, "period": place.period, "by": place.by, "segment": place.segment}
    }  # fmt: skip
    ranges = {"ranges": {key: [one.low, one.high] for key, one in numbers.ranges.items()}} if numbers.ranges else {}
    return {"given": given, "currency": numbers.currency, **counted, **ranges}


def _numbers(row: Row) -> Numbers:
    place = None
    if row.content.get("counted") is not None:
        counted = row.part("counted")
        kind = counted.one_of("periods", KINDS)
        segment = counted.text("segment", 500, ALL)
        place = Place(kind, counted.text("period", 20), counted.text("by", 200, ""), segment)  # type: ignore[arg-type]
    given = row.part("given")
    known = {str(key): _known(given, key) for key in given.content}
    ends = row.part("ranges")
    return Numbers(known, row.text("currency", 12, "$"), place, {str(key): _range(ends, key) for key in ends.content})


def _range(row: Row, key: str) -> Range:
    ends = row.content[key]
    known = isinstance(ends, list) and len(ends) == 2 and all(is_number(v) and abs(v) <= FAR for v in ends)
    if not known or not ends[0] < ends[1]:
        raise row.wrong(key, "a range, two numbers of which the first is the smaller one,")
    return Range(float(ends[0]), float(ends[1]))


def _known(row: Row, key: str) -> Known:
    value = row.content[key]
    if value is None:
        return None
    if isinstance(value, list):
        if len(value) > LONGEST_LIST or not all(is_number(v) and abs(v) <= FAR for v in value):
            raise row.wrong(key, f"a list of at most {LONGEST_LIST:,} numbers")
        return tuple(float(v) for v in value)
    return row.number(key)


def _scenarios_to(scenarios: Sequence[Scenario]) -> list[dict[str, Any]]:
    return [{"name": one.name, "changed": dict(one.changed)} for one in scenarios]


def _scenarios(row: Row, keys: Collection[str]) -> tuple[Scenario, ...]:
    found = []
    for one in row.rows("scenarios", MOST):
        changed = one.part("changed")
        for key in changed.content:
            if key not in keys:
                raise NotebookError(f"In the file, cell {row.place} changes {short(key)} in a scenario, which is no input of it.")
        found.append(Scenario(tidy_name(one.text("name", LONGEST, "")), {key: changed.number(key) for key in changed.content}))
    return tuple(found)


def said_to(said: Said) -> dict[str, Any]:
    """What a cell said, as it stands in a file."""
    return {"shown": said.shown, "value": said.value, "sentences": list(said.sentences)}


def said_from(row: Row) -> Said:
    """What a cell said, out of a file. Raises NotebookError."""
    said = row.part("said")
    sentences = said.content.get("sentences", [])
    if not isinstance(sentences, list) or len(sentences) > 100 or not all(isinstance(s, str) and len(s) <= 20_000 for s in sentences):
        raise said.wrong("sentences", "a list of at most 100 sentences")
    value = None if said.content.get("value") is None else said.number("value", -1e300, 1e300)
    return Said(said.text("shown", 200, ""), value, tuple(sentences))
