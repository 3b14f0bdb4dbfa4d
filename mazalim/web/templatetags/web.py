"""The tags and filters of the shell; they are builtins, so no template loads them. docs/contributing/pages.md shows each in use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField, BoundWidget
from django.template import Context
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware
from django.utils.translation import gettext

from mazalim.web import formats
from mazalim.web.forms import DateParts

register = template.Library()
When = date | datetime | None


# --- Dates and numbers: an empty value gives an empty text ----------------------------------------------


def _of_when(name: str) -> None:
    write = getattr(formats, name)

    def written(value: When) -> str:
        return write(value) if value else ""

    register.filter(name, written)


for _name in ("day", "plain_day", "short_day", "month", "moment", "time_of_day"):
    _of_when(_name)


@register.filter
def since(value: datetime | None, at: datetime) -> str:
    """`{{ entry.at|since:now }}`: today 09:12, yesterday, else the short day."""
    return formats.since(value, at) if value else ""


@register.filter
def iso(value: When) -> str:
    """For `<time datetime="...">`: the day, or the moment in the country's zone, in ISO 8601."""
    if isinstance(value, datetime) and is_aware(value):
        return value.astimezone(formats.manner().zone).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


def _is_number(value: object) -> bool:
    return value is not None and value != ""


@register.filter
def count(value: Any) -> str:
    """4,186 in the language's digits."""
    return formats.count(value) if _is_number(value) else ""


@register.filter
def decimal(value: Any, places: int = 1) -> str:
    """3.7 in the language's digits."""
    return formats.decimal(value, places) if _is_number(value) else ""


@register.filter
def percent(value: Any, places: int = 0) -> str:
    """A fraction (0.914) as a percentage (91%)."""
    return formats.percent(value, places) if _is_number(value) else ""


@register.filter
def days(value: Any) -> str:
    """3 days, in the language's plural and digits."""
    return formats.days(int(value)) if _is_number(value) else ""


@register.filter
def working_days(value: Any) -> str:
    """3 working days, in the language's plural and digits."""
    return formats.working_days(int(value)) if _is_number(value) else ""


@register.filter
def span(value: Any) -> str:
    """Anything with `days` and `unit` ("working" or "calendar"), such as a response time: 3 working days."""
    if not value:
        return ""
    return formats.working_days(value.days) if value.unit == "working" else formats.days(value.days)


@register.filter
def filesize(value: Any) -> str:
    """A number of bytes as 640 KB."""
    return formats.filesize(int(value)) if _is_number(value) else ""


# --- Texts -----------------------------------------------------------------------------------------------


@register.filter
def latin(value: object) -> SafeString | str:
    """An identifier (code, case number, telephone): kept in Latin digits and left to right on every page."""
    return format_html('<span class="ltr num">{}</span>', value) if _is_number(value) else ""


@register.filter
def paragraphs(value: str | None) -> SafeString:
    """A person's text, escaped: an empty line begins a paragraph, a line end is kept; each paragraph takes its own direction."""
    blocks = [block for block in re.split(r"\n[ \t]*\n\s*", (value or "").replace("\r\n", "\n").strip()) if block.strip()]
    lines = (format_html_join(mark_safe("<br>"), "{}", ((line,) for line in block.split("\n"))) for block in blocks)
    return format_html_join("", '<p dir="auto">{}</p>', ((line,) for line in lines))


@register.filter
def language_name(code: str) -> str:
    """Sorani, for "ckb"."""
    return formats.language_name(code)


@register.filter
def named_text(names: Mapping[str, str] | None) -> str:
    """As {% named %} but plain text, for options and titles: another language is named in brackets."""
    text, code = formats.in_language(names)
    return text if code in {"", formats.language()} else f"{text} ({formats.language_name(code)})"


@register.simple_tag
def named(names: Mapping[str, str] | None) -> SafeString:
    """The text of a language-to-text mapping; where this language is missing, another one, marked as such."""
    text, code = formats.in_language(names)
    if code in {"", formats.language()}:
        return conditional_escape(text)
    return format_html('<bdi lang="{}">{}</bdi> <span class="tag">{}</span>', code, text, formats.language_name(code))


