"""Expansion by other bases: its share, its growth, and the growth of the customers there already were."""

from cs_calc.expr import Expr, Limit, Step
from cs_calc.metrics.revenue.collecting import BY_SOURCE, CLOSED_MONTHS, FROM_STRIPE, MONTHLY, MOVEMENTS
from cs_calc.metrics.revenue.inputs import EARLIER_EXPANDED, EXISTING_CLOSING, EXPANDED, NEW, OPENING, REACTIVATED, TOTAL
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import BAREMETRICS, CLOUDTASK, GECKOBOARD, OURS, TWOCHECKOUT, TYPEFORM, UPZELO
from cs_calc.units import MONEY, PERCENT


def _share(body: Expr) -> Step:
    return Step("expansion_mrr_share", "Expansion MRR share", PERCENT, body)


def _growth(body: Expr) -> Step:
    return Step("expansion_mrr_growth", "Growth of expansion MRR", PERCENT, body)


def _existing(body: Expr) -> Step:
    return Step("existing_customer_mrr_growth", "Growth of existing customers' MRR", PERCENT, body)


GAINED_IN_ALL = Step("all_gained_mrr", "MRR gained", MONEY, NEW + EXPANDED + REACTIVATED)
MORE_EXPANSION = Step("expansion_mrr_change", "Change of expansion MRR", MONEY, EXPANDED - EARLIER_EXPANDED)
MORE_FROM_EXISTING = Step("existing_mrr_change", "Change of existing customers' MRR", MONEY, EXISTING_CLOSING - OPENING)

EXPANSION_MRR_SHARE = Metric(
    key="expansion_mrr_share",
    name="Expansion MRR share",
    family="revenue",
    asks="How much of our recurring revenue comes from existing customers who added to it?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("of_total_mrr", "Over total MRR", _share(EXPANDED / TOTAL),
                "Geckoboard's formula. The base is all MRR at the end: state it, since the MRR of the start gives another number.", (GECKOBOARD,)),
        Variant("of_new_revenue", "Over all MRR gained", _share(EXPANDED / GAINED_IN_ALL),
                "What Geckoboard's text describes: how much of the growth came from upgrades, and not from new customers.", (GECKOBOARD,)),
    ),
    mistakes=(
        Mistake("growth_instead", _share((EXPANDED - EARLIER_EXPANDED) / EARLIER_EXPANDED), "wrong", "neighbour",
                "That is the growth of expansion against the period before. A share sets it against a whole of the same period."),
        Mistake("of_new_and_expansion", _share(EXPANDED / (EXPANDED + NEW)), "alternative", "neighbour",
                "Divided by what upgrades and new customers brought, without win-backs. That is a third base: name it, or the shares "
                "cannot be compared."),
        Mistake("over_new", _share(EXPANDED / NEW), "wrong", "part_to_part",
                "Expansion was compared with new business. The base is total MRR, of which both are parts.", ("of_total_mrr",)),
        Mistake("base_without", _share(EXPANDED / (TOTAL - EXPANDED)), "wrong", "wrong_base",
                "Expansion was taken out of the base. Total MRR has it in it.", ("of_total_mrr",)),
        Mistake("of_opening", _share(EXPANDED / OPENING), "alternative", "wrong_base",
                "Divided by the MRR at the start: that is the expansion MRR rate, which is set against churn.",
                ("of_total_mrr",)),
        Mistake("against_other_gains", _share(EXPANDED / (NEW + REACTIVATED)), "wrong", "part_to_part",
                "Upgrades were compared with the other gains. The whole is everything that was gained, upgrades too.", ("of_new_revenue",)),
        Mistake("other_gains", _share((NEW + REACTIVATED) / GAINED_IN_ALL), "wrong", "complement",
                "That is the share of new and won-back customers. The question is for that of the upgrades.", ("of_new_revenue",)),
    ),
    errata=(
        Erratum(GECKOBOARD, None, "promises the share of MRR growth that comes from upgrades, then divides by all MRR",
                "Those are two questions: the share of everything (its formula), and the share of what was gained (its words). Say which."),
    ),
    examples=(
        Example({"expanded_mrr": 8_000.0, "total_mrr": 105_000.0, "new_mrr": 0.0, "reactivated_mrr": 2_000.0, "opening_mrr": 100_000.0,
                 "earlier_expanded_mrr": 6_000.0},
                {"of_total_mrr": 8 / 105, "of_new_revenue": 0.8},
                "January closes at 105,000 with no new business: 8,000/105,000 = .076, 7.6 %; of the 10,000 gained it is 80 %. "
                "(December's 6,000 is our addition.)", TYPEFORM),
        Example({"expanded_mrr": 8_000.0, "total_mrr": 269_500.0, "new_mrr": 20_000.0, "reactivated_mrr": 1_500.0, "opening_mrr": 250_000.0,
                 "earlier_expanded_mrr": 10_000.0},
                {"of_total_mrr": 8_000 / 269_500, "of_new_revenue": 8_000 / 29_500},
                "8,000 / 269,500 is 3 %; of the 29,500 gained it is 27.1 %, since this was a good month for new business.", OURS),
    ),
    limits=(
        Limit(EXPANDED, TOTAL, "More was gained from upgrades than there is MRR in all. Check that both numbers are of the same period."),
    ),
    meanings=(
        Meaning(None, None,
                "How large the period's upgrades are against the whole MRR. A small share can mean that sales do well and that existing customers "
                "need more attention; a very good month for new business makes it look small too.",
                "Read it with the amount in money, then reach out to the customers who added most: what they like is worth repeating.",
                GECKOBOARD, ("of_total_mrr",)),
        Meaning(None, 0.5,
                "Less than half of the revenue gained came from existing customers; new business and win-backs brought the rest.",
                "Look at the amount in money before you judge: a record month of new sales lowers the share without any change in customers.",
                GECKOBOARD, ("of_new_revenue",)),
        Meaning(0.5, None,
                "Half or more of the revenue gained came from existing customers who added to what they pay.",
                "Look at the amount in money: with little new business the share is high even when few customers upgrade.",
                GECKOBOARD, ("of_new_revenue",)),
    ),
    collect=(
        MOVEMENTS,
        BY_SOURCE,
        MONTHLY,
        Advice("question", "Ask customers who bought more than once: what do you do with it, and would you tell others about us?", GECKOBOARD),
        Advice("act on it", "Follow share and amount side by side; where both fall, the work with existing customers is what to step up.", GECKOBOARD),
    ),
    notes=("Geckoboard's text speaks of the share of growth, its formula of the share of total MRR: two metrics, both given here.",),
    see_also=("expansion_mrr", "expansion_mrr_rate", "expansion_mrr_growth"),
)  # fmt: skip

