"""`manage.py make_keys PATH`: make the key ring of an installation and, beside it, the keys that sign receipts and seals."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mazalim.common.keys import make_key_file
from mazalim.common.signing import make_signing_key, publish, read_signing_key

SIGNING = {"receipt": "receipt_key.pem", "seal": "seal_key.pem"}
PUBLIC = "public_keys.pem"


class Command(BaseCommand):
    """Writes new keys to files that do not exist yet, readable by their owner alone."""

    help = "Make the keys of a new installation, or a new key for receipts or seals. Keep copies apart from the backups of the database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write, and what."""
        parser.add_argument("path", type=Path, help=f"The file of the key ring; {', '.join(SIGNING.values())} and {PUBLIC} go beside it.")
        parser.add_argument(
            "--only", choices=sorted(SIGNING), help=f"Make one signing key at PATH and add its public key to {PUBLIC} beside it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, but never over keys that are there: what they encrypt or signed could not be read or proved again."""
        path: Path = options["path"]
        signing = [path] if options["only"] else [path.with_name(name) for name in SIGNING.values()]
        for wanted in [*signing, *([] if options["only"] else [path])]:
            if wanted.exists():
                raise CommandError(f"{wanted} exists already and was left alone.")
        try:
            if not options["only"]:
                make_key_file(path)
            for wanted in signing:
                make_signing_key(wanted)
                publish(path.with_name(PUBLIC), read_signing_key(wanted, setting=str(wanted)).public_key())
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        made = [*([] if options["only"] else [path]), *signing]
        self.stdout.write(f"Made {', '.join(map(str, made))}. Keep a copy apart from the backups of the database.")
