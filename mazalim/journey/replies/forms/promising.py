"""What is typed of a promise kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.country.policy import Policy
from mazalim.evidence.forms import FilesField
from mazalim.web.forms import LongTextField


class KeepForm(forms.Form):
    """What proves that a promise is kept."""

    text = LongTextField(
        label=_("What was done, and when"),
        help_text=_("The complainant reads this. Name what proves it: a report, a date, a place."),
        max_length=2_000,
        rows=4,
        error_messages={"required": _("Say what was done")},
    )
    proofs = FilesField(label=_("Photos or papers that prove it"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, policy: Policy, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["proofs"].limit(policy)  # type: ignore[attr-defined]  # FilesField's
