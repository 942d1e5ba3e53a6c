"""The Celery app. Its settings, beat table included, stand in `portal.settings.services`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# The broker that needs no server; kombu finds a transport by the scheme of its URL.
TRANSPORT_ALIASES["files"] = "portal.broker:Transport"

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
