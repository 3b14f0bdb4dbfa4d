"""What is typed of an appeal, of the decision on it, and of a statement."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.complaints.models import AppealDecision, Outcome
from mazalim.journey.appeals.actions import Decision
from mazalim.journey.appeals.rules import ON_THE_MATTER, REASONS_CHARACTERS, STATEMENT_CHARACTERS, lacking
from mazalim.journey.replies.forms.drafting import look_at_promises
from mazalim.journey.replies.queries import Point
from mazalim.journey.replies.rules import COMMITMENT_CHARACTERS, REASON_CHARACTERS, Redress
from mazalim.journey.tracking.forms import WithFiles
from mazalim.web.forms import Explained, LongTextField, PartedDateField

PROMISES = 2


class AppealForm(WithFiles):
    """What should be examined, and files where there are any."""

    text = LongTextField(
        label=_("What should be examined?"),
        help_text=_(
            "What is wrong or missing, and what the decision should be. Everything that is in the file already need not be told again."
        ),
        max_length=10_000,
        error_messages={"required": _("Say what should be examined")},
    )
    field_order = ("text", "enclosures")


class StatementForm(forms.Form):
    """A question to the body appealed against, or its view."""

    text = LongTextField(label="", max_length=STATEMENT_CHARACTERS, rows=8)

    def __init__(self, *args: Any, is_question: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label = _("What should the public body say?") if is_question else _("Statement of the public body")
        field.error_messages["required"] = _("Write the question") if is_question else _("Write the statement")


_LACKS: Mapping[str, str | Promise] = {
    "decision": _("No point is upheld: then the appeal is dismissed, or a point is upheld"),
    "reasons": _("Give reasons of 15 words or more: what was found, and by which rule it is decided"),
    "outcome": _("Choose the outcome of this point"),
    "redress": _("Choose what puts it right"),
    "reason": _("Give the reason for this point"),
}


class DecisionForm(forms.Form):
    """The decision on an appeal: for all points together, and for each where the matter itself is decided."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[
            (
                AppealDecision.ALLOWED.value,
                Explained(pgettext_lazy("appeal", "Allowed"), _("The complainant is right. You decide on each point below.")),
            ),
            (
                AppealDecision.PARTLY_ALLOWED.value,
                Explained(pgettext_lazy("appeal", "Partly allowed"), _("Right in some points. You decide on each point below.")),
            ),
            (
                AppealDecision.DISMISSED.value,
                Explained(pgettext_lazy("appeal", "Dismissed"), _("What the public body did or answered stands.")),
            ),
            (
                AppealDecision.SENT_BACK.value,
                Explained(
                    pgettext_lazy("appeal", "Sent back"), _("The public body must answer anew, by others than before, in half the time.")
                ),
            ),
        ],
        error_messages={"required": _("Choose what you decide"), "invalid_choice": _("Choose what you decide")},
    )
    reasons = LongTextField(
        label=_("Reasons"),
        help_text=_(
            "The complainant and both public bodies read them. Say what was examined, what was found, and by which rule you decide."
        ),
        max_length=REASONS_CHARACTERS,
        rows=8,
        required=False,
    )

    def __init__(self, *args: Any, points: Sequence[Point], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = points
        for point in points:
            self.fields[f"outcome_{point.number}"] = forms.ChoiceField(
                label=_("Outcome"),
                choices=[(one.value, one.label) for one in (Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD)],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"redress_{point.number}"] = forms.ChoiceField(
                label=_("What puts it right"), choices=[("", _("Choose")), *Redress.choices], required=False
            )
            self.fields[f"reason_{point.number}"] = LongTextField(label=_("Reasons"), max_length=REASON_CHARACTERS, rows=4, required=False)
        for row in range(1, PROMISES + 1):
            self.fields[f"promise_{row}"] = forms.CharField(label=_("What will be done"), max_length=COMMITMENT_CHARACTERS, required=False)
            self.fields[f"promise_date_{row}"] = PartedDateField(label=_("By when"), earliest=today + timedelta(days=1), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("decision"):
            return typed
        decision = AppealDecision(typed["decision"])
        lacks = lacking(
            decision, reasons=typed.get("reasons", ""), numbers=[one.number for one in self.asked], answers=self._answers(typed)
        )
        for name in lacks:
            if name not in self.errors:
                self.add_error(name, str(_LACKS[name.partition("_")[0]]))
        if decision in ON_THE_MATTER:
            look_at_promises(self, typed, rows=PROMISES)
        return typed

    def _answers(self, typed: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
        names = ("outcome", "redress", "reason")
        return {one.number: {name: typed.get(f"{name}_{one.number}", "") for name in names} for one in self.asked}

    @property
    def answers(self) -> list[tuple[Point, Any, Any, Any]]:
        """Each point with its three fields, for the page."""
        return [(one, self[f"outcome_{one.number}"], self[f"redress_{one.number}"], self[f"reason_{one.number}"]) for one in self.asked]

    @property
    def promised(self) -> list[tuple[int, Any, Any]]:
        """The rows for promises, for the page."""
        return [(row, self[f"promise_{row}"], self[f"promise_date_{row}"]) for row in range(1, PROMISES + 1)]

    @property
    def typed(self) -> Decision:
        """The decision of a valid form."""
        clean = self.cleaned_data
        rows = [{"text": clean[f"promise_{row}"], "due_date": clean[f"promise_date_{row}"]} for row in range(1, PROMISES + 1)]
        return Decision(
            decision=AppealDecision(clean["decision"]),
            reasons=clean["reasons"],
            points=[{"number": number} | answer for number, answer in self._answers(clean).items()],
            promises=[row for row in rows if row["text"]],
        )
