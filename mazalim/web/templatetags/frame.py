"""Tags of the frame around every page: language, links, drawings, what is said of the installation."""

import secrets
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from mazalim.common.logs import request_id
from mazalim.web import formats, traps
from mazalim.web.qr import qr_svg
from mazalim.web.templatetags.kept import kept
from mazalim.web.templatetags.texts import direction, named_text

register = template.Library()


@dataclass(frozen=True)
class Installation:
    """What every page must say of the installation itself."""

    is_demo: bool
    is_plain_http: bool


@register.simple_tag
def once() -> SafeString:
    """A key of this very page inside a form, so that `work.views.done_once` knows a second click for what it is."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(16))


@register.simple_tag
def trap(stamp: str = "") -> SafeString:
    """Two traps for machines inside a form, for `web.views.unhurried`: a field that nobody sees or hears of, and when the page was drawn."""
    return format_html(
        '<div class="vh" aria-hidden="true"><label>{} <input name="{}" tabindex="-1" autocomplete="off"></label></div>'
        '<input type="hidden" name="{}" value="{}">',
        gettext("Leave this field empty"),
        traps.FIELD,
        traps.STAMP,
        stamp or traps.stamp(),
    )


@register.simple_tag
def request_number() -> str:
    """The number of this request, by which its lines in the log are found."""
    return request_id.get()


@register.simple_tag(takes_context=True)
def service_name(context: Context) -> str:
    """The name of the service in this country; the product's own where no country is loaded, as on the page for a fault."""
    return named_text(getattr(context.get("country"), "name", None)) or gettext("Mazalim")


@register.simple_tag
def installation() -> Installation:
    """Whether this is a demonstration, and whether it is reached without encryption."""
    return Installation(getattr(settings, "MAZALIM_DEMO", False), getattr(settings, "PLAIN_HTTP", False))


@register.simple_tag
def page_language() -> dict[str, str]:
    """Attributes of `<html>`: language, direction, digits."""
    code = formats.language()
    return {
        "code": code,
        "dir": direction(code),
        "digits": "arab" if formats.has_arabic_digits() else "latn",
    }


def same_page_in(code: str, path: str) -> str:
    """The address of this very page, query included, in another language; the home page where the address has no language."""
    first, _, rest = path.removeprefix("/").partition("/")
    return f"/{code}/{rest}" if first in dict(settings.LANGUAGES) else f"/{code}/"


@register.inclusion_tag("web/parts/languages.html", takes_context=True)
def language_links(context: Context) -> dict[str, Any]:
    """The languages of this country, each leading to the same page.

    A page whose address has no language says in `language_hrefs` (code to address) how it is chosen.
    """
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    hrefs = context.get("language_hrefs") or {}
    own_names, offered = dict(settings.LANGUAGES), formats.manner().languages
    return {
        "languages": [
            {
                "code": code,
                "name": own_names[code],
                "href": hrefs.get(code) or same_page_in(code, path),
                "is_current": code == formats.language(),
            }
            for code in offered
            if code in own_names
        ]
    }


def _href(view_name: str) -> str:
    try:
        return reverse(view_name)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("web/parts/nav_link.html", takes_context=True)
def nav_link(context: Context, view_name: str, label: str, key: str = "") -> dict[str, Any]:
    """A list item that leads to a page, marked when it is the one shown; nothing where the installation has no such page.

    `key` is the letter that, after g, leads there on officers' pages.
    """
    request = context.get("request")
    shown = context.get("shown") or getattr(getattr(request, "resolver_match", None), "view_name", "")  # a kept part has no request
    return {"href": _href(view_name), "label": label, "is_current": shown == view_name, "key": key}


@register.simple_tag
def address(view_name: str) -> str:
    """Like {% url %} for a page without arguments, but empty where the installation has no such page."""
    return _href(view_name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing `web/icons/<name>.svg`; always beside its word, so hidden from screen readers."""
    return kept(f"web/icons/{name}.svg")


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """The QR code of a text, large enough to be read from paper; `label` says what it is to who cannot see it."""
    drawn = mark_safe(qr_svg(text))  # nosec B308, B703 - a path of squares: nothing of the text stands in it
    return format_html('<figure class="qr" role="img" aria-label="{}">{}</figure>', label, drawn)
