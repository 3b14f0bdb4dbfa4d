"""The application that holds the shell."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mazalim.web"
    label = "web"
