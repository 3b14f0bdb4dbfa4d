"""The application of the public pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """See the package."""

    name = "mazalim.pages"
    label = "pages"
