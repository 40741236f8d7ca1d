"""Every table: its columns in order, what kind each is, and its rows.

Kinds: text (the default), int, fraction, money (whole cents), date and moment.
"""

from . import accounts, lives, product, revenue, support, voices

COLUMNS = {
    "subscriptions": "customer_id subscription_id start_date:date end_date:date amount:money interval plan currency discount:fraction "
    "owner segment cancel_reason voluntary",
    "monthly_mrr": "customer_id month:date mrr:money plan owner segment",
    "mrr_movements": "date:date customer_id type amount:money source recurring",
    "customers": "customer_id customer_name signup_date:date mrr:money nps:int csat:int active usage:fraction renewal_date:date "
    "trial_start:date trial_end:date converted_at:date onboarding_done_at:moment first_value_at:moment target_days:int churned_at:date "
    "owner segment plan country users:int",
    "survey_responses": "response_id date:date survey_type score:int customer_id scale_min:int scale_max:int comment "
    "themes agent channel ticket_id",
    "tickets": "ticket_id created_at:moment first_response_at:moment resolved_at:moment interactions:int reopened auto_reply channel tags "
    "agent customer_id requester_id avoidable topic_has_article",
    "usage": "customer_id user_id date:date feature minutes:int",
    "renewals": "customer_id due_date:date renewed renewed_at:date value_due:money value_renewed:money owner",
    "costs": "month:date category amount:money",
    "article_votes": "article_id helpful_yes:int helpful_no:int views:int title updated_at:date",
    "purchases": "customer_id date:date amount:money kind",
    "opportunities": "date:date type outcome amount:money",
    "outcomes": "customer_id date:date outcome value:int verified before:int after:int",
    "help_center_sessions": "date:date users:int",
}
KINDS = {table: dict((c + ":text").split(":")[:2] for c in columns.split()) for table, columns in COLUMNS.items()}


def make() -> dict[str, list[dict]]:
    customers = lives.live()
    bought = revenue.purchases(customers)
    all_tickets = support.tickets(customers)
    responses = voices.survey_responses(customers, all_tickets)
    return {
        "subscriptions": revenue.subscriptions(customers),
        "monthly_mrr": revenue.monthly_mrr(customers),
        "mrr_movements": revenue.movements(customers, bought),
        "customers": accounts.customers_table(customers, responses),
        "survey_responses": responses,
        "tickets": all_tickets,
        "usage": product.usage(customers),
        "renewals": revenue.renewals(customers),
        "costs": revenue.costs(),
        "article_votes": support.article_votes(),
        "purchases": bought,
        "opportunities": revenue.opportunities(),
        "outcomes": accounts.outcomes(customers),
        "help_center_sessions": support.help_center_sessions(),
    }
