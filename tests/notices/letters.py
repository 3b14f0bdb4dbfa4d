"""A notice that waits, and a worker that sends it."""

from typing import Any

from django.utils import timezone

from mazalim.notices.actions import send
from mazalim.work.models import Job, Lane
from mazalim.worker.loop import work_once


def notify(
    kind: str = "withdrawn", *, to: str = "zainab@example.org", language: str = "en", channel: str = "", case: str = "", **values: Any
) -> Job:
    """Queue a notice."""
    values = values or {"code_hint": "W9", "link": f"https://complaints.example/{language}/follow/"}
    channel = channel or ("email" if "@" in to else "phone")
    return send(kind=kind, channel=channel, address=to, language=language, values=values, case=case, at=timezone.now())


def work(job: Job | None = None) -> None:
    """Let the worker do what waits, in every lane; with a job, at the moment when its next try is due."""
    if job is not None:
        job.refresh_from_db()
    at = job.run_at if job else timezone.now()
    for lane in Lane:
        work_once(worker="tester", at=at, lanes=(lane,))
    if job is not None:
        job.refresh_from_db()
