"""WSGI entry point: `granian --interface wsgi portal.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from portal.kernel.bodies import ReadableType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = ReadableType(get_wsgi_application())

# What has been loaded stays: left out of every collection, it neither delays them nor makes them long.
gc.collect()
gc.freeze()
