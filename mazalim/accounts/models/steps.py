"""What an officer shows beside the password: an app's codes, passkeys, recovery codes; and who they are at the organisation's own sign-in."""

from typing import ClassVar

from django.db import models

from mazalim.accounts.models.officers import Officer


class CodeApp(models.Model):
    """An app on the officer's phone that shows a code of six figures every half minute (TOTP, RFC 6238)."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, related_name="code_app")
    key_id = models.CharField(max_length=40)  # of the key-encryption key that sealed the secret
    sealed_secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)  # the half minute whose code was accepted last; no code counts twice
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # until a first code has come the app counts for nothing

    def __str__(self) -> str:
        return str(self.officer_id)


class Passkey(models.Model):
    """A key that an officer's device keeps and opens by finger, face or PIN (WebAuthn)."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()  # id and public key as the device gave them; nothing of it is secret
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code on paper that stands in for app and passkey once. Kept as a keyed hash."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.officer_id)


class ProviderLink(models.Model):
    """Under which name an organisation's sign-in (OpenID Connect) knows an officer. The first time they are found by their proved address."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="provider_links")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="provider_link_once_a_subject"),
            models.UniqueConstraint(fields=["officer", "issuer"], name="provider_link_once_an_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.issuer}"
