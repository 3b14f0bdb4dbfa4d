"""E-mail or phone, and the codes that are sent there."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.complainants.contacts import Address, NotAContact, contact, email_address, phone_number
from mazalim.country.policy import Policy
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.forms.base import LineField, StepForm, left_to_right
from mazalim.journey.intake.rules import ON_PAPER
from mazalim.notices import sms

MOST_ADDRESS = 300


class ContactForm(StepForm):
    """Where the code and the news go. Where no SMS can be sent, the e-mail alone is asked."""

    by = forms.ChoiceField(
        label=_("Way to reach you"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose e-mail or SMS")},
    )
    email = forms.CharField(label=_("E-mail address"), required=False, widget=forms.EmailInput)
    phone = forms.CharField(label=_("Phone number"), required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    address = LineField(label=_("Postal address"), most=MOST_ADDRESS, required=False)

    def read(self, content: Content) -> dict[str, Any]:
        return {"by": content.verify_by, "email": content.email, "phone": content.phone, "address": content.address}

    def prepare(self) -> None:
        ways = [("email", _("By e-mail"))]
        if sms.is_configured():
            ways.append(("phone", _("By SMS to my phone")))
        else:
            del self.fields["phone"]
        if self.walk.for_other:
            ways.append((ON_PAPER, _("Neither: the person signs on paper, and the answer comes by letter")))
        else:
            del self.fields["address"]
        self.fields["by"].choices = ways  # type: ignore[attr-defined]
        if len(ways) == 1:
            del self.fields["by"]

    @property
    def has_choice(self) -> bool:
        """Whether there is more than one way."""
        return "by" in self.fields

    def clean(self) -> dict[str, Any]:
        """Reads the chosen one alone; what stands in the other field is left aside."""
        typed = super().clean() or {}
        by = typed.get("by", "") if self.has_choice else "email"
        if by == "email":
            self._read_email(typed)
        elif by == "phone":
            self._read_phone(typed)
        elif by == ON_PAPER and not typed.get("address"):
            self.add_error("address", ValidationError(_("Write the postal address"), code="required"))
        return typed

    def _read_email(self, typed: dict[str, Any]) -> None:
        if not typed.get("email"):
            self.add_error("email", ValidationError(_("Write your e-mail address"), code="required"))
            return
        try:
            typed["found"] = email_address(typed["email"])
        except NotAContact:
            self.add_error("email", _("This is not a whole e-mail address. It looks like name@example.org"))

    def _read_phone(self, typed: dict[str, Any]) -> None:
        if not typed.get("phone"):
            self.add_error("phone", ValidationError(_("Write your phone number"), code="required"))
            return
        phone = self.walk.policy.phone
        try:
            typed["found"] = phone_number(typed["phone"], region=phone.region)
        except NotAContact:
            example = left_to_right(phone.example)
            self.add_error(
                "phone", ValidationError(_("This is not a whole phone number. It looks like %(example)s"), params={"example": example})
            )
            return
        if not typed["found"].startswith(phone.sms_prefixes):
            self.add_error("phone", _("We cannot send an SMS to this country. Choose e-mail, or another number"))

    def changes(self) -> dict[str, Any]:
        """The proved-to-be contact alone: what is not needed is not kept."""
        by = self.cleaned_data.get("by", "email")
        found = self.cleaned_data.get("found", "")
        changes = {"verify_by": by, "email": found if by == "email" else "", "phone": found if by == "phone" else ""}
        return changes | ({"address": self.cleaned_data["address"] if by == ON_PAPER else ""} if self.walk.for_other else {})


class CodeForm(forms.Form):
    """The code as it was typed or pasted, in any digits, with whatever stands around them."""

    use_required_attribute = False
    code = forms.CharField(label=_("Code"), max_length=100, error_messages={"required": _("Write the code that we sent you")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["max_length"] = _("The code has six figures")


class ResumeForm(forms.Form):
    """E-mail or phone in one field."""

    use_required_attribute = False
    contact = forms.CharField(
        label=_("E-mail address or phone number"), error_messages={"required": _("Write the e-mail address or phone number you gave")}
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy

    def clean_contact(self) -> Address:
        """The normalised contact. Raises where it is neither."""
        try:
            found = contact(self.cleaned_data["contact"], region=self.policy.phone.region)
        except NotAContact as error:
            raise ValidationError(_("This is neither a whole e-mail address nor a whole phone number")) from error
        if found.channel == "phone" and not found.address.startswith(self.policy.phone.sms_prefixes):
            raise ValidationError(_("We cannot send an SMS to this country"))
        return found


class ChooseDraftForm(forms.Form):
    """One of several drafts."""

    use_required_attribute = False
    draft = forms.ChoiceField(
        label=_("Draft"),
        error_messages={"required": _("Choose what you want to go on with"), "invalid_choice": _("Choose what you want to go on with")},
    )

    def __init__(self, *args: Any, drafts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["draft"].choices = [(one, one) for one in drafts]  # type: ignore[attr-defined]  # a ChoiceField
