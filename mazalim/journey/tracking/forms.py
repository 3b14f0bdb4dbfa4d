"""What a complainant types on the pages of their own file."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.complainants.contacts import Address, NotAContact
from mazalim.complainants.contacts import contact as read_contact
from mazalim.complainants.queries import IDENTITY_NUMBER
from mazalim.complaints.codes import SIGNS, read_code
from mazalim.country.policy import Policy
from mazalim.evidence.forms import FilesField
from mazalim.journey.intake.rules import identity_number_as_kept, is_identity_number
from mazalim.web.forms import LongTextField

CONTACT_CHARACTERS, CODE_CHARACTERS = 254, 60
REASON_CHARACTERS = 2_000


class ContactField(forms.CharField):
    """An e-mail address or a telephone number, whichever was typed; cleans to an Address."""

    default_error_messages = {"not_a_contact": _("Enter a whole e-mail address or telephone number")}
    region = ""  # of the profile, set by the form: without it only numbers with their country code are read

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=CONTACT_CHARACTERS, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_contact(text, region=self.region)
        except NotAContact as error:
            raise ValidationError(self.error_messages["not_a_contact"], code="not_a_contact") from error


class ProofField(ContactField):
    """A contact or, for who has confirmed on paper, an identity number in the profile's format; cleans to an Address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.policy: Policy | None = None  # set by the form

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            number = identity_number_as_kept(str(value or ""))
            if self.policy is None or not number or not is_identity_number(number, policy=self.policy):
                raise
            return Address(IDENTITY_NUMBER, number)


class ContactForm(forms.Form):
    """One contact."""

    contact = ContactField(
        label=_("E-mail address or telephone number"),
        help_text=_("The one that you gave with the complaint."),
        error_messages={"required": _("Enter your e-mail address or telephone number")},
    )

    def __init__(self, data: Any = None, *, policy: Policy, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["contact"].region = policy.phone.region  # type: ignore[attr-defined]  # ContactField's

    @property
    def address(self) -> Address:
        """The contact of a valid form."""
        address: Address = self.cleaned_data["contact"]
        return address


class EnterForm(ContactForm):
    """Code and contact."""

    contact = ProofField(
        label=_("E-mail address or telephone number"),
        help_text=_("The one that you gave with the complaint. If you gave neither, the number of your identity card."),
        error_messages={"required": _("Enter your e-mail address or telephone number")},
    )
    code = forms.CharField(
        label=_("Complaint code"),
        help_text=_("16 letters and figures, such as XK7M-4QPT-9WRD-2H6N. Capitals, spaces and hyphens do not matter."),
        max_length=CODE_CHARACTERS,
        error_messages={"required": _("Enter the complaint code")},
    )
    field_order = ("code", "contact")

    def __init__(self, data: Any = None, *, policy: Policy, **kwargs: Any) -> None:
        super().__init__(data, policy=policy, **kwargs)
        self.fields["contact"].policy = policy  # type: ignore[attr-defined]  # ProofField's

    def clean_code(self) -> str:
        """Says when signs are missing; whether there is such a code is not said here."""
        typed = str(self.cleaned_data["code"])
        if not read_code(typed):
            raise ValidationError(
                _("A complaint code has %(signs)s letters and figures: check that none is missing"), params={"signs": SIGNS}
            )
        return typed


class VerificationForm(forms.Form):
    """The six digits that were sent."""

    verification_code = forms.CharField(
        label=_("Verification code"),
        help_text=_("6 figures"),
        max_length=20,
        error_messages={"required": _("Enter the verification code")},
    )


class WithFiles(forms.Form):
    """A form that takes enclosures."""

    enclosures = FilesField(label=_("Enclosures"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, policy: Policy, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["enclosures"].limit(policy)  # type: ignore[attr-defined]  # FilesField's
        if "text" in self.fields:
            most = policy.limits.description_characters
            self.fields["text"].max_length = most  # type: ignore[attr-defined]  # LongTextField's


class MessageForm(WithFiles):
    """Words, with files where there are any."""

    text = LongTextField(label=_("Your message"), max_length=10_000, error_messages={"required": _("Write your message")})
    field_order = ("text", "enclosures")


class AnswerForm(WithFiles):
    """The answer to a question."""

    text = LongTextField(label=_("Your answer"), max_length=10_000, error_messages={"required": _("Write your answer")})
    field_order = ("text", "enclosures")


class ContestForm(forms.Form):
    """Why the question is no reason to stop the clock."""

    text = LongTextField(
        label=_("Why should the clock run on?"), max_length=2_000, rows=5, error_messages={"required": _("Say why the clock should run on")}
    )


class EnclosureForm(WithFiles):
    """Files, with a line on what they show."""

    enclosures = FilesField(label=_("Files"), error_messages={"required": _("Choose a file")})
    text = LongTextField(label=_("What do they show?"), max_length=10_000, rows=3, required=False)
    field_order = ("enclosures", "text")


class WithdrawForm(forms.Form):
    """Why, for who wants to say."""

    reason = LongTextField(
        label=_("Why do you withdraw it?"),
        help_text=_("The public body reads this. You may leave it empty."),
        max_length=REASON_CHARACTERS,
        rows=4,
        required=False,
    )


class ChooseCaseForm(forms.Form):
    """Which of one's cases gets a new code."""

    case = forms.ChoiceField(label=_("Which complaint?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a complaint")})

    def __init__(self, data: Any = None, *, numbers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["case"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]  # ChoiceField's
