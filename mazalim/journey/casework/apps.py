"""The casework app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.casework"
    label = "casework"
