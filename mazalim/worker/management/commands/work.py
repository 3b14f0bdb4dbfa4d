"""`manage.py work`: send notices, sweep deadlines, advance figures, until told to stop."""

import signal
from threading import Event
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mazalim.common.database.migrations import refuse_to_start_unmigrated
from mazalim.proof.keys import seal_key_id
from mazalim.worker.loop import work, work_all


class Command(BaseCommand):
    """The worker."""

    help = "Does what waits in the outbox and what the schedules say, until SIGTERM or Ctrl-C."
    # Those that concern a worker. Those of addresses load the whole API, 18 MB, and nobody calls on a worker.
    requires_system_checks = (Tags.caches, Tags.compatibility, Tags.files, Tags.models, Tags.security, Tags.templates, Tags.translation)

    def add_arguments(self, parser: CommandParser) -> None:
        """--once ends when nothing waits any more."""
        parser.add_argument("--once", action="store_true", help="Do what waits now and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the loop."""
        refuse_to_start_unmigrated()
        seal_key_id()  # raises ImproperlyConfigured, in a sentence that names the setting, rather than fail every hour
        if options["once"]:
            self.stdout.write(f"{work_all(at=timezone.now())} jobs tried.")
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        work(stop=stop)
