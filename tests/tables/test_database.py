"""Tables and queries of a database: read only, grouped there, and every number, count and reason is that of the same data uploaded."""

import io
import sqlite3
import sys
import traceback

import pandas as pd
import pytest
from click.testing import CliRunner

from cs_calc.cli import cli
from cs_calc.tables.database import Connection, Wanted, connections, secrets_file, wanted
from cs_calc.tables.load import load
from cs_calc.tables.problems import Refused
from tests.tables.test_scanned import CUSTOMERS, TODAY, alike, events, uploaded, use_of

pytest.importorskip("ibis")
from cs_calc.tables.database_open import Database
from cs_calc.tables.database_read import read_databases
from cs_calc.tables.scanned import scan

SECRET, OTHER, HERE = "s3cr3t-passw0rd", "n0b0dy-else", "127.0.0.1"
KINDS = ("sqlite", "duckdb", "postgresql")


def messy():
    """A log as people keep it: blank ids, negative minutes, a day ahead, one word in two spellings."""
    log = events(1500)
    log.loc[17, "date"] = pd.Timestamp("2027-06-01 10:00")
    return log


TABLES = {
    "usage": messy(),
    "customers": pd.read_csv(io.StringIO(CUSTOMERS), parse_dates=["signup_date"]),
    "machines": pd.DataFrame({"what": ["a"], "where": ["b"]}),
}


def in_sqlite(path, tables):
    file = sqlite3.connect(path)
    for name, frame in tables.items():
        frame.to_sql(name, file, index=False)
    file.close()
    return f"sqlite:///{path}"


def in_duckdb(path, tables):
    import duckdb

    with duckdb.connect(str(path)) as file:
        for name, frame in tables.items():
            file.register("given", frame)
            file.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    return f"duckdb:///{path}"


@pytest.fixture(scope="module")
def server(missing_tool):
    """A PostgreSQL of our own with these tables, and a password: its address. The user may do more than read."""
    import sqlalchemy as sa

    from tests.training.test_progress_store import a_cluster

    with a_cluster(missing_tool) as made:
        engine = sa.create_engine(made.url().replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as asked:
            asked.execute(sa.text(f"ALTER ROLE team PASSWORD '{SECRET}'"))
            asked.execute(sa.text(f"CREATE ROLE nobody LOGIN PASSWORD '{OTHER}'"))
            for name, frame in TABLES.items():
                frame.to_sql(name, asked, index=False)
        engine.dispose()
        yield made.url(secret=SECRET)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="module")
def address(files, request):
    """Each kind of database with the same tables, made when it is asked for: its address."""
    makers = {"sqlite": in_sqlite, "duckdb": in_duckdb}
    known = {}

    def make(kind):
        if kind not in known:
            known[kind] = makers[kind](files / f"crm.{kind}", TABLES) if kind in makers else request.getfixturevalue("server")
        return known[kind]

    return make


def from_database(url, *tables, before=None, today=TODAY, **more):
    known = {"crm": Connection("crm", url, **more)}
    scanned = read_databases([Wanted("crm", t) for t in tables or ("",)], known, before, today=today)
    return load([], scanned=scanned, engine="duckdb" if scanned.log else "pandas", today=today)


