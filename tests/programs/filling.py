"""Filling in pages of a draft over HTTP."""

import re

from programs.models import Answer


def base(application, language="en") -> str:
    return f"/{language}/applications/{application.reference}/"


def about(application) -> str:
    return f"{base(application)}sections/about/"


def project(application) -> str:
    return f"{base(application)}sections/project/"


def hidden(page: str) -> dict[str, str]:
    """What the page says it showed, and how many rows of each table."""
    found = re.findall(r'<input type="hidden"[^>]* name="((?:seen|rows)-[^"]+)" value="([^"]*)"', page)
    return dict(found) | dict(re.findall(r'<input type="hidden" name="(rows-[^"]+)" value="([^"]*)"', page))


def send(client, url, *, headers=None, page=None, **answers):
    """Fill in the page at an address and press a button."""
    data = hidden(page or client.get(url).text)
    data |= {(f"answer-{name}" if "-" not in name else name): value for name, value in answers.items()}
    return client.post(url, data, headers=headers or {})


def value(application, key: str) -> str:
    return application.answers.get(question__key=key).value


def answer(application, key: str, text: str = "", **fields) -> Answer:
    """An answer as whoever began the application would have typed it."""
    question = application.form.questions.get(key=key)
    values = {"value": text, "revision": 1, "updated_by": application.created_by, **fields}
    return Answer.objects.create(application=application, question=question, **values)


def fill(application, **texts: str) -> None:
    """Answers by the question's key."""
    for key, text in texts.items():
        answer(application, key, text)