EXPANSION_MRR_GROWTH = Metric(
    key="expansion_mrr_growth",
    name="Growth of expansion MRR",
    family="revenue",
    asks="Do existing customers add more than they did in the period before?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("month_over_month", "Against the period before", _growth(MORE_EXPANSION / EARLIER_EXPANDED),
                "To see a trend in upgrades. From a small start it jumps: look at the amounts too.", (TWOCHECKOUT, BAREMETRICS)),
    ),
    mistakes=(
        Mistake("share_of_mrr", _growth(EXPANDED / TOTAL), "wrong", "neighbour",
                "That is expansion as a share of total MRR. Growth compares expansion with expansion before."),
        Mistake("later_base", _growth(MORE_EXPANSION / EXPANDED), "wrong", "wrong_base",
                "Divided by the later amount. Growth is measured from where it began."),
        Mistake("ratio", _growth(EXPANDED / EARLIER_EXPANDED), "wrong", "abs_vs_rel",
                "That is the later amount as a share of the earlier one. Take off 100 % to get the change."),
        Mistake("over_total", _growth(MORE_EXPANSION / TOTAL), "wrong", "wrong_base",
                "The change was divided by total MRR. The base is expansion MRR of the period before."),
    ),
    examples=(
        Example({"expanded_mrr": 2_000.0, "earlier_expanded_mrr": 1_500.0, "total_mrr": 50_000.0}, {"month_over_month": 1 / 3},
                "From 1,500 to 2,000 is 500 more: 500/1,500 = .333, 33.3 %. (The total MRR of 50,000 is our addition.)", BAREMETRICS),
        Example({"expanded_mrr": 8_000.0, "earlier_expanded_mrr": 10_000.0, "total_mrr": 269_500.0}, {"month_over_month": -0.2},
                "(8,000 - 10,000) / 10,000: a fifth less than the month before, although 8,000 was added.", OURS),
    ),
    meanings=(
        Meaning(None, 0.0,
                "Existing customers added less than in the period before. They still added: MRR from them need not have fallen.",
                "Compare the two periods by source (plan, seats, storage, features) and see which one dried up.", TWOCHECKOUT),
        Meaning(0.0, None,
                "Existing customers added as much as in the period before, or more.",
                "Break it down by source (plan, seats, storage, features); on a small base one customer can make all of it.", TWOCHECKOUT),
    ),
    collect=(
        MOVEMENTS,
        BY_SOURCE,
        MONTHLY,
        CLOSED_MONTHS,
        Advice("act on it", "Look at three months or more before you act: the rate swings, and one large upgrade sets a high base for the next.", OURS),
    ),
    notes=(
        "With nothing in the period before it is not defined: nothing grows by a percentage from 0.",
        "2Checkout calls this the expansion MRR rate; here that name is kept for expansion over MRR at start.",
    ),
    see_also=("expansion_mrr", "expansion_mrr_rate", "expansion_mrr_share"),
)  # fmt: skip

