"""Concept exercises: no arithmetic, a choice with the reason against each wrong answer."""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.model import Source
from cs_calc.sources import GECKOBOARD, HUBSPOT, TWOCHECKOUT, TYPEFORM


@dataclass(frozen=True)
class Concept:
    """A question with one accepted answer; every other one has the reason against it."""

    key: str
    module: str
    asks: str
    right: str
    because: str
    wrong: tuple[tuple[str, str], ...]
    source: Source


CONCEPTS = (
    Concept(
        "metric_or_kpi",
        "M0",
        "“Visitors to the help centre”, with no goal attached: metric or KPI?",
        "A metric.",
        "A KPI is a metric that stands for a goal: every KPI is a metric, not every metric a KPI.",
        (
            ("A KPI.", "There is no goal that it stands for yet."),
            ("Neither.", "It is counted over time: that makes it a metric."),
        ),
        HUBSPOT,
    ),
    Concept(
        "few_metrics",
        "M0",
        "A colleague wants to follow 40 metrics from the first day. What do you advise?",
        "Fewer that matter more, each with a reason; start general and split later.",
        "A number that nobody acts on costs time and hides the ones that matter.",
        (
            ("All 40: more data is better.", "Nobody acts on 40 numbers."),
            ("None until the data is perfect.", "A few rough numbers, well understood, show where to look."),
        ),
        TYPEFORM,
    ),
    Concept(
        "success_or_service",
        "M1",
        "You call a customer whose activity fell, before they complain. Success or service?",
        "Success.",
        "It acts ahead and for the long run; service answers an issue that came up.",
        (
            ("Service.", "Nobody has asked for help: service answers, success goes ahead."),
            ("Sales.", "Nothing is sold: the aim is that the product does its work."),
        ),
        TWOCHECKOUT,
    ),
    Concept(
        "churn_kinds",
        "M1",
        "Which three rates of churn can differ widely in the same month?",
        "Customer churn, gross MRR churn and net MRR churn.",
        "Customers and revenue can leave in different sizes, and gains hide losses in the net rate only.",
        (
            ("Daily, weekly and monthly churn.", "Those differ by their period, not in the same month."),
            ("Churn, retention and renewal.", "Retention is the rest of churn; renewal is about contracts that were due."),
        ),
        TWOCHECKOUT,
    ),
    Concept(
        "segment",
        "M1",
        "Churn as a whole is fine, but you suspect one group of customers. What do you do?",
        "Split the rate into groups, now that there is a question to answer.",
        "Start general and go finer as questions come up: a whole can hide a group.",
        (
            ("Nothing: the whole is fine.", "A small group can lose half of its customers and hardly move the whole."),
            ("Split everything by everything.", "Many small groups show chance, not reasons."),
        ),
        TYPEFORM,
    ),
    Concept(
        "one_number",
        "M2",
        "The board wants one number for customer success. Which, and why?",
        "Net MRR churn: it has lost accounts in it and changes of plan too.",
        "It weighs each loss and gain by its money; show gross churn beside it.",
        (
            ("NPS: customers know best.", "It says how they feel, not what they do."),
            ("Customer churn: it is the simplest.", "It counts a small account like a large one, and no downgrade."),
        ),
        TYPEFORM,
    ),
    Concept(
        "alarm_or_detail",
        "M3",
        "NPS fell by 12 points. Which kind of metric is next: one that warns or one that explains?",
        "One that explains: activity, effort, feedback.",
        "NPS and churn say that something is wrong; the others say what.",
        (
            ("Another one that warns.", "You are warned already: now you need the reason."),
            ("None: ask again next quarter.", "The reason can be found now, while those who answered remember."),
        ),
        GECKOBOARD,
    ),
    Concept(
        "when_nps",
        "M3",
        "When does an NPS survey go out, and how long before a milestone?",
        "At 1, 6 and 12 months, at least ten days before, so that there is time to act.",
        "An answer that comes after the decision cannot change it.",
        (
            ("On the day of the renewal.", "Then it is too late to act on what it says."),
            ("Right after every upgrade.", "That asks people at their happiest, and nobody else."),
        ),
        TYPEFORM,
    ),
    Concept(
        "where_nps",
        "M3",
        "The NPS question is put into the support chat. What happens to the score?",
        "It falls: people with an urgent problem answer.",
        "The place chooses who answers. After an upgrade it would rise for the same reason.",
        (
            ("Nothing: it is the same question.", "The same question, asked of other people in another mood."),
            ("It rises: support is good.", "How support did is CSAT; who is in the chat has a problem."),
        ),
        TWOCHECKOUT,
    ),
    Concept(
        "csat_or_nps",
        "M3",
        "“How was this chat?” belongs to which metric?",
        "CSAT.",
        "CSAT is about one contact; NPS is about the company as a whole.",
        (
            ("NPS.", "NPS asks whether they would recommend the company."),
            ("CES.", "Effort asks how hard it was, which is one part of how it was."),
        ),
        HUBSPOT,
    ),
)
