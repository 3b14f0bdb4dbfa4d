"""What citizens and the public do."""

import json
from datetime import datetime, timedelta
from typing import Any

from bench.country.lines import Place
from bench.load import Outcome
from bench.operations.codes import codes_sent
from bench.operations.units import Operation, Scene, Unit, form, get, posted, unit

PAGES_PASSED = ["kind", "body", "against", "category", "happened", "when_where", "questions", "points", "enclosures", "known"]
DRAWN_AGO = 30  # seconds; whoever writes a letter is slower than a machine


def _matter(scene: Scene, where: Place | None = None) -> tuple[Place, int, int, str, str]:
    """A body, as busy as chance has it where none is named, its key, a category's key, subject and description in English."""
    from mazalim.directory.models import Category, PublicBody

    where = where or scene.country.bodies[min(int(scene.chance.paretovariate(0.9)) - 1, len(scene.country.bodies) - 1)]
    texts, chance = scene.country.texts, scene.chance
    length = int(scene.country.shape.lengths["en"].draw(chance))
    body = _keys(PublicBody)[where.body]
    category = _keys(Category)[chance.choice(where.categories)]
    return where, body, category, texts.subject(chance, "en"), texts.description(chance, "en", length=max(40, length))


_known: dict[Any, dict[str, int]] = {}


def _keys(model: Any) -> dict[str, int]:
    if model not in _known:
        _known[model] = dict(model.objects.values_list("code", "pk"))
    return _known[model]


_questions: dict[int, list[dict[str, Any]]] = {}


def _asked(category: int) -> list[dict[str, Any]]:
    from mazalim.directory.models import Category

    if not _questions:
        _questions.update(Category.objects.values_list("pk", "questions"))
    return _questions[category]


def _answers(category: int, day: str) -> dict[str, str]:
    """What must be answered of a category's questions."""
    by_kind = {"date": day, "number": "3", "yes_no": "yes", "text": "By the gate"}
    required = [question for question in _asked(category) if question.get("required")]
    return {one["code"]: by_kind.get(one["kind"]) or one["choices"][0]["code"] for one in required}


def _typed_answers(category: int, day: str) -> dict[str, str]:
    """The same as the fields of the page; a date is typed in three parts."""
    typed, dates = dict[str, str](), {question["code"] for question in _asked(category) if question["kind"] == "date"}
    for code, value in _answers(category, day).items():
        if code in dates:
            year, month, date = value.split("-")
            typed |= {f"q_{code}_day": date, f"q_{code}_month": month, f"q_{code}_year": year}
        else:
            typed[f"q_{code}"] = value
    return typed


def _stamp() -> str:
    from mazalim.web.traps import stamp

    return stamp(DRAWN_AGO)


