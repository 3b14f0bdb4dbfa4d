"""What may be asked of the post."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PostForm(forms.Form):
    """Part of an address, and the letter before which a page begins; what is no number is as good as none."""

    to = forms.CharField(label=_("Sent to"), max_length=320, required=False)
    before = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
