"""Customer satisfaction score: were they happy with this contact?"""

from cs_calc.expr import Expr, Input, Limit, Step
from cs_calc.model import Advice, Benchmark, Erratum, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import CLOUDTASK, DELIGHTED, HUBSPOT, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.units import COUNT, PERCENT

RATED_HIGH = Input(
    "csat_4_or_5", "Answers of 4 or 5", COUNT, 74.0,
    "Satisfied answers on the scale from 1 to 5. Survey tools and help desks (Zendesk, HubSpot, Delighted) export one score for each "
    "answer.",
)  # fmt: skip
RATED = Input(
    "csat_1_to_5", "All answers from 1 to 5", COUNT, 107.0,
    "Every answer, the neutral 3 included. Surveys that were sent and not answered do not count.",
)  # fmt: skip
YES = Input("csat_yes", "Answers of yes", COUNT, 40.0, "Answers of yes (in Zendesk: good) to the one question after a contact with "
                                                       "support.")
YES_OR_NO = Input("csat_yes_or_no", "All answers of yes or no", COUNT, 50.0, "A skipped question is not a no.")
RATED_SIX_UP = Input("csat_6_to_10", "Answers from 6 to 10", COUNT, 40.0, "HubSpot's rule: 6 to 10 is positive.")
RATED_OF_TEN = Input("csat_0_to_10", "All answers from 0 to 10", COUNT, 50.0, "Every answer on a ten-point scale, whether it starts at 0 "
"or at 1.")
FIVES = Input("csat_5", "Answers of 5", COUNT, 40.0, "Only the best answer.")
THREES = Input("csat_3", "Answers of 3", COUNT, 20.0, "The neutral answer.")
ONES = Input("csat_1", "Answers of 1", COUNT, 5.0, "Only the worst answer.")
NINE_UP = Input("csat_9_or_10", "Answers of 9 or 10", COUNT, 20.0, "The two best answers on a ten-point scale.")
SEVEN_EIGHT = Input("csat_7_or_8", "Answers of 7 or 8", COUNT, 15.0, "The next two answers on a ten-point scale.")


def _csat(body: Expr) -> Step:
    return Step("csat", "Customer satisfaction score", PERCENT, body)


FOURS = Step("csat_4", "Answers of 4", COUNT, RATED_HIGH - FIVES)
ONES_AND_TWOS = Step("csat_1_or_2", "Answers of 1 or 2", COUNT, RATED - RATED_HIGH - THREES)
ALL_POINTS = Step("csat_points", "All points given", COUNT,
                  5 * FIVES + 4 * FOURS + 3 * THREES + 2 * (ONES_AND_TWOS - ONES) + ONES)  # fmt: skip
