"""A notebook as a Jupyter notebook (nbformat 4.5): its code cells call cs_calc, and come to the same numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cs_calc.answer import Answer
from cs_calc.card_html import as_html
from cs_calc.health.saved import write_model
from cs_calc.notebook.cells import (
    AheadOf,
    AnswerOf,
    Cell,
    ComparisonOf,
    HealthOf,
    Note,
    Notebook,
    Numbers,
    ScenariosOf,
    SolvedOf,
    TornadoOf,
    What,
)
from cs_calc.notebook.markdown import for_jupyter
from cs_calc.notebook.run import Ran, run
from cs_calc.scenarios import Scenario
from cs_calc.tables.dataset import Dataset

NEEDS = "Needs `pip install cs-calc`. Run all cells: each works its numbers again."


def write_jupyter(book: Notebook, dataset: Dataset | None = None) -> str:
    """The notebook as the text of an `.ipynb` file, with the numbers of the data loaded now.

    A page of the group Analyse is kept in words: its data is not in the file. What people typed can neither run nor load anything.
    """
    cells = [_markdown("start", f"# {for_jupyter(book.title or 'Notebook')}\n\n{NEEDS}")]
    for cell in book.cells:
        cells += _cells(cell, dataset)
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": cells,
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)


def code_of(what: What) -> str:
    """The Python that works a cell by the public functions of cs_calc; empty for what is kept in words.

    >>> print(code_of(AnswerOf("customer_churn_rate", "opening_customers", Numbers({"opening_customers": 1000.0, "left_customers": 64.0}))))
    from cs_calc import METRICS, answer
    <BLANKLINE>
    given = {
        'opening_customers': 1000.0,
        'left_customers': 64.0,
    }
    answer(METRICS['customer_churn_rate'], given, 'opening_customers', currency='$')
    """
    match what:
        case AnswerOf(metric, variant, numbers, _, sampling) if numbers.ranges or sampling:
            call = f"found = spread({_metric(metric)}, given, ranges, {variant!r}, sampling={bool(sampling)}, {_sign(numbers)})"
            lines = [*_ranges(numbers), call, f"print(*found.chances({what.aim!r}), *found.notes(), sep='\\n')", "found.finding()"]
            return _code(("cs_calc", "METRICS"), numbers, lines, ("cs_calc.ranges", "Range"), ("cs_calc.spread", "spread"))
        case AnswerOf(metric, variant, numbers):
            return _code(("cs_calc", "METRICS, answer"), numbers, [f"answer({_metric(metric)}, given, {variant!r}, {_sign(numbers)})"])
        case ComparisonOf(metric, numbers):
            line = f"compare({_metric(metric)}, given, {numbers.currency!r}).as_frame()"
            return _code(("cs_calc", "METRICS"), numbers, [line], ("cs_calc.comparison", "compare"))
        case SolvedOf(metric, variant, numbers, unknown, target):
            call = f"found = solve({_metric(metric)}, {variant!r}, given, {unknown!r}, {target!r}, {_sign(numbers)})"
            lines = [call, "print(*(line.text() for line in found.lines), sep='\\n')", "found.sentence()"]
            return _code(("cs_calc", "METRICS"), numbers, lines, ("cs_calc.solve", "solve"))
        case TornadoOf(metric, variant, numbers, share):
            own = ", ranges=ranges" if numbers.ranges else ""
            call = f"found = tornado({_metric(metric)}, given, {variant!r}, share={share!r}{own}, {_sign(numbers)})"
            lines = [*(_ranges(numbers) if own else ()), call, "print(*found.sentences, sep='\\n')", "pd.DataFrame(as_rows(found))"]
            also = ((("cs_calc.ranges", "Range"),) if own else ()) + (("cs_calc.tornado", "as_rows, tornado"),)
            return "import pandas as pd\n\n" + _code(("cs_calc", "METRICS"), numbers, lines, *also)
        case ScenariosOf(metric, variant, numbers, scenarios):
            lines = [
                f"base = answer({_metric(metric)}, given, {variant!r}, {_sign(numbers)})",
                *_scenarios(scenarios),
                "as_frame(outcomes(base, scenarios))",
            ]
            also = (("cs_calc.scenario_table", "as_frame"), ("cs_calc.scenarios", "Scenario, outcomes"))
            return _code(("cs_calc", "METRICS, answer"), numbers, lines, *also)
        case AheadOf(plan, months, numbers, scenarios):
            lines = [
                f"plan = PLANS[{plan!r}]",
                *_scenarios(scenarios),
                "base = {part.key: given.get(part.key) for part in plan.fields}",
                f"found = paths(plan, base, scenarios, {months}, {numbers.currency!r})",
                "print(*(line for one in found for line in (one.label, *one.lines, *one.rate_lines)), sep='\\n')",
                "as_frame(plan, found)",
            ]
            also = (("cs_calc.over_time_chart", "as_frame"), ("cs_calc.scenarios", "Scenario"))
            return _code(("cs_calc.over_time", "PLANS, paths"), numbers, lines, *also)
        case HealthOf(model, signals) if signals is not None:
            text = json.dumps(json.loads(write_model(model)), ensure_ascii=False)
            lines = [f"model = read_model({text!r})", "found = score(model, given)"]
            lines += ["print(*working_of_health(found), sep='\\n')", "found.sentence()"]
            also = (("cs_calc.health.saved", "read_model"), ("cs_calc.notebook.health_cell", "working_of_health"))
            return _code(("cs_calc.health", "score"), Numbers(signals), lines, *also)
    return ""


def _cells(cell: Cell, dataset: Dataset | None) -> list[dict[str, Any]]:
    name = _id(cell.id)
    if isinstance(cell.what, Note):
        return [_markdown(name, for_jupyter(cell.what.text))]
    ran = run(cell, dataset)
    said = "\n\n".join(for_jupyter(s) for s in (f"## {ran.title}", f"*{ran.about}*" if ran.about else "", *_words(ran)) if s)
    code = code_of(ran.what)
    if not code:
        return [_markdown(name, said)]
    return [_markdown(name, said), _runs(f"{name}-code", code, ran)]


def _words(ran: Ran) -> Sequence[str]:
    return (*ran.said.sentences, ran.differs, ran.why_not)


def _id(id: str) -> str:
    """A cell's name as Jupyter wants it: letters, digits, - and _, at most 64."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in id)[:50] or "cell"


