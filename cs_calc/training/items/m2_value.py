"""M2, recurring revenue, third part: what a customer brings, and what it costs to keep one."""

from cs_calc.metrics import METRICS
from cs_calc.sources import HUBSPOT, OURS
from cs_calc.training.item import Anchor, Choice, Interpretation, Item, Range, Share, Why, told_number

YEARS = told_number("lifespan_years", "Years a customer stays")

CLV = Item(
    key="clv",
    module="M2",
    title="Customer lifetime value (CLV)",
    asks="What revenue can we expect from one customer over the whole relationship?",
    metric=METRICS["customer_lifetime_value"],
    variant="purchases",
    stem="Customers spend {purchase_value} per purchase, buy {purchases_per_month} times a month and stay {lifespan_years} years on "
    "average. What is customer lifetime value?",
    story=(YEARS,),
    draws={
        "purchase_value": Choice((20, 25, 30, 40, 45, 50, 60, 75)),
        "purchases_per_month": Choice((2, 3, 4, 5)),
        "lifespan_years": Choice((1.5, 2, 2.5, 3, 4)),
    },
    made_of={"lifespan_months": YEARS * 12},
    dp=0,
    hints=(
        "Write the unit beside each number. Do they cancel to dollars?",
        "Dollars per purchase, times purchases per month, times months. Convert the years first.",
    ),
    why=Why(
        "Why are the years turned into months?",
        "Purchases are counted by month, so the time must be in months too.",
        (
            ("A year is too long a time to plan.", "The time is as long either way; it is the unit that must fit."),
            ("It makes the value larger.", "It does, and the reason is that both must have the same unit."),
        ),
    ),
    interpretation=Interpretation(
        "CLV fell from $3,600 to $2,900 over a year. What do you do?",
        "Find which of the three factors fell, then look at the offer and the customer's experience for the reason.",
        (
            ("Spend more on winning customers.", "Each customer won is now worth less."),
            ("Nothing: CLV is an estimate.", "Its direction is the signal."),
        ),
        HUBSPOT,
    ),
    near=("mrr", "crc"),
    needs=("mrr",),
    minutes=12,
    anchors=(Anchor({"purchase_value": 50.0, "purchases_per_month": 3.0, "lifespan_years": 2.0}, 3_600.0, HUBSPOT),),
)

CRC = Item(
    key="crc",
    module="M2",
    title="Customer retention cost (CRC)",
    asks="What does it cost us to keep one customer?",
    metric=METRICS["customer_retention_cost"],
    stem="This quarter: customer success payroll {cs_payroll_cost}, adoption programmes {engagement_cost}, training "
    "{services_training_cost}, customer marketing {customer_marketing_cost}, advertising for new customers {marketing_cost}. There are "
    "{total_customers} customers, {new_customers} of them new. What is the retention cost per customer, over all customers?",
    draws={
        "cs_payroll_cost": Range(30_000, 90_000, 5_000),
        "engagement_cost": Range(4_000, 12_000, 1_000),
        "services_training_cost": Range(3_000, 9_000, 1_000),
        "customer_marketing_cost": Range(2_000, 8_000, 1_000),
        "marketing_cost": Range(15_000, 40_000, 5_000),
        "total_customers": Choice((400, 500, 640, 800, 1000)),
        "new_customers": Share("total_customers", 8, 16, 2),
    },
    dp=2,
    hints=(
        "Which of the five costs would go away if we stopped trying to keep customers?",
        "Add the four costs of keeping, then divide by all customers.",
    ),
    why=Why(
        "Why is advertising for new customers left out?",
        "It wins customers; retention cost is what keeping them takes.",
        (
            ("It is too large.", "Payroll is larger still, and stays in. What a cost is for decides."),
            ("Another department pays it.", "Who pays does not matter: what it is for does."),
        ),
    ),
    interpretation=Interpretation(
        "Retention cost per customer rises 15 % after a new onboarding programme. How do you judge it?",
        "Set it against the revenue that it protects or brings (CLV, net MRR churn): a higher cost can be money well spent.",
        (
            ("Cut the programme.", "The cost without what it brings is half of a decision."),
            ("Ignore the cost.", "It is how you show that the work pays for itself."),
        ),
        HUBSPOT,
    ),
    near=("clv", "mrr"),
    needs=("clv",),
    minutes=12,
    anchors=(
        Anchor(
            {"cs_payroll_cost": 7_000.0, "engagement_cost": 1_500.0, "services_training_cost": 1_000.0, "customer_marketing_cost": 500.0}
            | {"marketing_cost": 5_000.0, "total_customers": 625.0, "new_customers": 65.0},
            16.0,
            OURS,
        ),
    ),
)

ITEMS = (CLV, CRC)
