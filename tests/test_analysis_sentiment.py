"""The sentiment page's arithmetic, against naive loops; the calendar file, parsed as a calendar program would."""

import re
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from cs_calc.analysis import mix as mixes
from cs_calc.analysis import sentiment as feel
from cs_calc.analysis import sentiment_lists as lists
from cs_calc.analysis import survey_calendar as schedule
from cs_calc.intervals import wilson
from cs_calc.tables.dataset import Dataset

TODAY = date(2026, 10, 31)


def answers(*rows):
    """(date, score, channel, customer, comment, themes) as tidy survey responses."""
    frame = pd.DataFrame(rows, columns=["date", "score", "channel", "customer_id", "comment", "themes"])
    frame["date"] = pd.to_datetime(frame["date"])
    text = ["channel", "customer_id", "comment", "themes"]
    return frame.astype(dict.fromkeys(text, "str")).assign(
        score=frame["score"].astype("float64"), survey_type="NPS", scale_min=0.0, scale_max=10.0, _sheet="s", _row=range(2, len(frame) + 2)
    )


@pytest.fixture
def moved():
    """Asked by mail for two months; then a pop-up, which likes us, is added, and mail likes us less."""
    rows = []
    for month, mail, pop in (("2026-08", (12, 8), 0), ("2026-09", (12, 8), 0), ("2026-10", (10, 10), 40)):
        rows += [(f"{month}-05", 9, "mail", f"C{i}", "Fine", "price") for i in range(mail[0])]
        rows += [(f"{month}-06", 3, "mail", f"D{i}", "Dear", "price; speed") for i in range(mail[1])]
        rows += [(f"{month}-07", 10, "pop-up", f"C{i}", None, None) for i in range(pop)]
    return Dataset({"survey_responses": answers(*rows)}, TODAY)


def test_the_opening_gives_away_that_only_the_mix_of_channels_changed(moved):
    said = feel.opening(moved, "month", "2026-10")
    assert said[0] == (
        "NPS rose by 47 points, from 20.0 (Aug to Sep 2026) to 66.7 (Oct 2026), but in the channel that was there before it fell: "
        "pop-up, new since Oct 2026, makes up 67% of the answers."
    )
    assert "Mail from 20.0 to 0.0" in said[1] and "in their old proportions NPS would be 0.0" in said[1]


def test_a_mix_is_worked_as_a_loop_over_the_answers_works_it(moved):
    found = mixes.mix_of(moved, "month", "2026-10")
    rows = moved.tables["survey_responses"]
    for r in found.channels.to_dict("records"):
        for column, part in (("then", rows[rows["date"] < "2026-10-01"]), ("now", rows[rows["date"] >= "2026-10-01"])):
            scores = list(part[part["channel"] == r["channel"]]["score"])
            want = 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores) if scores else None
            assert r[f"{column}_n"] == len(scores) and (r[column] == pytest.approx(want) if scores else pd.isna(r[column]))
    assert found.added == ("pop-up",) and found.reversed and found.added_share == pytest.approx(40 / 60)


def test_no_story_is_told_where_there_are_too_few_answers_or_no_channel():
    few = Dataset({"survey_responses": answers(*[("2026-10-05", 9, "mail", "A", None, None)] * 5)}, TODAY)
    assert mixes.mix_of(few, "month", "2026-10") is None
    assert "too few to rank" in feel.opening(few, "month", "2026-10")[0]
    without = Dataset(
        {"survey_responses": few.tables["survey_responses"].drop(columns=["channel", "customer_id", "comment", "themes"])}, TODAY
    )
    assert feel.opening(without, "month", "2026-10")[0].startswith("In Oct 2026 NPS is 100.0")
    assert lists.call_back_sentence(lists.call_backs(without, "month", "2026-10"), "2026-10", "$").startswith("Nobody gave 0 to 6")


def test_reasons_count_each_answer_once_for_each_theme(moved):
    months = feel.window(moved, "month", "2026-10", 12)
    table = feel.reasons(feel.theme_answers(moved, months)).set_index(["theme", "group"])
    assert table.loc[("price", "Detractors"), ["answers", "of"]].tolist() == [26, 26]
    assert table.loc[("speed", "Detractors"), "share"] == 1 and table.loc[("speed", "Promoters"), "answers"] == 0
    behind = feel.behind(feel.nps_answers(moved, months), theme="speed", group="Detractors")
    assert len(behind) == 26 and set(behind["score"]) == {3.0}


def test_scores_are_counted_from_0_to_10(moved):
    counts = feel.score_counts(feel.nps_answers(moved, ["2026-10"])).set_index("score")["answers"]
    assert counts.to_dict() == {**dict.fromkeys(range(11), 0), 3: 10, 9: 10, 10: 40}


