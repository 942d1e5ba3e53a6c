"""What fields are called, told from their names alone: for text that was sent and reached no form."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.languages import SUFFIXES

#: In front of the name of a field whose page sends its label along, because it is the words of a row.
WORDS = "words-"
#: A pattern of names -> the label that their forms give them.
LABELS = {
    re.compile(pattern, re.ASCII): label
    for pattern, label in {
        r"body": gettext_lazy("Message"),
        r"answer": gettext_lazy("Answer"),
        r"reply": gettext_lazy("Your reply"),
        r"(offer|decline)-text": gettext_lazy("Letter to the firm"),
        r"correction-text|return-\d+-note": gettext_lazy("What is missing"),
        r"note|[a-z]+-note": gettext_lazy("In your words"),
        r"review-comment": gettext_lazy("Comment for the officer"),
        r"milestone-title": gettext_lazy("What is due"),
        r"report-\d+-report": gettext_lazy("Your report"),
        r"(shown|needed)-text": gettext_lazy("Rule as text"),
        r"(option|column)-\d+-options": gettext_lazy("Answers to choose from"),
    }.items()
}
#: Texts in three languages, such as "option-0-label_zh_hant".
IN_LANGUAGES = re.compile(
    rf"(?:(option|column)-\d+-)?(title|label|help)_({'|'.join(SUFFIXES.values())})", re.ASCII
)
TEXTS = {"title": gettext_lazy("Title"), "label": gettext_lazy("Question"), "help": gettext_lazy("Help")}


def label_of(name: str, sent: Mapping[str, str]) -> str:
    """The label of a field in the active language; "" where nothing tells it. sent: everything that came with it."""
    if words := sent.get(WORDS + name):
        return words
    if found := IN_LANGUAGES.fullmatch(name):
        code = next(code for code, suffix in SUFFIXES.items() if suffix == found[3])
        text = _("Words") if found[1] else TEXTS[found[2]]
        return f"{text} ({dict(settings.LANGUAGES)[code]})"
    return next((str(label) for pattern, label in LABELS.items() if pattern.fullmatch(name)), "")
