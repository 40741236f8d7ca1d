"""Revenue: what recurs, what moved, what was kept."""

from cs_calc.metrics.revenue.bridge import CLOSING_MRR, NET_NEW_MRR
from cs_calc.metrics.revenue.churn import GROSS_MRR_CHURN, NET_MRR_CHURN
from cs_calc.metrics.revenue.expansion import EXPANSION_MRR, EXPANSION_MRR_RATE, QUICK_RATIO
from cs_calc.metrics.revenue.growth import EXISTING_CUSTOMER_MRR_GROWTH, EXPANSION_MRR_GROWTH, EXPANSION_MRR_SHARE
from cs_calc.metrics.revenue.one_off import ONE_OFF_EXPANSION_REVENUE
from cs_calc.metrics.revenue.recurring import ARPA_METRIC, ARR, MRR
from cs_calc.metrics.revenue.retention import GROSS_REVENUE_RETENTION, NET_REVENUE_RETENTION

REVENUE = (
    MRR,
    CLOSING_MRR,
    NET_NEW_MRR,
    NET_MRR_CHURN,
    GROSS_MRR_CHURN,
    NET_REVENUE_RETENTION,
    GROSS_REVENUE_RETENTION,
    EXPANSION_MRR,
    EXPANSION_MRR_RATE,
    EXPANSION_MRR_SHARE,
    EXPANSION_MRR_GROWTH,
    EXISTING_CUSTOMER_MRR_GROWTH,
    ONE_OFF_EXPANSION_REVENUE,
    QUICK_RATIO,
    ARPA_METRIC,
    ARR,
)
