"""The command line does what DESIGN.md says: stable JSON, exit status 0 or 2, one helping sentence on stderr, never a traceback."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from cs_calc import METRICS
from cs_calc.cli import cli
from cs_calc.tables.schema import TABLES

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data" / "sample_company.xlsx"
MESSY = ROOT / "sample_data" / "messy"
WORK_KEYS = {"metric", "variant", "value", "shown", "unit", "inputs", "steps", "problem", "interval", "verdicts", "as_printed", "sources"}


def run(*words):
    """In this process; whatever escapes as an exception fails the test."""
    done = CliRunner().invoke(cli, [str(w) for w in words], catch_exceptions=True)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.stdout + done.stderr
    return done


def answered(*words):
    done = run(*words)
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout) if "--json" in words else done.stdout


def refused(*words):
    """Exit status 2, and one sentence on stderr that a person can act on."""
    done = run(*words)
    assert done.exit_code == 2
    sentence = done.stderr.strip()
    assert len(sentence.splitlines()) == 1 and len(sentence) > 20, sentence
    assert not re.search(r"Error|Exception|\bNone\b|\bNaN\b|went wrong", sentence), sentence
    return sentence


def shell(*words, cwd=ROOT, **env):
    """As a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "cs_calc", *map(str, words)], cwd=cwd, capture_output=True, text=True, encoding="utf-8",
        timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )  # fmt: skip


@cache
def report(*options):
    return answered("report", SAMPLE, *options, "--json")


# list


def test_list_has_every_metric_with_its_variants():
    rows = answered("list", "--json")
    assert [r["key"] for r in rows] == list(METRICS)
    for row in rows:
        metric = METRICS[row["key"]]
        assert row["name"] == metric.name and row["family"] == metric.family and row["variants"] == [v.key for v in metric.variants]
    text = answered("list")
    assert all(key in text for key in METRICS)


# work


def test_work_gives_the_golden_net_mrr_churn_with_its_steps():
    found = answered("work", "net_mrr_churn", "--json")
    assert set(found) == WORK_KEYS
    assert found["value"] == pytest.approx(-0.05, abs=1e-12) and found["shown"] == "-5.0%" and found["unit"] == "percent"
    assert found["variant"] == "with_reactivation" and found["problem"] is None
    assert found["inputs"] == {
        "opening_mrr": 100_000, "churned_mrr": 4_000, "contracted_mrr": 1_000, "expanded_mrr": 8_000, "reactivated_mrr": 2_000,
    }  # fmt: skip
    assert [(s["key"], s["value"]) for s in found["steps"]] == [
        ("lost_mrr", 5_000), ("gained_mrr", 10_000), ("net_lost_mrr", -5_000), ("net_mrr_churn", pytest.approx(-0.05)),
    ]  # fmt: skip
    assert all(set(s) == {"key", "name", "words", "numbers", "value", "shown"} for s in found["steps"])
    assert found["steps"][0]["words"] == "MRR of customers who left + MRR lost to downgrades"
    assert found["steps"][0]["numbers"] == "$4,000 + $1,000"
    assert all(set(v) == {"text", "source"} for v in found["verdicts"])
    assert all(set(p) == {"source", "value", "shown", "why"} for p in found["as_printed"])
    assert found["sources"]


@pytest.mark.parametrize("key", list(METRICS))
def test_work_without_values_works_the_metrics_own_example_by_every_variant(key):
    for variant in METRICS[key].variants:
        found = answered("work", key, "--variant", variant.key, "--json")
        assert set(found) == WORK_KEYS and found["variant"] == variant.key
        assert (found["value"] is None) == bool(found["problem"])
    text = answered("work", key)
    assert METRICS[key].name in text and "=" in text


