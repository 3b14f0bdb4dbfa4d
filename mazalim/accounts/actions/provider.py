"""What is said to an organisation's own sign-in (OpenID Connect): where it is, where to send the officer, what the answer says.

Authorization code with PKCE, state and nonce. Signatures and claims are checked by authlib and joserfc; what travels, travels by the standard library.
"""

import base64
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.conf import settings

if TYPE_CHECKING:  # the libraries are loaded where they are used: seven megabytes, which installations without a provider do not need
    from joserfc import jwt

SECONDS, MOST_BYTES, KEPT_SECONDS, LEEWAY_SECONDS = 5, 1_000_000, 600, 60
AWAY_SECONDS = 10  # who does not answer is not asked again at every click, each of which would hold a thread
ALGORITHMS = [
    "RS256",
    "PS256",
    "ES256",
    "RS384",
    "RS512",
    "PS384",
    "PS512",
    "ES384",
    "ES512",
    "EdDSA",
]  # never HS*, whose key is the shared secret


class ProviderAway(Exception):
    """The organisation's sign-in does not answer, or answers what makes no sense."""


class NotBelieved(Exception):
    """The answer does not belong to the question, is not signed by the provider, not for us, too old, or about nobody. `reason` is a code for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Asking:
    """What the session keeps while the officer is at the provider."""

    state: str
    nonce: str
    verifier: str
    since: int  # they must have signed in there at this second or later; 0 where an older sign-in will do


@dataclass(frozen=True)
class Told:
    """What the provider says of who has signed in."""

    issuer: str
    subject: str
    email: str  # empty where the provider has not proved it
    acr: str
    amr: tuple[str, ...]


class _StayHere(urllib.request.HTTPRedirectHandler):
    """The provider's addresses are called as they stand: a redirect could lead anywhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)
_kept: dict[str, tuple[float, dict[str, Any]]] = {}  # address -> when it was read, what it said; nothing where it did not answer


def is_configured() -> bool:
    """Whether the installation has an organisation's sign-in."""
    return bool(settings.MAZALIM_OIDC_URL)


def redirect_uri() -> str:
    """Where the provider sends the officer back to; it must be registered there word for word."""
    return f"{settings.MAZALIM_ORIGIN}/sign-on/back/"


def way_to_provider(*, anew_at: datetime | None = None) -> tuple[str, dict[str, Any]]:
    """The address that the officer is sent to, and what the session keeps meanwhile. `anew_at`: they must sign in there anew. Raises ProviderAway."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    since = int(anew_at.timestamp()) if anew_at else 0
    asking = Asking(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), since)
    # Whoever sits at the browser can strike these out of the address: what counts is the auth_time of the answer, which max_age asks for.
    more = {"prompt": "login", "max_age": "0"} if anew_at else {}
    address = prepare_grant_uri(
        _told_of_itself()["authorization_endpoint"],
        client_id=settings.MAZALIM_OIDC_CLIENT_ID,
        response_type="code",
        redirect_uri=redirect_uri(),
        scope=["openid", "email"],
        state=asking.state,
        nonce=asking.nonce,
        code_challenge=create_s256_code_challenge(asking.verifier),
        code_challenge_method="S256",
        **more,
    )
    return address, asdict(asking)


def who_came(*, asked: Mapping[str, Any], answer: Mapping[str, str], at: datetime) -> Told:
    """Exchange the code that the officer brought back for the provider's word, and check it. Raises NotBelieved or ProviderAway."""
    if not asked or not secrets.compare_digest(answer.get("state", "").encode(), asked["state"].encode()):
        raise NotBelieved("state")
    if answer.get("iss", settings.MAZALIM_OIDC_URL).rstrip("/") != settings.MAZALIM_OIDC_URL:  # RFC 9207: an answer of another provider
        raise NotBelieved("issuer")
    if "error" in answer or not answer.get("code"):
        raise NotBelieved("refused")
    given = _exchange(answer["code"], asked["verifier"])
    if not isinstance(given.get("id_token"), str):
        raise ProviderAway("no id_token")
    return _read(given["id_token"], str(given.get("access_token", "")), nonce=asked["nonce"], since=asked["since"], at=at)


