"""The page of one question: its fields follow its kind, rules are rows, and what was typed is never lost."""

import pytest
from django.urls import reverse

from programs.enums import QuestionKind
from programs.models import Question
from tests.factories import make_fact

from .form_building import everything, plain, values_of

pytestmark = pytest.mark.django_db


class TestAQuestion:
    @pytest.mark.parametrize("kind", QuestionKind)
    def test_saved_untouched_says_the_same(self, client, author, form, kind):
        question = form.questions.get(key=kind)
        question.shown_when = {"fact": "in_shenzhen", "op": "==", "value": True} if kind != "fact" else None
        question.save()
        address = reverse("desk_question", args=[question.pk])
        values = values_of(client.get(address).content.decode())
        response = client.post(address, values)
        assert response.status_code == 302, response.context["problems"]
        again = Question.objects.get(pk=question.pk)
        columns = [f.name for f in Question._meta.concrete_fields if f.name not in ("options", "columns")]
        assert {c: getattr(again, c) or "" for c in columns} == {
            c: getattr(question, c) or "" for c in columns
        }
        assert again.options == question.options
        for part in ("key", "kind", "label", "minimum", "maximum", "max_length"):
            assert [c.get(part) for c in again.columns] == [c.get(part) for c in question.columns]
        assert [c.get("options") for c in again.columns] == [c.get("options") for c in question.columns]

    def test_apply_shows_the_fields_of_another_kind_and_saves_nothing(self, client, author, form):
        address = reverse("desk_question_add", args=[form.sections.get().pk])
        before = everything(form)
        sent = {"revision": "0", "kind": "money", "label_en": "What does it cost?", "apply": "1"}
        response = client.post(address, sent)
        page = response.content.decode()
        assert response.status_code == 200
        assert 'name="currency"' in page
        assert 'value="What does it cost?"' in page
        assert 'class="error-summary"' not in page
        assert everything(form) == before

    def test_is_added_with_rows_of_options_and_of_a_rule(self, client, author, form):
        make_fact("staff", "int")
        address = reverse("desk_question_add", args=[form.sections.get().pk])
        sent = {
            "revision": "0",
            "kind": "choice",
            "required": "on",
            "label_en": "Which?",
            "option-0-code": "a",
            "option-0-label_en": "A",
            "option-2-code": "b",
            "option-2-label_zh_hant": "乙",
            "shown-joint": "any",
            "needed-joint": "all",
            "shown-0-name": "staff",
            "shown-0-op": ">=",
            "shown-0-value": "5",
            "shown-1-name": "answer.multiple",
            "shown-1-op": "contains-any",
            "shown-1-value": ["a", "b"],
            "needed-0-name": "answer.choice",
            "needed-0-op": "==",
            "needed-0-value": ["b"],
        }
        response = client.post(address, sent)
        assert response.status_code == 302, response.context["problems"]
        question = form.questions.get(key="which")
        assert [option["code"] for option in question.options] == ["a", "b"]
        assert question.options[1]["label"] == {"en": "", "zh-hant": "乙", "zh-hans": ""}
        assert question.shown_when == {
            "any": [
                {"fact": "staff", "op": ">=", "value": 5},
                {"fact": "answer.multiple", "op": "contains-any", "value": ["a", "b"]},
            ]
        }
        assert question.required_when == {"fact": "answer.choice", "op": "==", "value": "b"}
        page = client.get(reverse("desk_form", args=[form.pk])).content.decode()
        assert (
            "either “Question of kind multiple” (Option a or Option b)" in page
            or "(Option a or Option b)" in page
        )

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"label_en": " "}, "Write it in at least one language."),
            ({"kind": "money"}, "A sum of money needs a currency."),
            ({"kind": "choice", "option-0-label_en": "A"}, "Code"),
            ({"kind": "choice", "option-0-code": "a b"}, "Use letters, figures and hyphens."),
            ({"kind": "number", "minimum": "5", "maximum": "1"}, "The most is less than the least."),
            ({"shown-0-name": "in_shenzhen"}, "Value"),
            ({"shown-0-name": "nonsense"}, "nonsense"),
            ({"shown-text": "{"}, "This is no rule"),
            ({"shown-text": '{"fact": "gone", "op": "==", "value": 1}'}, "there is no fact"),
            ({"kind": "nonsense"}, "nonsense"),
            ({"key": "text"}, "This key is taken."),
        ],
    )
    def test_says_what_is_wrong_keeps_what_was_typed_and_stores_nothing(
        self, client, author, form, changes, words
    ):
        address = reverse("desk_question_add", args=[form.sections.get().pk])
        before = everything(form)
        sent = {
            "revision": "0",
            "kind": "text",
            "label_en": "One",
            "help_zh_hant": "我的話",
            "shown-joint": "all",
        }
        response = client.post(address, {**sent, "needed-joint": "all", **changes})
        page = plain(response.content.decode())
        assert response.status_code == 400
        assert words in page
        assert 'class="error-summary"' in page
        assert "我的話" in page
        assert everything(form) == before

    def test_too_late_keeps_what_was_typed_and_saving_again_decides(self, client, author, form):
        question = form.questions.get(key="text")
        address = reverse("desk_question", args=[question.pk])
        mine = values_of(client.get(address).content.decode()) | {"label_en": ["Mine"]}
        theirs = values_of(client.get(address).content.decode()) | {"label_en": ["Theirs"]}
        assert client.post(address, theirs).status_code == 302
        response = client.post(address, mine)
        assert response.status_code == 409
        page = response.content.decode()
        assert 'value="Mine"' in page
        assert "Somebody else changed this form" in page
        question.refresh_from_db()
        assert question.label_en == "Theirs"
        assert client.post(address, values_of(page)).status_code == 302
        question.refresh_from_db()
        assert question.label_en == "Mine"

    def test_of_a_published_version_is_read_only_and_says_so(self, client, author, form):
        address = reverse("desk_question", args=[form.questions.get(key="text").pk])
        values = values_of(client.get(address).content.decode())
        client.post(reverse("desk_form_act", args=[form.pk, "publish"]), {"revision": "0"})
        before = everything(form)
        response = client.post(address, values)
        assert response.status_code == 409
        assert everything(form) == before
        page = client.get(address).content.decode()
        assert "Save the question" not in page
        assert "cannot change" in page

    def test_rules_that_rows_cannot_show_stay_as_they_are(self, client, author, form):
        question = form.questions.get(key="text")
        yes = {"fact": "in_shenzhen", "op": "==", "value": True}
        nested = {"all": [{"any": [yes, yes]}, {"not": yes}]}
        question.shown_when = nested
        question.save()
        address = reverse("desk_question", args=[question.pk])
        page = client.get(address).content.decode()
        assert "Rows cannot show this rule." in page
        values = values_of(page)
        assert client.post(address, values).status_code == 302
        question.refresh_from_db()
        assert question.shown_when == nested
        emptied = values_of(client.get(address).content.decode()) | {"shown-text": [""]}
        assert client.post(address, emptied).status_code == 302
        question.refresh_from_db()
        assert question.shown_when is None
