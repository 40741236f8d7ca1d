"""What is found of behaviours and an outcome, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cs_calc.analysis.drivers import CHANCE, STRATA, Tried
from cs_calc.charts import SMALL
from cs_calc.units import COUNT, PERCENT

Row = Mapping[Any, Any]
NO_WINDOW = ("Onboarding", "The ticket", "Who they are")
CAUSE = "They go together; the data cannot say that one is the cause of the other."


def cases_word(found: Tried) -> str:
    """What is counted: contracts due, customer-months."""
    return found.outcome.cases.format(kind=found.kind)


def before_word(found: Tried) -> str:
    """The days that are looked at: "in the 90 days before the due date"."""
    if found.outcome.key == "trial":
        return "on the first day of the trial" if found.days == 1 else f"in the first {found.days} days of the trial"
    return f"in the {found.days} days {found.outcome.before.format(kind=found.kind)}"


def clause(found: Tried, key: str) -> str:
    """A behaviour with its time, completing "whose customer ..."."""
    one = found.behaviours[key]
    if one.group in NO_WINDOW:
        return one.clause
    if key == "open":
        return f"{one.clause} then"
    if key == "use_fell":
        return f"{one.clause} {found.outcome.before.format(kind=found.kind)}"
    return f"{one.clause} {before_word(found)}"


def of(part: float, whole: float) -> str:
    """A share with its counts.

    >>> of(120, 125)
    '120 of 125 (96.0%)'
    """
    return f"{COUNT.show(part)} of {COUNT.show(whole)} ({PERCENT.show_brief(part / whole)})"


def points(difference: float, low: float, high: float) -> str:
    """A difference of shares with its range.

    >>> points(0.169, 0.0905, 0.2487)
    '16.9 points more (likely 9.0 to 24.9)'
    """
    way = "more" if difference >= 0 else "less"
    one, other = sorted((low, high), key=abs) if low * high >= 0 else (low, high)
    ends = [100 * (abs(x) if low * high >= 0 else x if difference >= 0 else -x) for x in (one, other)]
    if low * high < 0:
        ends.sort()
    return f"{abs(100 * difference):.1f} points {way} (likely {ends[0]:.1f} to {ends[1]:.1f})"


def goes_with(found: Tried, row: Row) -> str:
    """The finding in a sentence: of those with, of those without, the difference."""
    o = found.outcome
    one = found.behaviours[row["key"]]
    whom = f" {one.of_them}" if one.of_them else ""
    return (
        f"of {cases_word(found)} {o.whose} {clause(found, row['key'])}, {of(row['k_with'], row['n_with'])} {o.did}; of the others{whom} "
        f"{of(row['k_without'], row['n_without'])}. That is {points(row['difference'], row['low'], row['high'])}."
    )


def headline(found: Tried, row: Row) -> str:
    """A behaviour and what it goes with more or fewer of.

    It is the title of the picture, too.
    """
    way = "more" if row["difference"] >= 0 else "fewer"
    return f"“{found.behaviours[row['key']].name}” goes with {way} {found.outcome.noun}"


def strongest(found: Tried, sort: str = "did") -> Row | None:
    """The surest of one sort that survives the correction: if there is any, one that the mix of plans, sizes and times does not explain."""
    rows = found.survivors[found.survivors["sort"] == sort].to_dict("records")
    return next((row for row in rows if not explained(row)), rows[0] if rows else None)


def leading(found: Tried) -> Row | None:
    """What the first sentence is about: something that they did, if any survives that no mix explains; else a sign, or who they are."""
    every = [row for s in ("did", "sign", "is") if (row := strongest(found, s)) is not None]
    return next((row for row in every if not explained(row)), every[0] if every else None)


def opening(found: Tried) -> list[str]:
    """The strongest that survives and that it is no cause, the strongest sign, and what did not survive."""
    m = len(found.tested)
    noun = found.outcome.noun
    if not len(found.cases):
        return [f"There are no {cases_word(found)} in this time: nothing can go with {noun}."]
    if not m:
        return [f"With {COUNT.show(len(found.cases))} {cases_word(found)} no behaviour has {SMALL} on both sides: too few to compare."]
    first, sign = leading(found), strongest(found, "sign")
    said = []
    if first is None:
        said.append(f"None of the {m} behaviours that were tried goes with more or fewer {noun} than chance would explain.")
    else:
        said.append(f"{headline(found, first)}: {goes_with(found, first)}")
        said.append(f"{CAUSE} {inside(first)}".strip())
    if first is not None and sign is not None and sign["key"] != first["key"]:
        word = found.behaviours[sign["key"]].name
        said.append(f"The strongest sign of what they already thought or did: “{word}”: {against(sign)}.")
    return [*said, corrected(found)]


def against(row: Row) -> str:
    """Both shares, short."""
    return f"{of(row['k_with'], row['n_with'])} against {of(row['k_without'], row['n_without'])}"


def corrected(found: Tried) -> str:
    """How many were tried, how they were tested and corrected, how many survive, and which looked real and do not."""
    tested, few = found.tested, int(found.table["few"].sum())
    n = int(tested["survives"].sum())
    text = f"{len(tested)} were tried, each by Fisher's exact test, corrected for that many (Benjamini and Hochberg): "
    rest = len(tested) - n
    text += f"{n or 'none'} {'is' if n == 1 else 'are'} more than chance would explain, {rest} {'is' if rest == 1 else 'are'} not"
    alone = tested[(tested["p"] < CHANCE) & ~tested["survives"]]
    if len(alone):
        names = [f"“{name}”" for name in alone["name"].head(2)]
        others = len(alone) - len(names)
        listed = ", ".join(names) + (f" and {others} more" if others else "")
        text += f"; {len(alone)} of these would have looked real alone ({listed})"
    elif rest:
        names = [f"“{name}”" for name in tested.loc[~tested["survives"], "name"].head(2)]
        text += f", such as {_listed(names)}"
    text += "."
    return text + (f" {few} more {'has' if few == 1 else 'have'} fewer than {SMALL} on a side: too few to rank." if few else "")


def verdict(row: Row, name: str) -> str:
    """What becomes of a difference inside plans, sizes or quarters: holds, is less sure, disappears, turns round; empty if unknown.

    >>> row = {"difference": 0.2, "low": 0.1, "high": 0.3, "plan": 0.01, "plan_low": -0.1, "plan_high": 0.12}
    >>> verdict(row, "plan")
    'disappears'
    """
    if row.get(name) is None or row[name] != row[name]:
        return ""
    middle, low, high = (float(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    if low * high > 0:
        return "holds" if middle * row["difference"] > 0 else "turns round"
    if middle * row["difference"] < 0 or abs(middle) < abs(row["difference"]) / 2:
        return "disappears"
    return "is less sure"


def inside(row: Row) -> str:
    """Whether plans, sizes and the time explain the difference."""
    by: dict[str, list[str]] = {}
    for name, several in STRATA.items():
        found = verdict(row, name)
        if found:
            by.setdefault(found, []).append(f"{several} ({100 * row[name]:+.1f})")
    said = []
    if "holds" in by:
        said.append(f"It holds among customers alike: inside {_listed(by['holds'])}")
    for found, words in (
        ("is less sure", "it is less sure inside"),
        ("disappears", "it disappears inside"),
        ("turns round", "it turns round inside"),
    ):
        if found in by:
            ending = ": their mix explains it" if found != "is less sure" else ""
            said.append(f"{words} {_listed(by[found])}{ending}")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def explained(row: Row) -> list[str]:
    """Inside which groups a difference disappears or turns round."""
    return [several for name, several in STRATA.items() if verdict(row, name) in ("disappears", "turns round")]


def simpson(found: Tried) -> str:
    """Which of the survivors disappear, or turn round, inside plans or sizes."""
    gone = [f"“{row['name']}” inside {_listed(why)}" for row in found.survivors.to_dict("records") if (why := explained(row))]
    listed = gone if len(gone) <= 4 else [*gone[:3], f"{len(gone) - 3} more"]
    return f"Looks real, but is gone when like is compared with like: {_listed(listed)}." if gone else ""


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nothing"


def care(found: Tried) -> str:
    """How the cases were made, and what is to be kept in mind."""
    what = cases_word(found)
    text = f"{COUNT.show(len(found.cases))} {what}. "
    if found.outcome.key == "trial":
        text += "Trials decided within these days are left out, since they had less time. "
    else:
        text += (
            f"Only what lies in the {found.days} days before counts, the day itself does not; where a table does not reach back so far, "
        )
        text += "only customers who began after it did are counted. "
    if found.outcome.key == "churned":
        text += f"A customer counts once in each {found.kind} that it began as one, and leaves once. "
    elif found.each > 1.05:
        text += f"A customer counts {found.each:.1f} times on average: ranges and chances allow for cases of one customer being alike. "
    return text + "Customers who do something differ from those who do not in other ways too: a trial with chance deciding would tell."
