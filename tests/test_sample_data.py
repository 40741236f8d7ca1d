"""The sample company holds together, and what STORY.md tells can be found in its files."""

import csv
import itertools
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

FOLDER = Path(__file__).parent.parent / "sample_data"
TIMES = {
    "subscriptions": ["start_date", "end_date"],
    "monthly_mrr": ["month"],
    "mrr_movements": ["date"],
    "customers": [
        "signup_date",
        "renewal_date",
        "trial_start",
        "trial_end",
        "converted_at",
        "onboarding_done_at",
        "first_value_at",
        "churned_at",
    ],
    "survey_responses": ["date"],
    "tickets": ["created_at", "first_response_at", "resolved_at"],
    "usage": ["date"],
    "renewals": ["due_date", "renewed_at"],
    "costs": ["month"],
    "article_votes": ["updated_at"],
    "purchases": ["date"],
    "opportunities": ["date"],
    "outcomes": ["date"],
    "help_center_sessions": ["date"],
}
OUTAGE = ("2025-07-01", "2025-08-01", "2025-09-01")
CALM = ("2026-08-01", "2026-09-01", "2026-10-01")
AUTO_REPLY_FROM, POP_UP_FROM, END = pd.Timestamp("2026-05-01"), pd.Timestamp("2026-07-01"), pd.Timestamp("2026-10-31")


@pytest.fixture(scope="module")
def data() -> SimpleNamespace:
    tables = {name: pd.read_csv(FOLDER / "csv" / f"{name}.csv", parse_dates=times) for name, times in TIMES.items()}
    return SimpleNamespace(**tables)


@pytest.fixture(scope="module")
def book(data) -> SimpleNamespace:
    """MRR in cents and plan, one row per customer and one column per month."""
    cents = data.monthly_mrr.assign(mrr=(data.monthly_mrr.mrr * 100).round().astype(int))
    return SimpleNamespace(
        mrr=cents.pivot(index="customer_id", columns="month", values="mrr").fillna(0).astype(int),
        plan=cents.pivot(index="customer_id", columns="month", values="plan"),
    )


@pytest.fixture(scope="module")
def months(book) -> pd.DataFrame:
    """Per month: customers at the start, those who left, their MRR, the MRR lost; all of them and by plan."""
    rows = []
    for before, now in itertools.pairwise(book.mrr.columns):
        there, gone = book.mrr[before] > 0, (book.mrr[before] > 0) & (book.mrr[now] == 0)
        row = {
            "month": now,
            "opening": there.sum(),
            "left": gone.sum(),
            "opening_mrr": book.mrr[before].sum() / 100,
            "churned_mrr": book.mrr[before][gone].sum() / 100,
            "lost_mrr": (book.mrr[before] - book.mrr[now]).clip(lower=0).sum() / 100,
        }
        for plan in ("Basic", "Team", "Business"):
            of_plan = book.plan[before] == plan
            row |= {f"opening_{plan}": (there & of_plan).sum(), f"left_{plan}": (gone & of_plan).sum()}
        rows.append(row)
    return pd.DataFrame(rows).set_index("month")


def told(number: int, *figures: str) -> None:
    """Each figure stands in that story of STORY.md."""
    story = re.split(r"^## ", (FOLDER / "STORY.md").read_text(encoding="utf-8"), flags=re.M)
    part = next(text for text in story if text.startswith(f"{number}."))
    for figure in figures:
        assert figure in part, f"story {number} of STORY.md does not say {figure}"


def rate(months: pd.DataFrame, which, plan: str = "") -> float:
    suffix = f"_{plan}" if plan else ""
    return months.loc[which, f"left{suffix}"].sum() / months.loc[which, f"opening{suffix}"].sum()


def nps(scores: pd.Series) -> float:
    return 100 * ((scores >= 9).mean() - (scores <= 6).mean())


def days(*names: str) -> list[pd.Timestamp]:
    return [pd.Timestamp(name) for name in names]


