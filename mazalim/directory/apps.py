"""Public bodies and what they answer for."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Public bodies, desks, categories and places."""

    name = "mazalim.directory"
    label = "directory"
