from cs_calc.model import Metric

HEALTH: tuple[Metric, ...] = ()
