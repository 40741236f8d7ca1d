"""Customer effort score: how easy, or how hard, was it to get help? The direction is part of the definition."""

from cs_calc.expr import Expr, Input, Limit, Number, Step, Summary, Values, count, mean
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import CEB, CLOUDTASK, GECKOBOARD, HUBSPOT, NICEREPLY, OURS, ZONKA
from cs_calc.units import COUNT, PERCENT, SCORE

EASE_SCORES = Values(
    "ease_scores", "Ease scores (1 to 7)", SCORE, (7.0, 6.0, 6.0, 5.0, 5.0, 7.0, 2.0, 6.0, 4.0, 7.0),
    "One answer for each survey, from 1 (it was hard) to 7 (it was easy): high is good. The score column of the survey tool's "
    "export (Nicereply, HubSpot feedback surveys, Zonka); leave unanswered surveys out.", minimum=1.0, maximum=7.0,
)  # fmt: skip
EASY = Input(
    "easy_answers", "Answers from 5 to 7", COUNT, 8.0,
    "Answers that agree it was easy, on the scale from 1 to 7 where high is easy. The undecided 4 does not count.",
)  # fmt: skip
EASE_ANSWERS = Input("ease_answers", "All answers from 1 to 7", COUNT, 10.0, "Every answer on that scale, the undecided 4 included.")
EFFORT_SCORES = Values(
    "effort_scores", "Effort scores (1 to 5)", SCORE, (1.0, 2.0, 2.0, 3.0, 1.0, 2.0, 5.0, 4.0, 1.0, 2.0),
    "One answer for each survey with the older question, from 1 (very little effort) to 5 (very much): low is good. "
    "The score column of the survey tool's export.", minimum=1.0, maximum=5.0,
)  # fmt: skip
LOW_EFFORT = Input("low_effort_answers", "Answers of 1 or 2", COUNT, 7.0, "On the older question, the answers with the least effort.")


def _ces(body: Expr) -> Step:
    return Step("customer_effort_score", "Customer effort score (ease, high is good)", SCORE, body)


def _effort(body: Expr) -> Step:
    return Step("customer_effort_score", "Customer effort score (effort, low is good)", SCORE, body)


EASE_SHARE = "Customers who found it easy (5 to 7, high is good)"


def _share(body: Expr) -> Step:
    return Step("customer_effort_score", EASE_SHARE, PERCENT, body)


