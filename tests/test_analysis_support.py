"""The Support page's tables and sentences, against naive loops over the tickets."""

import statistics
from datetime import date

import pandas as pd
import pytest

from cs_calc import METRICS
from cs_calc.analysis import support_charts as charts
from cs_calc.analysis.business_hours import Office
from cs_calc.analysis.support import (
    CLOCK,
    PERSON,
    SOLVED,
    UNTAGGED,
    bands,
    by_channel,
    by_week,
    closed_without_reply,
    hours_of,
    in_period,
    medians,
    speed,
    tag_pareto,
    tags,
    tickets,
    waiting,
    years,
)  # fmt: skip
from cs_calc.analysis.support_people import agent_metrics, agents_say, by_agent
from cs_calc.analysis.support_story import began, caveat, comparison, opening, robots_by_month, story
from cs_calc.analysis.support_tables import channels_drawn, channels_shown, speed_shown, tag_sentence, tags_shown, waiting_sentence
from cs_calc.report import answer_for
from cs_calc.sample import sample_workbook
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.load import load
from cs_calc.tables.narrow import only
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS

OCTOBER = "2026-10"


@pytest.fixture(scope="module")
def sample():
    return load([read_file("sample.xlsx", sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)]).dataset


@pytest.fixture(scope="module")
def naive(sample):
    """The file's tickets as plain records."""
    return sample.tables["tickets"].to_dict("records")


def small(rows, *, as_of=date(2026, 3, 31)):
    """A dataset of tickets made by hand: (created, replied, resolved, more)."""
    made = [
        {"ticket_id": f"T{n}", "created_at": c, "first_response_at": r, "resolved_at": s, "interactions": 1.0, "reopened": 0.0,
         "_sheet": "tickets", "_row": n + 2, **more}
        for n, (c, r, s, more) in enumerate(rows)
    ]  # fmt: skip
    table = pd.DataFrame(made)
    for column in ("created_at", "first_response_at", "resolved_at"):
        table[column] = pd.to_datetime(table[column])
    return Dataset({"tickets": table}, as_of)


def test_the_opening_gives_the_automatic_replies_away(sample):
    first = opening(sample, "month", OCTOBER)[0]
    assert first == (
        "Support looks quicker but is slower: since May 2026 88.4% of tickets get an automatic reply, so the clock's median fell from "
        "2.9 hours to 1.4 minutes, while people's own replies slowed down from 2.9 hours to 6.9 hours. Tickets solved at first contact fell "
        "from 64.6% to 51.5% and CSAT fell from 82.7% to 75.4%."
    )
    told = story(sample, "month", OCTOBER)
    assert comparison(told)["Is it real?"].str.startswith("more than chance").all()
    assert "196 of 1,709" in caveat(told) and "11.5 hours before, 22.2 hours since" in caveat(told)


def test_before_the_automatic_replies_there_is_nothing_to_give_away(sample):
    assert story(sample, "month", "2026-04") is None and caveat(None) == ""
    assert opening(sample, "month", "2026-04")[0].startswith("Apr 2026: 256 tickets. Half of the")


def test_times_are_those_of_a_loop_over_the_tickets(sample, naive):
    here = [t for t in naive if t["created_at"].year == 2026 and t["created_at"].month == 10]
    people, clock, solved = [], [], []
    for t in here:
        if pd.notna(t["first_response_at"]):
            wait = (t["first_response_at"] - t["created_at"]).total_seconds() / 3600
            clock.append(wait)
            if t["auto_reply"] != 1:
                people.append(wait)
        if pd.notna(t["resolved_at"]) and t["resolved_at"] < pd.Timestamp("2026-11-01"):
            solved.append((t["resolved_at"] - t["created_at"]).total_seconds() / 3600)
    table = speed(in_period(tickets(sample, "month"), OCTOBER)).set_index("what")
    for name, values in ((PERSON, people), (CLOCK, clock), (SOLVED, solved)):
        assert table.loc[name, "n"] == len(values)
        assert table.loc[name, "median"] == pytest.approx(statistics.median(values))
        assert table.loc[name, "mean"] == pytest.approx(statistics.mean(values))
    assert table.loc[PERSON, "median"] == pytest.approx(answer_for(sample, METRICS["first_response_time"], "month", OCTOBER).value)


def test_the_share_within_target_by_channel_is_that_of_the_dataset(sample):
    table = by_channel(in_period(tickets(sample, "year"), "2025")).set_index("channel")
    assert dict(table["target"]) == {"email": 24.0, "chat": 24.0, "form": 24.0, "social": 1.0}
    metric = METRICS["first_response_within_target"]
    for channel in table.index:
        found = answer_for(sample, metric, "year", "2025", "channel", channel)
        assert table.loc[channel, "within"] == pytest.approx(found.value)
    shown = channels_shown(table.reset_index())
    assert (shown["Note"] == "").all() and shown["Tickets"].is_monotonic_decreasing
    assert channels_drawn(table.reset_index())[1].startswith("Replies within target are lowest on social")


