"""Marking: what an answer as it was typed is, in a fixed order, and what to say of it.

Right; a known mistake or another definition; a slip of unit or sign; a power of ten; rounding (within ten tolerances); unknown.
Where a text may be meant two ways and it matters, it is asked; nothing is marked by a reading that is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cs_calc.expr import Leaf, Summary
from cs_calc.say import in_words
from cs_calc.training.draw import Known, Task, in_text, rounded, tolerance
from cs_calc.typed import LARGEST, Written, expects, in_unit, written
from cs_calc.units import DURATIONS, Unit

Kind = Literal["right", "mistake", "alternative", "unit", "sign", "power", "rounding", "unknown", "ask", "unreadable"]
FREE: tuple[Kind, ...] = ("alternative", "unit", "rounding", "ask", "unreadable")
"""Kinds that are no miss: the same is asked again."""
ROUNDING = 10  # tolerances
TENS = (0.1, 10.0, 0.01, 100.0, 0.001, 1000.0)
TIMES = (60.0, 1 / 60, 1 / 3600, 24.0, 1 / 24, 1440.0, 1 / 1440, 12.0, 1 / 12)


@dataclass(frozen=True)
class Outcome:
    """What an answer is. `says` is for the learner; `mistake` is the key of the mistake or definition, `cluster` what kind of slip it is.

    `number` is the answer as it was read, as a person types it (percent: 6.4); None where it could not be read.
    """

    kind: Kind
    says: str
    mistake: str = ""
    cluster: str = ""
    number: float | None = None

    @property
    def right(self) -> bool:
        """Whether it is the answer."""
        return self.kind == "right"

    @property
    def counts(self) -> bool:
        """Whether it uses up an attempt."""
        return self.kind not in FREE


@dataclass(frozen=True)
class Aim:
    """What a typed number is held against: the answer as a person types it, its unit, and to how many decimals."""

    number: float
    unit: Unit
    dp: int
    currency: str = "$"

    @property
    def tolerance(self) -> float:
        """How far off is still right."""
        return tolerance(self.dp)

    def show(self, number: float) -> str:
        """A number of this kind for people, to the decimals asked for."""
        return rounded(number / self.unit.scale, self.unit, self.dp, self.currency)


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed; `note` says it, where it is not the plain one."""

    number: float
    note: str = ""


def mark(task: Task, text: str, stage: str = "D") -> Outcome:
    """Mark what was typed. In stages E, F and G `text` is the key of the option chosen. Nothing is raised for what a person types.

    >>> from cs_calc.training.draw import draw
    >>> from cs_calc.training.items import ITEMS
    >>> task = draw(ITEMS["renewal_rate"], 1)  # 46 of 60 contracts were renewed
    >>> [mark(task, text).kind for text in ("76.7", ".767", "76,7 %", "23.3", "-76.7", "767", "77", "50", "abc")]
    ['right', 'right', 'right', 'mistake', 'sign', 'power', 'rounding', 'unknown', 'unreadable']
    >>> mark(task, "23.3").says
    '23.3% is (60 − 46) ÷ 60. That is the share that did not renew.'
    """
    if stage in ("E", "F", "G"):
        from cs_calc.training.ladder import choose, prompt  # the ladder marks its numbers here

        made = prompt(task, stage)
        return choose(made.fields[0], text) if made.fields else Outcome("unreadable", made.asks)
    return judge(text, Aim(task.number, task.unit, task.item.dp, task.currency), task.rivals, task)


