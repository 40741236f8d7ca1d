"""What can be odd in revenue: a bridge that does not close, amounts of nothing, two currencies, the same subscription twice, gaps."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cs_calc.doctor.case import Case, number_of_rows
from cs_calc.doctor.finding import Finding
from cs_calc.tables.mrr import mrr_table
from cs_calc.tables.periods import spoken

CENT = 0.005
SIGN = {"new": 1.0, "expansion": 1.0, "reactivation": 1.0, "contraction": -1.0, "churn": -1.0}
WORDS = (
    ("reactivation", r"reactiv|win.?back|won back|resurrect"), ("contraction", r"contract|downgrade|shrink"),
    ("churn", r"churn|cancel|lost|left"), ("expansion", r"expan|upgrade|upsell"), ("new", r"new"),
)  # fmt: skip


def bridge(case: Case) -> Iterator[Finding]:
    """The uploaded movements against the change in MRR of each month."""
    moves = case.table("mrr_movements", "date", "customer_id", "type", "amount")
    base = mrr_table(case.dataset.tables)
    if moves is None or base is None:
        return
    moves = moves[moves["recurring"] != 0] if "recurring" in moves else moves
    kind = pd.Series(None, moves.index, dtype="object")
    lower = moves["type"].astype("str").str.lower()
    for name, pattern in WORDS:
        kind = kind.where(kind.notna() | ~lower.str.contains(pattern, regex=True, na=False), name)
    moves = moves[kind.notna() & moves["date"].notna() & (moves["date"] < case.end)]
    signed = moves["amount"].abs() * kind.loc[moves.index].map(SIGN).astype("float64")
    by_month = signed.groupby(moves["date"].dt.strftime("%Y-%m")).sum()
    data = case.mrr_data()
    if data is None or by_month.empty:
        return
    worked = data.measure("month").set_index("period")
    change = (worked["counted_closing_mrr"] - worked["opening_mrr"]).loc[lambda s: s.index >= by_month.index.min()]
    apart = (by_month.reindex(change.index, fill_value=0.0) - change).round(6)
    off = apart[apart.abs() > CENT]
    if off.empty:
        return
    month = max(off.index, key=lambda m: (abs(off[m]), m))
    told = by_month.get(month, 0.0)
    effect = case.told("net_new_mrr", "movements", str(month), change[month], told, "by the uploaded movements") if case.effects else None
    rows = moves[moves["date"].dt.strftime("%Y-%m").isin(off.index)]
    yield case.finding(
        "bridge_does_not_close", "error", "The uploaded movements do not explain the MRR",
        f"In {number_of_rows(len(off), 'month')} of {len(change):,} the movements do not add up to the change in MRR of {base}; "
        f"most in {spoken(str(month))}, by {case.money(off[month])}.",
        f"Look at the movements of {', '.join(spoken(str(m)) for m in off.index[:6])}{' and later' if len(off) > 6 else ''}: one may be "
        "missing, doubled, in another month, or of the other sign.",
        table="mrr_movements", rows=rows, count=len(off), effect=effect, metric="net_new_mrr",
    )  # fmt: skip


def nothing_or_less(case: Case) -> Iterator[Finding]:
    """Amounts of zero, which count as no customer, and negative ones, which were set aside or are refunds."""
    base = mrr_table(case.dataset.tables)
    for name, column in (("subscriptions", "amount"), ("monthly_mrr", "mrr")):
        table = case.table(name, column)
        if table is None:
            continue
        aside = case.aside(name) if case.said("negative_value") else table.head(0)
        rows = aside[aside[column] < 0] if column in aside else aside.head(0)
        if len(rows):
            back = case.put_back(name, rows.dropna(subset=[c for c in ("customer_id", "start_date", "interval", "month") if c in rows]))
            effect = case.effect("mrr", None, {name: back}, "if they were counted as they stand") if name == base else None
            yield case.finding(
                "negative_mrr", "error", "Negative amounts",
                f"{number_of_rows(len(rows))} of {name} with a negative amount; a credit is no recurring revenue, so they were set aside.",
                "Book refunds and credits elsewhere, or correct the sign.", table=name, rows=rows, effect=effect, metric="mrr",
            )  # fmt: skip
        rows = table[table[column] == 0]
        if len(rows):
            without = table[table[column] != 0]
            effect = case.effect("arpa", None, {name: without}, "without these rows") if name == base and len(without) else None
            yield case.finding(
                "zero_mrr", "note", "Amounts of zero",
                f"{number_of_rows(len(rows))} of {name} with an amount of 0: free plans are no paying customers and do not count as any.",
                "Nothing, if they are free plans; else fill in the amount.", table=name, rows=rows, effect=effect, metric="arpa",
            )  # fmt: skip
    bought = case.table("purchases", "amount", "date")
    if bought is not None and (back_paid := bought["amount"] < 0).any():
        effect = case.effect(
            "one_off_expansion_revenue", None, {"purchases": bought[~back_paid]}, "without the refunds", rows=bought[back_paid]
        )
        yield case.finding(
            "refunds", "note", "Negative purchases",
            f"{number_of_rows(int(back_paid.sum()))} of purchases are negative: taken off as refunds.",
            "Nothing, if they are refunds; else correct the sign.", table="purchases",
            rows=bought[back_paid], effect=effect,
            metric="one_off_expansion_revenue",
        )  # fmt: skip


def two_currencies(case: Case) -> Iterator[Finding]:
    """Amounts in another currency than the one that is read."""
    if not case.said("mixed_currency"):
        return
    said = [p for p in case.loaded.problems if p.code == "mixed_currency" and p.severity != "note"]
    base = mrr_table(case.dataset.tables)
    spots = {(p.sheet, row) for p in said for row in p.rows}
    for name in dict.fromkeys(m.table.key for m in case.loaded.matches if m.table is not None):
        written = case.as_written(name)
        here = pd.Series([spot in spots for spot in zip(written["_sheet"], written["_row"], strict=True)], written.index, dtype="bool")
        rows = written[here]
        if rows.empty:
            continue
        effect = None
        if name == base:
            whole = case.put_back(name, rows.dropna(subset=[c for c in ("customer_id", "start_date", "interval", "month") if c in rows]))
            effect = case.effect("mrr", None, {name: whole}, "if all amounts were added up as if in one currency")
        yield case.finding(
            "mixed_currency", "error", "Amounts in several currencies",
            f"{number_of_rows(len(rows))} of {name} in another currency than the others, which cannot be added to them.",
            "Answer which currency is to be read, or convert the amounts first.", table=name, rows=rows, effect=effect, metric="mrr",
        )  # fmt: skip


def overlapping(case: Case) -> Iterator[Finding]:
    """Subscriptions of the same customer and plan that run at the same time."""
    table = case.table("subscriptions", "customer_id", "start_date", "amount")
    if table is None:
        return
    paid = table[(table["amount"] > 0) & table["start_date"].notna() & table["customer_id"].notna()]
    end = paid["end_date"].fillna(pd.Timestamp.max.floor("D")) if "end_date" in paid else pd.Series(pd.Timestamp.max.floor("D"), paid.index)
    by = ["customer_id", *(["plan"] if "plan" in paid else [])]
    order = paid.assign(_end=end.astype("datetime64[us]")).sort_values([*by, "start_date"], kind="stable")
    until = order.groupby(by, dropna=False)["_end"].cummax().groupby([order[c] for c in by], dropna=False).shift(1)
    odd = order.index[(order["start_date"] < until).to_numpy()]
    if not len(odd):
        return
    rows = table.loc[odd.sort_values()]
    effect = case.effect("mrr", None, {"subscriptions": table.drop(index=odd)}, "without the later ones")
    same = "customer and plan" if "plan" in by else "customer"
    yield case.finding(
        "overlapping_subscriptions", "note", f"Two subscriptions of the same {same} at once",
        f"{number_of_rows(len(rows), 'subscription')} began while another of the same {same} was running; both count.",
        "If the later one replaced the earlier one, end the earlier one on that day.", table="subscriptions", rows=rows, effect=effect,
        metric="mrr",
    )  # fmt: skip


def missing_months(case: Case) -> Iterator[Finding]:
    """Customers with a month missing in the monthly MRR: a gap in the export, or left and won back?"""
    table = case.table("monthly_mrr", "customer_id", "month", "mrr")
    if table is None:
        return
    some = table[(table["mrr"] > 0) & table["month"].notna()]
    number = some["month"].dt.year * 12 + some["month"].dt.month
    order = some.assign(_number=number).sort_values(["customer_id", "_number"], kind="stable").drop_duplicates(["customer_id", "_number"])
    before = order.groupby("customer_id")["_number"].shift(1)
    gap = (order["_number"] - before).where(before.notna(), 1)
    after = order[gap > 1]
    if after.empty:
        return
    earlier = order.groupby("customer_id").shift(1).loc[after.index]
    fill = [
        row | {"month": row["month"] + pd.DateOffset(months=n)}
        for row, months in zip(
            earlier.assign(customer_id=after["customer_id"])[list(table)].to_dict("records"), gap[after.index], strict=True
        )
        for n in range(1, int(months))
    ]
    filled = pd.concat([table, pd.DataFrame(fill)[list(table)].astype({"month": table["month"].dtype})], ignore_index=True)
    effect = None
    if mrr_table(case.dataset.tables) == "monthly_mrr":
        effect = case.effect("gross_mrr_churn", None, {"monthly_mrr": filled}, "if the months between were paid as the month before")
    counted = "" if effect is not None else " MRR is worked out from the subscriptions, so no number changes."
    yield case.finding(
        "missing_month", "warning" if effect is not None else "note", "A month missing in the monthly MRR",
        f"{number_of_rows(len(fill), 'month')} of {number_of_rows(after['customer_id'].nunique(), 'customer')} are missing "
        f"between two months with MRR: it counts as left and won back.{counted}",
        "If the customer paid, add the row; a row with 0 says that it did not.", table="monthly_mrr", 
        rows=table.loc[after.index.sort_values()],
        count=len(fill), effect=effect, metric="gross_mrr_churn",
    )  # fmt: skip


CHECKS = (bridge, nothing_or_less, two_currencies, overlapping, missing_months)
