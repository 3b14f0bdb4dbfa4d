"""Lines of the log: what may stand in them, who asked, and the stream of security events. No personal data ever.

A line is built from what is allowed, not cleaned of what is forbidden: the words that a programmer wrote, the fields named in FIELDS with values that
look like a number or a code, and of an exception its kind and its place. What somebody typed has no way in.
"""

import json
import logging
import re
from collections.abc import Iterator, MutableMapping
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name

from mazalim.common.crypto import keyed_hash

FIELDS = (
    "officer", "by", "role", "body", "desk", "case", "category", "limit", "network", "channel", "outcome", "kind", "key_id", "job", "attempts",
    "count", "seconds", "status", "route", "factor", "reason_code", "export", "enclosure", "profile",
)  # fmt: skip
OURS = "mazalim"
SECURITY = "mazalim.security"
_PLAIN = re.compile(r"[\w.:/+-]{1,80}\Z", re.ASCII)  # a code, a name of a route, a moment; no blank, no @, no letter of another script
_WITHHELD = "…"
_PLACE_PARTS = 4

# Every security event and what it means; docs/security/logs.md prints the list.
EVENTS = {
    "sign_in_succeeded": "An officer signed in.",
    "sign_in_failed": "An e-mail and a password did not belong together; `officer` only where the account exists.",
    "signed_out": "An officer ended their session.",
    "password_changed": "An officer has a new password; every other session of the account ended.",
    "factor_changed": "A second step was added, removed or reset; `factor` names it, `by` is who did it.",
    "second_step_failed": "The password was right, but the code of app or paper, or the passkey, was not; `factor` names it.",
    "second_step_guessed": "Codes of an account are being guessed by somebody who knows its password; only browsers known to it may go on today.",
    "passkey_copied": "A passkey counted backwards: it was copied, and was refused.",
    "proof_failed": "A wrong password or code before an act that asks for it again.",
    "sessions_ended": "Sessions of an account were ended from another one; `count` says how many.",
    "provider_refused": "The organisation's own sign-in brought somebody who was not let in; `reason_code` says why.",
    "invited": "An account was sent a link that sets a password.",
    "role_granted": "A role came into force.",
    "role_ended": "A role ended.",
    "service_key_made": "A body's own system was given a key.",
    "service_key_ended": "A key of a body's own system was ended.",
    "service_key_refused": "A wrong or ended key of a body's own system.",
    "limit_reached": "A limit of MAZALIM_LIMITS is used up from now on; once for each counter and window.",
    "code_guessed": "A verification code was typed wrong.",
    "code_dead": "Somebody typed a verification code that no longer counts: too old, used, or guessed at five times.",
    "follow_refused": "A complaint code and a contact did not belong together, or the verification code asked for besides was wrong.",
    "identity_revealed": "An officer opened a complainant's identity; the reason stands in the case file.",
    "list_exported": "A list left as a file.",
    "key_rotated": "New keys were put in place of old ones; `kind` says of which purpose.",
    "csrf_failed": "A form came without the token of its page.",
    "suspicious_host": "A request named a host that is not ours.",
    "suspicious_request": "Django refused a request as unsafe; `kind` says why.",
    "sent_by_a_machine": "A form was sent quicker than anybody types, or the field that nobody sees was filled in; it was asked for again.",
}
_WARNINGS = frozenset({
    "sign_in_failed", "second_step_failed", "second_step_guessed", "passkey_copied", "proof_failed", "provider_refused",
    "service_key_refused", "limit_reached", "code_guessed", "code_dead", "follow_refused",
})  # fmt: skip
_OF_DJANGO = {"csrf": "csrf_failed", "DisallowedHost": "suspicious_host"}

request_id: ContextVar[str] = ContextVar("request_id", default="")


