"""The filters of a desk's list, and the names of saved views."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.accounts.queries import Standing
from mazalim.complaints.models import IdentityMode, Kind
from mazalim.country.queries import policy_at
from mazalim.journey.workbench.models import SavedView
from mazalim.journey.workbench.queries.desks import Filters
from mazalim.journey.workbench.queries.places import Places, places_of
from mazalim.journey.workbench.rules import ALL, CHANNELS, DUE, View, canonical, view_named
from mazalim.web import formats
from mazalim.web.forms import OneOf

_WITHOUT_NAME = {"desks": _("All my desks"), "above": _("Moved up because it was late"), "all": _("All that I may read")}
FIRST = frozenset({"q", "place", "state", "due", "officer", "category"})  # always in sight; the others open on demand


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it narrows, to what, and the query of the list without it."""

    label: str | Promise
    value: str | Promise
    without: str


class _Narrowing(forms.ChoiceField):
    """One choice or none."""

    widget = OneOf

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class DeskForm(forms.Form):
    """What narrows the list. Whatever is not among the choices counts as not chosen."""

    q = forms.CharField(
        label=_("Words, names or a case number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "class": "input", "dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
    )
    place = _Narrowing(label=_("Desk"))
    state = _Narrowing(label=_("State"))
    due = _Narrowing(
        label=_("Due"),
        choices=[
            ("", pgettext_lazy("due", "Any time")),
            ("overdue", pgettext_lazy("due", "Overdue")),
            ("late", pgettext_lazy("due", "The reply is late")),
            ("today", pgettext_lazy("due", "Today")),
            ("week", pgettext_lazy("due", "This week")),
        ],
    )
    officer = _Narrowing(label=_("Officer"))
    category = _Narrowing(label=_("Category"))
    language = _Narrowing(label=_("Language"))
    kind = _Narrowing(label=_("Kind"), choices=[("", pgettext_lazy("kind", "All")), *Kind.choices])
    round = _Narrowing(
        label=_("Round"),
        choices=[
            ("", pgettext_lazy("round", "All")),
            ("1", pgettext_lazy("round", "The first")),
            ("2", pgettext_lazy("round", "Re-opened")),
        ],
    )
    channel = _Narrowing(label=_("Lodged by way of"), choices=[("", pgettext_lazy("channel", "All")), *CHANNELS])
    area = _Narrowing(label=_("Place"))
    identity = _Narrowing(label=_("Identity"), choices=[("", pgettext_lazy("identity", "All")), *IdentityMode.choices])
    age = _Narrowing(
        label=_("Lodged"),
        choices=[
            ("", pgettext_lazy("age", "At any time")),
            ("7", pgettext_lazy("age", "0 to 7 days ago")),
            ("14", pgettext_lazy("age", "8 to 14 days ago")),
            ("21", pgettext_lazy("age", "15 to 21 days ago")),
            ("30", pgettext_lazy("age", "22 to 30 days ago")),
            ("more", pgettext_lazy("age", "Over 30 days ago")),
        ],
    )

    def __init__(self, *args: Any, places: Places, view: View, languages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view
        self.chosen = places.chosen if len(places.places) > 1 else ""
        choices: dict[str, list[tuple[Any, Any]]] = {
            "place": [(one.key, formats.in_language(one.names)[0] or _WITHOUT_NAME[one.key]) for one in places.places],
            "state": [("", pgettext_lazy("state", "All")), *((state.value, state.label) for state in view.states)],
            "category": [
                ("", pgettext_lazy("category", "All")),
                *((one.key, formats.in_language(one.names)[0]) for one in places.categories),
            ],
            "officer": [("", pgettext_lazy("officer", "Anybody")), *((one.key, one.names[""]) for one in places.officers)],
            "language": [("", pgettext_lazy("language", "All")), *((code, formats.language_name(code)) for code in languages)],
            "area": [("", pgettext_lazy("place", "All")), *((one.key, formats.in_language(one.names)[0]) for one in places.areas)],
        }
        for name, among in choices.items():
            self.fields[name].choices = among  # type: ignore[attr-defined]
        if len(choices["place"]) < 2:  # nothing to choose
            del self.fields["place"]
        if len(view.states) < 2:
            del self.fields["state"]
        self.is_valid()

    @property
    def filters(self) -> Filters:
        """What was chosen; a choice that does not exist (any more) is left out."""
        chosen = {name: self.cleaned_data.get(name, "") for name in self.fields if name not in {"q", "place"}}
        return Filters(**chosen, words=self.cleaned_data.get("q", ""))

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen and typed, by its name in the address."""
        return {name: self.cleaned_data.get(name, "") for name in self.fields if name != "place"}

    @property
    def in_sight(self) -> list[forms.BoundField]:
        """The fields that always stand above the list."""
        return [field for field in self if field.name in FIRST]

    @property
    def on_demand(self) -> list[forms.BoundField]:
        """The fields that open on demand."""
        return [field for field in self if field.name not in FIRST]

    @property
    def chips(self) -> list[Chip]:
        """What is set, in the order of the fields."""
        set_ = [(field, value) for field in self if field.name != "place" and (value := self.asked[field.name])]
        return [
            Chip(_("Words") if field.name == "q" else field.label, _in_words(field, value), self.address(**{field.name: ""}))
            for field, value in set_
        ]

    def address(self, **changes: str) -> str:
        """The query of this list, or of one that differs in what is named. Without words it falls back from everything to what is due."""
        whole = {"place": self.chosen, "view": self.view.name} | self.asked | changes
        if self.asked["q"] and not whole["q"] and whole["view"] == ALL.name:
            whole["view"] = DUE.name
        return canonical(whole)


def _in_words(field: forms.BoundField, value: str) -> str | Promise:
    choices = getattr(field.field, "choices", ())
    return next((label for key, label in choices if str(key) == value), value)


@dataclass(frozen=True)
class ListAsked:
    """The list that an address asks for: the place, the tab, the filters with their choices."""

    places: Places
    view: View
    form: DeskForm

    @property
    def query(self) -> str:
        """The query of this very list, with the place named even where it is the officer's only one."""
        return self.form.address(place=self.places.chosen)

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What the list shows, as pairs of label and value in the language of the moment."""
        place = dict(self.form.fields["place"].choices).get(self.places.chosen, "") if "place" in self.form.fields else ""  # type: ignore[attr-defined]
        names = self.places.desk_names or self.places.body_names
        where = str(place) or formats.in_language(names)[0] or str(_WITHOUT_NAME.get(self.places.chosen, ""))
        return [
            (str(_("Desk")), where),
            (str(pgettext_lazy("tab", "List")), str(self.view.label)),
            *((str(chip.label), str(chip.value)) for chip in self.form.chips),
        ]


def list_asked(standing: Standing, asked: Mapping[str, str], *, at: datetime) -> ListAsked:
    """Read the query of a list; whatever is not the officer's, or does not exist any more, counts as not asked."""
    places = places_of(standing, asked=asked.get("place", ""))
    view = view_named(asked.get("view", ""), is_search=bool(asked.get("q", "").strip()))
    return ListAsked(places, view, DeskForm(asked, places=places, view=view, languages=policy_at(at).languages))


class NameForm(forms.Form):
    """The name of a saved view, and whether the desk opens with it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=SavedView._meta.get_field("name").max_length,
        error_messages={"required": _("Give the view a name."), "max_length": _("A name has 40 characters at most.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    is_default = forms.BooleanField(label=_("Open the desk with this view"), required=False)


class ExportForm(forms.Form):
    """As what a list is taken out."""

    form = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    has_subjects = forms.BooleanField(
        label=_("With the subject of each case"),
        help_text=_("The complainants wrote it themselves, and some name people there. Leave it out where case numbers are enough."),
        required=False,
    )
