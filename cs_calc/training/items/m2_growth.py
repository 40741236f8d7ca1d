"""M2, recurring revenue, second part: what existing customers add, and how the customer base grows."""

from cs_calc.metrics import METRICS
from cs_calc.metrics.churn import LEFT, OPENING
from cs_calc.metrics.revenue.expansion import FROM_ADD_ONS, FROM_DISCOUNTS
from cs_calc.metrics.revenue.inputs import NEW, TOTAL
from cs_calc.sources import CLOUDTASK, GECKOBOARD, OURS, TWOCHECKOUT
from cs_calc.training.item import Anchor, Choice, Interpretation, Item, Range, Share, Why, told_number
from cs_calc.units import MONEY

UPGRADES = told_number("upgrade_mrr", "Plan upgrades", MONEY)
SWITCHED, FIRST_TIME = (
    told_number("switched_clients", "Clients who switched to us"),
    told_number("first_time_clients", "First-time clients"),
)

EXPANSION_MRR = Item(
    key="expansion_mrr",
    module="M2",
    title="Expansion MRR (amount)",
    asks="How many recurring dollars did existing customers add?",
    metric=METRICS["expansion_mrr"],
    stem="In June existing customers added {upgrade_mrr} a month in upgrades and {recurring_add_on_mrr} a month in add-ons, and discounts "
    "worth {ended_discount_mrr} a month ended. New customers brought {new_mrr}, customers who came back {reactivated_mrr}, and "
    "{one_off_sales} of one-off training was sold. What is expansion MRR?",
    story=(UPGRADES,),
    draws={
        "upgrade_mrr": Range(2000, 7000, 200),
        "recurring_add_on_mrr": Range(600, 2400, 100),
        "ended_discount_mrr": Range(300, 1100, 100),
        "new_mrr": Range(3000, 9000, 300),
        "reactivated_mrr": Range(500, 1900, 100),
        "one_off_sales": Range(800, 2600, 200),
    },
    made_of={"expanded_mrr": UPGRADES + FROM_ADD_ONS + FROM_DISCOUNTS},
    dp=0,
    hints=(
        "Two questions for each amount: was this already a customer, and will it come again next month?",
        "Only amounts with two answers of yes stay.",
    ),
    why=Why(
        "Why does a discount that ended count?",
        "An existing customer pays more every month from now on.",
        (
            ("It is new money from a new customer.", "It is an existing customer; that is why it is expansion."),
            ("Discounts are a kind of add-on.", "They are not sold. What counts is that the monthly amount rises and stays."),
        ),
    ),
    interpretation=Interpretation(
        "Expansion MRR is $9,000 and the MRR lost is $7,500. What is the verdict?",
        "Expansion makes up for churn this month, which is the goal; split it by source to see what customers value.",
        (
            ("Churn no longer matters.", "The balance has to be earned again every month."),
            ("Raise prices for everybody.", "Nothing here says that price caused it: look at the sources first."),
        ),
        CLOUDTASK,
    ),
    near=("mrr", "expansion_mrr_pct"),
    needs=("mrr",),
    minutes=12,
    anchors=(
        Anchor(
            {"upgrade_mrr": 5_000.0, "recurring_add_on_mrr": 2_000.0, "ended_discount_mrr": 1_000.0, "new_mrr": 6_000.0}
            | {"reactivated_mrr": 2_000.0, "one_off_sales": 5_000.0},
            8_000.0,
            OURS,
        ),
    ),
)

