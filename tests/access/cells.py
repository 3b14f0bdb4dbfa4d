"""Cells of the walk: who asks, at which address, by which method, about which case; what the matrix says of it, and what came back.

What is refused must be the same answer, sign for sign, as that for a case that does not exist.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone

from mazalim.accounts.middleware import PROVED
from mazalim.accounts.queries import Standing
from mazalim.common.clock import stamp
from mazalim.complaints.access.addresses import Address, addresses
from mazalim.complaints.access.matrix import TABLE, Row
from mazalim.complaints.access.surfaces import surface_of
from mazalim.complaints.lifecycle import actor_officer, moves_open
from mazalim.complaints.models import Complaint
from tests.access import bodies, canaries
from tests.access.cast import Cast, Persona, Thing

NOWHERE = "2026-9999999"
NOBODYS = "00000000-0000-0000-0000-000000000009"
REFUSALS = frozenset(
    {302, 401, 404, 405, 422}
)  # the way to the sign-in; no key; not there; not by this method; a shape that says nothing of a case
_CHANGING = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="[^"]+"|nonce="[^"]+"|\b[0-9a-f]{16}\b|\b[0-9a-f-]{32,36}\b')
_NUMBER = re.compile(r"\d{4}-\d{7}")
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
_UNLIKE = frozenset({"set-cookie", "x-request-id", "content-security-policy", "content-length", "date"})


@dataclass(frozen=True)
class Answer:
    """What came back, without what differs from one asking to the next."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: str  # of a refusal alone
    raw: bytes

    @classmethod
    def of(cls, response: HttpResponseBase, path: str) -> "Answer":
        """The answer to a question at this path."""
        raw = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        asked = (path, quote(path, safe=""), path[3:], *_NUMBER.findall(path))

        def plain(text: str) -> str:
            for one in asked:
                text = text.replace(one, "…")
            return text

        like = {name.lower(): plain(value) for name, value in response.headers.items() if name.lower() not in _UNLIKE}
        content = _CHANGING.sub("", plain(raw.decode("utf-8", "replace"))) if response.status_code in REFUSALS else ""
        return cls(response.status_code, tuple(sorted(like.items())), content, raw)


def fits(row: Row, standing: Standing, complaint: Complaint) -> bool:
    """Whether a case stands in this relation to an officer, worked out without the database's help."""
    mine = row.mine(standing)
    if isinstance(mine, bool):
        holds = mine and (not row.field or getattr(complaint, row.field))
    elif row.field == "appeal_desk__body_id":
        holds = complaint.appeal_desk is not None and complaint.appeal_desk.body_id in mine
    else:
        holds = getattr(complaint, row.field) in mine
    return bool(holds) and complaint.state in row.states and (row.takes_guarded or not complaint.is_guarded)


def reads(cast: Cast, persona: Persona, thing: Thing) -> bool:
    """What the matrix says: whether somebody may read a case."""
    if persona.follows:
        return persona.follows.complaint.pk == thing.complaint.pk
    standing = persona.standing
    if standing is None or not (persona.officer and persona.officer.is_active):
        return False
    if (thing.complaint.pk, standing.officer_id) in cast.excluded:
        return False
    return any(fits(row, standing, thing.complaint) for row in TABLE)


def case_addresses() -> list[Address]:
    """Every address of one case, HTML and for machines."""
    return [one for one in addresses() if "case_number" in one.pattern]


def path_of(address: Address, thing: Thing, number: str) -> str:
    """The path of an address for a case; `number` stands for its own, so that a case that does not exist gets the same ids."""
    filled = {
        "case_number": number,
        "entry": str(thing.entry),
        "public_id": thing.public_id,
        "enclosure_id": thing.public_id,
        "task_id": str(thing.task_id),
        "commitment_id": str(thing.commitment_id),
        "other_number": "2026-9999998",
    }
    return "/" + _PLACE.sub(lambda match: filled.get(match[1], "1"), address.pattern)


def _sent(address: Address, persona: Persona) -> dict[str, object]:
    if not address.is_for_machines:
        return {}
    return {"content_type": "application/json", "headers": {"Authorization": f"Bearer {persona.key or 'no-such-key'}"}}


def ask(persona: Persona, address: Address, method: str, path: str) -> Answer:
    """Through the whole product, as a browser or another system would; whatever it changes is taken back."""
    more = _sent(address, persona)
    if method != "GET" and address.is_for_machines:
        more["data"] = json.dumps(bodies.body_of(address))
    with transaction.atomic():
        client: Client = persona.client
        client.raise_request_exception = False
        client.cookies.pop("messages", None)  # the line about the act before
        answer = Answer.of(getattr(client, method.lower())(path, **more), path)
        transaction.set_rollback(True)
    return answer


