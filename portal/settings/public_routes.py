"""The views that need no sign-in, by URL name. Every other view asks for it: see `kernel.middleware`."""

CATALOGUE_ROUTES = frozenset(
    {
        "root",
        "home",
        "catalogue",
        "measure",
        "programme",
        "incubator",
        "space",
        "platform",
        "story",
        "javascript-catalog",
    }
)

HEALTH_ROUTES = frozenset({"healthz", "readyz"})

SIGN_IN_ROUTES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "invitation",
    }
)

PUBLIC_ROUTES = CATALOGUE_ROUTES | HEALTH_ROUTES | SIGN_IN_ROUTES
