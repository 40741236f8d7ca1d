"""Case studies: a story on sheets of numbers, worked step by step, and a decision. Six of them, each with a planted story.

drawn = draw(CASES["review"], seed)             # names and numbers of a seed; the story stays
found = standing(drawn, [Typed("churn_apr", "3.5 %"), ...])   # marked, later steps by the learner's own earlier numbers
"""

from collections.abc import Mapping

from cs_calc.training.cases.board import BOARD
from cs_calc.training.cases.channels import CHANNELS
from cs_calc.training.cases.dashboard import DASHBOARD
from cs_calc.training.cases.record import Case
from cs_calc.training.cases.review import REVIEW
from cs_calc.training.cases.risk import RISK
from cs_calc.training.cases.trials import TRIALS

CASES: Mapping[str, Case] = {case.key: case for case in (REVIEW, RISK, CHANNELS, DASHBOARD, TRIALS, BOARD)}
