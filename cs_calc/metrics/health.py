"""Health and outcomes: one index of how a customer is doing, and what the customer gained."""

from cs_calc.expr import Expr, Input, Step
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import CLOUDTASK, GAINSIGHT, HUBSPOT, NATERO, OURS
from cs_calc.units import COUNT, PERCENT, SCORE, Unit

USAGE_SCORE = Input(
    "usage_score", "Usage score", SCORE, 60.0,
    "From 0 (worst) to 100 (best): how the product is used, such as the share of customers, seats or days with use. From product "
    "analytics.",
    maximum=100.0,
)  # fmt: skip
FINANCE_SCORE = Input(
    "finance_score", "Finance score", SCORE, 96.0,
    "From 0 (worst) to 100 (best): the share of the starting MRR that was neither cancelled nor reduced. From the billing system (Stripe, "
    "Chargebee).",
    maximum=100.0,
)  # fmt: skip
OUTCOME_SCORE = Input(
    "outcome_score", "Outcome score", SCORE, 80.0,
    "From 0 (worst) to 100 (best): do customers get what they came for? CSAT (4 or 5 of 5) stands in for it, unless you record outcomes.",
    maximum=100.0,
)  # fmt: skip
GROWTH_SCORE = Input(
    "growth_score", "Growth score", SCORE, 90.0,
    "From 0 (worst) to 100 (best): the share of the starting customers who pay at least as much as at the start. From the billing system.",
    maximum=100.0,
)  # fmt: skip
USAGE_WEIGHT = Input("usage_weight", "Weight of usage", PERCENT, 0.4, "How much usage counts. Weights are your decision: write them down "
"beside the score.", maximum=1.0)
FINANCE_WEIGHT = Input("finance_weight", "Weight of finance", PERCENT, 0.2, "How much the money side counts.", maximum=1.0)
OUTCOME_WEIGHT = Input("outcome_weight", "Weight of outcome", PERCENT, 0.2, "How much results and satisfaction count.", maximum=1.0)
GROWTH_WEIGHT = Input("growth_weight", "Weight of growth", PERCENT, 0.2, "How much growth counts. The four need not add up to 100 %: the "
"sum divides.", maximum=1.0)

BEFORE = Input(
    "outcome_before", "Before the product", COUNT, 40.0,
    "What the customer wants less of, such as hours a week, costs or errors, as it was before. Ask at the start: nobody remembers later.",
)  # fmt: skip
AFTER = Input("outcome_after", "With the product", COUNT, 24.0, "The same amount now, measured in the same way. Only what the customer "
                                                                "has confirmed.")


def _health(body: Expr) -> Step:
    return Step("customer_health_score", "Customer health score", SCORE, body)


def _outcome(body: Expr, unit: Unit = PERCENT) -> Step:
    return Step("customer_outcome", "Share that the customer saved", unit, body)


def _added(usage: Expr, finance: Expr, outcome: Expr, growth: Expr) -> Expr:
    """Four scores times their weights."""
    return usage * USAGE_WEIGHT + finance * FINANCE_WEIGHT + outcome * OUTCOME_WEIGHT + growth * GROWTH_WEIGHT


WEIGHTED = Step("weighted_scores", "Scores times their weights", SCORE, _added(USAGE_SCORE, FINANCE_SCORE, OUTCOME_SCORE, GROWTH_SCORE))
WEIGHTS = Step("sum_of_weights", "Sum of the weights", PERCENT, USAGE_WEIGHT + FINANCE_WEIGHT + OUTCOME_WEIGHT + GROWTH_WEIGHT)
NOT_FLIPPED = Step("not_flipped_scores", "Scores times their weights, lost revenue as it stands", SCORE,
                   _added(USAGE_SCORE, 100 - FINANCE_SCORE, OUTCOME_SCORE, GROWTH_SCORE))  # fmt: skip
WITHOUT_GROWTH = Step("three_scores", "Three scores times their weights", SCORE,
                      USAGE_SCORE * USAGE_WEIGHT + FINANCE_SCORE * FINANCE_WEIGHT + OUTCOME_SCORE * OUTCOME_WEIGHT)  # fmt: skip

