"""How often customers need help, and how many help themselves."""

from cs_calc.expr import Expr, Limit, Step
from cs_calc.metrics.support.inputs import HELP_CENTRE, RECEIVED, REQUESTERS, START_WITH_FEW_TAGS, USERS, VIEWS
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import COREBEE, GECKOBOARD, HELPSHIFT, MINDMESH, OURS, TWOCHECKOUT, TYPEFORM, ZENDESK
from cs_calc.units import PERCENT, RATIO


def _per_user(body: Expr) -> Step:
    return Step("tickets_per_user", "Tickets per user", RATIO, body)


def _contact(body: Expr) -> Step:
    return Step("contact_rate", "Contact rate", PERCENT, body)


def _per_requester(body: Expr) -> Step:
    return Step("tickets_per_requester", "Tickets per requester", RATIO, body)


def _self_service(body: Expr) -> Step:
    return Step("self_service_score", "Self-service score", RATIO, body)


WHO_ASKED = Advice("record", "Who sent each ticket: an id of the person, and of the account. Tickets from people who are no users stay "
"out of all three counts.", OURS)
REQUESTERS_ARE_USERS = Limit(
    REQUESTERS, USERS,
    "More people sent a ticket than there are users. Count everybody who could have asked as a user, and leave out tickets of people who "
    "are no users.",
)  # fmt: skip
EACH_SENT_ONE = Limit(REQUESTERS, RECEIVED, "More people than tickets: everyone who is counted here has sent at least one ticket. Check "
"both counts.")

TICKETS_PER_USER = Metric(
    key="tickets_per_user",
    name="Tickets per user",
    family="support",
    asks="How many tickets does each user send, on average?",
    unit=RATIO,
    better="lower",
    variants=(
        Variant("tickets_over_users", "Tickets over all users", _per_user(RECEIVED / USERS),
                "To see whether users need you less often, whatever happens to their number. 0.5 is one ticket for every two users.",
                (TYPEFORM, COREBEE), Sure("poisson", ("tickets_received", "users"))),
    ),
    mistakes=(
        Mistake("inverted", _per_user(USERS / RECEIVED), "wrong", "inverted",
                "Upside down: that is users per ticket. Tickets go on top."),
        Mistake("per_requester", _per_user(RECEIVED / REQUESTERS), "wrong", "wrong_base",
                "Only users who wrote were counted. Quiet users belong below the line: keeping them quiet is what a good help centre "
                "does."),
        Mistake("share_writing", _per_user(REQUESTERS / USERS), "wrong", "neighbour",
                "That is the share of users who wrote: the contact rate. Here every ticket counts, also the second one of the same "
                "person."),
        Mistake("as_percent", _per_user(RECEIVED / USERS * 100), "wrong", "count_vs_rate",
                "That was multiplied by 100. This number is read as tickets each: 0.5 is one ticket for two people."),
    ),
    errata=(
        Erratum(TYPEFORM, None, "calls it ticket deflection, and breaks off where it should say at which size to keep it",
                "Deflection is about those who helped themselves: see the self-service score. That lower is better is our reading."),
        Erratum(TWOCHECKOUT, None, "calls every fall in the number of tickets good",
                "The number also falls when customers leave or cannot find where to write. Only a figure per user can be compared."),
    ),
    examples=(
        Example({"tickets_received": 5.0, "users": 10.0, "requesters": 4.0}, {"tickets_over_users": 0.5},
                "5 tickets of 10 users: 5/10 = .5, one ticket for two people. So few tickets prove little: the range is 0.16 to 1.17.",
                TYPEFORM),
        Example({"tickets_received": 20.0, "users": 10.0, "requesters": 8.0}, {"tickets_over_users": 2.0},
                "20/10 = 2: each user sends two on average. (With 10 tickets it would be 1.)", TYPEFORM),
        Example({"tickets_received": 500.0, "users": 5_000.0, "requesters": 360.0}, {"tickets_over_users": 0.1},
                "500/5,000 = .1, one ticket for ten users.", COREBEE),
    ),
    meanings=(
        Meaning(None, 1.0, "Fewer tickets than users: on average a user needs you less than once in the period.",
                "Take the commonest tags and write, or repair, the articles that would answer them.", TYPEFORM),
        Meaning(1.0, None, "At least one ticket for every user in the period: needing help is the normal case.",
                "See first whether a few heavy writers make it (tickets per requester) or many users (contact rate); then fix the "
                "commonest cause.", OURS),
    ),
    collect=(
        WHO_ASKED,
        Advice("scale", "People or accounts as users: decide, write it down and keep to it. Accounts give a larger number.", OURS),
        Advice("how often", "Every month, over the same span as the users are counted. Set it beside releases and price changes.", OURS),
        Advice("when not", "Do not lower it by hiding the way to reach you: the tickets go, the effort and the churn grow.", OURS),
        Advice("act on it", "Teach before they have to ask: a good help centre is the quickest way to bring it down.", TYPEFORM),
        START_WITH_FEW_TAGS,
    ),
    notes=(
        "2Checkout finds few published figures, since it depends on sector, model and size. Compare it with your own past.",
        "The number of tickets alone grows with the number of users: it says how much work there is, not whether the product got easier.",
    ),
    see_also=("contact_rate", "tickets_per_requester", "self_service_score", "tag_share"),
)  # fmt: skip

