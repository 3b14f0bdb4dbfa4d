"""What is typed about a banner."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.administration.frame.languages import LanguagesForm
from mazalim.country.models import Banner
from mazalim.web.forms import PartedDateField

KINDS: dict[str, Any] = {Banner.Kind.INFORMATION: _("Information"), Banner.Kind.WARNING: _("Warning")}


class BannerForm(LanguagesForm):
    """Kind, days, text."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect, choices=list(KINDS.items()), initial=Banner.Kind.INFORMATION)
    first_date = PartedDateField(label=_("Shown from"), latest=date(2100, 12, 31))
    last_date = PartedDateField(label=_("Shown until, this day included"), latest=date(2100, 12, 31))

    def __init__(self, *args: Any, banner: Banner | None = None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_date"].initial = banner.first_date if banner else today
        if banner:
            self.fields["kind"].initial, self.fields["last_date"].initial = banner.kind, banner.last_date
        self.add_words(
            *("text", _("Text in %(language)s")),
            words=banner.texts if banner else {},
            most=300,
            rows=2,
            needed=_("Write the text in one language at least"),
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        first, last = typed.get("first_date"), typed.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("The last day lies before the first"))
        return typed