def judge(text: str, aim: Aim, rivals: Sequence[Known] = (), task: Task | None = None) -> Outcome:
    """Hold a typed number against the answer and its rivals."""
    found = written(text, aim.unit)
    if found is None:
        return Outcome("unreadable", f"“{text.strip()[:40]}” could not be read. Type {expects(aim.unit)}.")
    if abs(found.number) > LARGEST:
        return Outcome("unreadable", "That is more than can be worked with: at most 1,000,000,000,000.")
    if found.mark == "time" and aim.unit.key in ("count", "months"):
        return Outcome("unreadable", f"“{text.strip()[:40]}” is a time in other units; {aim.unit.typed_in or 'a number'} is expected here.")
    readings = _readings(found, aim.unit)
    matches = [(reading, _match(reading.number, aim, rivals)) for reading in readings]
    hits: list[tuple[Reading, object]] = [(reading, hit) for reading, hit in matches if hit is not None]
    close = abs(found.number - aim.number) <= ROUNDING * aim.tolerance
    if not hits and not close and aim.unit.key == "percent" and found.mark == "":  # upside down, typed as it comes out: 5 for 500 %
        whole = Reading(found.number * 100, f"Read as {found.number * 100:,.6g} %.")
        slack = 50 * 10.0**-found.decimals if found.decimals else aim.tolerance
        hits += [(whole, rival) for rival in rivals if rival.number > 100 and abs(rival.number - whole.number) <= slack][:1]
    if len({id(hit) for _, hit in hits}) > 1:
        return _ask(readings, aim)
    if hits:
        return _named(hits[0][0], hits[0][1], found, aim, task)
    fraction_first = aim.unit.key == "percent" and found.also is None  # .77 is 77 % rounded too far, before it is 0.77 % off by ten
    for reading in reversed(readings) if fraction_first else readings:
        if (slip := _slip(reading, found, aim)) is not None:
            return slip
    if len(readings) > 1:
        return _ask(readings, aim)
    number = readings[0].number
    return Outcome("unknown", f"{_own(number, aim)} is none of the numbers that are known to come up here. {HINT}", number=number)


HINT = "Go back to what is counted above the line and what below."
RIGHT = object()


def _readings(found: Written, unit: Unit) -> tuple[Reading, ...]:
    """The ways in which a number may be meant, the plain one first."""
    number = found.number
    if found.mark == "time":
        number = in_unit(number, unit)
    if found.mark == "share":
        return (Reading(number * unit.scale, f"Read as {number * 100:.4g} %." if unit.key == "percent" else ""),)
    ways = [Reading(number)]
    if found.also is not None:
        ways.append(Reading(found.also, f"Read as {found.also:,.6g}."))
    if unit.key == "percent" and found.mark == "":
        ways.append(Reading(number * 100, f"Read as {number * 100:.6g} %."))
    if unit.key in ("ratio", "score") and found.mark == "%":
        ways.append(Reading(number / 100, f"Read as {number / 100:.6g}."))
    if unit.key == "percent" and not 0 < abs(number) < 1:  # 5 for a fraction of 5 is rare: only where nothing else fits
        ways = ways[:-1] if found.mark == "" else ways
    return tuple(ways)


def _match(number: float, aim: Aim, rivals: Sequence[Known]) -> object | None:
    """The answer, or the rival, that a number is; None where it is neither."""
    if abs(number - aim.number) <= aim.tolerance:
        return RIGHT
    return next((rival for rival in rivals if abs(number - rival.number) <= aim.tolerance), None)


def _named(reading: Reading, hit: object, found: Written, aim: Aim, task: Task | None) -> Outcome:
    """A number whose origin is known."""
    number, note = reading.number, f"{reading.note} " if reading.note else ""
    if not isinstance(hit, Known):
        if wrong_unit := _wrong_mark(found, aim):
            return Outcome("unit", wrong_unit, cluster="units_time", number=number)
        return Outcome("right", f"{note}{aim.show(number)} is right.".strip(), number=number)
    rival = hit.rival
    unit = rival.formula.unit
    own = rounded(number / unit.scale, unit, aim.dp if unit == aim.unit else 2, aim.currency)
    working = "" if task is None else in_figures(rival.pieces, task)
    says = f"{note}{own} is {working}. {rival.why}" if working else f"{note}{own}: {rival.why}"
    if rival.kind == "alternative" and task is not None:
        says += f" Here it is asked as: {in_words(task.variant.formula.body)}."
    return Outcome(rival.kind, says, rival.key, rival.cluster, number)


def in_figures(pieces: Sequence[tuple[str, Leaf | None]], task: Task) -> str:
    """A formula of a task in one line with its numbers put in; empty where it is one number alone."""
    if len(pieces) == 1:
        return ""
    return "".join(sign if part is None else _figure(part, task) for sign, part in pieces)


