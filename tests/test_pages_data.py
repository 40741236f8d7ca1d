"""The Data page as a staged import, through app.py, without a browser: files, match, check, fix, use, and the way back."""

import io
import json
import threading
import time

import pandas as pd
import pytest

from cs_calc import imports, matching, repairs, staging
from cs_calc.doctor import examine
from cs_calc.staging import Import, Setup
from cs_calc.tables.load import load
from cs_calc.tables.problems import Problem, Refused
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from pages.parts import import_findings, import_use
from tests import apptest
from tests.apptest import DATA, ROOT, as_upload, fine, go

MESSY = ROOT / "sample_data" / "messy"
SCORECARD, REVENUE = "pages/analyse/scorecard.py", "pages/analyse/revenue.py"


@pytest.fixture(autouse=True)
def _only_the_import(request, monkeypatch):
    """What findings do to the numbers, and what can be answered, takes a second for each file: left out where a test is about something else."""
    name = request.node.name
    if "answered" not in name:
        monkeypatch.setattr(import_use, "available", lambda data: [])
        monkeypatch.setattr(import_use, "gaps", lambda data: [])
    if "effect" not in name:
        monkeypatch.setattr(import_findings, "examine", lambda found, **more: examine(found, **{**more, "effects": False}))


ANSWERS = "when,how likely,who\n2026-01-05,10,C1\n2026-01-06,9,C2\n2026-01-07,3,C3\n2026-02-02,8,C4\n"


def opened(*files, **link):
    """The Data page; `files` are uploaded at once: names of messy ones, or (name, content)."""
    at = fine(apptest.opened(DATA, **link))
    return upload(at, *files) if files else at


def upload(at, *files):
    at.file_uploader[0].set_value([as_upload(f if isinstance(f, tuple) else MESSY / f) for f in files]).run()
    return fine(at)


def text(at):
    return "\n".join([apptest.text(at), *(x.label.replace("\\", "") for x in at.expander)])


def click(at, label):
    next(b for b in at.button if b.label == label).click().run()
    return fine(at)


def states(at):
    """The five steps and the state of each, as the row at the top shows them."""
    shown = [m.value for m in at.markdown]
    found = {}
    for number, name in enumerate(("Files", "Match", "Check", "Fix", "Use"), 1):
        here = next((i for i, m in enumerate(shown) if m.startswith(f"**[{number} {name}]")), None)
        found[name] = shown[here + 1].split(":material/")[1].split(": ")[1].rstrip("]") if here is not None else None
    return found


def ledger(at):
    return next(d.value for d in at.dataframe if "Rows read" in d.value)


def used(at):
    return int(ledger(at)["Rows used"].sum())


def pick(at, label, value):
    """Choose in the list with this label."""
    next(s for s in at.selectbox if s.label.replace("\\", "") == label).set_value(value).run()
    return fine(at)


def reply(at, which=0):
    radio = next(r for r in at.radio if r.key.startswith("q_"))
    radio.set_value(radio.options[which] if radio.options[which] in radio.options else which).run()
    return fine(at)


def say_nps(at):
    """Answer which survey it is, if that is asked."""
    while any(r.key.startswith("q_") for r in at.radio):
        next(r for r in at.radio if r.key.startswith("q_")).set_value("NPS").run()
    return fine(at)


def raw(name, content):
    return read_file(name, content.encode() if isinstance(content, str) else content, known_headers=KNOWN_HEADERS)


# 1 files


def test_with_nothing_loaded_the_first_step_is_open_and_says_what_may_be_uploaded():
    at = opened()
    assert "50 MB" in text(at) and "never written to disk" in text(at) and not at.error
    assert {"Use the sample company"} <= {b.label for b in at.button} and at.download_button[0].label == "Template workbook"
    assert not any("Match" in h.value for h in at.subheader)
    assert set(states(at).values()) == {"open"}


def test_the_sample_goes_through_every_stage():
    at = opened(data="sample")
    assert states(at) == {"Files": "done", "Match": "done", "Check": "done", "Fix": states(at)["Fix"], "Use": "done"}
    assert [h.value for h in at.subheader] == ["1 Files", "2 Match", "3 Check", "4 Fix", "5 Use"]
    assert "can be answered now" in text(at) and "months: 20" in text(at) and not at.error
    assert (ledger(at)["Rows read"] == ledger(at)["Rows used"] + ledger(at)["Rows set aside"]).all()


