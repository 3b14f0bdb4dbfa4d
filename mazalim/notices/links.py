"""Addresses as notices write them: whole, because they are read outside the site."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def link(view: str, language: str, *args: str) -> str:
    """An absolute address of a page on the configured host, in a language. Raises NoReverseMatch."""
    with translation.override(language):
        return settings.MAZALIM_ORIGIN + reverse(view, settings.PAGES_URLCONF, args)
