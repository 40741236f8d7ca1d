"""What Onboarding opens with: the first day and conversion, time to value, trials, and whom to help; each sentence from the data."""

from __future__ import annotations

import pandas as pd

from cs_calc.analysis.onboarding import NAMES, TRIAL, Reached, What, reached, stretches
from cs_calc.analysis.onboarding_lists import not_set_up, overdue, running_trials
from cs_calc.analysis.onboarding_trials import STAYED, FastEffect, fast_effects, stay_effect
from cs_calc.analysis.product_story import longest, money_of, name_of
from cs_calc.change import chance_in_words
from cs_calc.charts import SMALL
from cs_calc.findings import before
from cs_calc.intervals import LEVEL
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, spoken
from cs_calc.units import COUNT, DAYS, PERCENT
from cs_calc.work import number

WHATS: tuple[What, ...] = ("value", "onboarding")
NOT_BECAUSE = "It goes with becoming a customer; that it is the cause is not shown: those who mean to buy may set up sooner."


def opening(dataset: Dataset, kind: Kind, period: str) -> list[str]:
    """The page's first sentences: what the first day goes with, how long it takes, how trials fare, whom to help."""
    if dataset.reach is None:
        return []
    effects = fast_effects(dataset, kind, period)
    first = [fast_sentence(effects[0]), NOT_BECAUSE if effects[0].real else ""] if effects else []
    if not effects and (stayed := stay_effect(dataset, kind, period)) is not None:
        first = [stay_sentence(stayed)]
    said = [*first, value_sentence(dataset, kind, period),
            trial_sentence(dataset, kind, period), help_sentence(dataset)]  # fmt: skip
    return [sentence for sentence in said if sentence]


def points(value: float) -> str:
    """A difference of two shares in points, without its sign.

    >>> points(-0.2205)
    '22.1 points'
    """
    return PERCENT.show_change(abs(value)).lstrip("+") if PERCENT.show_change(value) != "no change" else "0 points"


def fast_sentence(found: FastEffect) -> str:
    """Trials set up within 24 hours against the others: both rates, the difference with its range, the exact test, and what it is not."""
    head = (
        f"Of {COUNT.show(found.fast + found.slow)} trials that have ended, {COUNT.show(found.fast)} were set up within 24 hours: "
        f"{PERCENT.show_brief(found.fast_rate)} of these became customers, of the others {PERCENT.show_brief(found.slow_rate)}."
    )
    ends = f"{PERCENT.show_change(found.low)} to {PERCENT.show_change(found.high)}"
    test = f"{ends}; {chance_in_words(found.chance)}, Fisher’s exact test"
    if not found.real:
        few = " One of the groups is too few to say more." if min(found.fast, found.slow) < SMALL else ""
        return f"{head} The difference of {points(found.difference)} may be chance ({test}).{few}"
    way = "more" if found.difference > 0 else "fewer"
    return f"{head} That is {points(found.difference)} {way}, and more than chance would explain ({test})."


def stay_sentence(found: FastEffect) -> str:
    """Customers set up within 24 hours against the others: who was still there half a year later, and whether that may be chance."""
    head = (
        f"Of {COUNT.show(found.fast + found.slow)} customers who signed up at least {STAYED} days before, {COUNT.show(found.fast)} were "
        f"set up within 24 hours: {PERCENT.show_brief(found.fast_rate)} of these were still customers {STAYED} days later, of the others "
        f"{PERCENT.show_brief(found.slow_rate)}"
    )
    ends = f"{PERCENT.show_change(found.low)} to {PERCENT.show_change(found.high)}"
    chance = "more than chance would explain" if found.real else "no evidence of a difference"
    return f"{head}: {chance} ({ends}; {chance_in_words(found.chance)}, Fisher’s exact test)."


def days(value: float | None) -> str:
    """Days as people say them.

    >>> days(3.46), days(0.25), days(None)
    ('3.5 days', '6 hours', 'an unknown time')
    """
    if value is None:
        return "an unknown time"
    return DAYS.show_brief(value) if value >= 1 else f"{COUNT.show(round(value * 24))} hours"


def half_words(found: Reached) -> str:
    """How long half of them take, with the range; or that fewer than half have got there."""
    if found.median.median is None:
        return f"fewer than half have reached {NAMES[found.what]} so far"
    verb = "reach first value" if found.what == "value" else "are onboarded"
    text = f"half {verb} within {days(found.median.median)}"
    if found.median.low is not None and found.median.high is not None:
        text += f" (likely {days(found.median.low)} to {days(found.median.high)})"
    return text


