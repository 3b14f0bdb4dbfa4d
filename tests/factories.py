"""The cast and the cases of the tests. Every state is reached through the product's own actions, on the Kurdistan profile."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from mazalim.accounts.actions import add_officer, grant
from mazalim.accounts.models import Officer, Role
from mazalim.accounts.queries import Standing, standing_of
from mazalim.common.clock import day_of
from mazalim.complaints.models import Complaint
from mazalim.country.queries import calendar, forget_policy
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import central_desk
from mazalim.journey.intake import actions as intake
from mazalim.pages.profile import load_profile
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from tests import kept_rows

NOON = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)  # a Sunday, noon in Erbil: a working day
PASSWORD = "correct horse battery staple"
BODY, CATEGORY = "MUN-EBL", "road_damage"
_numbers = count(1)


def today() -> date:
    """The day that it is in the country: in the evening of Greenwich it is tomorrow there already."""
    return day_of(timezone.now(), calendar().zone)


def load_country(name: str = "kurdistan") -> None:
    """Bodies, categories, calendar and texts of a real profile."""
    is_first = kept_rows.are_empty()
    if is_first and kept_rows.put_back(name):
        return
    load_profile(folder=Path(settings.BASE_DIR) / "profiles" / name, at=NOON)
    if is_first:
        kept_rows.keep(name)


@dataclass(frozen=True)
class Case:
    """A lodged complaint with what its complainant holds."""

    complaint: Complaint
    code: str
    contact: str

    def fresh(self) -> Complaint:
        """The complaint as it stands in the database now."""
        return Complaint.objects.get(pk=self.complaint.pk)


def body(code: str = BODY) -> PublicBody:
    """A body of the profile."""
    return PublicBody.objects.get(code=code)


def content(**changes: Any) -> dict[str, Any]:
    """A complete draft about a damaged road; keyword arguments replace fields. `body` and `category` may be codes; `body=None` is unknown."""
    named = changes.pop("body", BODY)
    where = body(named) if isinstance(named, str) else None
    category = (where or body()).categories.get(code=changes.pop("category", CATEGORY))
    whole = {
        "kind": "complaint",
        "body": where.pk if where else None,
        "body_unknown": where is None,
        "category": category.pk,
        "against": "service",
        "subject": "A deep hole outside a primary school",
        "description": "For three weeks there has been a hole half a metre deep in front of the school gate. Two children fell into it.",
        "happened_on": date(2026, 10, 20).isoformat(),
        "points": ["Fill the hole.", "Put a barrier there until it is filled."],
        "answers": {question["code"]: _answer(question) for question in category.questions},
        "identity_mode": "named",
        "given_name": "Zainab",
        "family_name": "Karim",
        "birth_date": "1984-03-27",
        "citizenship": "IQ",
        "identity_number": "198403271234",
        "email": f"zainab{next(_numbers)}@example.org",
        "verify_by": "email",
    }
    return whole | changes


def _answer(question: dict[str, Any]) -> str:
    by_kind = {"date": "2026-10-20", "number": "3", "yes_no": "yes", "choice": question.get("choices", [{"code": ""}])[0]["code"]}
    return str(by_kind.get(question["kind"], "By the school gate"))


def draft(*, at: datetime = NOON, language: str = "en", channel: str = "web", **changes: Any) -> tuple[Any, str]:
    """A complete draft whose contact is not proved, and its token."""
    return intake.begin(
        language=language, channel=channel, network="203.0.113.7", at=at, content=content(**changes) | {"language": language}
    )


def sent_code(kind: str = "verification_code") -> str:
    """The code in the newest notice that waits in the outbox."""
    for job in Job.objects.filter(name="notices.deliver", payload__kind=kind).order_by("-pk"):
        values = sealed_part(job)["values"]
        return str(values.get("verification_code") or values["complaint_code"])
    raise AssertionError(f"No notice of kind {kind} waits.")


def lodge(*, at: datetime = NOON, **changes: Any) -> Case:
    """A complaint lodged through drafting, proving and lodging."""
    made, token = draft(at=at, **changes)
    intake.send_code(draft_id=made.pk, token=token, at=at)
    contact = intake.open_draft(draft_id=made.pk, token=token, at=at).content.contact
    lodged = intake.lodge_once(draft_id=made.pk, token=token, typed=sent_code(), at=at)
    return Case(Complaint.objects.get(pk=lodged.complaint_id), lodged.complaint_code, contact)


def lodge_in_loaded_country(**changes: Any) -> Case:
    """`lodge` where no fixture has loaded the country."""
    load_country()
    return lodge(**changes)


def forget_country() -> None:
    """Read policy and calendar anew."""
    forget_policy()


def officer(*, desk: Desk | None = None, supervises: PublicBody | None = None, role: Role | None = None, name: str = "") -> Officer:
    """An officer at a desk, a supervisor of a body, or somebody with a role that has no scope. Without arguments: at the desk of BODY's roads."""
    number = next(_numbers)
    made = add_officer(email=f"officer{number}@office.example", name=name or f"Officer {number}", password=PASSWORD, language="en", at=NOON)
    if supervises is not None:
        grant(officer=made, role=Role.SUPERVISOR, body=supervises, at=NOON)
    elif role is not None:
        grant(officer=made, role=role, at=NOON)
        if role == Role.CENTRAL_OFFICER:
            grant(officer=made, role=Role.OFFICER, desk=central_desk(), at=NOON)
    if desk is not None:
        grant(officer=made, role=Role.OFFICER, desk=desk, at=NOON)
    return made


def officer_for(case: Case) -> Officer:
    """An officer at the desk that holds a case."""
    return officer(desk=case.fresh().desk)


def supervisor_for(case: Case) -> Officer:
    """A supervisor of the body that holds a case."""
    return officer(supervises=case.fresh().body)


def standing(made: Officer) -> Standing:
    """An officer's roles."""
    return standing_of(made)


def client_of(made: Officer) -> Client:
    """A browser at which an officer has signed in."""
    client = Client()
    client.force_login(made)
    return client
