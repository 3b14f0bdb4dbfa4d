"""What an officer holds in tests: an app that shows codes, and a browser with a passkey, played with real keys."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData
from pyotp import TOTP

from mazalim.accounts.actions import passkeys
from mazalim.accounts.actions.code_apps import begin_app
from mazalim.accounts.models import CodeApp
from tests.factories import PASSWORD


def set_up_app(officer, at=None):
    """An app in use; no code of it was shown yet."""
    at = at or timezone.now()
    totp = TOTP(begin_app(officer=officer, at=at))
    CodeApp.objects.filter(officer=officer).update(confirmed_at=at)
    return totp


def show_password(client, officer, password=PASSWORD, **more):
    """The first page of signing in."""
    return client.post(reverse("accounts:sign_in"), {"email": officer.email, "password": password}, **more)


def show_code(client, code, **more):
    """The second page."""
    return client.post(reverse("accounts:second_step"), {"code": code}, **more)


def is_in(client):
    """Whether the session opens the account's page."""
    return client.get(reverse("accounts:account")).status_code == 200


def text_of(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


class Authenticator:
    """A device that keeps one passkey. What it sends can be falsified by the arguments."""

    def __init__(self, counts=True):
        self.key, self.id, self.counter, self.counts = ec.generate_private_key(ec.SECP256R1()), token_bytes(32), 0, counts

    def _said(self, kind, asked, origin):
        challenge = asked["challenge"]
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": origin or settings.MAZALIM_ORIGIN, "crossOrigin": False}
        ).encode()

    def _data(self, *, host, flags, credential=b""):
        self.counter += self.counts
        return AuthenticatorData.create(sha256(host.encode()).digest(), flags, self.counter, credential)

    def make(self, asked, *, origin="", host="", is_verified=True):
        """The answer to a question for a new passkey."""
        said = self._said("webauthn.create", asked, origin)
        flag = AuthenticatorData.FLAG
        flags = flag.UP | flag.AT | (flag.UV if is_verified else flag(0))
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key()))
        attestation = AttestationObject.create("none", self._data(host=host or passkeys.host(), flags=flags, credential=credential), {})
        return self._answer({"clientDataJSON": text_of(said), "attestationObject": text_of(attestation)})

    def show(self, asked, *, origin="", host="", is_verified=True, key=None):
        """The answer to a question for a proof."""
        said = self._said("webauthn.get", asked, origin)
        flag = AuthenticatorData.FLAG
        data = self._data(host=host or passkeys.host(), flags=flag.UP | (flag.UV if is_verified else flag(0)))
        signature = (key or self.key).sign(data + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": text_of(said), "authenticatorData": text_of(data), "signature": text_of(signature)})

    def _answer(self, response):
        return json.dumps(
            {"id": text_of(self.id), "rawId": text_of(self.id), "type": "public-key", "response": response, "clientExtensionResults": {}}
        )


def registered(officer, at=None, **kind):
    """A device whose passkey the officer's account knows."""
    device = Authenticator(**kind)
    asked, state = passkeys.ask_for_new_passkey(officer=officer)
    passkeys.add_passkey(officer=officer, state=state, answer=device.make(asked), name="Work computer", at=at or timezone.now())
    return device


def bytes_of(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
