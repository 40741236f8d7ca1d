"""Which input comes out of which table, and how: the register of every counting rule. One line, one input."""

from __future__ import annotations

from dataclasses import replace

from cs_calc.tables.rules import Assumed, Derived, Lagged, Listed, ListRule, Measure, Where


def _nps(key: str, *score: Where) -> Measure:
    return Measure(key, "survey_responses", "count", where=(("survey_type", "==", "NPS"), *score))


def _csat(key: str, top: float, *score: Where) -> Measure:
    return Measure(key, "survey_responses", "count", where=(("survey_type", "==", "CSAT"), ("scale_max", "==", top), *score))


def _customers(key: str, *flags: str) -> Measure:
    return Measure(key, "customer_periods", "count", where=tuple((flag, "==", 1.0) for flag in flags))


def _mrr(key: str) -> Measure:
    return Measure(key, "customer_periods", "sum", key)


def _count(key: str, table: str, says: str, *flags: str) -> Measure:
    return Measure(key, table, "count", where=tuple((flag, "==", 1.0) for flag in flags), says=says)


def _sum(key: str, table: str, column: str, says: str, *where: Where) -> Measure:
    return Measure(key, table, "sum", column, where, says)


def _bought(key: str, kind: str, what: str) -> Measure:
    says = f"sum of the amounts of purchases that are {what} (by the words in their kind), refunds taken off, by the day of the purchase"
    return _sum(key, "purchases", "amount", says, ("sort", "==", kind))


def _cost(key: str, what: str) -> Measure:
    return _sum(key, "costs", "amount", f"sum of the costs whose category is {what} (by its words)", ("sort", "==", key))


CES_7: tuple[Where, ...] = (("survey_type", "==", "CES"), ("scale_max", "==", 7.0))
CES_5: tuple[Where, ...] = (("survey_type", "==", "CES"), ("scale_max", "==", 5.0))
AT_END = "among customers paying at the end of the period (without MRR data: everybody seen in usage so far)"

