"""The Support page through app.py, without a browser."""

from datetime import time

import pytest

from tests.apptest import fine, opened, text

SUPPORT = "pages/analyse/support.py"
TICKETS = """ticket_id,created_at,tags
T1,2026-03-02,bug
T2,2026-03-03,
T3,2026-04-01,bug
"""
ANSWERS = "response_id,date,survey_type,score\n" + "".join(f"R{n},2026-03-{n:02d},NPS,9\n" for n in range(1, 10))


@pytest.fixture(scope="module")
def sample():
    return fine(opened(SUPPORT, data="sample"))


def test_the_page_opens_with_what_the_automatic_replies_hide(sample):
    said = text(sample)
    assert (
        "Support looks quicker but is slower: since May 2026" in said
        and "people's own replies slowed down from 2.9 hours to 6.9 hours" in said
    )
    assert "Tickets solved at first contact fell from 64.6% to 51.5% and CSAT fell from 82.7% to 75.4%" in said
    assert {"First contact, of those received", "First contact, of those resolved", "Tickets per user", "Contact rate"} <= {
        m.label for m in sample.metric
    }
    assert any(b.label == "Download these rows" for b in sample.get("download_button"))


def test_business_hours_can_be_set_and_are_said(sample):
    sample.segmented_control(key="support_hours").set_value("office").run()
    sample.time_input(key="office_opens").set_value(time(8, 30)).run()
    sample.selectbox(key="office_zone").set_value("Europe/Berlin").run()
    assert "Counted: Mon to Fri, 08:30 to 17:00, Europe/Berlin" in text(fine(sample))
    sample.pills(key="office_days").set_value([]).run()
    assert "every time would be 0 hours" in text(fine(sample))


def test_the_working_of_a_number_goes_down_to_the_rows(sample):
    sample.button(key="open_first_contact_resolution_of_resolved").click().run()
    assert "First contact resolution, Oct 2026" in text(fine(sample))


def test_without_tickets_the_page_says_what_it_would_show():
    at = fine(opened(SUPPORT, files=[("answers.csv", ANSWERS)]))
    assert "This page needs tickets" in text(at) and any("Template" in b.label for b in at.get("download_button"))


def test_with_an_id_and_a_day_only_the_rest_is_named_and_nothing_breaks():
    at = fine(opened(SUPPORT, files=[("tickets.csv", TICKETS)]))
    said = text(at)
    assert "first_response_at" in said and "resolved_at" in said and "no agent" in said.replace("`", "")
    at.selectbox(key="filter_periods").set_value("year").run()
    fine(at)


def test_with_no_data_it_invites():
    at = fine(opened(SUPPORT))
    assert "No data is loaded yet" in text(at)
