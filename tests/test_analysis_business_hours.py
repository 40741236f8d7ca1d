"""Business hours against a loop that looks at every minute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc.analysis.business_hours import Office, business_hours, zones

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia"]


OFFICE = Office()


def minute_by_minute(start, end, office):
    """The naive way: walk through every minute of the world's time and ask whether the office is open then."""
    moment, zone, open_minutes = start.replace(tzinfo=UTC), ZoneInfo(office.zone), 0
    while moment < end.replace(tzinfo=UTC):
        here = moment.astimezone(zone)
        clock, day = here.time().replace(tzinfo=None), here.weekday()
        if office.closes > office.opens:
            is_open = day in office.days and office.opens <= clock < office.closes
        else:
            is_open = (day in office.days and clock >= office.opens) or ((day - 1) % 7 in office.days and clock < office.closes)
        open_minutes += is_open
        moment += timedelta(minutes=1)
    return open_minutes / 60


def hours(start, end, office=OFFICE):
    return business_hours(pd.Series([pd.Timestamp(start)]), pd.Series([pd.Timestamp(end)]), office).iloc[0]


CLOCKS = st.one_of(
    st.integers(0, 23).map(time), st.builds(time, st.integers(4, 23), st.integers(0, 59))
)  # a shift's edge at an odd minute of the hour that comes twice has no one answer
AROUND_CHANGES = st.sampled_from(
    [datetime(2026, 3, 6), datetime(2026, 3, 27), datetime(2026, 10, 2), datetime(2026, 10, 23), datetime(2026, 10, 30)]
)


@settings(max_examples=60, deadline=None)
@given(
    AROUND_CHANGES,
    st.integers(0, 3 * 1440),
    st.integers(0, 5 * 1440),
    CLOCKS,
    CLOCKS,
    st.frozensets(st.integers(0, 6)),
    st.sampled_from(ZONES),
)
def test_business_hours_are_those_of_a_loop_over_every_minute(day, begin, length, opens, closes, days, zone):
    start = day + timedelta(minutes=begin)
    end = start + timedelta(minutes=length)
    office = Office(days, opens, closes, zone)
    assert hours(start, end, office) == pytest.approx(minute_by_minute(start, end, office), abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 60 * 86_400), min_size=3, max_size=3), st.sampled_from(ZONES))
def test_two_stretches_that_meet_add_up_and_backwards_is_the_same_with_a_minus(seconds, zone):
    a, b, c = (datetime(2026, 3, 1) + timedelta(seconds=s) for s in sorted(seconds))
    office = Office(zone=zone, opens=time(8, 15), closes=time(18, 45))
    assert hours(a, b, office) + hours(b, c, office) == pytest.approx(hours(a, c, office), abs=1e-9)
    assert hours(c, a, office) == -hours(a, c, office)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-10-30 16:30", "2026-11-02 10:00", 1.5),  # over a weekend
        ("2026-10-31 10:00", "2026-11-01 20:00", 0.0),  # a Saturday and a Sunday
        ("2026-10-26 00:00", "2026-11-02 00:00", 40.0),  # a week
        ("2026-10-26 09:00:30", "2026-10-26 09:01:00", 30 / 3600),  # seconds count
    ],
)
def test_hours_that_can_be_counted_on_ones_fingers(start, end, expected):
    assert hours(start, end) == pytest.approx(expected)


def test_the_zone_of_the_file_and_that_of_the_office_may_differ():
    office = Office(zone="America/New_York", file_zone="UTC")
    assert hours("2026-10-26 12:00", "2026-10-26 15:00", office) == 2.0  # the office opens at 13:00 UTC
    both = Office(zone="America/New_York", file_zone="America/New_York")
    assert hours("2026-10-26 12:00", "2026-10-26 15:00", both) == 3.0


def test_the_night_on_which_an_hour_is_missing_has_one_hour_less():
    night = Office(frozenset(range(7)), time(22), time(6), "Europe/Berlin", "Europe/Berlin")
    assert hours("2026-03-28 20:00", "2026-03-29 12:00", night) == 7.0
    assert hours("2026-10-24 20:00", "2026-10-25 12:00", night) == 9.0


def test_what_has_no_end_has_no_hours_and_an_office_that_never_opens_has_none():
    starts, ends = pd.Series(pd.to_datetime(["2026-10-26", "2026-10-26"])), pd.Series(pd.to_datetime([None, "2026-10-27"]))
    found = business_hours(starts, ends, Office())
    assert found.isna().tolist() == [True, False]
    assert hours("2026-10-26", "2026-10-30", Office(frozenset())) == 0.0
    assert business_hours(starts.head(0), ends.head(0), Office()).empty


def test_zones_begin_with_utc_and_have_the_usual_places():
    assert zones()[0] == "UTC" and {"Europe/Berlin", "America/New_York"} <= set(zones())
