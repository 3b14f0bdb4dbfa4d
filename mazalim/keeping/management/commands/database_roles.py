"""`manage.py database_roles`: roles of PostgreSQL that may do what they need and no more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.utils import DatabaseError

from mazalim.keeping.postgresql import roles


class Command(BaseCommand):
    """To be run as the owner of the tables. `migrate` repeats the grants for tables that it makes."""

    help = "Prints the SQL that makes the roles and gives them their rights; --apply does it."

    def add_arguments(self, parser: CommandParser) -> None:
        """--apply instead of printing."""
        parser.add_argument("--apply", action="store_true", help="Make the roles and grant, in one transaction.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or do."""
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: whoever may read its file may write it.")
        tables = [table for table in roles.tables() if table in set(connection.introspection.table_names())]
        name = str(connection.settings_dict["NAME"])
        statements = [*roles.making(roles.roles_of(connection)), *roles.granting(name, roles.ROLES, tables)]
        if not options["apply"]:
            self.stdout.write("".join(f"{statement};\n" for statement in ["BEGIN", *statements, "COMMIT"]))
            return
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        except DatabaseError as error:
            raise CommandError(f"{error} To be run as the owner of the tables, who may make roles (CREATEROLE).") from error
        self.stdout.write(f"{len(roles.ROLES)} roles have their rights on {len(tables)} tables: {', '.join(roles.ROLES)}.")
        self.stdout.write("Let each service sign in as a role of its own: CREATE ROLE web1 LOGIN PASSWORD '…' IN ROLE mazalim_web;")
