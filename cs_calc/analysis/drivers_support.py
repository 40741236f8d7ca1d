"""What customers met with in support before an outcome, and what is known of the ticket that a CSAT answer is about."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cs_calc.analysis.drivers_window import Behaviour, Counts, Window
from cs_calc.tables.dataset import Dataset


def support(dataset: Dataset, looked: Window) -> Iterator[Behaviour]:
    rows = dataset.frames.typed("tickets") if "tickets" in dataset.frames.names else pd.DataFrame()
    if "customer_id" not in rows:
        return
    rows = rows[rows["customer_id"].notna()]
    begins = rows["created_at"].min()
    known = looked.known_since(begins)

    def count(some: pd.DataFrame, when: str = "created_at") -> Counts:
        return looked.counts(some["customer_id"], some[when])

    every = count(rows)
    yield Behaviour("ticket", "Support", "opened a ticket", every > 0, known)
    yield Behaviour("tickets_3", "Support", "opened 3 or more tickets", every >= 3, known)
    if "tags" in dataset.frames.names:
        tagged = dataset.frames.typed("tags")
        tagged = tagged[tagged["customer_id"].notna()]
        for tag in sorted(tagged["tag"].unique()):
            yield Behaviour(f"tag: {tag}", "Support", f"opened a ticket about {tag}", count(tagged[tagged["tag"] == tag]) > 0, known)
    if "resolved_at" in rows:
        waiting = looked.between(looked.sorted_keys(rows["customer_id"], rows["created_at"]), None)
        waiting -= looked.between(looked.sorted_keys(rows["customer_id"], rows["resolved_at"]), None)
        yield Behaviour("open", "Support", "had a ticket that was still open", waiting > 0, known)
        if "reopened" in rows:
            again = rows[rows["reopened"] == 1]
            yield Behaviour("reopened", "Support", "had a ticket solved that was reopened", count(again, "resolved_at") > 0, known)
    if "within_target" in rows:
        replied = count(rows[rows["within_target"].notna()], "first_response_at")
        late = count(rows[rows["within_target"] == 0], "first_response_at")
        has = "among those whom a person answered"
        yield Behaviour(
            "within_target", "Support", "got every first answer of a person within target", late == 0, known & (replied > 0), has
        )
    if "auto_reply" in rows:
        robots = count(rows[rows["auto_reply"] == 1])
        yield Behaviour("auto_reply", "Support", "got an automatic reply", robots > 0, known & (every > 0), "among those with a ticket")


def its_ticket(dataset: Dataset, looked: Window) -> Iterator[Behaviour]:
    """What is known of the ticket that an answer is about; it was opened by the end of the answer's day."""
    if "ticket_id" not in looked.cases or "tickets" not in dataset.frames.names:
        return
    rows = dataset.frames.typed("tickets").drop_duplicates("ticket_id").set_index("ticket_id")
    own = rows.reindex(looked.cases["ticket_id"]).reset_index(drop=True)
    opened = (own["created_at"] < looked.cases["at"] + pd.Timedelta(days=1)).to_numpy(dtype=bool)
    of = "among answers about a ticket"

    def flag(key: str, clause: str, column: str, value: float = 1.0, of_them: str = of) -> Iterator[Behaviour]:
        if column in own:
            known = opened & own[column].notna().to_numpy()
            yield Behaviour(key, "The ticket", clause, (own[column] == value).to_numpy(dtype=bool), known, of_them)

    yield from flag("auto_reply", "got an automatic reply to the ticket", "auto_reply")
    yield from flag(
        "within_target", "got a person's first answer within target", "within_target", of_them="among those whom a person answered first"
    )
    yield from flag("first_contact", "had the ticket solved at first contact", "first_contact")
    yield from flag("reopened", "had the ticket reopened", "reopened")
    if "resolution_hours" in own:
        hours = own["resolution_hours"]
        yield Behaviour(
            "in_a_day",
            "The ticket",
            "had the ticket solved within a day",
            (hours <= 24).to_numpy(),
            opened & hours.notna().to_numpy(),
            "among those solved",
        )
    for column, words in (("channel", "wrote by"), ("agent", "was answered by")):
        if column in own:
            for value in sorted(own[column].dropna().unique()):
                known = opened & own[column].notna().to_numpy()
                yield Behaviour(
                    f"{column}: {value}", "The ticket", f"{words} {value}", (own[column] == value).to_numpy(dtype=bool), known, of
                )
    if "tags" in dataset.frames.names:
        tagged = dataset.frames.typed("tags")
        for tag in sorted(tagged["tag"].unique()):
            about = looked.cases["ticket_id"].isin(tagged.loc[tagged["tag"] == tag, "ticket_id"]).to_numpy()
            yield Behaviour(f"tag: {tag}", "The ticket", f"asked about {tag}", about, opened, of)
