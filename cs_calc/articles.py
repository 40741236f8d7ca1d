"""The five articles, metric by metric: what each names, where we compute it, what of its numbers comes out, where it errs.

A reader with an article in hand finds every metric it names. `docs/articles.md` is written from these records
(`python -m cs_calc.articles`), and a test holds them against the declarations.
"""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.answer import answer
from cs_calc.metrics import METRICS
from cs_calc.model import Source
from cs_calc.say import in_words
from cs_calc.sources import CLOUDTASK, GECKOBOARD, HUBSPOT, TWOCHECKOUT, TYPEFORM


@dataclass(frozen=True)
class Mention:
    """A metric as an article names it, and our keys for it, the closest first.

    `example` says in our words which of the article's own numbers we reproduce; `errs` that the article's version is
    wrong or contradicts itself; `note` what to know beside it.
    """

    article: Source
    names: str
    keys: tuple[str, ...]
    example: str = ""
    errs: bool = False
    note: str = ""


MENTIONS = (
    Mention(TYPEFORM, "Net MRR churn", ("net_mrr_churn", "gross_mrr_churn", "closing_mrr", "net_new_mrr",
            "net_revenue_retention", "gross_revenue_retention", "expansion_mrr", "expansion_mrr_rate", "expansion_mrr_share",
            "existing_customer_mrr_growth"),
            "100,000 at the start of January; 4,000, 1,000, 8,000 and 2,000 moved: -5 %",
            note="The printed formula is a lost picture: rebuilt from the terms that the article explains."),
    Mention(TYPEFORM, "Net Promoter Score", ("nps", "theme_share")),
    Mention(TYPEFORM, "Time to first response", ("first_response_time", "resolution_time"),
            note="Automatic replies are left out: the article warns of them."),
    Mention(TYPEFORM, "Customer satisfaction", ("csat",), note="Definition `yes_no`."),
    Mention(TYPEFORM, "Help centre article rating", ("article_helpfulness",)),
    Mention(TYPEFORM, "Ticket deflection", ("tickets_per_user", "contact_rate", "tickets_per_requester", "self_service_score"),
            "10, 20 and 5 tickets of 10 users: 1, 2 and 0.5", errs=True),
    Mention(TYPEFORM, "Most common issue", ("tag_share",)),
    Mention(TYPEFORM, "User engagement", ("behaviour_lift", "active_users")),
    Mention(TYPEFORM, "Time to value", ("time_to_value", "value_within_24_hours", "fast_onboarding_uplift"),
            "set up within 24 hours: 80 % likelier to convert (Groove; the counts behind it are ours)"),
    Mention(HUBSPOT, "Customer health score", ("customer_health_score", "customer_outcome"), errs=True, note="Parts, but no formula."),
    Mention(HUBSPOT, "Net Promoter Score", ("nps",), errs=True),
    Mention(HUBSPOT, "Qualitative customer feedback", ("theme_share",)),
    Mention(HUBSPOT, "Customer churn rate", ("customer_churn_rate", "customer_retention_rate", "annualised_churn_rate"),
            "64 of 1,000 in May: 6.4 %",
            note="New customers who leave count on top, not below: definition `with_new_customers_who_left`."),
    Mention(HUBSPOT, "Monthly recurring revenue", ("mrr",), "1,000 customers at $750: $750,000", errs=True),
    Mention(HUBSPOT, "Expansion MRR (within MRR)", ("one_off_expansion_revenue", "expansion_mrr"), errs=True),
    Mention(HUBSPOT, "Customer lifetime value", ("customer_lifetime_value",), "$50, 3 times a month, 24 months: $3,600"),
    Mention(HUBSPOT, "Customer retention cost", ("customer_retention_cost",)),
    Mention(HUBSPOT, "Customer effort score", ("customer_effort_score",), note="High is easy: definitions `ease_mean` and `ease_share`."),
    Mention(HUBSPOT, "First contact resolution rate", ("first_contact_resolution",), note="Definition `of_received`."),
    Mention(HUBSPOT, "Customer satisfaction score", ("csat",), "40 of 50: 80 %", errs=True),
    Mention(HUBSPOT, "Renewal rate", ("renewal_rate",)),
    Mention(HUBSPOT, "Product usage rate", ("product_usage_rate",)),
    Mention(HUBSPOT, "Average time on platform", ("time_in_product",)),
    Mention(HUBSPOT, "Active users", ("active_users", "stickiness"), errs=True),
    Mention(HUBSPOT, "Free trial conversion rate", ("trial_conversion_rate",), errs=True),
    Mention(TWOCHECKOUT, "Churn", ("customer_churn_rate", "gross_mrr_churn", "net_mrr_churn"),
            note="Net churn of two terms: definition `churn_less_expansion`. The 5 % goal has no period: see `annualised_churn_rate`."),
    Mention(TWOCHECKOUT, "Expansion revenue", ("expansion_mrr", "expansion_mrr_growth"), errs=True),
    Mention(TWOCHECKOUT, "Support tickets", ("avoidable_ticket_share", "tickets_per_user"), errs=True),
    Mention(TWOCHECKOUT, "NPS", ("nps",), errs=True),
    Mention(TWOCHECKOUT, "CSAT", ("csat",), errs=True, note="4 or 5 of 5: the default definition."),
    Mention(GECKOBOARD, "Product activity coefficient", ("product_activity_coefficient",), note="The printed formula is a lost picture."),
    Mention(GECKOBOARD, "Feature adoption rate", ("feature_adoption_rate",)),
    Mention(GECKOBOARD, "Qualitative feedback", ("theme_share",)),
    Mention(GECKOBOARD, "Expansion MRR percentage", ("expansion_mrr_share", "expansion_mrr_rate"), errs=True),
    Mention(GECKOBOARD, "Net MRR churn", ("net_mrr_churn",), errs=True),
    Mention(GECKOBOARD, "Customer effort score", ("customer_effort_score",), errs=True, note="High is hard: definition `effort_mean`."),
    Mention(GECKOBOARD, "First response time", ("first_response_time", "first_response_within_target", "documented_topic_share")),
    Mention(CLOUDTASK, "Portfolio growth", ("portfolio_growth", "opportunity_win_rate")),
    Mention(CLOUDTASK, "Customer churn", ("customer_churn_rate",), errs=True),
    Mention(CLOUDTASK, "Customer satisfaction and Net Promoter", ("nps", "csat"), errs=True),
    Mention(CLOUDTASK, "Customer success", ("customer_outcome", "customer_health_score"), errs=True, note="Prose without a formula."),
    Mention(CLOUDTASK, "Customer experience and effort score", ("customer_effort_score",)),
    Mention(CLOUDTASK, "Monthly recurring revenue", ("mrr",), errs=True, note="Both of its ways are definitions of ours."),
    Mention(CLOUDTASK, "Expansion revenue", ("existing_customer_mrr_growth", "expansion_mrr_rate", "expansion_mrr"), errs=True),
    Mention(CLOUDTASK, "Free to paid", ("free_to_paid_upgrades",), note="The count; a rate stands beside it."),
    Mention(CLOUDTASK, "Onboarding speed", ("onboarding_time", "onboarding_on_plan_rate")),
)  # fmt: skip
ARTICLES = (TYPEFORM, HUBSPOT, TWOCHECKOUT, GECKOBOARD, CLOUDTASK)


