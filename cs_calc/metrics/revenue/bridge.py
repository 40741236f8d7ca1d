"""From the MRR at the start to the MRR at the end, and the growth in between."""

from cs_calc.expr import Step
from cs_calc.metrics.revenue.collecting import CLOSED_MONTHS, FROM_STRIPE, MONTHLY, MOVEMENTS, WHY_LESS
from cs_calc.metrics.revenue.inputs import (
    CHURNED,
    CLOSING,
    CONTRACTED,
    EXPANDED,
    JANUARY,
    MAY,
    MRR_LIMITS,
    NEW,
    OPENING,
    REACTIVATED,
)  # fmt: skip
from cs_calc.model import Advice, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import CHARTMOGUL, GECKOBOARD, OURS, TYPEFORM
from cs_calc.units import MONEY

CLOSING_MRR = Metric(
    key="closing_mrr",
    name="MRR bridge (MRR at end)",
    family="revenue",
    asks="How did we get from the MRR at the start to the MRR at the end?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("movements", "Start and five movements", CLOSING,
                "Always: it is the check that no movement is missing. Typeform names four of the five and leaves out new business.",
                (CHARTMOGUL, TYPEFORM)),
    ),
    mistakes=(
        Mistake("no_new", Step("closing_mrr", "MRR at end", MONEY, OPENING + EXPANDED + REACTIVATED - CONTRACTED - CHURNED),
                "wrong", "wrong_part", "New customers are missing: this is the end of the existing base only."),
        Mistake("losses_added", Step("closing_mrr", "MRR at end", MONEY, OPENING + NEW + EXPANDED + REACTIVATED + CONTRACTED + CHURNED),
                "wrong", "sign", "The losses were added. Downgrades and cancellations are taken off."),
        Mistake("no_reactivation", Step("closing_mrr", "MRR at end", MONEY, OPENING + NEW + EXPANDED - CONTRACTED - CHURNED),
                "wrong", "wrong_part", "Revenue won back is missing, so the bridge does not close."),
    ),
    examples=(
        Example({**JANUARY, "new_mrr": 0.0}, {"movements": 105_000.0},
                "The existing base alone: 100,000 + 8,000 + 2,000 - 1,000 - 4,000. The article gives no new business.", TYPEFORM),
        Example(MAY, {"movements": 269_500.0}, "250,000 + 20,000 + 8,000 + 1,500 - 2,500 - 7,500.", OURS),
    ),
    limits=MRR_LIMITS,
    meanings=(
        Meaning(None, None,
                "The MRR of the last day, with the way that led there: what came in, what grew, what shrank, what left.",
                "Hold it against the MRR that your billing shows for that day. If they differ, a movement is missing or counted twice.", OURS),
    ),
    collect=(
        MOVEMENTS,
        FROM_STRIPE,
        MONTHLY,
        CLOSED_MONTHS,
        Advice("act on it", "Start with the largest bar among the losses: look up the customers behind it, and ask them why.", OURS),
    ),
    notes=("Start plus movements must equal the end to the cent, in every period and segment.",),
    see_also=("net_new_mrr", "net_mrr_churn"),
)  # fmt: skip

NET_NEW_MRR = Metric(
    key="net_new_mrr",
    name="Net new MRR",
    family="revenue",
    asks="By how much did our recurring revenue grow in the period, all movements together?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("movements", "All five movements",
                Step("net_new_mrr", "Net new MRR", MONEY, NEW + EXPANDED + REACTIVATED - CONTRACTED - CHURNED),
                "The growth of a period in money; its parts say where it came from.", (CHARTMOGUL,)),
    ),
    mistakes=(
        Mistake("new_only", Step("net_new_mrr", "Net new MRR", MONEY, NEW), "wrong", "wrong_part",
                "That is new business alone. Net new MRR also has what existing customers added and took away."),
        Mistake("no_losses", Step("net_new_mrr", "Net new MRR", MONEY, NEW + EXPANDED + REACTIVATED), "wrong", "gross_net",
                "The losses are missing: this is gross new MRR."),
    ),
    examples=(
        Example(JANUARY, {"movements": 11_000.0},
                "6,000 new + 8,000 + 2,000 - 1,000 - 4,000. The 6,000 is our addition to the article's January.", TYPEFORM),
        Example(MAY, {"movements": 19_500.0}, "20,000 + 8,000 + 1,500 - 2,500 - 7,500.", OURS),
    ),
    meanings=(
        Meaning(None, 0.0,
                "More recurring revenue went than new sales, upgrades and win-backs together brought in: MRR shrank.",
                "Look at who left and who downgraded before you look for new customers: new sales fill a leaking bucket only for a while.", OURS),
        Meaning(0.0, None,
                "MRR held or grew. Whether customers are content is another matter: new sales alone can do this.",
                "See which part comes from customers you already had: the expansion share and net MRR churn say it.", GECKOBOARD),
    ),
    collect=(
        MOVEMENTS,
        WHY_LESS,
        MONTHLY,
        CLOSED_MONTHS,
        Advice("act on it", "Report it with its five parts side by side. The same sum can be healthy growth or sales that outrun losses.", OURS),
    ),
    see_also=("closing_mrr", "quick_ratio"),
)  # fmt: skip
