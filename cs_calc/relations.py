"""How the metrics hang together: what must be equal, what cannot exceed what, what is part of what, what is read beside what.

Each equation and each limit is a pair of formulas built from the declarations themselves, so it can be checked on any numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cs_calc.expr import Expr, Input, Leaf, Number, Step, inputs, least
from cs_calc.formulas import inputs_of
from cs_calc.metrics import METRICS
from cs_calc.units import COUNT, HOURS, MONEY, MONTHS, PERCENT, RATIO, SCORE, Unit
from cs_calc.work import Known

RelationKind = Literal["identity", "limit", "part of", "feeds", "beside"]
KINDS: dict[RelationKind, str] = {
    "identity": "Always equal", "limit": "At most", "part of": "Part of", "feeds": "Goes into", "beside": "Read together",
}  # fmt: skip
"""Every kind of relation, and what it is called."""


@dataclass(frozen=True)
class Relation:
    """One tie between metrics, in words; an identity and a limit also have two sides that can be worked."""

    key: str
    kind: RelationKind
    metrics: tuple[str, ...]  # the first is the one that the others are tied to
    says: str
    unit: Unit = RATIO
    left: Expr | None = None
    right: Expr | None = None

    @property
    def sign(self) -> str:
        """What stands between the two sides."""
        return "≤" if self.kind == "limit" else "="

    @property
    def sides(self) -> tuple[Step, Step] | None:
        """The two sides as formulas of their own; None where there is nothing to work."""
        if self.left is None or self.right is None:
            return None
        return Step(f"{self.key}_left", "One side", self.unit, self.left), Step(f"{self.key}_right", "Other side", self.unit, self.right)

    @property
    def needs(self) -> frozenset[str]:
        """The keys of the numbers that both sides are worked from."""
        return frozenset(part.key for side in self.sides or () for part in inputs(side))


def by(metric: str, variant: str | None = None) -> Step:
    """A metric by one of its definitions, as one part of a larger formula."""
    found = METRICS[metric]
    chosen = found.variant(variant)
    alike = sum(v.formula.name == chosen.formula.name for v in found.variants)
    name = chosen.formula.name + (f" ({chosen.name[0].lower()}{chosen.name[1:]})" if alike > 1 else "")
    return Step(f"{metric}_{chosen.key}", name, chosen.formula.unit, chosen.formula.body)


LEAVES: dict[str, Leaf] = {part.key: part for metric in METRICS.values() for part in inputs_of(metric)}
CLOSING = Input("counted_closing_mrr", "MRR at end, counted", MONEY, 111_000.0, "Summed over the customers at the end.")
NPS_ANSWERS = Input("nps_responses", "Answers from 0 to 10", COUNT, 60.0, "Every answer to the NPS question.")
OPENING, NEW, EXPANDED = LEAVES["opening_mrr"], LEAVES["new_mrr"], LEAVES["expanded_mrr"]
WON_BACK, CONTRACTED, CHURNED = LEAVES["reactivated_mrr"], LEAVES["contracted_mrr"], LEAVES["churned_mrr"]
START, LEFT, JOINED, END = (LEAVES[k] for k in ("opening_customers", "left_customers", "joined_customers", "closing_customers"))
TOTAL, MARGIN, MONTHLY_CHURN, PAYING = (LEAVES[k] for k in ("total_mrr", "gross_margin", "monthly_churn", "paying_customers"))
ONE = Number(1.0)
LOST = Step("lost_mrr", "MRR lost", MONEY, CHURNED + CONTRACTED)
STAYING = Step("share_not_churned", "Share who stay one period", PERCENT, 1 - by("customer_churn_rate"))

IDENTITIES = (
    Relation("mrr_bridge", "identity", ("closing_mrr", "mrr"), "MRR at start and all movements make MRR at end.",
             MONEY, by("closing_mrr"), CLOSING),
    Relation("closing_is_opening_and_net_new", "identity", ("closing_mrr", "net_new_mrr"), "MRR at end is MRR at start and net new MRR.",
             MONEY, OPENING + by("net_new_mrr"), by("closing_mrr")),
    Relation("customers_bridge", "identity", ("customer_churn_rate", "customer_retention_rate"),
             "Customers at start, less those who left, with those who joined, are the customers at end.",
             COUNT, START - LEFT + JOINED, END),
    Relation("nrr_and_net_churn", "identity", ("net_revenue_retention", "net_mrr_churn"),
             "NRR and net MRR churn make 100 %, win-backs left out of both.",
             PERCENT, by("net_revenue_retention") + by("net_mrr_churn", "without_reactivation"), ONE),
    Relation("nrr_and_net_churn_with_win_backs", "identity", ("net_revenue_retention", "net_mrr_churn"),
             "NRR and net MRR churn make 100 %, win-backs counted in both.",
             PERCENT, by("net_revenue_retention", "with_reactivation") + by("net_mrr_churn"), ONE),
    Relation("grr_and_gross_churn", "identity", ("gross_revenue_retention", "gross_mrr_churn"), "GRR and gross MRR churn make 100 %.",
             PERCENT, by("gross_revenue_retention") + by("gross_mrr_churn"), ONE),
    Relation("retention_and_churn", "identity", ("customer_retention_rate", "customer_churn_rate"),
             "Customer retention and customer churn make 100 %, both over the same customers.",
             PERCENT, by("customer_retention_rate") + by("customer_churn_rate"), ONE),
    Relation("net_churn_is_gross_less_expansion", "identity", ("net_mrr_churn", "gross_mrr_churn", "expansion_mrr_rate"),
             "Net MRR churn is gross MRR churn less the expansion rate, without win-backs.",
             PERCENT, by("net_mrr_churn", "without_reactivation"), by("gross_mrr_churn") - by("expansion_mrr_rate")),
    Relation("nrr_is_grr_and_expansion", "identity", ("net_revenue_retention", "gross_revenue_retention", "expansion_mrr_rate"),
             "NRR is GRR with the expansion rate on top.",
             PERCENT, by("net_revenue_retention"), by("gross_revenue_retention") + by("expansion_mrr_rate")),
    Relation("existing_growth_is_nrr_less_one", "identity", ("existing_customer_mrr_growth", "net_revenue_retention"),
             "The growth of existing customers' MRR is NRR less 100 %.",
             PERCENT, by("existing_customer_mrr_growth"), by("net_revenue_retention") - 1),
    Relation("expansion_rate_of_opening", "identity", ("expansion_mrr_rate", "expansion_mrr"),
             "The expansion rate is expansion MRR over MRR at start.",
             PERCENT, by("expansion_mrr_rate"), by("expansion_mrr") / OPENING),
    Relation("expansion_share_of_total", "identity", ("expansion_mrr_share", "expansion_mrr"),
             "Expansion MRR is its share of the total MRR.",
             MONEY, by("expansion_mrr"), by("expansion_mrr_share") * TOTAL),
    Relation("quick_ratio_and_net_new", "identity", ("quick_ratio", "net_new_mrr"),
             "Net new MRR is what was lost, times the quick ratio less 1: above 1 MRR grows.",
             MONEY, by("net_new_mrr"), LOST * (by("quick_ratio") - 1)),
    Relation("growth_is_net_new_over_opening", "identity", ("portfolio_growth", "net_new_mrr"),
             "Growth of the portfolio's MRR is net new MRR over MRR at start.",
             PERCENT, by("portfolio_growth", "mrr"), by("net_new_mrr") / OPENING),
    Relation("growth_of_customers", "identity", ("portfolio_growth", "customer_churn_rate"),
             "Growth in customers is the share who joined less the share who left.",
             PERCENT, by("portfolio_growth"), JOINED / START - by("customer_churn_rate")),
    Relation("mrr_is_customers_times_arpa", "identity", ("mrr", "arpa"), "MRR is paying customers times ARPA.",
             MONEY, by("mrr"), PAYING * by("arpa")),
    Relation("mrr_both_ways", "identity", ("mrr",), "MRR summed over subscriptions is MRR from customers and their average.",
             MONEY, by("mrr", "sum_of_subscriptions"), by("mrr")),
    Relation("arr_is_twelve_mrr", "identity", ("arr", "mrr"), "ARR is 12 times MRR.", MONEY, by("arr"), 12 * by("mrr")),
    Relation("annualised_churn", "identity", ("annualised_churn_rate", "customer_churn_rate"),
             "Annualised churn is what the period's churn comes to when it is held for a year.",
             PERCENT, by("annualised_churn_rate"), 1 - STAYING ** LEAVES["periods_in_year"]),
    Relation("ltv_from_arpa", "identity", ("customer_lifetime_value", "arpa", "customer_churn_rate"),
             "Lifetime value of a subscription is ARPA times gross margin over monthly churn.",
             MONEY, by("customer_lifetime_value", "subscription"), by("arpa") * MARGIN / MONTHLY_CHURN),
    Relation("ltv_to_cac", "identity", ("ltv_to_cac", "customer_lifetime_value", "customer_acquisition_cost"),
             "LTV:CAC is lifetime value over acquisition cost.",
             RATIO, by("ltv_to_cac"), by("customer_lifetime_value", "subscription") / by("customer_acquisition_cost")),
    Relation("cac_payback", "identity", ("cac_payback_months", "customer_acquisition_cost", "arpa"),
             "Months to earn back a customer are acquisition cost over ARPA times gross margin.",
             MONTHS, by("cac_payback_months"), by("customer_acquisition_cost") / (by("arpa") * MARGIN)),
    Relation("nps_answers", "identity", ("nps",), "Promoters, passives and detractors are all the answers.",
             COUNT, LEAVES["promoters"] + LEAVES["passives"] + LEAVES["detractors"], NPS_ANSWERS),
    Relation("tickets_per_user", "identity", ("tickets_per_user", "contact_rate", "tickets_per_requester"),
             "Tickets per user are the share who write, times the tickets of each who writes.",
             RATIO, by("tickets_per_user"), by("contact_rate") * by("tickets_per_requester")),
    Relation("stickiness", "identity", ("stickiness", "active_users"), "Stickiness is daily over monthly active users.",
             PERCENT, by("stickiness"), by("active_users", "daily") / by("active_users", "monthly")),
    Relation("health_finance", "identity", ("customer_health_score", "gross_revenue_retention"),
             "The health score's finance part, counted from data, is GRR out of 100.",
             SCORE, LEAVES["finance_score"], 100 * by("gross_revenue_retention")),
    Relation("health_outcome", "identity", ("customer_health_score", "csat"),
             "The health score's outcome part, counted from data, is CSAT out of 100.",
             SCORE, LEAVES["outcome_score"], 100 * by("csat")),
    Relation("health_usage", "identity", ("customer_health_score", "feature_adoption_rate"),
             "The health score's usage part, counted from data, is the share of customers who used the product, out of 100.",
             SCORE, LEAVES["usage_score"], 100 * by("feature_adoption_rate")),
)  # fmt: skip

LIMITS = (
    Relation("grr_at_most_nrr", "limit", ("gross_revenue_retention", "net_revenue_retention"),
             "GRR is never above 100 %, and never above NRR: upgrades do not count in it.",
             PERCENT, by("gross_revenue_retention"), least(1, by("net_revenue_retention"))),
    Relation("cancelled_at_most_gross", "limit", ("gross_mrr_churn",), "MRR churn by cancellations alone is never above gross MRR churn.",
             PERCENT, by("gross_mrr_churn", "cancellations_only"), by("gross_mrr_churn")),
    Relation("renewed_at_most_due", "limit", ("renewal_rate",), "No more contracts are renewed than were due.",
             COUNT, LEAVES["contracts_renewed"], LEAVES["contracts_due"]),
    Relation("value_renewed_at_most_due", "limit", ("renewal_rate",), "No more value is renewed than was due: expansion is not renewal.",
             MONEY, LEAVES["value_renewed"], LEAVES["value_due"]),
    Relation("daily_at_most_monthly", "limit", ("stickiness", "active_users"), "Daily active users are never more than monthly ones.",
             COUNT, by("active_users", "daily"), by("active_users", "monthly")),
    Relation("daily_use_at_most_weekly", "limit", ("product_usage_rate",), "Who uses the product daily uses it weekly, and so monthly.",
             PERCENT, by("product_usage_rate", "daily"), least(by("product_usage_rate", "weekly"), by("product_usage_rate", "monthly"))),
    Relation("adoption_of_all_at_most_eligible", "limit", ("feature_adoption_rate",),
             "Adoption among all customers is never above adoption among those who can use the feature.",
             PERCENT, by("feature_adoption_rate"), by("feature_adoption_rate", "of_eligible_customers")),
    Relation("first_contact_received_at_most_resolved", "limit", ("first_contact_resolution",),
             "First contact resolution over tickets received is never above the one over tickets resolved.",
             PERCENT, by("first_contact_resolution"), by("first_contact_resolution", "of_resolved")),
    Relation("avoidable_at_most_all", "limit", ("avoidable_ticket_share", "tickets_per_user"),
             "Avoidable tickets are never more than all tickets.",
             COUNT, LEAVES["avoidable_tickets"], LEAVES["tickets_received"]),
    Relation("response_median_at_most_p90", "limit", ("first_response_time",),
             "The middle wait for an answer is never longer than the one nine in ten stay below.",
             HOURS, by("first_response_time"), by("first_response_time", "p90")),
    Relation("resolution_median_at_most_p90", "limit", ("resolution_time",),
             "The middle time to a solution is never longer than the one nine in ten stay below.",
             HOURS, by("resolution_time"), by("resolution_time", "p90")),
    Relation("value_within_day_at_most_sign_ups", "limit", ("value_within_24_hours",), "No more reach value within a day than signed up.",
             COUNT, LEAVES["value_within_day"], LEAVES["sign_ups"]),
)  # fmt: skip

TIES = (
    Relation("expansion_part_of_nrr", "part of", ("expansion_mrr_rate", "net_revenue_retention"),
             "Expansion is the part of NRR that can lift it above 100 %."),
    Relation("expansion_in_net_new", "part of", ("expansion_mrr", "net_new_mrr", "quick_ratio"),
             "Expansion MRR is one of the five movements of MRR."),
    Relation("expansion_growth", "feeds", ("expansion_mrr", "expansion_mrr_growth"),
             "Its growth compares expansion MRR with that of the period before."),
    Relation("one_off_is_not_mrr", "beside", ("one_off_expansion_revenue", "expansion_mrr"),
             "Sold once is not MRR: the two are shown together and never added."),
    Relation("wins_become_expansion", "feeds", ("opportunity_win_rate", "expansion_mrr", "one_off_expansion_revenue"),
             "Opportunities won with customers become recurring or one-off expansion."),
    Relation("retention_cost_beside_value", "beside", ("customer_retention_cost", "arpa", "customer_lifetime_value"),
             "What it takes to keep a customer means little alone: set it beside what the customer brings, in a month and in a lifetime."),
    Relation("cost_to_keep_and_to_win", "beside", ("customer_retention_cost", "customer_acquisition_cost"),
             "The cost to keep a customer beside the cost to win one: no cost is counted in both."),
    Relation("renewals_and_churn", "feeds", ("renewal_rate", "customer_churn_rate", "gross_mrr_churn"),
             "A contract that is due and not renewed becomes churn; only contracts due in the period count in the renewal rate."),
    Relation("trials_become_customers", "feeds", ("trial_conversion_rate", "customer_acquisition_cost"),
             "Trials that convert are among the new customers that acquisition cost is divided by."),
    Relation("free_beside_trials", "beside", ("free_to_paid_upgrades", "trial_conversion_rate"),
             "Both follow free users who start to pay: those free at the start, and those whose trial began or ended."),
    Relation("uplift_of_conversion", "part of", ("fast_onboarding_uplift", "trial_conversion_rate", "onboarding_time"),
             "It compares the conversion of trials set up within 24 hours with that of the others."),
    Relation("within_24_hours", "part of", ("value_within_24_hours", "time_to_value"),
             "The sign-ups whose time to value is a day or less."),
    Relation("on_plan", "part of", ("onboarding_on_plan_rate", "onboarding_time"), "The onboardings whose time is within their plan."),
    Relation("onboarding_before_value", "beside", ("onboarding_time", "time_to_value"),
             "Set-up and first value, both counted from sign-up; either may come first."),
    Relation("within_target", "part of", ("first_response_within_target", "first_response_time"),
             "The tickets whose first response time is within the target."),
    Relation("response_and_resolution", "beside", ("first_response_time", "resolution_time", "first_contact_resolution"),
             "A ticket's clock starts once: its first answer, and its solution, perhaps in the same contact."),
    Relation("tag_of_tickets", "part of", ("tag_share", "tickets_per_user"), "The tickets of one tag, of all tickets received."),
    Relation("documented_and_avoidable", "beside", ("documented_topic_share", "avoidable_ticket_share", "article_helpfulness"),
             "A ticket on a topic with an article asks whether the article was found, and whether it helped."),
    Relation("self_service", "beside", ("self_service_score", "contact_rate", "article_helpfulness"),
             "Those who look in the help centre beside those who write: the same people count below one line and above the other."),
    Relation("themes_explain_scores", "beside", ("theme_share", "nps", "csat"), "Themes of the comments say why scores are what they are."),
    Relation("effort_and_contact", "beside", ("customer_effort_score", "first_contact_resolution", "csat"),
             "Three views on one contact: was it easy, was it solved at once, was the customer satisfied?"),
    Relation("activity_and_usage", "beside", ("product_activity_coefficient", "product_usage_rate", "time_in_product"),
             "How regularly, by how many, and for how long the product is used."),
    Relation("users_and_customers", "beside", ("active_users", "product_usage_rate"),
             "Active users are people, usage rates are customers: an account may have many users."),
    Relation("behaviour_and_renewal", "feeds", ("renewal_rate", "behaviour_lift"),
             "Lift compares how often customers who did something renew with how often the others do."),
    Relation("adoption_and_lift", "feeds", ("feature_adoption_rate", "behaviour_lift"),
             "Whether a feature was used is the behaviour that lift looks at."),
    Relation("outcome_beside_health", "beside", ("customer_outcome", "customer_health_score", "renewal_rate"),
             "What the customer gained, beside what we score and what they decide."),
)  # fmt: skip

RELATIONS: tuple[Relation, ...] = (*IDENTITIES, *LIMITS, *TIES)
"""Every relation: equations first, then limits, then ties that are no arithmetic."""

EXAMPLE: dict[str, Known] = {
    "opening_mrr": 100_000.0, "churned_mrr": 4_000.0, "contracted_mrr": 1_000.0, "expanded_mrr": 8_000.0, "reactivated_mrr": 2_000.0,
    "new_mrr": 6_000.0, "counted_closing_mrr": 111_000.0, "total_mrr": 111_000.0, "existing_closing_mrr": 103_000.0,
    "weekly_fees": 0.0, "monthly_fees": 60_000.0, "quarterly_fees": 45_000.0, "yearly_fees": 432_000.0,
    "opening_customers": 500.0, "left_customers": 20.0, "joined_customers": 75.0, "closing_customers": 555.0, "paying_customers": 555.0,
    "average_revenue": 200.0, "gross_margin": 0.8, "monthly_churn": 0.04, "churn_of_period": 0.04, "periods_in_year": 12.0,
    "sales_cost": 16_000.0, "marketing_cost": 12_000.0, "new_customers": 70.0,
    "contracts_due": 50.0, "contracts_renewed": 45.0, "value_due": 40_000.0, "value_renewed": 36_000.0,
    "promoters": 42.0, "passives": 10.0, "detractors": 8.0, "nps_responses": 60.0, "csat_4_or_5": 40.0, "csat_1_to_5": 50.0,
    "tickets_received": 600.0, "users": 2_000.0, "requesters": 240.0, "tickets_resolved": 560.0, "solved_first_contact": 420.0,
    "avoidable_tickets": 150.0, "response_hours": (1.0, 2.0, 2.0, 3.0, 4.0, 30.0), "resolution_hours": (3.0, 5.0, 8.0, 12.0, 20.0, 70.0),
    "daily_users": (30.0, 32.0, 31.0, 35.0, 33.0, 12.0, 9.0), "monthly_users": (98.0,), "sign_ups": 40.0, "value_within_day": 12.0,
    "daily_customers": 80.0, "weekly_customers": 220.0, "monthly_customers": 320.0, "feature_customers": 444.0,
    "eligible_customers": 500.0, "all_customers": 555.0, "usage_score": 80.0, "finance_score": 95.0, "outcome_score": 80.0,
}  # fmt: skip
"""One month of a company that we made up around Typeform's January: every relation can be tried on it."""


def relations_of(metric: str) -> tuple[Relation, ...]:
    """The relations of one metric, equations first."""
    return tuple(r for r in RELATIONS if metric in r.metrics)


def neighbours(metric: str) -> frozenset[str]:
    """The metrics that one is tied to."""
    return frozenset(key for r in relations_of(metric) for key in r.metrics) - {metric}


def loose() -> tuple[str, ...]:
    """The metrics that nothing ties to others."""
    return tuple(key for key in METRICS if not relations_of(key))


def shared(metric: str) -> dict[str, tuple[str, ...]]:
    """For each number that a metric's definitions are worked from, the other metrics that use it too.

    >>> shared("nps")
    {'Promoters (9 or 10)': (), 'Passives (7 or 8)': (), 'Detractors (0 to 6)': ()}
    """

    def used(key: str) -> dict[str, str]:
        return {part.key: part.name for variant in METRICS[key].variants for part in inputs(variant.formula)}

    return {name: tuple(k for k in METRICS if k != metric and part in used(k)) for part, name in used(metric).items()}
