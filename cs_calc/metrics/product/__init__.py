"""Product use: how often, how many, what, how long, and what it goes with."""

from cs_calc.metrics.product.activity import PRODUCT_ACTIVITY_COEFFICIENT, PRODUCT_USAGE_RATE
from cs_calc.metrics.product.adoption import FEATURE_ADOPTION_RATE, TIME_IN_PRODUCT
from cs_calc.metrics.product.signals import BEHAVIOUR_LIFT
from cs_calc.metrics.product.users import ACTIVE_USERS, STICKINESS

PRODUCT = (
    PRODUCT_ACTIVITY_COEFFICIENT,
    FEATURE_ADOPTION_RATE,
    PRODUCT_USAGE_RATE,
    TIME_IN_PRODUCT,
    ACTIVE_USERS,
    STICKINESS,
    BEHAVIOUR_LIFT,
)
