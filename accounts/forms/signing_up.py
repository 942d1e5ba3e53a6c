"""Signing up."""

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password


class SignUpForm(SignupForm):
    """allauth's form; it takes as long for an address that has an account as for a new one."""

    def try_save(self, request):
        """As allauth does: a new user, or none and the page that a known address is answered with."""
        if self.account_already_exists:
            # A new account's password is hashed, which takes longer than all else: without this the time would tell.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
