"""Firms: what they are called, where they are registered, to which group they belong."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.enums import FirmSide, MemberRole
from accounts.models import Firm, Membership, User
from accounts.permissions import can_write
from accounts.rules import clean_registration_number
from accounts.selectors import membership_of, possible_parents
from portal.audit.record import record
from portal.kernel.errors import NotAllowed

from .match_due import match_soon
from .saving import invalid, save_clean

#: Columns that members may change.
EDITABLE = ("name", "name_zh", "side", "registration_number", "parent")


@transaction.atomic
def create_firm(
    *,
    actor: User,
    name: str,
    side: str,
    name_zh: str = "",
    registration_number: str = "",
    parent: Firm | None = None,
    is_sample: bool = False,
) -> Firm:
    """A new firm whose first owner is the acting user.

    name: in English, 200 characters at most; name_zh the same in Chinese or empty. side: a value of FirmSide.
    registration_number: see `rules.clean_registration_number`. parent: for Shenzhen companies, a Hong Kong firm that
    the user writes for. Raises InvalidInput.
    """
    firm = Firm(
        name=name,
        name_zh=name_zh,
        side=side,
        registration_number=registration_number,
        parent=parent,
        is_sample=is_sample,
    )
    write(firm=firm, actor=actor)
    save_clean(Membership(firm=firm, user=actor, role=MemberRole.OWNER))
    match_soon([firm.parent_id])
    record(actor=actor, action="firm.create", target=firm, data=said(firm))
    return firm


@transaction.atomic
def update_firm(*, actor: User, firm: Firm, **values) -> Firm:
    """Change any of the EDITABLE columns; nothing is written when all stay as they are.

    Raises NotAllowed unless the user is an owner or editor, InvalidInput when a value does not fit.
    """
    locked = Firm.objects.select_for_update(no_key=True, of=("self",)).get(pk=firm.pk)
    if not can_write(membership_of(actor, locked)):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can change its data."))
    if unknown := set(values) - set(EDITABLE):
        raise TypeError(f"no such column to change: {', '.join(sorted(unknown))}")
    before, parent = said(locked), locked.parent_id
    parents = possible_parents(actor, locked)
    for column, value in values.items():
        setattr(locked, column, value)
    if said(locked) == before:
        return locked
    write(firm=locked, actor=actor, parents=parents)
    after = said(locked)
    changed = {column: [before[column], after[column]] for column in after if after[column] != before[column]}
    if changed.keys() & {"side", "parent"}:
        match_soon([locked.pk, parent, locked.parent_id])
    if changed:
        record(actor=actor, action="firm.update", target=locked, data=changed)
    return locked


def write(*, firm: Firm, actor: User, parents=None) -> None:
    """Check a new or changed firm against its rules and save it. Raises InvalidInput."""
    errors: dict[str, list[str]] = {}
    firm.name, firm.name_zh = firm.name.strip(), firm.name_zh.strip()
    try:
        firm.registration_number = clean_registration_number(firm.side, firm.registration_number)
    except ValidationError as error:
        errors["registration_number"] = error.messages
    if fault := group_fault(firm, possible_parents(actor) if parents is None else parents):
        errors["parent"] = [fault]
    if firm.pk and firm.side != FirmSide.HONG_KONG and firm.entities.exists():
        errors["side"] = [
            _("Shenzhen companies name this firm as their Hong Kong parent. Change them first.")
        ]
    if not errors and registered_twice(firm):
        errors["registration_number"] = [already_registered()]
    if errors:
        raise invalid(errors)
    try:
        with transaction.atomic():
            save_clean(firm)
    except IntegrityError as error:
        # Somebody else took the number between the question and the answer.
        if not registered_twice(firm):
            raise
        raise invalid({"registration_number": [already_registered()]}) from error


def group_fault(firm: Firm, parents) -> str:
    """What is wrong with the firm's parent, or ""."""
    if firm.parent_id is None:
        return ""
    if firm.side != FirmSide.SHENZHEN:
        return _("Only a Shenzhen company can have a Hong Kong parent here.")
    if not parents.filter(pk=firm.parent_id).exists():
        return _("Choose a Hong Kong firm of which you are an owner or editor.")
    return ""


def registered_twice(firm: Firm) -> bool:
    """Whether another firm on the same side has this registration number."""
    return (
        bool(firm.registration_number)
        and Firm.objects.filter(side=firm.side, registration_number=firm.registration_number)
        .exclude(pk=firm.pk)
        .exists()
    )


def already_registered() -> str:
    return _("A firm with this number is already here. Ask one of its owners to invite you.")


def said(firm: Firm) -> dict[str, object]:
    """The editable columns as they stand, for the audit record."""
    return {
        "name": firm.name,
        "name_zh": firm.name_zh,
        "side": firm.side,
        "registration_number": firm.registration_number,
        "parent": firm.parent_id,
    }
