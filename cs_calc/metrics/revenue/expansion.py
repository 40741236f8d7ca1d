"""Growth from existing customers, and growth against loss."""

from cs_calc.expr import Expr, Step
from cs_calc.metrics.revenue.inputs import (
    CHURNED,
    CLOSING,
    CONTRACTED,
    EXPANDED,
    JANUARY,
    LOST,
    MAY,
    NEW,
    OPENING,
    REACTIVATED,
)  # fmt: skip
from cs_calc.metrics.revenue.recurring import ONE_OFF
from cs_calc.model import Benchmark, Erratum, Example, Metric, Mistake, Variant
from cs_calc.sources import BAREMETRICS, CHARTMOGUL, CLOUDTASK, HUBSPOT, OURS, RULE_OF_THUMB, TWOCHECKOUT, TYPEFORM
from cs_calc.units import COUNT, MONEY, PERCENT, RATIO


def _amount(body: Expr) -> Step:
    return Step("expansion_mrr", "Expansion MRR", MONEY, body)


def _rate(body: Expr) -> Step:
    return Step("expansion_mrr_rate", "Expansion MRR rate", PERCENT, body)


def _quick(body: Expr) -> Step:
    return Step("quick_ratio", "Quick ratio", RATIO, body)


EXPANSION_MRR = Metric(
    key="expansion_mrr",
    name="Expansion MRR",
    family="revenue",
    asks="How much more recurring revenue do existing customers bring than at the start?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("recurring_from_existing", "Recurring, from existing customers", _amount(EXPANDED),
                "Always. Read it beside the rate: the amount does not shrink in a good month for new business.",
                (TYPEFORM, BAREMETRICS)),
    ),
    mistakes=(
        Mistake("new_counted", _amount(EXPANDED + NEW), "wrong", "new_vs_existing",
                "New customers are included. Expansion comes from customers you already have."),
        Mistake("win_backs_counted", _amount(EXPANDED + REACTIVATED), "wrong", "new_vs_existing",
                "Win-backs are a movement of their own: those customers had left."),
        Mistake("one_off_counted", _amount(EXPANDED + ONE_OFF), "alternative", "units_time",
                "One-off sales were added, as HubSpot does. They are revenue, but they do not recur."),
    ),
    errata=(
        Erratum(HUBSPOT, _amount(ONE_OFF), "adds up non-recurring purchases",
                "What is bought once is not monthly recurring revenue. Keep it apart, as one-off expansion revenue."),
        Erratum(TWOCHECKOUT, _amount(NEW), "speaks of revenue from new customers",
                "A slip: the article's own next lines speak of customers who upgrade. New customers' revenue is not expansion."),
    ),
    examples=(
        Example({**JANUARY, "one_off_sales": 5_000.0}, {"recurring_from_existing": 8_000.0},
                "8,000 sold on top to existing accounts. The 2,000 won back is a movement of its own.", TYPEFORM),
        Example({**MAY, "one_off_sales": 3_000.0}, {"recurring_from_existing": 8_000.0}, "8,000 of upgrades; 3,000 of training is not MRR.", OURS),
    ),
    see_also=("expansion_mrr_rate", "net_mrr_churn"),
)  # fmt: skip

EXPANSION_MRR_RATE = Metric(
    key="expansion_mrr_rate",
    name="Expansion MRR rate",
    family="revenue",
    asks="By what share of the revenue we started with did existing customers expand?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("of_opening_mrr", "Over MRR at start", _rate(EXPANDED / OPENING),
                "The rate to set against churn, which has the same base.", (BAREMETRICS,)),
    ),
    mistakes=(
        Mistake("of_closing", _rate(EXPANDED / CLOSING), "alternative", "wrong_base",
                "Divided by the MRR at the end: that is the share of all MRR, another metric."),
        Mistake("of_growth", _rate(EXPANDED / (NEW + EXPANDED)), "alternative", "neighbour",
                "That is expansion's share of new revenue. It falls in a good month for new business."),
        Mistake("net_of_losses", _rate((EXPANDED - LOST) / OPENING), "wrong", "gross_net",
                "The losses were taken off. Expansion counts gains only."),
    ),
    errata=(
        Erratum(CLOUDTASK, Step("expansion_mrr_rate", "Expansion as printed", COUNT, (CLOSING - OPENING) * 100),
                "takes MRR at end less MRR at start, times 100",
                "Nothing is divided, so the number has no scale; and the difference has new and lost customers in it."),
    ),
    examples=(
        Example({**JANUARY, "new_mrr": 0.0}, {"of_opening_mrr": 0.08},
                "8,000 over 100,000. (With no new business CloudTask's printed formula gives 500,000.)", TYPEFORM),
        Example(MAY, {"of_opening_mrr": 0.032}, "8,000 / 250,000.", OURS),
    ),
    benchmarks=(),
    notes=("CloudTask's aim is expansion that at least makes up for churn: compare it with gross MRR churn.",),
    see_also=("expansion_mrr", "gross_mrr_churn"),
)  # fmt: skip

QUICK_RATIO = Metric(
    key="quick_ratio",
    name="SaaS quick ratio",
    family="revenue",
    asks="For every unit of recurring revenue lost, how much was gained?",
    unit=RATIO,
    better="higher",
    variants=(
        Variant("gained_over_lost", "All gains over all losses",
                _quick(Step("all_gained_mrr", "MRR gained", MONEY, NEW + EXPANDED + REACTIVATED) / LOST),
                "To see whether growth is healthy or bought by filling a leaking bucket.", (CHARTMOGUL,)),
    ),
    mistakes=(
        Mistake("inverted", _quick(LOST / (NEW + EXPANDED + REACTIVATED)), "wrong", "inverted",
                "The fraction is upside down: gains go on top."),
        Mistake("no_downgrades", _quick((NEW + EXPANDED + REACTIVATED) / CHURNED), "wrong", "wrong_part",
                "Downgrades are missing from the losses."),
        Mistake("no_new", _quick((EXPANDED + REACTIVATED) / (CHURNED + CONTRACTED)), "wrong", "wrong_part",
                "New business is missing: the quick ratio sets all growth against all loss."),
    ),
    examples=(
        Example(JANUARY, {"gained_over_lost": 3.2}, "(6,000 + 8,000 + 2,000) / (4,000 + 1,000). The 6,000 is ours.", OURS),
        Example(MAY, {"gained_over_lost": 2.95}, "29,500 / 10,000.", OURS),
    ),
    benchmarks=(Benchmark(4.0, "healthy growth", "outside figure", RULE_OF_THUMB, "not stated", "month", True),),
    notes=("With no losses at all it is not defined: there is nothing to divide by.",),
    see_also=("net_new_mrr", "gross_mrr_churn"),
)  # fmt: skip