def drafts(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """`POST /api/v1/drafts`: a complete complaint; the code is sent."""
    units = []
    for _ in range(number):
        _, body, category, subject, description = _matter(scene)
        person = scene.somebody()
        draft = {
            "kind": "complaint", "language": "en", "body": str(body), "category": str(category), "subject": subject,
            "description": description, "points": [subject], "identity_mode": "named", "complainant": person, "verify_by": "email",
            "answers": _answers(category, (scene.now() - timedelta(days=9)).date().isoformat()),
        }  # fmt: skip
        units.append(unit(posted("/api/v1/drafts", draft), address=person["email"]))
    return units


def lodgings(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """`POST /api/v1/drafts/ID/lodge` with the code that was sent."""
    told = [json.loads(done["body"]) | {"address": done["address"]} for done in before.units] if before else []
    codes = codes_sent(one["address"] for one in told)
    return [
        unit(
            posted(f"/api/v1/drafts/{one['draft_id']}/lodge", {"verification_code": codes[one["address"]]}, bearer=one["draft_token"]),
            address=one["address"],
        )
        for one in told
        if one["address"] in codes
    ]


def _written(scene: Scene, where: Place | None, at: datetime) -> tuple[Any, str, str]:
    """A complete draft whose code is on its way, written by the product's own actions: the draft, its token, the address."""
    from mazalim.journey.intake import actions as intake

    _, body, category, subject, description = _matter(scene, where)
    person, day = scene.somebody(), (at - timedelta(days=9)).date().isoformat()
    content = person | {
        "kind": "complaint", "body": body, "category": category, "against": "service", "subject": subject, "description": description,
        "happened_on": day, "points": [subject], "identity_mode": "named", "verify_by": "email", "is_checked": True,
        "passed": PAGES_PASSED, "answers": _answers(category, day),
    }  # fmt: skip
    draft, token = intake.begin(language="en", channel="web", network=person["email"], at=at, content=content)
    intake.send_code(draft_id=draft.pk, token=token, at=at)
    return draft, token, person["email"]


def lodge_at(scene: Scene, where: Place, number: int) -> None:
    """So many complaints at a body, lodged by the product's own actions: for operations that use cases up."""
    from mazalim.journey.intake import actions as intake

    at = scene.now()
    made = [_written(scene, where, at) for _ in range(number)]
    codes = codes_sent(address for _, _, address in made)
    for draft, token, address in made:
        intake.lodge_once(draft_id=draft.pk, token=token, typed=codes[address], at=at)


def last_steps(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """The wizard's last form, with the code; the drafts before it are written directly."""
    from importlib import import_module

    from django.conf import settings
    from django.db import transaction

    from mazalim.journey.intake.views.asking import DRAFT

    store = import_module(settings.SESSION_ENGINE).SessionStore
    at, made = scene.now(), []
    with transaction.atomic():
        for _ in range(number):
            draft, token, address = _written(scene, None, at)
            session = store()
            session[DRAFT] = [str(draft.pk), token]
            session.create()
            made.append((address, str(session.session_key)))
    codes = codes_sent(address for address, _ in made)
    return [
        unit(
            form("/en/complain/code/", {"code": codes[address], "drawn": _stamp()}),
            cookies=scene.visitor() | {scene.session_cookie: key},
            address=address,
        )
        for address, key in made
    ]


def wizards(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """Every page of the wizard, opened and sent, up to the one that asks for the code."""
    units = []
    for _ in range(number):
        where, body, category, subject, description = _matter(scene)
        person = scene.somebody()
        born = person["birth_date"].split("-")
        day = (scene.now() - timedelta(days=9)).date()
        typed: dict[str, dict[str, Any]] = {
            "kind": {"kind": "complaint", "drawn": _stamp()},
            "body": {"body": body},
            "against": {"against": "service"},
            "category": {"category": category},
            "what-happened": {"subject": subject, "description": description},
            "when-and-where": {"happened_on_day": day.day, "happened_on_month": day.month, "happened_on_year": day.year},
            **({"questions": _typed_answers(category, day.isoformat())} if _asked(category) else {}),
            "points": {"point_0": subject},
            "enclosures": {},
            "name": {name: person[name] for name in ("given_name", "family_name")},
            "birth-date": {"birth_date_day": born[2], "birth_date_month": born[1], "birth_date_year": born[0]},
            "citizenship": {"citizenship": person["citizenship"]},
            "identity-number": {"identity_number": person["identity_number"]},
            "contact": {"email": person["email"]},
            "known": {"identity_mode": "named"},
            "check": {"is_checked": "on"},
        }
        steps = [get("/en/complain/")]
        for page, fields in typed.items():
            searched = f"?q={where.body}" if page == "body" else ""
            steps += [get(f"/en/complain/{page}/{searched}"), form(f"/en/complain/{page}/", fields)]
        units.append(unit(*steps, get("/en/complain/code/"), cookies=scene.visitor(), address=person["email"]))
    return units


def wizards_ended(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """The code, and the page that shows the complaint's own."""
    done = before.units if before else []
    codes = codes_sent(one["address"] for one in done)
    return [
        unit(
            form("/en/complain/code/", {"code": codes[one["address"]], "drawn": _stamp()}),
            get("/en/complain/done/"),
            cookies=one["cookies"],
            address=one["address"],
        )
        for one in done
        if one["address"] in codes
    ]


def pairs(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """Code and contact, then the complainant's page."""
    stamp = _stamp()
    return [
        unit(
            form("/en/follow/", {"code": code, "contact": contact, "drawn": stamp}),
            get("/en/follow/file/"),
            cookies=scene.visitor(),
        )
        for code, contact in scene.followed
    ]


def files(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """The complainant's page alone, for who is in."""
    return [unit(get("/en/follow/file/"), cookies=one["cookies"]) for one in before.units] if before else []


def figures(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """The figures of the country, as anybody sees them."""
    return [unit(get("/en/figures/"))]


def homes(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """The first page."""
    return [unit(get("/en/"))]


CITIZENS: tuple[tuple[Operation, ...], ...] = (
    (Operation("home", "home page", homes),),
    (
        Operation("api_draft", "API: draft, the code is sent", drafts, is_reading=False),
        Operation("api_lodge", "API: lodge with the code", lodgings, is_reading=False),
    ),
    (Operation("last_step", "form's last step: lodge with the code", last_steps, is_reading=False),),
    (
        Operation("wizard", "wizard: all pages up to the code", wizards, is_reading=False, cost=8),
        Operation("wizard_end", "wizard: the code, and the page after it", wizards_ended, is_reading=False),
    ),
    (
        Operation("track", "follow: code and contact, then the page", pairs),
        Operation("track_page", "follow: the page alone", files),
    ),
    (Operation("figures", "public figures", figures),),
)
