"""Lists in the form builder: rows that move, pages of intakes; and parts that are gone while somebody writes them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.enums import QuestionKind
from programs.models import Question
from tests.factories import make_intake
from tests.form_factory import make_section

from .form_building import everything, plain, values_of

pytestmark = pytest.mark.django_db

WORDS = "Typed with care 用心寫的"


class TestRowsMove:
    @pytest.mark.parametrize(
        ("key", "prefix", "part", "name"),
        [("choice", "option", "options", "code"), ("table", "column", "columns", "key")],
    )
    def test_up_and_down_with_everything_typed_and_saved_only_by_saving(
        self, client, author, form, key, prefix, part, name
    ):
        question = form.questions.get(key=key)
        stored = [row[name] for row in getattr(question, part)]
        address = reverse("desk_question", args=[question.pk])
        page = client.get(address).text
        assert f'value="{prefix}-0-up"' not in page
        assert f'value="{prefix}-{len(stored) - 1}-down"' not in page
        before = everything(form)
        sent = values_of(page) | {f"{prefix}-1-label_en": [WORDS], "move": [f"{prefix}-1-up"]}
        response = client.post(address, sent)
        assert response.status_code == 200
        assert 'class="error-summary"' not in response.text
        assert everything(form) == before
        values = values_of(response.text)
        assert values[f"{prefix}-0-label_en"] == [WORDS]
        assert [values[f"{prefix}-{n}-code"][0] for n in (0, 1)] == [stored[1], stored[0]]
        down = client.post(address, values | {"move": [f"{prefix}-0-down"]})
        assert values_of(down.text)[f"{prefix}-1-label_en"] == [WORDS]
        assert client.post(address, values).status_code == 302
        question.refresh_from_db()
        assert [row[name] for row in getattr(question, part)][:2] == [stored[1], stored[0]]
        assert getattr(question, part)[0]["label"]["en"] == WORDS

    def test_the_row_that_moved_keeps_the_focus(self, client, author, form):
        address = reverse("desk_question", args=[form.questions.get(key="multiple").pk])
        page = client.get(address).text
        assert "autofocus" not in page
        moved = client.post(address, values_of(page) | {"move": ["option-2-up"]}).text
        assert moved.count("autofocus") == 1
        assert "autofocus" in moved.split('value="option-1-up"')[1].split(">")[0]
        top = client.post(address, values_of(page) | {"move": ["option-1-up"]}).text
        assert "autofocus" in top.split('value="option-0-down"')[1].split(">")[0]

    @pytest.mark.parametrize(
        "move", ["option-0-up", "option-99-down", "option-x-up", "needed-0-up", "option-1-out"]
    )
    def test_made_up_moves_lose_nothing(self, client, author, form, move):
        question = form.questions.get(key="choice")
        address = reverse("desk_question", args=[question.pk])
        values = values_of(client.get(address).text)
        response = client.post(address, values | {"move": [move]})
        assert response.status_code in (200, 302)
        question.refresh_from_db()
        assert [option["code"] for option in question.options] == ["a", "b"]

    def test_of_a_published_version_none_moves(self, client, author, form):
        client.post(reverse("desk_form_publish", args=[form.pk]), {"revision": "0"})
        page = client.get(reverse("desk_question", args=[form.questions.get(key="choice").pk])).text
        assert 'name="move"' not in page


class TestPagesOfIntakes:
    def test_each_intake_stands_on_one_page(self, client, author):
        codes = {make_intake(questions=False).code for _ in range(30)}
        pages = [client.get(reverse("desk_forms"), {"page": number}).text for number in (1, 2)]
        found = [{code for code in codes if f">{code}<" in page} for page in pages]
        assert [len(each) for each in found] == [25, 5]
        assert found[0] | found[1] == codes
        assert 'class="pager"' in pages[0]

    @pytest.mark.parametrize("page", ["0", "x", "9" * 9])
    def test_a_made_up_page_is_the_nearest_one(self, client, author, form, page):
        assert form.intake.code in client.get(reverse("desk_forms"), {"page": page}).text

    def test_a_full_page_costs_as_much_as_one_row(self, client, author):
        counts = []
        for more in (1, 30):
            for _ in range(more):
                make_intake()
            client.get(reverse("desk_forms"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("desk_forms"))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 10


class TestWhatIsGone:
    """A colleague takes away what somebody is writing."""

    def gone(self, client, address, sent, *, back) -> str:
        response = client.post(address, sent)
        assert response.status_code == 410
        page = plain(response.text)
        assert WORDS in page
        assert "A colleague has taken away this part of the form" in page
        assert f'href="{back}"' in page
        return page

    def test_a_question(self, client, author, form):
        question = form.questions.get(key="choice")
        address, back = reverse("desk_question", args=[question.pk]), reverse("desk_form", args=[form.pk])
        sent = values_of(client.get(address).text) | {
            "label_en": [WORDS],
            "option-0-label_en": ["The first <answer>"],
            "shown-0-name": ["in_shenzhen"],
            "shown-0-op": ["=="],
            "shown-0-value": ["yes"],
        }
        Question.objects.filter(pk=question.pk).delete()
        before = everything(form)
        for button in ({}, {"apply": "1"}, {"move": "option-1-up"}):
            response = client.post(address, sent | button)
            assert response.status_code == 410
            assert "The first &lt;answer&gt;" in response.text
        page = self.gone(client, address, sent, back=back)
        for words in ("Question (English)", "Fact or answer", "Yes", str(QuestionKind.CHOICE.label)):
            assert words in page
        assert everything(form) == before
        assert client.get(address).status_code == 404

    def test_a_section_and_a_new_question_in_it(self, client, author, form):
        section, back = make_section(form, "more"), reverse("desk_form", args=[form.pk])
        own, new = (reverse(name, args=[section.pk]) for name in ("desk_section", "desk_question_add"))
        words = values_of(client.get(own).text) | {"title_en": [WORDS], "help_zh_hant": ["說明"]}
        question = values_of(client.get(new).text) | {"label_en": [WORDS]}
        section.delete()
        assert "說明" in self.gone(client, own, words, back=back)
        self.gone(client, new, question, back=back)

    def test_the_whole_version(self, client, author, form):
        address, back = reverse("desk_section_add", args=[form.pk]), reverse("desk_forms")
        sent = values_of(client.get(address).text) | {"title_en": [WORDS]}
        form.delete()
        self.gone(client, address, sent, back=back)

    @pytest.mark.parametrize("key", ["", "x", "9" * 15])
    def test_a_page_that_names_no_form_leads_to_the_list(self, client, author, key):
        sent = {"form": key, "label_en": WORDS, "kind": "nonsense", "revision": "0"}
        self.gone(client, reverse("desk_question", args=[999]), sent, back=reverse("desk_forms"))
