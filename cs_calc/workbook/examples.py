"""Three made-up rows for each table of the template. They pass our own checks, and their ids fit together."""

from __future__ import annotations

from datetime import date, datetime

Value = str | float | date | datetime | None
Row = dict[str, Value]


def _rows(columns: str, *rows: tuple[Value, ...]) -> tuple[Row, ...]:
    return tuple(dict(zip(columns.split(), row, strict=True)) for row in rows)


EXAMPLES: dict[str, tuple[Row, ...]] = {
    "subscriptions": _rows(
        "subscription_id customer_id start_date end_date amount interval plan currency discount owner segment country "
        "cancel_reason voluntary",
        ("S-1", "C-1", date(2026, 1, 1), None, 200.0, "month", "Basic", "USD", 0.0, "Anna Berg", "Small", "Norway", None, None),
        ("S-2", "C-2", date(2026, 1, 15), None, 2400.0, "year", "Team", "USD", 0.1, "Anna Berg", "Mid-market", "Spain", None, None),
        ("S-3", "C-3", date(2026, 2, 1), date(2026, 4, 30), 300.0, "month", "Basic", "USD", 0.0, "Ben Cole", "Small", "Kenya",
         "No longer needed", "yes"),
    ),
    "monthly_mrr": _rows(
        "customer_id month mrr plan owner segment country",
        ("C-1", date(2026, 4, 1), 200.0, "Basic", "Anna Berg", "Small", "Norway"),
        ("C-2", date(2026, 4, 1), 200.0, "Team", "Anna Berg", "Mid-market", "Spain"),
        ("C-1", date(2026, 5, 1), 200.0, "Basic", "Anna Berg", "Small", "Norway"),
    ),
    "mrr_movements": _rows(
        "date customer_id type amount source recurring",
        (date(2026, 1, 1), "C-1", "new", 200.0, "website", "yes"),
        (date(2026, 1, 15), "C-2", "new", 200.0, "sales", "yes"),
        (date(2026, 4, 30), "C-3", "churn", 300.0, "cancelled", "yes"),
    ),
    "survey_responses": _rows(
        "response_id date survey_type score customer_id scale_min scale_max comment themes agent channel ticket_id plan "
        "owner segment country",
        ("R-1", date(2026, 5, 4), "NPS", 9.0, "C-1", 0.0, 10.0, "Easy to use.", "ease of use", None, "e-mail", None, "Basic",
         "Anna Berg", "Small", "Norway"),
        ("R-2", date(2026, 5, 6), "NPS", 6.0, "C-2", 0.0, 10.0, "Reports take long.", "reports; speed", None, "e-mail", None, "Team",
         "Anna Berg", "Mid-market", "Spain"),
        ("R-3", date(2026, 5, 7), "CSAT", 5.0, "C-1", 1.0, 5.0, None, None, "Kim Dahl", "after ticket", "T-1", "Basic",
         "Anna Berg", "Small", "Norway"),
    ),
    "customers": _rows(
        "customer_id customer_name signup_date mrr nps csat active usage renewal_date trial_start trial_end converted_at "
        "onboarding_done_at first_value_at target_days churned_at owner segment plan country users",
        ("C-1", "Fjord Books", date(2026, 1, 1), 200.0, 9.0, 5.0, "yes", 0.8, date(2027, 1, 1), date(2025, 12, 1), date(2025, 12, 31),
         date(2026, 1, 1), date(2026, 1, 12), date(2026, 1, 5), 21.0, None, "Anna Berg", "Small", "Basic", "Norway", 6.0),
        ("C-2", "Sol Studios", date(2026, 1, 15), 200.0, 6.0, None, "yes", 0.4, date(2027, 1, 15), None, None,
         None, date(2026, 2, 20), date(2026, 2, 2), 30.0, None, "Anna Berg", "Mid-market", "Team", "Spain", 14.0),
        ("C-3", "Baobab Tools", date(2026, 2, 1), 0.0, None, None, "no", 0.0, None, None, None,
         None, None, None, 21.0, date(2026, 4, 30), "Ben Cole", "Small", "Basic", "Kenya", 3.0),
    ),
    "tickets": _rows(
        "ticket_id created_at first_response_at resolved_at interactions reopened auto_reply channel tags agent customer_id "
        "requester_id avoidable topic_has_article",
        ("T-1", datetime(2026, 5, 5, 9, 30), datetime(2026, 5, 5, 10, 15), datetime(2026, 5, 6, 16, 0), 2.0, "no", "no", "e-mail",
         "billing", "Kim Dahl", "C-1", "U-11", "no", "yes"),
        ("T-2", datetime(2026, 5, 8, 14, 5), datetime(2026, 5, 8, 14, 20), datetime(2026, 5, 8, 15, 0), 1.0, "no", "no", "chat",
         "log-in", "Kim Dahl", "C-2", "U-21", "yes", "yes"),
        ("T-3", datetime(2026, 5, 11, 8, 0), datetime(2026, 5, 11, 12, 40), None, 3.0, "yes", "no", "e-mail",
         "reports", "Lee Ford", "C-2", "U-22", "no", "no"),
    ),
    "usage": _rows(
        "customer_id date user_id feature minutes",
        ("C-1", date(2026, 5, 4), "U-11", "Reports", 25.0),
        ("C-1", date(2026, 5, 5), "U-12", "Calendar", 10.0),
        ("C-2", date(2026, 5, 5), "U-21", "Reports", 40.0),
    ),
    "renewals": _rows(
        "customer_id due_date renewed renewed_at value_due value_renewed owner",
        ("C-1", date(2026, 4, 1), "yes", date(2026, 3, 28), 2400.0, 2400.0, "Anna Berg"),
        ("C-2", date(2026, 4, 15), "yes", date(2026, 4, 15), 2400.0, 2000.0, "Anna Berg"),
        ("C-3", date(2026, 4, 30), "no", None, 3600.0, 0.0, "Ben Cole"),
    ),
    "costs": _rows(
        "month category amount",
        (date(2026, 4, 1), "Customer success team", 9000.0),
        (date(2026, 4, 1), "Sales", 12000.0),
        (date(2026, 4, 1), "Marketing", 7000.0),
    ),
    "article_votes": _rows(
        "article_id helpful_yes helpful_no vote views title updated_at",
        ("A-1", 40.0, 6.0, None, 700.0, "Invite your team", date(2026, 3, 2)),
        ("A-2", 12.0, 9.0, None, 310.0, "Export a report", date(2026, 1, 20)),
        ("A-3", 25.0, 1.0, None, 420.0, "Change your plan", date(2026, 4, 9)),
    ),
    "purchases": _rows(
        "customer_id date amount kind",
        ("C-1", date(2026, 3, 3), 49.0, "add-on"), ("C-2", date(2026, 3, 20), 120.0, "cross-sell"), ("C-2", date(2026, 5, 2), 75.5, None),
    ),
    "opportunities": _rows(
        "date type outcome amount",
        (date(2026, 3, 9), "upsell", "won", 1200.0), (date(2026, 4, 2), "upsell", "lost", 800.0),
        (date(2026, 5, 13), "repurchase", "won", 2400.0),
    ),
    "outcomes": _rows(
        "customer_id date outcome value verified before after",
        ("C-1", date(2026, 4, 20), "hours of reporting a month", 12.0, "yes", 40.0, 28.0),
        ("C-2", date(2026, 5, 8), "hours of reporting a month", 30.0, "no", 55.0, 25.0),
        ("C-2", date(2026, 5, 30), "audit passed", None, "yes", None, None),
    ),
    "help_center_sessions": _rows(
        "date users", (date(2026, 5, 4), 31.0), (date(2026, 5, 5), 28.0), (date(2026, 5, 6), 35.0),
    ),
}  # fmt: skip
