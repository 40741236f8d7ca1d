"""The counts that several metrics of product use start from."""

from cs_calc.expr import Input
from cs_calc.units import COUNT

ALL_CUSTOMERS = Input(
    "all_customers", "All customers", COUNT, 400.0,
    "Paying customers at the end of the period, those who never log in included. The customer list of the billing system (Stripe, "
    "Chargebee) or CRM (HubSpot); leave trials and free accounts out.",
)  # fmt: skip
ACTIVE_CUSTOMERS = Input(
    "active_customers", "Customers who used the product", COUNT, 300.0,
    "Different customers (accounts) with any use in the period, each once. Product analytics (Mixpanel, Amplitude, Pendo) or your own "
    "usage log.",
)  # fmt: skip