def test_work_with_values_gives_the_hand_worked_answer():
    found = answered("work", "customer_churn_rate", "opening_customers=1,000", "left_customers=64", "--json")
    assert found["value"] == pytest.approx(0.064) and found["interval"]["low"] < 0.064 < found["interval"]["high"]
    found = answered("work", "nps", "promoters=50", "passives=30", "detractors=20", "--json")
    assert found["value"] == pytest.approx(30) and found["interval"]["level"] == 0.95
    churn = answered("work", "net_mrr_churn", "--variant", "churn_less_expansion", "--json")
    assert churn["value"] == pytest.approx(-0.04)


def test_a_percentage_may_be_typed_as_a_fraction_or_with_its_sign():
    typed = [
        answered("work", "annualised_churn_rate", f"churn_of_period={x}", "periods_in_year=12", "--json")["value"] for x in ("0.02", "2%")
    ]
    assert typed[0] == typed[1] == pytest.approx(1 - 0.98**12)


def test_currency_is_the_readers():
    assert answered("work", "net_mrr_churn", "--currency", "€", "--json")["steps"][0]["numbers"] == "€4,000 + €1,000"


def test_a_zero_denominator_is_no_value_and_a_sentence():
    found = answered("work", "customer_churn_rate", "opening_customers=0", "left_customers=0", "--json")
    assert found["value"] is None and found["interval"] is None and found["problem"].endswith(".")
    assert found["problem"] in answered("work", "customer_churn_rate", "opening_customers=0", "left_customers=0")


def test_a_missing_input_is_no_value_and_a_sentence():
    found = answered("work", "customer_churn_rate", "opening_customers=10", "--json")
    assert found["value"] is None and "left" in found["problem"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("work", "net_mrr_chrun"), "net_mrr_churn"),
        (("work", "qqqqqq"), "cs-calc list"),
        (("work", "nps", "--variant", "nope"), "percentages"),
        (("work", "nps", "promoters"), "input=value"),
        (("work", "nps", "score=3"), "promoters"),
        (("work", "nps", "promoters=many"), "number"),
        (("work", "nps", "promoters=nan"), "finite"),
        (("work", "nps", "promoters=1e999"), "finite"),
        (("work", "nps", "promoters=50%"), "percentage"),
        (("work", "nps", "promoters="), "number"),
    ],
)
def test_what_cannot_be_worked_is_told_in_a_sentence(words, says):
    assert says in refused(*words)


def test_impossible_numbers_are_told_and_give_no_value():
    found = answered("work", "customer_churn_rate", "opening_customers=10", "left_customers=11", "--json")
    assert found["value"] is None and found["problem"]
    assert "below" in refused("work", "customer_churn_rate", "opening_customers=10", "left_customers=-1", "--json")


# check


def test_check_says_what_was_understood_and_where_it_is_wrong():
    found = answered("check", MESSY / "bad_rows.xlsx", "--json")
    assert set(found) >= {"status", "code", "message", "tables", "problems"} and found["status"] == "ok" and found["code"] is None
    survey, contracts = found["tables"]["survey_responses"], found["tables"]["subscriptions"]
    assert (survey["rows_read"], survey["rows_used"], survey["rows_set_aside"]) == (23, 19, 4)
    assert (contracts["rows_read"], contracts["rows_used"], contracts["rows_set_aside"]) == (20, 16, 4)
    errors = {(p["sheet"].rpartition("sheet ")[2], p["row"], p["column"]) for p in found["problems"] if p["severity"] == "error"}
    assert errors == {
        ("survey_responses", 4, "score"), ("survey_responses", 7, "score"), ("survey_responses", 10, "date"), ("survey_responses", 12, "response_id"),
        ("subscriptions", 3, "interval"), ("subscriptions", 6, "amount"), ("subscriptions", 9, "end_date"), ("subscriptions", 12, "customer_id"),
    }  # fmt: skip
    for problem in found["problems"]:
        assert set(problem) >= {"severity", "sheet", "row", "column", "found", "expected", "message", "code"}
        assert problem["message"].rstrip()[-1] in ".?"
    text = answered("check", MESSY / "bad_rows.xlsx")
    assert "23 rows read = 19 used + 4 set aside" in text and '"31/02/2026"' in text


