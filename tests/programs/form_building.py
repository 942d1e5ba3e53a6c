"""A draft of a form for tests of the builder, and its pages as a browser meets them."""

import re

from portal.audit.models import AuditEntry
from programs.enums import QuestionKind
from programs.models import Question
from tests.factories import in_three, make_fact, make_intake
from tests.form_factory import make_form
from tests.three_languages import label_in_three


def a_form():
    """A draft with a question of every kind."""
    form = make_form(make_intake(questions=False), kinds=(), published=False)
    section = form.sections.get()
    make_fact("in_shenzhen", "bool", **in_three(question="In Shenzhen?"))
    extra = {
        QuestionKind.CHOICE: {"options": options("ab")},
        QuestionKind.MULTIPLE: {"options": options("abc")},
        QuestionKind.MONEY: {"currency": "CNY", "minimum": 0},
        QuestionKind.TABLE: {"columns": columns(), "min_rows": 1},
        QuestionKind.FACT: {"fact_id": "in_shenzhen"},
        QuestionKind.LONG_TEXT: {"max_words": 5},
    }
    for position, kind in enumerate(QuestionKind):
        Question.objects.create(
            form=form,
            section=section,
            key=str(kind),
            kind=kind,
            position=position,
            **{**in_three(label=f"Question of kind {kind}", help="Help"), **extra.get(kind, {})},
        )
    return form


def options(codes: str) -> list:
    return [{"code": code, "label": label_in_three(f"Option {code}")} for code in codes]


def columns() -> list:
    return [
        {"key": "name", "kind": "text", "label": label_in_three("Name"), "max_length": 80},
        {
            "key": "share",
            "kind": "number",
            "label": label_in_three("Share"),
            "minimum": "1",
            "maximum": "100",
        },
        {"key": "based", "kind": "choice", "label": label_in_three("Based"), "options": options("ab")},
    ]


def values_of(page: str) -> dict[str, list[str]]:
    """What a browser would send back from the form of a question without touching anything."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = "checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        if name and ticked and 'type="search"' not in tag:
            unsaid = "on" if "checkbox" in tag else ""
            found.setdefault(name[1], []).append(plain(value[1]) if value else unsaid)
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = [plain(text)]
    for name, body in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', body)
        found[name] = chosen or re.findall(r'<option value="([^"]*)"', body)[:1]
    return found


def plain(text: str) -> str:
    for code, mark in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(code, mark)
    return text


def everything(form) -> list:
    return [list(form.sections.values()), list(form.questions.values()), AuditEntry.objects.count()]
