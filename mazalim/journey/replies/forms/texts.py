"""What is typed of a standard text, and of the search for one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mazalim.complaints.models import Outcome
from mazalim.directory.models import Category, PublicBody
from mazalim.journey.replies.actions import Wording, placeholders_at_fault
from mazalim.journey.replies.models import Part
from mazalim.journey.replies.queries import Wanted
from mazalim.journey.replies.rules import TEXT_CHARACTERS, TITLE_CHARACTERS
from mazalim.web import formats
from mazalim.web.forms import LongTextField

FOR_ALL = "all"
_OUTCOMES = [("", _("Every outcome")), *((one.value, one.label) for one in Outcome if one not in {Outcome.WITHDRAWN, Outcome.NO_ANSWER})]


def _languages(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, formats.language_name(code)) for code in codes]


def _categories(rows: Iterable[Category]) -> list[tuple[int, str]]:
    return sorted(((row.pk, formats.in_language(row.names)[0]) for row in rows), key=lambda row: row[1])


class TextForm(forms.Form):
    """A standard text. Body and language are chosen once; everything else may change from version to version."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    body = forms.ChoiceField(
        label=_("Public body"),
        error_messages={"invalid_choice": _("Choose a public body that you supervise"), "required": _("Choose a public body")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("It is offered for complaints in this language."),
        error_messages={"required": _("Choose a language")},
    )
    part = forms.ChoiceField(
        label=_("Where it belongs"),
        choices=Part.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it belongs")},
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=_OUTCOMES, required=False, help_text=_("Only the reasons of a point have one."))
    category = forms.TypedChoiceField(label=_("Category"), coerce=int, empty_value=None, required=False)
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Officers find it by this. The complainant does not see it."),
        max_length=TITLE_CHARACTERS,
        error_messages={"required": _("Give it a title")},
    )
    words = LongTextField(label=_("Text"), max_length=TEXT_CHARACTERS, rows=10, error_messages={"required": _("Write the text")})

    def __init__(self, *args: Any, bodies: Sequence[PublicBody], for_all: bool, categories: Iterable[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(str(body.pk), formats.in_language(body.names)[0]) for body in bodies]
        self.fields["body"].choices = [*([(FOR_ALL, _("All public bodies"))] if for_all else []), *own]  # type: ignore[attr-defined]
        self.fields["language"].choices = _languages(formats.manner().languages)  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("Every category")), *_categories(categories)]  # type: ignore[attr-defined]

    def settle(self) -> None:
        """Leave body and language as they are: the text exists."""
        for name in ("body", "language"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        wrong = placeholders_at_fault(typed.get("words", ""), part=typed.get("part", ""))
        if wrong:
            text = ngettext_lazy(
                "%(found)s is no placeholder that may stand here", "These are no placeholders that may stand here: %(found)s", len(wrong)
            )
            self.add_error("words", ValidationError(text, params={"found": "  ".join(f"\u2068{one}\u2069" for one in wrong)}))
        return typed

    @property
    def body_id(self) -> int | None:
        """For which body, None for all."""
        chosen = self.cleaned_data["body"]
        return None if chosen == FOR_ALL else int(chosen)

    def wording(self) -> Wording:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        return Wording(typed["part"], typed["title"], typed["words"], typed["category"], typed["outcome"])


class ArchiveForm(forms.Form):
    """The version that the page was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class SearchForm(forms.Form):
    """To what the list is narrowed. Whatever is no choice narrows nothing."""

    q = forms.CharField(
        label=_("Search titles and texts"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    part = forms.ChoiceField(label=_("Where it belongs"), choices=[("", _("All")), *Part.choices], required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", _("All")), *_OUTCOMES[1:]], required=False)
    category = forms.TypedChoiceField(label=_("Category"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, categories: Iterable[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("All")), *_languages(formats.manner().languages)]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("All")), *_categories(categories)]  # type: ignore[attr-defined]

    def wanted(self, *, is_archived: bool) -> Wanted:
        """What was asked for."""
        self.is_valid()
        asked = self.cleaned_data
        return Wanted(
            asked.get("q", ""),
            asked.get("language", ""),
            asked.get("part", ""),
            asked.get("outcome", ""),
            asked.get("category"),
            is_archived,
        )
