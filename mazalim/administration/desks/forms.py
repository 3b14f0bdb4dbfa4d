"""What is typed about a desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.administration.desks.words import KINDS
from mazalim.administration.frame.forms import NamesForm
from mazalim.directory.models import Category, Desk
from mazalim.web import formats


class DeskForm(NamesForm):
    """Names, kind and categories."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of a body or desk", "Kind"), widget=forms.RadioSelect, error_messages={"required": _("Choose the kind")}
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        help_text=_("A desk for certain categories receives these; whatever no desk lists goes to the general one."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, kinds: list[str], categories: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["categories"].choices = [(one.code, formats.in_language(one.names)[0]) for one in categories]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("kind") == Desk.Kind.SPECIAL and not typed.get("categories"):
            self.add_error("categories", _("Choose the categories that this desk receives"))
        return typed


class DesksForm(forms.Form):
    """What narrows the list. Whatever is not among the choices counts as not chosen."""

    q = forms.CharField(
        label=_("Public body"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "input", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a body or desk", "Kind"),
        required=False,
        choices=[("", pgettext_lazy("kind of desk", "All")), *KINDS.items()],
    )
    lack = forms.ChoiceField(
        label=_("Officers"),
        required=False,
        choices=[("", pgettext_lazy("officers of a desk", "Any number")), ("officers", pgettext_lazy("officers of a desk", "None"))],
    )
    state = forms.ChoiceField(
        label=_("Desks"),
        required=False,
        choices=[
            ("", pgettext_lazy("desks", "In use")),
            ("closed", pgettext_lazy("desks", "Closed")),
            ("all", pgettext_lazy("desks", "All")),
        ],
    )

    @property
    def chosen(self) -> dict[str, str]:
        """Words, kind, lack and state."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "kind", "lack", "state")}


class CloseDeskForm(forms.Form):
    """Which desk of the body takes the cases."""

    receiver = forms.ChoiceField(
        label=_("Which desk takes its cases?"), widget=forms.RadioSelect, error_messages={"required": _("Choose who takes the cases")}
    )

    def __init__(self, *args: Any, desks: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = desks  # type: ignore[attr-defined]
