"""Behaviour that goes with an outcome: what those who stay do differently."""

from cs_calc.expr import Expr, Input, Limit, Step
from cs_calc.model import Advice, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import OURS, TYPEFORM
from cs_calc.units import COUNT, PERCENT, RATIO

WITH_BEHAVIOUR = Input(
    "with_behaviour", "Customers who did it", COUNT, 120.0,
    "Customers who showed the behaviour before the outcome was known, such as using a feature in the 90 days before renewal. From product "
    "analytics or the usage log.",
)  # fmt: skip
WITH_OUTCOME = Input(
    "with_outcome", "With the outcome, of those who did it", COUNT, 36.0,
    "Of those who did it, how many renewed (or bought, or grew). From the CRM or the billing system; leave out who is not yet due.",
)  # fmt: skip
WITHOUT_BEHAVIOUR = Input("without_behaviour", "Customers who did not do it", COUNT, 300.0, "All others who had the same choice at the "
"same time.")
WITHOUT_OUTCOME = Input(
    "without_outcome", "With the outcome, of the others", COUNT, 50.0,
    "Of those who did not do it, how many renewed (or bought, or grew). From the same place.",
)  # fmt: skip


def _lift(body: Expr) -> Step:
    return Step("behaviour_lift", "Outcome rate ratio", RATIO, body)


RATE_WITH = Step("outcome_rate_with", "Outcome rate of those who did it", PERCENT, WITH_OUTCOME / WITH_BEHAVIOUR)
RATE_WITHOUT = Step("outcome_rate_without", "Outcome rate of those who did not", PERCENT, WITHOUT_OUTCOME / WITHOUT_BEHAVIOUR)
ODDS_WITH = Step("odds_with", "With the outcome for each without, of those who did it", RATIO,
                 WITH_OUTCOME / (WITH_BEHAVIOUR - WITH_OUTCOME))  # fmt: skip
ODDS_WITHOUT = Step("odds_without", "The same of those who did not", RATIO,
                    WITHOUT_OUTCOME / (WITHOUT_BEHAVIOUR - WITHOUT_OUTCOME))  # fmt: skip

BEHAVIOUR_LIFT = Metric(
    key="behaviour_lift",
    name="Behaviour signal (lift)",
    family="product",
    asks="How many times as often do customers who do this renew (or buy, or grow) as those who do not?",
    unit=RATIO,
    better="depends",
    variants=(
        Variant("outcome_rate_ratio", "Ratio of the two rates", _lift(RATE_WITH / RATE_WITHOUT),
                "To find behaviour that goes with renewal, purchase, expansion or satisfaction. 1 means no difference.", (TYPEFORM,),
                Sure("risk_ratio", ("with_outcome", "with_behaviour", "without_outcome", "without_behaviour"))),
    ),
    mistakes=(
        Mistake("points", _lift(RATE_WITH - RATE_WITHOUT), "wrong", "abs_vs_rel",
                "That is the difference of the two rates, in points. How many times as often divides one by the other."),
        Mistake("more", _lift(RATE_WITH / RATE_WITHOUT - 1), "wrong", "abs_vs_rel",
                "That is how much more often: 1 was taken off. 80 % more often is a ratio of 1.8."),
        Mistake("counts", _lift(WITH_OUTCOME / WITHOUT_OUTCOME), "wrong", "count_vs_rate",
                "Counts were compared, but the two groups differ in size. Work out each group's rate first."),
        Mistake("reverse", _lift(RATE_WITHOUT / RATE_WITH), "wrong", "inverted",
                "The groups are swapped: that is how the others compare with those who did it."),
        Mistake("odds", _lift(ODDS_WITH / ODDS_WITHOUT), "alternative", "part_to_part",
                "That is the odds ratio, which compares with and without inside each group. It is further from 1 than the ratio of rates."),
    ),
    examples=(
        Example({"with_outcome": 36.0, "with_behaviour": 120.0, "without_outcome": 50.0, "without_behaviour": 300.0},
                {"outcome_rate_ratio": 1.8},
                "36/120 = .3, 30 %, bought of those who finished onboarding in a day; 50/300 = .167, 16.7 %, of the others: .3/.167 = 1.8, "
                "80 % more often. (The counts are ours, made to give the 80 % that Typeform quotes from Groove.)", OURS),
        Example({"with_outcome": 120.0, "with_behaviour": 125.0, "without_outcome": 106.0, "without_behaviour": 134.0},
                {"outcome_rate_ratio": (120 / 125) / (106 / 134)},
                "Of 125 customers who shared reports 120 renewed, 96 %; of 134 others 106, 79.1 %: .96/.791 = 1.21.", OURS),
    ),
    limits=(
        Limit(WITH_OUTCOME, WITH_BEHAVIOUR, "More customers with the outcome than did it at all: the outcome is counted among those who "
                                            "did it."),
        Limit(WITHOUT_OUTCOME, WITHOUT_BEHAVIOUR, "More customers with the outcome than there are others: the outcome is counted among "
                                                  "those who did not do it."),
    ),
    meanings=(
        Meaning(None, 1.0, "Those who did it had the outcome less often than the others.",
                "Check first whether the range includes 1: then there may be no difference. Otherwise ask what those customers were "
                "looking for.", OURS),
        Meaning(1.0, None, "Those who did it had the outcome as often as the others (1) or more often (above 1).",
                "If the range stays above 1, help more customers to the behaviour and see whether the outcome follows; until then it is a "
                "sign, not a cause.", TYPEFORM),
    ),
    collect=(
        Advice("record", "For each customer: did they do it before the decision, yes or no, and how did they decide?", OURS),
        Advice("record", "Candidates: how often they log in, how many features they use, whether onboarding was "
                         "finished in time.", TYPEFORM),
        Advice("how often", "Each quarter, with all decisions of the quarter; few decisions give a wide range.", OURS),
        Advice("when not", "Not with behaviour that is counted after the decision, nor with customers who have not decided yet.", OURS),
        Advice("act on it", "Set an onboarding or adoption goal on your strongest signal and try it out with some "
                            "customers first.", TYPEFORM),
    ),
    notes=(
        "Going together is not causing: keen customers may do both.",
        "Groove's figure (80 % more likely to convert) is about its own product: look for the ratio in your data.",
        "Who tries many behaviours will find some that differ by chance: look at the range and check the next quarter.",
    ),
    see_also=("fast_onboarding_uplift", "feature_adoption_rate", "renewal_rate", "customer_health_score"),
)  # fmt: skip