EXPANSION_MRR_PCT = Item(
    key="expansion_mrr_pct",
    module="M2",
    title="Expansion MRR percentage",
    asks="What share of total MRR came from expansion?",
    metric=METRICS["expansion_mrr_share"],
    stem="Total MRR is {total_mrr}. This month expansion MRR was {expanded_mrr} (last month: {earlier_expanded_mrr}) and MRR of new "
    "customers was {new_mrr}. What is the expansion MRR percentage, of total MRR?",
    draws={
        "total_mrr": Choice((80_000, 100_000, 120_000, 150_000, 200_000)),
        "expanded_mrr": Share("total_mrr", 3, 9, 0.5, 10),
        "new_mrr": Share("total_mrr", 3, 12, 1, 10),
        "earlier_expanded_mrr": Share("expanded_mrr", 60, 92, 4, 10),
    },
    dp=1,
    hints=(
        "A percentage is here a part of a whole. What is the whole?",
        "Growth needs last month; a share of total MRR does not.",
    ),
    why=Why(
        "Why does last month's expansion not come in?",
        "A share compares a part with the whole of one month.",
        (
            ("Last month is closed.", "It is known. It belongs to the growth of expansion, another metric."),
            ("It was smaller.", "Its size does not matter: it is not part of this month's MRR."),
        ),
    ),
    interpretation=Interpretation(
        "The expansion MRR percentage fell from 7 % to 4 % in a record month for new sales. Bad news?",
        "Not by itself: the share looks low in a very good month for new business. Look at the amount too.",
        (
            ("Yes, customers are unhappy.", "Look at the amount first: it may have risen."),
            ("Report only the amount from now on.", "Both are worth following: they answer different questions."),
        ),
        GECKOBOARD,
    ),
    near=("expansion_mrr_rate", "existing_growth"),
    needs=("expansion_mrr",),
    minutes=12,
    anchors=(
        Anchor(
            {"total_mrr": 50_000.0, "expanded_mrr": 2_000.0, "new_mrr": 3_000.0, "earlier_expanded_mrr": 1_500.0},
            0.04,
            OURS,
        ),
    ),
)

EXPANSION_MRR_RATE = Item(
    key="expansion_mrr_rate",
    module="M2",
    title="Growth of expansion MRR",
    asks="Is expansion growing from one month to the next?",
    metric=METRICS["expansion_mrr_growth"],
    stem="Expansion MRR was {earlier_expanded_mrr} last month and {expanded_mrr} this month; total MRR is {total_mrr}. By what rate did "
    "expansion MRR grow? (A fall is negative.)",
    draws={
        "earlier_expanded_mrr": Range(4000, 12000, 400),
        "expanded_mrr": Share("earlier_expanded_mrr", 74, 150, 2, 10),
        "total_mrr": Choice((100_000, 120_000, 150_000)),
    },
    require=(lambda given: abs(given["answer"]) >= 0.08,),
    dp=1,
    hints=(
        "A rate of growth needs two moments in time and a starting point to divide by.",
        "The difference first, then divide by the earlier value.",
    ),
    why=Why(
        "Why does the earlier month stand below the line?",
        "Growth is measured from where it began.",
        (
            ("The later month is an estimate.", "Both are counted. Growth starts from the first of them."),
            ("The smaller number is always the base.", "After a fall the base is the larger one: the earlier."),
        ),
    ),
    interpretation=Interpretation(
        "Expansion MRR grew by 25 %. What do you split next?",
        "Its sources: higher plans, more storage, further features, to see the usual way of a customer.",
        (
            ("Nothing, the trend is up.", "On a small base one customer can make the rate jump."),
            ("Compare it with expansion's share of MRR.", "Different questions: growth and share."),
        ),
        TWOCHECKOUT,
    ),
    near=("expansion_mrr_pct", "existing_growth"),
    needs=("expansion_mrr_pct",),
    minutes=12,
    anchors=(Anchor({"earlier_expanded_mrr": 1_500.0, "expanded_mrr": 2_000.0, "total_mrr": 50_000.0}, 1 / 3, OURS),),
)

