"""The importing app."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """See the package."""

    name = "mazalim.importing"
    label = "importing"
