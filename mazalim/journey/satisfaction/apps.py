"""The satisfaction app."""

from django.apps import AppConfig


class SatisfactionConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.satisfaction"
    label = "satisfaction"
