"""Pictures of pages: what they say, and that it fits."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from PIL import Image, ImageChops

from portal.catalogue.texts import Text
from portal.front.cards import drawing
from portal.front.cards.content import Card, entry_card, site_card
from portal.front.cards.lines import cut, fit, units_of, wrap
from portal.front.cards.selectors import card_row
from portal.front.views import machines
from portal.kernel.clock import today
from tests.factories import (
    in_three,
    make_area,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_story,
)


def ten_each(text: str) -> float:
    """A font whose letters are ten wide, Chinese ones twenty."""
    return sum(20 if ord(char) > 0x2E80 else 10 for char in text)


class TestLines:
    @pytest.mark.parametrize(
        ("text", "lines"),
        [
            ("", []),
            ("one", ["one"]),
            ("one two three four", ["one two", "three four"]),
            ("  one \n two\tthree ", ["one two", "three"]),
            ("Shenzhen-Hong Kong", ["Shenzhen-", "Hong Kong"]),
            ("租金减免与补贴", ["租金减免与", "补贴"]),
            ("租金减免与，补贴", ["租金减免", "与，补贴"]),
            ("租金减免（补贴）", ["租金减免", "（补贴）"]),
            ("AI 芯片与 5G 实验室", ["AI 芯片与", "5G 实验室"]),
            ("abcdefghijklmn", ["abcdefghij", "klmn"]),
            ("ab abcdefghijklmn", ["ab", "abcdefghij", "klmn"]),
        ],
    )
    def test_where_lines_end(self, text, lines):
        assert wrap(text, 100, ten_each) == lines

    @pytest.mark.parametrize(
        "text", ["x" * 300, "租" * 300, "（" * 30, "，" * 30, "a-b/c " * 50, "🚀 … \u200b", "-", "(("]
    )
    def test_no_line_is_too_wide_and_nothing_is_lost(self, text):
        lines = wrap(text, 100, ten_each)
        assert all(ten_each(line) <= 100 for line in lines)
        assert "".join(lines).replace(" ", "") == "".join(text.split())
        assert "".join(units_of(text)) == " ".join(text.split())

    def test_the_largest_size_that_fits(self):
        def font(size):
            return lambda text: ten_each(text) * size / 10

        def size_of(text):
            return fit(text, width=100, height=60, sizes=[30, 20, 10], leading=1, font=font).size

        assert [size_of(text) for text in ("one two", "onetwo three", "one two three")] == [30, 10, 20]
        block = fit("word " * 99, width=100, height=60, sizes=[30, 20, 10], leading=1, font=font)
        assert (block.size, len(block.lines), block.lines[-1]) == (10, 6, "word word…")

    def test_lines_are_about_as_long_as_each_other(self):
        def lines_of(text):
            block = fit(text, width=100, height=60, sizes=[10], leading=1, font=lambda _size: ten_each)
            return list(block.lines)

        assert lines_of("one two three") == ["one two", "three"]
        assert lines_of("租金减免与，补。") == ["租金减免", "与，补。"]
        assert lines_of("a b c d e f") == ["a b c", "d e f"]

    def test_what_is_cut_says_so_and_still_fits(self):
        lines = wrap("租金减免与补贴，" * 3, 100, ten_each)
        short = cut(lines, 2, 100, ten_each)
        assert len(short) == 2
        assert short[-1].endswith("…")
        assert ten_each(short[-1]) <= 100
        assert cut(lines, 9, 100, ten_each) == lines


LONG = {
    "en": "Support for research and development institutions of the Hetao Shenzhen-Hong Kong co-operation zone "
    * 3,
    "zh-hant": "河套深港科技創新合作區深圳園區支持科研機構與初創企業租用科研用房及辦公室的若干措施" * 7,
    "zh-hans": "河套深港科技创新合作区深圳园区支持科研机构与初创企业租用科研用房及办公用房的若干措施" * 7,
}


def card(**fields) -> Card:
    values = {"language": "en", "near": Text("Rent", "en"), "far": Text("租金", "zh-hans", True), **fields}
    return Card(**values)


def differs_within(first: Card, second: Card) -> tuple[int, int, int, int] | None:
    """The box in which two pictures differ."""
    images = [Image.open(BytesIO(drawing.png_of(each))).convert("RGB") for each in (first, second)]
    return ImageChops.difference(*images).point(lambda value: 255 if value > 48 else 0).getbbox()


class TestDrawing:
    def test_a_png_of_the_size_that_networks_ask_for(self):
        png = drawing.png_of(card())
        image = Image.open(BytesIO(png))
        assert (image.format, image.size) == ("PNG", (1200, 630))
        assert len(png) < 100_000

    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    def test_long_names_stay_on_their_bank(self, language):
        empty = card(language=language, near=Text("", language), far=Text("", "zh-hans"))
        near = card(language=language, near=Text(LONG[language], language), far=Text("", "zh-hans"))
        left, top, right, bottom = differs_within(empty, near)
        assert left >= drawing.LEFT - 4
        assert right <= drawing.LEFT + drawing.NEAR_WIDTH + 4
        assert top >= drawing.NAME_TOP - 8
        assert bottom <= drawing.FIGURE_TOP
        far = card(language=language, near=Text("", language), far=Text(LONG[language], language))
        left, top, right, bottom = differs_within(empty, far)
        assert left >= drawing.FAR_LEFT - 4
        assert right <= drawing.FAR_LEFT + drawing.FAR_WIDTH + 4
        assert bottom <= drawing.BRIDGE - 11

    def test_long_figures_and_states_fit_too(self):
        plain = card()
        full = card(
            figure=LONG["en"], state="open", state_words=LONG["en"], label=LONG["en"], sample="sample"
        )
        _left, _top, right, bottom = differs_within(plain, full)
        assert right <= drawing.LABEL_RIGHT
        assert bottom <= drawing.BRIDGE + 40

    def test_no_character_is_missing(self):
        for language in ("en", "zh-hant", "zh-hans"):
            face = drawing.font(language, 40)
            missing = face.getmask("\U0010ffff").getbbox(), bytes(face.getmask("\U0010ffff"))
            for char in "Aé河套啟启艇瞓嘢m²%,（）「」…":
                mask = face.getmask(char)
                assert (mask.getbbox(), bytes(mask)) != missing, char

    def test_hong_kong_and_the_mainland_write_some_characters_differently(self):
        # The same character, drawn as each place draws it.
        hant, hans = (bytes(drawing.font(code, 60).getmask("骨")) for code in ("zh-hant", "zh-hans"))
        assert hant != hans

    @pytest.mark.parametrize("state", ["", "open", "later", "closed", "expired", "unknown"])
    def test_every_state(self, state):
        assert drawing.png_of(card(state=state, state_words="How it stands"))

    def test_the_same_card_has_the_same_fingerprint(self):
        assert card().fingerprint == card().fingerprint
        assert card(figure="1").fingerprint != card().fingerprint


@pytest.mark.django_db
class TestContent:
    def test_what_a_card_says(self):
        area = make_area("hetao", **in_three(name="The zone"))
        measure = make_measure(
            slug="rent", area=area, closes=today() + timedelta(days=1), **in_three(name="Rent")
        )
        found = entry_card(card_row("rent"))
        assert str(found.near) == "Rent"
        assert (str(found.far), found.far.language) == ("Rent（简）", "zh-hans")
        assert found.label == "Measure, The zone"
        assert found.figure == "50% of the cost, up to CNY 500,000 a year, 12 months"
        assert found.state == "open"
        assert found.state_words.startswith("Open · until ")
        assert found.sample == ""
        measure.is_sample = True
        measure.save()
        assert entry_card(card_row("rent")).sample == "sample"

    def test_the_other_script_is_the_readers_other_one(self):
        make_place(slug="lab", **in_three(name="Lab"))
        for language, far in (("en", "zh-hans"), ("zh-hant", "zh-hans"), ("zh-hans", "zh-hant")):
            with translation.override(language):
                found = entry_card(card_row("lab"))
            assert (found.near.language, found.far.language) == (language, far)

    def test_a_name_that_reads_the_same_is_not_said_twice(self):
        make_place(slug="lab", name_en="Lab", name_zh_hant="三方", name_zh_hans="三方")
        with translation.override("zh-hant"):
            assert str(entry_card(card_row("lab")).far) == "Lab"
        make_place(slug="one", name_en="M+", name_zh_hant="M+", name_zh_hans="M+")
        assert not entry_card(card_row("one")).far

    def test_an_intake_here_makes_it_open_and_a_sample_one_does_not(self):
        place = make_place(slug="lab")
        make_intake(place=place, is_sample=True)
        assert entry_card(card_row("lab")).state == ""
        make_intake(place=place)
        assert entry_card(card_row("lab")).state == "open"

    def test_the_site_has_one_of_its_own(self):
        found = site_card()
        assert (str(found.near), str(found.far)) == (
            "Set up in Shenzhen, from Hong Kong.",
            "从香港出发，落户深圳。",
        )
        assert translation.get_language() == "en"


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize(
        "make", [make_measure, make_programme, make_incubator, make_place, make_platform, make_story]
    )
    def test_every_kind_has_a_picture(self, client, make):
        make(slug="one")
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/zh-hant/og/one.png")
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert Image.open(BytesIO(response.content)).size == (1200, 630)
        assert len(queries) <= 5

    def test_none_for_what_nobody_may_see(self, client):
        make_place(slug="old", archived_at=timezone.now())
        make_measure(slug="draft", published=False)
        for slug in ("old", "draft", "nowhere"):
            assert client.get(f"/en/og/{slug}.png").status_code == 404

    def test_drawn_once_and_sent_once(self, client, monkeypatch):
        drawn = []
        monkeypatch.setattr(machines, "png_of", lambda card: drawn.append(card) or b"png")
        place = make_place(slug="lab")
        first = client.get("/en/og/lab.png")
        assert client.get("/en/og/lab.png").content == first.content == b"png"
        assert len(drawn) == 1
        assert "public" in first["Cache-Control"]
        cache.clear()
        again = client.get("/en/og/lab.png", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        place.name_en = "Another name"
        place.save()
        assert client.get("/en/og/lab.png")["ETag"] != first["ETag"]

    def test_the_sites_own(self, client):
        response = client.get("/zh-hans/og.png")
        assert Image.open(BytesIO(response.content)).size == (1200, 630)
