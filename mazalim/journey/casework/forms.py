"""What officers type on the pages of their acts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mazalim.common.text import digits_to_latin
from mazalim.journey.casework.actions.tying import Lead
from mazalim.journey.casework.queries import Colleague
from mazalim.journey.casework.queries.bulk import Candidate
from mazalim.journey.casework.rules import RECUSAL_REASONS, REFUSAL_REASONS, RULED_OUT_AS
from mazalim.web import formats
from mazalim.web.forms import Explained, LongTextField, PartedDateField

NOTE_CHARACTERS, WORDS_CHARACTERS = 5000, 2000


class ActForm(forms.Form):
    """Every act carries the version of the case that the page was read at, so that nobody overwrites what they have not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(ActForm):
    """An internal note."""

    text = LongTextField(label=_("Note"), max_length=NOTE_CHARACTERS, rows=6, error_messages={"required": _("Write the note")})


class AskForm(ActForm):
    """A question to the complainant."""

    question = LongTextField(
        label=_("Question to the complainant"),
        help_text=_("Ask everything at once, in short sentences. Say what you need it for."),
        max_length=WORDS_CHARACTERS,
        rows=6,
        error_messages={"required": _("Write the question")},
    )


class AssignForm(ActForm):
    """Who gets the case."""

    officer = forms.TypedChoiceField(
        label=_("Officer"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who gets the case"), "invalid_choice": _("Choose an officer of this desk")},
    )

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [  # type: ignore[attr-defined]  # a choice field
            (one.officer.pk, Explained(one.officer.name, _open_cases(one.open_cases))) for one in colleagues
        ]


def _open_cases(number: int) -> str:
    text = ngettext_lazy("%(shown)s open case", "%(shown)s open cases", "number")
    return str(text % {"number": number, "shown": formats.count(number)})


class ReferForm(ActForm):
    """The body that a case goes to, and why. `choices` are the bodies shown: (id, name with explanation)."""

    q = forms.CharField(
        label=_("Search for a public body by its name, in any language"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    body = forms.TypedChoiceField(
        label=_("Public body"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the public body"), "invalid_choice": _("Choose a public body from the list")},
    )
    category = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = LongTextField(
        label=_("Reason"), max_length=WORDS_CHARACTERS, rows=5, error_messages={"required": _("Say why the case belongs there")}
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[int, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = list(choices)  # type: ignore[attr-defined]  # a choice field


class CategoriseForm(ActForm):
    """Another category."""

    category = forms.TypedChoiceField(
        label=_("Category"),
        coerce=int,
        error_messages={"required": _("Choose a category"), "invalid_choice": _("Choose a category from the list")},
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[int | str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = list(choices)  # type: ignore[attr-defined]  # a choice field


class RefusalForm(ActForm):
    """Why a complaint is not admissible, in words for the complainant."""

    reason = forms.ChoiceField(
        label=_("Ground"),
        choices=list(REFUSAL_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground"), "invalid_choice": _("Choose a ground from the list")},
    )
    text = LongTextField(
        label=_("Explanation for the complainant"),
        help_text=_("Why this complaint, with what it says, cannot be dealt with here. Plain words, no reproach."),
        max_length=WORDS_CHARACTERS,
        rows=6,
        error_messages={"required": _("Explain it to the complainant")},
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        help_text=_("Law and article"),
        max_length=300,
        error_messages={"required": _("Name the law and the article")},
    )
    where_to_go = LongTextField(
        label=_("Where to go instead"),
        help_text=_("The office, how to reach it, and until when. If there is none, say what the complainant can still do."),
        max_length=1000,
        rows=3,
        error_messages={"required": _("Say where the complainant can go instead")},
    )


class ReasonForm(ActForm):
    """The reason for more time, or for opening an identity: the complainant reads it."""

    reason = LongTextField(label=_("Reason"), max_length=1000, rows=4, error_messages={"required": _("Write the reason")})


class DecisionForm(ActForm):
    """Agree to what a colleague proposed, or say no and why."""

    AGREE, DECLINE = "agree", "decline"

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(AGREE, _("Agree")), (DECLINE, _("Do not agree"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you agree")},
    )
    why = LongTextField(label=_("Why not"), help_text=_("Only the office reads this."), max_length=1000, rows=4, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == self.DECLINE and not cleaned.get("why"):
            self.add_error("why", _("Say why you do not agree"))
        return cleaned


class PauseForm(ActForm):
    """Let the clock run again although a question waits, or uphold the pause and say why."""

    LIFT, UPHOLD = "lift", "uphold"

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(LIFT, _("No, the clock runs again")), (UPHOLD, _("Yes, the question must be answered first"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the clock runs again")},
    )
    why = LongTextField(label=_("Your words to the complainant"), max_length=2000, rows=4, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == self.UPHOLD and not cleaned.get("why"):
            self.add_error("why", _("Say why the question must be answered first"))
        return cleaned


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


class BulkForm(forms.Form):
    """On which cases of the list an act is done at once. `numbers` are the cases shown."""

    case = forms.MultipleChoiceField(
        label=_("Cases"), error_messages={"required": _("Tick at least one case"), "invalid_choice": _("Choose cases from the list")}
    )

    def __init__(self, *args: Any, numbers: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]  # a choice field

    @property
    def choice(self) -> dict[str, Any]:
        """What the action takes beside the cases."""
        return {}


class BulkAssignForm(BulkForm):
    """Who gets the cases."""

    officer = forms.TypedChoiceField(
        label=_("Officer"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who gets the cases"), "invalid_choice": _("Choose an officer from the list")},
    )
    field_order = ("officer", "case")

    def __init__(self, *args: Any, candidates: Iterable[Candidate], of: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [  # type: ignore[attr-defined]  # a choice field
            (one.pk, Explained(one.names[""], " · ".join(filter(None, [_open_cases(one.open_cases), _fits(one, of)]))))
            for one in candidates
        ]

    @property
    def choice(self) -> dict[str, Any]:
        return {"officer_id": self.cleaned_data["officer"]}


class BulkCategoriseForm(BulkForm):
    """Into which category the cases go."""

    category = forms.TypedChoiceField(
        label=_("New category"),
        coerce=int,
        error_messages={"required": _("Choose a category"), "invalid_choice": _("Choose a category from the list")},
    )
    field_order = ("category", "case")

    def __init__(self, *args: Any, candidates: Iterable[Candidate], of: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.pk, " · ".join(filter(None, [formats.in_language(one.names)[0], _fits(one, of)]))) for one in candidates]
        self.fields["category"].choices = [("", "…"), *sorted(named, key=lambda row: row[1])]  # type: ignore[attr-defined]  # a choice field

    @property
    def choice(self) -> dict[str, Any]:
        return {"category_id": self.cleaned_data["category"]}


class BulkNoteForm(BulkForm):
    """The note that is added to each of the cases."""

    text = LongTextField(label=_("Note"), max_length=NOTE_CHARACTERS, rows=6, error_messages={"required": _("Write the note")})
    field_order = ("text", "case")

    @property
    def choice(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}


def _fits(candidate: Candidate, of: int) -> str:
    """For how many of the cases somebody or something may be chosen; nothing where it is all of them."""
    if candidate.fits == of:
        return ""
    return str(_("possible for %(fits)s of %(all)s cases") % {"fits": formats.count(candidate.fits), "all": formats.count(of)})


class OfficialForm(ActForm):
    """Who the accused official is. `choices` are the officers shown: (id, name with places)."""

    q = forms.CharField(
        label=_("Search for an officer by name, in any spelling"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    found = forms.ChoiceField(
        label=_("Ruling"),
        choices=[("matched", _("It is one of these officers, or several")), *RULED_OUT_AS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found out")},
    )
    officers = forms.TypedMultipleChoiceField(
        label=_("Officers"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose officers from the list")},
    )
    reason = LongTextField(label=_("How you know"), max_length=1000, rows=4, error_messages={"required": _("Say how you found out")})

    def __init__(self, *args: Any, choices: Iterable[tuple[int, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officers"].choices = list(choices)  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("found") == "matched" and not cleaned.get("officers") and "officers" not in self.errors:
            self.add_error("officers", _("Choose the officer. If the name is not there, search for it"))
        return cleaned


class RecuseForm(ActForm):
    """Why an officer steps back."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=list(RECUSAL_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason")},
    )
    text = LongTextField(
        label=_("In your own words"),
        help_text=_("Only the office reads this. Say no more than is needed."),
        max_length=1000,
        rows=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == "other" and not cleaned.get("text"):
            self.add_error("text", _("Say what the other reason is"))
        return cleaned


class LiftForm(forms.Form):
    """Why an exclusion should be lifted."""

    reason = LongTextField(
        label=_("Reason"),
        help_text=_("Auditors read this too. Write nothing of what the complaint is about."),
        max_length=1000,
        rows=4,
        error_messages={"required": _("Write the reason")},
    )
