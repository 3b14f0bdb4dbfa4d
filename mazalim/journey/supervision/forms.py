"""What supervisors and officers type about absences and hand-overs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.models import Officer
from mazalim.journey.casework.forms import fitness_said
from mazalim.journey.casework.queries.bulk import Candidate
from mazalim.web import formats
from mazalim.web.forms import Explained, PartedDateField

SPREAD = "spread"


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who stands in."""

    officer = forms.TypedChoiceField(label=_("Who is away"), coerce=int, error_messages={"required": _("Choose who is away")})
    first_day = PartedDateField(label=_("First day away"), error_messages={"required": _("Say from which day on")})
    last_day = PartedDateField(label=_("Last day away"), error_messages={"required": _("Say until which day")})
    deputy = forms.TypedChoiceField(
        label=_("Deputy"),
        help_text=_("Gets the e-mails about the cases of who is away. Without a deputy the colleagues of the desk get them."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, officers: Iterable[Officer], deputies: Iterable[Officer], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["officer"].choices = [(one.pk, one.name) for one in officers]  # type: ignore[attr-defined]  # a choice field
        named = [(one.pk, one.name) for one in deputies]
        self.fields["deputy"].choices = [("", _("Nobody in particular")), *named]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("first_day"), typed.get("last_day")
        if last and last < self.today:
            self.add_error("last_day", _("This day has passed already"))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first"))
        if typed.get("deputy") and typed.get("deputy") == typed.get("officer"):
            self.add_error("deputy", _("Choose somebody else than who is away"))
        return typed


class HandOverForm(forms.Form):
    """To whom the cases go."""

    to = forms.ChoiceField(
        label=_("To whom"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who gets the cases"), "invalid_choice": _("Choose an officer from the list")},
    )

    def __init__(self, *args: Any, candidates: Iterable[Candidate], of: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), Explained(one.names[""], _said(one, of))) for one in candidates]
        everybody = Explained(_("Spread them over the colleagues"), _("Each case goes to who may have it and has the least to do."))
        spread = [(SPREAD, everybody)] if len(named) > 1 else []
        self.fields["to"].choices = [*spread, *named]  # type: ignore[attr-defined]  # a choice field

    @property
    def officer_id(self) -> int | None:
        """The one colleague; None where the cases are spread."""
        return None if self.cleaned_data["to"] == SPREAD else int(self.cleaned_data["to"])


def _said(one: Candidate, of: int) -> str:
    possible = _("possible for %(fits)s of %(all)s cases") % {"fits": formats.count(one.fits), "all": formats.count(of)}
    return " · ".join(filter(None, [fitness_said(one), possible if one.fits < of else ""]))
