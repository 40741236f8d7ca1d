"""Revenue retention, net and gross: the other side of MRR churn."""

from cs_calc.expr import Expr, Step
from cs_calc.metrics.revenue.collecting import BY_SOURCE, CLOSED_MONTHS, LOSS_TAGS, MONTHLY, MOVEMENTS, WHY_LESS
from cs_calc.metrics.revenue.inputs import (
    CHURNED,
    CLOSING,
    CONTRACTED,
    EXPANDED,
    JANUARY,
    LOST,
    MAY,
    MRR_LIMITS,
    NET_LOST,
    OPENING,
    REACTIVATED,
)  # fmt: skip
from cs_calc.model import Advice, Benchmark, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import CHARTMOGUL, KBCM, OURS, RULE_OF_THUMB, SMSB, TYPEFORM
from cs_calc.units import MONEY, PERCENT


def _nrr(body: Expr) -> Step:
    return Step("net_revenue_retention", "Net revenue retention", PERCENT, body)


def _grr(body: Expr) -> Step:
    return Step("gross_revenue_retention", "Gross revenue retention", PERCENT, body)


KEPT = Step("kept_mrr", "MRR kept", MONEY, OPENING - LOST)
KEPT_AND_GROWN = Step("kept_and_grown_mrr", "MRR of the starting customers at end", MONEY, KEPT + EXPANDED)
WITH_WIN_BACKS = Step("with_win_backs_mrr", "MRR kept, grown and won back", MONEY, OPENING - NET_LOST)

NET_REVENUE_RETENTION = Metric(
    key="net_revenue_retention",
    name="Net revenue retention (NRR)",
    family="revenue",
    asks="Of every unit of revenue we started with, how much do the same customers pay us now?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("opening_customers", "Customers of the start", _nrr(KEPT_AND_GROWN / OPENING),
                "The standard: only customers who were there at the start, so no win-backs.", (SMSB,)),
        Variant("with_reactivation", "With win-backs", _nrr(WITH_WIN_BACKS / OPENING),
                "When win-backs are part of the same team's work; it is 100 % less the net MRR churn with win-backs.", (CHARTMOGUL,)),
    ),
    mistakes=(
        Mistake("new_counted", _nrr(CLOSING / OPENING), "wrong", "new_vs_existing",
                "Everybody who pays at the end is in it, new customers too: that is the growth of the whole MRR, not retention."),
        Mistake("gross", _nrr(KEPT / OPENING), "wrong", "gross_net",
                "Nothing that was gained is in it: that is gross revenue retention."),
        Mistake("churn", _nrr((LOST - EXPANDED) / OPENING), "wrong", "complement",
                "That is what was lost (net churn). Retention is what is left: take it off 100 %.", ("opening_customers",)),
    ),
    examples=(
        Example(JANUARY, {"opening_customers": 1.03, "with_reactivation": 1.05},
                "100,000 - 5,000 + 8,000 = 103,000 over 100,000; with the 2,000 won back it is 105,000.", TYPEFORM),
        Example(MAY, {"opening_customers": 0.992, "with_reactivation": 0.998}, "(250,000 - 10,000 + 8,000) / 250,000.", OURS),
    ),
    benchmarks=(
        Benchmark(1.0, "the starting customers grow by themselves", "outside figure", RULE_OF_THUMB, "not stated", "year", True),
    ),
    limits=MRR_LIMITS,
    meanings=(
        Meaning(None, 1.0,
                "The customers of the start pay less than they did: without new sales, revenue shrinks.",
                "See which loss is larger, cancellations or downgrades, and start with its largest accounts.", OURS),
        Meaning(1.0, None,
                "The customers of the start pay as much as before or more: revenue would hold without a single new sale.",
                "Look at gross retention beside it: a few large upgrades can hide that many others leave.", OURS),
    ),
    collect=(
        MOVEMENTS,
        Advice("record", "Fix the list of customers on the first day of the period and follow that list: nobody joins it later.", SMSB),
        BY_SOURCE,
        Advice("when", "For a figure that others can compare, take two dates 12 months apart; a month's figure is for steering.", OURS),
        MONTHLY,
        Advice("act on it", "Sort the list by change in revenue: thank and learn from the top, call the bottom.", OURS),
    ),
    notes=(
        "NRR and net MRR churn add up to 1 under the same rule for win-backs.",
        "Companies quote it over 12 months; a month's figure is closer to 100 %.",
    ),
    see_also=("gross_revenue_retention", "net_mrr_churn"),
)  # fmt: skip

GROSS_REVENUE_RETENTION = Metric(
    key="gross_revenue_retention",
    name="Gross revenue retention (GRR)",
    family="revenue",
    asks="How much of the revenue we started with did we keep, upgrades not counted?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("opening_customers", "Customers of the start", _grr(KEPT / OPENING),
                "The standard. It can never be above 100 %: growth does not count.", (SMSB,)),
    ),
    mistakes=(
        Mistake("net", _grr(KEPT_AND_GROWN / OPENING), "wrong", "gross_net",
                "Upgrades are counted: that is net revenue retention, and it can pass 100 %."),
        Mistake("cancellations_only", _grr((OPENING - CHURNED) / OPENING), "wrong", "wrong_part",
                "Downgrades are missing. They are revenue lost although the customer stays."),
        Mistake("win_backs", _grr((KEPT + REACTIVATED) / OPENING), "wrong", "wrong_part",
                "Revenue won back was added. Those customers were not there at the start."),
        Mistake("churn", _grr((CHURNED + CONTRACTED) / OPENING), "wrong", "complement",
                "That is what was lost: gross churn. Retention is what is left of 100 %."),
    ),
    examples=(
        Example(JANUARY, {"opening_customers": 0.95}, "100,000 - 4,000 - 1,000 = 95,000 over 100,000.", TYPEFORM),
        Example(MAY, {"opening_customers": 0.96}, "(250,000 - 10,000) / 250,000.", OURS),
    ),
    benchmarks=(
        Benchmark(0.82, "the lower quartile of private SaaS companies", "outside figure", KBCM, "2024", "year"),
        Benchmark(0.91, "the median of private SaaS companies", "outside figure", KBCM, "2024", "year"),
        Benchmark(0.95, "the upper quartile of private SaaS companies", "outside figure", KBCM, "2024", "year"),
    ),
    limits=MRR_LIMITS,
    meanings=(
        Meaning(None, 1.0,
                "The part that stayed; the rest left or was downgraded. The quartiles of private SaaS companies (82 %, 91 % and 95 %, KeyBanc "
                "and Sapphire 2024) are for a year: 95 % a month, held for a year, is 54 %.",
                "Bring it to a year, then compare. Whatever it is, ask the customers behind the largest losses for their reason.", OURS),
        Meaning(1.0, None,
                "Nothing was lost: every customer of the start pays at least what they paid.",
                "Check that downgrades and late cancellations are in the data; then keep doing what you do.", OURS),
    ),
    collect=(
        MOVEMENTS,
        Advice("record", "Count each customer with what they pay now or what they paid at the start, whichever is less.", OURS),
        WHY_LESS,
        Advice("how often", "Monthly for steering; over 12 months for a figure that others can compare.", OURS),
        CLOSED_MONTHS,
        Advice("act on it", "Rank the reasons by the revenue they cost, and take the first one to the team that can remove it.", OURS),
        LOSS_TAGS,
    ),
    notes=("GRR and gross MRR churn add up to 1.",),
    see_also=("net_revenue_retention", "gross_mrr_churn"),
)  # fmt: skip
