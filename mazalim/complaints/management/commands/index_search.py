"""`manage.py index_search`: enter in the search what is missing there, or everything anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mazalim.complaints.models import Complaint
from mazalim.complaints.search import rebuild


class Command(BaseCommand):
    """Enters cases in the index of search, batch by batch; broken off and begun again, it goes on where it was."""

    help = "Enter in the search the cases that are missing there or were entered by an older version."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to begin from nothing, and where to go on after breaking that off."""
        parser.add_argument("--all", action="store_true", help="enter every case anew")
        parser.add_argument("--after", default="", metavar="CASE_NUMBER", help="with --all: go on after this case")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work and report after each batch in one line."""
        after = 0
        if number := options["after"]:
            if not options["all"]:
                raise CommandError("--after goes with --all: without it what is entered already is left out anyway.")
            found = Complaint.objects.filter(case_number=number).values_list("pk", flat=True).first()
            if found is None:
                raise CommandError(f"There is no case {number}.")
            after = found
        total, done = Complaint.objects.filter(pk__gt=after).count(), 0
        for progress in rebuild(is_all=options["all"], after=after):
            done = progress.done
            if options["verbosity"] > 0:
                last = Complaint.objects.values_list("case_number", flat=True).get(pk=progress.last)
                self.stdout.write(f"{progress.done} entered, up to {last}; {total} in all.")
        if not done:
            self.stdout.write("Every case is in the search already.")
