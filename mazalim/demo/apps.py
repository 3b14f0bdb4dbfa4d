"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See the package."""

    name = "mazalim.demo"
    label = "demo"
