"""Figures as they would have been counted, without the cases: so many of a measure, for a body, in a month."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from mazalim.country.models import PolicyVersion
from mazalim.country.queries import forget_policy
from mazalim.directory.models import Category, PublicBody
from mazalim.figures.actions.adding import Tally
from mazalim.figures.models import Measure, Watermark
from mazalim.figures.rules import Place
from tests.factories import NOON, today

Count = Callable[..., None]


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "127.0.0.1"})


def set_smallest_cell(least: int) -> None:
    for version in PolicyVersion.objects.all():
        version.policy["figures"]["smallest_cell"] = least
        version.save()
    forget_policy()


@pytest.fixture
def count() -> Count:
    """`count("received", 40, body="MUN-EBL", month=date(2026, 10, 1))`; further arguments: category, kind, bucket."""
    tally = Tally()
    bodies = dict(PublicBody.objects.values_list("code", "pk"))
    categories = dict(Category.objects.values_list("code", "pk"))

    def add(measure: str, number: int, *, body="MUN-EBL", month=None, category="road_damage", kind="complaint", bucket=0) -> None:
        day = (month or this_month()).replace(day=1).toordinal()
        place = Place(bodies[body], 1, categories[category], "web", "en", kind)
        tally.add([(day, place, Measure(measure).value, bucket, number)])
        tally.write(1)
        Watermark.objects.update_or_create(pk=Watermark.THE_ONE, defaults={"edition": 1, "stamp": uuid.uuid4(), "counted_at": NOON})

    return add


def this_month() -> date:
    """The month in which the tests run, for the pages read the clock."""
    return today().replace(day=1)


def answered(count: Count, number: int, *, late: int = 0, days: int = 12, **where) -> None:
    """So many answers, some of them late, all after so many days."""
    count("answered", number, **where)
    count("days", number, bucket=days, **where)
    if number - late:
        count("in_time", number - late, **where)
    if late:
        count("late", late, **where)
