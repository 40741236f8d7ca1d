"""Would the rules have worked? Whom they would have flagged at the end of past quarters, held against who left in the 3 months after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_calc.analysis.risk import AtRisk, at_risk
from cs_calc.analysis.risk_model import plural
from cs_calc.analysis.risk_records import Day, Flags, end_of_month, month_of, said_day
from cs_calc.analysis.risk_rules import BY_KEY
from cs_calc.analysis.risk_settings import Settings
from cs_calc.charts import SMALL
from cs_calc.intervals import risk_ratio, wilson
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import label
from cs_calc.units import COUNT, MONEY, PERCENT

MONTHS = 3
"""How long after the day somebody who leaves counts as foretold."""
FEW = 5
"""Of fewer who left it is not said what they paid on average."""
ANY = "any"
"""The row of all rules together."""


@dataclass(frozen=True)
class Checked:
    """One rule, or all of them, over one day or several: customers flagged and others, and how many of each left."""

    rule: str
    name: str
    flagged: int
    left: int
    others: int
    others_left: int
    mrr_left: float
    mrr_left_all: float

    @property
    def verdict(self) -> str:
        """went before, the wrong way, may be chance, or too few."""
        if self.flagged < SMALL or self.others < SMALL:
            return "too few"
        if self.left == 0 or self.others_left == 0:
            one, two = wilson(self.left, self.flagged), wilson(self.others_left, self.others)
            assert one is not None and two is not None
            return "went before" if one.low > two.high else "the wrong way" if one.high < two.low else "may be chance"
        ends = risk_ratio(self.left, self.flagged, self.others_left, self.others)
        assert ends is not None
        return "went before" if ends.low > 1 else "the wrong way" if ends.high < 1 else "may be chance"


def past_days(dataset: Dataset, day: int) -> list[int]:
    """The ends of months that lie 3, 6, 9 ... months before a day, newest first, with 3 months known before and after each.

    Counted from the last whole month up to the day.
    """
    reach = dataset.months if dataset.mrr_table is not None else dataset.reach
    if reach is None or not (dataset.mrr_table is not None or can_tell_left(dataset)):
        return []
    last = min(month_of(day), reach[1])
    if not dataset.is_whole(label(last, "month"), "month") or end_of_month(last) > day + 2:
        last -= 1
    return [end_of_month(m) for m in range(last - MONTHS, reach[0] + MONTHS - 1, -MONTHS)]


def can_tell_left(dataset: Dataset) -> bool:
    """Whether it is known who left, and when."""
    table = dataset.tables.get("customers")
    return dataset.mrr_table is not None or (table is not None and "churned_at" in table and bool(table["churned_at"].notna().any()))


def left_after(day: Day, months: int = MONTHS) -> Flags:
    """Who was there on a day and left in the months after: MRR at the end of one of them is nothing, else the day of leaving."""
    found = day.records
    if len(found.months):
        place = month_of(day.day) - int(found.months[0])
        return day.there & (found.mrr[:, place + 1 : place + 1 + months] <= 0).any(axis=1)
    gone = found.day("churned_at")
    return day.there & (gone > day.day) & (gone <= end_of_month(month_of(day.day) + months))


def back_test(dataset: Dataset, settings: Settings, days: Sequence[int], inside: Flags) -> list[Checked]:
    """All rules together (`ANY`), then each one that is on, over these days; a customer counts once on every day.

    Only what was known on each day is looked at; who left in the 3 months after is not.
    """
    made = [at_risk(dataset, settings, d) for d in days]
    keys = list(dict.fromkeys(k for m in made for k in m.hits))
    return [_checked(made, key, inside) for key in (ANY, *keys)]


def _checked(made: Sequence[AtRisk], key: str, inside: Flags) -> Checked:
    sums = np.zeros(4, dtype="int64")
    money = np.zeros(2)
    for found in made:
        there = found.day.there & inside
        left = left_after(found.day) & inside
        flags = (found.flags if key == ANY else found.hits[key].flags) & there
        sums += [flags.sum(), (flags & left).sum(), (there & ~flags).sum(), (~flags & left).sum()]
        money += [np.nansum(found.day.mrr[flags & left]), np.nansum(found.day.mrr[left])]
    name = "All rules together" if key == ANY else BY_KEY[key].name
    flagged, left_of_them, others, others_left = (int(s) for s in sums)
    return Checked(key, name, flagged, left_of_them, others, others_left, float(money[0]), float(money[1]))


def share_words(part: int, whole: int) -> str:
    """A share with its range.

    >>> share_words(7, 195)
    '7 of 195 left (3.6%, likely 1.7% to 7.2%)'
    """
    ends = wilson(part, whole)
    said = f"{COUNT.show(part)} of {COUNT.show(whole)} left"
    if ends is None:
        return said
    return f"{said} ({PERCENT.show_brief(part / whole)}, likely {PERCENT.show_brief(ends.low)} to {PERCENT.show_brief(ends.high)})"


def checked_sentences(tested: Checked, days: Sequence[int], currency: str) -> list[str]:
    """What came out for all rules together."""
    if len(days) == 1:
        when, within = f"at the end of {_month(days[0])}", f"within {MONTHS} months"
    else:
        when = f"at {len(days)} quarter ends from {_month(days[-1])} to {_month(days[0])}"
        within = f"within {MONTHS} months of them"
    if not tested.flagged:
        return [f"The rules flagged nobody {when}."]
    flagged = f"Of the customers that these rules flagged {when}, {share_words(tested.left, tested.flagged)} {within}"
    said = [f"{flagged}; of the others, {share_words(tested.others_left, tested.others)}."]
    all_left = tested.left + tested.others_left
    times = (tested.left / tested.flagged) / (tested.others_left / tested.others) if tested.others_left else 0.0
    words = {
        "went before": f"Flagged customers left {times:.1f} times as often" if times else "Only flagged customers left",
        "the wrong way": "Flagged customers left less often than the others: these rules pointed the wrong way",
        "may be chance": "The difference may be chance: nothing shows that these rules worked",
        "too few": f"Fewer than {SMALL} customers are too few to tell",
    }
    note = words[tested.verdict]
    if all_left:
        money = (
            f", with {MONEY.show_brief(tested.mrr_left, currency)} of the {MONEY.show_brief(tested.mrr_left_all, currency)} MRR that left"
        )
        note += f". The rules had {COUNT.show(tested.left)} of the {COUNT.show(all_left)} who left"
        note += money if tested.mrr_left_all > 0 else ""
    return [*said, f"{note}."]


def _month(day: int) -> str:
    return said_day(day).split(" ", 1)[1]


def checked_table(tests: Sequence[Checked]) -> pd.DataFrame:
    """One row a rule: name, flagged, left, rate, low, high, others, others_left, others_rate, verdict."""
    rows = []
    for t in tests:
        ends = wilson(t.left, t.flagged)
        rows.append(
            {
                "rule": t.rule, "name": t.name, "flagged": t.flagged, "left": t.left,
                "rate": t.left / t.flagged if t.flagged else np.nan, "low": ends.low if ends else np.nan,
                "high": ends.high if ends else np.nan, "others": t.others, "others_left": t.others_left,
                "others_rate": t.others_left / t.others if t.others else np.nan, "verdict": t.verdict,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def rules_title(tests: Sequence[Checked]) -> str:
    """Which of the rules went before leaving in this data, those with the largest share first."""
    single = [t for t in tests if t.rule != ANY]
    good = [t.name for t in sorted(single, key=lambda t: -t.left / max(1, t.flagged)) if t.verdict == "went before"]
    return f"{_and(good)} went before leaving" if good else "No rule by itself is shown to go before leaving here"


def rules_sentence(tests: Sequence[Checked]) -> str:
    """The same, with how many did not."""
    rest = sum(t.verdict in ("may be chance", "the wrong way") for t in tests if t.rule != ANY)
    return rules_title(tests) + (f"; for {rest} other{'s' if rest > 1 else ''} nothing shows it" if rest else "")


def size_sentence(latest: Checked, pooled: Checked, day: int, currency: str) -> str:
    """How many left in the months since a day and how many of them were flagged; what they paid each, where that changed much."""
    gone, money = latest.left + latest.others_left, latest.mrr_left_all
    if not gone:
        return f"Nobody left in the {MONTHS} months after {_month(day)}."
    with_money = f" with {MONEY.show_brief(money, currency)} MRR" if money > 0 else ""
    caught = f" ({MONEY.show_brief(latest.mrr_left, currency)})" if money > 0 and latest.left else ""
    said = f"In the {MONTHS} months after {_month(day)}, {plural(gone, 'customer')} left{with_money}"
    said += f"; the rules had flagged {latest.left or 'none of them'}{caught}."
    then, then_money = pooled.left + pooled.others_left - gone, pooled.mrr_left_all - money
    if gone < FEW or then < FEW or min(money, then_money) <= 0:
        return said
    each, then_each = money / gone, then_money / then
    if then_each / 2 <= each <= 2 * then_each:
        return said
    whole = f"{MONEY.show_brief(each, currency)} each, against {MONEY.show_brief(then_each, currency)} in the quarters before"
    return f"{said} They had paid {whole}: {'the large ones leave' if each > then_each else 'the small ones leave'}."


def _and(parts: Sequence[str]) -> str:
    quoted = [f"“{p}”" for p in parts]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def believe(pooled: Sequence[Checked], latest: Sequence[Checked], days: Sequence[int], currency: str) -> list[str]:
    """Whether the list can be believed, in two sentences for the top of the page; nothing where it cannot be tested."""
    if not pooled or not latest:
        return []
    told = pooled[0]
    since = size_sentence(latest[0], told, days[0], currency)
    if told.verdict == "went before" and told.others_left:
        times = (told.left / told.flagged) / (told.others_left / told.others)
        said = f"Can it be believed? At {plural(len(days), 'quarter end')} before, flagged accounts left "
        return [f"{said}{times:.1f} times as often as others within {MONTHS} months. {rules_sentence(pooled)}.", since]
    return [f"Can it be believed? {checked_sentences(told, days, currency)[-1]}", since]
