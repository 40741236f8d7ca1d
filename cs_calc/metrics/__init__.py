"""The catalogue. A metric exists when it is listed here."""

from cs_calc.metrics.churn import CHURN
from cs_calc.metrics.health import HEALTH
from cs_calc.metrics.onboarding import ONBOARDING
from cs_calc.metrics.product import PRODUCT
from cs_calc.metrics.renewal import RENEWAL
from cs_calc.metrics.revenue import REVENUE
from cs_calc.metrics.sentiment import SENTIMENT
from cs_calc.metrics.support import SUPPORT
from cs_calc.metrics.value import VALUE
from cs_calc.model import Metric

FAMILIES: dict[str, str] = {
    "revenue": "Revenue", "value": "Customer value", "churn": "Customers", "renewal": "Renewal and growth",
    "onboarding": "Onboarding", "sentiment": "Sentiment", "support": "Support", "product": "Product use",
    "health": "Health and outcomes",
}  # fmt: skip
"""Every family in the order in which pages show them, and what it is called."""

METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        *REVENUE, *VALUE, *CHURN, *RENEWAL, *ONBOARDING, *SENTIMENT, *SUPPORT, *PRODUCT, *HEALTH,
    )
}  # fmt: skip
