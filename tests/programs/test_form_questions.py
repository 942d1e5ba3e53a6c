"""The page of one question: its fields follow its kind, rules are rows, and what was typed is never lost."""

import json

import pytest
from django.urls import reverse

from programs.eligibility.facts import FactSpec
from programs.eligibility.rules import validate_rule
from programs.enums import QuestionKind
from programs.forms.form_rules import RuleForm
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
            (
                {"kind": "choice", "option-0-code": "a", "option-1-code": "a b"},
                "Row 2: Code: Use letters, figures and hyphens.",
            ),
            (
                {"kind": "table", "column-1-code": "b", "column-1-kind": "nonsense"},
                "Row 2: Asks for: ",
            ),
            (
                {"kind": "number", "minimum": "5", "maximum": "1"},
                "The maximum is smaller than the minimum.",
            ),
            ({"kind": "number", "maximum": "99999999999999.99"}, "between −9,999,999,999,999.99 and 9,999"),
            ({"kind": "number", "minimum": "-1e13"}, "between −9,999,999,999,999.99 and 9,999"),
            ({"kind": "number", "maximum": "1e999999999"}, "between −9,999,999,999,999.99 and 9,999"),
            ({"kind": "table", "max_rows": "200"}, "Allow at most 100 rows."),
            ({"kind": "table", "min_rows": "9" * 20}, "Allow at most 100 rows."),
            ({"max_length": "20000"}, "Allow at most 5,000 characters."),
            ({"kind": "long-text", "max_length": "30001"}, "Allow at most 30,000 characters."),
            (
                {
                    "kind": "table",
                    "column-0-label_en": "N",
                    "column-0-kind": "number",
                    "column-0-maximum": "10000000000000",
                },
                "Row 1: The minimum and the maximum have to lie between",
            ),
            ({"shown-0-name": "in_shenzhen"}, "Asked only when: Row 1: Value: "),
            ({"shown-0-name": "nonsense"}, "nonsense"),
            ({"shown-text": "{\n]"}, "Check brackets, commas and quotation marks in line 2."),
            ({"shown-text": '{"fact": "gone", "op": "==", "value": 1}'}, "There is no fact or answer called"),
            (
                {"needed-text": '{"all": [{"fact": "in_shenzhen", "op": "==", "value": true}, {}]}'},
                "Required when: Rule as text: Rule 2 in “all”: The rule lacks fact, op, value.",
            ),
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

    def test_a_code_left_empty_is_made_from_the_english_words(self, client, author, form):
        address = reverse("desk_question_add", args=[form.sections.get().pk])
        sent = {
            "revision": "0",
            "kind": "table",
            "label_en": "Owners",
            "shown-joint": "all",
            "needed-joint": "all",
        }
        for number, (code, name, words) in enumerate(
            (("", "en", "Family name"), ("family-name", "en", "Other"), ("", "zh_hant", "持股"))
        ):
            sent |= {f"column-{number}-code": code, f"column-{number}-label_{name}": words}
            sent |= {f"column-{number}-kind": "choice" if number == 1 else "text"}
        sent["column-1-options"] = " | Yes, all | 是 | 是\nno | No | 否 | 否"
        response = client.post(address, sent)
        assert response.status_code == 302, response.context["problems"]
        columns = form.questions.get(key="owners").columns
        assert [column["key"] for column in columns] == ["family-name-2", "family-name", "column"]
        assert [option["code"] for option in columns[1]["options"]] == ["yes-all", "no"]

    def test_showing_other_fields_adds_no_rows_and_says_that_nothing_is_lost(self, client, author, form):
        address = reverse("desk_question", args=[form.questions.get(key="choice").pk])
        before = client.get(address).text
        for _ in range(2):
            sent = values_of(client.get(address).text)
            page = client.post(address, {**sent, "apply": "1"}).text
            for row in ("option-", "shown-", "needed-"):
                assert page.count(f'name="{row}') == before.count(f'name="{row}')
            assert "Nothing is lost and nothing is saved yet" in page
        assert "Nothing is lost" not in before
        for more, part in (("option", "-label_en"), ("needed", "-name")):
            page = client.post(address, {**sent, "apply": more}).text
            count = page.count(part + '"') - before.count(part + '"')
            assert count > 0, more

    def test_the_example_of_a_rule_is_sound(self):
        choices = {"choices": ("idea", "pilot")}
        known = {
            name: FactSpec(name, "", kind, **more)
            for name, kind, more in (
                ("has_shenzhen_entity", "bool", {}),
                ("headcount", "int", {}),
                ("answer.stage", "choice", choices),
            )
        }
        assert validate_rule(json.loads(RuleForm.EXAMPLE), known) == []

    def test_the_furthest_bound_is_saved_and_every_page_shows_it(self, client, author, form):
        question = form.questions.get(key="number")
        address, most = reverse("desk_question", args=[question.pk]), "9999999999999.99"
        sent = values_of(client.get(address).text) | {"minimum": [f"-{most}"], "maximum": [most]}
        assert client.post(address, sent).status_code == 302
        assert values_of(client.get(address).text)["maximum"] == [most]
        for name in ("desk_form", "desk_form_publish", "desk_form_preview"):
            assert client.get(reverse(name, args=[form.pk])).status_code == 200
        too_far = values_of(client.get(address).text) | {"maximum": ["99999999999999.99"]}
        assert client.post(address, too_far).status_code == 400
        assert client.get(address).status_code == 200

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
