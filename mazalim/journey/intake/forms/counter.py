"""What an officer chooses at a counter before the citizen's answers, and the papers that are taken there."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.country.policy import Policy
from mazalim.evidence.forms import FilesField
from mazalim.journey.intake.forms.base import LineField, StepForm
from mazalim.journey.intake.forms.person import MOST_NAME
from mazalim.journey.intake.steps import Walk
from mazalim.web import formats

CHANNELS = (
    ("counter", pgettext_lazy("channel", "At a counter")),
    ("phone", pgettext_lazy("channel", "By telephone")),
    ("letter", pgettext_lazy("channel", "By letter")),
)
RELATIONS = (
    ("parent", _("Parent or guardian")),
    ("lawyer", _("Lawyer")),
    ("family", _("Member of the family")),
    ("association", _("Association")),
)
SCANS = ".pdf,.jpg,.jpeg,.png,.webp"


class CounterForm(forms.Form):
    """By which way the citizen comes, in which language, and who it is."""

    use_required_attribute = False
    channel = forms.ChoiceField(
        label=_("How does the citizen come?"),
        widget=forms.RadioSelect,
        choices=CHANNELS,
        error_messages={"required": _("Choose one of the answers")},
    )
    language = forms.ChoiceField(
        label=_("Language of the citizen"), widget=forms.RadioSelect, error_messages={"required": _("Choose one of the answers")}
    )
    who = forms.ChoiceField(
        label=_("Who comes?"),
        widget=forms.RadioSelect,
        choices=[("person", _("The person whom it concerns")), ("representative", _("Somebody with a mandate"))],
        error_messages={"required": _("Choose one of the answers")},
    )

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, formats.language_name(code)) for code in languages]  # type: ignore[attr-defined]


class ScanField(FilesField):
    """One scanned paper: an image or a PDF. Cleans to a list with the file, or an empty one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"accept": SCANS}
        self.widget.attrs.pop("multiple", None)

    def limit(self, policy: Policy) -> None:
        """One file of the size that the profile allows."""
        super().limit(policy)
        self.most_files = 1
        self.widget.attrs |= {"data-most": 1}
        self.widget.allow_multiple_selected = False


class RepresentativeForm(StepForm):
    """Who comes for the person, in which relation, and the mandate."""

    representative = LineField(label=_("Name of who comes"), most=2 * MOST_NAME, error_messages={"required": _("Write the name")})
    relation = forms.ChoiceField(
        label=_("Relation"), widget=forms.RadioSelect, choices=RELATIONS, error_messages={"required": _("Choose one of the answers")}
    )
    mandate = ScanField(
        label=_("Mandate, scanned"),
        help_text=_("A photo or a PDF of the paper. The desk sees it only together with the name."),
        error_messages={"required": _("Choose the file of the mandate")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, *, walk: Walk, has_mandate: bool) -> None:
        self.has_mandate = has_mandate
        super().__init__(data, walk=walk)
        if data is not None:
            self.files = files

    def prepare(self) -> None:
        mandate = self.fields["mandate"]
        mandate.limit(self.walk.policy)  # type: ignore[attr-defined]  # a ScanField
        mandate.required = not self.has_mandate

    def changes(self) -> dict[str, Any]:
        """The words; the file is kept by an action of its own."""
        return {"representative": self.cleaned_data["representative"], "relation": self.cleaned_data["relation"]}


class PaperForm(forms.Form):
    """The form that was printed and signed."""

    use_required_attribute = False
    signed = ScanField(
        label=_("Signed form, scanned"),
        help_text=_("A photo or a PDF of the paper. The desk sees it only together with the name."),
        error_messages={"required": _("Choose the file of the signed form")},
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed"].limit(policy)  # type: ignore[attr-defined]  # a ScanField
