"""A form as founders see it and a dry run of it; and the sample form, which has to be sound."""

import re

import pytest
import yaml
from django.urls import reverse
from django.utils.translation import gettext, override

from portal.catalogue.models import Fact
from portal.front.demo.applications import answers_in
from portal.front.demo.data import FILE, demo_data
from portal.front.demo.intakes import create_form
from programs.answering.specs import form_spec
from programs.answering.states import Given, progress_of
from programs.enums import QuestionKind
from programs.models import Question
from programs.selectors.form_faults import faults_of
from programs.selectors.forms import registry, sections_of
from programs.services.forms import copy_form
from tests.factories import in_three, make_fact, make_intake

from .form_building import everything

pytestmark = pytest.mark.django_db


LANGUAGES = ["en", "zh-hant", "zh-hans"]


class TestTryingOut:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_preview_is_in_the_language_asked_for(self, client, author, form, language):
        page = client.get(reverse("desk_form_preview", args=[form.pk]), {"in": language}).content.decode()
        suffix = language.replace("-", "_")
        assert all(getattr(question, f"label_{suffix}") in page for question in form.questions.all())

    def test_what_is_not_translated_is_marked_alike_wherever_it_stands(self, client, author, form):
        form.sections.update(title_zh_hans="", help_en="Helpful", help_zh_hant="有用", help_zh_hans="")
        for key in ("text", "choice", "table"):
            question = form.questions.get(key=key)
            question.label_zh_hans = ""
            for row in (*question.options, *question.columns):
                row["label"]["zh-hans"] = ""
            question.save()
        address = reverse("desk_form_preview", args=[form.pk])
        page = client.get(address, {"in": "zh-hans"}).text
        with override("zh-hans"):
            mark = gettext("(in English)")
        question = form.questions.get(key="text")
        for text in (form.sections.get().title_en, "Helpful", question.label_en):
            assert re.search(
                rf'<(span|div) lang="en">(<p>)?{text}(</p>)?</\1> <small class="mute">{re.escape(mark)}', page
            ), text
        assert f"Option a {mark}" in page
        assert f">Name {mark}" in page
        assert mark not in client.get(address, {"in": "zh-hant"}).text

    def test_finds_no_fault_before_anything_was_tried(self, client, author, form):
        address = reverse("desk_form_trial", args=[form.pk])
        page = client.get(address).text
        assert "It could not be sent" not in page
        assert "then press “Show what follows”" in page
        assert "It could not be sent" in client.post(address, {}).text

    @pytest.mark.parametrize(("value", "words"), [(True, "yes"), (False, "no")])
    def test_a_rule_in_words_says_which_answer_it_wants(self, client, author, form, value, words):
        rule = {"fact": "answer.yes-no", "op": "==", "value": value}
        form.questions.filter(key="table").update(
            shown_when={"any": [rule, {"fact": "in_shenzhen", "op": "!=", "value": value}]}
        )
        page = client.get(reverse("desk_form", args=[form.pk])).text
        assert f"“Question of kind yes-no” is answered “{words}” or " in page
        assert f"is answered “{'no' if value else 'yes'}”" in page

    @pytest.mark.parametrize("language", ["fr", "en%00", "../en"])
    def test_of_other_languages_there_is_no_preview(self, client, author, form, language):
        assert client.get(reverse("desk_form_preview", args=[form.pk]), {"in": language}).status_code == 404

    def test_questions_appear_with_the_facts_and_nothing_is_kept(self, client, author, form):
        question = form.questions.get(key="text")
        make_fact("has_office", "bool", **in_three(question="Is there an office?"))
        question.shown_when = {"fact": "has_office", "op": "==", "value": True}
        question.save()
        address = reverse("desk_form_trial", args=[form.pk])
        before = everything(form)
        page = client.get(address).content.decode()
        assert "Is there an office?" in page
        assert 'name="answer-text"' not in page
        assert "In Shenzhen?" not in page, "the form asks for that fact itself"
        page = client.post(address, {"fact-has_office": "yes", "answer-number": "abc"}).content.decode()
        assert 'name="answer-text"' in page
        assert "Enter a number, such as 12 or 12.50." in page
        assert 'value="abc"' in page
        assert everything(form) == before

    def test_says_when_it_could_be_sent(self, client, author, form):
        address = reverse("desk_form_trial", args=[form.pk])
        sent = {
            "answer-text": "A",
            "answer-long-text": "一二三",
            "answer-number": "1",
            "answer-money": "5",
            "answer-yes-no": "yes",
            "answer-choice": "a",
            "answer-multiple": ["a", "b"],
            "answer-date": "2026-11-30",
            "rows-table": "1",
            "answer-table.0.name": "N",
            "answer-table.0.share": "5",
            "answer-table.0.based": "a",
            "answer-fact": "yes",
            "answer-declaration": "yes",
            "had-file": "1",
        }
        assert "It could be sent." in client.post(address, sent).content.decode()
        page = client.post(address, {**sent, "answer-long-text": "一二三四五六"}).content.decode()
        assert "It could not be sent: 1 answer is missing or wrong." in page

    def test_a_form_full_of_faults_can_be_tried(self, client, author, form):
        Question.objects.filter(form=form).update(
            shown_when={"fact": "answer.gone", "op": ">=", "value": "x"}, required_when=[], options=[]
        )
        for name in ("desk_form", "desk_form_preview", "desk_form_trial"):
            assert client.get(reverse(name, args=[form.pk])).status_code == 200

    def test_a_copy_of_every_kind_tries_out_alike(self, client, author, form):
        copy = copy_form(form=form, actor=author)
        pages = [
            client.get(reverse("desk_form_trial", args=[each.pk])).content.decode() for each in (form, copy)
        ]
        assert pages[0].count('class="q"') == pages[1].count('class="q"') == len(QuestionKind)


class TestTheSampleForm:
    """Over the real registry of facts."""

    @pytest.fixture
    def sections(self):
        rows = yaml.safe_load((FILE.parent / "catalogue" / "facts.yaml").read_text(encoding="utf-8"))
        asked = [question for part in demo_data()["sections"] for question in part["questions"]]
        names = {question["fact"] for question in asked if "fact" in question}
        for row in rows:
            if row["name"] in names:
                columns = {name: row[name] for name in ("name", "subject", "type", "min", "max", "group")}
                make_fact(**columns, unit=row["unit"] or "", choices=row["choices"] or [])
        assert names == set(Fact.objects.values_list("pk", flat=True))
        intake = make_intake(questions=False)
        create_form(intake)
        return sections_of(intake.forms.get())

    def test_could_be_published(self, sections):
        assert faults_of(sections, registry()) == []

    @pytest.mark.parametrize("language", ["en", "zh-hant"])
    def test_can_be_sent_with_the_sample_answers(self, sections, language):
        answers = {key: Given(text) for key, text in answers_in(language).items()}
        progress = progress_of(form_spec(sections), answers, {})
        assert progress.refusals == {}
        assert progress.hidden == []
