"""What the complainant says of the reply."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.web.forms import Explained, LongTextField

COMMENT_CHARACTERS, REASON_CHARACTERS = 2_000, 5_000
SCORES = (
    ("5", Explained(pgettext_lazy("rating", "5 – very good"))),
    ("4", Explained(pgettext_lazy("rating", "4 – good"))),
    ("3", Explained(pgettext_lazy("rating", "3 – middling"))),
    ("2", Explained(pgettext_lazy("rating", "2 – poor"))),
    ("1", Explained(pgettext_lazy("rating", "1 – very poor"))),
)


class RateForm(forms.Form):
    """A number from 1 to 5 and a comment."""

    score = forms.TypedChoiceField(
        label=_("How good is the answer?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five")},
    )
    comment = LongTextField(
        label=_("What do you want to say about it?"),
        help_text=_("The desk reads this under your case number."),
        max_length=COMMENT_CHARACTERS,
        rows=4,
        required=False,
    )


class ReopenForm(forms.Form):
    """What is missing."""

    reason = LongTextField(
        label=_("What is missing or wrong in the answer?"),
        max_length=REASON_CHARACTERS,
        error_messages={"required": _("Say what is missing or wrong")},
    )


class DisputeForm(forms.Form):
    """How a promise was not kept."""

    reason = LongTextField(
        label=_("What was not done?"), max_length=REASON_CHARACTERS, rows=5, error_messages={"required": _("Say what was not done")}
    )
