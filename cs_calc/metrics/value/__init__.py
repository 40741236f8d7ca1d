"""Value: what a customer brings, and what it costs to win and to keep one."""

from cs_calc.metrics.value.cost import CAC_PAYBACK_MONTHS, CUSTOMER_ACQUISITION_COST, CUSTOMER_RETENTION_COST
from cs_calc.metrics.value.lifetime import CUSTOMER_LIFETIME_VALUE, LTV_TO_CAC

VALUE = (CUSTOMER_LIFETIME_VALUE, CUSTOMER_RETENTION_COST, CUSTOMER_ACQUISITION_COST, LTV_TO_CAC, CAC_PAYBACK_MONTHS)