@pytest.fixture(scope="module")
def same(files):
    """The same tables as files, uploaded."""
    for name in ("usage", "customers"):
        TABLES[name].to_parquet(files / f"{name}.parquet", index=False)
    return uploaded([files / "usage.parquet", files / "customers.parquet"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_gives_what_the_same_tables_give_that_were_uploaded(kind, address, same):
    got = from_database(address(kind))
    pd.testing.assert_frame_equal(use_of(same), use_of(got), rtol=1e-9)
    if kind == "duckdb":  # once: the other tests of this file hold the days, and the numbers follow from them
        alike(same, got, by="plan")
    lines, first = {line.sheet: line for line in got.ledger}, same.ledger[0]
    log = lines["database:crm/usage"]
    assert (log.rows_read, log.rows_used, log.rows_set_aside) == (first.rows_read, first.rows_used, first.rows_set_aside)
    assert lines["database:crm/customers"].rows_used == 6 and lines["database:crm/machines"].table == ""
    assert "counted by day in" in log.understood


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_cannot_be_used_are_counted_in_the_database_and_told_with_a_sample(kind, address, same):
    got = from_database(address(kind), "usage")
    theirs, ours = ({(p.code, p.column): p for p in loaded.problems} for loaded in (same, got))
    assert ours.keys() == theirs.keys() >= {("missing_id", "customer_id"), ("out_of_range", "minutes"), ("future_date", "date")}
    for key, problem in ours.items():
        assert (problem.severity, problem.expected, problem.sheet) == (theirs[key].severity, theirs[key].expected, "database:crm/usage")
        if theirs[key].rows:
            assert problem.message.startswith(f"{len(theirs[key].rows):,} row"), problem.message
    assert len(got.set_aside) == 20 and got.set_aside["customer_id"].fillna("").isin(["", "-"]).all()
    assert 'found "-3"' in ours["out_of_range", "minutes"].message


def test_only_days_come_over_and_of_another_table_only_known_columns(address, monkeypatch):
    came = []
    batches = Database.batches
    monkeypatch.setattr(Database, "batches", lambda *a: (came.append(b.num_rows) or b for b in batches(*a)))
    got = from_database(address("duckdb"))
    log = TABLES["usage"].assign(
        day=TABLES["usage"]["date"].dt.normalize(), sign=TABLES["usage"]["minutes"].map(lambda m: m != m or m < 0, na_action=None)
    )
    fewest = len(log[["customer_id", "user_id", "day", "feature"]].drop_duplicates())
    assert fewest <= sum(came) <= len(log[["customer_id", "user_id", "day", "feature", "minutes"]].drop_duplicates()) < len(log)
    assert {m.sheet.name for m in got.matches} == {"usage", "customers", "machines"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_that_is_asked_for_by_a_query_is_that_part_of_the_log(kind, address):
    asked = "SELECT customer_id AS account, date AS event_time, minutes FROM usage WHERE minutes > 5 AND customer_id LIKE 'C%';"
    got = from_database(address(kind), "big", queries={"big": asked})
    log = TABLES["usage"]
    some = log[(log["minutes"] > 5) & log["customer_id"].str.startswith("C", na=False)]
    assert got.ledger[0].rows_read == len(some) > 100
    assert got.dataset.tables["usage"]["minutes"].sum() == pytest.approx(some["minutes"].sum(), rel=1e-9)
    assert got.dataset.tables["usage"]["sessions"].sum() == len(some)


def test_texts_and_other_units_are_read_as_in_an_upload(tmp_path):
    tables = {
        "usage": pd.DataFrame({"customer": ["a", "b", "a", "b"], "session duration (seconds)": [90, 30.5, None, 7.0],
                               "day": ["2026-01-05 10:00:00", "2026-01-05T23:30:00-05:00", "6 January 2026", "never"]}),
        "more_usage": pd.DataFrame({"customer_id": ["a", "b"], "date": ["2026-02-01", "2026-02-02"], "minutes": ["1.5", "a while"]}),
        "old_usage": pd.DataFrame({"customer_id": [17, 18], "date": [46023, 46024], "minutes": [1, 2]}),
        "tickets": pd.DataFrame({"ticket_id": ["007", "008"], "created_at": ["2026-01-05", "2026-01-06"], "reopened": ["yes", ""], "notes": [b"x", None]}),
    }  # fmt: skip
    for name, frame in tables.items():
        frame.drop(columns="notes", errors="ignore").to_csv(tmp_path / f"{name}.csv", index=False)
    one = uploaded(sorted(tmp_path.glob("*.csv")))
    got = from_database(in_sqlite(tmp_path / "crm.sqlite", tables))
    pd.testing.assert_frame_equal(use_of(one), use_of(got), rtol=1e-9)
    assert sorted((m.rows_read, m.rows_used) for m in one.ledger) == sorted((m.rows_read, m.rows_used) for m in got.ledger)
    told = [
        sorted(p.code for p in loaded.problems if p.sheet == place) for loaded, place in ((one, "usage.csv"), (got, "database:crm/usage"))
    ]
    assert told[0] == told[1] == ["bad_date", "time_zone"]
    assert got.dataset.tables["tickets"]["ticket_id"].tolist() == ["007", "008"]
    assert [line.how for line in sorted(got.ledger, key=lambda x: x.sheet)] == [
        "",
        "counted by day in SQLite",
        "",
        "counted by day in SQLite",
    ]


def test_a_log_of_a_database_beside_one_that_is_scanned_by_path_counts_both(address, files, same):
    scanned, _ = scan([("", [files / "usage.parquet"])], limit=0, today=TODAY)
    both = from_database(address("sqlite"), "usage", before=scanned)
    pd.testing.assert_frame_equal(use_of(both), use_of(same) * 2, rtol=1e-9)
    assert [line.sheet for line in both.ledger] == ["usage.parquet", "database:crm/usage"]


WRITES = (
    "DELETE FROM usage", "SELECT 1; DROP TABLE usage", "WITH gone AS (DELETE FROM usage RETURNING *) SELECT * FROM gone",
    "SELECT * INTO copied FROM usage", "SELECT * FROM usage FOR UPDATE", "COPY usage TO '/tmp/out'", "ATTACH '/tmp/x' AS y",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_query_that_does_more_than_read_is_not_run(kind, address):
    for asked in WRITES:
        with pytest.raises(Refused, match=r"does more than read, so it is not run|cannot be read as SQL"):
            from_database(address(kind), "big", queries={"big": asked})


@pytest.mark.parametrize("kind", KINDS)
def test_what_writes_all_the_same_is_refused_by_the_database(kind, address, monkeypatch):
    monkeypatch.setattr("cs_calc.tables.database_open._one_select", lambda asked, *_: asked)
    with (
        Database(Connection("crm", address(kind))) as database,
        pytest.raises(Refused, match="open for reading only"),
        database._patience("usage"),
    ):
        database._backend.con.execute("DELETE FROM usage")
    assert from_database(address(kind), "usage").ledger[0].rows_read == 1500


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("sqlite", "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT i AS customer_id FROM r WHERE i < 0"),
     ("duckdb", "SELECT count(*) AS customer_id FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7"),
     ("postgresql", "SELECT customer_id, pg_sleep(9)::text FROM usage")],
)  # fmt: skip
def test_a_question_that_takes_too_long_is_stopped_and_said(kind, asked, address):
    with pytest.raises(Refused, match=r"Reading slow of the connection crm took longer than 0\.3 seconds and was stopped"):
        from_database(address(kind), "slow", queries={"slow": asked}, seconds=0.3)


def told(ask):
    """The sentence of a refusal; neither it nor a traceback of it has a password or an address."""
    with pytest.raises(Refused) as why:
        ask()
    whole = "".join(traceback.format_exception(why.value)) + repr(why.value)
    assert SECRET not in whole and OTHER not in whole and f"{HERE}:" not in whole
    return why.value.message


def test_no_message_has_a_credential(address, tmp_path):
    url = address("postgresql")
    wrong = url.replace(SECRET, f"{SECRET}-wrong")
    assert "the user or the password is wrong" in told(lambda: from_database(wrong, "usage"))
    assert "host that cannot be found" in told(lambda: from_database(f"postgresql://team:{SECRET}@no.such.host.invalid/crm", "usage"))
    assert "no server that answers" in told(lambda: from_database(f"postgresql://team:{SECRET}@{HERE}:1/crm", "usage"))
    assert "does not have" in told(lambda: from_database(url.rsplit("/", 1)[0] + "/other", "usage"))
    assert "offers no table or query called sales" in told(lambda: from_database(url, "sales"))
    assert "has no table gone" in told(lambda: from_database(url, "gone", tables=("gone",)))
    assert "does not understand" in told(lambda: from_database(url, "q", queries={"q": "SELECT colour FROM usage"}))
    nobody = url.replace(f"team:{SECRET}", f"nobody:{OTHER}")
    assert "may not read usage. Grant SELECT" in told(lambda: from_database(nobody, "usage", tables=("usage",)))
    assert "cannot be read" in told(lambda: from_database(f"team:{SECRET}@nowhere", "usage"))
    assert "file that is not there" in told(lambda: from_database(f"sqlite:///{tmp_path}/none.sqlite", "usage"))
    (tmp_path / "text.sqlite").write_text("not a database at all, but a text that is long enough" * 20)
    assert told(lambda: from_database(f"sqlite:///{tmp_path}/text.sqlite", "usage"))
    assert "driver" in told(lambda: from_database(f"mysql://team:{SECRET}@{HERE}/crm", "usage"))
    known = Connection("crm", url, queries={"q": f"SELECT '{SECRET}'"})
    assert SECRET not in f"{known!r} {known} {from_database(url, 'usage')!r}"


def test_one_table_that_cannot_be_read_does_not_spoil_the_others(address, monkeypatch):
    got = from_database(address("sqlite"), "", queries={"customers": "SELECT * FROM customers", "sales": "SELECT * FROM absent"})
    assert {line.sheet: line.rows_used for line in got.ledger} == {"database:crm/customers": 6, "database:crm/sales": 0}
    assert any("has no table sales" in p.message for p in got.problems), got.problems
    monkeypatch.setenv("CS_CALC_LIMITS", "max_rows=5")
    with pytest.raises(Refused, match="database:crm/customers has 6 rows; at most 5"):
        from_database(address("sqlite"), "customers")


def test_without_the_extra_it_is_said_what_to_install(address, monkeypatch):
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(Refused, match=r"pip install 'cs-calc\[database\]'"):
        from_database(address("sqlite"))


def test_connections_are_named_in_secrets_and_in_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("CS_CALC_DATABASE_CRM", "sqlite:///a.sqlite")
    monkeypatch.setenv("CS_CALC_QUERY_SECONDS", "7")
    parts = {"dialect": "postgresql", "host": "db", "username": "reader", "password": "a/b@c", "database": "crm", "port": "5433"}
    known = connections({
        "Sales": {**parts, "cs_calc": {"tables": ["deals"], "usage": "SELECT 1", "seconds": 3}}, "bare": {"type": "sql"},
        "odd": {"url": "sqlite:///x", "cs_calc": {"tables": "deals"}}, "CRM2": {"url": "sqlite:///x", "cs_calc": {"usage": 5}},
    })  # fmt: skip
    assert known["crm"].url == "sqlite:///a.sqlite" and known["crm"].seconds == 7
    assert known["sales"].url == "postgresql://reader:a%2Fb%40c@db:5433/crm" and known["sales"].seconds == 3
    assert known["sales"].tables == ("deals",) and known["sales"].queries == {"usage": "SELECT 1"}
    assert known["bare"].wrong and known["odd"].wrong and known["crm2"].wrong
    monkeypatch.setenv("CS_CALC_QUERY_SECONDS", "soon")
    with pytest.raises(Refused, match="CS_CALC_QUERY_SECONDS needs a number"):
        connections()
    for word in ("database:", "database:postgresql://a:b@c/d", "database:a b"):
        with pytest.raises(Refused, match="an address is never typed"):
            wanted(word)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('[connections.crm]\nurl = "sqlite:///b.sqlite"\n')
    assert secrets_file() == {"crm": {"url": "sqlite:///b.sqlite"}}
    (tmp_path / ".streamlit" / "secrets.toml").write_text(f'[connections.crm\nurl = "{SECRET}"')
    assert "cannot be read as TOML" in told(secrets_file)


def run(*words):
    return CliRunner().invoke(cli, list(words))


def test_the_command_line_reads_a_database_by_its_name(address, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CS_CALC_DATABASE_CRM", address("sqlite"))
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    said = run("report", "database:crm/customers", "--until", "2026-10-31")
    assert said.exit_code == 0 and "6 of 6 rows used" in said.output
    said = run("check", "database:crm/usage", "customers.csv", "--json")
    assert said.exit_code == 0 and "1,500 rows counted by day in SQLite" in said.output and "customers.csv" in said.output
    both = run("check", "database:crm")
    assert "database:crm/machines: not recognised" in both.output and "database:crm/customers: customers, 6 rows read" in both.output
    for word, says in (
        ("database:sales", "There is no connection called sales. Known: crm"),
        ("database:crm/none", "offers no table or query"),
    ):
        refused = run("report", word)
        assert refused.exit_code == 2 and says in refused.output
    (tmp_path / "database:crm").write_text(CUSTOMERS)  # a file of that name is written ./database:crm
    assert "database:crm/usage" in run("check", "database:crm").output
