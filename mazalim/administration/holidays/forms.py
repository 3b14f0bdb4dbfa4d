"""What is typed about a public holiday."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.administration.frame.languages import LanguagesForm
from mazalim.administration.holidays.queries import Proposed
from mazalim.country.models import Holiday
from mazalim.web import formats
from mazalim.web.forms import PartedDateField

FIRST_YEAR, LAST_YEAR = 2000, 2100


class HolidayForm(LanguagesForm):
    """The day and its name."""

    day = PartedDateField(label=_("Day"), earliest=date(FIRST_YEAR, 1, 1), latest=date(LAST_YEAR, 12, 31))

    def __init__(self, *args: Any, holiday: Holiday | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if holiday:
            self.fields["day"].initial = holiday.date
        self.add_words(
            *("name", _("Name in %(language)s")),
            words=holiday.names if holiday else {},
            needed=_("Enter the name in one language at least"),
        )


class YearForm(forms.Form):
    """Which year is shown."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


class ImportForm(forms.Form):
    """Which of the proposed days become public holidays."""

    days = forms.MultipleChoiceField(
        label=_("Public holidays"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose one day at least")}
    )

    def __init__(self, *args: Any, proposed: list[Proposed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(one.day.isoformat(), self._label(one)) for one in proposed]  # type: ignore[attr-defined]
        self.fields["days"].initial = [one.day.isoformat() for one in proposed]

    @staticmethod
    def _label(one: Proposed) -> str:
        text = f"{formats.day(one.day)}: {formats.in_language(one.names)[0]}"
        return f"{text} ({_('estimate')})" if one.is_estimate else text
