"""The first page that writes: what kind of letter it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.journey.intake.forms.base import StepForm
from mazalim.web.forms import Explained

KINDS = {
    "complaint": Explained(
        _("A complaint"), _("Something was done wrong, late or not at all. A public body must put it right or give its reasons.")
    ),
    "suggestion": Explained(_("A suggestion"), _("You know how a service could work better.")),
    "remark": Explained(_("A remark"), _("You have seen something that the public body should know.")),
    "praise": Explained(_("Praise"), _("Somebody has done good work.")),
}


class KindForm(StepForm):
    """The kind."""

    kind = forms.ChoiceField(
        label=_("Kind"), widget=forms.RadioSelect, error_messages={"required": _("Choose what you would like to write")}
    )

    def prepare(self) -> None:
        self.fields["kind"].choices = [(kind, KINDS.get(kind, kind)) for kind in self.walk.policy.kinds]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """The kind; praise has nothing that must be put right."""
        kind = self.cleaned_data["kind"]
        return {"kind": kind} | ({"points": []} if kind == "praise" else {})
