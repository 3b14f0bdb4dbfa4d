"""The filters of a desk's list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.journey.workbench.queries.desks import Filters, Places
from mazalim.journey.workbench.rules import View
from mazalim.web import formats

_WITHOUT_NAME = {"desks": _("All my desks"), "above": _("Moved up because it was late")}


class DeskForm(forms.Form):
    """What narrows the list. Whatever is not among the choices counts as not chosen."""

    q = forms.CharField(
        label=_("Case number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "search", "class": "input ltr", "autocomplete": "off", "placeholder": ""}),
    )
    place = forms.ChoiceField(label=_("Desk"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[
            ("", pgettext_lazy("due", "Any time")),
            ("overdue", pgettext_lazy("due", "Overdue")),
            ("today", pgettext_lazy("due", "Today")),
            ("week", pgettext_lazy("due", "This week")),
        ],
    )
    officer = forms.ChoiceField(label=_("Officer"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    round = forms.ChoiceField(
        label=_("Round"),
        required=False,
        choices=[
            ("", pgettext_lazy("round", "All")),
            ("1", pgettext_lazy("round", "The first")),
            ("2", pgettext_lazy("round", "Re-opened")),
        ],
    )

    def __init__(self, *args: Any, places: Places, view: View, languages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "place": [(one.key, formats.in_language(one.names)[0] or _WITHOUT_NAME[one.key]) for one in places.places],
            "state": [("", pgettext_lazy("state", "All")), *((state.value, state.label) for state in view.states)],
            "category": [
                ("", pgettext_lazy("category", "All")),
                *((one.key, formats.in_language(one.names)[0]) for one in places.categories),
            ],
            "officer": [("", pgettext_lazy("officer", "Anybody")), *((one.key, one.names[""]) for one in places.officers)],
            "language": [("", pgettext_lazy("language", "All")), *((code, formats.language_name(code)) for code in languages)],
        }
        for name, among in choices.items():
            self.fields[name].choices = among  # type: ignore[attr-defined]
        if len(choices["place"]) < 2:  # nothing to choose
            del self.fields["place"]
        if len(view.states) < 2:
            del self.fields["state"]

    @property
    def filters(self) -> Filters:
        """What was chosen; a choice that does not exist (any more) is left out."""
        self.is_valid()
        return Filters(**{name: self.cleaned_data.get(name, "") for name in ("state", "category", "due", "officer", "language", "round")})
