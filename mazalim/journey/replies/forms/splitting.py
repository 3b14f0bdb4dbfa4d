"""What is typed to split a case off for another body."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.complaints.queries import EnclosureShown
from mazalim.journey.replies.queries import Point
from mazalim.web import formats
from mazalim.web.forms import LongTextField

REASON_CHARACTERS = 2_000


class SplitForm(forms.Form):
    """Which points go to which body, with which files, and why. `choices` are the bodies shown: (id, name with explanation)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    points = forms.TypedMultipleChoiceField(
        label=_("Which points does the other public body answer?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    asked = forms.CharField(
        label=_("What else the other public body is asked"),
        help_text=_("For a matter that the complaint tells without making a point of it. In the complainant's language."),
        required=False,
    )
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
    enclosures = forms.MultipleChoiceField(label=_("Which enclosures does it need?"), widget=forms.CheckboxSelectMultiple, required=False)
    reason = LongTextField(
        label=_("Reason"),
        max_length=REASON_CHARACTERS,
        rows=4,
        error_messages={"required": _("Say why another public body answers this part")},
    )

    def __init__(
        self,
        *args: Any,
        points: Sequence[Point],
        enclosures: Sequence[EnclosureShown],
        choices: Iterable[tuple[int, Any]],
        point_characters: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.standing = points
        self._set_choices("body", choices)
        self._set_choices("points", [(one.number, one.text) for one in points])
        self._set_choices("enclosures", [(one.public_id, one.name) for one in enclosures])
        self.point_characters = point_characters
        if len(points) < 2:  # one point cannot be divided; the other body's part is put into words
            del self.fields["points"]
        if not enclosures:
            del self.fields["enclosures"]

    def _set_choices(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        going = typed.get("points", [])
        if len(typed.get("asked", "")) > self.point_characters:
            most = formats.count(self.point_characters)
            self.add_error("asked", ValidationError(_("A point has %(most)s characters at most"), params={"most": most}))
        if not going and not typed.get("asked") and "asked" not in self.errors:
            field = "points" if "points" in self.fields else "asked"
            self.add_error(field, ValidationError(_("Say what the other public body is to answer")))
        elif len(going) == len(self.standing):
            self.add_error("points", ValidationError(_("At least one point stays. To hand over the whole complaint, refer it")))
        return typed
