"""The report for people who do not open the app: what every page says of one period, as chapters, and as one HTML file."""

from cs_calc.board.chapters import Chapter, Listed, chapters
from cs_calc.board.html import NoPictures, write_html

__all__ = ["Chapter", "Listed", "NoPictures", "chapters", "write_html"]
