"""The rules of the lodging day, kept with the complaint: later changes of the policy do not touch it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mazalim.country.policy import Policy, Span


@dataclass(frozen=True)
class Terms:
    """Every number that decides a complaint's clocks and windows; plain numbers are days."""

    screening: Span
    acceptance: Span
    decision: Span
    extension: Span
    appeal: Span
    legal_ceiling_days: int
    pause_limit: int
    pause_limit_days: int
    answer_wait_days: int
    answer_reminder_days: int
    confirm_wait_days: int
    rate_window_days: int
    reopen_window_days: int
    reopen_limit: int
    appeal_window_days: int
    warn_working_days_before: int
    body_above_after_days: int
    central_desk_after_days: int
    referral_limit: int
    reply_one_person: bool

    @classmethod
    def of(cls, policy: Policy, *, decision: Span) -> "Terms":
        """The terms that a policy gives a complaint of a category with this response time."""
        times, windows, escalation = policy.times, policy.windows, policy.escalation
        return cls(
            screening=times.screening,
            acceptance=times.acceptance,
            decision=decision,
            extension=times.extension,
            appeal=times.appeal,
            legal_ceiling_days=times.legal_ceiling_days,
            pause_limit=times.pause_limit,
            pause_limit_days=times.pause_limit_days,
            answer_wait_days=times.answer_wait_days,
            answer_reminder_days=times.answer_reminder_days,
            confirm_wait_days=times.confirm_wait_days,
            rate_window_days=windows.rate,
            reopen_window_days=windows.reopen,
            reopen_limit=windows.reopen_limit,
            appeal_window_days=windows.appeal,
            warn_working_days_before=escalation.warn_working_days_before,
            body_above_after_days=escalation.body_above_after_days,
            central_desk_after_days=escalation.central_desk_after_days,
            referral_limit=escalation.referral_limit,
            reply_one_person=policy.limits.reply_one_person,
        )

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Terms":
        """The terms of a stored complaint."""
        spans = {name: Span(**raw[name]) for name in ("screening", "acceptance", "decision", "extension", "appeal")}
        return cls(**{**raw, **spans})

    def as_json(self) -> dict[str, Any]:
        """What is stored."""
        return asdict(self)

    @property
    def next_round(self) -> Span:
        """Half the response time, rounded up, for a re-opened round."""
        return Span((self.decision.days + 1) // 2, self.decision.unit)
