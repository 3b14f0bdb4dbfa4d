"""The systemic app."""

from django.apps import AppConfig


class SystemicConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.systemic"
    label = "systemic"
