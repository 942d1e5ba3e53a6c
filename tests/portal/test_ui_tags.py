"""Template tags and filters of the kernel, and the form templates."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from portal.kernel import display
from portal.kernel.forms import Renderer, error_links
from portal.kernel.templatetags import ui

THREE = {"en": "Office rent reduction", "zh_hant": "辦公室租金減免", "zh_hans": "办公用房租金减免"}


def render(source: str, path: str | None = None, **context) -> str:
    """The template source rendered with `{% load ui %}`, for a request to `path` where one is given."""
    request = RequestFactory().get(path) if path else None
    if request:
        request.user = AnonymousUser()
    return engines["django"].from_string("{% load ui %}" + source).render(context, request)


# Dates and figures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "27 November 2026", "27 Nov 2026"),
        ("zh-hant", "2026年11月27日", "2026年11月27日"),
        ("zh-hans", "2026年11月27日", "2026年11月27日"),
    ],
)
def test_dates_are_written_as_the_reader_writes_them(language, long, short):
    with translation.override(language):
        assert ui.day(date(2026, 11, 27)) == long
        assert ui.day_short(date(2026, 11, 27)) == short


def test_moments_are_hong_kong_time():
    late = datetime(2026, 11, 26, 22, 2, tzinfo=UTC)
    assert ui.moment(late) == "27 Nov 2026, 06:02"
    assert ui.clock_time(late) == "06:02"
    assert 'datetime="2026-11-27T06:02:00+08:00"' in ui.when(late)


def test_a_plain_date_has_no_time_of_day():
    assert ui.moment(date(2026, 11, 27)) == "27 Nov 2026"


@pytest.mark.parametrize("nothing", [None, "", "soon"])
def test_no_date_gives_no_words(nothing):
    assert ui.day(nothing) == ""
    assert ui.when(nothing) == ""


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2023", "2023", "2023年"),
        ("2023-09", "September 2023", "2023年9月"),
        ("2023-09-12", "12 September 2023", "2023年9月12日"),
        ("2023-13", "2023-13", "2023-13"),
        ("0000", "0000", "0000"),
        ("spring", "spring", "spring"),
        ("", "", ""),
    ],
)
def test_partial_dates(text, english, chinese):
    assert ui.partial_date(text) == english
    with translation.override("zh-hans"):
        assert ui.partial_date(text) == chinese


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("57600.00"), "CNY 57,600"),
        (Decimal("0.5"), "CNY 0.50"),
        (0, "CNY 0"),
        (-4800, "CNY −4,800"),
        (None, ""),
        ("", ""),
        ("NaN", ""),
    ],
)
def test_money_has_the_code_first_in_every_language(amount, text):
    assert ui.money_text(amount, "CNY") == text
    with translation.override("zh-hant"):
        assert ui.money_text(amount, "CNY") == text


def test_figures_and_shares():
    assert ui.figure(9600) == "9,600"
    assert ui.figure(Decimal("0.7500")) == "0.75"
    assert ui.percent(Decimal("0.50000")) == "50%"
    assert ui.percent(Decimal("0.075")) == "7.5%"
    assert ui.percent(None) == ""


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8", "curl/8"),
    ],
)
def test_browsers_are_named_in_two_words(signature, words):
    assert display.name_browser(signature) == words


# Words in three languages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "html"),
    [
        ("en", '<span>Office rent reduction</span> <span lang="zh-Hans-CN">办公用房租金减免</span>'),
        ("zh-hant", '<span>辦公室租金減免</span> <span lang="zh-Hans-CN">办公用房租金减免</span>'),
        ("zh-hans", "<span>办公用房租金减免</span>"),
    ],
)
def test_name_pairs_put_the_official_name_second(language, html):
    with translation.override(language):
        assert ui.name_pair(THREE) == html


def test_a_name_that_is_missing_falls_back_and_says_its_language():
    with translation.override("zh-hant"):
        assert ui.name_pair({"en": "Blue <Bay>"}) == '<span lang="en">Blue &lt;Bay&gt;</span>'
        assert 'lang="en"' in ui.translated({"en": "Only here"})


def test_text_is_escaped_and_broken_into_paragraphs():
    html = ui.translated({"en": "One <b>\n\nTwo"}, paragraphs=True)
    assert html == "<p>One &lt;b&gt;</p>\n\n<p>Two</p>"


# Languages and places ------------------------------------------------------------------------------------------------


def test_language_links_keep_page_and_query():
    source = "{% language_links as links %}{% for l in links %}{{ l.url }} {{ l.current }} {% endfor %}"
    html = render(source, "/en/measures/rent/?from=%E5%AD%B5%E5%8C%96&page=2")
    query = "?from=%E5%AD%B5%E5%8C%96&amp;page=2"
    assert html == (
        f"/en/measures/rent/{query} True /zh-hant/measures/rent/{query} False /zh-hans/measures/rent/{query} False "
    )


@pytest.mark.parametrize("path", ["/admin/login/?next=/x", None])
def test_an_address_without_language_leads_to_the_home_pages(path):
    html = render("{% language_links as links %}{% for l in links %}{{ l.url }} {% endfor %}", path)
    assert html == "/en/ /zh-hant/ /zh-hans/ "


def test_html_lang():
    with translation.override("zh-hant"):
        assert ui.html_lang() == "zh-Hant-HK"
    assert ui.lang_attr("zh-hans") == "zh-Hans-CN"


@pytest.mark.parametrize(
    ("area", "side"),
    [
        ("hong-kong", "south"),
        ("gba", "both"),
        ("hetao", "both"),
        ("qianhai", "north"),
        ("shenzhen", "north"),
    ],
)
def test_sides_of_areas(area, side):
    assert ui.bank_side(area) == side
    assert f"bank--{side}" in ui.bank(area)


def test_sides_are_worded_for_whoever_reads():
    assert ui.side("south") == '<span class="bank bank--south">You</span>'
    assert ui.side("south", staff=True) == '<span class="bank bank--south">Founder</span>'
    assert ui.side("") == ""


def test_status_tags():
    assert (
        ui.status_tag("correction", "More <wanted>")
        == '<span class="tag tag--you">More &lt;wanted&gt;</span>'
    )
    assert ui.status_tag("screening", "Screening") == '<span class="tag">Screening</span>'
    assert ui.status_tag("", "Nothing") == ""


def test_sample_mark_only_where_it_is_sample():
    assert "sample" in ui.sample()
    assert ui.sample(False) == ""


def test_crumbs_end_with_this_page():
    html = ui.crumbs("Catalogue", "/en/catalogue/", "A & B")
    assert '<li><a href="/en/catalogue/">Catalogue</a></li><li aria-current="page">A &amp; B</li>' in html


def test_pager_keeps_the_query_and_marks_the_page():
    page = Paginator(range(220), 20).page(2)
    html = render("{% pager page %}", "/en/catalogue/?kind=space&page=2", page=page)
    assert "Showing 21 to 40 of 220" in html
    assert 'href="?kind=space&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1


def test_a_single_page_has_no_links():
    html = render("{% pager page %}", "/en/catalogue/", page=Paginator(range(3), 20).page(1))
    assert "Showing 1 to 3 of 3" in html
    assert "<a " not in html


# Forms ---------------------------------------------------------------------------------------------------------------


class SampleForm(forms.Form):
    default_renderer = Renderer

    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label="Name", help_text="As <registered>", widget=forms.TextInput({"placeholder": "Name"})
    )
    nickname = forms.CharField(label="Nickname", required=False)
    side = forms.ChoiceField(
        label="Side", choices=[("hk", "Hong Kong"), ("sz", "Shenzhen")], widget=forms.RadioSelect
    )
    paper = forms.FileField(label="Paper", required=False)
    agreed = forms.BooleanField(label="Agreed", required=False)


def test_a_field_ties_label_hint_error_and_control_together():
    html = render("{% field form.name short=True %}", form=SampleForm({"side": "hk"}))
    assert '<label class="field__label" for="id_name">Name</label>' in html
    assert 'id="id_name_helptext">As &lt;registered&gt;</div>' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="input input--short"' in html
    assert "placeholder" not in html


def test_only_forms_with_required_fields_say_optional():
    class Filters(forms.Form):
        q = forms.CharField(required=False)

    assert "(optional)" in render("{% field form.nickname %}", form=SampleForm())
    assert "(optional)" not in render("{% field form.q %}", form=Filters())


def test_radios_are_a_fieldset_whose_options_have_labels():
    html = render("{% field form.side %}", form=SampleForm({"name": "x"}))
    assert '<legend class="field__label">Side</legend>' in html
    assert '<label class="choice" for="id_side_0">' in html
    assert 'aria-describedby="id_side_error"' in html


def test_one_tick_and_a_file_have_their_own_layout():
    assert '<label class="choice" for="id_agreed">' in render("{% field form.agreed %}", form=SampleForm())
    assert '<div class="drop">' in render("{% field form.paper %}", form=SampleForm())


def test_the_summary_names_each_field_and_leads_to_its_first_control():
    form = SampleForm({})
    form.add_error(None, "The firm and the number do not match")
    assert error_links(form, None) == [
        {"text": "The firm and the number do not match", "target": ""},
        {"text": "Name: This field is required.", "target": "id_name"},
        {"text": "Side: This field is required.", "target": "id_side_0"},
    ]
    html = render("{% error_summary form %}", form=form)
    assert 'role="alert" tabindex="-1"' in html
    assert '<a href="#id_side_0">' in html


def test_no_summary_without_errors():
    assert render("{% error_summary form other %}", form=SampleForm(), other=None).strip() == ""


def test_a_whole_form_renders_in_our_markup():
    html = str(SampleForm({}))
    assert html.index("error-summary") < html.index('type="hidden"') < html.index("field__label")


# Pages without a context ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["500.html", "503.html"])
@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_pages_for_faults_need_no_context(name, language):
    with translation.override(language):
        html = engines["django"].get_template(name).render()
    assert f'<html lang="{ui.languages.HTML_LANG[language]}">' in html
    assert f'action="/{language}/catalogue/"' in html


@pytest.mark.parametrize(
    "name",
    ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "409.html", "413.html", "429.html"],
)
def test_pages_for_refusals_have_header_search_and_languages(name):
    html = render("{% include name %}", "/en/nowhere/", name=name)
    assert html.count("<h1") == 1
    assert 'role="search"' in html
    assert 'href="/zh-hans/nowhere/"' in html
