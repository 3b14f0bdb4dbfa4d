"""Citizens who lodge without pause, and press the button again when nothing answers, with the same idempotency key, as their browsers would."""

import asyncio
import json
import random
import re
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from ssl import SSLContext
from time import monotonic
from typing import Any

import httpx

VERIFICATION = re.compile(r"(?<![\d+])\d{6}(?!\d)")
AGAIN = {408, 409, 429, 500, 502, 503, 504}
SECONDS_A_CALL, LEAST_PAUSE, MOST_PAUSE = 30.0, 0.1, 2.0


class Post:
    """What the mail server and the gateway have kept, read on as it grows."""

    def __init__(self, *files: Path) -> None:
        self.files = dict.fromkeys(files, 0)
        self.letters: list[dict[str, str]] = []
        self.codes: dict[str, list[str]] = {}  # recipient -> verification codes, the last one at the end

    def read(self) -> None:
        """Take in what is new."""
        for file, place in self.files.items():
            if not file.exists():
                continue
            with file.open("rb") as handle:
                handle.seek(place)
                for line in handle:
                    if not line.endswith(b"\n"):
                        break
                    self.files[file] += len(line)
                    letter = json.loads(line)
                    self.letters.append(letter)
                    if match := VERIFICATION.search(letter["text"]):
                        self.codes.setdefault(letter["to"], []).append(match[0])


@dataclass
class Acknowledged:
    """What a citizen was told, and what they had sent."""

    address: str
    case_number: str
    complaint_code: str
    enclosures: list[str]  # SHA-256 of each
    message: str = ""  # sent after lodging, and acknowledged


@dataclass(frozen=True)
class Answered:
    """One thing that a citizen wrote and was told has arrived; moments of the monotonic clock."""

    began_at: float  # pressed for the first time
    sent_at: float  # the try that was answered
    answered_at: float
    tries: int


