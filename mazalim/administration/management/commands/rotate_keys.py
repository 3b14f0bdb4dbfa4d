"""`manage.py rotate_keys`: put new keys in place of the old ones while web and worker go on; `--drop-old` ends those that nothing needs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mazalim.administration.keys.actions import ROTATED, drop_old, rotate
from mazalim.common.keyfile import EVERY_PURPOSE, AnotherRotation

SECONDS_FOR_OTHERS = 5.0


class Command(BaseCommand):
    """Rotates keys online. Killed at any moment, it goes on where it stopped when it is called again."""

    help = "Rotate the keys of the key file online. The old keys stay in the file until `--drop-old` finds that nothing needs them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which keys, and how long others get to take notice."""
        parser.add_argument("--only", action="append", choices=EVERY_PURPOSE, help="keys of this purpose alone; may be given several times")
        parser.add_argument("--wait", type=float, default=SECONDS_FOR_OTHERS, help="seconds that other processes get to read the new file")
        parser.add_argument(
            "--announce", action="store_true", help="stop once the new keys stand in the file, to copy it to other machines"
        )
        parser.add_argument(
            "--drop-old", action="store_true", help="take keys out of the file that nothing needs any more, and do nothing else"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate or drop, and report in one line."""
        try:
            if options["drop_old"]:
                gone = drop_old(at=timezone.now(), say=self.stderr.write)
                names = ", ".join(f"{former.purpose} {former.name}" for former in gone)
                self.stdout.write(f"Dropped: {names}." if gone else "Nothing to drop.")
                return
            done = rotate(
                purposes=options["only"] or ROTATED,
                wait=options["wait"],
                say=self.stderr.write,
                clock=timezone.now,
                announce_only=options["announce"],
            )
        except AnotherRotation as error:
            raise CommandError("Another rotation is running.") from error
        if options["announce"]:
            self.stdout.write("Announced. Copy the key file to every machine, then run `manage.py rotate_keys` here.")
            return
        began = "Finished the rotation that was begun of" if done.is_resumed else "Rotated"
        self.stdout.write(
            f"{began} {', '.join(done.purposes)}: {done.complainants} complainants and {done.files} files made anew in {done.seconds:.1f} s."
            " The old keys stay until `manage.py rotate_keys --drop-old`."
        )
        if done.unreadable:
            raise CommandError(f"{done.unreadable} rows could not be opened: somebody changed them. The rotation stays unfinished.")
