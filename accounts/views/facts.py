"""Recording one fact of a firm: first choose the question, then answer it."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.facts import FactForm
from accounts.forms.fields import add_refusal
from accounts.models import Membership
from accounts.selectors import askable_facts, current_fact, facts_of
from accounts.services.facts import record_fact, withdraw_fact
from accounts.wording import fact_in_words
from portal.catalogue.enums import FactGroup
from portal.catalogue.models import Fact
from portal.kernel.errors import DomainError, InvalidInput

from .common import done, membership_or_404, page, refuse, work_for, writer_or_refusal


@require_http_methods(["GET", "POST"])
def record(request, firm_id: int) -> HttpResponse:
    """All questions; or, with `?fact=`, one question with its field. POST stores the answer or takes it back."""
    membership = membership_or_404(request, firm_id)
    try:
        writer_or_refusal(membership)
        fact = chosen(request)
        if fact is None:
            return choose(request, membership)
        return answer(request, membership, fact)
    except DomainError as error:
        return refuse(request, error)


def chosen(request) -> Fact | None:
    """The question that the address names, or None when it names none."""
    name = request.GET.get("fact", "")
    if not name:
        return None
    fact = askable_facts().filter(name=name).first()
    if fact is None:
        raise Http404
    return fact


def choose(request, membership: Membership) -> HttpResponse:
    """The registry under its headings, with the answers that there are."""
    if request.method == "POST":
        raise Http404
    answers = {row.fact_id: row for row in facts_of(membership.firm)}
    order = {value: place for place, value in enumerate(FactGroup.values)}
    facts = sorted(askable_facts(), key=lambda fact: order.get(fact.group, len(order)))
    groups = [
        {
            "label": FactGroup(group).label,
            "rows": [
                {
                    "fact": fact,
                    "known": fact.name in answers,
                    "answer": fact_in_words(fact, answers[fact.name].value) if fact.name in answers else "",
                }
                for fact in rows
            ],
        }
        for group, rows in groupby(facts, key=lambda fact: fact.group)
    ]
    context = {"firm": membership.firm, "groups": groups, "known": len(answers), "total": len(facts)}
    return page(request, "accounts/fact_choose.html", context)


def answer(request, membership: Membership, fact: Fact) -> HttpResponse:
    """One question. Raises DomainError other than InvalidInput."""
    firm = membership.firm
    earlier = current_fact(firm, fact)
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_fact(actor=request.user, firm=firm, fact=fact)
        return saved(request, membership, _("The answer was taken back."))
    form = FactForm(
        request.POST if request.method == "POST" else None,
        fact=fact,
        value=earlier.value if earlier else None,
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                record_fact(actor=request.user, firm=firm, fact=fact, value=form.cleaned_data["value"])
            except InvalidInput as error:
                add_refusal(form, error)
            else:
                return saved(request, membership, _("Saved."))
        status = 400
    context = {"firm": firm, "fact": fact, "form": form, "earlier": earlier}
    return page(request, "accounts/fact_answer.html", context, status=status)


def saved(request, membership: Membership, text: str) -> HttpResponse:
    """Back to the questions, from where the next one is answered."""
    work_for(request, membership.firm)
    return done(request, text, "firm-fact", membership.firm_id)
