from cs_calc.model import Metric

VALUE: tuple[Metric, ...] = ()
