"""Every input of the support, product, revenue, onboarding and health metrics against plain loops over the sample's csv files."""

import csv
import math
import re
import statistics
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache

import pandas as pd
import pytest

from cs_calc.tables.dataset import Dataset
from cs_calc.tables.measures import ASSUMED, DERIVED, LAGGED, LISTS, MEASURES, words_for
from tests.tables.sheets import FOLDER, day, loaded, measured, sample, sheet, subscriptions

END = datetime(2026, 11, 1)
PLACES = [("month", "2025-08"), ("month", "2026-06"), ("month", "2026-10"), ("quarter", "2026-Q2"), ("year", "2025")]


@cache
def table(name):
    with open(FOLDER / "csv" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def when(text):
    return datetime.fromisoformat(text) if text else None


def period_of(moment, kind):
    m = moment.month
    return {"month": f"{moment:%Y-%m}", "quarter": f"{moment.year}-Q{(m + 2) // 3}", "year": f"{moment.year}"}[kind]


def days_of(kind, period):
    first = date(2024, 11, 1)
    return [d for n in range(730) if period_of(d := first + timedelta(days=n), kind) == period]


def hours(later, earlier):
    return (later - earlier).total_seconds() / 3600


def inside(name, column, kind, period):
    return [r for r in table(name) if r[column] and when(r[column]) < END and period_of(when(r[column]), kind) == period]


def p90(values):
    values, place = sorted(values), 0.9 * (len(values) - 1)
    low = int(place)
    return values[low] + (place - low) * (values[min(low + 1, len(values) - 1)] - values[low])


@cache
def subs():
    """Customer -> the stretches of days that were paid for, the last day left out."""
    found = defaultdict(list)
    for r in table("subscriptions"):
        end = when(r["end_date"])
        if float(r["amount"]) > 0:
            found[r["customer_id"]].append((when(r["start_date"]).date(), end.date() if end and end < END else date.max))
    return found


def paying(stretches, on):
    return any(start <= on < end for start, end in stretches)


def tickets_in(kind, period):
    wanted, lists = Counter(), defaultdict(list)
    rows = inside("tickets", "created_at", kind, period)
    tags = Counter(t.strip() for r in rows for t in dict.fromkeys(re.split("[;,]", r["tags"])) if t.strip())
    people = {r["requester_id"] for r in rows}
    for r in rows:
        made, first, done = when(r["created_at"]), when(r["first_response_at"]), when(r["resolved_at"])
        wanted["tickets_received"] += 1
        wanted["tickets_resolved"] += done is not None
        wanted["solved_first_contact"] += r["interactions"] == "1" and done is not None and r["reopened"] == "no"
        wanted["avoidable_tickets"] += r["avoidable"] == "yes"
        wanted["documented_tickets"] += r["topic_has_article"] == "yes"
        if r["auto_reply"] == "no":
            if first:
                lists["response_hours"].append(hours(first, made))
                wanted["response_hours_within"] += hours(first, made) <= (1 if r["channel"] == "social" else 24)
            elif not done:
                lists["unanswered_hours"].append(hours(END, made))
        lists["resolution_hours" if done else "open_hours"].append(hours(done or END, made))
    return {**wanted, "requesters": len(people), "tagged_tickets": max(tags.values())}, lists


def surveys_in(kind, period):
    rows = inside("survey_responses", "date", kind, period)
    ces = [int(r["score"]) for r in rows if r["survey_type"] == "CES"]
    themes = Counter(t.strip() for r in rows for t in dict.fromkeys(re.split("[;,]", r["themes"])) if t.strip())
    return {
        "ease_answers": len(ces), "easy_answers": sum(s >= 5 for s in ces), "comments": sum(bool(r["comment"] or r["themes"]) for r in rows),
        "theme_comments": max(themes.values()),
    }, {"ease_scores": [float(s) for s in ces]}  # fmt: skip


def money_in(kind, period):
    wanted = Counter()
    names = {"upsell": "upsell_revenue", "cross-sell": "cross_sell_revenue", "loyalty": "loyalty_revenue", "add-on": "add_on_revenue"}
    bought = inside("purchases", "date", kind, period)
    for r in bought:
        wanted[names.get(r["kind"], "other_one_off_revenue")] += float(r["amount"])
    wanted["purchased_amount"], wanted["purchases"] = sum(float(r["amount"]) for r in bought), len(bought)
    wanted["buyers"] = len({r["customer_id"] for r in bought})
    costs = {
        "Customer success team": "cs_payroll_cost", "Customer service team": "cs_payroll_cost", "Engagement and adoption programmes": "engagement_cost",
        "Professional services and training": "services_training_cost", "Customer marketing": "customer_marketing_cost", "Sales": "sales_cost",
        "Marketing": "marketing_cost",
    }  # fmt: skip
    for r in inside("costs", "month", kind, period):
        if r["category"] in costs:
            wanted[costs[r["category"]]] += float(r["amount"])
    for r in inside("renewals", "due_date", kind, period):
        wanted["contracts_due"] += 1
        wanted["contracts_renewed"] += r["renewed"] == "yes"
        wanted["value_due"] += float(r["value_due"])
        wanted["value_renewed"] += min(float(r["value_renewed"] or 0), float(r["value_due"])) if r["renewed"] == "yes" else 0
    deals = inside("opportunities", "date", kind, period)
    wanted["opportunities"], wanted["opportunities_won"] = len(deals), sum(r["outcome"] == "won" for r in deals)
    for r in inside("outcomes", "date", kind, period):
        if r["verified"] == "yes" and r["before"] and r["after"]:
            wanted["outcome_before"] += float(r["before"])
            wanted["outcome_after"] += float(r["after"])
    wanted["help_centre_users"] = sum(int(r["users"]) for r in inside("help_center_sessions", "date", kind, period))
    return wanted, {}


def accounts_in(kind, period):
    wanted, lists = Counter(), defaultdict(list)
    first = datetime.combine(days_of(kind, period)[0], datetime.min.time())
    for r in table("customers"):
        start, began, ended, became = (when(r[c]) for c in ("signup_date", "trial_start", "trial_end", "converted_at"))
        value, done, gone = (when(r[c]) for c in ("first_value_at", "onboarding_done_at", "churned_at"))
        wanted["upgrades"] += bool(became) and period_of(became, kind) == period
        if began and period_of(began, kind) == period:
            wanted["trials_started"] += 1
            wanted["converted_of_started"] += became is not None
        if ended and ended < END and period_of(ended, kind) == period:
            speed = "fast" if done and hours(done, began) <= 24 else "slow"
            wanted.update(
                {"trials_ended": 1, "converted_of_ended": bool(became), f"{speed}_started": 1, f"{speed}_converted": bool(became)}
            )
        ends = [d for d in (ended, became, gone) if d]
        if began and began < first and all(d >= first for d in ends):
            wanted["free_at_start"] += 1
            wanted["free_upgraded"] += bool(became) and period_of(became, kind) == period
        if period_of(start, kind) != period:
            continue
        until = gone or END
        lists["value_days" if value else "value_waiting_days"].append(hours(value or max(until, start), start) / 24)
        lists["onboarding_days" if done else "onboarding_waiting_days"].append(hours(done or max(until, start), start) / 24)
        target = start + timedelta(days=int(r["target_days"]))
        wanted["onboardings_planned"] += target < END
        wanted["onboarded_on_plan"] += target < END and done is not None and done.date() <= target.date()
        old = start + timedelta(days=1) <= END
        wanted["sign_ups"] += old
        wanted["value_within_day"] += old and value is not None and hours(value, start) <= 24
    return wanted, lists


def usage_in(kind, period):
    days = days_of(kind, period)
    weeks = [d for d in days if d.weekday() == 0 and d + timedelta(days=6) in set(days)]
    months = sorted({(d.year, d.month) for d in days})
    rows = inside("usage", "date", kind, period)
    seen, used = defaultdict(set), defaultdict(set)  # day -> users, customer -> days
    for r in rows:
        d = when(r["date"]).date()
        seen[d].add(r["user_id"])
        used[r["customer_id"]].add(d)
    wanted = Counter(
        users=len({r["user_id"] for r in rows}), product_minutes=sum(int(r["minutes"]) for r in rows if r["minutes"]),
        sessions=sum(bool(r["minutes"]) for r in rows), active_customers=len(used),
    )  # fmt: skip
    for customer, mine in subs().items():
        alive = {d for d in days if paying(mine, d)}
        wanted["active_days"] += len(alive & used[customer])
        wanted["possible_days"] += len(alive)
        for monday in weeks:
            week = {monday + timedelta(days=n) for n in range(7)}
            wanted["possible_weeks"] += week <= alive
            wanted["active_weeks"] += week <= alive and bool(week & used[customer])
        if days[-1] in alive:
            wanted["all_customers"] += 1
            wanted["feature_customers"] += bool(used[customer])
            wanted["daily_customers"] += 7 * len(used[customer]) >= 5 * len(days)
            wanted["weekly_customers"] += all(any(m <= d < m + timedelta(days=7) for d in used[customer]) for m in weeks)
            wanted["monthly_customers"] += {(d.year, d.month) for d in used[customer]} == set(months)
    lists = {
        "daily_users": [float(len(seen[d])) for d in days],
        "weekly_users": [float(len(set().union(*(seen[m + timedelta(days=n)] for n in range(7))))) for m in weeks],
        "monthly_users": [float(len(set().union(*(seen[d] for d in days if (d.year, d.month) == m)))) for m in months],
    }  # fmt: skip
    return wanted, lists


@pytest.mark.parametrize("loop", [tickets_in, surveys_in, money_in, accounts_in, usage_in], ids=lambda f: f.__name__)
@pytest.mark.parametrize(("kind", "period"), PLACES)
def test_inputs_are_what_a_plain_loop_counts(loop, kind, period):
    wanted, lists = loop(kind, period)
    assert len(wanted) >= 4
    for engine in ("pandas", "duckdb") if (kind, period) == PLACES[3] else ("pandas",):
        known = sample(engine).dataset.inputs(kind)[period, "All"]
        assert {k: known[k] for k in wanted} == {k: pytest.approx(float(v)) for k, v in wanted.items()}
        for key, values in lists.items():
            assert known.get(key, ()) == pytest.approx(sorted(values)), key
            if values:
                right = {
                    "median": statistics.median(values),
                    "mean": math.fsum(values) / len(values),
                    "p90": p90(values),
                    "count": len(values),
                }
                assert {how: known[f"{key}_{how}"] for how in right} == pytest.approx(right), key


@pytest.mark.parametrize("feature", ["Shared reports", "Import"])
def test_renewals_with_and_without_a_feature_are_what_a_plain_loop_counts(feature):
    use = defaultdict(list)
    for r in table("usage"):
        use[r["customer_id"]].append((when(r["date"]), r["feature"]))
    wanted = Counter()
    for r in inside("renewals", "due_date", "quarter", "2026-Q1"):
        due = when(r["due_date"])
        had = any(due - timedelta(days=90) <= d < due and f == feature for d, f in use[r["customer_id"]])
        wanted["with_behaviour" if had else "without_behaviour"] += 1
        wanted["with_outcome" if had else "without_outcome"] += r["renewed"] == "yes"
    known = sample().dataset.inputs("quarter", "feature")["2026-Q1", feature]
    assert {k: known[k] for k in wanted} == dict(wanted) and sum(wanted.values()) > 10


def test_wide_use_before_a_renewal_is_at_least_half_of_all_features():
    use, every = defaultdict(list), set()
    for r in table("usage"):
        use[r["customer_id"]].append((when(r["date"]), r["feature"]))
        every.add(r["feature"])
    wanted = Counter()
    for r in inside("renewals", "due_date", "quarter", "2026-Q1"):
        due = when(r["due_date"])
        mine = {f for d, f in use[r["customer_id"]] if due - timedelta(days=90) <= d < due}
        had = 2 * len(mine) >= len(every)
        wanted["with_behaviour" if had else "without_behaviour"] += 1
        wanted["with_outcome" if had else "without_outcome"] += r["renewed"] == "yes"
    for engine in ("pandas", "duckdb"):
        known = sample(engine).dataset.inputs("quarter")["2026-Q1", "All"]
        assert {k: known[k] for k in wanted} == dict(wanted) and wanted["without_behaviour"] > 0


def test_a_tag_a_theme_and_a_feature_are_counted_against_the_whole():
    data = sample().dataset
    rows = inside("tickets", "created_at", "month", "2026-06")
    for tag in ("bug report", "how-to"):
        known = data.inputs("month", "tag")["2026-06", tag]
        assert known["tagged_tickets"] == sum(tag in r["tags"].split(";") for r in rows) and known["tickets_received"] == len(rows)
    common = Counter(t for r in rows for t in r["tags"].split(";") if t).most_common()
    best = min(t for t, n in common if n == common[0][1])
    assert data.most_common("tagged_tickets", "month", "2026-06") == best
    assert len(data.rows("tagged_tickets", "month", "2026-06")) == common[0][1]
    plans = {r["customer_id"]: r["plan"] for r in table("customers")}
    last = date(2026, 6, 30)
    there = {c for c, mine in subs().items() if paying(mine, last)}
    ever = {plans[r["customer_id"]] for r in table("usage") if r["feature"] == "Import"}
    known = data.inputs("month", "feature")["2026-06", "Import"]
    users = {r["customer_id"] for r in inside("usage", "date", "month", "2026-06") if r["feature"] == "Import"}
    assert known["feature_customers"] == len(users & there) and known["all_customers"] == len(there)
    assert known["eligible_customers"] == sum(plans[c] in ever for c in there)
    themes = data.inputs("quarter", "theme")
    assert {known["comments"] for (p, _), known in themes.items() if p == "2026-Q2"} == {
        data.inputs("quarter")["2026-Q2", "All"]["comments"]
    }


def test_every_input_says_how_it_is_counted():
    for key in (*MEASURES, *LISTS, *DERIVED, *LAGGED, *ASSUMED, "periods_in_year"):
        assert len(words_for(key)) > 8, key
    table = sample().dataset.measure("month")
    assert set(table.columns) - {"period", "segment"} == {*MEASURES, *DERIVED, *LAGGED, *ASSUMED, "periods_in_year"}
    assert "assumption" in words_for("gross_margin") and "assumption" in words_for("usage_weight")


def test_what_is_assumed_can_be_set():
    data = Dataset(sample().dataset.tables, sample().dataset.as_of, assumed={"gross_margin": 0.8, "target_hours": 4.0})
    table = data.measure("year")
    assert set(table["gross_margin"]) == {0.8} and set(table["target_hours"]) == {4.0}
    assert table["response_hours_within"].sum() < sample().dataset.measure("year")["response_hours_within"].sum()


def test_expansion_of_the_period_before_stands_beside_that_of_the_period():
    table = sample().dataset.measure("quarter", "plan")
    for _, rows in table.groupby("segment"):
        assert rows["earlier_expanded_mrr"].iloc[1:].tolist() == rows["expanded_mrr"].iloc[:-1].tolist()
        assert pd.isna(rows["earlier_expanded_mrr"].iloc[0])


# By hand


def tickets(**columns):
    return sheet("tickets", {"ticket_id": [f"t{i}" for i in range(len(columns["created_at"]))], **columns})


ENGINES = pytest.mark.parametrize("engine", ["pandas", "duckdb"])


@ENGINES
def test_a_month_without_tickets_has_none_and_no_median(engine):
    made = [day("2026-01-05 10:00"), day("2026-03-30 10:00")]
    data = loaded(
        tickets(created_at=made, first_response_at=[day("2026-01-05 12:00"), None]), engine=engine, until=date(2026, 3, 31)
    ).dataset
    assert measured(data, "month", "2026-02")["tickets_received"] == 0 == measured(data, "month", "2026-02")["response_hours_count"]
    assert pd.isna(measured(data, "month", "2026-02")["response_hours_median"]) and "resolution_hours_median" not in data.measure("month")
    march = data.inputs("month")["2026-03", "All"]
    assert march["unanswered_hours"] == pytest.approx((38.0,)) and "response_hours" not in march
    assert measured(data, "quarter", "2026-Q1")["response_hours_median"] == 2


@ENGINES
def test_automatic_replies_are_no_replies_and_social_channels_have_an_hour(engine):
    made = [day("2026-01-05 10:00")] * 5
    first = [day("2026-01-05 10:01"), day("2026-01-05 11:00"), day("2026-01-05 12:00"), day("2026-01-06 10:00"), None]
    data = loaded(
        tickets(created_at=made, first_response_at=first, auto_reply=["yes", "no", None, "no", "no"], channel=["email", "Twitter", "social", "email", "email"],
                requester_id=["a", "a", None, "b", "b"], customer_id=["x", "x", "x", None, None], tags=["A; b", "a,B,a", None, "c", ""]),
        engine=engine, until=date(2026, 1, 31),
    ).dataset  # fmt: skip
    row = data.inputs("month")["2026-01", "All"]
    assert row["response_hours"] == (1.0, 2.0, 24.0) and row["response_hours_within"] == 2 and row["unanswered_hours_count"] == 1
    assert row["requesters"] == 3 and row["tagged_tickets"] == 2
    assert data.most_common("tagged_tickets", "month", "2026-01").lower() == "a"
    assert {s for _, s in data.inputs("month", "tag")} == {s for _, s in data.inputs("month", "tag") if s.lower() in "abc"}
    assert "users" not in row and data.most_common("tagged_tickets", "month", "1999-01") == ""


@ENGINES
def test_users_are_those_of_the_list_where_there_is_no_usage(engine):
    people = sheet("customers", {"customer_id": list("ABC"), "signup_date": [day("2025-01-01"), day("2026-02-01"), day("2025-01-01")], "users": [5, 7, 11],
                                 "churned_at": [None, None, day("2025-12-31")]})  # fmt: skip
    asked = tickets(created_at=[day("2026-01-05"), day("2026-02-05")], customer_id=["A", "B"])
    data = loaded(people, asked, engine=engine, until=date(2026, 2, 28)).dataset
    assert data.measure("month").set_index("period")["users"].dropna().to_dict() == {"2026-01": 5, "2026-02": 12}
    assert "list of customers" in words_for("users")


@ENGINES
def test_open_trials_are_not_counted_as_ended(engine):
    people = sheet("customers", {
        "customer_id": list("ABCD"), "signup_date": [day("2026-01-20")] * 4, "trial_start": [day("2026-01-20")] * 4,
        "trial_end": [day("2026-02-03"), day("2026-02-03"), day("2026-02-20"), None],
        "converted_at": [day("2026-02-01"), None, None, day("2026-02-09")], "onboarding_done_at": [day("2026-01-20 15:00"), day("2026-01-25"), None, None],
    })  # fmt: skip
    data = loaded(people, engine=engine, until=date(2026, 2, 10)).dataset
    january, february = measured(data, "month", "2026-01"), measured(data, "month", "2026-02")
    assert (january["trials_started"], january["converted_of_started"]) == (4, 2)
    assert (february["trials_ended"], february["converted_of_ended"], february["fast_started"], february["slow_started"]) == (2, 1, 1, 1)
    assert (february["free_at_start"], february["free_upgraded"], february["upgrades"]) == (4, 2, 2)


@ENGINES
def test_a_contract_never_renews_more_than_was_due(engine):
    due = sheet("renewals", {"customer_id": list("ABCDE"), "due_date": [day("2026-01-10")] * 4 + [day("2026-06-10")], "renewed": ["yes", "yes", "no", "yes", "no"],
                             "value_due": [100, 100, 100, 100, 100], "value_renewed": [150, 60, None, None, None]})  # fmt: skip
    row = measured(loaded(due, engine=engine, until=date(2026, 1, 31)).dataset, "month", "2026-01")
    assert (row["contracts_due"], row["contracts_renewed"], row["value_due"], row["value_renewed"]) == (4, 3, 300, 160)


@ENGINES
def test_refunds_take_off_the_amount_but_are_no_purchases(engine):
    bought = sheet(
        "purchases",
        {"customer_id": list("AAB"), "date": [day("2026-01-10")] * 3, "amount": [100, -40, 50], "kind": ["Up-sell", "upsell", None]},
    )
    row = measured(loaded(bought, engine=engine, until=date(2026, 1, 31)).dataset, "month", "2026-01")
    assert (row["upsell_revenue"], row["other_one_off_revenue"], row["purchases"], row["buyers"], row["purchase_value"]) == (
        60,
        50,
        2,
        2,
        55,
    )


@ENGINES
def test_nobody_leaving_is_a_churn_of_nothing_and_a_lifespan_that_is_not_known(engine):
    data = loaded(subscriptions([("A", "2025-12-01", None, 10, "month")]), until=date(2026, 1, 31), engine=engine).dataset
    row = measured(data, "month", "2026-01")
    assert row["monthly_churn"] == 0 and pd.isna(row["lifespan_months"]) and row["growth_score"] == 100 and "usage_score" not in row


@ENGINES
def test_without_mrr_customers_are_those_seen_in_usage_so_far(engine):
    seen = sheet(
        "usage",
        {"customer_id": ["A", "B", "A"], "date": [day("2026-01-01"), day("2026-01-20"), day("2026-02-02")], "minutes": [5, None, 10]},
    )
    data = loaded(seen, engine=engine, until=date(2026, 2, 28)).dataset
    table = data.measure("month").set_index("period")
    assert table["all_customers"].tolist() == [2, 2] and table["feature_customers"].tolist() == [2, 1]
    assert table["sessions"].tolist() == [1, 1] and table["monthly_users_mean"].tolist() == [2, 1] and "eligible_customers" not in table
    assert measured(data, "year", "2026")["monthly_users_count"] == 2


def test_votes_count_in_the_last_period_of_the_data():
    votes = sheet("article_votes", {"article_id": ["a", "b"], "helpful_yes": [3, 4], "helpful_no": [1, None]})
    data = loaded(subscriptions([("A", "2025-12-01", None, 10, "month")]), votes, until=date(2026, 1, 31)).dataset
    assert measured(data, "month", "2026-01")["helpful_votes"] == 7 and measured(data, "month", "2026-01")["unhelpful_votes"] == 1
    assert pd.isna(measured(data, "month", "2025-12")["helpful_votes"])
