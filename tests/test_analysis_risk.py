"""The churn-risk rules, the at-risk list and its back-test, against naive loops over the rows of the sample."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cs_calc.analysis.risk import at_risk, by_reason, last_day, listed, of_segment, opening, stopped
from cs_calc.analysis.risk_backtest import ANY, Checked, back_test, believe, checked_table, left_after, past_days, size_sentence
from cs_calc.analysis.risk_charts import checked_picture, reasons_picture
from cs_calc.analysis.risk_model import Setting
from cs_calc.analysis.risk_ready import EXPANSION, REFERENCE, asked_where, ready, ready_sentence
from cs_calc.analysis.risk_records import as_of, date_of, end_of_month, records
from cs_calc.analysis.risk_rules import RULES, choices, preferred
from cs_calc.analysis.risk_settings import Settings, read_short, short, start, telling_feature
from cs_calc.sample import sample_workbook
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS

DAY, BEFORE = pd.Timestamp("2026-10-31"), pd.Timestamp("2026-03-31")


def number(day):
    return (pd.Timestamp(day) - pd.Timestamp("1970-01-01")).days


def days(n):
    return pd.Timedelta(days=n)


@pytest.fixture(scope="module")
def sample():
    return load([read_file("sample.xlsx", sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)]).dataset


@pytest.fixture(scope="module")
def everything(sample):
    """Every rule on."""
    first = start(sample, RULES)
    return Settings({k: replace(s, on=True) for k, s in first.rules.items()})


@pytest.fixture(scope="module")
def plain(sample):
    """The tables as lists of records by customer, and MRR by customer and month."""
    found = {}
    for name in ("tickets", "survey_responses", "usage", "renewals", "mrr_movements", "customers"):
        by = {}
        for row in sample.tables[name].to_dict("records"):
            by.setdefault(row["customer_id"], []).append(row)
        found[name] = by
    mrr = {}
    for row in sample.tables["monthly_mrr"].to_dict("records"):
        key = (row["customer_id"], f"{row['month']:%Y-%m}")
        mrr[key] = mrr.get(key, 0.0) + row["mrr"]
    found["mrr"] = mrr
    found["begins"] = min(r["date"] for rows in found["usage"].values() for r in rows).normalize()
    return found


def month(day, back=0):
    return f"{pd.Timestamp(day) - pd.DateOffset(months=back):%Y-%m}"


def naive(rule, plain, customer, day):
    """Whether a rule flags a customer at the end of a day, row by row, with the starting numbers."""

    def before(name, column, since=10**5):
        first, end = day - days(since - 1), day + days(1)
        return [r for r in plain[name].get(customer, []) if first <= r[column] < end]

    one = plain["customers"][customer][0]
    used = {r["date"].normalize() for r in before("usage", "date")} if rule in ("usage_fell", "no_use") else set()
    dues = [r["due_date"] for r in plain["renewals"].get(customer, []) if r["due_date"] > day]
    if day == DAY and pd.notna(one["renewal_date"]) and one["renewal_date"] > day:
        dues.append(one["renewal_date"])
    due = min(dues, default=None)
    mrr = plain["mrr"]
    match rule:
        case "usage_fell":
            now = sum(d > day - days(30) for d in used)
            was = sum(day - days(120) < d <= day - days(30) for d in used)
            return was >= 6 and now <= was * 30 / 90 * 0.4
        case "no_use":
            last = max(used) if used else max(one["signup_date"].normalize(), plain["begins"])
            return (day - last).days >= 30
        case "detractor" | "low_csat":
            survey, most = ("NPS", 6) if rule == "detractor" else ("CSAT", 2)
            answers = [r for r in before("survey_responses", "date", 90) if r["survey_type"] == survey]
            answers = [r for r in answers if survey == "NPS" or r["scale_max"] == 5]
            return bool(answers) and max(answers, key=lambda r: (r["date"], r["_row"]))["score"] <= most
        case "open_tickets":
            old = [r for r in before("tickets", "created_at") if r["created_at"].normalize() <= day - days(14)]
            return sum(not (r["resolved_at"] < day + days(1)) for r in old) >= 2
        case "many_tickets":
            return len(before("tickets", "created_at", 30)) >= 3
        case "tagged":
            return any("billing issue" in str(r["tags"]).split(";") for r in before("tickets", "created_at", 30))
        case "mrr_fell":
            was, now = mrr.get((customer, month(day, 3)), 0.0), mrr.get((customer, month(day)), 0.0)
            return was > 0 and now <= was * 0.9 + 1e-9
        case "price_rise":
            return any(r["source"] == "price change" for r in before("mrr_movements", "date", 90))
        case "renewal_due":
            return due is not None and due <= day + days(60)
        case "renewal_unused":
            seen = any(r["feature"] == "Shared reports" for r in before("usage", "date", 90))
            return due is not None and due <= day + days(60) and not seen
        case "not_set_up":
            if pd.isna(one["signup_date"]) or (pd.notna(one["onboarding_done_at"]) and one["onboarding_done_at"] < day + days(1)):
                return False
            since = (day - one["signup_date"].normalize()).days
            return since >= one["target_days"] and since <= 12 * 30.44
    raise AssertionError(rule)


@pytest.mark.parametrize("day", [DAY, BEFORE])
@pytest.mark.parametrize("rule", [r.key for r in RULES])
def test_a_rule_flags_the_customers_that_a_loop_over_the_rows_flags(sample, everything, plain, rule, day):
    found = at_risk(sample, everything, number(day))
    ids = records(sample).ids
    there = {c for c, m in plain["mrr"] if m == month(day) and plain["mrr"][c, m] > 0}
    assert {ids[i] for i in np.flatnonzero(found.day.there)} == there
    flagged = {ids[i] for i in np.flatnonzero(found.hits[rule].flags)}
    assert flagged == {c for c in there if naive(rule, plain, c, day)}
    assert all(found.hits[rule].words(int(i)) for i in np.flatnonzero(found.hits[rule].flags))
    assert flagged or (rule == "price_rise" and day == DAY)


def test_what_came_after_a_day_changes_nothing_that_is_known_of_it(sample, everything):
    """The same tables cut off at that day flag the same customers: no rule looks ahead."""
    end = BEFORE + days(1)
    cut = {}
    for name, when in {"tickets": "created_at", "survey_responses": "date", "usage": "date", "mrr_movements": "date",
                       "subscriptions": "start_date"}.items():  # fmt: skip
        cut[name] = sample.tables[name][sample.tables[name][when] < end].reset_index(drop=True)
    for column in ("resolved_at", "first_response_at"):
        cut["tickets"][column] = cut["tickets"][column].where(cut["tickets"][column] < end)
    cut["subscriptions"]["end_date"] = cut["subscriptions"]["end_date"].where(cut["subscriptions"]["end_date"] < end)
    cut["renewals"] = sample.tables["renewals"].assign(renewed=np.nan, renewed_at=pd.NaT, value_renewed=np.nan)  # a due date is known ahead
    customers = sample.tables["customers"].drop(columns="renewal_date")
    for column in ("onboarding_done_at", "churned_at", "converted_at"):
        customers[column] = customers[column].where(customers[column] < end)
    cut["customers"] = customers
    known = at_risk(Dataset(cut, BEFORE.date()), everything, number(BEFORE))
    whole = at_risk(sample, everything, number(BEFORE))
    for key, hit in whole.hits.items():
        one, other = (set(f.day.records.ids[f.hits[key].flags]) for f in (whole, known))
        assert one == other, key
        assert len(one) == hit.flags.sum()


def test_the_list_is_in_the_order_of_money_and_adds_up_with_the_metric(sample):
    settings = start(sample, RULES)
    day = last_day(sample, "month", "2026-10")
    found = at_risk(sample, settings, day)
    inside = of_segment(sample, None, "All")
    rows = listed(sample, found, inside)
    assert list(rows["mrr"]) == sorted(rows["mrr"], reverse=True)
    assert len(rows) == int((found.reasons >= 1).sum()) and (rows["rules"].str.len() == rows["reasons"]).all()
    closing = sample.inputs("month")["2026-10", "All"]["total_mrr"]
    assert float(found.day.mrr.sum()) == pytest.approx(closing)
    reasons = by_reason(rows)
    for row in reasons.to_dict("records"):
        mine = rows[[row["rule"] in r for r in rows["rules"]]]
        assert (row["customers"], row["mrr"]) == (len(mine), pytest.approx(float(mine["mrr"].sum())))
    said = opening(found, rows, inside, "$")
    assert said[0].startswith("$50.7k MRR (27.6% of it all) is at risk in 145 of 483 accounts on 31 Oct 2026")
    assert rows["customer_name"].iloc[0] in said[1]
    parts = [int(of_segment(sample, "plan", p).sum()) for p in ("Basic", "Team", "Business")]
    assert sum(parts) == records(sample).n
    assert "largest reason" in reasons_picture(reasons, "$", money=True).title


def test_two_reasons_can_be_asked_for(sample):
    first = start(sample, RULES)
    day = number(DAY)
    both = at_risk(sample, replace(first, least=2), day)
    assert both.flags.sum() == (at_risk(sample, first, day).reasons >= 2).sum() > 0


@pytest.fixture(scope="module")
def tested(sample):
    settings = start(sample, RULES)
    return past_days(sample, number(DAY)), settings


def test_the_back_test_counts_who_left_in_the_three_months_after_by_a_loop_over_the_months(sample, tested, plain):
    """For the latest day, and the customers on Business: the loops are slow."""
    ends, settings = tested
    assert [f"{date_of(d):%Y-%m-%d}" for d in ends] == ["2026-07-31", "2026-04-30", "2026-01-31", "2025-10-31", "2025-07-31", "2025-04-30"]
    inside, ends = of_segment(sample, "plan", "Business"), ends[:1]
    sums = {ANY: [0, 0, 0, 0], "detractor": [0, 0, 0, 0]}
    money = 0.0
    for end in ends:
        day = date_of(end)
        after = [f"{day + pd.offsets.MonthEnd(n):%Y-%m}" for n in (1, 2, 3)]
        there = [c for c, m in plain["mrr"] if m == month(day) and plain["mrr"][c, m] > 0]
        there = [c for c in there if plain["customers"][c][0]["plan"] == "Business"]
        for customer in there:
            left = any(plain["mrr"].get((customer, m), 0.0) <= 0 for m in after)
            on = [k for k, s in settings.rules.items() if s.on]
            for key, flag in (
                (ANY, any(naive(k, plain, customer, day) for k in on)),
                ("detractor", naive("detractor", plain, customer, day)),
            ):
                place = 0 if flag else 2
                sums[key][place] += 1
                sums[key][place + 1] += left
            money += plain["mrr"][customer, month(day)] if left else 0.0
    found = {t.rule: t for t in back_test(sample, settings, ends, inside)}
    for key, counts in sums.items():
        t = found[key]
        assert [t.flagged, t.left, t.others, t.others_left] == counts
    assert found[ANY].mrr_left_all == pytest.approx(money)


def test_the_page_gives_away_that_few_leave_but_the_large_ones(sample, tested):
    ends, settings = tested
    inside = of_segment(sample, None, "All")
    pooled, latest = (back_test(sample, settings, d, inside) for d in (ends, ends[:1]))
    said = " ".join(believe(pooled, latest, ends, "$"))
    assert "flagged accounts left 3.5 times as often as others within 3 months" in said
    assert "10 customers left with $24.7k MRR" in said and "the large ones leave" in said
    assert "$2,466 each, against $254 in the quarters before" in said
    by_rule = {t.rule: t.verdict for t in pooled}
    assert by_rule["detractor"] == by_rule["renewal_unused"] == "went before" and by_rule["low_csat"] == "may be chance"
    table = checked_table(pooled)
    assert (table["flagged"] + table["others"]).nunique() == 1
    assert "Detractor" in checked_picture(table, "T").alt


def test_the_price_change_went_before_leaving_on_team(sample):
    ends = past_days(sample, last_day(sample, "month", "2026-06"))
    found = {t.rule: t for t in back_test(sample, start(sample, RULES), ends, of_segment(sample, "plan", "Team"))}
    assert found["price_rise"].verdict == "went before" and found["price_rise"].left >= 10


def test_a_test_says_too_few_and_may_be_chance():
    assert Checked("a", "A", 19, 19, 100, 0, 0.0, 0.0).verdict == "too few"
    assert Checked("a", "A", 50, 5, 500, 45, 0.0, 0.0).verdict == "may be chance"
    assert Checked("a", "A", 100, 30, 500, 0, 0.0, 0.0).verdict == "went before"
    assert Checked("a", "A", 400, 1, 400, 40, 0.0, 0.0).verdict == "the wrong way"
    nobody = Checked("a", "A", 50, 0, 50, 0, 0.0, 0.0)
    assert "Nobody left" in size_sentence(nobody, nobody, end_of_month(24316), "$")


def test_without_mrr_the_list_of_customers_tells_who_is_there_and_who_left(sample):
    bare = Dataset({"customers": sample.tables["customers"], "survey_responses": sample.tables["survey_responses"]}, sample.as_of)
    then = as_of(records(bare), number("2026-07-31"))
    rows = sample.tables["customers"].to_dict("records")

    def there(r, day):
        became = pd.isna(r["trial_start"]) or r["converted_at"] < day + days(1)
        return r["signup_date"] < day + days(1) and became and not (r["churned_at"] < day + days(1))

    when = pd.Timestamp("2026-07-31")
    assert then.there.sum() == sum(there(r, when) for r in rows)
    gone = sum(there(r, when) and when + days(1) <= r["churned_at"] < pd.Timestamp("2026-11-01") for r in rows)
    assert left_after(then).sum() == gone == 10
    assert at_risk(bare, start(bare, RULES), number(DAY)).lacking["no_use"] == "usage (customer_id, date)"


def test_with_nothing_but_answers_everybody_who_was_seen_counts_and_nothing_is_tested(sample):
    bare = Dataset({"survey_responses": sample.tables["survey_responses"]}, sample.as_of)
    found = at_risk(bare, start(bare, RULES), number(DAY))
    assert found.day.there.sum() == sample.tables["survey_responses"]["customer_id"].nunique()
    rows = listed(bare, found, of_segment(bare, None, "All"))
    assert "mrr" not in rows and list(rows["reasons"]) == sorted(rows["reasons"], reverse=True)
    assert "What they pay is not known" in opening(found, rows, of_segment(bare, None, "All"), "$")[0]
    assert past_days(bare, number(DAY)) == []


@pytest.mark.parametrize("text", ["", "-low_csat,no_use.45,+renewal_due,least.2", "usage_fell.10.30.4", "+tagged.9~how-to"])
def test_the_short_form_says_the_settings_and_back(sample, text):
    first = start(sample, RULES)
    found, unknown = read_short(text, first, RULES, sample)
    assert unknown == [] and read_short(short(found, first), first, RULES, sample)[0] == found
    assert bool(short(found, first)) == bool(text)


def test_a_hostile_short_form_is_named_and_does_nothing(sample):
    first = start(sample, RULES)
    found, unknown = read_short("<b>,no_use.1.2,tagged~nothing,no_use.99999,least.99,zzz", first, RULES, sample)
    assert unknown == ["<b>", "no_use.1.2", "tagged~nothing", "zzz"]
    assert found.rules["no_use"].numbers == {"days": 730} and found.least == 10
    assert read_short("x" * 10**6, first, RULES)[0] == first


def test_the_feature_that_goes_with_renewal_is_found_in_the_data(sample):
    assert telling_feature(sample) == "Shared reports" == start(sample, RULES).rules["renewal_unused"].choice
    assert "how-to" in choices(next(r for r in RULES if r.key == "tagged"), sample)
    assert preferred(next(r for r in RULES if r.key == "price_rise"), ["seats", "Price increase 2026"]) == "Price increase 2026"


def test_who_is_ready_meets_every_condition_by_a_loop_over_the_rows(sample, plain):
    risk = start(sample, RULES)
    first = start(sample, REFERENCE)
    inside = of_segment(sample, None, "All")
    found = ready(sample, REFERENCE, first, risk, number(DAY), inside)
    flagged = at_risk(sample, risk, number(DAY)).flags
    ids = records(sample).ids
    wanted = set()
    for place, customer in enumerate(ids):
        if plain["mrr"].get((customer, "2026-10"), 0.0) <= 0 or flagged[place]:
            continue
        answers = [r for r in plain["survey_responses"].get(customer, []) if r["survey_type"] == "NPS" and r["date"] > DAY - days(180)]
        tickets = plain["tickets"].get(customer, [])
        good = bool(answers) and max(answers, key=lambda r: (r["date"], r["_row"]))["score"] >= 9
        good &= (DAY - plain["customers"][customer][0]["signup_date"].normalize()).days // 30.44 >= 12
        good &= not any(pd.isna(r["resolved_at"]) and r["created_at"].normalize() <= DAY - days(7) for r in tickets)
        good &= sum(r["created_at"].normalize() > DAY - days(90) for r in tickets) <= 3
        good &= plain["mrr"][customer, "2026-10"] >= plain["mrr"].get((customer, "2026-04"), 0.0) - 1e-9
        if good:
            wanted.add(customer)
    assert set(found.rows["customer_id"]) == wanted
    assert "all 5 conditions for a reference" in ready_sentence(found, "a reference", "$")
    assert "“after-upgrade pop-up”" in asked_where(sample, found.rows, number(DAY))  # asks those who have just bought more
    earlier = ready(sample, REFERENCE, first, risk, number(BEFORE), inside)
    assert len(earlier.rows) and asked_where(sample, earlier.rows, number(BEFORE)) == ""


def test_every_condition_can_be_on_and_only_makes_the_list_shorter(sample):
    risk = start(sample, RULES)
    inside = of_segment(sample, None, "All")
    for rules in (EXPANSION, REFERENCE):
        some = start(sample, rules)
        every = Settings({k: Setting(True, s.numbers, s.choice) for k, s in some.rules.items()})
        few, many = (set(ready(sample, rules, s, risk, number(DAY), inside).rows["customer_id"]) for s in (every, some))
        assert few <= many and many


def test_without_any_condition_nobody_is_ready(sample):
    off = Settings({k: Setting(False, s.numbers) for k, s in start(sample, EXPANSION).rules.items()})
    found = ready(sample, EXPANSION, off, start(sample, RULES), number(DAY), of_segment(sample, None, "All"))
    assert not len(found.rows) and "No condition" in ready_sentence(found, "a talk", "$")


def test_rows_of_nobody_who_is_known_are_said_and_do_no_harm(sample):
    strange = sample.tables["tickets"].assign(customer_id="X1")
    bare = Dataset({"customers": sample.tables["customers"], "tickets": strange}, sample.as_of)
    found = at_risk(bare, start(bare, RULES), number(DAY))
    assert found.lacking["many_tickets"] == "tickets with the ids of these customers"
    ready(bare, REFERENCE, start(bare, REFERENCE), start(bare, RULES), number(DAY), of_segment(bare, None, "All"))


def test_an_empty_dataset_has_no_customers():
    empty = Dataset({}, date(2026, 3, 31))
    assert records(empty).n == 0
    assert stopped("a") == "a."
