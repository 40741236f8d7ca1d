"""Marking a case: each field by itself, and a later one by the learner's own earlier numbers where these were others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cs_calc.expr import Leaf
from cs_calc.say import in_terms
from cs_calc.training.cases.draw import Drawn, inputs_of, value_of
from cs_calc.training.cases.record import Ask, Field, Numbers, Pick
from cs_calc.training.draw import RIVALS_APART, Known, tolerance
from cs_calc.training.fast import function
from cs_calc.training.mark import Aim, Kind, Outcome, judge
from cs_calc.training.story import Rival
from cs_calc.typed import written

TELLING: tuple[Kind, ...] = ("mistake", "alternative")
SLIPS: tuple[Kind, ...] = ("unit", "sign", "power", "rounding")
MOST_OWN = 4
"""Own earlier numbers that a sentence names."""


@dataclass(frozen=True)
class Marked:
    """What an answer is; `carried`: it was held against what follows from the learner's own earlier numbers."""

    raw: str
    outcome: Outcome
    carried: bool = False


def mark(drawn: Drawn, field: Field, text: str, own: Mapping[str, float]) -> Marked:
    """Mark one field. `own` holds the learner's own answers so far by field, rates as fractions. Nothing is raised for what is typed.

    A number that is right for the sheets is right. One that follows from the learner's own earlier numbers is right as well, and
    that is said. Only then come mistakes and slips, against the sheets first.
    """
    if isinstance(field, Pick):
        return _pick(drawn, field, text, own)
    true = _judged(drawn, field, text, drawn.numbers)
    followed = {**drawn.numbers, **own}
    used = _used(drawn, field, own)
    if true.right or true.kind == "unreadable" or not used:
        return Marked(text, true)
    try:
        carried = _judged(drawn, field, text, followed)
    except ZeroDivisionError:
        return Marked(text, true)
    if carried.right:
        right = drawn.show(field)
        says = f"Right for your own {_list(drawn, used, own)}: the method is right. By the sheets it is {right}."
        return Marked(text, replace(carried, says=says), True)
    if true.kind not in (*TELLING, "ask") and carried.kind in (*TELLING, *SLIPS):
        return Marked(text, replace(carried, says=f"Worked from your own {_list(drawn, used, own)}: {carried.says}"), True)
    return Marked(text, true)


def number_of(field: Field, marked: Marked) -> float | None:
    """The learner's own number in an answer, rates as fractions; None for a choice and for what could not be read."""
    if isinstance(field, Pick) or marked.outcome.number is None or marked.outcome.kind in ("ask", "unreadable"):
        return None
    return marked.outcome.number / field.formula.unit.scale


def rivals(drawn: Drawn, ask: Ask, numbers: Numbers) -> tuple[Known, ...]:
    """The mistakes and other definitions that can be told from the answer and from one another on these numbers.

    The numbers of a case are its story, and not chosen to keep outcomes far apart as those of an exercise are: here it is enough
    that no number typed to the decimals asked for can be two of them.
    """
    given, scale = inputs_of(ask, numbers), ask.formula.unit.scale
    apart, taken = RIVALS_APART * tolerance(ask.dp), [value_of(ask, numbers) * scale]
    found = []
    for rival in ask.rivals:
        try:
            value = function(rival.formula)(given)
        except ZeroDivisionError:
            continue  # on these numbers nobody can make this mistake
        number = value * rival.formula.unit.scale
        if all(abs(number - other) >= apart for other in taken):
            found.append(Known(rival, value, number))
            taken.append(number)
    return tuple(found)


def _judged(drawn: Drawn, ask: Ask, text: str, numbers: Numbers) -> Outcome:
    unit = ask.formula.unit
    aim = Aim(value_of(ask, numbers) * unit.scale, unit, ask.dp, drawn.currency)
    known = rivals(drawn, ask, numbers)
    found = judge(text, aim, known)
    hit = next((one.rival for one in known if found.kind in TELLING and one.rival.key == found.mistake), None)
    if hit is None:
        return found
    says = f"{found.says} It is {_figures(hit, inputs_of(ask, numbers), drawn.currency)}."
    if hit.kind == "alternative":
        says += f" Here it is asked as: {''.join(t.text for t in in_terms(ask.formula, _small))}."
    return replace(found, says=says)


