"""What can be asked of an upload: every input by period and segment, the rows behind it, the same on both engines."""

from collections import defaultdict
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc import METRICS, report
from cs_calc.tables.dataset import UNKNOWN
from cs_calc.tables.measures import DERIVED, MEASURES
from cs_calc.tables.measuring import rules
from cs_calc.tables.movements import MOVEMENTS
from cs_calc.tables.narrow import only
from tests.tables.sheets import FOLDER, dataset, day, loaded, measured, messy, sample, sheet, subscriptions

KINDS = ("month", "quarter", "year")
SPLITS = (None, "plan", "owner", "segment", "country", "channel", "agent", "theme", "tag", "type", "feature")
FIRST = date(2025, 11, 20)


def same(a, b):
    pd.testing.assert_frame_equal(a[sorted(a.columns)], b[sorted(b.columns)], check_dtype=False, rtol=1e-9, atol=1e-9)


def some(cases, every=3):
    """Every third of the cases each time, the others with -m slow: each measures the whole sample."""
    return [case if n % every == 0 else pytest.param(*case, marks=pytest.mark.slow) for n, case in enumerate(cases)]


EACH_ONCE = [*((kind, None) for kind in KINDS), *((kind, by) for kind, by in zip(KINDS * 4, SPLITS[1:], strict=False))]


