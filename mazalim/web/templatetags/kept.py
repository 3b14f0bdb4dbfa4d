"""Small templates whose HTML depends on a few values alone: drawn once for the same values, and kept. For rows of lists.

Of what a list of fifty rows cost, half was drawing "Overdue 3 days" and the like again and again. The words stay where words belong, in templates.
"""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mazalim.web import formats

register = template.Library()
MOST_KEPT = 8_192  # pieces of some two hundred letters: two or three megabytes at most
ANYTHING = "\N{REPLACEMENT CHARACTER}0\N{REPLACEMENT CHARACTER}"  # stands in a kept piece for what differs from row to row


@register.simple_tag
def kept(name: str, **values: Hashable) -> SafeString:
    """`{% kept "workbench/parts/tags.html" round=2 %}`: the template with these values and nothing else of the page, in the page's language."""
    key = tuple(sorted(values.items()))
    if settings.DEBUG:  # who changes a template wants to see it
        return _drawn(name, key)
    return _kept(name, get_language() or "", str(formats.locale()), key)


def kept_around(name: str, varying: str, **values: Hashable) -> SafeString:
    """As `kept`, of a template in which `varying` is a value that differs in every row: it is put in afterwards, escaped."""
    html = kept(name, varying=ANYTHING, **values)
    return mark_safe(html.replace(ANYTHING, escape(varying)))  # nosec B308, B703 - a template of ours, and a value that is escaped


def _drawn(name: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return mark_safe(get_template(name).render(dict(values)))  # nosec B308, B703 - a template escapes what it is given


@lru_cache(maxsize=MOST_KEPT)
def _kept(name: str, language: str, locale: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return _drawn(name, values)