def test_in_business_hours_the_same_tickets_are_counted_and_none_takes_longer(sample):
    rows = in_period(tickets(sample, "month"), OCTOBER)
    clock, office = speed(rows), speed(rows, Office())
    assert list(clock["n"]) == list(office["n"]) and (office["median"] <= clock["median"]).all()
    assert speed_shown(office)["Median"].iloc[1] == "0.9 minutes"


def test_every_open_ticket_is_in_the_list_once_and_the_oldest_stands_first(sample, naive):
    end = pd.Timestamp("2026-11-01")
    expected = [t for t in naive if not (pd.notna(t["resolved_at"]) and t["resolved_at"] < end)]
    never = [t for t in expected if pd.isna(t["first_response_at"])]
    listed = waiting(sample, tickets(sample, "month"))
    assert set(listed["ticket_id"]) == {t["ticket_id"] for t in expected} and listed["ticket_id"].is_unique
    assert listed["created_at"].is_monotonic_increasing
    assert set(listed.loc[listed["answered"] == "not yet", "ticket_id"]) == {t["ticket_id"] for t in never}
    assert bands(listed)["tickets"].sum() == len(expected)
    assert waiting_sentence(sample, listed, "month", OCTOBER).startswith(
        f"{len(expected)} tickets are open on 31 October 2026; {len(never)} of"
    )


def test_a_pareto_of_tags_counts_each_ticket_once_however_many_tags_it_has():
    data = small([
        ("2026-03-02 09:00", "2026-03-02 10:00", None, {"tags": "bug; billing", "avoidable": 1.0}),
        ("2026-03-03 09:00", "2026-03-03 10:00", None, {"tags": "Bug", "avoidable": 0.0}),
        ("2026-03-04 09:00", "2026-03-04 10:00", None, {"tags": "billing,how-to", "avoidable": 1.0}),
        ("2026-03-05 09:00", "2026-03-05 10:00", None, {"tags": None, "avoidable": 0.0}),
    ])  # fmt: skip
    table = tag_pareto(tickets(data, "month"), tags(data, "month")).set_index("tag")
    assert list(table.index) == ["billing", "bug", "how-to", UNTAGGED]
    assert list(table["tickets"]) == [2, 2, 1, 1] and list(table["share"]) == [0.5, 0.5, 0.25, 0.25]
    assert list(table["covered"]) == [0.5, 0.75, 0.75, 1.0]
    assert list(table["avoidable"]) == [1.0, 0.5, 1.0, 0.0]
    assert "25.0% have no tag" in charts.pareto(table.reset_index()).title
    assert tag_sentence(table.reset_index()) == "" and tag_pareto(tickets(data, "month"), tags(data, "month").head(0)).empty


def test_weeks_begin_on_monday_and_what_is_open_is_what_came_less_what_was_solved(sample, naive):
    end = pd.Timestamp("2026-11-01")
    table = by_week(tickets(sample, "month"), pd.Timestamp("2026-10-31"), end)
    assert len(table) == 53 and (table["week"].dt.day_of_week == 0).all() and table["open_at_end"].iloc[-1] == 186
    week = table.iloc[10]
    loop = sum(week["week"] <= t["created_at"] < week["week"] + pd.Timedelta(days=7) for t in naive)
    assert week["received"] == loop
    assert table["whole"].tolist()[-2:] == [True, False]  # of the week from 26 October, Sunday is not in the data


def test_this_year_is_held_against_the_same_whole_months_of_last_year(sample, naive):
    whole = [m for m in sample.periods("month") if sample.is_whole(m, "month")]
    table = years(tickets(sample, "month"), 2026, whole).set_index("month")
    assert table.loc[3, "now"] == sum(t["created_at"].year == 2026 and t["created_at"].month == 3 for t in naive)
    assert table["now"].isna().tolist() == [False] * 10 + [True] * 2
    assert charts.year_on_year(table.reset_index(), 2026).title.startswith("Jan to Oct 2026: 2,707 tickets, against 2,110")


