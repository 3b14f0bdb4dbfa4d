"""The doors under attack, on SQLite and on PostgreSQL, through two real server processes: `python -m tools.attack.doors`.

1,000 parallel wrong guesses of one verification code; 50 identical parallel lodgings; and how long the doors take to say no, whatever is wrong.
"""

import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tools.attack.running import Installation, installation
from tools.postgresql import private_cluster

GUESSES, LODGINGS, SAMPLES, AT_ONCE = 1000, 50, 2000, 64
MOST_TRIES = 40
MOST_APART = 0.001  # seconds
MOST_ROUNDS = 4  # times SAMPLES: where the machine is busy with other things, an interval takes more samples to become narrow
RESAMPLES, Z_99 = 400, 2.576
TRIMMED = 0.05  # of each end, for the mean: what the machine did besides
_numbers = count(1)
Ask = Callable[[], httpx.Response]


def _draft(client: httpx.Client, address: str) -> tuple[str, str]:
    """A complete draft; its id and its token."""
    body = client.get("/api/v1/bodies", params={"q": "Erbil water"}).json()[0]
    category = client.get(f"/api/v1/bodies/{body['id']}/categories").json()[0]
    person = {"given_name": "Attack", "family_name": "Citizen", "birth_date": "1984-03-27", "citizenship": "IQ", "email": address}
    person |= {"identity_number": f"{198403270000 + next(_numbers)}"}
    answer = client.post(
        "/api/v1/drafts",
        json={
            "kind": "complaint", "body": body["id"], "category": category["id"], "subject": "Water", "description": "The water has been off for three days.",
            "points": ["Turn it on again."], "identity_mode": "named", "complainant": person, "verify_by": "email",
        },
    )  # fmt: skip
    answer.raise_for_status()
    return answer.json()["draft_id"], answer.json()["draft_token"]


def _code_sent(it: Installation) -> str:
    """The newest verification code, as only its receiver would read it."""
    return str(
        it.ask(
            "import json; from mazalim.work.models import Job; from mazalim.work.actions import sealed_part;"
            "job = Job.objects.filter(payload__kind='verification_code').order_by('-pk').first();"
            "print(json.dumps(sealed_part(job)['values']['verification_code']))"
        )
    )


def _until_heard(ask: Ask) -> httpx.Response:
    """The answer; again where the server was too busy to look: with SQLite 64 writers stand in one line, and wait there for ten seconds at most."""
    for _ in range(MOST_TRIES):
        answer = ask()
        if answer.status_code != 503:
            break
        time.sleep(0.5)
    return answer


def guess(it: Installation, *, guesses: int = GUESSES) -> bool:
    """At most five of all wrong guesses are looked at, and the right one is refused afterwards."""
    with httpx.Client(base_url=it.addresses[0], timeout=60) as client:
        draft, token = _draft(client, "guessed@example.org")
    right = _code_sent(it)
    wrong = [code for code in (f"{number:06d}" for number in random.sample(range(10**6), guesses + 1)) if code != right][:guesses]
    clients = [httpx.Client(base_url=address, timeout=120, headers={"Authorization": f"Bearer {token}"}) for address in it.addresses]

    def one(numbered: tuple[int, str]) -> str:
        number, code = numbered
        answer = _until_heard(
            lambda: clients[number % len(clients)].post(f"/api/v1/drafts/{draft}/lodge", json={"verification_code": code})
        )
        return answer.json()["errors"][0]["detail"] if answer.status_code == 422 else str(answer.status_code)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = Counter(pool.map(one, enumerate(wrong)))
    at_last = one((0, right))
    for client in clients:
        client.close()
    looked_at = said["This is not the code that we sent"]
    tries = it.ask(
        "import json; from mazalim.verification.models import VerificationCode as V; print(json.dumps([v.tries for v in V.objects.all()]))"
    )
    others = {words: number for words, number in said.items() if words not in {"This is not the code that we sent", at_last}}
    is_right = looked_at <= 5 and max(tries) <= 5 and "too many wrong tries" in at_last and not others
    print(
        f"  {guesses:,} parallel wrong guesses: {looked_at} looked at, {said[at_last]:,} turned away, others {others or 0}; the right code then: {at_last!r}"
    )
    return is_right


def lodge(it: Installation, *, lodgings: int = LODGINGS) -> tuple[bool, str, str]:
    """One complaint and as many equal answers; with its code and contact."""
    address = "lodged@example.org"
    with httpx.Client(base_url=it.addresses[0], timeout=60) as client:
        draft, token = _draft(client, address)
    code = _code_sent(it)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "the-same-for-all"}

    def one(number: int) -> tuple[int, bytes]:
        path = f"{it.addresses[number % len(it.addresses)]}/api/v1/drafts/{draft}/lodge"
        answer = _until_heard(lambda: httpx.post(path, json={"verification_code": code}, headers=headers, timeout=60))
        return answer.status_code, answer.content

    with ThreadPoolExecutor(lodgings) as pool:
        said = Counter(pool.map(one, range(lodgings)))
    complaints = it.ask("import json; from mazalim.complaints.models import Complaint; print(json.dumps(Complaint.objects.count()))")
    status, content = next(iter(said))
    print(f"  {lodgings} identical parallel lodgings: {complaints} complaint, {max(said.values())} equal answers of status {status}")
    if status != 201:
        return False, "", address
    return complaints == 1 and len(said) == 1, str(httpx.Response(200, content=content).json()["complaint_code"]), address


# --- How long a door takes to say no -------------------------------------------------------------


