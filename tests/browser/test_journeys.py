"""The whole way of a firm, in three languages, on a phone and a wide screen, with and without script.

Found, invited, filled in together, sent, corrected, offered, accepted, reported; then used again and withdrawn. Every
page is looked at by axe, and for anything wider than the screen.
"""

import os

import pytest
from django.urls import URLPattern

import accounts.urls
import programs.urls
from portal.front.demo.people import PASSWORD as STAFF_PASSWORD
from tests.browser import deciding, filling, joining, reusing
from tests.browser.flow_routes import AROUND, FORM_BUTTONS, FORM_PAGES, OTHER_ROOMS, PAGES, WITHOUT_PAGE
from tests.browser.people import DESKTOP, PHONE, Person

FIRST, SECOND, THIRD = "sample-research-space-support", "sample-youth-hub", "sample-hub-space"

#: What the subject of the offer's mail says, by language.
YOUR_TURN = {"en": "Your turn by", "zh-hant": "輪到你", "zh-hans": "轮到您"}


RUNS = [
    pytest.param("en", DESKTOP, "light", True, id="en-desktop"),
    pytest.param("en", PHONE, "light", True, id="en-phone"),
    pytest.param("zh-hant", DESKTOP, "light", True, id="hant-desktop"),
    pytest.param("zh-hant", PHONE, "dark", True, id="hant-phone-dark"),
    pytest.param("zh-hans", DESKTOP, "dark", True, id="hans-desktop-dark"),
    pytest.param("zh-hans", PHONE, "light", True, id="hans-phone"),
    pytest.param("en", PHONE, "dark", False, id="en-phone-dark-without-script"),
    pytest.param("zh-hant", DESKTOP, "light", False, id="hant-desktop-without-script"),
    pytest.param("zh-hans", PHONE, "light", False, id="hans-phone-without-script"),
]
#: With a database server one run a language: in what else they differ is the browser's business.
FEWER = [RUNS[0], RUNS[3], RUNS[8]]


@pytest.mark.parametrize(
    ("language", "size", "scheme", "has_script"), FEWER if os.environ.get("DATABASE_URL") else RUNS
)
def test_from_an_invitation_to_a_withdrawal(language, size, scheme, has_script, meet, live_stack, request):
    def somebody() -> Person:
        return meet(language, size, has_script=has_script, color_scheme=scheme)

    run = request.node.callspec.id
    email = f"owner-{run}@example.org"
    owner, colleague, reviewer, officer = people = [somebody() for _ in range(4)]

    def tell(*words: str) -> None:
        """Wait for a mail to the owner with these words in its subject."""
        live_stack.wait_for(
            lambda: any(all(word in mail["Subject"] for word in words) for mail in live_stack.mails(email)),
            f"a mail to {email} with {words}",
        )

    joining.find_support(owner, FIRST)
    joining.sign_up(owner, live_stack, email)
    joining.set_up_firm(owner, f"Sample Journey Limited {run}")
    joining.invite(owner, colleague, live_stack, f"colleague-{run}@example.org")
    joining.look_round(owner)
    joining.store_papers(colleague, run)
    draft = filling.begin(owner, FIRST)

    filling.fill_together(owner, colleague, draft)
    filling.meet_in_one_answer(owner, colleague)
    question = owner.page.locator("label[for='id_answer-plan']").inner_text().strip()
    filling.answer_the_rest(owner, draft, f"accounts-{run}.pdf")
    filling.is_left_to_the_owner(colleague, draft)
    owner.open(f"{draft}check/")
    reference = filling.send(owner)
    tell(reference)
    filling.read_what_was_sent(owner, f"/applications/{reference}/")

    reviewer.sign_in("reviewer1@example.org", STAFF_PASSWORD)
    officer.sign_in("officer@example.org", STAFF_PASSWORD)
    deciding.start_screening(reviewer, reference)
    filling.read_what_was_sent(reviewer, deciding.at_desk(reference))
    deciding.ask_for(reviewer, reference, question)
    deciding.reply(owner, reference)
    deciding.review(reviewer, reference)
    deciding.offer(officer, reference)
    tell(reference, YOUR_TURN[language])
    deciding.accept(owner, reference)
    deciding.report_a_milestone(owner, officer, reference)
    deciding.write_to_each_other(owner, officer, reference)

    drafts = reusing.begin_together(owner, (SECOND, THIRD))
    second = reusing.use_again(owner, reference, SECOND)
    drafts.remove(second)
    reusing.confirm_all(owner, second)
    reusing.send_together(owner, second)
    reusing.withdraw(owner, filling.reference_in(second))
    reusing.discard(owner, *drafts)

    joining.read_consents(owner, reference)
    joining.leave(colleague)
    owner.open("/inbox/")
    assert reference in owner.page.locator("main").inner_text()
    missed = (PAGES | AROUND).difference(*(person.met for person in people))
    assert missed == set()


def test_each_route_is_looked_at_or_known_to_need_no_look():
    """A new route of these rooms has to be sorted into `flow_routes`; a page then belongs into the journey."""
    known = (PAGES, WITHOUT_PAGE, FORM_PAGES, FORM_BUTTONS, OTHER_ROOMS)
    routes = [*accounts.urls.urlpatterns, *programs.urls.urlpatterns]
    assert {route.name for route in routes if isinstance(route, URLPattern)} == frozenset().union(*known)
    assert sum(map(len, known)) == len(frozenset().union(*known)), "each stands in one list only"
