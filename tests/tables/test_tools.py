"""Exports of other tools: the right tables, typed values in our units, and why each was understood so."""

import pandas as pd
import pytest

from cs_calc.report import tables_as_dict
from cs_calc.tables.headers import read_header
from cs_calc.tables.load import load
from cs_calc.tables.tools import EXPORTS
from tests.tables.sheets import TODAY, raw, sheet
from tests.tables.tool_files import FILES, GA4, raw_of


def loaded(name, file, **options):
    return load([raw_of(name, file)], today=TODAY, **options)


def answered(name, file):
    return loaded(name, file, answers={f"{name}.csv|{key}": value for key, value in file.answers.items()})


def plain(values):
    return [None if pd.isna(v) else v.to_pydatetime().replace(microsecond=0) if isinstance(v, pd.Timestamp) else v for v in values]


@pytest.mark.parametrize("name", FILES)
def test_an_export_of_a_tool_becomes_our_tables_with_our_units(name):
    file = FILES[name]
    got = answered(name, file)
    assert got.status == "ok", got.message + str([p.message for p in got.problems])
    assert set(got.dataset.tables) == set(file.values)
    for table, columns in file.values.items():
        for column, expected in columns.items():
            assert plain(got.dataset.tables[table][column]) == expected, (table, column)


@pytest.mark.parametrize("name", FILES)
def test_an_export_is_named_with_the_reason_and_its_rows_add_up(name):
    file = FILES[name]
    got = answered(name, file)
    (match,) = got.matches
    assert match.tool == file.tool and f"Looks like a{'n' if file.tool[0] in 'AEIO' else ''} {file.tool}" in match.why
    assert any(f'"{header}"' in match.why for header in match.sheet.header)
    (line,) = got.ledger
    assert line.rows_read == len(file.rows) and line.rows_set_aside == file.aside == len(got.set_aside)
    assert all(c.why for m in (match, *match.also) for c in m.columns)
    assert {t["tool"] for t in tables_as_dict(got).values()} == {file.tool}
    assert not [p for p in got.problems if p.severity == "error"]


@pytest.mark.parametrize("name", [name for name, file in FILES.items() if file.status == "ask"])
def test_cents_or_units_are_asked_where_every_amount_is_whole(name):
    got = loaded(name, FILES[name])
    assert got.status == "ask" and [q.code for q in got.questions] == ["cents_or_units"]
    assert len(got.set_aside) == len(FILES[name].rows) and "cents" in got.message


def test_google_analytics_is_told_why_it_cannot_be_used():
    got = loaded("ga4", GA4)
    assert got.status == "refused" and got.matches[0].tool == "Google Analytics 4"
    assert any("does not say which customer" in p.message for p in got.problems)
    assert got.ledger[0].rows_read == 2 == len(got.set_aside) + got.ledger[0].rows_used + 2


def test_every_tool_that_is_known_has_an_export_here():
    shown = {file.tool for file in (*FILES.values(), GA4)}
    assert {export.tool for export in EXPORTS} - shown <= {"Help Scout"}


def test_rows_of_a_sheet_that_feeds_two_tables_are_counted_once():
    got = loaded("zendesk", FILES["zendesk"])
    (line,) = got.ledger
    assert (line.table, line.rows_read, line.rows_used) == ("tickets", 3, 3)
    assert [(f.table, f.rows_read, f.rows_used) for f in line.fed] == [("tickets", 3, 3), ("survey_responses", 2, 2)]
    assert line.says == "3 rows fed tickets, 2 rows fed survey responses"
    told = tables_as_dict(got)
    assert told["survey_responses"]["rows_read"] == 2 and told["tickets"]["rows_set_aside"] == 0


def test_a_row_left_out_keeps_its_cells_and_its_reason():
    aside = loaded("chartmogul", FILES["chartmogul"]).set_aside
    assert aside["reason"].tolist() == ["STATUS: a lead, not a customer yet"] and aside["_row"].tolist() == [4]
    assert aside["NAME"].tolist() == ["Cem"]