CONTACT_RATE = Metric(
    key="contact_rate",
    name="Contact rate",
    family="support",
    asks="What share of the users needed to ask us for help?",
    unit=PERCENT,
    better="lower",
    variants=(
        Variant("requesters_over_users", "People who asked, over all users", _contact(REQUESTERS / USERS),
                "To see how many people a problem reaches: each counts once, however often they write.",
                (HELPSHIFT,), Sure("wilson", ("requesters", "users"))),
    ),
    mistakes=(
        Mistake("tickets_counted", _contact(RECEIVED / USERS), "alternative", "events_vs_people",
                "Tickets were counted, not people: who wrote three times counts three times. Some tools report that as contact rate; it "
                "is tickets per user, and may pass 100 %."),
        Mistake("quiet", _contact((USERS - REQUESTERS) / USERS), "wrong", "complement",
                "That is the share who did not need to ask."),
        Mistake("per_ticket", _contact(REQUESTERS / RECEIVED), "wrong", "wrong_base",
                "Divided by tickets. The whole is everybody who could have asked: all users."),
        Mistake("against_quiet", _contact(REQUESTERS / (USERS - REQUESTERS)), "wrong", "part_to_part",
                "People who asked were compared with those who did not. The whole is all users."),
    ),
    examples=(
        Example({"requesters": 1_200.0, "users": 50_000.0, "tickets_received": 1_500.0}, {"requesters_over_users": 0.024},
                "1,200 different people of 50,000 active users asked: 1200/50000 = .024, 2.4 %. (1,500 tickets is our addition.)",
                HELPSHIFT),
        Example({"requesters": 230.0, "users": 2_000.0, "tickets_received": 600.0}, {"requesters_over_users": 0.115},
                "230 of 2,000 users asked, 11.5 %; they sent 600 tickets, which is 30 for 100 users.", OURS),
    ),
    limits=(REQUESTERS_ARE_USERS,),
    meanings=(
        Meaning(None, None, "There is no mark that fits all: it depends on how hard the product is and how new the users are. A rise "
                "after a release says that something became harder.",
                "Split it by plan, by how long people have been users, and by release; go first where it rose.", OURS),
    ),
    collect=(
        WHO_ASKED,
        Advice("when", "People and users over the same span, a month: users of a year below people of a month would flatter it.",
               HELPSHIFT),
        Advice("how often", "Every month, and in the week after each release.", OURS),
        Advice("act on it", "Ask those who wrote whether they had tried the help centre first: their answers show where it is weak.",
               GECKOBOARD),
        Advice("tags", "Tag new users' tickets apart (first month) and those after a release, so that a rise can be explained.", OURS),
    ),
    notes=("Tickets per user = contact rate x tickets per requester: a rise has one of two causes, more people or more tickets each.",),
    see_also=("tickets_per_user", "tickets_per_requester"),
)  # fmt: skip

TICKETS_PER_REQUESTER = Metric(
    key="tickets_per_requester",
    name="Tickets per requester",
    family="support",
    asks="How many tickets does someone who needs help send?",
    unit=RATIO,
    better="lower",
    variants=(
        Variant("tickets_over_requesters", "Tickets over people who asked", _per_requester(RECEIVED / REQUESTERS),
                "To see whether the same people come back: one problem that is not solved, or a customer in trouble.", (MINDMESH,)),
    ),
    mistakes=(
        Mistake("over_users", _per_requester(RECEIVED / USERS), "wrong", "wrong_base",
                "Divided by all users: that is tickets per user. Here only people who sent a ticket count."),
        Mistake("inverted", _per_requester(REQUESTERS / RECEIVED), "wrong", "inverted",
                "Upside down: that is people per ticket, never more than 1. Tickets go on top."),
        Mistake("repeats_only", _per_requester((RECEIVED - REQUESTERS) / REQUESTERS), "wrong", "wrong_part",
                "The first ticket of each person was left out. Every ticket counts, so the answer is at least 1."),
    ),
    examples=(
        Example({"tickets_received": 600.0, "requesters": 230.0, "users": 2_000.0}, {"tickets_over_requesters": 600 / 230},
                "600 tickets of 230 people in a month: 600/230 = 2.6 each. (2,000 users is our addition: 0.3 tickets per user.)", MINDMESH),
        Example({"tickets_received": 1_500.0, "requesters": 1_200.0, "users": 50_000.0}, {"tickets_over_requesters": 1.25},
                "1,500/1,200 = 1.25: most people ask once.", OURS),
    ),
    limits=(EACH_SENT_ONE,),
    meanings=(
        Meaning(None, None, "It cannot be below 1: everybody counted here has asked once. The further above, the more people come back.",
                "List the people and accounts with most tickets and call them: one problem that is not solved needs something else than "
                "many small ones.", OURS),
    ),
    collect=(
        WHO_ASKED,
        Advice("record", "Merge tickets about the same problem of the same person, always or never: it changes the number.", OURS),
        Advice("how often", "Every month, for people and for accounts.", OURS),
        Advice("act on it", "An account far above the others is at risk or in need of training: that is a call for customer success, not "
               "for the queue.", OURS),
        Advice("tags", "Tag a ticket that follows up an earlier one (follow-up, not solved), so that repeats are told from new questions.",
               OURS),
    ),
    notes=("Easily taken for tickets per user, since some call it tickets per customer. The base here is only the people who wrote.",),
    see_also=("tickets_per_user", "contact_rate", "first_contact_resolution"),
)  # fmt: skip

