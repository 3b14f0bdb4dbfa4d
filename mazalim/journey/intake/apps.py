"""The intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.intake"
    label = "intake"
