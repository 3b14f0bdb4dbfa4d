"""The walk beyond single cases: pages of a role, rows that belong to somebody, the complainant's own file."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.test import Client

from mazalim.accounts.actions import enter_absence
from mazalim.complaints.access.addresses import Address, addresses
from mazalim.complaints.access.surfaces import surface_of
from mazalim.complaints.models import Exclusion
from mazalim.journey.casework.actions.bulk import prepare_bulk
from mazalim.journey.replies.actions.texts import Wording, write_text
from mazalim.journey.systemic.actions import open_issue
from mazalim.journey.workbench import actions as workbench
from tests.access.cast import Cast, Persona, Thing
from tests.access.cells import NOBODYS, NOWHERE, Answer, Tally, ask, compare, listen, path_of
from tests.journey.tracking.visiting import enter

BY_ROLE = frozenset(
    {
        "works_cases",
        "may_lodge_for_others",
        "supervises",
        "oversees",
        "may_approve",
        "is_central",
        "oversees_conflicts",
        "is_auditor",
        "is_administrator",
        "administers_or_audits",
    }
)
PLACES = "<"
ASKS_FOR_MORE = frozenset({"casework:bulk", "supervision:closed_that_day"})  # which cases, which day: without it there is nothing
_PLACE = re.compile(r"<(?:\w+:)?\w+>")


def addresses_of(*opened_to: str) -> list[Address]:
    """The addresses whose surface opens to one of these, but for the demonstration's."""
    return [one for one in addresses() if (surface := surface_of(one.key)) and surface.to in opened_to and not one.key.startswith("demo:")]


# --- Pages of a role ------------------------------------------------------------------------------


def walk_roles(
    cast: Cast,
    tally: Tally,
    *,
    which: list[Address] | None = None,
    people: Iterable[Persona] | None = None,
    methods: tuple[str, ...] = ("GET", "POST"),
) -> Iterator[Answer]:
    """Every officer at every page that names nothing: open to the roles of its surface and to no other; and what lists cases lists no other."""
    for address in addresses_of(*BY_ROLE) if which is None else which:
        surface = surface_of(address.key)
        assert surface is not None
        for persona in people or cast.people.values():
            if persona.key or (PLACES in address.pattern and surface.to != "is_administrator"):
                continue
            for method in methods:
                answer = ask(persona, address, method, path_of(address, next(iter(cast.things.values())), NOWHERE))
                tally.walked += 1
                standing = persona.standing
                is_let_in = (
                    standing is not None and persona.officer is not None and persona.officer.is_active and surface.opens_to.holds(standing)
                )
                if is_let_in:
                    tally.allowed += 1
                    if answer.status >= 500 or (
                        method == "GET"
                        and PLACES not in address.pattern
                        and address.key not in ASKS_FOR_MORE
                        and answer.status in {401, 404}
                    ):
                        tally.note(persona.name, method, address.key, f"{answer.status}, though the matrix opens it")
                else:
                    tally.refused += 1
                    if answer.status not in {302, 403, 404, 405}:
                        tally.note(persona.name, method, address.key, f"{answer.status} is no refusal")
                listen(cast, persona, address.key, answer.raw, tally)
                yield answer


# --- Rows that belong to somebody -------------------------------------------------------------------

_WORK_THERE = {"officer of the desk", "officer of another desk", "integrity desk", "excluded", "accused"}
_OVERSEE = {"supervisor", "excluded", "accused"}
_CENTRE = {"central officer"}


@dataclass(frozen=True)
class Owned:
    """A row, the addresses that name it, and who of the cast gets it there."""

    keys: tuple[str, ...]
    row: str
    shown_to: set[str]
    nobodys: str = "999999"  # an id that no row has


