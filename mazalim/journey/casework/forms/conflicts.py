"""What officers type where somebody must be kept from a case."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.journey.casework.forms.acts import ActForm
from mazalim.journey.casework.rules import RECUSAL_REASONS, RULED_OUT_AS
from mazalim.web.forms import LongTextField


class OfficialForm(ActForm):
    """Who the accused official is. `choices` are the officers shown: (id, name with places)."""

    q = forms.CharField(
        label=_("Search for an officer by name, in any spelling"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    found = forms.ChoiceField(
        label=_("Ruling"),
        choices=[("matched", _("It is one of these officers, or several")), *RULED_OUT_AS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found out")},
    )
    officers = forms.TypedMultipleChoiceField(
        label=_("Officers"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose officers from the list")},
    )
    reason = LongTextField(label=_("How you know"), max_length=1000, rows=4, error_messages={"required": _("Say how you found out")})

    def __init__(self, *args: Any, choices: Iterable[tuple[int, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officers"].choices = list(choices)  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("found") == "matched" and not cleaned.get("officers") and "officers" not in self.errors:
            self.add_error("officers", _("Choose the officer. If the name is not there, search for it"))
        return cleaned


class RecuseForm(ActForm):
    """Why an officer steps back."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=list(RECUSAL_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason")},
    )
    text = LongTextField(
        label=_("In your own words"),
        help_text=_("Only the office reads this. Say no more than is needed."),
        max_length=1000,
        rows=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == "other" and not cleaned.get("text"):
            self.add_error("text", _("Say what the other reason is"))
        return cleaned


class LiftForm(forms.Form):
    """Why an exclusion should be lifted."""

    reason = LongTextField(
        label=_("Reason"),
        help_text=_("Auditors read this too. Write nothing of what the complaint is about."),
        max_length=1000,
        rows=4,
        error_messages={"required": _("Write the reason")},
    )
