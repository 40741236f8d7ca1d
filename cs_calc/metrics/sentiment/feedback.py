"""What customers say in their own words, and whether the help centre's articles answer them."""

from cs_calc.expr import Expr, Input, Limit, Step
from cs_calc.model import Advice, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import GECKOBOARD, HUBSPOT, OURS, POSITIVE_VOTES, TYPEFORM
from cs_calc.units import COUNT, PERCENT

THEME_COMMENTS = Input(
    "theme_comments", "Comments that raise the theme", COUNT, 30.0,
    "Each comment once, however often it comes back to the theme. Tag comments in the survey tool or in a column themes of its export.",
)  # fmt: skip
COMMENTS = Input(
    "comments", "All comments", COUNT, 120.0,
    "Survey answers with a comment, whether it fits a theme or not. Answers without words stay out. From the same export.",
)  # fmt: skip
THEME_MENTIONS = Input("theme_mentions", "Mentions of the theme", COUNT, 42.0, "Every time it comes up, several times in one comment too.")
ALL_MENTIONS = Input("all_mentions", "Mentions of all themes", COUNT, 175.0, "Every tag that was set, of every theme.")
SURVEY_ANSWERS = Input("survey_answers", "All survey answers", COUNT, 200.0, "With a comment or without one.")

HELPFUL = Input(
    "helpful_votes", "Votes that it was helpful", COUNT, 84.0,
    "Votes of yes under the article or articles. Help-centre reports (Zendesk Guide, HubSpot knowledge base, Intercom) list them by "
    "article.",
)  # fmt: skip
UNHELPFUL = Input("unhelpful_votes", "Votes that it was not helpful", COUNT, 36.0, "Votes of no, from the same report. Readers who did "
"not vote are in neither count.")
VIEWS = Input("article_views", "Views of the articles", COUNT, 2_400.0, "How often they were opened, with or without a vote.")


def _theme(body: Expr) -> Step:
    return Step("theme_share", "Share of comments that raise the theme", PERCENT, body)


def _helpful(body: Expr) -> Step:
    return Step("article_helpfulness", "Article helpfulness", PERCENT, body)


VOTES = Step("article_votes", "All votes", COUNT, HELPFUL + UNHELPFUL)

THEME_SHARE = Metric(
    key="theme_share",
    name="Share of a theme in feedback",
    family="sentiment",
    asks="What share of the comments raises the same point?",
    unit=PERCENT,
    better="depends",
    variants=(
        Variant("of_comments", "Of all comments", _theme(THEME_COMMENTS / COMMENTS),
                "For survey reasons, interviews and open answers, once they are tagged. A comment with two themes counts in both.",
                (TYPEFORM, GECKOBOARD), Sure("wilson", ("theme_comments", "comments"))),
    ),
    mistakes=(
        Mistake("mentions_per_comment", _theme(THEME_MENTIONS / COMMENTS), "wrong", "events_vs_people",
                "That counts mentions. One customer can come back to a point five times: count the comment once."),
        Mistake("share_of_mentions", _theme(THEME_MENTIONS / ALL_MENTIONS), "wrong", "events_vs_people",
                "That is the theme's part of all mentions: who talks most weighs most. The share is one of comments.", ("of_comments",)),
        Mistake("mixed", _theme(THEME_COMMENTS / ALL_MENTIONS), "wrong", "wrong_base",
                "Comments on top, mentions underneath. Both have to count the same thing."),
        Mistake("of_all_answers", _theme(THEME_COMMENTS / SURVEY_ANSWERS), "wrong", "wrong_base",
                "Answers without a comment are in the base. They said nothing for or against the theme."),
    ),
    examples=(
        Example({"theme_comments": 30.0, "comments": 120.0, "theme_mentions": 42.0, "all_mentions": 175.0, "survey_answers": 200.0},
                {"of_comments": 0.25},
                "200 answers, 120 with a comment; 30 of these name reporting, some of them twice: 30/120 = .25, 25 %.", OURS),
        Example({"theme_comments": 18.0, "comments": 45.0, "theme_mentions": 27.0, "all_mentions": 108.0, "survey_answers": 60.0},
                {"of_comments": 0.4}, "45 interviews, 18 of them raise the import: 18/45 = .4, 40 %.", OURS),
    ),
    limits=(
        Limit(THEME_COMMENTS, COMMENTS, "More comments raise the theme than there are comments: count each comment once."),
    ),
    meanings=(
        Meaning(None, None, "That part of the comments raises this theme. No mark says how much is too much: compare it with the other "
                            "themes and with the survey before.",
                "Take the most frequent theme to those who can remove its cause, and tell the customers who raised it "
                "what came of it.", GECKOBOARD),
    ),
    collect=(
        Advice("question", "After every score one open question: what is the main reason for it? Interviews go deeper, because you can "
                           "ask on.", GECKOBOARD),
        Advice("record", "Tag every comment with one or more themes; keep the list of themes short and one person "
                         "in charge of it.", TYPEFORM),
        Advice("tags", "To start with: bug report, billing issue, feature request, UX pain; then the words that "
                       "keep coming back.", TYPEFORM),
        Advice("when", "Whenever a survey comes back; talks at a customer day or a regular check-in bring what no form shows.", HUBSPOT),
        Advice("how often", "Tag each week, count each month: a theme's share needs some dozens of comments to mean anything.", OURS),
        Advice("act on it", "Rank themes by how many raise them, by your goals and by what you have the means to do; then change the "
                            "first.", TYPEFORM),
    ),
    notes=(
        "Comments with several themes count in each, so the shares of all themes add up to more than 100 %.",
        "Show the share without any theme too: if it is large, the list of themes is not finished.",
        "For the score's reasons, count promoters and detractors apart: they name different things.",
    ),
    see_also=("nps", "tag_share", "csat"),
)  # fmt: skip

