"""Fixtures every test can use. Services and real processes: tests/services/."""

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import translation

pytest_plugins = ["tests.services.fixtures"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """On SQLite the database is emptied between some tests with DELETE, which tables that only grow refuse."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
            cursor.execute("DROP TRIGGER IF EXISTS sent_copy_no_delete")


@pytest.fixture(autouse=True)
def fresh_cache_and_language():
    """Rate limits and cached pages of one test do not reach the next, nor does its language."""
    for one in caches.all():
        one.clear()
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def private_uploads(tmp_path, settings, monkeypatch):
    """Uploads go to the test's own folder."""
    storages = {**settings.STORAGES}
    storages["private"] = {
        **storages["private"],
        "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None},
    }
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    settings.STORAGES = storages
    # The field took its storage when the class was made.
    field = apps.get_model("programs", "Document")._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path / "private"))
