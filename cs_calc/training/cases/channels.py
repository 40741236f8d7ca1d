"""Case 3: NPS jumps because it is asked elsewhere; in each channel that it was asked in before, it falls."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from cs_calc.expr import Expr, Step
from cs_calc.metrics.sentiment.nps import DETRACTORS, PASSIVES, PROMOTERS
from cs_calc.sources import OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.training.cases.analysed import SURVEYS
from cs_calc.training.cases.asks import asked, cells, columns, near, trap
from cs_calc.training.cases.record import (
    Ask,
    Case,
    CaseStep,
    Column,
    Decision,
    Made,
    Move,
    Numbers,
    Option,
    Pick,
    Point,
    Row,
    Sheet,
    cell,
    earlier,
)
from cs_calc.units import SCORE

PARTS = (PROMOTERS, PASSIVES, DETRACTORS)
MAIL, CHAT, POPUP = "Milestone e-mail", "Support chat", "After-upgrade pop-up"
PRINTED = {
    "q1_mail": ("Q1", MAIL, 100.0, 60.0, 40.0), "q1_chat": ("Q1", CHAT, 25.0, 25.0, 50.0),
    "q2_mail": ("Q2", MAIL, 48.0, 30.0, 22.0), "q2_chat": ("Q2", CHAT, 9.0, 9.0, 22.0), "q2_popup": ("Q2", POPUP, 120.0, 30.0, 10.0),
}  # fmt: skip


def make(random: Random | None) -> Made:
    """The sheet: answers by quarter and channel."""
    size = 1.0 if random is None else 0.9 + 2 * random.random()
    rows = []
    for key, (quarter, channel, *counts) in PRINTED.items():
        if random is not None:
            counts = [near(random, float(x) * size, 0.15) for x in counts]
        rows.append(Row(key, (quarter, channel, *counts)))
    return Made(
        {},
        (
            Sheet(
                "nps", "NPS answers by quarter and channel",
                (Column("quarter", "Quarter"), Column("channel", "Asked in"), *columns(*PARTS)), tuple(rows),
                "The pop-up was added in April. It asks people right after they have bought more.",
            ),
        ),
    )  # fmt: skip


def _sum(*rows: str) -> dict[str, Expr]:
    found: dict[str, Expr] = {}
    for part in PARTS:
        total: Expr = cell(rows[0], part, f"{part.name}, {PRINTED[rows[0]][1]}")
        for row in rows[1:]:
            total = total + cell(row, part, f"{part.name}, {PRINTED[row][1]}")
        found[part.key] = total
    return found


def _channel(row: str) -> Ask:
    quarter, channel = PRINTED[row][:2]
    return asked(f"nps_{row}", f"{quarter}, {channel[0].lower()}{channel[1:]}", "nps", cells(row, PARTS))


EACH = tuple(_channel(row) for row in PRINTED)
BY_KEY = {ask.key: ask for ask in EACH}


def _mean(*rows: str) -> Step:
    total: Expr = earlier(BY_KEY[f"nps_{rows[0]}"])
    for row in rows[1:]:
        total = total + earlier(BY_KEY[f"nps_{row}"])
    return Step("mean_of_scores", "Mean of the channels' scores", SCORE, total / len(rows))


def _total(key: str, label: str, *rows: str) -> Ask:
    why = "The channels' scores were averaged. A channel with few answers then weighs as much as one with many: add up the answers first."
    return asked(key, label, "nps", _sum(*rows), traps=(trap("averaged", _mean(*rows), "weights", why),))


Q1 = _total("nps_q1", "Q1, all answers", "q1_mail", "q1_chat")
Q2 = _total("nps_q2", "Q2, all answers", "q2_mail", "q2_chat", "q2_popup")
WITHOUT = _total("nps_q2_old", "Q2 without the pop-up", "q2_mail", "q2_chat")


def _direction(numbers: Numbers) -> frozenset[str]:
    mail, chat = (numbers[f"nps_q2_{c}"] < numbers[f"nps_q1_{c}"] for c in ("mail", "chat"))
    return frozenset({"both" if mail and chat else "mail" if mail else "chat" if chat else "neither"})


def _words(numbers: Numbers) -> Mapping[str, str]:
    gap = {p: numbers[f"q2_mail_{p}"] + numbers[f"q2_chat_{p}"] + numbers[f"q2_popup_{p}"] for p in ("promoters", "passives", "detractors")}
    share = sum(numbers[f"q2_popup_{p}"] for p in gap) / sum(gap.values())
    return {
        "jump": f"{numbers['nps_q2'] - numbers['nps_q1']:.0f}", "as_counts": f"{gap['promoters'] - gap['detractors']:,.0f}",
        "q2_promoters": f"{gap['promoters']:,.0f}", "q2_detractors": f"{gap['detractors']:,.0f}", "popup_share": f"{share:.0%}",
    }  # fmt: skip


CHANNELS = Case(
    key="channels",
    title="NPS jumped, and renewals fell",
    modules=("M3",),
    minutes=30,
    story="NPS rose by {jump} points from the first to the second quarter, and the intranet celebrates it. In the same "
        "quarter "
    "fewer contracts were renewed. Somebody has to look at where the answers come from.",
    make=make,
    words=_words,
    steps=(
        CaseStep(
            "each", "NPS in each channel", "Work the NPS of each row of the sheet.", EACH,
            "Share of promoters less share of detractors, of all answers of the row. The score may be below 0.",
            "E-mail went from {nps_q1_mail} to {nps_q2_mail}, chat from {nps_q1_chat} to {nps_q2_chat}; the pop-up has {nps_q2_popup}.",
        ),
        CaseStep(
            "total", "NPS of all answers", "Work the NPS of each quarter as it was reported: all answers together.", (Q1, Q2),
            "Add up the answers of the channels, then work the score once.",
            "{nps_q1} and {nps_q2}: {jump} points more.",
        ),
        CaseStep(
            "old", "Without the new channel",
                "What is the NPS of the second quarter from the two channels that were there before?", (WITHOUT,),
            "The same sums, without the last row.",
            "{nps_q2_old}, against {nps_q1} in the first quarter: no rise at all.",
        ),
        CaseStep(
            "counts", "A score of {as_counts}?", "A colleague reports an NPS of {as_counts} for the second quarter. What did they do?",
            (Pick("counts", "They ...", (
                Option("counts", "took the number of detractors off the number of promoters",
                       "{q2_promoters} less {q2_detractors}. 2Checkout words it so; an NPS cannot pass 100."),
                Option("no_passives", "left the passives out of the total", "That stays on the scale of -100 to 100."),
                Option("promoters", "counted the promoters only", "There are {q2_promoters} promoters."),
                Option("averaged", "averaged the scores of the channels", "An average of scores stays on their scale."),
             ), lambda numbers: frozenset({"counts"})),),
            "Between which two numbers can an NPS lie?",
            "Numbers of people were subtracted instead of shares. A result above 100 gives it away.",
        ),
        CaseStep(
            "direction", "Which way did the channels move?", "Compare each of the two old channels with itself.",
            (Pick("direction", "From Q1 to Q2", (
                Option("both", "Both fell"), Option("mail", "Only e-mail fell"), Option("chat", "Only support chat fell"),
                Option("neither", "Neither fell"),
             ), _direction),),
            "Hold your scores of the first step side by side.",
            "Both fell. The total rose because the pop-up brought {popup_share} of the answers of the second quarter, all from people "
            "who had "
            "bought more.",
        ),
    ),
    decision=Decision(
        "What do you post on the intranet, and how is NPS asked from now on?",
        (
            Move("mix", "Say that the rise is a change of the mix: more answers come from a channel that asks the happy ones.", True,
                 "In each channel that can be compared the score fell; without the pop-up it is {nps_q2_old}."),
            Move("milestones", "Ask at 1, 6 and 12 months, and send it at least 10 days before.", True,
                 "Typeform's advice: the same moment for everybody, and time to act on the answer."),
            Move("not_there", "Stop asking inside support chats and right after an upgrade.", True,
                 "2Checkout's advice: a pressing problem pulls the score down, a purchase lifts it."),
            Move("detractors", "Contact every detractor.", True, "Each of them is a customer who says what is wrong, while there is time."),
            Move("celebrate", "Report {nps_q2} as the new record.", False, "It compares two totals with different channels."),
            Move("weight", "Average the three channels' scores, so that each counts the same.", False,
                 "Then a chat with few answers weighs as much as all others, and the total still mixes moments."),
            Move("more", "Show the pop-up to more people, since it brings the best answers.", False,
                 "The score would rise further, and say less."),
        ),
        (
            Point("mix", "The rise is a change of mix, shown with the score without the pop-up ({nps_q2_old}).", 2),
            Point("fell", "Both old channels fell, with their numbers.", 2),
            Point("plan", "The survey plan: 1, 6 and 12 months, at least 10 days before, not inside support or after an upgrade.", 2),
            Point("detractors", "Somebody contacts the detractors, all of them.", 1),
        ),
    ),
    traps=(
        "Numbers of people subtracted instead of shares: {as_counts}.",
        "Totals compared whose answers come from different channels.",
        "The scores of the channels averaged, whatever their number of answers.",
    ),
    sources=(TWOCHECKOUT, TYPEFORM, OURS),
    holds=(
        lambda n: n["nps_q1_mail"] - n["nps_q2_mail"] > 2 and n["nps_q1_chat"] - n["nps_q2_chat"] > 2,
        lambda n: n["nps_q2"] - n["nps_q1"] > 18 and n["nps_q2_old"] < n["nps_q1"] - 1,
        lambda n: n["nps_q2_popup"] > 60 and sum(n[f"q2_{c}_promoters"] - n[f"q2_{c}_detractors"] for c in ("mail", "chat", "popup")) > 101,
    ),
    analysed=SURVEYS,
)  # fmt: skip
