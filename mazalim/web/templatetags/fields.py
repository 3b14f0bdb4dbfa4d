"""Tags for forms: fields, choices, the summary of errors, the progress of a wizard. docs/contributing/pages.md shows each in use."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from mazalim.web.forms import DateParts

register = template.Library()


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


@register.inclusion_tag("web/field/error_summary.html")
def error_summary(*shown: forms.BaseForm | None) -> dict[str, Any]:
    """What has to be put right in these forms, one line a field, each leading to its input; nothing where all is well."""
    lines = []
    for form in shown:
        if form is None or not form.is_bound:
            continue
        lines += [SummaryLine(str(text), "") for text in form.non_field_errors()]
        faults = [(_words(form[name])[0], form[name]) for name in form.errors if name in form.fields]
        alike = Counter(words for words, _ in faults)
        lines += [SummaryLine(words if alike[words] == 1 else f"{bound.label}: {words}", _target(bound)) for words, bound in faults]
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
        widget.input_type = str(given.pop("type", widget.input_type))
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
    return mark_safe(get_template("web/field/field.html").render(context))  # nosec B308, B703 - a template escapes what it is given


@register.simple_block_tag
def pick(content: str, option: BoundWidget, hint: str = "") -> SafeString:
    """One radio or checkbox of a group drawn by hand, with what stands between the tags under it."""
    context = {"option": _without_invalid(option), "content": content, "hint": hint}
    return mark_safe(get_template("web/field/pick.html").render(context))  # nosec B308, B703 - a template escapes what it is given


@register.inclusion_tag("web/parts/steps.html")
def steps(number: int, total: int, label: str = "") -> dict[str, Any]:
    """The margin of a wizard's page: progress, the chapter, "Question 6 of 9"."""
    return {"number": number, "total": total, "label": label}