def _small(part: Leaf) -> str:
    return part.name if part.name[:2].isupper() else part.name[0].lower() + part.name[1:]


def _figures(rival: Rival, given: Mapping[str, float], currency: str) -> str:
    """A rival's formula with its numbers put in."""
    return "".join(sign if part is None else part.unit.show(given[part.key], currency) for sign, part in rival.pieces)


def _used(drawn: Drawn, field: Ask, own: Mapping[str, float]) -> tuple[Ask, ...]:
    """The earlier fields on whose own, other numbers this one rests."""
    others = [ask for ask in drawn.case.fields if isinstance(ask, Ask) and ask.key != field.key and ask.key in own]
    differ = [ask for ask in others if own[ask.key] != drawn.numbers[ask.key]]
    true, moved = value_of(field, drawn.numbers), []
    for ask in differ:
        try:
            if value_of(field, {**drawn.numbers, ask.key: own[ask.key]}) != true:
                moved.append(ask)
        except ZeroDivisionError:
            moved.append(ask)
    return tuple(moved)


def _list(drawn: Drawn, asks: Sequence[Ask], own: Mapping[str, float]) -> str:
    """The learner's own earlier numbers, named."""
    named = [f"{ask.formula.unit.show(own[ask.key], drawn.currency)} ({drawn.say(ask.label)})" for ask in asks[:MOST_OWN]]
    return ", ".join(named) + (" and others" if len(asks) > MOST_OWN else "")


def _pick(drawn: Drawn, field: Pick, text: str, own: Mapping[str, float]) -> Marked:
    keys = [key.strip().lower() for key in text.split(",") if key.strip()]
    known = {option.key: option for option in field.options}
    if not keys or any(key not in known for key in keys):
        strange = next((key for key in keys if key not in known), "")
        found = f"“{strange[:40]}” is not one of the choices" if strange else "Nothing is chosen"
        return Marked(text, Outcome("unreadable", f"{found}. They are: {', '.join(known)}."))
    if len(keys) > 1 and not field.several:
        return Marked(text, Outcome("unreadable", "One choice is asked for, and more than one was given. Choose one."))
    chosen, right = frozenset(keys), field.right(drawn.numbers)
    carried = field.right({**drawn.numbers, **own}) if own else right
    if chosen == right:
        return Marked(text, Outcome("right", " ".join(_says(drawn, field, keys)) or "Right."))
    if chosen == carried:
        names = ", ".join(drawn.say(known[key].text) for key in known if key in right) or "none of them"
        return Marked(text, Outcome("right", f"Right for your own earlier numbers. By the sheets it is {names}."), True)
    if not field.several:
        return Marked(text, Outcome("mistake", " ".join(_says(drawn, field, keys)) or "That is not it.", keys[0]))
    extra, missing = chosen - right, right - chosen
    said = []
    if extra:
        said.append(f"{_names(drawn, field, extra)} {'does' if len(extra) == 1 else 'do'} not belong here.")
        said += _says(drawn, field, [key for key in known if key in extra])
    if missing:
        said.append(f"{'One is' if len(missing) == 1 else f'{len(missing)} are'} missing.")
    return Marked(text, Outcome("mistake", " ".join(said), ",".join(sorted(extra | missing))))


def _says(drawn: Drawn, field: Pick, keys: Sequence[str]) -> list[str]:
    return [drawn.say(option.says) for option in field.options if option.key in keys and option.says]


def _names(drawn: Drawn, field: Pick, keys: frozenset[str]) -> str:
    return ", ".join(drawn.say(option.text) for option in field.options if option.key in keys)


def readable(text: str, field: Field) -> bool:
    """Whether a text holds a number, or a choice, at all."""
    return bool(text.strip()) and (isinstance(field, Pick) or written(text, field.formula.unit) is not None)