@pytest.mark.parametrize("name", sorted(p.name for p in MESSY.iterdir()))
def test_every_messy_file_gets_one_json_object_and_its_rows_add_up(name):
    done = run("check", MESSY / name, "--json")
    found = json.loads(done.stdout)
    assert found["status"] in ("ok", "ask", "refused") and done.exit_code == (2 if found["status"] == "refused" else 0)
    assert (found["code"] is None) == (found["status"] == "ok")
    assert found["message"] and (done.stderr.strip() != "") == (found["status"] == "refused")
    for table in found["tables"].values():
        assert table["rows_read"] == table["rows_used"] + table["rows_set_aside"]


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("empty.csv", "refused", "empty_file"),
        ("not_a_workbook.xlsx", "refused", "wrong_type"),
        ("header_only.csv", "refused", "no_rows"),
        ("day_or_month.csv", "ask", "ambiguous_date"),
        ("missing_columns.csv", "refused", "missing_columns"),
        ("renamed_columns.csv", "ok", None),
        ("german_numbers.csv", "ok", None),
    ],
)
def test_check_has_a_stable_code_for_what_is_wrong_with_a_file(name, status, code):
    found = json.loads(run("check", MESSY / name, "--json").stdout)
    assert (found["status"], found["code"]) == (status, code), found["message"]


def test_check_rows_gives_the_typed_values_of_every_column():
    rows = answered("check", MESSY / "german_numbers.csv", "--rows", "--json")["rows"]["subscriptions"]
    assert rows["amount"][:3] == [3480.0, 1596.0, 1140.0]
    assert rows["start_date"][0] == "2024-11-01" and rows["end_date"][:3] == ["2025-05-15", "2024-12-26", None]
    assert rows["plan"][0] == "Büro" and len({len(values) for values in rows.values()}) == 1
    renamed = answered("check", MESSY / "renamed_columns.csv", "--rows", "--json")["rows"]["survey_responses"]
    assert renamed["score"][:8] == [9, 9, 6, 9, 9, 7, 9, 10] and set(renamed["survey_type"]) == {"NPS"}
    assert "rows" not in answered("check", MESSY / "german_numbers.csv", "--json")


def test_text_that_looks_like_a_formula_comes_back_as_it_stands():
    rows = answered("check", MESSY / "formula_text.csv", "--rows", "--json")["rows"]["survey_responses"]
    assert rows["comment"][0] == "=1+1" and rows["comment"][14] == "two\nlines" and rows["agent"][4] == "<i>Greta</i>"


# report


def test_report_has_every_metric_for_every_month_and_segment_of_the_sample():
    found = report("--by", "plan")
    assert set(found) >= {"tables", "problems", "metrics"}
    here = {(m["metric"], m["variant"], m["period"], m["segment"]): m for m in found["metrics"]}
    assert len(here) == len(found["metrics"])
    months = [f"{y}-{m:02d}" for y in (2024, 2025, 2026) for m in range(1, 13) if "2024-11" <= f"{y}-{m:02d}" <= "2026-10"]
    assert len(months) == 24
    monthly = {"mrr", "net_mrr_churn", "customer_churn_rate", "nps", "csat", "first_response_time", "tickets_per_user", "active_users",
               "feature_adoption_rate", "customer_health_score"}  # fmt: skip
    wanted = {(key, METRICS[key].variants[0].key, p, s) for key in monthly for p in months for s in ("All", "Basic", "Team", "Business")}
    assert not wanted - set(here), sorted(wanted - set(here))[:8]
    assert {m["metric"] for m in found["metrics"] if m["value"] is not None} == set(METRICS)
    for line in found["metrics"]:
        assert {"metric", "variant", "period", "segment", "value", "problem", "inputs", "n", "interval"} <= set(line)
        assert (line["value"] is None) == bool(line["problem"]), line


