"""Which browser is at the other end: coarsely, for its owner's list of sessions, and as a device that was here before."""

import secrets

from django.core import signing

from mazalim.common.crypto import keyed_hash

# The first that fits is shown: Edge says that it is Chrome, Chrome that it is Safari.
BROWSERS = (("Edg", "edge"), ("OPR/", "opera"), ("Firefox/", "firefox"), ("FxiOS", "firefox"), ("Chrome/", "chrome"), ("CriOS", "chrome"))
SYSTEMS = (("Android", "android"), ("iPhone", "ios"), ("iPad", "ios"), ("Windows", "windows"), ("Mac OS X", "macos"), ("Linux", "linux"))
KNOWN_FOR_SECONDS = 180 * 24 * 60 * 60
_SALT = "mazalim.accounts.device"


def described(agent: str) -> tuple[str, str]:
    """The families of browser and system in a browser's account of itself; empty where it says neither. No version, no model."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "safari" if "Safari/" in agent else "")
    return browser, next((name for sign, name in SYSTEMS if sign in agent), "")


def device_mark(address: str) -> str:
    """What a browser keeps where somebody has signed in: whose account it was, as a keyed hash, and a number of its own, signed."""
    return signing.dumps([_owner(address), secrets.token_urlsafe(16)], salt=_SALT)


def known_device(mark: str, *, address: str) -> str:
    """The number in a mark that an account's owner got on this browser; empty where it is another's, too old, or not ours."""
    try:
        owner, number = signing.loads(mark, salt=_SALT, max_age=KNOWN_FOR_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(number) if owner == _owner(address) else ""


def _owner(address: str) -> str:
    return keyed_hash(address.strip().lower(), of="device").hex()
