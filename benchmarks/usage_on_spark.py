"""Eight usage metrics by month over a product log in Parquet on Spark: ours, and Spark SQL written by hand in the same session.

    python benchmarks/usage_on_spark.py [--rows 1000000] [--runs 3]

Prints the times, how they compare, and whether the results agree. The aim: at most 1.5 times the SQL. Ours is measured in three ways: as
it is, where the days of use of a log of so few rows come to this machine and are counted there; as with more rows than
`spark_log.MOST_HERE`, where only customers' days come; and as with more customers, too, where all is counted on Spark (with 100,000 rows
and more). All are warmed once and run by turns on local[2]. Needs the extra [spark] and Java 17; without them it says so. The log is
that of usage_by_path.py.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
if "cs_calc" not in sys.modules:  # also where the package is not installed
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from usage_by_path import METRICS, make

DAY, MONTH = "CAST(event_time AS DATE)", "date_format(event_time, 'yyyy-MM')"
EACH_DAY = f"SELECT {DAY} AS d, count(DISTINCT user_id) AS n FROM log GROUP BY 1"
DAU = f"SELECT date_format(d, 'yyyy-MM') AS p, avg(n) AS n FROM ({EACH_DAY}) GROUP BY 1"
MAU = f"SELECT {MONTH} AS p, count(DISTINCT user_id) AS n FROM log GROUP BY 1"
THERE = f"""
    days AS (SELECT DISTINCT customer_id, {DAY} AS d FROM log),
    begun AS (SELECT customer_id, min(d) AS f FROM days GROUP BY 1),
    months AS (SELECT DISTINCT trunc(d, 'MM') AS m FROM days)"""
BY_HAND = {
    "active_users daily": DAU,
    "active_users weekly": """
        WITH weeks AS (SELECT date_trunc('WEEK', event_time) AS w, count(DISTINCT user_id) AS n FROM log GROUP BY 1)
        SELECT date_format(w, 'yyyy-MM') AS p, avg(n) FROM weeks
        WHERE date_format(w, 'yyyy-MM') = date_format(w + INTERVAL 6 DAYS, 'yyyy-MM') GROUP BY 1""",
    "active_users monthly": MAU,
    "stickiness dau_over_mau": f"SELECT a.p, a.n / b.n FROM ({DAU}) a JOIN ({MAU}) b USING (p)",
    "product_activity_coefficient active_days": f"""
        WITH {THERE},
        possible AS (SELECT m, sum(datediff(last_day(m), greatest(f, m)) + 1) AS n FROM months JOIN begun ON f <= last_day(m) GROUP BY 1),
        used AS (SELECT trunc(d, 'MM') AS m, count(*) AS k FROM days GROUP BY 1)
        SELECT date_format(m, 'yyyy-MM') AS p, k / n FROM possible JOIN used USING (m)""",
    "product_usage_rate daily": f"""
        WITH {THERE}, there AS (SELECT m, count(*) AS n FROM months JOIN begun ON f <= last_day(m) GROUP BY 1),
        habits AS (SELECT trunc(d, 'MM') AS m, customer_id, count(*) AS k FROM days GROUP BY 1, 2),
        daily AS (SELECT m, count(*) AS k FROM habits WHERE k * 7 >= 5 * day(last_day(m)) GROUP BY 1)
        SELECT date_format(m, 'yyyy-MM') AS p, coalesce(k, 0) / n FROM there LEFT JOIN daily USING (m)""",
    "feature_adoption_rate of_all_customers": """
        WITH used AS (SELECT DISTINCT trunc(event_time, 'MM') AS m, customer_id FROM log WHERE event IS NOT NULL),
        begun AS (SELECT customer_id, min(m) AS f FROM used GROUP BY 1), months AS (SELECT DISTINCT m FROM used),
        there AS (SELECT m, count(*) AS n FROM months JOIN begun ON f <= m GROUP BY 1)
        SELECT date_format(m, 'yyyy-MM') AS p, k / n FROM there JOIN (SELECT m, count(*) AS k FROM used GROUP BY 1) USING (m)""",
    "time_in_product per_active_customer": f"SELECT {MONTH} AS p, sum(minutes) / count(DISTINCT customer_id) FROM log GROUP BY 1",
}
"""What somebody who knows the table writes: one query for each metric."""


def ours(path: Path, most_here: int = 2_000_000, most_of_customers: int = 2_000_000) -> dict[str, dict[str, float]]:
    """What `cs-calc report FILE --engine spark` does: match, check every row, make days of use, count, divide.

    A log of more than `most_here` rows is counted on Spark, and customers' days with it where they are more than `most_of_customers`.
    """
    from cs_calc import METRICS as CATALOGUE
    from cs_calc.report import series
    from cs_calc.tables import spark_log
    from cs_calc.tables.load import load
    from cs_calc.tables.spark import scan

    spark_log.MOST_HERE, spark_log.MOST_OF_CUSTOMERS = most_here, most_of_customers
    scanned, _ = scan([str(path)])
    loaded = load([], scanned=scanned, engine="spark")
    found = {}
    for key, variant in METRICS:
        table = series(loaded.dataset, CATALOGUE[key], "month", variant=variant)
        found[f"{key} {variant}"] = {p: v for p, v in zip(table["period"], table["value"], strict=True) if v == v}
    return found


def by_hand(spark: Any, path: Path) -> dict[str, dict[str, float]]:
    """Eight queries on the file; nothing is checked."""
    spark.read.parquet(str(path)).createOrReplaceTempView("log")
    return {name: {str(p): float(v) for p, v in spark.sql(sql).collect()} for name, sql in BY_HAND.items()}


def lean() -> None:
    """A session for a look at few rows: nothing is compiled, which would take longer than the work."""
    from cs_calc.tables.spark_engine import OWN, session

    os.environ["PYSPARK_SUBMIT_ARGS"] = '--driver-java-options "-XX:TieredStopAtLevel=1" pyspark-shell'
    for key in ("spark.sql.adaptive.enabled", "spark.sql.codegen.wholeStage"):
        OWN[key] = "false"
    OWN["spark.sql.codegen.factoryMode"] = "NO_CODEGEN"
    session().conf.set("spark.sql.shuffle.partitions", "1")


def rounded(found: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Numbers to nine places."""
    return {name: {period: round(value, 9) for period, value in line.items()} for name, line in found.items()}


