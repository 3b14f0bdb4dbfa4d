"""`manage.py restore FOLDER --keys FOLDER`: bring a backup back."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mazalim.keeping.actions import check, holds_something, restore
from mazalim.keeping.management.telling import Progress, in_words
from mazalim.keeping.rules import BadBackup, CannotKeep

ANSWER = "restore"


class Command(BaseCommand):
    """Nothing is written before every piece of the backup was found as it was made."""

    help = "Bring back what `backup` wrote. Web and worker must be stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """From where."""
        parser.add_argument("folder", type=Path, help="The folder that `backup` wrote.")
        parser.add_argument(
            "--keys", type=Path, metavar="FOLDER", help="The folder of the keys, unless this installation has them already."
        )
        parser.add_argument("--force", action="store_true", help="Put aside what this installation holds now; asks first.")
        parser.add_argument("--no-input", action="store_true", help="With --force: do not ask.")
        parser.add_argument("--check", action="store_true", help="Only see whether the backup is whole.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, ask, restore, count."""
        folder, keys, progress = options["folder"], options["keys"], Progress()
        try:
            manifest = check(folder=folder, keys=keys, tell=progress)
            progress.end()
            said = f"The backup of {manifest.made_at} is whole: {in_words(manifest.counts)}."
            self.stdout.write(said)
            if options["check"]:
                return
            if holds_something():
                _ask(options)
            done = restore(folder=folder, manifest=manifest, keys=keys, at=timezone.now(), tell=progress)
        except (BadBackup, CannotKeep) as error:
            raise CommandError(str(error)) from error
        finally:
            progress.end()
        self.stdout.write(f"Restored: {in_words(done.counts)}.")
        if done.aside:
            self.stdout.write(f"What was here before lies in {done.aside}. Delete it when you do not need it any more.")
        if done.missing:
            raise CommandError(f"Fewer than the backup says: {in_words(done.missing)}. Do not serve; look at the disk and restore again.")
        self.stdout.write(
            "Start web and worker. Officers sign in again, complainants enter their code again; nothing else is asked of them."
        )


def _ask(options: dict[str, Any]) -> None:
    """Whoever restores over something says so twice."""
    if not options["force"]:
        raise CommandError("This installation is not empty. --force puts aside what it holds and restores in its place.")
    if options["no_input"]:
        return
    if not sys.stdin.isatty():
        raise CommandError("There is nobody to ask. Add --no-input to --force.")
    if input(f"What this installation holds now will be put aside. Type {ANSWER!r} to go on: ").strip() != ANSWER:
        raise CommandError("Nothing was changed.")
