"""Applications that are sent, and what their PDFs say."""

import re
from io import BytesIO

import pikepdf

from programs.models import Application, SentCopy
from programs.services.applications import submit_application
from tests.consents import boxes
from tests.factories import make_application, make_firm, make_intake
from tests.form_factory import FULL_ANSWERS, make_full_form
from tests.programs.filling import fill

TABLE = '[{"who": "Sample person", "days": "3"}]'


def make_ready() -> Application:
    """A draft of a firm with two names that has every kind of answer in both scripts and can be sent."""
    intake = make_intake(questions=False)
    form = make_full_form(intake)
    form.questions.filter(key="truth").update(help_en="All of it is true.", help_zh_hant="全部屬實。")
    application = make_application(make_firm(name="Sample firm", name_zh="範例啟動公司"), intake)
    fill(
        application,
        **{**FULL_ANSWERS, "name": "启动 啟動", "moves": "yes", "team": TABLE, "aims": '["a", "b"]'},
    )
    return application


def submit(application: Application) -> SentCopy:
    """Whoever began it sends it; the copy that is kept."""
    owner = application.created_by
    submit_application(reference=application.reference, user=owner, revision=0, agreed=boxes(application))
    application.refresh_from_db()
    return application.sent_copies.get()


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
