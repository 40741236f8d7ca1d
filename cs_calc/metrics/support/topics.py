"""What tickets are about, and which of them need not have come."""

from cs_calc.expr import Expr, Limit, Step
from cs_calc.metrics.support.inputs import (
    AVOIDABLE,
    BUGS,
    CAUSE_NOT_MOOD,
    DOCUMENTED,
    RECEIVED,
    START_WITH_FEW_TAGS,
    TAGGED,
    TAGS_GIVEN,
    UNTAGGED,
    UPGRADE_QUESTIONS,
)  # fmt: skip
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import GECKOBOARD, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.units import PERCENT


def _tag(body: Expr) -> Step:
    return Step("tag_share", "Share of the tag", PERCENT, body)


def _avoidable(body: Expr) -> Step:
    return Step("avoidable_ticket_share", "Share of avoidable tickets", PERCENT, body)


def _documented(body: Expr) -> Step:
    return Step("documented_topic_share", "Share on documented topics", PERCENT, body)


TAG_SHARE = Metric(
    key="tag_share",
    name="Most common issue (share of a tag)",
    family="support",
    asks="What share of the tickets is about this issue?",
    unit=PERCENT,
    better="depends",
    variants=(
        Variant("of_interactions", "Of all tickets", _tag(TAGGED / RECEIVED),
                "To see what takes the team's time, and to give the product team its order of work.",
                (TYPEFORM,), Sure("wilson", ("tagged_tickets", "tickets_received"))),
    ),
    mistakes=(
        Mistake("over_tags", _tag(TAGGED / TAGS_GIVEN), "wrong", "wrong_base",
                "Divided by tags. A ticket can carry two: the whole is the number of tickets."),
        Mistake("against_rest", _tag(TAGGED / (RECEIVED - TAGGED)), "wrong", "part_to_part",
                "The issue was compared with everything else. A share compares a part with the whole."),
        Mistake("inverted", _tag(RECEIVED / TAGGED), "wrong", "inverted",
                "Upside down: that is tickets for each one with the tag. A share cannot pass 100 %."),
        Mistake("untagged_left_out", _tag(TAGGED / (RECEIVED - UNTAGGED)), "alternative", "wrong_base",
                "Tickets without a tag were left out of the whole, so every share looks larger. Keep them in, and show them as a group of "
                "their own."),
    ),
    examples=(
        Example({"tagged_tickets": 90.0, "tickets_received": 300.0, "tags_given": 380.0, "untagged_tickets": 20.0}, {"of_interactions":
                0.3},
                "90 of 300 tickets are tagged billing issue: 90/300 = .30, 30 %. (Over the 380 tags it would seem 23.7 %.)", OURS),
        Example({"tagged_tickets": 45.0, "tickets_received": 500.0, "tags_given": 620.0, "untagged_tickets": 100.0}, {"of_interactions":
                0.09},
                "45/500 = .09, 9 %; but 100 tickets have no tag at all, so it may be more.", OURS),
    ),
    limits=(Limit(TAGGED, RECEIVED, "More tickets carry the tag than came in: count tickets, each once, and only those of the period."),),
    meanings=(
        Meaning(None, None, "This part of support's time goes to one issue. Which issue is first, and whether it grows, matters more than "
                "its size.",
                "Take it to the team that can remove the cause, product or billing: the share is there to set their order of work.",
                TYPEFORM),
    ),
    collect=(
        Advice("record", "One or more tags on each ticket, given by whoever closes it, from a short list that everybody uses in the same "
               "way.", TYPEFORM),
        START_WITH_FEW_TAGS,
        Advice("how often", "Every month; look at the list of tags every quarter, and merge those that mean the same (billing, Billing "
               "issue, invoices).", OURS),
        Advice("act on it", "Think in numbers of tickets, not in the loudest customer: nobody can follow every request.", TYPEFORM),
        CAUSE_NOT_MOOD,
    ),
    notes=(
        "With several tags on a ticket the shares add up to more than 100 %.",
        "Say how many tickets have no tag: below that line every share is a lower bound.",
    ),
    see_also=("avoidable_ticket_share", "theme_share", "tickets_per_user"),
)  # fmt: skip

