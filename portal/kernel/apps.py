from django.apps import AppConfig

from portal.kernel import checks  # noqa: F401  (registers the system checks)


class KernelConfig(AppConfig):
    name = "portal.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
