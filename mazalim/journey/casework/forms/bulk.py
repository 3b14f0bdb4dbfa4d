"""What officers type for many cases at once."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.journey.casework.forms.acts import NOTE_CHARACTERS, fitness_said
from mazalim.journey.casework.queries.bulk import Candidate
from mazalim.web import formats
from mazalim.web.forms import Explained, LongTextField


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
            (one.pk, Explained(one.names[""], " · ".join(filter(None, [fitness_said(one), _fits(one, of)])))) for one in candidates
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
