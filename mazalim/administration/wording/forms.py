"""What is typed as the text of a notice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.administration.wording.rules import PARTS, BadBraces, holds_address, missing_names, wrong_names
from mazalim.web.forms import LongTextField

NEEDED = {"required": _("Write a text, or go back to the shipped one")}


class TextForm(forms.Form):
    """Subject, e-mail and SMS in one language."""

    subject = forms.CharField(label=_("Subject"), max_length=150, error_messages=NEEDED)
    mail = LongTextField(label=_("E-mail"), max_length=5000, rows=14, error_messages=NEEDED)
    sms = LongTextField(label=_("SMS"), max_length=600, rows=4, error_messages=NEEDED)

    def __init__(self, *args: Any, kind: str, language: str, direction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for part in PARTS:
            self.fields[part].widget.attrs |= {"lang": language, "dir": direction}

    @property
    def words(self) -> dict[str, str]:
        """What was typed."""
        return {part: self.cleaned_data[part] for part in PARTS}

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        for part in PARTS:
            if part not in typed:
                continue
            text = typed[part]
            try:
                wrong, missing = wrong_names(self.kind, part, text), missing_names(self.kind, part, text)
            except BadBraces:
                self.add_error(part, _("A brace is open, or holds more than a name"))
                continue
            if wrong:
                self.add_error(part, _("This cannot be filled in here: %(names)s") % {"names": _braced(wrong)})
            if missing:
                self.add_error(part, _("This must not be missing: %(names)s") % {"names": _braced(missing)})
            if holds_address(text):
                self.add_error(part, _("Write no links and no addresses: {link} alone leads to a page"))
        return typed


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
