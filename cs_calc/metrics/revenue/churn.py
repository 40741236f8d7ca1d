"""MRR churn, net and gross: the most quoted metric of the articles, and the one they agree on least."""

from cs_calc.expr import Expr, Step
from cs_calc.metrics.revenue.collecting import CLOSED_MONTHS, FROM_STRIPE, LOSS_TAGS, MONTHLY, MOVEMENTS, WHY_LESS
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
    REACTIVATED,
)  # fmt: skip
from cs_calc.model import Advice, Benchmark, Erratum, Example, Meaning, Metric, Mistake, Variant
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
                "When only customers who were there at the start should count; it is 100 % less the NRR.", (BAREMETRICS,)),
    ),
    mistakes=(
        Mistake("gross", _net(LOST / OPENING), "wrong", "gross_net",
                "No gains were taken off the losses: this is gross churn.", ("with_reactivation", "without_reactivation")),
        Mistake("sign", _net((GAINED - LOST) / OPENING), "wrong", "sign",
                "The sign is turned round. Losses count as positive here, so gains make churn negative: good news.",
                ("with_reactivation",)),
        Mistake("new_counted", _net((NET_LOST - NEW) / OPENING), "wrong", "new_vs_existing",
                "New customers' revenue was taken off as well. Churn is about customers you already had; new sales would hide a leak.",
                ("with_reactivation",)),
        Mistake("closing_base", _net(NET_LOST / CLOSING), "wrong", "wrong_base",
                "Divided by the MRR at the end, which new sales inflate. The base is the MRR at the start.", ("with_reactivation",)),
        Mistake("two_of_closing", _net(TWO_TERMS / CLOSING), "wrong", "wrong_base",
                "Divided by the MRR at the end, in which new sales are too. Cancellations and upgrades are set against the MRR at the "
                "start.",
                ("churn_less_expansion",)),
        Mistake("two_turned_round", _net((EXPANDED - CHURNED) / OPENING), "wrong", "sign",
                "Cancellations were taken off upgrades. It goes the other way: what was lost comes first, so a gain has a minus sign.",
                ("churn_less_expansion",)),
        Mistake("three_of_closing", _net(THREE_TERMS / CLOSING), "wrong", "wrong_base",
                "Divided by the MRR at the end, where new and won-back customers are too. The base is what the customers of the start "
                "paid then.",
                ("without_reactivation",)),
        Mistake("three_turned_round", _net((EXPANDED - LOST) / OPENING), "wrong", "sign",
                "That is the growth of the starting customers' revenue. Churn is the loss: the same number with the other sign.",
                ("without_reactivation",)),
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
    meanings=(
        Meaning(None, 0.0,
                "Customers you had added more revenue than was lost: negative churn, and good news.",
                "Read gross churn as well, since upgrades can sit on top of a leak. Then talk to customers who upgraded more than once: "
                "what they like is worth repeating with others.", GECKOBOARD),
        Meaning(0.0, 0.01,
                "Losses and gains nearly balance: below the 1 % that Typeform takes for the right track (it names no period).",
                "Watch it together with the renewal rate, and see whether large or small accounts are going.", GECKOBOARD),
        Meaning(0.01, None,
                "More was lost than gained, by 1 % or more of the revenue at start; Typeform takes less than 1 % for the right track (it names no period).",
                "List the accounts behind the loss, largest first, and ask each for the reason. What they have in common is the thing to mend: "
                "more upgrades would only cover it.", OURS),
    ),
    collect=(
        MOVEMENTS,
        FROM_STRIPE,
        WHY_LESS,
        MONTHLY,
        CLOSED_MONTHS,
        Advice("act on it", "If one number has to stand for retention and growth together, take this one, and follow it over several months: "
               "one good month proves little.", TYPEFORM),
        LOSS_TAGS,
    ),
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
                "Upgrades were taken off: that is net churn. Gross churn shows the losses before anything makes up for them.",
                ("churn_and_contraction",)),
        Mistake("closing_base", _gross(LOST / CLOSING), "wrong", "wrong_base",
                "Divided by the MRR at the end. Only what was there at the start could be lost.", ("churn_and_contraction",)),
        Mistake("new_in_base", _gross(LOST / (OPENING + NEW)), "wrong", "new_vs_existing",
                "New customers' revenue is in the base. It was not there at the start.", ("churn_and_contraction",)),
        Mistake("cancelled_of_closing", _gross(CHURNED / CLOSING), "wrong", "wrong_base",
                "Cancelled revenue was divided by the MRR at the end, of which it is no longer a part. The base is the MRR at the start.",
                ("cancellations_only",)),
        Mistake("cancelled_less_won_back", _gross((CHURNED - REACTIVATED) / OPENING), "wrong", "gross_net",
                "Revenue won back was taken off. It belongs to customers who had left earlier; it does not undo these cancellations.",
                ("cancellations_only",)),
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
    meanings=(
        Meaning(None, 0.01,
                "Below the 1 % that 2Checkout calls best in class (of what period, and with or without downgrades, it does not say).",
                "Bring it to a year before you compare: 1 % a month is 11.4 % a year. Then keep the reasons for the few losses.", OURS),
        Meaning(0.01, None,
                "Not below the 1 % that 2Checkout calls best in class (of what period, and with or without downgrades, it does not say). "
                "Upgrades may make up for it in net churn; the leak is there all the same.",
                "Split it into cancellations and downgrades, then by plan and by owner, and ask the customers behind the largest part for "
                "their reason.", OURS),
    ),
    collect=(
        MOVEMENTS,
        WHY_LESS,
        Advice("when", "Ask when the cancellation or downgrade is confirmed: the reason is fresh, and the answer cannot stand in the way.", OURS),
        MONTHLY,
        CLOSED_MONTHS,
        Advice("act on it", "Every month take the reason that cost the most revenue to the team that can remove it, with the names and amounts.", OURS),
        LOSS_TAGS,
    ),
    notes=("Typeform calls the cancelled amount alone MRR churn: the same words for another thing.",),
    see_also=("net_mrr_churn", "gross_revenue_retention"),
)  # fmt: skip