@pytest.mark.parametrize(("kind", "by"), some(EACH_ONCE))
def test_pandas_and_duckdb_measure_the_sample_company_alike(kind, by):
    table = sample().dataset.measure(kind, by)
    same(table, sample("duckdb").dataset.measure(kind, by))
    assert len(table) >= {"month": 24, "quarter": 9, "year": 3}[kind]
    both = [sample(engine).dataset.inputs(kind, by) for engine in ("pandas", "duckdb")]
    assert both[0].keys() == both[1].keys()
    for place, known in both[0].items():
        lists = {k: v for k, v in known.items() if isinstance(v, tuple)}
        assert lists == {k: pytest.approx(v) for k, v in both[1][place].items() if isinstance(v, tuple)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", SPLITS[:7])
def test_the_identities_hold_for_the_sample_company(kind, by):
    found = report.checks(sample().dataset, kind, by)
    assert len(found) >= 9 and [c for c in found if not c.holds] == []


def csv(name, **options):
    return pd.read_csv(FOLDER / "csv" / f"{name}.csv", **options)


def test_the_sample_companys_months_are_those_of_its_own_list():
    table = sample().dataset.measure("month").set_index("period")
    listed = csv("monthly_mrr").assign(period=lambda t: t["month"].str[:7]).groupby("period")
    assert table["counted_closing_mrr"].to_dict() == pytest.approx(listed["mrr"].sum().to_dict())
    assert table["closing_customers"].to_dict() == listed["customer_id"].nunique().to_dict()
    moved = csv("mrr_movements").query("recurring != 'no'").assign(period=lambda t: t["date"].str[:7])
    sums = moved.pivot_table(index="period", columns="type", values="amount", aggfunc="sum").reindex(table.index).fillna(0)
    names = {
        "new": "new_mrr",
        "expansion": "expanded_mrr",
        "contraction": "contracted_mrr",
        "churn": "churned_mrr",
        "reactivation": "reactivated_mrr",
    }
    for theirs, ours in names.items():
        assert table[ours].to_dict() == pytest.approx(sums[theirs].to_dict(), abs=0.01), ours


def test_the_sample_companys_story_comes_out():
    data = sample().dataset
    assert measured(data, "month", "2024-11")["counted_closing_mrr"] == pytest.approx(92_493.60)
    assert measured(data, "month", "2026-10")["counted_closing_mrr"] == pytest.approx(183_893.34)
    assert measured(data, "month", "2026-10")["closing_customers"] == 483
    both = [measured(data, "quarter", q) for q in ("2026-Q1", "2026-Q2")]
    promoters, detractors, n = (sum(r[k] for r in both) for k in ("promoters", "detractors", "nps_responses"))
    assert round(100 * (promoters - detractors) / n, 1) == 13.2
    basic = measured(data, "quarter", "2025-Q3", "plan", "Basic")
    assert round(basic["csat_4_or_5"] / basic["csat_1_to_5"], 3) == 0.755
    july = (
        data.measure("month", "channel")
        .query("period >= '2026-07' and segment == 'after-upgrade pop-up'")[["promoters", "detractors", "nps_responses"]]
        .sum()
    )
    assert round(100 * (july["promoters"] - july["detractors"]) / july["nps_responses"], 1) == 78.1


@pytest.mark.parametrize(
    ("kind", "by"),
    some(
        [
            ("month", None),
            ("quarter", "plan"),
            ("year", "channel"),
            ("month", "tag"),
            ("quarter", "theme"),
            ("quarter", "feature"),
            ("year", "type"),
        ],
        every=2,
    ),
)
def test_the_rows_behind_a_number_are_exactly_those_counted(kind, by):
    data = sample().dataset
    table = data.measure(kind, by)
    looked = 0
    for place in table.iloc[[len(table) // 2, -1]].to_dict("records"):
        for measure in rules(data.frames, by):
            rows = data.rows(measure.key, kind, place["period"], by, place["segment"])
            found = place.get(measure.key)
            if pd.isna(found):
                assert len(rows) == 0, (measure.key, place["period"], place["segment"])
                continue
            looked += 1
            values = rows[measure.column] if measure.column and len(rows) else pd.Series(dtype="float64")
            counted = {"count": len(rows), "most": len(rows), "distinct": values.nunique()}.get(measure.how)
            if counted is None:
                counted = {
                    "sum": values.sum(),
                    "median": values.median(),
                    "mean": values.mean(),
                    "p90": values.quantile(0.9) if len(values) else 0,
                }[measure.how]
            assert counted == pytest.approx(found), (measure.key, place["period"], place["segment"])
            if len(rows) and data.frames.table_of(measure.table):
                assert {"_sheet", "_row"} <= set(rows.columns) and (measure.how == "most" or rows["_row"].is_monotonic_increasing)
            if measure.table in ("customer_periods", "customer_use") and len(rows):
                assert not rows["customer_id"].duplicated().any()
    assert looked >= {"tag": 2, "type": 2}.get(by, 20)


def test_the_rows_of_an_input_worked_out_from_others_are_those_of_its_part():
    data = sample().dataset
    for key, rule in DERIVED.items():
        pd.testing.assert_frame_equal(data.rows(key, "month", "2026-05"), data.rows(rule.part, "month", "2026-05"))
    pd.testing.assert_frame_equal(data.rows("earlier_expanded_mrr", "month", "2026-05"), data.rows("expanded_mrr", "month", "2026-04"))
    assert (
        len(data.rows("nonsense", "month", "2026-05"))
        == len(data.rows("promoters", "month", "1999-01"))
        == len(data.rows("gross_margin", "month", "2026-05"))
        == 0
    )


def test_a_survey_row_can_be_found_in_its_file():
    rows = sample().dataset.rows("detractors", "month", "2026-05").head(5)
    source = csv("survey_responses")
    for row in rows.to_dict("records"):
        assert source.iloc[row["_row"] - 2]["response_id"] == row["response_id"]


ANSWERS = st.lists(
    st.tuples(
        st.integers(0, 150), st.sampled_from(["A", "B", "C", None]), st.sampled_from(["mail", "chat", None]),
        st.one_of(st.tuples(st.just("NPS"), st.just(10), st.integers(0, 10)), st.tuples(st.just("CSAT"), st.just(5), st.integers(1, 5)),
                  st.tuples(st.just("CSAT"), st.just(1), st.integers(0, 1)), st.tuples(st.just("CSAT"), st.just(10), st.integers(0, 10)),
                  st.tuples(st.just("CES"), st.just(7), st.integers(1, 7))),
    ),
    min_size=1, max_size=30,
)  # fmt: skip
PLANS = {"A": "Basic", "B": "Team"}


def survey(drawn):
    days = [pd.Timestamp(FIRST + timedelta(days=d)).to_pydatetime() for d, *_ in drawn]
    rows = sheet("survey_responses", {
        "response_id": [f"r{i}" for i in range(len(drawn))], "date": days, "survey_type": [a[0] for *_, a in drawn], "scale_max": [a[1] for *_, a in drawn],
        "score": [a[2] for *_, a in drawn], "customer_id": [c for _, c, _, _ in drawn], "channel": [c for _, _, c, _ in drawn],
    })  # fmt: skip
    return rows, sheet("customers", {"customer_id": list(PLANS), "plan": list(PLANS.values())})


def counted(drawn, kind, by):
    found = defaultdict(lambda: defaultdict(int))
    for days, customer, channel, (what, top, score) in drawn:
        d = FIRST + timedelta(days=days)
        period = {"month": f"{d:%Y-%m}", "quarter": f"{d.year}-Q{(d.month + 2) // 3}", "year": str(d.year)}[kind]
        segment = {None: "All", "plan": PLANS.get(customer, UNKNOWN), "channel": channel or UNKNOWN}[by]
        row = found[period, segment]
        if what == "NPS":
            row["nps_responses"] += 1
            row["promoters" if score in (9, 10) else "passives" if score in (7, 8) else "detractors"] += 1
        if what == "CSAT" and top == 5:
            row["csat_1_to_5"] += 1
            row["csat_4_or_5"] += score in (4, 5)
            row["csat_5"] += score == 5
            row["csat_3"] += score == 3
        if what == "CSAT" and top == 1:
            row["csat_yes_or_no"] += 1
            row["csat_yes"] += score == 1
        if what == "CSAT" and top == 10:
            row["csat_0_to_10"] += 1
            row["csat_6_to_10"] += score in (6, 7, 8, 9, 10)
        row["any"] += 1
    return found


@settings(deadline=None, max_examples=6)
@given(ANSWERS)
def test_scores_are_counted_as_a_plain_loop_counts_them(drawn):
    data = loaded(*survey(drawn)).dataset
    keys = [
        m.key for m in MEASURES.values() if m.table == "survey_responses" and m.key.startswith(("nps", "promo", "pass", "detr", "csat"))
    ]
    for kind in KINDS:
        for by in (None, *(c for c in ("plan", "channel") if c in data.segment_columns)):
            table, wanted = data.measure(kind, by), counted(drawn, kind, by)
            assert {(r["period"], r["segment"]) for r in table.to_dict("records")} >= set(wanted)
            for row in table.to_dict("records"):
                nothing = dict.fromkeys(keys, 0)
                assert {k: row[k] for k in keys} == {k: wanted.get((row["period"], row["segment"]), nothing)[k] for k in keys}


@settings(deadline=None, max_examples=3)
@given(ANSWERS, st.integers(0, 3))
def test_both_engines_measure_random_uploads_alike(drawn, extra):
    begun = [("A", "2025-12-01", None, 29.99, "month"), ("B", "2025-11-21", "2026-02-10", 10, "week"), ("B", "2026-02-10", None, 100, "year"),
             ("C", "2026-01-05", "2026-01-20", 7, "quarter"), ("D", "2025-12-05", "2026-01-20", 0, "month")][: 2 + extra]  # fmt: skip
    for sheets in (survey(drawn), (subscriptions(begun), *survey(drawn)), (subscriptions(begun, plan=["p"] * len(begun)),)):
        one, two = (loaded(*sheets, engine=engine).dataset for engine in ("pandas", "duckdb"))
        for kind, by in (("month", None), *(("quarter", by) for by in one.segment_columns)):
            same(one.measure(kind, by), two.measure(kind, by))
        assert one.segment_columns == two.segment_columns


def test_segments_come_from_the_list_of_customers_first():
    rows = [("A", "2026-01-01", None, 10, "month"), ("B", "2026-01-01", None, 20, "month"), ("C", "2026-01-01", None, 40, "month")]
    customers = sheet("customers", {"customer_id": ["A", "B"], "plan": ["Gold", None]})
    data = dataset(rows, "2026-01-31", sheets=(customers,), plan=["Silver", "Silver", None])
    table = data.measure("month", "plan").set_index("segment")["counted_closing_mrr"].to_dict()
    assert table == {"Gold": 10, "Silver": 20, UNKNOWN: 40}
    assert data.segment_columns == ("plan",)


def test_a_customer_who_changed_plan_stands_where_it_is_now():
    rows = [("A", "2026-01-01", "2026-02-01", 10, "month"), ("A", "2026-02-01", None, 20, "month")]
    table = dataset(rows, "2026-02-28", plan=["Basic", "Team"]).measure("month", "plan")
    assert table["segment"].tolist() == ["Team", "Team"] and table["opening_mrr"].tolist() == [0, 10]


def test_what_a_split_cannot_split_is_missing_and_not_nothing():
    rows = [("A", "2026-01-01", None, 10, "month")]
    data = dataset(rows, "2026-01-31", sheets=(sheet("survey_responses", {"date": [day("2026-01-03")] * 2, "survey_type": ["NPS"] * 2, "score": [9, 0],
                                                                         "channel": ["mail", "chat"]}),))  # fmt: skip
    table = data.measure("month", "channel")
    assert set(table["segment"]) == {"mail", "chat"} and "opening_mrr" not in table
    assert measured(data, "month", "2026-01")["nps_responses"] == 2


def test_periods_without_answers_have_none_and_not_zero():
    rows = [("A", "2026-01-01", None, 10, "month")]
    data = dataset(
        rows, "2026-03-31", sheets=(sheet("survey_responses", {"date": [day("2026-02-03")], "survey_type": ["NPS"], "score": [9]}),)
    )
    assert pd.isna(measured(data, "month", "2026-01")["nps_responses"]) and measured(data, "month", "2026-02")["nps_responses"] == 1
    assert {(p, a.metric.key) for p, _, a in report.answers(data) if a.metric.family == "sentiment" and a.value is not None} == {
        ("2026-02", "nps")
    }


def test_a_month_after_everybody_left_is_a_month_of_nothing_and_not_unknown():
    rows = [("A", "2026-01-05", "2026-02-10", 50, "month")]
    assert measured(dataset(rows, "2026-03-31"), "month", "2026-03")["counted_closing_mrr"] == 0


def test_a_period_that_is_not_over_is_said_to_be_provisional():
    data = dataset([("A", "2025-11-05", None, 50, "month")], "2026-02-10")
    assert [data.is_whole(p, "month") for p in ("2025-11", "2026-01", "2026-02")] == [True, True, False]
    assert [data.is_whole(p, "quarter") for p in ("2025-Q4", "2026-Q1")] == [False, False]
    assert dataset([("A", "2025-11-05", None, 50, "month")], "2026-02-28").is_whole("2026-02", "month")


def test_the_divided_inputs_are_the_division_of_what_was_counted():
    for row in sample().dataset.measure("quarter").to_dict("records"):
        known = {"2024-Q4": 2, "2026-Q4": 1}.get(row["period"], 3)  # the data begins in November 2024 and ends in October 2026
        assert row["periods_in_year"] == 12 / known
        for key, (part, base, _, shape) in DERIVED.items():
            if shape == "inverse":
                assert row[key] == pytest.approx(1 / row[part], nan_ok=True)
                continue
            if row[base] == 0 or pd.isna(row[base]):
                assert pd.isna(row[key]), key
                continue
            share = row[part] / row[base]
            wanted = {"divide": share, "score": 100 * share, "per_month": share / known, "monthly": 1 - (1 - share) ** (1 / known)}[shape]
            assert row[key] == pytest.approx(wanted, rel=1e-12), key


@pytest.mark.parametrize("kind", KINDS)
def test_a_series_and_a_single_answer_agree(kind):
    data = sample().dataset
    for metric in METRICS.values():
        for variant in metric.variants:
            for row in report.series(data, metric, kind, variant=variant.key).to_dict("records")[::5]:
                alone = report.answer_for(data, metric, kind, row["period"], variant=variant.key)
                if alone.value is None:
                    assert pd.isna(row["value"])
                else:
                    assert row["value"] == pytest.approx(alone.value)


def test_net_retention_of_a_year_follows_the_customers_of_the_start():
    """Who joins in March, upgrades in May and leaves in October was never part of the revenue of the start."""
    rows = [
        ("A", "2024-06-01", None, 100, "month"),
        ("N", "2025-03-05", "2025-05-05", 50, "month"),
        ("N", "2025-05-05", "2025-10-05", 90, "month"),
    ]
    data = dataset(rows, "2025-12-31")
    for key in ("net_revenue_retention", "gross_revenue_retention"):
        assert report.answer_for(data, METRICS[key], "year", "2025").value == pytest.approx(1.0), key


def test_a_series_has_no_value_where_the_answer_is_refused():
    rows = [("A", "2024-06-01", None, 10, "month"), *((f"N{i}", "2025-02-05", "2025-06-05", 50, "month") for i in range(5))]
    data, metric = dataset(rows, "2025-12-31"), METRICS["gross_mrr_churn"]
    alone = report.answer_for(data, metric, "year", "2025")
    shown = report.series(data, metric, "year").set_index("period")["value"]["2025"]
    assert (alone.value is None) == pd.isna(shown)


def test_movements_are_named_as_the_metrics_name_their_inputs():
    assert set(MOVEMENTS) <= set(MEASURES) and messy("bad_rows.xlsx").kind == "xlsx"


def test_a_column_of_a_persons_own_splits_the_numbers():
    rows = [(c, "2026-01-01", None, 10, "month") for c in "ABCD"]
    industries = sheet(
        "customers", {"customer_id": list("ABCD"), "Industry (main)": ["Retail", "Energy", "Retail", None], "note": list("wxyz")}
    )
    data = dataset(rows, "2026-01-31", sheets=(industries,))
    assert data.segment_columns == ("industry_main",)  # four different notes are no groups
    table = data.measure("month", "industry_main").set_index("segment")["closing_customers"]
    assert table.to_dict() == {"(not given)": 1, "Energy": 1, "Retail": 2}


@pytest.mark.parametrize(
    "by", ["plan", "channel", "tag", *(pytest.param(by, marks=pytest.mark.slow) for by in ("country", "feature", "type"))]
)
def test_a_segment_alone_gives_the_numbers_it_has_in_the_split(by):
    """The second way: the rows of one segment as a company of its own, against the split of the whole."""
    data = sample().dataset
    for kind in ("month", "quarter"):
        split = data.measure(kind, by)
        for segment in split["segment"].unique():
            alone = only(data, by, segment).measure(kind).drop(columns="segment").set_index("period")
            inside = split[split["segment"] == segment].drop(columns="segment").set_index("period")
            pd.testing.assert_frame_equal(
                alone[inside.columns.intersection(alone.columns)], inside[inside.columns.intersection(alone.columns)], atol=1e-6
            )
    assert only(data, None, "All") is data
