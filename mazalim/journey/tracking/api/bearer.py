"""The token of a complaint: sealed, for half an hour, and dead as soon as the code is renewed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja.security import HttpBearer

from mazalim.common.clock import stamp, unstamp
from mazalim.common.crypto import CannotUnseal, seal_as_text, unseal_text
from mazalim.complaints.access import Follower, complaints_shown_to
from mazalim.complaints.models import Complaint

LIFE = timedelta(minutes=30)
PLACE = "tracking.api.token"
PART = 12  # bytes of the code's hash that the token is tied to
MOST_SIGNS = 500


@dataclass(frozen=True)
class Following:
    """Whoever holds a living token, and the complaint as it stood when the request came."""

    follower: Follower
    complaint: Complaint

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are: those of the complaint, so that a new token repeats safely."""
        return f"complaint.{self.follower.complaint_id}"


def complaint_followed(follower: Follower) -> Complaint | None:
    """The cover with what its complainant is shown of it. One query."""
    return complaints_shown_to(follower).select_related("body", "desk", "category", "pending_contact").first()


def token_for(follower: Follower, *, until: datetime) -> str | None:
    """A token for who has just shown code and contact."""
    complaint = complaint_followed(follower)
    if complaint is None:
        return None
    part = bytes(complaint.code_hash)[:PART].hex()
    return seal_as_text({"complaint": complaint.pk, "until": stamp(until), "part": part}, place=PLACE)


def following_by(token: str, *, at: datetime) -> Following | None:
    """Whom a token lets in; None for every other text."""
    if len(token) > MOST_SIGNS:
        return None
    try:
        held = unseal_text(token, place=PLACE)
    except CannotUnseal:
        return None
    if unstamp(held["until"]) <= at:
        return None
    follower = Follower(held["complaint"])
    complaint = complaint_followed(follower)
    if complaint is None or not compare_digest(bytes(complaint.code_hash)[:PART].hex(), held["part"]):
        return None
    return Following(follower, complaint)


class TrackingToken(HttpBearer):
    """The token of one complaint."""

    openapi_description = gettext_noop("The token that code and contact were exchanged for. It lives for half an hour.")

    def authenticate(self, request: HttpRequest, token: str) -> Following | None:
        """Who follows, before anything of the body is read."""
        return following_by(token, at=timezone.now())


def following(request: HttpRequest) -> Following:
    """Who follows, in an operation that the bearer check has opened."""
    return request.auth  # type: ignore[attr-defined]  # set by the bearer check
