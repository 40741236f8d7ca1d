"""Large files by path: DuckDB scans them where they lie, and every number, count and reason is that of the same data uploaded."""

import json
import os
import random
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from cs_calc.tables.load import load
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import read_file
from cs_calc.tables.scanned import in_memory, scan
from cs_calc.tables.scanned_files import files_of, scan_above
from cs_calc.tables.scanned_tables import ScannedTables
from cs_calc.tables.schema import KNOWN_HEADERS

pytest.importorskip("duckdb")
TODAY = date(2026, 11, 22)
ROOT = Path(__file__).parents[2]
FEATURES = ("report", "export", "Report", "search", None)


def events(n, seed=1):
    """Rows of use as people keep them: some cells blank, some not to be read."""
    chance = random.Random(seed)
    rows = []
    for i in range(n):
        moment = datetime(2026, 1, 5) + timedelta(minutes=chance.randrange(300 * 24 * 60))
        rows.append({
            "customer_id": chance.choice([f"C{chance.randrange(8)}", "c1 ", " C2"] if i % 9 else [None, "-", ""]),
            "user_id": chance.choice([f"u{chance.randrange(20)}", None]),
            "date": moment,
            "feature": chance.choice(FEATURES),
            "minutes": chance.choice([None, 1.5, 20.0, 7.25, -3.0 if i % 11 == 0 else 4.0]),
        })  # fmt: skip
    return pd.DataFrame(rows)


CUSTOMERS = "customer_id,plan,signup_date\n" + "".join(f"C{i},{'Basic' if i % 2 else 'Team'},2026-01-0{i + 1}\n" for i in range(6))
RENEWALS = "customer_id,due_date,renewed\nC1,2026-06-30,yes\nC2,2026-07-31,no\nC3,2026-08-15,yes\nC9,2026-09-01,no\n"


def uploaded(files):
    return load([read_file(p.name, p.read_bytes(), known_headers=KNOWN_HEADERS) for p in files], today=TODAY)


def by_path(*words, **options):
    named = [(str(word), files_of(str(word))) for word in words]
    scanned, small = scan(named, **{"limit": 10**9, "forced": True, "today": TODAY, **options})
    files = [read_file(p.name, p.read_bytes(), known_headers=KNOWN_HEADERS) for p in small]
    return load(files, scanned=scanned, engine="duckdb", today=TODAY)


def close(value):
    return value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)


