"""What officers type to come in, and to change their password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.actions.second_step import NotProved, prove_again
from mazalim.accounts.actions.signing_in import TooManyTries
from mazalim.accounts.models import Officer

LONGEST_PASSWORD = 1000  # what is longer only costs the hasher time


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Enter your e-mail address"), "invalid": _("Enter an e-mail address, such as name@office.example")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput,
        error_messages={"required": _("Enter your password")},
    )


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput,
        error_messages={"required": _("Enter a new password")},
    )
    repeated = forms.CharField(
        label=_("New password, once more"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput,
        error_messages={"required": _("Enter the new password once more")},
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer
        self.rules = password_validators_help_texts()

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.officer)
        return password

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("new_password") and typed.get("repeated") and typed["new_password"] != typed["repeated"]:
            self.add_error("repeated", _("The two new passwords are not the same"))
        return typed


class PasswordForm(NewPasswordForm):
    """The password now, and the new one twice."""

    password = forms.CharField(
        label=_("Your password now"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput,
        error_messages={"required": _("Enter the password that you use now")},
    )
    field_order = ("password", "new_password", "repeated")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            prove_again(officer=self.officer, password=password, code="", at=timezone.now())
        except TooManyTries as error:
            raise ValidationError(_("There were too many wrong tries. Wait a quarter of an hour and try again.")) from error
        except NotProved as error:
            raise ValidationError(_("This is not the password that you use now")) from error
        return password


class CodeForm(forms.Form):
    """A code of the app, or one from paper."""

    code = forms.CharField(label=_("Code"), max_length=40, error_messages={"required": _("Enter the code")})


class AppForm(forms.Form):
    """The first code of a new app."""

    code = forms.CharField(
        label=_("The code that the app shows now"),
        max_length=20,
        error_messages={"required": _("Enter the six figures that the app shows")},
    )


class PasskeyForm(forms.Form):
    """What a passkey is called."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("Such as \u201cwork computer\u201d or \u201cblue key\u201d, so that you know it again."),
        max_length=60,
        error_messages={"required": _("Give the passkey a name")},
    )


class ProofForm(forms.Form):
    """Whatever shows that it is still the officer: the password, or a code of their app."""

    proof_password = forms.CharField(
        label=_("Your password"), strip=False, required=False, max_length=LONGEST_PASSWORD, widget=forms.PasswordInput
    )
    proof_code = forms.CharField(label=_("Or the code that your app shows now"), required=False, max_length=20)