@dataclass
class Town:
    """All citizens together."""

    doors: list[str]  # addresses at which the product answers, without a slash at the end
    post: Post
    body: dict[str, Any]
    category: dict[str, Any]
    has_phones: bool
    patience: float  # seconds after which a citizen gives up
    trusts: bool | SSLContext = True  # whose certificates are believed, as httpx takes it
    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    differing: int = 0  # repeats that were answered otherwise than the first time
    tries: int = 0
    repeats: int = 0
    count: int = 0
    is_closing: bool = False
    until: float = 0.0
    answered: list["Answered"] = field(default_factory=list)

    async def live(self, citizens: int) -> None:
        """Until `is_closing`, and until everybody has been answered."""
        limits = httpx.Limits(max_connections=citizens, max_keepalive_connections=citizens // 4)
        async with httpx.AsyncClient(timeout=SECONDS_A_CALL, limits=limits, verify=self.trusts) as client:
            readers = asyncio.create_task(self._read_post())
            await asyncio.gather(*(self._citizen(client) for _ in range(citizens)))
            readers.cancel()

    async def _read_post(self) -> None:
        while True:
            self.post.read()
            await asyncio.sleep(0.1)

    async def _citizen(self, client: httpx.AsyncClient) -> None:
        await asyncio.sleep(random.random() * 3)
        while not self.is_closing:
            self.count += 1
            try:
                await self._lodge(client, self.count)
            except _Refused as error:
                self.refused.append(str(error))

    async def _lodge(self, client: httpx.AsyncClient, number: int) -> None:
        by_phone = self.has_phones and number % 3 == 0
        address = self._phone(number) if by_phone else f"citizen{number}@drill.example"
        told = draft_words(number, self.body, self.category, **{"phone" if by_phone else "email": address})
        draft = await self._post(client, "drafts", 201, json=told)
        way, bearer = f"drafts/{draft['draft_id']}", {"Authorization": f"Bearer {draft['draft_token']}"}
        enclosures = []
        for part in range(number % 2 + 1):
            contents = f"Enclosure {part} of drill {number}: {uuid.uuid4()}\n".encode() * random.choice((1, 50, 3000))
            await self._post(client, f"{way}/enclosures", 201, bearer, files={"file": (f"letter{part}.txt", contents, "text/plain")})
            enclosures.append(sha256(contents).hexdigest())
        lodged = await self._prove(client, f"{way}/lodge", bearer, address)
        kept = Acknowledged(address, lodged["case_number"], lodged["complaint_code"], sorted(enclosures))
        self.acknowledged.append(kept)
        if number % 4 == 0:
            pair = {"complaint_code": kept.complaint_code, "contact": address}
            token = (await self._post(client, "tracking", 200, json=pair))["token"]
            words = f"One more word: {uuid.uuid4()}"
            await self._post(client, "complaint/messages", 201, {"Authorization": f"Bearer {token}"}, json={"text": words})
            kept.message = words

    async def _post(self, client: httpx.AsyncClient, path: str, wanted: int, headers: dict[str, str] | None = None, **sent: Any) -> Any:
        """The same request with the same key until there is an answer; one time in five once more, and then the answer must be the same."""
        key = {"Idempotency-Key": str(uuid.uuid4()), **(headers or {})}
        answer = await self._until_answered(client, path, wanted, key, sent)
        if random.random() < 0.2:
            self.repeats += 1
            self.differing += (await self._until_answered(client, path, wanted, key, sent)) != answer
        return answer

    async def _until_answered(self, client: httpx.AsyncClient, path: str, wanted: int, key: dict[str, str], sent: dict[str, Any]) -> Any:
        began, tries = monotonic(), 0
        pause, until = LEAST_PAUSE, began + self.patience
        while monotonic() < until:
            self.tries += 1
            tries, sent_at = tries + 1, monotonic()
            try:
                answer = await client.post(f"{random.choice(self.doors)}/api/v1/{path}", headers=key, **sent)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == wanted:
                self.answered.append(Answered(began, sent_at, monotonic(), tries))
                return answer.json()
            if answer is not None and answer.status_code == 422 and "verification_code" in answer.text:
                raise _WrongCode
            if answer is not None and answer.status_code not in AGAIN:
                raise _Refused(f"{path.rpartition('/')[2]}: {answer.status_code} {answer.text[:200]}")
            await asyncio.sleep(pause + random.random() * pause)
            pause = min(pause * 2, MOST_PAUSE)
        raise _Refused(f"{path.rpartition('/')[2]}: no answer in {self.patience:.0f} seconds")

    async def _prove(self, client: httpx.AsyncClient, path: str, bearer: dict[str, str], address: str) -> Any:
        """Lodge with the code that came. A web process that was killed while it sent one sends another, for another draft: both arrive."""
        until, tried = asyncio.get_running_loop().time() + self.patience, set[str]()
        while asyncio.get_running_loop().time() < until:
            for code in reversed(self.post.codes.get(address, [])):
                if code not in tried:
                    tried.add(code)
                    with suppress(_WrongCode):
                        return await self._post(client, path, 201, bearer, json={"verification_code": code})
            await asyncio.sleep(0.2)
        raise _Refused("the verification code did not arrive")

    def _phone(self, number: int) -> str:
        return f"+96475{number:08d}"


def draft_words(number: int, body: dict[str, Any], category: dict[str, Any], **contact: str) -> dict[str, Any]:
    """What a citizen tells the API; `contact` is their `email` or their `phone`, by which they are verified too."""
    return {
        "language": ("en", "ar", "ckb")[number % 3],
        "kind": "complaint",
        "body": body["id"],
        "category": category["id"],
        "subject": f"Drill {number}",
        "description": "The water has been off for three days.",
        "points": ["Turn it on again."],
        "identity_mode": "named",
        "complainant": {
            "given_name": "Drill",
            "family_name": "Citizen",
            "birth_date": "1984-03-27",
            "citizenship": "IQ",
            "identity_number": f"{198403270000 + number}",
            **contact,
        },
        "verify_by": next(iter(contact)),
    }


class _Refused(Exception):
    """The citizen gives up; the text says why."""


class _WrongCode(Exception):
    """It belongs to another draft."""
