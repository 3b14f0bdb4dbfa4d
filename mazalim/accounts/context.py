"""Who is signed in, for the mast of officers' pages."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mazalim.accounts.queries import standing_of


def standing(request: HttpRequest) -> dict[str, Any]:
    """`standing` is read only where a template asks for it, and shared with the view that has read it already."""

    def read() -> Any:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        if not hasattr(request, "standing"):
            request.standing = standing_of(user)  # type: ignore[attr-defined]  # an attribute of our own
        return request.standing  # type: ignore[attr-defined]

    return {"standing": SimpleLazyObject(read)}
