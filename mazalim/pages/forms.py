"""What may be asked of the questions and answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.country.themes import THEMES


class QuestionsForm(forms.Form):
    """Words and a theme; both may be left empty. A theme that does not exist is as good as none."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("All themes")), *THEMES], required=False)
