"""A receipt to be checked: a file, or its text."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.proof.receipts.rules import MOST_BYTES

_TOO_LARGE = _("No receipt is as large as this")


class VerifyForm(forms.Form):
    """One of the two is enough; where both come, the file counts."""

    file = forms.FileField(
        label=_("The file of the receipt"),
        help_text=_("The one whose name ends in .json."),
        required=False,
        allow_empty_file=True,
    )
    text = forms.CharField(
        label=_("Or its text"),
        help_text=_("Paste what is in the file, or the address that the QR code holds."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off", "dir": "ltr"}),
        required=False,
    )

    def clean_file(self) -> bytes | None:
        """The bytes of the file."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        if file.size > MOST_BYTES:
            raise ValidationError(_TOO_LARGE)
        return bytes(file.read())

    def clean_text(self) -> str:
        """The text, of a size that a receipt may have."""
        text = str(self.cleaned_data["text"])
        if len(text) > MOST_BYTES:
            raise ValidationError(_TOO_LARGE)
        return text

    def clean(self) -> dict[str, Any]:
        """Something must be given."""
        cleaned = super().clean() or {}
        if not self.errors and cleaned["file"] is None and not cleaned["text"]:
            self.add_error("file", ValidationError(_("Choose the file of the receipt, or paste its text"), code="required"))
        return cleaned

    @property
    def given(self) -> str | bytes:
        """What a valid form holds."""
        file = self.cleaned_data["file"]
        return file if file is not None else self.cleaned_data["text"]
