"""`manage.py dispose`: what is due and what waits; with --carry-out, do now what two administrators have agreed to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mazalim.administration.retention import queries
from mazalim.administration.retention.actions import carry_out
from mazalim.complaints.models import Disposal


class Command(BaseCommand):
    """Shows counts alone. To propose and to agree takes two administrators at their pages: a command cannot know who types it."""

    help = "Count the cases whose time is over; --carry-out disposes of those on lists that two administrators have agreed to."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to act."""
        parser.add_argument("--carry-out", action="store_true", help="do not wait for the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count or carry out, and report in one line."""
        at = timezone.now()
        if options["carry_out"]:
            agreed = Disposal.objects.filter(decision=Disposal.Decision.AGREED, lines__result="").distinct()
            total = 0
            for disposal_id in agreed.order_by("pk").values_list("pk", flat=True):
                while looked := carry_out(disposal_id=disposal_id, at=at):
                    total += looked
            self.stdout.write(f"Carried out: {total} cases. Then `manage.py tidy`.")
            return
        due, waiting = queries.due_now(at=at), queries.waiting_list()
        waits = f"a list of {waiting.cases} waits for its second administrator" if waiting else "no list waits"
        self.stdout.write(
            f"Due: {due.cases}{' or more' if due.is_more else ''} cases (identity {due.identity}, texts {due.texts}, enclosures {due.enclosures}); "
            f"held: {due.held}; {waits}."
        )
