from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "portal.catalogue"
    label = "catalogue"
    verbose_name = _("Code lists and sources")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Find what each kind adds to the search index, and the page of the vocabulary."""
        autodiscover_modules("particulars", "admin_terms")
        post_migrate.connect(keep_index, sender=self)


def keep_index(sender, using: str, **kwargs) -> None:
    """After migrating: an index that was emptied, or that an upgrade has just brought, is made again.

    A database that is only partly migrated is left alone: it may lack tables and columns that the index is made of.
    """
    if not has_migrations_left(using):
        import_module("portal.catalogue.search.indexing").fill_empty_index()


def has_migrations_left(using: str) -> bool:
    """Whether any app of the database is not at its newest migration."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
