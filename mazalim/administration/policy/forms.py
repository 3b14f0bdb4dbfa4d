"""What is typed for a new version of the rules."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mazalim.administration.categories.words import UNITS
from mazalim.administration.policy.actions import changed
from mazalim.administration.policy.queries import value_of
from mazalim.administration.policy.words import RULES, SECTIONS
from mazalim.country.policy import WrongPolicy
from mazalim.web.forms import PartedDateField

WHOLE = {"required": _("Write a whole number, such as 3"), "invalid": _("Write a whole number, such as 3")}


class VersionForm(forms.Form):
    """Every rule that may be changed, and the day from which it holds."""

    valid_from = PartedDateField(label=_("The new rules hold from"), latest=date(2100, 12, 31))

    def __init__(self, *args: Any, policy: Mapping[str, Any], newest: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        field = self.fields["valid_from"]
        field.earliest = max(newest, today) + timedelta(days=1)  # type: ignore[attr-defined]  # a PartedDateField
        for rule in RULES:
            value = value_of(policy, rule)
            limits: dict[str, Any] = {"min_value": rule.least, "max_value": rule.most, "error_messages": WHOLE}
            if rule.kind == "yes_no":
                self.fields[rule.field] = forms.BooleanField(label=rule.label, required=False, initial=bool(value))
            elif rule.kind == "span":
                self.fields[rule.field] = forms.IntegerField(label=rule.label, initial=value["days"], **limits)
                self.fields[f"{rule.field}__unit"] = forms.ChoiceField(
                    label=_("Counted in"), choices=list(UNITS.items()), initial=value["unit"]
                )
            else:
                label = f"{rule.label} ({_('days')})" if rule.kind == "days" else rule.label
                self.fields[rule.field] = forms.IntegerField(label=label, initial=value, **limits)

    @property
    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The fields under their sections; a span is a pair of fields."""
        return [(title, [self._bound(rule) for rule in RULES if rule.section == name]) for name, title in SECTIONS.items()]

    def _bound(self, rule: Any) -> list[Any]:
        return [self[rule.field], self[f"{rule.field}__unit"]] if rule.kind == "span" else [self[rule.field]]

    @property
    def values(self) -> dict[str, Any]:
        """The values for the action, by the rules' field names."""
        typed = self.cleaned_data
        return {
            rule.field: {"days": typed[rule.field], "unit": typed[f"{rule.field}__unit"]} if rule.kind == "span" else typed[rule.field]
            for rule in RULES
        }

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if self.errors:
            return typed
        pairs = (
            ("times__answer_reminder_days", "times__answer_wait_days", _("The reminder comes before the time to answer is over")),
            (
                "escalation__body_above_after_days",
                "escalation__central_desk_after_days",
                _("The body above is told before the central desk"),
            ),
        )
        for sooner, later, error in pairs:
            if typed[sooner] >= typed[later]:
                self.add_error(sooner, error)
        if typed["times__decision"] > typed["times__legal_ceiling_days"]:
            self.add_error("times__decision", _("This is longer than the longest time in all"))
        if not self.errors:
            try:
                made = changed(self.policy, self.values)
            except WrongPolicy as error:
                self.add_error(None, str(error))
            else:
                if made == self.policy:
                    self.add_error(None, _("No rule is different from those in force"))
        return typed
