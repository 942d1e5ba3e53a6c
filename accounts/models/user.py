"""People who sign in, by e-mail."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import StaffRole
from accounts.rules import validate_name, validate_topics


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields):
        """A saved user; the password is unusable when none is given."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(
            email, password, is_superuser=True, is_staff=True, role=StaffRole.ADMINISTRATOR, **fields
        )

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[validate_name])
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    #: Topics of notifications that she does not want to be told of: values of `portal.outbox.topics.Topic`.
    muted = models.JSONField(
        _("notifications turned off"), default=list, blank=True, validators=[validate_topics]
    )
    role = models.CharField(
        _("staff role"), max_length=15, choices=StaffRole, default=StaffRole.NONE, blank=True
    )
    is_demo = models.BooleanField(_("sample account"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    #: May open the Django admin. Follows the role: see `accounts.services.staff`.
    is_staff = models.BooleanField(_("may open the back office"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
            models.CheckConstraint(
                condition=models.Q(is_staff=False) | ~models.Q(role=StaffRole.NONE),
                name="user_back_office_needs_role",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    @property
    def is_staff_role(self) -> bool:
        """Works for the zone in any role; such people need a second factor."""
        return bool(self.role)
