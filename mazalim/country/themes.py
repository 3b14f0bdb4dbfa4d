"""The themes of questions and answers, in words; a profile may add others, which go by their code."""

from django.utils.translation import gettext_lazy as _

THEMES = [
    ("lodging", _("Lodging a complaint")),
    ("following", _("Following a complaint")),
    ("answer", _("The answer and after it")),
    ("privacy", _("Who sees what")),
    ("elsewhere", _("Where else to turn")),
]
