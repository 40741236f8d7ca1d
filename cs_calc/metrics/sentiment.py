"""What customers say in surveys: NPS and CSAT."""

from cs_calc.expr import Expr, Input, Limit, Step
from cs_calc.model import Benchmark, Erratum, Example, Metric, Mistake, Sure, Variant
from cs_calc.sources import BAIN, CLOUDTASK, DELIGHTED, HUBSPOT, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.units import COUNT, PERCENT, SCORE

PROMOTERS = Input("promoters", "Promoters (9 or 10)", COUNT, 42.0, "Answers of 9 or 10 on the scale from 0 to 10.")
PASSIVES = Input("passives", "Passives (7 or 8)", COUNT, 10.0, "Answers of 7 or 8. They count in the total only.")
DETRACTORS = Input("detractors", "Detractors (0 to 6)", COUNT, 8.0, "Answers from 0 to 6.")

RATED_HIGH = Input("csat_4_or_5", "Answers of 4 or 5", COUNT, 74.0, "Satisfied answers on the scale from 1 to 5.")
RATED = Input("csat_1_to_5", "All answers from 1 to 5", COUNT, 107.0, "Every answer, the neutral 3 included.")
YES = Input("csat_yes", "Answers of yes", COUNT, 40.0, "Answers of yes to the one question after a contact with support.")
YES_OR_NO = Input("csat_yes_or_no", "All answers of yes or no", COUNT, 50.0, "A skipped question is not a no.")
RATED_SIX_UP = Input("csat_6_to_10", "Answers from 6 to 10", COUNT, 40.0, "HubSpot's rule: 6 to 10 is positive.")
RATED_OF_TEN = Input("csat_0_to_10", "All answers from 0 to 10", COUNT, 50.0, "Every answer on a ten-point scale.")
FIVES = Input("csat_5", "Answers of 5", COUNT, 40.0, "Only the best answer.")
THREES = Input("csat_3", "Answers of 3", COUNT, 20.0, "The neutral answer.")


def _nps(body: Expr) -> Step:
    return Step("nps", "Net Promoter Score", SCORE, body)


def _csat(body: Expr) -> Step:
    return Step("csat", "Customer satisfaction score", PERCENT, body)


ANSWERS = Step("nps_answers", "All answers", COUNT, PROMOTERS + PASSIVES + DETRACTORS)
PROMOTER_SHARE = Step("promoter_share", "Share of promoters", PERCENT, PROMOTERS / ANSWERS)
DETRACTOR_SHARE = Step("detractor_share", "Share of detractors", PERCENT, DETRACTORS / ANSWERS)
# A score, not a share: it runs from -100 to 100 and is written without a percent sign.
TIMES_100 = 100

NPS = Metric(
    key="nps",
    name="Net Promoter Score (NPS)",
    family="sentiment",
    asks="How many more customers would recommend us than would not?",
    unit=SCORE,
    better="higher",
    variants=(
        Variant("percentages", "Share of promoters less share of detractors",
                _nps((PROMOTER_SHARE - DETRACTOR_SHARE) * TIMES_100),
                "Always, on answers from 0 to 10. Compare it with your own past, same question, same channel.",
                (BAIN, TYPEFORM, CLOUDTASK), Sure("nps", ("promoters", "passives", "detractors"))),
    ),
    mistakes=(
        Mistake("no_passives", _nps((PROMOTERS - DETRACTORS) / (PROMOTERS + DETRACTORS) * TIMES_100), "wrong", "wrong_base",
                "Passives were left out of the total. They neither add nor subtract, but they answered."),
        Mistake("promoters_only", _nps(PROMOTERS / ANSWERS * TIMES_100), "wrong", "wrong_part",
                "That is the share of promoters; the share of detractors still has to be taken off."),
        Mistake("passives_as_promoters", _nps((PROMOTERS + PASSIVES - DETRACTORS) / ANSWERS * TIMES_100), "wrong", "scale",
                "Answers of 7 and 8 were counted as promoters. Only 9 and 10 are."),
        Mistake("passives_as_detractors", _nps((PROMOTERS - PASSIVES - DETRACTORS) / ANSWERS * TIMES_100), "wrong", "scale",
                "Passives were taken off with the detractors. 7 and 8 are neutral."),
    ),
    errata=(
        Erratum(TWOCHECKOUT, _nps(PROMOTERS - DETRACTORS), "subtracts the number of detractors from the number of promoters",
                "Counts grow with the survey and can leave the scale of -100 to 100; NPS subtracts percentages. They agree only at 100 answers."),
        Erratum(HUBSPOT, None, "asks on a scale of 1 to 10 and calls it eNPS",
                "The scale runs from 0 to 10: without a 0 scores are not comparable. eNPS is the score of employees."),
    ),
    examples=(
        Example({"promoters": 42.0, "passives": 10.0, "detractors": 8.0}, {"percentages": 100 * 34 / 60},
                "42 of 60 is 70 %, 8 of 60 is 13.3 %: 56.7. Counts alone would say 34.", OURS),
        Example({"promoters": 70.0, "passives": 20.0, "detractors": 10.0}, {"percentages": 60.0},
                "With exactly 100 answers counts and percentages agree: 70 - 10.", OURS),
        Example({"promoters": 162.0, "passives": 108.0, "detractors": 54.0}, {"percentages": 100 / 3},
                "A half, a third and a sixth of 324: 50 % - 16.7 %.", OURS),
        Example({"promoters": 5.0, "passives": 0.0, "detractors": 0.0}, {"percentages": 100.0},
                "Five answers, all promoters: 100, but five answers prove little (17 to 100).", OURS),
    ),
    benchmarks=(
        Benchmark(50.0, "good", "article's claim", TWOCHECKOUT, "not stated"),
    ),
    notes=(
        "Typeform's advice: put the number aside except to compare it with your own earlier ones, and talk to every detractor.",
        "2Checkout calls Apple's 89 the latest: it dates from 2016 (72 in 2017, 61 in 2020). CloudTask's 4.7 for tablets could not "
        "be verified. Neither is a benchmark.",
        "A new channel or moment of asking changes the score without any change in customers.",
    ),
    see_also=("csat",),
)  # fmt: skip

