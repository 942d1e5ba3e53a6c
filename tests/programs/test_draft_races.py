"""Two members in one draft at the same moment, on a database that locks rows: nobody gets a fault, nothing is lost."""

import threading

import pytest
from django.db import connection, connections

from accounts.services.facts import record_fact
from portal.audit.record import first_broken_entry
from portal.kernel.errors import Conflict
from programs.answering.typed import digest
from programs.enums import ApplicationStatus as Status
from programs.enums import QuestionKind
from programs.services.applications import submit_application
from programs.services.drafts import Typed, save_section
from programs.services.form_moves import move_to_newest_form
from programs.services.papers import PaperDetails, store_paper
from tests import factories
from tests.consents import agree
from tests.form_factory import FULL_ANSWERS, make_form, make_full_form, make_question, make_section
from tests.papers import pdf, upload
from tests.programs.test_races import race

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one lock for all writers"
)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return factories.make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


@pytest.fixture
def colleague(firm, owner):
    return factories.make_member(firm).user


@pytest.fixture
def application(firm):
    intake = factories.make_intake(questions=False)
    make_full_form(intake)
    return factories.make_application(firm, intake)


def save(application, user, section="about", **texts):
    typed = {key: text if isinstance(text, Typed) else Typed(text) for key, text in texts.items()}
    return save_section(reference=application.reference, user=user, section=section, typed=typed)


def kept(application) -> dict[str, str]:
    return dict(application.answers.values_list("question__key", "value"))


@on_postgresql
def test_the_same_answer_at_once_is_given_back_to_the_second(application, owner, colleague):
    found = []
    ended = race(
        lambda: save(application, owner, name="Mine", staff="1"),
        lambda: found.append(save(application, colleague, name="Hers", moves="no")),
    )
    assert ended == [None, None]
    assert found[0].conflicts["name"].value == "Mine"
    assert kept(application) == {"name": "Mine", "staff": "1", "moves": "no"}


@on_postgresql
def test_sending_while_a_colleague_writes(application, owner, colleague):
    for section, keys in (("about", ("name", "staff", "moves")), ("project", ("truth",))):
        save(application, owner, section, **{key: FULL_ANSWERS[key] for key in keys})
    agree(application)
    ended = race(
        lambda: submit_application(reference=application.reference, user=owner, revision=0),
        lambda: save(application, colleague, name=Typed("Late", seen=1, seen_digest=digest("Sample"))),
    )
    assert ended[0] is None
    assert isinstance(ended[1], Conflict)
    assert kept(application)["name"] == "Sample"


@on_postgresql
def test_facts_that_are_sent_and_one_that_is_recorded(firm, owner, colleague):
    intake = factories.make_intake(questions=False)
    section = make_section(make_form(intake, kinds=()), "about")
    fact, other = factories.make_fact(), factories.make_fact()
    make_question(section, "people", QuestionKind.FACT, fact=fact)
    application = factories.make_application(firm, intake, consents=True)
    save(application, owner, people="7")

    def send():
        submit_application(reference=application.reference, user=owner, revision=0)

    assert race(send, lambda: record_fact(actor=colleague, firm=firm, fact=other, value=3)) == [None, None]
    assert firm.facts.count() == 2
    assert first_broken_entry() is None


@on_postgresql
def test_papers_in_the_draft_and_in_the_library(application, firm, owner, colleague):
    save(application, owner, "project", paper=Typed(upload=upload()))
    new = Typed(upload=upload(pdf("second")), seen=1)
    ended = race(
        lambda: save(application, owner, "project", paper=new),
        lambda: store_paper(actor=colleague, firm=firm, upload=upload(pdf("third")), details=PaperDetails()),
    )
    assert ended == [None, None]
    assert firm.documents.count() == 3
    assert first_broken_entry() is None


@on_postgresql
def test_a_newer_form_while_a_colleague_writes(application, owner, colleague):
    make_full_form(application.intake)
    ended = race(
        lambda: move_to_newest_form(reference=application.reference, user=owner, revision=0),
        lambda: save(application, colleague, name="Late"),
    )
    assert ended == [None, None], "the new form has the same section and question"
    application.refresh_from_db()
    assert application.answers.get().question.form_id == application.form_id


def test_many_at_once_lose_nothing(application, owner, colleague):
    """On every database: each writes another answer, over and over; what was written last is there."""
    answers = {"name": "text", "story": "words", "cost": "7", "staff": "12"}
    failed: list[Exception] = []

    def write(key: str, text: str, user) -> None:
        before, revision = "", 0
        try:
            for number in range(5):
                now = f"{text}{number}"
                typed = Typed(now, seen=revision, seen_digest=digest(before))
                assert not save(application, user, **{key: typed}).conflicts
                before, revision = now, revision + 1
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    people = [owner, colleague, owner, colleague]
    jobs = [
        threading.Thread(target=write, args=(key, text, user))
        for (key, text), user in zip(answers.items(), people, strict=True)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(60)
    assert failed == []
    assert kept(application) == {key: f"{text}4" for key, text in answers.items()}
    application.refresh_from_db()
    assert (application.revision, application.status) == (0, Status.DRAFT)
