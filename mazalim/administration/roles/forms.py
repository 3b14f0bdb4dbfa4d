"""Which role, and where."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.models import Role
from mazalim.administration.roles.rules import go_together
from mazalim.administration.roles.words import EXPLAINED, ROLES
from mazalim.web.forms import Explained


class RoleForm(forms.Form):
    """The role and, where it needs one, words of the body's name."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, error_messages={"required": _("Choose the role")})
    q = forms.CharField(
        label=_("Which public body?"),
        help_text=_("Words of its name, in any language. Only officers and supervisors need one."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "input", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, held: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, Explained(ROLES[role], EXPLAINED[role])) for role in ROLES if go_together(held, role)
        ]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("role") in {Role.OFFICER, Role.SUPERVISOR} and not typed.get("q", "").strip():
            self.add_error("q", _("Write words of the body's name"))
        return typed


class PlaceForm(forms.Form):
    """The desk or the body, among those that were found."""

    place = forms.ChoiceField(label=_("Where?"), widget=forms.RadioSelect, error_messages={"required": _("Choose where")})

    def __init__(self, *args: Any, places: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
