"""Twin terms explained where a text first meets them, and the page that lists them all."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.glossary import EVERYDAY, Glossary, Mark
from portal.catalogue.texts import Text
from tests.factories import in_three, make_measure, make_place, make_source

from .terms import loose_twin, make_twin

TERMS = [
    loose_twin("mpf", "MPF", "Social insurance", "社保", "強積金"),
    loose_twin("stamp-duty", "Stamp duty", "Stamp tax", "印花税"),
    loose_twin("chop", "Company chop", "公章", "stamp"),
    loose_twin("subsidy", "Grant", "Subsidy", "补贴", "資助"),
    loose_twin("scheme", "資助計劃", "若干措施"),
    loose_twin("deposit", "按金", "押金"),
    loose_twin("startup", "Start-up", "創業"),
]


def marked(*texts: str, language: str = "en") -> list[str]:
    """The terms that are marked in these texts of one page, as code:word."""
    page = Glossary(TERMS)
    pieces = [piece for text in texts for piece in page.pieces(text, language)]
    return [f"{piece.twin.code}:{piece.word}" for piece in pieces if isinstance(piece, Mark)]


def together(piece: str | Mark) -> str:
    return piece if isinstance(piece, str) else piece.before + piece.word + piece.after


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Join an MPF scheme", ["mpf:MPF"]),
            ("join the mpf", []),
            ("EMPFANG", []),
            ("social Insurance, twice: social insurance", ["mpf:social Insurance"]),
            ("subsidies and grants", ["subsidy:subsidies"]),
            ("granted", []),
            ("immigrant", []),
            ("a (grant) and “stamp duty”.", ["subsidy:grant", "stamp-duty:stamp duty"]),
            ("start-ups", ["startup:start-ups"]),
            ("start-up-friendly", []),
            ("non-MPF", []),
            ("MPF's", ["mpf:MPF"]),
            ("grant@example.org", ["subsidy:grant"]),
            ("me@grant", []),
            ("Ümpf grantéd", []),
            ("", []),
        ],
    )
    def test_whole_words_in_english(self, text, found):
        assert marked(text) == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("參加社保、繳付按金", ["mpf:社保", "deposit:按金"]),
            ("資助計劃及資助", ["scheme:資助計劃", "subsidy:資助"]),
            ("按金额计算", []),
            ("公司章程", []),
            ("办公章程", []),
            ("质押金额", []),
            ("參加MPF計劃", ["mpf:MPF"]),
            ("SMPF", []),
            ("押金和按金", ["deposit:押金"]),
        ],
    )
    def test_the_longest_term_in_chinese(self, text, found):
        assert marked(text, language="zh-hant") == found

    def test_a_longer_term_hides_the_shorter_one_inside(self):
        assert marked("Stamp duty is no stamp. Stamp duty again.") == ["stamp-duty:Stamp duty", "chop:stamp"]

    def test_each_term_once_a_page(self):
        assert marked("a grant", "another grant, a subsidy", "MPF") == ["subsidy:grant", "mpf:MPF"]

    def test_signs_stay_with_their_term(self):
        pieces = list(Glossary(TERMS).pieces("繳付（強積金），然後", "zh-hant"))
        assert [together(piece) for piece in pieces] == ["繳付", "（強積金），", "然後"]

    @given(
        st.lists(
            st.sampled_from(["MPF", "社保", "grant", "ies", "y", "stamp duty", *"（），. a-@İ税按金额Ⅷ"])
        ).map("".join)
    )
    def test_no_text_is_lost(self, text):
        for language in ("en", "zh-hant", "zh-hans"):
            pieces = list(Glossary(TERMS).pieces(text, language))
            assert "".join(map(together, pieces)) == text
            codes = [piece.twin.code for piece in pieces if isinstance(piece, Mark)]
            assert len(codes) == len(set(codes))

    @given(st.text())
    def test_whatever_the_text(self, text):
        assert "".join(map(together, Glossary(TERMS).pieces(text, "en"))) == text

    def test_everyday_words_are_listed_once(self):
        assert len(EVERYDAY) == len(set(EVERYDAY))


class Reader(HTMLParser):
    """The text that a reader sees with all cards closed, and what a card is made of."""

    def __init__(self, html: str):
        super().__init__()
        self.seen, self.depth, self.cards, self.buttons, self.tags = "", 0, 0, 0, set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if self.depth or "popover" in dict(attributes):
            self.cards += not self.depth
            self.depth += 1
        elif tag == "button":
            self.buttons += 1

    def handle_endtag(self, tag):
        self.depth -= bool(self.depth)

    def handle_data(self, data):
        if not self.depth:
            self.seen += data


def render(source: str, **context) -> str:
    return Template("{% load glossary %}" + source).render(Context(context))


@pytest.fixture
def loose_terms(monkeypatch):
    monkeypatch.setattr("portal.catalogue.templatetags.glossary.twins", lambda: TERMS)


@pytest.mark.usefixtures("loose_terms")
class TestTag:
    def test_a_term_is_a_button_and_a_card(self):
        html = render("{% glossary text %}", text="Pay the stamp duty.")
        assert (
            '<button class="term__word" type="button" popovertarget="term-stamp-duty">stamp duty</button>'
            in html
        )
        assert 'id="term-stamp-duty" popover role="group" aria-label="Stamp duty / Stamp tax"' in html
        assert 'href="/en/glossary/#term-stamp-duty"' in html
        assert 'popovertargetaction="hide"' in html
        assert Reader(html).seen == "Pay the stamp duty."

    def test_only_what_may_stand_in_a_paragraph(self):
        html = render("{% glossary text %}", text="MPF, grant, stamp duty, company chop")
        assert Reader(html).tags <= {"span", "button", "b", "a"}
        assert (Reader(html).cards, Reader(html).buttons) == (4, 4)

    def test_a_page_explains_a_term_once_in_all_its_parts(self):
        """Included templates and those that see nothing of the page count as the same page."""
        part = Template("{% load glossary %}{% glossary text %}")
        html = render(
            "{% glossary text %}{% include part %}{% include part with text=other only %}{% glossary text %}",
            part=part,
            text="a grant",
            other="MPF and a grant",
        )
        assert html.count('popovertarget="term-subsidy">') == 1
        assert html.count('popovertarget="term-mpf">') == 1
        assert Reader(html).seen == "a granta grantMPF and a granta grant"
        assert 'popovertarget="term-subsidy">' in render("{% glossary text %}", text="grant"), "the next page"

    def test_markup_stays_as_it_is(self):
        link = mark_safe('<a href="/x">MPF</a>')
        assert render("{% glossary text %}", text=link) == link
        assert render("{% glossary text %}", text="") == ""
        assert render("{% glossary text %}", text=None) == ""

    @given(
        st.lists(
            st.sampled_from(["<script>", "MPF", "&amp;", '"', "'", "<b>", "社保", "資助計劃", " ", ")"])
        ).map("".join)
    )
    def test_everything_is_escaped(self, text):
        html = render("{% glossary text %}", text=text)
        assert Reader(html).seen == text
        closed = re.sub(r'<span class="term__card".*?Close</button></span></span>', "", html, flags=re.DOTALL)
        bare = re.sub(r'</?(?:span class="term"|button[^>]*|button|span)>', "", closed)
        assert bare == escape(text)

    @pytest.mark.parametrize(
        ("language", "label"),
        [("en", ""), ("zh-hant", ' lang="zh-Hant-HK"'), ("zh-hans", ' lang="zh-Hans-CN"')],
    )
    def test_a_card_is_in_the_readers_language(self, language, label):
        with translation.override(language):
            html = render("{% glossary text %}", text=Text("MPF", "en", is_fallback=language != "en"))
        assert f'aria-label="MPF / Social insurance"{label}>' in html

    def test_chinese_words_in_an_english_explanation_say_so(self):
        quoted = render("{{ text|quoting:'zh-hans' }}", text=Text("Called 补贴 <b>", "en"))
        assert quoted == 'Called <span lang="zh-Hans-CN">补贴</span> &lt;b&gt;'
        assert render("{{ text|quoting:'zh-hans' }}", text=Text("补贴", "zh-hans")) == "补贴"


@pytest.mark.django_db
class TestEntryPages:
    def test_prose_is_marked_headings_and_names_are_not(self, client):
        make_twin("mpf", hong_kong_name_en="MPF")
        make_twin("licence", hong_kong_name_en="Business licence")
        measure = make_measure(**in_three(name="MPF support", summary="For the MPF of your staff."))
        page = client.get(f"/en/measures/{measure.slug}/").content.decode()
        assert page.count('popovertarget="term-mpf">MPF</button>') == 1
        assert page.count('popovertarget="term-licence">Business licence</button>') == 1, "among the papers"
        heading = re.search(r"<h1.*?</h1>", page, re.DOTALL)[0]
        assert "term" not in heading
        assert "js/glossary.js" in page
        assert "css/glossary.css" in page

    def test_a_summary_in_another_language_says_so(self, client):
        make_twin("mpf", hong_kong_name_en="MPF")
        measure = make_measure(summary_en="For the MPF.", summary_zh_hant="", summary_zh_hans="")
        page = client.get(f"/zh-hant/measures/{measure.slug}/").content.decode()
        assert '<span lang="en">For the MPF.</span>' in page

    def test_terms_are_fetched_once(self, client, django_assert_max_num_queries):
        address = f"/en/measures/{make_measure().slug}/"
        for count in (1, 29):
            for _ in range(count):
                make_twin()
            with django_assert_max_num_queries(12) as asked:
                client.get(address)
            assert len([query for query in asked if "catalogue_term" in query["sql"]]) == 1

    def test_lists_mark_nothing(self, client):
        make_place(**in_three(name="MPF house"))
        make_twin("mpf", hong_kong_name_en="MPF")
        page = client.get("/en/catalogue/").content.decode()
        assert 'popovertarget="term-' not in page


@pytest.mark.django_db
class TestPage:
    def read(self, client, language: str = "en") -> str:
        response = client.get(f"/{language}/glossary/")
        assert response.status_code == 200
        return response.content.decode()

    @pytest.mark.parametrize(("language", "mark"), [("en", ""), ("zh-hant", "（繁）"), ("zh-hans", "（简）")])
    def test_shows_both_sides_in_the_readers_language(self, client, language, mark):
        make_twin("mpf", hong_kong_source=make_source(title="The law", url="https://example.org/law"))
        page = self.read(client, language)
        assert '<tr id="term-mpf" role="row">' in page
        assert 'href="#term-mpf"' in page
        assert 'id="topic-staff"' in page
        for words in ("mpf south", "mpf in the south", "mpf north", "mpf in the north"):
            assert f">{words}{mark}<" in page, words
        assert 'href="https://example.org/law" rel="noopener noreferrer external"' in page

    @pytest.mark.parametrize(("language", "comma"), [("en", ", "), ("zh-hant", "，"), ("zh-hans", "，")])
    def test_a_source_is_told_in_one_line(self, client, language, comma):
        source = make_source(title="The law", publisher="The press", published="2023")
        make_twin("mpf", hong_kong_source=source)
        line = self.read(client, language).partition("twins__source")[2].partition("</span></td>")[0]
        told = re.sub("<.*?>", "", line).partition("The law")[2].partition("2023")[0]
        assert told == f"{comma}The press{comma}"

    def test_names_stand_beside_those_of_each_citys_papers(self, client):
        make_twin("mpf")
        page = self.read(client)
        assert '<span lang="zh-Hant-HK">mpf south（繁）</span>' in page
        assert '<span lang="zh-Hans-CN">mpf north（简）</span>' in page
        assert '<span lang="zh-Hans-CN">' not in self.read(client, "zh-hans")

    def test_topics_without_terms_are_left_out(self, client):
        make_twin(topic="tax")
        page = self.read(client)
        assert "topic-tax" in page
        assert "topic-law" not in page

    def test_an_empty_vocabulary_says_so(self, client):
        assert "No terms yet" in self.read(client)

    def test_the_footer_leads_there(self, client):
        assert '<a href="/en/glossary/">' in client.get("/en/catalogue/").content.decode()

    def test_queries_do_not_grow(self, client, django_assert_num_queries):
        for _ in range(2):
            make_twin(hong_kong_source=make_source(), mainland_source=make_source())
            with django_assert_num_queries(1):
                self.read(client)

    def test_only_reading(self, client):
        assert client.post("/en/glossary/").status_code == 405
