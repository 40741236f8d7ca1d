"""Raw cells -> typed values, one format for a whole column, with what could not be read.

Every parser works on the distinct values of a column, so a column of 100,000 dates costs what its 700
different days cost.
"""

from cs_calc.tables.parse.base import Parsed, Question, as_text, by_value
from cs_calc.tables.parse.dates import DAY_FIRST, MONTH_FIRST, parse_date
from cs_calc.tables.parse.ids import parse_id, parse_text
from cs_calc.tables.parse.numbers import parse_number, parse_share
from cs_calc.tables.parse.words import parse_interval, parse_score, parse_survey_type, parse_yes_no

__all__ = [
    "DAY_FIRST", "MONTH_FIRST", "Parsed", "Question", "as_text", "by_value", "parse_date", "parse_id", "parse_interval", "parse_number",
    "parse_score", "parse_share", "parse_survey_type", "parse_text", "parse_yes_no",
]  # fmt: skip
