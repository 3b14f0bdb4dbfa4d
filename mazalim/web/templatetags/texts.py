"""Filters and tags for dates, numbers, names and people's texts. docs/contributing/pages.md shows each in use."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware

from mazalim.web import formats

register = template.Library()
When = date | datetime | None


def _of_when(name: str) -> None:
    write = getattr(formats, name)

    def written(value: When) -> str:
        return write(value) if value else ""

    register.filter(name, written)


for _name in ("day", "plain_day", "short_day", "month", "weekday", "year", "moment", "time_of_day"):
    _of_when(_name)


@register.filter
def since(value: datetime | None, at: datetime) -> str:
    """`{{ entry.at|since:now }}`: today 09:12, yesterday, else the short day."""
    return formats.since(value, at) if value else ""


@register.simple_tag
def comma() -> str:
    """Between the things of a list: ", ", in Arabic script "، "."""
    return formats.comma()


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
    return formats.span(value) if value else ""


@register.filter
def filesize(value: Any) -> str:
    """A number of bytes as 640 KB."""
    return formats.filesize(int(value)) if _is_number(value) else ""


@register.filter
def latin(value: object) -> SafeString | str:
    """An identifier (code, case number, telephone): kept in Latin digits and left to right on every page."""
    return format_html('<span class="ltr num">{}</span>', value) if _is_number(value) else ""


@register.filter
def paragraphs(value: str | None) -> SafeString:
    """A person's text, escaped: an empty line begins a paragraph, a line end is kept; each paragraph takes its own direction."""
    blocks = [block for block in re.split(r"\n[ \t]*\n\s*", (value or "").replace("\r\n", "\n").strip()) if block.strip()]
    line_end = mark_safe("<br>")  # nosec B308 - ours
    lines = (format_html_join(line_end, "{}", ((line,) for line in block.split("\n"))) for block in blocks)
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
    own = {"lang": code, "dir": direction(code), "name": formats.language_name(code), "text": _prose(text)}
    return format_html('<div lang="{lang}" dir="{dir}"><p><span class="tag">{name}</span></p>{text}</div>', **own)


def direction(code: str) -> str:
    """Which way a language is written: "rtl" or "ltr"."""
    return "rtl" if code in settings.LANGUAGES_BIDI else "ltr"
