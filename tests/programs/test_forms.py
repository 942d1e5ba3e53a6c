"""What authors do to a form: parts come, change, move and go; versions are copied, published, discarded."""

from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.kernel.errors import Conflict, InvalidInput
from programs.models import FormVersion, Question, Section
from programs.selectors.form_faults import faults_of
from programs.selectors.forms import registry, sections_of
from programs.services import form_parts, forms
from tests.factories import in_three, make_application, make_fact, make_intake, make_staff
from tests.form_factory import make_form, make_section
from tests.three_languages import label_in_three

pytestmark = pytest.mark.django_db

TEXT = {"kind": "text", **in_three(label="What is it called?")}
OPTIONS = [{"code": code, "label": label_in_three(code.upper())} for code in "ab"]
#: Columns of a table that is sound with fewer rows.
WIDE = [{"key": f"c{n}", "kind": "text", "label": label_in_three("C"), "max_length": 5000} for n in range(2)]
YES = {"fact": "answer.agreed", "op": "==", "value": True}


@pytest.fixture
def author():
    return make_staff("editor")


@pytest.fixture
def form():
    """An empty draft of a form."""
    return make_form(make_intake(questions=False), kinds=(), published=False)


@pytest.fixture
def section(form):
    return form.sections.get()


def now(form: FormVersion, actor) -> dict:
    form.refresh_from_db()
    return {"revision": form.revision, "actor": actor}


def add(section: Section, actor, **values) -> Question:
    told = now(section.form, actor)
    return form_parts.add_question(section=section, **told, values={**TEXT, **values})


def everything(form: FormVersion) -> list:
    """All that a form says, to compare before and after."""
    return [
        *FormVersion.objects.filter(pk=form.pk).values("revision", "published_at"),
        *form.sections.values(),
        *form.questions.values(),
        AuditEntry.objects.count(),
    ]


class TestParts:
    def test_a_change_counts_the_revision_and_is_recorded(self, form, section, author):
        question = add(section, author)
        form.refresh_from_db()
        assert form.revision == 1
        entry = AuditEntry.objects.get(action="form.question.add")
        assert (entry.actor, entry.data["question"]) == (author, question.key)

    def test_keys_are_made_from_english_words_and_never_twice(self, section, author):
        keys = [add(section, author, label_en="What is it called?").key for _ in range(2)]
        assert keys == ["what-is-it-called", "what-is-it-called-2"]
        assert add(section, author, label_en="名稱").key == "question"
        with pytest.raises(InvalidInput):
            add(section, author, key="question")

    def test_words_may_wait_in_two_languages_but_not_in_three(self, section, author):
        question = add(section, author, label_zh_hant="", label_zh_hans="")
        assert question.pk
        with pytest.raises(InvalidInput) as refused:
            add(section, author, **dict.fromkeys(in_three(label=""), ""))
        assert "label_en" in refused.value.errors

    def test_another_kind_takes_what_it_has_not_away(self, form, section, author):
        question = add(section, author, kind="choice", options=OPTIONS)
        values = {"kind": "money", "currency": "CNY", "minimum": 0}
        question = form_parts.change_question(question=question, **now(form, author), values=values)
        assert (question.kind, question.options, question.currency) == ("money", [], "CNY")
        values = {"kind": "text", "max_words": 5}
        question = form_parts.change_question(question=question, **now(form, author), values=values)
        assert (question.currency, question.minimum, question.max_words) == ("", None, 5)

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"kind": "money"}, "currency"),
            ({"kind": "fact"}, "fact"),
            ({"kind": "number", "minimum": 5, "maximum": 1}, "maximum"),
            ({"kind": "table", "columns": [], "min_rows": 5, "max_rows": 1}, "max_rows"),
            ({"kind": "table", "columns": [], "min_rows": 101}, "min_rows"),
            ({"kind": "table", "columns": [], "max_rows": 101}, "max_rows"),
            ({"kind": "table", "columns": [], "max_rows": 10**6}, "max_rows"),
            ({"kind": "table", "columns": WIDE, "max_rows": 100}, "max_rows"),
            ({"kind": "number", "maximum": Decimal("99999999999999.99")}, "maximum"),
            ({"kind": "number", "minimum": -(10**13)}, "minimum"),
            ({"kind": "text", "max_length": 5001}, "max_length"),
            ({"kind": "long-text", "max_length": 30_001}, "max_length"),
            ({"kind": "choice", "options": [{"code": "a"}]}, "options"),
            ({"kind": "table", "columns": [{"key": "a"}]}, "columns"),
            ({"kind": "nonsense"}, "kind"),
            ({"label_en": "x" * 301}, "label_en"),
            ({"key": "a b"}, "key"),
            ({"max_words": 0}, "max_words"),
            ({"shown_when": {"fact": "gone", "op": "==", "value": 1}}, "shown_when"),
            ({"required_when": YES}, "required_when"),
            ({"shown_when": "rule"}, "shown_when"),
        ],
    )
    def test_what_makes_no_sense_is_refused_by_field(self, form, section, author, values, field):
        before = everything(form)
        with pytest.raises(InvalidInput) as refused:
            add(section, author, **values)
        assert field in refused.value.errors
        assert everything(form) == before

    def test_a_rule_reads_facts_and_what_stands_before(self, form, section, author):
        make_fact("has_office", "bool")
        agreed = add(section, author, kind="yes-no", key="agreed")
        rule = {"all": [YES, {"fact": "has_office", "op": "==", "value": True}]}
        assert add(section, author, shown_when=rule).shown_when == rule
        with pytest.raises(InvalidInput):
            form_parts.change_question(question=agreed, **now(form, author), values={"shown_when": YES})

    def test_a_section_with_questions_stays(self, form, section, author):
        question = add(section, author)
        before = everything(form)
        with pytest.raises(InvalidInput):
            form_parts.remove_section(section=section, **now(form, author))
        assert everything(form) == before
        form_parts.remove_question(question=question, **now(form, author))
        form_parts.remove_section(section=section, **now(form, author))
        assert not form.sections.exists()

    def test_sections_are_added_behind_and_renamed(self, form, section, author):
        second = form_parts.add_section(form=form, **now(form, author), values=in_three(title="The team"))
        assert (second.key, list(form.sections.all())) == ("the-team", [section, second])
        form_parts.change_section(section=second, **now(form, author), values={"title_en": "People"})
        second.refresh_from_db()
        assert (second.title_en, second.title_zh_hant, second.key) == ("People", "The team（繁）", "the-team")


