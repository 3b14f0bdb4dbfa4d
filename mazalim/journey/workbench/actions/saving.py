"""Saving views: the one thing that the workbench writes."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.journey.workbench.models import SavedView


class TooManyViews(Exception):
    """The officer keeps as many views as there may be."""


class NameTaken(Exception):
    """The officer has another view of this name."""


def _views_of(by: Standing) -> list[SavedView]:
    """The officer's views, with the account locked so that two windows neither pass the limit nor make two defaults."""
    Officer.objects.select_for_update().get(pk=by.officer_id)
    return list(SavedView.objects.filter(officer_id=by.officer_id))


def _write(view: SavedView, others: list[SavedView], *, name: str, is_default: bool) -> SavedView:
    if any(other.name == name for other in others):
        raise NameTaken
    if is_default:
        SavedView.objects.filter(officer_id=view.officer_id, is_default=True).exclude(pk=view.pk).update(is_default=False)
    view.name, view.is_default = name, is_default
    view.save()
    return view


@transaction.atomic
def save_view(*, by: Standing, name: str, query: str, is_default: bool, at: datetime) -> SavedView:
    """Keep a list, given as rules.canonical writes it, under a name. Raises TooManyViews or NameTaken."""
    others = _views_of(by)
    if len(others) >= SavedView.MOST:
        raise TooManyViews
    return _write(SavedView(officer_id=by.officer_id, query=query, created_at=at), others, name=name, is_default=is_default)


@transaction.atomic
def change_view(*, by: Standing, view_id: int, name: str, is_default: bool) -> SavedView:
    """Give a view another name, or let the desk open with it. Raises SavedView.DoesNotExist or NameTaken."""
    views = _views_of(by)
    view = next((one for one in views if one.pk == view_id), None)
    if view is None:
        raise SavedView.DoesNotExist
    return _write(view, [one for one in views if one.pk != view_id], name=name, is_default=is_default)


@transaction.atomic
def delete_view(*, by: Standing, view_id: int) -> None:
    """Forget a view; nothing of a case goes with it. Raises SavedView.DoesNotExist."""
    SavedView.objects.get(officer_id=by.officer_id, pk=view_id).delete()