def is_shut(persona: Persona, method: str, path: str) -> bool:
    """Whether the view of a path says "there is no such thing" to a signed-in officer, asked without the middleware: cheap, for every cell."""
    request = getattr(RequestFactory(), method.lower())(path)
    request.user, request.session, request.standing = persona.officer, {PROVED: stamp(timezone.now())}, persona.standing
    found = resolve(path)
    try:
        response = found.func(request, *found.args, **found.kwargs)
    except Http404:
        return True
    return response.status_code == 405


@dataclass
class Tally:
    """What the walk has counted, and every cell that was wrong."""

    walked: int = 0
    refused: int = 0
    allowed: int = 0
    sung: int = 0  # canaries heard where they may be heard
    wrong: list[str] = field(default_factory=list)

    def note(self, *cell: object) -> None:
        """A cell that is not as the matrix says."""
        self.wrong.append(" | ".join(str(part) for part in cell))


def walk_cases(cast: Cast, people: list[Persona], things: list[Thing], which: list[Address], tally: Tally) -> Iterator[Answer]:
    """Every person at every address of every case by every method that a form or another system uses; yields each answer to the real case."""
    for persona in people:
        for address in which:
            for method in ("GET", "POST"):
                nowhere: Answer | None = None
                for thing in things:
                    number = thing.complaint.case_number
                    answer = ask(persona, address, method, path_of(address, thing, number))
                    tally.walked += 1
                    if may_ask(cast, persona, address, thing):
                        tally.allowed += 1
                        _judge(cast, persona, address, method, thing, answer, tally)
                    else:
                        tally.refused += 1
                        # Ids differ from case to case, but no refusal may depend on them: one asking for nothing serves all of them.
                        nowhere = nowhere or ask(persona, address, method, path_of(address, thing, NOWHERE))
                        compare(answer, nowhere, tally, persona.name, method, address.key, thing.name)
                    listen(cast, persona, address.key, answer.raw, tally)
                    yield answer


def may_ask(cast: Cast, persona: Persona, address: Address, thing: Thing) -> bool:
    """Whether the matrix lets somebody to an address of a case: a key by machines' addresses alone, an officer by the others alone."""
    return address.is_for_machines == bool(persona.key) and reads(cast, persona, thing)


def compare(answer: Answer, nowhere: Answer, tally: Tally, *cell: object) -> None:
    """A refusal is one of the four that there are, and the same as for what does not exist."""
    for name in ("status", "headers", "content"):
        mine, theirs = getattr(answer, name), getattr(nowhere, name)
        if mine != theirs:
            tally.note(*cell, f"{name} tells it from what does not exist: {_parting(str(mine), str(theirs))}")
            return
    if answer.status not in REFUSALS:
        tally.note(*cell, f"{answer.status} is no refusal")


def _judge(cast: Cast, persona: Persona, address: Address, method: str, thing: Thing, answer: Answer, tally: Tally) -> None:
    """An answer to who reads the case: never as if it did not exist where the page is there, never a fault, and no act without its move."""
    surface = surface_of(address.key)
    assert surface is not None
    assert persona.standing is not None
    if answer.status >= 500 and answer.status != 503:
        tally.note(persona.name, method, address.key, thing.name, f"a fault: {answer.status}")
    if method not in address.methods:
        if answer.status != 405:
            tally.note(persona.name, method, address.key, thing.name, f"{answer.status} for a method that it does not take")
        return
    is_page = surface.code in {"case_file", "machine_case"} and not {"enclosures", "letters"} & set(
        address.key.split("/")
    )  # of these a case may have none
    if is_page and answer.status != 200:
        tally.note(persona.name, method, address.key, thing.name, f"{answer.status}, though the matrix opens it")
    moves = surface.acts.get(address.key)
    if moves:
        is_open = bool({move.value for move in moves_open(thing.complaint, by=actor_officer(persona.standing), at=timezone.now())} & moves)
        if not is_open and answer.status in {200, 201} and not address.is_for_machines:
            tally.note(persona.name, method, address.key, thing.name, f"{answer.status}, though no move of it is open")
    if method == "POST" and Complaint.objects.get(pk=thing.complaint.pk).entry_count != thing.complaint.entry_count:
        tally.note(persona.name, method, address.key, thing.name, "an empty form left an entry")


def listen(cast: Cast, persona: Persona, where: str, content: bytes, tally: Tally) -> None:
    """No canary of a case that somebody does not read; and who the complainant is to nobody but the complainant, who reads no internal leaf."""
    things = {thing.place: thing for thing in cast.things.values()}
    for one in canaries.found_in(content):
        thing = things.get(one.place)
        is_own = persona.follows is not None and thing is not None and persona.follows.place == one.place
        may = is_own if one.sort == canaries.PERSON else thing is not None and reads(cast, persona, thing)
        if one.sort == canaries.INTERNAL and persona.follows:
            may = False
        if may:
            tally.sung += 1
        else:
            tally.note(persona.name, where, f"hears {one.sort} of {thing.name if thing else one.place}")


def _parting(one: str, other: str) -> str:
    """Where two texts part."""
    at = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{one[max(0, at - 30) : at + 60]!r}, not {other[max(0, at - 30) : at + 60]!r}"
