"""What goes out: lists as files, and the identity once it is open. Each is made as an officer makes it, and listened to."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone

from mazalim.journey.casework import actions as casework
from mazalim.worker.loop import work_all
from tests.access import canaries
from tests.access.cast import Cast, Persona
from tests.access.cells import Answer, Tally, listen

TAKERS = ("officer of the desk", "supervisor", "central officer", "integrity desk", "excluded")


def walk_outputs(cast: Cast, tally: Tally) -> Iterator[Answer]:
    """One identity opened, which one officer sees and no other; then a list of each kind of reader as both kinds of file, with subjects."""
    thing, opener = cast.things["in_progress"], cast.people["officer of the desk"]
    assert opener.standing
    casework.reveal(complaint_id=thing.complaint.pk, by=opener.standing, reason="To visit the place together.", at=timezone.now())
    for name in TAKERS:
        persona = cast.people[name]
        answer = _got(persona, reverse("workbench:case", args=[thing.complaint.case_number]))
        heard = {one for one in canaries.found_in(answer.raw) if one.sort == canaries.PERSON}
        tally.walked += 1
        if bool(heard) != (persona is opener) or any(one.place != thing.place for one in heard):
            tally.note(name, "the page of a case whose identity is open to one officer", f"hears {heard or 'nothing'}")
        tally.sung += len(heard)
        yield answer
    for name in TAKERS:
        persona = cast.people[name]
        for form in ("csv", "xlsx"):
            yield _listened(cast, persona, f"a list as {form}", _list_as(persona, form), tally)


def _listened(cast: Cast, persona: Persona, where: str, answer: Answer, tally: Tally) -> Answer:
    _look_again(cast)
    tally.walked += 1
    listen(cast, persona, where, answer.raw, tally)
    return answer


def _got(persona: Persona, path: str) -> Answer:
    return Answer.of(persona.client.get(path), path)


def _look_again(cast: Cast) -> None:
    """The worker may have moved cases meanwhile: away from desks where somebody accused works."""
    for name, thing in cast.things.items():
        cast.things[name] = replace(thing, complaint=thing.case.fresh())


def _list_as(persona: Persona, form: str) -> Answer:
    path = reverse("workbench:export")
    response = persona.client.post(path, {"list": "", "form": form, "has_subjects": "on"})
    if response.status_code != 302:
        return Answer.of(response, path)
    work_all(at=timezone.now())
    return _got(persona, f"{response['Location']}file/")
