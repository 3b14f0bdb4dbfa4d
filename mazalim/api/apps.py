"""The api app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the package."""

    name = "mazalim.api"
    label = "api"
