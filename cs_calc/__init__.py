"""Customer-success metrics: declared once, then computed, explained, exported and taught."""

from cs_calc.answer import Answer, answer
from cs_calc.metrics import METRICS
from cs_calc.work import Worked, work

__all__ = ["METRICS", "Answer", "Worked", "answer", "work"]
