"""The rules that an administrator may change, in words: where each stands in the policy, and what it may hold."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Rule:
    """One rule. `kind`: span (days and their unit), days, count, megabytes, or yes_no."""

    section: str
    name: str
    label: Any  # words, translated when shown
    kind: str = "days"
    least: int = 1
    most: int = 999

    @property
    def field(self) -> str:
        """What it is called in a form."""
        return f"{self.section}__{self.name}"


SECTIONS: dict[str, Any] = {
    "times": _("Times"),
    "windows": _("After the reply"),
    "escalation": _("What is overdue"),
    "eligibility": _("Who may complain"),
    "limits": _("Limits of what is sent"),
    "figures": _("Figures"),
}
RULES: tuple[Rule, ...] = (
    Rule("times", "screening", _("Screening"), "span"),
    Rule("times", "acceptance", _("Taking a case"), "span"),
    Rule("times", "decision", _("Reply, where the category says nothing"), "span"),
    Rule("times", "extension", _("Extension"), "span"),
    Rule("times", "appeal", _("Decision on an appeal"), "span"),
    Rule("times", "legal_ceiling_days", _("Longest time in all, pauses included")),
    Rule("times", "pause_limit", _("Pauses of a case at most"), "count", 0, 20),
    Rule("times", "pause_limit_days", _("Pauses in all at most")),
    Rule("times", "answer_wait_days", _("Time to answer a question")),
    Rule("times", "answer_reminder_days", _("Reminder of a question after")),
    Rule("times", "confirm_wait_days", _("An answered case closes after")),
    Rule("times", "commitment_grace_working_days", _("A promise counts as broken after, in working days"), "count", 0),
    Rule("times", "commitment_reminder_working_days", _("Reminder before a promise, in working days"), "count", 0),
    Rule("times", "proposal_working_days", _("A proposal lapses after, in working days"), "count"),
    Rule("windows", "rate", _("Rating the reply")),
    Rule("windows", "reopen", _("Opening the case again")),
    Rule("windows", "appeal", _("Appealing")),
    Rule("windows", "reopen_limit", _("How often a case may be opened again"), "count", 0, 20),
    Rule("escalation", "warn_working_days_before", _("The officer is warned before, in working days"), "count", 0),
    Rule("escalation", "body_above_after_days", _("The body above is told after")),
    Rule("escalation", "central_desk_after_days", _("The central desk is told after")),
    Rule("escalation", "referral_limit", _("Referrals to another body at most"), "count", 0, 20),
    Rule("eligibility", "minimum_age", _("Youngest age in years"), "count", 0, 99),
    Rule("eligibility", "minors_with_representative", _("A parent or guardian may lodge for somebody younger"), "yes_no"),
    Rule("limits", "subject_characters", _("Characters of the subject"), "count", 20, 500),
    Rule("limits", "description_characters", _("Characters of the description"), "count", 500, 100_000),
    Rule("limits", "points", _("Points that a reply must answer"), "count", 1, 20),
    Rule("limits", "point_characters", _("Characters of a point"), "count", 50, 5000),
    Rule("limits", "enclosures", _("Enclosures"), "count", 0, 50),
    Rule("limits", "enclosure_megabytes", _("Largest enclosure in megabytes"), "count", 1, 100),
    Rule("limits", "draft_days", _("A draft is kept for"), "days", 1, 90),
    Rule("limits", "reply_one_person", _("An officer may send a reply without a second person"), "yes_no"),
    Rule("figures", "smallest_cell", _("Counts below this are hidden from the public"), "count", 1, 100),
)