CUSTOMER_EFFORT_SCORE = Metric(
    key="customer_effort_score",
    name="Customer effort score (CES)",
    family="sentiment",
    asks="How easy, or how hard, was it for customers to get help?",
    unit=SCORE,
    better="higher",
    variants=(
        Variant("ease_mean", "Mean ease from 1 to 7, high is good", _ces(mean(EASE_SCORES)),
                "The question of today, agreeing from 1 to 7 that it was easy. High is good: 7 is the easiest.",
                (NICEREPLY, HUBSPOT), Sure("bootstrap", ("ease_scores",)), "higher"),
        Variant("ease_share", "Share of 5 to 7, high is good",
                Step("customer_effort_score_ease_share", EASE_SHARE, PERCENT, EASY / EASE_ANSWERS),
                "The same answers told as a share of customers, easier to explain than a mean. High is good: more found it easy.",
                (ZONKA,), Sure("wilson", ("easy_answers", "ease_answers")), "higher"),
        Variant("effort_mean", "Mean effort from 1 to 5, low is good",
                _effort(mean(EFFORT_SCORES)),
                "Only for surveys that still ask how much effort it took. Low is good: 1 is the least effort.",
                (CEB, GECKOBOARD), Sure("bootstrap", ("effort_scores",)), "lower"),
    ),
    mistakes=(
        Mistake("reversed", _ces(8 - mean(EASE_SCORES)), "wrong", "scale",
                "The scale was turned round. On the question from 1 to 7 a high answer means easy, as it stands."),
        Mistake("effort_reversed", _ces(6 - mean(EFFORT_SCORES)), "wrong", "scale",
                "The older effort question was turned round and read as ease. Its 5 is the most effort, so its score stays as it is and "
                "low is good."),
        Mistake("share_as_points", _ces(EASY / EASE_ANSWERS * 100), "alternative", "share_vs_average",
                "That is the share of easy answers in points, another way in which tools report CES. A mean lies on the scale of the "
                "answers.", ("ease_mean",)),
        Mistake("unweighted", _ces((Summary("least", EASE_SCORES) + Summary("most", EASE_SCORES)) / 2), "wrong", "weights",
                "That is half way between the lowest and the highest answer, as if nobody else had answered. Every answer counts."),
        Mistake("by_options", _ces(count(EASE_SCORES) / Number(7.0)), "wrong", "share_vs_average",
                "That is how many answers each of the seven options got on average, not the average answer."),
        Mistake("mean_of_seven", _share(mean(EASE_SCORES) / 7), "wrong", "share_vs_average",
                "That is the average answer as a part of 7. The share counts customers: how many gave 5 or more.", ("ease_share",)),
        Mistake("easy_less_others", _share((EASY - (EASE_ANSWERS - EASY)) / EASE_ANSWERS), "wrong", "scale",
                "Those who did not find it easy were taken off, as NPS does with its detractors. A share takes nothing off."),
        Mistake("not_easy", _share((EASE_ANSWERS - EASY) / EASE_ANSWERS), "wrong", "complement",
                "That is the share who did not find it easy."),
        Mistake("effort_ends_only", _effort((Summary("least", EFFORT_SCORES) + Summary("most", EFFORT_SCORES)) / 2), "wrong", "weights",
                "Only the least and the most effort were averaged. The score is the mean of all answers, however many gave the same.",
                ("effort_mean",)),
        Mistake("effort_by_options", _effort(count(EFFORT_SCORES) / Number(5.0)), "wrong", "share_vs_average",
                "That is how many answers each of the five options got on average, not the average answer.", ("effort_mean",)),
        Mistake("low_effort_share", _share(LOW_EFFORT / count(EFFORT_SCORES)), "alternative", "share_vs_average",
                "That is the share who had little effort, as some tools report it. A mean lies on the scale of the answers.",
                ("effort_mean",)),
    ),
    errata=(
        Erratum(GECKOBOARD, None, "takes a high score for a hard time, and names neither question nor scale",
                "HubSpot reads the same name the other way, as ease. A score without its question, scale and direction says nothing."),
    ),
    examples=(
        Example({"ease_scores": EASE_SCORES.example, "easy_answers": 8.0, "ease_answers": 10.0, "effort_scores": EFFORT_SCORES.example,
                 "low_effort_answers": 7.0},
                {"ease_mean": 5.5, "ease_share": 0.8, "effort_mean": 2.3},
                "The ten ease answers add up to 55: 55/10 = 5.5, high is good. Eight of the ten are 5 or more: 8/10 = .8, 80 %. "
                "Ten answers to the older question add up to 23: 23/10 = 2.3, where low is good.", OURS),
        Example({"ease_scores": (3.0, 4.0, 2.0, 5.0, 1.0, 6.0, 4.0, 3.0), "easy_answers": 2.0, "ease_answers": 8.0,
                 "effort_scores": (4.0, 5.0, 3.0, 4.0, 2.0, 4.0, 3.0, 3.0), "low_effort_answers": 1.0},
                {"ease_mean": 3.5, "ease_share": 0.25, "effort_mean": 3.5},
                "28/8 = 3.5 by both questions, and bad news by both: below the middle (4) of ease, above the middle (3) of effort. "
                "Found easy by 2/8 = .25, 25 %.", OURS),
    ),
    limits=(
        Limit(EASY, EASE_ANSWERS, "More answers from 5 to 7 than answers in all: check both counts."),
    ),
    meanings=(
        Meaning(None, 4.0, "Below the middle of the scale (4): on balance customers found it hard. High is good here.",
                "Find the step that costs the effort: getting through, repeating themselves, being passed "
                "on. Remove it.", HUBSPOT, ("ease_mean",)),
        Meaning(4.0, None, "At or above the middle of the scale (4): on balance customers found it easy. High is good here.",
                "Read it beside CSAT, and look at the channel or topic with the lowest ease.", GECKOBOARD, ("ease_mean",)),
        Meaning(None, 0.5, "Fewer than half found it easy. High is good here.",
                "Find the step that costs the effort: getting through, repeating themselves, being passed "
                "on. Remove it.", HUBSPOT, ("ease_share",)),
        Meaning(0.5, None, "At least half found it easy. High is good here.",
                "Read it beside CSAT, and look at the channel or topic where fewest found it easy.", GECKOBOARD, ("ease_share",)),
        Meaning(None, 3.0, "Below the middle of the scale (3): on balance it took little effort. Low is good here.",
                "Read it beside CSAT, and look at the channel or topic with the most effort.", GECKOBOARD, ("effort_mean",)),
        Meaning(3.0, None, "At or above the middle of the scale (3): on balance it took much effort. Low is good here.",
                "Ask whether they tried the help centre first, and mend the spot where they gave up.", GECKOBOARD, ("effort_mean",)),
    ),
    collect=(
        Advice("question", "Do you agree that we made it easy to get your request dealt with? From 1 (not at all) to 7 (entirely).", ZONKA),
        Advice("scale", "1 to 7, high is easy. Print the direction beside the number, and never mix these answers with those of the older "
                        "question (1 to 5, low is easy).", OURS),
        Advice("when", "Soon after the case is solved; Nicereply waits about a day after the ticket is closed.", NICEREPLY),
        Advice("when not", "Not for the relation as a whole, and not while the case is open: it is about one request.", OURS),
        Advice("how often", "Once for each solved case, as CSAT; read the mean by month and by channel.", OURS),
        Advice("question", "Add: did you look in our help pages before you wrote to us? The answers show which pages fail.", GECKOBOARD),
        Advice("act on it", "Take the cases with the hardest time of the month, list what made each one hard, and remove the most "
                            "frequent cause.",
               HUBSPOT),
        Advice("act on it", "Look at the pain points that it shows: they are what a competitor would offer to do better.", CLOUDTASK),
    ),
    notes=(
        "Two questions go by this name, and they run in opposite directions. Say which one with every number.",
        "HubSpot quotes that 96 % of customers with a hard time turn disloyal, and that effort predicts loyalty 40 % "
        "better than satisfaction. Both go back to CEB (now Gartner); we did not check them.",
        "No article gives a goal for it: compare it with your own past.",
    ),
    see_also=("csat", "nps", "first_contact_resolution", "self_service_score"),
)  # fmt: skip