_MEASURES = (
    # MRR
    *(_mrr(k) for k in ("opening_mrr", "new_mrr", "expanded_mrr", "reactivated_mrr", "contracted_mrr", "churned_mrr", "kept_mrr")),
    Measure("counted_closing_mrr", "customer_periods", "sum", "closing_mrr"),
    Measure("total_mrr", "customer_periods", "sum", "closing_mrr"),
    Measure("existing_closing_mrr", "customer_periods", "sum", "closing_mrr", (("was_in", "==", 1.0),)),
    _customers("opening_customers", "was_in"),
    _customers("left_customers", "left"),
    _customers("new_customers", "came_in"),
    _customers("new_left_customers", "new_left"),
    _customers("joined_customers", "joined"),
    _customers("closing_customers", "is_in"),
    _customers("paying_customers", "is_in"),
    _customers("retained_customers", "was_in", "is_in"),
    _count("total_customers", "customer_periods", "count of customers who paid at any time in the period"),
    _count("not_fallen_customers", "customer_periods", "count of customers of the start whose MRR is not lower at the end", "not_fallen"),
    *(Measure(k, "fees", "sum", k) for k in ("weekly_fees", "monthly_fees", "quarterly_fees", "yearly_fees")),
    # surveys
    _nps("promoters", ("score", ">=", 9.0)),
    _nps("passives", ("score", ">=", 7.0), ("score", "<=", 8.0)),
    _nps("detractors", ("score", "<=", 6.0)),
    _nps("nps_responses"),
    _csat("csat_4_or_5", 5.0, ("score", ">=", 4.0)),
    _csat("csat_1_to_5", 5.0),
    _csat("csat_5", 5.0, ("score", "==", 5.0)),
    _csat("csat_3", 5.0, ("score", "==", 3.0)),
    _csat("csat_yes", 1.0, ("score", "==", 1.0)),
    _csat("csat_yes_or_no", 1.0),
    _csat("csat_6_to_10", 10.0, ("score", ">=", 6.0)),
    _csat("csat_0_to_10", 10.0),
    Measure("ease_answers", "survey_responses", "count", where=CES_7),
    Measure("easy_answers", "survey_responses", "count", where=(*CES_7, ("score", ">=", 5.0))),
    _count("comments", "survey_responses", "count of survey responses that have a comment or a theme", "said"),
    Measure("theme_comments", "themes", "most", "theme",
            says="count of survey responses with the most common theme of the period; split by theme, with each theme"),
    # money beside MRR
    _bought("upsell_revenue", "upsell", "upsells or upgrades"),
    _bought("cross_sell_revenue", "cross_sell", "cross-sells"),
    _bought("loyalty_revenue", "loyalty", "loyalty purchases"),
    _bought("add_on_revenue", "add_on", "add-ons or extras"),
    _bought("other_one_off_revenue", "other", "of another kind, or of none"),
    _sum("purchased_amount", "purchases", "amount", "sum of the amounts of all purchases, refunds taken off"),
    Measure("purchases", "purchases", "count", where=(("amount", ">", 0.0),), says="count of purchases (refunds are not purchases)"),
    Measure("buyers", "purchases", "distinct", "customer_id", (("amount", ">", 0.0),), "count of different customers who bought something"),
    _cost("cs_payroll_cost", "the team for customer success, service or support, or its payroll"),
    _cost("engagement_cost", "engagement or adoption"),
    _cost("services_training_cost", "professional services or training"),
    _cost("customer_marketing_cost", "customer marketing"),
    _cost("sales_cost", "sales"),
    _cost("marketing_cost", "marketing or advertising, but not customer marketing"),
    # renewals and opportunities
    _count("contracts_due", "renewals", "count of contracts by the day they came due"),
    _count("contracts_renewed", "renewals", "count of contracts that came due and were renewed", "renewed"),
    _sum("value_due", "renewals", "known_value", "sum of the value due of contracts of which it is known what was renewed"),
    _sum("value_renewed", "renewals", "kept_value", "sum of the value renewed, of each contract at most what was due: more is expansion"),
    _count("with_behaviour", "renewal_use",
           "count of contracts due whose customer used at least half of the product's features in the 90 days before (where no features "
           "are named: used it at all); split by feature, that feature (only where the usage data reaches back so far)",
           "known_use", "used_before"),
    _count("with_outcome", "renewal_use", "count of those contracts that were renewed", "known_use", "used_before", "renewed"),
    _count("without_behaviour", "renewal_use", "count of contracts due whose customer did not, in the 90 days before "
           "(only where the usage data reaches back so far)", "known_use", "not_used_before"),
    _count("without_outcome", "renewal_use", "count of those contracts that were renewed", "known_use", "not_used_before", "renewed"),
    _count("opportunities", "opportunities", "count of opportunities by their date, open ones included"),
    _count("opportunities_won", "opportunities", "count of opportunities whose outcome is won", "won"),
    # trials, onboarding
    _count("trials_started", "trials_started", "count of trials by the day they began"),
    _count("converted_of_started", "trials_started",
           "count of trials that began in the period and became customers at any time since", "converted"),
    _count("trials_ended", "trials_ended", "count of trials by the day they ended, those still running left out"),
    _count("converted_of_ended", "trials_ended", "count of trials that ended in the period and became customers at any time", "converted"),
    _count("fast_started", "trials_ended", "count of trials that ended in the period and were set up within 24 hours", "fast"),
    _count("fast_converted", "trials_ended", "count of those set up within 24 hours that became customers", "fast", "converted"),
    _count("slow_started", "trials_ended", "count of trials that ended in the period and were set up later or never", "slow"),
    _count("slow_converted", "trials_ended", "count of those set up later or never that became customers", "slow", "converted"),
    _count("free_at_start", "free_accounts", "count of accounts on trial when the period began"),
    _count("free_upgraded", "free_accounts", "count of accounts on trial when the period began that became paying within it", "upgraded"),
    _count("upgrades", "upgrades", "count of accounts by the day they became paying"),
    _count("onboardings_planned", "sign_ups",
           "count of customers with a target, by the day they signed up, whose target day has passed", "planned"),
    _count("onboarded_on_plan", "sign_ups", "count of those who finished onboarding by their target day", "on_plan"),
    _count("sign_ups", "sign_ups", "count of sign-ups, those of the data's last 24 hours left out", "a_day_old"),
    _count("value_within_day", "sign_ups", "count of sign-ups that reached first value within 24 hours", "value_in_a_day"),
    # support
    _count("tickets_received", "tickets", "count of tickets by the day they came in"),
    _count("tickets_resolved", "tickets", "count of tickets that came in in the period and are resolved", "resolved"),
    _count("solved_first_contact", "tickets",
           "count of tickets with one interaction, resolved and not reopened, by the day they came in", "first_contact"),
    _sum("response_hours_within", "tickets", "within_target", "count of tickets replied to within the target: 1 hour on social channels, "
         "else the target that is assumed (24 hours unless set)"),
    Measure("requesters", "tickets", "distinct", "requester",
            says="count of different people who asked (customers, where people are not known)"),
    Measure("tagged_tickets", "tags", "most", "tag",
            says="count of tickets with the most common tag of the period; split by tag, with each tag"),
    _count("avoidable_tickets", "tickets", "count of tickets marked as avoidable, by the day they came in", "avoidable"),
    _count("documented_tickets", "tickets",
           "count of tickets on a topic that has a help article, by the day they came in", "topic_has_article"),
    _sum("help_centre_users", "help_center_sessions", "users", "sum of the users of the help centre over the days of the period"),
    _sum("helpful_votes", "article_votes", "helpful",
         "sum of helpful votes of all articles, counted in the last period: votes have no date"),
    _sum("unhelpful_votes", "article_votes", "unhelpful",
         "sum of unhelpful votes of all articles, counted in the last period: votes have no date"),
    # product
    Measure("users", "usage", "distinct", "user", says="count of different users seen in product usage"),
    _sum("product_minutes", "usage", "minutes", "sum of the minutes of product usage"),
    _sum("sessions", "usage", "sessions", "count of rows of product usage that have minutes"),
    Measure("active_customers", "usage", "distinct", "customer_id", says="count of different customers seen in product usage"),
    _sum("active_days", "customer_use", "days_active_as_customer", "sum over customers of the days with use, while they were customers"),
    _sum("possible_days", "customer_use", "possible_days", "sum over customers of the days of the period on which they were customers"),
    _sum("active_weeks", "customer_use", "weeks_active_as_customer",
         "sum over customers of the whole weeks with use, while they were customers"),
    _sum("possible_weeks", "customer_use", "possible_weeks",
         "sum over customers of the whole weeks of the period in which they were customers"),
    _count("all_customers", "customer_use",
           "count of customers paying at the end of the period (without MRR data: seen in usage so far)", "at_end"),
    _count("feature_customers", "customer_use",
           f"count of customers who used any feature (split by feature: that feature), {AT_END}", "at_end", "used"),
    _count("eligible_customers", "customer_use",
           "count of customers at the end of the period on plans of which anybody has ever used the feature",
           "at_end", "eligible"),
    _count("daily_customers", "customer_use", f"count of customers with use on at least 5 of 7 days, {AT_END}", "at_end", "daily"),
    _count("weekly_customers", "customer_use", f"count of customers with use in every whole week, {AT_END}", "at_end", "weekly"),
    _count("monthly_customers", "customer_use", f"count of customers with use in every month, {AT_END}", "at_end", "monthly"),
    _count("whole_week_customers", "customer_use",
           "count of customers at the end of periods that have a whole week", "at_end", "has_weeks"),
    # outcomes
    _sum("outcome_before", "outcomes", "before", "sum of the values before, over verified outcomes that have a value before and after",
         ("counts", "==", 1.0)),
    _sum("outcome_after", "outcomes", "after", "sum of the values after, over the same verified outcomes", ("counts", "==", 1.0)),
)  # fmt: skip

