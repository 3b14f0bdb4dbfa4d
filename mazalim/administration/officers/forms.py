"""What is typed about an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.administration.roles.words import ROLES
from mazalim.web import formats


class AccountForm(forms.Form):
    """Name, address, language."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Enter the name")})
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address at the office. Messages and the link that sets the password go there."),
        error_messages={"required": _("Enter the e-mail address"), "invalid": _("Enter an e-mail address, such as name@office.example")},
    )
    language = forms.ChoiceField(label=_("Language of messages"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, formats.language_name(code)) for code in formats.manner().languages]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AccountsForm(forms.Form):
    """What narrows the list. Whatever is not among the choices counts as not chosen."""

    q = forms.CharField(
        label=_("Name or e-mail"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "input", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[("", pgettext_lazy("role", "All")), *ROLES.items(), ("none", pgettext_lazy("role", "None"))],
    )
    state = forms.ChoiceField(
        label=_("Accounts"),
        required=False,
        choices=[
            ("", pgettext_lazy("accounts", "Open")),
            ("new", pgettext_lazy("accounts", "Never signed in")),
            ("closed", pgettext_lazy("accounts", "Closed")),
            ("all", pgettext_lazy("accounts", "All")),
        ],
    )

    @property
    def chosen(self) -> dict[str, str]:
        """Words, role and state."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "role", "state")}
