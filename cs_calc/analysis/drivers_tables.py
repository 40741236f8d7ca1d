"""The table of all behaviours that were tried, the working of one by hand, inside plans and sizes, and the cases behind it."""

from __future__ import annotations

import math

import pandas as pd

from cs_calc.analysis.drivers import COUNTS, STRATA, Tried, by_group, exact, pooled_difference, pooled_ratio, wider
from cs_calc.analysis.drivers_say import Row, of, points, verdict
from cs_calc.change import chance_in_words
from cs_calc.charts import SMALL
from cs_calc.tables.dataset import Dataset
from cs_calc.units import COUNT, PERCENT, RATIO


def shown(found: Tried) -> pd.DataFrame:
    """All that was tried as a table for people, the surest first."""
    rows = found.table
    table = pd.DataFrame({"Behaviour": rows["name"], "Sort": rows["group"]})
    for side, word in (("with", "With"), ("without", "Without")):
        table[word] = [of(k, n) for k, n in zip(rows[f"k_{side}"], rows[f"n_{side}"], strict=True)]
    table["Difference (points)"] = (100 * rows["difference"]).round(1) + 0.0
    table["Likely"] = [f"{100 * a:.1f} to {100 * b:.1f}" for a, b in zip(rows["low"], rows["high"], strict=True)]
    table["Ratio"] = rows["ratio"].astype("float64").round(2)
    table["Ratio likely"] = [
        f"{a:.2f} to {b:.2f}" if a == a and a is not None else "" for a, b in zip(rows["ratio_low"], rows["ratio_high"], strict=True)
    ]
    table["Chance alone"] = ["" if few else chance_in_words(p) for p, few in zip(rows["p"], rows["few"], strict=True)]
    table["Corrected"] = ["" if few else chance_in_words(p) for p, few in zip(rows["adjusted"], rows["few"], strict=True)]
    told = [
        "too few to rank" if few else "more than chance" if yes else "may be chance"
        for few, yes in zip(rows["few"], rows["survives"], strict=True)
    ]
    table["Verdict"] = told
    for name, several in STRATA.items():
        if name in rows:
            table[f"Inside {several}"] = [verdict(row, name) if row["survives"] else "" for row in rows.to_dict("records")]
    return table


def working(found: Tried, key: str) -> list[str]:
    """The comparison worked by hand, a line a step."""
    row = row_of(found, key)
    a, n1, b, n0 = (int(row[c]) for c in ("k_with", "n_with", "k_without", "n_without"))
    one, other = PERCENT.show(a / n1), PERCENT.show(b / n0)
    lines = [
        f"With: {COUNT.show(a)} ÷ {COUNT.show(n1)} = {one}",
        f"Without: {COUNT.show(b)} ÷ {COUNT.show(n0)} = {other}",
        f"Difference: {one} − {other} = {100 * row['difference']:.1f} points, "
        f"likely {100 * row['low']:.1f} to {100 * row['high']:.1f} (Newcombe)",
    ]
    if b:
        ends = (
            f", likely {RATIO.show(row['ratio_low'])} to {RATIO.show(row['ratio_high'])} (log ratio, Katz)"
            if row["ratio_low"] == row["ratio_low"]
            else ""
        )
        lines.append(f"Ratio: {one} ÷ {other} = {RATIO.show(row['ratio'])}{ends}")
    if row["few"]:
        return [*lines, f"Fewer than {SMALL} on a side: not tested."]
    m = len(found.tested)
    place = int((found.tested["p"] <= row["p"]).sum())
    alone, effect = exact(a, n1, b, n0), float(row["effect"])
    if effect > 1:
        lines.append(
            f"Cases of one customer are alike: the variance is {effect:.2f} times that of single cases (design effect, Rao and Scott), "
            f"so the ranges are {effect**0.5:.2f} times as wide"
        )
        lines.append(f"Fisher's exact test, two-sided: p = {_small(alone)}; with the design effect {_small(row['p'])}")
    else:
        lines.append(f"Fisher's exact test, two-sided: p = {_small(alone)}")
    own = min(1.0, row["p"] * m / place)
    text = f"Corrected (Benjamini and Hochberg): p × {m} tried ÷ place {place} = {_small(own)}"
    if own > row["adjusted"] * 1.000001:
        text += f", and no more than that of a later place: {_small(row['adjusted'])}"
    return [*lines, text + (": more than chance would explain" if row["survives"] else ": may be chance")]


def _small(p: float) -> str:
    if p >= 0.01:
        return f"{p:.3f}"
    return f"{p:.{1 - math.floor(math.log10(p))}f}" if p >= 1e-6 else "0.000001 or less"


