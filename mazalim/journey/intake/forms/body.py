"""Which public body: found by name, in the tree, or among those that fit what was written."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.directory.queries import categories_of
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.forms.base import StepForm
from mazalim.journey.intake.queries import BodyOption, BodyThatMayFit, line_of
from mazalim.journey.intake.steps import Walk
from mazalim.web import formats
from mazalim.web.forms import Explained

UNKNOWN = "unknown"


def _choice(option: BodyOption, why: str | Promise = "") -> tuple[str, Explained]:
    return option.key, Explained(formats.in_language(option.row.names)[0], why or line_of(option))


def _reasons(one: BodyThatMayFit) -> str | Promise:
    """The strongest thing that speaks for a body."""
    if one.why.is_named:
        return _("Your text names it.")
    if one.why.is_place:
        return _("It answers for the place where this happened.")
    return line_of(one.option)


class BodyForm(StepForm):
    """One of the bodies that the page lists, the one chosen before, or "I do not know"."""

    body = forms.ChoiceField(
        label=_("Public body"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a public body, or say that you do not know"),
            "invalid_choice": _("Choose a public body from the list"),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, walk: Walk, offered: Sequence[BodyOption]) -> None:
        self.offered = [option for option in offered if option.row.accepts]
        super().__init__(data, walk=walk)

    def read(self, content: Content) -> dict[str, Any]:
        return {"body": UNKNOWN if content.body_unknown else str(content.body or "")}

    def prepare(self) -> None:
        time = formats.span(self.walk.policy.times.screening)
        hint = _("We look for the right public body for you. That takes up to %(time)s.") % {"time": time}
        last = (UNKNOWN, Explained(_("I do not know"), hint))
        self.fields["body"].choices = [*map(_choice, self.offered), last]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """The body; a category that it does not take is forgotten with its answers."""
        chosen = self.cleaned_data["body"]
        if chosen == UNKNOWN:
            return {"body": None, "body_unknown": True, "passed": without(self.walk.content.passed, "suggested")}
        changes: dict[str, Any] = {"body": int(chosen), "body_unknown": False}
        category = self.walk.category
        if category is not None and not categories_of(int(chosen)).filter(pk=category.pk).exists():
            changes |= {"category": None, "answers": {}, "passed": without(self.walk.content.passed, "questions")}
        return changes


def without(passed: Sequence[str], *names: str) -> list[str]:
    """The pages left behind but for these, which must be shown again."""
    return [name for name in passed if name not in names]


class SuggestedForm(StepForm):
    """One of the bodies that fit, or none of them: then the central desk looks for the right one."""

    body = forms.ChoiceField(label=_("Public body"), widget=forms.RadioSelect, error_messages={"required": _("Choose one of the answers")})

    def __init__(self, data: Mapping[str, Any] | None = None, *, walk: Walk, offered: Sequence[BodyThatMayFit]) -> None:
        self.offered = offered
        super().__init__(data, walk=walk)

    def read(self, content: Content) -> dict[str, Any]:
        return {"body": "none" if "suggested" in content.passed else ""}

    def prepare(self) -> None:
        last = (
            "none",
            Explained(
                _("None of these, or I am not sure"), _("The central desk reads what you have written and finds the right public body.")
            ),
        )
        self.fields["body"].choices = [*(_choice(one.option, _reasons(one)) for one in self.offered), last]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """The body, where one was chosen."""
        chosen = self.cleaned_data["body"]
        return {} if chosen == "none" else {"body": int(chosen), "body_unknown": False}


class SearchForm(forms.Form):
    """Words of a body's name, in any language of the country."""

    q = forms.CharField(label=_("Name of the public body"), max_length=200, required=False)
