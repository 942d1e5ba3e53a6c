"""From the shortlist to one application for several intakes."""

import re

import pytest

from tests.factories import make_firm, make_intake, make_measure, make_place, make_programme
from tests.portal.pressing import press, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
@pytest.mark.parametrize("is_known", [False, True])
def test_what_is_open_of_the_list_can_be_applied_for_at_once(client, language, is_known):
    if is_known:
        client.force_login(make_firm().memberships.get().user)
    measure, programme, place = make_measure(), make_programme(), make_place()
    page = f"/{language}/shortlist/"
    for entry in (measure, programme, place):
        press(client, "shortlist_add", entry.slug)
    codes = [make_intake(measure=measure).code]
    assert "/apply/?" not in text_of(client.get(page)), "one is applied for on its own page"
    codes.append(make_intake(programme=programme).code)
    link = re.search(rf'href="(/{language}/apply/\?[^"]*)"', text_of(client.get(page)))[1]
    assert sorted(re.findall(r"intake=([\w-]+)", link)) == sorted(codes)
    response = client.get(link.replace("&amp;", "&"))
    assert response.status_code == (200 if is_known else 302)
