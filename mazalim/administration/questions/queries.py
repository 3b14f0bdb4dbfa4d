"""Questions and answers, as administrators see them."""

from django.utils.functional import Promise

from mazalim.country.models import QuestionAndAnswer
from mazalim.country.themes import THEMES


def themes() -> list[tuple[str, str | Promise]]:
    """Every theme with its words, also those that this country has added; one query."""
    known = dict(THEMES)
    used = QuestionAndAnswer.objects.order_by("theme").values_list("theme", flat=True).distinct()
    return [*THEMES, *((theme, theme) for theme in used if theme not in known)]


def questions_by_theme() -> list[tuple[str | Promise, list[QuestionAndAnswer]]]:
    """Each theme that has questions, with them in their order; two queries."""
    rows = list(QuestionAndAnswer.objects.all())
    found = ((label, [row for row in rows if row.theme == theme]) for theme, label in themes())
    return [(label, under) for label, under in found if under]