def row_of(found: Tried, key: str) -> Row:
    """The row of one behaviour."""
    row: Row = found.table[found.table["key"] == key].iloc[0].to_dict()
    return row


def two_by_two(found: Tried, key: str) -> pd.DataFrame:
    """The four counts with their sums, as one would draw them."""
    row = row_of(found, key)
    yes, no = found.outcome.did, "did not"
    return pd.DataFrame([
        {"": name, yes[0].upper() + yes[1:]: int(k), f"{no[0].upper()}{no[1:]}": int(n - k), "Together": int(n)}
        for name, k, n in (
            ("With", row["k_with"], row["n_with"]),
            ("Without", row["k_without"], row["n_without"]),
            ("Together", row["k_with"] + row["k_without"], row["n_with"] + row["n_without"]),
        )
    ])  # fmt: skip


def as_inputs(found: Tried, key: str) -> dict[str, float]:
    """The four counts as the inputs of the metric Behaviour signal (lift)."""
    row = row_of(found, key)
    names = {"k_with": "with_outcome", "n_with": "with_behaviour", "k_without": "without_outcome", "n_without": "without_behaviour"}
    return {name: float(row[column]) for column, name in names.items()}


def strata(found: Tried, key: str, name: str) -> tuple[pd.DataFrame, str]:
    """The comparison inside each plan, size or quarter, and the pooled result with what it means; empty where there is none."""
    one = found.behaviours[key]
    if name not in found.groups or key.startswith(f"{name}:"):
        return pd.DataFrame(), ""
    cells = by_group(found.cases["happened"].to_numpy(dtype=bool), one, found.groups[name])
    both = cells[(cells["n_with"] > 0) & (cells["n_without"] > 0)]
    four = [both[c] for c in COUNTS]
    pooled, ratio = pooled_difference(four), pooled_ratio(four)
    if pooled is None:
        return pd.DataFrame(), ""
    table = pd.DataFrame({name.capitalize(): both["group"].astype("str")})
    for side, word in (("with", "With"), ("without", "Without")):
        table[word] = [of(k, n) for k, n in zip(both[f"k_{side}"], both[f"n_{side}"], strict=True)]
    apart = both["k_with"] / both["n_with"] - both["k_without"] / both["n_without"]
    table["Difference (points)"] = (100 * apart).round(1) + 0.0
    few = both[["n_with", "n_without"]].min(axis=1) < SMALL
    table["Note"] = few.map({True: "too few to rank", False: ""})
    row = row_of(found, key)
    ends = wider(pooled.middle, pooled.low, pooled.high, row["effect"])
    text = f"Pooled inside {STRATA[name]} (Mantel and Haenszel): {points(pooled.middle, *map(float, ends))}"
    if ratio:
        low, high = (ratio.middle * (end / ratio.middle) ** row["effect"] ** 0.5 for end in (ratio.low, ratio.high))
        text += f", ratio {RATIO.show(ratio.middle)} (likely {RATIO.show(low)} to {RATIO.show(high)})"
    told = verdict(row, name) if row["survives"] else ""
    return table, f"{text}. The difference {told}." if told else f"{text}."


MOMENTS = {"renewed": "due", "churned": "period began", "expanded": "period began", "satisfied": "answered", "trial": "looked at until"}
SIDES = {"with": (True, None), "without": (False, None), "with_yes": (True, True), "with_no": (True, False),
         "without_yes": (False, True), "without_no": (False, False)}  # fmt: skip


def behind(dataset: Dataset, found: Tried, key: str, side: str) -> pd.DataFrame:
    """The cases on one side of a comparison with whose they are: what they add up to stands in the table above."""
    one = found.behaviours[key]
    does, happened = SIDES[side]
    yes = found.cases["happened"].to_numpy(dtype=bool)
    rows = found.cases[one.known & (one.does == does) & ((yes == happened) if happened is not None else True)]
    known = dataset.attributes
    names = [c for c in ("customer_name", "plan", "owner", "segment") if c in known]
    rows = rows.merge(known[["customer_id", *names]], on="customer_id", how="left")
    told = rows.assign(**{found.outcome.name: rows["happened"].map({True: "yes", False: "no"})})
    first = ["customer_id", *names, "at", found.outcome.name]
    told = told.rename(columns={"at": MOMENTS[found.outcome.key]})
    first = [MOMENTS[found.outcome.key] if c == "at" else c for c in first]
    listed: pd.DataFrame = told[[*first, *(c for c in told if c not in (*first, "happened", "period", "began"))]]
    return listed.reset_index(drop=True)
