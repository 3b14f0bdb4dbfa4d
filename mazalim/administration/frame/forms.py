"""Fields that several subjects share: a name in every language, and the search for a public body."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.web import formats

LONGEST_NAME = 200


class NamesForm(forms.Form):
    """The name in each language of the country; one at least."""

    def __init__(self, *args: Any, names: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.other_names = {code: text for code, text in (names or {}).items() if code not in formats.manner().languages}
        own = {}
        for code in formats.manner().languages:
            own[f"name_{code}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": formats.language_name(code)},
                required=False,
                max_length=LONGEST_NAME,
                initial=(names or {}).get(code, ""),
                widget=forms.TextInput(attrs={"lang": code}),
            )
        self.fields = own | self.fields

    @property
    def name_fields(self) -> list[Any]:
        """The fields of the names, in the order of the languages."""
        return [self[f"name_{code}"] for code in formats.manner().languages]

    @property
    def names(self) -> dict[str, str]:
        """What was typed, by language; names in languages that are not offered are kept."""
        typed = {code: self.cleaned_data.get(f"name_{code}", "") for code in formats.manner().languages}
        return self.other_names | {code: unicodedata.normalize("NFC", text) for code, text in typed.items() if text}

    def clean(self) -> dict[str, Any]:
        if not any(self.cleaned_data.get(f"name_{code}") for code in formats.manner().languages):
            self.add_error(f"name_{formats.manner().languages[0]}", _("Enter the name in one language at least"))
        return self.cleaned_data


class FindBodyForm(forms.Form):
    """Words of a body's name."""

    q = forms.CharField(
        label=_("Which public body?"),
        help_text=_("Words of its name, in any language, or its code"),
        max_length=100,
        error_messages={"required": _("Write words of the body's name")},
        widget=forms.TextInput(attrs={"type": "search", "class": "input", "autocomplete": "off"}),
    )


class ChooseBodyForm(forms.Form):
    """One of the bodies that were found."""

    body = forms.ChoiceField(
        label=_("Which public body?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a public body")}
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
