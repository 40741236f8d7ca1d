"""M1, who stays: customer churn, churn over a year, renewals."""

from cs_calc.metrics import METRICS
from cs_calc.metrics.churn import ACQUIRED, LEFT, NEW_LEFT, OPENING
from cs_calc.sources import GECKOBOARD, HUBSPOT, OURS
from cs_calc.training.item import Anchor, Choice, Interpretation, Item, Range, Share, Why

CUSTOMER_CHURN = Item(
    key="customer_churn",
    module="M1",
    title="Customer churn rate",
    asks="What share of the customers we had on day one left?",
    metric=METRICS["customer_churn_rate"],
    stem="On 1 May there were {opening_customers} customers. During May {new_customers} new ones joined. By 31 May, {left_customers} of "
    "the starting customers and {new_left_customers} of the new ones had cancelled. What was May's customer churn rate, counting customers "
    "of the start only?",
    draws={
        "opening_customers": Choice((400, 500, 600, 800, 1000, 1200, 1500, 2000)),
        "new_customers": Share("opening_customers", 6, 18, 1),
        "left_customers": Share("opening_customers", 2, 7, 0.5),
        "new_left_customers": Share("new_customers", 6, 20, 2),
    },
    made_of={"closing_customers": OPENING + ACQUIRED - LEFT - NEW_LEFT},
    leave_out=("of_average_customers",),
    dp=1,
    hints=(
        "Churn is a share of the customers who could have left because they were there. Which count is that?",
        "The same people stand above and below the line: of those there at the start, how many left?",
    ),
    why=Why(
        "Why do the customers at the start stand below the line?",
        "They are the ones who could leave: who left is a part of them.",
        (
            ("They are easier to count than customers at the end.", "Both are one count on one day. What matters is who could have left."),
            ("The rate would be too high otherwise.", "A base is chosen for what it counts, not for the size of the result."),
        ),
    ),
    interpretation=Interpretation(
        "May's churn is 6.4 %. What is the most useful next step?",
        "Compare it with the target and with earlier months, then split the leavers (by owner, plan or size) and find out why they left.",
        (
            ("Win more new customers so that the rate falls.", "New customers are not in the base: this month's rate would not move."),
            ("Report 93.6 % retention instead and stop there.", "The same number in a better mood, and no action."),
        ),
        GECKOBOARD,
    ),
    near=("renewal_rate", "gross_mrr_churn", "annual_churn"),
    needs=("pp_change",),
    minutes=15,
    anchors=(
        Anchor({"opening_customers": 1000.0, "new_customers": 80.0, "left_customers": 64.0, "new_left_customers": 0.0}, 0.064, HUBSPOT),
    ),
)

ANNUAL_CHURN = Item(
    key="annual_churn",
    module="M1",
    title="Churn over a year",
    asks="If this monthly rate goes on, what share is gone in a year?",
    metric=METRICS["annualised_churn_rate"],
    stem="Monthly customer churn is a steady {churn_of_period}. What share of today's customers will be gone after "
    "{periods_in_year} months?",
    draws={"churn_of_period": Range(0.01, 0.06, 0.001), "periods_in_year": Choice((12,))},
    dp=1,
    hints=(
        "If 5 % leave in January, 5 % of what leaves in February?",
        "Work with those who remain: keep 1 less the rate each month, twelve times, then take that from 1.",
    ),
    why=Why(
        "Why is the share who stay multiplied and not the share who leave added?",
        "Each month's loss comes out of those still there, so it is smaller in customers every month.",
        (
            ("Adding twelve numbers takes longer.", "Adding is quicker, and wrong: it takes each loss from the full base of January."),
            ("Churn grows month by month.", "The rate is steady here. It is the base that shrinks."),
        ),
    ),
    interpretation=Interpretation(
        "Someone compares our 4.5 % a month with a goal of “below 5 %” and says that we are fine. What do you ask first?",
        "Which period does the goal refer to? 4.5 % a month is about 42 % a year; the period has to be fixed before any comparison.",
        (
            ("Nothing: 4.5 is below 5.", "The goal names no month. Mixing periods is the most expensive mistake with churn."),
            ("Multiply by 12 and compare 54 % with 5 %.", "The right instinct, one period for both, but churn compounds."),
        ),
        HUBSPOT,
    ),
    near=("customer_churn", "renewal_rate"),
    needs=("customer_churn",),
    minutes=15,
    anchors=(Anchor({"churn_of_period": 0.05, "periods_in_year": 12.0}, 1 - 0.95**12, OURS),),
)

RENEWAL_RATE = Item(
    key="renewal_rate",
    module="M1",
    title="Renewal rate",
    asks="Of those whose contract ended, how many stayed?",
    metric=METRICS["renewal_rate"],
    stem="There are {opening_customers} customers. This quarter {contracts_due} contracts came up for renewal and {contracts_renewed} of "
    "them were renewed; {new_customers} contracts with new customers were also signed. What is the renewal rate?",
    draws={
        "opening_customers": Choice((300, 400, 500, 600, 800)),
        "contracts_due": Share("opening_customers", 20, 40, 5),
        "contracts_renewed": Share("contracts_due", 70, 94, 2),
        "new_customers": Share("contracts_due", 8, 20, 2),
    },
    dp=1,
    hints=(
        "Who had a renewal to decide on this quarter?",
        "Everybody else (not due, or new) stays out of both the top and the bottom.",
    ),
    why=Why(
        "Why do only the contracts that were due stand below the line?",
        "Only they had a decision to make in the quarter.",
        (
            ("The others have paid already.", "That is so, and not the reason: they could not renew this quarter."),
            ("All customers would be too many to count.", "All customers are easy to count, but most of them had nothing to decide."),
        ),
    ),
    interpretation=Interpretation(
        "The renewal rate drops from 90 % to 76 %. What do you look at next?",
        "Usage and outcomes of those who left, then the programmes that should help others like them; read it beside net MRR churn.",
        (
            ("Make contracts longer so that fewer come due.", "Fewer decisions, the same unhappiness: the loss is put off, not avoided."),
            ("Wait for the next quarter.", "Those due next quarter are the ones who can still be helped."),
        ),
        HUBSPOT,
    ),
    near=("customer_churn", "trial_conversion"),
    needs=("customer_churn",),
    minutes=15,
    anchors=(Anchor({"opening_customers": 210.0, "contracts_due": 50.0, "contracts_renewed": 45.0, "new_customers": 12.0}, 0.9, OURS),),
)

ITEMS = (CUSTOMER_CHURN, ANNUAL_CHURN, RENEWAL_RATE)
