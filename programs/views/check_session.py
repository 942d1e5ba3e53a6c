"""The answers of a check, kept in the visitor's session and nowhere else until she gives them to her firm."""

from typing import Any

from django.http import HttpRequest

from accounts.selectors import current_membership
from accounts.views.common import CHECK_KEY, FIRM_KEY
from programs.check.answers import Answers, Effect
from programs.check.state import Check
from programs.selectors.check import check_of

EFFECTS = ("closed", "met", "reopened")


def answers_in(request: HttpRequest) -> Answers:
    """What was said in this browser."""
    kept: dict[str, Any] = request.session.get(CHECK_KEY) or {}
    effect = kept.get("effect")
    return Answers(
        said=kept.get("said", {}),
        unsure=tuple(kept.get("unsure", ())),
        trail=tuple(kept.get("trail", ())),
        effect=Effect(*(tuple(effect.get(name, ())) for name in EFFECTS)) if effect else None,
    )


def keep(request: HttpRequest, answers: Answers) -> None:
    """Put answers into the session in place of those that are there; none take the whole away."""
    if not answers:
        request.session.pop(CHECK_KEY, None)
        return
    effect = answers.effect
    request.session[CHECK_KEY] = {
        "said": dict(answers.said),
        "unsure": answers.unsure,
        "trail": answers.trail,
        "effect": effect and {name: getattr(effect, name) for name in EFFECTS},
    }


def check_in(request: HttpRequest) -> Check:
    """The check as it stands: the facts of the firm that the person works for, under what was said in this browser."""
    membership = None
    if request.user.is_authenticated:
        membership = current_membership(request.user, request.session.get(FIRM_KEY))
    return check_of(answers_in(request), membership)