LISTS = {
    rule.key: rule
    for rule in (
        ListRule("ease_scores", "survey_responses", "score",
                 "the scores of survey responses where survey type is CES and the scale ends at 7", CES_7),
        ListRule("effort_scores", "survey_responses", "score",
                 "the scores of survey responses where survey type is CES and the scale ends at 5", CES_5),
        ListRule("response_hours", "tickets", "response_hours",
                 "the hours from a ticket's creation to its first reply, automatic replies left out"),
        ListRule("unanswered_hours", "tickets", "unanswered_hours",
                 "the hours waited so far by tickets with no reply that are not resolved"),
        ListRule("resolution_hours", "tickets", "resolution_hours", "the hours from a ticket's creation to its solution"),
        ListRule("open_hours", "tickets", "open_hours", "the hours so far of tickets that are not resolved"),
        ListRule("value_days", "sign_ups", "value_days", "the days from sign-up to first value, by the day of signing up"),
        ListRule("value_waiting_days", "sign_ups", "value_waiting_days",
                 "the days waited so far (or until they left) by sign-ups without first value"),
        ListRule("onboarding_days", "sign_ups", "onboarding_days",
                 "the days from sign-up to the end of onboarding, by the day of signing up"),
        ListRule("onboarding_waiting_days", "sign_ups", "onboarding_waiting_days",
                 "the days so far (or until they left) of sign-ups whose onboarding is not done"),
        ListRule("daily_users", "daily_use", "users", "the different users of each day, days without use as 0"),
        ListRule("weekly_users", "weekly_use", "users", "the different users of each whole week of the period"),
        ListRule("monthly_users", "monthly_use", "users", "the different users of each month of the period"),
    )
}  # fmt: skip
"""The list-valued inputs by key: of which frame's rows, and which column."""

