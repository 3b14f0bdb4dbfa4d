"""What is typed about a question and its answer."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.administration.frame.languages import LanguagesForm
from mazalim.country.models import QuestionAndAnswer
from mazalim.web import formats


class EntryForm(LanguagesForm):
    """Question, answer, theme, place."""

    def __init__(
        self, *args: Any, entry: QuestionAndAnswer | None, themes: list[tuple[str, str | Promise]], places: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"] = forms.ChoiceField(label=_("Theme"), choices=themes, initial=entry.theme if entry else "")
        self.fields["place"] = forms.TypedChoiceField(
            label=_("Place in the list"),
            coerce=int,
            choices=[(number, formats.count(number)) for number in range(1, places + 1)],
            initial=min(entry.order + 1, places) if entry else places,
        )
        self.add_words(
            *("question", _("Question in %(language)s")),
            words=entry.question if entry else {},
            most=300,
            needed=_("Enter the question in one language at least"),
        )
        self.add_words(
            *("answer", _("Answer in %(language)s")),
            words=entry.answer if entry else {},
            most=5000,
            rows=8,
            needed=_("Enter the answer in one language at least"),
        )
