"""Small uploads made for these tests: awkward names, rows set aside, only some of the tables."""

from __future__ import annotations

from cs_calc.tables.load import Loaded, load
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS

PLANS = ("=1+1", ">5", "A*", "AB", "Basic", "Basi?", "All", "<r>x</r>", "+cmd|' /C calc'!A0", "@SUM(1)", "5", "-2", "2026-05", "~?", "<>")


def csv(name: str, text: str) -> Loaded:
    """One csv file, loaded."""
    return load([read_file(name, text.encode(), known_headers=KNOWN_HEADERS)])


def awkward() -> Loaded:
    """Subscriptions whose plans are named like formulas and conditions; many leave in the year; one row is set aside."""
    lines = ["customer_id,start_date,end_date,amount,interval,plan"]
    for number, plan in enumerate(PLANS):
        lines.append(f"C{number},2025-{number % 2 + 11}-03,,{10 + number},month,{plan}")
        lines.append(f"D{number},2025-11-03,2026-0{number % 5 + 1}-09,{20 + number},week,{plan}")
        lines.append(f"E{number},2026-01-03,2026-03-20,{500 + number},year,{plan}")
        lines.append(f"E{number},2026-05-03,2026-06-20,{900 + number},month,{plan}")
    lines.append("C99,=2+3,,5,month,Basic")
    return csv("subscriptions.csv", "\n".join(lines))


def monthly() -> Loaded:
    """MRR by customer and month, without subscriptions."""
    rows = [f"C{c},2025-{m:02d}-01,{100 * c + (m * 7) % 30},P{c % 2}" for c in range(1, 6) for m in range(1, 12) if (m + c) % 6]
    return csv("monthly_mrr.csv", "\n".join(["customer_id,month,mrr,plan", *rows]))


def surveys() -> Loaded:
    """Survey responses without customers, by channel; no MRR at all."""
    kinds = (("NPS", 10), ("CSAT", 5), ("CES", 7))
    rows = [
        f"R{i},2026-0{i % 4 + 1}-11,{kinds[i % 3][0]},{i % kinds[i % 3][1] + 1},{('mail', 'chat*', '=chat', '')[i % 4]}" for i in range(90)
    ]
    return csv("survey_responses.csv", "\n".join(["response_id,date,survey_type,score,channel", *rows]))
