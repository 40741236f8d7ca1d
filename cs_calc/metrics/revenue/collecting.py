"""How revenue is recorded: advice that several metrics share."""

from cs_calc.model import Advice
from cs_calc.sources import CHARTMOGUL, GECKOBOARD, OURS, STRIPE, TWOCHECKOUT

SUBSCRIPTIONS = Advice(
    "record",
    "One row for each subscription: customer, plan, fee, how often it is billed, start, end (empty while it runs). "
    "A change of plan ends one row and starts the next. Any MRR number can be made from this list.", OURS,
)  # fmt: skip
MOVEMENTS = Advice(
    "record",
    "One row for each change of a customer's recurring revenue, on the day it takes effect, with its kind: new, expansion, "
    "contraction, churn or reactivation. Changes of currency rates are none of these: keep them apart.", CHARTMOGUL,
)  # fmt: skip
FROM_STRIPE = Advice(
    "record",
    "With Stripe, download the billing analytics: the customer MRR changes are the log of movements, and the subscription metrics "
    "summary holds the bridge from start to end of each month.", STRIPE,
)  # fmt: skip
MONTHLY = Advice(
    "how often",
    "Once a month, always as of the last day. A quarter or year has its own opening MRR and its own movements: the mean of monthly "
    "rates is something else.", OURS,
)  # fmt: skip
CLOSED_MONTHS = Advice(
    "when not",
    "Not for a month that is still running: cancellations and upgrades of its last days are missing, so it looks calmer than it was.", OURS,
)  # fmt: skip
WHY_LESS = Advice(
    "question",
    "Ask each customer who left or went to a smaller plan one open question: what made you decide this? "
    "Afterwards put the answers under a few reasons, so that they can be counted.", GECKOBOARD,
)  # fmt: skip
LOSS_TAGS = Advice(
    "tags", "Reasons for a loss, one per customer: price, missing feature, hard to use, support, moved to another product, no longer needed, "
    "payment failed.", OURS,
)  # fmt: skip
BY_SOURCE = Advice(
    "record",
    "With each gain note where it came from: higher plan, more seats, more storage, an extra feature, a discount that ended. "
    "The mix shows the way that customers usually take.", TWOCHECKOUT,
)  # fmt: skip
