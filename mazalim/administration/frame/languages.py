"""Forms with the same text in every language of the country."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise

from mazalim.web import formats
from mazalim.web.forms import LongTextField


class LanguagesForm(forms.Form):
    """A plain form to which groups of fields are added, one field a language."""

    def add_words(
        self,
        name: str,
        label: str | Promise,
        *,
        words: Mapping[str, str] | None = None,
        most: int = 200,
        rows: int = 0,
        hint: str | Promise = "",
        needed: str | Promise = "",
    ) -> None:
        """Add `<name>_<language>` for every language; `label` holds %(language)s. With `rows` they are long texts.

        `needed` is the error where no language has a text; empty: none is needed.
        """
        self._kept = getattr(self, "_kept", {}) | {name: dict(words or {})}
        self._needed = getattr(self, "_needed", {}) | ({name: needed} if needed else {})
        for code in formats.manner().languages:
            common: dict[str, Any] = {
                "label": str(label) % {"language": formats.language_name(code)},
                "required": False,
                "max_length": most,
                "initial": (words or {}).get(code, ""),
                "help_text": hint,
            }
            field = LongTextField(rows=rows, **common) if rows else forms.CharField(**common)
            field.widget.attrs |= {"lang": code, "dir": "auto"}
            self.fields[f"{name}_{code}"] = field

    def words(self, name: str) -> dict[str, str]:
        """What was typed in a group, by language; texts in languages that are not offered are kept."""
        typed = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in formats.manner().languages}
        others = {code: text for code, text in self._kept[name].items() if code not in typed}
        return others | {code: unicodedata.normalize("NFC", text) for code, text in typed.items() if text}

    def clean(self) -> dict[str, Any]:
        first = formats.manner().languages[0]
        for name, error in getattr(self, "_needed", {}).items():
            codes = [code for code in formats.manner().languages if f"{name}_{code}" in self.errors]
            if not codes and not any(self.cleaned_data.get(f"{name}_{code}") for code in formats.manner().languages):
                self.add_error(f"{name}_{first}", error)
        return self.cleaned_data
