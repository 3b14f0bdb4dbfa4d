"""The tracking app."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.tracking"
    label = "tracking"
