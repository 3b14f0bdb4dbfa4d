"""What is in the installation after a drill, as JSON: read by the product's own code in a process of its own."""

import json
from hashlib import sha256
from typing import Any


def main() -> None:
    """Print it."""
    import django

    django.setup()
    from django.core.files.storage import default_storage

    from mazalim.complaints.lifecycle.leaves import digest
    from mazalim.complaints.models import Complaint, Enclosure, Entry
    from mazalim.evidence.models import StoredFile
    from mazalim.evidence.queries import contents_of
    from mazalim.work.models import Job

    cases: dict[str, dict[str, Any]] = {}
    broken = []
    for complaint in Complaint.objects.iterator():
        head = b""
        entries = list(complaint.entries.select_related("words").order_by("number"))
        for number, entry in enumerate(entries, start=1):
            head = digest(head, entry, complaint.case_number)
            if entry.number != number or head != bytes(entry.digest):
                broken.append(f"{complaint.case_number} {entry.number}")
        if head != bytes(complaint.head_digest):
            broken.append(complaint.case_number)
        messages = [entry.words.text for entry in entries if entry.kind == "message"]
        cases[complaint.case_number] = {"enclosures": [], "messages": messages}
    for enclosure in Enclosure.objects.select_related("complaint", "file").iterator():
        digest_of_it = sha256(b"".join(contents_of(enclosure.file))).hexdigest()
        cases[enclosure.complaint.case_number]["enclosures"].append(digest_of_it)
    notices = Job.objects.filter(name="notices.deliver")
    print(
        json.dumps(
            {
                "cases": cases,
                "all_numbers": list(Complaint.objects.values_list("case_number", flat=True)),
                "entries": Entry.objects.count(),
                "broken": broken,
                "files_lost": sum(not default_storage.exists(path) for file in StoredFile.objects.iterator() for path in file.kept_paths),
                "files_waiting": StoredFile.objects.filter(state="waiting").count(),
                "dead": list(Job.objects.filter(dead_at__isnull=False).values_list("name", "last_error")),
                "undone": Job.objects.filter(done_at=None, dead_at=None, name="notices.deliver").count(),
                "notices": [f"notice-{pk}" for pk in notices.filter(done_at__isnull=False).values_list("pk", flat=True)],
                "tries": max(Job.objects.values_list("attempts", flat=True), default=0),
            }
        )
    )