def test_each_file_says_what_it_is_and_shows_its_rows_with_their_numbers_in_the_file():
    at = opened("title_and_total.xlsx")
    assert "Excel workbook, 1 sheet" in text(at) and "kB" in text(at)
    sheet = raw("title_and_total.xlsx", (MESSY / "title_and_total.xlsx").read_bytes()).sheets[0]
    rows = imports.preview(sheet, rows=3)
    assert list(rows["Row"]) == sheet.row_numbers[:3].tolist() and rows["Row"].iloc[0] == sheet.header_row + 1 > 2


def test_a_preview_shows_columns_of_the_same_name_apart_and_cells_as_they_stand():
    sheet = raw("a.csv", "id,score,score,\n001,9,8,x\n002,,7,y\n").sheets[0]
    assert imports.preview(sheet).to_dict("records") == [
        {"Row": 2, "id": "001", "score": "9", "score (column 3)": "8", "(column 4, no name)": "x"},
        {"Row": 3, "id": "002", "score": "", "score (column 3)": "7", "(column 4, no name)": "y"},
    ]


def test_a_second_upload_adds_to_the_first():
    at = upload(opened("renamed_columns.csv"), "german_numbers.csv")
    assert {"Survey responses", "Subscriptions"} <= set(ledger(at)["Read as"])
    assert text(at).count(":material/description:") == 2


def test_the_same_file_again_counts_once_and_is_not_read_again(monkeypatch):
    at = opened("renamed_columns.csv")
    before = used(at)
    monkeypatch.setattr(staging, "read_file", lambda *a, **k: pytest.fail("read a second time"))
    upload(at, "renamed_columns.csv")
    assert used(at) == before and "was loaded already" in text(at)
    upload(at, ("copy.csv", (MESSY / "renamed_columns.csv").read_bytes()))
    assert used(at) == before and "has exactly the content of" in text(at)
    assert "was loaded already" not in text(click(at, "Understood"))


def test_a_file_with_the_name_of_another_replaces_it_and_its_answers_are_forgotten():
    at = reply(opened("day_or_month.csv"))
    assert "Your answers" in text(at)
    upload(at, ("day_or_month.csv", "date,survey_type,score\n2026-05-01,NPS,9\n"))
    assert "replaces the file of that name" in text(at) and "Your answers" not in text(at) and used(at) == 1


def test_a_file_can_be_removed():
    at = opened("renamed_columns.csv", "german_numbers.csv")
    remove = [b for b in at.button if b.label == "Remove"]
    assert len(remove) == 2
    remove[0].click().run()
    assert set(ledger(fine(at))["Read as"]) == {"Subscriptions"}
    click(at, "Remove")
    assert "No data loaded" in text(at) and set(states(at).values()) == {"open"}


def test_the_bytes_of_an_upload_are_not_kept():
    at = opened("renamed_columns.csv")
    content = (MESSY / "renamed_columns.csv").read_bytes()
    assert not any(content in vars(h.file).values() for h in at.session_state["files"].values())
    assert not at.file_uploader[0].value and "importing" not in at.session_state


def test_a_hopeless_file_is_refused_in_a_sentence_and_the_step_says_so():
    at = opened(("holiday.csv", b"\x89PNG\r\n\x1a\n" + bytes(200)))
    assert any("picture" in e.value for e in at.error) and states(at)["Files"] == "look"
    at = opened(("poem.csv", "Roses are red\nViolets are blue\n"))
    assert states(at)["Match"] == "look" and states(at)["Use"] == "open" and at.error
    assert (ledger(at)["Rows read"] == ledger(at)["Rows used"] + ledger(at)["Rows set aside"]).all()


def test_a_fault_of_ours_is_a_sentence_and_leaves_what_was_loaded(monkeypatch):
    at = opened("renamed_columns.csv")
    before = used(at)
    monkeypatch.setattr(staging, "load", lambda *a, **k: 1 / 0)
    upload(at, "german_numbers.csv")
    assert any("fault in this program" in e.value for e in at.error) and used(at) == before


# 2 match