EXISTING_GROWTH = Item(
    key="existing_growth",
    module="M2",
    title="Growth of existing customers' MRR",
    asks="By what percentage did revenue from existing customers change?",
    metric=METRICS["existing_customer_mrr_growth"],
    stem="MRR was {opening_mrr} at the beginning of the month and {total_mrr} at the end; {new_mrr} of the end figure comes from customers "
    "won this month. By what percentage did revenue from existing customers change? (A fall is negative.)",
    draws={
        "opening_mrr": Choice((80_000, 100_000, 120_000, 150_000)),
        "total_mrr": Share("opening_mrr", 103, 118, 1, 10),
        "new_mrr": Share("opening_mrr", 4, 9, 0.5, 10),
    },
    made_of={"existing_closing_mrr": TOTAL - NEW},
    require=(lambda given: abs(given["answer"]) >= 0.005,),
    dp=2,
    hints=(
        "Existing means: who was there on day one?",
        "Take the new customers' MRR off the end, take off the beginning, then divide by the beginning.",
    ),
    why=Why(
        "Why is new customers' MRR taken off first?",
        "The end figure has them in it, and they were not there at the beginning.",
        (
            ("New customers pay less.", "What they pay does not matter: they are no part of the customers compared."),
            ("Their revenue may still be cancelled.", "So may anybody's. The reason is who was there at the beginning."),
        ),
    ),
    interpretation=Interpretation(
        "Existing customers' MRR grew by 2 %. What is net MRR churn, and is the goal of growth with existing customers met?",
        "Net MRR churn is -2 %, the same number with the other sign. Yes: expansion more than made up for churn.",
        (
            ("+2 %.", "Growth and churn have opposite signs."),
            ("Unknown: there is no figure for churn.", "Beginning and end of the same customers have it in them already."),
        ),
        TWOCHECKOUT,
    ),
    near=("net_mrr_churn", "expansion_mrr_rate"),
    needs=("net_mrr_churn",),
    minutes=12,
    anchors=(Anchor({"opening_mrr": 100_000.0, "total_mrr": 105_000.0, "new_mrr": 2_000.0}, 0.03, OURS),),
)

PORTFOLIO_GROWTH = Item(
    key="portfolio_growth",
    module="M2",
    title="Portfolio growth",
    asks="Is the number of clients growing quarter over quarter?",
    metric=METRICS["portfolio_growth"],
    stem="{opening_customers} clients at the start of the quarter. During it {contracts_renewed} renewed, {switched_clients} switched to "
    "us from another provider, {first_time_clients} bought such a product for the first time, {innovation_deals} existing clients built "
    "something new with us, and {left_customers} left. By what percentage did the number of clients grow?",
    story=(SWITCHED, FIRST_TIME),
    draws={
        "opening_customers": Choice((120, 150, 160, 200, 240, 250, 300)),
        "contracts_renewed": Range(22, 60, 2),
        "switched_clients": Range(8, 20, 1),
        "first_time_clients": Range(6, 16, 1),
        "innovation_deals": Range(3, 9, 1),
        "left_customers": Range(4, 14, 1),
    },
    made_of={"closing_customers": OPENING + SWITCHED + FIRST_TIME - LEFT},
    dp=1,
    hints=(
        "Which of the four opportunities brings a client who was not there on day one?",
        "Two of them keep or deepen existing clients; mind those who left.",
    ),
    why=Why(
        "Why do renewals not count as growth?",
        "A client who renews was in the portfolio already: the number stays as it is.",
        (
            ("Renewals bring no revenue.", "They do. The question is about the number of clients."),
            ("They are counted in the next quarter.", "They are in the count at the start, and stay there."),
        ),
    ),
    interpretation=Interpretation(
        "The portfolio shrank by 1 % this quarter after six quarters of growth. What is the reasonable reading?",
        "A reverse can happen. See which of the four kinds of opportunity weakened, and compare with the year before.",
        (
            ("A crisis: replace the team.", "One quarter is no trend."),
            ("Ignore it.", "Find which of the four fell before the next quarter does the same."),
        ),
        CLOUDTASK,
    ),
    near=("existing_growth", "customer_churn"),
    needs=("customer_churn",),
    minutes=15,
    anchors=(
        Anchor(
            {"opening_customers": 200.0, "contracts_renewed": 30.0, "switched_clients": 12.0, "first_time_clients": 10.0}
            | {"innovation_deals": 5.0, "left_customers": 8.0},
            0.07,
            OURS,
        ),
    ),
)

ITEMS = (EXPANSION_MRR, EXPANSION_MRR_PCT, EXPANSION_MRR_RATE, EXISTING_GROWTH, PORTFOLIO_GROWTH)