def test_articles_are_ranked_by_the_lower_end_least_first_and_small_ones_are_not_ranked():
    votes = {"big": (500, 500), "lucky": (20, 0), "small": (0, 19), "bad": (8, 14), "none": (0, 0)}
    table = pd.DataFrame({"article_id": list(votes), "helpful_yes": [float(v[0]) for v in votes.values()],
                          "helpful_no": [float(v[1]) for v in votes.values()], "_sheet": "s", "_row": range(5)})  # fmt: skip
    found = lists.article_ranking(Dataset({"article_votes": table}, TODAY))
    want = sorted(("big", "lucky", "bad"), key=lambda k: wilson(votes[k][0], sum(votes[k])).low)
    assert list(found["article_id"]) == [*want, "small"] and want[0] == "bad" and list(found["ranked"]) == [True, True, True, False]


def test_call_backs_are_every_detractor_and_say_what_was_answered_since():
    table = answers(
        ("2026-10-01", 2, "mail", "A", "No", None), ("2026-10-20", 9, "mail", "A", "Yes", None), ("2026-10-02", 6, "mail", "B", None, None)
    )
    people = pd.DataFrame({"customer_id": ["A", "B"], "customer_name": ["Ames", "Bo"], "owner": ["Kim", "Lee"], "mrr": [5.0, 70.0],
                           "signup_date": pd.to_datetime(["2026-01-01"] * 2), "_sheet": "c", "_row": [2, 3]})  # fmt: skip
    found = lists.call_backs(Dataset({"survey_responses": table, "customers": people}, TODAY), "month", "2026-10")
    assert found[["customer_name", "owner", "mrr", "score", "score_since"]].values.tolist() == [
        ["Bo", "Lee", 70.0, 6.0, ""],
        ["Ames", "Kim", 5.0, 2.0, "9"],
    ]


# the schedule


def test_the_schedule_is_1_6_and_12_months_after_the_start_10_days_before_as_a_loop_says():
    days = pd.date_range("2025-09-01", "2026-10-31", freq="3D")
    people = pd.DataFrame({"customer_id": [f"C{i}" for i in range(len(days))], "start": days})
    asked = pd.DataFrame({"customer_id": ["C5", "C130"], "date": pd.to_datetime(["2026-10-01", "2026-01-01"])})
    found = schedule.schedule(people, asked, TODAY, 60)
    want = []
    for who, start in zip(people["customer_id"], people["start"], strict=True):
        for months in (1, 6, 12):
            milestone = start + pd.DateOffset(months=months)
            send = milestone - pd.Timedelta(days=10)
            last = dict(zip(asked["customer_id"], asked["date"], strict=True)).get(who)
            if (send - pd.Timestamp(TODAY)).days > 60 or (last is not None and last >= send - pd.Timedelta(days=20)):
                continue
            late = (pd.Timestamp(TODAY) - milestone).days
            want.append((who, months, "due" if send >= pd.Timestamp(TODAY) else "overdue" if late <= 30 else "lapsed"))
    assert sorted(zip(found["customer_id"], found["months"], found["state"], strict=True)) == sorted(want)
    assert {"due", "overdue", "lapsed"} == set(found["state"])


def parsed(data):
    """Events of a calendar file by RFC 5545: CRLF, unfolded, one property a line, text unescaped."""
    text = data.decode("utf-8")
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "") and all(len(x.encode()) <= 75 for x in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR" and "VERSION:2.0" in lines
    events, event = [], None
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
            event = None
        elif event is not None:
            assert name not in event, name
            event[name] = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
    return events


def test_the_calendar_file_opens_and_says_what_the_list_says():
    name = "Größe, Søn & Co; “a\\b”\r\nEND:VCALENDAR " + "ü" * 80
    people = pd.DataFrame({"customer_id": ["A", "B"], "customer_name": [name, None], "owner": ["Kim", None],
                           "start": pd.to_datetime(["2026-10-20", "2026-09-20"])})  # fmt: skip
    found = schedule.schedule(people, pd.DataFrame({"customer_id": [], "date": []}), TODAY, 60)
    data = schedule.calendar_file(found, TODAY, datetime(2026, 10, 31, 9, tzinfo=UTC))
    late, due = parsed(data)
    assert due["DTSTART;VALUE=DATE"] == "20261110" and due["DTEND;VALUE=DATE"] == "20261111" and due["DTSTAMP"] == "20261031T090000Z"
    assert due["SUMMARY"] == "Send NPS survey: " + name.replace("\r\n", "\n") + ", 1 month" and "Owner: Kim" in due["DESCRIPTION"]
    assert late["DTSTART;VALUE=DATE"] == "20261031" and late["SUMMARY"] == "Send NPS survey: B, 1 month (overdue since 2026-10-10)"
    assert late["UID"] != due["UID"] and data == schedule.calendar_file(found, TODAY, datetime(2026, 10, 31, 9, tzinfo=UTC))
