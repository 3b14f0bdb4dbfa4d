"""Banners: add, change, remove."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.country.models import Banner
from mazalim.country.queries import forget_policy


def facts(banner: Banner) -> dict[str, Any]:
    """A banner as the audit list shows it."""
    days = {"from": banner.first_date.isoformat(), "until": banner.last_date.isoformat()}
    return {"names": banner.texts, "kind": banner.kind, **days}


@transaction.atomic
def put_banner(
    *, by: Standing, banner_id: int | None, kind: str, texts: dict[str, str], first_date: date, last_date: date, at: datetime
) -> Banner:
    """Add a banner (without an id), or change one; it is shown from its first day to its last, both included."""
    banner = Banner.objects.select_for_update().get(pk=banner_id) if banner_id else Banner()
    before = facts(banner) if banner_id else {}
    banner.kind, banner.texts, banner.first_date, banner.last_date = kind, texts, first_date, last_date
    after = facts(banner)
    if before != after:
        banner.save()
        forget_policy()
        act = "edit" if before else "add"
        record(by=by.officer_id, subject="banner", key=str(banner.pk), names=texts, act=act, before=before, after=after, at=at)
    return banner


@transaction.atomic
def remove_banner(*, by: Standing, banner_id: int, at: datetime) -> None:
    """Take a banner off the pages; nothing where it is gone already."""
    banner = Banner.objects.select_for_update().filter(pk=banner_id).first()
    if banner is not None:
        before = facts(banner)
        banner.delete()
        forget_policy()
        record(by=by.officer_id, subject="banner", key=str(banner_id), names=banner.texts, act="remove", before=before, at=at)
