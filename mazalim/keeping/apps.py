"""The keeping app."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate


class KeepingConfig(AppConfig):
    """See the package."""

    name = "mazalim.keeping"
    label = "keeping"

    def ready(self) -> None:
        """After every migration: rights on new tables, and how tables are stored. The room has no models, so it listens to the last that has."""
        post_migrate.connect(_look_after_postgresql, sender=apps.get_app_config("administration"))


def _look_after_postgresql(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    from mazalim.keeping.postgresql import roles, storage

    storage.apply(connection)
    roles.grant_again(connection)
