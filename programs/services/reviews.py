"""Scores, recommendations and the decision."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from portal.audit.record import record
from portal.kernel.clock import today
from portal.kernel.display import format_date
from portal.kernel.errors import Conflict, DomainError, InvalidInput
from programs.enums import ApplicationStatus, DeclineReason, Outcome, Recommendation
from programs.models import Application, ApplicationEvent, Decision, Review, RubricCriterion, Score
from programs.workflow import Action

from .desk import check_at_desk
from .reconsidering import check_other_officer, who_decides_now
from .telling import common_params, tell
from .transitions import bump, check_move, check_revision, lock_application, move


def weighted_total(scores: dict[RubricCriterion, int]) -> Decimal:
    """Scores of 0 to 5 by weight, as a number from 0 to 100 with two decimals."""
    weight = sum(criterion.weight for criterion in scores)
    if not weight:
        return Decimal("0.00")
    points = sum(criterion.weight * value for criterion, value in scores.items())
    share = Decimal(points) / (weight * RubricCriterion.MAX_SCORE) * 100
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


@transaction.atomic
def save_review(
    *,
    reference: str,
    user: User,
    revision: int,
    scores: dict[int, tuple[int, str]],
    recommendation: str,
    comment: str = "",
) -> Review:
    """Keep the user's own review; it may be changed until the decision.

    scores: rubric criterion id to (score 0 to 5, reason in words); every criterion of the intake needs both.
    recommendation: a value of Recommendation. Raises Conflict, NotAllowed, InvalidInput.
    """
    application = lock_application(reference)
    check_at_desk(user, application)
    check_revision(application, revision)
    if application.status != ApplicationStatus.IN_REVIEW:
        raise Conflict(
            "not-in-review",
            _(
                "Nothing was changed. Reviews are possible while the application is in review; it is now “%(status)s”."
            )
            % {"status": application.get_status_display()},
        )
    rubric = {criterion.pk: criterion for criterion in application.intake.rubric.all()}
    if not rubric:
        raise DomainError("no-rubric", _("This intake has no rubric, so there is nothing to score."))
    errors = {}
    for pk in rubric:
        value, reason = scores.get(pk, (None, ""))
        if value is None or not 0 <= value <= RubricCriterion.MAX_SCORE:
            errors[f"score-{pk}"] = [_("Give a score for “%(criterion)s”.") % {"criterion": rubric[pk].name}]
        if not reason.strip():
            errors[f"reason-{pk}"] = [_("Give a reason for the score.")]
    if recommendation not in Recommendation.values:
        errors["recommendation"] = [_("Choose a recommendation.")]
    if errors or set(scores) - set(rubric):
        raise InvalidInput("review", _("The review is not complete."), errors)
    review = Review.objects.filter(application=application, reviewer=user).first()
    is_new = review is None
    review = review or Review(application=application, reviewer=user)
    review.recommendation = recommendation
    review.comment = comment.strip()
    review.total = weighted_total({rubric[pk]: value for pk, (value, _reason) in scores.items()})
    review.full_clean()
    review.save()
    review.scores.all().delete()
    for pk, (value, reason) in scores.items():
        score = Score(review=review, criterion=rubric[pk], value=value, reason=reason.strip())
        score.full_clean()
        score.save()
    bump(application)
    if is_new:
        event = ApplicationEvent.objects.create(
            application=application,
            action="review",
            from_status=application.status,
            to_status=application.status,
            actor=user,
            is_public=False,
        )
        for officer in who_decides_now(application):
            if officer != user:
                tell(
                    user=officer,
                    kind="review_handed_in",
                    params=common_params(application),
                    application=application,
                    key=f"application:{application.pk}:event:{event.pk}",
                    desk=True,
                )
    record(actor=user, action="application.review", target=application, data={"total": str(review.total)})
    return review


@transaction.atomic
def make_offer(
    *, reference: str, user: User, revision: int, text: str, accept_by: date | None = None
) -> Application:
    """Offer the support. accept_by: last day to accept, at least today; the intake's term from today when left out."""
    application = lock_application(reference)
    check_move(application=application, action=Action.OFFER, user=user, revision=revision)
    check_other_officer(application, user)
    check_reviewed(application)
    accept_by = accept_by or today() + timedelta(days=application.intake.accept_days)
    if accept_by < today():
        raise InvalidInput(
            "accept-by", _("The date is in the past."), {"accept_by": [_("Choose today or a later date.")]}
        )
    decide(application=application, user=user, outcome=Outcome.OFFER, text=text, accept_by=accept_by)
    return move(
        application=application,
        action=Action.OFFER,
        user=user,
        revision=revision,
        note=text,
        params={"accept_by": accept_by.isoformat()},
    )


@transaction.atomic
def decline_application(*, reference: str, user: User, revision: int, reason: str, text: str) -> Application:
    """Decline with a reason code and a text for the firm. reason: a value of DeclineReason."""
    application = lock_application(reference)
    check_move(application=application, action=Action.DECLINE, user=user, revision=revision)
    check_other_officer(application, user)
    if reason not in DeclineReason.values:
        raise InvalidInput("reason", _("Choose a reason."), {"reason": [_("Choose a reason.")]})
    if application.status == ApplicationStatus.IN_REVIEW:
        check_reviewed(application)
    decide(application=application, user=user, outcome=Outcome.DECLINE, text=text, reason=reason)
    application.corrections.filter(closed_at__isnull=True).update(closed_at=timezone.now())
    return move(application=application, action=Action.DECLINE, user=user, revision=revision, note=text)


@transaction.atomic
def lapse_offer(*, reference: str, user: User, revision: int) -> Application:
    """Close an offer that was not accepted in time. Raises Conflict while it can still be accepted."""
    application = lock_application(reference)
    check_move(application=application, action=Action.LAPSE, user=user, revision=revision)
    decision = application.decisions.get(superseded_at__isnull=True)
    if not decision.has_ended(today()):
        raise Conflict(
            "offer-open",
            _("Nothing was changed. The firm can accept the offer until %(date)s.")
            % {"date": format_date(decision.accept_by)},
        )
    return move(application=application, action=Action.LAPSE, user=user, revision=revision)


def check_reviewed(application: Application) -> None:
    if not application.reviews.exists():
        raise Conflict(
            "not-reviewed", _("Nothing was changed. At least one review is needed before a decision.")
        )


def decide(*, application: Application, user: User, outcome: str, text: str, **fields) -> Decision:
    if not text.strip():
        raise InvalidInput(
            "text", _("Write a text for the firm."), {"text": [_("Write a text for the firm.")]}
        )
    # A refusal that was looked at again stays in the history.
    application.decisions.filter(superseded_at__isnull=True).update(superseded_at=timezone.now())
    decision = Decision(
        application=application, decided_by=user, outcome=outcome, text=text.strip(), **fields
    )
    decision.full_clean()
    decision.save()
    return decision
