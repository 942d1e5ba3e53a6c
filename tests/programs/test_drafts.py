"""Filling in a draft: saving a section, conflicts, what is filled in before, newer forms, sending."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import MemberRole
from accounts.models import FirmFact
from portal.audit.models import AuditEntry
from portal.catalogue.enums import FactSubject, FactType
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from portal.kernel.text import readable
from programs.answering.typed import digest
from programs.enums import AnswerOrigin, QuestionKind
from programs.enums import ApplicationStatus as Status
from programs.models import Answer, Document
from programs.selectors.drafts import draft_of
from programs.services.applications import start_application, submit_application
from programs.services.drafts import MINE, THEIRS, Typed, save_section
from programs.services.form_moves import drop_homeless_answers, move_to_newest_form
from tests.consents import agree
from tests.factories import (
    make_application,
    make_document,
    make_fact,
    make_firm,
    make_firm_fact,
    make_intake,
    make_member,
    make_user,
)
from tests.form_factory import FULL_ANSWERS, make_form, make_full_form, make_question, make_section
from tests.papers import upload

pytestmark = pytest.mark.django_db


def pdf(name="paper.pdf"):
    return upload(name=name)


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


@pytest.fixture
def intake():
    return make_intake(questions=False)


@pytest.fixture
def application(firm, intake):
    make_full_form(intake)
    return make_application(firm, intake)


def seen(application, key: str, **more) -> Typed:
    """What a page that shows the answer as it is now would send, with changes."""
    answer = application.answers.filter(question__key=key).first()
    return Typed(
        **{
            "text": answer.value if answer else "",
            "seen": answer.revision if answer else 0,
            "seen_digest": digest(answer.value if answer else ""),
            **more,
        }
    )


def save(application, user, section="about", *, confirm=False, **texts):
    typed = {
        key: text if isinstance(text, Typed) else seen(application, key, text=text)
        for key, text in texts.items()
    }
    return save_section(
        reference=application.reference, user=user, section=section, typed=typed, confirm=confirm
    )


def value(application, key: str) -> str:
    return application.answers.get(question__key=key).value


def fill_in_everything(application, user):
    save(application, user, "about", **{key: FULL_ANSWERS[key] for key in ("name", "staff", "moves")})
    save(application, user, "project", truth="yes")
    agree(application)


# Saving --------------------------------------------------------------------------------------------------------------


def test_what_does_not_fit_is_kept_as_it_was_typed(application, owner):
    saved = save(application, owner, name="x" * 30, staff="many")
    assert value(application, "staff") == "many"
    assert set(saved.changed) == {"name", "staff"}
    asked = saved.draft.progress.asked
    assert asked["staff"].problem
    assert asked["name"].problem


def test_what_cannot_be_kept_costs_no_other_answer(application, owner, settings):
    typed = seen(application, "paper", upload=pdf("a.exe"))
    save(application, owner, "about", name="x" * 6000, staff="9")
    assert not application.answers.filter(question__key="name").exists()
    assert value(application, "staff") == "9"
    saved = save(application, owner, "project", paper=typed, truth="yes")
    assert set(saved.refused) == {"paper"}
    assert value(application, "truth") == "yes"
    assert not Document.objects.exists()
    assert not [path for path in settings.PRIVATE_MEDIA_ROOT.rglob("*") if path.is_file()]


def test_saving_leaves_the_applications_revision_and_counts_the_answers(application, owner):
    for text in ("One", "Two", "Two"):
        save(application, owner, name=text)
    application.refresh_from_db()
    assert application.revision == 0
    assert application.answers.get().revision == 2


def test_two_members_in_one_section_do_not_disturb_each_other(application, firm, owner):
    colleague = make_member(firm).user
    save(application, owner, name="Old", staff="1")
    page = {key: seen(application, key) for key in ("name", "staff")}
    save(application, colleague, name="Hers")
    saved = save(application, owner, name=page["name"], staff=Typed("2", seen=1, seen_digest=digest("1")))
    assert not saved.conflicts
    assert (value(application, "name"), value(application, "staff")) == ("Hers", "2")


def test_the_same_answer_twice_changed_is_given_back_and_nothing_of_it_is_overwritten(
    application, firm, owner
):
    colleague = make_member(firm).user
    save(application, owner, name="Old", staff="1")
    mine = seen(application, "name", text="Mine")
    save(application, colleague, name="Hers")
    saved = save(application, owner, name=mine, staff="2")
    assert saved.conflicts["name"].value == "Hers"
    assert saved.conflicts["name"].updated_by == colleague
    assert value(application, "name") == "Hers"
    assert value(application, "staff") == "2", "answers that nobody else changed are saved"


@pytest.mark.parametrize(("choice", "kept"), [(MINE, "Mine"), (THEIRS, "Hers")])
def test_a_choice_between_two_texts(choice, kept, application, firm, owner):
    save(application, owner, name="Old")
    mine = seen(application, "name", text="Mine")
    save(application, make_member(firm).user, name="Hers")
    again = Typed("Mine", seen=mine.seen, seen_digest=mine.seen_digest, choice=choice, chosen_over=2)
    assert not save(application, owner, name=again).conflicts
    assert value(application, "name") == kept


def test_a_choice_counts_only_between_the_texts_that_were_shown(application, firm, owner):
    colleague = make_member(firm).user
    save(application, owner, name="Old")
    mine = seen(application, "name", text="Mine")
    for text in ("Hers", "Hers again"):
        save(application, colleague, name=text)
    for choice in (MINE, THEIRS):
        again = Typed("Mine", seen=1, seen_digest=mine.seen_digest, choice=choice, chosen_over=2)
        assert save(application, owner, name=again).conflicts["name"].value == "Hers again"
    assert value(application, "name") == "Hers again"


def test_a_request_that_comes_twice_changes_once(application, owner):
    first = seen(application, "name", text="Mine")
    for _ in range(2):
        assert not save(application, owner, name=first).conflicts
    assert application.answers.get().revision == 1


def test_others_do_not_write(application, firm):
    for user in (make_member(firm, role=MemberRole.VIEWER).user, make_user()):
        with pytest.raises(NotAllowed):
            save(application, user, name="x")
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("section", "key"), [("about", "truth"), ("about", "nothing"), ("nowhere", "name")])
def test_answers_to_questions_of_another_section_are_refused(section, key, application, owner):
    with pytest.raises(InvalidInput):
        save(application, owner, section, **{key: "x"})
    assert not Answer.objects.exists()


def test_what_was_sent_is_not_written_to(firm, owner, intake):
    make_full_form(intake)
    application = make_application(firm, intake, status=Status.SUBMITTED)
    with pytest.raises(Conflict):
        save(application, owner, name="x")
    assert not Answer.objects.exists()


def test_a_file_conflict_keeps_the_colleagues_paper_and_no_loose_file(application, firm, owner, settings):
    mine = seen(application, "paper", upload=pdf("mine.pdf"))
    save(
        application,
        make_member(firm).user,
        "project",
        paper=seen(application, "paper", upload=pdf("hers.pdf")),
    )
    saved = save(application, owner, "project", paper=mine)
    assert "paper" in saved.conflicts
    assert Document.objects.get().original_name == "hers.pdf"
    assert len([path for path in settings.PRIVATE_MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


def test_a_paper_of_the_firm_can_be_chosen_and_taken_out_and_no_other(application, firm, owner):
    own, foreign = make_document(firm), make_document()
    refused = save(application, owner, "project", paper=seen(application, "paper", paper=foreign.pk)).refused
    assert set(refused) == {"paper"}
    save(application, owner, "project", paper=seen(application, "paper", paper=own.pk))
    assert application.answers.get().document == own
    save(application, owner, "project", paper=seen(application, "paper", upload=pdf()))
    own.refresh_from_db()
    assert not hasattr(own, "superseded_by"), "a paper of the library is not replaced by one uploaded here"
    save(application, owner, "project", paper=seen(application, "paper", dropped=True))
    assert application.answers.get().document is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_is_read_back_as_it_was_kept(text, application, owner):
    kept = readable(text, lines=True)
    save(application, owner, story=kept)
    found = application.answers.filter(question__key="story").first()
    assert (found.value if found else "") == kept
    assert readable(kept, lines=True) == kept


# Filled in before ----------------------------------------------------------------------------------------------------


def form_with_facts(intake):
    form = make_form(intake, kinds=())
    section = make_section(form, "facts")
    people = make_fact("headcount_now")
    make_question(section, "people", QuestionKind.FACT, fact=people)
    make_question(section, "people-again", QuestionKind.NUMBER, fact=people, asked_again=True)
    make_question(section, "people-few", QuestionKind.NUMBER, fact=people, maximum=3)
    make_question(section, "motto", QuestionKind.TEXT, required=False)
    make_question(section, "truth", QuestionKind.DECLARATION)
    return people


def test_a_new_draft_holds_the_firms_facts_to_be_confirmed(firm, owner, intake):
    people = form_with_facts(intake)
    said = make_firm_fact(firm, people, 12)
    application = start_application(user=owner, firm=firm, intake=intake)
    answer = application.answers.get()
    assert (answer.question.key, answer.value) == ("people", "12")
    assert (answer.origin, answer.is_confirmed) == (AnswerOrigin.FACT, False)
    assert answer.origin_on == timezone.localtime(said.recorded_at).date()
    assert "people" in draft_of(application).progress.refusals
    save(application, owner, "facts", people=seen(application, "people"))
    answer.refresh_from_db()
    assert not answer.is_confirmed, "saving by itself confirms nothing"
    save(application, owner, "facts", confirm=True, people=seen(application, "people"))
    answer.refresh_from_db()
    assert (answer.is_confirmed, answer.origin, answer.revision) == (True, AnswerOrigin.FACT, 1)


def test_the_newest_answer_sent_before_is_filled_in(firm, owner, intake):
    for days, text in ((9, "Old"), (2, "New"), (5, "Older")):
        other = make_intake(questions=False)
        form_with_facts_again(other)
        sent = make_application(
            firm, other, status=Status.SUBMITTED, submitted_at=timezone.now() - timedelta(days=days)
        )
        for key, said in (("motto", text), ("truth", "yes")):
            question = sent.form.questions.get(key=key)
            Answer.objects.create(application=sent, question=question, value=said, updated_by=owner)
    form_with_facts_again(intake)
    application = start_application(user=owner, firm=firm, intake=intake)
    answer = application.answers.get()
    assert (answer.question.key, answer.value) == ("motto", "New"), "and no declaration"
    assert answer.origin == AnswerOrigin.EARLIER
    assert answer.origin_on == timezone.localtime(timezone.now() - timedelta(days=2)).date()


def form_with_facts_again(intake):
    section = make_section(make_form(intake, kinds=()), "facts")
    make_question(section, "motto", QuestionKind.TEXT, required=False)
    make_question(section, "truth", QuestionKind.DECLARATION)


def test_drafts_and_other_firms_tell_nothing(firm, owner, intake):
    form_with_facts_again(intake)
    for other in (make_application(firm, make_intake(questions=False), form=intake.forms.get()),):
        Answer.objects.create(
            application=other, question=other.form.questions.first(), value="Draft", updated_by=owner
        )
    foreign = make_application(intake=intake, status=Status.SUBMITTED)
    Answer.objects.create(
        application=foreign, question=foreign.form.questions.first(), value="Foreign", updated_by=owner
    )
    assert not start_application(user=owner, firm=firm, intake=intake).answers.exists()


# A newer form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [{"label_en": "Something else"}, {"help_en": "We also repay it."}])
def test_moving_to_a_newer_form_keeps_answers_by_key_and_kind(application, intake, owner, words):
    fill_in_everything(application, owner)
    form = make_form(intake, kinds=())
    section = make_section(form, "all")
    make_question(section, "name", QuestionKind.TEXT)
    make_question(section, "staff", QuestionKind.TEXT)
    make_question(section, "truth", QuestionKind.DECLARATION, **words)
    make_question(section, "new", QuestionKind.TEXT)
    move_to_newest_form(reference=application.reference, user=owner, revision=0)
    application.refresh_from_db()
    draft = draft_of(application)
    assert application.form == form
    assert draft.answers["name"].value == "Sample"
    assert draft.answers["truth"].value == "", "a declaration in other words is made anew"
    assert {answer.question.key for answer in draft.homeless} == {"staff", "moves"}
    assert AuditEntry.objects.filter(action="application.form").count() == 1
    with pytest.raises(Conflict):
        move_to_newest_form(reference=application.reference, user=owner, revision=application.revision)
    dropped = drop_homeless_answers(
        reference=application.reference, user=owner, revision=application.revision
    )
    assert dropped == 2
    assert set(draft_of(application).answers) == {"name", "truth"}


def test_a_page_of_the_older_form_is_refused(application, intake, owner):
    make_form(intake)
    move_to_newest_form(reference=application.reference, user=owner, revision=0)
    with pytest.raises(InvalidInput):
        save(application, owner, "about", name="x")
    assert not Answer.objects.exists()


# Sending -------------------------------------------------------------------------------------------------------------


def test_sending_drops_what_is_not_asked_any_more(application, firm, owner):
    save(application, owner, moves="yes")
    save(application, owner, "project", team='[{"who": "Somebody"}]')
    fill_in_everything(application, owner)
    submit_application(reference=application.reference, user=owner, revision=0)
    assert not application.answers.filter(question__key="team").exists()
    assert set(application.answers.values_list("question__key", flat=True)) == set(FULL_ANSWERS)


@pytest.mark.parametrize(("key", "text"), [("staff", "many"), ("truth", ""), ("moves", "yes")])
def test_sending_names_what_stops_it_and_changes_nothing(key, text, application, owner):
    fill_in_everything(application, owner)
    save(application, owner, "project" if key == "truth" else "about", **{key: text})
    with pytest.raises(InvalidInput) as refused:
        submit_application(reference=application.reference, user=owner, revision=0)
    assert set(refused.value.errors) == {"team" if key == "moves" else key}
    application.refresh_from_db()
    assert application.status == Status.DRAFT


def test_answers_to_facts_become_facts_of_the_company_they_are_about(intake):
    entity_fact = make_fact("entity_staff", subject=FactSubject.SHENZHEN_ENTITY)
    home_fact = make_fact("home_has_lab", FactType.BOOL)
    section = make_section(make_form(intake, kinds=()), "facts")
    make_question(section, "staff", QuestionKind.FACT, fact=entity_fact)
    make_question(section, "lab", QuestionKind.FACT, fact=home_fact)
    firm = make_firm()
    owner = firm.memberships.get().user
    entity = make_firm(owner, side="shenzhen", parent=firm)
    kept = make_firm_fact(firm, home_fact, True)
    application = make_application(firm, intake, consents=True)
    save(application, owner, "facts", staff="7", lab="true")
    submit_application(reference=application.reference, user=owner, revision=0)
    assert entity.facts.get().value == 7
    assert list(FirmFact.objects.filter(firm=firm)) == [kept], "what says nothing new is not recorded again"


def test_a_paper_that_is_not_sent_is_not_the_zones(firm, owner, intake):
    form = make_form(intake, kinds=())
    section = make_section(form, "all")
    make_question(section, "more", QuestionKind.YES_NO)
    rule = {"fact": "answer.more", "op": "==", "value": True}
    make_question(section, "paper", QuestionKind.FILE, shown_when=rule)
    application = make_application(firm, intake, consents=True)
    save(application, owner, "all", more="yes", paper=seen(application, "paper", upload=pdf()))
    save(application, owner, "all", more="no")
    submit_application(reference=application.reference, user=owner, revision=0)
    assert Document.objects.get().application is None
