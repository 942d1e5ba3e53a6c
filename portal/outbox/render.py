"""The words of a notification, in a given language."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import select_template
from django.utils import translation
from django.utils.translation import gettext

from portal.kernel.languages import ENGLISH, HANS, HANT, HTML_LANG, pick
from portal.outbox import kinds
from portal.outbox.models import Notification

#: Whose wording stands under the reader's own: the counter in Shenzhen asks for the Simplified one.
OTHER_SCRIPT = {ENGLISH: HANS, HANT: HANS, HANS: HANT}

#: Most entries that a letter names of each list; the page it leads to shows all.
NAMED = 5

LAYOUTS = {"body.txt": "layout.txt", "body.html": "layout.html"}


@dataclass(frozen=True)
class Letter:
    """A notification as mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Item:
    """A notification as a line of the inbox. `day`: by when the reader has to act, if it is her turn."""

    pk: int
    line: str
    note: str
    reference: str
    is_turn: bool
    day: date | None
    created_at: datetime
    is_read: bool
    leads_somewhere: bool


def letter(notification: Notification, language: str) -> Letter:
    """The notification as mail in `language`. Raises what a template raises."""
    with translation.override(language):
        data = facts(notification, language)
        data["happened"] = one_line(fill(notification.kind, "line.txt", data))
        data["todo"] = one_line(fill(notification.kind, "todo.txt", data))
        # One line, so that no text of ours can start a second header.
        data["subject"] = one_line(fill(notification.kind, "subject.txt", data))
        return Letter(
            subject=data["subject"],
            text=tidy(fill(notification.kind, "body.txt", data)),
            html=fill(notification.kind, "body.html", data).strip() + "\n",
        )


def item(notification: Notification, language: str, *, is_newest: bool = True) -> Item:
    """The notification as a line of the inbox, in `language`.

    is_newest: whether nothing later is told of its application; only then can it still be the reader's turn.
    """
    kind = kinds.KINDS.get(notification.kind)
    is_turn = is_newest and waits(notification)
    with translation.override(language):
        data = facts(notification, language)
        return Item(
            pk=notification.pk,
            # A kind may have been dropped since the row was written: old rows still have to be listed.
            line=one_line(fill(kind.name, "line.txt", data)) if kind else gettext("Something changed here."),
            note=data.get("note", ""),
            reference=data.get("reference", ""),
            is_turn=is_turn,
            day=data["deadline"] if is_turn else None,
            created_at=notification.created_at,
            is_read=notification.read_at is not None,
            leads_somewhere=bool(notification.path),
        )


def waits(notification: Notification) -> bool:
    """Whether it asked its reader to act when it was written."""
    kind = kinds.KINDS.get(notification.kind)
    return bool(kind and kind.waits_for)


def link(notification: Notification, language: str) -> str:
    """The absolute address it leads to, in `language`."""
    # An invitation brings its own address, which holds a secret that no other row knows.
    if url := notification.params.get("url"):
        return settings.SITE_URL + url if url.startswith("/") else url
    return f"{settings.SITE_URL}/{language}{notification.path or '/'}"


def deadline(kind: str, params: dict[str, Any]) -> date | None:
    """The day by which somebody has to act, if there is one."""
    known = kinds.KINDS.get(kind)
    return params.get(known.waits_for if known and known.waits_for else "due")


def facts(notification: Notification, language: str) -> dict[str, Any]:
    """What the templates may use."""
    params = kinds.read(notification.params)
    data = {
        **params,
        "kind": notification.kind,
        "language": language,
        # Firm and zone are told of some things alike, but what there is to do differs.
        "at_desk": notification.path.startswith("/desk/"),
        "html_lang": HTML_LANG[language],
        "deadline": deadline(notification.kind, params),
        "link": link(notification, language),
        "site": settings.SITE_URL,
    }
    for key in kinds.ENTRIES:
        if rows := params.get(key):
            names = [pick(row["name"], language) for row in rows[:NAMED]]
            data[key] = {"names": names, "count": len(rows), "more": len(rows) - len(names)}
    for key in kinds.PAPERS:
        if rows := params.get(key):
            named = [{"name": pick(row["name"], language), "day": row["day"]} for row in rows[:NAMED]]
            data[key] = {"rows": named, "count": len(rows), "more": len(rows) - len(named)}
    if texts := params.get("paper"):
        data["paper"] = pick(texts, language)
    if isinstance(firm := params.get("firm"), dict):
        data["firm"] = pick(firm, language)
        data["far_firm"] = next((name for name in firm.values() if name != data["firm"]), "")
    if texts := params.get("title"):
        data["title"] = pick(texts, language)
        other = OTHER_SCRIPT[language]
        if (far := texts.get(other, "")) != data["title"]:
            data["far_title"], data["far_lang"] = far, HTML_LANG[other]
    return data


def fill(kind: str, part: str, data: dict[str, Any]) -> str:
    """One template of a kind, filled: its own, or the shared layout. Only HTML is escaped."""
    names = [f"{kind}/{part}", LAYOUTS[part]] if part in LAYOUTS else [f"{kind}/{part}"]
    wrapped: Any = select_template([f"notifications/{name}" for name in names])
    return wrapped.template.render(Context(data, autoescape=part.endswith(".html")))


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def tidy(text: str) -> str:
    """Plain text without the gaps that template tags leave: no space at line ends, one empty line at most."""
    lines = "\n".join(part.rstrip() for part in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
