"""Where officers are signed in, and what happened to the way they sign in."""

from typing import ClassVar

from django.db import models

from mazalim.accounts.models.officers import Officer


class OpenSession(models.Model):
    """A session that is open, so that its owner can see and end it. The row goes when the session ends; no network address is kept."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20, blank=True)  # a family such as "firefox", nothing finer
    system = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.officer_id} {self.browser} {self.system}"


class SignInEvent(models.Model):
    """Something changed in how an officer signs in. They are told by mail that it did, and read here what."""

    class Kind(models.TextChoices):
        """What changed."""

        PASSWORD = "password"  # noqa: S105 - the name of an event
        APP_ADDED = "app_added"
        APP_REMOVED = "app_removed"
        PASSKEY_ADDED = "passkey_added"
        PASSKEY_REMOVED = "passkey_removed"
        CODES_RENEWED = "codes_renewed"
        CODE_USED = "code_used"
        PROVIDER_LINKED = "provider_linked"
        RESET = "reset"
        GUESSED = "guessed"

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="sign_in_events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["officer", "-at"], name="sign_in_event_of_officer")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.kind}"
