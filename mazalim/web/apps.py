"""The application that holds the shell."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the package."""

    name = "mazalim.web"
    label = "web"