def test_columns_with_other_names_are_matched_by_hand_and_each_choice_can_be_undone():
    at = opened(("export.csv", ANSWERS))
    assert states(at)["Match"] == "look" and states(at)["Use"] == "open"
    pick(at, "The sheet is", "survey_responses")
    assert "date is required and was not found" in text(at) or any("date is required" in s.label for s in at.selectbox)
    for ours, header in (("date", "when"), ("score", "how likely")):
        label = next(s.label.replace("\\", "") for s in at.selectbox if f"{ours} is required" in s.label.replace("\\", ""))
        pick(at, label, header)
    assert states(at)["Match"] == "done"
    say_nps(at)
    assert used(at) == 4 and states(at)["Use"] == "done"
    changes = len(at.session_state["versions"])
    click(at, "Undo")
    assert "Taken back" in text(at) and len(at.session_state["versions"]) == changes - 1
    click(at, "Start over")
    assert states(at)["Match"] == "look" and not at.session_state["versions"]


def test_the_match_shows_three_values_why_and_what_is_not_used():
    at = opened("renamed_columns.csv")
    said = text(at)
    assert "a known name for it" in said or "has the same name" in said
    loaded = load([raw("renamed_columns.csv", (MESSY / "renamed_columns.csv").read_bytes())])
    rows = matching.match_rows(matching.views(loaded)[0])
    states_in_order = [(not row.required, row.state == "ignored") for row in rows]
    assert states_in_order == sorted(states_in_order) and all(1 <= len(row.examples) <= 3 for row in rows)
    for row in rows:
        assert row.header in said


def test_one_column_can_be_left_unused_and_given_back():
    at = opened("renamed_columns.csv")
    header = "How likely are you to recommend us?"
    pick(at, f"{header} is", "")
    assert used(at) == 0 and states(at)["Match"] == "look"
    click(at, "Undo")
    assert used(at) == 30


def test_a_sheet_read_as_the_wrong_table_is_read_as_another_or_left_out():
    at = opened("renamed_columns.csv", "german_numbers.csv")
    at.selectbox(key="imp_view").set_value("german_numbers.csv").run()
    before = used(at)
    pick(at, "The sheet is", "")
    assert used(at) < before
    assert "left out" in str(next(d.value for d in at.dataframe if "Columns matched" in d.value))


def test_a_guess_is_marked_and_not_applied():
    sheet = raw("a.csv", "the date of it,survey_type,the scor\n2026-01-05,NPS,9\n")
    loaded = load([sheet], chosen={"a.csv": {"table": "survey_responses"}})
    guesses = [row for row in matching.match_rows(matching.views(loaded)[0]) if row.state == "guess"]
    assert guesses and all(not row.ours and "guess" in row.why for row in guesses)


def test_one_sheet_can_feed_two_tables_and_says_so():
    at = opened("tool_zendesk.csv")
    assert "Looks like a Zendesk ticket export: tickets and survey responses" in text(at)
    loaded = at.session_state["loaded"]
    tickets, survey = matching.views(loaded)[:2]
    rows = {row.header: row for row in matching.match_rows(tickets)}
    assert rows["Satisfaction Score"].state == "elsewhere" and "survey responses" in rows["Satisfaction Score"].why
    assert matching.assign(survey, {}, "Subject", "comment") == {"survey_responses.comment": "Subject"}


def test_assigning_a_column_lets_go_of_what_it_was_before():
    loaded = load([raw("renamed_columns.csv", (MESSY / "renamed_columns.csv").read_bytes())])
    view = matching.views(loaded)[0]
    row = next(r for r in matching.match_rows(view) if r.ours == "score")
    assert matching.assign(view, {}, row.header, "comment") == {"table": "survey_responses", "score": "", "comment": row.header}


def test_a_saved_match_fits_next_months_file_and_one_that_does_not_fit_is_told():
    at = opened(("export.csv", ANSWERS))
    pick(at, "The sheet is", "survey_responses")
    for ours, header in (("date", "when"), ("score", "how likely")):
        pick(at, next(s.label.replace("\\", "") for s in at.selectbox if f"{ours} is required" in s.label.replace("\\", "")), header)
    say_nps(at)
    from cs_calc.tables.mapping import mapping_to_dict

    saved = json.dumps(mapping_to_dict(at.session_state["loaded"])).encode()
    assert b"2026-01-05" not in saved and b"C1" not in saved
    later = opened(("march.csv", ANSWERS.replace("2026-01", "2026-03")))
    assert used(later) == 0
    load_match(later, saved)
    assert used(later) == 4 and "the saved match" in text(later)
    click(later, "Undo")
    assert used(later) == 0
    other = opened("german_numbers.csv")
    load_match(other, saved)
    assert "fits none of these files" in text(other)
    load_match(other, b"not json at all")
    assert "is not a saved match" in text(other)


