"""Hetao Launchpad. Importing the package loads the Celery app, so that tasks find it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
