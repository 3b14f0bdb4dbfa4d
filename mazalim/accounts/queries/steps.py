"""What an officer signs in with, where they are signed in, and what changed in it."""

from dataclasses import dataclass

from mazalim.accounts.models import CodeApp, Grant, Officer, OpenSession, Passkey, ProviderLink, RecoveryCode, SignInEvent
from mazalim.accounts.rules.steps import needs_second_step

NEWEST = 10


@dataclass(frozen=True)
class Steps:
    """What an account can show beside its password."""

    app: CodeApp | None
    passkeys: tuple[Passkey, ...]
    codes_left: int
    is_linked: bool  # the organisation's own sign-in knows them

    @property
    def is_any(self) -> bool:
        """Whether there is an app or a passkey; recovery codes alone are none."""
        return self.app is not None or bool(self.passkeys)

    @property
    def is_only_one(self) -> bool:
        """Whether without one of them nothing would be left."""
        return len(self.passkeys) + (self.app is not None) == 1


def steps_of(officer: Officer) -> Steps:
    """App, passkeys, recovery codes not used yet; four queries."""
    return Steps(
        app=CodeApp.objects.filter(officer=officer, confirmed_at__isnull=False).first(),
        passkeys=tuple(Passkey.objects.filter(officer=officer).order_by("pk")),
        codes_left=RecoveryCode.objects.filter(officer=officer, used_at=None).count(),
        is_linked=ProviderLink.objects.filter(officer=officer).exists(),
    )


def has_second_step(officer: Officer) -> bool:
    """Whether the account has an app or a passkey."""
    return CodeApp.objects.filter(officer=officer, confirmed_at__isnull=False).exists() or Passkey.objects.filter(officer=officer).exists()


def must_show_second_step(officer: Officer) -> bool:
    """Whether one of the account's roles asks for a second step; one query."""
    return needs_second_step(list(Grant.objects.filter(officer=officer, ended_at=None).values_list("role", flat=True)))


def sessions_of(officer: Officer) -> list[OpenSession]:
    """Where the account is signed in, the newest first."""
    return list(OpenSession.objects.filter(officer=officer).order_by("-began_at", "-pk"))


def events_of(officer: Officer) -> list[SignInEvent]:
    """What changed last in how the account signs in."""
    return list(SignInEvent.objects.filter(officer=officer).order_by("-at", "-pk")[:NEWEST])