def _prose(text: str) -> SafeString:
    """A text of the profile: as `paragraphs`, and lines that begin with a hyphen are a list."""
    html: list[SafeString] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        for is_list, lines in groupby(block.splitlines(), key=lambda line: line.startswith("- ")):
            if is_list:
                points = format_html_join("", "<li>{}</li>", ((line.removeprefix("- "),) for line in lines))
                html.append(format_html('<ul class="points">{}</ul>', points))
            else:
                html.append(paragraphs("\n".join(lines)))
    return format_html_join("", "{}", ((part,) for part in html))


@register.simple_tag
def named_paragraphs(names: Mapping[str, str] | None) -> SafeString:
    """As {% named %} for a text of several paragraphs, in which lines that begin with a hyphen are a list."""
    text, code = formats.in_language(names)
    if code in {"", formats.language()}:
        return _prose(text)
    own = {"lang": code, "dir": _direction(code), "name": formats.language_name(code), "text": _prose(text)}
    return format_html('<div lang="{lang}" dir="{dir}"><p><span class="tag">{name}</span></p>{text}</div>', **own)


def _direction(code: str) -> str:
    return "rtl" if code in settings.LANGUAGES_BIDI else "ltr"


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing `web/icons/<name>.svg`; always beside its word, so hidden from screen readers."""
    return mark_safe(get_template(f"web/icons/{name}.svg").render())  # our own files


# --- Forms -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SummaryLine:
    """One line of the error summary: the words and the id of the input they lead to ("" for the form as a whole)."""

    text: str
    target: str


def _part_at_fault(bound: BoundField) -> str:
    """For a date in parts: the part whose input is marked; "all" where the date as a whole is at fault."""
    if not bound.errors or not isinstance(bound.field.widget, DateParts):
        return ""
    code = bound.form.errors.as_data()[bound.name][0].code or ""
    return code if code in {"day", "month", "year"} else "all"


def _target(bound: BoundField) -> str:
    if isinstance(bound.field.widget, DateParts):
        part = _part_at_fault(bound)
        return f"{bound.auto_id}_{'day' if part == 'all' else part}"
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def _words(bound: BoundField) -> list[str]:
    """The errors of a field; where the form has no words of its own for an empty one, the label says what is missing."""
    plain = str(forms.Field.default_error_messages["required"])
    return [
        gettext("An answer is needed: %(label)s") % {"label": bound.label} if text == plain else text for text in map(str, bound.errors)
    ]


@register.inclusion_tag("web/parts/error_summary.html")
def error_summary(*shown: forms.BaseForm | None) -> dict[str, Any]:
    """What has to be put right in these forms, one line a field, each leading to its input; nothing where all is well."""
    lines = []
    for form in shown:
        if form is None or not form.is_bound:
            continue
        lines += [SummaryLine(str(text), "") for text in form.non_field_errors()]
        lines += [SummaryLine(_words(form[name])[0], _target(form[name])) for name in form.errors if name in form.fields]
    return {"lines": lines}


def _kind(widget: forms.Widget) -> str:
    """Which part of field.html draws this widget."""
    if isinstance(widget, DateParts):
        return "date"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "picks"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if widget.use_fieldset else "line"


def _attributes(bound: BoundField, given: dict[str, Any]) -> dict[str, Any]:
    widget = bound.field.widget
    attributes: dict[str, Any] = {}
    classes = [str(given.pop("class", ""))]
    if isinstance(widget, forms.Textarea):
        limit = int(widget.attrs.get("maxlength") or getattr(bound.field, "max_length", None) or 0)
        # The browser would cut a pasted text silently at maxlength; the counter and the error say what is too much instead.
        attributes |= {"dir": "auto", "maxlength": False, **({"data-limit": limit} if limit else {})}
    elif isinstance(widget, forms.widgets.Input):
        is_left_to_right = widget.input_type in {"email", "tel", "url", "number"} or "ltr" in classes[0].split()
        classes = ["input", "ltr" if is_left_to_right and "ltr" not in classes[0] else "", *classes]
        if widget.input_type == "text" and not is_left_to_right:
            attributes["dir"] = "auto"
    if given_class := " ".join([*filter(None, classes), str(widget.attrs.get("class", ""))]).strip():
        attributes["class"] = given_class
    return attributes | {name.replace("_", "-"): value for name, value in given.items()}


def _without_invalid(option: BoundWidget) -> BoundWidget:
    # aria-invalid belongs to the group: roles radio and checkbox of a group do not take it.
    option.data["attrs"].pop("aria-invalid", None)
    return option


@register.simple_tag
def field(
    bound: BoundField, *, hide_label: bool = False, unmarked: bool = False, label: str = "", hint: str = "", **given: Any
) -> SafeString:
    """A form field with its label, hint, error and input. Further arguments become attributes of the input (`inputmode="numeric"`).

    `hide_label` keeps the label for screen readers alone, for pages whose h1 is the question;
    `unmarked` leaves out "(optional)", for filters; `label` and `hint` stand in for those of the form.
    """
    if bound.is_hidden:
        return bound.as_widget()
    kind = _kind(bound.field.widget)
    context: dict[str, Any] = {
        "bound": bound,
        "errors": _words(bound),
        "kind": kind,
        "hide_label": hide_label,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "is_optional": not (bound.field.required or unmarked or kind == "check"),
    }
    # The input names its hint and error itself only where the form has the hint; one given here needs the same.
    described = [f"{bound.auto_id}_helptext"] * bool(context["hint"]) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    context["described"] = " ".join(described)
    if kind == "picks":
        context["options"] = [_without_invalid(option) for option in bound.subwidgets]
    else:
        attributes = _attributes(bound, given)
        if kind == "date":
            attributes["data-bad"] = _part_at_fault(bound)
        elif described:
            attributes["aria-describedby"] = context["described"]
        context["limit"] = attributes.get("data-limit")
        context["widget"] = bound.as_widget(attrs=attributes)
    return mark_safe(get_template("web/parts/field.html").render(context))


@register.simple_block_tag
def pick(content: str, option: BoundWidget, hint: str = "") -> SafeString:
    """One radio or checkbox of a group drawn by hand, with what stands between the tags under it."""
    return mark_safe(get_template("web/parts/pick.html").render({"option": _without_invalid(option), "content": content, "hint": hint}))


@register.inclusion_tag("web/parts/steps.html")
def steps(number: int, total: int, label: str = "") -> dict[str, Any]:
    """The margin of a wizard's page: progress, the chapter, "Question 6 of 9"."""
    return {"number": number, "total": total, "label": label}


