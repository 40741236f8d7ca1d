"""Onboarding: from trial to paying, and how soon a customer has something of it."""

from cs_calc.metrics.onboarding.first_day import FAST_ONBOARDING_UPLIFT, VALUE_WITHIN_24_HOURS
from cs_calc.metrics.onboarding.speed import ONBOARDING_ON_PLAN_RATE, ONBOARDING_TIME, TIME_TO_VALUE
from cs_calc.metrics.onboarding.trials import FREE_TO_PAID_UPGRADES, TRIAL_CONVERSION_RATE

ONBOARDING = (
    TRIAL_CONVERSION_RATE,
    FREE_TO_PAID_UPGRADES,
    TIME_TO_VALUE,
    ONBOARDING_TIME,
    ONBOARDING_ON_PLAN_RATE,
    VALUE_WITHIN_24_HOURS,
    FAST_ONBOARDING_UPLIFT,
)
