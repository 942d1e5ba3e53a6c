"""Messages between the firm and the zone, and notes among staff."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.selectors import members_to_notify
from portal.audit.record import record
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from programs.models import Message
from programs.permissions import Actor, actors

from .desk import check_at_desk
from .telling import common_params, tell, zone_people
from .transitions import lock_application

#: The same words by the same person within this time are one message sent twice.
AGAIN = timedelta(minutes=1)


@transaction.atomic
def post_message(*, reference: str, user: User, body: str, is_internal: bool = False) -> Message:
    """Add a message to a sent application and tell the other side. Notes among staff tell nobody.

    Raises InvalidInput for an empty or too long text, NotAllowed for people of neither side.
    """
    application = lock_application(reference)
    membership = Membership.objects.filter(user=user, firm=application.firm_id).first()
    if membership is None:
        check_at_desk(user, application)
    elif is_internal or Actor.WRITER not in actors(user, membership):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can write to the zone."))
    if application.submitted_at is None:
        raise Conflict("not-sent", _("Send the application first; then you can write to the zone about it."))
    if not body.strip():
        raise InvalidInput("message", _("Write a message."), {"body": [_("Write a message.")]})
    just_now = timezone.now() - AGAIN
    twin = application.messages.filter(
        author=user, body=body.strip(), is_internal=is_internal, at__gte=just_now
    ).first()
    if twin is not None:
        return twin
    message = Message(
        application=application,
        author=user,
        body=body.strip(),
        is_internal=is_internal,
        from_zone=membership is None,
    )
    message.full_clean()
    message.save()
    record(actor=user, action="application.message", target=application, data={"internal": is_internal})
    if not is_internal:
        to_zone = membership is not None
        for person in zone_people(application) if to_zone else members_to_notify(application.firm):
            tell(
                user=person,
                kind="application_message",
                params=common_params(application),
                application=application,
                key=f"application:{application.pk}:message:{message.pk}",
                desk=to_zone,
            )
    return message
