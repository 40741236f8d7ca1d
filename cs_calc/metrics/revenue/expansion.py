"""Growth from existing customers, and growth against loss."""

from cs_calc.expr import Expr, Input, Step
from cs_calc.metrics.revenue.collecting import BY_SOURCE, CLOSED_MONTHS, MONTHLY, MOVEMENTS
from cs_calc.metrics.revenue.inputs import (
    CHURNED,
    CLOSING,
    CONTRACTED,
    EXPANDED,
    JANUARY,
    LOST,
    MAY,
    NEW,
    ONE_OFF,
    OPENING,
    REACTIVATED,
)  # fmt: skip
from cs_calc.model import Advice, Benchmark, Erratum, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import BAREMETRICS, CHARTMOGUL, CLOUDTASK, GECKOBOARD, HUBSPOT, OURS, RULE_OF_THUMB, TWOCHECKOUT, TYPEFORM
from cs_calc.units import COUNT, MONEY, PERCENT, RATIO

FROM_ADD_ONS = Input(
    "recurring_add_on_mrr", "Of that, from recurring add-ons", MONEY, 2_000.0,
    "The part of the MRR gained that came from add-ons paid every month: storage, an extra feature. Only for the mistake that leaves it out.",
)  # fmt: skip
FROM_DISCOUNTS = Input(
    "ended_discount_mrr", "Of that, from discounts that ended", MONEY, 1_000.0,
    "The part of the MRR gained that came from customers who now pay the full price. Only for the mistakes that leave it out.",
)  # fmt: skip


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
        Mistake("upgrades_only", _amount(EXPANDED - FROM_ADD_ONS - FROM_DISCOUNTS), "wrong", "wrong_part",
                "Only changes of plan and seats were counted. Recurring add-ons and ended discounts also raise what existing customers pay."),
        Mistake("no_discounts", _amount(EXPANDED - FROM_DISCOUNTS), "wrong", "wrong_part",
                "Ended discounts are missing. They raise what an existing customer pays every month, so they are expansion."),
    ),
    errata=(
        Erratum(HUBSPOT, _amount(ONE_OFF), "adds up non-recurring purchases",
                "What is bought once is not monthly recurring revenue. Keep it apart, as one-off expansion revenue."),
        Erratum(TWOCHECKOUT, _amount(NEW), "speaks of revenue from new customers",
                "A slip: the article's own next lines speak of customers who upgrade. New customers' revenue is not expansion."),
    ),
    examples=(
        Example({**JANUARY, "one_off_sales": 5_000.0, "recurring_add_on_mrr": 2_000.0, "ended_discount_mrr": 1_000.0},
                {"recurring_from_existing": 8_000.0},
                "8,000 sold on top to existing accounts. The 2,000 won back is a movement of its own.", TYPEFORM),
        Example({**MAY, "one_off_sales": 3_000.0, "recurring_add_on_mrr": 2_500.0, "ended_discount_mrr": 500.0},
                {"recurring_from_existing": 8_000.0}, "8,000 of upgrades; 3,000 of training is not MRR.", OURS),
    ),
    meanings=(
        Meaning(None, None,
                "What existing customers added to their monthly bill: they use the product and want more of it. "
                "CloudTask's aim is at least as much as was lost.",
                "Set it against MRR lost, then ask the customers who added most, and those who did so more than once, what made them do it.",
                GECKOBOARD),
    ),
    collect=(
        MOVEMENTS,
        BY_SOURCE,
        Advice("when", "Count it from the day the higher price applies, not from the day it was agreed.", OURS),
        MONTHLY,
        Advice("act on it", "Compare the sources: what existing customers pay more for is what to show to others, and what to price with care.", TWOCHECKOUT),
    ),
    see_also=("expansion_mrr_rate", "expansion_mrr_share", "one_off_expansion_revenue", "net_mrr_churn"),
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
    meanings=(
        Meaning(None, None,
                "By how much existing customers raised what they pay. There is no mark for it alone: CloudTask's aim is to make up for churn.",
                "Subtract it from gross MRR churn of the same period: if something is left, losses outrun expansion, and they come first.",
                CLOUDTASK),
    ),
    collect=(
        MOVEMENTS,
        BY_SOURCE,
        MONTHLY,
        CLOSED_MONTHS,
        Advice("act on it", "A customer who uses the product a lot may be open to more of it: take such accounts first, and leave alone "
               "those who are struggling.", GECKOBOARD),
    ),
    notes=(
        "CloudTask's aim is expansion that at least makes up for churn: compare it with gross MRR churn.",
        "The articles use similar names for other things: 2Checkout's rate is the growth of expansion, Geckoboard's percentage its share of all MRR.",
    ),
    see_also=("expansion_mrr", "expansion_mrr_share", "expansion_mrr_growth", "gross_mrr_churn"),
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
    meanings=(
        Meaning(None, 1.0,
                "Less was gained than lost: MRR shrank.",
                "Stop the losses first. Ask the customers who left or downgraded for their reasons, largest account first.", OURS),
        Meaning(1.0, 4.0,
                "More was gained than lost, though not four times as much, which investors' rule of thumb asks for.",
                "See which side holds it down: few gains, or losses that eat them. Gross MRR churn tells the two apart.", OURS),
        Meaning(4.0, None,
                "Four times as much was gained as lost, or more; investors' rule of thumb calls anything above 4 healthy growth.",
                "Look at where the gains came from. If nearly all is new business, the rate says little about existing customers.", OURS),
    ),
    collect=(
        MOVEMENTS,
        MONTHLY,
        CLOSED_MONTHS,
        Advice("act on it", "Put it on the same page as gross MRR churn: young companies can have a high ratio and a large leak.", OURS),
    ),
    notes=("With no losses at all it is not defined: there is nothing to divide by.",),
    see_also=("net_new_mrr", "gross_mrr_churn"),
)  # fmt: skip
