"""How the rules are set: their starting point for the loaded data, and a short form of what differs from it, for the link."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from cs_calc.analysis.risk_model import Rule, Setting
from cs_calc.analysis.risk_records import records
from cs_calc.analysis.risk_rules import choices, lacks, preferred
from cs_calc.intervals import risk_ratio
from cs_calc.tables.dataset import Dataset

LONGEST = 1_500
"""A short form longer than this is not read."""


@dataclass(frozen=True)
class Settings:
    """Every rule's setting by key, and how many reasons it takes to be listed."""

    rules: Mapping[str, Setting]
    least: int = 1


def start(dataset: Dataset, rules: Sequence[Rule]) -> Settings:
    """The starting point: each rule as it comes; off where what it looks for is not in the data."""
    found: Settings = dataset.keep(("risk settings", tuple(r.key for r in rules)), lambda: _start(dataset, rules))
    return found


def _start(dataset: Dataset, rules: Sequence[Rule]) -> Settings:
    found = {}
    for rule in rules:
        offered = choices(rule, dataset)
        choice = telling_feature(dataset) if rule.key == "renewal_unused" and offered else preferred(rule, offered)
        on = rule.on and not lacks(rule, dataset, records(dataset)) and (rule.chooses is None or bool(choice))
        found[rule.key] = Setting(on, {d.key: d.value for d in rule.dials}, choice)
    return Settings(found)


def telling_feature(dataset: Dataset) -> str:
    """The feature whose use in the 90 days before goes most with renewal, of those where it cannot well be chance; else empty."""
    if "renewal_features" not in dataset.frames.names:
        return ""
    rows = dataset.detail("renewal_features")
    if not len(rows) or not {"feature", "used_before", "not_used_before", "renewed"} <= set(rows):
        return ""
    best, most = "", 0.0
    for feature, part in rows.dropna(subset=["feature"]).groupby("feature"):
        used, others = (part.loc[part[c] == 1, "renewed"].dropna() for c in ("used_before", "not_used_before"))
        if not len(used) or not len(others):
            continue
        ends = risk_ratio(float(used.sum()), len(used), float(others.sum()), len(others))
        apart = float(used.mean() - others.mean())
        if ends is not None and ends.low > 1 and apart > most:
            best, most = str(feature), apart
    return best


def short(settings: Settings, first: Settings) -> str:
    """What differs from the starting point, in short: `-low_csat,no_use.45,+renewal_due,least.2`.

    >>> one = Settings({"no_use": Setting(True, {"days": 30}), "tagged": Setting(False, {"days": 30}, "a b")})
    >>> two = Settings({"no_use": Setting(False, {"days": 30}), "tagged": Setting(True, {"days": 60}, "c,d")}, 2)
    >>> short(two, one)
    '-no_use,+tagged.60~c%2Cd,least.2'
    """
    parts = []
    for key, now in settings.rules.items():
        was = first.rules[key]
        mark = "" if now.on == was.on else "+" if now.on else "-"
        numbers = "".join(f".{v}" for v in now.numbers.values()) if dict(now.numbers) != dict(was.numbers) else ""
        choice = f"~{quote(now.choice, safe='')}" if now.choice != was.choice else ""
        if mark or numbers or choice:
            parts.append(f"{mark}{key}{numbers}{choice}")
    if settings.least != first.least:
        parts.append(f"least.{settings.least}")
    return ",".join(parts)


def read_short(text: str, first: Settings, rules: Sequence[Rule], dataset: Dataset | None = None) -> tuple[Settings, list[str]]:
    """The settings that a short form means, and the parts of it that mean nothing here. Numbers are kept within their ends."""
    found, least, unknown = dict(first.rules), first.least, []
    by_key = {r.key: r for r in rules}
    for part in text[:LONGEST].split(",") if text else []:
        got = re.fullmatch(r"([+-]?)([a-z_]{1,30})((?:\.\d{1,6})*)(?:~(.{0,300}))?", part)
        numbers = [int(n) for n in got[3].split(".")[1:]] if got else []
        if got and got[2] == "least" and numbers:
            least = min(max(numbers[0], 1), 10)
            continue
        rule = by_key.get(got[2]) if got else None
        if got is None or rule is None or (numbers and len(numbers) != len(rule.dials)):
            unknown.append(part)
            continue
        was = found[rule.key]
        kept = {d.key: min(max(n, d.least), d.most) for d, n in zip(rule.dials, numbers, strict=False)} or was.numbers
        choice = unquote(got[4]) if got[4] is not None else was.choice
        if dataset is not None and choice != was.choice and choice not in choices(rule, dataset):
            unknown.append(part)
            choice = was.choice
        found[rule.key] = Setting({"+": True, "-": False}.get(got[1], was.on), kept, choice)
    return Settings(found, least), unknown
