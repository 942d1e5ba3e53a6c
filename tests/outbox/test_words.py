"""What a notification says, in the recipient's language and in plain text first."""

import re
from datetime import datetime

import pytest
from django.utils import translation

from portal.kernel.clock import ZONE
from portal.kernel.languages import CODES
from portal.outbox import delivery as outbox
from portal.outbox import render
from portal.outbox.kinds import ENTRIES, KINDS
from portal.outbox.models import Notification
from tests.outbox.conftest import PARAMS, PATH, TITLE, contact_of

INVITATION = {
    "firm": "Sample Optics Limited",
    "inviter": "Sample Founder",
    "url": "/zh-hant/invitations/abc/",
    "expires": datetime(2026, 11, 27, 12, 0, tzinfo=ZONE),
    "role": "editor",
}


REPORT = {"reference": "ER-000012", "title": TITLE, "outcome": "answered", "note": "Corrected."}


MATCHES = {
    "firm": "Sample Optics Limited",
    **{name: [{"slug": "rent", "name": TITLE}] for name in ENTRIES},
}


OWNERSHIP = {"firm": "Sample Optics Limited", "owner": "Sample Partner", "before": "Sample Founder"}


EXPIRING = {
    "firm": "Sample Optics Limited",
    "due": "2026-11-27",
    "papers": [{"name": TITLE, "day": "2026-11-27"}, {"name": TITLE, "day": "2026-12-01"}],
}


def params_of(kind: str) -> dict:
    own = {"firm_invitation": INVITATION, "report_answered": REPORT, "matches_changed": MATCHES}
    own["ownership_transferred"] = OWNERSHIP
    own["papers_expiring"] = EXPIRING
    own["paper_quarantined"] = {"firm": "Sample Optics Limited", "paper": TITLE}
    return own.get(kind, {**PARAMS, "due": "2026-11-27", "accept_by": "2026-12-01"})


def test_whose_turn_reference_deadline_title(tell, mailoutbox):
    tell("correction_requested", due="2026-11-27", note="Send the 2025 accounts")
    tell("application_offered", accept_by="2026-12-01", due="2026-11-27")
    tell("application_offered")
    tell("application_in_review")
    outbox.sweep()
    assert {m.subject for m in mailoutbox} == {
        "Your turn by 27 November 2026: HL-2026-000147, Office rent reduction",
        "Your turn by 1 December 2026: HL-2026-000147, Office rent reduction",
        "Your turn: HL-2026-000147, Office rent reduction",
        "In review: HL-2026-000147, Office rent reduction",
    }


def test_what_happened_what_to_do_by_when_and_one_link(tell, user, mailoutbox):
    tell("correction_requested", due="2026-11-27", note="Your turnover was CNY 5,000,000")
    outbox.sweep()
    [mail] = mailoutbox
    assert mail.to == [f"Sample Founder <{user.email}>"]
    assert mail.body == (
        "The zone needs more information on the application of Sample Optics Limited for Office rent reduction.\n"
        "\n"
        "What to do\n"
        "Answer the questions marked on the application page and send your answers to the zone.\n"
        "\n"
        "By when\n"
        "27 November 2026\n"
        "\n"
        "Open the application\n"
        "http://testserver/en/applications/HL-2026-000147/\n"
        "\n"
        "HL-2026-000147\n"
        "Office rent reduction\n"
        "办公用房租金减免\n"
        "Sample Optics Limited\n"
        "\n"
        "--\n"
        "Sent by Hetao Launchpad, http://testserver. Replies to this address are not read.\n"
    )
    html, kind = mail.alternatives[0]
    assert kind == "text/html"
    assert html.count("<a ") == 1
    assert 'href="http://testserver/en/applications/HL-2026-000147/"' in html
    assert "5,000,000" not in html + mail.body, "what people wrote stays behind the sign-in"
    assert "<img" not in html


def test_in_the_recipients_language_whatever_the_worker_speaks(tell, user, mailoutbox):
    tell(to=contact_of(user, language="zh-hant"), accept_by="2026-12-01")
    with translation.override("zh-hans"):
        outbox.sweep()
        assert translation.get_language() == "zh-hans"
    [mail] = mailoutbox
    assert "辦公室租金減免" in mail.subject
    assert "2026年12月1日" in mail.subject
    assert "http://testserver/zh-hant/applications/HL-2026-000147/" in mail.body
    assert "办公用房租金减免" in mail.body, "the title that the counter in Shenzhen asks for stands below"
    assert '<html lang="zh-Hant-HK">' in mail.alternatives[0].content
    assert mail.extra_headers["Content-Language"] == "zh-Hant-HK"


