"""`manage.py take_out_original CASE ENCLOSURE FILE --officer E-MAIL`: the original of an enclosure, metadata and all, for an officer who needs it as evidence.

No page serves originals. The officer must see the case; the complainant reads on *Who opened my file* that it was taken out.
"""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import standing_of
from mazalim.common.crypto import CannotUnseal
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.actions import note_download
from mazalim.complaints.models import Download
from mazalim.complaints.queries import stored_file_shown_to
from mazalim.evidence.queries import contents_of


class Command(BaseCommand):
    """Writes one file, readable by its owner alone, and notes it."""

    help = "Write the original of an enclosure, with its metadata, for an officer who sees the case. The complainant reads that it was taken out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which enclosure, where to, for whom."""
        parser.add_argument("case_number")
        parser.add_argument("enclosure", help="its id, as it stands in the address of its download")
        parser.add_argument("file", type=Path, help="a file that does not exist yet")
        parser.add_argument("--officer", required=True, help="the e-mail address of the officer for whom it is taken out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, note, and report in one line."""
        at, target = timezone.now(), options["file"]
        officer = Officer.objects.filter(email__iexact=options["officer"], is_active=True).first()
        standing = standing_of(officer) if officer is not None else None
        shown = complaints_shown_to(standing).select_related("body", "desk", "appeal_desk") if standing is not None else None
        complaint = shown.filter(case_number=options["case_number"]).first() if shown is not None else None
        try:
            stored = stored_file_shown_to(standing, complaint, options["enclosure"], at=at) if standing and complaint else None
        except ValidationError:
            stored = None
        if standing is None or complaint is None or stored is None:
            raise CommandError("This officer sees no such enclosure.")
        try:
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for block in contents_of(stored):
                    file.write(block)
        except FileExistsError as error:
            raise CommandError(f"{target} exists already.") from error
        except (OSError, CannotUnseal) as error:
            target.unlink(missing_ok=True)
            raise CommandError(f"The original cannot be read ({type(error).__name__}).") from error
        note_download(complaint=complaint, public_id=options["enclosure"], how=Download.How.ORIGINAL, standing=standing, at=at)
        self.stdout.write(f"{stored.size} bytes written to {target}; the complainant reads that the original was taken out.")
