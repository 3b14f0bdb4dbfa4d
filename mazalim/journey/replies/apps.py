"""The replies app."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """See the package."""

    name = "mazalim.journey.replies"
    label = "replies"
