"""Which months, and which bodies."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.journey.statistics.rules import Period
from mazalim.journey.statistics.rules.periods import TWELVE
from mazalim.journey.statistics.templatetags.figures import period_name

GROUPS = {"year": _("Years"), "quarter": _("Quarters"), "month": _("Months")}


class PeriodForm(forms.Form):
    """The months that the page covers."""

    period = forms.ChoiceField(label=_("Months shown"), required=False)

    def __init__(self, shown: Period, offered: Mapping[str, Sequence[Period]], **kwargs: Any) -> None:
        super().__init__(initial={"period": shown.code}, **kwargs)
        groups = [(str(GROUPS[grain]), [(one.code, period_name(one)) for one in periods]) for grain, periods in offered.items() if periods]
        known = {TWELVE, *(one.code for periods in offered.values() for one in periods)}
        first: list[Any] = [(TWELVE, _("The last twelve months"))]
        if shown.code not in known:
            first.append((shown.code, period_name(shown)))
        self.fields["period"].choices = [*first, *groups]  # type: ignore[attr-defined]


class BodiesForm(forms.Form):
    """The search by name above the table of bodies."""

    q = forms.CharField(label=_("Find a public body"), required=False, max_length=100)
