"""What is typed of a reply."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.models import Officer
from mazalim.complaints.models import Outcome
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.queries import Offer, Offers, Point
from mazalim.journey.replies.rules import (
    COMMITMENT_CHARACTERS,
    MOST_COMMITMENTS,
    REASON_CHARACTERS,
    SUMMARY_CHARACTERS,
    Redress,
)
from mazalim.web.forms import LongTextField, PartedDateField

TEXT = "text"


def look_at_promises(form: forms.Form, typed: Mapping[str, Any], *, rows: int) -> None:
    """A promise is words with a date: say beside the field which of the two a row of the form lacks."""
    for row in range(1, rows + 1):
        text, day = f"promise_{row}", f"promise_date_{row}"
        if typed.get(day) and not typed.get(text) and text not in form.errors:
            form.add_error(text, ValidationError(_("Say what will be done by this date")))
        if typed.get(text) and not typed.get(day) and day not in form.errors:
            form.add_error(day, ValidationError(_("Give the date by which it will be done"), code="required"))


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

    def __init__(
        self,
        *args: Any,
        points: Sequence[Point],
        outcomes: Sequence[Outcome],
        offers: Offers,
        owners: Sequence[Officer],
        promises: int,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = points
        self.promises = min(max(2, promises + 1), MOST_COMMITMENTS)
        if offers.summary:
            self.fields[f"{TEXT}_0"] = _text_field(offers.summary)
        for point in points:
            if offers.reason:
                self.fields[f"{TEXT}_{point.number}"] = _text_field(offers.reason, outcome=self._outcome(point))
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
            self.fields[f"promise_owner_{number}"] = forms.TypedChoiceField(
                label=_("Who sees to it"),
                choices=[("", _("Officer of the case")), *((officer.pk, officer.name) for officer in owners)],
                coerce=int,
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": _("Choose an officer of this desk")},
            )

    def _outcome(self, point: Point) -> str:
        """What is chosen for a point so far: the texts offered go with it."""
        name = f"outcome_{point.number}"
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, ""))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        look_at_promises(self, typed, rows=self.promises)
        return typed

    @property
    def answers(self) -> list[tuple[Point, Any, Any, Any, Any]]:
        """Each point with its outcome, redress, standard text (None where none fits) and reasons, for the page."""
        return [
            (one, self[f"outcome_{one.number}"], self[f"redress_{one.number}"], self._text(one.number), self[f"reason_{one.number}"])
            for one in self.asked
        ]

    @property
    def text_of_summary(self) -> Any:
        """The standard texts for the summary, None where none fits."""
        return self._text(0)

    def _text(self, number: int) -> Any:
        name = f"{TEXT}_{number}"
        return self[name] if name in self.fields else None

    @property
    def promised(self) -> list[tuple[int, Any, Any, Any]]:
        """The rows for promises, for the page."""
        rows = range(1, self.promises + 1)
        return [(row, self[f"promise_{row}"], self[f"promise_date_{row}"], self[f"promise_owner_{row}"]) for row in rows]

    def points_typed(self) -> list[dict[str, Any]]:
        """What was written on each point."""
        names = ("outcome", "redress", "reason")
        return [{"number": point.number} | {name: self.cleaned_data[f"{name}_{point.number}"] for name in names} for point in self.asked]

    def promises_typed(self) -> list[dict[str, Any]]:
        """The promises that are not empty."""
        names = {"text": "promise", "due_date": "promise_date", "owner": "promise_owner"}
        rows = [{name: self.cleaned_data[f"{field}_{row}"] for name, field in names.items()} for row in range(1, self.promises + 1)]
        return [promise for promise in rows if promise["text"]]

    def text_chosen(self, number: int) -> int | None:
        """The standard text chosen for a point, or for the summary (0)."""
        return self.cleaned_data.get(f"{TEXT}_{number}")

    def words_without_a_point(self) -> list[str]:
        """Reasons that came along for points that do not stand any more: they are shown, so that nothing typed is lost."""
        asked = {f"reason_{point.number}" for point in self.asked}
        return [text for name, text in self.data.items() if name.startswith("reason_") and name not in asked and str(text).strip()]


class TextSelect(forms.Select):
    """A choice of standard texts under their outcomes; those of another outcome than the one chosen are out of sight and out of reach."""

    template_name = "replies/text_select.html"
    outcome = ""  # the label of the one chosen

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["outcome"] = self.outcome
        return context


def _text_field(offers: Sequence[Offer], *, outcome: str = "") -> forms.TypedChoiceField:
    """The texts under the outcome that they go with; those for every outcome first."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for offer in sorted(offers, key=lambda one: one.outcome):
        groups.setdefault(offer.outcome, []).append((offer.pk, offer.title))
    choices: list[Any] = [("", _("Choose a standard text")), *groups.pop("", [])]
    choices += [(Outcome(code).label, rows) for code, rows in groups.items()]
    field = forms.TypedChoiceField(
        label=_("Standard text"),
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=TextSelect,
        error_messages={"invalid_choice": _("This text is offered no longer. Choose another one")},
    )
    field.widget.outcome = str(Outcome(outcome).label) if outcome in Outcome.values else ""
    return field


def initial_of(draft: Draft | None) -> dict[str, Any]:
    """What the form shows of a saved draft."""
    if draft is None:
        return {"version": 0}
    shown: dict[str, Any] = {"version": draft.version, "summary": draft.content.get("summary", "")}
    for number, answer in draft.answers.items():
        shown |= {f"{name}_{number}": answer[name] for name in ("outcome", "redress", "reason")}
    for row, promise in enumerate(draft.commitments, start=1):
        shown |= {
            f"promise_{row}": promise["text"],
            f"promise_date_{row}": promise["due_date"],
            f"promise_owner_{row}": promise.get("owner"),
        }
    return shown


class HandInForm(forms.Form):
    """The draft as it was when the page was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
