"""Accounts: add, invite, edit, close, open again."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts import actions as accounts
from mazalim.accounts.actions import recovery
from mazalim.accounts.actions.sessions import end_every_session
from mazalim.accounts.models import Officer, ServiceKey
from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.frame.queries import administrators
from mazalim.administration.models import RoleProposal
from mazalim.administration.officers.queries import has_a_role, keys_of
from mazalim.administration.roles.actions import LastAdministrator, NotForOneself, propose_address, propose_reset, stop_all
from mazalim.administration.roles.telling import tell_of_address


class AddressTaken(Exception):
    """Another account has this e-mail address."""


class AccountClosed(Exception):
    """The account is closed, or not closed any more."""


def _refuse_taken(address: str, *, but: int = 0) -> None:
    if Officer.objects.filter(email__iexact=address).exclude(pk=but).exists():
        raise AddressTaken


@transaction.atomic
def add_officer(*, by: Standing, name: str, email: str, language: str, at: datetime) -> Officer:
    """Open an account without roles and send its owner a link that sets the password. Raises AddressTaken."""
    _refuse_taken(email)
    officer = accounts.add_officer(email=email, name=name, password=None, language=language, at=at)
    accounts.invite(officer=officer, at=at)
    after = {"name": officer.name, "email": officer.email, "language": language}
    record(by=by.officer_id, subject="officer", key=str(officer.pk), names=officer.name, act="add", after=after, at=at)
    return officer


@transaction.atomic
def invite(*, by: Standing, officer_id: int, at: datetime) -> Officer:
    """Send a further link that sets a password, always to the account's own address. Raises AccountClosed, also where it has no password."""
    officer = Officer.objects.select_for_update().get(pk=officer_id)
    if not officer.is_active or officer.is_service:
        raise AccountClosed
    accounts.invite(officer=officer, at=at)
    record(by=by.officer_id, subject="officer", key=str(officer.pk), names=officer.name, act="invite", at=at)
    return officer


@transaction.atomic
def edit_officer(*, by: Standing, officer_id: int, name: str, email: str, language: str, at: datetime) -> RoleProposal | None:
    """Change name, address and language. The address of an account with a role is only proposed: the proposal is returned. Administrators
    change their own at once: it opens nothing to them that they have not.

    Raises AddressTaken, or roles.actions.NotForOneself and HasItAlready.
    """
    officer = Officer.objects.select_for_update().get(pk=officer_id)
    address = email.strip().lower()
    _refuse_taken(address, but=officer.pk)
    before = {"name": officer.name, "language": officer.language}
    old = officer.email
    is_proposed = address != old and officer.pk != by.officer_id and has_a_role(officer)
    officer.name, officer.language = name.strip(), language
    after = {"name": officer.name, "language": officer.language}
    if address != old and not is_proposed:
        officer.email = address
        before, after = before | {"email": old}, after | {"email": address}
        tell_of_address(officer, at=at, old=old)
    if before != after:
        officer.save(update_fields=["name", "language", "email"])
        record(by=by.officer_id, subject="officer", key=str(officer.pk), names=officer.name, act="edit", before=before, after=after, at=at)
    return propose_address(by=by, officer=officer, address=address, at=at) if is_proposed else None


@transaction.atomic
def deactivate(*, by: Standing, officer_id: int, at: datetime) -> Officer:
    """Close an account at once: its roles end, what is proposed for it lapses, its sessions open nothing any more.

    Its cases stay on their desks, where a supervisor hands them over. Raises AccountClosed, NotForOneself or LastAdministrator.
    """
    officer = Officer.objects.select_for_update().get(pk=officer_id)
    if not officer.is_active:
        raise AccountClosed
    if officer.pk == by.officer_id:
        raise NotForOneself
    if not administrators().exclude(pk=officer.pk).exists():
        raise LastAdministrator
    stop_all(by=by.officer_id, at=at, officer=officer)
    for key_id in keys_of(officer).values_list("pk", flat=True):
        end_key(by=by, officer_id=officer.pk, key_id=key_id, at=at)
    officer.is_active = False
    officer.set_unusable_password()
    officer.save(update_fields=["is_active", "password"])
    end_every_session(officer=officer)
    record(by=by.officer_id, subject="officer", key=str(officer.pk), names=officer.name, act="deactivate", at=at)
    return officer


@transaction.atomic
def reset_second_step(*, by: Standing, officer_id: int, at: datetime) -> RoleProposal | None:
    """Take app, passkeys and recovery codes from an account. Of an account with a role it is only proposed: the proposal is returned.

    Raises AccountClosed, NotForOneself or HasItAlready (both of roles.actions).
    """
    officer = Officer.objects.select_for_update().get(pk=officer_id)
    if not officer.is_active or officer.is_service:
        raise AccountClosed
    if officer.pk == by.officer_id:
        raise NotForOneself
    if has_a_role(officer):
        return propose_reset(by=by, officer_id=officer.pk, at=at)
    recovery.reset_second_step(officer=officer, by=by.officer_id, at=at)
    record(by=by.officer_id, subject="officer", key=str(officer.pk), names=officer.name, act="reset", at=at)
    return None


class NoSuchKey(Exception):
    """The account has no such key, or it has ended."""


@transaction.atomic
def end_key(*, by: Standing, officer_id: int, key_id: int, at: datetime) -> None:
    """End a key of a body's own system at once; nobody needs to agree. Raises NoSuchKey."""
    if not ServiceKey.objects.filter(pk=key_id, officer=officer_id).exists():
        raise NoSuchKey
    key = accounts.end_service_key(key_id=key_id, at=at)
    if key is None:
        raise NoSuchKey
    record(by=by.officer_id, subject="service_key", key=str(key.pk), names=key.officer.name, act="end", at=at)


@transaction.atomic
def reactivate(*, by: Standing, officer_id: int, at: datetime) -> Officer:
    """Open a closed account again, without roles, and send its owner a link that sets the password. Raises AccountClosed."""
    officer = Officer.objects.select_for_update().get(pk=officer_id)
    if officer.is_active:
        raise AccountClosed
    officer.is_active = True
    officer.save(update_fields=["is_active"])
    accounts.invite(officer=officer, at=at)
    record(by=by.officer_id, subject="officer", key=str(officer.pk), names=officer.name, act="reactivate", at=at)
    return officer
