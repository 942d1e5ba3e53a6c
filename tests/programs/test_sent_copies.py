"""What was sent is kept as it was sent, and can be read and taken along as a PDF."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import MemberRole, StaffRole
from portal.audit.models import AuditEntry
from portal.kernel.errors import DomainError
from portal.kernel.typesetting import NotTypeset
from programs.enums import ApplicationStatus as Status
from programs.models import Answer, SentCopy, Viewing
from programs.models.sent_copy import hash_of
from programs.services.applications import answer_correction, submit_application
from programs.services.consenting import refuse_without
from programs.services.desk import request_correction, start_screening
from programs.views.sent_pdf import BREAK
from tests.consents import boxes
from tests.factories import (
    make_application,
    make_document,
    make_firm,
    make_intake,
    make_member,
    make_staff,
    make_user,
)
from tests.form_factory import FULL_ANSWERS, make_full_form
from tests.programs.filling import base

pytestmark = pytest.mark.django_db

LIMIT = 15
TABLE = '[{"who": "Sample person", "days": "3"}]'
HOSTILE = '<b>&amp;</b> #panic() $x$ *star* _low_ `code` \\ @ref <label> // no /* no */ "quote" {{ x }}'


@pytest.fixture
def firm():
    return make_firm(name="Sample firm", name_zh="範例啟動公司")


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


@pytest.fixture
def application(firm, owner):
    intake = make_intake(questions=False)
    form = make_full_form(intake)
    form.questions.filter(key="truth").update(help_en="All of it is true.", help_zh_hant="全部屬實。")
    application = make_application(firm, intake)
    answers = {**FULL_ANSWERS, "name": "启动 啟動", "moves": "yes", "team": TABLE, "aims": '["a", "b"]'}
    for key, text in answers.items():
        answer(application, owner, key, value=text)
    return application


def answer(application, owner, key, **fields) -> None:
    question = application.form.questions.get(key=key)
    Answer.objects.create(application=application, question=question, revision=1, updated_by=owner, **fields)


def submit(application, owner):
    submit_application(reference=application.reference, user=owner, revision=0, agreed=boxes(application))
    application.refresh_from_db()
    return application.sent_copies.get()


def ask_again(application, key: str) -> None:
    officer = make_staff(StaffRole.OFFICER)
    start_screening(reference=application.reference, user=officer, revision=application.revision)
    application.refresh_from_db()
    request_correction(
        reference=application.reference,
        user=officer,
        revision=application.revision,
        text="Please say more.",
        question_ids=[application.form.questions.get(key=key).pk],
    )
    application.refresh_from_db()


def text_in(pdf: bytes) -> str:
    """What a reader could copy out of a PDF, as far as its own character maps tell."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            maps = {name: characters_of(font) for name, font in page.Resources.Font.items()}
            font = ""
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) in ("Tj", "TJ"):
                    parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                    raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                    codes = [raw[i : i + 2].hex() for i in range(0, len(raw), 2)]
                    found.append("".join(maps[font].get(code, "") for code in codes))
    return "".join(found)


