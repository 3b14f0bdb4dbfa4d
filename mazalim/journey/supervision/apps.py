"""The supervision app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.supervision"
    label = "supervision"
