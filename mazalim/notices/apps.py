"""What is sent to people."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices by e-mail and SMS, in every language."""

    name = "mazalim.notices"
    label = "notices"