def load_match(at, data):
    uploader = next(u for u in at.file_uploader if "saved match" in u.label)
    uploader.set_value(
        [("match.json", data, "application/json")] if uploader.accept_multiple_files else ("match.json", data, "application/json")
    ).run()
    return fine(at)


# 3 check


@pytest.mark.parametrize(("choice", "dayfirst"), [(0, True), (1, False)])
def test_a_file_with_a_question_asks_and_the_answer_is_used(choice, dayfirst):
    at = opened("day_or_month.csv")
    assert "Which comes first, the day or the month?" in text(at) and "Values of that column: 01/02/2026" in text(at)
    assert states(at)["Check"] == "look" and used(at) == 0
    next(r for r in at.radio if r.key.startswith("q_")).set_value(["day", "month"][choice]).run()
    assert used(fine(at)) == 20 and states(at)["Check"] == "done"
    answers = pd.read_csv(MESSY / "day_or_month.csv")
    days = pd.to_datetime(answers["date"], dayfirst=dayfirst, format="%d/%m/%Y" if dayfirst else "%m/%d/%Y")
    go(at, SCORECARD)
    months = sorted({f"{d:%Y-%m}" for d in days})
    at.selectbox(key="filter_period").set_value(months[0]).run()
    scores = answers["score"][days.dt.strftime("%Y-%m") == months[0]]
    shown = {m.label: m.value.replace("\\", "") for m in fine(at).metric}
    assert shown["Net Promoter Score (NPS)"] == f"{100 * ((scores >= 9).mean() - (scores <= 6).mean()):.1f}"


def test_an_answer_is_remembered_and_can_be_taken_back_alone():
    at = opened("day_or_month.csv", "renamed_columns.csv")
    next(r for r in at.radio if r.key.startswith("q_")).set_value("month").run()
    assert "the month comes first" in text(fine(at)) and used(at) == 50
    upload(at, "german_numbers.csv")
    assert "the month comes first" in text(at)
    click(at, "Take back")
    assert states(at)["Check"] == "look" and "Your answers" not in text(at)
    click(at, "Undo")
    assert "the month comes first" in text(at)


def test_an_open_question_is_not_called_nothing_wrong():
    at = opened("day_or_month.csv")
    assert "Nothing is wrong" not in text(at) and "is the last day in it" not in text(at)


# 4 fix


def test_problems_are_grouped_by_what_to_do_with_rows_as_in_the_file_and_the_rows_add_up():
    at = opened("bad_rows.xlsx")
    said = text(at)
    for what in ("fortnight", "31/02/2026", "n/a", "R03537", "-49", "2024-03-01", "Correct the dates", "Fill in the empty cells"):
        assert what in said, what
    assert "43 rows read = 35 used + 8 set aside" in said and states(at)["Fix"] == "look"
    table = ledger(at)
    assert (table["Rows read"] == table["Rows used"] + table["Rows set aside"]).all() and table["Rows read"].sum() == 43
    assert any("8 rows set aside" in d.label for d in at.download_button)
    shown = pd.concat([d.value for d in at.dataframe if "Expected" in d.value])
    assert {"31/02/2026", "-49", "n/a"} <= set(shown["Found"]) and (shown["Row"] > 1).all()


def test_every_code_that_is_in_use_has_something_to_do():
    import re

    source = "\n".join(f.read_text(encoding="utf-8") for f in (ROOT / "cs_calc" / "tables").rglob("*.py"))
    known = {code for codes in repairs.REPAIRS.values() for code in codes}
    used_codes = set(re.findall(r'(?:Problem|note|say|said)\(\s*"([a-z_]+)", ?\n? *"(?:error|warning)"', source))
    assert used_codes and used_codes <= known, used_codes - known


