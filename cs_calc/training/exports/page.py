"""Exercises as one HTML file to print: room to work, and answers and working apart, from a new page on. No scripts."""

from __future__ import annotations

from functools import cache
from typing import Any

from cs_calc.training.draw import Task
from cs_calc.training.exports.choices import Choice, concepts_of, decisions_of
from cs_calc.training.exports.known import known_numbers
from cs_calc.training.exports.selection import Selection
from cs_calc.training.ladder import solution
from cs_calc.training.paths import MODULES

MOST_SLIPS = 4
"""Wrong answers that the answers name for each exercise."""


def write_html(selection: Selection, *, answers: bool = True) -> str:
    """The selection as the text of an HTML file; `answers` False leaves out the second part."""
    choices = [*decisions_of(selection), *concepts_of(selection)]
    modules, number = [], 0
    for key in selection.modules:
        tasks = [task for task in selection.tasks if task.item.module == key]
        asked = [choice for choice in choices if choice.module == key]
        modules.append(
            {
                "name": f"{key} {MODULES[key].name}",
                "exercises": [_exercise(task, number + at) for at, task in enumerate(tasks, 1)],
                "choices": [_choice(choice, number + len(tasks) + at) for at, choice in enumerate(asked, 1)],
            }
        )
        number += len(tasks) + len(asked)
    return str(_template().render(name=selection.name, says=selection.says, seeds=selection.seeds, modules=modules, answers=answers))


def _exercise(task: Task, number: int) -> dict[str, Any]:
    slips = [known.outcome.says for known in known_numbers(task) if known.outcome.kind in ("mistake", "alternative")]
    return {
        "number": number, "title": task.item.title, "key": task.item.key, "seed": task.seed, "asks": task.text,
        "expects": task.expects, "answer": task.shown, "steps": solution(task).steps, "slips": slips[:MOST_SLIPS],
    }  # fmt: skip


def _choice(choice: Choice, number: int) -> dict[str, Any]:
    return {
        "number": number, "asks": choice.asks, "options": choice.options, "right": choice.right,
        "wrong": [option for option in choice.options if not option.right],
    }  # fmt: skip


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("cs_calc.training.exports", ".")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True).get_template("page.html")
