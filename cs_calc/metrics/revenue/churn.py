"""MRR churn, net and gross: the most quoted metric of the articles, and the one they agree on least."""

from cs_calc.expr import Expr, Step
from cs_calc.metrics.revenue.inputs import (
    CHURNED,
    CLOSING,
    CONTRACTED,
    EXPANDED,
    GAINED,
    JANUARY,
    LOST,
    MAY,
    MRR_LIMITS,
    NET_LOST,
    NEW,
    OPENING,
)  # fmt: skip
from cs_calc.model import Benchmark, Erratum, Example, Metric, Mistake, Variant
from cs_calc.sources import (
    BAREMETRICS,
    CHARGEBEE,
    CHARTMOGUL,
    GECKOBOARD,
    OURS,
    PAYPRO,
    TWOCHECKOUT,
    TYPEFORM,
)  # fmt: skip
from cs_calc.units import MONEY, PERCENT


def _net(body: Expr) -> Step:
    return Step("net_mrr_churn", "Net MRR churn rate", PERCENT, body)


def _gross(body: Expr) -> Step:
    return Step("gross_mrr_churn", "Gross MRR churn rate", PERCENT, body)


TWO_TERMS = Step("net_of_two", "Cancellations less upgrades", MONEY, CHURNED - EXPANDED)
THREE_TERMS = Step("net_of_three", "Losses less upgrades", MONEY, LOST - EXPANDED)

NET_MRR_CHURN = Metric(
    key="net_mrr_churn",
    name="Net MRR churn rate",
    family="revenue",
    asks="After upgrades and win-backs, what share of the revenue we started with did we lose?",
    unit=PERCENT,
    better="lower",
    variants=(
        Variant("with_reactivation", "All four movements", _net(NET_LOST / OPENING),
                "The usual choice: everything that existing and former customers did.", (TYPEFORM, CHARTMOGUL)),
        Variant("churn_less_expansion", "Cancellations less upgrades", _net(TWO_TERMS / OPENING),
                "Only to compare with figures made this way: downgrades and win-backs are left out.", (TWOCHECKOUT,)),
        Variant("without_reactivation", "Without win-backs", _net(THREE_TERMS / OPENING),
                "When only customers who were there at the start should count; it is 1 less NRR.", (BAREMETRICS,)),
    ),
    mistakes=(
        Mistake("gross", _net(LOST / OPENING), "wrong", "gross_net",
                "Upgrades and win-backs are left out: this is gross churn."),
        Mistake("sign", _net((GAINED - LOST) / OPENING), "wrong", "sign",
                "The sign is turned round. Losses count as positive here, so gains make churn negative: good news."),
        Mistake("new_counted", _net((NET_LOST - NEW) / OPENING), "wrong", "new_vs_existing",
                "New customers' revenue was taken off as well. Churn is about customers you already had; new sales would hide a leak."),
        Mistake("closing_base", _net(NET_LOST / CLOSING), "wrong", "wrong_base",
                "Divided by the MRR at the end, which new sales inflate. The base is the MRR at the start."),
    ),
    errata=(
        Erratum(GECKOBOARD, _net((NET_LOST - NEW) / OPENING),
                "lets revenue from new customers outweigh losses",
                "New business says nothing of the customers you had. Counted in, it makes churn look better than it is, always."),
        Erratum(CHARGEBEE, _net((CONTRACTED - EXPANDED) / OPENING), "takes downgrades less upgrades",
                "Cancellations, the largest loss, are missing."),
        Erratum(PAYPRO, _net(CHURNED / OPENING), "takes cancelled MRR alone",
                "Nothing is netted: this is the share of MRR that cancelled, one part of gross churn."),
    ),
    examples=(
        Example(JANUARY, {"with_reactivation": -0.05, "churn_less_expansion": -0.04, "without_reactivation": -0.03},
                "4,000 + 1,000 lost, 8,000 + 2,000 gained: 5,000 more gained than lost, over 100,000. Below zero is good.",
                TYPEFORM),
        Example(MAY, {"with_reactivation": 0.002, "churn_less_expansion": -0.002, "without_reactivation": 0.008},
                "The same month is +0.2 %, -0.2 % or +0.8 %: say which definition you use.", OURS),
    ),
    benchmarks=(
        Benchmark(0.01, "on the right track when held consistently", "article's claim", TYPEFORM, "not stated", "not stated", True),
        Benchmark(0.0, "growth from existing customers outweighs what is lost", "article's claim", TWOCHECKOUT, "not stated",
                  "not stated", True),
    ),
    limits=MRR_LIMITS,
    notes=(
        "Below zero means that existing customers added more than was lost.",
        "It can sit on top of a large gross loss: read gross churn beside it.",
        "One large account can move it: look at who is behind the number.",
    ),
    see_also=("gross_mrr_churn", "net_revenue_retention", "customer_churn_rate"),
)  # fmt: skip

GROSS_MRR_CHURN = Metric(
    key="gross_mrr_churn",
    name="Gross MRR churn rate",
    family="revenue",
    asks="What share of the revenue we started with did we lose, before anything made up for it?",
    unit=PERCENT,
    better="lower",
    variants=(
        Variant("churn_and_contraction", "Cancellations and downgrades", _gross(LOST / OPENING),
                "The usual choice: everything that was lost.", (CHARTMOGUL, TWOCHECKOUT)),
        Variant("cancellations_only", "Cancellations only", _gross(CHURNED / OPENING),
                "To see leaving customers apart from shrinking ones. Call it the cancelled-MRR rate, or it is taken for the other.",
                (TYPEFORM,)),
    ),
    mistakes=(
        Mistake("net", _gross((LOST - EXPANDED) / OPENING), "wrong", "gross_net",
                "Upgrades were taken off: that is net churn. Gross churn shows the losses before anything makes up for them."),
        Mistake("closing_base", _gross(LOST / CLOSING), "wrong", "wrong_base",
                "Divided by the MRR at the end. Only what was there at the start could be lost."),
        Mistake("new_in_base", _gross(LOST / (OPENING + NEW)), "wrong", "new_vs_existing",
                "New customers' revenue is in the base. It was not there at the start."),
    ),
    examples=(
        Example(JANUARY, {"churn_and_contraction": 0.05, "cancellations_only": 0.04},
                "4,000 + 1,000 over 100,000; cancellations alone are 4,000.", TYPEFORM),
        Example(MAY, {"churn_and_contraction": 0.04, "cancellations_only": 0.03}, "7,500 + 2,500 over 250,000.", OURS),
    ),
    benchmarks=(
        Benchmark(0.01, "best in class (the article does not say whether gross or cancelled, nor the period)",
                  "article's claim", TWOCHECKOUT, "not stated", "not stated", True),
    ),
    limits=MRR_LIMITS,
    notes=("Typeform calls the cancelled amount alone MRR churn: the same words for another thing.",),
    see_also=("net_mrr_churn", "gross_revenue_retention"),
)  # fmt: skip