# The files


def test_running_the_generator_again_gives_the_same_csv_byte_for_byte(tmp_path):
    subprocess.run([sys.executable, FOLDER / "generate.py", "--out", tmp_path, "--csv-only"], check=True, capture_output=True)
    committed = {path.name: path.read_bytes() for path in (FOLDER / "csv").glob("*.csv")}
    made = {path.name: path.read_bytes() for path in (tmp_path / "csv").glob("*.csv")}
    assert sorted(made) == sorted(committed) == sorted(f"{name}.csv" for name in TIMES)
    assert [name for name in made if made[name] != committed[name]] == []


def test_the_workbook_holds_the_same_tables_as_the_csv_files_with_real_dates(data):
    calamine = pytest.importorskip("python_calamine")
    workbook = calamine.CalamineWorkbook.from_path(str(FOLDER / "sample_company.xlsx"))
    assert workbook.sheet_names == list(TIMES)
    for name, times in TIMES.items():
        header, *rows = workbook.get_sheet_by_name(name).to_python()
        sheet = pd.DataFrame(rows, columns=header).replace("", None)
        table = getattr(data, name)
        assert header == list(table.columns) and len(sheet) == len(table)
        for column in table:
            if column in times:
                assert sheet[column].dropna().map(lambda cell: hasattr(cell, "year")).all(), (name, column)
                same = pd.to_datetime(sheet[column]).astype("datetime64[us]").dt.round("s") == table[column].astype("datetime64[us]")
            else:
                same = sheet[column] == table[column].astype(object)
            assert (same | (sheet[column].isna() & table[column].isna())).all(), (name, column)


def test_the_files_stay_small():
    assert (FOLDER / "sample_company.xlsx").stat().st_size < 2_500_000
    assert sum(path.stat().st_size for path in (FOLDER / "csv").glob("*.csv")) < 6_000_000


# The company


def test_ids_are_unique_and_point_to_customers(data):
    for table, key in (
        ("subscriptions", "subscription_id"),
        ("customers", "customer_id"),
        ("survey_responses", "response_id"),
        ("tickets", "ticket_id"),
    ):
        assert getattr(data, table)[key].is_unique, table
    for table in (
        "subscriptions",
        "monthly_mrr",
        "mrr_movements",
        "survey_responses",
        "tickets",
        "usage",
        "renewals",
        "purchases",
        "outcomes",
    ):
        assert getattr(data, table).customer_id.isin(data.customers.customer_id).all(), table
    assert data.survey_responses.ticket_id.dropna().isin(data.tickets.ticket_id).all()


def test_every_date_of_something_that_happened_lies_in_the_24_months(data):
    planned = {"end_date", "renewal_date", "trial_end"}
    for name, times in TIMES.items():
        for column in set(times) - planned:
            moments = getattr(data, name)[column].dropna()
            assert moments.between("2024-11-01", END + pd.Timedelta(days=1), inclusive="left").all(), (name, column)


