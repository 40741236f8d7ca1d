"""What Spark's SQL writes in its own way."""

from __future__ import annotations

from cs_calc.tables.parse.one_date import EPOCHS, SERIAL
from cs_calc.tables.scanned_files import Kind
from cs_calc.tables.scanned_sql import EPOCH, ISO, Sql


class SparkSql(Sql):
    """Spark's SQL. A moment is a TIMESTAMP in the session's time zone, which is UTC."""

    def quoted(self, name: str) -> str:
        """See `Sql.quoted`.

        >>> SparkSql().quoted("a`b")
        '`a``b`'
        """
        return "`" + name.replace("`", "``") + "`"

    def literal(self, text: str) -> str:
        """See `Sql.literal`. A backslash in a text stands for itself only when it is doubled.

        >>> print(SparkSql().literal("it's 3\\\\4"))
        'it\\'s 3\\\\4'
        """
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def text(self, cell: str) -> str:
        """See `Sql.text`."""
        return f"CAST({cell} AS STRING)"

    def cell_as_text(self, cell: str, kind: Kind) -> str:
        """See `Sql.cell_as_text`."""
        if kind == "number":
            number = f"CAST({cell} AS DOUBLE)"
            exact = f"abs({number}) < 9007199254740992 AND {number} = floor({number})"
            whole = f"CAST(CAST({number} AS BIGINT) AS STRING)"
            return f"CASE WHEN isnan({number}) THEN NULL WHEN {exact} THEN {whole} ELSE CAST({number} AS STRING) END"
        if kind == "time":
            return f"replace(CAST({cell} AS STRING), ' 00:00:00', '')"
        return super().cell_as_text(cell, kind) if kind == "yes_no" else self.text(cell)

    def matches(self, text: str, pattern: str) -> str:
        """See `Sql.matches`."""
        return f"{text} RLIKE {self.literal(f'^(?:{pattern})$')}"

    def moment(self, cell: str) -> str:
        """See `Sql.moment`."""
        return f"CAST({cell} AS TIMESTAMP)"

    def moment_of_text(self, text: str) -> str:
        """See `Sql.moment_of_text`."""
        return f"CASE WHEN {self.matches(f'trim({text})', ISO)} THEN try_cast(trim({text}) AS TIMESTAMP) END"

    def moment_of_digits(self, number: str) -> str:
        """See `Sql.moment_of_digits`."""
        return f"CAST(try_to_date(CAST(CAST({number} AS BIGINT) AS STRING), 'yyyyMMdd') AS TIMESTAMP)"

    def moment_of_number(self, number: str) -> str:
        """See `Sql.moment_of_number`."""
        days = f"timestamp_micros(CAST(round({number} * 86400000000) AS BIGINT) - 25569 * 86400000000)"  # 1899-12-30 to 1970-01-01
        epochs = (
            f"WHEN {number} BETWEEN {a} AND {b} THEN timestamp_micros(CAST(round({number} * {scale}) AS BIGINT))"
            for a, b, scale in EPOCHS.values()
        )
        return f"CASE WHEN {number} BETWEEN {SERIAL[0]} AND {SERIAL[1]} THEN {days} {' '.join(epochs)} END"

    def day(self, moment: str) -> str:
        """See `Sql.day`."""
        return f"unix_date(CAST({moment} AS DATE)) + {EPOCH}"

    def moment_of_day(self, day: str) -> str:
        """See `Sql.moment_of_day`."""
        return f"CAST(date_from_unix_date({day} - {EPOCH}) AS TIMESTAMP)"