EXISTING_CUSTOMER_MRR_GROWTH = Metric(
    key="existing_customer_mrr_growth",
    name="Growth of existing customers' MRR",
    family="revenue",
    asks="By what share did the customers we started with raise or lower what they pay us?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("same_customers", "The same customers at both ends", _existing(MORE_FROM_EXISTING / OPENING),
                "CloudTask's idea put right: one list of customers, two dates. It is net revenue retention less 100 %.", (UPZELO,)),
    ),
    mistakes=(
        Mistake("others_included", _existing((TOTAL - OPENING) / OPENING), "wrong", "new_vs_existing",
                "Customers who were not there at the start, new or won back, are inside the end figure. Take them out first."),
        Mistake("not_divided", Step("existing_customer_mrr_growth", "Change in money", MONEY, EXISTING_CLOSING - OPENING), "wrong", "abs_vs_rel",
                "That is the change in money. Divided by the MRR at start it becomes a share."),
        Mistake("all_not_divided", Step("existing_customer_mrr_growth", "Change of all MRR in money", MONEY, TOTAL - OPENING), "alternative", "abs_vs_rel",
                "That follows CloudTask's sentence: nothing is divided, and new customers are in it. Take the same customers, and divide by the MRR at start."),
        Mistake("closing_base", _existing((EXISTING_CLOSING - OPENING) / TOTAL), "wrong", "wrong_base",
                "Divided by the MRR at the end. Growth is measured from the start."),
        Mistake("churn_sign", _existing((OPENING - EXISTING_CLOSING) / OPENING), "wrong", "sign",
                "The sign is turned round: that is net MRR churn. Growth is end less start."),
    ),
    errata=(
        Erratum(CLOUDTASK, Step("existing_customer_mrr_growth", "Expansion as printed", MONEY, (TOTAL - OPENING) * 100),
                "takes MRR at end less MRR at start, times 100, and calls it expansion revenue",
                "Nothing is divided, so times 100 makes no percentage of it; and new customers' revenue is in the end figure."),
    ),
    examples=(
        Example({"opening_mrr": 100_000.0, "existing_closing_mrr": 103_000.0, "total_mrr": 105_000.0}, {"same_customers": 0.03},
                "Of January's 105,000 at the end, 2,000 was won back from customers who were not there at the start: (103,000 - 100,000)/100,000 = .03, 3 %. "
                "CloudTask's printed formula gives 500,000.", TYPEFORM),
        Example({"opening_mrr": 250_000.0, "existing_closing_mrr": 248_000.0, "total_mrr": 269_500.0}, {"same_customers": -0.008},
                "(248,000 - 250,000) / 250,000 is -0.8 %, in a month in which all MRR together grew by 7.8 %.", OURS),
    ),
    limits=(
        Limit(EXISTING_CLOSING, TOTAL, "The customers of the start pay more at the end than all customers together. Check that total MRR is "
              "of the same day and has new customers in it."),
    ),
    meanings=(
        Meaning(None, 0.0,
                "The customers of the start pay less than they did: cancellations and downgrades outweigh their upgrades. Net MRR churn is the same "
                "number with the other sign.",
                "Look at who pays less and why, the largest fall first.", OURS),
        Meaning(0.0, None,
                "The customers of the start pay as much as before, or more: expansion makes up for churn, which is CloudTask's aim.",
                "Find out what they added, and keep gross MRR churn in view: growth of some can cover the loss of others.", CLOUDTASK),
    ),
    collect=(
        Advice("record", "Keep the list of paying customers with their MRR on the first day. At the end put the new MRR beside each name: 0 for who left.", OURS),
        FROM_STRIPE,
        MONTHLY,
        CLOSED_MONTHS,
        Advice("act on it", "Sort the list by the change: call those who fell, and learn from those who grew.", OURS),
    ),
    notes=(
        "It is growth after losses, not expansion: for what was added alone, see expansion MRR.",
        "With win-backs counted January would read 5 %: those customers were not there at the start.",
    ),
    see_also=("net_revenue_retention", "net_mrr_churn", "expansion_mrr"),
)  # fmt: skip
