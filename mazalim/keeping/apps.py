"""The keeping app."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """See the package."""

    name = "mazalim.keeping"
    label = "keeping"
