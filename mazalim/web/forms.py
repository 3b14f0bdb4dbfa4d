"""Form fields that several stages share: a date in three parts, long texts, choices with an explanation."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mazalim.common.text import digits_to_latin, number_in
from mazalim.web import formats
from mazalim.web.templatetags.kept import one_after_another

PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class Explained:
    """The label of a choice with a line of explanation under it: `choices=[("named", Explained(_("By name"), _("...")))]`."""

    text: str | Promise
    hint: str | Promise = ""

    def __str__(self) -> str:
        return str(self.text)


class LongTextField(forms.CharField):
    """A text of several lines. A line end counts as one character, as the reader of the counter sees it."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int, rows: int = 8, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["rows"] = rows
        self.error_messages["max_length"] = ngettext_lazy(
            "The text is %(shown)s character too long", "The text is %(shown)s characters too long", "excess"
        )

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))

    def run_validators(self, value: str) -> None:
        if self.max_length is not None and len(value) > self.max_length:
            excess = len(value) - self.max_length
            raise ValidationError(
                self.error_messages["max_length"], code="max_length", params={"excess": excess, "shown": formats.count(excess)}
            )
        super().run_validators(value)


class Renderer(DjangoTemplates):
    """Inputs and text areas in one piece; the rest by Django's templates, which for a page's few inputs took a tenth of the wizard."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The element as Django's template of that name writes it."""
        widget = context.get("widget", {})
        if template_name in _INPUTS and not widget.get("wrap_label"):
            value = {} if widget["value"] is None else {"value": str(widget["value"])}
            return f"<input{_attributes({'type': widget['type'], 'name': widget['name'], **value, **widget['attrs']})}>"
        if template_name == "django/forms/widgets/textarea.html":
            attributes = _attributes({"name": widget["name"], **widget["attrs"]})
            return f"<textarea{attributes}>\n{conditional_escape(widget['value'] or '')}</textarea>"
        return super().render(template_name, context, request)


_INPUTS = {f"django/forms/widgets/{kind}.html" for kind in ("text", "email", "number", "url", "tel", "password", "hidden", "checkbox")}
_INPUTS |= {f"django/forms/widgets/{kind}_option.html" for kind in ("radio", "checkbox")}


def _attributes(given: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in given.items()
        if value is not False
    )


class OneOf(forms.Select):
    """A drop-down list drawn in one piece. Django draws every option by a template of its own: with fifty officers and as many categories that was
    a third of the desk's page.
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = one_after_another(_group(key, label, chosen) for key, label in self.choices)
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})})), options)


def _group(key: object, label: object, chosen: set[str]) -> SafeString:
    """One option; where the label is a list, all options of a group."""
    if isinstance(label, list | tuple):
        options = one_after_another(_option(str(one), str(words), str(one) in chosen) for one, words in label)
        return format_html('<optgroup label="{}">{}</optgroup>', key, options)
    return _option(str(key), str(label), str(key) in chosen)


@lru_cache(maxsize=4096)
def _option(key: str, label: str, is_chosen: bool) -> SafeString:
    return format_html('<option value="{}" selected>{}</option>' if is_chosen else '<option value="{}">{}</option>', key, label)


class DateParts(forms.Widget):
    """Three small inputs for day, month and year, named `<name>_day`, `<name>_month`, `<name>_year`."""

    template_name = "web/field/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, is_birth_date: bool = False) -> None:
        super().__init__(attrs)
        self.is_birth_date = is_birth_date

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any] | Any, name: str) -> tuple[str, ...]:
        return tuple(str(data.get(f"{name}_{part}", "")).strip() for part in PARTS)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        if isinstance(value, str):  # a date kept in a draft
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = None
        if isinstance(value, date):
            value = (str(value.day), str(value.month), str(value.year))
        labels = (_("Day"), _("Month"), _("Year"))
        bad = context["widget"]["attrs"].pop("data-bad", "")
        context["widget"]["parts"] = [
            {
                "part": part,
                "name": f"{name}_{part}",
                "id": f"{context['widget']['attrs'].get('id') or f'id_{name}'}_{part}",
                "label": label,
                "value": text,
                "is_bad": bad == part or bad == "all",
                "autocomplete": f"bday-{part}" if self.is_birth_date else "off",
            }
            for part, label, text in zip(PARTS, labels, value or ("", "", ""), strict=True)
        ]
        return context


class PartedDateField(forms.Field):
    """A date typed as day, month and year, in Latin, Arabic-Indic or Persian digits.

    An error's code is the part at fault (`day`, `month`, `year`), else `required`, `no_such_day`, `earliest` or `latest`, so that the page
    marks the very input. `earliest` and `latest` are inclusive and may be set by the form, which knows the day of today.
    """

    widget = DateParts
    default_error_messages = {
        "required": _("Enter the day, the month and the year"),
        "day": _("The day must be a number from 1 to 31"),
        "month": _("The month must be a number from 1 to 12"),
        "year": _("The year must have four figures"),
        "no_such_day": _("There is no such day: check the day and the month"),
        "earliest": _("The date must be %(limit)s or later"),
        "latest": _("The date must be %(limit)s or earlier"),
    }

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, is_birth_date: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateParts(is_birth_date=is_birth_date))
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        texts = tuple(value or ("", "", ""))
        if not any(texts):
            return None
        day, month, year = (_number(text) for text in texts)
        for part, number, least, most in (("day", day, 1, 31), ("month", month, 1, 12), ("year", year, 1000, 9999)):
            if number is None or not least <= number <= most:
                raise ValidationError(self.error_messages[part], code=part)
        try:
            return date(year or 0, month or 0, day or 0)
        except ValueError as error:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from error

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        for code, limit, is_beyond in (
            ("earliest", self.earliest, self.earliest is not None and value < self.earliest),
            ("latest", self.latest, self.latest is not None and value > self.latest),
        ):
            if is_beyond and limit:
                raise ValidationError(self.error_messages[code], code=code, params={"limit": formats.plain_day(limit)})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


def _number(text: str) -> int | None:
    """The number written in any decimal digits, None when it is not one."""
    return number_in(digits_to_latin(text))