def test_monthly_mrr_is_what_the_subscriptions_say_to_the_cent(data):
    per_interval = {"week": (52, 12), "month": (1, 1), "quarter": (1, 3), "year": (1, 12)}
    subs = data.subscriptions
    assert set(subs.interval) == set(per_interval)
    cents = (subs.amount * 100).round().astype(int)
    top, bottom = subs.interval.map(lambda i: per_interval[i][0]), subs.interval.map(lambda i: per_interval[i][1])
    assert (cents * top % bottom == 0).all(), "every price is a whole number of cents in a month"
    subs = subs.assign(monthly=cents * top // bottom)
    found = []
    for month in pd.date_range("2024-11-01", "2026-10-01", freq="MS"):
        last = month + pd.offsets.MonthEnd(0)
        running = subs[(subs.start_date <= last) & (subs.end_date.isna() | (subs.end_date > last))]
        found.append(running.groupby("customer_id").monthly.sum().rename("cents").reset_index().assign(month=month))
    expected = pd.concat(found).set_index(["month", "customer_id"]).cents.sort_index()
    given = data.monthly_mrr.set_index(["month", "customer_id"]).mrr.mul(100).round().astype(int).sort_index()
    pd.testing.assert_series_equal(given, expected, check_names=False)


def test_the_movements_are_what_the_month_ends_say_by_customer_and_type(data, book):
    recurring = data.mrr_movements[data.mrr_movements.recurring == "yes"]
    given = {}
    for row in recurring.itertuples():
        key = (row.customer_id, row.date.to_period("M").to_timestamp(), row.type)
        given[key] = given.get(key, 0) + round(row.amount * 100)
    expected = {}
    for id, line in book.mrr.iterrows():
        before, ever = 0, False
        for month, now in line.items():
            if now != before:
                kind = (
                    "churn"
                    if now == 0
                    else "reactivation"
                    if ever and before == 0
                    else "new"
                    if before == 0
                    else "expansion"
                    if now > before
                    else "contraction"
                )
                expected[(id, month, kind)] = abs(int(now) - before)
            before, ever = int(now), ever or now > 0
    assert given == expected


def test_one_off_services_are_marked_and_are_no_mrr(data):
    once = data.mrr_movements[data.mrr_movements.recurring == "no"]
    assert len(once) > 100 and set(once.type) == {"expansion"}
    bought = data.purchases.merge(once, on=["customer_id", "date", "amount"])
    assert len(bought) >= len(once)


def test_the_company_is_as_large_as_told(data, book, months):
    total = book.mrr.sum() / 100
    assert 85_000 < total.iloc[0] < 98_000 and 170_000 < total.iloc[-1] < 195_000
    assert 580 <= data.subscriptions.customer_id.nunique() <= 640
    assert 200 <= (book.mrr.iloc[:, 0] > 0).sum() <= 240
    assert (months.left / months.opening).between(0.005, 0.04).all()
    told(
        0,
        f"${total.iloc[0]:,.2f}",
        f"${total.iloc[-1]:,.2f}",
        f"{data.subscriptions.customer_id.nunique()}",
        f"{(book.mrr.iloc[:, -1] > 0).sum()}",
    )


def test_the_subscriptions_hold_every_unusual_life(data, book):
    subs = data.subscriptions
    ended = subs[subs.end_date.notna()]
    assert (ended.end_date > ended.start_date).all()
    assert (subs.end_date > END).sum() == 10
    assert (subs.interval == "week").sum() >= 5 and (subs.interval == "quarter").sum() >= 5
    assert set(subs.currency) == {"USD"}
    brief = set(subs.customer_id) - set(data.monthly_mrr.customer_id)
    assert len(brief) == 2, "two customers started and left within one month"
    open_now = subs[subs.end_date.isna()]
    assert (open_now.customer_id.value_counts() == 2).sum() >= 2, "customers with two subscriptions at once"
    back = data.mrr_movements[data.mrr_movements.type == "reactivation"]
    away = [(book.mrr.loc[r.customer_id, : r.date].iloc[::-1].iloc[1:] == 0).argmin() for r in back.itertuples()]
    assert len(back) >= 10 and min(away) >= 1 and max(away) <= 6
    assert (data.mrr_movements.query("source == 'monthly to yearly'").type == "contraction").sum() >= 10


def test_the_account_list_agrees_with_the_other_tables(data, book):
    accounts = data.customers.set_index("customer_id")
    current = book.mrr.iloc[:, -1] / 100
    given = accounts.mrr.reindex(current.index)
    assert (given == current).all()
    assert ((accounts.mrr > 0) == (accounts.active == "yes")).all()
    assert accounts.usage.dropna().between(0, 1).all()
    never = accounts[~accounts.index.isin(data.subscriptions.customer_id)]
    assert len(never) > 200 and never.trial_start.notna().all() and never.converted_at.isna().all() and never.mrr.isna().all()
    assert (accounts.trial_end > END).sum() >= 5, "some trials are still open"
    for kind in ("NPS", "CSAT"):
        latest = data.survey_responses.query("survey_type == @kind").groupby("customer_id").score.last()
        assert (accounts[kind.lower()].dropna().sort_index() == latest.sort_index()).all()


def test_scores_tickets_and_volumes_are_possible(data):
    responses, tickets = data.survey_responses, data.tickets
    assert ((responses.score >= responses.scale_min) & (responses.score <= responses.scale_max)).all()
    a_month = responses.groupby([responses.date.dt.to_period("M"), "survey_type"]).size().unstack()
    assert a_month.NPS.between(75, 145).all() and a_month.CSAT.between(60, 150).all() and (a_month.CES > 20).all()
    assert not (tickets.first_response_at < tickets.created_at).any() and not (tickets.resolved_at < tickets.first_response_at).any()
    assert tickets.resolved_at.isna().sum() > 30, "some tickets are still open"
    tags = set(tickets.tags.dropna().str.split(";").explode())
    assert {"feature request", "UX pain", "bug report", "billing issue", "how-to"} <= tags
    assert 15_000 < len(data.usage) <= 25_000


# The story


def test_story_1_the_price_change_of_march_2026_lifts_team_and_is_followed_by_downgrades_and_cancellations(data, book, months):
    raised = data.mrr_movements.query("source == 'price change'")
    assert set(raised.date.dt.to_period("M").astype(str)) == {"2026-03"}
    before = book.mrr[pd.Timestamp("2026-02-01")].reindex(raised.customer_id) / 100
    rise = raised.amount.sum() / before.sum()
    team = (book.plan[pd.Timestamp("2026-02-01")] == "Team").sum()
    assert 0.07 < rise < 0.085 and len(raised) / team > 0.8
    after = rate(months, days("2026-04-01", "2026-05-01"), "Team")
    usual = rate(months, slice("2024-12-01", "2026-03-01"), "Team")
    assert after > 2 * usual
    down = data.mrr_movements[data.mrr_movements.source.isin(["plan downgrade", "fewer seats"])]
    down = down.groupby(down.date.dt.to_period("M")).size().reindex(pd.period_range("2024-12", "2026-10", freq="M"), fill_value=0)
    bump, otherwise = down["2026-04":"2026-05"].mean(), down.drop(pd.period_range("2026-04", "2026-05", freq="M")).mean()
    assert bump > 3 * otherwise
    told(
        1,
        f"{len(raised)} of {team}",
        f"${raised.amount.sum():,.2f}",
        f"{rise:.1%}",
        f"{usual:.1%}",
        f"{after:.1%}",
        f"{bump:.1f}",
        f"{otherwise:.1f}",
    )


def test_story_2_basic_loses_more_customers_in_the_outage_quarter_than_before_or_after(data, months):
    during = rate(months, days(*OUTAGE), "Basic")
    before, after = rate(months, slice("2024-12-01", "2025-06-01"), "Basic"), rate(months, slice("2025-10-01", "2026-07-01"), "Basic")
    assert during > 2 * before and during > 2 * after
    tickets = data.tickets.assign(
        bug=data.tickets.tags.fillna("").str.contains("bug report"), quarter=data.tickets.created_at.dt.to_period("Q")
    )
    bugs = tickets.groupby("quarter").bug.sum()
    assert bugs.idxmax() == pd.Period("2025Q3") and bugs["2025Q3"] > 1.7 * bugs.drop(pd.Period("2025Q3")).max()
    csat = data.survey_responses.query("survey_type == 'CSAT'").merge(data.customers[["customer_id", "plan"]])
    basic = csat[csat.plan == "Basic"].assign(good=csat.score >= 4)
    low = basic[basic.date.between("2025-07-01", "2025-09-30")].good.mean()
    usual = basic[basic.date.between("2025-04-01", "2025-06-30") | basic.date.between("2025-10-01", "2025-12-31")].good.mean()
    assert low < usual - 0.06
    told(
        2,
        f"{during:.1%}",
        f"{before:.1%}",
        f"{after:.1%}",
        f"{bugs['2025Q3']}",
        f"{bugs['2025Q2']}",
        f"{bugs['2025Q4']}",
        f"{low:.1%}",
        f"{usual:.1%}",
    )


def test_story_3_few_but_large_accounts_leave_so_customer_churn_falls_while_mrr_churn_rises(data, book, months):
    calm, earlier = months.loc[days(*CALM)], months.loc[:"2026-07-01"]
    assert (calm.left / calm.opening).max() < (earlier.left / earlier.opening).min()
    each, each_before = calm.churned_mrr.sum() / calm.left.sum(), earlier.churned_mrr.sum() / earlier.left.sum()
    assert each > 4 * each_before
    gross, gross_before = calm.lost_mrr.sum() / calm.opening_mrr.sum(), earlier.lost_mrr.sum() / earlier.opening_mrr.sum()
    assert (calm.lost_mrr / calm.opening_mrr).min() > (earlier.lost_mrr / earlier.opening_mrr).max() and gross > 2 * gross_before
    assert 6 <= calm.left_Business.sum() <= 9
    told(
        3,
        f"{rate(months, days(*CALM)):.2%}",
        f"{rate(months, slice('2024-12-01', '2026-07-01')):.2%}",
        f"{calm.left.sum()} customers",
        f"{calm.left_Business.sum()} ",
        f"${each:,.0f}",
        f"${each_before:,.0f}",
        f"{gross:.1%}",
        f"{gross_before:.1%}",
    )


def test_story_4_total_nps_jumps_while_it_falls_within_each_old_channel(data):
    answers = data.survey_responses.query("survey_type == 'NPS' and date >= '2026-01-01'")
    new = answers.date >= POP_UP_FROM
    before, after = nps(answers[~new].score), nps(answers[new].score)
    assert after - before > 25
    figures = [f"{before:.1f}", f"{after:.1f}"]
    for channel in ("milestone e-mail", "support chat"):
        of_channel = answers.channel == channel
        was, now = nps(answers[of_channel & ~new].score), nps(answers[of_channel & new].score)
        assert now < was - 5
        figures += [f"{was:.1f}", f"{now:.1f}"]
    pop_up = data.survey_responses[data.survey_responses.channel == "after-upgrade pop-up"]
    assert pop_up.date.min() >= POP_UP_FROM and len(pop_up) > new.sum() / 2
    told(4, *figures, f"{nps(pop_up.score):.1f}", f"{len(pop_up) / new.sum():.0%}")


def test_story_5_the_auto_reply_hides_that_people_answer_later_and_solve_less_at_once(data):
    tickets = data.tickets.assign(
        late=data.tickets.created_at >= AUTO_REPLY_FROM,
        hours=(data.tickets.first_response_at - data.tickets.created_at).dt.total_seconds() / 3600,
        solving=(data.tickets.resolved_at - data.tickets.created_at).dt.total_seconds() / 3600,
        at_once=(data.tickets.interactions == 1) & (data.tickets.reopened == "no") & data.tickets.resolved_at.notna(),
    )
    assert not ((tickets.auto_reply == "yes") & ~tickets.late).any()
    assert tickets[tickets.auto_reply == "yes"].hours.between(0.5 / 60, 2 / 60).all()
    every = tickets.groupby("late").hours.median()
    person = tickets[tickets.auto_reply == "no"].groupby("late").hours.median()
    for channel, one in tickets[(tickets.auto_reply == "no") & tickets.channel.isin(["email", "form", "chat"])].groupby("channel"):
        assert one[one.late].hours.median() > 1.5 * one[~one.late].hours.median(), channel
    solving, at_once = tickets.groupby("late").solving.median(), tickets.groupby("late").at_once.mean()
    assert every[True] < 2 / 60 < 1 < every[False] and person[True] > 1.5 * person[False] and solving[True] > 1.5 * solving[False]
    assert at_once[True] < at_once[False] - 0.1
    csat = data.survey_responses.query("survey_type == 'CSAT'")
    good = (csat.score >= 4).groupby(csat.date >= AUTO_REPLY_FROM).mean()
    assert good[True] < good[False] - 0.05
    told(
        5,
        f"{every[False]:.1f} hours",
        f"{every[True] * 60:.1f} minutes",
        f"{person[False]:.1f} hours",
        f"{person[True]:.1f} hours",
        f"{solving[False]:.1f} hours",
        f"{solving[True]:.1f} hours",
        f"{at_once[False]:.1%}",
        f"{at_once[True]:.1%}",
        f"{good[False]:.1%}",
        f"{good[True]:.1%}",
    )


def test_story_6_customers_that_use_shared_reports_renew_far_more_often(data):
    reports = data.usage[data.usage.feature == "Shared reports"][["customer_id", "date"]]
    seen = data.renewals.reset_index().merge(reports, on="customer_id")
    seen = seen[(seen.date < seen.due_date) & (seen.date >= seen.due_date - pd.Timedelta(days=90))]
    using = data.renewals.index.isin(seen["index"])
    renewed = (data.renewals.renewed == "yes").groupby(using).agg(["mean", "sum", "size"])
    assert renewed.loc[True, "mean"] > renewed.loc[False, "mean"] + 0.12 and renewed["size"].min() > 80
    told(
        6,
        *(f"{renewed.loc[u, 'sum']} of {renewed.loc[u, 'size']}" for u in (True, False)),
        *(f"{renewed.loc[u, 'mean']:.1%}" for u in (True, False)),
    )


def test_story_7_trials_set_up_on_the_first_day_become_customers_more_often(data):
    trials = data.customers[data.customers.trial_end <= END]
    quick = trials.onboarding_done_at - trials.signup_date < pd.Timedelta(days=1)
    share = trials.converted_at.notna().groupby(quick).mean()
    assert share[True] > 1.4 * share[False]
    told(7, f"{share[True]:.1%}", f"{share[False]:.1%}", f"{quick.sum()} of {len(trials)}")


# The messy files


def test_each_messy_file_has_the_fault_that_the_readme_tells(data):
    messy = FOLDER / "messy"
    calamine = pytest.importorskip("python_calamine")
    workbook = calamine.CalamineWorkbook.from_path(str(messy / "bad_rows.xlsx"))
    survey = workbook.get_sheet_by_name("survey_responses").to_python()
    assert (
        survey[3][3] == 11
        and survey[6][3] == "n/a"
        and survey[9][1] == "31/02/2026"
        and survey[11][0] == survey[10][0]
        and not any(survey[13])
    )
    contracts = workbook.get_sheet_by_name("subscriptions").to_python()
    assert contracts[2][5] == "fortnight" and contracts[5][4] < 0 and contracts[8][3] < contracts[8][2] and contracts[11][0] == ""
    assert (messy / "empty.csv").stat().st_size == 0
    assert (messy / "not_a_workbook.xlsx").read_bytes().startswith(b"<!DOCTYPE html")
    assert "score" not in pd.read_csv(messy / "missing_columns.csv").columns
    assert set("=+-@") <= set(pd.read_csv(messy / "formula_text.csv").comment.str[0])
    assert "How likely are you to recommend us?" in pd.read_csv(messy / "renamed_columns.csv").columns
    assert {"$1,234.50", "(20.00)"} <= set(pd.read_csv(messy / "percent_and_money.csv").amount)
    told_files = {line["file"] for line in csv.DictReader((messy / "expected.csv").open(encoding="utf-8", newline=""))}
    assert told_files == {path.name for path in messy.iterdir()} - {"expected.csv"}
