"""The application of the public pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "mazalim.pages"
    label = "pages"