ARTICLE_HELPFULNESS = Metric(
    key="article_helpfulness",
    name="Help-centre article rating",
    family="sentiment",
    asks="Do the articles of the help centre answer the question?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("of_votes", "Yes of all votes", _helpful(HELPFUL / VOTES),
                "For a yes-or-no question under each article. Rank single articles by the low end of the range, not by the rate itself.",
                (TYPEFORM, POSITIVE_VOTES), Sure("wilson", ("helpful_votes", "unhelpful_votes"), rest=True)),
    ),
    mistakes=(
        Mistake("of_views", _helpful(HELPFUL / VIEWS), "wrong", "wrong_base",
                "Divided by views. Most readers do not vote: the rating is a share of the votes."),
        Mistake("net", _helpful((HELPFUL - UNHELPFUL) / VOTES), "wrong", "scale",
                "Votes of no were taken off, as NPS does. The rating is the share of yes."),
        Mistake("unhelpful", _helpful(UNHELPFUL / VOTES), "wrong", "complement",
                "That is the share of no."),
        Mistake("yes_over_no", _helpful(HELPFUL / UNHELPFUL), "wrong", "part_to_part",
                "That compares yes with no. The whole is both together."),
    ),
    examples=(
        Example({"helpful_votes": 84.0, "unhelpful_votes": 36.0, "article_views": 2_400.0}, {"of_votes": 0.7},
                "84 yes and 36 no are 120 votes: 84/120 = .7, 70 %. That 2,400 opened it does not matter.", OURS),
        Example({"helpful_votes": 29.0, "unhelpful_votes": 21.0, "article_views": 900.0}, {"of_votes": 0.58},
                "29 of 50 votes: 29/50 = .58, 58 %.", OURS),
    ),
    meanings=(
        Meaning(None, 0.5, "More voters say no than yes.",
                "Ask those who vote no, in an open question, what was missing; then rewrite the article and count "
                "from that day.", TYPEFORM),
        Meaning(0.5, None, "At least as many voters say yes as no; neither the articles nor we have a mark for good.",
                "Mend the articles with many views and the lowest rating first, and see whether the rating moves "
                "after the change.", POSITIVE_VOTES),
    ),
    collect=(
        Advice("question", "Below every article: did this help you? Yes or no.", TYPEFORM),
        Advice("question", "After a no, one open question: what were you looking for? After a yes, a thank-you is enough.", TYPEFORM),
        Advice("record", "Votes by article, with the day of its last change, so that before and after can be told apart.", POSITIVE_VOTES),
        Advice("how often", "Each month over the whole help centre; single articles only once they have some twenty votes.", OURS),
        Advice("when not", "Do not act on a handful of votes: the first ones can all be no by chance.", POSITIVE_VOTES),
        Advice("act on it", "Rewrite what readers call unhelpful. If an article stays low after that, the matter may "
                            "need a person.", POSITIVE_VOTES),
    ),
    notes=(
        "Few readers vote, and those who are annoyed vote more readily. The site kpitree speaks of 2 to 8 % of readers; we did not check "
        "it.",
        "Typeform quotes that two thirds of customers prefer to help themselves and that 91 % would use a good help centre; it names no "
        "source.",
    ),
    see_also=("documented_topic_share", "self_service_score", "csat"),
)  # fmt: skip
