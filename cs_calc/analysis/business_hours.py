"""Business hours between two moments, exactly: office hours on chosen weekdays in a time zone, summer time included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MICROSECONDS_PER_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Office:
    """When somebody is there. `days` are weekdays (0 is Monday) on which a shift begins.

    A shift that closes at or before it opens ends on the next day: 22:00 to 6:00; 0:00 to 0:00 is the whole day.
    `zone` is where the office is, `file_zone` the one in which the file's times are written.
    """

    days: frozenset[int] = frozenset(range(5))
    opens: time = time(9)
    closes: time = time(17)
    zone: str = "UTC"
    file_zone: str = "UTC"

    @property
    def says(self) -> str:
        """The office hours in words.

        >>> Office().says, Office(frozenset({0, 2}), time(8, 30), time(0), "Europe/Berlin").says
        ('Mon to Fri, 09:00 to 17:00, UTC', 'Mon, Wed, 08:30 to 24:00, Europe/Berlin')
        """
        days = sorted(self.days)
        run = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
        named = f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}" if run else ", ".join(WEEKDAYS[d] for d in days)
        closes = "24:00" if self.closes == time(0) else f"{self.closes:%H:%M}"
        return f"{named or 'no day'}, {self.opens:%H:%M} to {closes}, {self.zone}"


@cache
def zones() -> tuple[str, ...]:
    """The time zones that can be chosen: UTC first, then those of places."""
    from zoneinfo import available_timezones

    return ("UTC", *sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "posix/", "right/", "SystemV/"))))


def business_hours(starts: pd.Series[Any], ends: pd.Series[Any], office: Office) -> pd.Series[Any]:
    """The hours of each stretch from `starts` to `ends` in which the office was open; missing where an end is.

    A stretch that runs backwards is negative. A clock time that summer time leaves out counts as the next one there is;
    of one that comes twice, the first counts.

    >>> friday, monday = pd.Series(pd.to_datetime(["2026-10-30 16:30"])), pd.Series(pd.to_datetime(["2026-11-02 10:00"]))
    >>> business_hours(friday, monday, Office()).tolist()
    [1.5]
    """
    first, last = _moments(starts, office.file_zone), _moments(ends, office.file_zone)
    known = starts.notna().to_numpy() & ends.notna().to_numpy()
    found = pd.Series(np.nan, starts.index)
    if not known.any():
        return found
    opened, length = _shifts(min(first[known].min(), last[known].min()), max(first[known].max(), last[known].max()), office)
    before = np.concatenate([[0], np.cumsum(length)])
    found[known] = (_open_until(last[known], opened, length, before) - _open_until(first[known], opened, length, before)) / (
        MICROSECONDS_PER_HOUR
    )
    return found


Moments = np.ndarray[Any, np.dtype[np.int64]]


def _open_until(moments: Moments, opened: Moments, length: Moments, before: Moments) -> Moments:
    """For each moment: how long the office had been open by then, since the first shift."""
    if not len(opened):
        return np.zeros(len(moments), "int64")
    shift = np.searchsorted(opened, moments, side="right") - 1
    inside = np.minimum(moments - opened[np.maximum(shift, 0)], length[np.maximum(shift, 0)])
    return np.where(shift < 0, 0, before[np.maximum(shift, 0)] + inside).astype("int64")


def _shifts(first: int, last: int, office: Office) -> tuple[Moments, Moments]:
    """The shifts that touch the time between two moments: when each opens, and how long it is."""
    days = pd.date_range(_day(first, office.zone, -2), _day(last, office.zone, 2), freq="D")
    days = days[days.day_of_week.isin(sorted(office.days))]
    overnight = office.closes <= office.opens
    opened = _moments(pd.Series(days + _since_midnight(office.opens)), office.zone)
    closed = _moments(pd.Series(days + pd.Timedelta(days=int(overnight)) + _since_midnight(office.closes)), office.zone)
    return opened, np.maximum(closed - opened, 0)


def _day(moment: int, zone: str, later: int) -> pd.Timestamp:
    local = pd.Timestamp(moment, unit="us", tz="UTC").tz_convert(zone).tz_localize(None)
    return local.normalize() + pd.Timedelta(days=later)


def _since_midnight(clock: time) -> pd.Timedelta:
    return pd.Timedelta(hours=clock.hour, minutes=clock.minute)


def _moments(clock: pd.Series[Any], zone: str) -> Moments:
    """Clock times in a zone -> microseconds of UTC; what is missing becomes some number."""
    aware = pd.DatetimeIndex(clock).tz_localize(zone, ambiguous=np.ones(len(clock), dtype=bool), nonexistent="shift_forward")
    found: Moments = aware.tz_convert("UTC").tz_localize(None).as_unit("us").asi8
    return found
