"""One step of a case: its fields, what became of the answers, and the working."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cs_calc.training.cases.draw import Drawn, working
from cs_calc.training.cases.mark import Marked
from cs_calc.training.cases.record import Ask, CaseStep, Field, Pick
from cs_calc.training.cases.standing import ATTEMPTS, OfField, Standing, Typed
from cs_calc.training.mark import HINT
from pages.parts import case_state as cases
from pages.parts.text import md, money_safe

MARKS = {
    "right": ":green[:material/check_circle:]", "alternative": ":blue[:material/alt_route:]", "ask": ":blue[:material/help:]",
    "unreadable": ":blue[:material/help:]", "unit": ":blue[:material/straighten:]", "rounding": ":blue[:material/more_horiz:]",
}  # fmt: skip
WRONG = ":orange[:material/cancel:]"
PLACES = ("whole number", "one decimal", "two decimals")


def show_step(found: Standing, at: int) -> None:
    """The step that is looked at: a form while something in it is open, then what the numbers say and the way on."""
    case, step = found.drawn.case, found.steps[at]
    st.subheader(money_safe(f"{at + 1}. {found.drawn.say(step.title)}"), anchor=False)
    st.markdown(money_safe(found.drawn.say(step.asks)))
    if found.step_over(step):
        show_answers(found, step)
        last = at + 1 == len(found.steps)
        label = "To the decision" if last else "Next step"
        st.button(label, type="primary", icon=":material/arrow_forward:", on_click=cases.look_at, args=(case.key, at + 1), key="case_next")
        return
    _form(found, step)
    _said(found, step)
    with st.expander("Hint", icon=":material/lightbulb:"):
        st.markdown(money_safe(found.drawn.say(step.hint)))


def _form(found: Standing, step: CaseStep) -> None:
    case, seed = found.drawn.case.key, found.drawn.seed
    answered = sum(len(found.fields[one.key].marked) for one in step.fields)
    still = [one for one in step.fields if not found.fields[one.key].over]
    # a field has the number of answers in its key: after a check it is drawn anew with what was typed
    keys = {one.key: f"case_{case}_{seed}_{one.key}_{answered}" for one in still}
    with st.form(f"case_{case}_{seed}_{step.key}_{answered}", border=False):
        asks = [one for one in still if isinstance(one, Ask)]
        for pick in (one for one in still if isinstance(one, Pick)):
            _pick(found, pick, keys[pick.key])
        grid = st.grid(min(4, max(2, len(asks))), min_column_width=170)
        for ask in asks:
            with grid.container():
                _number(found, ask, keys[ask.key])
        pressed = st.form_submit_button("Check", type="primary", icon=":material/done:")
    if pressed:
        answers = [Typed(one.key, raw) for one in still if (raw := _raw(one, st.session_state.get(keys[one.key])))]
        if not answers:
            st.caption("Nothing is filled in yet.")
            return
        cases.look_at(case, found.place)
        cases.add(case, answers)
        st.rerun()


def _raw(field: Field, value: object) -> str:
    """What a widget holds, as text."""
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return str(value or "").strip()


def _number(found: Standing, field: Ask, key: str) -> None:
    unit = field.formula.unit
    what = {"percent": "In %", "money": f"In {found.drawn.currency}", "score": "Points"}.get(unit.key, unit.typed_in.capitalize())
    places = PLACES[min(field.dp, 2)]
    last = found.fields[field.key].marked
    st.text_input(
        md(found.drawn.say(field.label) or field.formula.name),
        value=last[-1].raw if last else "",
        key=key,
        placeholder=f"{what}, {places}" if what else places.capitalize(),
        max_chars=80,
    )


def _pick(found: Standing, field: Pick, key: str) -> None:
    options = {option.key: money_safe(found.drawn.say(option.text)) for option in field.options}
    last = found.fields[field.key].marked
    label = md(found.drawn.say(field.label))
    if field.several:
        chosen = [one for one in last[-1].raw.split(",") if one in options] if last else []
        st.pills(label, list(options), selection_mode="multi", default=chosen, format_func=lambda k: options[k], key=key)
        return
    before = last[-1].raw if last else ""
    index = list(options).index(before) if before in options else None
    short = sum(len(text) for text in options.values()) < 120
    st.radio(label, list(options), index=index, format_func=lambda k: options[k], key=key, horizontal=short)


def _said(found: Standing, step: CaseStep) -> None:
    """What became of the last answers, while something is open."""
    _lines(found, [one for one in step.fields if found.fields[one.key].marked])
    for one in step.fields:
        if found.fields[one.key].over and not found.fields[one.key].right:
            _solution(found.drawn, one)


def _lines(found: Standing, fields: Sequence[Field]) -> None:
    """What there is to say of each answer; numbers that are right without more stand in one line together."""
    plain = [one for one in fields if (of := found.fields[one.key]).right and isinstance(one, Ask) and not of.marked[-1].carried]
    lines = []
    if len(plain) > 1:
        shown = ", ".join(f"{md(found.drawn.say(one.label))} {md(found.drawn.show(one))}" for one in plain)
        lines.append(f"{MARKS['right']} **Right**: {shown}")
    lines += [_line(found.drawn, one, found.fields[one.key]) for one in fields if len(plain) < 2 or one not in plain]
    if lines:
        st.markdown("\n\n".join(lines))


def _line(drawn: Drawn, field: Field, of: OfField) -> str:
    """The last answer to a field with what is to be said of it."""
    last: Marked = of.marked[-1]
    name = drawn.say(field.label) or (field.formula.name if isinstance(field, Ask) else "")
    mark = MARKS.get(last.outcome.kind, WRONG)
    more = ""
    if not of.over and last.outcome.kind != "right":
        more = " Try again: one more try." if of.misses == ATTEMPTS - 1 else " Type it again: this does not count as a try."
    says = last.outcome.says.removesuffix(HINT) if of.over else last.outcome.says  # there is no further try to hint for
    return f"{mark} **{md(name)}**: {md(says)}{more}"


def show_answers(found: Standing, step: CaseStep) -> None:
    """A step that is over: each field with its answer, what the numbers say, and the working."""
    _lines(found, step.fields)
    missed = [one for one in step.fields if not found.fields[one.key].right]
    for one in missed:
        _solution(found.drawn, one)
    st.info(money_safe(found.drawn.say(step.after)), icon=":material/insights:")
    right = [one for one in step.fields if one not in missed and isinstance(one, Ask)]
    if right:
        with st.expander("Working", icon=":material/format_list_numbered:"):
            for one in right:
                _solution(found.drawn, one)


def _solution(drawn: Drawn, field: Field) -> None:
    """The right answer with its working."""
    label = md(drawn.say(field.label))
    if isinstance(field, Pick):
        right = field.right(drawn.numbers)
        names = ", ".join(md(drawn.say(option.text)) for option in field.options if option.key in right)
        st.markdown(f"**{label}**: {names}.")
        return
    lines: Sequence[str] = [
        f"{md(x.name)} = {md(x.words)} = {md(x.numbers)} = **{md(x.result)}**"
        if x.words != x.numbers
        else f"{md(x.name)} = **{md(x.result)}**"
        for x in working(drawn, field)
    ]
    st.markdown(f"**{label}**" + "".join(f"  \n{line}" for line in lines))
