"""The first page that writes: what kind of letter it is. It holds the two traps for machines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mazalim.journey.intake.forms.base import StepForm
from mazalim.journey.intake.steps import Walk
from mazalim.web.forms import Explained

LEAST_SECONDS = 2  # nobody reads the question and answers it in less
_SALT = "intake.kind"

KINDS = {
    "complaint": Explained(
        _("A complaint"), _("Something was done wrong, late or not at all. A public body must put it right or give its reasons.")
    ),
    "suggestion": Explained(_("A suggestion"), _("You know how a service could work better.")),
    "remark": Explained(_("A remark"), _("You have seen something that the public body should know.")),
    "praise": Explained(_("Praise"), _("Somebody has done good work.")),
}


def stamp(at: datetime) -> str:
    """When the page was drawn, signed."""
    return signing.dumps(int(at.timestamp()), salt=_SALT)


class KindForm(StepForm):
    """The kind. While there is no draft yet, a field that only machines fill and the signed moment at which the page was drawn come with it."""

    kind = forms.ChoiceField(
        label=_("Kind"), widget=forms.RadioSelect, error_messages={"required": _("Choose what you would like to write")}
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    begun = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, walk: Walk, at: datetime, is_new: bool) -> None:
        self.at, self.is_new = at, is_new
        super().__init__(data, walk=walk)

    def prepare(self) -> None:
        self.fields["kind"].choices = [(kind, KINDS.get(kind, kind)) for kind in self.walk.policy.kinds]  # type: ignore[attr-defined]
        if self.is_new:
            self.initial["begun"] = stamp(self.at)
        else:
            del self.fields["website"], self.fields["begun"]

    def clean(self) -> dict[str, Any]:
        """Refuses what no person sends; whoever is caught by mistake loses nothing and presses once more."""
        typed = super().clean() or {}
        if self.is_new and typed.get("website"):
            raise ValidationError(_("Leave the field “Leave this field empty” empty, and continue."))
        if self.is_new and not self._took_its_time(str(typed.get("begun", ""))):
            raise ValidationError(_("That was very quick. Please continue once more."))
        return typed

    def _took_its_time(self, begun: str) -> bool:
        try:
            drawn_at = int(signing.loads(begun, salt=_SALT))
        except (signing.BadSignature, ValueError):
            fresh = dict(self.data.items()) | {"begun": stamp(self.at)}
            self.data = fresh
            return False
        return self.at.timestamp() - drawn_at >= LEAST_SECONDS

    def changes(self) -> dict[str, Any]:
        """The kind; praise has nothing that must be put right."""
        kind = self.cleaned_data["kind"]
        return {"kind": kind} | ({"points": []} if kind == "praise" else {})
