"""Tags of the page's head, and addresses in each language."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, override_settings

from portal.kernel.addresses import absolute, alternates, in_every_language
from portal.kernel.templatetags.head import plain


def render(source: str, **context) -> str:
    return Template("{% load head %}" + source).render(Context(context))


def test_capture_keeps_what_it_holds_and_shows_nothing():
    assert (
        render("{% capture as kept %} {{ name }} {% endcapture %}[{{ kept }}]", name="A & B") == "[A &amp; B]"
    )


@pytest.mark.parametrize("tag", ["capture", "capture kept", "capture as", "capture as a b"])
def test_capture_needs_a_name(tag):
    with pytest.raises(TemplateSyntaxError, match="needs a name"):
        Template("{% load head %}{% " + tag + " %}{% endcapture %}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("A &amp; B", "A & B"), ("<b>A</b>\n  B", "A B"), ("&quot;A&quot;", '"A"')],
)
def test_plain_text_of_markup(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize("tag", ["page_addresses", "share_tags 'x'"])
def test_a_page_without_a_view_has_no_address(tag):
    for context in ({}, {"request": RequestFactory().get("/en/")}):
        page = render("{% " + tag + " %}", **context)
        assert "http" not in page


@override_settings(SITE_URL="https://portal.example.org")
def test_addresses_in_each_language():
    assert absolute("/en/") == "https://portal.example.org/en/"
    found = in_every_language("/zh-hant/spaces/lab/", "a=1")
    assert found == {
        code: f"https://portal.example.org/{code}/spaces/lab/?a=1" for code in ("en", "zh-hant", "zh-hans")
    }
    assert alternates("/en/spaces/lab/", "a=1") == alternates("/zh-hans/spaces/lab/", "a=1")
    assert [lang for lang, _ in alternates("/en/")] == ["en", "zh-Hant-HK", "zh-Hans-CN", "x-default"]


@pytest.mark.django_db
@override_settings(DEBUG=True)
def test_a_refused_answer_never_takes_the_place_of_the_page(client):
    page = client.get("/en/").text
    assert "django_htmx/htmx-2.min" in page
    assert "django-htmx.js" not in page, "with DEBUG on it shows every 400 instead of the page"
