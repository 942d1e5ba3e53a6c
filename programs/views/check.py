"""The check: its first page, its questions, and what follows an answer. Works without an account and without script."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.check.answers import Answers, facts_on, page_of, title_of
from programs.check.rail import Rail, rail_of
from programs.check.state import Check
from programs.eligibility.questions import Question
from programs.forms.check import PageForm
from programs.selectors.check import entries_of
from programs.views.check_session import check_in, keep

#: Fields of the form that are no questions.
CONTROLS = {"csrfmiddlewaretoken", "skip"}
#: A question that settles fewer schemes than this is only asked of those who want to answer all.
WORTH_ASKING = 3
#: Where to go after an answer: `then=rest` on to every question, `then=results` back to the results.
REST, RESULTS = "rest", "results"


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """What the check does, how long it takes, and what becomes of the answers."""
    check = check_in(request)
    context = {
        "check": check,
        "schemes": len(check.tested),
        "answers": len(check.own),
        "known": len(check.given) - len(check.own),
    }
    return render(request, "programs/check/start.html", context)


@require_safe
@never_cache
def proceed(request: HttpRequest) -> HttpResponse:
    """On to the question that tells most, or to the results."""
    return redirect(address_after(check_in(request), wish(request)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, page: str) -> HttpResponse:
    """One page of questions. POST stores the answers in the session; from htmx it only shows what they would do."""
    check = check_in(request)
    facts = check.on_page(page)
    if not facts and not check.asked.keys() & set(facts_on(page)):
        raise Http404
    if not facts:
        # The question has stopped making sense, in another tab or by an answer that was changed.
        return redirect(address_after(check, wish(request)))
    if request.method != "POST":
        return question_page(request, check, page, form_for(check, page))
    form = form_for(check, page, request.POST)
    if request.headers.get("HX-Request") == "true":
        context = {"rail": rail_for(foreseen(check, page, form)), "foreseen": True}
        return render(request, "programs/check/foreseen.html", context)
    if "skip" in request.POST:
        after = check.answered(page, {}, [fact.name for fact in facts])
    else:
        refuse_strangers(form, request.POST)
        if not form.is_valid():
            return question_page(request, check, page, form, status=400)
        after = check.answered(page, form.said, form.unsure)
        refuse_contradictions(form, check, after)
        if form.errors:
            return question_page(request, check, page, form, status=400)
    keep(request, after.answers)
    return redirect(address_after(after, wish(request)))


@require_POST
@never_cache
def clear(request: HttpRequest) -> HttpResponse:
    """Forget every answer of this browser."""
    keep(request, Answers())
    return redirect("check")


def form_for(check: Check, page: str, data=None) -> PageForm:
    """The form of a page, which also takes an answer that the page asked for in another tab."""
    posted = [check.asked[name] for name in facts_on(page) if name in check.asked and name in (data or ())]
    facts = {fact.name: fact for fact in (*check.on_page(page), *posted)}
    return PageForm(data, facts=facts.values(), values=check.facts, unsure=check.answers.unsure)


def question_page(
    request: HttpRequest, check: Check, page: str, form: PageForm, status: int = 200
) -> HttpResponse:
    then, trail = wish(request), check.answers.trail
    # What makes no sense any more is passed over.
    earlier = next((one for one in check.answers.before(page) if check.on_page(one)), "")
    back = reverse("check_question", args=[earlier]) if earlier else reverse("check")
    context = {
        "form": form,
        "title": title_of(page) if len(form.facts) > 1 else None,
        "number": (trail.index(page) if page in trail else len(trail)) + 1,
        "rail": rail_for(check),
        "back": reverse("check_results") if then == RESULTS else back,
    }
    return render(request, "programs/check/question.html", context, status=status)


def rail_for(check: Check) -> Rail:
    return rail_of(check, entries_of(check))


def refuse_strangers(form: PageForm, data) -> None:
    """Add an error for every field that is no question of this page."""
    for name in data.keys() - form.fields.keys() - CONTROLS:
        text = _("This page asks no question called “%(name)s”. Nothing was kept.") % {"name": name[:80]}
        form.add_error(None, text)


def refuse_contradictions(form: PageForm, before: Check, after: Check) -> None:
    """Add an error for everything that the answers contradict: at its field, or above the form with the question."""
    for name, message in after.faults_of(form.said, before).items():
        if name in form.fields:
            form.add_error(name, message)
            continue
        form.add_error(
            None,
            _("This does not go with your answer to “%(question)s”: %(message)s")
            % {"question": after.asked[name].question, "message": message},
        )


def foreseen(check: Check, page: str, form: PageForm) -> Check:
    """The check as it would stand after what is chosen now, as far as that can be understood."""
    form.is_valid()
    return check.answered(page, form.said, [name for name in form.unsure if name in form.data])


def wish(request: HttpRequest) -> str:
    """Where the person wants to go after an answer; empty for the usual way."""
    wanted = request.GET.get("then", "")
    return wanted if wanted in (REST, RESULTS) else ""


def best_question(check: Check, *, every: bool) -> Question | None:
    """The question to ask next; without `every` the first that is worth asking. None where there is none."""
    return next((one for one in check.questions if every or one.settles >= WORTH_ASKING), None)


def address_after(check: Check, then: str) -> str:
    """The page that follows: the best question while one is worth it, else the results."""
    best = best_question(check, every=then == REST)
    if best is None or then == RESULTS:
        return reverse("check_results")
    address = reverse("check_question", args=[page_of(best.fact)])
    return f"{address}?then={REST}" if then == REST else address
