"""Firms and who acts for them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import FirmSide, MemberRole
from accounts.rules import validate_name
from portal.kernel import languages
from portal.kernel.models import Timestamped


class Firm(Timestamped):
    name = models.CharField(_("name in English"), max_length=200, validators=[validate_name])
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True, validators=[validate_name])
    side = models.CharField(_("where it is registered"), max_length=10, choices=FirmSide)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    #: A Shenzhen entity points at its Hong Kong parent.
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entities",
        verbose_name=_("Hong Kong parent"),
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="firms")
    is_sample = models.BooleanField(_("sample data"), default=False)
    #: When it is next compared with the catalogue: see `services.match_due`.
    match_due_at = models.DateTimeField(_("due for matching"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("firm")
        verbose_name_plural = _("firms")
        indexes = [models.Index(fields=["match_due_at"], name="firm_match_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | models.Q(side=FirmSide.SHENZHEN),
                name="firm_only_shenzhen_has_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="firm_not_its_own_parent",
            ),
            models.UniqueConstraint(
                fields=["side", "registration_number"],
                condition=~models.Q(registration_number=""),
                name="firm_registered_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> dict[str, str]:
        """What it is called in each language, for messages to readers of any."""
        chinese = dict.fromkeys((languages.HANT, languages.HANS), self.name_zh) if self.name_zh else {}
        return {languages.ENGLISH: self.name, **chinese}

    @property
    def local_name(self) -> str:
        """What readers of the active language call it: its Chinese name in Chinese, where it has one."""
        return self.name_zh if self.name_zh and languages.current() != languages.ENGLISH else self.name


class Membership(Timestamped):
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=MemberRole)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["firm", "user"], name="member_once_per_firm")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.firm_id}"


class Invitation(Timestamped):
    """A link sent by e-mail that makes its reader a member. Only a hash of the link's secret is kept."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, default=MemberRole.EDITOR)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "firm",
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
