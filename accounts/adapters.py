"""How allauth behaves here: languages, mails, and where people go after signing in."""

import uuid
from dataclasses import dataclass
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext as _

from portal.kernel.languages import current
from portal.outbox.contact import Contact
from portal.outbox.enqueue import notify
from portal.outbox.models import Channel

from .enums import StaffRole
from .models import User
from .selectors import owner_of_address
from .views.carrying import carry_over
from .views.common import CHECK_KEY

#: Key in the session of the page that a new user was on her way to.
HEADING = "heading"

SECONDS_A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Site:
    """What allauth's mails call us; its templates ask for a name and a domain."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    def new_user(self, request) -> User:
        """A user not yet saved, who is written to in the language of the page she signs up on."""
        user = super().new_user(request)
        user.language = current()
        return user

    def save_user(self, request, user, form, commit=True) -> User:
        """Save a new user, and remember where she was heading: the mailed link leads on there."""
        heading = request.POST.get("next") or request.GET.get("next") or ""
        safe = self.is_safe_url(heading)
        request.session[HEADING] = heading if safe else self.get_signup_redirect_url(request)
        return super().save_user(request, user, form, commit)

    def post_login(self, request, user, **hook):
        """Go on as allauth does, with the shortlist of the visitor joined to that of her firm."""
        return carry_over(request, super().post_login(request, user, **hook), user)

    def get_email_verification_redirect_url(self, email_address) -> str:
        """On to where she was heading when she signed up, in the browser that remembers it."""
        heading = self.request.session.pop(HEADING, "")
        if heading and self.request.user.is_authenticated:
            return heading
        return super().get_email_verification_redirect_url(email_address)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put one of allauth's mails into the outbox, in the language of the person it goes to, links included.

        The page neither waits for the mail server nor fails with it, and takes as long for an address that has an
        account as for one that has none.
        The page's language is for addresses without an account. Which one was used shows only in the mail itself.
        """
        reader = context.get("user") or owner_of_address(email)
        language = getattr(reader, "language", "") or current()
        # Before the language changes: an address is only found under the prefix of the active one.
        links = {
            name: translate_url(value, language)
            for name, value in context.items()
            if name.endswith("_url") and isinstance(value, str)
        }
        with translation.override(language):
            site = Site(name=_("Hetao Launchpad"), domain=self.request.get_host())
            known = {
                "request": self.request,
                "email": email,
                "current_site": site,
                "confirmation_days": app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS,
                "reset_days": settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY,
            }
            letter = self.render_mail(template_prefix, email, {**known, **context, **links})
        # No account is named: the mail goes to the address that was typed, and to no inbox.
        contact = Contact(
            user_id=None, email=email, name="", language=language, channels=(Channel.MAIL.value,)
        )
        with transaction.atomic():
            notify(
                contact=contact,
                kind="account_mail",
                params={"headline": letter.subject, "text": letter.body},
                path="",
                key=uuid.uuid4().hex,
            )

    def clean_email(self, email: str) -> str:
        """The address, if a user can have it: allauth's forms take longer ones than the tables do."""
        longest = User._meta.get_field("email").max_length or 0
        if len(email) > longest:
            raise ValidationError(
                _("Use %(limit)s characters or fewer.") % {"limit": longest}, code="max_length"
            )
        return super().clean_email(email)

    def get_login_redirect_url(self, request) -> str:
        """Where a person goes who asked for no page in particular: staff to their work, founders home.

        Founders with answers of an eligibility check are asked first whether to keep them for their firm.
        """
        role = request.user.role
        if role == StaffRole.EDITOR:
            return reverse("admin:index")
        if role:
            return reverse("desk")
        return reverse("check_keep" if CHECK_KEY in request.session else "home")

    def get_signup_redirect_url(self, request) -> str:
        """New people who were heading nowhere begin with their firm: everything but reading needs one."""
        page = reverse("firm-create")
        return f"{page}?next={reverse('check_keep')}" if CHECK_KEY in request.session else page
