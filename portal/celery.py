"""The Celery app. Its settings, beat table included, stand in `portal.settings.services`."""

import os

from celery import Celery, signals
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# The broker that needs no server; kombu finds a transport by the scheme of its URL.
TRANSPORT_ALIASES["files"] = "portal.broker:Transport"

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_djangos_logging(**kwargs) -> None:
    """Celery sets its own logging up unless somebody listens here; LOGGING has done it already."""
