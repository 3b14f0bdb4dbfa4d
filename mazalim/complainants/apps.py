"""The identity vault."""

from django.apps import AppConfig


class ComplainantsConfig(AppConfig):
    """Encrypted personal data of complainants. Knows no officer and no case."""

    name = "mazalim.complainants"
    label = "complainants"
