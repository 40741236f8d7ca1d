"""Eight usage metrics by month over a product log in Parquet: ours by path, and DuckDB SQL written by hand on the same file.

    python benchmarks/usage_by_path.py [--rows 10000000] [--runs 3]

Prints the times, how they compare, whether the results agree, and the most memory that ours takes beside what the file takes as a pandas
frame. The aims: at most 1.2 times the SQL, at most 0.25 of the frame. The log is made up, the same for each seed, and kept in a folder
for temporary files; making 10 million events takes a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

if "cs_calc" not in sys.modules:  # also where the package is not installed
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

METRICS = (
    ("active_users", "daily"), ("active_users", "weekly"), ("active_users", "monthly"), ("stickiness", "dau_over_mau"),
    ("product_activity_coefficient", "active_days"), ("product_usage_rate", "daily"), ("feature_adoption_rate", "of_all_customers"),
    ("time_in_product", "per_active_customer"),
)  # fmt: skip
DAY, MONTH = "event_time::DATE", "strftime(event_time, '%Y-%m')"
DAU = f"SELECT strftime(d, '%Y-%m') AS p, avg(n) AS n FROM (SELECT {DAY} AS d, count(DISTINCT user_id) AS n FROM log GROUP BY 1) GROUP BY 1"
MAU = f"SELECT {MONTH} AS p, count(DISTINCT user_id) AS n FROM log GROUP BY 1"
THERE = f"""
    days AS (SELECT DISTINCT customer_id, {DAY} AS d FROM log),
    first AS (SELECT customer_id, min(d) AS f FROM days GROUP BY 1),
    months AS (SELECT DISTINCT date_trunc('month', d)::DATE AS m FROM days)"""
BY_HAND = {
    "active_users daily": DAU,
    "active_users weekly": """
        WITH weeks AS (SELECT date_trunc('week', event_time) AS w, count(DISTINCT user_id) AS n FROM log GROUP BY 1)
        SELECT strftime(w, '%Y-%m') AS p, avg(n) FROM weeks
        WHERE strftime(w, '%Y-%m') = strftime(w + INTERVAL 6 DAY, '%Y-%m') GROUP BY 1""",
    "active_users monthly": MAU,
    "stickiness dau_over_mau": f"SELECT a.p, a.n / b.n FROM ({DAU}) a JOIN ({MAU}) b USING (p)",
    "product_activity_coefficient active_days": f"""
        WITH {THERE},
        possible AS (SELECT m, sum(last_day(m) - greatest(f, m) + 1) AS n FROM months JOIN first ON f <= last_day(m) GROUP BY 1),
        used AS (SELECT date_trunc('month', d)::DATE AS m, count(*) AS k FROM days GROUP BY 1)
        SELECT strftime(m, '%Y-%m') AS p, k / n FROM possible JOIN used USING (m)""",
    "product_usage_rate daily": f"""
        WITH {THERE}, there AS (SELECT m, count(*) AS n FROM months JOIN first ON f <= last_day(m) GROUP BY 1),
        habits AS (SELECT date_trunc('month', d)::DATE AS m, customer_id, count(*) AS k FROM days GROUP BY 1, 2),
        daily AS (SELECT m, count(*) AS k FROM habits WHERE k * 7 >= 5 * date_part('day', last_day(m)) GROUP BY 1)
        SELECT strftime(m, '%Y-%m') AS p, coalesce(k, 0) / n FROM there LEFT JOIN daily USING (m)""",
    "feature_adoption_rate of_all_customers": """
        WITH used AS (SELECT DISTINCT date_trunc('month', event_time)::DATE AS m, customer_id FROM log WHERE event IS NOT NULL),
        first AS (SELECT customer_id, min(m) AS f FROM used GROUP BY 1), months AS (SELECT DISTINCT m FROM used),
        there AS (SELECT m, count(*) AS n FROM months JOIN first ON f <= m GROUP BY 1)
        SELECT strftime(m, '%Y-%m') AS p, k / n FROM there JOIN (SELECT m, count(*) AS k FROM used GROUP BY 1) USING (m)""",
    "time_in_product per_active_customer": f"SELECT {MONTH} AS p, sum(minutes) / count(DISTINCT customer_id) FROM log GROUP BY 1",
}
"""What somebody who knows the table writes: one query for each metric."""


def make(rows: int, seed: int) -> Path:
    """A log of events from November 2025 to October 2026: 4,000 customers, 40,000 users, about five events a session."""
    import duckdb

    path = Path(tempfile.gettempdir()) / f"cs_calc_usage_{rows}_{seed}.parquet"
    if path.exists():
        return path
    features = (
        "['dashboard', 'report', 'export', 'search', 'comment', 'share', 'settings', 'api call', 'import', 'invite', 'filter', 'login']"
    )
    made = path.with_suffix(".part")
    with duckdb.connect() as connection:
        connection.execute(f"""COPY (
            WITH events AS (
                SELECT i, hash(i * 7 + {seed}) AS a, hash(i * 7 + 2) AS b, hash(i // 5 * 11 + {seed}) AS s, hash(i // 5 * 11 + 4) AS t
                FROM range({rows}) r(i)),
            people AS (SELECT *, (pow((s % 1000000) / 1e6, 2) * 40000)::INTEGER AS person FROM events)
            SELECT md5(i::VARCHAR)[:20] AS event_id, 'C' || lpad((person % 4000)::VARCHAR, 5, '0') AS customer_id,
                'user-' || lpad(person::VARCHAR, 6, '0') AS user_id,
                TIMESTAMP '2025-11-01' + to_days((i * 365 // {rows})::INTEGER) + to_seconds((a % 86400)::BIGINT) AS event_time,
                {features}[1 + (a % 12 * (b % 12) // 12)::INTEGER] AS event,
                CASE WHEN b % 10 > 0 THEN (b % 4000) / 100.0 END::DOUBLE AS minutes,
                ['web', 'ios', 'android'][1 + (t % 3)::INTEGER] AS platform,
                ['US', 'DE', 'GB', 'FR', 'IN', 'BR'][1 + (t % 6)::INTEGER] AS country
            FROM people) TO '{made}' (FORMAT parquet, COMPRESSION zstd)""").fetchall()
    made.replace(path)
    return path


def ours(path: Path) -> dict[str, dict[str, float]]:
    """What `cs-calc report FILE` does: match, check every row, make days of use, count, divide."""
    from cs_calc import METRICS as CATALOGUE
    from cs_calc.report import series
    from cs_calc.tables.load import load
    from cs_calc.tables.scanned import scan

    scanned, _ = scan([(str(path), [path])], limit=0)
    loaded = load([], scanned=scanned, engine="duckdb")
    found = {}
    for key, variant in METRICS:
        table = series(loaded.dataset, CATALOGUE[key], "month", variant=variant)
        found[f"{key} {variant}"] = {p: v for p, v in zip(table["period"], table["value"], strict=True) if v == v}
    return found


def by_hand(path: Path) -> dict[str, dict[str, float]]:
    """Eight queries on the file; nothing is checked."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW log AS SELECT * FROM read_parquet('{path}')").fetchall()
        return {name: {str(p): float(v) for p, v in connection.execute(sql).fetchall()} for name, sql in BY_HAND.items()}


def once(what: str, path: Path) -> tuple[float, float, dict[str, dict[str, float]]]:
    """One run in a process of its own: seconds without the start of Python, MB at most, and the results."""
    done = subprocess.run([sys.executable, __file__, "--child", what, str(path)], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    return told["seconds"], told["most"], told["found"]


def child(what: str, path: Path) -> None:
    """What the process of its own does."""
    import cs_calc.report
    import cs_calc.tables.scanned  # noqa: F401  (the imports are not the log's cost in time; in memory they count)

    start = time.perf_counter()
    found = (ours if what == "ours" else by_hand)(path)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({"seconds": seconds, "most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, "found": found}))


def as_pandas(path: Path, rows: int) -> float:
    """MB that the whole file takes as a pandas frame, from its first million rows."""
    import pyarrow.parquet as pq

    some, taken = [], 0
    for batch in pq.ParquetFile(path).iter_batches(batch_size=100_000):
        some.append(int(batch.to_pandas().memory_usage(deep=True, index=False).sum()))
        taken += len(batch)
        if taken >= 1_000_000:
            break
    return sum(some) / taken * rows / 2**20


def main() -> int:
    """Measure and print; exit status 1 where the results do not agree."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=10_000_000, help="events in the log (default 10000000)")
    options.add_argument("--runs", type=int, default=3, help="runs of each, of which the best counts (default 3)")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        child(chosen.child[0], Path(chosen.child[1]))
        return 0
    path = make(chosen.rows, chosen.seed)
    libraries = ", ".join(f"{p} {version(p)}" for p in ("pandas", "duckdb", "narwhals"))
    print(f"Python {platform.python_version()}, {libraries}, {os.cpu_count()} cores")
    print(f"{chosen.rows:,} events, {path.stat().st_size / 2**20:.0f} MiB of Parquet")
    runs = [(once("ours", path), once("by_hand", path)) for _ in range(chosen.runs)]  # by turns: other work hits both alike
    mine, theirs = min(a[0] for a, _ in runs), min(b[0] for _, b in runs)
    most, frame = min(a[1] for a, _ in runs), as_pandas(path, chosen.rows)
    print(f"ours: match, check, days of use, 8 metrics   {mine:8.2f} s   {most:8.0f} MiB at most")
    print(f"by hand: 8 queries, nothing checked          {theirs:8.2f} s   ours takes {mine / theirs:.2f} times as long (aim: 1.2)")
    print(f"the file as a pandas frame                   {frame:21.0f} MiB   ours takes {most / frame:.2f} of it (aim: 0.25)")
    got, want = runs[0][0][2], runs[0][1][2]
    apart = [name for name in want if {p: round(v, 9) for p, v in got[name].items()} != {p: round(v, 9) for p, v in want[name].items()}]
    verdict = f"THEY DIFFER: {', '.join(apart)}" if apart else "the results agree"
    print(f"{len(want)} metrics of {len(want['active_users monthly'])} months: {verdict}")
    return 1 if apart else 0


if __name__ == "__main__":
    raise SystemExit(main())