def test_every_attempt_carries_the_same_message_id_and_every_letter_its_own(tell, mailoutbox):
    first, _ = tell(), tell()
    outbox.sweep()
    mail = first.deliveries.filter(channel="mail")
    mail.update(status="queued", sent_at=None, due_at=first.created_at)
    outbox.sweep()
    ids = [m.message()["Message-ID"] for m in mailoutbox]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert ids[0] == ids[2]
    assert re.fullmatch(r"<\d+\.[0-9a-f]{24}@testserver>", ids[0])


def test_markup_is_escaped_in_html_and_left_alone_in_text(tell, mailoutbox):
    tell(firm="A & B <b>Ltd</b>")
    outbox.sweep()
    [mail] = mailoutbox
    assert "A & B <b>Ltd</b>" in mail.body
    assert "A &amp; B &lt;b&gt;Ltd&lt;/b&gt;" in mail.alternatives[0].content
    assert "<b>Ltd" not in mail.alternatives[0].content


def test_a_line_break_in_a_name_cannot_start_a_header(tell, user, mailoutbox):
    title = {"en": "Rent\r\nBcc: everybody@example.org"}
    tell(to=contact_of(user, name="Sample\nBcc: all@example.org"), title=title)
    outbox.sweep()
    [mail] = mailoutbox
    assert mail.subject == "Your turn: HL-2026-000147, Rent Bcc: everybody@example.org"
    assert mail.message()["Bcc"] is None
    assert mail.recipients() == mail.to
    assert len(mail.to) == 1


def test_an_invitation_reaches_an_address_without_an_account(tell, user, mailoutbox):
    nobody = contact_of(
        user, user_id=None, email="new@example.org", name="", language="zh-hant", channels=("mail",)
    )
    tell("firm_invitation", to=nobody, params=INVITATION, path="")
    outbox.sweep()
    [mail] = mailoutbox
    assert mail.to == ["new@example.org"]
    assert "http://testserver/zh-hant/invitations/abc/" in mail.body
    assert "2026年11月27日 12:00" in mail.body


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"account_mail"}))
def test_every_kind_has_its_words_in_every_language(tell, user, kind, language):
    told = tell(kind, params=params_of(kind), path="" if kind == "firm_invitation" else PATH)
    letter = render.letter(told, language)
    assert 10 < len(letter.subject) < 150
    assert "\n" not in letter.subject
    for text in (letter.subject, letter.text, letter.html):
        assert "{" not in text
        assert "None" not in text
        assert "!" not in text.replace("<!DOCTYPE", "")
    assert "\n\n\n" not in letter.text
    assert len(re.findall("https?://", letter.text)) == 2, "one link, and the portal's own address"
    line = render.item(told, language).line
    assert line in letter.text
    if "title" in params_of(kind):
        assert TITLE[language] in letter.subject
        assert TITLE[language] in line


@pytest.mark.django_db
def test_matches_name_a_few_of_each_list_and_count_the_rest(tell):
    rows = [{"slug": f"rent-{n}", "name": {"en": f"Rent & lab {n}"}} for n in range(7)]
    params = {"firm": "Sample Optics Limited", "gained": rows, "lost": rows[:1]}
    told = tell("matches_changed", params=params, path="/firm/1/matches/")
    letter = render.letter(told, "en")
    assert letter.text.startswith(
        "What fits Sample Optics Limited has changed. Fits now: 7. No longer fits: 1.\n"
    )
    assert "Fits now\n- Rent & lab 0\n" in letter.text
    assert "- Rent & lab 4\nand 2 more\n\nNo longer fits\n- Rent & lab 0\n\nWhat to do" in letter.text
    assert "Rent &amp; lab 0" in letter.html
    assert "Rent &amp; lab 5" not in letter.html
    assert "Open now" not in letter.text


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["correction_answered", "application_message"])
def test_the_zone_and_the_firm_get_words_of_their_own(tell, kind):
    to_firm = render.letter(tell(kind), "en").text
    to_zone = render.letter(tell(kind, path="/desk" + PATH), "en").text
    assert "/en/desk/applications/" in to_zone
    assert to_firm.splitlines()[:4] != to_zone.splitlines()[:4]


@pytest.mark.django_db
def test_a_row_of_a_kind_that_is_no_more_can_still_be_listed(user):
    old = Notification.objects.create(recipient=user, kind="gone", params={}, path="/firm/", dedupe_key="x")
    assert render.item(old, "en").line == "Something changed here."
