"""The figures app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """See the package."""

    name = "mazalim.figures"
    label = "figures"
