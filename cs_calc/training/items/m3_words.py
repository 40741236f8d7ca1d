"""M3, voice of the customer, second part: votes on articles, and what customers say."""

from cs_calc.metrics import METRICS
from cs_calc.sources import GECKOBOARD, OURS, TYPEFORM
from cs_calc.training.item import Anchor, Interpretation, Item, Range, Why

ARTICLE_RATING = Item(
    key="article_rating",
    module="M3",
    title="Rating of a help article",
    asks="Do help articles answer the question?",
    metric=METRICS["article_helpfulness"],
    stem="An article had {article_views} views. “Was this helpful?” got {helpful_votes} times yes and {unhelpful_votes} times no. What is "
    "its rating?",
    draws={"article_views": Range(900, 4000, 100), "helpful_votes": Range(60, 220, 5), "unhelpful_votes": Range(15, 110, 5)},
    dp=1,
    hints=("Who answered the question?", "The whole is yes and no together, not the views."),
    why=Why(
        "Why do views stay out?",
        "Most readers do not vote; the rating is a share of the votes.",
        (
            ("Views cannot be counted.", "They are counted. They are no answers."),
            ("Somebody may view it twice.", "That is so, and it would not make views a vote."),
        ),
    ),
    interpretation=Interpretation(
        "An article has a rating of 58 % and many views. What does its owner do?",
        "Ask those who voted no an open question to find out why, and mend the article: better help pages save support.",
        (
            ("Delete it.", "Many look for it: they need it to work."),
            ("Turn the vote into a scale of ten.", "Two choices get more votes, and say enough to start."),
        ),
        TYPEFORM,
    ),
    near=("csat5", "avoidable_tickets"),
    needs=("csat5",),
    minutes=10,
    anchors=(Anchor({"article_views": 2_400.0, "helpful_votes": 84.0, "unhelpful_votes": 36.0}, 0.7, OURS),),
)

FEEDBACK_THEME = Item(
    key="feedback_theme",
    module="M3",
    title="Share of comments that raise a theme",
    asks="What share of customers raises the same point?",
    metric=METRICS["theme_share"],
    stem="{comments} customers wrote one comment each. “Reporting” was tagged {theme_mentions} times, in {theme_comments} different "
    "comments; {all_mentions} tags were set in all. What share of the comments raises reporting?",
    draws={
        "comments": Range(40, 90, 5),
        "theme_comments": Range(12, 30, 1),
        "theme_mentions": Range(34, 60, 1),
        "all_mentions": Range(120, 260, 10),
    },
    dp=1,
    hints=(
        "The question starts with a share of comments. What must both numbers count?",
        "Different comments with the tag over all comments.",
    ),
    why=Why(
        "Why are comments counted and not mentions?",
        "Each customer counts once, however often one repeats a point.",
        (
            ("Mentions are harder to count.", "They are counted too. They say how loud, not how many."),
            ("There are fewer comments.", "That there are fewer of them is no reason; that each is one customer is."),
        ),
    ),
    interpretation=Interpretation(
        "45 % of the comments raise the same problem of the product. What is next?",
        "Take it to the product team, find the cause and mend it, and help those customers meanwhile: that is why themes are counted.",
        (
            ("Answer each customer and close the notes.", "That treats a pattern as single cases."),
            ("Run a larger survey first.", "The pattern is clear: ask further in talks."),
        ),
        GECKOBOARD,
    ),
    near=("common_issue", "nps"),
    needs=("csat5",),
    minutes=10,
    anchors=(Anchor({"comments": 120.0, "theme_comments": 30.0, "theme_mentions": 42.0, "all_mentions": 175.0}, 0.25, OURS),),
)

ITEMS = (ARTICLE_RATING, FEEDBACK_THEME)