SEVEN_UP = Step("csat_7_to_10", "Answers from 7 to 10", COUNT, NINE_UP + SEVEN_EIGHT)

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
                "For the one question after support: fewer options, more answers.", (TYPEFORM,),
                Sure("wilson", ("csat_yes", "csat_yes_or_no"))),
        Variant("six_to_ten", "6 to 10 of 10", _csat(RATED_SIX_UP / RATED_OF_TEN),
                "HubSpot's rule, a generous one: many count 8 to 10 only. State it with the number.",
                (HUBSPOT,), Sure("wilson", ("csat_6_to_10", "csat_0_to_10"))),
    ),
    mistakes=(
        Mistake("top_box", _csat(FIVES / RATED), "wrong", "scale",
                "Only the 5s were counted. On a scale of five, 4 and 5 are satisfied."),
        Mistake("average", _csat(ALL_POINTS / RATED / 5), "wrong", "share_vs_average",
                "That is the average answer as a part of 5. CSAT is the share of customers who are satisfied."),
        Mistake("threes", _csat((RATED_HIGH + THREES) / RATED), "wrong", "scale",
                "3 is neutral and was counted as satisfied."),
        Mistake("nps_style", _csat((FIVES - ONES_AND_TWOS) / RATED), "wrong", "scale",
                "Unhappy answers were taken off, as NPS does. CSAT takes nothing off."),
        Mistake("without_neutral", _csat(RATED_HIGH / (RATED - THREES)), "wrong", "wrong_base",
                "Neutral answers were left out of the total. Every answer counts below the line."),
        Mistake("unhappy", _csat((RATED - RATED_HIGH) / RATED), "wrong", "complement",
                "That is the share who were not satisfied."),
        Mistake("ten_nps_bands", _csat((NINE_UP - (RATED_OF_TEN - SEVEN_UP)) / RATED_OF_TEN), "wrong", "scale",
                "On ten points, 9 and 10 less everything up to 6 is the rule of NPS. CSAT has its own cut-off and takes nothing off."),
        Mistake("ten_top_box", _csat(NINE_UP / RATED_OF_TEN), "wrong", "scale",
                "On ten points only 9 and 10 were counted. HubSpot's rule counts from 6."),
        Mistake("ten_seven_up", _csat(SEVEN_UP / RATED_OF_TEN), "alternative", "scale",
                "On ten points the cut-off used is 7. By HubSpot's rule a 6 is positive too; some do start at 7, so the rule belongs "
                "beside the number."),
        Mistake("ten_unhappy", _csat((RATED_OF_TEN - RATED_SIX_UP) / RATED_OF_TEN), "wrong", "complement",
                "On ten points, that is the share who were not satisfied."),
        Mistake("yes_less_no", _csat((YES - (YES_OR_NO - YES)) / YES_OR_NO), "wrong", "scale",
                "Answers of no were taken off those of yes, as NPS does with its detractors. CSAT is the share of yes."),
        Mistake("share_of_no", _csat((YES_OR_NO - YES) / YES_OR_NO), "wrong", "complement",
                "That is the share of no."),
    ),
    errata=(
        Erratum(HUBSPOT, None, "counts six to ten without saying where the scale starts",
                "From 0 or from 1 the middle lies elsewhere, and most rules for ten points start at 8."),
        Erratum(TWOCHECKOUT, None, "says the scale is the one of NPS, then uses 1 to 5",
                "The two scales are different; the rule of 4 or 5 belongs to the scale of five."),
        Erratum(CLOUDTASK, None, "puts satisfaction and NPS under one heading and gives no formula for satisfaction",
                "The two ask different things: NPS about recommending the company, CSAT about one experience."),
    ),
    examples=(
        Example({"csat_4_or_5": 74.0, "csat_1_to_5": 107.0, "csat_yes": 36.0, "csat_yes_or_no": 48.0, "csat_6_to_10": 30.0,
                 "csat_0_to_10": 40.0, "csat_5": 40.0, "csat_3": 20.0, "csat_1": 5.0, "csat_9_or_10": 14.0, "csat_7_or_8": 12.0},
                {"top_two_of_five": 74 / 107, "yes_no": 0.75, "six_to_ten": 0.75},
                "74 of 107 is .6916, 69.2 %. The numbers for the other rules are ours: 36 of 48 yes, 30 of 40 from 6 up.",
                DELIGHTED),
        Example({"csat_4_or_5": 45.0, "csat_1_to_5": 60.0, "csat_yes": 45.0, "csat_yes_or_no": 60.0, "csat_6_to_10": 40.0,
                 "csat_0_to_10": 50.0, "csat_5": 22.0, "csat_3": 6.0, "csat_1": 1.0, "csat_9_or_10": 20.0, "csat_7_or_8": 15.0},
                {"top_two_of_five": 0.75, "yes_no": 0.75, "six_to_ten": 0.8},
                "40 of 50 from 6 up is .80, 80 %: the article's numbers. 45 of 60 for the other rules are ours.",
                HUBSPOT),
    ),
    benchmarks=(
        Benchmark(0.80, "a common goal", "article's claim", TWOCHECKOUT, "not stated", variants=("top_two_of_five",)),
    ),
    limits=(
        Limit(RATED_HIGH, RATED, "More answers of 4 or 5 than answers in all: check both counts."),
        Limit(YES, YES_OR_NO, "More answers of yes than answers in all: check both counts."),
        Limit(RATED_SIX_UP, RATED_OF_TEN, "More answers from 6 to 10 than answers in all: check both counts."),
    ),
    meanings=(
        Meaning(None, 0.5, "Fewer than half of those who answered were satisfied.",
                "Read the comments of the unhappy ones and answer each; look which topic, channel or plan they share.", OURS),
        Meaning(0.5, 0.8, "Most of those who answered were satisfied, yet fewer than the 80 % that 2Checkout calls a common goal.",
                "Look at the last twelve months before changing course: a month's score follows single experiences.", TWOCHECKOUT,
                ("top_two_of_five",)),
        Meaning(0.8, None, "At or above 80 %, which 2Checkout calls a common goal.",
                "Keep asking in the same way, and read what the others say: they are the ones who can still be won over.", OURS,
                ("top_two_of_five",)),
        Meaning(0.5, None, "At least half of those who answered were satisfied; the mark of 80 % that 2Checkout names is meant for 4 or 5 "
                           "of 5, not for this rule.",
                "Compare it with your own earlier months under the same question, scale and rule, and with nothing else.", OURS,
                ("yes_no", "six_to_ten")),
    ),
    collect=(
        Advice("question", "One question after the contact: are you happy with the help you got?", TYPEFORM),
        Advice("scale", "Yes or no brings most answers, since every further option costs some.", TYPEFORM),
        Advice("scale", "Or 1 (very dissatisfied) to 5 (very satisfied), where 4 and 5 count as satisfied. Do not change it later: another "
                        "scale gives another number.", TWOCHECKOUT),
        Advice("when", "Right after the contact, sent by the help desk itself, so that the answer is about this one experience.", HUBSPOT),
        Advice("when not", "Not in the middle of an open case, and not to judge the whole relation: that is what NPS asks.", OURS),
        Advice("how often", "Once for each solved case; read the score over a year or more, since single "
                            "experiences move it.", TWOCHECKOUT),
        Advice("act on it", "Call or write to whoever says no or gives 1 or 2, while the case is fresh, and tag the reason.", OURS),
    ),
    notes=(
        "It follows the last contact, not the whole relation: look at it over a year.",
        "Scores by different rules or scales are not comparable.",
        "Who answers is not everybody: say how many were asked beside how many answered.",
    ),
    see_also=("nps", "customer_effort_score", "first_response_time"),
)  # fmt: skip
