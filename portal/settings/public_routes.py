"""The views that need no sign-in, by URL name. Every other view asks for it: see `kernel.middleware`."""

CATALOGUE_ROUTES = frozenset(
    {
        "root",
        "home",
        "catalogue",
        "glossary",
        "measure",
        "programme",
        "incubator",
        "space",
        "platform",
        "story",
        "measure_version",
        "report_entry",
        "report_thanks",
        "zones",
        "zone",
        "compare",
        "shortlist",
        "shortlist_shared",
        "shortlist_add",
        "shortlist_remove",
        "shortlist_note",
        "javascript-catalog",
    }
)

#: The eligibility check: its answers stand in the session, and nobody needs an account for it.
CHECK_ROUTES = frozenset(
    {"check", "check_next", "check_question", "check_clear", "check_results", "check_shared"}
)

#: Landing plans: whoever has the address may read one, and visitors make them too.
PLAN_ROUTES = frozenset({"plan_new", "plan", "plan_ics"})

#: Pages that search engines may list and that show a picture where they are shared. They name their own address.
INDEXED_ROUTES = frozenset(
    {
        *("home", "catalogue", "zones", "zone", "glossary", "open_data", "open_data_reference"),
        *("measure", "programme", "incubator", "space", "platform", "story"),
        "check",
    }
)

#: What machines read: lists of addresses, feeds, calendars, pictures.
MACHINE_ROUTES = frozenset(
    {
        "robots",
        "sitemap-index",
        "sitemap",
        "feed",
        "windows",
        "entry-windows",
        "site-card",
        "entry-card",
    }
)

#: The open data: pages about them, and the API's endpoints.
OPEN_DATA_ROUTES = frozenset(
    {
        "open_data",
        "open_data_reference",
        "api-v1:api-root",
        "api-v1:openapi",
        "api-v1:docs",
        "api-v1:problem",
        *("api-v1:catalogue", "api-v1:catalogue-json", "api-v1:catalogue-csv"),
        *("api-v1:measures", "api-v1:programmes", "api-v1:incubators"),
        *("api-v1:spaces", "api-v1:platforms", "api-v1:stories"),
        *("api-v1:measure", "api-v1:programme", "api-v1:incubator"),
        *("api-v1:space", "api-v1:platform", "api-v1:story"),
        *("api-v1:facts", "api-v1:areas", "api-v1:sectors", "api-v1:categories"),
        *("api-v1:crossings", "api-v1:codes", "api-v1:eligibility"),
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

#: Pages that ask for sign-in themselves, because what was typed must not be lost over it: see `programs.views.kept`.
KEPT_ROUTES = frozenset(
    {
        *(
            "application-section",
            "application-move",
            "application-message",
            "milestone-report",
            "apply-together",
        ),
        *("desk-move", "desk-message", "desk-milestones", "desk-milestone", "desk_report"),
        *("desk_section_add", "desk_section", "desk_question_add", "desk_question"),
    }
)

PUBLIC_ROUTES = (
    CATALOGUE_ROUTES
    | CHECK_ROUTES
    | PLAN_ROUTES
    | MACHINE_ROUTES
    | OPEN_DATA_ROUTES
    | HEALTH_ROUTES
    | SIGN_IN_ROUTES
    | KEPT_ROUTES
)
