from cs_calc.model import Metric

PRODUCT: tuple[Metric, ...] = ()
