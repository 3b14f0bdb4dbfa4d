"""The simple drill: the worker and the mail server are killed in the middle of 200 lodgings.

Real processes on 127.0.0.1: web and worker as `make run` starts them, a mail server that writes each letter to a file before it says so.
Everything acknowledged must be there once, and every notice must go out when both are back.
"""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from tools.drill.citizens import draft_words
from tools.processes import BIN, ROOT, free_port, manage, scratch_environment

LODGINGS, AT_ONCE = 200, 8
SECONDS_TO_DRAIN = 240
CODE = re.compile(r"\b(\d{6})\b")
COMPLAINT_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


def _start(*command: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def _letters(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def _draft(client: httpx.Client, number: int, body: dict[str, Any], category: dict[str, Any]) -> tuple[str, str, str]:
    address = f"citizen{number}@drill.example"
    answer = client.post("drafts", json=draft_words(number, body, category, email=address))
    if answer.status_code != 201:
        raise SystemExit(f"A draft was refused: {answer.status_code} {answer.text}")
    made = answer.json()
    return made["draft_id"], made["draft_token"], address


def _codes(file: Path, addresses: set[str], seconds: float = 120) -> dict[str, str]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = {letter["to"]: match[1] for letter in _letters(file) if (match := CODE.search(letter["text"]))}
        if addresses <= set(found):
            return found
        time.sleep(0.5)
    raise SystemExit("The verification codes did not arrive.")


def _lodge(base: str, draft: tuple[str, str, str], code: str) -> dict[str, str] | None:
    """The acknowledgement, or None where none came."""
    ident, token, _ = draft
    for _ in range(5):  # a citizen presses the button again
        try:
            answer = httpx.post(
                f"{base}drafts/{ident}/lodge", json={"verification_code": code}, headers={"Authorization": f"Bearer {token}"}, timeout=30
            )
        except httpx.HTTPError:
            time.sleep(0.2)
            continue
        return answer.json() if answer.status_code == 201 else None
    return None


def drill(url: str, folder: Path) -> bool:
    """One drill on one database; True when nothing was lost or doubled."""
    port, mail_port, file = free_port(), free_port(), folder / "letters.jsonl"
    environment = {
        **scratch_environment(folder, url),
        "MAZALIM_ORIGIN": f"http://127.0.0.1:{port}",
        "MAZALIM_EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "MAZALIM_LIMITS": "drafts_per_network=1000000/3600",
        "MAZALIM_DEBUG": "1",
    }
    manage("migrate", "--no-input", "--verbosity", "0", environment=environment)
    manage("load_profile", "kurdistan", environment=environment)
    manage("collectstatic", "--no-input", "--verbosity", "0", environment=environment)
    web = [
        str(BIN / "granian"),
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--blocking-threads",
        "16",
        "--no-ws",
        "config.wsgi:application",
    ]
    worker, sink = (
        [sys.executable, "manage.py", "work"],
        [sys.executable, "-m", "tools.drill", "outside", "mail", str(mail_port), str(file)],
    )
    running = {name: _start(*command, environment=environment) for name, command in (("sink", sink), ("worker", worker), ("web", web))}
    try:
        base = f"http://127.0.0.1:{port}/api/v1/"
        _wait_for(base)
        with httpx.Client(base_url=base, timeout=30) as client:
            body = client.get("bodies", params={"q": "Erbil water"}).json()[0]
            category = client.get(f"bodies/{body['id']}/categories").json()[0]
            drafts = [_draft(client, number, body, category) for number in range(LODGINGS)]
        codes = _codes(file, {draft[2] for draft in drafts})
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = [pool.submit(_lodge, base, draft, codes[draft[2]]) for draft in drafts]
            while sum(answer.done() for answer in answers) < LODGINGS // 3:
                time.sleep(0.01)
            for name in ("worker", "sink"):  # no chance to tidy up
                running[name].kill()
                running[name].wait()
            acknowledged = {draft[2]: kept for draft, answer in zip(drafts, answers, strict=True) if (kept := answer.result())}
        waiting = LODGINGS - _told(file, acknowledged)
        running["sink"] = _start(*sink, environment=environment)
        running["worker"] = _start(*worker, environment=environment)
        began = time.monotonic()
        while _told(file, acknowledged) < len(acknowledged) and time.monotonic() - began < SECONDS_TO_DRAIN:
            time.sleep(1)
        seconds = time.monotonic() - began
        return _report(url, environment, file, acknowledged, waiting, seconds)
    finally:
        for process in running.values():
            process.terminate()
            process.wait(15)


def _wait_for(base: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{base}bodies", params={"q": "erbil"}).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("The web process does not answer.")


def _told(file: Path, acknowledged: dict[str, dict[str, str]]) -> int:
    """How many complainants have the acknowledgement with their own code."""
    arrived = {(letter["to"], code) for letter in _letters(file) for code in COMPLAINT_CODE.findall(letter["text"])}
    return sum((address, answer["complaint_code"]) in arrived for address, answer in acknowledged.items())


def _report(
    url: str, environment: dict[str, str], file: Path, acknowledged: dict[str, dict[str, str]], waiting: int, seconds: float
) -> bool:
    script = (
        "from mazalim.complaints.models import Complaint; from mazalim.work.models import Job; import json;"
        "print(json.dumps({'cases': list(Complaint.objects.values_list('case_number', flat=True)),"
        "'dead': Job.objects.filter(dead_at__isnull=False).count()}))"
    )
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(told.stdout.strip().splitlines()[-1])
    numbers = [answer["case_number"] for answer in acknowledged.values()]
    cases = Counter(found["cases"])
    lost = [number for number in numbers if number not in cases]
    doubled = len(numbers) - len(set(numbers)) + len(found["cases"]) - len(set(found["cases"])) + max(0, len(found["cases"]) - LODGINGS)
    ids = Counter(letter["id"] for letter in _letters(file))
    silent = len(acknowledged) - _told(file, acknowledged)
    print(
        f"{'PostgreSQL' if url else 'SQLite'}: {LODGINGS} lodgings, {len(acknowledged)} acknowledged, {(lost and len(lost)) or 0} lost, {doubled} doubled, "
        f"{waiting} notices waiting at the kill, {silent} never arrived, {sum(count - 1 for count in ids.values())} sent twice under one Message-ID, "
        f"{found['dead']} dead letters, drained {seconds:.0f} s after the return.",
        flush=True,
    )
    return len(acknowledged) == LODGINGS and not (lost or doubled or silent or found["dead"])
