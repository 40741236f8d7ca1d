"""M7, putting it together: one index of health, and what the customer gained."""

from cs_calc.metrics import METRICS
from cs_calc.sources import CLOUDTASK, HUBSPOT, OURS
from cs_calc.training.item import Anchor, Choice, Interpretation, Item, Range, Why, told_number
from cs_calc.units import SCORE

LOST_REVENUE = told_number("lost_revenue_score", "Lost revenue (100 is worst)", SCORE)

HEALTH_SCORE = Item(
    key="health_score",
    module="M7",
    title="Customer health score",
    asks="All in all, how healthy is this account?",
    metric=METRICS["customer_health_score"],
    stem="Score a customer from four signals: usage {usage_score} (weight {usage_weight}), lost revenue {lost_revenue_score} where 100 is "
    "the worst (weight {finance_weight}), outcome {outcome_score} (weight {outcome_weight}), growth {growth_score} (weight "
    "{growth_weight}). What is the health score, where 100 is the best?",
    story=(LOST_REVENUE,),
    draws={
        "usage_score": Range(20, 95, 5),
        "usage_weight": Choice((0.4, 0.5)),
        "lost_revenue_score": Range(10, 90, 5),
        "finance_weight": Choice((0.2, 0.3)),
        "outcome_score": Range(20, 95, 5),
        "outcome_weight": Choice((0.2, 0.3)),
        "growth_score": Range(20, 95, 5),
        "growth_weight": Choice((0.1, 0.2)),
    },
    made_of={"finance_score": 100 - LOST_REVENUE},
    dp=1,
    hints=(
        "Do all four signals point in the same direction?",
        "Turn the odd one round (100 less it), multiply by the weights, divide by the sum of the weights.",
    ),
    why=Why(
        "Why is the sum of the weights below the line?",
        "Then the score stays from 0 to 100, whatever the weights add up to.",
        (
            ("Weights always add up to 100 %.", "They need not: here they may not."),
            ("To make the score larger.", "It may get larger or smaller. It stays on its scale."),
        ),
    ),
    interpretation=Interpretation(
        "Two customers both score 62. One has high use and poor outcomes, the other the reverse. The same action?",
        "No: the score puts customers in order, its parts say what to do. High use, poor outcomes: talk and mend. The reverse: help use.",
        (
            ("Yes: the same score, the same plan.", "The score orders the list; the parts choose the action."),
            ("Average it with NPS.", "One more number, no more insight."),
        ),
        HUBSPOT,
    ),
    near=("pac", "nps"),
    needs=("pac", "ces"),
    minutes=20,
    anchors=(
        Anchor(
            {"usage_score": 60.0, "usage_weight": 0.5, "lost_revenue_score": 10.0, "finance_weight": 0.3, "outcome_score": 70.0}
            | {"outcome_weight": 0.2, "growth_score": 50.0, "growth_weight": 0.2},
            67.5,
            OURS,
        ),
    ),
)

CUSTOMER_OUTCOME = Item(
    key="customer_outcome",
    module="M7",
    title="What the customer gained",
    asks="What did the customer gain?",
    metric=METRICS["customer_outcome"],
    stem="A customer spent {outcome_before} hours a week on reporting before your product and spends {outcome_after} now. By what "
    "percentage did you cut it?",
    draws={"outcome_before": Range(18, 60, 2), "outcome_after": Range(6, 44, 2)},
    require=(lambda given: given["outcome_before"] - given["outcome_after"] >= 4,),
    dp=1,
    hints=("Compared with what? With how it was before.", "The saving over the value before."),
    why=Why(
        "Why does the value before stand below the line?",
        "A saving is a part of what was spent before.",
        (
            ("It is the larger one.", "It is, and after a rise it would be the smaller: it is the start that counts."),
            ("The value now may change.", "So might the one before. A saving starts from it."),
        ),
    ),
    interpretation=Interpretation(
        "A customer cut the time for reports by 40 % with your product. What do you do with that number?",
        "Tell the customer, and ask to use it as a case study, once it is sure that the product did it.",
        (
            ("File it.", "Value that is not spoken of renews badly."),
            ("Claim it for all customers.", "One account, one result."),
        ),
        CLOUDTASK,
    ),
    near=("health_score", "clv"),
    needs=("pp_change",),
    minutes=10,
    anchors=(Anchor({"outcome_before": 40.0, "outcome_after": 24.0}, 0.4, OURS),),
)

ITEMS = (HEALTH_SCORE, CUSTOMER_OUTCOME)
