"""The door of the administrators' pages: for everybody else they do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from mazalim.accounts.queries import Standing
from mazalim.complaints.door import standing_in
from mazalim.web.views import personal

Answer = TypeVar("Answer", bound=HttpResponseBase)


def _only(view: Callable[..., Answer], *, may: Callable[[Standing], bool]) -> Callable[..., Answer]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if not may(standing_in(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return personal(guarded)


def administrators_only(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Mark a view that nobody but an administrator may know of."""
    return _only(view, may=lambda standing: standing.is_administrator)


def administrators_and_auditors(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Mark a view that auditors read too."""
    return _only(view, may=lambda standing: standing.is_administrator or standing.is_auditor)


def supervisors_only(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Mark a view for who supervises a body."""
    return _only(view, may=lambda standing: bool(standing.bodies))
