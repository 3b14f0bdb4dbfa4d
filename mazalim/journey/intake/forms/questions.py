"""The questions that a category asks of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.common.text import digits_to_latin
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.forms.base import LineField, StepForm
from mazalim.web import formats
from mazalim.web.forms import PartedDateField

MOST_TEXT = 300
MOST_NUMBER = 1_000_000_000
PREFIX = "q_"


class NumberField(forms.IntegerField):
    """A whole number in the digits of any language."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_NUMBER, **kwargs)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(digits_to_latin(str(value)).replace("٬", "").replace(",", "").strip() if value else value)


def _field(question: Mapping[str, Any]) -> forms.Field:
    label = formats.in_language(question["label"])[0]
    common: dict[str, Any] = {
        "label": label,
        "help_text": formats.in_language(question.get("hint"))[0],
        "required": bool(question.get("required")),
        "error_messages": {"required": _("Answer this question: %(question)s") % {"question": label}},
    }
    match question["kind"]:
        case "date":
            del common["error_messages"]
            return PartedDateField(**common)
        case "number":
            wrong = _("Write a whole number, such as 3")
            common["error_messages"] |= {"invalid": wrong, "min_value": wrong, "max_value": wrong}
            return NumberField(**common)
        case "yes_no":
            return forms.ChoiceField(widget=forms.RadioSelect, choices=[("yes", _("Yes")), ("no", _("No"))], **common)
        case "choice":
            choices = [(choice["code"], formats.in_language(choice["label"])[0]) for choice in question["choices"]]
            return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, **common)
    return LineField(most=MOST_TEXT, **common)


class QuestionsForm(StepForm):
    """One field a question."""

    def read(self, content: Content) -> dict[str, Any]:
        return {f"{PREFIX}{code}": value for code, value in content.answers.items()}

    def prepare(self) -> None:
        for question in self.walk.category.questions if self.walk.category else []:
            self.fields[f"{PREFIX}{question['code']}"] = _field(question)

    def changes(self) -> dict[str, Any]:
        """The answers as texts: dates in ISO, numbers in Latin digits, choices by their code."""
        return {
            "answers": {name.removeprefix(PREFIX): _as_text(value) for name, value in self.cleaned_data.items() if value not in ("", None)}
        }


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