def errata_of(mention: Mention) -> list[str]:
    """What the article prints for these metrics and why it is wrong, with what it gives on our first example."""
    found = []
    for key in mention.keys:
        metric = METRICS[key]
        worked = answer(metric, metric.examples[0].given)
        for printed in worked.as_printed:
            if printed.erratum.source == mention.article:
                formula = f" ({in_words(printed.erratum.formula.body)})" if printed.erratum.formula is not None else ""
                gives = f": {printed.shown} instead of {worked.shown}" if printed.shown else ""
                found.append(f"It {printed.erratum.printed}{formula}{gives}. {printed.erratum.why}")
    return found


def as_markdown() -> str:
    """The coverage of every article as a page: what it names, our key, its example, its errors."""
    lines = [
        "# The five articles, metric by metric",
        "",
        "Written by `python -m cs_calc.articles` from `cs_calc/articles.py`; a test holds it against the declarations.",
        "Each key works on the command line (`cs-calc work KEY`), in the calculator and in the library.",
    ]
    for article in ARTICLES:
        lines += [
            "",
            f"## {article.publisher}: {article.title}",
            "",
            "| it names | here | its own example | where it errs | note |",
            "|---|---|---|---|---|",
        ]
        for m in MENTIONS:
            if m.article == article:
                keys = ", ".join(f"`{key}`" for key in m.keys)
                lines.append(f"| {m.names} | {keys} | {m.example} | {' '.join(errata_of(m))} | {m.note} |")
    named = {key for m in MENTIONS for key in m.keys}
    rest = ", ".join(f"`{key}`" for key in METRICS if key not in named)
    lines += ["", "## In none of the articles", "", f"Standard among peers, and computed here as well: {rest}.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).parent.parent.joinpath("docs", "articles.md").write_text(as_markdown(), encoding="utf-8")