def test_problems_of_one_kind_are_one_group_and_errors_come_first():
    problems = [
        Problem("bad_number", "warning", "a", rows=(2, 3)),
        Problem("bad_date", "error", "b", rows=(4,)),
        Problem("bad_date", "error", "c", rows=(5, 6)),
        Problem("header_row", "note", "d"),
        Problem("a_new_code", "warning", "e"),
    ]
    found = [(r.title, r.severity, r.count) for r in repairs.repairs(problems)]
    assert found == [("Correct the dates", "error", 3), ("Correct the numbers", "warning", 2), (repairs.OTHERWISE, "warning", 1)]


def test_the_rows_of_a_group_show_the_cell_itself():
    file = raw("a.csv", "date,survey_type,score\n2026-01-05,NPS,9\nsoon,NPS,8\nlater,NPS,7\n")
    loaded = load([file])
    rows = repairs.rows_of(repairs.repairs(loaded.problems)[0], file.sheets)
    assert rows[["Row", "Column", "Found"]].to_numpy().tolist() == [[3, "date", "soon"], [4, "date", "later"]]


def test_every_row_that_is_not_used_is_in_the_download_with_a_reason():
    files = [raw(n, (MESSY / n).read_bytes()) for n in ("bad_rows.xlsx", "missing_columns.csv", "day_or_month.csv")]
    loaded = load(files)
    aside = imports.everything_set_aside(loaded)
    assert len(aside) == sum(line.rows_set_aside for line in loaded.ledger) and (aside["reason"].str.len() > 5).all()
    assert not aside.duplicated(["_sheet", "_row"]).any()


def test_a_clean_file_has_nothing_to_fix():
    at = opened(
        ("answers.csv", "response_id,date,survey_type,score\n" + "".join(f"R{i},2026-05-{i + 1:02},NPS,{i % 11}\n" for i in range(28)))
    )
    assert used(at) == 28 and states(at)["Check"] == "done" and not at.error


def test_a_finding_shows_its_effect_on_the_number_and_its_rows():
    rows = "".join(
        f"T{i},2026-05-{i % 28 + 1:02} 09:00,2026-05-{i % 28 + 1:02} {'08:00' if i < 4 else '10:00'},2026-05-{i % 28 + 1:02} 12:00\n"
        for i in range(40)
    )
    at = opened(("tickets.csv", "ticket_id,created_at,first_response_at,resolved_at\n" + rows))
    found = list(at.session_state["findings"][1])
    assert found, "nothing found in tickets with a reply before they came in"
    assert "What the numbers would not tell you" in text(at) and all(f.title in text(at) for f in found)
    worked = [f for f in at.session_state["effects"][1].result if f.effect is not None]
    assert all(f.effect.text in text(at) for f in worked) and all(f.do in text(at) for f in found)


# 5 use


def test_what_can_be_answered_and_what_is_missing_for_want_of_which_table():
    at = opened("renamed_columns.csv")
    said = text(at)
    assert "30 of 30 rows used" in said and "can be answered now" in said and "What is missing for" in said
    assert "No tickets table" in said and "month" in said


def test_the_last_day_and_the_sign_are_settings_that_can_be_undone():
    at = opened("german_numbers.csv")
    first = at.date_input(key="imp_until").value
    at.date_input(key="imp_until").set_value(first.replace(day=1)).run()
    assert at.session_state["loaded"].dataset.as_of == first.replace(day=1)
    at.selectbox(key="imp_sign").set_value("£").run()
    assert fine(at).session_state["loaded"].dataset.sign == "£"
    click(at, "Undo")
    click(at, "Undo")
    assert at.session_state["loaded"].dataset.as_of == first and at.session_state["loaded"].dataset.sign == ""


# what holds on the whole page


@pytest.mark.parametrize("first", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3))])
def test_no_messy_file_breaks_the_page_whatever_else_is_uploaded_with_it(first):
    files = sorted(p.name for p in MESSY.iterdir() if p.suffix not in (".md", ".json", ".py"))[first::4]
    at = opened(*files)
    table = ledger(at)
    assert (table["Rows read"] == table["Rows used"] + table["Rows set aside"]).all()
    told = {one.name: one.became for one in at.session_state["told"]}
    assert set(told) == set(files) and set(told.values()) <= {"added", "refused", "same"}
    if first == 0:
        fine(go(at, SCORECARD))