def _read(text: str, access_token: str, *, nonce: str, since: int, at: datetime) -> Told:
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    about = _told_of_itself()
    token = _verified(text, about["jwks_uri"])
    ours = settings.MAZALIM_OIDC_CLIENT_ID
    claims = CodeIDToken(
        token.claims,
        token.header,
        options={"iss": {"essential": True, "value": about["issuer"]}, "aud": {"essential": True, "value": ours}},
        params={"nonce": nonce, "client_id": ours, "access_token": access_token},
    )
    try:
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY_SECONDS)
    except JoseError as error:
        raise NotBelieved(str(getattr(error, "claim", "") or "claims")) from error
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise NotBelieved("subject")
    shown_at = claims.get("auth_time")
    if since and (not isinstance(shown_at, int | float) or shown_at < since - LEEWAY_SECONDS):
        raise NotBelieved("auth_time")
    email = _in_small_letters(claims["email"]) if claims.get("email_verified") is True and isinstance(claims.get("email"), str) else ""
    return Told(about["issuer"], subject, email, str(claims.get("acr") or ""), tuple(map(str, claims.get("amr") or [])))


def _in_small_letters(address: str) -> str:
    """An address as accounts have it; empty for one that only so becomes somebody else's: U+212A, the sign of kelvin, has a small k."""
    small = address.strip().lower()
    return small if address.isascii() or not small.isascii() else ""


def _verified(text: str, keys_at: str) -> "jwt.Token":
    """The token, if one of the provider's keys signed it. Keys change: what the kept ones do not fit is tried once more with fresh ones."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    for is_fresh in (False, True):
        try:
            return jwt.decode(text, KeySet.import_key_set(_fetched(keys_at, is_fresh=is_fresh)), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            failed = error
    raise NotBelieved("signature") from failed


def _told_of_itself() -> dict[str, Any]:
    about = _fetched(f"{settings.MAZALIM_OIDC_URL}/.well-known/openid-configuration")
    wanted = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(isinstance(about.get(name), str) for name in wanted) or about["issuer"].rstrip("/") != settings.MAZALIM_OIDC_URL:
        raise ProviderAway("discovery")
    plain = settings.MAZALIM_OIDC_URL.startswith("http://")
    if not all(about[name].startswith(("https://", "http://") if plain else "https://") for name in wanted):
        raise ProviderAway("discovery")
    return about


def _fetched(address: str, *, is_fresh: bool = False) -> dict[str, Any]:
    read_at, said = _kept.get(address, (0.0, {}))
    age = time.monotonic() - read_at
    if address in _kept and not said and age < AWAY_SECONDS:
        raise ProviderAway("did not answer just now")
    if is_fresh or not said or age > KEPT_SECONDS:
        _kept[address] = (time.monotonic(), {})
        said = _call(urllib.request.Request(address, headers={"Accept": "application/json"}))  # noqa: S310 - settings allow http(s) only
        _kept[address] = (time.monotonic(), said)
    return said


def _exchange(code: str, verifier: str) -> dict[str, Any]:
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri(), "code_verifier": verifier}
    pair = f"{quote(settings.MAZALIM_OIDC_CLIENT_ID, safe='')}:{quote(settings.MAZALIM_OIDC_CLIENT_SECRET, safe='')}"
    headers = {"Accept": "application/json", "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    if not settings.MAZALIM_OIDC_CLIENT_SECRET:
        asked, headers = asked | {"client_id": settings.MAZALIM_OIDC_CLIENT_ID}, {"Accept": "application/json"}
    request = urllib.request.Request(_told_of_itself()["token_endpoint"], data=urlencode(asked).encode(), headers=headers)  # noqa: S310
    return _call(request, refused="code")


def _call(request: urllib.request.Request, *, refused: str = "") -> dict[str, Any]:
    try:
        with _opener.open(request, timeout=SECONDS) as response:
            said = json.loads(response.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        if refused and error.code in {400, 401}:
            raise NotBelieved(refused) from error
        raise ProviderAway(str(error.code)) from error
    except (OSError, ValueError) as error:
        raise ProviderAway("no answer") from error
    if not isinstance(said, dict):
        raise ProviderAway("no answer")
    return said
