"""The data-quality doctor: what is odd in loaded data, where, and what it does to the numbers.

    from cs_calc.doctor import Finding, examine
    for finding in examine(loaded):          # loaded: what `tables.load.load` gives; also after questions are answered
        finding.title, finding.says, finding.count, finding.severity     # for the line
        finding.effect.text if finding.effect else ""                     # "NPS in Oct 2026 would be 41.2 instead of 43.0 ..."
        finding.do                                                        # what to do
        finding.rows                                                      # a DataFrame: _sheet, _row, our columns; made on demand

The order is by severity (error, warning, note), then as the checks stand. It never raises for what is in the data.
"""

from cs_calc.doctor.examine import examine
from cs_calc.doctor.finding import Effect, Finding

__all__ = ["Effect", "Finding", "examine"]