AVOIDABLE_TICKET_SHARE = Metric(
    key="avoidable_ticket_share",
    name="Avoidable tickets",
    family="support",
    asks="What share of the tickets would better information have made unnecessary?",
    unit=PERCENT,
    better="lower",
    variants=(
        Variant("of_tickets", "Of all tickets", _avoidable(AVOIDABLE / RECEIVED),
                "To measure customer success by the tickets that need not come.",
                (TWOCHECKOUT,), Sure("wilson", ("avoidable_tickets", "tickets_received"))),
    ),
    mistakes=(
        Mistake("bugs_counted", _avoidable((AVOIDABLE + BUGS) / RECEIVED), "wrong", "wrong_part",
                "Bugs were counted. Information does not prevent a bug: that is work for the product."),
        Mistake("how_to_only", _avoidable((AVOIDABLE - UPGRADE_QUESTIONS) / RECEIVED), "wrong", "wrong_part",
                "Questions about upgrading are missing. They too are asked for want of information, as 2Checkout says."),
        Mistake("against_bugs", _avoidable(AVOIDABLE / BUGS), "wrong", "part_to_part",
                "Avoidable tickets were compared with bugs. The whole is all tickets."),
        Mistake("needed", _avoidable((RECEIVED - AVOIDABLE) / RECEIVED), "wrong", "complement",
                "That is the share that was not avoidable."),
    ),
    errata=(
        Erratum(TWOCHECKOUT, None, "measures the tickets that are not received",
                "What did not come cannot be counted. What can: the tickets that came and need not have, as a share of all."),
    ),
    examples=(
        Example({"avoidable_tickets": 156.0, "tickets_received": 300.0, "upgrade_questions": 36.0, "bug_tickets": 60.0}, {"of_tickets":
                0.52},
                "Of 300 tickets 120 ask how to do something and 36 about upgrading: 156/300 = .52, 52 %. The 60 bugs are not among them.",
                OURS),
        Example({"avoidable_tickets": 84.0, "tickets_received": 240.0, "upgrade_questions": 14.0, "bug_tickets": 50.0}, {"of_tickets":
                0.35},
                "84/240 = .35, 35 %.", OURS),
    ),
    limits=(Limit(AVOIDABLE, RECEIVED, "More tickets are avoidable than came in: count only tickets of the period, each once."),),
    meanings=(
        Meaning(None, 0.5, "Fewer than half of the tickets ask for information that could have come earlier.",
                "Take the most frequent question among them and answer it before it is asked: a guide, a note before the upgrade, a "
                "check-in.", TWOCHECKOUT),
        Meaning(0.5, None, "Half of the tickets or more ask for information, not for a repair.",
                "That is the case 2Checkout describes: show customers how to get the most out of the product before they have to write.",
                TWOCHECKOUT),
    ),
    collect=(
        Advice("record", "Whether more information, or a word from us, would have made the ticket unnecessary: yes or no, ticked when it "
               "is closed.", TWOCHECKOUT),
        Advice("scale", "Yes: how do I, where is, what does the plan include. No: bugs, outages, requests, changes only we can make.",
               OURS),
        Advice("when", "Judge at closing, when the cause is known; let two people judge 30 tickets now and then and see whether they "
               "agree.", OURS),
        Advice("how often", "Every month, by kind of question.", OURS),
        Advice("act on it", "Give the answer before the question: in onboarding, in the product, in the mail before an upgrade. Then see "
               "whether that kind of question goes down.", TWOCHECKOUT),
        Advice("tags", "how-to, upgrade question, where is, bug, request, outage: the first three are avoidable.", OURS),
    ),
    notes=(
        "It is a judgement: without a label on each ticket there is no number. Say how many tickets have none.",
        "Fewer tickets are not good in themselves: customers may have given up. Watch churn and customer effort beside it.",
    ),
    see_also=("documented_topic_share", "tag_share", "self_service_score"),
)  # fmt: skip

DOCUMENTED_TOPIC_SHARE = Metric(
    key="documented_topic_share",
    name="Tickets on documented topics",
    family="support",
    asks="What share of the tickets asks what a help article already answers?",
    unit=PERCENT,
    better="lower",
    variants=(
        Variant("of_tickets", "Of all tickets", _documented(DOCUMENTED / RECEIVED),
                "To see whether articles are found. It needs less judgement than avoidable tickets: there is an article or there is none.",
                (GECKOBOARD,), Sure("wilson", ("documented_tickets", "tickets_received"))),
    ),
    mistakes=(
        Mistake("undocumented", _documented((RECEIVED - DOCUMENTED) / RECEIVED), "wrong", "complement",
                "That is the share on topics without an article: the list of what to write next, but not the question."),
        Mistake("against_rest", _documented(DOCUMENTED / (RECEIVED - DOCUMENTED)), "wrong", "part_to_part",
                "Tickets with an article were compared with those without. The whole is all tickets."),
        Mistake("all_avoidable", _documented(AVOIDABLE / RECEIVED), "wrong", "neighbour",
                "That is the share of avoidable tickets. Some of them have no article yet: only topics that are written up count here."),
        Mistake("of_avoidable", _documented(DOCUMENTED / AVOIDABLE), "wrong", "wrong_base",
                "Divided by avoidable tickets. The whole is all tickets received."),
    ),
    examples=(
        Example({"documented_tickets": 90.0, "tickets_received": 300.0, "avoidable_tickets": 156.0}, {"of_tickets": 0.3},
                "90 of 300 tickets were on topics with an article: 90/300 = .30, 30 %.", OURS),
        Example({"documented_tickets": 30.0, "tickets_received": 240.0, "avoidable_tickets": 84.0}, {"of_tickets": 0.125},
                "30/240 = .125, 12.5 %.", OURS),
    ),
    limits=(Limit(DOCUMENTED, RECEIVED, "More tickets are on documented topics than came in: count only tickets of the period, each "
    "once."),),
    meanings=(
        Meaning(None, None, "These customers wrote although the answer was there: it was not found, not understood, or not looked for.",
                "Look at the topics with most such tickets, and put those articles where they are found: order, titles, links from the "
                "product.", GECKOBOARD),
    ),
    collect=(
        Advice("record", "The article that answers a ticket, linked when it is closed. No link means no article.", GECKOBOARD),
        Advice("question", "Did you look in our help centre before you wrote to us?", GECKOBOARD),
        Advice("when", "Ask in the survey after the ticket is solved, never in the form: it would sound like a reproach.", OURS),
        Advice("how often", "Every month, by article.", OURS),
        Advice("act on it", "An article with many tickets and good votes is not found: move it. One with many tickets and poor votes is "
               "not understood: rewrite it.",
               OURS),
        Advice("tags", "has article, article missing, article wrong: three tags that tell the writers what to do.", OURS),
    ),
    notes=("It is a stand-in for avoidable tickets: easier to count, but blind to what should be written and is not.",),
    see_also=("avoidable_ticket_share", "self_service_score", "article_helpfulness"),
)  # fmt: skip
