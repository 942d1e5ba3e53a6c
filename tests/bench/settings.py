"""The portal's own settings, with two bare pages beside it to measure against."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
