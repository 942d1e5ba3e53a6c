"""Apps, middleware, templates, languages, static files."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from portal.settings.env import BASE_DIR, read_bool

ROOT_URLCONF = "portal.urls"
CSRF_FAILURE_VIEW = "portal.front.views.errors.csrf_failure"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = read_bool("DEBUG", default=False)
DEMO_ACCOUNTS = read_bool("DEMO_ACCOUNTS", default=False)

INSTALLED_APPS = [
    # These three change the admin and the model classes, so they come before django.contrib.admin.
    "modeltranslation",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "portal.kernel",
    "portal.audit",
    "portal.outbox",
    "portal.catalogue",
    "accounts",
    "spaces",
    "programs",
    "portal.front",
]

MIDDLEWARE = [
    "portal.kernel.middleware.RequestId",
    "portal.kernel.middleware.ResponseHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Behind WhiteNoise, which has packed its files already; it pads what it packs, so that lengths tell nothing.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.kernel.middleware.AdminContentPolicy",
    "portal.kernel.middleware.ErrorPages",
    "portal.front.api.boundary.OpenDataBoundary",
    "portal.front.page_cache.PageCache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.kernel.middleware.RefuseMalformed",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.kernel.middleware.RequireSignIn",
    "portal.kernel.middleware.StaffSecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

FORM_RENDERER = "portal.kernel.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.kernel.context.demonstration",
                "portal.outbox.context.unread_count",
                "programs.context.report_count",
                "portal.front.context.shortlist",
            ],
        },
    },
]

# Languages. The catalogue's text stands in one column a language (name_en, name_zh_hant, name_zh_hans).
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hant", "繁體中文"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Asia/Hong_Kong"
USE_I18N = True
USE_TZ = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_LANGUAGES = ("en", "zh-hant", "zh-hans")
# A missing translation falls back, and the templates say so; see the kernel's language tags.
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en",)}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served by WhiteNoise. Hashed names and long cache times need `collectstatic` first (STATIC_MANIFEST);
# without it the files come straight from the folders they live in.
STATIC_MANIFEST = read_bool("STATIC_MANIFEST", default=False)
STATIC_ROOT = BASE_DIR / "staticfiles" if STATIC_MANIFEST else None
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG

UNFOLD = {
    "SITE_TITLE": _("Hetao Launchpad"),
    "SITE_HEADER": _("Hetao Launchpad"),
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SITE_ICON": lambda request: static("img/mark.svg"),
    # The jade of static/css/tokens.css: 50 its wash, 400 the one for dark pages, 600 links and buttons, 700 hover.
    # The theme writes in 500 on its dark pages, where this one keeps 4.5:1.
    "COLORS": {
        "primary": {
            "50": "#E2F0EB",
            "100": "#CBE5DB",
            "200": "#A9D7C6",
            "300": "#8ADFC3",
            "400": "#62CBA9",
            "500": "#25916F",
            "600": "#0B5F4B",
            "700": "#07463A",
            "800": "#063A30",
            "900": "#12312A",
            "950": "#05231A",
        },
    },
}
