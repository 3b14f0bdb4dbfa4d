"""The routing app."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.routing"
    label = "routing"
