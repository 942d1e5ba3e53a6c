"""What happens to the answers of a draft when it is sent: what is not asked is dropped, facts become the firm's own."""

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import gettext as _

from accounts.models import Firm, User
from accounts.selectors import memberships_of
from accounts.services.facts import record_fact
from portal.kernel.errors import Conflict, DomainError, InvalidInput
from programs.answering.states import Asked
from programs.enums import QuestionKind
from programs.models import Answer, Application, Document
from programs.selectors.drafts import Draft

from .check import Homes, homes_of


def lock_homes(reference: str, user: User) -> Homes:
    """The firms whose facts the answers become, held until the transaction ends.

    Firms come before their applications, one after the other by key, so that nobody waits in a circle. Raises
    Application.DoesNotExist.
    """
    firm = Application.objects.select_related("firm").get(reference=reference).firm
    homes = homes_of(firm, memberships_of(user))
    for pk in sorted({homes.entity.pk, homes.others.pk}):
        Firm.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    return homes


def refuse_unread(draft: Draft, mark: str) -> None:
    """Raise Conflict where an answer or the body has changed since somebody read them.

    mark: `Draft.mark` of what she read.
    """
    if draft.mark != mark:
        raise Conflict(
            "answers-changed",
            _(
                "Nothing was sent. An answer, or the body that it goes to, was changed since you opened this page. "
                "Read it again."
            ),
        )


def refuse_unsound(draft: Draft, *, only: Collection[str] | None = None) -> None:
    """Raise InvalidInput that names each question that stops a draft; only: look at these alone."""
    refusals = refusals_of(draft.progress.asked, only)
    if refusals:
        raise InvalidInput(
            "incomplete",
            _("Nothing was sent. Some questions need an answer or have a problem."),
            {key: [text] for key, text in refusals.items()},
        )


def refusals_of(asked: Mapping[str, Asked], only: Collection[str] | None) -> dict[str, str]:
    """Why an application cannot go on, by question. What the zone has asked for is asked, whatever the rules say."""
    if only is None:
        return {key: one.refusal for key, one in asked.items() if one.is_shown and one.refusal}
    found = {}
    for key in only:
        one = asked.get(key)
        if one is not None:
            empty = one.given.is_empty or one.is_hollow
            text = (
                one.read.problem
                or one.given.trouble
                or (_("This question needs an answer.") if empty else "")
            )
            if text:
                found[key] = text
    return found


def refuse_together(*checks: Callable[[], None]) -> None:
    """Run every check, then raise one InvalidInput with all that can be corrected, in the order of the checks.

    Where nothing can be, the first other DomainError is raised.
    """
    refusals = []
    for check in checks:
        try:
            check()
        except DomainError as refused:
            refusals.append(refused)
    fields = [refused for refused in refusals if isinstance(refused, InvalidInput)]
    if fields:
        errors = {name: texts for refused in fields for name, texts in refused.errors.items()}
        raise InvalidInput(fields[0].code, fields[0].message, errors)
    if refusals:
        raise refusals[0]


def drop_unasked(draft: Draft) -> None:
    """Delete the answers to questions that are not asked, or not any more: they are not sent.

    Papers that only they held go back to the firm's library: the zone does not see them.
    """
    hidden = [draft.answers[key] for key in draft.progress.hidden]
    dropped = [*hidden, *draft.homeless]
    kept = {answer.document_id for answer in draft.answers.values() if answer not in hidden}
    papers = {answer.document_id for answer in dropped if answer.document_id} - kept
    Answer.objects.filter(pk__in=[answer.pk for answer in dropped]).delete()
    Document.objects.filter(pk__in=papers, application=draft.application).update(application=None)


def record_facts(draft: Draft, homes: Homes, user: User) -> None:
    """Make answers to questions for facts the facts of the firm that each is about, where they say something new."""
    for key, one in draft.progress.asked.items():
        fact = draft.questions[key].fact
        value = list(one.read.value) if isinstance(one.read.value, tuple) else one.read.value
        asked = one.question.kind == QuestionKind.FACT and one.is_shown and value is not None
        if asked and fact is not None and fact.archived_at is None and draft.facts.get(fact.name) != value:
            record_fact(actor=user, firm=homes.of(fact), fact=fact, value=value)
