"""Spark: every number, count and reason is that of the same data on pandas; run with -m spark, in one session."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from cs_calc import METRICS, report
from cs_calc.cli import cli
from cs_calc.tables import spark_engine
from cs_calc.tables.load import load
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from cs_calc.tables.spark_sql import SparkSql
from tests.tables.sheets import sample
from tests.tables.test_scanned import CUSTOMERS, RENEWALS, TODAY, alike, events, uploaded, use_of

LEAN = {
    "spark.sql.shuffle.partitions": "1", "spark.default.parallelism": "1", "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN", "spark.rdd.compress": "false",
}  # fmt: skip
"""For tables of a few thousand rows: every shuffle and every compiled class costs more than the work."""


@pytest.fixture(scope="module")
def spark(missing_tool):
    """The one session of the run."""
    lacking = [] if find_spec("pyspark") else ["pyspark is not installed (pip install '.[spark]')"]
    lacking += [] if shutil.which("java") else ["there is no java on the PATH (apt-get install openjdk-17-jre-headless)"]
    if lacking:
        missing_tool(lacking[0])
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("cs-calc tests")
    logs = f"-Dlog4j2.configurationFile={spark_engine.LOGGED.as_uri()} -XX:TieredStopAtLevel=1"
    for key, value in {**spark_engine.OWN, **LEAN, "spark.driver.extraJavaOptions": logs}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def by_spark(*words):
    from cs_calc.tables.spark import scan

    scanned, small = scan([str(word) for word in words], today=TODAY)
    files = [read_file(p.name, p.read_bytes(), known_headers=KNOWN_HEADERS) for p in small]
    return load(files, scanned=scanned, engine="spark", today=TODAY)


@pytest.mark.spark
@pytest.mark.parametrize("by", [None, pytest.param("plan", marks=pytest.mark.slow)])
def test_every_metric_of_the_sample_company_is_that_of_pandas(spark, by):
    ours, theirs = sample("spark").dataset, sample().dataset
    known = 0
    for metric in METRICS.values():
        for variant in metric.variants:
            one, other = (report.series(data, metric, "month", by, variant.key) for data in (ours, theirs))
            pd.testing.assert_frame_equal(one, other, check_dtype=False, rtol=1e-9, atol=1e-9, obj=f"{metric.key} {variant.key}")
            known += bool(len(one) and one["value"].notna().any())
    assert known >= 80


@pytest.mark.spark
@pytest.mark.parametrize(("most", "most_of_customers"), [(1_332, 10_000), (1_333, 0), pytest.param(0, 0, marks=pytest.mark.slow)])
def test_a_log_by_path_gives_the_report_problems_and_counts_of_an_upload(spark, tmp_path, monkeypatch, most, most_of_customers):
    """1,333 rows are used: their days stay with Spark but for those of customers, or come here, or all stay."""
    monkeypatch.setattr("cs_calc.tables.spark_log.MOST_HERE", most)
    monkeypatch.setattr("cs_calc.tables.spark_log.MOST_OF_CUSTOMERS", most_of_customers)
    events(1500).to_parquet(tmp_path / "usage.parquet", index=False)
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "renewals.csv").write_text(RENEWALS)
    files = [tmp_path / name for name in ("usage.parquet", "customers.csv", "renewals.csv")]
    one, other = uploaded(files), by_spark(*files)
    alike(one, other, "month", "plan")
    lines = [{x.table: (x.rows_read, x.rows_used, x.rows_set_aside) for x in loaded.ledger} for loaded in (one, other)]
    assert lines[0] == lines[1] and {x.table: x.engine for x in other.ledger} == {
        "usage": "spark",
        "customers": "pandas",
        "renewals": "pandas",
    }
    assert {p.message for p in one.problems} == {p.message for p in other.problems} and len(one.problems) >= 4
    assert max(len(p.rows) for p in other.problems) == 20
    pd.testing.assert_frame_equal(use_of(one), use_of(other), rtol=1e-9)


@pytest.mark.spark
@pytest.mark.slow
def test_texts_of_a_log_are_read_as_in_an_upload(spark, tmp_path):
    """Dates and numbers that only our own rules read, ids that have been numbers, moments with a time zone."""
    written = {
        "texts": {"Account": ["17.0", "18.0", "17.0"], "Event time": ["03/14/2026 10:00", "3/15/2026", "4/1/2026"], "Minutes": ["1,5", "2", "3,25"]},
        "iso": {"customer": ["a", "A", "b"], "date": ["2026-01-05T23:30:00-05:00", "2026-01-06", "2026-02-01 10:00"], "minutes": ["1.234", "5", "0.5"]},
    }  # fmt: skip
    for name, columns in written.items():
        path = tmp_path / name / "usage.parquet"
        path.parent.mkdir()
        pd.DataFrame(columns).to_parquet(path, index=False)
        one, other = uploaded([path]), by_spark(path.parent)
        assert one.status == other.status == "ok" and other.ledger[0].rows_used == 3, name
        assert {p.message for p in one.problems} == {p.message for p in other.problems}, name
        pd.testing.assert_frame_equal(use_of(one), use_of(other), rtol=1e-9)


@pytest.mark.spark
def test_days_and_moments_kept_as_numbers_are_what_they_are_in_an_upload(spark):
    written = {
        20260105.0: "2026-01-05",
        46023.5: "2026-01-01 12:00",
        1767600000.0: "2026-01-05 08:00",
        1767600000123.0: "2026-01-05 08:00:00.123",
        7.0: None,
    }
    sql = SparkSql()
    asked = [sql.moment_of_digits("20260105.0D"), *(sql.moment_of_number(f"{number!r}D") for number in list(written)[1:])]
    found = spark_engine.as_pandas(spark.sql(f"SELECT {', '.join(f'{one} AS c{i}' for i, one in enumerate(asked))}")).iloc[0]
    assert [None if pd.isna(v) else v for v in found] == [None if v is None else pd.Timestamp(v) for v in written.values()]


@pytest.mark.spark
def test_a_path_of_sparks_own_is_read_by_spark_alone(spark, tmp_path):
    folder = tmp_path / "day=2026-03-05"
    folder.mkdir()
    pd.DataFrame({"customer_id": ["a", "b", None], "feature": ["x", "y", "x"]}).to_parquet(folder / "part.parquet", index=False)
    found = by_spark(f"file://{tmp_path}", tmp_path)
    assert [(x.table, x.rows_read, x.rows_used) for x in found.ledger] == [("usage", 3, 2)] * 2
    assert set(found.dataset.tables["usage"]["date"]) == {pd.Timestamp("2026-03-05")}
    with pytest.raises(Refused, match=r"Spark cannot read file:.*nothing"):
        by_spark(f"file://{tmp_path}/nothing")


def test_without_spark_or_java_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(spark_engine, "find_spec", lambda name: None)
    done = CliRunner().invoke(cli, ["report", "usage.parquet", "--engine", "spark"])
    assert done.exit_code == 2 and "pip install 'cs-calc[spark]'" in done.stderr
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Refused, match="no java on the PATH"):
        spark_engine.begun(None, "local[*]")


def test_a_path_that_only_spark_finds_is_refused_without_it():
    done = CliRunner().invoke(cli, ["report", "s3a://bucket/events"])
    assert done.exit_code == 2 and "Add --engine spark" in done.stderr


def test_texts_stand_for_themselves_in_sparks_sql():
    assert SparkSql().literal(r"it's \d") == r"'it\'s \\d'" and SparkSql().quoted("a`b") == "`a``b`"


def test_the_settings_of_quiet_logs_are_part_of_the_package():
    assert Path(spark_engine.LOGGED).exists()
