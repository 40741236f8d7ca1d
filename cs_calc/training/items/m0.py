"""M0, numbers before metrics: points and percent."""

from cs_calc.expr import Input, Step
from cs_calc.model import Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.training.item import Anchor, Interpretation, Item, Range, Why
from cs_calc.units import PERCENT, SCORE

OLD = Input("old_rate", "Rate before", PERCENT, 0.04, "The rate of the period before.")
NEW = Input("new_rate", "Rate now", PERCENT, 0.06, "The rate of this period.")
NAME = "Change in percentage points"

# No metric of the catalogue: a way to tell two rates apart, which every one of them needs.
POINTS = Metric(
    key="pp_change",
    name=NAME,
    family="churn",
    asks="By how many points did a rate move?",
    unit=SCORE,
    better="depends",
    variants=(
        Variant(
            "difference",
            "New rate less old rate",
            Step("pp_change", NAME, SCORE, (NEW - OLD) * 100),
            "Wherever two rates of the same kind are compared.",
            (OURS,),
        ),
    ),
    mistakes=(
        Mistake(
            "relative",
            Step("pp_change", NAME, PERCENT, (NEW - OLD) / OLD),
            "wrong",
            "abs_vs_rel",
            "That is the relative change, over the old rate. Points are the plain difference of the two rates; say which one you mean.",
        ),
        Mistake(
            "relative_to_new",
            Step("pp_change", NAME, PERCENT, (NEW - OLD) / NEW),
            "wrong",
            "wrong_base",
            "The change was divided by the new rate. Points need no division, and a relative change is over the old rate.",
        ),
        Mistake(
            "reversed",
            Step("pp_change", NAME, SCORE, (OLD - NEW) * 100),
            "wrong",
            "sign",
            "The order is turned round: a change is new less old, so a rise is positive.",
        ),
    ),
    examples=(
        Example(
            {"old_rate": 0.04, "new_rate": 0.06},
            {"difference": 2.0},
            "From 4 % to 6 % is 6 - 4 = 2 points up (and 50 % more, relative to where it began).",
            OURS,
        ),
    ),
    meanings=(Meaning(None, None, "The rate moved by so many points.", "Say both rates and the target beside the change.", TWOCHECKOUT),),
)

PP_CHANGE = Item(
    key="pp_change",
    module="M0",
    title="Percent and percentage points",
    asks="By how many points did a rate move?",
    metric=POINTS,
    stem="Quarterly customer churn moved from {old_rate} to {new_rate}. By how many percentage points did it change? (A fall is negative.)",
    draws={"old_rate": Range(0.03, 0.06, 0.002), "new_rate": Range(0.02, 0.09, 0.002)},
    dp=1,
    hints=(
        "Both numbers are percentages of the same kind of base. What does taking one from the other give?",
        "No division is needed: a percentage point is a step on the % scale itself.",
    ),
    why=Why(
        "Why is nothing divided here?",
        "Both rates have their base already; their difference is on the same scale.",
        (
            ("The rates are too small to divide.", "Any two rates can be divided. That is the relative change, another question."),
            ("Churn is never divided.", "Churn is itself a division. It is the change in points that needs none."),
        ),
    ),
    interpretation=Interpretation(
        "A slide says “churn rose 50 %” when it went from 4 % to 6 %. What do you change before it goes to the board?",
        "Say “up 2 points, from 4 % to 6 %” and put the target beside it: without one the number means little.",
        (
            ("Leave it: 50 % is right.", "Right as a relative change, and half of the room hears that half of the customers left."),
            ("Write “churn rose 2 %”.", "Without the word points it reads as from 4 % to 4.08 %."),
        ),
        TYPEFORM,
    ),
    near=("existing_growth", "engagement_lift"),
    minutes=10,
    require=(lambda given: abs(given["answer"]) >= 0.6 - 1e-9,),
    anchors=(Anchor({"old_rate": 0.04, "new_rate": 0.06}, 2.0, OURS),),
)

ITEMS = (PP_CHANGE,)
