"""M2, recurring revenue, first part: MRR, and what of it is lost."""

from cs_calc.expr import Expr, most
from cs_calc.metrics import METRICS
from cs_calc.sources import GECKOBOARD, HUBSPOT, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.training.item import Anchor, Choice, Interpretation, Item, Range, Share, Why, told_number
from cs_calc.units import MONEY

BASIC, PRO = told_number("basic_customers", "Basic customers"), told_number("pro_customers", "Pro customers")
BASIC_PRICE, PRO_PRICE = told_number("basic_price", "Basic price", MONEY), told_number("pro_price", "Pro price", MONEY)
TWO_PLANS: Expr = BASIC * BASIC_PRICE + PRO * PRO_PRICE

MONTHLY, YEARLY = told_number("monthly_customers", "Monthly customers"), told_number("yearly_customers", "Yearly customers")
MONTHLY_PRICE, YEARLY_PRICE = told_number("monthly_price", "Price a month", MONEY), told_number("yearly_price", "Price a year", MONEY)

STARTS = Choice((80_000, 100_000, 120_000, 150_000, 200_000))

MRR = Item(
    key="mrr",
    module="M2",
    title="Monthly recurring revenue (MRR)",
    asks="What will paying customers pay again next month?",
    metric=METRICS["mrr"],
    variant="sum_of_subscriptions",
    stem="{basic_customers} customers pay {basic_price} a month (Basic), {pro_customers} pay {pro_price} a month (Pro), and "
    "{trial_customers} people are on a free Basic trial. What is MRR?",
    story=(BASIC, BASIC_PRICE, PRO, PRO_PRICE),
    draws={
        "basic_customers": Range(200, 900, 20),
        "basic_price": Choice((19, 25, 29, 39, 49)),
        "pro_customers": Range(40, 180, 10),
        "pro_price": Choice((99, 120, 149, 199)),
        "trial_customers": Range(20, 120, 10),
    },
    made_of={
        "monthly_fees": TWO_PLANS,
        "weekly_fees": 0,
        "quarterly_fees": 0,
        "yearly_fees": 0,
        "paying_customers": BASIC + PRO,
        "average_revenue": TWO_PLANS / (BASIC + PRO),
        "average_list_price": (BASIC_PRICE + PRO_PRICE) / 2,
        "largest_plan_mrr": most(BASIC * BASIC_PRICE, PRO * PRO_PRICE),
    },
    leave_out=("customers_times_arpa", "four_weeks", "yearly_as_paid", "yearly_dropped"),
    dp=0,
    hints=(
        "MRR is what the same paying customers will pay again next month. Who is in that group?",
        "Multiply each plan's customers by its own price, then add. A plain average of the prices misleads where plans differ in size.",
    ),
    why=Why(
        "Why does each plan get its own product?",
        "Plans differ in size, so each price counts as often as it is paid.",
        (
            ("Prices may not be added.", "Amounts may be added. It is an average of list prices that would count both plans alike."),
            ("The cheaper plan matters more.", "Neither matters more by itself: each counts by its customers."),
        ),
    ),
    interpretation=Interpretation(
        "MRR is up 3 % while new sales were strong. What does MRR alone not tell you?",
        "Whether existing customers are content: it mixes new business with what is kept. Read net MRR churn and expansion beside it.",
        (
            ("Nothing: growth is growth.", "Strong new sales can hide a leaking base."),
            ("How much cash is in the bank.", "True, but MRR is not meant to; cash is another question."),
        ),
        GECKOBOARD,
    ),
    near=("mrr_vs_cash", "expansion_mrr"),
    minutes=12,
    anchors=(
        Anchor(
            {"basic_customers": 1000.0, "basic_price": 750.0, "pro_customers": 0.0, "pro_price": 0.0, "trial_customers": 0.0},
            750_000.0,
            HUBSPOT,
        ),
    ),
)

