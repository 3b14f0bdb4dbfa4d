"""How passwords are kept, and which are refused because everybody tries them first."""

import re
import unicodedata
from bisect import bisect_left
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LIST = Path(__file__).resolve().parent.parent / "content" / "breached.bin"  # made by `python -m tools.breached`
PRINT_BYTES = 5  # of the SHA-256 of each entry, sorted: 40 bits, so that one in 25 million other passwords is refused without need
LEAST_CORE = 4  # what is shorter, without its figures and marks, is a word of no meaning
_LEET = str.maketrans("0134578@$!", "oieastbasi")


class Argon2id(Argon2PasswordHasher):
    """Argon2id with the second recommended costs of RFC 9106: three passes over 64 MiB in four lanes. More memory would let
    a crowd at the sign-in page fill the machine; OWASP asks for 19 MiB at least.
    """

    time_cost = 3
    memory_cost = 65_536  # KiB
    parallelism = 4


class NotBreached:
    """Refuses passwords from lists of stolen ones, also dressed up: other case, figures and marks around, figures for letters, written twice.

    Nothing leaves the machine: the list is in the package.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if is_breached(password):
            raise ValidationError(_("This password is on lists of stolen passwords, or nearly so: it is among the first that are tried."))

    def get_help_text(self) -> str:
        """The rule in words."""
        return _(
            "Not a password from lists of stolen ones, with figures added or not. Three or four words that have nothing to do with one another are good."
        )


def is_breached(password: str) -> bool:
    """Whether a password, or what it is dressed up from, is on the list."""
    return any(_is_listed(form) for form in _undressed(password))


def fingerprint(entry: str) -> bytes:
    """What stands in the list for an entry."""
    return sha256(entry.encode("utf-8", "surrogatepass")).digest()[:PRINT_BYTES]


def _undressed(password: str) -> set[str]:
    """The password as it might stand on a list: plain, without what is put around, in letters again, once instead of several times."""
    plain = unicodedata.normalize("NFKC", password).casefold().strip()
    forms = {plain, "".join(sign for sign in plain if sign.isalnum())}
    for undress in (_bare, _once, _bare, lambda form: form.translate(_LEET), _bare, _once):
        forms |= {undress(form) for form in forms}
    return {form for form in forms if len(form) >= LEAST_CORE}


def _bare(form: str) -> str:
    """Without the figures and marks around it."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", form)


def _once(form: str) -> str:
    """What is written several times, once; what is no longer than a syllable (aaaaaaaaaaaa, abcabcabcabc) is as bad as any on the list."""
    again = re.fullmatch(r"(.+?)\1+", form)
    if again is None:
        return form
    return again[1] if len(again[1]) >= LEAST_CORE else "password"


@cache
def _prints() -> bytes:
    return LIST.read_bytes()


def _is_listed(entry: str) -> bool:
    wanted, prints = fingerprint(entry), _prints()
    place = bisect_left(range(len(prints) // PRINT_BYTES), wanted, key=lambda at: prints[at * PRINT_BYTES : (at + 1) * PRINT_BYTES])
    return prints[place * PRINT_BYTES : (place + 1) * PRINT_BYTES] == wanted
