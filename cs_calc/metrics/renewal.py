from cs_calc.model import Metric

RENEWAL: tuple[Metric, ...] = ()
