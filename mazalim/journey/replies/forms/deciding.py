"""What is typed of the approval of a reply."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.journey.replies.rules import Quality
from mazalim.web.forms import LongTextField

_CHECK_FIRST = {
    Quality.ANSWERS_ALL: _("Check first that every point has an answer that fits the file"),
    Quality.IS_PLAIN: _("Check first that the complainant will understand it"),
    Quality.IS_DOABLE: _("Check first that it says what happens now and by when"),
}


class ApproveForm(forms.Form):
    """The short list that the second person goes through before a reply leaves."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in Quality:
            self.fields[one.value] = forms.BooleanField(label=one.label, error_messages={"required": _CHECK_FIRST[one]})

    @property
    def checks(self) -> list[Any]:
        """The list, for the page."""
        return [self[one.value] for one in Quality]

    @property
    def checked(self) -> list[str]:
        """What was made sure of."""
        return [one.value for one in Quality if self.cleaned_data.get(one.value)]


class SendBackForm(forms.Form):
    """Why a reply goes back to its drafter."""

    failed = forms.MultipleChoiceField(
        label=_("What it does not do yet"), choices=Quality.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = LongTextField(
        label=_("What must change"),
        help_text=_("Only the office reads this."),
        max_length=2_000,
        rows=4,
        error_messages={"required": _("Say what must change")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
