"""What the wizard's forms have in common, and a text of one line."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext_lazy

from mazalim.common.text import one_line
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.steps import Walk
from mazalim.web import formats


def left_to_right(identifier: str) -> str:
    """A number kept in its order inside a sentence of any direction (U+2066 isolates, U+2069 ends it)."""
    return f"\u2066{identifier}\u2069"


class LineField(forms.CharField):
    """A text of one line, without control signs. The browser is not told the limit: it would cut a pasted text silently."""

    too_long = ngettext_lazy("The text is %(shown)s character too long", "The text is %(shown)s characters too long", "excess")

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def to_python(self, value: Any) -> str:
        return one_line(unicodedata.normalize("NFC", str(super().to_python(value) or "")))

    def run_validators(self, value: str) -> None:
        if len(value) > self.most:
            excess = len(value) - self.most
            raise ValidationError(self.too_long, code="max_length", params={"excess": excess, "shown": formats.count(excess)})
        super().run_validators(value)


class StepForm(forms.Form):
    """The form of one page: begins with what the draft holds and says what to write into it."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, walk: Walk) -> None:
        self.walk = walk
        super().__init__(data, initial=self.read(walk.content))
        self.prepare()

    def read(self, content: Content) -> dict[str, Any]:
        """The first values of the fields; those that have the name of a field of Content need no word here."""
        return {name: getattr(content, name) for name in self.base_fields if hasattr(content, name)}

    def prepare(self) -> None:
        """Fit fields to the policy and to the draft."""

    def changes(self) -> dict[str, Any]:
        """Fields of Content with their JSON values."""
        return dict(self.cleaned_data)
