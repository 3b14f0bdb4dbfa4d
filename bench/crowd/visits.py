"""What visitors do, request by request. Who is turned away while lodging comes again, as people do, and with the same key."""

import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bench.crowd.stage import CLASSES, Stage
from bench.load.client import Browser, Refused
from tools.drill.citizens import draft_words

CSRF = "bench" + "0" * 27
TURNED_AWAY = 503


@dataclass(frozen=True)
class Answer:
    """Of one request."""

    kind: str  # of requests, as config/priorities.toml calls it
    status: int
    retry_after: int
    body: bytes
    seconds: float
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def is_served(self) -> bool:
        """A page, a redirect, a document; not a refusal, not a fault."""
        return self.status < 400


class Caller(Browser):
    """A connection that says of each answer what it was."""

    def get(self, path: str, cookies: dict[str, str] | None = None, **headers: str) -> Answer:
        """One GET."""
        return self._call({"method": "GET", "path": path, "headers": headers}, cookies or {})

    def post(
        self, path: str, body: str, kind: str, cookies: dict[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One POST."""
        return self._call(
            {"method": "POST", "path": path, "body": body, "headers": {"Content-Type": kind, **(headers or {})}}, cookies or {}
        )

    def _call(self, step: dict[str, Any], cookies: dict[str, str]) -> Answer:
        began = time.perf_counter()
        kind = CLASSES.of(step["method"], step["path"].partition("?")[0], step["headers"].get("User-Agent", "")).name
        try:
            status, headers, body = self._ask(step, cookies)
        except (Refused, OSError):
            self.close()
            return Answer(kind, 0, 0, b"", time.perf_counter() - began)
        found = dict(headers)
        new = {
            key: rest.partition(";")[0]
            for name, value in headers
            if name == b"set-cookie"
            for key, _, rest in [value.decode("latin-1").partition("=")]
        }
        return Answer(kind, status, int(found.get(b"retry-after", b"0")), body, time.perf_counter() - began, new)


Visit = Callable[[Caller, Stage, random.Random], list[Answer]]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def form(caller: Caller, path: str, fields: Mapping[str, str]) -> Answer:
    """Send a form as a browser without a session does."""
    return caller.post(path, urlencode({"csrfmiddlewaretoken": CSRF, **fields}), FORM, {"mazalim_csrf": CSRF})


def follow(caller: Caller, stage: Stage, chance: random.Random) -> list[Answer]:
    """Code and contact, then the file."""
    code, contact = chance.choice(stage.followed)
    first = form(caller, "/ar/follow/", {"code": code, "contact": contact})
    return [first, caller.get("/ar/follow/file/", {"mazalim_csrf": CSRF, **first.cookies})] if first.is_served else [first]


def begin(caller: Caller, stage: Stage, chance: random.Random) -> list[Answer]:
    """The first page and the first of the wizard."""
    language = chance.choice(("ckb", "ar", "en"))
    return [caller.get(f"/{language}/"), caller.get(f"/{language}/complain/")]


def act(caller: Caller, stage: Stage, chance: random.Random) -> list[Answer]:
    """A note on a case."""
    words = json.dumps({"text": f"Looked at, {uuid.uuid4()}."})
    return [
        caller.post(
            f"/api/v1/office/cases/{chance.choice(stage.cases)}/notes", words, JSON, headers={"Authorization": f"Bearer {stage.bearer}"}
        )
    ]


def read(caller: Caller, stage: Stage, chance: random.Random) -> list[Answer]:
    """A list, a search or a case."""
    path = chance.choice(("desk/", "", "desk/?q=water", f"cases/{chance.choice(stage.cases)}/"))
    return [caller.get(f"/en/office/{path}", chance.choice(stage.officers))]


def look(caller: Caller, stage: Stage, chance: random.Random) -> list[Answer]:
    """Public pages."""
    return [
        caller.get(
            chance.choice(("/ar/figures/", "/en/how/", "/ckb/questions/", "/en/seals/", f"/ar/figures/{chance.choice(stage.bodies)}/"))
        )
    ]


@dataclass
class Lodged:
    """What citizens were told, and how often they had to come again."""

    acknowledged: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    again: int = 0
    begun: int = 0
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:8])  # so that no letter of an earlier run is taken for one of this
    lock: threading.Lock = field(default_factory=threading.Lock)


def lodge(caller: Caller, stage: Stage, lodged: Lodged, note: Callable[[Answer], None], *, patience: float) -> None:
    """A draft, the code from the letter, the complaint. Who is turned away waits as long as Retry-After says.

    :param note: told of every answer.
    :param patience: seconds after which a citizen gives up.
    """
    until = time.monotonic() + patience
    with lodged.lock:
        lodged.begun += 1
        number = lodged.begun
    address = f"crowd-{lodged.name}-{number}@crowd.example"

    def insisted(path: str, sent: dict[str, Any], **headers: str) -> dict[str, Any] | None:
        key = str(uuid.uuid4())
        while time.monotonic() < until:
            answer = caller.post(f"/api/v1/{path}", json.dumps(sent), JSON, headers={"Idempotency-Key": key, **headers})
            note(answer)
            if answer.status == 201:
                return dict(json.loads(answer.body))
            if answer.status and answer.status != TURNED_AWAY and answer.status < 500:
                with lodged.lock:
                    lodged.given_up.append(f"{path.rpartition('/')[2]}: {answer.status} {answer.body[:160]!r}")
                return None
            with lodged.lock:
                lodged.again += 1
            time.sleep(max(0.5, answer.retry_after) * (1 + random.random() / 4))
        with lodged.lock:
            lodged.given_up.append(f"{path.rpartition('/')[2]}: no answer in {patience:.0f} s")
        return None

    draft = insisted("drafts", draft_words(number, stage.body, stage.category, email=address))
    if draft is None:
        return
    caller.close()  # nobody holds a connection while they look into their mail
    while not (codes := stage.post.codes.get(address)):
        if time.monotonic() > until:
            with lodged.lock:
                lodged.given_up.append("the code did not arrive")
            return
        time.sleep(0.2)
    answer = insisted(f"drafts/{draft['draft_id']}/lodge", {"verification_code": codes[-1]}, Authorization=f"Bearer {draft['draft_token']}")
    if answer is not None:
        with lodged.lock:
            lodged.acknowledged.append(str(answer["case_number"]))
            stage.followed.append((str(answer["complaint_code"]), address))