@pytest.mark.parametrize(("name", "says"), [("empty.csv", "is empty"), ("not_a_workbook.xlsx", "web page")])
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_loaded(name, says):
    at = opened(name)
    assert any(says in e.value.replace("\\", "") for e in at.error) and "No data loaded" in text(at)


def test_a_bad_file_beside_a_good_one_does_not_spoil_it():
    at = opened("empty.csv", "renamed_columns.csv")
    assert any("is empty" in e.value for e in at.error) and "30 of 30 rows used" in text(at)


def test_the_sidebar_names_what_has_just_been_loaded():
    at = upload(opened(data="sample"), "renamed_columns.csv")
    assert "Loaded: your files" in text(at) and "Loaded: the sample company" not in text(at)


def test_files_that_cannot_be_read_leave_the_sample():
    at = upload(opened(data="sample"), "empty.csv")
    assert "Loaded: the sample company" in text(at) and any("is empty" in e.value for e in at.error)


def test_clear_everything_forgets():
    at = go(opened("bad_rows.xlsx", "day_or_month.csv"), DATA)
    reply(at)
    click(at, "Clear everything")
    assert "No data loaded" in text(at) and not at.dataframe and not at.success
    for key in ("loaded", "files", "versions", "results", "told", "importing", "findings"):
        assert key not in at.session_state or not at.session_state[key], key
    assert "No data is loaded yet" in text(fine(go(at, SCORECARD)))
    assert "fortnight" not in text(fine(go(at, DATA)))
    upload(at, "day_or_month.csv")
    assert states(at)["Check"] == "look"


def test_clearing_the_sample_is_not_undone_by_the_link():
    at = click(opened(data="sample"), "Clear everything")
    assert "No data loaded" in text(at) and not at.query_params.get("data")
    assert "No data loaded" in text(fine(go(at, REVENUE)))


def test_what_was_chosen_survives_leaving_the_page():
    at = reply(opened("day_or_month.csv"))
    go(at, SCORECARD)
    assert "Your answers" in text(fine(go(at, DATA))) and used(at) == 20


def test_the_template_is_offered_and_opens():
    import openpyxl

    from cs_calc.workbook import write_template

    assert any("Template" in d.label for d in opened().download_button)
    assert {"subscriptions", "survey_responses"} <= set(openpyxl.load_workbook(io.BytesIO(write_template()), read_only=True).sheetnames)


def test_every_table_of_the_import_has_a_text_alternative():
    import ast

    for file in sorted((ROOT / "pages" / "parts").glob("import_*.py")):
        for call in (n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("dataframe", "data_editor", "table", "altair_chart"):
                assert any(k.arg == "alt" for k in call.keywords), f"{file.name}:{call.lineno}"


# an import under way, without a page


def test_an_import_can_be_stopped_and_then_changes_nothing(monkeypatch):
    started, let_go = threading.Event(), threading.Event()

    def slow(name, data, **_):
        started.set()
        let_go.wait(10)
        raise Refused("stopped", "was stopped")

    monkeypatch.setattr(staging, "read_file", slow)
    job = Import({}, Setup(), [("a.csv", b"id\n1\n"), ("b.csv", b"id\n2\n")])
    assert started.wait(5) and not job.wait(0) and "Reading a.csv (1 of 2)" in job.doing
    job.stop()
    let_go.set()
    assert job.wait(5) and job.result is None and not job.failed


def test_a_place_in_the_queue_is_told(monkeypatch):
    from cs_calc.tables.reading.limits import Limits
    from cs_calc.tables.reading.waiting import place

    monkeypatch.setenv("CS_CALC_HEAVY", "1")
    with place("one", Limits()):
        job = Import({}, Setup(), [("a.csv", b"id,score\n1,2\n")])
        until = time.monotonic() + 5
        while "Waiting" not in job.doing and time.monotonic() < until:
            time.sleep(0.02)
        assert job.doing == "Reading a.csv. Waiting: 1 other comes first."
    assert job.wait(20) and job.result is not None and list(job.result.held) == ["a.csv"]


def test_the_same_files_with_the_same_choices_are_not_worked_out_again(monkeypatch):
    at = reply(opened("day_or_month.csv"))
    monkeypatch.setattr(staging, "load", lambda *a, **k: pytest.fail("worked out again"))
    click(at, "Undo")
    assert states(at)["Check"] == "look"
