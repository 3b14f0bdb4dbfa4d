"""The case file."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class ComplaintsConfig(AppConfig):
    """Complaints, their entries, and what may happen to them."""

    name = "mazalim.complaints"
    label = "complaints"

    def ready(self) -> None:
        """Put the triggers back after every migration: Django rebuilds SQLite tables when a field changes and drops them silently.

        The table of search, which is no model, is made at the same moment.
        """
        from mazalim.complaints.models import triggers
        from mazalim.complaints.search import tables

        for part in (triggers, tables):
            post_migrate.connect(part.install, sender=self)
            register(part.check_installed, Tags.database)