def main() -> int:
    """Measure and print; exit status 1 where the results do not agree."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=1_000_000, help="events in the log (default 1000000)")
    options.add_argument("--runs", type=int, default=3, help="runs of each, of which the best counts (default 3)")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    from cs_calc.tables.problems import Refused
    from cs_calc.tables.spark_engine import session

    os.environ["CS_CALC_SPARK"] = "local[2]"
    try:
        if chosen.rows < 100_000:
            lean()
        spark = session()
    except Refused as wrong:
        print(wrong.message)
        return 1 if os.environ.get("CS_CALC_REQUIRE_TOOLS") == "1" else 0
    path = make(chosen.rows, chosen.seed)
    libraries = ", ".join(f"{p} {version(p)}" for p in ("pandas", "pyspark", "narwhals"))
    print(f"Python {platform.python_version()}, {libraries}, {os.cpu_count()} cores, Spark on local[2]")
    print(f"{chosen.rows:,} events, {path.stat().st_size / 2**20:.0f} MiB of Parquet", flush=True)

    def timed(work: Any) -> tuple[float, dict[str, dict[str, float]]]:
        start = time.perf_counter()
        found = work()
        return time.perf_counter() - start, found

    many = chosen.rows >= 100_000  # of few rows it is seen whether it runs, not how fast
    ways = {
        "ours: match, check, days of use, 8 metrics": lambda: ours(path),
        "the same, users and features counted on Spark": lambda: ours(path, 0),
        **({"the same, all of it counted on Spark": lambda: ours(path, 0, 0)} if many else {}),
        "by hand: 8 queries, nothing checked": lambda: by_hand(spark, path),
    }
    rounds = chosen.runs + 1 if many else 1
    runs = [{name: timed(work) for name, work in ways.items()} for _ in range(rounds)]
    print("runs, in this order, the first to warm up: " + ", ".join(" / ".join(f"{s:.1f}" for s, _ in one.values()) + " s" for one in runs))
    least = {name: min(one[name][0] for one in (runs[1:] or runs)) for name in ways}
    *mine, theirs = ways
    for name in mine:
        print(f"{name:46} {least[name]:8.2f} s   ours takes {least[name] / least[theirs]:.2f} times as long (aim: 1.5)")
    print(f"{theirs:46} {least[theirs]:8.2f} s")
    found = {name: rounded(runs[-1][name][1]) for name in ways}
    want = found[theirs]
    apart = sorted({metric for name in mine for metric in want if found[name][metric] != want[metric]})
    verdict = f"THEY DIFFER: {', '.join(apart)}" if apart else "the results agree"
    print(f"{len(want)} metrics of {len(want['active_users monthly'])} months: {verdict}")
    return 1 if apart else 0


if __name__ == "__main__":
    raise SystemExit(main())
