"""Net Promoter Score: would they recommend us?"""

from cs_calc.expr import Expr, Input, Step
from cs_calc.model import Advice, Benchmark, Erratum, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import BAIN, CLOUDTASK, HUBSPOT, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.units import COUNT, PERCENT, SCORE

PROMOTERS = Input(
    "promoters", "Promoters (9 or 10)", COUNT, 42.0,
    "Answers of 9 or 10 on the scale from 0 to 10. Survey tools (HubSpot feedback surveys, Delighted, Typeform) export one score for each "
    "answer.",
)  # fmt: skip
PASSIVES = Input("passives", "Passives (7 or 8)", COUNT, 10.0, "Answers of 7 or 8, from the same export. They count in the total only.")
DETRACTORS = Input(
    "detractors", "Detractors (0 to 6)", COUNT, 8.0,
    "Answers from 0 to 6, from the same export. Customers who did not answer are in none of the three groups.",
)  # fmt: skip


def _nps(body: Expr) -> Step:
    return Step("nps", "Net Promoter Score", SCORE, body)


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
        Mistake("counts", _nps(PROMOTERS - DETRACTORS), "alternative", "count_vs_rate",
                "That subtracts numbers of answers, as 2Checkout words it. NPS subtracts shares of all answers; the two agree only at 100 "
                "answers."),
        Mistake("no_passives", _nps((PROMOTERS - DETRACTORS) / (PROMOTERS + DETRACTORS) * TIMES_100), "wrong", "wrong_base",
                "Passives were left out of the total. They neither add nor subtract, but they answered."),
        Mistake("promoters_only", _nps(PROMOTERS / ANSWERS * TIMES_100), "wrong", "wrong_part",
                "That is the share of promoters; the share of detractors still has to be taken off."),
        Mistake("passives_as_promoters", _nps((PROMOTERS + PASSIVES - DETRACTORS) / ANSWERS * TIMES_100), "wrong", "scale",
                "Answers of 7 and 8 were counted as promoters. Only 9 and 10 are."),
        Mistake("passives_as_detractors", _nps((PROMOTERS - PASSIVES - DETRACTORS) / ANSWERS * TIMES_100), "wrong", "scale",
                "Passives were taken off with the detractors. 7 and 8 are neutral."),
        Mistake("csat_style", _nps((PROMOTERS + PASSIVES) / ANSWERS * TIMES_100), "wrong", "scale",
                "That is a share of positive answers, as CSAT counts them. NPS takes the detractors off the promoters."),
    ),
    errata=(
        Erratum(TWOCHECKOUT, _nps(PROMOTERS - DETRACTORS), "subtracts the number of detractors from the number of promoters",
                "Counts grow with the survey and can leave the scale of -100 to 100; NPS subtracts percentages. They agree only at 100 "
                "answers."),
        Erratum(HUBSPOT, None, "asks on a scale of 1 to 10 and calls it eNPS",
                "The scale runs from 0 to 10: without a 0 scores are not comparable. eNPS is the score of employees."),
        Erratum(CLOUDTASK, None, "speaks of earning a 10 right after giving the range of -100 to 100",
                "10 is the best answer of one person. The score of a survey runs to 100."),
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
    meanings=(
        Meaning(None, 0.0, "More customers are unhappy enough to warn others than would recommend you.",
                "Talk to every detractor, find what has to be put right, and put the most frequent reason right first.", TYPEFORM),
        Meaning(0.0, 50.0, "At least as many would recommend you as would not; 2Checkout calls a score good from 50 on.",
                "Sort the reasons into themes and work on what detractors name; what helps them tends to lift passives too.", TYPEFORM),
        Meaning(50.0, None, "At or above 50, which 2Checkout calls good.",
                "Ask promoters for referrals and stories, learn what pleases them, and keep the number to compare the next survey with.",
                TYPEFORM),
    ),
    collect=(
        Advice("question", "Two questions: would you recommend us, from 0 (not at all) to 10 (certainly)? And what is the main reason for "
                           "your answer?",
               TYPEFORM),
        Advice("scale", "0 to 10, never 1 to 10: 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors.", CLOUDTASK),
        Advice("when", "At three points of each customer's way: after a month, half a year and a year. Send it 10 days or more ahead of "
                       "the date, so that there is time to reach out to the unhappy ones.", TYPEFORM),
        Advice("when not", "Not inside a support ticket or chat, where a pressing problem pulls the score down, and not straight after an "
                           "upgrade or a gift, which flatters it.", TWOCHECKOUT),
        Advice("how often", "No customer more often than these three times in the first year, then once or twice a year: who is asked too "
                            "often stops answering.",
               OURS),
        Advice("act on it", "Reach out to every single detractor; ask promoters for a referral or a customer story; group the reasons, and "
                            "let the most frequent group set the priorities.", TYPEFORM),
    ),
    notes=(
        "Typeform's advice: put the number aside except to compare it with your own earlier ones, and talk to every detractor.",
        "2Checkout calls Apple's 89 the latest: it dates from 2016 (72 in 2017, 61 in 2020). CloudTask's 4.7 for tablets could not "
        "be verified. Neither is a benchmark.",
        "2Checkout too mentions a scale of 1 to 10, then sorts answers from 0 to 6: the groups need the 0.",
        "2Checkout says that companies with a high NPS outgrow their competitors at least twofold. It names no research, and we did not "
        "find any to check.",
        "A new channel or moment of asking changes the score without any change in customers.",
    ),
    see_also=("csat", "customer_effort_score", "theme_share"),
)  # fmt: skip
