"""Excel out: the board workbook, one worked answer, and the template to fill in. xlsxwriter is imported where it is used."""

from cs_calc.workbook.answer import excel_formula, result_cell, write_answer
from cs_calc.workbook.report import write_report
from cs_calc.workbook.template import write_template

__all__ = ["excel_formula", "result_cell", "write_answer", "write_report", "write_template"]
