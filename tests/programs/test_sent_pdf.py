"""What was sent as a PDF: in the language of the page, whole, not made twice and not without end."""

import time
from io import BytesIO

import pikepdf
import pytest

from portal.kernel.typesetting import NotTypeset
from programs.services.pdf_limit import MOST
from programs.views.sent_pdf import BREAK
from tests.programs.filling import answer, base
from tests.programs.sending import make_ready, submit, text_in

pytestmark = pytest.mark.django_db

HOSTILE = '<b>&amp;</b> #panic() $x$ *star* _low_ `code` \\ @ref <label> // no /* no */ "quote" {{ x }}'


@pytest.fixture
def application():
    return make_ready()


@pytest.fixture
def firm(application):
    return application.firm


@pytest.mark.parametrize(
    ("code", "language", "label", "face"),
    [
        ("en", "en-GB", "Question name", "SC"),
        ("zh-hant", "zh-HK", "Question name（繁）", "HK"),
        ("zh-hans", "zh-CN", "Question name（简）", "SC"),
    ],
)
def test_the_pdf_says_it_in_the_language_of_the_page(client, application, owner, code, language, label, face):
    copy = submit(application)
    client.force_login(owner)
    response = client.get(f"{base(application, code)}sent.pdf?copy=1")
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-cache"
    assert f"{application.reference}-1.pdf" in response["Content-Disposition"]
    text = text_in(response.content)
    for words in (label, "启动 啟動", application.reference, copy.sha256, "範例啟動公司", "Sample person"):
        assert words.replace(" ", "") in text.replace(" ", "")
    with pikepdf.open(BytesIO(response.content)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert application.reference in str(pdf.docinfo["/Title"])
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            inner = font.DescendantFonts[0]
            assert "/FontFile3" in inner.FontDescriptor
            assert f"NotoSansCJK{face.lower()}" in str(inner.BaseFont)


def test_the_same_copy_makes_the_same_pdf(client, application, owner):
    submit(application)
    client.force_login(owner)
    url = f"{base(application)}sent.pdf?copy=1"
    assert client.get(url).content == client.get(url).content


def test_hostile_answers_stay_text(client, application, owner):
    texts = [HOSTILE, "字" * 5000, "w" * 5000, "🎉👩‍👩‍👧", "\u202e\u0301\u200d\ufffd", "a\n\n\n- b\n= c"]
    application.answers.filter(question__key="story").delete()
    application.form.questions.filter(key="story").update(max_words=None, max_length=None)
    answer(application, "story", value="\n".join(texts))
    submit(application)
    client.force_login(owner)
    page = client.get(f"{base(application)}sent/").text
    assert "<b>&amp;</b>" not in page
    assert "&lt;b&gt;" in page
    pdf = client.get(f"{base(application)}sent.pdf").content
    text = text_in(pdf).replace(BREAK, "")
    for part in ("#panic()", "$x$", "*star*", "_low_", "`code`", "@ref", "<label>", "{{x}}"):
        assert part in text.replace(" ", "")
    assert text.count("字") >= 5000
    assert text.count("w") >= 5000
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) > 2


def test_sample_data_say_so(client, application, owner):
    application.is_sample = True
    application.save()
    submit(application)
    client.force_login(owner)
    assert "sample" in text_in(client.get(f"{base(application)}sent.pdf").content)


def test_without_a_pdf_the_page_says_what_to_do(client, application, owner, monkeypatch):
    def break_it(read):
        raise NotTypeset("took too long")

    monkeypatch.setattr("programs.views.sent_copies.pdf_of_copy", break_it)
    submit(application)
    client.force_login(owner)
    response = client.get(f"{base(application)}sent.pdf")
    assert response.status_code >= 400
    assert "Print the page instead" in response.text


# What no font shows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("🎉", "[U+1F389]"),
        ("👩‍👧", "[U+1F469][U+200D][U+1F467]"),
        ("ก", "[U+0E01]"),
        ("𠀀", "[U+20000]"),
        ("a\x1bb", "a[U+001B]b"),
        ("Łukasz Ş. Nguyễn", "Łukasz Ş. Nguyễn"),
        ("嘅 咗 啲 𨋢", "嘅 咗 啲 𨋢"),
    ],
)
def test_a_character_without_a_glyph_stands_there_as_its_code(client, application, owner, written, shown):
    application.answers.filter(question__key="name").update(value=f"<{written}>")
    submit(application)
    client.force_login(owner)
    text = text_in(client.get(f"{base(application)}sent.pdf").content)
    assert f"<{shown}>".replace(" ", "") in text.replace(" ", "").replace(BREAK, "")


def test_so_do_those_in_names_of_firms_and_senders(client, application, owner):
    application.firm.name = "Rocket 🚀 Limited"
    application.firm.save()
    submit(application)
    client.force_login(owner)
    assert "Rocket[U+1F680]Limited" in text_in(client.get(f"{base(application)}sent.pdf").content).replace(
        " ", ""
    )


# Made once, and not without end --------------------------------------------------------------------------------------


def test_a_browser_that_has_the_pdf_is_not_sent_it_again(client, application, owner, monkeypatch):
    submit(application)
    client.force_login(owner)
    first = client.get(f"{base(application)}sent.pdf")
    monkeypatch.setattr("programs.views.sent_copies.pdf_of_copy", refuse_to_make)
    again = client.get(f"{base(application)}sent.pdf", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], "private, no-cache")


def test_another_language_or_copy_is_another_pdf(client, application, owner):
    submit(application)
    client.force_login(owner)
    tags = {client.get(f"{base(application, code)}sent.pdf")["ETag"] for code in ("en", "zh-hant", "zh-hans")}
    assert len(tags) == 3


def refuse_to_make(read):
    raise AssertionError("a PDF was made")


@pytest.mark.parametrize("code", ["en", "zh-hant", "zh-hans"])
def test_nobody_has_pdfs_made_without_end(client, application, owner, monkeypatch, code):
    submit(application)
    monkeypatch.setattr("programs.views.sent_copies.pdf_of_copy", lambda read: b"%PDF-")
    now = time.time() // 600 * 600 + 1
    monkeypatch.setattr("programs.services.pdf_limit.time.time", lambda: now)
    client.force_login(owner)
    url = f"{base(application, code)}sent.pdf"
    assert {client.get(url).status_code for _ in range(MOST)} == {200}
    refused = client.get(url)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert f"{base(application, code)}sent/" in refused.text
    assert "ETag" not in refused
    monkeypatch.setattr("programs.services.pdf_limit.time.time", lambda: now + 600)
    assert client.get(url).status_code == 200
