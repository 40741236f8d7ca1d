"""The numbers and shared steps of what a customer brings and costs."""

from cs_calc.expr import Input, Step
from cs_calc.metrics.churn import ACQUIRED
from cs_calc.metrics.revenue.inputs import ARPA
from cs_calc.units import COUNT, MONEY, MONTHS, PERCENT, RATIO

PURCHASE_VALUE = Input(
    "purchase_value", "Average purchase", MONEY, 50.0,
    "All that customers paid for purchases over the number of purchases, refunds taken off. In Shopify: average order value; "
    "in Stripe: succeeded payments over their number.",
)  # fmt: skip
FREQUENCY = Input(
    "purchases_per_month", "Purchases a month", RATIO, 3.0,
    "How often a customer who buys does so in a month: purchases over different buyers, over the months they were counted in.",
)  # fmt: skip
LIFESPAN = Input(
    "lifespan_months", "Months a customer stays", MONTHS, 24.0,
    "From first to last purchase, on average, in months as the purchases are: two years are 24. "
    "Most customers are still there, so 1 over monthly churn is a better guess than the mean of those who left.",
)  # fmt: skip
MARGIN = Input(
    "gross_margin", "Gross margin", PERCENT, 0.8,
    "The share of revenue that is left after the cost of delivering it: hosting, payment fees, support that is part of the product. "
    "Ask finance; 100 % means that the answer is revenue, not profit.", maximum=1.0,
)  # fmt: skip
CHURN = Input(
    "monthly_churn", "Monthly customer churn", PERCENT, 0.05,
    "The share of a month's starting customers who leave within it. A rate of a quarter or year has to be brought to a month first: "
    "5 % a quarter is 1.7 % a month.", maximum=1.0,
)  # fmt: skip

PAYROLL = Input(
    "cs_payroll_cost", "Customer success and service payroll", MONEY, 7_000.0,
    "Wages of customer success, service and support in the period; of people who also sell or build, only that share. From payroll or accounting.",
)  # fmt: skip
ENGAGEMENT = Input(
    "engagement_cost", "Engagement and adoption programmes", MONEY, 1_500.0,
    "What is spent so that customers use the product more: adoption tools, webinars, community, onboarding content. From accounting, by category.",
)  # fmt: skip
SERVICES = Input(
    "services_training_cost", "Professional services and training", MONEY, 1_000.0,
    "Consulting and training given to customers you already have, less what they paid for it. From accounting, by category.",
)  # fmt: skip
CUSTOMER_MARKETING = Input(
    "customer_marketing_cost", "Customer marketing", MONEY, 500.0,
    "Newsletters, events and loyalty offers for customers you already have. Advertising that wins new ones is not part of it.",
)  # fmt: skip
ALL_CUSTOMERS = Input(
    "total_customers", "All customers", COUNT, 625.0,
    "Customers who paid at any time in the period: those of the start and those who came. The same period as the cost.",
)  # fmt: skip
RETAINED = Input(
    "retained_customers", "Customers retained", COUNT, 500.0,
    "Customers who paid at the start of the period and still pay at its end. In Stripe: compare the active subscribers of both days.",
)  # fmt: skip
SALES = Input(
    "sales_cost", "Sales cost", MONEY, 12_000.0,
    "Wages, commission, tools and travel of those who win new customers, in the period. Account managers who only renew are not part of it. From accounting.",
)  # fmt: skip
MARKETING = Input(
    "marketing_cost", "Marketing cost", MONEY, 8_000.0,
    "Wages, advertising, agencies and events to win new customers, in the period. Marketing to existing customers is not part of it. "
    "From accounting; advertising alone also from Google Ads or HubSpot.",
)  # fmt: skip

ACQUISITION = Step("acquisition_cost", "Sales and marketing cost", MONEY, SALES + MARKETING)
CAC = Step("customer_acquisition_cost", "Customer acquisition cost", MONEY, ACQUISITION / ACQUIRED)
PROFIT = Step("profit_per_customer", "Gross profit per customer and month", MONEY, ARPA * MARGIN)
LTV = Step("customer_lifetime_value", "Customer lifetime value", MONEY, PROFIT / CHURN)
