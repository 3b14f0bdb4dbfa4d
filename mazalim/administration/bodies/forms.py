"""What is typed about a public body."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.administration.bodies.words import sector_name
from mazalim.administration.frame.forms import NamesForm
from mazalim.directory.models import Category, PublicBody
from mazalim.web import formats

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")


class BodyForm(NamesForm):
    """A new body: code, kind, names, sectors, whether it accepts complaints."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Capital letters, digits and hyphens. It stands in addresses and tables and never changes."),
        max_length=40,
        error_messages={"required": _("Enter a code")},
        widget=forms.TextInput(attrs={"class": "ltr"}),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of a body or desk", "Kind"), error_messages={"required": _("Choose the kind")})
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        help_text=_("They decide what may be complained about. You can change the categories one by one later."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    accepts = forms.BooleanField(label=_("Accepts complaints"), required=False, initial=True)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], sectors: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["sectors"].choices = [(sector, sector_name(sector)) for sector in sectors]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if not CODE.fullmatch(code):
            raise ValidationError(_("Use capital letters, digits and hyphens alone, such as MUN-EBL"))
        if PublicBody.objects.filter(code__iexact=code).exists():
            raise ValidationError(_("Another body has this code, perhaps one that is closed"))
        return code


class RenameForm(NamesForm):
    """The name in every language."""


class CategoriesForm(forms.Form):
    """What may be complained about at a body, and whether it accepts complaints at all."""

    accepts = forms.BooleanField(label=_("Accepts complaints"), required=False)
    categories = forms.MultipleChoiceField(label=_("Categories"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, categories: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [(one.code, formats.in_language(one.names)[0]) for one in categories]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("accepts") and not typed.get("categories"):
            self.add_error("categories", _("A body that accepts complaints needs one category at least"))
        return typed


class BodiesForm(forms.Form):
    """What narrows the list. Whatever is not among the choices counts as not chosen."""

    q = forms.CharField(
        label=_("Name or code"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "input", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of a body or desk", "Kind"), required=False)
    lack = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[
            ("", pgettext_lazy("bodies", "In use")),
            ("desk", pgettext_lazy("bodies", "Without a desk")),
            ("closed", pgettext_lazy("bodies", "Closed")),
        ],
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", pgettext_lazy("kind of body", "All")), *kinds]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """Words, kind and which."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "kind", "lack")}


class TableForm(forms.Form):
    """A table of bodies, and what becomes of those that it does not name."""

    table = forms.FileField(
        label=_("Table (CSV)"),
        help_text=_("With the columns of the file that you can take away here. Nothing is changed before you have seen what would change."),
        error_messages={"required": _("Choose the file"), "empty": _("The file is empty")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    closes_missing = forms.BooleanField(label=_("Close the bodies that the table does not name"), required=False)
