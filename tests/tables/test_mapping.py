"""What a person chose is saved as data and fits next month's file, whatever it is called."""

import json

from cs_calc.tables.load import load
from cs_calc.tables.mapping import mapping_from_dict, mapping_to_dict
from tests.tables.sheets import TODAY, raw, sheet

ODD = {"Kd": ["A", "B"], "Wann": ["03/04/2026", "05/06/2026"], "Punkte gesamt": [9.0, 10.0], "Art": ["NPS", "NPS"]}
CHOSEN = {"table": "survey_responses", "customer_id": "Kd", "date": "Wann", "score": "Punkte gesamt", "survey_type": "Art"}


def understood(columns=ODD, *, file="may.xlsx", **options):
    return load([raw(sheet("Blatt", columns, file=file))], today=TODAY, **options)


def saved():
    place = "may.xlsx, sheet Blatt"
    key = f"{place}|date|ambiguous_date"
    done = understood(chosen={place: CHOSEN}, answers={key: "day"})
    assert done.status == "ok"
    return done, json.loads(json.dumps(mapping_to_dict(done)))


def test_a_mapping_saved_this_month_reads_next_months_file_under_another_name():
    done, data = saved()
    june = raw(sheet("Blatt", ODD, file="june.xlsx"))
    fitted = mapping_from_dict(data, [june])
    assert fitted.sentences == () and set(fitted.chosen) == {"june.xlsx, sheet Blatt"}
    again = load([june], today=TODAY, chosen=fitted.chosen, answers=fitted.answers)
    assert again.status == "ok"
    assert again.dataset.tables["survey_responses"]["score"].tolist() == done.dataset.tables["survey_responses"]["score"].tolist()
    assert "A" not in json.dumps([s["columns"] for s in data["sheets"]]).split('"')


def test_a_mapping_of_other_columns_is_told_and_not_used():
    _, data = saved()
    fitted = mapping_from_dict(data, [raw(sheet("Sheet1", {"customer_id": ["A"], "month": ["2026-01"], "mrr": [5.0]}))])
    assert fitted.chosen == {} and "fits none of these files" in fitted.sentences[0]


def test_a_column_that_is_gone_is_told_and_the_rest_is_used():
    _, data = saved()
    fitted = mapping_from_dict(data, [raw(sheet("Blatt", {k: v for k, v in ODD.items() if k != "Art"}, file="june.xlsx"))])
    assert '"Art"' in fitted.sentences[0] and fitted.chosen["june.xlsx, sheet Blatt"]["score"] == "Punkte gesamt"


def test_what_is_no_mapping_is_said_and_never_an_error():
    for data in (None, 5, [], {}, {"version": 1}, {"version": 2, "sheets": []}, {"version": 1, "sheets": {"a": 1}}):
        assert mapping_from_dict(data, []).sentences and mapping_from_dict(data, []).chosen == {}
    odd = {
        "version": 1,
        "sheets": [5, {"headers": [1], "table": "x"}, {"headers": ["a"], "table": "tickets", "columns": {"a": 5}, "answers": {}}],
    }
    assert mapping_from_dict(odd, [raw(sheet("a", {"a": ["x"]}))]).sentences


def test_the_mapping_of_a_tools_export_keeps_only_what_was_chosen():
    from tests.tables.tool_files import FILES, raw_of

    got = load([raw_of("zendesk", FILES["zendesk"])], today=TODAY, chosen={"zendesk.csv": {"customer_id": "Requester domain"}})
    data = mapping_to_dict(got)
    assert data["sheets"][0]["columns"] == {"customer_id": "Requester domain"} and data["sheets"][0]["tool"] == "Zendesk"
    next_month = raw_of("june", FILES["zendesk"])
    fitted = mapping_from_dict(data, [next_month])
    again = load([next_month], today=TODAY, chosen=fitted.chosen)
    assert again.matches[0].tool == "Zendesk" and set(again.dataset.tables["tickets"]["customer_id"]) == {"x.com"}
