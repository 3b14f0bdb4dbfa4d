"""What is typed of the points: each stands, is split, or is left out with a reason; further ones are added."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.journey.replies.actions import Split
from mazalim.journey.replies.queries import LeftOut, Point, Points
from mazalim.journey.replies.rules import MOST_POINTS, REASON_TO_LEAVE_OUT_CHARACTERS
from mazalim.web import formats
from mazalim.web.forms import LongTextField

KEEP, SPLIT, LEAVE_OUT = "keep", "split", "leave_out"
ACTS = ((KEEP, _("Stays as it is")), (SPLIT, _("Split it")), (LEAVE_OUT, _("Leave it out")))


class PointsForm(forms.Form):
    """Every line of a field for several points is a point of its own."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, points: Points, point_characters: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points, self.point_characters = points, point_characters
        most = MOST_POINTS * (point_characters + 1)
        for point in points.standing:
            self.fields[f"act_{point.number}"] = forms.ChoiceField(
                label=_("What becomes of it"), choices=ACTS, initial=KEEP, widget=forms.RadioSelect, required=False
            )
            self.fields[f"parts_{point.number}"] = LongTextField(
                label=_("The parts, one on each line"),
                help_text=_("In the complainant's language. Together they must ask for all that the point asks for."),
                max_length=most,
                rows=3,
                required=False,
            )
            self.fields[f"reason_{point.number}"] = LongTextField(
                label=_("Why it is not answered"),
                help_text=_("The complainant reads this at once."),
                max_length=REASON_TO_LEAVE_OUT_CHARACTERS,
                rows=3,
                required=False,
            )
        for one in points.left_out:
            self.fields[f"again_{one.number}"] = forms.BooleanField(label=_("Take it up again"), required=False)
        self.fields["added"] = LongTextField(
            label=_("What else the reply must answer, one point on each line"),
            help_text=_("For what the complaint says without asking for it, or what came up later. In the complainant's language."),
            max_length=most,
            rows=3,
            required=False,
        )

    @property
    def rows(self) -> list[tuple[Point, Any, Any, Any]]:
        """Each point that stands, with its three fields, for the page."""
        return [(one, self[f"act_{one.number}"], self[f"parts_{one.number}"], self[f"reason_{one.number}"]) for one in self.points.standing]

    @property
    def rows_left_out(self) -> list[tuple[LeftOut, Any]]:
        """Each point that was left out, with its field, for the page."""
        return [(one, self[f"again_{one.number}"]) for one in self.points.left_out]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for point in self.points.standing:
            parts, reason = f"parts_{point.number}", f"reason_{point.number}"
            act = typed.get(f"act_{point.number}")
            if act == SPLIT:
                self._check_lines(parts)
                if parts in typed and len(_lines(typed[parts])) < 2:  # a split has two sides
                    self.add_error(parts, ValidationError(_("Write at least two parts, each on its own line")))
            if act == LEAVE_OUT and not typed.get(reason) and reason not in self.errors:
                self.add_error(reason, ValidationError(_("Say why it is not answered: the complainant reads it")))
        self._check_lines("added")
        return typed

    def _check_lines(self, name: str) -> None:
        if any(len(line) > self.point_characters for line in _lines(self.cleaned_data.get(name, ""))):
            most = formats.count(self.point_characters)
            self.add_error(name, ValidationError(_("A point has %(most)s characters at most"), params={"most": most}))

    def _numbers(self, act: str) -> list[int]:
        return [one.number for one in self.points.standing if self.cleaned_data.get(f"act_{one.number}") == act]

    def changes(self) -> dict[str, Any]:
        """What `actions.set_points` is to do."""
        typed = self.cleaned_data
        return {
            "split": [Split(number, tuple(_lines(typed[f"parts_{number}"]))) for number in self._numbers(SPLIT)],
            "left_out": {number: typed[f"reason_{number}"] for number in self._numbers(LEAVE_OUT)},
            "taken_up": [one.number for one in self.points.left_out if typed.get(f"again_{one.number}")],
            "added": _lines(typed["added"]),
        }


def _lines(text: str) -> Sequence[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
