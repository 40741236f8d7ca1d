"""Case 6: one month, three articles, three answers to the board's question whether churn is negative."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from statistics import NormalDist

from cs_calc.expr import Expr, Input, Step
from cs_calc.metrics import METRICS
from cs_calc.metrics.revenue.inputs import CHURNED, CONTRACTED, EXPANDED, NEW, OPENING, REACTIVATED
from cs_calc.model import Metric
from cs_calc.ranges import Z90
from cs_calc.sources import GECKOBOARD, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.tornado import SHARE
from cs_calc.training.cases.asks import asked, cells, columns, near, own, trap
from cs_calc.training.cases.record import (
    Ask,
    Case,
    CaseStep,
    Column,
    Decision,
    Made,
    Move,
    Numbers,
    Option,
    Pick,
    Point,
    Row,
    Sheet,
    cell,
    earlier,
)
from cs_calc.training.fast import function
from cs_calc.training.story import Rival
from cs_calc.units import MONEY, PERCENT, SCORE

PARTS = (OPENING, CHURNED, CONTRACTED, EXPANDED, REACTIVATED, NEW)
PRINTED = (250_000.0, 7_500.0, 2_500.0, 8_000.0, 1_500.0, 20_000.0)
RANGES = {"churned_mrr": (6_000.0, 9_000.0), "expanded_mrr": (6_500.0, 9_500.0)}
BELOW = 0.01
"""How far below 0 net churn is wanted."""
NET: Metric = METRICS["net_mrr_churn"]
MOVED = (EXPANDED, CHURNED, CONTRACTED, REACTIVATED, OPENING)


def make(random: Random | None) -> Made:
    """The sheets: the movements of May, and the ranges that finance believes in for June."""
    values: tuple[float, ...] = PRINTED
    if random is not None:
        size = 0.4 + 2 * random.random()
        values = tuple(near(random, x * size, 0.06, 100) for x in PRINTED)
    month = Sheet("may", "MRR in May", columns(*PARTS), (Row("may", values),))
    rows = []
    for (key, (low, high)), name, middle in zip(
        RANGES.items(), ("MRR of customers who leave", "MRR gained from upgrades"), (values[1], values[3]), strict=True
    ):
        ends = (low, high) if random is None else tuple(near(random, x * middle / ((low + high) / 2), 0.02, 100) for x in (low, high))
        rows.append(Row(key, (name, *ends)))
    ranges = Sheet(
        "ranges", "June, as finance expects it",
        (Column("what", "Number"), Column("low", "Low end", MONEY), Column("high", "High end", MONEY)),
        tuple(rows), "90% ranges: one case in twenty lies below, one above. All other numbers stay as in May.",
    )  # fmt: skip
    return Made({}, (month, ranges))


GIVEN = cells("may", PARTS)
PRINTED_BY_GECKOBOARD = next(e for e in NET.errata if e.source is GECKOBOARD)
assert PRINTED_BY_GECKOBOARD.formula is not None
ALL_FOUR = asked("net", "All four movements (Typeform)", "net_mrr_churn", GIVEN, dp=2)
TWO = asked("two", "Cancellations less upgrades (2Checkout)", "net_mrr_churn", GIVEN, variant="churn_less_expansion", dp=2)
WITH_NEW = Ask(
    "with_new", "New customers' revenue taken off too (Geckoboard)", PRINTED_BY_GECKOBOARD.formula, 2, GIVEN,
    (Rival("with_reactivation", "alternative", "neighbour", NET.variant().formula, "That is the definition without new customers."),), NET,
)  # fmt: skip
GROSS = asked("gross", "Gross MRR churn", "gross_mrr_churn", GIVEN, dp=2)


def _needed(body: Expr) -> Step:
    return Step("expansion_needed", "Upgrades needed for a net churn of -1%", MONEY, body)


NEEDED = own(
    "needed", "MRR from upgrades", _needed(cell("may", EXPANDED) + (earlier(ALL_FOUR) + BELOW) * cell("may", OPENING)), dp=0,
    traps=(
        trap("more_only", _needed((earlier(ALL_FOUR) + BELOW) * cell("may", OPENING)), "wrong_part",
             "That is how much more is needed, on top of the upgrades that there were. The question is all of it."),
        trap("for_zero", _needed(cell("may", EXPANDED) + earlier(ALL_FOUR) * cell("may", OPENING)), "abs_vs_rel",
             "That brings net churn to 0%. The target is -1%: another 1% of the MRR at the start."),
    ),
)  # fmt: skip
SWING = own(
    "swing", "Swing of upgrades, in points",
    Step("swing", "Swing of net churn", SCORE, 2 * SHARE * cell("may", EXPANDED) / cell("may", OPENING) * 100),
    dp=2,
    traps=(
        trap("one_side", Step("one_side", "One side of the swing", SCORE, SHARE * cell("may", EXPANDED) / cell("may", OPENING) * 100),
             "wrong_part", "That is one side. The swing is from 20% less to 20% more."),
    ),
)  # fmt: skip


def swings(numbers: Numbers) -> Mapping[str, float]:
    """How far net churn moves, as a fraction, when each input goes from 20 % less to 20 % more."""
    given = {part.key: numbers[f"may_{part.key}"] for part in MOVED}
    work = function(NET.variant().formula)
    return {k: abs(work({**given, k: x * (1 + SHARE)}) - work({**given, k: x * (1 - SHARE)})) for k, x in given.items()}


def chance_of_negative(numbers: Numbers) -> float:
    """The chance that net churn is below 0 in June, both ranges taken to be normal and independent."""
    middles, spread = {}, 0.0
    for key in RANGES:
        low, high = numbers[f"{key}_low"], numbers[f"{key}_high"]
        middles[key] = (low + high) / 2
        spread += ((high - low) / (2 * Z90)) ** 2
    given = {part.key: numbers[f"may_{part.key}"] for part in MOVED}
    middle = function(NET.variant().formula)({**given, **middles}) * given["opening_mrr"]
    return NormalDist(middle, float(spread**0.5)).cdf(0)


def _chance(numbers: Numbers) -> frozenset[str]:
    found = chance_of_negative(numbers)
    marks = {"tenth": 0.1, "third": 1 / 3, "half": 0.5, "nine_tenths": 0.9}
    return frozenset({min(marks, key=lambda key: abs(marks[key] - found))})


def _widest(numbers: Numbers) -> frozenset[str]:
    found = swings(numbers)
    return frozenset({max(found, key=lambda key: found[key])})


def _words(numbers: Numbers) -> Mapping[str, str]:
    found = {f"swing_{key}": f"{x * 100:.2f} points" for key, x in swings(numbers).items()}
    return {**found, "chance": PERCENT.show_brief(round(chance_of_negative(numbers), 2)).replace(".0", "")}


def _input(part: Input, says: str) -> Option:
    return Option(part.key, part.name, f"{says} Its bar is {{swing_{part.key}}} wide.")


BOARD = Case(
    key="board",
    title="Are we at negative churn? Three articles, three answers",
    modules=("M2",),
    minutes=30,
    story="The board has read that good companies have negative churn, and asks: are we there? Three people in the company have looked "
        "it up "
    "in three articles and come back with three numbers for the same month. You have the movements of May.",
    make=make,
    words=_words,
    steps=(
        CaseStep(
            "three", "Three definitions", "Work net MRR churn by each of the three. A gain has a minus sign.", (ALL_FOUR, TWO, WITH_NEW),
            "All three divide by the MRR at start. They differ in what they take off the losses.",
            "{net}, {two} and {with_new}: the same month, and only the second and third call it negative.",
        ),
        CaseStep(
            "gross", "What gross says", "What share of the MRR at start was lost before any gains?", (GROSS,),
            "Cancellations and downgrades together.",
            "{gross} was lost. Net churn near 0 sits on top of that.",
        ),
        CaseStep(
            "needed", "What would it take?",
                "By the first definition, how much MRR from upgrades would have made net churn -1%?", (NEEDED,),
            "Losses less gains would have to be -1% of the MRR at start. Everything but the upgrades is known.",
            "{needed}, against {may_expanded_mrr} in May.",
        ),
        CaseStep(
            "tornado", "What matters most?", "Each number of the first definition is moved by 20%, down and up, the others stay.",
            (Pick("widest", "Which one moves net churn most?", (
                _input(EXPANDED, "Upgrades are the widest bar."), _input(CHURNED, "Cancellations come second."),
                _input(CONTRACTED, "Downgrades are a short bar."), _input(REACTIVATED, "Win-backs are a short bar."),
                _input(OPENING, "The base hardly moves a rate that is near 0."),
             ), _widest), SWING),
            "With a rate near 0 the base hardly matters: the largest movement has the widest bar.",
            "Upgrades {swing_expanded_mrr}, cancellations {swing_churned_mrr}, downgrades {swing_contracted_mrr}, win-backs "
            "{swing_reactivated_mrr}, MRR at start {swing_opening_mrr}.",
        ),
        CaseStep(
            "chance", "How sure for June?", "Take the two ranges of the second sheet. How likely is a net churn below 0, by the first "
                "definition?",
            (Pick("chance", "Chance", (
                Option("tenth", "About 1 in 10", "By these ranges it is {chance}."), Option("third", "About 1 in 3", "By these ranges it "
                       "is {chance}."),
                Option("half", "About even", "By these ranges it is {chance}: the middle of both ranges is a small loss."),
                Option("nine_tenths", "About 9 in 10", "By these ranges it is {chance}. The middle of both ranges is a small loss."),
             ), _chance),),
            "In the middle of both ranges net churn is slightly above 0. The calculator takes ranges: type them where a number stands.",
            "{chance}: it may happen, and nobody should promise it.",
        ),
    ),
    decision=Decision(
        "What do you answer the board, in at most four sentences?",
        (
            Move("say", "Give the number with its definition in the same sentence: {net}, all four movements.", True,
                 "Without the definition the next article turns {net} into {two}."),
            Move("beside", "Show gross churn beside net churn.", True, "{gross} is what leaves; net churn alone does not show it."),
            Move("levers", "Work on upgrades and cancellations, the two long bars.", True,
                 "They move net churn by {swing_expanded_mrr} and {swing_churned_mrr}; the others hardly do."),
            Move("best", "Report {two}: an article backs it.", False,
                 "It leaves out downgrades and win-backs. A definition is chosen before the number is known, and then kept."),
            Move("new", "Count new customers in, since the revenue is real.", False,
                 "It is real and it is growth. Inside churn it hides what existing customers do: {with_new} would be reached in almost "
                 "any month."),
            Move("promise", "Promise negative churn for June.", False, "By finance's own ranges the chance is {chance}."),
        ),
        (
            Point("no", "The answer is no, or not yet: {net} by the definition with all four movements.", 2),
            Point("definition", "The definition stands in the sentence, and will not change from month to month.", 2),
            Point("gross", "Gross churn, {gross}, is shown with it.", 1),
            Point("levers", "The two things to work on are named, with what it would take ({needed} of upgrades for -1%).", 2),
            Point("chance", "How likely June is to be negative is said: {chance}.", 1),
        ),
    ),
    traps=(
        "The definition is chosen by its result.",
        "New customers inside churn: any growing company then has negative churn.",
        "A single number where only a range is known.",
    ),
    sources=(TYPEFORM, TWOCHECKOUT, GECKOBOARD, OURS),
    holds=(
        lambda n: n["net"] > 0.0008 and n["two"] < -0.0008 and n["with_new"] < -0.04,
        lambda n: 0.03 < n["gross"] < 0.06,
        lambda n: sorted(swings(n), key=lambda k: -swings(n)[k])[:2] == ["expanded_mrr", "churned_mrr"],
        lambda n: n["may_expanded_mrr"] > 1.02 * n["may_churned_mrr"],
        lambda n: 0.27 < chance_of_negative(n) < 0.41,
    ),
    calculator=ALL_FOUR,
)  # fmt: skip