def value_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """Time to value of the last 12 months' sign-ups, with those who never get there; onboarding beside it."""
    parts, people = [], 0
    now = stretches(dataset, kind, period)[0]
    for what in WHATS:
        found = reached(dataset, what, kind, period)
        if found:
            never = f"{PERCENT.show_brief(found[0].never)} are" if found[0].gone else "nobody is"
            parts.append(f"{half_words(found[0])}, {never} gone without it")
            people = found[0].people
    if not parts:
        return ""
    return f"Of {COUNT.show(people)} who signed up in {spoken(now[0])} to {spoken(now[-1])}, " + "; ".join(parts) + "."


def change_sentence(found: list[Reached]) -> str:
    """Against the twelve months before: is it slower, and is that the mix of trials? Empty where there is nothing to compare."""
    if not found or found[0].before is None or found[0].chance is None:
        return ""
    all_of, parts = found[0], found[1:]
    real = all_of.chance is not None and all_of.chance < 1 - LEVEL
    then = days(all_of.before.median) if all_of.before and all_of.before.median is not None else "a time not known"
    head = f"In the 12 months before it was {then} ({COUNT.show(all_of.people_before)} sign-ups)"
    test = f"{chance_in_words(all_of.chance or 0.0)}, log-rank"
    if not real:
        return f"{head}: no evidence of a change ({test})."
    text = f"{head}: the curves differ by more than chance would explain ({test})."
    if parts and all(p.chance is not None and p.chance >= 1 - LEVEL for p in parts):
        trial = next(p for p in parts if p.group == TRIAL)
        now, earlier = trial.people / all_of.people, trial.people_before / max(1, all_of.people_before)
        text += (
            f" Yet neither trials nor those who bought at once changed: trials are {PERCENT.show_brief(now)} of sign-ups now, "
            f"{PERCENT.show_brief(earlier)} then, and trials take longer. The mix changed, not the speed."
        )
    return text


def trial_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """How the trials that ended in the period fared, against the period before."""
    metric = METRICS["trial_conversion_rate"]
    now = answer_for(dataset, metric, kind, period, variant="trials_ended")
    if now.value is None:
        return ""
    won, all_of = (COUNT.show(int(number(now.given, k) or 0)) for k in ("converted_of_ended", "trials_ended"))
    text = f"Of {all_of} trials that ended in {spoken(period)}, {won} became customers ({PERCENT.show_brief(now.value)}"
    if now.interval:
        text += f", likely {PERCENT.show_brief(now.interval.low)} to {PERCENT.show_brief(now.interval.high)}"
    text += ")"
    earlier = before(dataset, kind, period)
    then = answer_for(dataset, metric, kind, earlier, variant="trials_ended") if earlier and dataset.is_whole(period, kind) else None
    if earlier and then is not None and then.value is not None:
        text += f", {PERCENT.show_brief(then.value)} in {spoken(earlier)}"
    return text + "."


def help_sentence(dataset: Dataset) -> str:
    """Whom to help on the last day of the data: trials not set up, customers past their planned day."""
    parts = []
    running = running_trials(dataset)
    if "set_up" in running and len(running):
        open_ones = not_set_up(dataset)
        parts.append(f"{COUNT.show(len(open_ones))} of {COUNT.show(len(running))} running trials are not set up")
    late = overdue(dataset)
    if len(late):
        are = "customer is" if len(late) == 1 else "customers are"
        text = f"{COUNT.show(len(late))} {are} past the planned day with onboarding not done{money_of(late, dataset.currency)}"
        parts.append(text + late_words(late))
    if not parts:
        return ""
    return f"On {dataset.as_of:%d %B %Y} " + ", and ".join(parts) + "."


def late_words(late: pd.DataFrame) -> str:
    """Who of those overdue pays most."""
    if "mrr" not in late or not late["mrr"].notna().any():
        return f", longest {name_of(late.iloc[0])}{longest(late)}"
    return f", the largest {name_of(late.sort_values('mrr', ascending=False).iloc[0])}"


def plan_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """How many of the period's sign-ups with a plan were done in time; and of those, that trials which lapse count too."""
    found = answer_for(dataset, METRICS["onboarding_on_plan_rate"], kind, period)
    if found.value is None:
        return ""
    done, planned = (COUNT.show(int(number(found.given, k) or 0)) for k in ("onboarded_on_plan", "onboardings_planned"))
    return (
        f"Of {planned} sign-ups in {spoken(period)} whose planned day has passed, {done} were done in time "
        f"({PERCENT.show_brief(found.value)}). Trials that lapsed are among them."
    )


def what_words(what: What) -> str:
    """A curve's question."""
    return {"value": "How soon is first value reached?", "onboarding": "How soon is onboarding done?"}[what]