SELF_SERVICE_SCORE = Metric(
    key="self_service_score",
    name="Self-service score",
    family="support",
    asks="For each person who sends a ticket, how many try to help themselves?",
    unit=RATIO,
    better="higher",
    variants=(
        Variant("sessions_over_requesters", "Visits over people who asked", _self_service(HELP_CENTRE / REQUESTERS),
                "To see whether the help centre takes work off support: ticket deflection in the proper sense.", (ZENDESK,)),
    ),
    mistakes=(
        Mistake("inverted", _self_service(REQUESTERS / HELP_CENTRE), "wrong", "inverted",
                "Upside down: that is people who wrote for each visit. Visits go on top."),
        Mistake("tickets_counted", _self_service(HELP_CENTRE / RECEIVED), "wrong", "events_vs_people",
                "Divided by tickets. Someone with three tickets is one person: divide by different people."),
        Mistake("views_counted", _self_service(VIEWS / REQUESTERS), "wrong", "events_vs_people",
                "Pages were counted. One visit opens several: count visits, not pages."),
        Mistake("share", _self_service(HELP_CENTRE / (HELP_CENTRE + REQUESTERS)), "alternative", "part_to_part",
                "That is the share of all who looked for help. Some report it so; the score compares the two groups: 4 to 1 is a score of "
                "4 and a share of 80 %."),
    ),
    errata=(
        Erratum(TYPEFORM, None, "has ticket deflection as a heading, and tickets per user below it",
                "Tickets per user says how often people ask. How many find the answer themselves needs the visits to the help centre."),
    ),
    examples=(
        Example({"help_centre_users": 1_000.0, "requesters": 250.0, "tickets_received": 320.0, "help_centre_views": 2_600.0},
                {"sessions_over_requesters": 4.0},
                "1000/250 = 4: Zendesk's 4 to 1, four who look for themselves to one who writes. (The ratio is theirs, the counts are "
                "ours.)", ZENDESK),
        Example({"help_centre_users": 10_000.0, "requesters": 250.0, "tickets_received": 300.0, "help_centre_views": 24_000.0},
                {"sessions_over_requesters": 40.0}, "10000/250 = 40: Zendesk's picture of success, 40 to 1. (Counts ours.)", ZENDESK),
    ),
    meanings=(
        Meaning(None, 1.0, "More people write than look for themselves.",
                "Make the help centre easier to find: link it where questions arise, and in the first reply.", OURS),
        Meaning(1.0, None, "More people look for themselves than write. A growing number is what shows success, going by Zendesk.",
                "See that visits end with an answer: read it beside article helpfulness, and mend the articles that leave people asking.",
                OURS),
    ),
    collect=(
        Advice("record", "Visits of users to the help centre for each day, without your own staff; and who sent each ticket.", ZENDESK),
        Advice("when", "Both over the same span, 30 days for example, after some months of data.", ZENDESK),
        Advice("how often", "Every month; look at the direction, not at the size.", OURS),
        Advice("act on it", "Ask those who still write whether they searched before, and for what: move or rename the article that they "
               "missed.", GECKOBOARD),
        Advice("tags", "Tag tickets whose answer was in the help centre, and those after a search without result.", OURS),
    ),
    notes=(
        "A visit is not a solution: some visitors leave without an answer, others write as well.",
        "Typeform says that two thirds of customers prefer to help themselves, and 91 % would use a help centre that fits. Both figures "
        "come from a Zendesk survey of 2013, as ComAround retells it: too old for a goal.",
        "It rises when more people have trouble, too, as long as they look for themselves first. Read it beside the contact rate.",
    ),
    see_also=("tickets_per_user", "contact_rate", "article_helpfulness", "documented_topic_share"),
)  # fmt: skip
