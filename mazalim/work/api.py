"""`Idempotency-Key` on the machine's door: whoever repeats a POST gets the answer of the first time, and nothing is done twice."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Schema, Status

from mazalim.web.problems import KEY_REUSED, UNDER_WAY, Problem, wrong_field
from mazalim.work import actions

HEADER = "Idempotency-Key"
MOST_SIGNS = 255
A_DAY = timedelta(days=1)
PATIENCE_SECONDS, PAUSE_SECONDS = 10.0, 0.05  # how long a parallel repeat waits for the first one's answer

Operation = Callable[..., Status[Any]]


def idempotent(name: str, *, in_transaction: bool, kept_for: timedelta = A_DAY) -> Callable[[Operation], Operation]:
    """Mark an operation that answers `Status(code, schema)`; without the header it is done as often as it is asked for.

    `name` keeps the keys of different operations apart. `in_transaction`: act and answer are committed together; otherwise the key is claimed
    first, counters survive a refusal, and the answer is kept after success. Refusals are never kept.
    """

    def mark(operation: Operation) -> Operation:
        @wraps(operation)
        def once_for_the_key(request: HttpRequest, *args: Any, **kwargs: Any) -> Status[Any]:
            key = request.headers.get(HEADER)
            if key is None:
                return operation(request, *args, **kwargs)
            if not key.strip() or len(key) > MOST_SIGNS:
                raise wrong_field(HEADER, _("The key must have 1 to 255 characters."))

            def act() -> tuple[int, Any]:
                made = operation(request, *args, **kwargs)
                return made.status_code, made.value.model_dump(mode="json") if isinstance(made.value, Schema) else made.value

            # The same name for the same caller: what was opened by the bearer's token, so that a renewed token repeats safely.
            asked = {"key": key, "scope": f"{name}.{getattr(getattr(request, 'auth', None), 'scope', 'open')}", "request": _asked(request)}
            try:
                status, answer = _within(act, asked) if in_transaction else _claimed(act, asked, kept_for)
            except actions.KeyUsedForAnotherRequest as error:
                raise Problem(KEY_REUSED) from error
            return Status(status, answer)

        once_for_the_key.is_idempotent = True  # type: ignore[attr-defined]  # read by the guard of tests/work/test_done_once.py
        return once_for_the_key

    return mark


def _within(act: Callable[[], tuple[int, Any]], asked: dict[str, Any]) -> tuple[int, Any]:
    return actions.once(**asked, act=act, at=timezone.now())


def _claimed(act: Callable[[], tuple[int, Any]], asked: dict[str, Any], kept_for: timedelta) -> tuple[int, Any]:
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            kept = actions.claim(**asked, at=timezone.now())
            break
        except actions.StillUnderWay as error:
            if time.monotonic() > patience_ends:
                raise Problem(UNDER_WAY, retry_after=2) from error
            time.sleep(PAUSE_SECONDS)
    if kept is not None:
        return kept
    name = {"key": asked["key"], "scope": asked["scope"]}
    try:
        status, answer = act()
    except BaseException:
        actions.release(**name)
        raise
    actions.keep(**name, status=status, answer=answer, until=timezone.now() + kept_for)
    return status, answer


def _asked(request: HttpRequest) -> dict[str, str]:
    """What makes two requests the same: method, address and contents; the boundary of a multipart body is no part of them."""
    digest = sha256()
    if request.content_type == "multipart/form-data":
        for name in sorted(request.POST):
            digest.update(repr((name, request.POST.getlist(name))).encode("utf-8", "surrogatepass"))
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                digest.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return {"method": str(request.method), "path": request.path, "body": digest.hexdigest()}