@pytest.mark.parametrize("by", [None, "plan"])
def test_report_gives_the_numbers_of_plain_pandas(plain, by):
    default = {m.key: m.variants[0].key for m in METRICS.values()}
    got = {
        (m["period"], m["segment"], m["metric"]): m["value"]
        for m in report("--by", "plan")["metrics"]
        if m["variant"] == default[m["metric"]]
    }
    compared = 0
    for (month, segment), numbers in plain(by).items():
        for key in ("closing_mrr", "net_mrr_churn", "gross_mrr_churn", "customer_churn_rate", "arpa", "arr", "nps", "csat"):
            if key in numbers:
                assert got[month, segment, key] == pytest.approx(numbers[key], rel=1e-9, abs=1e-9), (month, segment, key)
                compared += 1
    assert compared > 150


def test_a_quarters_rate_compares_its_start_with_its_end_and_is_never_a_mean_of_months(plain):
    import pandas as pd

    months = (
        pd.read_csv(ROOT / "sample_data" / "csv" / "monthly_mrr.csv")
        .pivot_table(index="customer_id", columns="month", values="mrr")
        .fillna(0)
    )
    start, end = months["2026-06-01"], months["2026-09-01"]
    lost = (start - end)[(start > 0) & (end < start)].sum()
    line = next(m for m in report("--period", "quarter")["metrics"] if (m["metric"], m["period"]) == ("gross_mrr_churn", "2026-Q3"))
    assert line["value"] == pytest.approx(lost / start.sum())
    assert line["value"] != pytest.approx(sum(plain()[f"2026-{m:02d}", "All"]["gross_mrr_churn"] for m in (7, 8, 9)) / 3, rel=1e-3)


def test_the_ledger_of_the_report_adds_up():
    for name, table in report("--by", "plan")["tables"].items():
        assert name in TABLES and table["rows_read"] == table["rows_used"] + table["rows_set_aside"] and table["source"]
    assert report("--by", "plan")["tables"]["survey_responses"]["rows_used"] == 6124


@pytest.mark.slow
def test_report_takes_several_files_and_both_engines():
    files = sorted((ROOT / "sample_data" / "csv").glob("*.csv"))
    one = answered("report", *files, "--period", "year", "--json")["metrics"]
    assert one == report("--period", "year")["metrics"]
    pytest.importorskip("duckdb")
    done = run("report", *files, "--period", "year", "--engine", "duckdb", "--json")
    assert "DuckDB scanned 22,742 rows of usage.csv" in done.stderr
    assert {name for name, table in json.loads(done.stdout)["tables"].items() if table["engine"] == "duckdb"} == {"usage"}
    two = json.loads(done.stdout)["metrics"]
    for ours, theirs in zip(one, two, strict=True):
        assert [ours[k] for k in ("metric", "variant", "period", "segment", "problem")] == [
            theirs[k] for k in ("metric", "variant", "period", "segment", "problem")
        ]
        assert (ours["value"] is None and theirs["value"] is None) or ours["value"] == pytest.approx(theirs["value"], rel=1e-9, abs=1e-9)


def test_report_as_text_ends_with_the_last_months_sentences(plain):
    text = answered("report", SAMPLE)
    last = plain()["2026-10", "All"]
    assert f"{last['nps']:.2f}" in text and f"${last['closing_mrr']:,.2f}" in text


def test_report_writes_a_workbook(tmp_path):
    out = tmp_path / "report.xlsx"
    answered("report", MESSY / "renamed_columns.csv", "--out", out)
    assert zipfile.is_zipfile(out)