def _figure(part: Leaf, task: Task) -> str:
    """A number of a task as it stands in a formula; a summary is worked from its list."""
    if part.key in task.figures:
        return task.figures[part.key]
    value = task.given.get(part.key)
    if isinstance(part, Summary) and isinstance(listed := task.given.get(part.of.key), tuple):
        value = part.value(listed)
    if not isinstance(value, float | int):
        raise KeyError(f"{task.item.key} does not give {part.key}.")
    shown = in_text(value, part.unit, task.currency)
    task.figures[part.key] = f"({shown})" if shown.startswith("-") else shown
    return task.figures[part.key]


def _wrong_mark(found: Written, aim: Aim) -> str:
    """What to say where the number is right and the unit typed with it is not."""
    shown, unit = aim.show(aim.number), aim.unit
    if unit.key == "percent" and found.mark in ("points", "money"):
        return f"The number is right, its unit is not: {shown} is a share in %. Points are for the difference of two shares."
    if unit.key == "score" and found.mark in ("%", "money"):
        return "The number is right, its unit is not: this is in points, not in %."
    if unit.key != "money" and found.mark == "money":
        return f"The number is right, its unit is not: this is {unit.name}, not money."
    if unit.key in ("money", "count", *DURATIONS) and found.mark in ("%", "points"):
        return f"The number is right, its unit is not: this is {unit.name}, not {'%' if found.mark == '%' else 'points'}."
    return ""


def _slip(reading: Reading, found: Written, aim: Aim) -> Outcome | None:
    """A slip of unit, sign, power of ten or rounding; None where it is none of them."""
    number, right, tol = reading.number, aim.number, aim.tolerance
    note = f"{reading.note} " if reading.note else ""
    own = _own(number, aim)
    if right == 0:
        return _rounding(number, aim, note)
    if aim.unit.key in DURATIONS and found.mark != "time" and any(_near(number * by, right, found, by, tol) for by in TIMES):
        return Outcome(
            "unit", f"{number:,.6g} fits in another unit of time. The answer is asked in {aim.unit.name}.", "", "units_time", number
        )
    if abs(number + right) <= tol:
        says = f"{note}{own} has the right size and the wrong sign. Look at what is taken from what, and what a minus means here."
        return Outcome("sign", says, "", "sign", number)
    if any(_near(number * by, right, found, by, tol) for by in TENS):
        return Outcome("power", f"{note}{own} is off by a power of ten: the digits are right, the decimal point is not.", number=number)
    return _rounding(number, aim, note)


def _near(number: float, right: float, found: Written, by: float, tol: float) -> bool:
    """Whether a number, moved by a factor, is the answer as far as its digits go."""
    typed = 0.5 * 10.0**-found.decimals * by if abs(found.number) >= 10.0 ** (1 - found.decimals) else 0.0
    return abs(number - right) <= max(tol, min(typed, 0.01 * abs(right)))


def _rounding(number: float, aim: Aim, note: str) -> Outcome | None:
    if abs(number - aim.number) > ROUNDING * aim.tolerance:
        return None
    places = ("as a whole number", "to one decimal", "to two decimals")[min(aim.dp, 2)]
    says = f"{note}{_own(number, aim)} is close. Keep every digit until the end and give the answer {places}."
    return Outcome("rounding", says, number=number)


def _ask(readings: Sequence[Reading], aim: Aim) -> Outcome:
    """Two readings, and it matters which one is meant."""
    ways = [f"{reading.number:,.6g}{' %' if aim.unit.key == 'percent' else ''}" for reading in readings[:2]]
    example = f"{readings[0].number:.6g} %" if aim.unit.key == "percent" else f"{readings[0].number:.6g}"
    return Outcome("ask", f"Is {ways[0]} or {ways[1]} meant? Type {example} or {ways[1]}.", number=readings[0].number)


def _own(number: float, aim: Aim) -> str:
    """The learner's own number, in the unit of the answer."""
    return aim.unit.show(number / aim.unit.scale, aim.currency)
