"""Citizens of the vault's proofs, made and looked for by the product's own actions. Runs as a process of its own: DJANGO_SETTINGS_MODULE is set."""

import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any

import django


@dataclass(frozen=True)
class Citizen:
    """What a citizen holds after lodging."""

    complaint: int
    code: str
    contact: str
    number: str  # of the identity card


def lodge(mark: str, *, words: str = "") -> Citizen:
    """Lodge a complaint with an enclosure in the Kurdistan profile; `mark` makes the person, `words` stand in every text."""
    from django.utils import timezone

    from mazalim.complaints.models import Complaint
    from mazalim.directory.models import PublicBody
    from mazalim.journey.intake import actions as intake
    from mazalim.journey.tracking import actions as tracking
    from mazalim.work.actions import sealed_part
    from mazalim.work.models import Job

    at, body = timezone.now(), PublicBody.objects.get(code="MUN-EBL")
    category = body.categories.get(code="road_damage")
    contact, number = f"{mark}@vault.example".lower(), f"{198403270000 + abs(hash(mark)) % 9000}"
    content = {
        "kind": "complaint", "body": body.pk, "category": category.pk, "against": "service",
        "subject": f"A hole in the road {words}", "description": f"There has been a hole in front of the gate for three weeks. {words}",
        "happened_on": "2026-10-20", "points": [f"Fill the hole. {words}"], "identity_mode": "named", "verify_by": "email", "language": "en",
        "answers": {question["code"]: _answer(question) for question in category.questions},
        "given_name": f"Given{mark}", "family_name": f"Family{mark}", "birth_date": "1984-03-27", "citizenship": "IQ",
        "identity_number": number, "email": contact,
    }  # fmt: skip
    draft, token = intake.begin(language="en", channel="web", network="203.0.113.7", at=at, content=content)
    intake.send_code(draft_id=draft.pk, token=token, at=at)
    codes = Job.objects.filter(name="notices.deliver", payload__kind="verification_code").order_by("-pk")[:20]
    typed = next(
        sealed["values"]["verification_code"] for job in codes if (sealed := sealed_part(job)) is not None and sealed["address"] == contact
    )
    lodged = intake.lodge_once(draft_id=draft.pk, token=token, typed=typed, at=at)
    file = tracking.NamedFile(f"{mark}.txt", BytesIO(f"a bill {words}".encode()))
    tracking.message(complaint_id=lodged.complaint_id, text=f"The bill. {words}", files=[file], at=at)
    return Citizen(Complaint.objects.get(pk=lodged.complaint_id).pk, lodged.complaint_code, contact, number)


def _answer(question: dict[str, Any]) -> str:
    by_kind = {"date": "2026-10-20", "number": "3", "yes_no": "yes", "choice": question.get("choices", [{"code": ""}])[0]["code"]}
    return str(by_kind.get(question["kind"], "By the gate"))


def is_found(citizen: Citizen) -> bool:
    """Whether code and contact open the file, the contact finds it, the person is read, and so is the name of the file."""
    from django.utils import timezone

    from mazalim.complainants.contacts import Address
    from mazalim.complainants.queries import person_of, refs_with_contact
    from mazalim.complaints.models import Complaint
    from mazalim.evidence.models import StoredFile
    from mazalim.evidence.queries import name_of
    from mazalim.journey.tracking import actions as tracking

    try:
        tracking.follow(code=citizen.code, contact=Address("email", citizen.contact), network="198.51.100.9", at=timezone.now())
    except (tracking.NotFound, tracking.CodeNeeded):
        return False
    ref = Complaint.objects.values_list("complainant_ref", flat=True).get(pk=citizen.complaint)
    is_same = refs_with_contact(channel="email", contact=citizen.contact) == [ref] and person_of(ref).email == citizen.contact
    file = StoredFile.objects.filter(enclosures__complaint=citizen.complaint).first()
    return is_same and file is not None and name_of(file).endswith(".txt")


def read_list(file: Path) -> list[Citizen]:
    """The citizens written down so far; a line that is being written is left out."""
    lines = file.read_text().split("\n")[:-1] if file.exists() else []
    return [Citizen(**json.loads(line)) for line in lines]


def note(file: Path, citizen: Citizen) -> None:
    """Write a citizen down, forced to the disk: from now on they must be found."""
    with file.open("a") as handle:
        handle.write(json.dumps(asdict(citizen)) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


class _End:
    """Set by SIGTERM."""

    is_asked = False

    @classmethod
    def ask(cls, _signal: int, _frame: FrameType | None) -> None:
        """Go on to the end of the round."""
        cls.is_asked = True


def write_until_ended(file: Path, name: str) -> None:
    """Lodge one complaint after the other."""
    from django.db.utils import OperationalError

    number = 0
    while not _End.is_asked:
        number += 1
        try:
            note(file, lodge(f"{name}{number}"))
        except OperationalError:  # not acknowledged, so nobody has to be found
            time.sleep(0.5)
        time.sleep(0.05)


def watch_until_ended(file: Path, misses: Path) -> None:
    """Look for everybody again and again; write down who was missed, and at the end how many looks there were."""
    looks = 0
    while not _End.is_asked:
        for citizen in read_list(file)[-60:] + read_list(file)[:20]:
            looks += 1
            if not _found_in_the_end(citizen):
                with misses.open("a") as handle:
                    handle.write(json.dumps(asdict(citizen)) + "\n")
            if _End.is_asked:
                break
    print(looks, flush=True)


def _found_in_the_end(citizen: Citizen, tries: int = 10) -> bool:
    """As `is_found`; where the machine is so busy that SQLite gives up waiting for its writer, the citizen asks again."""
    from django.db.utils import OperationalError

    for _ in range(tries - 1):
        try:
            return is_found(citizen)
        except OperationalError:
            time.sleep(0.5)
    return is_found(citizen)


def main(part: str, *arguments: str) -> None:
    """Seed, write, watch or look once."""
    django.setup()
    signal.signal(signal.SIGTERM, _End.ask)
    file = Path(arguments[0])
    if part == "seed":
        for number in range(int(arguments[1])):
            note(file, lodge(f"seed{number}"))
    elif part == "write":
        write_until_ended(file, arguments[1])
    elif part == "watch":
        watch_until_ended(file, Path(arguments[1]))
    elif part == "look":
        everybody = read_list(file)
        print(json.dumps({"citizens": len(everybody), "missed": [one.complaint for one in everybody if not is_found(one)]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