def test_a_bad_cell_is_told_as_it_stands_in_the_file():
    file = FILES["zendesk_dashboard"]
    rows = (file.rows[0].replace(",45,180", ",soon,180"), *file.rows[1:])
    got = loaded("z", type(file)(file.tool, file.header, rows, {}))
    problem = next(p for p in got.problems if p.code == "bad_date")
    assert '"soon"' in problem.message and problem.column == "First reply time (min)" and problem.rows == (2,)


def test_a_person_may_say_no_to_what_a_tool_implies():
    file = FILES["zendesk"]
    place = "zendesk.csv"
    assert set(loaded("zendesk", file, chosen={place: {"survey_responses": ""}}).dataset.tables) == {"tickets"}
    without = loaded("zendesk", file, chosen={place: {"tool": ""}})
    assert without.matches[0].tool == "" and without.dataset.tables["tickets"]["first_response_at"].notna().sum() == 2
    other = loaded("zendesk", file, chosen={place: {"customer_id": "Requester domain"}})
    assert other.dataset.tables["tickets"]["customer_id"].tolist() == ["x.com"] * 3
    assert next(c.why for c in other.matches[0].columns if c.header == "Requester domain") == "your choice"
    hours = loaded("zendesk", file, chosen={place: {"unit:first_response_at": "hours"}})
    assert (hours.dataset.tables["tickets"]["first_response_at"] - hours.dataset.tables["tickets"]["created_at"]).iloc[2] == pd.Timedelta(
        hours=15
    )


@pytest.mark.parametrize(
    ("header", "cells", "minutes"),
    [
        ("First response time (min)", [90.0, 30.0], [90, 30]), ("First response time (in hrs)", ["01:30:00", "00:30:00"], [90, 30]),
        ("response_hours", [1.5, 0.5], [90, 30]), ("first_response_secs", [5400.0, 1800.0], [90, 30]),
        ("Time to first response", ["1h 30m", "30 min"], [90, 30]), ("First reply time (days)", [0.0625, 1.0], [90, 1440]),
    ],
)  # fmt: skip
def test_a_duration_beside_the_creation_becomes_a_time_whatever_its_unit(header, cells, minutes):
    created = ["2026-05-01 09:00", "2026-05-02 09:00"]
    got = load([raw(sheet("Sheet1", {"Ticket number": ["1", "2"], "Created on": created, header: cells}))], today=TODAY)
    table = got.dataset.tables["tickets"]
    assert ((table["first_response_at"] - table["created_at"]).dt.total_seconds() / 60).tolist() == minutes


def test_a_duration_without_a_unit_is_asked_about():
    cells = {"Ticket number": ["1", "2"], "Created on": ["2026-05-01 09:00"] * 2, "Resolution time": [5.0, 7.0]}
    got = load([raw(sheet("Sheet1", cells))], today=TODAY)
    (question,) = got.questions
    assert question.code == "duration_unit" and len(got.set_aside) == 2
    done = load([raw(sheet("Sheet1", cells))], today=TODAY, answers={question.key: "hours"}).dataset.tables["tickets"]
    assert ((done["resolved_at"] - done["created_at"]).dt.total_seconds() / 3600).tolist() == [5, 7]


def test_amounts_in_cents_and_minutes_from_seconds_are_turned_into_ours():
    cells = {"customer_id": ["A"], "month": ["2026-01"], "MRR (cents)": [4900.0]}
    got = load([raw(sheet("mrr", cells))], today=TODAY).dataset.tables["monthly_mrr"]
    assert got["mrr"].tolist() == [49.0]
    used = {"account_id": ["A"], "date": ["2026-01-01"], "user": ["u"], "session_duration_seconds": [90.0]}
    assert load([raw(sheet("usage", used))], today=TODAY).dataset.tables["usage"]["minutes"].tolist() == [1.5]


def test_the_hint_behind_a_header_is_kept_apart_from_its_name():
    assert read_header("Conversation started at (Europe/Berlin)").zone == "Europe/Berlin"
    assert (read_header("industry (metadata)").kind, read_header("Region [list]").kind) == ("metadata", "list")
    assert read_header("Helpful (yes/no)").zone == "" and read_header("subscription[plan_id]").table == "subscription"