CSAT = Metric(
    key="csat",
    name="Customer satisfaction score (CSAT)",
    family="sentiment",
    asks="What share of the customers who answered was satisfied?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("top_two_of_five", "4 or 5 of 5", _csat(RATED_HIGH / RATED),
                "The default, for answers from 1 to 5.", (TWOCHECKOUT, DELIGHTED), Sure("wilson", ("csat_4_or_5", "csat_1_to_5"))),
        Variant("yes_no", "Yes or no", _csat(YES / YES_OR_NO),
                "For the one question after support: fewer options, more answers.", (TYPEFORM,), Sure("wilson", ("csat_yes", "csat_yes_or_no"))),
        Variant("six_to_ten", "6 to 10 of 10", _csat(RATED_SIX_UP / RATED_OF_TEN),
                "HubSpot's rule, a generous one: many count 8 to 10 only. State it with the number.",
                (HUBSPOT,), Sure("wilson", ("csat_6_to_10", "csat_0_to_10"))),
    ),
    mistakes=(
        Mistake("top_box", _csat(FIVES / RATED), "wrong", "scale",
                "Only the 5s were counted. On a scale of five, 4 and 5 are satisfied."),
        Mistake("threes", _csat((RATED_HIGH + THREES) / RATED), "wrong", "scale",
                "3 is neutral and was counted as satisfied."),
        Mistake("without_neutral", _csat(RATED_HIGH / (RATED - THREES)), "wrong", "wrong_base",
                "Neutral answers were left out of the total. Every answer counts below the line."),
        Mistake("unhappy", _csat((RATED - RATED_HIGH) / RATED), "wrong", "complement",
                "That is the share who were not satisfied."),
    ),
    errata=(
        Erratum(HUBSPOT, None, "counts six to ten without saying where the scale starts",
                "From 0 or from 1 the middle lies elsewhere, and most rules for ten points start at 8."),
        Erratum(TWOCHECKOUT, None, "says the scale is the one of NPS, then uses 1 to 5",
                "The two scales are different; the rule of 4 or 5 belongs to the scale of five."),
    ),
    examples=(
        Example({"csat_4_or_5": 74.0, "csat_1_to_5": 107.0, "csat_yes": 40.0, "csat_yes_or_no": 50.0, "csat_6_to_10": 40.0,
                 "csat_0_to_10": 50.0, "csat_5": 40.0, "csat_3": 20.0},
                {"top_two_of_five": 74 / 107, "yes_no": 0.8, "six_to_ten": 0.8},
                "74 of 107 is 69.2 %; HubSpot's 40 of 50 is .80, 80 %.", DELIGHTED),
        Example({"csat_4_or_5": 40.0, "csat_1_to_5": 50.0, "csat_yes": 45.0, "csat_yes_or_no": 60.0, "csat_6_to_10": 30.0,
                 "csat_0_to_10": 40.0, "csat_5": 22.0, "csat_3": 6.0},
                {"top_two_of_five": 0.8, "yes_no": 0.75, "six_to_ten": 0.75}, "40 of 50; 45 of 60; 30 of 40.", OURS),
    ),
    benchmarks=(
        Benchmark(0.80, "a common goal", "article's claim", TWOCHECKOUT, "not stated"),
    ),
    limits=(
        Limit(RATED_HIGH, RATED, "More answers of 4 or 5 than answers in all: check both counts."),
        Limit(YES, YES_OR_NO, "More answers of yes than answers in all: check both counts."),
        Limit(RATED_SIX_UP, RATED_OF_TEN, "More answers from 6 to 10 than answers in all: check both counts."),
    ),
    notes=(
        "It follows the last contact, not the whole relation: look at it over a year.",
        "Scores by different rules or scales are not comparable.",
    ),
    see_also=("nps",),
)  # fmt: skip

SENTIMENT = (NPS, CSAT)
