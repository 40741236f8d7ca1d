"""M3, voice of the customer, first part: NPS, CSAT and effort."""

from cs_calc.metrics import METRICS
from cs_calc.metrics.sentiment.csat import FIVES, NINE_UP, ONES, SEVEN_EIGHT, THREES
from cs_calc.sources import GECKOBOARD, HUBSPOT, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.training.item import Anchor, Interpretation, Item, Range, Why, told_number

TWOS, FOURS = told_number("csat_2", "Answers of 2"), told_number("csat_4", "Answers of 4")
SIXES, FIVE_DOWN = told_number("csat_6", "Answers of 6"), told_number("csat_5_or_less", "Answers of 5 or less")
EFFORTS = tuple(told_number(f"effort_{n}", f"Answers of {n}") for n in range(1, 6))
E1, E2, E3, E4, E5 = EFFORTS
ALL_EFFORTS = E1 + E2 + E3 + E4 + E5

NPS = Item(
    key="nps",
    module="M3",
    title="Net Promoter Score",
    asks="How loyal are customers: would they recommend us?",
    metric=METRICS["nps"],
    stem="A survey came back with {promoters} scores of 9 or 10, {passives} of 7 or 8 and {detractors} of 0 to 6. What is the NPS?",
    draws={"promoters": Range(60, 180, 3), "passives": Range(30, 120, 3), "detractors": Range(12, 90, 3)},
    require=(lambda given: abs(given["answer"]) >= 8,),
    dp=0,
    hints=(
        "Three groups, one total. Which two groups appear on top?",
        "Turn both into percentages of all answers, passives included, before you take one from the other.",
    ),
    why=Why(
        "Why do passives stand below the line?",
        "They answered: the shares are of everybody who did.",
        (
            ("They are half promoters.", "They are neither. They count as answers, and that is all."),
            ("They will become promoters.", "Perhaps. The score is about the answers given."),
        ),
    ),
    interpretation=Interpretation(
        "NPS is 40 this time and was 34 last time. What comes next?",
        "Keep it as a benchmark for the next time and act on the reasons: talk to every detractor, find out what pleased promoters.",
        (
            ("Publish 40 as a trophy.", "A benchmark for yourself is what it is good for."),
            ("Concentrate on the passives.", "Mend what detractors met first: it helps the passives too."),
        ),
        TYPEFORM,
    ),
    near=("csat5", "ces"),
    needs=("pp_change",),
    minutes=15,
    anchors=(Anchor({"promoters": 42.0, "passives": 10.0, "detractors": 8.0}, 3400 / 60, OURS),),
)

CSAT5 = Item(
    key="csat5",
    module="M3",
    title="CSAT on a scale of five",
    asks="What share is satisfied with this one contact?",
    metric=METRICS["csat"],
    variant="top_two_of_five",
    stem="After support chats customers scored 1 to 5: {csat_1} gave 1, {csat_2} gave 2, {csat_3} gave 3, {csat_4} gave 4 and {csat_5} "
    "gave 5. What is CSAT?",
    story=(TWOS, FOURS),
    draws={
        "csat_1": Range(3, 12, 1),
        "csat_2": Range(4, 15, 1),
        "csat_3": Range(10, 30, 1),
        "csat_4": Range(30, 80, 2),
        "csat_5": Range(40, 120, 2),
    },
    made_of={"csat_4_or_5": FOURS + FIVES, "csat_1_to_5": ONES + TWOS + THREES + FOURS + FIVES},
    dp=1,
    hints=(
        "CSAT is a share of people, not an average of scores. Who counts as satisfied on this scale?",
        "4 and 5 on top, all five counts underneath.",
    ),
    why=Why(
        "Why do the answers of 3 stay below the line?",
        "They answered, and were not satisfied: the share is of all answers.",
        (
            ("A 3 is half satisfied.", "The rule knows no halves: 4 and 5 are satisfied, 3 is not."),
            ("They make the score lower.", "They do, and the reason is that they are answers too."),
        ),
    ),
    interpretation=Interpretation(
        "CSAT is 78 % this month, the goal is 80 %. What is the careful reading?",
        "A little below the goal. CSAT follows single experiences: look at a year, and at what the unhappy said, before you change course.",
        (
            ("The team failed this month.", "Two points are within the usual swings of such a measure."),
            ("Drop the 3s from the survey.", "That raises the number and makes nobody happier."),
        ),
        TWOCHECKOUT,
    ),
    near=("nps", "ces", "article_rating"),
    needs=("nps",),
    minutes=12,
    anchors=(Anchor({"csat_1": 5.0, "csat_2": 5.0, "csat_3": 0.0, "csat_4": 20.0, "csat_5": 20.0}, 0.8, HUBSPOT),),
)