MRR_VS_CASH = Item(
    key="mrr_vs_cash",
    module="M2",
    title="MRR and cash",
    asks="How much of this month's cash is monthly recurring revenue?",
    metric=METRICS["mrr"],
    variant="sum_of_subscriptions",
    stem="This month {monthly_customers} customers paid {monthly_price} each (monthly plan), {yearly_customers} customers paid a full "
    "year of {yearly_price} each in advance, and {one_off_sales} of one-off set-up fees were billed. What MRR do these customers bring?",
    story=(MONTHLY, MONTHLY_PRICE, YEARLY, YEARLY_PRICE),
    draws={
        "monthly_customers": Range(100, 400, 20),
        "monthly_price": Choice((50, 60, 80, 100)),
        "yearly_customers": Range(12, 60, 6),
        "yearly_price": Choice((480, 540, 600, 720, 960)),
        "one_off_sales": Range(1000, 6000, 500),
    },
    made_of={
        "monthly_fees": MONTHLY * MONTHLY_PRICE,
        "yearly_fees": YEARLY * YEARLY_PRICE,
        "weekly_fees": 0,
        "quarterly_fees": 0,
    },
    leave_out=("four_weeks",),
    dp=0,
    hints=(
        "Which of these amounts will be earned again next month without a new sale?",
        "Spread the yearly price over 12 months; leave out what is billed once.",
    ),
    why=Why(
        "Why is the yearly payment divided by 12?",
        "It pays for twelve months; one of them is this one.",
        (
            ("Yearly plans are cheaper.", "They may be, and the price paid already shows it. The division is for the time it covers."),
            ("The money comes in twelve parts.", "It came at once. It is the service that lasts twelve months."),
        ),
    ),
    interpretation=Interpretation(
        "Cash jumps 40 % because 30 customers switched from monthly to a cheaper yearly plan. What happened to MRR?",
        "It went down a little: a switch to a cheaper yearly plan is a contraction, although cash rose.",
        (
            ("It rose by 40 % too.", "That is cash, not recurring revenue."),
            ("It did not change: they are the same customers.", "The discount lowers what each of them brings in a month."),
        ),
        TYPEFORM,
    ),
    near=("mrr", "expansion_mrr"),
    needs=("mrr",),
    minutes=12,
    anchors=(
        Anchor(
            {"monthly_customers": 100.0, "monthly_price": 50.0, "yearly_customers": 12.0, "yearly_price": 600.0, "one_off_sales": 1000.0},
            5_600.0,
            OURS,
        ),
    ),
)

GROSS_MRR_CHURN = Item(
    key="gross_mrr_churn",
    module="M2",
    title="Gross MRR churn rate",
    asks="What share of starting revenue did we lose, before any gains?",
    metric=METRICS["gross_mrr_churn"],
    stem="MRR on 1 June: {opening_mrr}. In June {churned_mrr} was cancelled, {contracted_mrr} was lost to downgrades, {expanded_mrr} was "
    "gained from upgrades and {new_mrr} came from new customers. What is the gross MRR churn rate?",
    draws={
        "opening_mrr": STARTS,
        "churned_mrr": Share("opening_mrr", 1, 4, 0.5, 10),
        "contracted_mrr": Share("opening_mrr", 0.5, 2, 0.25, 10),
        "expanded_mrr": Share("opening_mrr", 1.5, 6, 0.5, 10),
        "new_mrr": Share("opening_mrr", 2, 8, 1, 10),
    },
    made_of={"reactivated_mrr": 0},
    dp=2,
    hints=(
        "Gross means before any good news is set against it. Which two amounts are losses?",
        "Whatever made MRR larger (upgrades, new customers) stays out of both parts.",
    ),
    why=Why(
        "Why does MRR at the start stand below the line?",
        "It is what could be lost: the losses are a part of it.",
        (
            ("MRR at the end is not known yet.", "It is known here. Its new part could not be lost in June."),
            ("It is the larger of the two.", "Size does not choose a base; what could be lost does."),
        ),
    ),
    interpretation=Interpretation(
        "Gross MRR churn is 4 %, net is -1 %. Is there still something to do?",
        "Yes: upgrades hide a leak of 4 %. Find the accounts that cancel or go down; net alone shows only that upgrades balance them.",
        (
            ("No, net is negative.", "It stays negative only while upgrades outrun the leak."),
            ("Only if customer churn is above 5 %.", "Customers and revenue can point in different directions."),
        ),
        TWOCHECKOUT,
    ),
    near=("net_mrr_churn", "customer_churn"),
    needs=("mrr", "customer_churn"),
    minutes=12,
    anchors=(
        Anchor(
            {"opening_mrr": 100_000.0, "churned_mrr": 4_000.0, "contracted_mrr": 1_000.0, "expanded_mrr": 8_000.0, "new_mrr": 6_000.0},
            0.05,
            TYPEFORM,
        ),
    ),
)