class TestMoving:
    def order(self, form) -> list[str]:
        return list(form.questions.order_by("position").values_list("key", flat=True))

    @pytest.fixture
    def questions(self, form, section, author):
        later = make_section(form, "later")
        return [add(section, author, key="a"), add(section, author, key="b"), add(later, author, key="c")]

    def test_within_a_section(self, form, questions, author):
        form_parts.move_question(question=questions[1], **now(form, author), up=True)
        assert self.order(form) == ["b", "a", "c"]

    def test_over_the_end_into_the_next_section(self, form, questions, author):
        form_parts.move_question(question=questions[1], **now(form, author), up=False)
        assert self.order(form) == ["a", "b", "c"]
        assert form.questions.get(key="b").section.key == "later"
        form_parts.move_question(question=form.questions.get(key="b"), **now(form, author), up=True)
        assert form.questions.get(key="b").section.key == "questions"

    def test_not_past_the_ends(self, form, questions, author):
        before = everything(form)
        for question, up in ((questions[0], True), (questions[2], False)):
            with pytest.raises(Conflict):
                form_parts.move_question(question=question, **now(form, author), up=up)
        with pytest.raises(Conflict):
            form_parts.move_section(section=questions[0].section, **now(form, author), up=True)
        assert everything(form) == before

    def test_a_section_takes_its_questions_with_it(self, form, questions, author):
        form_parts.move_section(section=questions[2].section, **now(form, author), up=True)
        assert self.order(form) == ["c", "a", "b"]

    def test_behind_what_uses_it_is_saved_told_and_not_published(self, form, section, author):
        agreed = add(section, author, kind="yes-no", key="agreed")
        reads = add(section, author, key="reads", shown_when=YES)
        assert faults_of(sections_of(form), registry()) == []
        form_parts.move_question(question=agreed, **now(form, author), up=False)
        assert self.order(form) == ["reads", "agreed"]
        (fault,) = faults_of(sections_of(form), registry())
        assert fault.question == reads
        with pytest.raises(InvalidInput) as refused:
            forms.publish_form(form=form, **now(form, author))
        assert set(refused.value.errors) == {"reads"}
        # Other parts of that question can be changed meanwhile.
        form_parts.change_question(question=reads, **now(form, author), values={"label_en": "Other words"})
        form_parts.move_question(question=agreed, **now(form, author), up=True)
        assert faults_of(sections_of(form), registry()) == []


CHANGES = {
    "add_section": lambda form, **told: form_parts.add_section(
        form=form, values=in_three(title="New"), **told
    ),
    "change_section": lambda form, **told: form_parts.change_section(
        section=form.sections.first(), values=in_three(title="New"), **told
    ),
    "move_section": lambda form, **told: form_parts.move_section(
        section=form.sections.first(), up=False, **told
    ),
    "remove_section": lambda form, **told: form_parts.remove_section(section=form.sections.last(), **told),
    "add_question": lambda form, **told: form_parts.add_question(
        section=form.sections.first(), values=TEXT, **told
    ),
    "change_question": lambda form, **told: form_parts.change_question(
        question=form.questions.first(), values=TEXT, **told
    ),
    "move_question": lambda form, **told: form_parts.move_question(
        question=form.questions.first(), up=False, **told
    ),
    "remove_question": lambda form, **told: form_parts.remove_question(
        question=form.questions.first(), **told
    ),
    "publish_form": lambda form, **told: forms.publish_form(form=form, **told),
    "discard_form": lambda form, **told: forms.discard_form(form=form, **told),
}


