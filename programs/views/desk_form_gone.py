"""A section or question that a colleague has taken away while somebody writes it: what was typed is shown to copy."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from programs.forms.form_question import QuestionForms, SectionForm
from programs.forms.form_rows import Typed
from programs.forms.form_rules import Subjects
from programs.forms.form_typed import typed_in_words
from programs.forms.typed import whole
from programs.models import FormVersion
from programs.permissions import builds_forms
from programs.selectors.forms import questions_in, readable, registry, sections_of, version, words_for

View = Callable[..., HttpResponse]


def tells_what_is_gone(view: View) -> View:
    """A view of authors that answers 410 with what was typed where the row that it would save is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.method != "POST" or not builds_forms(request.user):
                raise
            return gone_page(request)

    return guarded


def gone_page(request: HttpRequest) -> HttpResponse:
    """That nothing was saved, why, and everything that was typed. The page says itself which form it belongs to."""
    form = version(whole(request.POST.get("form", "")) or 0)
    back = reverse("desk_form", args=[form.pk]) if form else reverse("desk_forms")
    context = {"typed": typed_in_words(sent_forms(request, form)), "back": back, "section": "forms"}
    return render(request, "programs/desk/forms/gone.html", context, status=410)


def sent_forms(request: HttpRequest, form: FormVersion | None) -> list[Typed]:
    """What was sent as forms. A question says its kind, a section has none."""
    if "kind" not in request.POST:
        return [SectionForm(request.POST)]
    facts = registry()
    questions = questions_in(sections_of(form)) if form else []
    subjects = Subjects(readable(facts, questions), words_for(facts, questions))
    return QuestionForms(request.POST, question=None, facts=facts, subjects=subjects, quiet=True).every
