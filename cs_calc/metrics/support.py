from cs_calc.model import Metric

SUPPORT: tuple[Metric, ...] = ()
