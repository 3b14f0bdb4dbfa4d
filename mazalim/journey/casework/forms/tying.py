"""What officers type to tie cases together, and to note a task."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.common.text import digits_to_latin
from mazalim.journey.casework.actions.tying import Lead
from mazalim.journey.casework.forms.acts import WORDS_CHARACTERS, ActForm
from mazalim.web.forms import Explained, LongTextField, PartedDateField


class LinkForm(ActForm):
    """Which case belongs to this one, and which of the two leads."""

    case_number = forms.CharField(
        label=_("Number of the other case"),
        max_length=16,
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off"}),
        error_messages={"required": _("Write the number of the other case")},
    )
    lead = forms.ChoiceField(
        label=_("Does one of them lead?"),
        choices=[
            (Lead.NONE.value, Explained(_("No, they only belong together"))),
            (Lead.THIS.value, Explained(_("This case leads"), _("The answer of the other one can begin with the answer of this one."))),
            (
                Lead.OTHER.value,
                Explained(_("The other case leads"), _("The answer of this one can begin with the answer of the other one.")),
            ),
        ],
        initial=Lead.NONE.value,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether one of them leads")},
    )
    reason = LongTextField(
        label=_("Why they belong together"), max_length=1000, rows=3, error_messages={"required": _("Say why they belong together")}
    )

    def clean_case_number(self) -> str:
        return digits_to_latin(str(self.cleaned_data["case_number"])).strip()


class JoinForm(ActForm):
    """The case with whose answer this one is answered. `cases` are those of the same person: (id, number and subject with explanation)."""

    lead = forms.TypedChoiceField(
        label=_("Which case is answered for both?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the case that is answered for both"), "invalid_choice": _("Choose a case from the list")},
    )
    reason = LongTextField(
        label=_("Reason"), max_length=WORDS_CHARACTERS, rows=4, error_messages={"required": _("Say why the two get one answer")}
    )

    def __init__(self, *args: Any, cases: Iterable[tuple[int, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = list(cases)  # type: ignore[attr-defined]  # a choice field


class TaskForm(forms.Form):
    """A small thing to do for a case."""

    text = forms.CharField(label=_("What is to be done"), max_length=300, error_messages={"required": _("Say what is to be done")})
    owner = forms.TypedChoiceField(
        label=_("By whom"),
        coerce=int,
        error_messages={"required": _("Choose who does it"), "invalid_choice": _("Choose an officer of this desk")},
    )
    due_date = PartedDateField(label=_("By when"))

    def __init__(self, *args: Any, officers: Iterable[tuple[int, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(officers)  # type: ignore[attr-defined]  # a choice field
        self.today = today

    def clean_due_date(self) -> date:
        due: date = self.cleaned_data["due_date"]
        if due < self.today:
            raise forms.ValidationError(_("The day has passed already"))
        return due
