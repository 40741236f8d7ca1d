"""Metric or KPI? What a customer-success team wants to reach, and the few metrics that show whether it does.

A metric is any number that measures behaviour. It becomes a key performance indicator (KPI) when it shows whether an
objective is reached: every KPI is a metric, most metrics are no KPI.
"""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.model import Source
from cs_calc.sources import CLOUDTASK, GECKOBOARD, HUBSPOT, OURS, TWOCHECKOUT, TYPEFORM

Shows = tuple[str, str]
"""A metric's key, and why it shows whether the objective is reached (or, as a detail, what lies behind it)."""


@dataclass(frozen=True)
class Objective:
    """What a team wants to reach: 2 to 4 metrics that show whether it does, and those that tell why."""

    key: str
    name: str
    question: str
    metrics: tuple[Shows, ...]  # the KPIs to choose from: 2 to 4
    source: Source
    details: tuple[Shows, ...] = ()  # looked at when a KPI moves


@dataclass(frozen=True)
class Counsel:
    """One piece of advice on choosing KPIs, in our words, and whose it is."""

    text: str
    source: Source


CHOOSING: tuple[Counsel, ...] = (
    Counsel("Begin with the objective. A number becomes a KPI by showing whether an objective is reached; without one it is only a "
            "metric.", TYPEFORM),
    Counsel("Ask why before what: say how the number serves a larger goal of the company, then fill in the first cell.", TYPEFORM),
    Counsel("Choose few. A handful of numbers that matter beats a long list that nobody acts on.", TYPEFORM),
    Counsel("Give each one something to be held against: a goal, or your own past. A number alone is neither good nor bad.", TYPEFORM),
    Counsel("No set of KPIs suits every company. If it must be one alone, Typeform takes net MRR churn: it sees customers leave and "
            "plans change.", TYPEFORM),
    Counsel("Start with the whole, then split by plan, age or segment; look at volumes before single cases.", TYPEFORM),
    Counsel("Keep two kinds apart: some numbers (churn, NPS) ring the alarm, others (activity, effort, comments) tell what is "
            "wrong.", GECKOBOARD),
    Counsel("Measure what customers reach, not how busy the team is: closed tickets and sent mails say little about the "
            "relation.", HUBSPOT),
    Counsel("Set targets only once a KPI is measured, and expect them to differ with the company and its sector.", TWOCHECKOUT),
)  # fmt: skip

OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "keep_customers", "Keep customers", "Do the customers we have stay, and their revenue with them?",
        (
            ("net_mrr_churn", "It joins losses with what existing customers added: Typeform's choice where only one number is allowed."),
            ("customer_churn_rate", "It counts heads, so that many small customers leaving is seen although the revenue holds."),
            ("renewal_rate", "It looks at those who had to decide now, before the loss reaches the revenue."),
            ("gross_revenue_retention", "It shows the loss alone: upgrades cannot hide it."),
        ),
        TYPEFORM,
        (
            ("gross_mrr_churn", "The lost share that net churn can cover up."),
            ("customer_retention_rate", "The same story told from the side of those who stayed."),
            ("annualised_churn_rate", "It makes rates of months, quarters and years comparable."),
            ("customer_health_score", "It puts customers in order of need before they leave."),
            ("behaviour_lift", "It shows which behaviour goes with staying."),
        ),
    ),
    Objective(
        "grow_existing_customers", "Grow revenue from existing customers", "Do customers buy more because the product serves them?",
        (
            ("net_revenue_retention", "Above 100 %, customers of the start pay more than before, losses included."),
            ("expansion_mrr_rate", "It measures upgrades against the revenue that could be expanded."),
            ("expansion_mrr_share", "It tells how much of the revenue comes from customers you already had."),
            ("opportunity_win_rate", "It shows which kind of offer customers take."),
        ),
        GECKOBOARD,
        (
            ("expansion_mrr", "The amount behind the rates: a rate alone misleads in a month of many or few new customers."),
            ("expansion_mrr_growth", "Whether expansion itself speeds up."),
            ("existing_customer_mrr_growth", "Growth and loss of the same customers in one number."),
            ("one_off_expansion_revenue", "Sales that do not recur, kept apart from MRR."),
        ),
    ),
    Objective(
        "grow_recurring_revenue", "Grow the recurring revenue", "Does the customer base as a whole grow, and not only change?",
        (
            ("net_new_mrr", "Everything gained less everything lost, in money."),
            ("quick_ratio", "How much is gained for each unit lost: growth that leaks is dear."),
            ("portfolio_growth", "More customers and more MRR from quarter to quarter and year to year."),
        ),
        CLOUDTASK,
        (
            ("mrr", "The size of the recurring revenue."),
            ("closing_mrr", "How the movements lead from start to end."),
            ("arr", "The same size on a year's scale."),
            ("arpa", "Whether growth comes from more customers or from larger ones."),
        ),
    ),
    Objective(
        "quick_start", "A quick start for new customers", "How soon do new customers get what they came for?",
        (
            ("time_to_value", "It measures what the customer waits for, not what the team does."),
            ("onboarding_on_plan_rate", "It holds each onboarding against the time that was promised."),
            ("trial_conversion_rate", "It shows whether trials convince."),
            ("value_within_24_hours", "It watches the first day, which Groove found to matter for conversion."),
        ),
        TYPEFORM,
        (
            ("onboarding_time", "How long onboarding itself takes."),
            ("fast_onboarding_uplift", "Whether a fast start goes with conversion in your data."),
            ("free_to_paid_upgrades", "How many free accounts become paying ones."),
        ),
    ),
    Objective(
        "answer_quickly", "Answer quickly and well", "Do customers get a good answer soon?",
        (
            ("first_response_time", "It measures the wait for a person's first answer."),
            ("first_response_within_target", "It says how many got it in the time you promised."),
            ("first_contact_resolution", "It keeps speed honest: an answer that does not solve does not count."),
            ("csat", "It asks the customer about the contact itself."),
        ),
        GECKOBOARD,
        (
            ("resolution_time", "The wait until it is solved, where a quick first answer is not enough."),
            ("customer_effort_score", "How hard the customer found it."),
        ),
    ),
    Objective(
        "need_less_help", "Customers who need less help", "Can customers help themselves, and does the product need less explaining?",
        (
            ("tickets_per_user", "It falls when customers find their way, however many customers there are."),
            ("avoidable_ticket_share", "It counts the tickets that better information would have prevented."),
            ("self_service_score", "It compares those who look it up with those who write."),
            ("customer_effort_score", "It asks the customer how easy it was."),
        ),
        TWOCHECKOUT,
        (
            ("contact_rate", "How many people write at all."),
            ("tickets_per_requester", "How often those who write do so."),
            ("tag_share", "What they write about."),
            ("documented_topic_share", "How often the answer was there and was not found."),
            ("article_helpfulness", "Which articles fail."),
        ),
    ),
    Objective(
        "recommend_us", "Customers who recommend us", "Would customers put in a good word for us?",
        (
            ("nps", "It asks just this; hold it against your own earlier surveys."),
            ("csat", "It tells whether single contacts please or annoy."),
            ("theme_share", "It counts the reasons behind the score, which can be acted on."),
        ),
        TYPEFORM,
    ),
    Objective(
        "product_use", "Use of the product", "Has the product a place in the customers' work?",
        (
            ("product_activity_coefficient", "It looks at each customer, so that one who falls silent is seen."),
            ("product_usage_rate", "It counts customers who come as often as the product is meant for."),
            ("feature_adoption_rate", "It shows whether what you build is used."),
            ("stickiness", "It shows whether users make a habit of it."),
        ),
        GECKOBOARD,
        (
            ("active_users", "How many people use it at all."),
            ("time_in_product", "How much of their time it takes, for better or worse."),
            ("behaviour_lift", "Which use goes with renewal."),
        ),
    ),
    Objective(
        "customers_reach_their_goals", "Customers who reach their goals", "What did the customers gain, and does it last?",
        (
            ("customer_outcome", "It names the customer's own result, before and after."),
            ("customer_health_score", "It gathers use, money, results and growth in one index to follow over time."),
            ("time_to_value", "It shows how soon the first result comes."),
        ),
        CLOUDTASK,
    ),
    Objective(
        "efficient_spending", "Efficient spending", "Does what we spend on customers pay?",
        (
            ("customer_retention_cost", "It says what keeping a customer costs."),
            ("ltv_to_cac", "It holds what a customer brings against what it cost to win."),
            ("cac_payback_months", "It tells how long the money is out."),
        ),
        HUBSPOT,
        (
            ("customer_lifetime_value", "What a customer brings over the whole relation."),
            ("customer_acquisition_cost", "What winning one costs."),
            ("self_service_score", "How much help is given without a ticket."),
        ),
    ),
)  # fmt: skip
"""In the order in which pages show them. A metric may serve several."""

OUR_SORTING = Counsel(
    "Which metric shows which objective is partly our sorting: the articles name objectives and metrics, seldom both together.", OURS
)


def objectives_of(metric: str) -> tuple[Objective, ...]:
    """The objectives that a metric serves, as a KPI or as a detail.

    >>> [objective.key for objective in objectives_of("csat")]
    ['answer_quickly', 'recommend_us']
    """
    return tuple(o for o in OBJECTIVES if any(metric == key for key, _ in (*o.metrics, *o.details)))
