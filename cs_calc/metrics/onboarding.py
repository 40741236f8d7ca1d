from cs_calc.model import Metric

ONBOARDING: tuple[Metric, ...] = ()