CUSTOMER_HEALTH_SCORE = Metric(
    key="customer_health_score",
    name="Customer health score",
    family="health",
    asks="All in all, how well are our customers doing with us, from 0 to 100?",
    unit=SCORE,
    better="higher",
    variants=(
        Variant("weighted", "Weighted mean of signals", _health(WEIGHTED / WEIGHTS),
                "Always the same way: every signal from 0 (worst) to 100 (best), weights written beside the score, divided by their sum.",
                (GAINSIGHT, NATERO, HUBSPOT)),
    ),
    mistakes=(
        Mistake("not_flipped", _health(NOT_FLIPPED / WEIGHTS), "wrong", "scale",
                "The share of revenue lost was put in as it stands, where 100 is worst. Turn such a signal round first: 100 less it."),
        Mistake("unweighted", _health((USAGE_SCORE + FINANCE_SCORE + OUTCOME_SCORE + GROWTH_SCORE) / 4), "wrong", "weights",
                "The weights were ignored: that is the plain mean of the four."),
        Mistake("not_normalised", _health(_added(USAGE_SCORE, FINANCE_SCORE, OUTCOME_SCORE, GROWTH_SCORE)), "wrong", "weights",
                "The weights were taken to add up to 100 %. Divide by their sum, whatever it is."),
        Mistake("dropped", _health(WITHOUT_GROWTH / (USAGE_WEIGHT + FINANCE_WEIGHT + OUTCOME_WEIGHT)), "wrong", "wrong_part",
                "Growth is missing, on top and in the weights. All four signals belong to the score."),
        Mistake("missing_as_zero", _health(WITHOUT_GROWTH / WEIGHTS), "wrong", "wrong_base",
                "Growth is missing on top while its weight is still underneath, as if its score were 0. A signal without data leaves "
                "both."),
    ),
    errata=(
        Erratum(HUBSPOT, None, "names what belongs in the index (use, finances, results, growth) and gives no formula",
                "Without the signals, their scale and their weights nobody can work the score out again. The weighted mean here shows all "
                "three."),
    ),
    examples=(
        Example({"usage_score": 1_100 / 23, "usage_weight": 0.4, "finance_score": 96.0, "finance_weight": 0.2, "outcome_score": 80.0,
                 "outcome_weight": 0.2, "growth_score": 90.0, "growth_weight": 0.2},
                {"weighted": 0.4 * 1_100 / 23 + 19.2 + 16 + 18},
                "Usage first, in Natero's way: 18 minutes a day where 7 count as 0 and 30 as 100 is (18 - 7)/(30 - 7) x 100 = 47.83. Then "
                "47.83 x .4 + 96 x .2 + 80 x .2 + 90 x .2 = 19.13 + 19.2 + 16 + 18 = 72.33; the weights add up to 1.", OURS),
        Example({"usage_score": 60.0, "usage_weight": 0.5, "finance_score": 90.0, "finance_weight": 0.3, "outcome_score": 70.0,
                 "outcome_weight": 0.2, "growth_score": 50.0, "growth_weight": 0.2}, {"weighted": 67.5},
                "30 + 27 + 14 + 10 = 81, and the weights add up to 1.2: 81/1.2 = 67.5.", OURS),
        Example({"usage_score": 90.0, "usage_weight": 0.3, "finance_score": 80.0, "finance_weight": 0.2, "outcome_score": 71.0,
                 "outcome_weight": 0.3, "growth_score": 54.0, "growth_weight": 0.2}, {"weighted": 75.1},
                "Natero's own case, with its signals in our four places (feature use 90, support 80, engagement 71, the manager's view "
                "54; weights 3, 2, 3, 2 of 10): 27 + 16 + 21.3 + 10.8 = 75.1, which Natero shows as 75.", NATERO),
    ),
    meanings=(
        Meaning(None, None, "0 is the worst on every signal, 100 the best. The score puts customers in order; it does not foretell who "
                            "leaves.",
                "Start with the lowest score and look at its parts: low use asks for help with the product, low satisfaction for a "
                "talk.", HUBSPOT),
    ),
    collect=(
        Advice("record", "The four signals for each customer, each from 0 (worst) to 100 (best), and the weights that "
                         "you agreed on.", HUBSPOT),
        Advice("scale", "Turn a raw value into 0 to 100 by two points: where it is 0 and where it is 100; in between in a straight line, "
                        "beyond them cut off.", NATERO),
        Advice("question", "For growth, ask the customer: are you hiring, taking on more work, keeping more of your "
                           "own customers?", HUBSPOT),
        Advice("how often", "Each month with the same weights; when weights change, work the past out again.", OURS),
        Advice("when not", "Do not score a customer on signals that are missing: leave the signal and its weight out and say how many "
                           "signals there were.", OURS),
        Advice("act on it", "Use the score for the order of calls, the signals for what to talk about; check after a few renewals whether "
                            "low scores did leave more often.", OURS),
    ),
    notes=(
        "One signal, normalised in Natero's help pages: sessions of 18 minutes a day, 0 at 7 and 100 at 30: (18 - 7)/(30 - 7) x 100 = "
        "47.83, shown as 48.",
        "The weights of 40 %, 20 %, 20 %, 20 % are our assumption, and so is the choice of signals: neither is proven. Change them to "
        "yours.",
        "Bands differ from tool to tool: Natero shows up to 30 as red and from 71 as green (an older page says 70). They are settings, "
        "not findings.",
        "Signals have to be older than the outcome that they are checked against, or the score only repeats what is known.",
    ),
    see_also=("product_activity_coefficient", "customer_churn_rate", "csat", "behaviour_lift"),
)  # fmt: skip

