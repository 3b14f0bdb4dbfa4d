"""What officers type on the pages of their acts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mazalim.journey.casework.queries import Colleague
from mazalim.journey.casework.queries.bulk import Candidate
from mazalim.journey.casework.rules import REFUSAL_REASONS
from mazalim.web import formats
from mazalim.web.forms import Explained, LongTextField

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
            (one.officer.pk, Explained(one.officer.name, fitness_said(one))) for one in colleagues
        ]


def open_cases_said(number: int) -> str:
    """How many open cases somebody holds, in words."""
    text = ngettext_lazy("%(shown)s open case", "%(shown)s open cases", "number")
    return str(text % {"number": number, "shown": formats.count(number)})


def fitness_said(one: Colleague | Candidate) -> str:
    """How well a case, or some cases, would suit somebody, in words: away, how much they have to do, what they know."""
    said = [
        str(_("Suggested")) if one.is_suggested else "",
        str(_("away until %(day)s") % {"day": formats.plain_day(one.away_until)}) if one.away_until else "",
        open_cases_said(one.open_cases),
        due_soon_said(one.due_soon) if one.due_soon else "",
        str(_("has answered such cases before")) if isinstance(one, Colleague) and one.knows_category else "",
    ]
    return " · ".join(filter(None, said))


def due_soon_said(number: int) -> str:
    """How many of them are due within a week or late, in words."""
    text = ngettext_lazy("%(shown)s due this week or late", "%(shown)s due this week or late", "number")
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
