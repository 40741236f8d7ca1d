"""Progress is kept: through restarts, in two tabs, for two learners, on a full disk; on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import pwd
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cs_calc.training.progress.attempt import KINDS, MODES, STAGES, Attempt, storable
from cs_calc.training.progress.cohort import assign, assigned, cohorts, gather, join
from cs_calc.training.progress.failures import NotKept
from cs_calc.training.progress.learner import (
    LEADS,
    Identity,
    NotLead,
    again,
    begin,
    forget,
    is_lead,
    new_key,
    resume,
    signed_in,
    unclear_leads,
)
from cs_calc.training.progress.portable import NotImported, bring_in, export
from cs_calc.training.progress.store import SETTING, Store, place
from cs_calc.training.progress.tables import ATTEMPTS, LEARNERS, METADATA, is_current, upgrade, version_of
from cs_calc.training.progress.team import Team

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SECRET = "k0mpl-icated"


def answer(seed=0, **more):
    return Attempt(**{"item": "nps", "version": 1, "seed": seed, "stage": "D", "raw": "6,4 %", "kind": "right", "at": NOW, **more})


class Cluster:
    """A PostgreSQL of our own in a temporary folder, on a free port, with a password; nothing of Debian's own server is touched."""

    def __init__(self, binaries: Path, missing_tool) -> None:
        self.binaries, self.folder = binaries, Path(tempfile.mkdtemp(prefix="cs-calc-pg-"))
        self.user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        if self.user:
            try:
                shutil.chown(self.folder, pwd.getpwnam(self.user).pw_uid)
            except KeyError:
                missing_tool("there is no user postgres to run PostgreSQL as (apt-get install postgresql)")
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = int(s.getsockname()[1])
        secret = self.folder / "secret"
        secret.write_text(SECRET)
        secret.chmod(0o644)
        self.run(
            "initdb",
            "-D",
            self.data,
            "-U",
            "team",
            "-A",
            "scram-sha-256",
            f"--pwfile={secret}",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
        )
        self.start()

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [str(self.binaries / program), *words], cwd=self.folder, user=self.user, capture_output=True, text=True, timeout=60,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stdout[-1500:]}{done.stderr[-1500:]}"

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off -c max_connections=30"
        self.run("pg_ctl", "-D", self.data, "-w", "-s", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        self.run("pg_ctl", "-D", self.data, "-w", "-s", "-m", how, "stop")

    def url(self, database: str = "postgres", secret: str = SECRET) -> str:
        return f"postgresql://team:{secret}@127.0.0.1:{self.port}/{database}"


@contextmanager
def a_cluster(missing_tool):
    """A PostgreSQL server of our own, until the end."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not found:
        missing_tool("PostgreSQL is not installed (apt-get install postgresql)")
    made = Cluster(found[-1].parent, missing_tool)
    try:
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(made.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(missing_tool):
    with a_cluster(missing_tool) as made:
        yield made


def emptied(url):
    """A database without our tables."""
    engine = sa.create_engine(place(url))
    METADATA.drop_all(engine)
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def setting(request, tmp_path):
    """The setting of an empty place."""
    if request.param == "sqlite":
        return str(tmp_path / "made" / "here" / "progress.sqlite")
    return emptied(request.getfixturevalue("cluster").url())


@pytest.fixture
def opened():
    """Open a place; whatever was opened is closed at the end."""
    stores = []

    def opening(setting):
        stores.append(Store(setting))
        return stores[-1]

    yield opening
    for store in stores:
        store.close()


def test_answers_are_there_after_a_restart_as_they_were_given(setting, opened):
    first = opened(setting)
    ana, key = begin(first, "Ana", NOW)
    given = [
        answer(1, raw="Grüße 6,4 % 'quoted\"; DROP TABLE", kind="mistake", mistake="gross", cluster="gross_net", hints=2, seconds=12.5),
        answer(2**62, at=NOW + timedelta(microseconds=1), mode="review", session="tab 1"),
        answer(None, given='{"promoters": 3}', mode="mine", at=NOW + timedelta(days=1)),
    ]
    assert first.add(ana.id, given) == 3
    first.close()
    later = opened(setting)
    assert resume(later, key) == ana
    assert later.attempts(ana.id) == given


def test_a_moment_of_another_zone_comes_back_as_the_same_moment(setting, opened):
    from zoneinfo import ZoneInfo

    store = opened(setting)
    ana, _ = begin(store, "Ana", NOW)
    store.add(ana.id, [answer(at=datetime(2026, 11, 2, 4, tzinfo=ZoneInfo("America/New_York")))])
    assert store.attempts(ana.id)[0].at == NOW


def test_saving_the_same_answer_twice_keeps_it_once_and_as_it_was_first(setting, opened):
    store = opened(setting)
    ana, _ = begin(store, "Ana", NOW)
    one = answer(kind="mistake")
    assert [store.add(ana.id, [one]), store.add(ana.id, [replace(one, kind="right"), answer(1)])] == [1, 1]
    assert [a.kind for a in store.attempts(ana.id)].count("mistake") == 1


def test_two_tabs_of_one_learner_lose_nothing(setting, opened):
    tabs = [opened(setting), opened(setting)]
    ana, _ = begin(tabs[0], "Ana", NOW)
    shared = [answer(seed, at=NOW + timedelta(seconds=seed)) for seed in range(12)]
    failures = []

    def type_answers(tab, own):
        try:
            for n in range(12):
                tab.add(ana.id, [answer(1000 * own + n)])
                tab.add(ana.id, [shared[n]])
                tab.attempts(ana.id)
        except NotKept as problem:
            failures.append(str(problem))

    threads = [threading.Thread(target=type_answers, args=(tabs[n % 2], n + 1)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    seeds = sorted(a.seed for a in tabs[1].attempts(ana.id))
    assert seeds == sorted([*range(12), *(1000 * own + n for own in (1, 2, 3, 4) for n in range(12))])


WRITER = """
import sys
from datetime import UTC, datetime
from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.learner import begin
from cs_calc.training.progress.store import Store
setting, name = sys.argv[1:]
now = datetime(2026, 11, 2, 9, tzinfo=UTC)
sys.stdin.readline()
store = Store(setting)
learner, key = begin(store, name, now)
for seed in range(15):
    store.add(learner.id, [Attempt("nps", 1, seed, "D", name, "right", now)])
print(key)
"""


def child(code, *words, **more):
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=more.pop("cwd", ROOT), env={**os.environ, "PYTHONPATH": str(ROOT)}, **more,
    )  # fmt: skip


def test_two_learners_in_two_processes_begin_at_once_in_an_empty_place(setting, opened):
    running = [child(WRITER, setting, name) for name in ("Ana", "Ben")]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    store = opened(setting)
    for (key, _), name in zip(said, ("Ana", "Ben"), strict=True):
        learner = resume(store, key)
        assert learner.name == name
        assert {a.raw for a in store.attempts(learner.id)} == {name}
        assert sorted(a.seed for a in store.attempts(learner.id)) == list(range(15))


def test_a_change_that_reads_first_is_not_overtaken_by_another_tab(setting, opened):
    first, second = opened(setting), opened(setting)
    ana, _ = begin(first, "Ana", NOW)
    other = threading.Thread(target=lambda: second.add(ana.id, [answer(2)]))
    with first.changing() as connection:
        connection.execute(sa.select(sa.func.count()).select_from(ATTEMPTS))
        other.start()
        other.join(0.3)
        connection.execute(sa.update(LEARNERS).values(cohort="November"))
    other.join(30)
    assert again(first, ana).cohort == "November"
    assert [a.seed for a in first.attempts(ana.id)] == [2]


def test_a_process_that_dies_half_way_leaves_what_it_had_kept(setting, opened):
    code = WRITER.replace(
        "print(key)",
        "print(key, flush=True)\nwith store.changing() as c:\n    c.exec_driver_sql('DELETE FROM cs_calc_attempts')\n    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)",
    )
    process = child(code, setting, "Ana")
    said, _ = process.communicate("go\n", timeout=60)
    assert process.returncode == -9
    store = opened(setting)
    learner = resume(store, said)
    assert len(store.attempts(learner.id)) == 15
    assert store.add(learner.id, [answer(99)]) == 1


def test_the_name_of_a_colleague_opens_nothing_of_theirs(setting, opened):
    store = opened(setting)
    ana, key = begin(store, "Ana", NOW)
    store.add(ana.id, [answer()])
    other, other_key = begin(store, " Ana ", NOW)
    assert other.name == "Ana"
    assert other.id != ana.id
    assert store.attempts(other.id) == []
    assert [resume(store, typed) for typed in ("Ana", ana.id, "", "A" * 12, key[:-1], other_key[:7] + key[7:])] == [None] * 6
    assert resume(store, f" {key.lower().replace('-', ' ')} ") == ana


def test_the_private_key_is_nowhere_in_the_database(tmp_path, opened):
    store = opened(str(tmp_path / "p.sqlite"))
    _, key = begin(store, "Ana", NOW)
    store.close()
    whole = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Ana" in whole
    assert key.encode() not in whole
    assert key.replace("-", "").encode() not in whole


def test_a_new_key_closes_the_old_one(setting, opened):
    store = opened(setting)
    ana, old = begin(store, "Ana", NOW)
    new = new_key(store, ana)
    assert (resume(store, old), resume(store, new)) == (None, ana)


def test_a_signed_in_person_is_the_same_learner_at_every_visit_also_in_two_tabs_at_once(setting, opened):
    store = opened(setting)
    found = []
    identity = Identity("https://id.example", "17", "Ana", "ana@example.com")
    threads = [threading.Thread(target=lambda: found.append(signed_in(store, identity, NOW))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 4
    assert len({learner.id for learner in found}) == 1
    married = signed_in(store, replace(identity, name="Ana Silva"), NOW + timedelta(days=1))
    assert (married.id, married.name, married.since) == (found[0].id, "Ana Silva", NOW)
    assert signed_in(store, replace(identity, issuer="https://other.example"), NOW).id != married.id


def test_who_deletes_their_progress_is_gone_and_others_stay(setting, opened):
    store = opened(setting)
    (ana, key), (ben, _) = begin(store, "Ana", NOW), begin(store, "Ben", NOW)
    for learner in (ana, ben):
        store.add(learner.id, [answer()])
    forget(store, ana)
    assert (resume(store, key), again(store, ana), store.attempts(ana.id)) == (None, None, [])
    assert len(store.attempts(ben.id)) == 1
    with pytest.raises(NotKept, match="has been deleted"):
        store.add(ana.id, [answer(1)])


def test_a_lead_sets_a_path_for_a_cohort_and_only_a_lead(setting, opened, monkeypatch):
    store = opened(setting)
    lead = signed_in(store, Identity("https://id.example", "1", "Lea", "lea@example.com"), NOW)
    ana, _ = begin(store, "Ana", NOW)
    monkeypatch.setenv("CS_CALC_LEADS", "Lea@example.com; somebody@example.com")
    join(store, ana, " November ")
    assert assigned(store, again(store, ana)) is None
    assign(store, lead, "November", "csm", date(2026, 11, 2), date(2026, 11, 13), NOW)
    assign(store, lead, "November", "support", date(2026, 11, 3), date(2026, 11, 16), NOW + timedelta(hours=1))
    set_now = assigned(store, again(store, ana))
    assert (set_now.path, set_now.finish, set_now.days_left(date(2026, 11, 10))) == ("support", date(2026, 11, 16), 6)
    gather(store, lead, [ana.id], "December")
    assert assigned(store, again(store, ana)) is None
    assert cohorts(store) == ["December", "November"]
    for forbidden in (
        lambda: assign(store, ana, "November", "csm", date(2026, 11, 2), date(2026, 11, 13), NOW),
        lambda: gather(store, ana, [lead.id], "November"),
        lambda: Team.of(store, ana, {}),
    ):
        with pytest.raises(NotLead, match="CS_CALC_LEADS"):
            forbidden()
    with pytest.raises(ValueError, match="before it starts"):
        assign(store, lead, "November", "csm", date(2026, 11, 13), date(2026, 11, 2), NOW)


def test_a_lead_sees_everybody_but_not_the_numbers_of_their_own_work(setting, opened, monkeypatch):
    store = opened(setting)
    lead = signed_in(store, Identity("https://id.example", "1", "Lea", "lea@example.com"), NOW)
    monkeypatch.setenv("CS_CALC_LEADS", "lea@example.com")
    for name in ("Ana", "Ben"):
        learner, _ = begin(store, name, NOW)
        store.add(learner.id, [answer(1, kind="mistake", mistake="x", cluster="scale"), answer(1, at=NOW + timedelta(seconds=5))])
        store.add(learner.id, [answer(None, given='{"secret": 77}', raw="77", mode="mine")])
    team = Team.of(store, lead, {"nps": "nps"})
    assert sorted(team.answers["person"]) == ["Ana", "Ana", "Ben", "Ben"]
    assert "77" not in team.answers.drop(columns="learner").to_csv()  # a random id may hold these digits


def test_a_name_alone_makes_nobody_a_lead(tmp_path, opened):
    store = opened(str(tmp_path / "p.sqlite"))
    lea, _ = begin(store, "Lea", NOW)
    twin, _ = begin(store, "Lea", NOW)
    assert not is_lead(lea, ("Lea",))
    assert "anybody could type" in unclear_leads(("Lea",))
    assert (is_lead(lea, (lea.tag,)), is_lead(twin, (lea.tag,)), unclear_leads((lea.tag, "a@b.example"))) == (True, False, None)


texts = st.text(max_size=30).map(storable)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 1)).map(lambda d: d.replace(tzinfo=UTC))
made = st.builds(
    Attempt, item=texts.filter(bool), version=st.integers(0, 99), seed=st.integers(-(2**63) + 1, 2**63 - 1), stage=st.sampled_from(STAGES),
    raw=texts, kind=st.sampled_from(KINDS), at=moments, mistake=texts, cluster=texts, hints=st.integers(0, 9),
    seconds=st.floats(0, 1e6), mode=st.sampled_from(MODES), session=texts, given=st.none(), id=st.uuids().map(lambda u: u.hex),
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(made, max_size=8), st.data())
def test_progress_goes_through_a_file_whole_and_is_merged_without_doubling(setting, attempts, data):
    with_store = Store(setting)
    try:
        (ana, _), (other, _) = begin(with_store, "Ana", NOW), begin(with_store, "Ana at home", NOW)
        with_store.add(ana.id, attempts)
        kept = with_store.attempts(ana.id)
        assert sorted(kept, key=lambda a: a.id) == sorted(attempts, key=lambda a: a.id)
        file = export(with_store, ana, NOW)
        before = data.draw(st.lists(st.sampled_from(attempts), unique=True)) if attempts else []
        with_store.add(other.id, before)
        merged = bring_in(with_store, other, file, NOW)
        assert (merged.added, merged.known) == (len(attempts) - len(before), len(before))
        assert with_store.attempts(other.id) == kept
        assert bring_in(with_store, other, file, NOW).added == 0
        assert with_store.attempts(other.id) == kept
    finally:
        with_store.close()


def test_a_damaged_file_changes_nothing(setting, opened):
    store = opened(setting)
    (ana, _), (ben, _) = begin(store, "Ana", NOW), begin(store, "Ben", NOW)
    store.add(ana.id, [answer(n) for n in range(5)])
    file = export(store, ana, NOW).replace(b'"kind": "right"', b'"kind": "splendid"', 1)
    with pytest.raises(NotImported, match=r"Attempt 1 .*kind must be one of .*'splendid'"):
        bring_in(store, ben, file, NOW)
    assert store.attempts(ben.id) == []


def test_an_older_database_is_brought_up_to_date_once_with_its_answers(setting, opened):
    store = opened(setting)
    ana, _ = begin(store, "Ana", NOW)
    store.add(ana.id, [answer()])
    steps = (
        lambda c: c.exec_driver_sql("ALTER TABLE cs_calc_learners ADD COLUMN mascot TEXT"),
        lambda c: c.exec_driver_sql("UPDATE cs_calc_learners SET mascot = 'owl'"),
    )
    for _ in range(2):
        with store.changing() as connection:
            upgrade(connection, steps)
    with store.reading() as connection:
        assert version_of(connection) == 3
        assert is_current(connection, steps)
        assert connection.exec_driver_sql("SELECT mascot FROM cs_calc_learners").scalar_one() == "owl"
    assert len(store.attempts(ana.id)) == 1
    with pytest.raises(NotKept, match="newer cs-calc"):
        opened(setting)


def test_a_step_that_fails_leaves_the_older_database_as_it_was(setting, opened):
    store = opened(setting)
    ana, _ = begin(store, "Ana", NOW)

    def fails(connection):
        connection.exec_driver_sql("ALTER TABLE cs_calc_learners ADD COLUMN mascot TEXT")
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(NotKept), store.changing() as connection:
        upgrade(connection, (fails,))
    with store.reading() as connection:
        assert version_of(connection) == 1
        assert "mascot" not in {column["name"] for column in sa.inspect(connection).get_columns("cs_calc_learners")}
    assert again(store, ana) == ana


FULL = """
import resource, sys
from datetime import UTC, datetime
from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.failures import NotKept
from cs_calc.training.progress.learner import begin
from cs_calc.training.progress.store import Store
now = datetime(2026, 11, 2, 9, tzinfo=UTC)
store = Store(sys.argv[1])
ana, key = begin(store, "Ana", now)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
kept = 0
for seed in range(3000):
    try:
        store.add(ana.id, [Attempt("nps", 1, seed, "D", "x" * 500, "right", now)])
    except NotKept as problem:
        print(key, kept, len(store.attempts(ana.id)), problem, sep="|")
        break
    kept += 1
"""


def test_on_a_full_disk_a_sentence_is_said_and_every_earlier_answer_stays(tmp_path, opened):
    """The system refuses to let any file of the writing process grow further, as a quota does."""
    file = tmp_path / "p.sqlite"
    said, complaints = child(FULL, str(file)).communicate(timeout=60)
    assert complaints == ""
    key, kept, seen, sentence = said.strip().split("|")
    assert int(kept) == int(seen) > 0
    assert str(file) in sentence
    assert "What was kept before is unchanged." in sentence
    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store = opened(str(file))
    ana = resume(store, key)
    assert sorted(a.seed for a in store.attempts(ana.id)) == list(range(int(kept)))
    assert store.add(ana.id, [answer(5000)]) == 1


def test_sqlite_without_room_says_so(tmp_path, opened):
    store = opened(str(tmp_path / "p.sqlite"))
    ana, _ = begin(store, "Ana", NOW)
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # holds for the connection, which the pool gives out again
    with pytest.raises(NotKept, match="no room left"):
        store.add(ana.id, [answer(seed, raw="x" * 500) for seed in range(100)])
    assert again(store, ana) == ana


def test_postgresql_without_room_says_so_and_goes_on_when_there_is_room_again(cluster, opened):
    store = opened(emptied(cluster.url()))
    ana, _ = begin(store, "Ana", NOW)
    store.add(ana.id, [answer(1)])
    with store.changing() as connection:  # the server's own answer on a full disk, raised by the server
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.exec_driver_sql("CREATE TRIGGER no_room BEFORE INSERT ON cs_calc_attempts FOR EACH ROW EXECUTE FUNCTION no_room()")
    with pytest.raises(NotKept, match=r"disk is full\. What was kept before is unchanged"):
        store.add(ana.id, [answer(2)])
    with store.changing() as connection:
        connection.exec_driver_sql("DROP TRIGGER no_room ON cs_calc_attempts")
    assert store.add(ana.id, [answer(2)]) == 1
    assert [a.seed for a in store.attempts(ana.id)].count(1) == 1


def test_a_database_that_goes_down_is_a_sentence_and_when_it_is_back_nothing_is_missing(cluster, opened):
    store = opened(emptied(cluster.url()))
    ana, _ = begin(store, "Ana", NOW)
    store.add(ana.id, [answer(1)])
    cluster.stop("immediate")  # as if the power had failed
    try:
        for fails in (lambda: store.add(ana.id, [answer(2)]), lambda: store.attempts(ana.id), lambda: Store(cluster.url())):
            with pytest.raises(NotKept, match="does not answer") as said:
                fails()
            assert SECRET not in str(said.value)
    finally:
        cluster.start()
    assert [a.seed for a in store.attempts(ana.id)] == [1]
    assert store.add(ana.id, [answer(2)]) == 1


def test_a_wrong_password_or_database_is_said_without_the_password(cluster):
    for url, words in ((cluster.url(secret="gu3ss"), "user name or password"), (cluster.url("nowhere"), "no database of that name")):
        with pytest.raises(NotKept, match=words) as said:
            Store(url)
        assert "gu3ss" not in str(said.value) and SECRET not in str(said.value)


def test_where_progress_lies_is_said_without_the_password(cluster, opened, tmp_path):
    assert opened(emptied(cluster.url())).where() == "Progress is kept in the PostgreSQL database postgres on 127.0.0.1."
    file = tmp_path / "p.sqlite"
    assert opened(str(file)).where() == f"Progress is kept in the file {file} on the computer where the app runs."


def test_a_file_that_cannot_be_written_can_still_be_read(tmp_path, opened):
    file = tmp_path / "p.sqlite"
    store = opened(str(file))
    ana, _ = begin(store, "Ana", NOW)
    store.add(ana.id, [answer(1)])
    store.close()
    looking = opened(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert [a.seed for a in looking.attempts(ana.id)] == [1]
    with pytest.raises(NotKept, match="cannot be written"):
        looking.add(ana.id, [answer(2)])


def test_a_file_that_is_deleted_under_the_app_is_missed_and_a_copy_put_back_is_used(tmp_path, opened):
    file = tmp_path / "p.sqlite"
    store = opened(str(file))
    ana, _ = begin(store, "Ana", NOW)
    store.add(ana.id, [answer(1)])
    store.close()
    copy = file.read_bytes()
    store.attempts(ana.id)
    for left in tmp_path.iterdir():
        left.unlink()
    for fails in (lambda: store.add(ana.id, [answer(2)]), lambda: store.attempts(ana.id)):
        with pytest.raises(NotKept, match="which is gone"):
            fails()
    assert not file.exists()
    file.write_bytes(copy)
    assert store.add(ana.id, [answer(2)]) == 1
    assert [a.seed for a in opened(str(file)).attempts(ana.id)] in ([1, 2], [2, 1])


def test_a_file_held_by_another_program_is_said_after_a_while(tmp_path, opened, monkeypatch):
    monkeypatch.setattr("cs_calc.training.progress.store.PATIENCE", 0.2)
    file = tmp_path / "p.sqlite"
    store = opened(str(file))
    ana, _ = begin(store, "Ana", NOW)
    holder = sqlite3.connect(file)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotKept, match="another program has held the file"):
        store.add(ana.id, [answer(1)])
    holder.rollback()
    assert store.add(ana.id, [answer(1)]) == 1


def test_a_place_that_cannot_be_is_a_sentence(tmp_path, opened):
    strange = tmp_path / "letter.sqlite"
    strange.write_bytes(b"Dear Ana, this is not a database at all. " * 40)
    (tmp_path / "folder").mkdir()
    for setting, words in (
        (str(strange), "not a database"),
        (str(tmp_path / "folder"), "cannot be opened"),
        (str(strange / "deeper" / "p.sqlite"), "cannot be made"),
        ("mysql://a:hush@b/c", "found an address of mysql"),
        ("sqlite://", "without a file"),
        ("postgresql://a:hush@b:port/c", "cannot be read"),
    ):
        with pytest.raises(NotKept, match=words) as said:
            opened(setting)
        assert "hush" not in str(said.value)
    assert strange.read_bytes().startswith(b"Dear Ana")


def test_by_default_progress_lies_in_the_users_data_folder_and_the_setting_moves_it(monkeypatch, tmp_path):
    monkeypatch.delenv("CS_CALC_PROGRESS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    default = place().database
    assert Path(default).name == "progress.sqlite" and "cs-calc" in default
    monkeypatch.setenv("CS_CALC_PROGRESS", "team.sqlite")
    assert place().database == str(Path.cwd() / "team.sqlite")


def test_the_backup_of_the_documentation_holds_every_answer_while_the_app_runs(tmp_path, opened):
    words = (ROOT / "docs" / "progress.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^python -c (.+)$", words, re.MULTILINE)
    store = opened(str(tmp_path / "progress.sqlite"))
    ana, key = begin(store, "Ana", NOW)
    store.add(ana.id, [answer(1), answer(2)])
    (code,) = shlex.split(command)
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=30)
    restored = opened(str(tmp_path / "copy.sqlite"))
    assert restored.attempts(resume(restored, key).id) == store.attempts(ana.id)


def test_the_documentation_names_the_settings_and_the_tables():
    words = (ROOT / "docs" / "progress.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in words for name in METADATA.tables)
    assert {SETTING, LEADS} == set(re.findall(r"CS_CALC_[A-Z]+", words))
    assert "docs/progress.md" in (ROOT / "README.md").read_text(encoding="utf-8")