CUSTOMER_OUTCOME = Metric(
    key="customer_outcome",
    name="Customer outcome (what the customer gained)",
    family="health",
    asks="What share of the time, cost or trouble did the customer save?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("relative_gain", "Saved, of what it was before", _outcome((BEFORE - AFTER) / BEFORE),
                "For anything the customer wants less of: hours, costs, errors, days of waiting. Only results that the customer has "
                "confirmed.",
                (CLOUDTASK, OURS)),
    ),
    mistakes=(
        Mistake("of_new_value", _outcome((BEFORE - AFTER) / AFTER), "wrong", "wrong_base",
                "Divided by the amount of today. A saving is measured against where the customer started."),
        Mistake("remaining", _outcome(AFTER / BEFORE), "wrong", "complement",
                "That is what is left. The saving is the rest of 100 %."),
        Mistake("absolute", _outcome(BEFORE - AFTER, COUNT), "wrong", "abs_vs_rel",
                "That is the amount saved, a good sentence of its own. The question is for the share."),
        Mistake("sign", _outcome((AFTER - BEFORE) / BEFORE), "wrong", "sign",
                "The order is turned round: a saving is before less after."),
    ),
    errata=(
        Erratum(CLOUDTASK, None, "calls customer success a metric and gives no way to compute it",
                "What can be computed is a result that the customer names: the same amount before and after."),
    ),
    examples=(
        Example({"outcome_before": 40.0, "outcome_after": 24.0}, {"relative_gain": 0.4},
                "Reporting took 40 hours a week and takes 24 now: (40 - 24)/40 = .4, 40 % saved.", OURS),
        Example({"outcome_before": 12.0, "outcome_after": 15.0}, {"relative_gain": -0.25},
                "12 errors a month before, 15 now: (12 - 15)/12 = -.25, so it got 25 % worse.", OURS),
    ),
    meanings=(
        Meaning(None, 0.0, "It got worse for the customer: more than before.",
                "Ask what changed, in their work or in the product, and agree on what to try first.", CLOUDTASK),
        Meaning(0.0, None, "The customer saved that share (0 is no change).",
                "Tell them what they reached, check that the product did it, and ask whether you may tell the story to others.", CLOUDTASK),
    ),
    collect=(
        Advice("question", "At the start: which number do you want to change, and what is it today? Later: what is it now?", CLOUDTASK),
        Advice("record", "Customer, date, what was measured, before, after, and whether the customer confirmed it.", OURS),
        Advice("how often", "At each regular check-in, once or twice a year; before every renewal talk.", CLOUDTASK),
        Advice("when not", "Do not claim one customer's result for all, nor a result with another obvious cause.", OURS),
        Advice("act on it", "Name the result to the customer: it strengthens loyalty, and gives material for case studies and "
                            "testimonials.", CLOUDTASK),
    ),
    notes=(
        "For amounts that should rise (revenue, orders) a gain comes out below 0: measure what the customer wants less of, or say it.",
        "A result counts for the product only as far as nothing else explains it.",
    ),
    see_also=("customer_health_score", "time_to_value", "renewal_rate"),
)  # fmt: skip

HEALTH = (CUSTOMER_HEALTH_SCORE, CUSTOMER_OUTCOME)
