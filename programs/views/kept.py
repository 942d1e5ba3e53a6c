"""Typed text is not lost: neither when the session has ended, nor when the page is older than the sign-in."""

import re
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portal.kernel.errors import DomainError
from portal.kernel.origin import is_from_here
from programs.forms.typed_labels import WORDS, label_of

View = Callable[..., HttpResponse]
FORM_TOKEN = "csrfmiddlewaretoken"  # noqa: S105
ANSWER = "answer-"
#: What fields hold that nobody types: codes, numbers, marks of the page.
CODE = re.compile(r"[\w.+-]{0,40}", re.ASCII)


def keeps_typed_text(view: View) -> View:
    """A view that asks for sign-in and token itself, and gives back what was typed where one is missing.

    Its URL name stands in `KEPT_ROUTES`. Only a page of this site gets its text back: others could put words into
    somebody's mouth.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        is_known = request.user.is_authenticated
        if request.method != "POST":
            return view(request, *args, **kwargs) if is_known else redirect_to_login(request.get_full_path())
        if is_known:
            # The check of the middleware, which looks away from a view that is exempt: so it is given the bare one.
            refusal = CsrfViewMiddleware(view).process_view(request, view, (), {})
            if refusal is None:
                return view(request, *args, **kwargs)
            if not is_from_here(request):
                return refusal
            return kept_page(
                request,
                _("Send it once more"),
                _("You have signed in since this page was shown. Your text is here. Nothing was saved yet."),
                status=403,
                may_send=True,
            )
        if not is_from_here(request):
            return redirect_to_login(request.get_full_path())
        return kept_page(
            request,
            _("You have been signed out"),
            _(
                "Your text is here. Nothing was saved yet. Sign in in a new tab, come back to this page and send it."
            ),
            status=401,
            may_send=True,
            is_signed_out=True,
        )

    return guarded


def refused_page(request: HttpRequest, error: DomainError, back: str) -> HttpResponse:
    """What was typed and cannot be saved, with the reason, to copy from."""
    return kept_page(request, _("Nothing was saved"), str(error.message), status=error.status, back=back)


def kept_page(
    request: HttpRequest,
    title: str,
    text: str,
    *,
    status: int,
    may_send: bool = False,
    is_signed_out: bool = False,
    back: str = "",
) -> HttpResponse:
    """A page, or for htmx a line, that says why nothing was saved; the page holds everything that was sent."""
    context = {
        "heading": title,
        "text": text,
        "fields": sent_fields(request),
        "typed": typed_texts(request),
        "has_files": bool(request.FILES),
        "may_send": may_send,
        "is_signed_out": is_signed_out,
        "back": back,
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "programs/drafts/not_saved.html" if is_fragment else "programs/drafts/kept.html"
    return render(request, template, context, status=status)


def sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field that was posted, but for the token."""
    return [(name, value) for name, values in request.POST.lists() for value in values if name != FORM_TOKEN]


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """What a person may want to copy of it, for `programs/_typed.html`, with its label: answers, what is no code, and
    codes that the page had words for, such as scores."""
    return [
        (label_of(name, request.POST), value)
        for name, value in sent_fields(request)
        if value.strip()
        and not name.startswith(WORDS)
        and (name.startswith(ANSWER) or WORDS + name in request.POST or not CODE.fullmatch(value))
    ]
