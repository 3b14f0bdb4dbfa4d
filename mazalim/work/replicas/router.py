"""Which database a model is read from. Installed only where MAZALIM_REPLICA_URLS is set."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from mazalim.work.replicas.reading import replica_read
from mazalim.work.replicas.writing import note_write

# What lists and public pages show. Whatever is not named is read from the primary, on every page: accounts, roles and sessions, exclusions, limits;
# and the policy, holidays and public bodies, which are kept in memory, from where decisions take them.
MAY_LAG = frozenset(
    {
        "complaints.complaint",
        "complaints.entry",
        "complaints.entrytext",
        "complaints.opening",
        "country.pagetext",
        "country.questionandanswer",
        "directory.category",
        "figures.total",
        "figures.watermark",
        "systemic.systemicissue",
    }
)


class Router:
    """Reads what may lag from the replica of the page, if it has one, and all else from where it is written."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The replica where the page may read one and the model may lag."""
        reading = replica_read()
        if reading is not None and model._meta.label_lower in MAY_LAG:
            return reading.alias
        return _home(hints)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Never a replica, also not for a row that came from one; notes that something is written."""
        note_write()
        return _home(hints)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        """A row of a replica is the same row as on the primary."""
        ours = {None, DEFAULT_DB_ALIAS, *settings.MAZALIM_REPLICAS}
        return True if {one._state.db, other._state.db} <= ours else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """A replica follows by itself."""
        return False if db in settings.MAZALIM_REPLICAS else None


def _home(hints: dict[str, Any]) -> str:
    """The primary; or, of a row from a database set aside by a command, that one."""
    instance = hints.get("instance")
    alias = instance._state.db if instance is not None else None
    return alias if alias and alias not in settings.MAZALIM_REPLICAS else DEFAULT_DB_ALIAS
