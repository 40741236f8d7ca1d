"""Many people on one server: files made in their turn, memory that is limited and given back, and nothing that one sees of another."""

import ast
import asyncio
import gc
import re
import threading
import time
import weakref
from pathlib import Path
from types import SimpleNamespace

import pytest
import sessions  # benchmarks/sessions.py
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from cs_calc import workbook
from cs_calc.tables import room, turns
from cs_calc.tables.dataset import Dataset
from pages.parts import import_room, people
from tests.apptest import fine, go, metrics, opened, text

ROOT = Path(__file__).resolve().parent.parent
SCORECARD, DATA = "pages/analyse/scorecard.py", "pages/analyse/data.py"


def answers(who, score, rows=40):
    """A survey file: `rows` NPS answers, all with the same score."""
    lines = [f"{who}{n},2026-0{1 + n % 3}-10,NPS,{score}" for n in range(rows)]
    return (f"{who}.csv", "\n".join(["customer_id,date,survey_type,score", *lines]))


def press(at, label):
    next(b for b in at.button if b.label == label).click().run()
    return fine(at)


# files that take seconds to make


@pytest.fixture(scope="module")
def scorecard():
    return fine(opened(SCORECARD, files=[answers("Anna", 10)]))


def test_the_workbook_is_made_when_it_is_asked_for_and_then_downloaded(scorecard):
    press(scorecard, "Make the workbook")
    made = scorecard.session_state["prepared"]["workbook"][1].result
    assert made[:4] == b"PK\x03\x04" and any(d.label == "Download the workbook" for d in scorecard.get("download_button"))
    scorecard.selectbox(key="filter_periods").set_value("quarter").run()
    assert any(b.label == "Make the workbook" for b in fine(scorecard).button)  # that file was of months


def test_a_fault_while_it_is_made_is_a_sentence_and_frees_the_place(scorecard, monkeypatch):
    monkeypatch.setattr(workbook, "write_report", lambda *a, **k: 1 / 0)
    press(scorecard, "Make the workbook")
    assert any("could not be made" in e.value and "try again" in e.value for e in scorecard.error) and not turns._working
    monkeypatch.undo()
    press(scorecard, "Make the workbook")
    assert any(d.label == "Download the workbook" for d in scorecard.get("download_button"))


def test_it_waits_for_its_turn_and_is_made_when_that_has_come(scorecard, monkeypatch):
    monkeypatch.setenv("CS_CALC_HEAVY", "1")
    scorecard.selectbox(key="filter_periods").set_value("year").run()
    over, held = threading.Event(), threading.Event()

    def other():
        with turns.working_for(turns.Person("another")), turns.turn():
            held.set()
            over.wait(20)

    threading.Thread(target=other).start()
    assert held.wait(5)
    threading.Timer(1.5, over.set).start()
    began = time.monotonic()
    press(scorecard, "Make the workbook")
    assert over.is_set() and time.monotonic() - began > 1 and scorecard.session_state["prepared"]["workbook"][1].result[:2] == b"PK"


# memory


def forgotten(at):
    """Collect what nothing holds, and what AppTest alone does: functions of pages it has seen, and what a first run has frozen."""
    of_session = at.session_state._state._state
    for part in (of_session._new_session_state, of_session._old_state):
        part.pop("$$STREAMLIT_INTERNAL_KEY_TESTING", None)
    gc.unfreeze()
    gc.collect()


def test_clearing_gives_the_data_back():
    at = fine(opened(SCORECARD, files=[answers("Ben", 3)]))
    data = weakref.ref(at.session_state["loaded"].dataset)
    table, cells = weakref.ref(data().tables["survey_responses"]), weakref.ref(at.session_state["files"]["Ben.csv"].file)
    press(go(at, DATA), "Clear everything")
    go(at, SCORECARD)
    forgotten(at)
    assert (data(), table(), cells()) == (None, None, None)


def test_leaving_gives_the_data_back():
    at = fine(opened(SCORECARD, files=[answers("Cleo", 3)]))
    data = weakref.ref(at.session_state["loaded"].dataset)
    forgotten(at)
    at = None
    gc.collect()
    assert data() is None


