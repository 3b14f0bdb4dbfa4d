"""How long each page takes, by the name of its address and how it ended: no path, no visitor."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
A_DAY = 86_400
SECONDS = Histogram("mazalim_request_seconds", "How long an answer took", ["route", "status"], buckets=BUCKETS)


class Measured:
    """Stands before all others. It is installed only where metrics are asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        _forget_ended_processes()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = match.view_name if match else "none"
        SECONDS.labels(route, f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        return response


def _forget_ended_processes() -> None:
    """Every web process counts in a file of its own; those of processes that ended a day ago or more are deleted."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    for path in Path(folder).glob("*_*.db") if folder else ():
        number = path.stem.rpartition("_")[2]
        if number.isdecimal() and not Path(f"/proc/{number}").exists() and path.stat().st_mtime < time.time() - A_DAY:
            path.unlink(missing_ok=True)
