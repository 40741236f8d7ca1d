"""GIFT, the text that Moodle imports: typed numbers with every known mistake and its sentence, and choices with theirs.

Format: docs.moodle.org/en/GIFT_format, as Moodle's importer (question/format/gift) reads it. It takes the first answer
whose interval holds the number; the intervals of an exercise do not overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cs_calc.training.draw import Task
from cs_calc.training.exports.choices import Choice, choices_of
from cs_calc.training.exports.known import Known, figures, known_numbers
from cs_calc.training.exports.selection import Selection
from cs_calc.training.paths import MODULES

_SPECIAL = re.compile(r"([\\~=#{}:])")


def write_gift(selection: Selection) -> str:
    """The selection as the text of a GIFT file: a category for each module, a block for each variant and each choice."""
    choices = list(choices_of(selection))
    blocks = [f"// {_line(selection.name)}. {selection.says}"]
    for module in selection.modules:
        blocks.append(f"$CATEGORY: cs-calc/{module} {MODULES[module].name}")
        blocks += [_typed(task) for task in selection.tasks if task.item.module == module]
        blocks += [_choice(choice) for choice in choices if choice.module == module]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Text as it stands in a block: one line, and nothing in it that GIFT would act on.

    >>> print(escaped("a = b: {50 ~ 60} #1"))
    a \= b\: \{50 \~ 60\} \#1
    """
    return _SPECIAL.sub(r"\\\1", _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())


def _typed(task: Task) -> str:
    expects = task.expects[0].lower() + task.expects[1:].rstrip(".")
    head = f"::{escaped(f'{task.item.key} seed {task.seed}')}::[plain]{escaped(f'{task.text} (A number, {expects}.)')}"
    return "\n".join([f"{head}{{#", *_answers(task), "}"])


def _answers(task: Task) -> Iterator[str]:
    for known in known_numbers(task):
        says = known.outcome.says
        if known.outcome.right:
            says = f"{says} {figures(task)}."
        yield f"  =%{100 if known.outcome.right else 0}%{_number(known)}:{known.tolerance:.6g}#{escaped(says)}"
    yield f"  ~#{escaped(f'None of the numbers that are known to come up here. {task.item.hints[0]}')}"
    yield f"  ####{escaped(f'{task.variant.formula.name}: {figures(task)}.')}"


def _number(known: Known) -> str:
    return f"{known.number:.10f}".rstrip("0").rstrip(".")


def _choice(choice: Choice) -> str:
    lines = [f"::{escaped(choice.title)}::[plain]{escaped(choice.asks)}{{"]
    lines += [f"  {'=' if option.right else '~'}{escaped(option.text)}#{escaped(option.says)}" for option in choice.options]
    return "\n".join([*lines, "}"])
