"""What is typed of a systemic issue."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.models import Officer
from mazalim.directory.models import Category
from mazalim.journey.systemic.rules import MOST_TIED_AT_ONCE, PUBLIC_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS
from mazalim.web import formats
from mazalim.web.forms import LongTextField, PartedDateField


class _TitleAndOwner(forms.Form):
    title = forms.CharField(
        label=_("The problem in one line"),
        help_text=_("Of the thing, not of a person: no names, no case numbers."),
        max_length=TITLE_CHARACTERS,
        error_messages={"required": _("Say what the problem is")},
    )
    owner = forms.TypedChoiceField(label=_("Who sees to it"), coerce=int, error_messages={"required": _("Choose who sees to it")})

    def __init__(self, *args: Any, owners: Iterable[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(officer.pk, officer.name) for officer in owners]  # type: ignore[attr-defined]  # a ChoiceField


class OpenForm(_TitleAndOwner):
    """A new issue of a body."""

    category = forms.TypedChoiceField(
        label=_("Category"),
        help_text=_("Its complaints are counted month by month, so that everybody sees whether fewer come once the problem is mended."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, categories: Iterable[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(category.pk, formats.in_language(category.names)[0]) for category in categories]
        self.fields["category"].choices = [("", _("All categories of the body")), *named]  # type: ignore[attr-defined]  # a ChoiceField


class ChangeForm(_TitleAndOwner):
    """Cause, corrective action, and by when."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    cause = LongTextField(
        label=_("What causes it"), help_text=_("What was found, and how it is known."), max_length=TEXT_CHARACTERS, rows=4, required=False
    )
    measure = LongTextField(
        label=_("What is done about it"),
        help_text=_("A step after which these complaints need not come any more."),
        max_length=TEXT_CHARACTERS,
        rows=4,
        required=False,
    )
    due_date = PartedDateField(label=_("By when"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("measure") and not typed.get("due_date") and "due_date" not in self.errors:
            self.add_error("due_date", ValidationError(_("Give the date by which it will be done"), code="required"))
        return typed


class TieForm(forms.Form):
    """Cases ticked in a list."""

    case = forms.MultipleChoiceField(label=_("Cases"), error_messages={"required": _("Tick at least one case")})

    def __init__(self, *args: Any, numbers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_case(self) -> list[str]:
        """At most so many at once."""
        return list(self.cleaned_data["case"])[:MOST_TIED_AT_ONCE]


class TieCaseForm(forms.Form):
    """To which of the body's open issues a case is tied."""

    issue = forms.TypedChoiceField(
        label=_("Systemic issue"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose the issue")}
    )

    def __init__(self, *args: Any, issues: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issue"].choices = issues  # type: ignore[attr-defined]  # a ChoiceField


class MendForm(forms.Form):
    """Two lines for everybody, in each language of the country; one language is enough, the others then show that one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for code in languages:
            name = {"language": formats.language_name(code)}
            self.fields[f"said_{code}"] = LongTextField(
                label=_("You said (%(language)s)") % name, max_length=PUBLIC_CHARACTERS, rows=2, required=False
            )
            self.fields[f"did_{code}"] = LongTextField(
                label=_("We did (%(language)s)") % name, max_length=PUBLIC_CHARACTERS, rows=2, required=False
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        whole = [code for code in self.languages if typed.get(f"said_{code}") and typed.get(f"did_{code}")]
        for code in self.languages:
            said, did = typed.get(f"said_{code}"), typed.get(f"did_{code}")
            if bool(said) != bool(did):
                lacking = "did" if said else "said"
                self.add_error(f"{lacking}_{code}", _("Write both lines in this language, or neither"))
        if not whole and not self.errors:
            self.add_error(f"said_{self.languages[0]}", _("Write both lines in one language at least"))
        return typed

    def lines(self, name: str) -> dict[str, str]:
        """`said` or `did` by language, without the empty ones."""
        return {code: text for code in self.languages if (text := self.cleaned_data[f"{name}_{code}"])}

    @property
    def pairs(self) -> list[tuple[str, Any, Any]]:
        """Language, and its two fields, for the page."""
        return [(code, self[f"said_{code}"], self[f"did_{code}"]) for code in self.languages]


class EndForm(forms.Form):
    """Why an issue is given up, or opened again."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = LongTextField(
        label=_("Why"), help_text=_("Only the office reads this."), max_length=1_000, rows=3, error_messages={"required": _("Say why")}
    )
