"""The command by which the first accounts of an installation are made."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from mazalim.accounts.models import Grant, Officer
from tests import factories

GOOD = "a long and quiet sentence"


@pytest.fixture(autouse=True)
def country(db: None) -> None:
    factories.load_country()


def add(monkeypatch: pytest.MonkeyPatch, *args: str, password: str = GOOD, **options: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    out = io.StringIO()
    call_command("add_officer", *args, stdout=out, **options)
    return out.getvalue()


def test_the_first_administrator_can_sign_in_and_reads_no_case(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    assert "administrator" in add(monkeypatch, "a@office.example", "A. Hawrami", role="administrator")
    client.post("/en/office/sign-in/", {"email": "a@office.example", "password": GOOD})
    assert client.get("/en/office/account/").status_code == 200
    assert client.get("/en/office/desk/").status_code in {403, 404}


def test_an_account_holds_an_administrators_role_or_case_roles_never_both(monkeypatch: pytest.MonkeyPatch) -> None:
    add(monkeypatch, "a@office.example", "A. Hawrami", role="administrator")
    with pytest.raises(CommandError, match="never both"):
        add(monkeypatch, "A@office.example", "A. Hawrami", role="supervisor", body="MUN-EBL")
    assert Grant.objects.count() == 1


def test_a_further_role_needs_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    add(monkeypatch, "s@office.example", "S. Azad", role="officer", desk="MUN-EBL-ROADS")
    add(monkeypatch, "s@office.example", "S. Azad", role="supervisor", body="MUN-EBL", password="")
    assert Officer.objects.get().grants.count() == 2


@pytest.mark.parametrize("options", [{"role": "officer"}, {"role": "officer", "desk": "nowhere"}, {"role": "auditor", "body": "MUN-EBL"}])
def test_a_role_without_its_scope_is_refused_before_anything_is_written(monkeypatch: pytest.MonkeyPatch, options: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        add(monkeypatch, "s@office.example", "S. Azad", **options)
    assert not Officer.objects.exists()


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="12"):
        add(monkeypatch, "s@office.example", "S. Azad", role="auditor", password="short")
    assert not Officer.objects.exists()