def rows_of(cast: Cast, *, at: datetime) -> list[Owned]:
    """A row of every kind that belongs to somebody, made by the product's own actions."""
    owner, over = cast.people["officer of the desk"].standing, cast.people["supervisor"].standing
    here = cast.things["in_progress"].complaint
    assert owner
    assert over
    asked = workbench.ask_for_export(by=owner, form="xlsx", query="", described=[], language="en", has_subjects=False, at=at)
    view = workbench.save_view(by=owner, name="Mine", query="", is_default=False, at=at)
    bulk = prepare_bulk(by=owner, act="note", numbers=[here.case_number], text="For all of these.", at=at)
    issue = open_issue(by=over, body_id=here.body_id, category_id=here.category_id, title="Holes", owner_id=over.officer_id, at=at)
    wording = Wording(part="summary", title="Filled", words="The hole was filled.")
    text = write_text(by=over, body_id=here.body_id, language="en", wording=wording, at=at)
    today = at.date() + timedelta(days=9)
    absence = enter_absence(by=owner, officer_id=owner.officer_id, first_day=today, last_day=today, at=at)
    exclusion = Exclusion.objects.filter(complaint=here, officer=cast.people["excluded"].officer).get()
    alone, nowhere = {"officer of the desk"}, NOBODYS
    return [
        Owned(("workbench:export_made",), str(asked.public_id), alone, nowhere),
        Owned(("workbench:export_file",), str(asked.public_id), set(), nowhere),  # not written yet: nobody has it
        Owned(("workbench:change_view", "workbench:delete_view"), str(view.pk), alone),
        Owned(("casework:bulk_act", "casework:undo_bulk"), str(bulk.public_id), alone, nowhere),
        Owned(("systemic:issue", "systemic:tie"), str(issue.pk), _WORK_THERE | _OVERSEE | _CENTRE),
        Owned(("systemic:change", "systemic:mend", "systemic:end"), str(issue.pk), _OVERSEE | _CENTRE),
        Owned(("replies:text", "replies:change_text", "replies:archive_text"), str(text.pk), _WORK_THERE | _OVERSEE),
        Owned(("supervision:take_back",), str(absence.pk), alone | _OVERSEE),
        Owned(("supervision:hand_over",), str(owner.officer_id), _OVERSEE),
        Owned(("casework:lift",), str(exclusion.pk), _CENTRE),
    ]


def walk_rows(
    cast: Cast, rows: list[Owned], tally: Tally, *, people: Iterable[Persona] | None = None, methods: tuple[str, ...] = ("GET", "POST")
) -> Iterator[Answer]:
    """Everybody at every row that belongs to somebody: it is theirs, or it is answered like an id that no row has."""
    known = {one.key: one for one in addresses()}
    for row in rows:
        for address in (known[key] for key in row.keys):
            for persona in people or cast.people.values():
                if persona.key:
                    continue
                for method in methods:
                    path, none = (f"/{_PLACE.sub(one, address.pattern)}" for one in (row.row, row.nobodys))
                    answer = ask(persona, address, method, path)
                    tally.walked += 1
                    if persona.name in row.shown_to:
                        tally.allowed += 1
                        if answer.status >= 500 or answer.status == 404:
                            tally.note(persona.name, method, address.key, f"{answer.status}, though it is theirs")
                    else:
                        tally.refused += 1
                        compare(answer, ask(persona, address, method, none), tally, persona.name, method, address.key)
                    listen(cast, persona, address.key, answer.raw, tally)
                    yield answer


# --- The complainant's own file -----------------------------------------------------------------------


def followers(cast: Cast, names: Iterable[str]) -> list[Persona]:
    """A browser and a token for each complainant: who shows code and contact."""
    made = []
    for name in names:
        thing = cast.things[name]
        pair = {"complaint_code": thing.case.code, "contact": thing.case.contact}
        token = Client().post("/api/v1/tracking", json.dumps(pair), content_type="application/json").json()["token"]
        made.append(Persona(f"complainant of {name}", follows=thing, key=token, client=enter(thing.case)))
    return made


def walk_followers(
    cast: Cast, people: list[Persona], things: list[Thing], tally: Tally, *, methods: tuple[str, ...] = ("GET", "POST")
) -> Iterator[Answer]:
    """Every complainant, and who is none, at every address of the own file with the ids of every case: nothing but the own is ever there."""
    for address in addresses_of("complainant"):
        for persona in people:
            for method in methods:
                for thing in things if PLACES in address.pattern else things[:1]:
                    answer = ask(persona, address, method, path_of(address, thing, NOWHERE))
                    tally.walked += 1
                    is_own = persona.follows is not None and (PLACES not in address.pattern or persona.follows == thing)
                    if is_own:
                        tally.allowed += 1
                        if answer.status >= 500 and answer.status != 503:
                            tally.note(persona.name, method, address.key, f"a fault: {answer.status}")
                        if method == "GET" and address.key in MUST_OPEN and answer.status != 200:
                            tally.note(persona.name, method, address.key, f"{answer.status}, though it is their own file")
                    elif not persona.follows:
                        tally.refused += 1
                        if answer.status not in {401, 404, 405}:
                            tally.note(persona.name, method, address.key, f"{answer.status} is no refusal")
                    else:
                        tally.refused += 1
                        _same_as_nobodys(persona, address, method, answer, tally)
                    listen(cast, persona, address.key, answer.raw, tally)
                    yield answer


MUST_OPEN = frozenset({"tracking:file", "tracking:written", "tracking:openings", "tracking:whole", "/api/v1/complaint"})


def _same_as_nobodys(persona: Persona, address: Address, method: str, answer: Answer, tally: Tally) -> None:
    """An id of another case's file is answered like an id that nothing has; a number that the own file has too shows the own."""
    if "uuid" not in address.pattern and "enclosure_id" not in address.pattern:
        return
    other = ask(persona, address, method, f"/{_PLACE.sub(NOBODYS, address.pattern)}")
    compare(answer, other, tally, persona.name, method, address.key)