def _interleaved(asks: Sequence[Ask], samples: int) -> list[list[float]]:
    """Seconds of each way to ask, one of each in every round, in an order thrown anew."""
    times: list[list[float]] = [[] for _ in asks]
    order = list(range(len(asks)))
    for number in range(samples + 20):
        random.shuffle(order)
        for which in order:
            began = time.perf_counter()
            asks[which]()
            if number >= 20:  # the first ones warm up
                times[which].append(time.perf_counter() - began)
    return times


def _median_apart(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """The 99 % interval of the difference of the medians, by resampling rounds."""
    apart, rounds = [], range(len(one))
    for _ in range(RESAMPLES):
        drawn = random.choices(rounds, k=len(one))
        apart.append(statistics.median([one[at] for at in drawn]) - statistics.median([other[at] for at in drawn]))
    apart.sort()
    return apart[int(0.005 * RESAMPLES)], apart[int(0.995 * RESAMPLES) - 1]


def _mean_apart(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """The 99 % interval of the mean difference within a round, without the farthest rounds of both ends."""
    differences = sorted(a - b for a, b in zip(one, other, strict=True))
    cut = int(len(differences) * TRIMMED)
    kept = differences[cut : len(differences) - cut]
    middle, wide = statistics.fmean(kept), Z_99 * statistics.stdev(kept) / len(kept) ** 0.5 / (1 - 2 * TRIMMED)
    return middle - wide, middle + wide


def compare(name: str, ways: dict[str, Ask], *, samples: int = SAMPLES) -> bool:
    """Whether the first way takes as long as each of the others: both intervals within a millisecond."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    first, *others = times
    for _ in range(MOST_ROUNDS):
        for way, taken in zip(ways, _interleaved(list(ways.values()), samples), strict=True):
            times[way] += taken
        apart = {other: (_median_apart(times[other], times[first]), _mean_apart(times[other], times[first])) for other in others}
        is_right = all(abs(end) <= MOST_APART for pair in apart.values() for interval in pair for end in interval)
        is_told = any(low > MOST_APART or high < -MOST_APART for pair in apart.values() for low, high in pair)
        if is_right or is_told:
            break
    print(f"  {name}, {len(times[first]):,} samples each; {first}: median {statistics.median(times[first]) * 1000:.2f} ms")
    for other, (medians, means) in apart.items():
        shown = ", ".join(
            f"{what} {low * 1000:+.3f} to {high * 1000:+.3f} ms" for what, (low, high) in (("medians", medians), ("means", means))
        )
        print(f"    {other}: 99 % intervals of the difference: {shown}")
    return is_right


def _follows(client: httpx.Client, code: Callable[[], str], contact: Callable[[], str]) -> Ask:
    def ask() -> httpx.Response:
        answer = client.post("/api/v1/tracking", json={"complaint_code": code(), "contact": contact()})
        if answer.status_code != 404:
            raise SystemExit(f"The door answered {answer.status_code}: {answer.text}")
        return answer

    return ask


def _asks_for_code(client: httpx.Client, contact: Callable[[], str]) -> Ask:
    page = client.get("/en/follow/lost-code/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    if token is None:
        raise SystemExit("The page for a lost code has no form.")

    def ask() -> httpx.Response:
        typed = {"csrfmiddlewaretoken": token[1], "contact": contact()}
        answer = client.post("/en/follow/lost-code/", data=typed, headers={"Referer": str(client.base_url)})
        if answer.status_code != 200 or "6 figures" not in answer.text:
            raise SystemExit(f"The page for a lost code answered {answer.status_code}.")
        return answer

    return ask


def measure(it: Installation, *, code: str, contact: str, samples: int = SAMPLES) -> bool:
    """Whether anything tells a known code or contact from an unknown one by the time the answer takes."""
    signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    def unknown_code() -> str:
        return "-".join("".join(random.choices(signs, k=4)) for _ in range(4))

    def unknown_contact() -> str:
        return f"nobody{random.randrange(10**6):06d}@example.org"

    # One unknown code each, as there is one right one: the first failure with any code costs a counter more, whether it is known or not.
    first, other = unknown_code(), unknown_code()
    with httpx.Client(base_url=it.addresses[0], timeout=60) as client:
        ways = {
            "unknown code, unknown contact": _follows(client, lambda: first, unknown_contact),
            "right code, wrong contact": _follows(client, lambda: code, unknown_contact),
            "wrong code, known contact": _follows(client, lambda: other, lambda: contact),
        }
        is_right = compare("Follow a complaint", ways, samples=samples)
        lost = {"unknown contact": _asks_for_code(client, unknown_contact), "known contact": _asks_for_code(client, lambda: contact)}
        return compare("A lost code", lost, samples=samples) and is_right


def attack(name: str, folder: Path, url: str, **sizes: Any) -> bool:
    """All of it on one database."""
    print(f"{name}, two server processes", flush=True)
    folder.mkdir()
    with installation(folder, url=url) as it:
        is_guessed = guess(it, guesses=sizes.get("guesses", GUESSES))
        is_lodged, code, contact = lodge(it)
        is_alike = bool(code) and measure(it, code=code, contact=contact, samples=sizes.get("samples", SAMPLES))
    print(f"  guesses {_word(is_guessed)}, lodgings {_word(is_lodged)}, times {_word(is_alike)}", flush=True)
    return is_guessed and is_lodged and is_alike


def _word(is_right: bool) -> str:
    return "held" if is_right else "BROKEN"


def main() -> int:
    """Both databases; 1 where a door gave way."""
    with tempfile.TemporaryDirectory(prefix="mazalim-doors-") as name, private_cluster() as url:
        folder = Path(name)
        results = [attack("SQLite", folder / "sqlite", ""), attack("PostgreSQL", folder / "postgresql", url)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
