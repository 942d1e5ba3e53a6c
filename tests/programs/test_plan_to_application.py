"""The way from the check to an application: what was answered once is not typed again."""

import re

import pytest
from django.urls import reverse

from accounts.models import FirmFact
from programs.models import Application, Plan
from tests.factories import make_firm, make_intake
from tests.programs.checking import answer
from tests.programs.plan_making import SMALL, grant, make_land, make_plan, page

pytestmark = pytest.mark.django_db


def test_check_plan_keep_apply(client):
    land = make_land()
    measure = grant(land["shenzhen"], 20_000, SMALL, name_en="Small firms' grant")
    intake = make_intake(measure=measure)
    intake.forms.get().questions.filter(key="number").update(fact="headcount")
    firm = make_firm()
    client.force_login(firm.memberships.get().user)

    answer(client, "your-firm", headcount="7")
    client.post("/en/plan/")
    plan = Plan.objects.get()
    assert (plan.firm, plan.facts["headcount"]) == (firm, 7)
    shown = page(client, plan)
    assert reverse("apply", args=[intake.code]) in shown
    assert reverse("plan_keep", args=[plan.code]) in shown

    keep = client.post(reverse("plan_keep", args=[plan.code]))
    seen = client.get(keep.url).content.decode().split('name="seen" value="')[1].split('"')[0]
    assert client.post(keep.url, {"seen": seen}).url == reverse("plan", args=[plan.code])
    assert FirmFact.objects.get(firm=firm, fact="headcount").value == 7

    client.post(reverse("apply", args=[intake.code]), {"firm": firm.pk})
    draft = Application.objects.get()
    assert draft.answers.get(question__key="number").value == "7"


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_what_is_open_of_a_plan_can_be_applied_for_at_once(client, language):
    land = make_land()
    measures = [grant(land["shenzhen"], 20_000, SMALL) for _ in range(3)]
    plan = make_plan()
    first = make_intake(measure=measures[0])
    assert "/apply/?" not in page(client, plan, language), "one is applied for on its own page"
    second = make_intake(measure=measures[1])
    link = re.search(rf'href="(/{language}/apply/\?[^"]*)"', page(client, plan, language))[1]
    assert sorted(re.findall(r"intake=([\w-]+)", link)) == sorted([first.code, second.code])
    client.force_login(make_firm().memberships.get().user)
    shown = client.get(link.replace("&amp;", "&")).text
    assert len(re.findall(r'name="intake" value="[^"]+" checked>', shown)) == 2
