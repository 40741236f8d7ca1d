"""KPIs as a small JSON file, and their short form in a link."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from cs_calc.analysis.kpis import MARGIN, MOST, PAST, Kpi, Target, past_target, targets_of
from cs_calc.metrics import METRICS
from cs_calc.verdict import PERIODS

KIND, VERSION = "cs-calc KPIs", 1
LARGEST, LONGEST = 50_000, 200
LETTERS = {"h": "at least", "l": "at most"}


class KpiError(ValueError):
    """What is wrong with a file of KPIs, in a sentence."""


def write_kpis(kpis: Sequence[Kpi], margin: float = MARGIN) -> str:
    """The KPIs as JSON text.

    >>> from cs_calc.analysis.kpis import own_target
    >>> read_kpis(write_kpis([Kpi("nps", "Customers who recommend us", "Ines", own_target(METRICS["nps"], 40.0))]))[0][0].owner
    'Ines'
    """
    rows = [
        {
            "metric": k.metric,
            "objective": k.objective,
            "owner": k.owner,
            "target": k.target and {"origin": k.target.origin, "value": k.target.value, "side": k.target.side, "period": k.target.period},
        }
        for k in kpis
    ]
    return json.dumps({"kind": KIND, "version": VERSION, "margin": margin, "kpis": rows}, indent=2, ensure_ascii=False)


def read_kpis(text: str | bytes) -> tuple[tuple[Kpi, ...], float]:
    """The KPIs in a file, and the margin. Raises KpiError, with a sentence, for anything else.

    >>> read_kpis("{}")
    Traceback (most recent call last):
        ...
    cs_calc.analysis.kpis_saved.KpiError: These are not KPIs saved by this app: use a file from “Save the KPIs”.
    """
    if len(text) > LARGEST:
        raise KpiError(f"The file is larger than {LARGEST // 1000} kB: a file of KPIs is much smaller. Is it the right file?")
    try:
        content = json.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise KpiError("The file cannot be read as JSON: use a file from “Save the KPIs”.") from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise KpiError("These are not KPIs saved by this app: use a file from “Save the KPIs”.")
    if content.get("version") != VERSION:
        raise KpiError(f"The file has version {_short(content.get('version'))}; this app reads version {VERSION}. Save the KPIs again.")
    rows = content.get("kpis")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise KpiError("The file has no list of KPIs.")
    if len(rows) > MOST:
        raise KpiError(f"The file has {len(rows)} KPIs; at most {MOST} are kept, since a long list is not acted on.")
    margin = content.get("margin", MARGIN)
    if not _is_number(margin) or not 0 <= margin <= 1:
        raise KpiError(f"In the file the margin is {_short(margin)}; a number from 0 to 1 was expected.")
    found = tuple(_kpi(row) for row in rows)
    if len({k.metric for k in found}) < len(found):
        raise KpiError("The file names a metric twice.")
    return found, float(margin)


def _kpi(row: dict[str, Any]) -> Kpi:
    metric = row.get("metric")
    if not isinstance(metric, str) or metric not in METRICS:
        raise KpiError(f"In the file a KPI has {_short(metric)} as its metric, which this app does not know.")
    target = row.get("target")
    if target is not None and not isinstance(target, dict):
        raise KpiError(f"In the file the target of {METRICS[metric].name} cannot be read.")
    return Kpi(metric, _text(row, "objective"), _text(row, "owner"), _target(metric, target) if target else None)


def _target(metric: str, row: dict[str, Any]) -> Target | None:
    name, origin = METRICS[metric].name, row.get("origin")
    if origin == PAST and past_target(METRICS[metric]) is not None:
        return past_target(METRICS[metric])
    if origin != "yours":
        known = next((t for t in targets_of(METRICS[metric]) if t.origin == origin), None)
        if known is None:
            raise KpiError(f"In the file {name} is held against {_short(origin)}, a mark that this app does not know.")
        return known
    value, side, period = row.get("value"), row.get("side"), row.get("period", "")
    if not isinstance(value, int | float) or not _is_number(value):
        raise KpiError(f"In the file the target of {name} is {_short(value)}; a number was expected.")
    if side not in ("at least", "at most"):
        raise KpiError(f"In the file the target of {name} has the direction {_short(side)}; at least or at most was expected.")
    if period not in ("", *PERIODS):
        raise KpiError(f"In the file the target of {name} is for {_short(period)}; month, quarter, year or nothing was expected.")
    return Target("yours", float(value), "at most" if side == "at most" else "at least", str(period))


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST:
        raise KpiError(f"In the file a KPI has {_short(value)} as its {name}; text of at most {LONGEST} characters was expected.")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _short(value: object) -> str:
    return "nothing" if value is None else f"“{str(value)[:40]}”"


def to_link(kpis: Sequence[Kpi]) -> str:
    """The metrics and their targets, short; not the owners and objectives, which are a team's own words.

    >>> from cs_calc.analysis.kpis import own_target
    >>> to_link([Kpi("nps", target=own_target(METRICS["nps"], 40.0)), Kpi("csat"), Kpi("arr", target=Target("yours", 2e6, "at least"))])
    'nps~h40,csat,arr~h2000000'
    """
    return ",".join(k.metric + _target_to_link(k.target) for k in kpis)


def _target_to_link(target: Target | None) -> str:
    if target is None:
        return ""
    if target.origin != "yours":
        return f"~{target.origin}"
    letter = next(short for short, words in LETTERS.items() if words == target.side)
    return f"~{letter}{target.value:.10g}{'~' + target.period if target.period else ''}"


def from_link(text: str) -> tuple[tuple[Kpi, ...], list[str]]:
    """The KPIs of a link, and what could not be used of it, in sentences.

    >>> [k.metric for k in from_link("nps~h40,csat,shoes")[0]], from_link("nps,shoes")[1]
    (['nps', 'csat'], ['The link names a KPI “shoes”, which this app does not know.'])
    """
    found: dict[str, Kpi] = {}
    told = []
    parts = [p for p in text.split(",") if p]
    for part in parts[:MOST]:
        key, *rest = part.split("~")
        if key not in METRICS:
            told.append(f"The link names a KPI {_short(key)}, which this app does not know.")
            continue
        target = _target_from_link(key, rest) if rest else None
        if rest and target is None:
            told.append(f"The link gives {METRICS[key].name} a target {_short('~'.join(rest))}, which cannot be read: it is left out.")
        found[key] = Kpi(key, target=target)
    if len(parts) > MOST:
        told.append(f"The link names {len(parts)} KPIs; the first {MOST} are shown.")
    return tuple(found.values()), told


def _target_from_link(metric: str, rest: Sequence[str]) -> Target | None:
    if rest == [PAST]:
        return past_target(METRICS[metric])
    known = next((t for t in targets_of(METRICS[metric]) if t.origin == "~".join(rest)), None)
    if known is not None:
        return known
    side, period = LETTERS.get(rest[0][:1]), rest[1] if len(rest) > 1 else ""
    try:
        value = float(rest[0][1:])
    except ValueError:
        return None
    if side is None or period not in ("", *PERIODS) or not math.isfinite(value):
        return None
    return Target("yours", value, "at most" if side == "at most" else "at least", period)
