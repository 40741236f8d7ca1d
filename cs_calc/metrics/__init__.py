"""The catalogue. A metric exists when it is listed here."""

from cs_calc.metrics.churn import CHURN
from cs_calc.metrics.revenue import REVENUE
from cs_calc.metrics.sentiment import SENTIMENT
from cs_calc.model import Metric

METRICS: dict[str, Metric] = {metric.key: metric for metric in (*REVENUE, *CHURN, *SENTIMENT)}

FAMILIES = {"revenue": "Revenue", "churn": "Customers", "sentiment": "Sentiment"}
