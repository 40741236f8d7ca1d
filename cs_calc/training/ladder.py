"""The ladder of an exercise, from the worked example to the decision: each stage as data that a page can show and mark.

A a worked example; B its last step blank; C two blanks and the reason; D the whole problem; E find the error; F which metric?;
G what would you do? Stages are generated from the task: its working, its mistakes, its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from cs_calc.card import Card, WorkedLine, card
from cs_calc.expr import Expr, Leaf, Number, Op, Step, walk
from cs_calc.say import FOR_PEOPLE, in_numbers
from cs_calc.training.draw import Known, Task, rounded
from cs_calc.training.item import Item
from cs_calc.training.mark import Aim, Outcome, in_figures, judge, mark
from cs_calc.training.story import pieces_of
from cs_calc.units import COUNT, RATIO, Unit
from cs_calc.work import Line, work

Stage = Literal["A", "B", "C", "D", "E", "F", "G"]
STAGES: Mapping[str, str] = {
    "A": "Worked example", "B": "Last step", "C": "Two steps and why", "D": "Full problem", "E": "Find the error",
    "F": "Which metric?", "G": "What would you do?",
}  # fmt: skip
ATTEMPTS = 2
"""Tries on the same numbers; then the solution, and a new variant."""
BLANK = "____"
MOST_OPTIONS = 4
LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Option:
    """A choice: its key, its text, whether it is the right one, and what to say to who takes it."""

    key: str
    text: str
    right: bool
    says: str
    mistake: str = ""
    cluster: str = ""


@dataclass(frozen=True)
class Field:
    """What is to be filled in: a number (with what it is held against) or a choice among options."""

    key: str
    label: str
    options: tuple[Option, ...] = ()
    aim: Aim | None = None

    @property
    def is_choice(self) -> bool:
        """Whether an option is chosen; else a number is typed."""
        return bool(self.options)


@dataclass(frozen=True)
class Prompt:
    """A stage of a task: what it says, the lines of working that are shown (with blanks), and what is to be filled in."""

    stage: str
    asks: str
    lines: tuple[WorkedLine, ...]
    fields: tuple[Field, ...]


def prompt(task: Task, stage: str) -> Prompt:
    """A stage of a task, as data. Raises KeyError for a stage that does not exist.

    >>> from cs_calc.training.draw import draw
    >>> from cs_calc.training.items import ITEMS
    >>> made = prompt(draw(ITEMS["renewal_rate"], 1), "B")
    >>> [line.numbers + " = " + line.result for line in made.lines], [field.label for field in made.fields]
    (['46 ÷ 60 = ____'], ['Renewal rate'])
    """
    match stage:
        case "A":
            return Prompt(stage, task.text, card(task.answer()).steps, ())
        case "B":
            return Prompt(stage, task.text, _blanked(task, 1), (_answer(task),))
        case "C":
            return _two_blanks(task)
        case "D":
            return Prompt(stage, task.text, (), (_answer(task),))
        case "E":
            return _error(task)
        case "F":
            return Prompt(stage, f"Which metric answers this question? “{task.item.asks}”", (), (_which(task),))
        case "G":
            told = task.item.interpretation
            options = [Option("", told.accepted, True, f"Yes. ({told.source.publisher})")]
            options += [Option("", text, False, why) for text, why in told.rejected]
            return Prompt(stage, told.asks, (), (Field("decision", "What would you do?", _mixed(task, stage, options)),))
    raise KeyError(f"There is no stage {stage!r}: stages are {', '.join(STAGES)}.")


def mark_field(task: Task, made: Prompt, key: str, text: str) -> Outcome:
    """Mark one field of a stage: a number as it was typed, or the key of an option. Raises KeyError for a field it does not have."""
    found = next((field for field in made.fields if field.key == key), None)
    if found is None:
        raise KeyError(f"Stage {made.stage} has no field {key!r}: it has {', '.join(field.key for field in made.fields)}.")
    if found.is_choice:
        return choose(found, text)
    if key == "answer" or found.aim is None:
        return mark(task, text)
    return judge(text, found.aim)


def choose(field: Field, key: str) -> Outcome:
    """Mark a choice. What is not one of its options is unreadable, with a sentence."""
    for option in field.options:
        if option.key == key:
            return Outcome("right" if option.right else "mistake", option.says, option.mistake, option.cluster)
    keys = ", ".join(option.key for option in field.options)
    return Outcome("unreadable", f"“{key[:40]}” is not one of the choices. They are: {keys}.")


def hints(task: Task, attempts: int) -> tuple[str, ...]:
    """The hints that are open after so many attempts: the first at once, the second after one, the third (numbers put in) after two."""
    figures = in_figures(pieces_of(task.variant.formula), task)
    third = f"Put the numbers in: {figures} = ?" if figures else "Nothing is to be worked out: it is one of the numbers given. Which one?"
    if not figures and (listed := _in_order(task)):
        third = f"Write the list in order: {listed}. Which one is asked for?"
    return (*task.item.hints, third)[: max(0, attempts) + 1]


def tries_left(attempts: int) -> int:
    """How many more tries there are on the same numbers. At 0 the solution is shown, and the next task has new ones."""
    return max(0, ATTEMPTS - attempts)


def solution(task: Task) -> Card:
    """The working of the very problem: the card that the calculator shows."""
    return card(task.answer())


def _in_order(task: Task) -> str:
    values = next((x for x in task.given.values() if isinstance(x, tuple)), ())
    return ", ".join(f"{x:,.6g}" for x in sorted(values))


def _answer(task: Task) -> Field:
    return Field("answer", task.variant.formula.name, aim=Aim(task.number, task.unit, task.item.dp, task.currency))


def _blanked(task: Task, blanks: int) -> tuple[WorkedLine, ...]:
    """The working with its last results left out, and left out too where they stand in a later line."""
    steps = card(task.answer()).steps
    lines = list(task.answer().worked.lines)
    hidden = {line.step.key for line in lines[len(lines) - blanks :]}
    found = []
    for shown, line in zip(steps, lines, strict=True):
        numbers = re.sub(r"\[([^\]]+)\]", r"\1", shown.numbers)  # the mark on the middle of a list is the answer
        for part in _hidden_parts(line.step.body, hidden):
            value = next(x.value for x in lines if x.step.key == part.key)
            numbers = numbers.replace(part.unit.show(value, task.currency), BLANK, 1)
        found.append(WorkedLine(shown.name, shown.words, numbers, BLANK if line.step.key in hidden else shown.result))
    return tuple(found)


def _hidden_parts(expr: Expr, hidden: set[str]) -> tuple[Step, ...]:
    match expr:
        case Step(key=key):
            return (expr,) if key in hidden else ()
        case Op(_, left, right):
            return (*_hidden_parts(left, hidden), *_hidden_parts(right, hidden))
    return ()


def _two_blanks(task: Task) -> Prompt:
    """The last two results blank; where the working has one line, what stands below its line, and its result. And a reason."""
    lines = task.answer().worked.lines
    why = task.item.why
    options = [Option("", why.right, True, "That is the reason.")]
    options += [Option("", text, False, against) for text, against in why.wrong]
    reason = Field("why", why.asks, _mixed(task, "C", options))
    if len(lines) > 1:
        return Prompt("C", task.text, _blanked(task, 2), (_step_field(task, lines[-2]), _answer(task), reason))
    line = card(task.answer()).steps[0]
    first, blanked = _first_of_one(task)
    return Prompt("C", task.text, (WorkedLine(line.name, line.words, blanked, BLANK),), (first, _answer(task), reason))


def _step_field(task: Task, line: Line) -> Field:
    return Field("step", line.step.name, aim=_aim(line.value, line.step.unit, task))


def _first_of_one(task: Task) -> tuple[Field, str]:
    """The first blank of a working of one line, and the line with it: one side of its sign, or how many values a list has."""
    body = task.variant.formula.body
    if not isinstance(body, Op):
        values = next((x for x in task.given.values() if isinstance(x, tuple)), ())
        return Field("step", "How many values there are", aim=Aim(float(len(values)), COUNT, 0)), BLANK
    last = not isinstance(body.right, Number)
    side, other = (body.right, body.left) if last else (body.left, body.right)
    values_by_key = task.answer().worked.values
    figures = in_numbers(other, values_by_key, task.currency)
    if isinstance(other, Op) and other.sign in "+-" and body.sign in "*/":
        figures = f"({figures})"
    sign = FOR_PEOPLE[body.sign]
    value = work(Step("side", "side", RATIO, side), task.given).value or 0.0
    label = {"/": "Below the line", "-": "What is taken off"}.get(body.sign, "The number that is missing") if last else "Before the sign"
    unit = next((part.unit for part in walk(side) if isinstance(part, Leaf | Step)), RATIO)
    return Field("step", label, aim=_aim(value, unit, task)), f"{figures}{sign}{BLANK}" if last else f"{BLANK}{sign}{figures}"


def _aim(value: float, unit: Unit, task: Task) -> Aim:
    """A step of the working is asked as it would be shown: to two decimals at most."""
    number = value * unit.scale
    dp = next(n for n in (0, 1, 2) if n == 2 or abs(number - round(number, n)) < 1e-6)
    return Aim(number, unit, dp, task.currency)


def _error(task: Task) -> Prompt:
    """Somebody has an answer that is a mistake's: what did they do? Without a field where a person's own numbers leave no mistake."""
    random = Random(f"{task.item.key}:{task.version}:{task.seed}:error")
    rivals = list(task.rivals)
    if not rivals:
        return Prompt("E", "With these numbers no mistake can be told from the answer. Take drawn numbers for this stage.", (), ())
    theirs = rivals[int(random.random() * len(rivals))]
    others: list[Known] = [rivals[at] for at in _order(len(rivals), random) if rivals[at] is not theirs][: MOST_OPTIONS - 1]

    def shown(value: float, unit: Unit) -> str:
        return rounded(value, unit, task.item.dp, task.currency)

    said = shown(theirs.value, theirs.rival.formula.unit)
    options = []
    for found in (theirs, *others):
        rival, own = found.rival, shown(found.value, found.rival.formula.unit)
        figures = in_figures(rival.pieces, task)
        right = found is theirs
        says = f"Yes: {figures} = {own}." if figures else f"Yes, that gives {own}."
        options.append(
            Option(rival.key, rival.why, right, says if right else f"That would give {own}, not {said}.", rival.key, rival.cluster)
        )
    asks = f"{task.text} Sam says {said}. What did Sam do?"
    return Prompt("E", asks, (), (Field("error", "What did Sam do?", _mixed(task, "E", options)),))


def _which(task: Task) -> Field:
    from cs_calc.training.items import ITEMS  # the register holds items, and an item does not know it

    near: list[Item] = [ITEMS[key] for key in task.item.near if key in ITEMS]
    options = [Option(task.item.key, task.item.title, True, f"Yes: {task.item.title}.")]
    options += [
        Option(item.key, item.title, False, f"{item.title} answers another question: {item.asks}", item.key, "neighbour") for item in near
    ]
    return Field("metric", "Which metric?", _mixed(task, "F", options))


def _mixed(task: Task, stage: str, options: Sequence[Option]) -> tuple[Option, ...]:
    """Options in an order that the seed decides; those without a key of their own get a letter by their place."""
    random = Random(f"{task.item.key}:{task.version}:{task.seed}:{stage}")
    mixed = [options[at] for at in _order(len(options), random)]
    return tuple(replace(option, key=option.key or letter) for option, letter in zip(mixed, LETTERS, strict=False))


def _order(n: int, random: Random) -> list[int]:
    """0 to n-1 in a random order; only `random()` itself is promised to stay the same over versions of Python."""
    left = list(range(n))
    return [left.pop(int(random.random() * len(left))) for _ in range(n)]
