"""What is typed about a category and its questions."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.administration.categories.words import KINDS, UNITS
from mazalim.administration.frame.languages import LanguagesForm
from mazalim.directory.models import Category
from mazalim.web import formats

FREE_CHOICES = 3  # empty rows for further answers; kept and opened again, there are three more


class CategoryForm(LanguagesForm):
    """Names, hints, keywords, sector, response time."""

    def __init__(self, *args: Any, sectors: list[str], category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keywords = category.keywords if category else {}
        self._keywords = keywords
        names, hints = (category.names, category.hints) if category else ({}, {})
        self.add_words("name", _("Name in %(language)s"), words=names, needed=_("Enter the name in one language at least"))
        self.add_words("hint", _("Hint in %(language)s"), words=hints, most=300, rows=2)
        joined = {code: ", ".join(words) for code, words in keywords.items()}
        self.add_words(
            *("keywords", _("Words that complainants use, in %(language)s")),
            words=joined,
            most=2000,
            rows=3,
            hint=_("Divided by commas"),
        )
        self.fields["sector"] = forms.ChoiceField(
            label=_("Sector"), choices=[(sector, sector) for sector in sectors], initial=category.sector if category else ""
        )
        self.fields["response_days"] = forms.IntegerField(
            label=_("Response time"),
            min_value=1,
            max_value=365,
            initial=category.response_days if category else 14,
            error_messages={"required": _("Enter the number of days"), "invalid": _("Write a whole number, such as 3")},
        )
        self.fields["response_unit"] = forms.ChoiceField(
            label=_("Counted in"),
            widget=forms.RadioSelect,
            choices=list(UNITS.items()),
            initial=category.response_unit if category else "working",
        )
        if category:
            self.fields["is_active"] = forms.BooleanField(label=_("In use"), required=False, initial=category.is_active)
        else:
            self.fields["for_whole_sector"] = forms.BooleanField(
                label=_("Give it to every body of this sector that accepts complaints"), required=False, initial=True
            )

    @property
    def given(self) -> dict[str, Any]:
        """The values for the action."""
        keywords = {
            code: [word.strip() for word in re.split(r"[,،\n]", text) if word.strip()] for code, text in self.words("keywords").items()
        }
        rest = ("sector", "response_days", "response_unit", "is_active", "for_whole_sector")
        plain = {name: self.cleaned_data[name] for name in rest if name in self.cleaned_data}
        return {"names": self.words("name"), "hints": self.words("hint"), "keywords": keywords} | plain


class QuestionForm(LanguagesForm):
    """One question: its words, kind, place, and the answers of a choice."""

    def __init__(self, *args: Any, question: Mapping[str, Any] | None, place: int, places: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held: Mapping[str, Any] = question or {}
        self.add_words(
            *("label", _("Question in %(language)s")),
            words=held.get("label"),
            needed=_("Enter the question in one language at least"),
        )
        self.add_words("hint", _("Hint in %(language)s"), words=held.get("hint"), most=300)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Answered by"), widget=forms.RadioSelect, choices=list(KINDS.items()), initial=held.get("kind", "text")
        )
        self.fields["required"] = forms.BooleanField(label=_("An answer is needed"), required=False, initial=bool(held.get("required")))
        self.fields["place"] = forms.TypedChoiceField(
            label=_("Place in the list"),
            coerce=int,
            choices=[(number, formats.count(number)) for number in range(1, places + 1)],
            initial=place,
        )
        rows = [*held.get("choices", []), *({"code": "", "label": {}} for _free in range(FREE_CHOICES))]
        self._codes = [row["code"] for row in rows]
        for number, row in enumerate(rows):
            self.add_words(f"choice{number}", _("Answer in %(language)s"), words=row["label"])

    @property
    def plain_fields(self) -> list[Any]:
        """All fields but the answers."""
        return [bound for bound in self if not bound.name.startswith("choice")]

    @property
    def choice_rows(self) -> list[list[Any]]:
        """The fields of the answers, a row each."""
        return [[self[f"choice{number}_{code}"] for code in formats.manner().languages] for number in range(len(self._codes))]

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The answers that have words."""
        found = [{"code": code, "label": self.words(f"choice{number}")} for number, code in enumerate(self._codes)]
        return [one for one in found if one["label"]]

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("kind") == "choice" and len(self.choices) < 2:
            self.add_error(f"choice0_{formats.manner().languages[0]}", _("Enter two answers at least"))
        return typed

    @property
    def question(self) -> dict[str, Any]:
        """The question as categories keep it, without its code."""
        made = {"kind": self.cleaned_data["kind"], "required": self.cleaned_data["required"], "label": self.words("label")}
        if hint := self.words("hint"):
            made["hint"] = hint
        return made | ({"choices": self.choices} if made["kind"] == "choice" else {})
