"""Landing plans, and the steps that they are made of."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Firm
from portal.catalogue.models import Source
from portal.kernel.models import Ordered, Timestamped
from programs.enums import StepSide


def new_code() -> str:
    """What stands in the address of a plan: 22 characters that nobody guesses."""
    return secrets.token_urlsafe(16)


class LandingStep(Ordered):
    """Something to do on the way into Shenzhen, whoever one is: register, open an account, insure the staff."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("what is done"))
    #: One paper a line.
    papers = models.TextField(_("papers"), blank=True)
    side = models.CharField(_("side of the river"), max_length=10, choices=StepSide)
    #: Working days of the side it is done on.
    days_least = models.PositiveSmallIntegerField(_("working days, at least"))
    days_most = models.PositiveSmallIntegerField(_("working days, at most"))
    after = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="before", verbose_name=_("comes after")
    )
    #: A rule over facts: who needs the step. Empty: everyone.
    rule = models.JSONField(_("rule"), null=True, blank=True)
    #: Facts that hold once it is done, by name.
    settles = models.JSONField(_("facts it settles"), default=dict, blank=True)
    sources = models.ManyToManyField(Source, related_name="+", blank=True, verbose_name=_("sources"))
    as_of = models.DateField(_("as of"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    class Meta(Ordered.Meta):
        ordering = ["position", "code"]
        verbose_name = _("landing step")
        verbose_name_plural = _("landing steps")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days_least__lte=models.F("days_most")), name="step_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Plan(Timestamped):
    """The answers that a landing plan is made of. Whoever has the address may read it; it holds no personal name."""

    code = models.CharField(max_length=22, unique=True, default=new_code, editable=False)
    #: The firm it was made for by one of its members; none for a visitor's.
    firm = models.ForeignKey(Firm, models.CASCADE, null=True, blank=True, related_name="plans")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: Fact -> value.
    facts = models.JSONField(_("facts"))
    #: Code of the area to settle in; empty: wherever it is worth most.
    area = models.CharField(_("area"), max_length=40, blank=True)
    #: The day its steps are counted from.
    starts_on = models.DateField(_("starts on"))
    #: Keyed hash of a visitor's network address, for the limit, and emptied some days later; the address itself is not
    #: kept.
    address_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("landing plan")
        verbose_name_plural = _("landing plans")
        indexes = [models.Index(fields=["address_hash", "created_at"], name="plan_address")]

    def __str__(self) -> str:
        return self.code