NET_MRR_CHURN = Item(
    key="net_mrr_churn",
    module="M2",
    title="Net MRR churn rate",
    asks="After gains from existing customers, are we losing or growing revenue?",
    metric=METRICS["net_mrr_churn"],
    stem="At the start of January MRR was {opening_mrr}. During the month {churned_mrr} was lost to cancellations and {contracted_mrr} to "
    "downgrades; {expanded_mrr} came from upgrades, {reactivated_mrr} from customers won back and {new_mrr} from new customers. What is "
    "the net MRR churn rate, with all four movements of existing customers? (It may be negative.)",
    draws={
        "opening_mrr": STARTS,
        "churned_mrr": Share("opening_mrr", 2, 5, 0.5, 10),
        "contracted_mrr": Share("opening_mrr", 0.6, 2, 0.2, 10),
        "expanded_mrr": Share("opening_mrr", 1, 8, 0.5, 10),
        "reactivated_mrr": Share("opening_mrr", 0.6, 2.4, 0.2, 10),
        "new_mrr": Share("opening_mrr", 3, 9, 1, 10),
    },
    slips={
        "without_reactivation": ("wrong_part", "MRR won back is missing: all four movements of existing customers are asked for."),
    },
    dp=2,
    hints=(
        "Sort the five amounts: two are losses from existing customers, two are gains from them, one does not belong here.",
        "Losses less gains: a negative answer means that gains were larger. New customers stay out.",
    ),
    why=Why(
        "Why does new-customer revenue stay out?",
        "Net churn is about the customers who were there at the start; new sales would hide a leak.",
        (
            (
                "New customers have not paid yet.",
                "They pay. They were not there at the start, so nothing of theirs could be lost.",
            ),
            ("It would make the rate too low to show.", "It would make it lower, and the reason is what the rate is about."),
        ),
    ),
    interpretation=Interpretation(
        "Net MRR churn is -5 %. What does it mean, and what do you check next?",
        "Gains outweighed losses: a good month. Check gross churn and which accounts left, many small ones or a few large ones.",
        (
            ("We lost 5 % of revenue.", "The sign says the opposite."),
            ("Stop worrying about churn.", "A negative net can stand on top of a large gross loss."),
        ),
        GECKOBOARD,
    ),
    near=("gross_mrr_churn", "existing_growth", "customer_churn"),
    needs=("gross_mrr_churn",),
    minutes=15,
    anchors=(
        Anchor(
            {"opening_mrr": 100_000.0, "churned_mrr": 4_000.0, "contracted_mrr": 1_000.0, "expanded_mrr": 8_000.0}
            | {"reactivated_mrr": 2_000.0, "new_mrr": 6_000.0},
            -0.05,
            TYPEFORM,
        ),
    ),
)

ITEMS = (MRR, MRR_VS_CASH, GROSS_MRR_CHURN, NET_MRR_CHURN)