def test_a_session_that_can_no_longer_be_taken_up_again_is_let_go_of(monkeypatch):
    manager = WebsocketSessionManager(MemorySessionStorage(ttl_seconds=0), None, None, None)
    session = threading.Event()  # stands for it: something that a weak reference can be had of
    session.id = "left"
    manager._session_storage.save(SimpleNamespace(session=session))
    gone = weakref.ref(session)
    del session
    monkeypatch.setattr(people.runtime, "exists", lambda: True)
    monkeypatch.setattr(people.runtime, "get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    assert gone() is not None and people.forget_left() == 1
    gc.collect()
    assert gone() is None and people.forget_left() == 0
    monkeypatch.setattr(people.runtime, "get_instance", lambda: SimpleNamespace())  # a Streamlit that keeps them elsewhere
    assert people.forget_left() == 0


def test_results_of_data_that_nobody_asks_about_are_dropped_and_worked_out_again():
    at = fine(opened(SCORECARD, files=[answers("Dora", 10)]))
    data, before = at.session_state["loaded"].dataset, metrics(at)
    assert data.kept_bytes > 1_000 and people.forget_idle(3_600) == 0 and data.kept_bytes > 1_000
    assert people.forget_idle(0) >= 2 and data.kept_bytes < 1_000 and before["Net Promoter Score (NPS)"].startswith("100")
    held = at.session_state["files"]["Dora.csv"].file.sheets[0].columns
    assert "put away" in repr(held)  # the cells of the file are compressed meanwhile
    assert metrics(fine(at.run())) == before and "put away" in repr(held)


def test_a_file_that_does_not_fit_is_refused_with_what_was_found_the_limit_and_what_to_do(monkeypatch):
    monkeypatch.setenv("CS_CALC_SESSION_MB", "1")
    at = fine(opened(DATA, files=[answers("Ed", 9), answers("Large", 9, rows=30_000)]))
    said = text(at)
    assert "would hold about" in said and "1 MB is what one session may hold" in said and "Remove a file" in said
    assert list(at.session_state["files"]) == ["Ed.csv"]


def test_files_beyond_those_that_are_read_at_once_are_named(monkeypatch):
    monkeypatch.setenv("CS_CALC_UPLOADS", "1")
    at = fine(opened(DATA, files=[answers("Fay", 9), answers("Gil", 9)]))
    assert '"Gil.csv" was not read: 2 files were uploaded at once, and 1 are read at most' in text(at)
    monkeypatch.setenv("CS_CALC_UPLOADS", "none")
    at = fine(opened(DATA, files=[answers("Fay", 9)]))
    assert "The setting CS_CALC_UPLOADS has" in text(at) and "loaded" not in at.session_state


def test_what_can_be_worked_out_again_is_dropped_before_data_is(monkeypatch):
    at = fine(opened(SCORECARD, files=[answers("Hal", 10)]))
    data, before, dropped = at.session_state["loaded"].dataset, metrics(at), []
    fine(at.run())
    little = at.session_state["room"][2] + 500
    monkeypatch.setattr(import_room, "session_bytes", lambda: little)
    monkeypatch.setattr(Dataset, "forget", lambda self: dropped.append((self, self._kept.clear())))
    del at.session_state["room"]
    assert metrics(fine(at.run())) == before  # shown all the same
    assert [one for one, _ in dropped] == [data] and at.session_state["loaded"].dataset is data


def test_what_is_kept_is_weighed_by_its_frames_wherever_they_are():
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame({"n": np.zeros(10_000)})
    for value in (frame, [frame], {"a": (frame,)}, frame["n"], Dataset({"costs": frame}, None)):
        assert 80_000 <= room.size_of(value) < 100_000
    assert room.size_of([frame["n"].to_numpy()] * 1_000) >= 80_000_000  # the first hundreds stand for the others
    assert room.size_of(1.0) < 100 and room.size_of([]) < 100
    assert Dataset({}, None).kept_bytes < 1_000


# nothing of another's


def test_two_people_at_the_same_time_each_get_their_own_numbers(tmp_path):
    """On a real server, over WebSocket, with files of the same name, by turns and at once."""

    async def visit(url, who, score):
        _, data = answers(who, score)
        person = await sessions.arrive(url, "data", "")
        await person.upload(url, "company.csv", data.encode())
        seen = []
        for page in ("scorecard", "sentiment", "scorecard"):
            person.page, person.query, person.states, person.texts = page, "", {}, []
            await person.rerun(learn=True)
            seen += person.texts
        await person.wire.close()
        return seen, person.errors

    async def both(url):
        return await asyncio.gather(visit(url, "Ivo", 10), visit(url, "Zoe", 1))

    with sessions.server(tmp_path) as (url, _):
        (ivo, wrong), (zoe, also) = asyncio.run(both(url))
    assert not wrong and not also
    nps = [{t for t in seen if t.startswith("Net Promoter Score (NPS): ")} for seen in (ivo, zoe)]
    assert [{t.replace("−", "-").split(": ")[1].split(".")[0] for t in found} for found in nps] == [{"100"}, {"-100"}]
    assert not any("Zoe" in t for t in ivo) and not any("Ivo" in t for t in zoe)


SHARED = {  # what lives as long as the process, and why one person's data cannot be seen by another through it
    "cs_calc/analysis/business_hours.py zones": "names of time zones",
    "cs_calc/board/html.py _page": "a template of ours",
    "cs_calc/card_html.py _piece": "a template of ours",
    "cs_calc/notebook/as_html.py _page": "a template of ours",
    "cs_calc/notebook/markdown.py _renderer": "a renderer without state",
    "cs_calc/sample.py _opened": "the sample company is nobody's data",
    "cs_calc/tables/reading/held_columns.py _HELD": "weak: columns to be put away when idle, never shown",
    "cs_calc/tables/reading/process.py _ready": "processes that have had no file yet; each reads one file and ends",
    "cs_calc/tables/scanned_engine.py _OPEN": "weak: engines that are asked to take more memory, never what they hold",
    "cs_calc/tables/turns.py _asks": "how to find out whose page asks",
    "cs_calc/tables/turns.py _held": "of each thread: whether it holds a place",
    "cs_calc/tables/turns.py _person": "of each thread: for whom it works",
    "cs_calc/tables/turns.py _line": "who waits: tokens and times",
    "cs_calc/tables/turns.py _served": "when a session was served last",
    "cs_calc/tables/turns.py _working": "who works: tokens and times",
    "cs_calc/training/draw.py _made": "an exercise of ours",
    "cs_calc/training/exports/page.py _template": "a template of ours",
    "cs_calc/training/fast.py function": "a declared formula, compiled",
    "cs_calc/training/glossary.py terms": "our glossary",
    "cs_calc/training/question.py all_spots": "our declarations",
    "cs_calc/training/story.py told": "an exercise of ours",
    "pages/parts/import_state.py _sample": "the sample company is nobody's data",
    "pages/parts/learner_state.py _store": "an open database: every read and write names its learner",
    "pages/parts/people.py _SEEN": "weak: what to drop results of, never shown",
    "pages/parts/picture.py can_draw": "whether a package is installed",
    "app.py _freeze_imports": "says only that it has run",
    "pages/parts/people.py _BEGUN": "whether it has begun",
}
CHANGED = re.compile(
    r"\b(\w+)\.(?:append|add|pop|setdefault|update|insert|remove|extend|clear|discard|put|popitem|set)\("
    r"|\b(\w+)\[[^\]\n]*\] *[-+|*]?=(?!=)|\bdel (\w+)\[|\bglobal (\w+)"
)
KEPT = re.compile(r"^ *@(?:\w+\.)?(?:cache|lru_cache|cache_data|cache_resource)\b([^\n]*)\n(?: *@[^\n]*\n)* *def (\w+)", re.MULTILINE)


def lasting(file):
    """What a module changes in itself, and the functions whose results it keeps; a page's script has its names anew in each run."""
    text = file.read_text(encoding="utf-8")
    kept = {name for options, name in KEPT.findall(text) if 'scope="session"' not in options}
    if file.name == "app.py" or (file.parent.parent.name == "pages" and file.parent.name != "parts"):
        return kept
    changed = {name for names in CHANGED.findall(text) for name in names} & set(re.findall(r"^(\w+)(?::[^=\n]+)? = ", text, re.MULTILINE))
    body = ast.parse(text).body if changed else []  # a line of a docstring may look like one
    tops = {t.id for n in body for t in getattr(n, "targets", [getattr(n, "target", None)]) if isinstance(t, ast.Name)}
    return kept | (changed & tops)


def test_whatever_lasts_as_long_as_the_process_is_accounted_for():
    files = [ROOT / "app.py", *(ROOT / "cs_calc").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    found = {f"{f.relative_to(ROOT)} {name}" for f in files for name in lasting(f)}
    assert found == set(SHARED)