def alike(one, other, kind="month", by=None):
    """Every input of every metric, and every list: what is worked from them is the same then."""
    first, second = (loaded.dataset.inputs(kind, by) for loaded in (one, other))
    assert first.keys() == second.keys() and first and one.dataset.as_of == other.dataset.as_of
    for place, found in first.items():
        assert found == {key: close(value) for key, value in second[place].items()}, place


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The same log as csv (as people write it) and as Parquet (typed), with a list of customers and renewals."""
    place = tmp_path_factory.mktemp("logs")
    log = events(3000)
    log.to_parquet(place / "usage.parquet", index=False)
    text = log.assign(date=log["date"].dt.strftime("%Y-%m-%dT%H:%M:%S"), minutes=log["minutes"].map(lambda m: "" if m != m else f"{m:g}"))
    text.loc[5, "date"], text.loc[6, "date"], text.loc[7, "date"] = "31. März 2026", "soon", ""
    text.loc[17, "date"], text.loc[18, "minutes"], text.loc[19, "feature"] = "2027-06-01", "a while", "two\nlines"
    text.to_csv(place / "usage.csv", index=False)
    (place / "customers.csv").write_text(CUSTOMERS)
    (place / "renewals.csv").write_text(RENEWALS)
    return place


def use_of(loaded):
    """Days of use: minutes, and rows that have minutes, of each customer, user, day and feature."""
    table = loaded.dataset.tables["usage"].reindex(columns=["customer_id", "user_id", "date", "feature", "minutes", "sessions"])
    days = table.assign(
        user_id=table["user_id"].where(table["user_id"].notna(), table["customer_id"]),
        date=table["date"].dt.normalize(),
        feature=table["feature"].where(table["feature"].notna(), "none"),
        sessions=table["sessions"].where(table["sessions"].notna(), table["minutes"].notna()).astype("float64"),
    )
    return days.groupby(["customer_id", "user_id", "date", "feature"])[["minutes", "sessions"]].sum()


@pytest.mark.parametrize(("name", "kind", "by"), [("usage.csv", "month", "plan"), ("usage.parquet", "quarter", "feature")])
def test_a_scanned_log_gives_the_report_of_the_same_log_uploaded(folder, name, kind, by):
    files = [folder / name, folder / "customers.csv", folder / "renewals.csv"]
    alike(uploaded(files), by_path(*files), kind, by)


@pytest.mark.parametrize("name", ["usage.csv", "usage.parquet"])
def test_rows_are_counted_and_told_as_those_of_an_upload(folder, name):
    one, other = uploaded([folder / name]), by_path(folder / name)
    (first,), (second,) = one.ledger, other.ledger
    assert (second.rows_read, second.rows_used, second.rows_set_aside) == (first.rows_read, first.rows_used, first.rows_set_aside)
    assert second.engine == "duckdb" and second.understood == "Product usage, scanned by DuckDB"
    theirs = {(p.code, p.column, p.severity): p for p in one.problems}
    ours = {(p.code, p.column, p.severity): p for p in other.problems}
    assert ours.keys() == theirs.keys() and ("missing_id", "customer_id", "error") in ours
    for key, problem in ours.items():
        assert problem.rows == theirs[key].rows[:20] and problem.message == theirs[key].message, key
    aside = other.set_aside.merge(one.set_aside, on=["_sheet", "_row"])
    assert len(aside) == len(other.set_aside) > 0 and (aside["reason_x"] == aside["reason_y"]).all()


def test_a_folder_is_one_log_for_files_of_one_header_and_a_table_for_each_other(folder, tmp_path):
    log = events(900, seed=2).replace({"feature": {"Report": "report"}})  # in a folder one spelling is chosen for all files
    for month, some in log.groupby(lambda i: i % 3):
        some.to_csv(tmp_path / f"events-{month}.csv", index=False)
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "_notes.csv").write_text("what,why\n1,2\n")
    got = by_path(tmp_path)
    assert {(line.table, line.rows_read) for line in got.ledger} == {("usage", 900), ("customers", 6)}
    pd.testing.assert_frame_equal(use_of(uploaded(sorted(tmp_path.glob("[a-z]*.csv")))), use_of(got), rtol=1e-9)
    assert by_path(f"{tmp_path}/events-*.csv").ledger[0].rows_read == 900


def test_a_log_beside_an_uploaded_sheet_of_usage_counts_both(folder, tmp_path):
    more = events(200, seed=5)
    more.to_csv(tmp_path / "usage more.csv", index=False)
    with pd.ExcelWriter(tmp_path / "more.xlsx") as book:
        more.to_excel(book, sheet_name="usage", index=False)
    one = uploaded([folder / "usage.parquet", tmp_path / "more.xlsx"])
    scanned, _ = scan([("", [folder / "usage.parquet"])], limit=0, today=TODAY)
    book = read_file("more.xlsx", (tmp_path / "more.xlsx").read_bytes(), known_headers=KNOWN_HEADERS)
    both = load([book], scanned=scanned, engine="duckdb", today=TODAY)
    pd.testing.assert_frame_equal(use_of(one), use_of(both), rtol=1e-9)
    assert [line.rows_used for line in both.ledger] == [one.ledger[1].rows_used, one.ledger[0].rows_used]


@pytest.mark.parametrize(
    ("columns", "options"),
    [
        ({"Account": ["17.0", "18.0", "17.0"], "Event time": ["03/14/2026 10:00", "3/15/2026", "4/1/2026"], "Minutes": ["1,5", "2", "3,25"]}, {"sep": ";"}),
        ({"customer": [17, 18, 17], "date": [46023, 46024, 46100], "session duration (seconds)": [90, 30.5, None]}, {}),
        ({"customer": ["a", "A", "b"], "date": ["2026-01-05T23:30:00-05:00", "2026-01-06", "2026-02-01 10:00"], "minutes": ["1.234", "5", "0.5"]}, {}),
        ({"customer_id": ["a", "b", "a"], "date": [1767600000, 1767700000, 1769000000], "feature": ["x", "X", "x"]}, {}),
        ({"customer_id": ["a", "b", "a"], "date": [20260105, 20260106, 20260207], "minutes": [1, 2, 3]}, {}),
        ({"insert_id": [1, 2], "distinct_id": ["u1", "u2"], "time": [1767600000, 1767700000], "event": ["a", "b"], "mp_lib": ["x", "y"]}, {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_cells_written_in_other_ways_are_read_as_in_an_upload(columns, options, suffix, tmp_path):
    path, frame = tmp_path / f"usage.{suffix}", pd.DataFrame(columns)
    frame.to_csv(path, index=False, **options) if suffix == "csv" else frame.to_parquet(path, index=False)
    one, other = uploaded([path]), by_path(path)
    assert one.status == other.status == "ok" and other.ledger[0].rows_used == one.ledger[0].rows_used == len(frame)
    notes = [{p.message for p in loaded.problems if p.code != "delimiter_guess"} for loaded in (one, other)]
    assert notes[0] == notes[1]
    pd.testing.assert_frame_equal(use_of(one), use_of(other), rtol=1e-9)


def test_what_the_log_cannot_decide_is_asked_as_of_an_upload(tmp_path):
    path = tmp_path / "usage.csv"
    path.write_text("customer_id,date,minutes\na,03/04/2026,1\nb,05/06/2026,2\n")
    one, other = uploaded([path]), by_path(path)
    assert [q.key for q in other.questions] == [q.key for q in one.questions] != [] and other.status == "ask"
    answered = by_path(path, answers={one.questions[0].key: "day"})
    assert answered.status == "ok" and answered.dataset.as_of == date(2026, 6, 5)


def test_a_large_table_that_is_no_log_is_read_by_the_columns_that_are_known(tmp_path):
    n = 400
    frame = pd.DataFrame({
        "ticket_id": [f"T{i}" for i in range(n)], "created_at": pd.Timestamp("2026-01-01") + pd.to_timedelta(range(n), "D") / 2,
        "resolved_at": pd.Timestamp("2026-01-02") + pd.to_timedelta(range(n), "D") / 2, "customer_id": [f"C{i % 7}" for i in range(n)],
        "team": ["a" if i % 2 else "b" for i in range(n)], "body": [f"A long text that is different in every row, number {i}." for i in range(n)],
    })  # fmt: skip
    frame.to_parquet(tmp_path / "tickets.parquet", index=False)
    one, other = uploaded([tmp_path / "tickets.parquet"]), by_path(tmp_path / "tickets.parquet", limit=0)
    assert "body" not in other.matches[0].sheet.header and "body" in one.matches[0].sheet.header
    alike(one, other, by="team")


def test_of_a_small_table_beside_a_log_every_row_is_read(folder, monkeypatch):
    monkeypatch.setattr("cs_calc.tables.scanned_files.HEAD", 100)  # the sample ends within the file
    got = by_path(folder / "usage.parquet", folder / "customers.csv")
    assert {(line.table, line.rows_read) for line in got.ledger} == {("usage", 3000), ("customers", 6)}


def test_the_rows_behind_a_number_are_days_of_use_and_the_table_is_brought_in_only_then(folder):
    got = by_path(folder / "usage.parquet", folder / "customers.csv")
    tables = got.dataset.tables
    assert isinstance(tables, ScannedTables) and "usage" in tables and "usage" not in in_memory(got).dataset.tables
    measured = got.dataset.measure("month").set_index("period")
    assert tables._usage == []
    rows = got.dataset.rows("active_customers", "month", "2026-03")
    assert rows["customer_id"].nunique() == measured.loc["2026-03", "active_customers"]
    whole = uploaded([folder / "usage.parquet"]).dataset.tables["usage"]
    assert tables["usage"]["minutes"].sum() == pytest.approx(whole["minutes"].sum())
    assert tables["usage"]["sessions"].sum() == whole["minutes"].notna().sum()
    assert len(tables["usage"]) == len(
        whole.assign(day=whole["date"].dt.normalize())[["customer_id", "user_id", "day", "feature"]].drop_duplicates()
    )


def test_what_cannot_be_scanned_is_a_sentence(folder, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and then nothing")
    for word, says in ((tmp_path / "empty", "no csv or Parquet file"), (f"{tmp_path}/*.tsv", "No file fits"),
                       (tmp_path / "broken.parquet", "damaged"), (tmp_path / "none.csv", "No such file")):  # fmt: skip
        with pytest.raises(Refused, match=says):
            by_path(word)
    monkeypatch.setenv("CS_CALC_SCAN_ABOVE", "much")
    with pytest.raises(Refused, match="CS_CALC_SCAN_ABOVE needs a number of MB"):
        scan_above()
    lacking = tmp_path / "clicks.csv"
    lacking.write_text("when,what\n2026-01-01,x\n")
    got = by_path(lacking, limit=0)
    assert got.status == "refused" and got.ledger[0].rows_read == 1 and got.problems[-1].code == "not_tabular"


@pytest.mark.slow
def test_a_log_is_never_in_memory_as_a_whole(tmp_path):
    import duckdb

    path, rows = tmp_path / "usage.parquet", 2_000_000
    duckdb.connect().execute(f"""COPY (
        SELECT 'C' || (hash(i // 40) % 500) AS customer_id, 'user-' || (hash(i // 40) % 5000) AS user_id,
            TIMESTAMP '2026-01-01' + to_minutes(i // 10) AS event_time, md5(i::VARCHAR) AS event_id, md5((i + 1)::VARCHAR) AS session_id,
            'a longer name of an event, number ' || (i % 9) AS event, (i % 50)::DOUBLE AS minutes
        FROM range({rows}) r(i)) TO '{path}' (FORMAT parquet)""").fetchall()
    code = f"""if True:
        import json, resource
        from pathlib import Path
        import duckdb, cs_calc.report
        from cs_calc.tables.load import load
        from cs_calc.tables.scanned import scan
        most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        before, path = most(), Path({str(path)!r})
        loaded = load([], scanned=scan([(str(path), [path])], limit=0)[0], engine="duckdb")
        table = loaded.dataset.measure("month")
        print(json.dumps([most() - before, float(table["sessions"].sum()), float(table["product_minutes"].sum())]))
    """
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr
    more, sessions, minutes = json.loads(done.stdout)
    assert (sessions, minutes) == (rows, pytest.approx(rows * 24.5))
    cells = duckdb.sql(f"SELECT sum(len(customer_id) + len(user_id) + len(event_id) + len(session_id) + len(event) + 16) FROM '{path}'")
    assert more < cells.fetchall()[0][0] / 2**20 * 0.7  # megabytes that came to what Python and its libraries take by themselves
