"""Founders at work on drafts, for the benchmarks of filling in."""

import json

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from programs.enums import QuestionKind
from programs.models import Answer
from tests.factories import make_application, make_firm, make_form, make_intake

BACKEND = "accounts.backends.EmailSignIn"
KINDS = (QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.NUMBER)


def begin(count: int) -> None:
    """Make so many founders, each with a firm, a draft and a session; print the session and the draft of each."""
    intake = make_intake(questions=False)
    form = make_form(intake, kinds=KINDS)
    found = []
    for _ in range(count):
        firm = make_firm()
        user = firm.memberships.get().user
        application = make_application(firm, intake, form=form)
        found.append([session_of(user), application.reference])
    print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "founders": found}))


def session_of(user: User, **more) -> str:
    """Sign somebody in; the key of the session. more: what else it holds."""
    session = SessionStore()
    session.update(more)
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def kept() -> None:
    """Print what is kept of every long text, by draft."""
    rows = Answer.objects.filter(question__key="long-text").values_list("application__reference", "value")
    print(json.dumps(dict(rows)))