class TestRefusals:
    """Each change is refused on what somebody else has changed, published or uses, and then changes nothing."""

    @pytest.fixture
    def draft(self):
        form = make_form(make_intake(questions=False), published=False)
        make_section(form, "second")
        return form

    @pytest.mark.parametrize("name", CHANGES)
    def test_after_somebody_else(self, draft, author, name):
        told = now(draft, author)
        form_parts.add_section(form=draft, **told, values=in_three(title="Hers"))
        before = everything(draft)
        with pytest.raises(Conflict) as refused:
            CHANGES[name](draft, **told)
        assert refused.value.code == "form-changed"
        assert everything(draft) == before

    @pytest.mark.parametrize("name", CHANGES)
    def test_of_a_published_version(self, draft, author, name):
        draft.published_at = draft.created_at
        draft.save()
        before = everything(draft)
        with pytest.raises(Conflict):
            CHANGES[name](draft, **now(draft, author))
        assert everything(draft) == before

    @pytest.mark.parametrize("name", CHANGES)
    def test_of_a_version_in_use(self, draft, author, name):
        make_application(intake=draft.intake, form=draft)
        before = everything(draft)
        with pytest.raises(Conflict):
            CHANGES[name](draft, **now(draft, author))
        assert everything(draft) == before

    def test_of_a_version_that_is_gone(self, draft, author):
        told = now(draft, author)
        forms.discard_form(form=FormVersion.objects.get(pk=draft.pk), **told)
        assert not FormVersion.objects.filter(pk=draft.pk).exists()
        with pytest.raises(Conflict):
            form_parts.add_section(form=draft, **told, values=in_three(title="New"))


class TestPublishing:
    def test_tells_everything_at_once_by_question(self, form, section, author):
        fact = make_fact()
        add(section, author, key="half", label_zh_hant="", help_en="Only in English")
        add(section, author, key="list", kind="choice", options=OPTIONS[:1])
        add(section, author, key="table", kind="table", columns=[])
        add(section, author, key="fact", kind="fact", fact=fact)
        fact.delete()
        empty = make_section(form, "empty", title_zh_hans="")
        before = everything(form)
        with pytest.raises(InvalidInput) as refused:
            forms.publish_form(form=form, **now(form, author))
        errors = refused.value.errors
        assert set(errors) == {"half", "list", "table", "fact", "empty"}
        assert errors["half"] == ["No text in 繁體中文.", "No help in 繁體中文, 简体中文."]
        assert len(errors[empty.key]) == 2
        assert everything(form) == before

    def test_needs_a_question(self, form, author):
        with pytest.raises(InvalidInput) as refused:
            forms.publish_form(form=form, **now(form, author))
        assert "form" in refused.value.errors

    def test_uses_the_version_from_now_on(self, form, section, author):
        add(section, author)
        published = forms.publish_form(form=form, **now(form, author))
        assert published.published_at is not None
        assert AuditEntry.objects.filter(action="form.publish").count() == 1


class TestVersions:
    def test_a_copy_has_everything_and_is_a_draft(self, author):
        form = make_form(make_intake(questions=False))
        make_section(form, "second", **in_three(help="Help"))
        copy = forms.copy_form(form=form, actor=author)
        assert (copy.number, copy.published_at, copy.revision) == (2, None, 0)
        columns = ("key", "title_zh_hant", "help_en", "position")
        assert list(copy.sections.values(*columns)) == list(form.sections.values(*columns))
        columns = ("key", "kind", "label_zh_hans", "options", "minimum", "section__key", "position")
        assert list(copy.questions.values(*columns)) == list(form.questions.values(*columns))
        assert set(copy.questions.values_list("section__form", flat=True)) == {copy.pk}

    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            ({"kind": "table", "columns": WIDE, "max_rows": 200}, "Allow at most 100 rows."),
            ({"kind": "text", "max_length": 20_000}, "Allow at most 5,000 characters."),
        ],
    )
    def test_a_copy_of_limits_that_no_draft_can_keep_is_not_published(self, section, author, limits, words):
        add(section, author, key="odd")
        Question.objects.filter(key="odd").update(**limits)
        copy = forms.copy_form(form=section.form, actor=author)
        with pytest.raises(InvalidInput) as refused:
            forms.publish_form(form=copy, revision=copy.revision, actor=author)
        assert words in refused.value.errors["odd"]

    def test_an_intake_begins_with_one_empty_version(self, author):
        intake = make_intake(questions=False)
        form = forms.start_form(intake=intake, actor=author)
        assert (form.number, form.questions.count()) == (1, 0)
        with pytest.raises(Conflict):
            forms.start_form(intake=intake, actor=author)
