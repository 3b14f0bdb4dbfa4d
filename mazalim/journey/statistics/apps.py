"""The statistics app."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.statistics"
    label = "statistics"
