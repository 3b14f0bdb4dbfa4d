"""The one drawer of texts: texts/<language>.toml holds subject, mail and SMS of every kind of notice."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation

from mazalim.common.words import pick
from mazalim.web import formats

FOLDER = Path(__file__).parent / "texts"
_NEWS = frozenset({"code_hint", "link"})
_DATED = _NEWS | {"due_date"}
_OFFICE = frozenset({"case_number", "link"})

# Kind -> the values that its text may hold. Nothing of a case's contents is among them: a notice may be read by a stranger.
KINDS: Mapping[str, frozenset[str]] = {
    "verification_code": frozenset({"verification_code", "minutes"}),
    "acknowledgement": frozenset({"complaint_code", "due_date", "link"}),
    "code_renewed": frozenset({"complaint_code", "link"}),
    "contact_change_asked": _NEWS,
    "contact_changed": _NEWS,
    "referred": _DATED,
    "split": _DATED,
    "joined": _DATED,
    "separated": _DATED,
    "taken": _DATED,
    "asked": _NEWS | {"answer_date"},
    "answer_reminder": _NEWS | {"answer_date"},
    "answer_timed_out": _DATED,
    "extended": _DATED,
    "deadline_corrected": _DATED,
    "pause_lifted": _DATED,
    "pause_upheld": _NEWS | {"answer_date"},
    "points_changed": _NEWS,
    "replied": _NEWS | {"window_date"},
    "refused": _NEWS | {"window_date"},
    "closed": _NEWS | {"window_date"},
    "reopened": _DATED,
    "commitment_broken": _DATED,
    "inherited": _NEWS,
    "appealed": _DATED,
    "appeal_decided": _NEWS,
    "appeal_withdrawn": _NEWS,
    "appeal_late": _NEWS,
    "replied_under_appeal": _NEWS,
    "closed_final": _NEWS,
    "cause_mended": _NEWS,
    "withdrawn": _NEWS,
    "file_refused": _NEWS,
    "revealed": _NEWS,
    "fell_due": _NEWS,
    "ceiling_passed": _NEWS,
    "office_new": _OFFICE,
    "office_news": _OFFICE,
    "office_reopened": _OFFICE,
    "office_appeal": _OFFICE,
    "office_appealed": _OFFICE,
    "office_appeal_decided": _OFFICE,
    "office_statement": _OFFICE,
    "office_pause_contested": _OFFICE,
    "office_approval": _OFFICE,
    "office_sent_back": _OFFICE,
    "office_fell_due": _OFFICE,
    "office_withdrawn": _OFFICE,
    "office_conflict": _OFFICE,
    "office_lift": _OFFICE,
    "office_invitation": frozenset({"link"}),
    "office_role_waits": frozenset({"link"}),
    "office_disposal_due": frozenset({"number", "link"}),
    "office_disposal_waits": frozenset({"link"}),
    "office_new_member": frozenset({"start_date", "link"}),
    "office_address_changed": frozenset({"link"}),
    "office_sign_in_changed": frozenset({"link"}),
    "office_reset_own": frozenset({"start_date", "link"}),
    "office_reset_member": frozenset({"start_date", "link"}),
    "office_cases_inherited": frozenset({"number", "link"}),
    "office_due_soon": frozenset({"number", "link"}),
    "office_new_cases": frozenset({"number", "link"}),
    "office_promises_due": frozenset({"number", "link"}),
}


@dataclass(frozen=True)
class Text:
    """One notice ready to send."""

    subject: str
    paragraphs: tuple[str, ...]
    sms: str
    code: str  # a code to be set large in the HTML mail, or empty
    link: str


@cache
def drawer(language: str) -> dict[str, dict[str, str]]:
    """All texts of a language: kind -> subject, mail, sms."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def render(
    *, kind: str, language: str, values: Mapping[str, Any], service: Mapping[str, str], words: Mapping[str, str] | None = None
) -> Text:
    """Fill a text: `words` (subject, mail, sms), or the shipped ones of the kind. `service` is the service's name by language.

    Dates come out in the language's own words and digits.
    """
    shown = {"service": pick(service, language)[0]}
    with translation.override(language):
        for name, value in values.items():
            if name.endswith("_date"):
                shown[name] = formats.day(date.fromisoformat(value))
            else:
                shown[name] = formats.count(value) if isinstance(value, int) else str(value)
    text = words or drawer(language)[kind]
    return Text(
        subject=text["subject"].format_map(shown),
        paragraphs=tuple(part.strip().format_map(shown) for part in text["mail"].strip().split("\n\n")),
        sms=text["sms"].format_map(shown),
        code=shown.get("complaint_code") or shown.get("verification_code", ""),
        link=shown.get("link", ""),
    )
