"""Who complains, and how they want to be known."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.journey.intake.forms.base import LineField, StepForm, left_to_right
from mazalim.journey.intake.rules import MOST_AGE, identity_number_as_kept, is_identity_number
from mazalim.web import formats
from mazalim.web.forms import Explained, PartedDateField

MOST_NAME = 100
OTHER = "other"

MODES = {
    "named": Explained(
        _("By name"),
        _("Your name is still covered. The officer who holds your complaint may open it, gives a reason, and you see that in your file."),
    ),
    "confidential": Explained(
        _("Confidentially"),
        _(
            "The public body sees a number in place of your name. A supervisor must agree before anybody opens it, and you are told at once."
        ),
    ),
}


class NameForm(StepForm):
    """Given name and family name, as far as the policy asks for them."""

    given_name = LineField(label=_("Given name"), most=MOST_NAME, error_messages={"required": _("Write your given name")})
    family_name = LineField(
        label=_("Father’s and family name"), most=MOST_NAME, error_messages={"required": _("Write your father’s and family name")}
    )

    def prepare(self) -> None:
        for name in set(self.fields) - set(self.walk.policy.eligibility.asks):
            del self.fields[name]


class BirthDateForm(StepForm):
    """The date of birth; whether it is early enough is judged by the rules, which lead to a page of its own."""

    birth_date = PartedDateField(label=_("Date of birth"), is_birth_date=True)

    def prepare(self) -> None:
        field = self.fields["birth_date"]
        field.latest, field.earliest = self.walk.today, date(self.walk.today.year - MOST_AGE, 1, 1)  # type: ignore[attr-defined]
        field.help_text = _("You must be %(age)s or older on the day you lodge. For example, 27 3 1984.") % {
            "age": formats.count(self.walk.policy.eligibility.minimum_age)
        }

    def changes(self) -> dict[str, Any]:
        return {"birth_date": self.cleaned_data["birth_date"].isoformat()}


class CitizenshipForm(StepForm):
    """One of the countries that the policy admits, or another."""

    citizenship = forms.ChoiceField(
        label=_("Citizenship"), widget=forms.RadioSelect, error_messages={"required": _("Choose one of the answers")}
    )

    def prepare(self) -> None:
        policy = self.walk.policy
        codes = policy.eligibility.citizenships or (policy.country,)
        names = formats.locale().territories
        self.fields["citizenship"].choices = [*((code, names.get(code, code)) for code in codes), (OTHER, _("Another country"))]  # type: ignore[attr-defined]


class IdentityNumberForm(StepForm):
    """The number in the profile's format, in any digits, with or without spaces."""

    identity_number = LineField(
        label=_("Identity number"), most=40, error_messages={"required": _("Write the number that stands on your identity card")}
    )

    def prepare(self) -> None:
        asked = self.walk.policy.eligibility.identity_number
        self.fields["identity_number"].required = asked.required

    def clean_identity_number(self) -> str:
        """One spelling. Raises where it has not the profile's format."""
        number = identity_number_as_kept(self.cleaned_data["identity_number"])
        if number and not is_identity_number(number, policy=self.walk.policy):
            example = left_to_right(self.walk.policy.eligibility.identity_number.example)
            raise ValidationError(_("This is not the number of an identity card. It looks like %(example)s"), params={"example": example})
        return number


class KnownForm(StepForm):
    """How much of the person the public body may see."""

    identity_mode = forms.ChoiceField(
        label=_("How you are known"), widget=forms.RadioSelect, error_messages={"required": _("Choose how you want to be known")}
    )

    def prepare(self) -> None:
        self.fields["identity_mode"].choices = [(mode, MODES.get(mode, mode)) for mode in self.walk.policy.identity_modes]  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """The tick under what will be sent."""

    use_required_attribute = False
    is_checked = forms.BooleanField(
        label=_("What I have written is true to the best of my knowledge."),
        error_messages={"required": _("Tick the box if what you have written is true to the best of your knowledge")},
    )
