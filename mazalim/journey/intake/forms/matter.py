"""What it is about, what happened, when and where, and what would put it right."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.directory.models import Category
from mazalim.directory.queries import districts
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.forms.base import LineField, StepForm
from mazalim.journey.intake.forms.body import without
from mazalim.journey.intake.steps import Walk
from mazalim.web import formats
from mazalim.web.forms import Explained, LongTextField, OneOf, PartedDateField

SHORT = 150
MOST_POINTS_SHOWN = 2  # the others open on demand


class AgainstForm(StepForm):
    """A service, or an official with a name or a post."""

    against = forms.ChoiceField(
        label=_("Service or official"),
        widget=forms.RadioSelect,
        choices=[("service", _("A service, a decision or a delay")), ("official", _("How an official behaved"))],
        error_messages={"required": _("Say whether it is about a service or about an official")},
    )
    name = LineField(label=_("Name of the official"), most=SHORT, required=False)
    post = LineField(label=_("Post or what they do there"), most=SHORT, required=False)
    unit = LineField(label=_("Office or unit"), most=SHORT, required=False)

    def read(self, content: Content) -> dict[str, Any]:
        official = content.official
        return {"against": content.against, "name": official.name, "post": official.post, "unit": official.unit}

    def clean(self) -> dict[str, Any]:
        """An official needs a name or a post; one is enough."""
        typed = super().clean() or {}
        is_nameless = not (typed.get("name") or typed.get("post") or "name" in self.errors or "post" in self.errors)
        if typed.get("against") == "official" and is_nameless:
            self.add_error("name", ValidationError(_("Give the name or the post of the official"), code="required"))
        return typed

    def changes(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        return {"against": typed.pop("against"), "official": typed}


class CategoryForm(StepForm):
    """One of the categories that the page offers."""

    category = forms.ChoiceField(label=_("Category"), widget=forms.RadioSelect, error_messages={"required": _("Choose what it is about")})

    def __init__(self, data: Mapping[str, Any] | None = None, *, walk: Walk, offered: Sequence[Category]) -> None:
        self.offered = offered
        super().__init__(data, walk=walk)

    def prepare(self) -> None:
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), Explained(formats.in_language(row.names)[0], formats.in_language(row.hints)[0])) for row in self.offered
        ]

    def changes(self) -> dict[str, Any]:
        """The category; another one brings questions of its own."""
        chosen = int(self.cleaned_data["category"])
        if chosen == self.walk.content.category:
            return {}
        return {"category": chosen, "answers": {}, "passed": without(self.walk.content.passed, "questions", "suggested")}


class HappenedForm(StepForm):
    """Subject and description."""

    subject = LineField(
        most=0,
        label=_("In one line"),
        help_text=_("This is what stands at the top of the letter. Leave out your name and numbers."),
        error_messages={"required": _("Say in one line what it is about")},
    )

    def prepare(self) -> None:
        limits = self.walk.policy.limits
        self.fields["subject"].most = limits.subject_characters  # type: ignore[attr-defined]
        self.fields["description"] = LongTextField(
            label=_("Everything in order"),
            max_length=limits.description_characters,
            rows=10,
            help_text=_("What was done or not done, by whom, how often you asked, and what followed. Write in the language you like."),
            error_messages={"required": _("Describe what happened")},
            initial=self.walk.content.description,
        )


class WhenWhereForm(StepForm):
    """Day, district and the very place; all may stay empty."""

    happened_on = PartedDateField(label=_("Day"), required=False)
    place = forms.ChoiceField(label=_("District"), required=False, widget=OneOf)
    place_text = LineField(
        label=_("The exact place"), most=SHORT, required=False, help_text=_("Street, quarter, village, or the name of the building.")
    )

    def prepare(self) -> None:
        day = self.fields["happened_on"]
        day.latest = self.walk.today  # type: ignore[attr-defined]
        day.help_text = _("If it lasts or happened more than once, give the first day.")

        def name(names: Mapping[str, str]) -> str:
            return formats.in_language(names)[0]

        groups = [
            (
                name(place.names),
                [(place.pk, _("%(place)s (all of it)") % {"place": name(place.names)}), *((one.pk, name(one.names)) for one in below)],
            )
            for place, below in districts()
        ]
        self.fields["place"].choices = [("", _("Choose a district")), *groups]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        day, place = self.cleaned_data["happened_on"], self.cleaned_data["place"]
        return {
            "happened_on": day.isoformat() if day else None,
            "place": int(place) if place else None,
            "place_text": self.cleaned_data["place_text"],
        }


class PointsForm(StepForm):
    """Up to as many points as the policy allows, each in a field of its own; empty ones are left out."""

    def prepare(self) -> None:
        limits, points = self.walk.policy.limits, self.walk.content.points
        for at in range(limits.points):
            self.fields[f"point_{at}"] = LongTextField(
                label=_("Point %(number)s") % {"number": formats.count(at + 1)},
                max_length=limits.point_characters,
                rows=2,
                required=False,
                initial=points[at] if at < len(points) else "",
            )

    def changes(self) -> dict[str, Any]:
        return {"points": [text for text in self.cleaned_data.values() if text]}

    def shown(self) -> list[forms.BoundField]:
        """The fields that stand open: two, and whatever is filled or wrong."""
        return [bound for at, bound in enumerate(self) if self._is_open(at, bound)]

    def folded(self) -> list[forms.BoundField]:
        """The others."""
        return [bound for at, bound in enumerate(self) if not self._is_open(at, bound)]

    def _is_open(self, at: int, bound: forms.BoundField) -> bool:
        return at < MOST_POINTS_SHOWN or bool(bound.value()) or bool(bound.errors)
