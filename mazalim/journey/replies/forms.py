"""What is typed of a reply, of its approval, and of a promise kept."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.complaints.models import Outcome
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.queries import Point
from mazalim.journey.replies.rules import (
    COMMITMENT_CHARACTERS,
    MOST_COMMITMENTS,
    REASON_CHARACTERS,
    SUMMARY_CHARACTERS,
    Redress,
)
from mazalim.web.forms import LongTextField, PartedDateField


class DraftForm(forms.Form):
    """Every field may still be empty: what lacks is said on the page that shows the reply as a whole."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    summary = LongTextField(
        label=_("The answer in a few sentences"),
        help_text=_("The complainant reads this first. Write in their language, and to them."),
        max_length=SUMMARY_CHARACTERS,
        rows=5,
        required=False,
    )

    def __init__(self, *args: Any, points: Sequence[Point], outcomes: Sequence[Outcome], promises: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = points
        self.promises = min(max(2, promises + 1), MOST_COMMITMENTS)
        for point in points:
            self.fields[f"outcome_{point.number}"] = forms.ChoiceField(
                label=_("Outcome"), choices=[(one.value, one.label) for one in outcomes], widget=forms.RadioSelect, required=False
            )
            self.fields[f"redress_{point.number}"] = forms.ChoiceField(
                label=_("What puts it right"), choices=[("", _("Choose")), *Redress.choices], required=False
            )
            self.fields[f"reason_{point.number}"] = LongTextField(
                label=_("Reasons"),
                help_text=_("What was found, by which rule it was decided, and what happens now."),
                max_length=REASON_CHARACTERS,
                rows=5,
                required=False,
            )
        for number in range(1, self.promises + 1):
            self.fields[f"promise_{number}"] = forms.CharField(
                label=_("What will be done"), max_length=COMMITMENT_CHARACTERS, required=False
            )
            self.fields[f"promise_date_{number}"] = PartedDateField(label=_("By when"), earliest=today + timedelta(days=1), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for number in range(1, self.promises + 1):
            text, day = f"promise_{number}", f"promise_date_{number}"
            if typed.get(day) and not typed.get(text) and text not in self.errors:
                self.add_error(text, ValidationError(_("Say what will be done by this date")))
            if typed.get(text) and not typed.get(day) and day not in self.errors:
                self.add_error(day, ValidationError(_("Give the date by which it will be done"), code="required"))
        return typed

    @property
    def answers(self) -> list[tuple[Point, Any, Any, Any]]:
        """Each point with its three fields, for the page."""
        return [(one, self[f"outcome_{one.number}"], self[f"redress_{one.number}"], self[f"reason_{one.number}"]) for one in self.asked]

    @property
    def promised(self) -> list[tuple[int, Any, Any]]:
        """The rows for promises, for the page."""
        return [(number, self[f"promise_{number}"], self[f"promise_date_{number}"]) for number in range(1, self.promises + 1)]

    def points_typed(self) -> list[dict[str, Any]]:
        """What was written on each point."""
        names = ("outcome", "redress", "reason")
        return [{"number": point.number} | {name: self.cleaned_data[f"{name}_{point.number}"] for name in names} for point in self.asked]

    def promises_typed(self) -> list[dict[str, Any]]:
        """The promises that are not empty."""
        rows = range(1, self.promises + 1)
        typed = [{"text": self.cleaned_data[f"promise_{row}"], "due_date": self.cleaned_data[f"promise_date_{row}"]} for row in rows]
        return [promise for promise in typed if promise["text"]]


def initial_of(draft: Draft | None) -> dict[str, Any]:
    """What the form shows of a saved draft."""
    if draft is None:
        return {"version": 0}
    shown: dict[str, Any] = {"version": draft.version, "summary": draft.content.get("summary", "")}
    for number, answer in draft.answers.items():
        shown |= {f"{name}_{number}": answer[name] for name in ("outcome", "redress", "reason")}
    for row, promise in enumerate(draft.commitments, start=1):
        shown |= {f"promise_{row}": promise["text"], f"promise_date_{row}": promise["due_date"]}
    return shown


class HandInForm(forms.Form):
    """The draft as it was when the page was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ApproveForm(forms.Form):
    """Three questions that the second person answers before a reply leaves."""

    answers_all = forms.BooleanField(
        label=_("Every point has an answer, and the reasons fit what the file shows."),
        error_messages={"required": _("Check first that every point has an answer that fits the file")},
    )
    is_plain = forms.BooleanField(
        label=_("Somebody without our knowledge understands it at first reading, in their own language."),
        error_messages={"required": _("Check first that the complainant will understand it")},
    )
    is_doable = forms.BooleanField(
        label=_("It says what happens now, by when, and promises only what will be done."),
        error_messages={"required": _("Check first that it says what happens now and by when")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SendBackForm(forms.Form):
    """Why a reply goes back to its drafter."""

    reason = LongTextField(
        label=_("What must change"),
        help_text=_("Only the office reads this."),
        max_length=2_000,
        rows=4,
        error_messages={"required": _("Say what must change")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class KeepForm(forms.Form):
    """What proves that a promise is kept."""

    text = LongTextField(
        label=_("What was done, and when"),
        help_text=_("The complainant reads this. Name what proves it: a report, a date, a place."),
        max_length=2_000,
        rows=4,
        error_messages={"required": _("Say what was done")},
    )
