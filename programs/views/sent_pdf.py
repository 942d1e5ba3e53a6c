"""A kept copy as a PDF: the words around it, and what the template is given."""

import json
import re
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.kernel.display import MOMENT, format_date
from portal.kernel.languages import current
from portal.kernel.typesetting import pdf_of
from programs.selectors.sent_copies import ReadCopy

TEMPLATE = settings.BASE_DIR / "templates" / "programs" / "drafts" / "sent.typ"

#: Letters and signs in a row that a line has room for, in a paragraph and in a cell; Chinese breaks anywhere.
IN_LINE, IN_CELL = 60, 16
WORD = re.compile(r"[^\s\u2e80-\uffff]+")
#: One sign of it that a letter or plain sign follows, not what belongs to the sign itself.
PIECE = re.compile(r".(?=\w|[!-~])")
#: Where a line may break unseen.
BREAK = "\u200b"


def pdf_of_copy(read: ReadCopy) -> bytes:
    """The copy as a PDF in the active language. Raises NotTypeset."""
    return pdf_of(TEMPLATE, data_of(read), language=current(), made_at=read.sent_at.timestamp())


def tag_of_pdf(read: ReadCopy) -> str:
    """Stands for the PDF of a copy in the active language: the same template and data make the same bytes."""
    made_of = [current(), TEMPLATE.read_text(encoding="utf-8"), data_of(read)]
    return quote_etag(sha256(json.dumps(made_of).encode()).hexdigest())


def data_of(read: ReadCopy) -> dict[str, Any]:
    """What the template shows, as plain texts."""
    words, copy = read.words, read.copy
    heading, number = _("What was sent"), pgettext("of what was sent", "Copy")
    facts = [
        (_("Reference"), words["reference"]),
        (number, str(copy.number)),
        (_("Firm"), breakable(read.firm_names)),
        (_("Registration number"), words["firm"]["registration_number"]),
        (_("Sent to"), words["receiving_body"]),
        (_("Sent"), format_date(read.sent_at, MOMENT)),
        (_("Sent by"), breakable(read.sender)),
        (_("Form"), _("version %(number)s") % {"number": words["form"]}),
        (_("SHA-256"), copy.sha256),
    ]
    return {
        "title": f"{heading} · {words['reference']}",
        "heading": heading,
        "firm": words["firm"]["name"],
        "intake": words["intake"],
        "sample": _("sample") if words["is_sample"] else "",
        "footer": f"{words['reference']} · {number} {copy.number}",
        "facts": [pair for pair in facts if pair[1]],
        "correction": breakable(words["correction"]),
        "sections": [
            {**section, "questions": [question_of(question) for question in section["questions"]]}
            for section in words["sections"]
        ],
        "consents": [{**consent, "details": consent_details(consent)} for consent in words["consents"]],
        "words": {
            "request": _("Request for more information"),
            "asked": _("What was asked"),
            "reply": _("Reply"),
            "empty": _("No answer"),
            "consents": _("Consents"),
        },
    }


def question_of(question: dict[str, Any]) -> dict[str, Any]:
    """A question with the line about its paper; its own texts can be broken."""
    paper, texts = question["paper"], breakable(question)
    texts["columns"], texts["rows"] = (breakable(question[part], IN_CELL) for part in ("columns", "rows"))
    if paper is not None:
        details = f"{filesizeformat(paper['size'])} · {_('SHA-256')} {paper['sha256']}"
        texts["paper"] = {"name": breakable(paper["name"]), "details": details}
    return texts


def consent_details(consent: dict[str, Any]) -> str:
    given = _("given %(time)s") % {"time": consent["given"]}
    return f"{_('Text %(number)s') % {'number': consent['number']}} · {given}"


def breakable(value: Any, most: int = IN_LINE) -> Any:
    """The same structure; in what people wrote, words of more than `most` signs can be broken.

    Not for hashes, which are copied and compared.
    """
    if isinstance(value, str):
        return WORD.sub(lambda word: broken(word[0]) if len(word[0]) > most else word[0], value)
    if isinstance(value, dict):
        return {key: breakable(one, most) for key, one in value.items()}
    return [breakable(one, most) for one in value] if isinstance(value, list) else value


def broken(word: str) -> str:
    return PIECE.sub(lambda sign: sign[0] + BREAK, word)