def test_agents_are_ranked_only_with_twenty_and_only_beyond_chance(sample):
    assert "first_contact_resolution" in agent_metrics(sample, "year")
    frame = by_agent(sample, "first_contact_resolution", "year", "2025")
    found = answer_for(sample, METRICS["first_contact_resolution"], "year", "2025", "agent", frame["segment"].iloc[0])
    assert frame["value"].iloc[0] == found.value and frame["value"].is_monotonic_decreasing and "(not given)" not in set(frame["segment"])
    assert agents_say(frame.assign(n=19.0)).startswith("too few to rank")
    assert agents_say(frame.assign(low=0.0, high=1.0)).endswith("nobody stands out")


def test_a_run_of_automatic_replies_ends_where_a_month_has_none():
    shares = pd.Series([0.9, 0.0, 0.5, 0.8], ["2026-01", "2026-02", "2026-03", "2026-04"])
    assert began(shares, "2026-04") == "2026-03" and began(shares, "2026-02") is None and began(shares, "2026-01") == "2026-01"
    assert robots_by_month(pd.DataFrame({"period": ["2026-01"]})).empty


def test_automatic_replies_from_the_first_month_on_have_nothing_before_them():
    row = ("2026-03-02 09:00", "2026-03-02 09:01", "2026-03-03 09:00", {"auto_reply": 1.0})
    assert opening(small([row] * 3), "month", "2026-03")[0].startswith("Since Mar 2026 100% of tickets get an automatic reply")


def test_a_ticket_closed_without_a_word_is_counted_as_such():
    data = small([("2026-03-02 09:00", None, "2026-03-03 09:00", {}), ("2026-03-02 09:00", "2026-03-02 10:00", None, {})])
    rows = tickets(data, "month")
    assert list(closed_without_reply(rows)["ticket_id"]) == ["T0"]
    said = waiting_sentence(data, waiting(data, rows), "month", "2026-03")
    assert said.startswith("1 ticket is open on 31 March 2026; 0 of them") and said.endswith(
        "1 of this period's tickets was closed without any reply."
    )


def test_open_tickets_whose_tags_speak_of_an_escalation_are_counted_apart():
    began, solved = "2026-03-02 09:00", "2026-03-03 09:00"
    data = small([
        (began, None, None, {"tags": "bug;Escalation L2"}), (began, None, None, {"tags": "bug"}),
        (began, None, None, {"tags": None}), (began, began, solved, {"tags": "escalated"}),
    ])  # fmt: skip
    listed = waiting(data, tickets(data, "month"))
    assert dict(zip(listed["ticket_id"], listed["escalated"], strict=True)) == {"T0": "yes", "T1": "no", "T2": "no"}
    assert "1 of the open ones is escalated, by their tags." in waiting_sentence(data, listed, "month", "2026-03")
    none = small([(began, None, None, {"tags": "bug"}), (began, began, solved, {"tags": "escalated"})])
    assert "escalated" not in waiting(none, tickets(none, "month"))


def test_with_only_an_id_and_a_day_nothing_is_made_up():
    data = Dataset(
        {"tickets": small([("2026-03-02 09:00", None, None, {})]).tables["tickets"][["ticket_id", "created_at", "_sheet", "_row"]]},
        date(2026, 3, 31),
    )
    rows = tickets(data, "month")
    assert speed(rows).empty and waiting(data, rows).empty and by_channel(rows).empty and hours_of(rows, SOLVED).isna().all()
    assert opening(data, "month", "2026-03") == ["Mar 2026: 1 ticket."]
    assert tickets(Dataset({}, date(2026, 3, 31)), "month").empty


def test_one_tag_or_one_channel_has_its_own_story(sample):
    for by, one in (("tag", "bug report"), ("channel", "email")):
        part = only(sample, by, one)
        first = opening(part, "month", OCTOBER)[0]
        assert first.startswith("Support looks quicker but is slower") and len(tickets(part, "month")) < len(tickets(sample, "month"))


def test_every_picture_says_its_finding_and_its_numbers(sample):
    rows = tickets(sample, "month")
    drawn = [
        charts.clocks(medians(rows, sample.periods("month"))),
        charts.load(by_week(rows, pd.Timestamp("2026-10-31"), pd.Timestamp("2026-11-01"))),
        charts.ages(bands(waiting(sample, rows)), "are open"),
        charts.pareto(tag_pareto(in_period(rows, OCTOBER), in_period(tags(sample, "month"), OCTOBER))),
    ]
    assert drawn[0].title == "In Oct 2026 the clock says 1.4 minutes, people took 5.5 hours"
    assert drawn[2].title == "186 tickets are open, 160 of them for over 30 days"
    for picture in drawn:
        assert picture.title in picture.alt and picture.chart.to_dict()
    shown = tags_shown(tag_pareto(in_period(rows, OCTOBER), in_period(tags(sample, "month"), OCTOBER)))
    assert shown["Of all tickets"].iloc[0] == "32.1%"