CSAT10 = Item(
    key="csat10",
    module="M3",
    title="CSAT on a scale of ten",
    asks="What share is satisfied when the scale runs to 10?",
    metric=METRICS["csat"],
    variant="six_to_ten",
    stem="On a survey with ten points {csat_9_or_10} customers gave 9 or 10, {csat_7_or_8} gave 7 or 8, {csat_6} gave 6 and "
    "{csat_5_or_less} gave 5 or less. What is CSAT by HubSpot's rule, where 6 to 10 is positive?",
    story=(SIXES, FIVE_DOWN),
    draws={
        "csat_9_or_10": Range(40, 110, 2),
        "csat_7_or_8": Range(25, 70, 2),
        "csat_6": Range(8, 24, 2),
        "csat_5_or_less": Range(12, 44, 2),
    },
    made_of={"csat_6_to_10": NINE_UP + SEVEN_EIGHT + SIXES, "csat_0_to_10": NINE_UP + SEVEN_EIGHT + SIXES + FIVE_DOWN},
    dp=1,
    hints=(
        "The same name, another scale: which is the first positive score here?",
        "Add the three positive bands; divide by all four.",
    ),
    why=Why(
        "Why must the rule be told with the number?",
        "Another cut-off gives another number from the same answers.",
        (
            ("Because every survey has ten points.", "Some have five, some ask yes or no: that is why the rule is told."),
            ("Because the number would be too high otherwise.", "It is as high as the rule makes it; the reader must know which one."),
        ),
    ),
    interpretation=Interpretation(
        "Team A reports CSAT of 82 % (yes or no), team B 74 % (scale of five). Is A better?",
        "They cannot be compared: scale and cut-off differ. Agree on one question and tell the rule; yes or no gets more answers.",
        (
            ("Yes, 82 is more than 74.", "The threshold moved, not the satisfaction."),
            ("Average them to 78 %.", "The mean of two definitions is a third one that nobody can explain."),
        ),
        TYPEFORM,
    ),
    near=("nps", "csat5"),
    needs=("csat5",),
    minutes=12,
    anchors=(Anchor({"csat_9_or_10": 20.0, "csat_7_or_8": 15.0, "csat_6": 5.0, "csat_5_or_less": 10.0}, 0.8, HUBSPOT),),
)

CES = Item(
    key="ces",
    module="M3",
    title="Customer effort score (CES)",
    asks="How hard was it for customers to get help?",
    metric=METRICS["customer_effort_score"],
    variant="effort_mean",
    stem="“How much effort did it take to get help?” 1 is very little, 5 is very much. Answers: {effort_1} of 1, {effort_2} of 2, "
    "{effort_3} of 3, {effort_4} of 4, {effort_5} of 5. What is the customer effort score, as a mean?",
    story=EFFORTS,
    draws={
        "effort_1": Range(8, 50, 2),
        "effort_2": Range(10, 40, 2),
        "effort_3": Range(6, 20, 2),
        "effort_4": Range(6, 40, 2),
        "effort_5": Range(4, 44, 2),
    },
    made_of={
        "effort_scores_mean": (E1 + 2 * E2 + 3 * E3 + 4 * E4 + 5 * E5) / ALL_EFFORTS,
        "effort_scores_count": ALL_EFFORTS,
        "effort_scores_least": 1,
        "effort_scores_most": 5,
        "low_effort_answers": E1 + E2,
    },
    require=(lambda given: abs(given["answer"] - 3) >= 0.3,),
    dp=2,
    hints=(
        "Each answer counts once: what is the sum of all answers given?",
        "Each score times how many gave it, added up, divided by the number of answers. Is high good or bad on this scale?",
    ),
    why=Why(
        "Why is each score multiplied by how many gave it?",
        "Every customer's answer counts once.",
        (
            ("High scores matter more.", "They weigh more in the sum because they are larger; each answer counts once."),
            ("To bring the mean on a scale of ten.", "It stays on the scale of five."),
        ),
    ),
    interpretation=Interpretation(
        "CES went from 2.1 to 3.4 (5 is very much effort). Good or bad, and what now?",
        "Bad: help got harder, which can pull CSAT down and is a sign of churn. Read CSAT beside it; ask whether they tried help pages.",
        (
            ("Good, the score went up.", "On this scale up means more effort."),
            ("Turn the scale round so that up is good.", "Then old and new results cannot be compared; print the direction instead."),
        ),
        GECKOBOARD,
    ),
    near=("csat5", "frt_mean", "nps"),
    needs=("csat5",),
    minutes=15,
    anchors=(Anchor({"effort_1": 3.0, "effort_2": 4.0, "effort_3": 1.0, "effort_4": 1.0, "effort_5": 1.0}, 2.3, OURS),),
)

ITEMS = (NPS, CSAT5, CSAT10, CES)
