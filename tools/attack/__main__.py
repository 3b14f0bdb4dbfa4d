"""Attack this very tree: `make attack`. A table of what was checked and found; exit 1 for anything medium or high, or a planted hole not found."""

import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.attack import doors, tools, uploads
from tools.attack.control import PLANTED, control
from tools.attack.crawling import Parameter, addresses_with_parameters
from tools.attack.running import Installation, installation
from tools.attack.tools import Result
from tools.processes import ROOT, manage

CONTROL, OURS = "control", "mazalim"
STARTS = {
    "complainant": ["/en/", "/en/figures/", "/en/complain/", "/en/follow/", "/api/"],
    "officer": ["/en/office/"],
    "supervisor": ["/en/office/"],
    "central": ["/en/office/", "/en/office/cases/"],
    "administrator": ["/en/office/administration/"],
}
PEOPLE = """
import json
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone
from mazalim.accounts.actions import add_service_account, add_service_key, grant
from mazalim.accounts.middleware import STEP, begin_session
from mazalim.accounts.models import Grant, Officer, Role
from mazalim.figures.actions import catch_up
at = timezone.now()
catch_up(at=at)
def signed_in(role):
    request = HttpRequest()
    request.session = SessionStore()
    officer = Officer.objects.filter(grants__role=role, grants__ended_at=None, is_active=True, is_service=False).order_by("pk").first()
    login(request, officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    begin_session(request.session, at=at)
    request.session[STEP] = "app"
    request.session.save()
    return request.session.session_key
found = {name: signed_in(role) for name, role in {"officer": Role.OFFICER, "supervisor": Role.SUPERVISOR, "central": Role.CENTRAL_OFFICER,
    "administrator": Role.ADMINISTRATOR}.items()}
system = add_service_account(name="Attack", language="en", at=at)
desk = Grant.objects.filter(role=Role.OFFICER, ended_at=None, desk__isnull=False).order_by("pk").first().desk
grant(officer=system, role=Role.OFFICER, desk=desk, at=at)
key = add_service_key(officer=system, name="Attack", at=at)[1]
print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "sessions": found, "key": key}))
"""


def _controls(address: str, folder: Path) -> list[Result]:
    """Every tool at the application full of holes."""
    planted = folder / "planted"
    planted.mkdir()
    (planted / "holes.py").write_text(PLANTED)
    return [
        tools.bandit(CONTROL, planted, into=folder),
        tools.schemathesis(CONTROL, f"{address}/openapi.json", into=folder, seconds=30),
        tools.sqlmap(CONTROL, [f"{address}/search?name=Zainab"], into=folder, seconds=90),
        tools.wapiti(CONTROL, f"{address}/", into=folder, seconds=60),
    ]


def _on_pages(it: Installation, folder: Path) -> list[Result]:
    """sqlmap and wapiti as everybody who has pages, schemathesis as everybody who has a token."""
    told, base = it.ask(PEOPLE), it.addresses[0]
    cookies = {"complainant": {}} | {name: {told["cookie"]: key} for name, key in told["sessions"].items()}
    results = [
        tools.schemathesis("anybody", f"{base}/api/openapi.json", into=folder, seconds=60),
        tools.schemathesis(
            "system", f"{base}/api/openapi.json", into=folder, headers={"Authorization": f"Bearer {told['key']}"}, seconds=90
        ),
    ]
    seen: set[Parameter] = set()
    found = {name: addresses_with_parameters(base, starts, cookies[name], seen) for name, starts in STARTS.items()}
    with ThreadPoolExecutor(2) as pool:  # as many as this machine has processors for beside the server
        waiting = [
            pool.submit(tools.sqlmap, name, [base + one for one in addresses], into=folder, cookies=cookies[name])
            for name, addresses in found.items()
            if addresses
        ]
        waiting.append(pool.submit(tools.wapiti, "complainant", f"{base}/en/", into=folder, seconds=70))
        waiting.append(pool.submit(tools.wapiti, "officer", f"{base}/en/office/", into=folder, cookies=cookies["officer"], seconds=70))
        return results + [one.result() for one in waiting]


def _table(results: list[Result]) -> bool:
    """Print what was found; whether the tree holds and every planted hole was found."""
    print(f"\n{'tool':<14}{'at':<14}{'checked':<58}{'found':>6}{'grave':>6}{'s':>6}")
    for one in results:
        print(f"{one.tool:<14}{one.target:<14}{one.checked[:57]:<58}{one.found:>6}{len(one.grave):>6}{one.seconds:>6.0f}")
    is_right = True
    for one in results:
        if one.target == CONTROL and not one.grave:
            print(f"{one.tool} did not find the planted hole: what it says of the product counts for nothing.")
            is_right = False
        if one.target != CONTROL and one.grave:
            is_right = False
            print(f"\n{one.tool} at {one.target}:")
            for line in one.grave:
                print(f"  {line}")
    return is_right


def main() -> int:
    """All parts, or those named: tools, doors, uploads."""
    parts: dict[str, Callable[[], bool]] = {"tools": _all_tools, "uploads": lambda: uploads.main() == 0, "doors": lambda: doors.main() == 0}
    wanted = sys.argv[1:] or list(parts)
    began, held = time.monotonic(), {}
    for name in wanted:
        held[name] = parts[name]()
    told = ", ".join(f"{name}: {'held' if is_right else 'BROKEN'}" for name, is_right in held.items())
    print(f"\n{told} after {time.monotonic() - began:.0f} s")
    return 0 if all(held.values()) else 1


def _all_tools() -> bool:
    kept = ROOT / "var" / "attack"
    kept.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=time.strftime("%Y%m%d-%H%M%S-"), dir=kept))
    (folder / "demo").mkdir()
    print(f"What the tools say is kept in {folder.relative_to(ROOT)}.", flush=True)
    with control() as address, installation(folder / "demo", processes=1) as it, ThreadPoolExecutor(2) as pool:
        controls = pool.submit(_controls, address, folder)
        manage("load_demo", environment=it.environment)
        source = tools.bandit(OURS, ROOT / "mazalim", ROOT / "config", into=folder)
        return _table([*controls.result(), source, *_on_pages(it, folder)])


if __name__ == "__main__":
    sys.exit(main())
