"""Signing in, and what each staff role may do in the back office: the table is the rule, nothing is stored."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import BaseBackend
from django.db.models import Exists, OuterRef

from portal.outbox.selectors import unread_of

from .enums import StaffRole
from .models import User
from .selectors import shortlists_of

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
EDIT = (VIEW, ADD, CHANGE)
EVERYTHING = "everything"

#: Model to the actions of a policy editor. Pages refuse more: what is published is neither changed nor deleted.
EDITOR: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("catalogue.area", "catalogue.sector", "catalogue.category", "catalogue.source"), EDIT),
    "catalogue.fact": (VIEW, CHANGE),
    "catalogue.term": (*EDIT, DELETE),
    "catalogue.entry": (VIEW,),
    "catalogue.relation": (*EDIT, DELETE),
    **dict.fromkeys(("spaces.incubator", "spaces.place", "spaces.platform"), EDIT),
    "spaces.unit": (*EDIT, DELETE),
    **dict.fromkeys(("programs.measure", "programs.programme", "programs.story"), EDIT),
    "programs.landingstep": EDIT,
    "programs.exchangerate": (VIEW,),
    "programs.measureversion": (VIEW, CHANGE, DELETE),
    **dict.fromkeys(("programs.benefit", "programs.criterion", "programs.requiredpaper"), (*EDIT, DELETE)),
    "programs.storyuse": (*EDIT, DELETE),
    "programs.intake": EDIT,
    # Built at the desk.
    "programs.formversion": (VIEW,),
    "programs.rubriccriterion": (*EDIT, DELETE),
}

#: Role to permissions by their names in Django, such as "programs.change_measure".
ROLES: dict[str, frozenset[str] | str] = {
    StaffRole.ADMINISTRATOR: EVERYTHING,
    StaffRole.EDITOR: frozenset(
        f"{app}.{action}_{model}"
        for app, model, actions in ((*name.split("."), actions) for name, actions in EDITOR.items())
        for action in actions
    ),
    # Their work is at the desk.
    StaffRole.OFFICER: frozenset(),
    StaffRole.REVIEWER: frozenset(),
}


class EmailSignIn(AuthenticationBackend):
    """allauth's sign-in by e-mail. Every page asks who is there, so what every page needs comes with the answer."""

    def get_user(self, user_id):
        """The person of a session with second factor, unread notifications and shortlists, in one query; or None."""
        factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        people = User.objects.filter(pk=user_id)
        user = people.annotate(
            has_second_factor=Exists(factors),
            unread_notifications=unread_of(OuterRef("pk")),
            shortlists=shortlists_of(OuterRef("pk")),
        ).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class RolePermissions(BaseBackend):
    """Permissions by role. Signs nobody in."""

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        """Whether the person's role includes a permission such as "programs.change_measure"."""
        held = self.held_by(user_obj)
        return held == EVERYTHING or perm in held

    def has_module_perms(self, user_obj, app_label: str) -> bool:
        """Whether the person's role includes anything in an app."""
        held = self.held_by(user_obj)
        return held == EVERYTHING or any(perm.startswith(f"{app_label}.") for perm in held)

    def held_by(self, user) -> frozenset[str] | str:
        """The permissions of a person's role; none for founders, strangers and closed accounts."""
        if not user.is_active or not user.is_authenticated:
            return frozenset()
        return ROLES.get(user.role, frozenset())
