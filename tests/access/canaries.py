"""Words that occur nowhere else: each personal field and each text of a case holds one, so that whoever shows it is found out.

A canary says of which case it is and whether it tells who the complainant is, so that one look at a page is enough.
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

PERSON, TEXT, INTERNAL = "person", "text", "internal"
_SIGNS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(rb"Zq(given|family|street|mail|official|subject|story|point|note|task|draft|enclosure)x([a-z]{2})q", re.IGNORECASE)
_FIGURES = re.compile(rb"(?:19310719|750777)(\d{4})")
_NAMED = re.compile(rb"Zq(?:given|family|street)x[a-z]{2}q|19310719\d{4}", re.IGNORECASE)
_GAPS = re.compile(rb"(?<=\d)(?:[ \-]|\xc2\xa0|\xe2\x80\x8b|&nbsp;)(?=\d)")
_SORTS = {b"given": PERSON, b"family": PERSON, b"street": PERSON, b"mail": PERSON, b"note": INTERNAL, b"task": INTERNAL, b"draft": INTERNAL}


@dataclass(frozen=True)
class Canary:
    """What was found: of which case, and what it tells."""

    place: int
    sort: str


def word(kind: str, place: int) -> str:
    """The canary of one field of the case with this place in the cast."""
    return f"Zq{kind}x{_SIGNS[place // 26]}{_SIGNS[place % 26]}q"


def person(place: int) -> dict[str, Any]:
    """The personal fields of a draft."""
    return {
        "given_name": word("given", place),
        "family_name": word("family", place),
        "birth_date": "1931-07-19",
        "identity_number": f"19310719{place:04d}",
        "address": f"{word('street', place)} 7",
        "email": f"{word('mail', place)}@canary.example".lower(),
        "phone": f"+964750777{place:04d}",
    }


def matter(place: int) -> dict[str, Any]:
    """The words of a draft."""
    return {
        "subject": f"{word('subject', place)} outside a primary school",
        "description": f"For three weeks {word('story', place)} has stood in front of the school gate. Two children fell into it.",
        "points": [f"Take {word('point', place)} away.", "Put a barrier there until it is gone."],
    }


def found_in(content: bytes) -> set[Canary]:
    """Every canary in an answer, a file or a line of a log; workbooks are looked into."""
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return {
        *(Canary(_place(match[2]), _SORTS.get(match[1].lower(), TEXT)) for match in _WORD.finditer(content)),
        *(Canary(int(match[1]), PERSON) for match in _FIGURES.finditer(_GAPS.sub(b"", content))),
    }


def named_in(content: bytes) -> bool:
    """Whether a name, a street or an identity number is there: what no part of a database holds in clear, erased pages and its journal included."""
    return bool(_NAMED.search(content))


def _place(signs: bytes) -> int:
    written = signs.decode().lower()
    return _SIGNS.index(written[0]) * 26 + _SIGNS.index(written[1])
