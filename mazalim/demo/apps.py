"""The demonstration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo country and its post; installed only with MAZALIM_DEMO=1."""

    name = "mazalim.demo"
    label = "demo"
