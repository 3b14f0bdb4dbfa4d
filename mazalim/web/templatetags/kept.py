"""Small templates whose HTML depends on a few values alone: drawn once for the same values, and kept. For rows of lists.

Of what a list of fifty rows cost, half was drawing "Overdue 3 days" and the like again and again. The words stay where words belong, in templates.
"""

import html
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mazalim.web import formats

register = template.Library()
MOST_KEPT = 8_192  # pieces of some two hundred letters: two or three megabytes at most
_SIGN = "\N{REPLACEMENT CHARACTER}"  # around the name of what differs from row to row
_PLACE = re.compile(f"{_SIGN}([a-z_]+){_SIGN}")


@register.simple_tag
def kept(name: str, **values: Hashable) -> SafeString:
    """`{% kept "workbench/parts/tags.html" round=2 %}`: the template with these values and nothing else of the page, in the page's language."""
    key = tuple(sorted(values.items()))
    if settings.DEBUG:  # who changes a template wants to see it
        return _drawn(name, key)
    return _kept(name, get_language() or "", str(formats.locale()), key)


def kept_around(name: str, varying: Sequence[str], **values: Hashable) -> Callable[[Mapping[str, str]], SafeString]:
    """As `kept`, of a template that also writes values named in `varying`, which differ in every row, and does nothing else with them.

    Returns what puts them in, escaped unless they are HTML already.
    """
    key = tuple(sorted(values.items()))
    around = _around.__wrapped__ if settings.DEBUG else _around
    pieces = around(name, get_language() or "", str(formats.locale()), key, tuple(varying))

    def filled(row: Mapping[str, str]) -> SafeString:
        parts = [piece if at % 2 == 0 else _escaped(row[piece]) for at, piece in enumerate(pieces)]
        return mark_safe("".join(parts))  # nosec B308, B703 - a template of ours, and values that are escaped

    return filled


def one_after_another(pieces: Iterable[SafeString]) -> SafeString:
    """Pieces of HTML as one."""
    return mark_safe("".join(pieces))  # nosec B308, B703 - HTML already


def _escaped(value: str) -> str:
    # django.utils.html.conditional_escape, without what that does for texts that are translated later: a third of the work.
    return value if isinstance(value, SafeString) else html.escape(value)


@lru_cache(maxsize=512)
def _around(name: str, language: str, locale: str, values: tuple[tuple[str, Hashable], ...], varying: tuple[str, ...]) -> tuple[str, ...]:
    """The template in pieces: HTML, the name of a value, HTML, and so on."""
    return tuple(_PLACE.split(_drawn(name, (*values, *((one, f"{_SIGN}{one}{_SIGN}") for one in varying)))))


def _drawn(name: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return mark_safe(get_template(name).render(dict(values)))  # nosec B308, B703 - a template escapes what it is given


@lru_cache(maxsize=MOST_KEPT)
def _kept(name: str, language: str, locale: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return _drawn(name, values)
