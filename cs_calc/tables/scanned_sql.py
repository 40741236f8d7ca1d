"""The few words of SQL that DuckDB writes in its own way: `spark_sql` has the same for Spark."""

from __future__ import annotations

from datetime import date

from cs_calc.tables.parse.one_date import EPOCHS, SERIAL
from cs_calc.tables.scanned_files import Kind, literal, quoted

EPOCH = date(1970, 1, 1).toordinal()
ISO = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?"


class Sql:
    """DuckDB's SQL: each function takes and gives the text of an expression."""

    def quoted(self, name: str) -> str:
        """The name of a column."""
        return quoted(name)

    def literal(self, text: str) -> str:
        """A text."""
        return literal(text)

    def text(self, cell: str) -> str:
        """Anything as text."""
        return f"{cell}::VARCHAR"

    def cell_as_text(self, cell: str, kind: Kind) -> str:
        """A cell as a person sees it: 12 for 12.0, a day without an empty time."""
        if kind == "text":
            return f"{cell}::VARCHAR"
        if kind == "number":
            number = f"{cell}::DOUBLE"
            exact = f"{number} = trunc({number}) AND abs({number}) < 9007199254740992"
            return f"CASE WHEN isnan({number}) THEN NULL WHEN {exact} THEN {number}::BIGINT::VARCHAR ELSE {number}::VARCHAR END"
        if kind == "yes_no":
            return f"CASE {cell} WHEN true THEN 'yes' WHEN false THEN 'no' END"
        return f"replace({cell}::VARCHAR, ' 00:00:00', '')" if kind == "time" else f"{cell}::VARCHAR"

    def matches(self, text: str, pattern: str) -> str:
        """Whether a text is what a pattern says, from its first letter to its last."""
        return f"regexp_full_match({text}, {self.literal(pattern)})"

    def moment(self, cell: str) -> str:
        """A day or a moment, without a time zone."""
        return f"{cell}::TIMESTAMP"

    def moment_of_text(self, text: str) -> str:
        """A moment written as 2026-05-31 10:15:00; NULL for any other text."""
        return f"CASE WHEN {self.matches(f'trim({text})', ISO)} THEN TRY_CAST(trim({text}) AS TIMESTAMPTZ)::TIMESTAMP END"

    def moment_of_digits(self, number: str) -> str:
        """A day written as the number 20260131."""
        return f"TRY_CAST(regexp_replace({number}::BIGINT::VARCHAR, '(....)(..)(..)', '\\1-\\2-\\3') AS TIMESTAMP)"

    def moment_of_number(self, number: str) -> str:
        """A spreadsheet's day, or seconds, milliseconds, ... since 1970, by the size of the number."""
        days = f"TIMESTAMP '1899-12-30' + to_microseconds(({number} * 86400000000)::BIGINT)"
        epochs = (
            f"WHEN {number} BETWEEN {a} AND {b} THEN make_timestamp(round({number} * {scale})::BIGINT)" for a, b, scale in EPOCHS.values()
        )
        return f"CASE WHEN {number} BETWEEN {SERIAL[0]} AND {SERIAL[1]} THEN {days} {' '.join(epochs)} END"

    def day(self, moment: str) -> str:
        """The number of a day, as `date.toordinal` has it."""
        return f"({moment}::DATE - DATE '1970-01-01' + {EPOCH})::INTEGER"

    def moment_of_day(self, day: str) -> str:
        """The moment that a day (number) begins."""
        return f"(DATE '1970-01-01' + ({day} - {EPOCH})::INTEGER)::TIMESTAMP"
