"""The health score of single customers and of a whole portfolio: a model of our own or yours, always in the open.

Nobody has a standard for it: signals, ranges, weights and bands are decisions. So the model is a record that can be read,
changed and kept (`model`, `saved`), the score of one customer is a formula like any other (`formula`), and that of all
customers a table (`signals`, `portfolio`), which can be held against who left (`backtest`).
"""

from cs_calc.health.formula import Scored, score
from cs_calc.health.model import Band, HealthModel, ModelError, Signal, default_model
from cs_calc.health.portfolio import health_table

__all__ = ["Band", "HealthModel", "ModelError", "Scored", "Signal", "default_model", "health_table", "score"]
