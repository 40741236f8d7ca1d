"""Did NPS move, or only the mix of channels in which it is asked? Two stretches of time, in all and channel by channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cs_calc.answer import Answer, answer
from cs_calc.change import change_of
from cs_calc.charts import SMALL
from cs_calc.findings import before
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, label, spoken
from cs_calc.units import SCORE

CLASSES = ("promoters", "passives", "detractors")
BACK = 6
"""A new channel is held against this many months before it was added."""


@dataclass(frozen=True)
class MixChange:
    """NPS of two stretches of time, in all and in each channel.

    `channels`: channel, then, then_n, now, now_n, move (points; missing where a channel was asked in one of them
    only). `held` is NPS now, had the channels that are in both kept their old shares; `old_then` and `old_now`
    are the answers of those channels together. `added` are the channels that are
    new, `since` when.
    """

    first: str
    second: str
    then: Answer
    now: Answer
    channels: pd.DataFrame
    held: float | None
    old_then: Answer
    old_now: Answer
    added: tuple[str, ...]
    added_share: float
    since: str

    @property
    def difference(self) -> float:
        """How much NPS moved, in points."""
        return (self.now.value or 0.0) - (self.then.value or 0.0)

    @property
    def reversed(self) -> bool:
        """Whether each channel that was asked in both moved the other way than the whole, all with enough answers."""
        both = self.channels.dropna(subset=["move"])
        enough = (both[["then_n", "now_n"]] >= SMALL).all(axis=None)
        return bool(len(both) and enough and (both["move"] * self.difference < 0).all())


def nps_of(counts: pd.DataFrame) -> Answer:
    """The Net Promoter Score of some rows of counts (promoters, passives, detractors), added up.

    >>> nps_of(pd.DataFrame({"promoters": [40, 2], "passives": [10, 0], "detractors": [0, 8]})).shown
    '56.67'
    """
    return answer(METRICS["nps"], {key: float(counts[key].sum()) for key in CLASSES})


def channel_counts(dataset: Dataset) -> pd.DataFrame:
    """Promoters, passives and detractors by month and survey channel: month (a number), channel, the three, n; only where n is not 0."""
    columns = ["month", "channel", *CLASSES, "n"]
    if "channel" not in dataset.segment_columns or dataset.survey_months is None:
        return pd.DataFrame(columns=columns)
    table = dataset.measure("month", "channel")
    if "nps_responses" not in table:
        return pd.DataFrame(columns=columns)
    table = table[table["nps_responses"].fillna(0) > 0]
    months = [int(p[:4]) * 12 + int(p[5:]) - 1 for p in table["period"]]
    found = table.assign(month=months, channel=table["segment"], n=table["nps_responses"])[columns]
    return found.reset_index(drop=True)


def added_in(counts: pd.DataFrame, until: int, within: int = 12) -> int | None:
    """The month in which a channel was added: of those of the last `within` months with enough answers, that of the largest.

    >>> counts = pd.DataFrame({"month": [1, 2, 2], "channel": ["mail", "mail", "pop-up"], "n": [50, 50, 30]})
    >>> added_in(counts, 2)
    2
    """
    if not len(counts):
        return None
    known = counts[counts["month"] <= until]
    begun = known.groupby("channel")["month"].min()
    size = known.groupby("channel")["n"].sum()
    new = [c for c in begun.index if begun[c] > known["month"].min() and begun[c] > until - within and size[c] >= SMALL]
    return int(begun[max(new, key=lambda c: (size[c], c))]) if new else None


def mix_change(then: pd.DataFrame, now: pd.DataFrame, first: str, second: str, since: str = "") -> MixChange | None:
    """Compare the counts of two stretches (channel, promoters, passives, detractors, n); None with too few answers in one of them."""
    if min(then["n"].sum(), now["n"].sum()) < SMALL:
        return None
    rows = []
    for channel in sorted({*then["channel"], *now["channel"]}):
        a, b = (part[part["channel"] == channel] for part in (then, now))
        x, y = nps_of(a).value, nps_of(b).value
        move = y - x if x is not None and y is not None else None
        rows.append({"channel": channel, "then": x, "then_n": a["n"].sum(), "now": y, "now_n": b["n"].sum(), "move": move})
    table = pd.DataFrame(rows).astype(dict.fromkeys(("then", "then_n", "now", "now_n", "move"), "float64"))
    both = table.dropna(subset=["move"])
    held = float((both["now"] * both["then_n"]).sum() / both["then_n"].sum()) if len(both) else None
    new = table[table["then_n"] == 0]
    old_then, old_now = (nps_of(part[part["channel"].isin(both["channel"])]) for part in (then, now))
    share = float(new["now_n"].sum() / table["now_n"].sum())
    return MixChange(
        first, second, nps_of(then), nps_of(now), table.sort_values("now_n", ascending=False, kind="stable").reset_index(drop=True),
        held, old_then, old_now, tuple(new.sort_values("now_n", ascending=False)["channel"]), share, since or second,
    )  # fmt: skip


def stretch(first: int, last: int) -> str:
    """Two month numbers as people say them.

    >>> stretch(24312, 24317), stretch(24311, 24312), stretch(24312, 24312)
    ('Jan to Jun 2026', 'Dec 2025 to Jan 2026', 'Jan 2026')
    """
    a, b = spoken(label(first, "month")), spoken(label(last, "month"))
    if first == last:
        return b
    return f"{a[:3] if a[3:] == b[3:] else a} to {b}"


def last_month(dataset: Dataset, kind: Kind, period: str) -> int:
    """The last month of a period that the data reaches, as a number."""
    assert dataset.reach is not None
    return max(m for m in range(dataset.reach[0], dataset.reach[1] + 1) if label(m, kind) == period)


def answers_by_month(dataset: Dataset, table: str = "survey_responses") -> pd.DataFrame:
    """`Dataset.detail` by month, made once."""
    found: pd.DataFrame = dataset.keep(("by month", table), lambda: dataset.detail(table, "month"))
    return found


def mix_of(dataset: Dataset, kind: Kind, period: str) -> MixChange | None:
    """Since a channel was added (in the 12 months up to the period's end) against before; else the period against that before."""
    found: MixChange | None = dataset.keep(("mix", kind, period), lambda: _mix_of(dataset, kind, period))
    return found


def _mix_of(dataset: Dataset, kind: Kind, period: str) -> MixChange | None:
    counts = channel_counts(dataset)
    if not len(counts):
        return None
    until = last_month(dataset, kind, period)
    begun = added_in(counts, until)
    if begun is not None:
        start = max(begun - BACK, int(counts["month"].min()))
        then = counts[(counts["month"] >= start) & (counts["month"] < begun)]
        now = counts[(counts["month"] >= begun) & (counts["month"] <= until)]
        found = mix_change(then, now, stretch(start, begun - 1), stretch(begun, until), spoken(label(begun, "month")))
        if found is not None:
            return found
    earlier = before(dataset, kind, period)
    if earlier is None or not dataset.is_whole(period, kind):
        return None
    of = [label(m, kind) for m in counts["month"]]
    then, now = (counts[[p == wanted for p in of]] for wanted in (earlier, period))
    return mix_change(then, now, spoken(earlier), spoken(period))


def mix_sentences(mix: MixChange) -> list[str]:
    """What the whole did, what the channels did that were there before, and what is left when their mix is held."""
    up = mix.difference > 0
    way, other = ("rose", "fell") if up else ("fell", "rose")
    ends = f"from {_score(mix.then.value)} ({mix.first}) to {_score(mix.now.value)} ({mix.second})"
    both = mix.channels.dropna(subset=["move"])
    newcomer = (
        f"{_and(mix.added)}, new since {mix.since}, {'makes' if len(mix.added) == 1 else 'make'} up {mix.added_share:.0%} of the answers"
    )
    head = f"NPS {way} by {abs(mix.difference):.0f} points, {ends}"
    if mix.reversed:
        each = "each channel" if len(both) > 1 else "the channel"
        why = newcomer if mix.added else "what changed is how many answers come from which channel"
        head += f", but in {each} that was there before it {other}: {why}."
    else:
        head += f"; {newcomer}."
    parts = [f"{r['channel']} from {_score(r['then'])} to {_score(r['now'])}" for r in both.to_dict("records")]
    new = [
        f"{r['channel']} alone gives {_score(r['now'])}" for r in mix.channels[mix.channels["channel"].isin(mix.added)].to_dict("records")
    ]
    told = [f"{_capital('; '.join(parts))}."] if parts else []
    told += [f"{_capital('; '.join(new))}."] if new else []
    if mix.held is not None and mix.then.value is not None and len(both):
        told.append(f"With the channels in their old proportions NPS would be {_score(mix.held)}.")
        moved = change_of(mix.old_then, mix.old_now)
        if moved is not None:
            text = moved.sentence.partition(" The true")[0]
            told.append(f"The old channels together: {text[:1].lower()}{text[1:]}")
    return [head, " ".join(told)]


def whole_title(mix: MixChange, whole: str) -> str:
    """The title of NPS over time: `whole`, what the latest answer says; where the channels go the other way, that it is their mix.

    An NPS that rises only because a channel was added is not to read as an improvement above its own chart.
    """
    if not mix.reversed:
        return whole
    way = "rises" if mix.difference > 0 else "falls"
    return f"NPS {way} with {_and(mix.added)}, new since {mix.since}" if mix.added else f"NPS {way} as the shares of the channels change"


def _score(value: float | None) -> str:
    return "not defined" if value is None else SCORE.show_brief(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
