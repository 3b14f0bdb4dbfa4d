"""The appeals app."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.appeals"
    label = "appeals"
