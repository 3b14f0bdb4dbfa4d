"""Jobs in the database."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The outbox, answers kept for a retry, and limit counters."""

    name = "mazalim.work"
    label = "work"