def _markdown(id: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": text}


def _runs(id: str, code: str, ran: Ran) -> dict[str, Any]:
    """A code cell with what it shows when it is run, so that it can be read before."""
    outputs: list[dict[str, Any]] = []
    if isinstance(ran.found, Answer):
        data = {"text/html": as_html(ran.found), "text/plain": ran.found.sentence()}
        outputs = [{"output_type": "display_data", "metadata": {}, "data": data}]
    return {"cell_type": "code", "id": id, "metadata": {}, "execution_count": None, "source": code, "outputs": outputs}


def _code(first: tuple[str, str], numbers: Numbers, lines: Sequence[str], *more: tuple[str, str]) -> str:
    imports = [f"from {module} import {names}" for module, names in sorted((first, *more))]
    given = ["given = {", *(f"    {key!r}: {value!r}," for key, value in numbers.given.items()), "}"]
    return "\n".join([*imports, "", *given, *lines])


def _ranges(numbers: Numbers) -> list[str]:
    return ["ranges = {", *(f"    {key!r}: Range({one.low!r}, {one.high!r})," for key, one in numbers.ranges.items()), "}"]


def _scenarios(scenarios: Sequence[Scenario]) -> list[str]:
    return ["scenarios = [", *(f"    Scenario({one.name!r}, {dict(one.changed)!r})," for one in scenarios), "]"]


def _metric(key: str) -> str:
    return f"METRICS[{key!r}]"


def _sign(numbers: Numbers) -> str:
    return f"currency={numbers.currency!r}"
