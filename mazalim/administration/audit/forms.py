"""What narrows the audit list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.administration.audit.words import SUBJECTS


class ChangesForm(forms.Form):
    """Subject and person. Whatever is not among the choices counts as not chosen."""

    subject = forms.ChoiceField(label=_("What was changed"), required=False)
    by = forms.ChoiceField(label=_("Who"), required=False)
    key = forms.CharField(label=_("Code"), required=False, max_length=80, widget=forms.TextInput(attrs={"class": "input ltr"}))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", pgettext_lazy("subject of a change", "Everything")), *SUBJECTS.items()]  # type: ignore[attr-defined]
        self.fields["by"].choices = [("", pgettext_lazy("officer", "Anybody")), *people, ("0", _("The server"))]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """Subject, key and person."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("subject", "key", "by")}
