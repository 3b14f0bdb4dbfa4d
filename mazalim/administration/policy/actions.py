"""Versions of the policy: write one that begins on a day to come, take it back before it begins. A complaint keeps the rules of its lodging day."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.policy.words import RULES
from mazalim.common.clock import day_of
from mazalim.country.models import PolicyVersion
from mazalim.country.policy import read_policy
from mazalim.country.queries import forget_policy


class TooEarly(Exception):
    """A version begins after today, and after the newest one there is."""


class HasBegun(Exception):
    """Complaints may live by this version already."""


def changed(policy: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A policy's JSON with other values for some rules, by the field names of words.RULES. Raises WrongPolicy."""
    made = deepcopy(dict(policy))
    for rule in RULES:
        if rule.field in values:
            made[rule.section][rule.name] = values[rule.field]
    read_policy(made)
    return made


def _facts(policy: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    found = ((rule, policy.get(rule.section, {}).get(rule.name), other.get(rule.section, {}).get(rule.name)) for rule in RULES)
    return [f"{rule.section}.{rule.name} = {_short(value)}" for rule, value, elsewhere in found if value != elsewhere]


def _short(value: Any) -> str:
    return f"{value['days']} {value['unit']}" if isinstance(value, dict) else str(value)


@transaction.atomic
def add_version(*, by: Standing, values: Mapping[str, Any], valid_from: date, at: datetime) -> PolicyVersion:
    """Write the rules that hold from a day on. Raises TooEarly or WrongPolicy."""
    newest = PolicyVersion.objects.select_for_update().order_by("-valid_from")[0]
    if valid_from <= max(newest.valid_from, day_of(at, read_policy(newest.policy).zone)):
        raise TooEarly
    policy = changed(newest.policy, values)
    made = PolicyVersion.objects.create(profile=newest.profile, valid_from=valid_from, policy=policy, loaded_at=at)
    forget_policy()
    before, after = {"rules": _facts(newest.policy, policy)}, {"rules": _facts(policy, newest.policy), "from": valid_from.isoformat()}
    record(by=by.officer_id, subject="policy", key=valid_from.isoformat(), names="", act="add", before=before, after=after, at=at)
    return made


@transaction.atomic
def take_back_version(*, by: Standing, version_id: int, at: datetime) -> None:
    """Take back a version that has not begun; nothing where it is gone. Raises HasBegun."""
    version = PolicyVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None:
        return
    is_only = not PolicyVersion.objects.exclude(pk=version_id).exists()
    if is_only or version.valid_from <= day_of(at, read_policy(version.policy).zone):
        raise HasBegun
    version.delete()
    forget_policy()
    before = {"from": version.valid_from.isoformat()}
    record(by=by.officer_id, subject="policy", key=before["from"], names="", act="withdraw", before=before, at=at)