# --- The frame -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Installation:
    """What every page must say of the installation itself."""

    is_demo: bool
    is_plain_http: bool


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
        "dir": _direction(code),
        "digits": "arab" if formats.has_arabic_digits() else "latn",
    }


def same_page_in(code: str, path: str) -> str:
    """The address of this very page, query included, in another language; the home page where the address has no language."""
    first, _, rest = path.removeprefix("/").partition("/")
    return f"/{code}/{rest}" if first in dict(settings.LANGUAGES) else f"/{code}/"


@register.inclusion_tag("web/parts/languages.html", takes_context=True)
def language_links(context: Context) -> dict[str, Any]:
    """The languages of this country, each leading to the same page."""
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    own_names, offered = dict(settings.LANGUAGES), formats.manner().languages
    return {
        "languages": [
            {"code": code, "name": own_names[code], "href": same_page_in(code, path), "is_current": code == formats.language()}
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
def nav_link(context: Context, view_name: str, label: str) -> dict[str, Any]:
    """A list item that leads to a page, marked when it is the one shown; nothing where the installation has no such page."""
    request = context.get("request")
    shown = getattr(getattr(request, "resolver_match", None), "view_name", "")
    return {"href": _href(view_name), "label": label, "is_current": shown == view_name}


@register.simple_tag
def address(view_name: str) -> str:
    """Like {% url %} for a page without arguments, but empty where the installation has no such page."""
    return _href(view_name)
