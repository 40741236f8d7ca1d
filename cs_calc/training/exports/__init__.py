"""Exercises to take along: a workbook, a page to print, and files for other learning systems, all from the same declarations."""

from cs_calc.training.exports.formats import FORMATS, Format, write
from cs_calc.training.exports.selection import NoSuchPart, Selection, select

__all__ = ["FORMATS", "Format", "NoSuchPart", "Selection", "select", "write"]