def characters_of(font) -> dict[str, str]:
    """The character that each code of a font stands for."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, value in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", block):
            found[code.lower()] = bytes.fromhex(value).decode("utf-16-be")
    return found


# Keeping -------------------------------------------------------------------------------------------------------------


def test_sending_keeps_a_copy_in_three_languages_with_its_hash(application, owner):
    copy = submit(application, owner)
    assert (copy.number, copy.sent_by, copy.sent_at) == (1, owner, application.submitted_at)
    assert copy.is_whole
    assert copy.content["firm"]["name_zh"] == "範例啟動公司"
    questions = {q["key"]: q for section in copy.content["sections"] for q in section["questions"]}
    assert questions["moves"]["answer"] == {"en": "Yes", "zh-hant": "是", "zh-hans": "是"}
    assert questions["aims"]["answer"]["zh-hant"] == "Option a（繁）\nOption b（繁）"
    assert questions["team"]["rows"]["en"] == [["Sample person", "3"]]
    assert questions["truth"]["statement"]["zh-hant"] == "全部屬實。"
    consents = copy.content["consents"]
    assert consents
    assert all(one["number"] == 1 for one in consents)
    assert "We agree to" in consents[0]["text"]["en"]
    entry = AuditEntry.objects.get(action="application.copy")
    assert entry.data == {"number": 1, "sha256": hash_of(copy.content)}


def test_papers_are_named_with_their_hash(application, owner, firm):
    paper = make_document(firm, original_name="plan.pdf")
    answer(application, owner, "paper", document=paper)
    copy = submit(application, owner)
    kept = [q["paper"] for s in copy.content["sections"] for q in s["questions"] if q["paper"]]
    assert kept == [{"document": paper.pk, "name": "plan.pdf", "size": paper.size, "sha256": paper.sha256}]


def test_a_correction_adds_a_copy_and_leaves_the_first_as_it_was(client, application, owner):
    first = submit(application, owner)
    before = SentCopy.objects.values().get()
    ask_again(application, "name")
    answer_correction(
        reference=application.reference,
        user=owner,
        revision=application.revision,
        reply="Here it is.",
        values={"name": "Another name"},
    )
    assert SentCopy.objects.values().get(pk=first.pk) == before
    second = application.sent_copies.get(number=2)
    assert second.is_whole
    assert second.content["correction"] == {"asked": "Please say more.", "reply": "Here it is."}
    client.force_login(owner)
    old, new = (client.get(f"{base(application)}sent/?copy={number}").text for number in (1, 2))
    assert "启动 啟動" in old
    assert "Another name" not in old
    assert "Another name" in new
    assert "Here it is." in new
    assert "Another name" in client.get(f"{base(application)}sent/").text


def test_a_refusal_keeps_no_copy(application, owner, monkeypatch):
    monkeypatch.setattr("programs.services.applications.refuse_without", refuse_without)
    with pytest.raises(DomainError):
        submit_application(reference=application.reference, user=owner, revision=0)
    application.refresh_from_db()
    assert application.status == Status.DRAFT
    assert not SentCopy.objects.exists()


def test_a_copy_is_never_changed(application, owner):
    copy = submit(application, owner)
    copy.content["reference"] = "another"
    with pytest.raises(TypeError):
        copy.save()
    assert not copy.is_whole
    assert SentCopy.objects.get().is_whole


def test_renaming_changes_no_copy(client, application, owner, firm):
    submit(application, owner)
    firm.name = "Renamed"
    firm.save()
    application.form.questions.filter(key="name").update(label_en="Another question")
    client.force_login(owner)
    page = client.get(f"{base(application)}sent/").text
    assert "Sample firm" in page
    assert "Question name" in page
    assert "Another question" not in page


def test_sent_before_copies_were_kept(client, application, owner):
    """The page says so; an answer to a correction then is copy 2."""
    submit(application, owner)
    SentCopy.objects.all().delete()
    client.force_login(owner)
    assert "before copies were kept" in client.get(f"{base(application)}sent/").text
    assert client.get(f"{base(application)}sent.pdf").status_code == 404
    ask_again(application, "name")
    answer_correction(
        reference=application.reference,
        user=owner,
        revision=application.revision,
        reply="Here.",
        values={"name": "Another"},
    )
    assert application.sent_copies.get().number == 2


# Who reads it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["sent/", "sent.pdf", "sent/?copy=1", "sent.pdf?copy=1"])
def test_other_firms_see_nothing(client, application, owner, what):
    submit(application, owner)
    client.force_login(make_member(make_firm()).user)
    assert client.get(base(application) + what).status_code == 404
    client.force_login(make_user())
    desk = f"/en/desk/applications/{application.reference}/{what}"
    assert client.get(desk).status_code == 404
    client.force_login(owner)
    assert client.get(desk).status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "x", "", "1 ", "１", "99999999999999999999"])
def test_a_copy_that_is_not_there(client, application, owner, number):
    submit(application, owner)
    client.force_login(owner)
    assert client.get(f"{base(application)}sent/", {"copy": number}).status_code == 404
    assert client.get(f"{base(application)}sent.pdf", {"copy": number}).status_code == 404


def test_the_desk_reads_it_and_that_is_written_down(client, application, owner):
    submit(application, owner)
    officer = make_staff(StaffRole.OFFICER)
    client.force_login(officer)
    page = f"/en/desk/applications/{application.reference}/"
    assert f"{page}sent/" in client.get(page).text
    Viewing.objects.all().delete()
    assert "启动 啟動" in client.get(f"{page}sent/").text
    assert Viewing.objects.get().user == officer
    assert client.get(f"{page}sent.pdf?copy=1")["Content-Type"] == "application/pdf"


def test_queries_do_not_grow_with_the_copies(client, application, owner):
    first = submit(application, owner)
    client.force_login(owner)
    counts = []
    for number in range(2, 5):
        for what in ("sent/", "sent.pdf"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(base(application) + what)
            counts.append((what, len(queries)))
        SentCopy.objects.create(
            application=application,
            number=number,
            sent_at=first.sent_at,
            sent_by=owner,
            content=first.content,
            sha256=first.sha256,
        )
    assert len(set(counts)) == 2
    assert all(count <= LIMIT for _what, count in counts)


# PDF -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "language", "label", "face"),
    [
        ("en", "en-GB", "Question name", "SC"),
        ("zh-hant", "zh-HK", "Question name（繁）", "HK"),
        ("zh-hans", "zh-CN", "Question name（简）", "SC"),
    ],
)
def test_the_pdf_says_it_in_the_language_of_the_page(client, application, owner, code, language, label, face):
    copy = submit(application, owner)
    client.force_login(owner)
    response = client.get(f"{base(application, code)}sent.pdf?copy=1")
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
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
    submit(application, owner)
    client.force_login(owner)
    url = f"{base(application)}sent.pdf?copy=1"
    assert client.get(url).content == client.get(url).content


def test_hostile_answers_stay_text(client, application, owner):
    texts = [HOSTILE, "字" * 5000, "w" * 5000, "🎉👩‍👩‍👧", "\u202e\u0301\u200d\ufffd", "a\n\n\n- b\n= c"]
    application.answers.filter(question__key="story").delete()
    application.form.questions.filter(key="story").update(max_words=None, max_length=None)
    answer(application, owner, "story", value="\n".join(texts))
    submit(application, owner)
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
    submit(application, owner)
    client.force_login(owner)
    assert "sample" in text_in(client.get(f"{base(application)}sent.pdf").content)


def test_without_a_pdf_the_page_says_what_to_do(client, application, owner, monkeypatch):
    def break_it(read):
        raise NotTypeset("took too long")

    monkeypatch.setattr("programs.views.sent_copies.pdf_of_copy", break_it)
    submit(application, owner)
    client.force_login(owner)
    response = client.get(f"{base(application)}sent.pdf")
    assert response.status_code >= 400
    assert "Print the page instead" in response.text
