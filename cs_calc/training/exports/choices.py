"""Choices to take along: find the error, which metric, what would you do, concepts, and numbers to choose from; reasons kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from cs_calc.training.draw import Task, rounded
from cs_calc.training.exports.known import figures
from cs_calc.training.exports.selection import Selection
from cs_calc.training.ladder import LETTERS, STAGES, Option, prompt
from cs_calc.training.mark import mark
from cs_calc.training.question import concept_prompt

WORTH_A_TRY = "Look at what is counted above the line and what below."


@dataclass(frozen=True)
class Choice:
    """A question with options of which one is right; each says why. `key` tells it from every other, `module` is where it belongs."""

    key: str
    module: str
    title: str
    asks: str
    options: tuple[Option, ...]

    @property
    def right(self) -> Option:
        """The right option."""
        return next(option for option in self.options if option.right)


def concepts_of(selection: Selection) -> Iterator[Choice]:
    """The concepts, each once, the right answer at a place of its own in each."""
    for concept in selection.concepts:
        turn = int(Random(f"{concept.key}:{selection.seeds[0]}").random() * 1000)
        made = concept_prompt(concept.key, turn)
        yield Choice(concept.key, concept.module, f"Concept: {concept.key.replace('_', ' ')}", made.asks, _lettered(made.fields[0].options))


def decisions_of(selection: Selection) -> Iterator[Choice]:
    """What would you do? Once for each exercise, since it does not depend on the numbers."""
    for task in _firsts(selection):
        yield _of_stage(task, "G")


def choices_of(selection: Selection) -> Iterator[Choice]:
    """Every choice: the errors to find in each variant; which metric and what to do of each exercise; the concepts."""
    for task in selection.tasks:
        if prompt(task, "E").fields:
            yield _of_stage(task, "E")
    for task in _firsts(selection):
        yield _of_stage(task, "F")
        yield _of_stage(task, "G")
    yield from concepts_of(selection)


def number_choice(task: Task) -> Choice:
    """The full problem with numbers to choose from: the answer, and each one that a mistake or another definition gives.

    >>> from cs_calc.training.draw import draw
    >>> from cs_calc.training.items import ITEMS
    >>> [(option.text, option.right) for option in number_choice(draw(ITEMS["renewal_rate"], 1)).options]
    [('23.3%', False), ('15.3%', False), ('88.3%', False), ('95.3%', False), ('76.7%', True)]
    """
    random = Random(f"{task.item.key}:{task.version}:{task.seed}:numbers")
    found = [Option("", task.shown, True, f"Yes: {figures(task)}.")]
    for rival in task.rivals:
        text = rounded(rival.value, rival.rival.formula.unit, task.item.dp, task.currency)
        if text not in {option.text for option in found}:
            says = mark(task, f"{rival.number:.{task.item.dp + 4}f}").says
            found.append(Option("", text, False, says, rival.rival.key, rival.rival.cluster))
    left, mixed = list(found), []
    while left:
        mixed.append(left.pop(int(random.random() * len(left))))
    return Choice(f"{task.item.key}_{task.seed}_D", task.item.module, _titled(task, "D"), task.text, _lettered(mixed))


def _of_stage(task: Task, stage: str) -> Choice:
    made = prompt(task, stage)
    key = f"{task.item.key}_{task.seed}_{stage}" if stage == "E" else f"{task.item.key}_{stage}"
    return Choice(key, task.item.module, _titled(task, stage), made.asks, _lettered(made.fields[0].options))


def _titled(task: Task, stage: str) -> str:
    seed = f", seed {task.seed}" if stage in "DE" else ""
    return f"{task.item.title}: {STAGES[stage].lower()}{seed}"


def _firsts(selection: Selection) -> Iterator[Task]:
    for task in selection.tasks:
        if task.seed == selection.seeds[0]:
            yield task


def _lettered(options: list[Option] | tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(replace(option, key=letter, says=option.says or WORTH_A_TRY) for letter, option in zip(LETTERS, options, strict=False))
