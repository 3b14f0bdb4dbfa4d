"""The key of a public body's own system, on the machine's door."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja.security import HttpBearer

from mazalim.accounts.actions import TooManyTries, account_of_key
from mazalim.accounts.queries import Standing, standing_of
from mazalim.web.problems import TOO_MANY, Problem
from mazalim.web.views import network_of
from mazalim.work import limits


@dataclass(frozen=True)
class Serving:
    """Which account acts."""

    standing: Standing

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are: those of the account, so that a new key of it repeats safely."""
        return f"service.{self.standing.officer_id}"


class ServiceToken(HttpBearer):
    """A key of a public body's own system."""

    openapi_description = gettext_noop("The key that the administrators gave to the public body's own system.")

    def authenticate(self, request: HttpRequest, token: str) -> Serving | None:
        """Who acts, before anything of the body is read. From here on the request has the account's standing, as an officer's has."""
        at = timezone.now()
        try:
            officer = account_of_key(secret=token, network=network_of(request), at=at)
        except TooManyTries as error:
            raise Problem(TOO_MANY, retry_after=limits.seconds_left("service_key_failures_per_network", at=at)) from error
        if officer is None:
            return None
        standing = standing_of(officer)
        request.standing = standing  # type: ignore[attr-defined]  # what complaints.door reads
        return Serving(standing)
