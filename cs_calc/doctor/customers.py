"""What can be odd about who the customers are: ids written in two ways, customers that no other table knows, dates that disagree."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cs_calc.doctor.case import METRIC_OF, Case, number_of_rows
from cs_calc.doctor.finding import Effect, Finding
from cs_calc.tables.ids import alike, members, mismatches, plain_ids
from cs_calc.tables.mrr import mrr_table
from cs_calc.tables.schema import TABLES


def _customer_tables(case: Case) -> dict[str, pd.DataFrame]:
    return {name: t for name in case.dataset.tables if (t := case.table(name, "customer_id")) is not None}


def one_id_two_spellings(case: Case) -> Iterator[Finding]:
    """Ids that differ only by case, spaces or zeros in front, within a table or between tables that otherwise agree."""
    tables = _customer_tables(case)
    apart = {m.table for m in mismatches(tables)}
    same = {name: t for name, t in tables.items() if name not in apart}
    if not same:
        return
    found = alike(pd.concat([t["customer_id"].dropna() for t in same.values()], ignore_index=True).astype("str"))
    rarer = found[found["id"] != found["usual"]]
    if rarer.empty:
        return
    usual = dict(zip(rarer["id"], rarer["usual"], strict=True))
    touched = {name: t[members(t["customer_id"], usual)] for name, t in same.items()}
    touched = {name: rows for name, rows in touched.items() if len(rows)}
    changed = {}
    for name in touched:
        ids = same[name]["customer_id"].astype("object")
        changed[name] = same[name].assign(customer_id=ids.map(usual).where(members(ids, usual), ids).astype("str"))
    base = mrr_table(case.dataset.tables)
    effect = case.effect("arpa", None, changed, "with one id for each of them") if base in changed else None
    if effect is None and "usage" in changed:
        effect = case.effect("product_activity_coefficient", None, changed, "with one id for each of them")
    rows = pd.concat(list(touched.values()), ignore_index=True)
    first = rarer.iloc[0]
    yield case.finding(
        "near_duplicate_ids", "warning", "One customer under two ids?",
        f'{number_of_rows(len(rarer), "id")} differ from another only by case, spaces or zeros in front, such as "{first["id"]}" and '
        f'"{first["usual"]}" ({number_of_rows(len(rows))} in {", ".join(touched)}). They count as different customers.',
        "Write each customer's id in one way in all tables.", table=next(iter(touched)), rows=rows, effect=effect, metric="arpa",
    )  # fmt: skip


def ids_of_another_kind(case: Case) -> Iterator[Finding]:
    """Two tables that name the same customers differently: 001 here, 1 there."""
    tables = _customer_tables(case)
    for m in mismatches(tables):
        rows, theirs = tables[m.table], tables[m.other]["customer_id"].dropna().drop_duplicates().astype("str")
        plain = dict(zip(plain_ids(theirs), theirs, strict=True))
        ids = rows["customer_id"]
        alike_ids = plain_ids(ids.fillna("")).map(plain)
        mended = rows.assign(customer_id=alike_ids.where(alike_ids.notna(), ids).astype("str"))
        metric = {"usage": ("product_activity_coefficient", None)}.get(m.table)
        effect = case.effect(*metric, {m.table: mended}, "with the ids written alike") if metric else None
        yield case.finding(
            "id_type_mismatch", "error", f"Customer ids of {m.table} do not fit those of {m.other}",
            f'"{m.example[0]}" in {m.table} is "{m.example[1]}" in {m.other}: {m.known:,} of {m.customers:,} customers match as they are, '
            f"{m.loosely:,} without regard to case, spaces and zeros in front.",
            "Write the ids in one way; format the column as text before you export, so that zeros in front stay.", table=m.table,
            rows=rows[alike_ids.notna() & (alike_ids != ids)], effect=effect, metric=metric[0] if metric else "",
        )  # fmt: skip


def unknown_customers(case: Case) -> Iterator[Finding]:
    """Rows of customers that neither the customer list nor the MRR data has."""
    tables = _customer_tables(case)
    bases = [name for name in ("customers", "subscriptions", "monthly_mrr") if name in tables]
    if not bases:
        return
    apart = {m.table for m in mismatches(tables)}
    for name, table in tables.items():
        others = [base for base in bases if base != name] if name not in ("customers",) else []
        if not others or name in apart or (name in bases and "customers" not in others):
            continue
        known = {str(i) for base in others for i in tables[base]["customer_id"].dropna().unique()}
        rows = table[table["customer_id"].notna() & ~members(table["customer_id"], known)]
        if rows.empty:
            continue
        customers = rows["customer_id"].nunique()
        metric, variant = METRIC_OF.get(name, ("", None))
        effect: Effect | None = None
        if metric and not (name == "monthly_mrr" and "subscriptions" in tables):
            effect = case.effect(metric, variant, {name: table.drop(index=rows.index)}, "without them", rows=rows)
        yield case.finding(
            "unknown_customers", "warning", f"{TABLES[name].name} of customers that no other table has",
            f"{number_of_rows(len(rows))} of {TABLES[name].name.lower()} are of {number_of_rows(customers, 'customer')} that "
            f"{' and '.join(others)} {'does' if len(others) == 1 else 'do'} not have; splits by plan or owner show them as not given.",
            "Add them to the customer list, or leave out test accounts.", table=name, rows=rows, effect=effect, metric=metric,
        )  # fmt: skip


def late_sign_ups(case: Case) -> Iterator[Finding]:
    """Customers who signed up after their first paid subscription began."""
    people, paid = case.table("customers", "customer_id", "signup_date"), case.table("subscriptions", "customer_id", "start_date")
    if people is None or paid is None:
        return
    first = paid.groupby("customer_id")["start_date"].min()
    began = people["customer_id"].map(first)
    late = people["signup_date"].dt.normalize() > began.dt.normalize()
    if not late.any():
        return
    changed = people.assign(signup_date=people["signup_date"].where(~late, began))
    metric = "time_to_value" if "first_value_at" in people else "onboarding_time" if "onboarding_done_at" in people else ""
    effect = case.effect(metric, None, {"customers": changed}, "if the first subscription's start were the sign-up") if metric else None
    yield case.finding(
        "late_sign_up", "warning", "Signed up after the first subscription",
        f"{number_of_rows(int(late.sum()), 'customer')} with a sign-up date after the first day of a subscription.",
        "Check both dates: often the sign-up date is the day of an import.", table="customers", rows=people[late], effect=effect,
        metric=metric,
    )  # fmt: skip


def renewed_after_leaving(case: Case) -> Iterator[Finding]:
    """Contracts that were renewed after their customer had left."""
    due, people = case.table("renewals", "customer_id", "due_date", "renewed"), case.table("customers", "customer_id", "churned_at")
    if due is None or people is None:
        return
    left = due["customer_id"].map(
        people.dropna(subset=["churned_at"]).drop_duplicates("customer_id").set_index("customer_id")["churned_at"]
    )
    when = due["renewed_at"].where(due["renewed_at"].notna(), due["due_date"]) if "renewed_at" in due else due["due_date"]
    odd = (due["renewed"] == 1) & (when.dt.normalize() > left.dt.normalize())
    if not odd.any():
        return
    effect = case.effect("renewal_rate", None, {"renewals": due[~odd]}, "without them", rows=due[odd])
    yield case.finding(
        "renewed_after_leaving", "warning", "Renewed after the customer left",
        f"{number_of_rows(int(odd.sum()), 'contract')} renewed after the day on which the customer list says that the customer left.",
        "Correct the day of leaving, or the renewal.", table="renewals", rows=due[odd], effect=effect, metric="renewal_rate",
    )  # fmt: skip


CHECKS = (one_id_two_spellings, ids_of_another_kind, unknown_customers, late_sign_ups, renewed_after_leaving)