def security_event(name: str, *, network: str = "", **fields: Any) -> None:
    """Write one line into the stream of security events. `name` stands in EVENTS, `fields` in FIELDS.

    `network` is where a request came from; what is written is a keyed sign of it: the same network has the same sign, and nobody can go back.
    Written when it happens: an act whose transaction fails afterwards leaves its line all the same.
    """
    if name not in EVENTS:
        raise KeyError(name)
    shown = {key: value for key, value in fields.items() if value not in {None, ""}}
    if network:
        shown["network"] = keyed_hash(network, of="network_in_log")[:6].hex()
    logging.getLogger(SECURITY).log(logging.WARNING if name in _WARNINGS else logging.INFO, name, extra=shown)


def formatter(how: str) -> ProcessorFormatter:
    """The formatter of a handler: `json` for machines, `lines` for whoever develops (there, exceptions keep their text)."""
    is_json = how == "json"
    before: list[Any] = [
        ExtraAdder(allow=FIELDS),
        _plain_values,
        _own_words,
        _who_asked,
        add_log_level,
        add_logger_name,
        TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    last: list[Any] = [_error_without_values, ProcessorFormatter.remove_processors_meta, JSONRenderer(serializer=_json)]
    if not is_json:
        last = [
            ProcessorFormatter.remove_processors_meta,
            structlog.dev.ConsoleRenderer(colors=False, timestamp_key="at", exception_formatter=structlog.dev.plain_traceback),
        ]
    return ProcessorFormatter(foreign_pre_chain=before, processors=last, pass_foreign_args=True)


def _json(value: Any, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=lambda _unknown: _WITHHELD)


def _is_plain(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and bool(_PLAIN.match(value)))


def _plain_values(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in FIELDS:
        if key in line and not _is_plain(line[key]):
            line[key] = _WITHHELD
    return line


def _own_words(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The words as they stand in the code. What libraries put into them (addresses, hosts, values) stays out; we put in only what may be read."""
    record: logging.LogRecord = line["_record"]
    arguments = line.pop("positional_args", ())
    if record.name.startswith("django.security"):
        kind = record.name.rsplit(".", 1)[-1]
        line["event"] = _OF_DJANGO.get(kind, "suspicious_request")
        line.setdefault("kind", kind)
    elif record.name == "django.request":
        line["event"] = "request_failed" if record.levelno >= logging.ERROR else "request_refused"
    elif not record.name.startswith(OURS) and arguments:
        line["event"] = _with_plain(str(record.msg), arguments)
    request = getattr(record, "request", None)
    if match := getattr(request, "resolver_match", None):
        line["route"] = match.view_name
    if (status := getattr(record, "status_code", None)) is not None:
        line["status"] = status
    return line


def _with_plain(words: str, arguments: Any) -> str:
    """Numbers may stand in a library's words; texts may not, for they may be what somebody typed."""

    def shown(value: object) -> object:
        return value if isinstance(value, bool | int | float) else _WITHHELD

    try:
        return words % (
            {key: shown(value) for key, value in arguments.items()} if isinstance(arguments, dict) else tuple(map(shown, arguments))
        )
    except (TypeError, ValueError, KeyError):
        return words


def _who_asked(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if asked := request_id.get():
        line["request_id"] = asked
    if line["_record"].name.startswith((SECURITY, "django.security")):
        line["stream"] = "security"
    return line


def _error_without_values(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Kind and place of an exception. Its text may repeat a value ("Key (email)=(…) exists already"), so it stays out."""
    told = line.pop("exc_info", None)
    line.pop("stack_info", None)
    error = told[1] if isinstance(told, tuple) else told if isinstance(told, BaseException) else None
    if error is not None:
        line["error"] = " < ".join(f"{type(one).__module__}.{type(one).__qualname__}" for one in _with_causes(error))
        line["places"] = list(_places(error.__traceback__))
    return line


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _places(step: TracebackType | None) -> Iterator[str]:
    while step is not None:
        code = step.tb_frame.f_code
        yield f"{'/'.join(Path(code.co_filename).parts[-_PLACE_PARTS:])}:{step.tb_lineno} {code.co_name}"
        step = step.tb_next