MEASURES: dict[str, Measure] = {m.key: m for m in (*_MEASURES, *(m for rule in LISTS.values() for m in rule.measures))}
"""Every input that is counted over the rows of one frame, by key."""

INSTEAD = {
    "users": _sum("users", "seats", "users", "sum of the users of customers there in the period, as the list of customers has them"),
}
"""What is counted where the data does not have the frame of the rule in MEASURES."""

DERIVED: dict[str, Derived] = {
    "average_revenue": Derived("counted_closing_mrr", "paying_customers", "MRR at end ÷ paying customers at end"),
    "churn_of_period": Derived("left_customers", "opening_customers", "customers who left ÷ customers at start"),
    "monthly_churn": Derived("left_customers", "opening_customers",
                             "the rate a month that gives customers who left ÷ customers at start over the period", "monthly"),
    "lifespan_months": Derived("monthly_churn", "", "1 ÷ the monthly rate at which customers leave", "inverse"),
    "purchase_value": Derived("purchased_amount", "purchases", "amount of all purchases, refunds taken off ÷ purchases"),
    "purchases_per_month": Derived("purchases", "buyers", "purchases ÷ customers who bought ÷ months of the period", "per_month"),
    "usage_score": Derived("feature_customers", "all_customers",
                           "100 x customers at the end of the period who used the product in it ÷ customers at the end", "score"),
    "finance_score": Derived("kept_mrr", "opening_mrr",
                             "100 x MRR of the start that is still there (without churn and downgrades) ÷ MRR at start", "score"),
    "outcome_score": Derived("csat_4_or_5", "csat_1_to_5", "100 x CSAT answers of 4 or 5 ÷ CSAT answers of 1 to 5", "score"),
    "growth_score": Derived("not_fallen_customers", "opening_customers",
                            "100 x customers of the start whose MRR did not fall ÷ customers at start", "score"),
}  # fmt: skip
"""Inputs worked out from two others of the same period and segment (or one), in an order in which each is known."""

LAGGED = {"earlier_expanded_mrr": Lagged("expanded_mrr", "MRR gained from upgrades in the period before")}
"""Inputs that are another input of the period before."""

ASSUMED = {
    "gross_margin": Assumed(
        1.0, "taken as 100 %, an assumption: no table has the cost of delivering the service, so this is revenue, not profit"),
    "target_hours": Assumed(24.0, "an assumption: 24 hours, unless another target is set (1 hour on social channels)"),
    "usage_weight": Assumed(0.4, "an assumption: how much usage weighs in the health score"),
    "finance_weight": Assumed(0.2, "an assumption: how much revenue kept weighs in the health score"),
    "outcome_weight": Assumed(0.2, "an assumption: how much satisfaction weighs in the health score"),
    "growth_weight": Assumed(0.2, "an assumption: how much growth weighs in the health score"),
}  # fmt: skip
"""Inputs that no table holds: their value unless it is set, and what that means."""


def _listed(frame: str, of: str, leave: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> tuple[Measure, ...]:
    """The rules of one frame of whole rows, over the frame that has a row for each value."""
    chosen = [m for m in MEASURES.values() if m.table == of and m.key not in leave and (not only or m.key in only)]
    return tuple(replace(m, table=frame) for m in chosen)


_TIMES = tuple(m.key for rule in LISTS.values() if rule.table == "tickets" for m in rule.measures)

LISTED = {
    "tag": Listed(
        (replace(MEASURES["tagged_tickets"], how="count", column=""), *_listed("tags", "tickets", only=(*_TIMES, "response_hours_within"))),
        {"tickets": "tags"},
        ("tickets_received",),
    ),
    "theme": Listed(
        (replace(MEASURES["theme_comments"], how="count", column=""), *_listed("themes", "survey_responses", leave=("comments",))),
        {"survey_responses": "themes"},
        ("comments",),
    ),
    "feature": Listed(
        (
            Measure("feature_customers", "feature_use", "count", says=MEASURES["feature_customers"].says),
            Measure("eligible_customers", "feature_plans", "sum", "customers", says=MEASURES["eligible_customers"].says),
            *_listed("renewal_features", "renewal_use"),
            *_listed("usage", "usage", leave=("users",)),
            *(m for m in MEASURES.values() if m.table in ("daily_use", "weekly_use", "monthly_use")),
        ),
        {},
        ("all_customers",),
    ),
}
"""The splits by what a row may have several of, or none."""

KNOWN_WHERE = {"weekly_customers": "whole_week_customers"}
"""Inputs that are missing, not 0, where another one is 0: without a whole week nobody can be weekly."""
