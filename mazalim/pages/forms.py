"""What may be asked of the questions and answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

THEMES = [
    ("lodging", _("Lodging a complaint")),
    ("following", _("Following a complaint")),
    ("answer", _("The answer and after it")),
    ("privacy", _("Who sees what")),
    ("elsewhere", _("Where else to turn")),
]


class QuestionsForm(forms.Form):
    """Words and a theme; both may be left empty. A theme that does not exist is as good as none."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("All themes")), *THEMES], required=False)