def test_a_place_that_cannot_be_written_to_is_told(tmp_path):
    sentence = refused("report", MESSY / "renamed_columns.csv", "--out", tmp_path / "no" / "where.xlsx")
    assert "could not be written" in sentence
    assert "could not be written" in refused("template", "--out", tmp_path / "no" / "where.xlsx")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("report", SAMPLE, "--by", "nope"), "plan"),
        (("report", SAMPLE, "--until", "soon"), "2026-10-31"),
        (("report", "missing.xlsx"), "missing.xlsx"),
        (("report", MESSY), "binary.csv"),  # a folder: of its files the first that cannot be read is named
        (("report", MESSY / "empty.csv"), "empty"),
        (("report", MESSY / "day_or_month.csv"), "day or the month"),
        (("report", MESSY / "header_only.csv"), "row"),
        (("check", "missing.csv"), "missing.csv"),
        (("template", "nope", "--out", "/tmp/never.xlsx"), "survey_responses"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(words, says):
    assert says in refused(*words)


@pytest.mark.parametrize("words", [("nope",), ("report",), ("report", SAMPLE, "--period", "week"), ("work",), ("list", "--nope")])
def test_a_command_line_that_cannot_be_understood_ends_with_2(words):
    done = run(*words)
    assert done.exit_code == 2 and done.stderr


# template


def test_a_template_can_be_read_back_and_has_every_table(tmp_path):
    out = tmp_path / "template.xlsx"
    assert str(out) in answered("template", "--out", out).replace("\n", "")
    done = run("check", out, "--json")
    assert set(json.loads(done.stdout)["tables"]) == set(TABLES)
    one = tmp_path / "one.xlsx"
    answered("template", "survey_responses", "--out", one)
    assert set(json.loads(run("check", one, "--json").stdout)["tables"]) == {"survey_responses"}


# as a real process


def test_the_real_command_answers_from_any_folder(tmp_path):
    done = shell("work", "net_mrr_churn", "--json", cwd=tmp_path)
    assert done.returncode == 0 and done.stderr == "" and json.loads(done.stdout)["value"] == pytest.approx(-0.05)
    assert "report" in shell("--help", cwd=tmp_path).stdout


def test_the_real_command_refuses_in_one_sentence(tmp_path):
    done = shell("report", "missing.xlsx", cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == "" and len(done.stderr.strip().splitlines()) == 1 and "missing.xlsx" in done.stderr


def test_a_reader_that_stops_reading_is_no_reason_for_a_traceback(tmp_path):
    command = f'"{sys.executable}" -m cs_calc report "{MESSY / "renamed_columns.csv"}" --json | head -c 20'
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr and "went wrong" not in done.stderr, done.stderr


def test_json_is_utf8_whatever_the_terminal(tmp_path):
    done = shell("work", "net_mrr_churn", "--currency", "€", "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0 and "Traceback" not in done.stderr and "went wrong" not in done.stderr, done.stderr


def hostile_workbook(far=False):
    """A workbook with one value in the far corner (it once took the whole process down), or with an XML bomb."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["response_id", "date", "survey_type", "score"])
    sheet.append(["R1", "2026-05-01", "NPS", 9])
    if far:
        sheet["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    if far:
        return out.getvalue()
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + data.partition(b"?>")[2]
            new.writestr(part, data)
    return bomb.getvalue()


@pytest.mark.parametrize("far", [True, False], ids=["far corner", "entities"])
def test_a_hostile_file_is_refused_in_a_sentence(tmp_path, far):
    file = tmp_path / "hostile.xlsx"
    file.write_bytes(hostile_workbook(far))
    done = shell("check", file, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 2 and found["status"] == "refused" and found["code"] in ("sparse_far_cell", "too_many_rows", "too_many_cells", "xml_entity", "too_many_columns"), found  # fmt: skip
    assert "Traceback" not in done.stderr and found["message"] in done.stderr


def test_noise_with_the_name_of_a_spreadsheet_is_refused(tmp_path):
    for name in ("noise.xlsx", "noise.csv", "noise.xls", "noise.ods"):
        file = tmp_path / name
        file.write_bytes(bytes(range(256)) * 40)
        refused("check", file)
