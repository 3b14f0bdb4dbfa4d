"""Find the officer whom an organisation's own sign-in tells of. Nobody gets an account or a role by it."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.actions.events import note
from mazalim.accounts.actions.provider import NotBelieved, Told
from mazalim.accounts.models import Officer, ProviderLink, SignInEvent


@transaction.atomic
def officer_told_of(*, told: Told, at: datetime) -> Officer:
    """The open account that the provider's subject belongs to; the first time it is found by its proved e-mail address. Raises NotBelieved.

    From then on the subject alone counts: whoever gets the address of somebody who has left does not get their account.
    """
    found = ProviderLink.objects.select_related("officer").filter(issuer=told.issuer, subject=told.subject).first()
    if found is not None:
        if not found.officer.is_active:
            raise NotBelieved("closed")
        return found.officer
    if not told.email:
        raise NotBelieved("unproved_address")
    officer = Officer.objects.select_for_update().filter(email=told.email, is_service=False).first()
    if officer is None:
        raise NotBelieved("unknown")
    if not officer.is_active:
        raise NotBelieved("closed")
    if ProviderLink.objects.filter(officer=officer, issuer=told.issuer).exists():
        raise NotBelieved("another_subject")
    ProviderLink.objects.create(officer=officer, issuer=told.issuer, subject=told.subject, linked_at=at)
    note(officer, SignInEvent.Kind.PROVIDER_LINKED, at=at)
    return officer
